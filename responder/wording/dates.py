"""Days and hours as people read and hear them, in both languages.

A day is never written 12/4, which is another day elsewhere, and Babel's narrow no-break spaces are
taken out: one of them would cut a text to 70 characters a segment.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Literal, assert_never

from babel import localedata
from babel.core import get_global
from babel.dates import format_date, format_time, get_day_names, get_month_names

from responder.exchange import Language

# es alone writes 18:30; people in Connecticut read 6:30 p. m.
_LOCALES = {Language.EN: "en_US", Language.ES: "es_US"}
# What Babel reads with the names of days, and dates do without: most of 7 MiB in every process.
_UNUSED = (
    "compact_currency_formats", "compact_decimal_formats", "compound_unit_patterns",
    "currency_names", "currency_names_plural", "date_fields", "interval_formats", "languages",
    "meta_zones", "scripts", "territories", "time_zones", "unit_display_names", "unit_patterns",
)  # fmt: skip
_UNUSED_OF_ALL: tuple[Literal["likely_subtags", "territory_languages"], ...] = (
    "likely_subtags", "territory_languages",
)  # fmt: skip
_DAYS = {Language.EN: "EEEE, MMMM d", Language.ES: "EEEE d 'de' MMMM"}
_SHORT_DAYS = {Language.EN: "MMM d, y", Language.ES: "d MMM y"}
_WHOLE_DAYS = {Language.EN: "MMMM d, y", Language.ES: "d 'de' MMMM 'de' y"}
_WIDTHS: tuple[Literal["wide", "abbreviated"], ...] = ("wide", "abbreviated")
_YEAR = {Language.EN: ", ", Language.ES: " de "}
_TO = {Language.EN: "to", Language.ES: "a"}

_SPANISH = (
    "cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez",
    "once", "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho",
    "diecinueve", "veinte", "veintiuno", "veintidós", "veintitrés", "veinticuatro", "veinticinco",
    "veintiséis", "veintisiete", "veintiocho", "veintinueve",
)  # fmt: skip
_TENS = {3: "treinta", 4: "cuarenta", 5: "cincuenta"}
_QUARTERS = {15: "cuarto", 30: "media"}


def _let_go() -> None:
    """Forget what is _UNUSED of the languages here, of those they are made from, and of all.

    Babel hands out what it keeps, so it is forgotten for good.
    """
    for locale in _LOCALES.values():
        localedata.load(locale)
    for name in ("root", "en", "en_US", "es", "es_419", "es_US"):
        known = localedata.load(name)
        for unused in _UNUSED:
            known.pop(unused, None)
    for part in _UNUSED_OF_ALL:
        kept = get_global(part)
        if isinstance(kept, dict):
            kept.clear()


_let_go()


def day(moment: date, language: Language, *, year: bool = False) -> str:
    """Return the day of `moment`: "Friday, December 4", "viernes 4 de diciembre".

    With `year`: "Friday, December 4, 2026", "viernes 4 de diciembre de 2026".
    """
    named = _breakable(format_date(moment, _DAYS[language], locale=_LOCALES[language]))
    return f"{named}{_YEAR[language]}{moment.year}" if year else named


def short_day(moment: date, language: Language) -> str:
    """Return day and year in few letters: "Nov 25, 2026", "25 nov 2026"."""
    return _breakable(format_date(moment, _SHORT_DAYS[language], locale=_LOCALES[language]))


def whole_day(moment: date, language: Language) -> str:
    """Return day and year in full: "November 25, 2026", "25 de noviembre de 2026"."""
    return _breakable(format_date(moment, _WHOLE_DAYS[language], locale=_LOCALES[language]))


def weekday(moment: date, language: Language) -> str:
    """Return the name of the day: "Friday", "viernes"."""
    return format_date(moment, "EEEE", locale=_LOCALES[language])


def month(moment: date, language: Language, *, year: bool = False) -> str:
    """Return the name of the month: "December", "diciembre de 2026" with `year`."""
    named = format_date(moment, "MMMM", locale=_LOCALES[language])
    between = {Language.EN: " ", Language.ES: " de "}[language]
    return f"{named}{between}{moment.year}" if year else named


def weekday_names(language: Language) -> tuple[tuple[str, ...], ...]:
    """Return the names of each weekday from Monday on, the whole one first: ("Monday", "Mon")."""
    widths = [get_day_names(width, locale=_LOCALES[language]) for width in _WIDTHS]
    return tuple(tuple(names[number] for names in widths) for number in range(7))


def month_names(language: Language) -> tuple[tuple[str, ...], ...]:
    """Return the names of each month from January on, the whole one first: ("January", "Jan")."""
    widths = [get_month_names(width, locale=_LOCALES[language]) for width in _WIDTHS]
    return tuple(tuple(names[number] for names in widths) for number in range(1, 13))


def clock(start: datetime | time, end: datetime | time | None, language: Language) -> str:
    """Return hours for a text: "10 to 11 AM", "10 a. m. a 12 p. m."; one hour if `end` is None.

    An end on another day is given with its day.
    """
    begin = _clock_time(start)
    if end is None:
        return _hour(begin, language)
    close = _clock_time(end)
    to = _TO[language]
    if isinstance(start, datetime) and isinstance(end, datetime) and start.date() != end.date():
        return f"{_hour(begin, language)} {to} {day(end, language)}, {_hour(close, language)}"
    if (begin.hour < 12) == (close.hour < 12):
        return f"{_bare_hour(begin, language)} {to} {_hour(close, language)}"
    return f"{_hour(begin, language)} {to} {_hour(close, language)}"


def spoken_day(moment: date, language: Language, *, year: bool = False) -> str:
    """Return the day as it is read aloud: "Friday, December 4", "viernes, cuatro de diciembre"."""
    match language:
        case Language.EN:
            return day(moment, language, year=year)
        case Language.ES:
            number = "primero" if moment.day == 1 else spanish_number(moment.day)
            of_year = f"{_YEAR[language]}{moment.year}" if year else ""
            return f"{weekday(moment, language)}, {number} de {month(moment, language)}{of_year}"
        case _:
            assert_never(language)


def spoken_clock(start: datetime | time, end: datetime | time | None, language: Language) -> str:
    """Return hours as they are read aloud: "from 10 AM to noon", "a la una de la tarde".

    An end on another day is given with its day.
    """
    begin = _clock_time(start)
    if end is None:
        match language:
            case Language.EN:
                return f"at {_english_hour(begin)}"
            case Language.ES:
                article = "a la" if begin.hour in (1, 13) else "a las"
                return f"{article} {spanish_hour(begin)} {spanish_half(begin)}"
            case _:
                assert_never(language)
    close = _clock_time(end)
    if isinstance(start, datetime) and isinstance(end, datetime) and start.date() != end.date():
        begun, ended = (spoken_clock(each, None, language) for each in (start, end))
        until = {Language.EN: "until", Language.ES: "hasta el"}[language]
        return f"{begun}, {until} {spoken_day(end, language)}, {ended}"
    match language:
        case Language.EN:
            noon = time(12) in (begin, close) or time(0) in (begin, close)
            same_half = (begin.hour < 12) == (close.hour < 12) and not noon
            first = _bare_hour(begin, language) if same_half else _english_hour(begin)
            return f"from {first} to {_english_hour(close)}"
        case Language.ES:
            half, last_half = spanish_half(begin), spanish_half(close)
            first = spanish_hour(begin) if half == last_half else f"{spanish_hour(begin)} {half}"
            return f"de {first} a {spanish_hour(close)} {last_half}"
        case _:
            assert_never(language)


def spanish_number(number: int) -> str:
    """Return a number from 0 to 59 in Spanish words."""
    if number < len(_SPANISH):
        return _SPANISH[number]
    tens, ones = divmod(number, 10)
    return f"{_TENS[tens]} y {_SPANISH[ones]}" if ones else _TENS[tens]


def spanish_hour(moment: time) -> str:
    """Return the hour in Spanish words without its half of the day: "seis y media"."""
    hour = moment.hour % 12 or 12
    words = "una" if hour == 1 else spanish_number(hour)
    if moment.minute == 0:
        return words
    return f"{words} y {_QUARTERS.get(moment.minute) or spanish_number(moment.minute)}"


def spanish_half(moment: time) -> str:
    """Return what follows a Spanish hour: "de la mañana", "del mediodía", "de la noche"."""
    if (moment.hour, moment.minute) == (12, 0):
        return "del mediodía"
    if 1 <= moment.hour < 6:
        return "de la madrugada"
    if 6 <= moment.hour < 12:
        return "de la mañana"
    if 12 <= moment.hour < 19:
        return "de la tarde"
    return "de la noche"


def _clock_time(moment: datetime | time) -> time:
    return moment.time() if isinstance(moment, datetime) else moment


def _hour(moment: time, language: Language) -> str:
    shape = "h:mm a" if moment.minute else "h a"
    return _breakable(format_time(moment, shape, locale=_LOCALES[language]))


def _bare_hour(moment: time, language: Language) -> str:
    shape = "h:mm" if moment.minute else "h"
    return format_time(moment, shape, locale=_LOCALES[language])


def _english_hour(moment: time) -> str:
    match moment.hour, moment.minute:
        case 12, 0:
            return "noon"
        case 0, 0:
            return "midnight"
        case _:
            return _hour(moment, Language.EN)


def _breakable(words: str) -> str:
    """Return `words` with plain spaces, "a. m." with one: Babel's are narrow, no-break or none."""
    return re.sub(r"\b([ap])\.\s?m\.", r"\1. m.", " ".join(words.split()))
