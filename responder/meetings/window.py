"""Find the time words in a message: "this week", "dec 4", "mañana", "el jueves que viene".

Many names of days and months are ordinary words as well: "may i join", "it may", "march with us",
"the sun", "i sat", "3 weeks ago", my daughter April. A list of meetings where none was asked for
only puzzles, but a calm message could be misread by it; so such a word counts only

- as the whole message ("march"),
- beside a number of a day ("may 4", "4 de mayo", "sat 5"), or
- after a word that leads to a time ("in may", "on sat", "en abril"), or next to a word for
  meetings ("june meetings", "meetings sat"); `may` needs the first of these.

"mar" is March (or mar.) only beside a number, since it is Tuesday and the sea too. "La mañana" is
the morning, and "hasta mañana" a goodbye. What is past ("last friday", "lunes pasado") is no time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from responder.exchange import Language
from responder.meetings.span import Span
from responder.meetings.span import When as When
from responder.meetings.span import label as label
from responder.wording import dates
from responder.wording.plain import listed, plain_of_ours

_MAX_WORDS = 60  # a longer message is read this far


class _Kind(StrEnum):
    MONTH = "month"
    WEEKDAY = "weekday"
    DAY_LEAD = "day-lead"  # may lead up to the number of a day: "el 4", "the 4th"


@dataclass(frozen=True)
class _Name:
    kind: _Kind
    number: int = 0
    sure: bool = True


_PHRASES: Mapping[Span, frozenset[str]] = {
    Span.TODAY: listed(
        "today, tonight, tonite, 2day, 2nite, this morning, this afternoon, this evening, hoy,"
        "esta noche, esta tarde, esta manana"
    ),
    Span.TOMORROW: listed(
        "tomorrow, tomorow, tommorow, tommorrow, tmrw, tmr, tmw, 2morrow, manana"
    ),
    Span.DAY_AFTER: listed("day after tomorrow, pasado manana"),
    Span.THIS_WEEK: listed("this week, rest of the week, later this week, esta semana"),
    # "El próximo fin de semana" is the one that comes; "next weekend" mostly the one after it.
    Span.WEEKEND: listed(
        "this weekend, the weekend, weekend, fin de semana, finde, proximo fin de semana,"
        "fin de semana que viene"
    ),
    Span.NEXT_WEEK: listed(
        "next week, nxt week, semana que viene, semana proxima, proxima semana, otra semana,"
        "semana entrante, siguiente semana, semana siguiente"
    ),
    Span.NEXT_WEEKEND: listed("next weekend"),
    Span.THIS_MONTH: listed("this month, rest of the month, este mes"),
    Span.NEXT_MONTH: listed(
        "next month, nxt month, mes que viene, mes proximo, proximo mes, mes entrante,"
        "siguiente mes, mes siguiente"
    ),
}
# Spellings of names that no calendar has.
_TYPED_WEEKDAYS = {
    1: "tues", 2: "weds, wensday, wendesday, wednsday, miercole", 3: "thur, thurs, thrusday,juebes",
    4: "biernes", 5: "savado",
}  # fmt: skip
_TYPED_MONTHS = {1: "januray", 2: "febuary, feburary", 9: "sept, setiembre", 11: "novienbre",
                 12: "decemeber, disiembre, dicienbre"}  # fmt: skip
_UNSURE = listed(
    "may, march, mar, april, june, august, mayo, julio, abril, jan, jun, ago, mon, wed, sat, sun,"
    "vie, dom"
)
_LEADS = {
    _Kind.MONTH: listed("in, for, during, until, til, next, by, en, de, para, hasta, proximo"),
    _Kind.WEEKDAY: listed("on, this, next, by, coming, for, el, este, proximo, para"),
    _Kind.DAY_LEAD: listed("on, for, by, until"),
}
_MEETINGS = listed(
    "meeting, meetings, training, trainings, event, events, calendar, schedule, reunion,"
    "reuniones, capacitacion, capacitaciones, taller, talleres, evento, eventos, calendario, junta"
)
_PAST = listed("last, past, previous")
# "The second monday" is one of a month, and mostly not the next.
_NTH = listed(
    "first, second, third, fourth, 1st, 2nd, 3rd, 4th, primer, segundo, tercer, cuarto, ultimo"
)
_PAST_AFTER = listed("pasado, pasada, pasados, anterior")
# After these it is the morning, a goodbye ("hasta manana", "see you tomorrow") or no day at all.
_NOT_AFTER = {
    "manana": listed(
        "la, una, cada, buena, buenas, misma, hasta, esa, aquella, media, mi, las, no"
    ),
    "tomorrow": listed("you, u, ya, no"),
}
_NOT_BEFORE = {"hoy": frozenset(("en",))}  # "hoy en dia" is nowadays
_PRESSED = listed(
    "oprima, oprimo, marque, marco, presione, presiono, aprieto, tecla, numero, press"
)
_NOT_A_DAY_AFTER = listed(
    "am, pm, a, y, to, through, year, years, anos, veces, grade, floor, time, try, row"
)
_RANKS = (
    Span.DATE, Span.DAY_OF_MONTH, Span.WEEKDAY_OF_NEXT_WEEK, Span.TODAY, Span.DAY_AFTER,
    Span.TOMORROW, Span.WEEKDAY, Span.WEEKEND, Span.NEXT_WEEKEND, Span.NEXT_WEEK, Span.THIS_WEEK,
    Span.MONTH, Span.NEXT_MONTH, Span.THIS_MONTH,
)  # fmt: skip
_RANK = {span: rank for rank, span in enumerate(_RANKS)}  # the most exact is what is meant


def when_in(words: Sequence[str]) -> When | None:
    """Return the time that a message asks for; None if it names none, or none surely.

    `words` are small letters without accents and punctuation ("manana"). Where several are named,
    the most exact counts, and of those the first: "thursday dec 10" is the date.
    """
    if len(words) > _MAX_WORDS:
        words = words[:_MAX_WORDS]
    if _STARTS.isdisjoint(words):
        return None
    best: When | None = None
    next_week = False
    read_to = 0
    for at, word in enumerate(words):
        if word not in _STARTS or at < read_to:
            continue
        phrase, found = _phrase_at(words, at)
        read_to = at + phrase
        found = found if phrase else _name_at(words, at)
        if found is None:
            continue
        next_week = next_week or found.span is Span.NEXT_WEEK
        if best is None or _RANK[found.span] < _RANK[best.span]:
            best = found
    if best is not None and next_week and best.span is Span.WEEKDAY:
        return When(Span.WEEKDAY_OF_NEXT_WEEK, weekday=best.weekday)
    return best


def _phrase_at(words: Sequence[str], at: int) -> tuple[int, When | None]:
    """Return how many words the phrase there has, 0 for none, and the time if it means one."""
    for phrase, span in _PHRASES_AT.get(words[at], ()):
        size = len(phrase)
        if tuple(words[at : at + size]) == phrase:
            before, after = (words[at - 1] if at else ""), _after(words, at + size)
            is_past = before in _PAST or after in _PAST_AFTER
            means_none = before in _NOT_AFTER.get(phrase[0], ()) or after in _NOT_BEFORE.get(
                phrase[0], ()
            )
            return size, None if is_past or means_none else When(span)
    return 0, None


def _name_at(words: Sequence[str], at: int) -> When | None:
    name = _NAMES.get(words[at])
    if name is None:
        return None
    match name.kind:
        case _Kind.MONTH:
            return _month(words, at, name)
        case _Kind.WEEKDAY:
            return _weekday(words, at, name)
        case _Kind.DAY_LEAD:
            return _day_of_month(words, at)
        case _:
            assert_never(name.kind)


def _month(words: Sequence[str], at: int, name: _Name) -> When | None:
    if _is_past(words, at):
        return None
    day, after = _day_before(words, at), at + 1
    if not day and _after(words, at + 2) not in ("am", "pm"):
        day = _number(_after(words, after))
        after += bool(day)
    year = _year(_after(words, after)) or (
        _year(_after(words, after + 1)) if _after(words, after) in ("de", "del", "of") else 0
    )
    if day and day <= _LENGTHS[name.number]:
        return When(Span.DATE, month=name.number, day=day, year=year)
    if words[at] == "mar" or not (name.sure or year or _is_led_to(words, at, name)):
        return None
    return When(Span.MONTH, month=name.number, year=year)


def _weekday(words: Sequence[str], at: int, name: _Name) -> When | None:
    if _is_past(words, at) or (at and words[at - 1] in _NTH):
        return None
    number = _number(_after(words, at + 1))
    beside_a_day = bool(number) and _after(words, at + 2) not in _NOT_A_DAY_AFTER
    if not (name.sure or beside_a_day or _is_led_to(words, at, name)):
        return None
    # "jueves 10" is the tenth; "monday 10" may be ten o'clock.
    if beside_a_day and (words[at] in _SPANISH or not words[at + 1].isdecimal()):
        return When(Span.DAY_OF_MONTH, day=number)
    return When(Span.WEEKDAY, weekday=name.number)


def _day_of_month(words: Sequence[str], at: int) -> When | None:
    """Return the day in "el 4", "dia 4" or "on the 4th"; a key to press or an hour is none."""
    number = _number(_after(words, at + 1))
    before, after = (words[at - 1] if at else ""), _after(words, at + 2)
    if not number or after in _NOT_A_DAY_AFTER or before in _PRESSED:
        return None
    ordinal = not words[at + 1].isdecimal()
    if words[at] == "the":
        # "My son is the 1st" and "the 2nd time" are none.
        led_to = before in _LEADS[_Kind.DAY_LEAD] or before in _MEETINGS or len(words) == 2
        if not (ordinal and led_to):
            return None
    return When(Span.DAY_OF_MONTH, day=number)


def _is_led_to(words: Sequence[str], at: int, name: _Name) -> bool:
    if len(words) == 1:
        return True
    before, after = (words[at - 1] if at else ""), _after(words, at + 1)
    if before in _LEADS[name.kind]:
        return True
    return words[at] != "may" and (before in _MEETINGS or after in _MEETINGS)


def _is_past(words: Sequence[str], at: int) -> bool:
    return (at > 0 and words[at - 1] in _PAST) or _after(words, at + 1) in _PAST_AFTER


def _day_before(words: Sequence[str], at: int) -> int:
    """Return the day in front of a month: "4 dec", "4 de diciembre", "4th of december"; else 0."""
    if at and words[at - 1] in ("de", "of"):
        at -= 1
    return _number(words[at - 1]) if at else 0


def _number(word: str) -> int:
    """Return the day of a month that `word` is: 4, "4th", "primero"; 0 if it is none."""
    return _DAYS.get(word, 0)


def _year(word: str) -> int:
    return int(word) if len(word) == 4 and word.startswith("20") and word.isdecimal() else 0


def _after(words: Sequence[str], at: int) -> str:
    return words[at] if at < len(words) else ""


def _names() -> dict[str, _Name]:
    named = {}
    kinds: tuple[
        tuple[_Kind, Callable[[Language], tuple[tuple[str, ...], ...]], dict[int, str]], ...
    ] = (
        (_Kind.WEEKDAY, dates.weekday_names, _TYPED_WEEKDAYS),
        (_Kind.MONTH, dates.month_names, _TYPED_MONTHS),
    )
    # Months last: "mar" is no Tuesday, see above.
    for kind, names_of, typed in kinds:
        for language in Language:
            for at, names in enumerate(names_of(language)):
                number = at + (kind is _Kind.MONTH)
                for word in {*map(plain_of_ours, names), *listed(typed.get(number, ""))} - {""}:
                    named[word] = _Name(kind, number, word not in _UNSURE)
                    if kind is _Kind.WEEKDAY and len(word) > 4 and not word.endswith("s"):
                        named[f"{word}s"] = named[word]
    return named | {word: _Name(_Kind.DAY_LEAD) for word in ("el", "dia", "the")}


_NAMES = _names()
_SPANISH = frozenset(
    plain_of_ours(name) for names in dates.weekday_names(Language.ES) for name in names
)
_LENGTHS = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAYS = {"primero": 1, "1ro": 1, "1ero": 1} | {
    f"{number}{ending}": number
    for number in range(1, 32)
    for ending in ("", "st", "nd", "rd", "th")
}
_DAYS |= {f"0{number}": number for number in range(1, 10)}


def _phrases_at() -> dict[str, tuple[tuple[tuple[str, ...], Span], ...]]:
    """Return the phrases by their first word, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], Span]]] = {}
    for span, phrases in _PHRASES.items():
        for phrase in phrases:
            words = tuple(phrase.split())
            found.setdefault(words[0], []).append((words, span))
    return {
        word: tuple(sorted(phrases, key=lambda each: -len(each[0])))
        for word, phrases in found.items()
    }


_PHRASES_AT = _phrases_at()
_STARTS = frozenset(_NAMES.keys() | _PHRASES_AT.keys())
TIME_WORDS = _STARTS  # what a time may begin with: "december", "jueves", "this"
