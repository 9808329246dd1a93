"""Read panels: labelled texts by which the crisis check is measured and its score is trained.

A panel is a file of lines with two, four or five columns, tabs between: `label text`,
`label kind lang text` or `label kind lang situation text`; with those names in a first line or
without. All but the text may be in capitals or not.
"""

from __future__ import annotations

import codecs
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from responder.safety.assess import Verdict
from responder.safety.lexicon import LANGUAGES
from responder.safety.wordlist import Situation

STDIN = Path("-")
SITUATIONS = {
    "self": Situation.SELF,
    "other": Situation.OTHER,
    "danger": Situation.DANGER,
    "abuse": Situation.ABUSE,
}
LABELS = tuple(map(str, Verdict))
KNOWN = (*LANGUAGES, "mixed")
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
LONGEST = 30  # letters of a wrong label that are shown


class PanelError(Exception):
    """What keeps panels from being read: every fault with its file, its line and what mends it."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Line:
    """One labelled text; `kind`, `lang` and `situation` are empty where the file has none.

    `file` is what people are told as its name.
    """

    file: str
    number: int
    label: Verdict
    kind: str
    lang: str
    situation: Situation | None
    text: str

    @property
    def place(self) -> str:
        """Return its file and line as editors know them: panel.tsv:913."""
        return f"{self.file}:{self.number}"

    @property
    def family(self) -> str:
        """Return the family of its kind: everyday life for every calm kind, "" for an unknown."""
        return _FAMILY.get(self.kind, "everyday" if self.kind and self.label == "calm" else "")


@dataclass(frozen=True)
class Panel:
    """The lines of one file or several, and what is `odd` in them: warnings, for people."""

    lines: list[Line]
    odd: list[str]


def read(path: Path) -> list[Line]:
    """Return the lines of the panel at `path`; PanelError if it or a line of it is unreadable."""
    return read_all([path]).lines


def read_all(paths: Sequence[Path]) -> Panel:
    """Return the lines of all files at `paths`, STDIN among them; PanelError with every fault.

    A file goes by its last name, or by the whole of `path` where several have that name.
    """
    names = Counter(path.name for path in paths)
    lines: list[Line] = []
    odd: list[str] = []
    faults: list[str] = []
    for path in paths:
        name = path.name if path.name and names[path.name] == 1 else str(path)
        name = "stdin" if path == STDIN else name
        try:
            found = _panel(name, sys.stdin.buffer.read() if path == STDIN else path.read_bytes())
        except OSError as cause:
            faults.append(f"{name}: cannot be read ({cause.strerror})")
        except PanelError as fault:
            faults += fault.faults
        else:
            lines += found.lines
            odd += found.odd
    if faults:
        raise PanelError(*faults)
    return Panel(lines, odd)


def _panel(file: str, content: bytes) -> Panel:
    """Return what `content` holds; PanelError with all faults of `file`."""
    rows: dict[int, list[str]] = {}
    faults: dict[int, list[str]] = {}
    # Only a line feed ends a line: a text may hold any other sign that looks like an end.
    for number, row in enumerate(content.removeprefix(codecs.BOM_UTF8).split(b"\n"), 1):
        try:
            cells = row.removesuffix(b"\r").decode("utf-8").split("\t")
        except UnicodeDecodeError:
            faults[number] = ["is not UTF-8: save the file as UTF-8"]
        else:
            if any(map(str.strip, cells)):
                rows[number] = [*(each.strip().lower() for each in cells[:-1]), cells[-1]]
    example, width = _pattern(rows)
    lines = []
    for number, cells in rows.items():
        if found := [*_faults(cells, width, example, first=number == next(iter(rows)))]:
            faults[number] = found
        elif not _names_columns(cells):
            lines.append(_line(file, number, dict(zip(COLUMNS[width], cells, strict=True))))
    if faults:
        raise PanelError(
            *(f"{file}:{number}: {what}" for number in sorted(faults) for what in faults[number])
        )
    if not lines:
        raise PanelError(f"{file}: holds no line: write a label, a tab and a text")
    return Panel(lines, [*_odd(lines, with_situations="situation" in COLUMNS[width])])


def _names_columns(cells: Sequence[str]) -> bool:
    return tuple(cell.strip().lower() for cell in cells) in COLUMNS.values()


def _pattern(rows: Mapping[int, Sequence[str]]) -> tuple[int, int]:
    """Return the number of a line with as many columns as are due in all of `rows`, and how many.

    The column names say it, or else most lines do; 0 and 0 where no line has a number that may be.
    """
    for number, cells in rows.items():
        if _names_columns(cells):
            return number, len(cells)
        break
    widths = {number: len(cells) for number, cells in rows.items() if len(cells) in COLUMNS}
    if not widths:
        return 0, 0
    [(due, _)] = Counter(widths.values()).most_common(1)
    return next(number for number, width in widths.items() if width == due), due


def _faults(cells: Sequence[str], width: int, example: int, *, first: bool) -> Iterator[str]:
    """Yield what is wrong in a line of `cells`, where `width` are due as in the line `example`."""
    if _names_columns(cells):
        if not first:
            yield "a line of column names may only come first: move it there or take it out"
    elif len(cells) != width:
        yield _uneven(len(cells), width, example)
    else:
        yield from _wrong(dict(zip(COLUMNS[width], cells, strict=True)))


def _uneven(count: int, width: int, example: int) -> str:
    found = f"{count} columns, with tabs between them," if count > 1 else "1 column, without a tab,"
    if not width:
        ways = ", or ".join(" ".join(names) for names in COLUMNS.values())
        return f"{found} where 2, 4 or 5 are due: write {ways}"
    names = " ".join(COLUMNS[width])
    mend = "a text holds no tab"
    if count < width:
        mend = "an empty column keeps its tab" if count > 1 else "tabs, not spaces, part them"
    return f"{found} where {width} are due as in line {example}: write {names}; {mend}"


def _wrong(cells: Mapping[str, str]) -> Iterator[str]:
    label, situation = cells["label"], cells.get("situation", "")
    if label not in LABELS:
        yield f"the label {label[:LONGEST]!r} is none of {', '.join(LABELS)}: write one of them"
    if situation and situation not in SITUATIONS:
        yield (
            f"the situation {situation[:LONGEST]!r} is none of {', '.join(SITUATIONS)}: "
            "write one of them, or nothing where the line is not urgent"
        )
    elif situation and label in LABELS and label != Verdict.URGENT:
        yield (
            f"a situation belongs to an urgent line, not to one labelled {label}: "
            "empty it, its tabs stay"
        )
    if not cells["text"].strip():
        yield "the text is empty: write it after the last tab, or take the line out"


def _line(file: str, number: int, cells: Mapping[str, str]) -> Line:
    return Line(
        file,
        number,
        Verdict(cells["label"]),
        cells.get("kind", ""),
        cells.get("lang", ""),
        SITUATIONS.get(cells.get("situation", "")),
        cells["text"],
    )


def _odd(lines: Iterable[Line], *, with_situations: bool) -> Iterator[str]:
    """Yield what is no fault in the lines of one file, but hardly meant."""
    seen = {"", *KNOWN}
    for line in lines:
        if line.lang not in seen:
            seen.add(line.lang)
            yield (
                f"{line.place}: the language {line.lang[:LONGEST]!r} is none of "
                f"{', '.join(KNOWN)}: counted as one of its own"
            )
        if with_situations and line.label is Verdict.URGENT and not line.situation:
            yield (
                f"{line.place}: urgent without a situation, so it is not measured which crisis "
                f"reply it gets: write one of {', '.join(SITUATIONS)}"
            )
