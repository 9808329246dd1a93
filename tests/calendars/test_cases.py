"""Cases C15 to C21 of the collection: calendars that other readers got wrong."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine

from responder.calendars.event import Calendar
from responder.calendars.read import read_calendar

CASES = Path(__file__).parent.parent / "cases"
ZONE = ZoneInfo("America/New_York")
SINCE = datetime(2026, 12, 1, 9, 0, tzinfo=ZONE)
UNTIL = SINCE + timedelta(days=548)


def read(name: str) -> Calendar:
    data = (CASES / f"{name}.ics").read_bytes()
    return read_calendar(data, since=SINCE, until=UNTIL, zone=ZONE)


def starts(calendar: Calendar, title: str = "") -> list[str]:
    return [
        f"{each.start:%a %b %d %Y}" + (f" {each.start:%H:%M}" if is_hour(each.start) else "")
        for each in calendar.events
        if each.title.startswith(title)
    ]


def is_hour(moment: date) -> bool:
    return isinstance(moment, datetime)


def ends(calendar: Calendar) -> dict[str, str | None]:
    return {
        each.title[:2]: None if each.end is None else each.end.isoformat()
        for each in calendar.events
    }


def test_c15_the_names_of_windows_are_our_own_hours_in_winter_and_summer() -> None:
    calendar = read("C15-wintz")
    assert starts(calendar, "Advisory") == ["Tue Dec 08 2026 18:00"]
    assert starts(calendar, "Family") == [
        "Tue Jan 12 2027 18:00", "Tue Feb 09 2027 18:00", "Tue Mar 09 2027 18:00",
        "Tue Apr 13 2027 18:00", "Tue May 11 2027 18:00", "Tue Jun 08 2027 18:00",
    ]  # fmt: skip
    assert calendar.problems == ()


def test_c15_the_names_of_windows_need_no_rules_beside_them() -> None:
    calendar = read("C15-wintz-bare")
    assert starts(calendar) == ["Tue Dec 08 2026 18:00", "Wed Dec 09 2026 13:00"]
    assert calendar.problems == ()


def test_c16_no_meeting_is_dropped_for_its_zone_and_the_unknown_one_is_said() -> None:
    calendar = read("C16-unknowntz")
    assert starts(calendar) == [
        "Tue Dec 08 2026 18:00", "Wed Dec 09 2026 18:00", "Thu Dec 10 2026 18:00",
        "Fri Dec 11 2026 18:00", "Mon Dec 14 2026 18:00",
    ]  # fmt: skip
    [unsure] = calendar.problems
    assert (unsure.uid, unsure.line) == ("e9@example.org", 32)
    assert unsure.what == (
        '"Q5 custom": its time zone "Customized Time Zone" is one that nobody knows, so the hour '
        "is taken as it is written, in America/New_York: compare it with the calendar itself"
    )


def test_c17_a_moved_meeting_is_listed_once_and_at_its_new_time() -> None:
    calendar = read("C17-moved")
    assert starts(calendar) == [
        "Wed Dec 02 2026 10:00", "Thu Dec 10 2026 14:30", "Wed Dec 16 2026 10:00",
        "Wed Dec 23 2026 10:00",
    ]  # fmt: skip
    assert [each.moved_from for each in calendar.events] == [
        None, datetime(2026, 12, 9, 10, 0, tzinfo=ZONE), None, None,
    ]  # fmt: skip
    assert calendar.events[1].title == "Work group (new day)"
    assert calendar.problems == ()


@pytest.mark.parametrize("server", ["UTC", "America/Los_Angeles", "Asia/Tokyo"])
def test_c18_utc_and_bare_hours_are_ours_wherever_the_server_stands(server: str) -> None:
    with time_machine.travel(datetime(2026, 12, 1, 9, tzinfo=ZoneInfo(server)), tick=False):
        calendar = read("C18-utcfloat")
    assert starts(calendar, "F1") == ["Tue Dec 08 2026 19:30"]
    assert starts(calendar, "F2") == ["Thu Dec 10 2026 09:00"]
    assert starts(calendar, "F3") == ["Thu Dec 31 2026 23:30"]


def test_c19_a_series_keeps_its_hour_and_the_changes_of_the_clocks_lose_nothing() -> None:
    calendar = read("C19-dst")
    assert starts(calendar, "W1") == [
        "Tue Feb 23 2027 18:00", "Tue Mar 02 2027 18:00", "Tue Mar 09 2027 18:00",
        "Tue Mar 16 2027 18:00", "Tue Mar 23 2027 18:00",
    ]  # fmt: skip
    assert starts(calendar, "W2") == ["Sun Mar 14 2027 03:30"]
    assert starts(calendar, "W3") == ["Sun Nov 07 2027 01:30"]
    assert calendar.problems == ()


def test_c20_a_meeting_without_a_right_end_is_listed_all_the_same() -> None:
    calendar = read("C20-noend")
    assert starts(calendar) == [
        "Tue Dec 08 2026 18:00", "Wed Dec 09 2026 18:00", "Thu Dec 10 2026",
        "Fri Dec 11 2026 18:00", "Mon Dec 14 2026 18:00",
    ]  # fmt: skip
    assert ends(calendar) == {
        "N1": None,
        "N2": "2026-12-09T19:30:00-05:00",
        "N3": "2026-12-10",
        "N4": None,
        "N5": None,
    }


def test_c21_what_has_no_end_ends() -> None:
    calendar = read("C21-endless")
    first, *_ = starts(calendar, "E1")
    assert first == "Wed Dec 02 2026 08:00"
    assert len(starts(calendar, "E1")) == (UNTIL.date() - SINCE.date()).days
    assert starts(calendar, "E2") == []  # its first day, the only one listed, is over
    assert starts(calendar, "E3")[:2] == ["Thu Dec 03 2026 12:00", "Thu Dec 10 2026 12:00"]
    assert len(starts(calendar, "E3")) == 78  # Thursdays from December 3, 2026 to May 25, 2028
    assert starts(calendar, "E4") == ["Sat Jun 12 2027"]
    assert starts(calendar, "E5") == []
    assert starts(calendar, "G") == ["Tue Dec 08 2026 18:00"]
    [refused] = calendar.problems
    assert refused.uid == "e49@example.org"
    assert refused.what == (
        '"E2 every second": it repeats every second, as no meeting does: only its first day is '
        "listed"
    )
