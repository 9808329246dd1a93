"""Find what a whole question is about: the page whose own words it names most tellingly.

The page with the largest sum of what its words and phrases weigh (`weighed.py`) is meant.
docs/routing.md has the figures.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from responder.introduction import without_introduction
from responder.leaning import Leanings
from responder.slips import ORDINARY, Slips
from responder.stems import EVERYDAY, spelled, stem_of
from responder.weighed import NAMED, Ends, Phrase, Weights, parts_of, phrases_of, put_higher
from responder.wording.plain import words_in

MAX_WORDS = 2000  # of a pasted e-mail; what stands after is not read for a page
SLIP_LETTERS = 7  # of a word people ask with; the words on the menu have slips from five on
SLIP_SHARE = 0.8  # of a slip
ENOUGH = 2.1  # below, nothing known was named
ENOUGH_OF_UNKNOWN = 2.6  # and in one that holds two words or more that are unknown
ENOUGH_OF_KNOWN = 1.5  # and in a message that holds no other word than known ones
NAMES_TOO = 2.2  # from here on, a second page was named as well
WAY = 0.5  # of the weight of a page that gives way, that the one it gives way to must weigh
ALIKE = 0.85  # of the best's weight, that a page weighs which words may lean to instead
NEARLY = 0.5  # of the best's weight, that a page below it weighs to be meant in its place


@dataclass(frozen=True)
class Found:
    """The page that a question is about, and one that it names besides; its weight for tests."""

    page: str
    besides: str = ""
    weight: float = 0.0


@dataclass(frozen=True)
class Questions:
    """An index of phrases, to find what a question is about."""

    _stems: Mapping[str, str] = field(repr=False)
    _parts: Mapping[str, tuple[tuple[str, float], ...]] = field(repr=False)
    _phrases: Mapping[str, Ends] = field(repr=False)
    _closed: Mapping[str, tuple[str, ...]] = field(repr=False)
    _slips: Slips = field(repr=False)
    _above: Mapping[str, frozenset[str]] = field(repr=False)
    _gives_way: Mapping[str, frozenset[str]] = field(repr=False)
    _leanings: Leanings = field(repr=False)

    @classmethod
    def of(
        cls,
        phrases: Iterable[Phrase],
        above: Mapping[str, frozenset[str]],
        subject: Iterable[str] = (),
        gives_way: Mapping[str, frozenset[str]] | None = None,
        leanings: Leanings | None = None,
    ) -> Questions:
        """Return an index of `phrases`; `above` are the pages that each page is a part of.

        `subject` are the words for what the whole line is about, which tell no page from another.
        `gives_way` are pages about what is asked of anything, such as what it costs, each with
        those it does not give way to. `leanings` decide between pages that weigh nearly alike.
        """
        taken = [(each, tuple(spelled(words_in(each.words)))) for each in phrases]
        words = {word for _, written in taken for word in written}
        stems = {word: stem_of(word) for word in words} | EVERYDAY
        said = [
            (each, tuple(map(stems.__getitem__, written))) for each, written in taken if written
        ]
        weighed = Weights.of(said, subject)
        return cls(
            stems | {stem: stem for stem in weighed.weights},
            parts_of(said, weighed),
            phrases_of(said, weighed),
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
            leanings or Leanings(),
        )

    def find(self, words: Sequence[str]) -> Found | None:
        """Return what a message of `words` (as `words_in` gives them) is about; None for nothing.

        The time taken grows in step with the message, and hardly with the number of pages.
        """
        found = self._found(words)
        asked = without_introduction(words)
        if found is None or len(asked.question) == len(words):
            return found
        named = self._found(asked.question)
        if named is None or (asked.of_self and named.page in self._above.get(found.page, ())):
            return found
        return named

    def _found(self, words: Sequence[str]) -> Found | None:
        said = list(self._said(words[:MAX_WORDS]))
        told = self._told(said)
        sums = {page: sum(by.values()) for page, by in told.items()}
        weight, best = max(zip(sums.values(), sums, strict=True), default=(0.0, ""))
        unknown = said.count(("", 0.0))
        enough = (ENOUGH_OF_KNOWN, ENOUGH, ENOUGH_OF_UNKNOWN)[min(unknown, 2)]
        if weight < enough:
            return None
        alike = ALIKE * weight
        near = [page for page, each in sums.items() if each >= alike]
        best = self._nearer(best, sums, told)
        if len(near) > 1 or near[0] != best:
            best = self._leanings.between(best, near, (stem for stem, _ in said))
        besides = _besides(best, sums, told)
        keeps = self._gives_way.get(best)
        least = max(NAMED, WAY * sums[best])
        if keeps is not None and (named := _besides(best, sums, told, least, keeps)):
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
        read: dict[str, float] = {}
        for at, (stem, sure) in enumerate(said):
            if sure > read.get(stem, 0.0):
                read[stem] = sure
                for page, worth in self._parts.get(stem, ()):
                    if page not in told:
                        told[page] = {stem: worth * sure}
                    elif worth * sure > told[page].get(stem, 0.0):
                        told[page][stem] = worth * sure
            if stem in self._phrases:
                self._tell_phrases(told, said, at)
        return told

    def _tell_phrases(
        self, told: dict[str, dict[str, float]], said: Sequence[tuple[str, float]], at: int
    ) -> None:
        """Tell the pages whose whole phrases begin `at` a word; one word between is let pass."""
        walked = [said[at]]
        phrase = said[at][0]
        ends = self._phrases.get(phrase)
        gap = True
        while ends is not None:
            for page, worths in ends:
                by = told.setdefault(page, {})
                for (stem, sure), worth in zip(walked, worths, strict=True):
                    put_higher(by, stem, worth * sure)
            longer = said[at + 1 : at + 2 + gap]
            ends = None
            for skipped, (stem, sure) in enumerate(longer):
                ends = self._phrases.get(f"{phrase} {stem}")
                if ends is not None:
                    walked.append((stem, sure))
                    phrase = f"{phrase} {stem}"
                    at += 1 + skipped
                    gap = gap and not skipped
                    break

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


def _besides(
    best: str,
    sums: Mapping[str, float],
    told: Mapping[str, Mapping[str, float]],
    least: float = NAMES_TOO,
    never: Container[str] = (),
) -> str:
    """Return a page that is named by other words than `best` is, and by enough; empty if none."""
    mine = told[best]
    second, most = "", least
    for page, whole in sums.items():
        if whole >= most and page != best and page not in never:
            by = told[page].items()
            weight = sum(worth for stem, worth in by if mine.get(stem, 0.0) < worth / 2)
            if weight >= most:
                second, most = page, weight
    return second
