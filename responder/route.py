"""From the words of a message to what it asks for: a word of ours, a part of an answer, a question.

A word texted plainly always wins; only what is none of our words is read as a question. It is the
same for a text and for what a caller says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from responder.exchange import Language
from responder.meetings.span import When
from responder.meetings.window import TIME_WORDS, when_in
from responder.onward import MORE, next_of
from responder.render import Book
from responder.vocabulary import Meant
from responder.weighed import NAMED
from responder.wording.common import COMMON
from responder.wording.plain import listed

# Asks when or how a group meets. "Junta" is not here: it is the name of the Board.
_WHEN = listed(
    "when, whens, wen, next, nxt, date, time, zoom, where, join, link, meet, meets, meeting,"
    "meetings, mtg, mtgs, attend, cuando, kuando, cdo, proxima, proximo, prox, hora, donde, dnd,"
    "enlace, reunion, reuniones, reune, reunen, asistir"
)
_NEXT = listed("next, nxt, proxima, proximo, prox, siguiente")
_SEVERAL = listed("meetings, mtgs, trainings, classes, dates, ones, reuniones, talleres, fechas")


@dataclass(frozen=True)
class Asked:
    """What a message asks for: an answer by its name, some days, a part, and a second page.

    `plainly` where the whole message is a word of ours, and no question that was read.
    """

    meant: Meant
    when: When | None = None
    part: int = 1
    besides: str = ""
    plainly: bool = False


def asked_for(
    asked: str, words: Sequence[str], language: Language | None, book: Book
) -> Asked | None:
    """Return what a message asks for; None where it names nothing known.

    `asked` is the message as `plain` gives it, `words` as `words_in` does; `language` is the one it
    seems to be in, or was chosen.
    """
    meant = book.words.find(asked, language)
    if meant is not None:
        return Asked(_one_or_several(meant, words, book), plainly=True)
    first, *rest = asked.split() or [""]
    if first in MORE and rest and (part := _part(rest[0])):
        found = asked_for(" ".join(rest[1:]), rest[1:], language, book)
        return found and replace(found, part=part, plainly=True)
    before, _, last = asked.rpartition(" ")
    if (part := _part(last)) and (meant := book.words.find(before, language)):
        return Asked(meant, part=part, plainly=True)
    return _question(words, book)


def _part(word: str) -> int:
    """Return the number of the part that `word` asks for: 2 to 9; 0 if it is none."""
    return int(word) if len(word) == 1 and word in "23456789" else 0


def _question(words: Sequence[str], book: Book) -> Asked | None:
    found = book.questions.find(words)
    when = when_in(words)
    page = book.flow.pages.get(found.page) if found else None
    named = found is not None and (found.weight >= NAMED or bool(page and page.lists))
    if when is not None and not named and _only_about_days(words):
        return Asked(Meant(_all_meetings(book)), when)
    if found is None:
        return None
    if page is None or not page.lists:
        return Asked(Meant(found.page), besides=found.besides)
    if when is not None:
        return Asked(Meant(found.page), when)
    if page.lists == "own" and not _WHEN.isdisjoint(words):
        return Asked(Meant(next_of(found.page)))
    return Asked(_one_or_several(Meant(found.page), words, book), besides=found.besides)


def _one_or_several(meant: Meant, words: Sequence[str], book: Book) -> Meant:
    """Return `meant`, or the next of its meetings in full where just that one was asked for."""
    page = book.flow.pages.get(meant.page)
    if page and page.lists and not _NEXT.isdisjoint(words) and _SEVERAL.isdisjoint(words):
        return replace(meant, page=next_of(meant.page))
    return meant


def _only_about_days(words: Sequence[str]) -> bool:
    return all(
        word in TIME_WORDS
        or word[:1].isdecimal()
        or any(word in common for common in COMMON.values())
        for word in words
    )


def _all_meetings(book: Book) -> str:
    return next((name for name, page in book.flow.pages.items() if page.lists == "meetings"), "")
