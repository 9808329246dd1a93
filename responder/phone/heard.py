"""What a caller has heard, and what the line listens for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from responder.phone.spoken import Spoken


@dataclass(frozen=True)
class Listening:
    """What the line listens for at this moment, and for how many seconds of silence."""

    keys: bool
    speech: bool
    seconds: int
    action: str
    most_keys: int | None = None
    finish_key: str = "#"
    reports_silence: bool = False
    locale: str = "en-US"
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Heard:
    """What a caller heard since the last thing they did, and what they can do now.

    `seconds` is how long the call had lasted by then, on the phone's own clock.
    """

    spoken: tuple[Spoken, ...]
    listening: Listening | None
    dialling: tuple[str, ...]
    ended: bool
    seconds: float = field(default=0.0, compare=False)

    @property
    def words(self) -> str:
        """All that was heard, one line for each Say."""
        return "\n".join(each.words for each in self.spoken)

    def first(self, words: str) -> float | None:
        """Return the second of the call by which `words` had been said; None if they were not.

        Digits match in whatever grouping they are read: `988` finds "9, 8, 8".
        """
        return first_said(self.spoken, words)


def first_said(spoken: Iterable[Spoken], words: str) -> float | None:
    """Return the second by which the first of `spoken` that holds `words` has said them."""
    seconds = (each.said_by(words) for each in spoken)
    return next((second for second in seconds if second is not None), None)


def cut_off(spoken: Iterable[Spoken], second: float) -> list[Spoken]:
    """Return what was heard of `spoken` when it is cut off at that second of the call."""
    cut = (each if each.ends <= second else each.cut_at(second) for each in spoken)
    return [each for each in cut if each.words]
