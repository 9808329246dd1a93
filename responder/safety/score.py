"""Weigh a message by the words it is made of, for wordings that no rule foresaw.

A linear score: every word, every two words that stand near each other and every piece of an unknown
word has a weight, learnt from the panel by `tools/train_score.py`; a message weighs their sum, and
above nothing means yes. Words that mean much the same, in any language, are one concept where they
stand near another. A long message is weighed window by window, so that one clause is not diluted
by the rest.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from operator import xor
from typing import AnyStr

from responder.safety.fold import STRETCHED

PIECES = (3, 4, 5)  # letters in a piece of a word, its two ends counted as one letter each
HEAD = 4  # letters by which a word is known beside another
NEAR = 4  # words from one to the next that are weighed as a pair
MAX_PIECED = 24  # letters of a word that are cut into pieces; a longer one is no word
WINDOW = 30  # words that are weighed together
LONGER = 24  # more that a message of several windows must weigh, for it is weighed often
STEP = 16  # a weight of so many in a table is one unit of the score

URGENT, TOPIC = "urgent", "topic"
SITUATIONS = ("self_harm", "other", "danger", "abuse")
TARGETS = (URGENT, TOPIC, *SITUATIONS)
"""What is weighed: urgent or not, topic or calm, and which of the four situations."""

BITS = {URGENT: 20, TOPIC: 18} | dict.fromkeys(SITUATIONS, 18)
"""A pair or a piece has one of 2 ** BITS places in the table of each target."""
MASKS = {target: (1 << bits) - 1 for target, bits in BITS.items()}

_ALL = (1 << max(BITS.values())) - 1
_KEPT = ("988", "911", "211", "741741")
_EDGE = 0x5BD1E995 & _ALL  # stands for the words before the first and after the last
_UNKNOWN = -1  # the last place among the known words, which weighs nothing


@dataclass(frozen=True)
class Table:
    """Learnt weights for one target: of pairs and pieces by their place, of `words` by theirs.

    The last of `words` stands for every unknown word and weighs nothing.
    """

    places: array[int]
    words: array[int]
    bias: int


@dataclass(frozen=True)
class Weights:
    """Learnt weights, ready to use: the place of each `known` word, and what it is beside others.

    `concepts` holds by place what a word means to its neighbours, `heads` how it begins; the last
    place in each is nobody's.
    """

    known: Mapping[str, int]
    concepts: Sequence[int]
    heads: Sequence[int]
    tables: Mapping[str, Table]


@dataclass(frozen=True)
class Weighed:
    """A message cut up: the place of each known word, of its pairs, and of an unknown one's pieces.

    `pairs` holds one column for each sort of pair, with a place for each word and for the end;
    `pieces` is by the number of the word.
    """

    words: Sequence[int]
    pairs: Sequence[Sequence[int]]
    pieces: Mapping[int, Sequence[int]]
    weights: Weights

    def of(self, target: str) -> int:
        """Return the weight for `target`, of the heaviest window where the message is long.

        In a message of one window, what is said twice counts once.
        """
        windows = self._windows(target)
        return max(windows) + self.weights.tables[target].bias - (LONGER if windows[1:] else 0)

    def heaviest(self) -> Weighed:
        """Return the window that is the likeliest to be urgent."""
        if len(self.words) <= WINDOW + 1:
            return self
        windows = self._windows(URGENT)
        start = windows.index(max(windows))
        end = start + WINDOW + 1
        return Weighed(
            self.words[start:end],
            [column[start:end] for column in self.pairs],
            {at - start: each for at, each in self.pieces.items() if start <= at < end},
            self.weights,
        )

    def each(self, target: str) -> list[float]:
        """Return in units of the score what each word, and the end, adds for `target`."""
        return [each / STEP for each in self._sums(target)]

    def _windows(self, target: str) -> list[int]:
        if len(self.words) <= WINDOW + 1:
            table, mask = self.weights.tables[target], MASKS[target]
            said = self._said if mask == _ALL else [place & mask for place in self._said]
            own = sum(map(table.words.__getitem__, set(self.words)))
            return [own + sum(map(table.places.__getitem__, said))]
        to = [0, *accumulate(self._sums(target))]
        return [end - start for start, end in zip(to, to[WINDOW + 1 :], strict=False)]

    @cached_property
    def _said(self) -> set[int]:
        return set().union(*self.pairs, *self.pieces.values())

    def _sums(self, target: str) -> list[int]:
        table, mask = self.weights.tables[target], MASKS[target]
        places = table.places
        pairs = [[places[place & mask] for place in column] for column in self.pairs]
        sums = list(map(sum, zip(map(table.words.__getitem__, self.words), *pairs, strict=True)))
        for at, pieces in self.pieces.items():
            sums[at] += sum([places[place & mask] for place in pieces])
        return sums


def weigh(words: Sequence[str], weights: Weights) -> Weighed:
    """Return `words`, as a folded message has them, ready to be weighed."""
    said = spelt(words)
    places = [weights.known.get(word, _UNKNOWN) for word in said]
    concepts = [weights.concepts[place] for place in places]
    heads = [weights.heads[place] for place in places]
    cut: dict[str, list[int]] = {}
    unknown = {}
    for at, place in enumerate(places):
        if place == _UNKNOWN:
            word = said[at]
            concepts[at] = heads[at] = beginning(word)
            unknown[at] = cut.get(word) or cut.setdefault(word, pieces(word))
    return Weighed([*places, _UNKNOWN], together(concepts, heads), unknown, weights)


def spelt(words: Sequence[str]) -> list[str]:
    """Return `words` as they are weighed: without the mark of a stretched word, numbers by size."""
    return [_spelt(word) for word in words]


def beginning(word: str) -> int:
    """Return a number for how `word` begins, by which it is known to the one beside it."""
    return _place(word[:HEAD].encode("utf-8", "replace"))


def meaning(word: str, concept: str = "") -> int:
    """Return a number for the `concept` that `word` stands for; for its beginning if for none."""
    return _place(f"#{concept}".encode()) if concept else beginning(word)


def pieces(word: str) -> list[int]:
    """Return the places of `word` itself and of the pieces it is made of."""
    framed = f"<{word[:MAX_PIECED]}>"
    if framed.isascii():
        cut = [framed.encode() + b"=", *_cut(framed.encode())]
    else:
        cut = [each.encode("utf-8", "replace") for each in (framed + "=", *_cut(framed))]
    return [_place(each) for each in cut]


def together(concepts: Sequence[int], heads: Sequence[int]) -> list[list[int]]:
    """Return the places of the pairs that each word, and the end, makes with those before it.

    Two words side by side by their `heads`, "touched me" and "touches me" being one, and by their
    `concepts`; two words up to NEAR apart, wherever, by their `concepts`, as "mi hermano se quiere
    matar" and "my brother wants to kill himself" are one. A list for each of these.
    """
    begun = [_EDGE, *heads, _EDGE]
    near = [_EDGE] * NEAR + [*concepts, _EDGE]
    now = near[NEAR:]
    before = [number * 3 & _ALL for number in near]
    beside = map(xor, [number * 5 & _ALL for number in begun], begun[1:])
    meant = map(xor, [number * 7 & _ALL for number in near[NEAR - 1 :]], now)
    apart = [map(xor, before[at:], now) for at in range(NEAR)]
    return [list(pairs) for pairs in (beside, meant, *apart)]


def _place(text: bytes) -> int:
    return zlib.crc32(text) & _ALL


def _cut(framed: AnyStr) -> list[AnyStr]:
    ends = len(framed) + 1
    return [framed[at : at + size] for size in PIECES for at in range(ends - size)]


def _spelt(word: str) -> str:
    if word[0] == STRETCHED:
        return word[1:]
    if word.isdigit() and len(word) > 1 and word not in _KEPT:
        return "0" * min(len(word), 5)
    return word
