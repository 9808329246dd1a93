"""A clock runs two years over meetings that are pulled each night; none past is told, none missed.

The calendar is read, taken, written and loaded as the command does it; what is expected is worked
out here with plain dates and none of the line's own reckoning. On a third of the nights the
calendar cannot be read. Clocks go forward on 2027-03-14 and 2028-03-12, back on 2026-11-01 and
2027-11-07, each at 2 AM.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from responder.calendars.fetch import Fetched, FetchFailed
from responder.calendars.pull import pull, together
from responder.calendars.written import written
from responder.flow.feeds import Feed, Pulled
from responder.flow.model import FromFeed
from responder.flow.place import Tree
from responder.flow.pulled import meetings_of
from responder.flow.source import read
from responder.meetings.upcoming import Status, occurrences, vouched_for

pytestmark = pytest.mark.slow

EASTERN = ZoneInfo("America/New_York")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FIRST, LAST = date(2026, 11, 1), date(2028, 11, 1)
AHEAD = timedelta(days=25)
FEED = Feed.model_validate(
    {"address": "https://calendar.example.org/x.ics", "group": "board", "ahead": "25 days"}
)
ZONED = "DTSTART;TZID=America/New_York"
# Sunday nights at 1:30, so on each night on which clocks change too; Fridays once a month at noon,
# UTC; a whole day each week; over midnight each fourth week; a moved and a cancelled meeting.
EVENTS = (
    (f"UID:sunday\n{ZONED}:20261004T013000\nDTEND;TZID=America/New_York:20261004T024500\n"
    "RRULE:FREQ=WEEKLY\nSUMMARY:Night"),
    (f"UID:friday\n{ZONED}:20261002T120000\nDURATION:PT1H\nRRULE:FREQ=MONTHLY;BYDAY=1FR\n"
    "EXDATE;TZID=America/New_York:20270101T120000\nSUMMARY:Noon"),
    "UID:whole\nDTSTART;VALUE=DATE:20261007\nRRULE:FREQ=WEEKLY\nSUMMARY:Whole day",
    f"UID:late\n{ZONED}:20261008T230000\nDURATION:PT2H\nRRULE:FREQ=WEEKLY;INTERVAL=4\nSUMMARY:Late",
    (f"UID:late\nRECURRENCE-ID;TZID=America/New_York:20270325T230000\n{ZONED}:20270326T200000\n"
    "DURATION:PT2H\nSUMMARY:Late"),
    (f"UID:friday\nRECURRENCE-ID;TZID=America/New_York:20270604T120000\n{ZONED}:20270604T120000\n"
    "DURATION:PT1H\nSTATUS:CANCELLED\nSUMMARY:Noon"),
    "UID:utc\nDTSTART:20270505T233000Z\nDTEND:20270506T003000Z\nSUMMARY:In UTC",
)  # fmt: skip
CALENDAR = "\r\n".join(
    ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//EN"]
    + [f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT" for event in EVENTS]
    + ["END:VCALENDAR", ""]
).replace("\n", "\r\n").replace("\r\r\n", "\r\n").encode()  # fmt: skip


@dataclass(frozen=True)
class Expected:
    title: str
    start: datetime
    over: datetime
    day: date
    status: str = "held"


def utc(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), EASTERN).astimezone(UTC)


def expected() -> Iterator[Expected]:
    """Yield every meeting, as a person would read it off the calendar."""
    day = date(2026, 10, 1)
    while day < date(2029, 1, 1):
        if day.weekday() == 6:
            yield Expected("Night", utc(day, 1, 30), utc(day, 2, 45), day)
        if day.weekday() == 4 and day.day <= 7 and day != date(2027, 1, 1):
            status = "cancelled" if day == date(2027, 6, 4) else "held"
            yield Expected("Noon", utc(day, 12), utc(day, 13), day, status)
        if day.weekday() == 2:
            yield Expected("Whole day", utc(day, 0), utc(day + DAY, 0), day)
        if (day - date(2026, 10, 8)).days % 28 == 0 and day >= date(2026, 10, 8):
            if day == date(2027, 3, 25):
                moved = day + DAY
                yield Expected("Late", utc(moved, 20), utc(moved, 22), moved, "moved")
            else:
                yield Expected("Late", utc(day, 23), utc(day + DAY, 1), day)
        day += DAY
    start = datetime(2027, 5, 5, 23, 30, tzinfo=UTC)  # 7:30 PM in Connecticut
    yield Expected("In UTC", start, start + HOUR, date(2027, 5, 5))


def fails(night: date) -> bool:
    """Return whether the calendar cannot be read in that night; never more than six in a row."""
    return night.toordinal() % 18 < 6


def pulled_at(now: datetime, before: Pulled | None) -> Pulled:
    def fetch(address: str, etag: str = "", modified: str = "") -> Fetched:
        if fails(now.astimezone(EASTERN).date()):
            raise FetchFailed("the server did not answer in time")
        return Fetched(CALENDAR)

    result = pull("board", FEED, before, now, fetch)
    text = written(together({"board": result})).text
    source = read("meetings.pulled.yaml", text.encode())
    assert source.problems == ()
    tree: Tree = source.tree["pulled"]["board"]  # type: ignore[call-overload, index]  # it is there
    return Pulled.model_validate(tree)


def ahead(meetings: dict[str, FromFeed], now: datetime) -> list[tuple[str, datetime, str]]:
    found = [
        (entry.title.en, each.start.astimezone(UTC), each.status.value)
        for name, entry in meetings.items()
        for each in occurrences(name, entry, now)
        if each.start is not None
    ]
    return sorted(found, key=lambda each: (each[1], each[0]))


def test_two_years_hour_by_hour_with_a_pull_each_night() -> None:
    coming = sorted(expected(), key=lambda each: (each.start, each.title))
    now = datetime.combine(FIRST, time(), EASTERN).astimezone(UTC)
    pulled: Pulled | None = None
    meetings: dict[str, FromFeed] = {}
    good = now
    hours = seen = stale = 0
    statuses: set[str] = set()
    while now.astimezone(EASTERN).date() < LAST:
        here = now.astimezone(EASTERN)
        if here.hour == 0:
            pulled = pulled_at(now, pulled)
            meetings = {name: each for name, _, each in meetings_of(FEED, "board", pulled)}
            good = good if fails(here.date()) else now
        while coming[0].over <= now:
            coming.pop(0)
        # What lies beyond what was read when it was last read well may be unknown yet; a moved one
        # is known as soon as its old day is.
        known = good + AHEAD - 2 * DAY
        should = [
            (each.title, each.start, each.status)
            for each in coming[:30]
            if each.over > now and each.start < known
        ]
        found = [each for each in ahead(meetings, now) if each[1] < known]
        assert found == should, now
        for each in meetings.values():
            old = now >= good + timedelta(days=3)
            assert vouched_for(each, now) is not old, now
            stale += old
        statuses |= {status for _, _, status in found}
        seen += len(found)
        hours += 1
        now += HOUR
    assert hours == 731 * 24
    assert seen > 80_000
    assert stale > 1000
    assert statuses == {each.value for each in Status}
