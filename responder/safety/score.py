"""Weigh a message by the words it is made of, for wordings that no rule foresaw.

A linear score: every word, every few words that stand near each other and every piece of an unknown
word has a weight, learnt from the panel by `tools/train_score.py`; a message weighs their sum, and
above nothing means yes. A long message is weighed window by window, so that one clause is not
diluted by the rest.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import AnyStr

from responder.safety.fold import STRETCHED

BITS = 18  # a piece of text has one of 2 ** BITS places in a table
MASK = (1 << BITS) - 1
PIECES = (3, 4, 5)  # letters in a piece of a word, its two ends counted as one letter each
HEAD = 4  # letters by which a word is known beside another
MAX_PIECED = 24  # letters of a word that are cut into pieces; a longer one is no word
WINDOW = 30  # words that are weighed together
LONGER = 24  # more that a message of several windows must weigh, for it is weighed often
STEP = 16  # a weight of so many in a table is one unit of the score

URGENT, TOPIC = "urgent", "topic"
SITUATIONS = ("self_harm", "other", "danger", "abuse")
TARGETS = (URGENT, TOPIC, *SITUATIONS)
"""What is weighed: urgent or not, topic or calm, and which of the four situations."""

_KEPT = ("988", "911", "211", "741741")
_EDGE = 0x5BD1E995 & MASK  # stands for the words before the first and after the last


@dataclass(frozen=True)
class Weights:
    """Learnt weights, ready to use: `known` words by their place, a table for each target.

    A table holds the weights of hashed pieces first, then those of the known words.
    """

    known: Mapping[str, int]
    tables: Mapping[str, array[int]]
    bias: Mapping[str, int]


@dataclass(frozen=True)
class Weighed:
    """A message cut into places of the tables, word by word."""

    places: Sequence[Sequence[int]]
    weights: Weights

    def of(self, target: str) -> int:
        """Return the weight for `target`, of the heaviest window where the message is long."""
        windows = self._windows(target)
        return max(windows) + self.weights.bias[target] - (LONGER if len(windows) > 1 else 0)

    def heaviest(self) -> Weighed:
        """Return the window that is the likeliest to be urgent."""
        if len(self.places) <= WINDOW + 1:
            return self
        windows = self._windows(URGENT)
        start = windows.index(max(windows))
        return Weighed(self.places[start : start + WINDOW + 1], self.weights)

    def each(self, target: str) -> list[float]:
        """Return in units of the score what each word, and the end, adds for `target`."""
        return [each / STEP for each in self._sums(target)]

    def _windows(self, target: str) -> list[int]:
        sums = self._sums(target)
        if len(sums) <= WINDOW + 1:
            return [sum(sums)]
        to = [0, *accumulate(sums)]
        return [end - start for start, end in zip(to, to[WINDOW + 1 :], strict=False)]

    def _sums(self, target: str) -> list[int]:
        table = self.weights.tables[target]
        # A known word has three places, and most words are known.
        return [
            table[each[0]] + table[each[1]] + table[each[2]]
            if len(each) == 3
            else sum(map(table.__getitem__, each))
            for each in self.places
        ]


def weigh(words: Sequence[str], weights: Weights) -> Weighed:
    """Return `words`, as a folded message has them, ready to be weighed."""
    known = weights.known
    # A known word is spelt as it is weighed.
    said = [word if word in known else _spelt(word) for word in words]
    found = together(said)
    pieced: dict[str, list[int]] = {}
    for places, word in zip(found, said, strict=False):
        if word in known:
            places.append(known[word])
        else:
            places += pieced.get(word) or pieced.setdefault(word, pieces(word))
    return Weighed(found, weights)


def spelt(words: Sequence[str]) -> list[str]:
    """Return `words` as they are weighed: without the mark of a stretched word, numbers by size."""
    return [_spelt(word) for word in words]


def pieces(word: str) -> list[int]:
    """Return the places of `word` itself and of the pieces it is made of."""
    framed = f"<{word[:MAX_PIECED]}>"
    if framed.isascii():
        cut = [framed.encode() + b"=", *_cut(framed.encode())]
    else:
        cut = [each.encode("utf-8", "replace") for each in (framed + "=", *_cut(framed))]
    return [zlib.crc32(each) & MASK for each in cut]


def together(words: Sequence[str]) -> list[list[int]]:
    """Return for each word, and for the end, the places of what it makes with those before it.

    Two words side by side, and two with one between, each by its first letters: "touched me" and
    "touches me" are one.
    """
    heads = [zlib.crc32(word[:HEAD].encode("utf-8", "replace")) & MASK for word in words]
    heads = [_EDGE, _EDGE, *heads, _EDGE]
    return [
        [(first * 3 + now) & MASK, (second * 7 + now) & MASK]
        for second, first, now in zip(heads, heads[1:], heads[2:], strict=False)
    ]


def _cut(framed: AnyStr) -> list[AnyStr]:
    ends = len(framed) + 1
    return [framed[at : at + size] for size in PIECES for at in range(ends - size)]


def _spelt(word: str) -> str:
    if word[0] == STRETCHED:
        return word[1:]
    if word.isdigit() and len(word) > 1 and word not in _KEPT:
        return "0" * min(len(word), 5)
    return word
