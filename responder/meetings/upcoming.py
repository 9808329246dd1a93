"""What is still ahead at an instant: each meeting's next date, soonest first.

Hours are wall-clock hours of Connecticut, so a series keeps its hour when the clocks change. A
series whose cycle has no known beginning gets no date: a wrong day is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import assert_never
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from dateutil.rrule import MO, MONTHLY, WEEKLY, rrule, weekday

from responder.exchange import Language
from responder.flow.model import Meeting
from responder.wording import dates

EASTERN = ZoneInfo("America/New_York")
HORIZON = relativedelta(years=5)  # a series with nothing in these years has nothing ahead
MAX_CYCLE = 24  # months or weeks
OPEN_END = timedelta(hours=1)  # how long a meeting without a known end stays listed

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


@dataclass(frozen=True)
class Occurrence:
    """One meeting at its next date; `start` is None where only its pattern is known.

    `end` is None where nobody said when it ends.
    """

    meeting: str
    entry: Meeting
    start: datetime | None
    end: datetime | None


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
    else:
        raise ValueError(
            'write it as "first friday", "last thursday of every other month", '
            '"second monday of every 3 months", "every tuesday" or "every other week on tuesday"'
        )
    every = 2 if found["other"] else int(found["number"] or 1)
    if not 1 <= every <= MAX_CYCLE:
        raise ValueError(f"a meeting can repeat every 1 to {MAX_CYCLE} months or weeks")
    return Repeats(nth, _WEEKDAYS.index(day), every)


def occurrences(meeting: str, entry: Meeting, now: datetime) -> Iterator[Occurrence]:
    """Yield the dates of `entry` that have not ended at `now`, in order; none where unknown."""
    for start, end in _hours(entry, now.astimezone(EASTERN).date()):
        begins, ends = _in_zone(start), None if end is None else _in_zone(end)
        if _over(begins, ends) > now.astimezone(UTC):
            yield Occurrence(meeting, entry, begins, ends)


def upcoming(
    meetings: Mapping[str, Meeting],
    now: datetime,
    limit: int = 3,
    kind: str | None = "meeting",
    group: str | None = None,
) -> tuple[Occurrence, ...]:
    """Return the next date of each meeting of `kind` and `group` (None: any), soonest first.

    A meeting is listed until it ends. One of a series is listed once, so that a weekly meeting
    does not crowd out the rest. Those with no date follow, as they stand in the file.
    """
    asked = {
        name: entry
        for name, entry in meetings.items()
        if kind in (None, entry.kind) and group in (None, entry.group)
    }
    dated = [
        each for name, entry in asked.items() for each in islice(occurrences(name, entry, now), 1)
    ]
    dated.sort(key=lambda each: (each.start or now).astimezone(UTC))
    today = now.astimezone(EASTERN).date()
    undated = [
        Occurrence(name, entry, None, None)
        for name, entry in asked.items()
        if _undated(entry) and (entry.last is None or entry.last >= today)
    ]
    return tuple([*dated, *undated][:limit])


def changes_at(meetings: Mapping[str, Meeting], now: datetime) -> datetime | None:
    """Return the next instant at which what is upcoming changes; None if it never does.

    That is when the first meeting ends, or the day after the last day of an undated series.
    """
    over = [
        _over(each.start, each.end)
        for each in upcoming(meetings, now, limit=len(meetings), kind=None)
        if each.start is not None
    ]
    over += [
        _in_zone(datetime.combine(entry.last + timedelta(days=1), time())).astimezone(UTC)
        for entry in meetings.values()
        if _undated(entry) and entry.last is not None
    ]
    ahead = [each for each in over if each > now.astimezone(UTC)]
    return min(ahead).astimezone(EASTERN) if ahead else None


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


def _hours(entry: Meeting, today: date) -> Iterator[tuple[datetime, datetime | None]]:
    """Yield start and end of each date from yesterday on, in hours without a zone."""
    if entry.repeats is None:
        if entry.starts is not None:
            yield entry.starts, entry.ends
        return
    if _undated(entry) or entry.from_ is None:
        return
    for day in _dates(rule(entry.repeats), entry.first, today):
        if entry.last is not None and day > entry.last:
            return
        if day not in entry.skips:
            start = datetime.combine(day, entry.from_)
            end = None if entry.to is None else datetime.combine(day, entry.to)
            overnight = end is not None and end <= start
            yield start, end + timedelta(days=1) if end is not None and overnight else end


def _undated(entry: Meeting) -> bool:
    """Return whether only the pattern of `entry` is known: not which month or week, or no hour."""
    if entry.repeats is None:
        return False
    return entry.from_ is None or (entry.first is None and rule(entry.repeats).every > 1)


def _dates(repeats: Repeats, first: date | None, today: date) -> Iterator[date]:
    """Yield the days of a series, from one cycle before `today` at the earliest."""
    begin = _beginning(repeats, first, today)
    on = weekday(repeats.weekday)
    found = rrule(
        MONTHLY if repeats.nth else WEEKLY,
        dtstart=datetime.combine(begin, time()),
        until=datetime.combine(max(begin, today) + HORIZON, time()),
        interval=repeats.every,
        byweekday=on(repeats.nth) if repeats.nth else on,
        wkst=MO,
    )
    yield from (each.date() for each in found)


def _beginning(repeats: Repeats, first: date | None, today: date) -> date:
    """Return where to begin counting: in step with `first`, but not far before `today`."""
    if first is None:
        return today - timedelta(days=1)
    if first >= today:
        return first
    if repeats.nth:
        months = (today.year - first.year) * 12 + today.month - first.month
        months -= months % repeats.every + repeats.every
        return max(first, first.replace(day=1) + relativedelta(months=max(0, months)))
    weeks = (today - first).days // 7
    weeks -= weeks % repeats.every + repeats.every
    monday = first - timedelta(days=first.weekday())
    return max(first, monday + timedelta(weeks=max(0, weeks)))


def _in_zone(moment: datetime) -> datetime:
    """Return `moment` on Connecticut's clock; 2:30 on the night it skips that hour is 3:30."""
    return moment.replace(tzinfo=EASTERN).astimezone(UTC).astimezone(EASTERN)


def _over(start: datetime, end: datetime | None) -> datetime:
    """Return when a meeting is over, in UTC: moments of one zone compare by wall clock."""
    return (start + OPEN_END if end is None else end).astimezone(UTC)
