"""Mend one slip in a long word: "ovredose" is overdose, "suicdal" is suicidal.

Only a word that nobody knows is mended, and only into a word that the word lists look for, so that
a real word never becomes another. The words are kept by the numbers of what is left of them
without one letter: two words that are one slip apart share such a number.
"""

from __future__ import annotations

import zlib
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence

LONG = 5  # letters of a word that slips are mended to; a shorter one is close to too many others
LONGEST = 24
MOST = 300  # unknown words that are mended in one message, so that none takes long


class Mender:
    """All long words of the word lists, ready to be found with a slip in them."""

    def __init__(self, words: Iterable[str], real: Collection[str]) -> None:
        """Take the words that are looked for, and other words that are `real` as they are."""
        self._known = frozenset(word for word in words if word.isalpha() and len(word) >= LONG - 1)
        self._words = sorted(word for word in self._known if len(word) >= LONG)
        self._real = real
        keys = sorted(
            (key, number) for number, word in enumerate(self._words) for key in set(_keys(word))
        )
        self._keys = array("I", (key for key, _ in keys))
        self._numbers = array("H", (number for _, number in keys))

    def mend(self, words: Sequence[str]) -> Sequence[str]:
        """Return `words`, each unknown long one replaced by the known word it is a slip of."""
        odd = dict.fromkeys(
            word
            for word in words
            if LONG - 1 <= len(word) <= LONGEST
            and word not in self._known
            and word not in self._real
            and word.isalpha()
        )
        mended = {word: meant for word in [*odd][:MOST] if (meant := self._meant(word))}
        return [mended.get(word, word) for word in words] if mended else words

    def _meant(self, word: str) -> str:
        """Return the known word that `word` is one slip away from, the likeliest; empty if none."""
        near = {
            self._words[number]
            for key in _keys(word)
            for number in self._under(key)
            if slipped(word, self._words[number])
        }
        # A letter too many, too few or swapped is likelier than another one in its place.
        return min(
            near,
            key=lambda known: (len(known) == len(word) and sorted(known) != sorted(word), known),
            default="",
        )

    def _under(self, key: int) -> Iterator[int]:
        at = bisect_left(self._keys, key)
        while at < len(self._keys) and self._keys[at] == key:
            yield self._numbers[at]
            at += 1


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


def _keys(word: str) -> Iterator[int]:
    """Return the numbers of `word` and of what is left of it without one letter."""
    yield zlib.crc32(word.encode())
    for at in range(len(word)):
        yield zlib.crc32((word[:at] + word[at + 1 :]).encode())
