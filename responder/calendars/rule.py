"""The days on which a repeating event is held: RRULE, worked out by python-dateutil.

Three things are ours. The search always ends: dateutil seeks a rule that never matches up to the
year 9999, six seconds for one event (dateutil issue 1393), and knows no way to be stopped. UNTIL is
read in the event's own zone, so that its last meeting is not lost. And what no meeting does, such
as every second, is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from dateutil import rrule as rules  # type: ignore[import-untyped] # it ships no types

from responder.calendars.moments import Moment, Reader, UnreadableError
from responder.calendars.pieces import Property, echo

MAX_TIMES_A_DAY = 24
FEED_STEPS = 1_000_000  # of all the series of a feed together: about five seconds

_FREQUENCIES = {"YEARLY": rules.YEARLY, "MONTHLY": rules.MONTHLY, "WEEKLY": rules.WEEKLY,
                "DAILY": rules.DAILY}  # fmt: skip
_TOO_OFTEN = {"HOURLY": "hour", "MINUTELY": "minute", "SECONDLY": "second"}
_DAYS = {rules.YEARLY: 365, rules.MONTHLY: 28, rules.WEEKLY: 7, rules.DAILY: 1}  # at least
_COST = {rules.YEARLY: 20, rules.MONTHLY: 4, rules.WEEKLY: 2, rules.DAILY: 1}  # of one step
_WEEKDAYS = {"MO": rules.MO, "TU": rules.TU, "WE": rules.WE, "TH": rules.TH, "FR": rules.FR,
             "SA": rules.SA, "SU": rules.SU}  # fmt: skip
_WEEKDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
# Lists of numbers: dateutil's name, the smallest, the largest, whether they count from the end.
_LISTS = {
    "BYMONTH": ("bymonth", (1, 12, False)), "BYMONTHDAY": ("bymonthday", (1, 31, True)),
    "BYYEARDAY": ("byyearday", (1, 366, True)), "BYWEEKNO": ("byweekno", (1, 53, True)),
    "BYSETPOS": ("bysetpos", (1, 366, True)), "BYHOUR": ("byhour", (0, 23, False)),
    "BYMINUTE": ("byminute", (0, 59, False)), "BYSECOND": ("bysecond", (0, 59, False)),
}  # fmt: skip
_OF_THE_CLOCK = ("byhour", "byminute", "bysecond")


class PastTheEndError(Exception):
    """The search is past the stretch of time that was asked for."""


class SpentError(Exception):
    """A feed's repeating events take more work than a feed may cost."""


@dataclass
class Budget:
    """How much work a feed's repeating events may still cost, in steps of a daily one."""

    left: int = FEED_STEPS

    def spend(self, steps: int) -> None:
        """Take so many steps off.

        Raises:
            SpentError: where that is more than is left.
        """
        self.left -= steps
        if self.left < 0:
            raise SpentError


class Steps(int):
    """An INTERVAL that ends the search: dateutil adds it once for each period that it looks at."""

    left: int
    cost: int
    budget: Budget

    @classmethod
    def of(cls, interval: int, periods: int, cost: int, budget: Budget) -> Steps:
        """Return `interval`, to be added at most so many times, each at a cost to the budget."""
        steps = cls(interval)
        steps.left, steps.cost, steps.budget = periods, cost, budget
        return steps

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise PastTheEndError
        self.budget.spend(self.cost)

    def __radd__(self, other: int) -> int:
        """Add it to a day, a month or a year."""
        self._count()
        return int(other) + int(self)

    def __mul__(self, other: int) -> int:
        """Make days of it."""
        self._count()
        return int(self) * int(other)


@dataclass(frozen=True)
class Rule:
    """One RRULE, read and found fit to be worked out."""

    frequency: int
    interval: int
    count: int | None
    until: datetime | None  # on the clocks of the series; the last moment that may be
    lists: dict[str, Any]

    def starts(
        self, first: datetime, since: datetime, before: datetime, budget: Budget
    ) -> Iterator[datetime]:
        """Yield, in order, the starts from `since` to before `before`; `first` is DTSTART.

        All are hours on the clocks of the series. DTSTART counts as the first of COUNT, also where
        the rule itself would leave it out (RFC 5545, 3.3.10 and 3.8.5.3).
        """
        end = min(before, self.until + timedelta(microseconds=1)) if self.until else before
        if first >= end or since >= end:
            return
        if first >= since:
            yield first
        begin = first if self.count else self._near(first, since)
        days = (end - begin).days + 2
        periods = days // (_DAYS[self.frequency] * self.interval) + 2
        steps = Steps.of(self.interval, periods, _COST[self.frequency], budget)
        found = rules.rrule(self.frequency, dtstart=begin, interval=steps, **self.lists)
        held = 1  # of COUNT: the first
        try:
            for start in found:
                if start == first:
                    continue
                held += 1
                if start >= end or (self.count and held > self.count):
                    return
                if start >= since:
                    yield start
        except PastTheEndError:
            return

    def _near(self, first: datetime, since: datetime) -> datetime:
        # A daily meeting since 1990 need not be counted from there: whole periods are left out.
        length = _DAYS[self.frequency] * self.interval
        ahead = (since - first).days // length - 1
        if self.frequency in (rules.DAILY, rules.WEEKLY) and ahead > 0:
            return first + timedelta(days=ahead * length)
        return first


