"""What of a calendar is asked for, in which order it comes, and what is hidden where unsure."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from responder.calendars.event import Calendar, Event
from responder.calendars.read import read_calendar

HERE = Path(__file__).parent
ZONE = ZoneInfo("America/New_York")


def at(day: int, hour: int = 0, minute: int = 0, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def read(
    *events: str, since: datetime, until: datetime, zone: ZoneInfo = ZONE, head: str = ""
) -> Calendar:
    made = "".join(f"BEGIN:VEVENT\n{each}\nEND:VEVENT\n" for each in events)
    data = f"BEGIN:VCALENDAR\n{head}{made}END:VCALENDAR\n".encode()
    return read_calendar(data, since=since, until=until, zone=zone)


def titles(calendar: Calendar) -> list[str]:
    return [each.title for each in calendar.events]


HOUR = "SUMMARY:Hour\nDTSTART;TZID=America/New_York:20261208T180000\nDURATION:PT1H"
OPEN = "SUMMARY:Open\nDTSTART;TZID=America/New_York:20261208T180000"
DAYS = "SUMMARY:Days\nDTSTART;VALUE=DATE:20261208\nDTEND;VALUE=DATE:20261210"


@pytest.mark.parametrize(
    ("since", "until", "listed"),
    [
        (at(8, 17), at(8, 18), ["Days"]),  # before its start is not from it on
        (at(8, 17), at(8, 18, 1), ["Days", "Hour", "Open"]),
        (at(8, 18), at(9), ["Days", "Hour", "Open"]),  # an open end is listed until it starts
        (at(8, 18, 1), at(9), ["Days", "Hour"]),
        (at(8, 18, 59), at(9), ["Days", "Hour"]),
        (at(8, 19), at(9), ["Days"]),
        (at(9, 23, 59), at(10), ["Days"]),
        (at(10), at(11), []),
        (at(7), at(8), []),
        (at(7), at(8, 0, 1), ["Days"]),
    ],
)
def test_what_is_on_in_a_stretch_of_time(
    since: datetime, until: datetime, listed: list[str]
) -> None:
    assert titles(read(HOUR, OPEN, DAYS, since=since, until=until)) == listed


SERIES = (
    "UID:s\nSUMMARY:Weekly\nDTSTART;TZID=America/New_York:20261201T180000\n"
    "RRULE:FREQ=WEEKLY;COUNT=4"
)


def moved(was: int, now: str) -> str:
    return (
        f"UID:s\nSUMMARY:Moved\nRECURRENCE-ID;TZID=America/New_York:202612{was:02}T180000\n"
        f"DTSTART;TZID=America/New_York:{now}"
    )


def test_a_moved_meeting_is_told_as_long_as_its_old_time_is_ahead() -> None:
    earlier = moved(15, "20261207T120000")
    calendar = read(SERIES, earlier, since=at(10), until=at(31))
    assert [(each.title, each.start, each.moved_from) for each in calendar.events] == [
        ("Moved", at(7, 12), at(15, 18)),
        ("Weekly", at(22, 18), None),
    ]
    assert titles(read(SERIES, earlier, since=at(16), until=at(31))) == ["Weekly"]


def test_a_meeting_that_is_moved_far_ahead_is_told_too() -> None:
    calendar = read(SERIES, moved(15, "20270302T120000"), since=at(10), until=at(31))
    assert [(each.title, each.moved_from) for each in calendar.events] == [
        ("Weekly", None), ("Moved", at(15, 18)),
    ]  # fmt: skip


def test_a_new_title_alone_is_no_move() -> None:
    calendar = read(SERIES, moved(8, "20261208T180000"), since=at(7), until=at(10))
    assert [(each.title, each.moved_from, each.series) for each in calendar.events] == [
        ("Moved", None, True)
    ]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (moved(8, "20261308T180000"), "names a day or hour that does not exist: it is not listed"),
        (moved(8, "80261209T180000"), "it is moved by more than ten years: it is not listed"),
        (moved(8, "20261209T180000") + "\nCLASS:PRIVATE", "it is marked private in the calendar"),
    ],
)
def test_a_day_that_is_changed_beyond_reading_is_not_listed_at_its_old_time(
    broken: str, said: str
) -> None:
    calendar = read(SERIES, broken, since=at(1), until=at(31))
    assert [each.start for each in calendar.events] == [at(1, 18), at(15, 18), at(22, 18)]
    [problem] = calendar.problems
    assert said in problem.what


def test_one_meeting_knows_whether_it_is_of_a_series_and_where_it_stands() -> None:
    calendar = read(
        "UID:a\nSUMMARY:Once\nDTSTART:20261202T180000", SERIES, since=at(1), until=at(3)
    )
    assert [(each.title, each.series, each.line, each.uid) for each in calendar.events] == [
        ("Weekly", True, 7, "s"),
        ("Once", False, 2, "a"),
    ]


def test_all_of_a_meeting_is_in_plain_words() -> None:
    written = (
        "UID:x\nSUMMARY:Q&amp;A\nDTSTART;TZID=America/New_York:20261208T180000\nDTEND;TZID=America/"
        "New_York:20261208T190000\nLOCATION:Room 1\\, <b>Hartford</b>\nURL:https://www.example.org/q\n"
        "DESCRIPTION:Come &eacute; see\\nus"
    )
    assert read(written, since=at(1), until=at(31)) == Calendar(
        (
            Event(
                title="Q&A",
                start=at(8, 18),
                end=at(8, 19),
                status="confirmed",
                uid="x",
                moved_from=None,
                location="Room 1, Hartford",
                link="https://www.example.org/q",
                description="Come é see us",
                line=2,
                series=False,
            ),
        ),
        (),
    )


def test_the_order_does_not_depend_on_the_file() -> None:
    same = "DTSTART;TZID=America/New_York:20261208T180000"
    events = [
        f"UID:{uid}\nSUMMARY:{title}\n{same}" for uid, title in zip("dbca", "BABA", strict=True)
    ]
    events += [
        SERIES,
        DAYS,
        "UID:m\nSUMMARY:Midnight\nDTSTART;TZID=America/New_York:20261208T000000",
    ]
    orders = set()
    chance = random.Random(1)
    for _ in range(20):
        chance.shuffle(events)
        calendar = read(*events, since=at(2), until=at(10))
        orders.add(tuple(replace(each, line=0) for each in calendar.events))
    [order] = orders
    assert [each.title for each in order] == ["Days", "Midnight", "A", "A", "B", "B", "Weekly"]


def test_another_line_s_zone_is_kept_to() -> None:
    chicago = ZoneInfo("America/Chicago")
    calendar = read(
        HOUR, "SUMMARY:Bare\nDTSTART:20261208T180000", since=at(1), until=at(31), zone=chicago
    )
    assert [(each.title, str(each.start)) for each in calendar.events] == [
        ("Hour", "2026-12-08 17:00:00-06:00"),
        ("Bare", "2026-12-08 18:00:00-06:00"),
    ]


def test_an_hour_is_not_lost_where_a_value_is_called_a_date() -> None:
    calendar = read(
        "SUMMARY:Hour\nDTSTART;VALUE=DATE:20261208T180000",
        "SUMMARY:Day\nDTSTART;VALUE=DATE:20261209T000000",
        since=at(1), until=at(31),
    )  # fmt: skip
    assert [each.start for each in calendar.events] == [at(8, 18), date(2026, 12, 9)]


ALASKA = """BEGIN:VTIMEZONE
TZID:Ours
BEGIN:STANDARD
DTSTART:20071104T020000
TZOFFSETFROM:-0800
TZOFFSETTO:-0900
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20070311T020000
TZOFFSETFROM:-0900
TZOFFSETTO:-0800
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
END:DAYLIGHT
END:VTIMEZONE
"""


def test_a_zone_of_the_calendar_s_own_is_used_for_series_and_bare_hours() -> None:
    weekly = "SUMMARY:Weekly\nDTSTART;TZID=Ours:20270308T140000\nRRULE:FREQ=WEEKLY;COUNT=2"
    bare = "SUMMARY:Bare\nDTSTART:20270310T140000"
    until = datetime(2027, 4, 1, tzinfo=ZONE)
    calendar = read(weekly, bare, since=at(1), until=until, head=f"X-WR-TIMEZONE:Ours\n{ALASKA}")
    assert [(each.title, f"{each.start:%b %d %H:%M}") for each in calendar.events] == [
        ("Weekly", "Mar 08 18:00"), ("Bare", "Mar 10 18:00"), ("Weekly", "Mar 15 18:00"),
    ]  # fmt: skip
    assert calendar.problems == ()


def test_the_rules_of_a_zone_may_name_the_days_of_the_month() -> None:
    by_days = ALASKA.replace("BYDAY=2SU", "BYMONTHDAY=8,9,10,11,12,13,14;BYDAY=SU")
    weekly = "SUMMARY:Weekly\nDTSTART;TZID=Ours:20270308T140000\nRRULE:FREQ=WEEKLY;COUNT=2"
    calendar = read(weekly, since=at(1), until=datetime(2027, 4, 1, tzinfo=ZONE), head=by_days)
    assert [f"{each.start:%b %d %H:%M}" for each in calendar.events] == [
        "Mar 08 18:00", "Mar 15 18:00",
    ]  # fmt: skip
    assert calendar.problems == ()


@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYDAY=SU", "x"]
)
def test_a_zone_whose_rules_no_zone_has_is_one_that_nobody_knows(rule: str) -> None:
    broken = ALASKA.replace("FREQ=YEARLY;BYMONTH=3;BYDAY=2SU", rule)
    weekly = "UID:w\nSUMMARY:Weekly\nDTSTART;TZID=Ours:20261208T180000"
    calendar = read(weekly, since=at(1), until=at(31), head=broken)
    assert [each.start for each in calendar.events] == [at(8, 18)]
    [problem] = calendar.problems
    assert 'its time zone "Ours" is one that nobody knows' in problem.what


def test_two_calendars_that_call_different_zones_by_one_name_do_not_mix() -> None:
    event = "SUMMARY:Hour\nDTSTART;TZID=Ours:20261208T140000"
    hawaii = ALASKA.replace("-0900", "-1000").replace("-0800", "-1000")
    found = [
        read(event, since=at(1), until=at(31), head=head).events[0].start
        for head in (ALASKA, hawaii, ALASKA)
    ]
    assert found == [at(8, 18), at(8, 19), at(8, 18)]
