"""Time words in a message, and the days they name. 2026-12-01 is a Tuesday."""

from __future__ import annotations

from datetime import date

import pytest

from responder.exchange import Language
from responder.meetings.span import Span
from responder.meetings.window import When, label, when_in

TUESDAY = date(2026, 12, 1)

# What people text, as it arrives: small letters, no accents, no punctuation.
DAYS = [
    ("today", "2026-12-01", "2026-12-01"),
    ("meetings tonight", "2026-12-01", "2026-12-01"),
    ("any meeting tmrw", "2026-12-02", "2026-12-02"),
    ("tmr", "2026-12-02", "2026-12-02"),
    ("2morrow", "2026-12-02", "2026-12-02"),
    ("day after tomorrow", "2026-12-03", "2026-12-03"),
    ("what is there this week", "2026-12-01", "2026-12-06"),
    ("this weekend", "2026-12-05", "2026-12-06"),
    ("next week", "2026-12-07", "2026-12-13"),
    ("next weekend", "2026-12-12", "2026-12-13"),
    ("this month", "2026-12-01", "2026-12-31"),
    ("next month", "2027-01-01", "2027-01-31"),
    ("tuesday", "2026-12-01", "2026-12-01"),
    ("monday", "2026-12-07", "2026-12-07"),
    ("mon", "2026-12-07", "2026-12-07"),
    ("meetings on weds", "2026-12-02", "2026-12-02"),
    ("thurs", "2026-12-03", "2026-12-03"),
    ("fridays", "2026-12-04", "2026-12-04"),
    ("friday next week", "2026-12-11", "2026-12-11"),
    ("next week on monday", "2026-12-07", "2026-12-07"),
    ("monday 10 am", "2026-12-07", "2026-12-07"),
    ("december", "2026-12-01", "2026-12-31"),
    ("meetings in january", "2027-01-01", "2027-01-31"),
    ("november", "2027-11-01", "2027-11-30"),
    ("december 2027", "2027-12-01", "2027-12-31"),
    ("december 10 am", "2026-12-01", "2026-12-31"),
    ("dec 4", "2026-12-04", "2026-12-04"),
    ("december 4th", "2026-12-04", "2026-12-04"),
    ("4th of december", "2026-12-04", "2026-12-04"),
    ("14 dec", "2026-12-14", "2026-12-14"),
    ("friday december 4", "2026-12-04", "2026-12-04"),
    ("dec 4 2027", "2027-12-04", "2027-12-04"),
    ("nov 30", "2027-11-30", "2027-11-30"),
    ("feb 29", "2028-02-29", "2028-02-29"),
    ("feb 30", "2027-02-01", "2027-02-28"),
    ("on the 4th", "2026-12-04", "2026-12-04"),
    ("the 1st", "2026-12-01", "2026-12-01"),
    ("on the 31st", "2026-12-31", "2026-12-31"),
    ("hoy", "2026-12-01", "2026-12-01"),
    ("esta noche", "2026-12-01", "2026-12-01"),
    ("esta manana", "2026-12-01", "2026-12-01"),
    ("manana", "2026-12-02", "2026-12-02"),
    ("reuniones de manana", "2026-12-02", "2026-12-02"),
    ("manana por la manana", "2026-12-02", "2026-12-02"),
    ("pasado manana", "2026-12-03", "2026-12-03"),
    ("esta semana", "2026-12-01", "2026-12-06"),
    ("fin de semana", "2026-12-05", "2026-12-06"),
    ("el proximo fin de semana", "2026-12-05", "2026-12-06"),
    ("la semana que viene", "2026-12-07", "2026-12-13"),
    ("proxima semana", "2026-12-07", "2026-12-13"),
    ("este mes", "2026-12-01", "2026-12-31"),
    ("el mes que viene", "2027-01-01", "2027-01-31"),
    ("el jueves", "2026-12-03", "2026-12-03"),
    ("el jueves que viene", "2026-12-03", "2026-12-03"),
    ("el viernes de la semana que viene", "2026-12-11", "2026-12-11"),
    ("lunes", "2026-12-07", "2026-12-07"),
    ("hay algo el sabado", "2026-12-05", "2026-12-05"),
    ("jueves 10", "2026-12-10", "2026-12-10"),
    ("diciembre", "2026-12-01", "2026-12-31"),
    ("dic", "2026-12-01", "2026-12-31"),
    ("4 de diciembre", "2026-12-04", "2026-12-04"),
    ("el 4 de enero", "2027-01-04", "2027-01-04"),
    ("primero de enero", "2027-01-01", "2027-01-01"),
    ("4 de diciembre de 2027", "2027-12-04", "2027-12-04"),
    ("el 4", "2026-12-04", "2026-12-04"),
    ("el dia 15", "2026-12-15", "2026-12-15"),
    ("reunion el miercoles", "2026-12-02", "2026-12-02"),
]


@pytest.mark.parametrize(("words", "first", "last"), DAYS, ids=[row[0] for row in DAYS])
def test_a_time_is_found_in_a_message(words: str, first: str, last: str) -> None:
    found = when_in(words.split())
    assert found is not None
    assert [day.isoformat() for day in found.days(TUESDAY)] == [first, last]


