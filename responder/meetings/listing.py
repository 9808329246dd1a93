"""What is upcoming, in words: lines for a text, sentences for the phone."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from responder.exchange import Language
from responder.flow.model import Flow, FromFeed, Page, TextPhrases
from responder.meetings.manner import SPEECH, TEXT, Manner, capitalised
from responder.meetings.span import When, label
from responder.meetings.upcoming import (
    EASTERN,
    Occurrence,
    Status,
    upcoming,
    vouched_for,
    within,
)

MAX_LISTED = 3
_NEXT_WITHIN = timedelta(days=366)  # the days after those asked for in which the next is sought


def listed(
    flow: Flow,
    name: str,
    page: Page,
    now: datetime,
    *,
    start: int = 0,
    limit: int | None = MAX_LISTED,
) -> tuple[Occurrence, ...]:
    """Return the meetings that follow the text of `page`, soonest first; often none.

    From the `start`th on, counted from 0; `limit` None: all. Those without a date come last.
    """
    if page.lists is None:
        return ()
    kind, group = kind_and_group(name, page)
    end = None if limit is None else start + limit
    return upcoming(flow.meetings, now, limit=end, kind=kind, group=group)[start:]


def kind_and_group(name: str, page: Page) -> tuple[str | None, str | None]:
    """Return which meetings `page` lists: their kind and their group; None for any."""
    match page.lists:
        case "own":
            return None, name
        case "meetings":
            return "meeting", None
        case "trainings":
            return "training", None
        case None:
            return None, None


def lines(
    flow: Flow, name: str, page: Page, language: Language, now: datetime, *, start: int = 0
) -> tuple[str, ...]:
    """Return one line a meeting for a text, and where to confirm; one line if none is ahead.

    Three meetings from the `start`th on, counted from 0; nothing where there are no more.
    """
    return _listing(flow, name, page, language, now, start, TEXT)


def sentences(
    flow: Flow, name: str, page: Page, language: Language, now: datetime, *, start: int = 0
) -> tuple[str, ...]:
    """Return the same for the phone, one sentence a meeting."""
    return _listing(flow, name, page, language, now, start, SPEECH)


def all_lines(flow: Flow, language: Language, now: datetime, kind: str) -> tuple[str, ...]:
    """Return one line for each meeting of `kind` ahead, and where to confirm; none for none."""
    found = upcoming(flow.meetings, now, limit=None, kind=kind)
    listing = (TEXT.line(each, language, now, flow.line.phrases) for each in found)
    return (*listing, *_confirm(found, language, flow.line.phrases, TEXT, now))


def window_lines(
    flow: Flow,
    when: When,
    today: date,
    language: Language,
    now: datetime,
    kind: str | None = None,
    group: str | None = None,
) -> tuple[str, ...]:
    """Return the days of `when` and one line for each meeting in them, for a text.

    Where there is none: that, the web address of the calendar, and the next one after those days.
    """
    return _window(flow, when, today, language, now, kind, group, TEXT)


def window_sentences(
    flow: Flow,
    when: When,
    today: date,
    language: Language,
    now: datetime,
    kind: str | None = None,
    group: str | None = None,
) -> tuple[str, ...]:
    """Return the same for the phone, one sentence a meeting."""
    return _window(flow, when, today, language, now, kind, group, SPEECH)


def _listing(
    flow: Flow,
    name: str,
    page: Page,
    language: Language,
    now: datetime,
    start: int,
    manner: Manner,
) -> tuple[str, ...]:
    if page.lists is None:
        return ()
    phrases = flow.line.phrases
    found = listed(flow, name, page, now, start=start)
    if not found:
        return () if start else (phrases.nothing_listed[language],)
    listing = [capitalised(manner.line(each, language, now, phrases)) for each in found]
    return (*listing, *_confirm(found, language, phrases, manner, now))


def _window(
    flow: Flow,
    when: When,
    today: date,
    language: Language,
    now: datetime,
    kind: str | None,
    group: str | None,
    manner: Manner,
) -> tuple[str, ...]:
    phrases = flow.line.phrases
    first, last = when.days(today)
    found = within(flow.meetings, now, first, last, kind, group)
    named = capitalised(label(when, today, language, manner.day))
    if found:
        listing = [capitalised(manner.line(each, language, now, phrases)) for each in found]
        return (f"{named}:", *listing, *_confirm(found, language, phrases, manner, now))
    nothing = phrases.nothing_in[language].replace("{when}", named)
    following = _after(flow, last, now, kind, group)
    if following is None:
        return (f"{nothing}.",)
    meeting = manner.line(following, language, now, phrases)
    return (
        f"{nothing}.",
        phrases.after_that[language].replace("{meeting}", meeting),
        *_confirm((following,), language, phrases, manner, now),
    )


def _after(
    flow: Flow, last: date, now: datetime, kind: str | None, group: str | None
) -> Occurrence | None:
    """Return the first meeting that is held after the day `last`; else one without a date."""
    begin = max(last + timedelta(days=1), now.astimezone(EASTERN).date())
    ahead = within(flow.meetings, now, begin, begin + _NEXT_WITHIN, kind, group)
    held = (each for each in ahead if each.status is not Status.CANCELLED)
    undated = (
        each
        for each in upcoming(flow.meetings, now, limit=None, kind=kind, group=group)
        if each.start is None
    )
    return next(held, None) or next(undated, None)


def _confirm(
    found: tuple[Occurrence, ...],
    language: Language,
    phrases: TextPhrases,
    manner: Manner,
    now: datetime,
) -> tuple[str, ...]:
    """Return where to confirm, with the earliest day on which a source was read; often nothing."""
    unconfirmed = [each.entry for each in found if not vouched_for(each.entry, now)]
    if not unconfirmed:
        return ()
    day = manner.read_on(min(each.read_on for each in unconfirmed), language)
    if any(isinstance(each, FromFeed) for each in unconfirmed):
        return (f"{phrases.as_of[language].replace('{day}', day)}.",)
    return (phrases.confirm[language].replace("{day}", day),)
