"""Weigh a message by the words it is made of, for wordings that no rule foresaw.

A linear score: every word, every two words that stand near each other and every piece of an unknown
word has a weight, learnt from the panel by `tools/train_score.py`; a message weighs their sum, and
above nothing means yes. Words that mean much the same, in any language, are one concept where they
stand near another. A long message is weighed window by window, so that one clause is not diluted
by the rest.
"""

from __future__ import annotations

import struct
import zlib
from array import array
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain, islice, repeat
from operator import itemgetter, sub

from responder.safety.fold import STRETCHED

PIECES = (3, 4, 5)  # letters in a piece of a word, its two ends counted as one letter each
HEAD = 4  # letters by which a word is known beside another
NEAR = 4  # words from one to the next that are weighed as a pair
MAX_PIECED = 24  # letters of a word that are cut into pieces; a longer one is no word
MOST_UNKNOWN = 300  # words that nobody knows, weighed in one message; those after are passed over
WINDOW = 30  # words that are weighed together
LONGER = 24  # more that a message of several windows must weigh, for it is weighed often
SORTS = 2 + NEAR  # of pairs that a word makes
LANE = 32  # bits in which a number stands beside others
STEP = 16  # a weight of so many in a table is one unit of the score

URGENT, TOPIC = "urgent", "topic"
SITUATIONS = ("self_harm", "other", "danger", "abuse")
TARGETS = (URGENT, TOPIC, *SITUATIONS)
"""What is weighed: urgent or not, topic or calm, and which of the four situations."""

BITS = {URGENT: 20} | dict.fromkeys((TOPIC, *SITUATIONS), 18)
"""A pair or a piece has one of 2 ** BITS places in the table of each target."""
MASKS = {target: (1 << bits) - 1 for target, bits in BITS.items()}

