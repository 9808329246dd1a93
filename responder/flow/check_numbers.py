"""Check every number people are told to call or text: verified, and the same in both languages.

One wrong digit has sent callers of public help lines to strangers; nobody had compared the two
languages. So a number is either verified, the line's own, or refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from responder.exchange import Language
from responder.flow.parts import Parts, called, field, written
from responder.flow.place import Path
from responder.flow.problem import Problem
from responder.safety.numbers import VERIFIED, numbers_in, one_digit_off


@dataclass(frozen=True)
class _Said:
    """A number in a text: as it stands there, and its digits without the leading 1."""

    as_written: str
    digits: str


def number_problems(parts: Parts) -> Iterator[Problem]:
    """Yield what is wrong with numbers; without a whole `line:` only the close misses are found."""
    known = VERIFIED.keys() | _own(parts)
    for path, words in parts.texts():
        said = {language: _said(text) for language, text in written(words)}
        known_here = known | _given_twice(parts, path)
        for language, numbers in said.items():
            yield from _unknown(parts, (*path, language.value), numbers, known_here)
        yield from _differing(parts, path, said)
    for path, text in parts.brief_texts():
        yield from _unknown(parts, path, _said(text), known)


def _unknown(
    parts: Parts, at: Path, numbers: list[_Said], known: AbstractSet[str]
) -> Iterator[Problem]:
    for number in numbers:
        if number.digits not in known and (problem := _refused(parts, at, number)):
            yield problem


def bare(number: str) -> str:
    """Return the digits of `number`, without the 1 that may stand before ten others."""
    digits = re.sub(r"\D", "", number)
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits


def _said(text: str) -> list[_Said]:
    return [_Said(text[found.start : found.end], bare(found.digits)) for found in numbers_in(text)]


def _own(parts: Parts) -> set[str]:
    if parts.line is None:
        return set()
    line = parts.line
    given = [line.texts.number, line.calls, *(each.number for each in line.numbers)]
    return {bare(number) for number in given} | {
        each.digits for number in given for each in _said(number)
    }


def _given_twice(parts: Parts, path: Path) -> set[str]:
    """Return the number of the notice at `path`, if it was typed twice, alike, and is no slip."""
    if path[0] != "notices":
        return set()
    notice = parts.notices[int(path[1])]
    first, again = bare(notice.number or ""), bare(notice.number_again or "")
    return {first} if first and first == again and not one_digit_off(first) else set()


def _refused(parts: Parts, at: Path, number: _Said) -> Problem | None:
    what = f"{called(at)} says {number.as_written} in its {field(at)}"
    if right := one_digit_off(number.digits):
        return parts.places.problem(
            "number-one-digit-off",
            at,
            f"{what}, which is almost {_dashed(right)} ({VERIFIED[right].split(' (')[0]})",
            "people would reach a stranger, or nobody",
            f"write {_dashed(right)}",
            words=number.as_written,
        )
    if parts.line is None:
        return None
    if at[0] == "notices":
        notice = parts.notices[int(at[1])]
        fix = "add number: and number_again: to the notice, and type it in each"
        if notice.number and notice.number_again:
            fix = "number: and number_again: must both be this number; type each from your source"
        return parts.places.problem(
            "notice-number",
            at,
            f"{what}, which is not a verified number",
            "nobody may have time to dial it before it goes out, so it is typed twice",
            fix,
            words=number.as_written,
        )
    return parts.places.problem(
        "unknown-number",
        at,
        f"{what}, which is not a verified number",
        "with a wrong digit, people would reach a stranger, or nobody",
        "correct it; if it is a number of your own, add it to numbers: in line.yaml",
        words=number.as_written,
    )


def _differing(parts: Parts, path: Path, said: Mapping[Language, list[_Said]]) -> Iterator[Problem]:
    english, spanish = said[Language.EN], said[Language.ES]
    only_english = _without(english, spanish)
    only_spanish = _without(spanish, english)
    if not (only_english or only_spanish):
        return
    en, es = _listed(only_english), _listed(only_spanish)
    if en and es:
        what = f"says {en} in English but {es} in Spanish"
    elif en:
        what = f"says {en} in English only"
    else:
        what = f"says {es} in Spanish only"
    language, mark = (Language.ES, only_spanish) if es else (Language.EN, only_english)
    yield parts.places.problem(
        "numbers-differ",
        (*path, language.value),
        f"{called(path)} {what}, in its {field(path)}",
        "one of the two languages would send people to the wrong number, or to none",
        "say the same numbers in both",
        words=mark[0].as_written,
    )


def _without(these: list[_Said], those: list[_Said]) -> list[_Said]:
    known = {number.digits for number in those}
    return [number for number in these if number.digits not in known]


def _listed(numbers: list[_Said]) -> str:
    return " and ".join(dict.fromkeys(number.as_written for number in numbers))


def _dashed(digits: str) -> str:
    """Return ten digits as people write them; shorter numbers as they are."""
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}" if len(digits) == 10 else digits
