"""Measure the check on labelled texts: what it catches, what it alarms at, and how fast it is.

A panel is a file of lines with two, four or five columns, tabs between: `label text`,
`label kind lang text` or `label kind lang situation text`; with those names in a first line or
without.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from responder.safety.assess import Assessment, Verdict
from responder.safety.wordlist import Situation

SITUATIONS = {
    "self": Situation.SELF,
    "other": Situation.OTHER,
    "danger": Situation.DANGER,
    "abuse": Situation.ABUSE,
}
COLUMNS = {
    2: ("label", "text"),
    4: ("label", "kind", "lang", "text"),
    5: ("label", "kind", "lang", "situation", "text"),
}
FAMILIES = {
    "thoughts": ("ideation", "psychosis"),
    "plans": ("intent", "plan"),
    "means and self-harm": ("means", "selfharm"),
    "taken": ("ingested",),
    "goodbye, oblique": ("goodbye", "oblique"),
    "someone else": ("third_party",),
    "violence, threats": ("violence", "harm_to_others", "school_threat"),
    "abuse, a child": ("abuse", "child"),
    "topic": ("prevention", "about_988", "policy", "awareness", "denial_plus_question"),
}
"""Kinds that mean much the same, each large enough in a panel of some hundred lines to judge by."""

_FAMILY = {kind: family for family, kinds in FAMILIES.items() for kind in kinds}
SURE = 1.96  # standard errors to each side that hold 95 of 100


class PanelError(Exception):
    """A panel that cannot be read: which line, and what is wrong in it."""

    def __init__(self, file: str, line: int, what: str) -> None:
        super().__init__(f"{file}:{line}: {what}" if line else f"{file}: {what}")


@dataclass(frozen=True)
class Line:
    """One labelled text; `kind`, `lang` and `situation` are empty where the file has none."""

    number: int
    label: Verdict
    kind: str
    lang: str
    situation: Situation | None
    text: str

    @property
    def family(self) -> str:
        """Return the family of its kind: everyday life for every calm kind, "" for an unknown."""
        return _FAMILY.get(self.kind, "everyday" if self.kind and self.label == "calm" else "")


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


def read(path: Path) -> list[Line]:
    """Return the lines of the panel at `path`; PanelError if it or a line of it is unreadable."""
    try:
        content = path.read_text("utf-8")
    except OSError as cause:
        raise PanelError(path.name, 0, f"cannot be read ({cause.strerror})") from cause
    except UnicodeDecodeError as cause:
        line = cause.object[: cause.start].count(b"\n") + 1
        raise PanelError(path.name, line, "is not UTF-8") from cause
    # Only a line feed ends a line: a text may hold any other sign that looks like an end.
    rows = [row.removesuffix("\r") for row in content.removeprefix("\ufeff").split("\n")]
    found = list(_lines(path.name, rows))
    if not found:
        raise PanelError(path.name, 0, "holds no line")
    return found


def _lines(file: str, rows: Sequence[str]) -> Iterator[Line]:
    width = 0
    for number, row in enumerate(rows, 1):
        cells = row.split("\t")
        if not row.strip():
            continue
        if tuple(cell.strip().lower() for cell in cells) in COLUMNS.values():
            if width:
                raise PanelError(file, number, "a line of column names may only come first")
            width = len(cells)
            continue
        width = width or len(cells)
        if len(cells) != width or width not in COLUMNS:
            raise PanelError(
                file,
                number,
                f"{len(cells)} columns where {width if width in COLUMNS else '2, 4 or 5'} are due",
            )
        yield _line(file, number, dict(zip(COLUMNS[width], cells, strict=True)))


def _line(file: str, number: int, cells: dict[str, str]) -> Line:
    label = cells["label"]
    if label not in set(Verdict):
        raise PanelError(file, number, f"the label {label!r} is none of urgent, topic, calm")
    situation = cells.get("situation", "")
    if situation and (situation not in SITUATIONS or label != Verdict.URGENT):
        raise PanelError(
            file,
            number,
            f"the situation {situation!r} is none of {', '.join(SITUATIONS)}"
            if situation not in SITUATIONS
            else f"a situation belongs to an urgent line, not to one labelled {label}",
        )
    if not cells["text"].strip():
        raise PanelError(file, number, "the text is empty")
    return Line(
        number,
        Verdict(label),
        cells.get("kind", ""),
        cells.get("lang", ""),
        SITUATIONS.get(situation),
        cells["text"],
    )


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


def topics(scored: Iterable[Scored]) -> Share:
    """Return the share of topic lines that get the answer with the 988 line first."""
    lines = [each for each in scored if each.line.label is Verdict.TOPIC]
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
