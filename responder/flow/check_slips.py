"""Warn of words that a slip turns into the word of another page: one letter, another answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from responder.flow.check_menu import each_word, plain
from responder.flow.parts import Parts
from responder.flow.place import Path
from responder.flow.problem import Level, Problem
from responder.slips import MIN_LETTERS, Slips


@dataclass(frozen=True)
class _Word:
    """A word as it is written, and its letters without accents, capitals and spaces."""

    letters: str
    written: str
    page: str
    path: Path


def slip_problems(parts: Parts) -> Iterator[Problem]:
    """Yield a warning for each pair of words, of two pages, that are one slip apart.

    A space too many or too few counts as one; a word of four letters or fewer has no slips.
    """
    words = [
        _Word(plain(word).replace(" ", ""), word, page, path)
        for page, path, word in each_word(parts)
    ]
    first: dict[str, _Word] = {}
    for word in words:
        first.setdefault(word.letters, word)
    index = Slips.of(letters for letters in first if len(letters) >= MIN_LETTERS)
    met: set[str] = set()
    for word in words:
        if len(word.letters) < MIN_LETTERS or not word.letters.isalpha():
            continue
        near = {word.letters} & met or index.within_one(word.letters) & met
        for other in sorted((first[each] for each in near), key=lambda found: found.letters):
            if other.page != word.page and plain(other.written) != plain(word.written):
                yield _one_slip_off(parts, word, other)
        met.add(word.letters)


def _one_slip_off(parts: Parts, word: _Word, other: _Word) -> Problem:
    return parts.places.problem(
        "word-one-slip-off",
        word.path,
        f'"{word.written}" of page "{word.page}" is one slip from "{other.written}" of page '
        f'"{other.page}" ({parts.places.stands(other.path)})',
        "whoever mistypes one of them gets the answer to the other",
        f'give "{word.page}" another word, unless people need this one',
        Level.WARNING,
    )
