"""Lay out a text reply so that 988 stands in it and nothing to dial is cut in two.

The crisis line is laid in here and nowhere else. When a reply is longer than it may be, its last
parts go; the crisis line never does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from responder.safety.numbers import numbers_in
from responder.wording import gsm7

FIRST_WITHIN = 60  # characters in which an urgent or topic reply says 988
CRISIS_NUMBER = re.compile(r"\b988\b")
# With the label in front of it, so that "Web:" does not stay behind alone.
_LINK = re.compile(r"(?:\b\w{1,12}: )?\b[\w-]+(?:\.[\w-]+)+(?:/[\w./?=&%#-]*[\w/])?")


@dataclass(frozen=True)
class Laid:
    """A finished text; `urgent_first` is the same with 988 at its very start.

    `dropped` is how many of its parts had no room.
    """

    words: str
    urgent_first: str
    dropped: int = 0


def says_988(words: str, within: int) -> bool:
    """Return whether 988 stands whole in the first `within` characters of `words`."""
    return CRISIS_NUMBER.search(words[:within]) is not None


def kept_whole(words: str) -> tuple[tuple[int, int], ...]:
    """Return where the web addresses and the numbers to dial stand in `words`."""
    links = [found.span() for found in _LINK.finditer(words)]
    numbers = [(found.start, found.end) for found in numbers_in(words)]
    return tuple(sorted(links + numbers))


def lay_out(parts: Sequence[str], crisis_line: str, max_segments: int) -> Laid:
    """Return `parts`, one a line, with the crisis line in them, in plain-text letters.

    A reply of one segment closes with the crisis line, a longer one opens with it; parts that say
    988 at their very start need no line. Parts are dropped from the last on until the reply fits
    `max_segments`.
    """
    folded = [gsm7.fold(part) for part in parts if part]
    line = gsm7.fold(crisis_line)
    for kept in range(len(folded), 0, -1):
        words = "\n".join(folded[:kept])
        closed = ""
        if not says_988(words, FIRST_WITHIN):
            closed = f"{words}\n{line}"
            words = f"{line}\n{words}"
        whole = words
        if gsm7.segments(words) > 1:
            closed = ""
            whole = gsm7.keep_whole(words, kept_whole(words), max_segments) or ""
        if whole:
            return Laid(closed or whole, whole, len(folded) - kept)
    return Laid(line, line, len(folded))
