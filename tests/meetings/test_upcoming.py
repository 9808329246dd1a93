"""What is ahead at an instant. Days are checked against a printed calendar.

2026-12-01 is a Tuesday, 2027-01-01 a Friday; clocks go forward on 2027-03-14 and back on
2027-11-07.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from responder.exchange import Language
from responder.flow.model import Meeting
from responder.meetings.series import Repeats, pattern, rule
from responder.meetings.upcoming import Occurrence, changes_at, occurrences, upcoming

EASTERN = ZoneInfo("America/New_York")


def meeting(**fields: object) -> Meeting:
    """Return an example meeting; hours are given as `at="10:00-11:00"`."""
    begin, _, end = str(fields.pop("at", "10:00-11:00")).partition("-")
    hours = {"from": begin, "to": end} if begin and "repeats" in fields else {}
    return Meeting.model_validate(
        {
            "group": "example",
            "title": {"en": "Example meeting", "es": "Reunión de ejemplo"},
            "source": "example.org",
            "read_on": "2026-11-25",
            **{name: each for name, each in hours.items() if each},
            **fields,
        }
    )


def eastern(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=EASTERN)


def starts(entry: Meeting, now: datetime, count: int) -> list[str]:
    found = islice(occurrences("example", entry, now), count)
    return [f"{each.start:%Y-%m-%d %H:%M %Z}" for each in found]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("first friday", Repeats(1, 4, 1)),
        ("Second  Monday", Repeats(2, 0, 1)),
        ("the third wednesday of the month", Repeats(3, 2, 1)),
        ("4th tuesday of every month", Repeats(4, 1, 1)),
        ("fourth tuesday of every other month", Repeats(4, 1, 2)),
        ("fifth saturday of every 3 months", Repeats(5, 5, 3)),
        ("last thursday", Repeats(-1, 3, 1)),
        ("first sunday of each month", Repeats(1, 6, 1)),
        ("every tuesday", Repeats(0, 1, 1)),
        ("every other tuesday", Repeats(0, 1, 2)),
        ("every week on tuesday", Repeats(0, 1, 1)),
        ("every other week on friday", Repeats(0, 4, 2)),
        ("every 3 weeks on friday", Repeats(0, 4, 3)),
    ],
)
def test_a_rule_is_read_as_staff_write_it(written: str, meant: Repeats) -> None:
    assert rule(written) == meant


@pytest.mark.parametrize(
    "written", ["", "friday", "monthly", "15th", "sixth friday", "first fryday", "every week"]
)
def test_an_unknown_rule_says_what_can_be_written(written: str) -> None:
    with pytest.raises(ValueError, match=r'^write it as "first friday", "last thursday of every'):
        rule(written)


@pytest.mark.parametrize(
    ("written", "one", "other"),
    [
        ("second and fourth Monday", "second monday", "fourth monday"),
        ("Second & Fourth Mondays", "second monday", "fourth monday"),
        (
            "the 1st, 3rd tuesday of the month",
            "1st tuesday of the month",
            "3rd tuesday of the month",
        ),
        ("first monday and third wednesday", "first monday", "third wednesday"),
        ("tuesdays and thursdays", "every tuesday", "every thursday"),
    ],
)
def test_two_rules_in_one_are_told_as_two_meetings_that_can_be_written(
    written: str, one: str, other: str
) -> None:
    words = f'^write two meetings, one with "{one}" and one with "{other}"$'
    with pytest.raises(ValueError, match=words):
        rule(written)
    assert rule(one) != rule(other)


@pytest.mark.parametrize("written", ["first and", "and monday", "first and sixth monday", "a, b"])
def test_two_that_cannot_be_read_are_told_what_can_be_written(written: str) -> None:
    with pytest.raises(ValueError, match=r'^write it as "first friday", '):
        rule(written)


@pytest.mark.parametrize("every", ["0", "25", "99"])
def test_a_cycle_nobody_keeps_is_refused(every: str) -> None:
    with pytest.raises(ValueError, match=r"^a meeting can repeat every 1 to 24 months or weeks$"):
        rule(f"first friday of every {every} months")


DATES = {
    "first friday": (
        {"repeats": "first friday"},
        ["2026-12-04", "2027-01-01", "2027-02-05", "2027-03-05"],
    ),
    "a skipped day": (
        {"repeats": "first friday", "skips": ["2027-01-01"]},
        ["2026-12-04", "2027-02-05", "2027-03-05"],
    ),
    "second monday": ({"repeats": "second monday"}, ["2026-12-14", "2027-01-11"]),
    "last thursday": ({"repeats": "last thursday"}, ["2026-12-31", "2027-01-28"]),
    "fifth tuesday": ({"repeats": "fifth tuesday"}, ["2026-12-29", "2027-03-30"]),
    "every other month from its first": (
        {"repeats": "fourth tuesday of every other month", "first": "2026-11-24"},
        ["2027-01-26", "2027-03-23", "2027-05-25"],
    ),
    "a first within a month": (
        {"repeats": "fourth tuesday of every other month", "first": "2026-12-01"},
        ["2026-12-22", "2027-02-23"],
    ),
    "a first long ago keeps its step": (
        {"repeats": "first friday of every 3 months", "first": "2020-02-01"},
        ["2027-02-05", "2027-05-07"],
    ),
    "a first still ahead": (
        {"repeats": "first friday", "first": "2027-03-01"},
        ["2027-03-05", "2027-04-02"],
    ),
    "a last day": ({"repeats": "first friday", "last": "2027-01-01"}, ["2026-12-04", "2027-01-01"]),
    "a series that is over": ({"repeats": "first friday", "last": "2026-11-30"}, []),
    "every tuesday": ({"repeats": "every tuesday"}, ["2026-12-01", "2026-12-08", "2026-12-15"]),
    "every other tuesday": (
        {"repeats": "every other tuesday", "first": "2026-11-24"},
        ["2026-12-08", "2026-12-22"],
    ),
    "every other week, begun long ago": (
        # 2024-01-02 is a Tuesday; 152 weeks later, an even number, comes 2026-12-01.
        {"repeats": "every other tuesday", "first": "2024-01-02"},
        ["2026-12-01", "2026-12-15"],
    ),
    "no known beginning": ({"repeats": "fourth tuesday of every other month"}, []),
    "no hours": ({"repeats": "first friday", "at": ""}, []),
    "once, ahead": (
        {"starts": "2026-12-08 10:00", "ends": "2026-12-08 11:00"},
        ["2026-12-08"],
    ),
    "once, over": ({"starts": "2026-11-30 10:00", "ends": "2026-11-30 11:00"}, []),
}


@pytest.mark.parametrize(("fields", "days"), DATES.values(), ids=DATES)
def test_the_dates_ahead_are_those_of_the_calendar(
    fields: dict[str, object], days: list[str], now: datetime
) -> None:
    # One more is asked for where the series is known to end.
    count = len(days) + ("last" in fields or "starts" in fields or not days)
    found = islice(occurrences("example", meeting(**fields), now), count)
    assert [f"{each.start:%Y-%m-%d %H:%M}" for each in found] == [f"{day} 10:00" for day in days]


def test_a_series_keeps_its_hour_when_the_clocks_change() -> None:
    # As C19: weekly at 6 PM, before and after 2027-03-14.
    weekly = meeting(repeats="every tuesday", at="18:00-19:00")
    assert starts(weekly, eastern("2027-02-22 09:00"), 5) == [
        "2027-02-23 18:00 EST",
        "2027-03-02 18:00 EST",
        "2027-03-09 18:00 EST",
        "2027-03-16 18:00 EDT",
        "2027-03-23 18:00 EDT",
    ]


def test_an_hour_that_the_clocks_skip_is_the_next_one() -> None:
    once = meeting(starts="2027-03-14 02:30", ends="2027-03-14 04:30")
    assert starts(once, eastern("2027-03-01 09:00"), 2) == ["2027-03-14 03:30 EDT"]


def test_an_hour_that_comes_twice_is_listed_once() -> None:
    once = meeting(starts="2027-11-07 01:30", ends="2027-11-07 02:30")
    assert starts(once, eastern("2027-11-01 09:00"), 2) == ["2027-11-07 01:30 EDT"]


def test_in_the_hour_that_comes_twice_a_meeting_ends_when_it_ends() -> None:
    once = meeting(starts="2027-11-07 00:30", ends="2027-11-07 01:30")
    # 05:45 UTC is 1:45 the first time, fifteen minutes after the end; the clock then says 1:15.
    assert starts(once, datetime(2027, 11, 7, 5, 29, tzinfo=UTC), 1) == ["2027-11-07 00:30 EDT"]
    assert starts(once, datetime(2027, 11, 7, 6, 15, tzinfo=UTC), 1) == []


@pytest.mark.parametrize(
    ("at", "first_day"),
    [
        pytest.param("2026-12-04 09:59", "2026-12-04", id="before it begins"),
        pytest.param("2026-12-04 10:30", "2026-12-04", id="while it goes on"),
        pytest.param("2026-12-04 11:00", "2027-01-01", id="as it ends"),
    ],
)
def test_a_meeting_is_listed_until_it_ends(at: str, first_day: str) -> None:
    friday = meeting(repeats="first friday")
    assert starts(friday, eastern(at), 1) == [f"{first_day} 10:00 EST"]


def test_the_zone_of_the_clock_we_are_given_does_not_matter() -> None:
    friday = meeting(repeats="first friday", at="23:00-01:00")
    # Saturday in UTC, still Friday night in Connecticut.
    assert starts(friday, datetime(2026, 12, 5, 5, 59, tzinfo=UTC), 1) == ["2026-12-04 23:00 EST"]
    assert starts(friday, datetime(2026, 12, 5, 6, 0, tzinfo=UTC), 1) == ["2027-01-01 23:00 EST"]


def test_a_meeting_without_an_end_stays_listed_for_an_hour() -> None:
    once = meeting(starts="2026-12-08 18:00")
    start = eastern("2026-12-08 18:00")
    assert tuple(occurrences("x", once, eastern("2026-12-08 18:59"))) == (
        Occurrence("x", once, start, None),
    )
    assert tuple(occurrences("x", once, eastern("2026-12-08 19:00"))) == ()


@pytest.fixture
def meetings() -> dict[str, Meeting]:
    return {
        "cycle": meeting(repeats="fourth tuesday of every other month", at="9:00-10:00"),
        "second": meeting(repeats="second monday"),
        "class": meeting(kind="training", starts="2026-12-02 09:00", ends="2026-12-02 12:00"),
        "first": meeting(repeats="first friday", group="board"),
        "over": meeting(starts="2026-11-20 09:00", ends="2026-11-20 10:00"),
    }


def names(found: tuple[Occurrence, ...]) -> list[str]:
    return [each.meeting for each in found]


def test_the_soonest_is_first_and_one_without_a_date_is_last(
    meetings: dict[str, Meeting], now: datetime
) -> None:
    found = upcoming(meetings, now)
    friday, monday = eastern("2026-12-04 10:00"), eastern("2026-12-14 10:00")
    assert found == (
        Occurrence("first", meetings["first"], friday, eastern("2026-12-04 11:00")),
        Occurrence("second", meetings["second"], monday, eastern("2026-12-14 11:00")),
        Occurrence("cycle", meetings["cycle"], None, None),
    )


def test_kind_group_and_limit_choose(meetings: dict[str, Meeting], now: datetime) -> None:
    assert names(upcoming(meetings, now, kind="training")) == ["class"]
    assert names(upcoming(meetings, now, kind=None)) == ["class", "first", "second"]
    assert names(upcoming(meetings, now, limit=9, kind=None)) == [
        "class", "first", "second", "cycle",
    ]  # fmt: skip
    assert names(upcoming(meetings, now, kind=None, group="board")) == ["first"]
    assert names(upcoming(meetings, now, limit=1)) == ["first"]


def test_an_undated_series_goes_after_its_last_day() -> None:
    cycle = {"x": meeting(repeats="fourth tuesday of every other month", last="2026-12-31")}
    assert names(upcoming(cycle, eastern("2026-12-31 23:59"))) == ["x"]
    assert names(upcoming(cycle, eastern("2027-01-01 00:00"))) == []
    assert changes_at(cycle, eastern("2026-12-31 23:59")) == eastern("2027-01-01 00:00")


def test_what_is_upcoming_changes_when_the_first_meeting_ends(
    meetings: dict[str, Meeting], now: datetime
) -> None:
    assert changes_at(meetings, now) == eastern("2026-12-02 12:00")
    after = eastern("2026-12-02 12:00")
    assert changes_at(meetings, after) == eastern("2026-12-04 11:00")


def test_nothing_changes_where_nothing_is_dated(now: datetime) -> None:
    assert changes_at({}, now) is None
    undated = {"x": meeting(repeats="fourth tuesday of every other month")}
    assert changes_at(undated, now) is None


def test_a_series_of_many_years_is_not_opened_out(now: datetime) -> None:
    endless = meeting(repeats="every monday", first="0001-01-01", last="9999-12-31")
    # Five years hold 261 Mondays at most; nothing before or beyond them is walked through.
    assert len(list(occurrences("x", endless, now))) in (260, 261)


def test_a_series_whose_every_day_is_skipped_ends(now: datetime) -> None:
    days = [f"{year}-{month:02}-{day:02}" for year in range(2026, 2032) for month in range(1, 13)
            for day in range(1, 8)]  # fmt: skip
    assert starts(meeting(repeats="first friday", skips=days), now, 1) == []


PATTERNS = [
    (
        {"repeats": "fourth tuesday of every other month", "at": "9:00-10:00"},
        "4th Tuesday of every other month, 9 to 10 AM",
        "cuarto martes, cada dos meses, 9 a 10 a. m.",
    ),
    (
        {"repeats": "second monday"},
        "2nd Monday of the month, 10 to 11 AM",
        "segundo lunes de cada mes, 10 a 11 a. m.",
    ),
    (
        {"repeats": "first friday", "at": "10:00-12:00"},
        "1st Friday of the month, 10 AM to 12 PM",
        "primer viernes de cada mes, 10 a. m. a 12 p. m.",
    ),
    (
        {"repeats": "last thursday of every 3 months", "at": "18:30-"},
        "last Thursday of every 3 months, 6:30 PM",
        "último jueves, cada tres meses, 6:30 p. m.",
    ),
    (
        {"repeats": "every saturday", "at": ""},
        "every Saturday",
        "todos los sábados",
    ),
    ({"repeats": "every tuesday", "at": ""}, "every Tuesday", "todos los martes"),
    (
        {"repeats": "every other tuesday", "at": ""},
        "every other Tuesday",
        "martes, cada dos semanas",
    ),
    (
        {"repeats": "every 3 weeks on tuesday", "at": ""},
        "Tuesday, every 3 weeks",
        "martes, cada tres semanas",
    ),
    (
        {"starts": "2026-12-08 18:30"},
        "Tuesday, December 8, 6:30 PM",
        "martes 8 de diciembre, 6:30 p. m.",
    ),
]


@pytest.mark.parametrize(("fields", "english", "spanish"), PATTERNS)
def test_a_pattern_is_in_words(fields: dict[str, object], english: str, spanish: str) -> None:
    entry = meeting(**fields)
    assert (pattern(entry, Language.EN), pattern(entry, Language.ES)) == (english, spanish)


def test_the_days_of_this_file_are_those_of_the_calendar() -> None:
    assert [date(2026, 12, 1).isoweekday(), date(2027, 1, 1).isoweekday()] == [2, 5]
