"""Say what is wrong in a flow file, to someone who edits YAML twice a year.

A fault that staff cannot place or put right is a fault that callers keep hearing: each problem
names the place, shows the line as they wrote it, and says why it matters and what to do.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

# A line longer than this is shown in part: a wrapped line loses the mark under it.
SHOWN_CHARACTERS = 90
BEFORE_MARK = 40

PAST_MEETING = "meeting-ended"


class Level(StrEnum):
    """An error is to be mended, and nearly always keeps the flows back; a warning never does."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """One fault. Line and column count from 1, in characters; line 0 means the file as a whole."""

    file: str
    line: int
    column: int
    level: Level
    what: str
    rule: str
    why: str
    fix: str
    source_line: str = ""
    width: int = 1

    @property
    def keeps_back(self) -> bool:
        """Whether no line answers from such flows.

        A meeting that is over is an error to who edits, yet it must never silence a line that
        starts the day after: that line leaves the meeting out.
        """
        return self.level is Level.ERROR and self.rule != PAST_MEETING


def of_file(
    file: str, what: str, rule: str, why: str, fix: str, level: Level = Level.ERROR
) -> Problem:
    """Return a problem of a file (or folder) as a whole, which has no line to show."""
    return Problem(file, 0, 0, level, what, rule, why, fix)


def in_file_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return `problems` by file, line and column; those of one place keep their order."""
    return tuple(sorted(problems, key=lambda problem: (problem.file, problem.line, problem.column)))


def one_line(problem: Problem) -> str:
    """Return where and what, such as `flows/help.yaml:9:10: error: page ... [crisis-key-taken]`."""
    place = f"{problem.file}:{problem.line}:{problem.column}" if problem.line else problem.file
    return f"{place}: {problem.level}: {problem.what} [{problem.rule}]"


ONLY_CRISIS_TEXT = "Until it is put right, every text and call gets the built-in crisis text."
LAST_GOOD = "A running line keeps its last good flows; one started now has only the crisis text."
USED_ALL_THE_SAME = "The line can use these flows all the same: what is over it leaves out."


def show(problems: Iterable[Problem], outcome: str = LAST_GOOD) -> str:
    """Return all `problems` in file order as staff read them, then a line that sums them up.

    `outcome` says what comes of errors that keep the flows back, where it is not that a running
    line goes on.
    """
    ordered = in_file_order(problems)
    return "\n".join([*map(_whole, ordered), _summary(ordered, outcome)])


def _whole(problem: Problem) -> str:
    lines = [one_line(problem)]
    if problem.line:
        shown, before = _window(problem)
        number = f"{problem.line:>4}"
        under = shown[before : before + problem.width]
        lines.append(f"{number} | {shown}".rstrip())
        lines.append(f"{' ' * len(number)} | {_blank(shown[:before])}{'^' * max(1, _cells(under))}")
    lines.append(f"  why: {problem.why}")
    lines.append(f"  fix: {problem.fix}")
    return "\n".join(lines)


def _window(problem: Problem) -> tuple[str, int]:
    """Return what is shown of the line, and how many of its characters stand before the mark."""
    line, before = problem.source_line, problem.column - 1
    if len(line) <= SHOWN_CHARACTERS:
        return line, before
    start = max(0, min(before - BEFORE_MARK, len(line) - SHOWN_CHARACTERS))
    end = start + SHOWN_CHARACTERS
    head, tail = "…" if start else "", "…" if end < len(line) else ""
    return head + line[start:end] + tail, before - start + len(head)


def _cells(words: str) -> int:
    """Return how many columns of a terminal `words` takes: an emoji two, a joined accent none."""
    return sum(
        0 if unicodedata.combining(letter) else 1 + (unicodedata.east_asian_width(letter) in "WF")
        for letter in words
    )


def _blank(words: str) -> str:
    """Return spaces as wide as `words`; a tab stays a tab, so that the mark lines up."""
    return "".join(letter if letter == "\t" else " " * _cells(letter) for letter in words)


def _summary(problems: tuple[Problem, ...], outcome: str) -> str:
    if not problems:
        return "No problems. The line can use these flows."
    errors = sum(problem.level is Level.ERROR for problem in problems)
    counts = " and ".join(
        counted(count, noun)
        for count, noun in ((errors, "error"), (len(problems) - errors, "warning"))
        if count
    )
    files = counted(len({problem.file for problem in problems}), "file")
    if any(problem.keeps_back for problem in problems):
        return f"{counts} in {files}. {outcome}"
    used = USED_ALL_THE_SAME if errors else "The line can use these flows."
    return f"{counts} in {files}. {used}"


def counted(count: int, noun: str) -> str:
    """Return "1 error" or "2 errors"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
