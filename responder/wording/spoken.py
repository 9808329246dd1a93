"""Turn written words into words that a voice reads well: numbers digit by digit, no links.

A voice reads 988 as nine hundred eighty-eight, which nobody can dial, and an English name inside a
Spanish sentence as noise; so each name becomes a span of its own language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import time
from typing import assert_never

from responder.exchange import Language, Span
from responder.safety.numbers import numbers_in
from responder.wording.dates import spanish_half, spanish_hour

# A web address has a letter in the part before its ending: "988.Us too" is none.
_ADDRESS = r"(?:[\w-]+\.)*(?=[\d_-]*[^\W\d_])[\w-]+\.(?:com|org|net|gov|edu|us|info|io|be|ly)\b"
_WEB = (
    r"(?:\b(?:https?://|www\.)[^\s<>]*[\w/]"
    rf"|(?<![\w.@-]){_ADDRESS}(?:/(?:[^\s<>]*[\w/])?)?)"
)
# The words that lead up to a link go with it.
_LEAD = r"(?:\s?\b(?:at|on|see|visit|en|vea|visite)\b)?[\s:]*"
_LINK = re.compile(rf"\(\s*{_WEB}\s*\)|{_LEAD}{_WEB}", re.IGNORECASE)
_MAY_BE_LINK = re.compile(r"\.\S|://")
_EMAIL = re.compile(rf"(?<![\w.+-])([\w.+-]{{1,64}})@({_ADDRESS})", re.IGNORECASE)
_AT = {Language.EN: ("at", "dot"), Language.ES: ("arroba", "punto")}

_AND = {Language.EN: "and", Language.ES: "y"}
_OR = {Language.EN: "or", Language.ES: "o"}
_TO = {Language.EN: "to", Language.ES: "a"}
_ALWAYS = {Language.EN: "24 hours a day, 7 days a week", Language.ES: "a toda hora"}
_STAR = {Language.EN: "star", Language.ES: "la tecla de asterisco"}
_POUND = {Language.EN: "pound", Language.ES: "la tecla de número, abajo a la derecha,"}

_TIME = re.compile(
    r"(?<![\d:])(?:(?P<from>\d{1,2}(?::\d{2})?)\s?(?P<to>-|–|to|a)\s?)?"
    r"(?P<hour>\d{1,2})(?::(?P<minute>\d{2}))?\s?(?P<half>[ap])\.?\s?m\b(?P<stop>\.?)",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"(?<![\d/-])(\d{1,2}|(?:19|20)\d\d)\s?[-–]\s?(\d{1,2}|(?:19|20)\d\d)(?![\w/-])"
)
_SIGNS = re.compile(r"[\d&/*#–—,-]|\s\s")  # what is said otherwise than it is written
_FIRST_OF_MONTH = re.compile(
    r"(?<!\d)1(?= de (?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|"
    r"noviembre|diciembre)\b)"
)


def spoken(
    words: str,
    language: Language,
    english_names: tuple[str, ...] = (),
    spanish_names: tuple[str, ...] = (),
) -> tuple[Span, ...]:
    """Return `words` as they are spoken in `language`; joined, the spans are the whole sentence.

    Numbers to dial are read digit by digit, links are left out, signs become words. In Spanish,
    each of `english_names` (as it is capitalised there) is a span in English, and the other way
    round. Empty for no words.
    """
    plain = _clean(words)
    if "@" in plain:
        plain = _EMAIL.sub(lambda found: _email(found, language), plain)
    if _MAY_BE_LINK.search(plain):
        plain = _LINK.sub("", plain)
    plain = _tidy(plain)
    spans: list[Span] = []
    names = {Language.EN: spanish_names, Language.ES: english_names}[language]
    for piece, its_language in _pieces(plain, language, names):
        said = _said(piece, its_language)
        if not said:
            continue
        if spans and (its_language is spans[-1].language or not re.search(r"\w", said)):
            # A comma between two names needs no change of voice.
            spans[-1] = Span(spans[-1].words + said, spans[-1].language)
        else:
            spans.append(Span(said, its_language))
    return tuple(spans)


def digits(number: str, language: Language) -> str:
    """Return `number` to be read digit by digit: "9, 8, 8", "8, 8, 8; 7, 7, 4; 2, 9, 0, 0".

    A comma is a short pause, a semicolon a longer one; what is not a digit is left out. Both
    languages write the same: a Spanish voice reads the numerals in Spanish.
    """
    match language:
        case Language.EN | Language.ES:
            only = "".join(str(int(each)) for each in number if each.isdecimal())
            return "; ".join(", ".join(group) for group in _groups(only))
        case _:
            assert_never(language)


def _groups(only: str) -> Iterator[str]:
    """Yield `only` in the groups a phone number is said in, threes first: 8605550142 is 3-3-4."""
    if len(only) == 11 and only.startswith("1"):
        yield "1"
        only = only[1:]
    while only:
        size = 4 if len(only) == 4 else 3
        yield only[:size]
        only = only[size:]


def _clean(words: str) -> str:
    """Return `words` without what XML or a voice cannot take."""
    if words.isprintable() and "  " not in words:
        return words.strip()
    kept = "".join(
        " " if each.isspace() else each
        for each in words
        if each.isspace() or unicodedata.category(each) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    return " ".join(kept.split())


def _tidy(words: str) -> str:
    """Return `words` without the gaps, stops and brackets that a link left behind."""
    words = re.sub(r"\s*\(\s*\)", "", words)
    words = re.sub(r"\s+([.,;:!?)])", r"\1", words)
    words = re.sub(r"[,;:](?=[.!?])|(?<=[.!?]) ?[.,;](?=\s|$)", "", words)
    return " ".join(words.split()).lstrip(".,;:!?) ")


def _email(found: re.Match[str], language: Language) -> str:
    at, dot = _AT[language]
    name, place = (part.replace(".", f" {dot} ") for part in found.groups())
    return f"{name} {at} {place}"


def _pieces(
    words: str, language: Language, other_names: tuple[str, ...]
) -> Iterator[tuple[str, Language]]:
    """Yield `words` cut at the names of the other language in it; the longest name wins."""
    there = (each for each in other_names if each and each in words)
    names = sorted(there, key=len, reverse=True)
    if not names:
        yield words, language
        return
    name = "|".join(map(re.escape, names))
    for at, piece in enumerate(re.split(rf"(?<!\w)({name})(?!\w)", words)):
        yield piece, language.other if at % 2 else language


def _said(words: str, language: Language) -> str:
    if not _SIGNS.search(words):
        return words
    words = re.sub(r"(?<!\d)24/7(?!\d)", _ALWAYS[language], words)
    words = re.sub(r"\s*&\s*", f" {_AND[language]} ", words)
    words = re.sub(r"\b(?:and/or|y/o)\b", _OR[language], words, flags=re.IGNORECASE)
    words = re.sub(r"(?<=[^\W\d])/(?=[^\W\d])|(?<=\d{3})/(?=\d{3})", f" {_OR[language]} ", words)
    words = _numbers(words, language)
    words = _TIME.sub(lambda found: _time(found, language), words)
    words = _RANGE.sub(rf"\1 {_TO[language]} \2", words)
    words = re.sub(r"\s+[–—-]\s+|—", ", ", words)
    if language is Language.ES:
        words = _FIRST_OF_MONTH.sub("primero", words)
        words = re.sub(r"(?<=tecla )(?=[*#])", "de ", words)
    words = re.sub(r"(?<=tecla de )\*", "asterisco", words).replace("*", _STAR[language])
    words = re.sub(r"(?<=tecla de )#", "número", words).replace("#", _POUND[language])
    return re.sub(r"\s+", " ", words).replace(",,", ",")


def _numbers(words: str, language: Language) -> str:
    said, at = "", 0
    for found in numbers_in(words):
        written = words[found.start : found.end]
        said += words[at : found.start] + digits(written, language)
        at = found.end
    return said + words[at:]


def _time(found: re.Match[str], language: Language) -> str:
    """Return hours as a voice reads them; "p. m." ends a sentence only before a capital."""
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if not 1 <= hour <= 12 or minute > 59:
        return found.group()
    rest = found.string[found.end() :]
    stop = "." if found["stop"] and re.match(r"$|[\"')]*\s[\"'¿¡(]*[A-ZÁÉÍÓÚÑ]", rest) else ""
    if language is Language.EN:
        begin = f"{_without_zeros(found['from'])} to " if found["from"] else ""
        close = _without_zeros(f"{hour}:{minute:02}")
        return f"{begin}{close} {found['half'].upper()}M{stop}"
    moment = time(hour % 12 + (12 if found["half"] in "pP" else 0), minute)
    begin = f"{_spanish(found['from'])} a " if found["from"] else ""
    return f"{begin}{spanish_hour(moment)} {spanish_half(moment)}{stop}"


def _without_zeros(written: str) -> str:
    return written.removesuffix(":00")


def _spanish(written: str) -> str:
    hour, _, minute = written.partition(":")
    return spanish_hour(time(int(hour) % 24, int(minute or 0) % 60))
