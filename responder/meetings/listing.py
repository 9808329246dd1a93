"""What is upcoming, in words: lines for a text, sentences for the phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from responder.exchange import Language
from responder.flow.model import Flow, Page
from responder.meetings.series import pattern
from responder.meetings.upcoming import Occurrence, upcoming
from responder.wording import dates

MAX_LISTED = 3


def listed(flow: Flow, name: str, page: Page, now: datetime) -> tuple[Occurrence, ...]:
    """Return the meetings that follow the text of `page`, soonest first; often none."""
    match page.lists:
        case None:
            return ()
        case "own":
            return upcoming(flow.meetings, now, limit=MAX_LISTED, kind=None, group=name)
        case "meetings":
            return upcoming(flow.meetings, now, limit=MAX_LISTED, kind="meeting")
        case "trainings":
            return upcoming(flow.meetings, now, limit=MAX_LISTED, kind="training")


def lines(flow: Flow, name: str, page: Page, language: Language, now: datetime) -> tuple[str, ...]:
    """Return one line a meeting for a text, and where to confirm; one line if none is ahead."""
    return _listing(flow, name, page, language, now, when, dates.short_day)


def sentences(
    flow: Flow, name: str, page: Page, language: Language, now: datetime
) -> tuple[str, ...]:
    """Return the same for the phone, one sentence a meeting."""
    return _listing(flow, name, page, language, now, spoken_when, dates.whole_day)


def _listing(
    flow: Flow,
    name: str,
    page: Page,
    language: Language,
    now: datetime,
    when_of: Callable[[Occurrence, Language], str],
    day_of: Callable[[date, Language], str],
) -> tuple[str, ...]:
    if page.lists is None:
        return ()
    phrases = flow.line.phrases
    found = listed(flow, name, page, now)
    if not found:
        return (phrases.nothing_listed[language],)
    listing = [f"{when_of(each, language)}: {each.entry.title[language]}." for each in found]
    unconfirmed = [each.entry.read_on for each in found if not each.entry.confirmed]
    if unconfirmed:
        day = day_of(min(unconfirmed), language)
        listing.append(phrases.confirm[language].replace("{day}", day))
    return tuple(listing)


def when(meeting: Occurrence, language: Language) -> str:
    """Return day and hours of `meeting`, or its pattern when no date of it is known."""
    if meeting.start is None:
        return pattern(meeting.entry, language)
    day = dates.day(meeting.start, language)
    return f"{day}, {dates.clock(meeting.start, meeting.end, language)}"


def spoken_when(meeting: Occurrence, language: Language) -> str:
    """Return day and hours of `meeting` as they are read aloud."""
    if meeting.start is None:
        return pattern(meeting.entry, language)
    day = dates.spoken_day(meeting.start, language)
    return f"{day}, {dates.spoken_clock(meeting.start, meeting.end, language)}"
