"""Which known word a mistyped one may be: one letter too many, too few, wrong or swapped.

A look-up costs the same for sixty words as for ten thousand.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from rapidfuzz.distance import OSA

from responder.wording.plain import listed

MIN_LETTERS = 5  # "plane" may be meant by "plan" written badly, or may not
FREE_LETTERS = 7  # from here on any one slip is believed; below, see `is_slip`
ROOM = 2  # places for each part, so that few stand in the way of others


# Ordinary words that `is_slip` would take for a word a line like ours may use: testing, texting.
# Found by trying the commonest 12,000 English and Spanish words; the last is no therapist.
ORDINARY = listed(
    "addition, alcanza, artes, auction, beard, bearing, caroline, caros, cases, changes, charge,"
    "charged, charles, chile, clause, close, closes, coats, comete, committed, comparar, contract,"
    "costas, creciente, curse, decreto, deporte, deportes, draining, emission, enters, falling,"
    "fichas, glasses, heading, healing, heating, idiotas, inform, junto, linda, lineal, linear,"
    "listo,"
    "matas, melting, metals, numerous, perdon, perdona, preciso, previo, pride, prince, prize,"
    "protect, protects, queen, querer, raining, ratas, recorte, renters, repay, replay, resorts,"
    "roles, ruled, salad, saluda, saludo, senos, sexting, stiff, straining, stuff, sucios,"
    "tearing, terminal, testing, tests, toros, trains, wearing, witch, the rapist"
)


@dataclass(frozen=True)
class Slips:
    """An index of words by what is left of each when one letter is left out."""

    _words: tuple[str, ...] = field(repr=False)
    # By the hash of what is left, the number of the word in the first free place from there on: a
    # quarter of the memory of a dict. What only stands near is measured away.
    _places: array[int] = field(repr=False)
    _longest: int = 0  # letters of the longest word

    @classmethod
    def of(cls, words: Iterable[str]) -> Slips:
        """Return an index of `words`; those with anything but letters in them have no slips."""
        known = ("", *dict.fromkeys(word for word in words if word.isalpha()))
        parts = sum(len(word) + 1 for word in known)
        size = 1 << (ROOM * parts).bit_length()
        places = array("I", bytes(4 * size))
        for number, word in enumerate(known):
            for part in set(_less_one(word)) if word else ():
                at = hash(part) % size
                while places[at]:
                    at = (at + 1) % size
                places[at] = number
        return cls(known, places, max(map(len, known)))

    def within_one(self, typed: str) -> set[str]:
        """Return the words that one insertion, deletion, change or swap away from `typed`."""
        if len(typed) > self._longest + 1:  # what is left of it is as many forms as letters
            return set()
        places, size = self._places, len(self._places)
        near = set()
        for part in _less_one(typed):
            at = hash(part) % size
            while number := places[at]:
                near.add(self._words[number])
                at = (at + 1) % size
        return {word for word in near if OSA.distance(typed, word, score_cutoff=1) <= 1}

    def near(self, typed: str) -> list[str]:
        """Return the words of which `typed` is a slip and not another word, the likeliest first.

        A word of five letters may lack one of them here: a sentence around it says the rest.
        """
        if not typed.isalpha() or len(typed) < MIN_LETTERS - 1:
            return []
        near = (
            word
            for word in self.within_one(typed)
            if is_slip(typed, word)
            or (len(typed) < len(word) == MIN_LETTERS and typed[0] == word[0])
        )
        # The first letter is mostly right: "meating" is a meeting rather than a beating.
        return sorted(near, key=lambda word: (word[0] != typed[0], word))


def is_slip(typed: str, meant: str) -> bool:
    """Return whether one word is a slip of another that is one letter off.

    In short words the first letter must be right, and a wrong letter must lie beside the right
    one or sound like it: "crisus" is "crisis", while "prison" is not "poison" nor "pasta" "basta".
    """
    if min(len(typed), len(meant)) < MIN_LETTERS:
        return False
    if len(meant) >= FREE_LETTERS:
        return True
    if typed[0] != meant[0]:
        return typed[:2] == meant[1::-1]
    wrong = [pair for pair in zip(typed, meant, strict=False) if pair[0] != pair[1]]
    return len(typed) != len(meant) or len(wrong) != 1 or wrong[0] in _MISTAKABLE


def _less_one(word: str) -> Iterator[str]:
    # Two words one slip apart share one of these forms, so a lookup costs the same for any number
    # of words; some that share one are further apart, hence the measuring after it.
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def _mistakable() -> Iterator[tuple[str, str]]:
    """Give the pairs of letters, both ways round, that a thumb or an ear takes for each other."""
    for group in ("aeiouy", "ckqsxz", "bv", "gjh", "mn", "ly"):
        yield from combinations(group, 2)
    rows = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    # Each row of a keyboard stands about half a key to the right of the one above.
    at = {key: (x + y / 2, y) for y, row in enumerate(rows) for x, key in enumerate(row)}
    for one, other in combinations(at, 2):
        if all(abs(here - there) <= 1 for here, there in zip(at[one], at[other], strict=True)):
            yield one, other


_MISTAKABLE = frozenset(each for pair in _mistakable() for each in (pair, pair[::-1]))
