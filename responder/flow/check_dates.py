"""Warn of what grows old: sources read and numbers dialled long ago, meetings that run out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from responder.flow.check_meetings import ZONE, day_in_words
from responder.flow.model import Checked, FromFeed
from responder.flow.parts import Parts, called
from responder.flow.place import Path
from responder.flow.problem import Level, Problem

MAX_DAYS = 180
RUNS_OUT_DAYS = 30


def date_problems(parts: Parts, now: datetime) -> Iterator[Problem]:
    """Yield a warning for all that was checked too long ago, or that soon ends, at `now`."""
    today = now.astimezone(ZoneInfo(ZONE)).date()
    for path, entry in _checked(parts):
        if (days := (today - entry.read_on).days) > MAX_DAYS:
            yield parts.places.problem(
                "read-long-ago",
                (*path, "read_on"),
                f"nobody has read the source of {called(path)} for {days} days",
                "what it says may have changed, and people act on it",
                f"read {entry.source} again, correct the texts, and put today's date here",
                Level.WARNING,
            )
        if entry.dialled_on and (days := (today - entry.dialled_on).days) > MAX_DAYS:
            yield parts.places.problem(
                "dialled-long-ago",
                (*path, "dialled_on"),
                f"nobody has dialled the numbers of {called(path)} for {days} days",
                "a number may have been given to a stranger since",
                "dial or text each of its numbers, and put today's date here",
                Level.WARNING,
            )
    yield from _running_out(parts, today)
    yield from _last_of_group(parts, today)


def _checked(parts: Parts) -> Iterator[tuple[Path, Checked]]:
    if parts.crisis:
        yield ("crisis",), parts.crisis
    for name, page in parts.pages.items():
        yield ("pages", name), page
    for name, meeting in parts.meetings.items():
        if not isinstance(meeting, FromFeed):  # how old it is the state of its feed says
            yield ("meetings", name), meeting


def _running_out(parts: Parts, today: date) -> Iterator[Problem]:
    for name, meeting in parts.meetings.items():
        if meeting.last is None or meeting.last > today + timedelta(days=RUNS_OUT_DAYS):
            continue
        if meeting.first and meeting.last < meeting.first:
            continue  # an error by itself
        here = parts.places.lines(("meetings", name))
        verb = "ran out" if meeting.last < today else "runs out"
        yield parts.places.problem(
            "meeting-runs-out",
            ("meetings", name, "last"),
            f'meeting "{meeting.title.en}" {verb} on {day_in_words(meeting.last)}',
            "after that day people are told of no further meeting",
            f"put in a later day, or remove {here} when it is over",
            Level.WARNING,
        )


def _last_of_group(parts: Parts, today: date) -> Iterator[Problem]:
    """Yield a warning for each group that meets on single days, of which the last is near."""
    groups: dict[str, list[str]] = {}
    for name, meeting in parts.meetings.items():
        groups.setdefault(meeting.group, []).append(name)
    for group, names in groups.items():
        ends = {
            name: meeting.ends
            for name in names
            if (meeting := parts.meetings[name]).ends and not meeting.repeats
        }
        if len(ends) < len(names) or group not in parts.page_ids or not parts.all_read:
            continue  # a series goes on, or says itself that it runs out
        last = max(ends, key=lambda name: ends[name])
        until = ends[last].date()
        if not today <= until <= today + timedelta(days=RUNS_OUT_DAYS):
            continue  # of one that is over the error is told
        yield parts.places.problem(
            "meeting-runs-out",
            ("meetings", last, "ends"),
            f'no meeting of "{group}" is known after {day_in_words(until)}',
            "after that day people who ask for the group are told of no further meeting",
            "add its next meeting when the group has named the day",
            Level.WARNING,
        )
