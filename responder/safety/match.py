"""Find phrases of the word lists in a message: words in order, with bounded gaps between them.

A phrase is looked at only if its rarest place has a word in the message, and walked through only if
all its places have one; so most messages cost next to nothing. A walk passes over each word once
for each place, so a message of any kind takes time in step with its length.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, product

from responder.safety.fold import STRETCHED, once
from responder.safety.mend import Mender

FEW = 4
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
        known = {word for _, phrase in whole for each in phrase for word in each.words}
        self._pairs: dict[tuple[str, str], list[tuple[str, tuple[str, ...]]]] = {}
        self._stems: dict[str, list[str]] = {}
        self._stretched: dict[str, str] = {}
        for word in sorted(known):
            parts = tuple(word.split("_"))
            if len(parts) > 1:
                self._pairs.setdefault((parts[0], parts[1]), []).append((word, parts))
            elif word.endswith("*"):
                self._stems.setdefault(word[:STEM_HEAD], []).append(word)
            else:
                stretched = STRETCHED + once(word)
                self._stretched[stretched] = f"{self._stretched.get(stretched, '')} {word}"
        self._mender = Mender((part for word in known for part in word.split("_")), real)
        self._seconds = frozenset(second for _, second in self._pairs)
        self._anchored: dict[int, list[_Phrase]] = {}
        used = Counter(word for _, phrase in whole for each in phrase for word in each.words)
        weight = {word: used[word] + (1000 if word in common else 0) for word in known}
        numbers: dict[frozenset[str], int] = {}
        for rule, phrase in whole:
            rarest = min(
                (each.words for each in phrase),
                key=lambda words: sum(map(weight.get, words)),  # type: ignore[arg-type]
            )
            built = _Phrase(
                rule,
                tuple(numbers.setdefault(each.words, len(numbers)) for each in phrase),
                tuple(each.gap for each in phrase[1:]),
            )
            self._anchored.setdefault(numbers[rarest], []).append(built)
        # A few words take less room side by side than as a set.
        self._words = tuple(tuple(each) if len(each) <= FEW else each for each in numbers)
        self._places: dict[str, tuple[int, ...]] = {}
        for words, number in numbers.items():
            for word in words:
                self._places[word] = (*self._places.get(word, ()), number)

    def find(self, words: Sequence[str]) -> Found:
        """Return every hit in `words`, phrase by phrase, and how much was looked at."""
        spans = self._spans(self._mender.mend(words), words)
        filled = set(chain.from_iterable(self._places[word] for word in spans))
        standing: dict[int, Sequence[Span]] = {}
        hits: list[Hit] = []
        looked = len(words)
        for rarest in filled & self._anchored.keys():
            for phrase in self._anchored[rarest]:
                looked += 1
                if not filled.issuperset(phrase.places):
                    continue
                for place in phrase.places:
                    if place not in standing:
                        standing[place] = self._standing(place, spans)
                ends, steps = _walk(phrase, standing)
                looked += steps
                hits += [Hit(phrase.rule, start, end) for end, start in ends]
        return Found(tuple(dict.fromkeys(hits)), looked)

    def _standing(self, place: int, spans: dict[str, list[Span]]) -> Sequence[Span]:
        """Return where the words of `place` stand, in order."""
        known = self._words[place]
        if len(known) < len(spans):
            here = [spans[word] for word in known if word in spans]
        else:
            here = [at for word, at in spans.items() if word in known]
        return here[0] if len(here) == 1 else sorted(chain.from_iterable(here))

    def _spans(self, words: Sequence[str], written: Sequence[str]) -> dict[str, list[Span]]:
        """Return where each known word, pair of words and stem stands: first and last word.

        A mended word counts for the stems of both: "alkohol" looks like a slip, and is none.
        """
        spans: dict[str, list[Span]] = {}
        before = ""
        for at, (word, as_written) in enumerate(zip(words, written, strict=True)):
            if word in self._places:
                spans.setdefault(word, []).append((at, at))
            elif word[0] == STRETCHED and word in self._stretched:
                for plain in self._stretched[word].split():
                    spans.setdefault(plain, []).append((at, at))
            for form in {word, as_written}:
                for stem in self._stems.get(form[:STEM_HEAD], ()):
                    if form.startswith(stem[:-1]):
                        spans.setdefault(stem, []).append((at, at))
            for joined, parts in (
                self._pairs.get((before, word), ()) if word in self._seconds else ()
            ):
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
    phrase: _Phrase, standing: dict[int, Sequence[Span]]
) -> tuple[list[tuple[int, int]], int]:
    """Return where `phrase` ends and began, the tightest fit for each end, and the steps taken."""
    first_place, *others = phrase.places
    # The word it has come to, and the word it began with.
    reached = [(end, start) for start, end in standing[first_place]]
    if len(reached) > 1:
        reached.sort()
    steps = len(reached)
    for place, gap in zip(others, phrase.gaps, strict=True):
        here = standing[place]
        steps += len(here) + len(reached)
        onward: dict[int, int] = {}
        behind = 0
        for first, last in here:
            while behind < len(reached) and reached[behind][0] < first:
                behind += 1
            if behind and first - reached[behind - 1][0] <= gap + 1:
                onward[last] = max(reached[behind - 1][1], onward.get(last, 0))
        if not onward:
            return [], steps
        reached = sorted(onward.items()) if len(onward) > 1 else [*onward.items()]
    return reached, steps
