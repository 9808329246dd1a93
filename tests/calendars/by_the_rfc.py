"""RFC 5545's rules for repeating events, read off its table day by day: slow, and short.

It shares nothing with the program and with python-dateutil, which the program uses: every day of
every period is looked at, and kept where all parts of the rule hold for it (3.3.10).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY = timedelta(days=1)


def starts(rule: str, first: datetime, before: datetime) -> list[datetime]:
    """Return the starts of a series from `first` to before `before`, without UNTIL and EXDATE."""
    parts = dict(each.split("=") for each in rule.split(";"))
    count = int(parts.get("COUNT", 10**9))
    found = [first]  # DTSTART is always the first (3.8.5.3)
    for each in _matching(parts, first, before):
        if each > first:
            found.append(each)
    return [each for each in found[:count] if each < before]


def _matching(parts: dict[str, str], first: datetime, before: datetime) -> Iterator[datetime]:
    limits = _with_what_dtstart_gives(parts, first.date())
    for number, period in enumerate(_periods(parts, first.date(), before.date())):
        if number % int(parts.get("INTERVAL", 1)):
            continue
        kept = [day for day in period if _holds(limits, parts["FREQ"], day)]
        if "BYSETPOS" in parts:
            places = [int(each) for each in parts["BYSETPOS"].split(",")]
            wanted = {each - 1 if each > 0 else len(kept) + each for each in places}
            kept = [day for place, day in enumerate(kept) if place in wanted]
        for day in kept:
            yield datetime.combine(day, first.time())


def _periods(parts: dict[str, str], first: date, last: date) -> Iterator[list[date]]:
    match parts["FREQ"]:
        case "DAILY":
            begins = first
        case "WEEKLY":
            week_starts = WEEKDAYS.index(parts.get("WKST", "MO"))
            begins = first - (first.weekday() - week_starts) % 7 * DAY
        case "MONTHLY":
            begins = first.replace(day=1)
        case _:
            begins = date(first.year, 1, 1)
    while begins <= last:
        match parts["FREQ"]:
            case "DAILY":
                ends = begins + DAY
            case "WEEKLY":
                ends = begins + 7 * DAY
            case "MONTHLY":
                ends = (begins + 31 * DAY).replace(day=1)
            case _:
                ends = date(begins.year + 1, 1, 1)
        yield [begins + number * DAY for number in range((ends - begins).days)]
        begins = ends


def _with_what_dtstart_gives(parts: dict[str, str], first: date) -> dict[str, list[str]]:
    # "Information, not contained in the rule, necessary to determine the various recurrence
    # instance start time and dates are derived from the Start Time" (3.3.10).
    limits = {name: value.split(",") for name, value in parts.items()
              if name.startswith("BY") and name != "BYSETPOS"}  # fmt: skip
    weekday, month, day = WEEKDAYS[first.weekday()], str(first.month), str(first.day)
    said = limits.keys()
    match parts["FREQ"]:
        case "WEEKLY":
            limits.setdefault("BYDAY", [weekday])
        case "MONTHLY" if not said & {"BYDAY", "BYMONTHDAY"}:
            limits["BYMONTHDAY"] = [day]
        case "YEARLY" if "BYWEEKNO" in said and not said & {"BYDAY", "BYMONTHDAY", "BYYEARDAY"}:
            limits["BYDAY"] = [weekday]
        case "YEARLY" if not said & {"BYDAY", "BYYEARDAY", "BYWEEKNO"}:
            limits.setdefault("BYMONTH", [month])
            limits.setdefault("BYMONTHDAY", [day])
    return limits


def _holds(limits: dict[str, list[str]], freq: str, day: date) -> bool:
    in_month = "BYMONTH" in limits
    return all(
        any(_holds_one(name, each, freq, in_month, day) for each in values)
        for name, values in limits.items()
    )


@cache
def _holds_one(name: str, written: str, freq: str, in_month: bool, day: date) -> bool:
    match name:
        case "BYMONTH":
            return int(written) == day.month
        case "BYMONTHDAY":
            days = calendar.monthrange(day.year, day.month)[1]
            return int(written) in (day.day, day.day - days - 1)
        case "BYYEARDAY":
            of_year = day.timetuple().tm_yday
            days = 366 if calendar.isleap(day.year) else 365
            return int(written) in (of_year, of_year - days - 1)
        case "BYWEEKNO":
            year, week, _ = day.isocalendar()
            weeks = date(day.year, 12, 28).isocalendar().week
            return year == day.year and int(written) in (week, week - weeks - 1)
        case _:
            return _is_weekday(written, freq, in_month, day)


def _is_weekday(written: str, freq: str, in_month: bool, day: date) -> bool:
    found = re.fullmatch(r"([+-]?\d+)?([A-Z]{2})", written)
    assert found
    if WEEKDAYS[day.weekday()] != found[2]:
        return False
    if not found[1]:
        return True
    if freq == "MONTHLY" or in_month:
        begins = day.replace(day=1)
        ends = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    else:
        begins, ends = date(day.year, 1, 1), date(day.year, 12, 31)
    from_start, from_end = (day - begins).days // 7 + 1, -((ends - day).days // 7 + 1)
    return int(found[1]) in (from_start, from_end)
