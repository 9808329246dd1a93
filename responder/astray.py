"""Questions that another page answers than before: what a new page takes from others unasked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from responder import sms
from responder.differences import TEXT, Difference, Group
from responder.exchange import InboundText, Kept, Language
from responder.render import Book

WORSE = "Questions that no longer get the page they are for"
OTHER = "Other questions that another page answers now"
NO_PAGE = "the menu"


class QuestionsError(Exception):
    """A file of questions that cannot be used; its text says why, and what to write."""


@dataclass(frozen=True)
class Question:
    """A question, and the pages of which any is right."""

    pages: frozenset[str]
    language: Language
    words: str = field(repr=False)


def questions_in(file: Path) -> Iterator[Question]:
    """Yield the questions in `file`: page (or a|b, or menu), language and question, by tabs.

    A line that begins with # is a comment. Raises QuestionsError.
    """
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        why = "is not text in UTF-8" if isinstance(fault, ValueError) else "cannot be read"
        raise QuestionsError(f"{file} {why}") from None
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != 3 or cells[1] not in set(Language):
            wanted = "a page, en or es, and a question, with a tab between each"
            raise QuestionsError(f"{file} line {number}: write {wanted}")
        pages = frozenset(each if each != "menu" else "" for each in cells[0].split("|"))
        yield Question(pages, Language(cells[1]), cells[2])


def astray(old: Book, new: Book, asked: Iterable[Question]) -> tuple[Group, ...]:
    """Return the questions that another page answers in `new` than in `old`, the worse ones first.

    Those that either takes for a cry for help are left out: no page decides them.
    """
    worse: list[Difference] = []
    other: list[Difference] = []
    for each in asked:
        text = InboundText(each.words, Kept())
        was, now = sms.answer(text, old), sms.answer(text, new)
        if "crisis" in (was.outcome, now.outcome) or was.page == now.page:
            continue
        lost = was.page in each.pages and now.page not in each.pages
        (worse if lost else other).append(
            Difference(
                TEXT,
                each.language.value,
                (each.words,),
                (was.page or NO_PAGE,),
                (now.page or NO_PAGE,),
            )
        )
    groups = (Group(WORSE, tuple(worse)), Group(OTHER, tuple(other)))
    return tuple(each for each in groups if each.differences)
