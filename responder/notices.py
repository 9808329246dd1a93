"""Which temporary lines stand at an instant, and when that changes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from responder.exchange import Language
from responder.flow.model import Flow, Notice
from responder.wording import gsm7

if TYPE_CHECKING:
    from responder.render import Book


def in_force(flow: Flow, now: datetime) -> tuple[Notice, ...]:
    """Return the notices of `flow` that stand at `now`, in the order of the file."""
    here = now.astimezone(ZoneInfo(flow.line.time_zone)).replace(tzinfo=None)
    return tuple(each for each in flow.notices if each.from_ <= here < each.until)


def changes_at(flow: Flow, now: datetime) -> datetime | None:
    """Return the next instant at which a notice begins or ends; None if none will."""
    zone = ZoneInfo(flow.line.time_zone)
    edges = [edge for each in flow.notices for edge in (each.from_, each.until)]
    ahead = [edge.replace(tzinfo=zone) for edge in edges if edge.replace(tzinfo=zone) > now]
    return min(ahead, default=None)


def missing_from(book: Book, notice: Notice) -> list[str]:
    """Return the names of the text replies of `book` in which `notice` has no room.

    A further part of an answer is none of them: the first part has it.
    """
    said = {language: gsm7.fold(notice.text[language]) for language in Language}
    found = [
        f"{name.lstrip('.')} ({language})"
        for (name, language), words in book.texts.items()
        if said[language] not in words and not name.rpartition(".")[2].isdecimal()
    ]
    if notice.crisis:
        found += [
            f"the crisis reply {situation} ({language or 'language unknown'})"
            for (situation, language), words in book.crisis_texts.items()
            if not any(each in words for each in said.values())
        ]
    return found
