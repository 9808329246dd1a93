"""Bring the words of a question to the form in which they are compared."""

from __future__ import annotations

from collections.abc import Iterable

from responder.wording.common import COMMON, LOOSE, SPELLINGS
from responder.wording.plain import DIGITS

OF_AGE, GROWN = "18", "40"  # who is above the one is as grown as the other: "im 34", "im 52"
SHORT = 2  # letters or digits that tell nothing alone: "n", "4"


def stem_of(word: str) -> str:
    """Return `word` without what number and tense add: "meetings", "meeting" are "meet"."""
    if len(word) <= 3 or not word.isalpha():
        return word
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = f"{word[:-3]}y" if word.endswith("ies") and len(word) > 5 else word[:-1]
    if word.endswith("ing") and len(word) > 6:
        word = word[:-3]
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


def spelled(words: Iterable[str]) -> list[str]:
    """Return `words` in their usual spelling, and digits said singly as one number: "2-1-1"."""
    found: list[str] = []
    run = 0
    for written in words:
        word = SPELLINGS.get(written, written)
        if len(word) == 2 and word.isdecimal() and word > OF_AGE:
            word = GROWN
        digit = DIGITS.get(word, word if len(word) == 1 and word.isdecimal() else "")
        if digit:
            found.append(digit)
            run += 1
            continue
        if run > SHORT:
            found[-run:] = ["".join(found[-run:])]
        run = 0
        found.extend(word.split() if " " in word else (word,))
    if run > SHORT:
        found[-run:] = ["".join(found[-run:])]
    return found


EVERYDAY = {word: stem_of(word) for words in COMMON.values() for word in words}
LOOSELY = frozenset(map(stem_of, LOOSE))
