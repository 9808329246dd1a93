"""A span of days, named as people name it: "this week", "december", "el jueves"; and its days."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import assert_never

from responder.exchange import Language
from responder.wording import dates

_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_LEAP_CYCLE = 8  # years between two leap days, at most


class Span(StrEnum):
    """The kinds of span; those after `MONTH` need a number, see `When`."""

    TODAY = "today"
    TOMORROW = "tomorrow"
    DAY_AFTER = "day-after"
    THIS_WEEK = "this-week"
    WEEKEND = "weekend"
    NEXT_WEEK = "next-week"
    NEXT_WEEKEND = "next-weekend"
    THIS_MONTH = "this-month"
    NEXT_MONTH = "next-month"
    MONTH = "month"
    WEEKDAY = "weekday"
    WEEKDAY_OF_NEXT_WEEK = "weekday-of-next-week"
    DAY_OF_MONTH = "day-of-month"
    DATE = "date"


@dataclass(frozen=True)
class When:
    """A span of days relative to a day.

    `weekday` counts from Monday, 0; `month` and `day` from 1; `year` 0 is the next such month or
    date, today and this month included.
    """

    span: Span
    weekday: int = 0
    month: int = 0
    day: int = 0
    year: int = 0

    def days(self, today: date) -> tuple[date, date]:  # noqa: C901 - one case for each span
        """Return its first and its last day, seen from `today`; days that are past are left out.

        But a date with its year stays what it is.
        """
        sunday = today + timedelta(days=6 - today.weekday())
        match self.span:
            case Span.TODAY:
                return today, today
            case Span.TOMORROW:
                return today + _DAY, today + _DAY
            case Span.DAY_AFTER:
                return today + 2 * _DAY, today + 2 * _DAY
            case Span.THIS_WEEK:
                return today, sunday
            case Span.WEEKEND:
                return max(today, sunday - _DAY), sunday
            case Span.NEXT_WEEK:
                return sunday + _DAY, sunday + _WEEK
            case Span.NEXT_WEEKEND:
                return sunday + _WEEK - _DAY, sunday + _WEEK
            case Span.THIS_MONTH:
                return today, _month_end(today)
            case Span.NEXT_MONTH:
                first = _month_end(today) + _DAY
                return first, _month_end(first)
            case Span.MONTH:
                return self._month(today)
            case Span.WEEKDAY:
                only = today + timedelta(days=(self.weekday - today.weekday()) % 7)
                return only, only
            case Span.WEEKDAY_OF_NEXT_WEEK:
                only = sunday + timedelta(days=1 + self.weekday)
                return only, only
            case Span.DAY_OF_MONTH:
                only = _next_of_month(today, self.day)
                return only, only
            case Span.DATE:
                only = self._date(today)
                return only, only
            case _:
                assert_never(self.span)

    def _month(self, today: date) -> tuple[date, date]:
        year = self.year or today.year + (self.month < today.month)
        first = date(year, self.month, 1)
        last = _month_end(first)
        return (today if first <= today <= last else first), last

    def _date(self, today: date) -> date:
        if self.year:
            return date(self.year, self.month, min(self.day, _length(self.year, self.month)))
        years = range(today.year, today.year + _LEAP_CYCLE + 1)
        there = (year for year in years if self.day <= _length(year, self.month))
        days = (date(year, self.month, self.day) for year in there)
        return next(day for day in days if day >= today)


def label(
    when: When,
    today: date,
    language: Language,
    day_of: Callable[[date, Language], str] = dates.day,
) -> str:
    """Return how a reply names `when`: "This week", "December", "jueves 10 de diciembre"."""
    first, last = when.days(today)
    words = _WORDS.get(when.span)
    if first != last and words is not None:
        return words[language]
    if when.span is Span.MONTH:
        return dates.month(last, language, year=last.year != today.year)
    day = day_of(first, language)
    if abs(first - today) >= timedelta(days=330):
        day += {Language.EN: f", {first.year}", Language.ES: f" de {first.year}"}[language]
    if words is not None and when.span in (Span.TODAY, Span.TOMORROW):
        return f"{words[language]}, {day}"
    return day


_WORDS = {
    Span.TODAY: {Language.EN: "Today", Language.ES: "Hoy"},
    Span.TOMORROW: {Language.EN: "Tomorrow", Language.ES: "Mañana"},
    Span.THIS_WEEK: {Language.EN: "This week", Language.ES: "Esta semana"},
    Span.WEEKEND: {Language.EN: "This weekend", Language.ES: "Este fin de semana"},
    Span.NEXT_WEEK: {Language.EN: "Next week", Language.ES: "La próxima semana"},
    Span.NEXT_WEEKEND: {
        Language.EN: "The weekend of next week",
        Language.ES: "El fin de semana de la próxima semana",
    },
    Span.THIS_MONTH: {Language.EN: "This month", Language.ES: "Este mes"},
    Span.NEXT_MONTH: {Language.EN: "Next month", Language.ES: "El próximo mes"},
}


def _length(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def _month_end(day: date) -> date:
    return day.replace(day=_length(day.year, day.month))


def _next_of_month(today: date, number: int) -> date:
    first = today.replace(day=1)
    while number > _length(first.year, first.month) or first.replace(day=number) < today:
        first = _month_end(first) + _DAY
    return first.replace(day=number)