_Picked = Callable[[Sequence[int]], tuple[int, ...]]
_ALL = (1 << max(BITS.values())) - 1
_KEPT = ("988", "911", "211", "741741")
_EDGE = 0x5BD1E995 & _ALL  # stands for the words before the first and after the last
_UNKNOWN = -1  # the last place among the known words, which weighs nothing
_CUTS = [
    [slice(None), *(slice(at, at + size) for size in PIECES for at in range(length - size))]
    for length in range(MAX_PIECED + 4)
]
"""The pieces of a framed word of each length, and first itself with its mark."""


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

    `said` are the words as they are weighed, `words` their places and that of the end. `pairs`
    holds one sort of pair behind the other, each with a place for each word and for the end;
    `unknown` the unknown words by their numbers, and `pieces` those of each.
    """

    said: Sequence[str]
    words: Sequence[int]
    pairs: Sequence[int]
    unknown: Mapping[int, str]
    pieces: Mapping[str, Sequence[int]]
    weights: Weights

    def of(self, target: str) -> int:
        """Return the weight for `target`, of the heaviest window where the message is long.

        In a message of one window, what is said twice counts once.
        """
        table = self.weights.tables[target]
        if len(self.words) > WINDOW + 1:
            windows = self._urgent if target == URGENT else self._windows(target)
            return max(windows) + table.bias - LONGER
        own = sum(map(table.words.__getitem__, self._own))
        said = self._fine if MASKS[target] == _ALL else self._coarse
        return own + sum(said(table.places)) + table.bias

    def heaviest(self) -> Weighed:
        """Return the window that is the likeliest to be urgent."""
        if len(self.words) <= WINDOW + 1:
            return self
        start = self._urgent.index(max(self._urgent))
        end = start + WINDOW + 1
        size = len(self.words)
        unknown = {at - start: word for at, word in self.unknown.items() if start <= at < end}
        pairs = [self.pairs[at + start : at + end] for at in range(0, SORTS * size, size)]
        return Weighed(
            self.said[start:end],
            self.words[start:end],
            [*chain.from_iterable(pairs)],
            unknown,
            {word: self.pieces[word] for word in unknown.values()},
            self.weights,
        )

    def each(self, target: str) -> list[float]:
        """Return in units of the score what each word, and the end, adds for `target`."""
        return [sum(each) / STEP for each in zip(*self._columns(target), strict=True)]

    @cached_property
    def _own(self) -> set[int]:
        return set(self.words)

    @cached_property
    def _places(self) -> set[int]:
        return set().union(self.pairs, *self.pieces.values())

    @cached_property
    def _fine(self) -> _Picked:
        return _picked(self._places, _ALL)

    @cached_property
    def _coarse(self) -> _Picked:
        return _picked(self._places, MASKS[TOPIC])

    @cached_property
    def _urgent(self) -> list[int]:
        return self._windows(URGENT)

    def _windows(self, target: str) -> list[int]:
        """Return the weight of each window: the first, then what comes less what is left behind."""
        columns = self._columns(target)
        beside = len(self.words) - WINDOW - 1  # windows beside the first
        # Words that are in every window count in the first alone.
        after = max(beside, WINDOW + 1)
        sums = [*map(sum, zip(*(each[:beside] + each[after:] for each in columns), strict=True))]
        first = sum(sum(each[: WINDOW + 1]) for each in columns)
        return [*accumulate(map(sub, sums[-beside:], sums), initial=first)]

    def _columns(self, target: str) -> list[tuple[int, ...]]:
        """Return what each word, and the end, weighs by itself and in each sort of pair."""
        table, mask = self.weights.tables[target], MASKS[target]
        weights = _picked([*self.pairs, *chain(*self.pieces.values())], mask)(table.places)
        size = len(self.words)
        own = [*map(table.words.__getitem__, self.words)]
        rest = iter(weights[SORTS * size :])
        unknown = {word: sum(islice(rest, len(each))) for word, each in self.pieces.items()}
        for at, word in self.unknown.items():
            own[at] += unknown[word]
        return [tuple(own), *(weights[at : at + size] for at in range(0, SORTS * size, size))]


def weigh(words: Sequence[str], weights: Weights) -> Weighed:
    """Return `words`, as a folded message has them, ready to be weighed."""
    said = _heard(spelt(words), weights)
    places = [*map(weights.known.get, said, repeat(_UNKNOWN))]
    concepts = [*map(weights.concepts.__getitem__, places)]
    heads = [*map(weights.heads.__getitem__, places)]
    unknown = {at: said[at] for at, place in enumerate(places) if place == _UNKNOWN}
    begun = {word: beginning(word) for word in dict.fromkeys(unknown.values())}
    for at, word in unknown.items():
        concepts[at] = heads[at] = begun[word]
    cut = {word: pieces(word) for word in begun}
    return Weighed(said, [*places, _UNKNOWN], together(concepts, heads), unknown, cut, weights)


def spelt(words: Sequence[str]) -> list[str]:
    """Return `words` as they are weighed: without the mark of a stretched word, numbers by size."""
    return [word if word.isalpha() or len(word) == 1 else _spelt(word) for word in words]


def beginning(word: str) -> int:
    """Return a number for how `word` begins, by which it is known to the one beside it."""
    return _place(word[:HEAD].encode("utf-8", "replace"))


def meaning(word: str, concept: str = "") -> int:
    """Return a number for the `concept` that `word` stands for; for its beginning if for none."""
    return _place(f"#{concept}".encode()) if concept else beginning(word)


def pieces(word: str) -> list[int]:
    """Return the places of `word` itself and of the pieces it is made of."""
    framed = f"<{word[:MAX_PIECED]}>="
    cuts = _CUTS[len(framed)]
    if framed.isascii():
        plain = framed.encode()
        cut = [plain[each] for each in cuts]
    else:
        cut = [framed[each].encode("utf-8", "replace") for each in cuts]
    return [number & _ALL for number in map(zlib.crc32, cut)]


def together(concepts: Sequence[int], heads: Sequence[int]) -> Sequence[int]:
    """Return the places of the pairs that each word, and the end, makes with those before it.

    Two words side by side by their `heads`, "touched me" and "touches me" being one, and by their
    `concepts`; two words up to NEAR apart, wherever, by their `concepts`, as "mi hermano se quiere
    matar" and "my brother wants to kill himself" are one. One of these SORTS behind the other.
    """
    size = len(heads) + 1
    begun = _lined_up([_EDGE, *heads, _EDGE])
    near = _lined_up([_EDGE] * NEAR + [*concepts, _EDGE])
    now, before = near >> NEAR * LANE, near * 3
    sorts = [begun * 5 ^ begun >> LANE, near * 7 >> (NEAR - 1) * LANE ^ now]
    sorts += [before >> at * LANE ^ now for at in range(NEAR)]
    places = _lined_up([_ALL] * size)
    packed = [(each & places).to_bytes(size * LANE // 8, "little") for each in sorts]
    return struct.unpack(f"<{SORTS * size}I", b"".join(packed))


def _heard(said: list[str], weights: Weights) -> list[str]:
    """Return `said` without the words behind MOST_UNKNOWN others that nobody knows.

    No message of a carrier's length in any language holds so many.
    """
    if len(said) <= MOST_UNKNOWN:
        return said
    unknown = [word for word in dict.fromkeys(said) if word not in weights.known]
    passed = frozenset(unknown[MOST_UNKNOWN:])
    return [word for word in said if word not in passed] if passed else said


def _lined_up(numbers: Sequence[int]) -> int:
    """Return `numbers` in one, the first lowest: so what is done to it is done to them at once.

    Each has LANE bits, which is room enough to make it some times larger.
    """
    return int.from_bytes(struct.pack(f"<{len(numbers)}I", *numbers), "little")


def _picked(places: Collection[int], mask: int) -> _Picked:
    """Return what takes all of `places`, cut down to `mask`, out of a table at once."""
    return itemgetter(*(places if mask == _ALL else [place & mask for place in places]))


def _place(text: bytes) -> int:
    return zlib.crc32(text) & _ALL


def _spelt(word: str) -> str:
    if word[0] == STRETCHED:
        return word[1:]
    if word.isdigit() and len(word) > 1 and word not in _KEPT:
        return "0" * min(len(word), 5)
    return word
