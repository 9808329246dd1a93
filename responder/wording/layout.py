"""Lay out a text reply so that 988 stands in it and nothing to dial is cut in two.

The crisis line is laid in here and nowhere else. When a reply is longer than it may be, its last
parts go; the crisis line never does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from responder.safety.numbers import numbers_in
from responder.wording import gsm7

MAX_PARTS = 3  # replies that one answer may go on over
FIRST_WITHIN = 60  # characters in which an urgent or topic reply says 988
CRISIS_NUMBER = re.compile(r"\b988\b")
# "988 walk on Saturday", "the phones of 988 are down" and "do not call 988" send nobody there.
_OFFERS_988 = re.compile(
    r"(?<!not )(?<!n't )(?<!no )"
    r"\b(?:call|text|dial|message|llam[ae]|llamar|marque|mande|mensaje|env[ií]e|escriba)\b"
    r"[^.!?;:\n]{0,24}?\b988\b",
    re.IGNORECASE,
)
# With the label in front of it, so that "Web:" does not stay behind alone.
_LINK = re.compile(r"(?:\b\w{1,12}: )?\b[\w-]+(?:\.[\w-]+)+(?:/[\w./?=&%#-]*[\w/])?")
_ENDS_IN_LINK = re.compile(_LINK.pattern + r"\W?$")

_SENTENCE_END = re.compile(r"(?<=[.!?;]) +")


@dataclass(frozen=True)
class Laid:
    """A finished text; `urgent_first` is the same with 988 at its very start.

    `dropped` is how many of its parts had no room; `more` is what to text for what follows.
    """

    words: str
    urgent_first: str
    dropped: int = 0
    more: str = ""


def says_988(words: str, within: int) -> bool:
    """Return whether 988 stands whole in the first `within` characters of `words`."""
    return CRISIS_NUMBER.search(words[:within]) is not None


def leads_to_988(words: str) -> bool:
    """Return whether `words` name 988 at their very start, and say to call or text it."""
    return says_988(words, FIRST_WITHIN) and _OFFERS_988.search(words) is not None


def kept_whole(words: str) -> tuple[tuple[int, int], ...]:
    """Return where the web addresses and the numbers to dial stand in `words`."""
    links = [found.span() for found in _LINK.finditer(words)]
    numbers = [(found.start, found.end) for found in numbers_in(words)]
    return tuple(sorted(links + numbers))


def lay_out(parts: Sequence[str], crisis_line: str, max_segments: int) -> Laid:
    """Return `parts`, one a line, with the crisis line in them, in plain-text letters.

    A reply of one segment closes with the crisis line, a longer one opens with it; parts that name
    988 at their very start and say to call or text it need no line. Where an address would be cut
    between two segments, it changes places with its neighbour, or spaces go before it. Parts are
    dropped from the last on until the reply fits `max_segments`.
    """
    folded = [gsm7.fold(part) for part in parts if part]
    line = gsm7.fold(crisis_line)
    for kept in range(len(folded), 0, -1):
        dropped = len(folded) - kept
        laid = _laid(folded[:kept], line, max_segments)
        if laid is not None and laid.padded:
            turned = (_laid(each, line, max_segments) for each in _turned(folded[:kept]))
            laid = next((each for each in turned if each and not each.padded), laid)
        if laid is not None:
            return Laid(laid.words, laid.urgent_first, dropped)
    return Laid(line, line, len(folded))


@dataclass(frozen=True)
class _Lines:
    words: str
    urgent_first: str
    padded: bool


def _laid(parts: Sequence[str], line: str, max_segments: int) -> _Lines | None:
    """Return `parts` with the crisis line `line`; None if they do not fit."""
    words = "\n".join(parts)
    closed = ""
    if not leads_to_988(words):
        closed = f"{words}\n{line}"
        words = f"{line}\n{words}"
    if gsm7.segments(words) <= 1:
        return _Lines(closed or words, words, padded=False)
    whole = gsm7.keep_whole(words, kept_whole(words), max_segments)
    return None if whole is None else _Lines(whole, whole, padded=whole != words)


def _turned(parts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield `parts` with a web address one place further down or up, the last ones first.

    One that would be cut in two needs no spaces before it where it can stand elsewhere. A sentence
    that ends in an address goes only to the end, and never from the top: there stands the answer.
    """
    for at in range(len(parts) - 2, -1, -1):
        upper, lower = parts[at : at + 2]
        to_the_end = 0 < at == len(parts) - 2 and _ENDS_IN_LINK.search(upper)
        if to_the_end or _LINK.fullmatch(upper) or _LINK.fullmatch(lower):
            yield [*parts[:at], lower, upper, *parts[at + 2 :]]


@dataclass(frozen=True)
class GoingOn:
    """How an answer goes on in further replies: what to text for each, and the words to say so.

    `later` are parts that only stand in further replies.
    """

    asked: Callable[[int], str]
    said: Callable[[str], str]
    later: Sequence[str] = ()


def in_parts(
    parts: Sequence[str], crisis_line: str, max_segments: int, going_on: GoingOn
) -> tuple[Laid, ...]:
    """Return `parts` as one reply, or as up to MAX_PARTS that each carry the crisis line.

    Every reply but the last ends with how to get the next. A part is divided only between
    sentences, and only where it fits no reply whole. What has no room even so is counted in
    `dropped` of the last.
    """
    second = going_on.asked(2)
    ending = [going_on.said(second)] if going_on.later else []
    whole = lay_out([*parts, *ending], crisis_line, max_segments)
    if not (whole.dropped or ending):
        return (whole,)
    laid = [] if whole.dropped else [replace(whole, more=second)]
    rest = [*(part for part in parts if part and not laid), *going_on.later]
    lost = 0
    while rest and len(laid) < MAX_PARTS:
        number = len(laid) + 2
        more = going_on.asked(number) if number <= MAX_PARTS else ""
        took, reply = _fullest(rest, crisis_line, max_segments, more, going_on)
        if reply is not None:
            laid.append(reply)
            rest = rest[took:]
        elif divided := _divided(rest[0], crisis_line, max_segments, more, going_on):
            rest = [*divided, *rest[1:]]
        else:
            lost += 1
            rest = rest[1:]
    if not laid:
        return (whole,)
    return (*laid[:-1], replace(laid[-1], dropped=lost + len(rest)))


def _fullest(
    rest: Sequence[str], crisis_line: str, max_segments: int, more: str, going_on: GoingOn
) -> tuple[int, Laid | None]:
    """Return how many of `rest` fit one reply, and that reply; None if not even the first does."""
    for took in range(len(rest), 0, -1):
        goes_on = bool(more) and took < len(rest)
        ending = [going_on.said(more)] if goes_on else []
        reply = lay_out([*rest[:took], *ending], crisis_line, max_segments)
        if not reply.dropped:
            return took, replace(reply, more=more if goes_on else "")
    return 0, None


def _divided(
    part: str, crisis_line: str, max_segments: int, more: str, going_on: GoingOn
) -> tuple[str, ...]:
    """Return `part` in two, the first as many sentences as fit a reply; nothing if not even one."""
    sentences = _SENTENCE_END.split(part)
    for took in range(len(sentences) - 1, 0, -1):
        first, then = " ".join(sentences[:took]), " ".join(sentences[took:])
        if _fullest([first, then], crisis_line, max_segments, more, going_on)[0] > 0:
            return first, then
    return ()
