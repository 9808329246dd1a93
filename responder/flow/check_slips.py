"""Warn of words that a slip turns into the word of another page: one letter, another answer."""

from __future__ import annotations

from collections.abc import Iterator

from responder.flow.check_menu import each_word, plain
from responder.flow.parts import Parts
from responder.flow.place import Path
from responder.flow.problem import Level, Problem
from responder.slips import MIN_LETTERS, Slips


def slip_problems(parts: Parts) -> Iterator[Problem]:
    """Yield a warning for each pair of words, of two pages, that are one slip apart."""
    known: dict[str, tuple[str, str, Path]] = {}  # without its spaces: as written, page, path
    for name, path, word in each_word(parts):
        known.setdefault(plain(word).replace(" ", ""), (word, name, path))
    index = Slips.of(known)
    met: set[str] = set()
    for letters, (word, name, path) in known.items():
        met.add(letters)
        if len(letters) < MIN_LETTERS or not letters.isalpha():
            continue
        for near in sorted(index.within_one(letters) & met):
            other, page, where = known[near]
            if page == name or len(near) < MIN_LETTERS:
                continue
            yield parts.places.problem(
                "word-one-slip-off",
                path,
                f'"{word}" of page "{name}" is one slip from "{other}" of page "{page}" '
                f"({parts.places.stands(where)})",
                "whoever mistypes one of them gets the answer to the other",
                f'give "{name}" another word, unless people need this one',
                Level.WARNING,
            )
