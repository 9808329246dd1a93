"""Find phrases of the word lists in a message: words in order, with bounded gaps between them.

All phrases lie in one net of places. A word of the message moves every place that waits for it one
step on. Each place remembers only the last time it was reached, so a message of any kind takes
time in step with its length, and none can make the line slow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from responder.safety.fold import STRETCHED, once

START = 0
MIN_STEM = 3


@dataclass(frozen=True)
class Element:
    """One place of a phrase: any of `words` (a word ending in * is a stem), after `gap` words."""

    words: frozenset[str]
    gap: int = 0
    optional: bool = False


@dataclass(frozen=True)
class Hit:
    """The rule whose phrase was found, and the words from `start` up to and with `end`."""

    rule: str
    start: int
    end: int


Move = tuple[int, int]  # the place it leads to, and how many words may lie between


@dataclass
class Net:
    """All phrases; `add` them first, then `find`."""

    _whole: dict[str, dict[int, list[Move]]] = field(default_factory=dict)
    _stems: dict[str, dict[int, list[Move]]] = field(default_factory=dict)
    _rules: dict[int, list[str]] = field(default_factory=dict)
    _known: dict[tuple[int, frozenset[str], int], int] = field(default_factory=dict)
    _stem_lengths: tuple[int, ...] = ()
    _places: int = 1

    def add(self, rule: str, phrase: Sequence[Element]) -> None:
        """Make `phrase` count as a hit of `rule`; ValueError if all of it may be left out."""
        ends, open_gap = {START}, {START: 0}
        for element in phrase:
            reached: dict[int, int] = {}
            for place in ends:
                gap = open_gap[place] if place == START else open_gap[place] + element.gap
                reached[self._step(place, element.words, gap)] = 0
            if element.optional:
                for place in ends:
                    reached.setdefault(place, open_gap[place] + (element.gap if place else 0))
            ends, open_gap = set(reached), reached
        if START in ends:
            raise ValueError("all of the phrase may be left out")
        for place in ends:
            rules = self._rules.setdefault(place, [])
            if rule not in rules:
                rules.append(rule)

    def find(self, words: Sequence[str]) -> tuple[Hit, ...]:
        """Return every hit, in the order in which they end."""
        return self.search(words)[0]

    def search(self, words: Sequence[str]) -> tuple[tuple[Hit, ...], int]:
        """Return every hit, and how many moves were looked at: the measure of the work done."""
        hits: list[Hit] = []
        looked = 0
        # For each place, where it was last reached and where the phrase that did so began.
        reached: dict[int, tuple[int, int]] = {}
        for at, word in enumerate(words):
            found = self._moves(word)
            if not found:
                continue
            reached[START] = (at - 1, at)
            fresh: dict[int, int] = {}
            for moves in found:
                waiting = moves.keys() & reached.keys()
                looked += min(len(moves), len(reached))
                for place in waiting:
                    before, start = reached[place]
                    for onward, gap in moves[place]:
                        if at - before <= gap + 1 and start >= fresh.get(onward, 0):
                            fresh[onward] = start
            for place, start in fresh.items():
                reached[place] = (at, start)
                if place in self._rules:
                    hits.extend(Hit(rule, start, at) for rule in self._rules[place])
        return tuple(hits), looked

    def _moves(self, word: str) -> list[dict[int, list[Move]]]:
        """Return the moves that `word` makes: as it stands, and as each stem it begins with."""
        found = [self._whole[word]] if word in self._whole else []
        for length in self._stem_lengths:
            stem = word[:length]
            if stem in self._stems and len(stem) == length:
                found.append(self._stems[stem])
        return found

    def _step(self, place: int, words: frozenset[str], gap: int) -> int:
        """Return the place reached from `place` by any of `words`; one that exists is shared."""
        key = (place, words, gap)
        if key not in self._known:
            self._known[key] = self._new()
            for written in words:
                *first, last = written.split("_")
                here, allowed = place, gap
                for part in first:
                    here, allowed = self._chained(here, part, allowed), 0
                self._lead(here, last, allowed, self._known[key])
        return self._known[key]

    def _chained(self, place: int, word: str, gap: int) -> int:
        return self._step(place, frozenset({word}), gap)

    def _new(self) -> int:
        self._places += 1
        return self._places - 1

    def _lead(self, place: int, word: str, gap: int, to: int) -> None:
        if word.endswith("*"):
            stem = word[:-1]
            for form in (stem, STRETCHED + once(stem)):
                self._stems.setdefault(form, {}).setdefault(place, []).append((to, gap))
            self._stem_lengths = tuple(sorted({len(each) for each in self._stems}))
            return
        for form in (word, STRETCHED + once(word)):
            self._whole.setdefault(form, {}).setdefault(place, []).append((to, gap))
