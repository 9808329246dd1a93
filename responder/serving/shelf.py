"""A place in memory where one process lays something down for all the others to take.

It is a file without a name, so it is gone with the last process, however that ends. Only processes
that were forked from the one that made it can reach it.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import struct
import tempfile
from dataclasses import dataclass, field

_HEAD = struct.Struct("<QQQ32s")  # how often something was laid down; where it stands, its digest
_TRIES = 5


@dataclass(frozen=True)
class Copy:
    """What was taken from a shelf, and its digest, to tell it from what one has.

    It stands in memory of its own, which goes back to the system as soon as it is not needed.
    """

    digest: bytes
    content: mmap.mmap = field(repr=False)


class Shelf:
    """Holds one thing. One process at a time may lay down; any number may take."""

    def __init__(self) -> None:
        self._file = _nameless_file()
        os.pwrite(self._file, _HEAD.pack(0, _HEAD.size, 0, b""), 0)

    @property
    def number(self) -> int:
        """How often something was laid down; cheap to ask."""
        return self._head()[0]

    def put(self, content: bytes) -> None:
        """Lay `content` down in place of what is there.

        Whoever is killed half-way has changed nothing: the head is written last, in one go.
        """
        number, at, length, _ = self._head()
        begins = _HEAD.size if _HEAD.size + len(content) <= at else at + length
        rest, to = memoryview(content), begins
        while rest:
            written = os.pwrite(self._file, rest, to)
            rest, to = rest[written:], to + written
        digest = hashlib.sha256(content).digest()
        os.pwrite(self._file, _HEAD.pack(number + 1, begins, len(content), digest), 0)

    def take(self) -> Copy | None:
        """Return what is there; None if nothing is, or if it changes as fast as it is read."""
        for _ in range(_TRIES):
            _, at, length, digest = self._head()
            if length == 0:
                return None
            content = mmap.mmap(-1, length)
            os.preadv(self._file, [content], at)
            if hashlib.sha256(content).digest() == digest:
                return Copy(digest, content)
        return None

    def _head(self) -> tuple[int, int, int, bytes]:
        number, at, length, digest = _HEAD.unpack(os.pread(self._file, _HEAD.size, 0))
        return number, at, length, digest


def _nameless_file() -> int:
    if hasattr(os, "memfd_create"):  # on Linux
        return os.memfd_create("responder", os.MFD_CLOEXEC)
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())
