"""One thing that was tried, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """What was asked, in how many seconds it was answered (None: never), and what is wrong."""

    asked: str
    seconds: float | None
    fault: str = ""
