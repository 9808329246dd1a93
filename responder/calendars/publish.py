"""The public meetings as a calendar that Google, Outlook and Apple can subscribe to.

Hours are written in UTC and whole days as days, which all of them read alike; each date is an event
of its own, so that one that is moved or cancelled needs no rule. Nothing of a person is in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from icalendar import Calendar, Event

from responder.exchange import Language
from responder.flow.model import Flow, FromFeed
from responder.meetings.in_full import in_full
from responder.meetings.upcoming import EASTERN, Occurrence, Status, vouched_for, within

MOST_EVENTS = 1000
DAYS_AHEAD = 400
REFRESHED = timedelta(hours=6)  # how often programs are asked to look again
_NAMED = {Language.EN: "{line}: meetings", Language.ES: "{line}: reuniones"}


def published(flow: Flow, now: datetime, host: str) -> Mapping[Language, bytes]:
    """Return the calendar of `flow` from today on, as a file (RFC 5545), in each language.

    `host` is the public name of the line, by which the marks of its events are its own.
    """
    today = now.astimezone(EASTERN).date()
    ahead = within(flow.meetings, now, today, today + timedelta(days=DAYS_AHEAD))[:MOST_EVENTS]
    return {language: _calendar(flow, ahead, language, now, host) for language in Language}


def _calendar(
    flow: Flow, ahead: tuple[Occurrence, ...], language: Language, now: datetime, host: str
) -> bytes:
    name = _NAMED[language].format(line=flow.line.name[language])
    calendar = Calendar()
    calendar.add("prodid", f"-//{host}//responder//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", str(EASTERN))
    calendar.add("refresh-interval", REFRESHED, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{REFRESHED // timedelta(hours=1)}H")
    for each in ahead:
        if each.start is not None:
            calendar.add_component(_event(flow, each, each.start, language, now, host))
    return bytes(calendar.to_ical())


def _event(
    flow: Flow, meeting: Occurrence, start: datetime, language: Language, now: datetime, host: str
) -> Event:
    title, *more = in_full(flow, meeting, language, now)
    entry = meeting.entry
    event = Event()
    # Of one that is moved the old time makes the mark, so that it moves in people's calendars too.
    event.add("uid", f"{_mark(meeting)}-{meeting.was or start:%Y%m%dT%H%M}@{host}")
    # The day alone: else the file would be another one with each minute.
    event.add("dtstamp", now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0))
    event.add("sequence", 0 if meeting.status is Status.HELD else 1)
    event.add("status", _status(meeting, now))
    event.add("summary", title)
    _add_times(event, meeting, start)
    event.add("description", "\n".join([*more, flow.line.crisis_line[language]]))
    if isinstance(entry, FromFeed) and entry.place is not None:
        event.add("location", entry.place[language])
    if entry.link is not None:
        event.add("url", entry.link)
    return event


def _mark(meeting: Occurrence) -> str:
    """Return what a meeting is known by, which a new title does not change."""
    if isinstance(meeting.entry, FromFeed):
        return f"{meeting.entry.feed}-{sha256(meeting.entry.uid.encode()).hexdigest()[:12]}"
    return meeting.meeting


def _status(meeting: Occurrence, now: datetime) -> str:
    if meeting.status is Status.CANCELLED:
        return "CANCELLED"
    return "CONFIRMED" if vouched_for(meeting.entry, now) else "TENTATIVE"


def _add_times(event: Event, meeting: Occurrence, start: datetime) -> None:
    if meeting.last_day is not None:
        after: date = meeting.last_day + timedelta(days=1)
        event.add("dtstart", start.date())
        event.add("dtend", after)
        return
    event.add("dtstart", start.astimezone(UTC))
    if meeting.end is not None:
        event.add("dtend", meeting.end.astimezone(UTC))
