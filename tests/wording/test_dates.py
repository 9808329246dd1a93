"""Days and hours in both languages, each checked against a printed calendar."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from responder.exchange import Language
from responder.wording.dates import clock, day, spanish_number, spoken_clock, spoken_day, weekday
from responder.wording.gsm7 import GSM_7, encoding, fold

EN, ES = Language.EN, Language.ES

DAYS = [
    (date(2026, 12, 4), "Friday, December 4", "viernes 4 de diciembre"),
    (date(2026, 12, 14), "Monday, December 14", "lunes 14 de diciembre"),
    (date(2027, 1, 1), "Friday, January 1", "viernes 1 de enero"),
    (date(2027, 1, 26), "Tuesday, January 26", "martes 26 de enero"),
    (date(2026, 12, 31), "Thursday, December 31", "jueves 31 de diciembre"),
    (date(2027, 3, 13), "Saturday, March 13", "sábado 13 de marzo"),
]


@pytest.mark.parametrize(("moment", "english", "spanish"), DAYS)
def test_a_day_is_written_with_its_weekday(moment: date, english: str, spanish: str) -> None:
    assert (day(moment, EN), day(moment, ES)) == (english, spanish)


def test_a_day_is_that_of_the_moment_as_it_stands() -> None:
    late = datetime(2026, 12, 31, 23, 30)  # noqa: DTZ001 - as it stands in a file
    assert day(late, EN) == "Thursday, December 31"


@pytest.mark.parametrize(
    ("moment", "english", "spanish"),
    [
        (date(2026, 12, 14), "Monday, December 14", "lunes, catorce de diciembre"),
        (date(2027, 1, 1), "Friday, January 1", "viernes, primero de enero"),
        (date(2026, 12, 31), "Thursday, December 31", "jueves, treinta y uno de diciembre"),
    ],
)
def test_a_day_is_said_with_its_number_in_words(moment: date, english: str, spanish: str) -> None:
    assert (spoken_day(moment, EN), spoken_day(moment, ES)) == (english, spanish)


def test_a_weekday_has_its_name_in_both_languages() -> None:
    friday = date(2026, 12, 4)
    assert (weekday(friday, EN), weekday(friday, ES)) == ("Friday", "viernes")


CLOCKS = [
    (time(10), time(11), "10 to 11 AM", "10 a 11 a. m."),
    (time(10), time(12), "10 AM to 12 PM", "10 a. m. a 12 p. m."),
    (time(9), time(10, 30), "9 to 10:30 AM", "9 a 10:30 a. m."),
    (time(12), time(13), "12 to 1 PM", "12 a 1 p. m."),
    (time(18, 30), time(20), "6:30 to 8 PM", "6:30 a 8 p. m."),
    (time(23), time(0), "11 PM to 12 AM", "11 p. m. a 12 a. m."),
    (time(18, 30), None, "6:30 PM", "6:30 p. m."),
    (time(9), None, "9 AM", "9 a. m."),
]


@pytest.mark.parametrize(("start", "end", "english", "spanish"), CLOCKS)
def test_hours_are_short_in_a_text(
    start: time, end: time | None, english: str, spanish: str
) -> None:
    assert (clock(start, end, EN), clock(start, end, ES)) == (english, spanish)


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("language", Language)
def test_every_hour_fits_a_plain_text(language: Language, hour: int) -> None:
    written = clock(time(hour, 15), time((hour + 1) % 24), language)
    assert (encoding(written), fold(written)) == (GSM_7, written)


SPOKEN = [
    (time(10), time(11), "from 10 to 11 AM", "de diez a once de la mañana"),
    (time(10), time(12), "from 10 AM to noon", "de diez de la mañana a doce del mediodía"),
    (time(12), time(13), "from noon to 1 PM", "de doce del mediodía a una de la tarde"),
    (time(9), time(10, 30), "from 9 to 10:30 AM", "de nueve a diez y media de la mañana"),
    (time(18), time(19, 45), "from 6 to 7:45 PM",
     "de seis de la tarde a siete y cuarenta y cinco de la noche"),
    (time(22), time(0), "from 10 PM to midnight", "de diez a doce de la noche"),
    (time(10), None, "at 10 AM", "a las diez de la mañana"),
    (time(13), None, "at 1 PM", "a la una de la tarde"),
    (time(13, 15), None, "at 1:15 PM", "a la una y cuarto de la tarde"),
    (time(12), None, "at noon", "a las doce del mediodía"),
    (time(12, 30), None, "at 12:30 PM", "a las doce y media de la tarde"),
    (time(0), None, "at midnight", "a las doce de la noche"),
    (time(5, 10), None, "at 5:10 AM", "a las cinco y diez de la madrugada"),
    (time(21), None, "at 9 PM", "a las nueve de la noche"),
]  # fmt: skip


@pytest.mark.parametrize(("start", "end", "english", "spanish"), SPOKEN)
def test_hours_are_said_as_people_say_them(
    start: time, end: time | None, english: str, spanish: str
) -> None:
    assert (spoken_clock(start, end, EN), spoken_clock(start, end, ES)) == (english, spanish)


def test_an_end_on_another_day_is_given_with_its_day() -> None:
    start = datetime(2026, 12, 14, 9, 0)  # noqa: DTZ001 - as it stands in a file
    end = datetime(2026, 12, 15, 12, 0)  # noqa: DTZ001 - as it stands in a file
    assert clock(start, end, EN) == "9 AM to Tuesday, December 15, 12 PM"
    assert clock(start, end, ES) == "9 a. m. a martes 15 de diciembre, 12 p. m."
    assert spoken_clock(start, end, EN) == "at 9 AM, until Tuesday, December 15, at noon"
    assert spoken_clock(start, end, ES) == (
        "a las nueve de la mañana, hasta el martes, quince de diciembre, a las doce del mediodía"
    )


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "cero"), (1, "uno"), (16, "dieciséis"), (22, "veintidós"), (29, "veintinueve"),
     (30, "treinta"), (31, "treinta y uno"), (45, "cuarenta y cinco"), (59, "cincuenta y nueve")],
)  # fmt: skip
def test_numbers_have_spanish_words(number: int, words: str) -> None:
    assert spanish_number(number) == words
