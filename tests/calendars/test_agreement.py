"""A thousand generated series, worked out here, by python-dateutil alone and off RFC 5545's table.

Where python-dateutil differs, RFC 5545 decides, and the kind of difference is named below. The
program itself lets dateutil work out what it has mended before, so the third opinion, which shares
nothing with either, is the one that could catch both.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr  # type: ignore[import-untyped] # it ships no types

from responder.calendars.read import read_calendar
from tests.calendars.by_the_rfc import WEEKDAYS, starts

ZONE = ZoneInfo("America/New_York")
ZONES = ("America/New_York", "America/Los_Angeles", "Europe/Berlin", "Asia/Kolkata", "UTC")
SINCE = datetime(2026, 12, 1, tzinfo=ZONE)
BEFORE = datetime(2027, 5, 1, tzinfo=ZONE)
FIRST_DAY = datetime(2023, 1, 1)  # noqa: DTZ001 - on the clocks of each series
LAST_FROM = datetime(2027, 1, 1)  # noqa: DTZ001 - the same
SERIES = 1000
AT_A_TIME = 100
SEED = 20261127


@dataclass(frozen=True)
class Made:
    """One generated series; `until` is on its own clocks."""

    number: int
    first: datetime
    zone: str
    rule: str
    until: datetime | None
    written: str  # UNTIL as it stands in the file

    @property
    def text(self) -> str:
        until = f";UNTIL={self.written}" if self.written else ""
        at = f"{self.first:%Y%m%dT%H%M%S}"
        start = f"DTSTART:{at}Z" if self.zone == "UTC" else f"DTSTART;TZID={self.zone}:{at}"
        lines = ("BEGIN:VEVENT", f"UID:{self.number}", f"SUMMARY:{self.number}", start,
                 f"RRULE:{self.rule}{until}", "END:VEVENT")  # fmt: skip
        return "\r\n".join(lines)


def made(number: int, chance: random.Random) -> Made:
    day = FIRST_DAY + timedelta(days=chance.randrange(1500))
    first = day.replace(hour=chance.randrange(6, 22), minute=chance.choice((0, 30)))
    zone = chance.choice(ZONES)
    rule = made_rule(chance)
    ends = chance.choice(("COUNT", "UNTIL", "UNTIL", "never"))
    if ends == "COUNT":
        return Made(number, first, zone, f"{rule};COUNT={chance.randrange(1, 400)}", None, "")
    if ends == "never":
        return Made(number, first, zone, rule, None, "")
    # Often at the very hour of the meeting: there the last one is won or lost.
    last = max(first, LAST_FROM) + timedelta(days=chance.randrange(100))
    last = last.replace(hour=first.hour, minute=first.minute)
    match chance.choice(("day", "utc", "local")):
        case "day":
            return Made(
                number, first, zone, rule, last.replace(hour=23, minute=59), f"{last:%Y%m%d}"
            )
        case "utc":
            there = last.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
            return Made(number, first, zone, rule, last, f"{there:%Y%m%dT%H%M%SZ}")
        case _:
            return Made(number, first, zone, rule, last, f"{last:%Y%m%dT%H%M%S}")


def made_rule(chance: random.Random) -> str:
    freq = chance.choice(("DAILY", "WEEKLY", "WEEKLY", "MONTHLY", "MONTHLY", "YEARLY"))
    parts = [f"FREQ={freq}"]
    interval = chance.choice((1, 1, 2, 3))
    if interval > 1:
        parts.append(f"INTERVAL={interval}")
    weekdays = chance.sample(WEEKDAYS, chance.randrange(1, 4))
    month = f"BYMONTH={','.join(map(str, sorted(chance.sample(range(1, 13), 4))))}"
    some_days = f"BYDAY={','.join(weekdays)}"
    nth_days = (
        f"BYDAY={','.join(f'{chance.choice((1, 2, 3, 4, -1, -2))}{day}' for day in weekdays)}"
    )
    month_days = f"BYMONTHDAY={chance.choice(('1', '15', '28', '31', '-1', '1,15', '13'))}"
    place = f"BYDAY={','.join(WEEKDAYS[:5])};BYSETPOS={chance.choice(('1', '-1', '2', '1,-1'))}"
    shapes = {
        "DAILY": ("", month, some_days),
        "WEEKLY": ("", some_days, f"{some_days};WKST={chance.choice(('SU', 'MO', 'TH'))}", month),
        "MONTHLY": ("", nth_days, month_days, place, some_days, f"{month};{nth_days}"),
        "YEARLY": ("", month, f"{month};{nth_days}", month_days, f"{month};BYMONTHDAY=1,15",
                   nth_days, f"BYYEARDAY={chance.choice(('1', '100', '-1', '-100'))}",
                   f"BYWEEKNO={chance.choice(('2', '10', '20', '-10'))}",
                   f"BYWEEKNO={chance.choice(('2', '10', '20'))};{some_days}"),
    }[freq]  # fmt: skip
    shape = chance.choice(shapes)
    return ";".join([*parts, shape] if shape else parts)


def ours(series: list[Made]) -> dict[int, list[datetime]]:
    found: dict[int, list[datetime]] = defaultdict(list)
    for at in range(0, len(series), AT_A_TIME):
        events = "\r\n".join(each.text for each in series[at : at + AT_A_TIME])
        text = f"BEGIN:VCALENDAR\r\n{events}\r\nEND:VCALENDAR\r\n"
        calendar = read_calendar(text.encode(), since=SINCE, until=BEFORE, zone=ZONE)
        assert [each for each in calendar.problems if "universal time" not in each.what] == []
        for event in calendar.events:
            assert isinstance(event.start, datetime)
            found[int(event.uid)].append(event.start.astimezone(UTC))
    return found


def by_the_table(series: Made) -> list[datetime]:
    zone = ZoneInfo(series.zone)
    days = starts(series.rule, series.first, BEFORE.astimezone(zone).replace(tzinfo=None))
    there = [each.replace(tzinfo=zone).astimezone(UTC) for each in days
             if series.until is None or each <= series.until]  # fmt: skip
    return [each for each in there if SINCE <= each < BEFORE]


def by_dateutil(series: Made) -> list[datetime]:
    zone = ZoneInfo(series.zone)
    until = ""
    if series.until is not None:
        until = f";UNTIL={series.until.replace(tzinfo=zone).astimezone(UTC):%Y%m%dT%H%M%SZ}"
    rule = rrulestr(series.rule + until, dtstart=series.first.replace(tzinfo=zone))
    found = rule.between(SINCE, BEFORE, inc=True)
    return [each.astimezone(UTC) for each in found if each < BEFORE]


def why_dateutil_differs(series: Made) -> str:
    """Return the kind of a difference that RFC 5545 settles for us; "" where none is known."""
    parts = dict(each.split("=") for each in series.rule.split(";"))
    if parts["FREQ"] == "YEARLY" and "BYMONTHDAY" in parts and "BYMONTH" not in parts:
        # 3.3.10: a month that the rule does not name is DTSTART's. dateutil takes all twelve.
        return "the month comes from DTSTART"
    if parts["FREQ"] == "YEARLY" and "BYWEEKNO" in parts and "BYDAY" not in parts:
        # 3.3.10: nor does it name a day of the week. dateutil takes all seven.
        return "the weekday comes from DTSTART"
    days = starts(series.rule, series.first, series.first + timedelta(days=1))
    first = rrulestr(series.rule, dtstart=series.first)[0]
    if days[0] != first:
        # 3.8.5.3: DTSTART is the first occurrence, also where the rule would leave it out, and
        # 3.3.10: it counts as the first of COUNT. dateutil leaves it out.
        return "DTSTART is the first"
    return ""


@pytest.mark.slow
def test_a_thousand_series_are_worked_out_as_the_rfc_and_dateutil_say() -> None:
    chance = random.Random(SEED)
    series = [made(number, chance) for number in range(SERIES)]
    found = ours(series)
    wrong, settled, meetings = [], Counter[str](), 0
    for each in series:
        got = found[each.number]
        meetings += len(got)
        if got != by_the_table(each):
            wrong.append((each, "the table"))
        if got != by_dateutil(each):
            why = why_dateutil_differs(each)
            settled[why] += 1
            if not why:
                wrong.append((each, "dateutil"))
    assert wrong == []
    assert meetings > 10_000
    assert set(settled) == {
        "the month comes from DTSTART", "the weekday comes from DTSTART", "DTSTART is the first",
    }  # fmt: skip
    assert settled.total() < SERIES / 4
