"""Say in plain words why a file cannot be read as YAML.

The YAML library names the grammar it was in; staff need to know which letter to change. What the
library says is looked up here by its exact English, so a wording it changes falls to the last case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from responder.flow.problem import Level, Problem

WHY = "nothing in this file can be read until it is put right"
BLOCK = "put the words on the next line, moved in, and end this line with >-"

_LINE_UP = "give the line as many spaces in front as the lines it belongs with"
_BEGIN_BELOW = "begin the words on the next line, moved in"
_BRACKET = (
    "the bracket that opens here is never closed",
    "close it where its list or its keys end",
)
_NEVER_CLOSED = ("the quote that opens here is never closed", f"close it, or {BLOCK}")
_COLON = ("a colon inside the words is read as the end of a key", BLOCK)
_BEGIN = ("words cannot begin with {} here", BLOCK)

_NO_KEY = (
    "this line has no key with a colon after it",
    "write key and colon before it; if it goes on from the words above, put >- behind their key",
)

# The first thing in brackets, or one behind a comma, that begins with a quote which is still open.
_OPEN_QUOTE = re.compile(r"""(?:^|,)\s*(["'])(?:(?!\1).)*$""")

# The library's words -> what and fix, marked where the thing it was reading began ...
_MARK_BEGINNING = {
    "found unexpected end of stream": _NEVER_CLOSED,
    "did not find expected ',' or '}'": _BRACKET,
    "did not find expected ',' or ']'": _BRACKET,
    "did not find expected alphabetic or numeric character": _BEGIN,
    "found undefined tag handle": _BEGIN,
    "did not find expected node content": _BEGIN,
    "could not find expected ':'": _NO_KEY,
}
# ... and marked where it gave up.
_MARK_END = {
    "found unknown escape character": (
        "a backslash inside double quotes has a meaning of its own",
        f"take the quotes away: {BLOCK}",
    ),
    "found character that cannot start any token": _BEGIN,
    "did not find expected comment or line break": (
        "words stand on the line of the >-",
        _BEGIN_BELOW,
    ),
    "block sequence entries are not allowed in this context": (
        "a list begins on the line of its key",
        "put each - on a line of its own; if it belongs to the words, " + BLOCK,
    ),
}


@dataclass(frozen=True)
class Stuck:
    """Where YAML gave up: its words and place, and where the thing it was reading began."""

    words: str
    line: int
    column: int
    began_line: int
    began_column: int


def explain(file: str, lines: tuple[str, ...], stuck: Stuck) -> Problem:
    """Return the problem that `stuck` is in the words of someone who wrote the file."""
    line, column = stuck.line, stuck.column
    in_brackets = "',' or" in stuck.words and line == stuck.began_line
    if in_brackets and _at(lines, line)[column - 1 : column] == ":":
        what, fix = _COLON
    elif stuck.words in _MARK_BEGINNING:
        line = stuck.began_line
        what, fix, column = _begun(_at(lines, line), stuck)
    elif stuck.words in _MARK_END:
        what, fix = _MARK_END[stuck.words]
    elif stuck.words == "mapping values are not allowed in this context":
        what, fix, line, column = _colon(lines, line, column)
    elif "expected" not in stuck.words:
        what, fix = "this line cannot be read", "compare it with the same line of another page"
    elif opened := _opened_above(lines, line, column):
        what = f"the quote that opens here is not closed before the next one, in line {line}"
        fix = _NEVER_CLOSED[1]
        line, column = opened
    elif _at(lines, line)[: column - 1].strip():
        what, fix = "something follows the closing quote", f"take the quotes away: {BLOCK}"
    elif empty := _empty_above(lines, line):
        line, column = empty
        what, fix = "the list or map that ends here goes on below", "delete the brackets"
    else:
        what, fix = "this line does not line up with the lines above it", _LINE_UP
    shown = _at(lines, line)
    if "{}" in what and not shown[column - 1 : column]:
        return _ends_inside(file, lines)
    what = what.format(shown[column - 1 : column])
    return Problem(file, line, column, Level.ERROR, what, "not-yaml", WHY, fix, shown)


def _begun(began: str, stuck: Stuck) -> tuple[str, str, int]:
    """Return what, fix and column of what never ends, which began in the line `began`."""
    column, told = stuck.began_column, _MARK_BEGINNING[stuck.words]
    if told == _BRACKET and (open_quote := _OPEN_QUOTE.search(began[column:])):
        return *_NEVER_CLOSED, column + open_quote.start(1) + 1
    return *told, column


def _opened_above(lines: tuple[str, ...], line: int, column: int) -> tuple[int, int] | None:
    """Return where the quote opens, lines above, that ends before `column`; None if none does.

    Only the first line above with such a quote can be it: any other would have been closed there.
    """
    quote = _at(lines, line)[column - 2 : column - 1]
    if quote not in ("'", '"') or quote in _at(lines, line)[: column - 2]:
        return None
    above = next((n for n in range(line - 1, 0, -1) if quote in _at(lines, n)), 0)
    found = re.fullmatch(rf"(.*(?:^\s*|[:\-,]\s+|[\[{{]\s*)){quote}[^{quote}]*", _at(lines, above))
    return (above, len(found[1]) + 1) if found else None


def _empty_above(lines: tuple[str, ...], line: int) -> tuple[int, int] | None:
    """Return where `[]` or `{}` ends the last line of words above `line`; None if none does."""
    above = range(line - 1, 0, -1)
    last = next((n for n in above if not re.fullmatch(r"\s*(?:#.*)?", lines[n - 1])), 0)
    found = re.search(r"(?:\[\s*\]|\{\s*\})\s*$", lines[last - 1]) if last else None
    return (last, found.start() + 1) if found else None


def _ends_inside(file: str, lines: tuple[str, ...]) -> Problem:
    line = max(number for number, words in enumerate(lines, start=1) if words.strip())
    what = "the file ends before a bracket is closed"
    column, fix = len(lines[line - 1].rstrip()), "close the bracket, or bring back what is missing"
    return Problem(file, line, column, Level.ERROR, what, "not-yaml", WHY, fix, lines[line - 1])


def _colon(lines: tuple[str, ...], line: int, column: int) -> tuple[str, str, int, int]:
    """Return what, fix, line and column for a colon that YAML did not allow."""
    before = _at(lines, line)[: column - 1]
    if not re.fullmatch(r"\s*[\w-]+", before):
        return *_COLON, line, column
    above = _at(lines, line - 1)
    if re.fullmatch(r"\s*(?:[^\s:]+:\S.*|[^:]*[^:\s][^:]*)", above):
        return (
            _NO_KEY[0],
            "write it as key: words, with a space behind the colon",
            line - 1,
            _first(above),
        )
    what = "this line is moved in further than the lines above it"
    return what, _LINE_UP, line, _first(before)


def _first(words: str) -> int:
    """Return the column of the first letter of `words`."""
    return len(words) - len(words.lstrip()) + 1


def _at(lines: tuple[str, ...], line: int) -> str:
    return lines[line - 1] if 0 < line <= len(lines) else ""
