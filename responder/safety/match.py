"""Find phrases of the word lists in a message: words in order, with bounded gaps between them.

A phrase is looked at only if its rarest place has a word in the message, and walked through only if
all its places have one; so most messages cost next to nothing. A walk passes over each word once
for each place, so a message of any kind takes time in step with its length.

What stands in a message is told by its name: a word, two or more words side by side (`going_to`),
or a stem (`suicid*`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product
from typing import NamedTuple

from responder.safety.fold import STRETCHED, once
from responder.safety.mend import Mender

FEW = 4  # times as long as another: such a list is searched, not gone through
SIDE_BY_SIDE = 12  # words of a place that take less room so than as a set
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
    gaps: tuple[int, ...]  # before each place but the first


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
        anchored: dict[str, tuple[_Phrase, ...]] = {}
        for rule, phrase in whole:
            built = _Phrase(
                rule,
                tuple(numbers.setdefault(each.words, len(numbers)) for each in phrase),
                tuple(each.gap for each in phrase[1:]),
            )
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
        odd = [word for word in dict.fromkeys(words) if word not in self._real]
        mended = self._mender.mended(odd) if odd else {}
        if mended:
            words = [mended.get(word, word) for word in words]
        more = self._more(words)
        said = dict.fromkeys((*words, *more)).keys()
        anchored = [self._anchored[name] for name in said if name in self._anchored]
        near = dict.fromkeys(chain.from_iterable(anchored))
        looked = len(words) + len(near)
        standing = None
        begun: dict[int, Sequence[Span]] = {}
        hits: list[Hit] = []
        for phrase in near:
            for place in phrase.places:
                if said.isdisjoint(self._words[place]):
                    break
            else:
                standing = standing or _Standing(self._words, _spans(words, more))
                first = phrase.places[0]
                if first not in begun:
                    begun[first] = sorted([(end, start) for start, end in standing[first]])
                ends, steps = _walk(phrase, standing, begun[first])
                looked += steps
                hits += [Hit(phrase.rule, start, end) for end, start in ends]
        return Found(tuple(dict.fromkeys(hits)), looked)

    def _more(self, words: Sequence[str]) -> dict[str, list[Span]]:
        """Return where each stem, pair of words and word of a stretched one stands."""
        more: dict[str, list[Span]] = {}
        before = ""
        for at, word in enumerate(words):
            if word not in self._real or word in self._stemmed:
                if word[0] == STRETCHED:
                    for plain in self._stretched.get(word, (word[1:],)):
                        more.setdefault(plain, []).append((at, at))
                for stem in self._stems.get(word[:STEM_HEAD], ()):
                    if word.startswith(stem[:-1]):
                        more.setdefault(stem, []).append((at, at))
            if (before, word) in self._pairs:
                for name, parts in self._pairs[before, word]:
                    first = at - 1
                    if tuple(words[first : first + len(parts)]) == parts:
                        more.setdefault(name, []).append((first, first + len(parts) - 1))
            before = word
        return more


class _Standing(dict[int, Sequence[Span]]):
    """Where the words of each place stand, in order, found out when it is first asked for."""

    def __init__(self, words: Sequence[Collection[str]], spans: Mapping[str, list[Span]]) -> None:
        """Take the words of all places, and where the words of the message stand."""
        self._words = words
        self._spans = spans

    def __missing__(self, place: int) -> Sequence[Span]:
        said = self._spans.keys() & self._words[place]
        here = [self._spans[word] for word in said]
        found = here[0] if len(here) == 1 else sorted(chain.from_iterable(here))
        self[place] = found
        return found


def _spans(words: Sequence[str], more: Mapping[str, list[Span]]) -> dict[str, list[Span]]:
    """Return where each word stands, and what stands in `more`: first and last word."""
    spans: dict[str, list[Span]] = {}
    for at, word in enumerate(words):
        spans.setdefault(word, []).append((at, at))
    for name, here in more.items():
        # A word may stand there both plain and stretched.
        spans[name] = sorted((*spans[name], *here)) if name in spans else here
    return spans


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


def _walk(
    phrase: _Phrase, standing: Mapping[int, Sequence[Span]], reached: Sequence[Span]
) -> tuple[Sequence[Span], int]:
    """Return where `phrase` ends and began, the tightest fit for each end, and the steps taken.

    `reached` is where its first place ends and begins.
    """
    steps = len(phrase.places)
    for place, gap in zip(phrase.places[1:], phrase.gaps, strict=True):
        here = standing[place]
        if len(here) > FEW * len(reached):
            here = _close(here, reached, gap)
        steps += len(here)
        onward: dict[int, int] = {}
        behind = 0
        for first, last in here:
            behind = bisect_left(reached, (first,), behind)
            if behind and first - reached[behind - 1][0] <= gap + 1:
                onward[last] = max(reached[behind - 1][1], onward.get(last, 0))
        if not onward:
            return (), steps
        reached = sorted(onward.items()) if len(onward) > 1 else [*onward.items()]
    return reached, steps


def _close(here: Sequence[Span], reached: Sequence[Span], gap: int) -> list[Span]:
    """Return those of `here` that begin at most `gap` words behind one of `reached`."""
    close: dict[Span, None] = {}
    for end, _ in reached:
        first, last = bisect_left(here, (end + 1,)), bisect_left(here, (end + gap + 2,))
        close |= dict.fromkeys(here[first:last])
    return [*close]
