"""What a large calendar costs to read: 10,000 events, of them 300 series, with 300 changed days.

Run with `.venv/bin/python benchmarks/feed.py`. Each way of reading has a process of its own, so
that the memory is its own; "the libraries alone" is icalendar and recurring-ical-events on the
whole file, which one impossible date would stop.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

EVENTS = 10_000
SERIES = 300
ZONE = ZoneInfo("America/New_York")
SINCE = datetime(2026, 12, 1, 9, 0, tzinfo=ZONE)
AHEAD = timedelta(days=365)
AIM = "at most 10 s and 300 MiB"
RULES = (
    "FREQ=WEEKLY;BYDAY=TU,TH", "FREQ=MONTHLY;BYDAY=2WE", "FREQ=WEEKLY;INTERVAL=2;COUNT=200",
    "FREQ=DAILY;UNTIL=20270601T000000Z", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=YEARLY;BYMONTH=3;BYDAY=1SA",
)  # fmt: skip
DESCRIPTION = (
    "DESCRIPTION:<p>Everybody is welcome\\; bring a friend &amp\\; a question.</p><p>Join\r\n"
    '  Zoom: <a href="https://us02web.zoom.us/j/8000000000">here</a></p>' + "<p>More.</p>" * 20
)


def feed() -> bytes:
    """Return the calendar, as Google would export it; the same each time."""
    chance = random.Random(10_000)
    events = []
    for number in range(EVENTS - SERIES):
        is_series = number < SERIES
        day = datetime(2022, 1, 3, 8) + timedelta(  # noqa: DTZ001 - on the clocks of New York
            days=chance.randrange(1500 if is_series else 2200), hours=chance.randrange(12)
        )
        rule = [f"RRULE:{chance.choice(RULES)}"] if is_series else []
        events.append(_event(number, day, day, rule))
        if is_series:
            moved = day + timedelta(days=1)
            was = [f"RECURRENCE-ID;TZID=America/New_York:{day:%Y%m%dT%H%M%S}"]
            events.append(_event(number, moved, moved, was))
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "X-WR-TIMEZONE:America/New_York")
    return "\r\n".join([*head, *events, "END:VCALENDAR", ""]).encode()


def _event(number: int, start: datetime, end: datetime, more: list[str]) -> str:
    end += timedelta(hours=1)
    return "\r\n".join([
        "BEGIN:VEVENT",
        f"DTSTART;TZID=America/New_York:{start:%Y%m%dT%H%M%S}",
        f"DTEND;TZID=America/New_York:{end:%Y%m%dT%H%M%S}",
        *more,
        "DTSTAMP:20261120T000000Z",
        f"UID:{number}@google.com",
        "CREATED:20260101T000000Z",
        DESCRIPTION,
        "LAST-MODIFIED:20261101T000000Z",
        "LOCATION:Room 2B\\, 410 Example Ave\\, Hartford\\, CT 06106\\, USA",
        "SEQUENCE:1",
        "STATUS:CONFIRMED",
        f"SUMMARY:Meeting &amp\\; talk {number}",
        "TRANSP:OPAQUE",
        "END:VEVENT",
    ])  # fmt: skip


def ours(data: bytes) -> int:
    """Return how many meetings this program reads from `data`."""
    from responder.calendars.read import read_calendar

    return len(read_calendar(data, since=SINCE, until=SINCE + AHEAD, zone=ZONE).events)


def libraries(data: bytes) -> int:
    """Return how many the two libraries read, on the whole file."""
    import icalendar
    import recurring_ical_events

    calendar = icalendar.Calendar.from_ical(data)
    return len(recurring_ical_events.of(calendar).between(SINCE, SINCE + AHEAD))


WAYS = {"this program": ours, "the libraries alone": libraries}


def main() -> None:
    """Print a line for each way, or for the one that is named."""
    if sys.argv[1:]:
        data = feed()
        clock, used = time.monotonic(), time.process_time()
        found = WAYS[sys.argv[1]](data)
        clock, used = time.monotonic() - clock, time.process_time() - used
        mebibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{found:>7,} meetings {clock:6.1f} s ({used:.1f} s of processor), {mebibytes:4.0f} MiB"
        )
        return
    size = len(feed()) / 1024 / 1024
    print(f"{EVENTS:,} events, {SERIES} series, {size:.1f} MiB (aim: {AIM})")
    for way in WAYS:
        done = subprocess.run(
            [sys.executable, __file__, way], check=True, capture_output=True, text=True
        )
        print(f"{way:22}{done.stdout.rstrip()}")


if __name__ == "__main__":
    main()
