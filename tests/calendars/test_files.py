"""Calendars as programs export them, each with the meetings that a person would expect of it.

The lists (`*.expected`) are worked out by hand, from the calendar and RFC 5545: never copy one from
what the program says. All are read from 9 in the morning of December 1, 2026 to July 1, 2027.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from responder.calendars.event import Calendar, Event, Unread
from responder.calendars.read import read_calendar

HERE = Path(__file__).parent
ZONE = ZoneInfo("America/New_York")
SINCE = datetime(2026, 12, 1, 9, 0, tzinfo=ZONE)
UNTIL = datetime(2027, 7, 1, tzinfo=ZONE)
FILES = sorted(HERE.glob("*.ics"))
LEAST = 40  # files


def lines_of(calendar: Calendar) -> list[str]:
    """Return what was read in the form of the lists."""
    return [_meeting(each) for each in calendar.events] + [
        _problem(each) for each in calendar.problems
    ]


def _meeting(event: Event) -> str:
    parts = [f"{_moment(event.start)}{_end(event)}", event.title]
    if event.status == "cancelled":
        parts.append("cancelled")
    if event.moved_from is not None:
        parts.append(f"moved from {_moment(event.moved_from)}")
    if event.location:
        parts.append(f"at {event.location}")
    return " | ".join([*parts, *(each for each in (event.link, event.description) if each)])


def _moment(at: datetime | date) -> str:
    if not isinstance(at, datetime):
        return str(at)
    assert at.tzinfo == ZONE
    return f"{at:%Y-%m-%d %H:%M}"


def _end(event: Event) -> str:
    start, end = event.start, event.end
    if isinstance(start, datetime):
        if not isinstance(end, datetime):
            return ""
        return f" to {end:%H:%M}" if start.date() == end.date() else f" to {_moment(end)}"
    return " all day" if start == end else f" to {end} all day"


def _problem(problem: Unread) -> str:
    return f"problem {problem.line} {problem.uid}: {problem.what}"


def test_there_are_files_of_many_programs() -> None:
    assert len(FILES) >= LEAST
    assert [file.stem for file in FILES] == sorted(each.stem for each in HERE.glob("*.expected"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_is_read_as_a_person_would(file: Path) -> None:
    written = file.with_suffix(".expected").read_text("utf-8").splitlines()
    expected = [line for line in written if not line.startswith("#")]
    found = lines_of(read_calendar(file.read_bytes(), since=SINCE, until=UNTIL, zone=ZONE))
    # Of a problem the list may give the beginning alone.
    cut = [
        line[: len(wanted)] if wanted.startswith("problem") else line
        for line, wanted in zip(found, expected, strict=False)
    ]
    assert cut + found[len(cut) :] == expected
