"""What the phrases of each page weigh: how much each word of a message tells for it.

A word tells more the fewer pages use it, a whole phrase of a page more than its parts, an everyday
word next to nothing. All of it is worked out when the flow loads.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import log
from typing import Any, TypeAlias

from responder.stems import EVERYDAY, LOOSELY, SHORT, stem_of

MOST_PAGES = 40  # a word that more pages share tells nothing
WORD, TITLE, ASKED, TEXT = 1.0, 1.2, 0.75, 0.45  # what words count, by where they stand on a page
COMMON_SHARE = 0.085  # of its weight that an everyday word keeps
OFTEN_SHARE = 0.15  # what it tells for a page that has it oftener than others do
OFTEN_FAINT = 0.1  # and what is not counted of that
SMOOTHING = 0.5
MORE_PHRASES = 0.1  # what a word gains where more phrases of a page have it
LOOSE_SHARE = 0.82  # of one that is ours, and is said of much else
PART_SHARE = 0.6  # of a phrase when the rest of it is not said
SINGLE_SHARE = 0.8  # of a single word that people ask with and no menu has
FAINT = 0.16  # parts that weigh less are not counted
MORE_OF_A_PHRASE = 0.4  # what each further telling word of a phrase adds to all of its words
NAMED = 2.85  # what a whole phrase of a page weighs at least
EVERYDAY_NAMED = 2.2  # one of everyday words only ("my brother")
LONGER = 0.15  # and as much more for each further word of it
NEARLY_ALONE = 2.7  # what a menu word that is said of much else weighs: enough, with a slip


@dataclass(frozen=True)
class Phrase:
    """Something that stands for a page: a word of it, its title, words that people ask with."""

    page: str
    words: str
    counts: float = WORD
    on_menu: bool = True


Ends: TypeAlias = tuple[tuple[str, tuple[float, ...]], ...]
"""Pages that a phrase stands for, each with what every word of the phrase is worth to it."""


@dataclass(frozen=True)
class Weights:
    """What each stem weighs: more the fewer pages have it, little if it is an everyday word."""

    weights: Mapping[str, float]
    pages: Mapping[str, set[str]]
    everyday: frozenset[str]

    @classmethod
    def of(cls, said: Sequence[tuple[Phrase, tuple[str, ...]]], subject: Iterable[str]) -> Weights:
        """Return the weights of the stems of all phrases; `subject` counts as everyday words."""
        pages: defaultdict[str, set[str]] = defaultdict(set)
        for each, stems in said:
            for stem in stems:
                pages[stem].add(each.page)
        # A short word tells nothing alone ("n", "4"), unless it is on the menu ("dv", "ai").
        short = {stem for stem in pages if len(stem) <= SHORT}
        short -= {stems[0] for each, stems in said if each.on_menu and len(stems) == 1}
        everyday = frozenset(EVERYDAY.values()) | short | frozenset(map(stem_of, subject))
        total = len({each.page for each, _ in said})
        return cls(
            {
                stem: log(1 + total / (1 + len(found)))
                * (COMMON_SHARE if stem in everyday else LOOSE_SHARE if stem in LOOSELY else 1.0)
                for stem, found in pages.items()
            },
            pages,
            everyday,
        )


def phrases_of(said: Sequence[tuple[Phrase, tuple[str, ...]]], weighed: Weights) -> dict[str, Ends]:
    """Return what stands for each whole phrase, and nothing for each beginning of one.

    By its stems with spaces between: one flat table takes less memory than a tree, and is handed
    over to another process in less time.
    """
    phrases: dict[str, Ends] = {}
    same: dict[object, Any] = {}
    for each, stems in said:
        if each.counts > TEXT:
            whole, *longer = accumulate(stems, _on)
            phrases.setdefault(whole, ())
            for whole in longer:
                phrases.setdefault(whole, ())
            if len(phrases[whole]) < MOST_PAGES:
                worths = _worths(each, stems, weighed)
                end = each.page, same.setdefault(worths, worths)
                ends = (*phrases[whole], same.setdefault(end, end))
                phrases[whole] = same.setdefault(ends, ends)
    return phrases


def _on(begun: str, stem: str) -> str:
    return f"{begun} {stem}"


def _worths(each: Phrase, stems: Sequence[str], weighed: Weights) -> tuple[float, ...]:
    """Return what each word of a whole phrase is worth; together enough to name a page.

    One everyday word alone is not enough: "more" and "who" stand in any message.
    """
    telling = len([stem for stem in stems if stem not in weighed.everyday])
    more = 1 + MORE_OF_A_PHRASE * max(0, telling - 1)
    share = SINGLE_SHARE if len(stems) == 1 and not each.on_menu else 1.0
    worths = [weighed.weights[stem] * each.counts * more * share for stem in stems]
    least = EVERYDAY_NAMED if len(stems) > 1 else 0.0
    if telling:
        least = NEARLY_ALONE if LOOSELY.issuperset(stems) else NAMED
    raised = max(1.0, least * (1 + LONGER * (len(stems) - 1)) / sum(worths))
    return tuple([round(worth * raised, 2) for worth in worths])


def parts_of(
    said: Sequence[tuple[Phrase, tuple[str, ...]]], weighed: Weights
) -> dict[str, tuple[tuple[str, float], ...]]:
    """Return what each stem is worth to each page when the rest of its phrase is not said.

    More where more phrases of the page have it; an everyday word is worth a little to the pages
    that have it oftener than others do ("come" to a team that comes).
    """
    often = _often(said)
    parts = _everyday_parts(often, weighed)
    for each, stems in said:
        weights = [weighed.weights[stem] for stem in stems]
        whole = sum(weights)
        for stem, weight in zip(stems, weights, strict=True):
            if stem in weighed.everyday or len(weighed.pages[stem]) > MOST_PAGES:
                continue
            worth = weight * each.counts * PART_SHARE * max(weight / whole, TEXT)
            worth *= 1 + MORE_PHRASES * log(often[stem].get(each.page, 1) if stem in often else 1)
            if worth >= FAINT:
                put_higher(parts.setdefault(stem, {}), each.page, worth)
    return {stem: tuple(found.items()) for stem, found in parts.items()}


def _often(said: Sequence[tuple[Phrase, tuple[str, ...]]]) -> dict[str, Counter[str]]:
    """Return how many phrases of each page have each stem, longer texts apart."""
    often: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for each, stems in said:
        if each.counts > TEXT:
            for stem in set(stems):
                often[stem][each.page] += 1
    return dict(often)


def _everyday_parts(
    often: Mapping[str, Counter[str]], weighed: Weights
) -> dict[str, dict[str, float]]:
    """Return what each everyday word is worth to the pages that have it oftener than others."""
    of_page: Counter[str] = Counter()
    for found in often.values():
        of_page.update(found)
    pages = SMOOTHING * len(of_page)
    parts: dict[str, dict[str, float]] = {}
    for stem in weighed.everyday & often.keys():
        if len(stem) < SHORT:
            continue
        share = (often[stem].total() + pages) / of_page.total()
        for page, count in often[stem].items():
            oftener = log((count + SMOOTHING) / (of_page[page] + pages) / share)
            worth = OFTEN_SHARE * oftener * min(1.0, count / 3)
            if worth >= OFTEN_FAINT:
                parts.setdefault(stem, {})[page] = round(worth, 2)
    return parts


def put_higher(by: dict[str, float], key: str, worth: float) -> None:
    """Let `by` have `worth` at `key`, unless it has more."""
    if worth > by.get(key, 0.0):
        by[key] = worth
