"""One thing that was tried, and what came of it."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """What was asked, in how many seconds it was answered (None: never), and what is wrong."""

    asked: str
    seconds: float | None
    fault: str = ""


def late(seconds: float, within: float) -> str:
    """Return what is wrong with an answer that took so many `seconds`, more than `within`."""
    took = math.ceil(seconds * 100) / 100  # rounded down it could be what is allowed
    return f"it took {took:.2f} s to answer, and should take {within:g} at most"
