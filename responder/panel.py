"""Measure the check on labelled texts: what it catches, what it alarms at, and how fast it is."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import sqrt

from responder.labelled import Line
from responder.safety.assess import Assessment, Verdict

SURE = 1.96  # standard errors to each side that hold 95 of 100


@dataclass(frozen=True)
class Scored:
    """A line, what the check said of it, and how long it took, in microseconds."""

    line: Line
    found: Assessment
    microseconds: float

    @property
    def right(self) -> bool:
        """Return whether the person gets what the label asks for: the crisis reply, or not it."""
        return (self.found.verdict is Verdict.URGENT) == (self.line.label is Verdict.URGENT)

    @property
    def as_labelled(self) -> bool:
        """Return whether the answer is that of the label, and any crisis reply the one for it."""
        line, found = self.line, self.found
        due = line.situation or found.situation
        return found.verdict is line.label and found.situation is due


@dataclass(frozen=True)
class Share:
    """So many of so many, with its 95% interval (Wilson's, which holds for few lines as well)."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        """The share, from 0 to 1; 0 of none."""
        return self.hits / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The lower and upper end; all is possible where there are no lines."""
        if not self.of:
            return 0.0, 1.0
        middle = (self.value + SURE**2 / (2 * self.of)) / (1 + SURE**2 / self.of)
        spread = sqrt(self.value * (1 - self.value) / self.of + SURE**2 / (4 * self.of**2))
        half = SURE * spread / (1 + SURE**2 / self.of)
        return max(0.0, middle - half), min(1.0, middle + half)


def score(lines: Iterable[Line], check: Callable[[str], Assessment]) -> list[Scored]:
    """Return what `check` says of each line, and the time it took."""
    scored = []
    for line in lines:
        start = time.perf_counter()
        found = check(line.text)
        scored.append(Scored(line, found, (time.perf_counter() - start) * 1e6))
    return scored


def recall(scored: Iterable[Scored]) -> Share:
    """Return the share of urgent lines that get the crisis reply."""
    urgent = [each for each in scored if each.line.label is Verdict.URGENT]
    return Share(sum(each.right for each in urgent), len(urgent))


def alarms(scored: Iterable[Scored], label: Verdict = Verdict.CALM) -> Share:
    """Return the share of lines labelled `label` that get nothing but the crisis reply."""
    lines = [each for each in scored if each.line.label is label]
    return Share(sum(not each.right for each in lines), len(lines))


def topics(scored: Iterable[Scored], label: Verdict = Verdict.TOPIC) -> Share:
    """Return the share of lines labelled `label` that get the answer with the 988 line first."""
    lines = [each for each in scored if each.line.label is label]
    return Share(sum(each.found.verdict is Verdict.TOPIC for each in lines), len(lines))


def situations(scored: Iterable[Scored]) -> Share:
    """Return the share of caught urgent lines with a situation that get the reply for it."""
    lines = [each for each in scored if each.line.situation and each.right]
    return Share(sum(each.found.situation is each.line.situation for each in lines), len(lines))


def by(scored: Iterable[Scored], column: str) -> dict[str, list[Scored]]:
    """Return `scored` in groups of one `kind`, `family` or `lang`, the largest first."""
    groups: dict[str, list[Scored]] = defaultdict(list)
    for each in scored:
        groups[getattr(each.line, column)].append(each)
    return dict(sorted(groups.items(), key=lambda group: -len(group[1])))
