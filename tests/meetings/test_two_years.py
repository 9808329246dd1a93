"""A clock runs two years hour by hour; at no hour is a past meeting told of, or a coming one not.

What is expected is worked out here with plain dates, from what the entries mean, and with none of
the line's own reckoning. Clocks go forward on 2027-03-14 and 2028-03-12, back on 2026-11-01 and
2027-11-07, each at 2 AM.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

import pytest

from responder.exchange import Language
from responder.flow.model import Meeting
from responder.meetings.upcoming import Occurrence, changes_at, upcoming, within
from responder.wording import dates

pytestmark = pytest.mark.slow

EASTERN = ZoneInfo("America/New_York")
FIRST, LAST = date(2026, 11, 1), date(2028, 11, 1)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)

ENTRIES: dict[str, dict[str, object]] = {
    "weekly": {"repeats": "every tuesday", "from": "18:00", "to": "19:30"},
    "night-of-change": {"repeats": "every sunday", "from": "1:30", "to": "2:45"},
    "monthly": {
        "repeats": "first friday",
        "from": "10:00",
        "to": "12:00",
        "skips": ["2027-01-01"],
        "cancels": ["2027-02-05", "2027-09-03"],
        "moves": [
            {"day": "2027-03-05", "to": "2027-03-10 14:00"},
            {"day": "2027-06-04", "to": "2027-06-01 09:00", "ends": "2027-06-01 10:30"},
            {"day": "2027-10-01", "to": "2027-11-08 10:00"},
        ],
    },
    "every-other-month": {
        "repeats": "fourth tuesday of every other month",
        "first": "2026-11-24",
        "from": "9:00",
        "to": "10:00",
        "group": "trauma",
    },
    "every-other-week": {
        "repeats": "every other friday",
        "first": "2026-11-06",
        "last": "2028-03-31",
        "from": "12:00",
        "to": "13:00",
    },
    "overnight": {"repeats": "last thursday", "from": "23:00", "to": "1:00"},
    "pattern": {"repeats": "third monday of every 3 months", "from": "9:00", "to": "10:00"},
    "two-days": {"starts": "2026-12-14 09:00", "ends": "2026-12-15 12:00", "kind": "training"},
    "new-year": {"starts": "2027-12-31 22:00", "ends": "2028-01-01 02:00"},
    "leap-day": {"starts": "2028-02-29 10:00", "ends": "2028-02-29 11:00", "kind": "training"},
    "no-end": {"starts": "2027-05-12 18:00"},
    "cancelled": {"starts": "2027-05-13 18:00", "ends": "2027-05-13 19:00", "cancelled": "true"},
    "moved": {
        "starts": "2027-07-20 18:00",
        "ends": "2027-07-20 19:00",
        "moved_from": "2027-07-06 18:00",
    },
    "skipped-hour": {"starts": "2027-03-14 02:30", "ends": "2027-03-14 04:30"},
    "all-in-the-skipped-hour": {"starts": "2028-03-12 02:30", "ends": "2028-03-12 03:15"},
    "hour-that-comes-twice": {"starts": "2027-11-07 01:30", "ends": "2027-11-07 02:30"},
}
MEETINGS = {
    name: Meeting.model_validate(
        {
            "group": "example",
            "title": {"en": "Example meeting", "es": "Reunión de ejemplo"},
            "source": "example.org",
            "read_on": "2026-11-25",
            **entry,
        }
    )
    for name, entry in ENTRIES.items()
}


@dataclass(frozen=True)
class Expected:
    """One date of a meeting, in UTC; `day` is the one it is on in Connecticut."""

    name: str
    start: datetime
    end: datetime | None
    over: datetime
    day: date
    status: str = "held"
    was: datetime | None = None

    @property
    def key(self) -> tuple[object, ...]:
        return self.name, self.start, self.end, self.status, self.was


def utc(day: date, clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime.combine(day, time(hour, minute), EASTERN).astimezone(UTC)


def one(
    name: str, day: str, begin: str, end: str, *, nights: int = 0, status: str = "held",
    was: tuple[str, str] | None = None,
) -> Expected:  # fmt: skip
    on = date.fromisoformat(day)
    start, stop = utc(on, begin), utc(on + nights * DAY, end)
    old = utc(date.fromisoformat(was[0]), was[1]) if was else None
    return Expected(name, start, stop, stop, on, status, old)


def days() -> Iterator[date]:
    day = date(2026, 10, 1)
    while day < date(2030, 1, 1):
        yield day
        day += DAY


def weekly_dates() -> Iterator[Expected]:
    for day in days():
        written = day.isoformat()
        if day.weekday() == 1:
            yield one("weekly", written, "18:00", "19:30")
        if day.weekday() == 6:
            yield one("night-of-change", written, "1:30", "2:45")
        fortnight = (day - date(2026, 11, 6)).days % 14 == 0
        if fortnight and date(2026, 11, 6) <= day <= date(2028, 3, 31):
            yield one("every-other-week", written, "12:00", "13:00")


def monthly_dates() -> Iterator[Expected]:
    for day in days():
        written = day.isoformat()
        # November, January, March ...: every other month from November 2026.
        fourth_tuesday = day.weekday() == 1 and 22 <= day.day <= 28
        if fourth_tuesday and day.month % 2 == 1 and day >= date(2026, 11, 24):
            yield one("every-other-month", written, "9:00", "10:00")
        if day.weekday() == 3 and (day + 7 * DAY).month != day.month:
            yield one("overnight", written, "23:00", "1:00", nights=1)
        if day.weekday() == 4 and day.day <= 7:
            match written:
                case "2027-01-01" | "2027-03-05" | "2027-06-04" | "2027-10-01":
                    pass
                case "2027-02-05" | "2027-09-03":
                    yield one("monthly", written, "10:00", "12:00", status="cancelled")
                case _:
                    yield one("monthly", written, "10:00", "12:00")
    for to, begin, end, old in (
        ("2027-03-10", "14:00", "16:00", "2027-03-05"),
        ("2027-06-01", "9:00", "10:30", "2027-06-04"),
        ("2027-11-08", "10:00", "12:00", "2027-10-01"),
    ):
        yield one("monthly", to, begin, end, status="moved", was=(old, "10:00"))


def single_dates() -> Iterator[Expected]:
    yield one("two-days", "2026-12-14", "9:00", "12:00", nights=1)
    yield one("new-year", "2027-12-31", "22:00", "2:00", nights=1)
    yield one("leap-day", "2028-02-29", "10:00", "11:00")
    start = utc(date(2027, 5, 12), "18:00")
    yield Expected("no-end", start, None, start + HOUR, date(2027, 5, 12))
    yield one("cancelled", "2027-05-13", "18:00", "19:00", status="cancelled")
    yield one("moved", "2027-07-20", "18:00", "19:00", status="moved", was=("2027-07-06", "18:00"))
    # 2:30 is not on the clock that night: an hour later, it says 3:30, which is 7:30 UTC.
    start, end = datetime(2027, 3, 14, 7, 30, tzinfo=UTC), datetime(2027, 3, 14, 8, 30, tzinfo=UTC)
    yield Expected("skipped-hour", start, end, end, date(2027, 3, 14))
    start, end = datetime(2028, 3, 12, 7, 30, tzinfo=UTC), datetime(2028, 3, 12, 8, 15, tzinfo=UTC)
    yield Expected("all-in-the-skipped-hour", start, end, end, date(2028, 3, 12))
    # The first 1:30 is 5:30 UTC; 2:30 comes once, at 7:30 UTC.
    start, end = datetime(2027, 11, 7, 5, 30, tzinfo=UTC), datetime(2027, 11, 7, 7, 30, tzinfo=UTC)
    yield Expected("hour-that-comes-twice", start, end, end, date(2027, 11, 7))


def by_name() -> dict[str, list[Expected]]:
    """Return every date of every entry, as a person would read it off a calendar."""
    found: dict[str, list[Expected]] = {name: [] for name in ENTRIES}
    for each in (*weekly_dates(), *monthly_dates(), *single_dates()):
        found[each.name].append(each)
    return {name: sorted(dated, key=lambda each: each.start) for name, dated in found.items()}


BY_NAME = by_name()


def key(found: Occurrence) -> tuple[object, ...]:
    start, end, was = (
        each and each.astimezone(UTC) for each in (found.start, found.end, found.was)
    )
    return found.meeting, start, end, found.status.value, was


def should_be_upcoming(ahead: dict[str, list[Expected]]) -> list[tuple[object, ...]]:
    listed: list[Expected] = []
    for dated in ahead.values():
        cancelled = list(takewhile(lambda each: each.status == "cancelled", dated))
        listed += dated[: len(cancelled) + 1]
    listed.sort(key=lambda each: each.start)
    return [*(each.key for each in listed), ("pattern", None, None, "held", None)]


def should_be_within(
    ahead: dict[str, list[Expected]], today: date, first: date, last: date
) -> list[tuple[object, ...]]:
    # What began yesterday and goes on is on today.
    found = [
        each
        for dated in ahead.values()
        for each in takewhile(lambda each: each.day <= last, dated)
        if first <= max(each.day, today)
    ]
    return [each.key for each in sorted(found, key=lambda each: each.start)]


def hours() -> Iterator[datetime]:
    now = datetime.combine(FIRST, time(), EASTERN).astimezone(UTC)
    while now.astimezone(EASTERN).date() < LAST:
        yield now
        now += HOUR


WEEKDAYS = {
    Language.EN: ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    Language.ES: ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
MONTHS = {
    Language.EN: (
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ),
    Language.ES: (
        "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre",
        "octubre", "noviembre", "diciembre",
    ),
}  # fmt: skip


def day_in_words(day: date, language: Language) -> str:
    weekday, month = WEEKDAYS[language][day.weekday()], MONTHS[language][day.month - 1]
    if language is Language.EN:
        return f"{weekday}, {month} {day.day}"
    return f"{weekday} {day.day} de {month}"


def test_two_years_hour_by_hour() -> None:
    assert sum(map(len, BY_NAME.values())) > 350
    ahead = {name: list(dated) for name, dated in BY_NAME.items()}
    at = seen = 0
    day_of = {each.key: each.day for dated in BY_NAME.values() for each in dated}
    unchanged_until: datetime | None = None
    before: list[tuple[object, ...]] = []
    in_words: set[tuple[object, ...]] = set()
    for now in hours():
        at += 1
        for dated in ahead.values():
            while dated and dated[0].over <= now:
                dated.pop(0)
        today = now.astimezone(EASTERN).date()

        found = upcoming(MEETINGS, now, limit=None, kind=None)
        listed = [key(each) for each in found]
        assert listed == should_be_upcoming(ahead), now

        sunday = today + (6 - today.weekday()) * DAY
        windows = [(today, sunday)]
        if now.hour % 8 == 0:
            windows.append((sunday + DAY, sunday + 7 * DAY))
        for first, last in windows:
            in_window = [key(each) for each in within(MEETINGS, now, first, last)]
            assert in_window == should_be_within(ahead, today, first, last), (now, first)
            seen += len(in_window)

        if unchanged_until is None or now >= unchanged_until:
            unchanged_until = changes_at(MEETINGS, now)
            assert unchanged_until is not None
            assert unchanged_until > now
        else:
            assert listed == before, now
        before = listed

        for each in found:
            if each.start is not None and (named := key(each)) not in in_words:
                in_words.add(named)
                for language in Language:
                    words = day_in_words(day_of[named], language)
                    assert dates.day(each.start, language) == words
                    assert dates.day(each.start.date(), language) == words
    # One of the years is a leap year; the clocks go back in them as often as forward.
    assert at == 731 * 24
    assert seen > 30_000
    assert len(in_words) > 250
