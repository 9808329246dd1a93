"""What a caller hears of one Say, and when.

Times are estimates at a normal rate, good enough to prove that 988 is heard within ten seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from responder.phone.answer import XML_LANG

WORDS_PER_SECOND = 2.5
BREAK_SECONDS = 0.5  # a break that does not say how long it is
DEFAULT_LOCALE = "en-US"

_WORD = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(frozen=True)
class Piece:
    """Words that are spoken in one locale."""

    words: str
    locale: str


@dataclass(frozen=True)
class Spoken:
    """One Say as it was heard: from second `at` of the call, with `pauses` seconds of breaks."""

    pieces: tuple[Piece, ...]
    voice: str
    locale: str
    at: float = 0.0
    pauses: float = 0.0

    @property
    def words(self) -> str:
        """All its words in order, white space tidied."""
        return " ".join("".join(piece.words for piece in self.pieces).split())

    @property
    def language(self) -> str:
        """The language it is mainly in, such as `es`."""
        return self.locale[:2]

    @property
    def seconds(self) -> float:
        """How long it takes to say."""
        return len(_WORD.findall(self.words)) / WORDS_PER_SECOND + self.pauses

    def within(self, seconds: float) -> str:
        """Return the words that have been heard whole by that second of the call.

        All breaks count as if they came first, so nothing is said to be heard too early.
        """
        count = int((seconds - self.at - self.pauses) * WORDS_PER_SECOND + 1e-9)
        found = list(_WORD.finditer(self.words))
        if count >= len(found):
            return self.words
        return self.words[: found[count - 1].end()] if count > 0 else ""


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
