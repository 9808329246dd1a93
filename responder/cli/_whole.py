"""A change to flow files that is tried before it is made, and then made whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from responder.edition import Edition, edition
from responder.flow.folder import names_in

NEW_FILE_MODE = 0o644


class ChangedMeanwhileError(Exception):
    """The file no longer holds what it held when it was read."""


def edition_with(folder: Path, changed: Mapping[Path, bytes], now: datetime) -> Edition:
    """Return what the flow files in `folder` would say at `now`, were some of them `changed`.

    Problems name the real files.
    """
    with TemporaryDirectory() as made:
        tried = Path(made)
        for name in names_in(folder):
            (tried / name).write_bytes((folder / name).read_bytes())
        for file, content in changed.items():
            (tried / file.name).write_bytes(content)
        read = edition(tried, now)
        named = (replace(each, file=each.file.replace(made, str(folder))) for each in read.problems)
        return replace(read, problems=tuple(named))


def written_whole(file: Path, content: bytes, before: bytes) -> None:
    """Write `content` to `file`, which held `before`; whoever reads gets the one or the other.

    Raises ChangedMeanwhileError if it holds something else by now, OSError if it cannot be written.
    """
    real = file.resolve()
    mode = real.stat().st_mode & 0o7777 if real.exists() else NEW_FILE_MODE
    # A name with a dot in front is read by nobody.
    beside = real.with_name(f".{real.name}.{secrets.token_hex(4)}")
    try:
        with beside.open("xb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        beside.chmod(mode)
        if (real.read_bytes() if real.exists() else b"") != before:
            raise ChangedMeanwhileError
        beside.replace(real)
    finally:
        beside.unlink(missing_ok=True)
    with suppress(OSError):  # some file systems cannot; the file itself is safe
        holder = os.open(real.parent, os.O_RDONLY)
        try:
            os.fsync(holder)
        finally:
            os.close(holder)