def read_rule(found: Property, first: Moment, reader: Reader, uid: str) -> Rule:
    """Return the rule of an RRULE property of an event that first starts at `first`.

    Raises:
        UnreadableError: where it is none, or one that no meeting keeps.
    """
    parts = _parts(found)
    name = parts.get("FREQ", "")
    if name in _TOO_OFTEN:
        raise UnreadableError(
            f"it repeats every {_TOO_OFTEN[name]}, as no meeting does", found.number
        )
    if name not in _FREQUENCIES:
        raise _unreadable(found, f"FREQ={name}")
    frequency = _FREQUENCIES[name]
    lists = _lists(found, parts, frequency)
    _keep_the_clock(found, lists, first)
    _take_from_dtstart(lists, frequency, first.wall)
    return Rule(
        frequency,
        _number(found, "INTERVAL", parts.get("INTERVAL", "1"), 1, 10_000),
        _number(found, "COUNT", parts["COUNT"], 1, 1_000_000) if parts.get("COUNT") else None,
        _until(found, parts["UNTIL"], first, reader, uid) if parts.get("UNTIL") else None,
        lists,
    )


def _lists(found: Property, parts: dict[str, str], frequency: int) -> dict[str, Any]:
    lists: dict[str, Any] = {
        given: _numbers(found, part, parts[part], limits)
        for part, (given, limits) in _LISTS.items()
        if parts.get(part)
    }
    if parts.get("BYDAY"):
        lists["byweekday"] = [_weekday(found, each) for each in parts["BYDAY"].split(",")]
        most = 53 if frequency == rules.YEARLY and "bymonth" not in lists else 5
        if any(abs(each.n or 0) > most for each in lists["byweekday"]):
            raise _unreadable(found, f"BYDAY={parts['BYDAY']}")
    if parts.get("WKST") in _WEEKDAYS:
        lists["wkst"] = _WEEKDAYS[parts["WKST"]]
    return lists


def _keep_the_clock(found: Property, lists: dict[str, Any], first: Moment) -> None:
    times = 1
    for each in _OF_THE_CLOCK:
        times *= len(set(lists.get(each, (0,))))
        if first.whole_day:  # RFC 5545, 3.3.10: of a day these are ignored
            lists.pop(each, None)
    if times > MAX_TIMES_A_DAY and not first.whole_day:
        raise UnreadableError(f"it repeats {times} times a day, as no meeting does", found.number)


def _take_from_dtstart(lists: dict[str, Any], frequency: int, first: datetime) -> None:
    """Add what a rule does not say, which is as in DTSTART, where dateutil would not."""
    said = lists.keys()
    if frequency == rules.YEARLY and "bymonthday" in said and not said & {
        "bymonth", "byyearday", "byweekno", "byweekday"
    }:  # fmt: skip
        # Windows and Apple leave the month out. dateutil takes every month (its issue 1452).
        lists["bymonth"] = [first.month]
    if "byweekno" in said and not said & {"bymonthday", "byyearday", "byweekday"}:
        lists["byweekday"] = [first.weekday()]  # not the whole week


def _parts(found: Property) -> dict[str, str]:
    written = "".join(found.value.split()).upper().removeprefix("RRULE:")
    parts: dict[str, str] = {}
    for each in written.split(";"):
        name, sign, value = each.partition("=")
        if name and not sign:
            raise _unreadable(found, each)
        parts.setdefault(name, value)
    if parts.get("RSCALE", "GREGORIAN") != "GREGORIAN":
        raise _unreadable(found, f"RSCALE={parts['RSCALE']}")
    return parts


def _unreadable(found: Property, part: str) -> UnreadableError:
    return UnreadableError(f'its repeats cannot be read (RRULE: "{echo(part)}")', found.number)


def _number(found: Property, name: str, words: str, least: int, most: int) -> int:
    try:
        number = int(words) if len(words) < 10 else most + 1
    except ValueError:
        raise _unreadable(found, f"{name}={words}") from None
    if not least <= number:
        raise _unreadable(found, f"{name}={words}")
    return min(number, most)


def _numbers(found: Property, name: str, words: str, limits: tuple[int, int, bool]) -> list[int]:
    least, most, from_the_end = limits
    numbers = []
    for each in words.split(","):
        if not re.fullmatch(r"[+-]?\d{1,3}", each, re.ASCII):
            raise _unreadable(found, f"{name}={words}")
        number = int(each)
        if not (least <= abs(number) <= most and (number >= 0 or from_the_end)):
            raise _unreadable(found, f"{name}={words}")
        numbers.append(number)
    return numbers


def _weekday(found: Property, words: str) -> Any:
    written = _WEEKDAY.fullmatch(words)
    if not written or (written[1] and not 1 <= abs(int(written[1])) <= 53):
        raise _unreadable(found, f"BYDAY={words}")
    day = _WEEKDAYS[written[2]]
    return day(int(written[1])) if written[1] else day


def _until(found: Property, words: str, first: Moment, reader: Reader, uid: str) -> datetime | None:
    if re.match(r"9\d{3}", words, re.ASCII):
        return None  # 99991231: for ever
    last = reader.of(
        words, Property(found.number, {}, words), uid, "the end of its repeats (UNTIL)"
    )
    if last.whole_day or first.zone is None:
        return datetime.combine(last.wall.date(), time.max)
    # RFC 5545 asks for UTC. Without a Z it is an hour on the clocks of the series.
    return last.wall_in(first.zone) if words[-1:] in "Zz" else last.wall
