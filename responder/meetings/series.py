"""The days of a repeating meeting: what "first friday" means, and which days of it come.

A series whose cycle has no known beginning gets no date: a wrong day is worse than none.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import assert_never

from responder.exchange import Language
from responder.flow.model import Meeting
from responder.wording import dates

HORIZON_YEARS = 5  # a series with nothing in these years has nothing ahead
MAX_CYCLE = 24  # months or weeks
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
_ENGLISH = {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 5: "5th", -1: "last"}
_SPANISH = {1: "primer", 2: "segundo", 3: "tercer", 4: "cuarto", 5: "quinto", -1: "último"}
_DAY = rf"(?P<day>{'|'.join(_WEEKDAYS)})"
_EVERY = r"every (?:(?P<other>other )|(?P<number>\d{1,2}) )?"
_MONTHLY = re.compile(
    rf"(?:the )?(?P<nth>{'|'.join(_ORDINALS)}|1st|2nd|3rd|4th|5th) {_DAY}"
    rf"(?: of (?:the month|each month|{_EVERY}months?))?"
)
_WEEKLY = re.compile(rf"{_EVERY}(?:weeks? on {_DAY}|{_DAY.replace('day>', 'same>')})")


@dataclass(frozen=True)
class Repeats:
    """A rule: the `nth` weekday every so many months, or (`nth` 0) a weekday every so many weeks.

    `weekday` counts from Monday, 0; `nth` is -1 for the last of a month.
    """

    nth: int
    weekday: int
    every: int

    def falls_on(self, day: date) -> bool:
        """Return whether `day` is one of its days in some month or week, whatever the cycle."""
        if day.weekday() != self.weekday:
            return False
        last = (day + timedelta(days=7)).month != day.month
        return self.nth in (0, (day.day + 6) // 7) or (self.nth == -1 and last)


@lru_cache(1024)
def rule(repeats: str) -> Repeats:
    """Return the rule that `repeats` states, such as "first friday" or "every tuesday".

    ValueError says what can be written instead.
    """
    words = " ".join(repeats.casefold().split())
    if found := _MONTHLY.fullmatch(words):
        nth = _ORDINALS.get(found["nth"]) or int(found["nth"][0])
        day = found["day"]
    elif found := _WEEKLY.fullmatch(words):
        nth = 0
        day = found["day"] or found["same"]
    elif two := _two(words):
        raise ValueError(f'write two meetings, one with "{two[0]}" and one with "{two[1]}"')
    else:
        raise ValueError(
            'write it as "first friday", "last thursday of every other month", '
            '"second monday of every 3 months", "every tuesday" or "every other week on tuesday"'
        )
    every = 2 if found["other"] else int(found["number"] or 1)
    if not 1 <= every <= MAX_CYCLE:
        raise ValueError(f"a meeting can repeat every 1 to {MAX_CYCLE} months or weeks")
    return Repeats(nth, _WEEKDAYS.index(day), every)


def _two(words: str) -> tuple[str, str] | None:
    """Return "second monday" and "fourth monday" of "second and fourth monday"; None of others."""
    one, _, other = re.sub(r" ?(?:&|,|\band\b) ?", "&", words.removeprefix("the ")).partition("&")
    found = re.fullmatch(rf"(?P<before>.*?)\b{_DAY}s?(?P<after>.*)", other)
    if not one or found is None:
        return None
    day = found["day"]
    first = f"{one} {day}{found['after']}"
    if named := re.fullmatch(rf"(?P<before>.*?){_DAY}s?", one):
        first = f"{named['before'] or 'every '}{named['day']}{found['after']}"
    pair = first, f"{found['before'] or 'every '}{day}{found['after']}"
    known = all(_MONTHLY.fullmatch(each) or _WEEKLY.fullmatch(each) for each in pair)
    return pair if known else None


def undated(entry: Meeting) -> bool:
    """Return whether only the pattern of `entry` is known: not which month or week, or no hour."""
    if entry.repeats is None:
        return False
    return entry.from_ is None or (entry.first is None and rule(entry.repeats).every > 1)


def series_days(entry: Meeting, since: date) -> Iterator[date]:
    """Yield the days of `entry` from `since` on by its rule alone; none where they are not known.

    What is skipped, cancelled or moved is among them.
    """
    if entry.repeats is None or undated(entry):
        return
    for day in _from(rule(entry.repeats), entry.first, since):
        if entry.last is not None and day > entry.last:
            return
        yield day


def is_day_of(entry: Meeting, day: date) -> bool:
    """Return whether `day` may be a day of `entry`; where its cycle is not known, in any cycle."""
    if entry.repeats is None:
        return False
    if undated(entry):
        return rule(entry.repeats).falls_on(day)
    return next(series_days(entry, day), None) == day


def _from(repeats: Repeats, first: date | None, since: date) -> Iterator[date]:
    begin = since if first is None else max(first, since)
    until = begin + timedelta(days=366 * HORIZON_YEARS)
    in_step = _monthly if repeats.nth else _weekly
    for day in in_step(repeats, first or begin, begin):
        if day > until:
            return
        if day >= begin:
            yield day


def _monthly(repeats: Repeats, first: date, begin: date) -> Iterator[date]:
    """Yield its day of each month in step with the month of `first`, from that of `begin` on."""
    counted = first.year * 12 + first.month - 1
    start = begin.year * 12 + begin.month - 1
    start -= (start - counted) % repeats.every
    # Some cycles never meet a fifth Friday, so the months have an end.
    for month in range(start, start + MAX_CYCLE + 12 * HORIZON_YEARS, repeats.every):
        year, number = divmod(month, 12)
        if found := _nth(repeats, year, number + 1):
            yield found


def _nth(repeats: Repeats, year: int, month: int) -> date | None:
    begins_on, length = monthrange(year, month)
    day = (repeats.weekday - begins_on) % 7 + 1
    if repeats.nth == -1:
        return date(year, month, day + (length - day) // 7 * 7)
    day += 7 * (repeats.nth - 1)
    return date(year, month, day) if day <= length else None


def _weekly(repeats: Repeats, first: date, begin: date) -> Iterator[date]:
    """Yield its day of each week in step with the week of `first`, from that of `begin` on."""
    monday = begin - timedelta(days=begin.weekday())
    weeks = (monday - (first - timedelta(days=first.weekday()))).days // 7
    day = monday + timedelta(weeks=-(weeks % repeats.every), days=repeats.weekday)
    while True:
        yield day
        day += timedelta(weeks=repeats.every)


def pattern(entry: Meeting, language: Language) -> str:
    """Return when `entry` meets, without a date where it repeats.

    "2nd Monday of the month, 10 to 11 AM", "segundo lunes de cada mes, 10 a 11 a. m.".
    """
    if entry.repeats is None:
        if entry.starts is None:
            return ""
        hours = dates.clock(entry.starts, entry.ends, language)
        return f"{dates.day(entry.starts, language)}, {hours}"
    days = _days(rule(entry.repeats), language)
    if entry.from_ is None:
        return days
    return f"{days}, {dates.clock(entry.from_, entry.to, language)}"


def _days(repeats: Repeats, language: Language) -> str:
    # Any Monday serves to name the days.
    named = dates.weekday(date(2024, 1, 1) + timedelta(days=repeats.weekday), language)
    every = repeats.every
    match language:
        case Language.EN:
            cycle = "other" if every == 2 else str(every)
            if repeats.nth == 0:
                return f"every {named}" if every == 1 else _weeks(cycle, named)
            first = f"{_ENGLISH[repeats.nth]} {named}"
            if every == 1:
                return f"{first} of the month"
            return f"{first} of every {cycle} month{'' if every == 2 else 's'}"
        case Language.ES:
            number = dates.spanish_number(every)
            if repeats.nth == 0:
                # Weekdays from Monday to Friday end in s and keep it.
                several = named if named.endswith("s") else f"{named}s"
                return f"todos los {several}" if every == 1 else f"{named}, cada {number} semanas"
            first = f"{_SPANISH[repeats.nth]} {named}"
            return f"{first} de cada mes" if every == 1 else f"{first}, cada {number} meses"
        case _:
            assert_never(language)


def _weeks(cycle: str, named: str) -> str:
    return f"every other {named}" if cycle == "other" else f"{named}, every {cycle} weeks"
