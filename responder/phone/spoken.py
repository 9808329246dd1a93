"""What a caller hears of one Say, and when.

Times are estimates, good enough to prove that 988 is heard within ten seconds; see `pace`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from xml.etree import ElementTree as ET

from responder.exchange import Say
from responder.phone.answer import XML_LANG
from responder.phone.pace import timeline

BREAK_SECONDS = 0.5  # a break that does not say how long it is
DEFAULT_LOCALE = "en-US"

_SLACK = 1e-9  # sums of tenths are a little off
_DIGITS_IN_A_ROW = re.compile(r"\d(?:[ ,-]{0,2}\d)*")


@dataclass(frozen=True)
class Piece:
    """Words that are spoken in one locale."""

    words: str
    locale: str


@dataclass(frozen=True)
class Spoken:
    """One Say as it was heard: from second `at` of the call, with `pauses` seconds of breaks.

    `until` is the second of the call at which a key cut it off; None if it was heard to its end.
    """

    pieces: tuple[Piece, ...]
    voice: str
    locale: str
    at: float = 0.0
    pauses: float = 0.0
    until: float | None = None

    @classmethod
    def of(cls, say: Say, at: float = 0.0) -> Spoken:
        """Return how `say` is heard from second `at` on, in whatever voice."""
        pieces = tuple(Piece(span.words, span.language) for span in say.spans)
        return cls(pieces, voice="", locale=say.language, at=at)

    @property
    def words(self) -> str:
        """All its words that were heard, in order, white space tidied."""
        return _tidy(self._whole) if self.until is None else self._said_by_second(self.until)

    @property
    def language(self) -> str:
        """The language it is mainly in, such as `es`."""
        return self.locale[:2]

    @property
    def seconds(self) -> float:
        """How long it was heard."""
        return self.ends - self.at

    @property
    def ends(self) -> float:
        """The second of the call at which it was over."""
        end = self.at + self.pauses + self._timeline[-1][1]
        return end if self.until is None else min(end, self.until)

    def within(self, seconds: float) -> str:
        """Return the words that have been heard whole by that second of the call.

        All breaks count as if they came first, so nothing is said to be heard too early.
        """
        return self._said_by_second(seconds if self.until is None else min(seconds, self.until))

    def said_by(self, words: str) -> float | None:
        """Return the second of the call by which `words` have been said; None if they were not.

        Digits match in whatever grouping they are read, but never as a part of a longer number.
        """
        offset = _end_of_digits(self._whole, words) if words.isdigit() else _end(self._whole, words)
        if offset is None:
            return None
        second = next(when for where, when in self._timeline if where >= offset)
        second += self.at + self.pauses
        return second if self.until is None or second <= self.until + _SLACK else None

    def cut_at(self, second: float) -> Spoken:
        """Return it as it is heard when a key cuts it off at that second of the call."""
        return replace(self, until=second)

    @cached_property
    def _whole(self) -> str:
        return "".join(piece.words for piece in self.pieces)

    @cached_property
    def _timeline(self) -> tuple[tuple[int, float], ...]:
        return timeline(tuple((piece.words, piece.locale) for piece in self.pieces))

    def _said_by_second(self, second: float) -> str:
        since = second - self.at - self.pauses + _SLACK
        said = [where for where, when in self._timeline[:-1] if when <= since]
        if len(said) == len(self._timeline) - 1:
            return _tidy(self._whole)
        return _tidy(self._whole[: said[-1]]) if said else ""


def _tidy(words: str) -> str:
    return " ".join(words.split())


def _end(whole: str, words: str) -> int | None:
    """Return where `words` end in `whole`, whatever white space parts them."""
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    found = re.search(rf"(?<!\w){pattern}(?!\w)", whole)
    return found.end() if found else None


def _end_of_digits(whole: str, digits: str) -> int | None:
    for row in _DIGITS_IN_A_ROW.finditer(whole):
        places = [row.start() + at for at, letter in enumerate(row.group()) if letter.isdigit()]
        # A number that is said twice in a row is still that number.
        if not "".join(whole[place] for place in places).replace(digits, ""):
            return places[len(digits) - 1] + 1
    return None


def spoken(say: ET.Element, at: float) -> Spoken:
    """Return what is heard of a `<Say>` that begins at second `at`."""
    locale = say.get("language", DEFAULT_LOCALE)
    pauses = sum(_break_seconds(each) for each in say.iter("break"))
    return Spoken(tuple(_joined(_pieces(say, locale))), say.get("voice", ""), locale, at, pauses)


def _pieces(element: ET.Element, locale: str) -> Iterator[Piece]:
    if element.tag == "sub":
        yield Piece(element.get("alias", element.text or ""), locale)
        return
    inner = element.get(XML_LANG, locale)
    if element.text:
        yield Piece(element.text, inner)
    for each in element:
        yield from _pieces(each, inner)
        if each.tag in ("break", "p", "s"):
            yield Piece(" ", inner)
        if each.tail:
            yield Piece(each.tail, inner)


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Yield `pieces` with neighbours of one locale as one."""
    held: Piece | None = None
    for piece in pieces:
        if held is not None and held.locale == piece.locale:
            held = Piece(held.words + piece.words, held.locale)
            continue
        if held is not None:
            yield held
        held = piece
    if held is not None:
        yield held


def _break_seconds(element: ET.Element) -> float:
    time = element.get("time")
    if time is None:
        return BREAK_SECONDS
    if time.endswith("ms"):
        return float(time.removesuffix("ms")) / 1000
    return float(time.removesuffix("s"))
