"""An edition as bytes, to hand it from the process that read it to those that answer.

It is unpacked piece by piece, so that a worker answers between two pieces and nobody waits for the
whole.
"""

from __future__ import annotations

import io
import mmap
import pickle
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import islice

BATCH = 400  # entries of a large table in one piece


def packed(whole: object) -> bytes:
    """Return `whole` as bytes, cut into pieces that each take a worker a few milliseconds."""
    file = io.BytesIO()
    pickler = pickle.Pickler(file, pickle.HIGHEST_PROTOCOL)
    # What was in an earlier piece is only named in a later one, so the last holds little itself.
    for each in _pieces(whole):
        pickler.dump(each)
    return file.getvalue()


def unpacked(file: io.BytesIO | mmap.mmap) -> Iterator[object]:
    """Yield the pieces of what was packed in the rest of `file`; the last one is the whole."""
    at = file.tell()
    length = file.seek(0, io.SEEK_END) or file.tell()
    file.seek(at)
    # Unpickling runs what it is told to. This was packed by a process forked from our own master
    # and came through memory without a name, which nobody else can write to.
    unpickler = pickle.Unpickler(file)  # nosec B301 # noqa: S301 - as said above
    while file.tell() < length:
        yield unpickler.load()


def _pieces(whole: object) -> Iterator[object]:
    if is_dataclass(whole) and not isinstance(whole, type):
        # What it has no wish to take along is not asked for.
        state = whole.__getstate__()
        held = (
            state
            if isinstance(state, dict)
            else {f.name: getattr(whole, f.name) for f in fields(whole)}
        )
        for each in held.values():
            yield from _pieces(each)
    elif isinstance(whole, dict):
        entries = iter(whole.values())
        while batch := list(islice(entries, BATCH)):
            yield batch
    yield whole
