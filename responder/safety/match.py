"""Find phrases of the word lists in a message: words in order, with bounded gaps between them.

A phrase is looked at only if its rarest place has a word in the message, and walked through only if
all its places have one; so most messages cost next to nothing. A walk passes over each word once
for each place, so a message of any kind takes time in step with its length.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from responder.safety.fold import STRETCHED, once

STEM_HEAD = 3  # letters by which a stem is first looked for; the fewest a stem may have


@dataclass(frozen=True)
class Element:
    """One place of a phrase: any of `words`, after at most `gap` others.

    `going_to` among the words is two words side by side, `suicid*` is any word that begins so.
    """

    words: frozenset[str]
    gap: int = 0
    optional: bool = False


@dataclass(frozen=True)
class Hit:
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


@dataclass(frozen=True)
class _Phrase:
    rule: str
    places: tuple[frozenset[str], ...]
    gaps: tuple[int, ...]
    others: tuple[frozenset[str], ...]  # the places without the rarest, the rarer first


class Matcher:
    """All phrases, ready to be found."""

    def __init__(
        self,
        phrases: Iterable[tuple[str, Sequence[Element]]],
        common: Collection[str] = (),
    ) -> None:
        """Take each phrase with its rule; `common` are words that tell little about a message."""
        whole = [(rule, each) for rule, phrase in phrases for each in _without_options(phrase)]
        known = {word for _, phrase in whole for each in phrase for word in each.words}
        self._single = frozenset(word for word in known if "_" not in word and "*" not in word)
        self._pairs: dict[tuple[str, str], list[tuple[str, tuple[str, ...]]]] = {}
        self._stems: dict[str, list[str]] = {}
        self._stretched: dict[str, list[str]] = {}
        for word in sorted(known):
            parts = tuple(word.split("_"))
            if len(parts) > 1:
                self._pairs.setdefault((parts[0], parts[1]), []).append((word, parts))
            elif word.endswith("*"):
                self._stems.setdefault(word[:STEM_HEAD], []).append(word)
            else:
                self._stretched.setdefault(STRETCHED + once(word), []).append(word)
        self._anchored: dict[str, list[_Phrase]] = {}
        used = Counter(word for _, phrase in whole for each in phrase for word in each.words)
        weight = {word: used[word] + (1000 if word in common else 0) for word in known}
        for rule, phrase in whole:
            rarest, *others = sorted(
                (each.words for each in phrase),
                key=lambda words: sum(map(weight.get, words)),  # type: ignore[arg-type]
            )
            built = _Phrase(
                rule,
                tuple(each.words for each in phrase),
                tuple(each.gap for each in phrase),
                tuple(others),
            )
            for word in rarest:
                self._anchored.setdefault(word, []).append(built)

    def find(self, words: Sequence[str]) -> Found:
        """Return every hit in `words`, phrase by phrase, and how much was looked at."""
        spans = self._spans(words)
        present = frozenset(spans)
        hits: list[Hit] = []
        looked = len(words)
        for word in present & self._anchored.keys():
            for phrase in self._anchored[word]:
                looked += 1
                if any(place.isdisjoint(present) for place in phrase.others):
                    continue
                ends, steps = _walk(phrase, spans, present)
                looked += steps
                hits.extend(Hit(phrase.rule, start, end) for end, start in ends)
        return Found(tuple(dict.fromkeys(hits)), looked)

    def _spans(self, words: Sequence[str]) -> dict[str, list[Span]]:
        """Return where each known word, pair of words and stem stands: first and last word."""
        spans: dict[str, list[Span]] = {}
        before = ""
        for at, word in enumerate(words):
            if word in self._single:
                spans.setdefault(word, []).append((at, at))
            elif word in self._stretched:
                for plain in self._stretched[word]:
                    spans.setdefault(plain, []).append((at, at))
            for stem in self._stems.get(word[:STEM_HEAD], ()):
                if word.startswith(stem[:-1]):
                    spans.setdefault(stem, []).append((at, at))
            for joined, parts in self._pairs.get((before, word), ()):
                first = at - 1
                if tuple(words[first : first + len(parts)]) == parts:
                    spans.setdefault(joined, []).append((first, first + len(parts) - 1))
            before = word
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
    phrase: _Phrase, spans: dict[str, list[Span]], present: frozenset[str]
) -> tuple[list[tuple[int, int]], int]:
    """Return where `phrase` ends and began, the tightest fit for each end, and the steps taken."""
    reached: list[tuple[int, int]] = []  # the word it has come to, and the word it began with
    steps = 0
    for number, (place, gap) in enumerate(zip(phrase.places, phrase.gaps, strict=True)):
        standing = [spans[word] for word in place & present]
        here = standing[0] if len(standing) == 1 else sorted(s for each in standing for s in each)
        steps += len(here) + len(reached)
        if number == 0:
            reached = sorted((end, start) for start, end in here)
            continue
        onward: dict[int, int] = {}
        behind = 0
        for first, last in here:
            while behind < len(reached) and reached[behind][0] < first:
                behind += 1
            if behind and first - reached[behind - 1][0] <= gap + 1:
                onward[last] = max(reached[behind - 1][1], onward.get(last, 0))
        if not onward:
            return [], steps
        reached = sorted(onward.items())
    return reached, steps
