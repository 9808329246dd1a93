"""Find phrases of the word lists in a message: words in order, with bounded gaps between them.

A phrase is looked at only if its rarest place has a word in the message, and walked through only if
all its places have one; so most messages cost next to nothing. A walk passes over each word once
for each place, so a message of any kind takes time in step with its length.

What stands in a message is told by its name: a word, two or more words side by side (`going_to`),
or a stem (`suicid*`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, chain, compress, count, pairwise, product
from typing import NamedTuple

from responder.safety.fold import STRETCHED, once
from responder.safety.mend import Mender

SIDE_BY_SIDE = 16  # words of a place that take less room so than as a set
STEM_HEAD = 3  # letters by which a stem is first looked for; the fewest a stem may have


@dataclass(frozen=True)
class Element:
    """One place of a phrase: any of `words`, after at most `gap` others.

    `going_to` among the words is two words side by side, `suicid*` is any word that begins so.
    """

    words: frozenset[str]
    gap: int = 0
    optional: bool = False


class Hit(NamedTuple):
    """The rule whose phrase was found, and the words from `start` up to and with `end`."""

    rule: str
    start: int
    end: int


@dataclass(frozen=True)
class Found:
    """All hits in a message; `looked` is how many spans and phrases it took to find them."""

    hits: tuple[Hit, ...]
    looked: int


Span = tuple[int, int]


@dataclass(frozen=True, eq=False, slots=True)
class _Phrase:
    rule: str
    places: tuple[int, ...]  # by number; the words of each are kept once for all phrases
    spreads: tuple[tuple[int, ...], ...]  # of the gap behind each place


class Matcher:
    """All phrases, ready to be found."""

    def __init__(
        self,
        phrases: Iterable[tuple[str, Sequence[Element]]],
        common: Collection[str] = (),
        real: Collection[str] = (),
    ) -> None:
        """Take each phrase with its rule.

        `common` are words that tell little about a message, `real` those that are no slip.
        """
        whole = [(rule, each) for rule, phrase in phrases for each in _without_options(phrase)]
        used = Counter(name for _, phrase in whole for each in phrase for name in each.words)
        weight = {name: used[name] + (1000 if name in common else 0) for name in used}
        numbers: dict[frozenset[str], int] = {}
        all_spreads: dict[tuple[tuple[int, ...], ...], tuple[tuple[int, ...], ...]] = {}
        anchored: dict[str, tuple[_Phrase, ...]] = {}
        for rule, phrase in whole:
            places = tuple(numbers.setdefault(each.words, len(numbers)) for each in phrase)
            spreads = (*(_spread(each.gap) for each in phrase[1:]), ())
            built = _Phrase(rule, places, all_spreads.setdefault(spreads, spreads))
            for name in min(
                (each.words for each in phrase),
                key=lambda words: sum(map(weight.get, words)),  # type: ignore[arg-type]
            ):
                anchored[name] = (*anchored.get(name, ()), built)
        same: dict[tuple[_Phrase, ...], tuple[_Phrase, ...]] = {}
        self._anchored = {name: same.setdefault(each, each) for name, each in anchored.items()}
        self._words = tuple(tuple(each) if len(each) <= SIDE_BY_SIDE else each for each in numbers)
        self._real = real
        self._mender = Mender(part for name in used for part in name.split("_"))
        self._pairs: dict[tuple[str, ...], list[tuple[str, tuple[str, ...]]]] = {}
        self._stems: dict[str, list[str]] = {}
        self._stretched: dict[str, list[str]] = {}
        for name in sorted(used):
            parts = tuple(name.split("_"))
            if len(parts) > 1:
                self._pairs.setdefault(parts[:2], []).append((name, parts))
            elif name.endswith("*"):
                self._stems.setdefault(name[:STEM_HEAD], []).append(name)
            elif name != once(name):
                self._stretched.setdefault(STRETCHED + once(name), [once(name)]).append(name)
        # A stretched word that the lists hold as such is itself alone.
        self._stretched |= {name: [] for name in used if name[0] == STRETCHED}
        stems = tuple(stem[:-1] for near in self._stems.values() for stem in near)
        self._stemmed = frozenset(word for word in real if word.startswith(stems))

    def find(self, words: Sequence[str]) -> Found:
        """Return every hit in `words`, phrase by phrase, and how much was looked at."""
        once_each = dict.fromkeys(words)
        odd = [word for word in once_each if word not in self._real]
        mended = self._mender.mended(odd) if odd else {}
        if not self._stemmed.isdisjoint(once_each):
            odd += [word for word in once_each if word in self._stemmed]
        more = self._as_others(words, {word: mended.get(word, word) for word in odd})
        if mended:
            words = [mended.get(word, word) for word in words]
            once_each = dict.fromkeys(words)
        more |= self._side_by_side(words)
        named = once_each | dict.fromkeys(more)
        near = dict.fromkeys(chain.from_iterable(filter(None, map(self._anchored.get, named))))
        looked = len(words) + len(near)
        said = frozenset(named)
        unsaid, words_of = said.isdisjoint, self._words
        standing = None
        hits: list[Hit] = []
        for phrase in near:
            for place in phrase.places:
                if unsaid(words_of[place]):
                    break
            else:
                standing = standing or _Standing(words_of, _firsts(words, more), said)
                found = _walk(phrase, standing)
                looked += len(phrase.places) + len(found)
                hits += [Hit(phrase.rule, start, end) for start, end in found]
        return Found(tuple(dict.fromkeys(hits)), looked)

    def _as_others(self, words: Sequence[str], meant: Mapping[str, str]) -> dict[str, list[int]]:
        """Return where each stem and each word of a stretched one stands; `meant` may be such.

        A mended word counts for the stems of both: "alkohol" looks like a slip, and is none.
        """
        others: dict[str, list[str]] = {}
        for written, word in meant.items():
            plain = self._stretched.get(word, (word[1:],)) if word[0] == STRETCHED else ()
            stems = self._stems_of(word)
            if word != written:
                stems |= self._stems_of(written)
            if plain or stems:
                others[written] = [*plain, *stems]
        more: dict[str, list[int]] = {}
        if others:
            for at, word in enumerate(words):
                if word in others:
                    for name in others[word]:
                        more.setdefault(name, []).append(at)
        return more

    def _side_by_side(self, words: Sequence[str]) -> dict[str, list[int]]:
        """Return where words begin that stand side by side and are looked for so."""
        more: dict[str, list[int]] = {}
        for first in compress(count(), map(self._pairs.__contains__, pairwise(words))):
            for name, parts in self._pairs[words[first], words[first + 1]]:
                if len(parts) == 2 or tuple(words[first : first + len(parts)]) == parts:
                    more.setdefault(name, []).append(first)
        return more

    def _stems_of(self, word: str) -> set[str]:
        near = self._stems.get(word[:STEM_HEAD])
        return {stem for stem in near if word.startswith(stem[:-1])} if near else set()


_Place = tuple[int, dict[int, int]]
"""Where single words of a place stand, and where longer ones begin, by their length.

