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

    A space too many or too few counts as one; a word of four letters or fewer has no slips. A pair
    in `look_alikes` is accepted; one that is none, or is none any more, is an error.
    """
    words = [_Word(_letters(word), word, page, path) for page, path, word in each_word(parts)]
    first: dict[str, _Word] = {}
    for word in words:
        first.setdefault(word.letters, word)
    index = Slips.of(letters for letters in first if len(letters) >= MIN_LETTERS)
    met: set[str] = set()
    if parts.line is None:
        return  # nobody knows which pairs are accepted
    pairs = parts.line.look_alikes
    accepted = [frozenset(map(_letters, pair)) for pair in pairs]
    needed = set()
    for word in words:
        if len(word.letters) < MIN_LETTERS or not word.letters.isalpha():
            continue
        near = {word.letters} & met or index.within_one(word.letters) & met
        for other in sorted((first[each] for each in near), key=lambda found: found.letters):
            if other.page == word.page or plain(other.written) == plain(word.written):
                continue
            pair = frozenset({word.letters, other.letters})
            if pair in accepted:
                needed.add(pair)
            else:
                yield _one_slip_off(parts, word, other)
        met.add(word.letters)
    for number, pair in enumerate(accepted) if parts.all_read else ():
        if pair not in needed:
            yield _not_needed(parts, number, pairs[number])


def _letters(word: str) -> str:
    return plain(word).replace(" ", "")


def _not_needed(parts: Parts, number: int, pair: tuple[str, ...]) -> Problem:
    words = " and ".join(f'"{word}"' for word in pair)
    return parts.places.problem(
        "pair-not-needed",
        ("line", "look_alikes", number),
        f"the pair {words} is not needed, or not any more: "
        "no two pages have these words, one slip apart",
        "a pair that stands here for nothing hides the next one that is like it",
        "take this pair out, or write both words as their pages have them",
    )


def _one_slip_off(parts: Parts, word: _Word, other: _Word) -> Problem:
    return parts.places.problem(
        "word-one-slip-off",
        word.path,
        f'"{word.written}" of page "{word.page}" is one slip from "{other.written}" of page '
        f'"{other.page}" ({parts.places.stands(other.path)})',
        "whoever mistypes one of them gets the answer to the other",
        f'give "{word.page}" another word; if people need both, put [{word.written}, '
        f"{other.written}] into look_alikes: of line.yaml",
        Level.WARNING,
    )
