"""Mend one slip in a long word: "ovredose" is overdose, "suicdal" is suicidal.

Only a word that nobody knows is mended, and only into a word that the word lists look for, so that
a real word never becomes another. Each word has a slot under the number of what is left of it
without one letter, for every letter: two words that are one slip apart share such a number.
"""

from __future__ import annotations

import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable

LONG = 5  # letters of a word that slips are mended to; a shorter one is close to too many others
MOST = 300  # unknown words that are mended in one message, so that none takes long
ROOM = 3  # slots for each word that has one; where few are free, many must be looked at


class Mender:
    """All long words of the word lists, ready to be found with a slip in them."""

    def __init__(self, words: Iterable[str]) -> None:
        """Take the words that are looked for."""
        self._known = sorted({word for word in words if word.isalpha() and len(word) >= LONG - 1})
        self._words = [word for word in self._known if len(word) >= LONG]
        self._longest = 1 + max(map(len, self._words), default=0)
        keys = [(key, number) for number, word in enumerate(self._words) for key in _keys(word)]
        # A slot holds the number of its word and one, or nothing; the next free one is taken.
        self._slots = array("H", [0]) * (ROOM * len(keys) + 1)
        for key, number in keys:
            at = key % len(self._slots)
            while self._slots[at]:
                at = (at + 1) % len(self._slots)
            self._slots[at] = number + 1

    def mended(self, words: Iterable[str]) -> dict[str, str]:
        """Return for each of `words`, which are no real ones, the word it is a slip of, if any."""
        odd = [
            word
            for word in words
            if LONG - 1 <= len(word) <= self._longest and word.isalpha() and not self._holds(word)
        ]
        return {word: meant for word in odd[:MOST] if (meant := self._meant(word))}

    def _holds(self, word: str) -> bool:
        at = bisect_left(self._known, word)
        return self._known[at : at + 1] == [word]

    def _meant(self, word: str) -> str:
        """Return the known word that `word` is one slip away from, the likeliest; empty if none."""
        near = set()
        for key in _keys(word):
            at = key % len(self._slots)
            while number := self._slots[at]:
                known = self._words[number - 1]
                if known[0] in word[:2] and slipped(word, known):
                    near.add(known)
                at = (at + 1) % len(self._slots)
        if not near:
            return ""
        # A letter too many, too few or swapped is likelier than another one in its place.
        return min(
            near,
            key=lambda known: (len(known) == len(word) and sorted(known) != sorted(word), known),
        )


def slipped(written: str, meant: str) -> bool:
    """Return whether `written` is `meant` with one letter too many, too few, wrong or swapped.

    The first letter is never another one: "skilled" is not a slip of "killed", nor "bills" of
    "pills".
    """
    if written[0] != meant[0] and written[:2] != meant[1::-1]:
        return False
    start = 0
    while start < min(len(written), len(meant)) and written[start] == meant[start]:
        start += 1
    one, other = written[start:], meant[start:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    return max(len(one), len(other)) == 1 or (len(one) == 2 and one == other[::-1])


def _keys(word: str) -> set[int]:
    """Return the numbers of `word` and of what is left of it without one letter."""
    letters = word.encode("ascii", "replace")  # a byte for each, for what is found is looked at
    shorter = [letters[:at] + letters[at + 1 :] for at in range(len(letters))]
    return set(map(zlib.crc32, (letters, *shorter)))
