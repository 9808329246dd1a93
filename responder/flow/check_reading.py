"""Warn where the words of a file are hard to read: people in fear read worse than they can."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from responder.exchange import Language
from responder.flow.parts import NAMES, Parts, called, field, written
from responder.flow.place import Path
from responder.flow.problem import Level, Problem
from responder.wording import reading

MAX_GRADE = 6.0  # Flesch-Kincaid
MIN_EASE = 65.0  # Szigriszt-Pazos: from here on "quite easy", as primary school reads
MIN_WORDS_OF_A_TEXT = 15  # below that, no text is called the hardest

_CAPITALISED = r"[^\W\d_a-zà-ÿ][\w'’&-]*"
# Two capitalised words in a row or more: Youth Mobile Crisis, Departamento de Salud.
_NAME = re.compile(
    rf"{_CAPITALISED}(?:\s(?:(?:of|for|and|the|de|del|la|y|para|a)\s){{0,2}}{_CAPITALISED})+"
)
_ADDRESS = re.compile(r"\S+@\S+|\b(?:[\w-]+\.)+[a-z]{2,}\b\S*")

Texts = list[tuple[Path, str]]


def reading_problems(parts: Parts) -> Iterator[Problem]:
    """Yield a warning for each file and language that is hard to read; placed at its worst text."""
    for language, texts in _by_file(parts):
        found = reading.counts((text for _, text in texts), language)
        if found.words >= reading.MIN_WORDS and (what := _too_hard(found, language)):
            path = _hardest(texts, language)
            yield parts.places.problem(
                "hard-to-read",
                path,
                f"the {NAMES[language]} of this file is hard to read: {what}; the hardest is "
                f"the {field(path)} of {called(path)}",
                "whoever is upset, young or new to the language may not take it in",
                "use shorter sentences and shorter words, first in this text",
                Level.WARNING,
            )


def _by_file(parts: Parts) -> Iterator[tuple[Language, Texts]]:
    names = _official(parts)
    by_file: dict[tuple[str, Language], Texts] = defaultdict(list)
    for path, words in parts.texts():
        if "title" in path or path[:2] == ("line", "name") or path[:2] == ("line", "run_by"):
            continue
        file = parts.places.file(path)
        for language, text in written(words):
            by_file[file, language].append((path, _plain_words(text, names)))
    for (_, language), texts in by_file.items():
        yield language, [((*path, language.value), text) for path, text in texts]


def _official(parts: Parts) -> re.Pattern[str]:
    """Return what finds the names that nobody here can shorten."""
    titles = [each.title for each in parts.pages.values()]
    titles += [each.title for each in parts.meetings.values()]
    titles += [parts.line.name, parts.line.run_by] if parts.line else []
    names = [title[language] for title in titles for language in Language]
    names += parts.line.english_names if parts.line else ()
    longest_first = sorted(filter(None, names), key=len, reverse=True)
    return re.compile("|".join(rf"\b{re.escape(name)}\b" for name in longest_first) or r"(?!)")


def _plain_words(text: str, names: re.Pattern[str]) -> str:
    return _NAME.sub("", names.sub("", _ADDRESS.sub("", text)))


def _too_hard(found: reading.Counts, language: Language) -> str:
    """Return how hard it is, with the name of the measure; empty where it is easy enough."""
    if language is Language.EN:
        grade = reading.english_grade(found)
        most = f"{MAX_GRADE:.0f}"
        return f"Flesch-Kincaid grade {grade:.1f}, over {most}" if grade > MAX_GRADE else ""
    ease = reading.spanish_ease(found)
    least = f"{MIN_EASE:.0f}"
    return f"Szigriszt-Pazos ease {ease:.0f}, under {least}" if ease < MIN_EASE else ""


def _hardest(texts: Texts, language: Language) -> Path:
    def hardness(entry: tuple[Path, str]) -> float:
        found = reading.counts([entry[1]], language)
        if found.words < MIN_WORDS_OF_A_TEXT:
            return float("-inf")
        if language is Language.EN:
            return reading.english_grade(found)
        return -reading.spanish_ease(found)

    return max(texts, key=hardness)[0]