# Ordinary words that name a day or a month only in such company: month or weekday, or nothing.
BOTH_WAYS = [
    ("may", Span.MONTH), ("in may", Span.MONTH), ("may 4", Span.DATE), ("next may", Span.MONTH),
    ("may i join", None), ("this may help", None), ("my son may", None), ("meetings may i", None),
    ("march", Span.MONTH), ("meetings in march", Span.MONTH), ("march meetings", Span.MONTH),
    ("we march for our kids", None),
    ("4 de mar", Span.DATE), ("mar 4", Span.DATE), ("el mar", None), ("mar", None),
    ("meetings sat", Span.WEEKDAY), ("on sat", Span.WEEKDAY), ("i sat with him", None),
    ("sun", Span.WEEKDAY), ("this sun", Span.WEEKDAY), ("the sun is out", None),
    ("fri", Span.WEEKDAY), ("wed meeting", Span.WEEKDAY), ("we got wed", None),
    ("june", Span.MONTH), ("june meetings", Span.MONTH), ("my daughter june", None),
    ("en abril", Span.MONTH), ("mi hija abril", None), ("julio es mi hijo", None),
    ("15 ago", Span.DATE), ("2 years ago", None), ("long ago", None),
    ("manana", Span.TOMORROW), ("por la manana", None), ("de la manana", None),
    ("en la manana", None), ("a las 9 de la manana", None), ("hasta manana", None),
    ("tomorrow", Span.TOMORROW), ("see you tomorrow", None), ("there is no tomorrow", None),
    ("hoy", Span.TODAY), ("hoy en dia", None),
    ("monday", Span.WEEKDAY), ("second monday", None), ("last monday", None),
    ("lunes pasado", None), ("last week", None), ("la semana pasada", None),
    ("the 4th", Span.DAY_OF_MONTH), ("the 4th grade", None), ("the 2nd time", None),
    ("on the 4th floor", None), ("my son is the 1st", None),
    ("el 4", Span.DAY_OF_MONTH), ("oprima el 4", None), ("el 988", None), ("el 211", None),
    ("wait a second", None), ("el sol", None), ("", None), ("meetings", None),
]  # fmt: skip


@pytest.mark.parametrize(("words", "span"), BOTH_WAYS, ids=[row[0] or "-" for row in BOTH_WAYS])
def test_an_ordinary_word_is_a_time_only_where_it_surely_is_one(
    words: str, span: Span | None
) -> None:
    found = when_in(words.split())
    assert (found and found.span) == span


EDGES = [
    ("on a Sunday this week is that day", Span.THIS_WEEK, "2026-12-06", "2026-12-06", "2026-12-06"),
    ("on a Sunday next week is tomorrow on", Span.NEXT_WEEK, "2026-12-06", "2026-12-07",
     "2026-12-13"),
    ("on a Saturday", Span.WEEKEND, "2026-12-05", "2026-12-05", "2026-12-06"),
    ("on a Sunday the weekend is what is left", Span.WEEKEND, "2026-12-06", "2026-12-06",
     "2026-12-06"),
    ("over the end of a year", Span.THIS_WEEK, "2026-12-31", "2026-12-31", "2027-01-03"),
    ("tomorrow is next year", Span.TOMORROW, "2026-12-31", "2027-01-01", "2027-01-01"),
    ("next month after a long one", Span.NEXT_MONTH, "2027-01-31", "2027-02-01", "2027-02-28"),
    ("a leap year", Span.NEXT_MONTH, "2028-01-31", "2028-02-01", "2028-02-29"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("span", "today", "first", "last"), [row[1:] for row in EDGES], ids=[row[0] for row in EDGES]
)
def test_weeks_and_months_end_where_they_end(span: Span, today: str, first: str, last: str) -> None:
    days = When(span).days(date.fromisoformat(today))
    assert [day.isoformat() for day in days] == [first, last]


def test_a_31st_is_sought_in_a_month_that_has_one() -> None:
    assert When(Span.DAY_OF_MONTH, day=31).days(date(2027, 2, 1))[0] == date(2027, 3, 31)


LABELS = [
    ("this week", "This week", "Esta semana"),
    ("today", "Today, Tuesday, December 1", "Hoy, martes 1 de diciembre"),
    ("tomorrow", "Tomorrow, Wednesday, December 2", "Mañana, miércoles 2 de diciembre"),
    ("thursday", "Thursday, December 3", "jueves 3 de diciembre"),
    ("jueves 10", "Thursday, December 10", "jueves 10 de diciembre"),
    ("december", "December", "diciembre"),
    ("january", "January 2027", "enero de 2027"),
    ("this weekend", "This weekend", "Este fin de semana"),
    ("next week", "Next week", "La próxima semana"),
    ("next month", "Next month", "El próximo mes"),
    ("dec 4 2027", "Saturday, December 4, 2027", "sábado 4 de diciembre de 2027"),
]


@pytest.mark.parametrize(("words", "english", "spanish"), LABELS, ids=[row[0] for row in LABELS])
def test_a_reply_names_the_days(words: str, english: str, spanish: str) -> None:
    found = when_in(words.split())
    assert found is not None
    labels = [label(found, TUESDAY, language) for language in Language]
    assert labels == [english, spanish]


def test_a_long_message_takes_no_longer_than_its_beginning() -> None:
    assert when_in(["word"] * 100_000 + ["today"]) is None
    assert when_in(["today"] + ["may"] * 100_000) == When(Span.TODAY)
