"""What one calendar says: its meetings, and what of it could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Event:
    """One meeting on one day, as the calendar has it."""

    title: str  # plain words: no HTML, entities resolved, whitespace folded
    start: datetime | date  # aware, in the line's time zone; a date where it is all day
    end: datetime | date | None  # of an all-day meeting: its last day, inclusive
    status: Literal["confirmed", "cancelled"]
    uid: str
    moved_from: datetime | date | None  # where this occurrence had stood before it was moved
    location: str  # plain words, may be ""
    link: str  # an https address, may be ""
    description: str  # plain words, may be ""
    line: int  # the first line of its VEVENT in the file
    series: bool  # it comes from a repeating event


@dataclass(frozen=True, slots=True)
class Unread:
    """One thing that could not be read, or not for sure, in a sentence for staff."""

    uid: str  # "" where it has none
    line: int
    what: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a calendar holds of a stretch of time."""

    events: tuple[Event, ...]  # soonest first, stable
    problems: tuple[Unread, ...]  # in the order of the file
    holds_events: bool = True  # of any day, past ones too


class NotACalendar(ValueError):  # noqa: N818 - as staff call it
    """What came is no calendar; its words say what came instead."""
