"""What the line promises, and what a proof says of it.

A broken promise is told as the shortest story that shows it, for people who read no code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from responder.exchange import Language

NAMES = {Language.EN: "English", Language.ES: "Spanish"}


class Promise(StrEnum):
    """Everything that is proved, in the words of the report."""

    TEXT_988 = "every text reply carries 988 where it is seen"
    URGENT_988 = "an urgent text gets 988 first, only 911 before it; a topic gets it first too"
    ANSWERED = "every text gets one reply"
    FITS = "every reply is plain letters in two segments, three for a list, with no number cut"
    TRANSLATED = "both languages are spoken and written"
    SAME_NUMBERS = "both languages say the same numbers"
    VERIFIED = "every number is on the verified list"
    WITHIN_TEN_SECONDS = "988 is heard within ten seconds of pickup, before any menu"
    CRISIS_KEYS = "1, 9, 0 and 9-8-8, 9-1-1, 2-1-1 lead to crisis help from everywhere"
    CRISIS_SPEECH = "whoever says that they want to die hears crisis help"
    LAST_988 = "every call that we end says 988 last"
    SILENCE = "silence is met with the crisis sentence"
    HUNG_UP = "only silence ends a call, and never the first"
    COUNTED = "the places that a call can come to have an end"
    NO_LOOP = "no loop goes on without the caller"
    NEAR = "every page is at most three content keys away"
    REACHED = "nothing is out of reach"
    NOT_DEAD = "nothing is a dead end"
    NOT_DIALLED = "911 and 211 are said, never dialled"
    UNDERSTOOD = "the carrier can act on every answer"


@dataclass(frozen=True)
class Broken:
    """A promise that does not hold: "call, press 3, say nothing twice: hung up without 988".

    `place` is the file and line that caused it where one did, else the page, else nothing.
    """

    promise: Promise
    story: str
    place: str = ""


@dataclass(frozen=True)
class Proof:
    """What was walked and what was found; it holds where nothing is `broken`.

    `transitions` are all acts of callers that were tried, `texts` all texts that were sent.
    `latest_988_seconds` is when 988 has been heard first, in the language that hears it later;
    infinite where one never does.
    """

    states: int
    transitions: int
    texts: int
    latest_988_seconds: float
    broken: tuple[Broken, ...]


_TIMES = {1: "say nothing", 2: "say nothing twice"}
SILENCE = "say nothing"


def told(acts: Sequence[str], outcome: str) -> str:
    """Return `acts` and what came of them as one line; silences in a row are counted."""
    steps: list[str] = []
    silences = 0
    for act in (*acts, ""):
        if act == SILENCE:
            silences += 1
            continue
        if silences:
            steps.append(_TIMES.get(silences, f"say nothing {silences} times"))
        silences = 0
        steps.append(act)
    return f"{', '.join(filter(None, steps))}: {outcome}"
