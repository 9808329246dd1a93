"""Which files of a flow folder count, and a digest that changes whenever what they hold does.

Names and contents are looked at, never times: an edit may keep the size and the time of a file, and
a mounted folder is exchanged as a whole behind a link.
"""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

MAX_BYTES = 256 * 1024  # of one file; a larger one is refused


def names_in(folder: Path) -> list[str]:
    """Return the names in `folder` that may be flow files, in order; OSError if it has none.

    What an editor or a mount leaves beside the real files is not among them.
    """
    names = sorted(entry.name for entry in folder.iterdir())
    return [name for name in names if _is_looked_at(name)]


def content_of(path: Path) -> bytes:
    """Return the content of `path`, cut where it is surely too large; OSError if it is no file."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def digest_of(folder: Path) -> bytes:
    """Return a digest of the names and contents of the flow files, and of what cannot be read."""
    found = hashlib.sha256()
    try:
        names = names_in(folder)
    except OSError as gone:
        return hashlib.sha256(f"no folder {gone.errno}".encode()).digest()
    for name in names:
        try:
            held = content_of(folder / name) if name.endswith(".yaml") else b""
        except OSError as unreadable:
            held = f"unreadable {unreadable.errno}".encode()
        found.update(f"{len(name)} {len(held)} {name}".encode("utf-8", "surrogateescape"))
        found.update(held)
    return found.digest()


def _is_looked_at(name: str) -> bool:
    beside = name.startswith((".", "#")) or name.endswith(("~", ".swp", ".tmp"))
    return not beside and (".yaml" in name or ".yml" in name)
