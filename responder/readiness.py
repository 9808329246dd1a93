"""What `/ready` says, in the same words on the public address and on the operator's port."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

FOLDER = "the flow folder"


def words(faults: Iterable[str], *, good: bool) -> str:
    """Return whether a good flow is in use, then each of `faults` of the newest files in a line."""
    told = tuple(faults)
    first = "ready, with the last good flows" if told else "ready"
    return "\n".join([first if good else "not ready", *told, ""])


def within(folder: Path, faults: Iterable[str]) -> tuple[str, ...]:
    """Return `faults` with their files named from `folder` on.

    The public address tells nobody where on the machine the files lie.
    """
    return tuple(
        each.replace(f"{folder}/", "").replace(f"{folder}:", f"{FOLDER}:") for each in faults
    )
