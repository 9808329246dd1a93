"""From the words of a message to what it asks for: a word of ours, a part of an answer, a question.

A word texted plainly always wins; only what is none of our words is read as a question. It is the
same for a text and for what a caller says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from responder.exchange import Language
from responder.render import Book, part_of
from responder.vocabulary import Meant

MAX_DIGITS = 1  # of the part that is asked for: "MEETINGS 2"


@dataclass(frozen=True)
class Asked:
    """What a message asks for: an answer by its name, and a second page that it names."""

    meant: Meant
    besides: str = ""


def asked_for(
    asked: str, words: Sequence[str], language: Language | None, book: Book
) -> Asked | None:
    """Return what a message asks for; None where it names nothing known.

    `asked` is the message as `plain` gives it, `words` as `words_in` does; `language` is the one it
    seems to be in, or was chosen.
    """
    meant = book.words.find(asked, language)
    if meant is not None:
        return Asked(meant)
    part = _part(asked, language, book)
    if part is not None:
        return Asked(part)
    found = book.questions.find(words)
    return Asked(Meant(found.page), found.besides) if found else None


def _part(asked: str, language: Language | None, book: Book) -> Meant | None:
    """Return the part that "meetings 2" asks for, or the whole answer if it has no such part."""
    word, _, digit = asked.rpartition(" ")
    if not word or not digit.isdecimal() or len(digit) > MAX_DIGITS:
        return None
    meant = book.words.find(word, language)
    if meant is None:
        return None
    name = part_of(meant.page, int(digit))
    there = any((name, each) in book.texts for each in Language)
    return Meant(name if there else meant.page, meant.language)