Numbers of words are the bits of one number, so that all are gone through at once.
"""


class _Standing(dict[int, _Place]):
    """Where the words of each place stand, found out when it is first asked for."""

    def __init__(
        self,
        words: Sequence[Collection[str]],
        firsts: Mapping[str, list[int]],
        said: frozenset[str],
    ) -> None:
        """Take the words of all places, and where the words `said` in the message begin."""
        self._words = words
        self._firsts = firsts
        self._said = said
        self._bits: dict[str, int] = {}

    def __missing__(self, place: int) -> _Place:
        single = 0
        longer: dict[int, int] = {}
        for name in self._said.intersection(self._words[place]):
            bits = self._bits.get(name) or self._of(name)
            if "_" in name:
                length = name.count("_") + 1
                longer[length] = longer.get(length, 0) | bits
            else:
                single |= bits
        self[place] = single, longer
        return single, longer

    def _of(self, name: str) -> int:
        first, *others = self._firsts[name]
        bits = 1 << first
        for at in others:
            bits |= 1 << at
        self._bits[name] = bits
        return bits


def _firsts(words: Sequence[str], more: Mapping[str, list[int]]) -> dict[str, list[int]]:
    """Return where each word stands, and where what is in `more` begins."""
    firsts: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        firsts.setdefault(word, []).append(at)
    for name, here in more.items():
        # A word may stand there both plain and stretched.
        firsts[name] = [*firsts.get(name, ()), *here]
    return firsts


def _without_options(phrase: Sequence[Element]) -> list[tuple[Element, ...]]:
    """Return `phrase` once with and once without each place that may be left out."""
    variants = []
    for chosen in product(*((True, False) if each.optional else (True,) for each in phrase)):
        variant: list[Element] = []
        gap = 0
        for element, kept in zip(phrase, chosen, strict=True):
            gap += element.gap
            if kept:
                variant.append(Element(element.words, gap if variant else 0))
                gap = 0
        variants.append(tuple(variant))
    return variants


@cache
def _spread(gap: int) -> tuple[int, ...]:
    """Return by how much to shift, one after another, so that a bit reaches `gap` places further.

    Each shift carries all that was reached before, so a few are enough: 1, 2, 4 for seven.
    """
    shifts = []
    reached = 0
    while reached < gap:
        shifts.append(min(reached + 1, gap - reached))
        reached += shifts[-1]
    return tuple(shifts)


def _walk(phrase: _Phrase, standing: Mapping[int, _Place]) -> list[Span]:
    """Return where `phrase` begins and ends, the tightest fit for each end."""
    near = -1
    reached = []
    for place, spread in zip(phrase.places, phrase.spreads, strict=True):
        single, longer = standing[place]
        ends = single = single & near
        lengths = []
        if longer:
            lengths = [(size, (firsts & near) << size - 1) for size, firsts in longer.items()]
            for _, here in lengths:
                ends |= here
        if not ends:
            return []
        reached.append((ends, single, lengths))
        near = ends << 1
        for by in spread:
            near |= near << by
    reached.reverse()
    found = []
    for end in _numbers(reached[0][0]):
        at = end
        for ends, single, lengths in reached:
            at = (ends & (2 << at) - 1).bit_length() - 1
            if not lengths or single >> at & 1:
                at -= 1
            else:
                at -= min([size for size, here in lengths if here >> at & 1])
        found.append((at + 1, end))
    return found


def _numbers(bits: int) -> list[int]:
    """Return the numbers of all `bits` that are set."""
    if not bits & bits - 1:
        return [bits.bit_length() - 1]
    zeros = f"{bits:b}"[::-1].split("1")[:-1]  # one string before each bit that is set
    return [at + before for at, before in enumerate(accumulate(map(len, zeros)))]
