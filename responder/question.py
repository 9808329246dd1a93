"""Find what a whole question is about: the page whose own words it names most tellingly.

A word tells more the fewer pages use it, a whole phrase of a page more than its parts, an everyday
word next to nothing; the page with the largest sum is meant. docs/routing.md has the figures.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from types import MappingProxyType

from responder.slips import ORDINARY, Slips
from responder.stems import EVERYDAY, LOOSELY, SHORT, spelled, stem_of
from responder.wording.plain import words_in

MAX_WORDS = 2000  # of a pasted e-mail; what stands after is not read for a page
MOST_PAGES = 40  # a word that more pages share tells nothing
SLIP_LETTERS = 7  # of a word people ask with; the words on the menu have slips from five on

WORD, TITLE, ASKED, TEXT = 1.0, 1.2, 0.75, 0.45  # what words count, by where they stand on a page
COMMON_SHARE = 0.085  # of its weight that an everyday word keeps
OFTEN_SHARE = 0.15  # what it tells for a page that has it oftener than others do
OFTEN_FAINT = 0.1  # and what is not counted of that
SMOOTHING = 0.5
MORE_PHRASES = 0.15  # what a word gains where more phrases of a page have it
LOOSE_SHARE = 0.82  # of one that is ours, and is said of much else
PART_SHARE = 0.75  # of a phrase when the rest of it is not said
SLIP_SHARE = SINGLE_SHARE = 0.8  # of a slip; of a single word that people ask with and no menu has
FAINT = 0.16  # parts that weigh less are not counted
MORE_OF_A_PHRASE = 0.4  # what each further telling word of a phrase adds to all of its words

ENOUGH = 2.1  # below, nothing known was named
NAMED = 2.85  # what a whole phrase of a page weighs at least
EVERYDAY_NAMED = 2.2  # one of everyday words only ("my brother")
LONGER = 0.15  # and as much more for each further word of it
NAMES_TOO = 2.2  # from here on, a second page was named as well
NEARLY = 0.5  # of the best's weight, that a page below it weighs to be meant in its place
NEARLY_ALONE = 2.7  # what a menu word that is said of much else weighs: enough, with a slip


@dataclass(frozen=True)
class Phrase:
    """Something that stands for a page: a word of it, its title, words that people ask with."""

    page: str
    words: str
    counts: float = WORD
    on_menu: bool = True


@dataclass(frozen=True)
class Found:
    """The page that a question is about, and one that it names besides; its weight for tests."""

    page: str
    besides: str = ""
    weight: float = 0.0


@dataclass(slots=True)
class _Node:
    """A place in the tree of phrases: what may follow, and what each phrase ending here weighs."""

    then: Mapping[str, _Node] = field(default_factory=lambda: _NO_MORE)
    ends: tuple[tuple[str, tuple[float, ...]], ...] = ()


@dataclass(frozen=True)
class Questions:
    """An index of phrases, to find what a question is about."""

    _stems: Mapping[str, str] = field(repr=False)
    _parts: Mapping[str, tuple[tuple[str, float], ...]] = field(repr=False)
    _tree: _Node = field(repr=False)
    _closed: Mapping[str, tuple[str, ...]] = field(repr=False)
    _slips: Slips = field(repr=False)
    _above: Mapping[str, frozenset[str]] = field(repr=False)
    _gives_way: Mapping[str, frozenset[str]] = field(repr=False)

    @classmethod
    def of(
        cls,
        phrases: Iterable[Phrase],
        above: Mapping[str, frozenset[str]],
        subject: Iterable[str] = (),
        gives_way: Mapping[str, frozenset[str]] | None = None,
    ) -> Questions:
        """Return an index of `phrases`; `above` are the pages that each page is a part of.

        `subject` are the words for what the whole line is about, which tell no page from another.
        `gives_way` are pages about what is asked of anything, such as what it costs, each with
        those it does not give way to.
        """
        taken = [(each, tuple(spelled(words_in(each.words)))) for each in phrases]
        words = {word for _, written in taken for word in written}
        stems = {word: stem_of(word) for word in words} | EVERYDAY
        said = [
            (each, tuple(stems[word] for word in written)) for each, written in taken if written
        ]
        weighed = _Weights.of(said, subject)
        return cls(
            stems | {stem: stem for stem in weighed.weights},
            _parts(said, weighed),
            _tree(said, weighed),
            {
                "".join(written): tuple(stems[word] for word in written)
                for each, written in taken
                if len(written) > 1 and each.on_menu
            },
            Slips.of(
                {
                    word
                    for each, written in taken
                    for word in written
                    if each.on_menu or (len(word) >= SLIP_LETTERS and len(written) == 1)
                }
                - EVERYDAY.keys()
            ),
            above,
            gives_way or {},
        )

    def find(self, words: Sequence[str]) -> Found | None:
        """Return what a message of `words` (as `words_in` gives them) is about; None for nothing.

        The time taken grows in step with the message, and hardly with the number of pages.
        """
        told = self._told(list(self._said(words[:MAX_WORDS])))
        if not told:
            return None
        sums = {page: sum(by.values()) for page, by in told.items()}
        best = max(sums, key=lambda page: (sums[page], page))
        if sums[best] < ENOUGH:
            return None
        best = self._nearer(best, sums, told)
        besides = _besides(best, told)
        keeps = self._gives_way.get(best)
        if keeps is not None:
            named = _besides(best, told, NAMED, keeps)
            if named:
                best, besides = named, best
        return Found(best, besides, sums[best])

    def _said(self, words: Sequence[str]) -> Iterator[tuple[str, float]]:
        """Yield the stems of `words`, slips mended, each with how sure it is; "" for unknown."""
        for word in spelled(words):
            stem = self._stems.get(word) or self._stems.get(stem_of(word))
            if stem is not None:
                yield stem, 1.0
            elif word in self._closed:
                yield from ((part, 1.0) for part in self._closed[word])
            elif word not in ORDINARY and (near := self._slips.near(word)):
                yield self._stems[near[0]], SLIP_SHARE
            else:
                yield "", 0.0

    def _told(self, said: Sequence[tuple[str, float]]) -> dict[str, dict[str, float]]:
        """Return what each page is told by, stem by stem: its whole phrases, and parts of them."""
        told: dict[str, dict[str, float]] = {}
        for at, (stem, sure) in enumerate(said):
            for page, worth in self._parts.get(stem, ()):
                _raise(told.setdefault(page, {}), stem, worth * sure)
            node = self._tree.then.get(stem)
            walked = [(stem, sure)]
            end, gap = at + 1, True
            while node is not None:
                for page, worths in node.ends:
                    by = told.setdefault(page, {})
                    for (each, how_sure), worth in zip(walked, worths, strict=True):
                        _raise(by, each, worth * how_sure)
                then = node.then
                node = None
                if then and end < len(said):
                    node = then.get(said[end][0])
                    if node is None and gap and end + 1 < len(said):
                        gap = False
                        end += 1
                        node = then.get(said[end][0])
                    walked.append(said[end])
                    end += 1
        return told

    def _nearer(
        self, best: str, sums: Mapping[str, float], told: Mapping[str, Mapping[str, float]]
    ) -> str:
        """Return the page below `best` that was named by words of its own, the more specific."""
        below = {}
        for page in sums:
            if sums[page] >= NEARLY * sums[best] and best in self._above.get(page, ()):
                own = sum(
                    worth for stem, worth in told[page].items() if worth > told[best].get(stem, 0.0)
                )
                if own >= ENOUGH:
                    below[page] = own
        return max(below, key=lambda page: (below[page], page), default=best)


@dataclass(frozen=True)
class _Weights:
    """What each stem weighs: more the fewer pages have it, little if it is an everyday word."""

    weights: Mapping[str, float]
    pages: Mapping[str, set[str]]
    everyday: frozenset[str]

    @classmethod
    def of(cls, said: Sequence[tuple[Phrase, tuple[str, ...]]], subject: Iterable[str]) -> _Weights:
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


def _tree(said: Sequence[tuple[Phrase, tuple[str, ...]]], weighed: _Weights) -> _Node:
    """Return the tree of whole phrases."""
    tree = _Node()
    same: dict[tuple[float, ...], tuple[float, ...]] = {}
    for each, stems in said:
        if each.counts > TEXT:
            node = tree
            for stem in stems:
                node = _next(node, stem)
            if len(node.ends) < MOST_PAGES:
                worths = _worths(each, stems, weighed)
                node.ends += ((each.page, same.setdefault(worths, worths)),)
    return tree


def _next(node: _Node, stem: str) -> _Node:
    """Return the place after `node` at `stem`, made if need be; most places have none, or one."""
    then = node.then.get(stem)
    if then is None:
        then = _Node()
        if isinstance(node.then, dict):
            node.then[stem] = then
        else:
            node.then = {stem: then}
    return then


def _worths(each: Phrase, stems: Sequence[str], weighed: _Weights) -> tuple[float, ...]:
    """Return what each word of a whole phrase is worth; together enough to name a page.

    One everyday word alone is not enough: "more" and "who" stand in any message.
    """
    telling = len([stem for stem in stems if stem not in weighed.everyday])
    more = 1 + MORE_OF_A_PHRASE * max(0, telling - 1)
    share = SINGLE_SHARE if len(stems) == 1 and not each.on_menu else 1.0
    worths = [weighed.weights[stem] * each.counts * more * share for stem in stems]
    if telling and LOOSELY.issuperset(stems):
        least = NEARLY_ALONE
    else:
        least = NAMED if telling else EVERYDAY_NAMED if len(stems) > 1 else 0.0
    raised = max(1.0, least * (1 + LONGER * (len(stems) - 1)) / sum(worths))
    return tuple([round(worth * raised, 2) for worth in worths])


def _parts(
    said: Sequence[tuple[Phrase, tuple[str, ...]]], weighed: _Weights
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
                _raise(parts.setdefault(stem, {}), each.page, worth)
    return {stem: tuple(found.items()) for stem, found in parts.items()}


def _often(said: Sequence[tuple[Phrase, tuple[str, ...]]]) -> dict[str, Counter[str]]:
    """Return how many phrases of each page have each stem, longer texts apart."""
    often: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for each, stems in said:
        for stem in set(stems) if each.counts > TEXT else ():
            often[stem][each.page] += 1
    return dict(often)


def _everyday_parts(
    often: Mapping[str, Counter[str]], weighed: _Weights
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


def _besides(
    best: str,
    told: Mapping[str, Mapping[str, float]],
    least: float = NAMES_TOO,
    never: Container[str] = (),
) -> str:
    """Return a page that is named by other words than `best` is, and by enough; empty if none."""
    mine = told[best]
    second, most = "", least
    for page, by in told.items():
        if page != best and page not in never:
            weight = sum(worth for stem, worth in by.items() if mine.get(stem, 0.0) < worth / 2)
            if weight >= most:
                second, most = page, weight
    return second


def _raise(by: dict[str, float], key: str, worth: float) -> None:
    if worth > by.get(key, 0.0):
        by[key] = worth


_NO_MORE: Mapping[str, _Node] = MappingProxyType({})  # one for all: most places end a phrase
