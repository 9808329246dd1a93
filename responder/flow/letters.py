"""Turn the bytes of a flow file into text, and name what an editor put there unseen.

Word, Notepad and web pages bring along code pages, no-break spaces, tabs and control characters.
YAML answers those with a codec trace or a key nobody can see is wrong; here they get plain words.
Every character is replaced by exactly one, so that line and column stay what staff's editor shows.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from responder.flow.folder import MAX_BYTES
from responder.flow.problem import Level, Problem, of_file

# A private-use character that YAML lets through; `shown_only` takes it out of every value.
DROPPED = "\ue000"
# YAML 1.1 counts the last three as line ends, which no editor does.
_SPACE_LIKE = "\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029"
_HIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064"
    r"\u2066-\u206f\ue000\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_LINE_END = re.compile(r"\r\n|\r|\n")
_TAB_INDENT = re.compile(r"[ ]*\t\s*\S")
_HARD_SPACE = re.compile(r"[ ]*[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")

# `unicodedata` knows no names for control characters.
_NAMES = {
    "\x00": "null character",
    "\x07": "bell",
    "\x08": "backspace",
    "\x0b": "vertical tab",
    "\x0c": "form feed",
    "\x1b": "escape character",
    "\x7f": "delete character",
    "\x85": "next-line character",
    "\ufeff": "byte-order mark",
}


@dataclass(frozen=True)
class Letters:
    """A file as text and as lines; `readable` is False where YAML should not be tried on it."""

    text: str
    lines: tuple[str, ...]
    problems: tuple[Problem, ...]
    readable: bool


def letters(file: str, raw: bytes) -> Letters:
    """Return the text of `raw`, with each hidden character dropped and named as a warning.

    A file that is too large, not UTF-8, empty, or indented with anything but spaces is unreadable.
    """
    if len(raw) > MAX_BYTES:
        return _unreadable(_too_large(file))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _unreadable(_not_utf8(file, raw, error.start))
    lines = tuple(_LINE_END.split(text))
    if not any(line.strip() and not line.lstrip().startswith("#") for line in lines):
        return _unreadable(_empty(file))
    wrong_indents = tuple(_indents(file, lines))
    hidden = tuple(_hidden(file, lines))
    shown = tuple(map(_printable, lines))
    return Letters(_HIDDEN.sub(_stand_in, text), shown, wrong_indents + hidden, not wrong_indents)


def shown_only(value: str) -> str:
    """Return `value` without hidden characters; where one parted two words, a space does."""
    if value.isascii() and value.isprintable():
        return value  # as most are
    return _HIDDEN.sub(_stand_in, value).replace(DROPPED, "")


def hidden_in(value: str) -> str | None:
    """Return the name of the first hidden character of `value`, None if there is none.

    Those that the file itself held are already `DROPPED`: this finds what an escape such as
    backslash-v wrote.
    """
    if value.isascii() and value.isprintable():
        return None
    found = _HIDDEN.search(value.replace(DROPPED, ""))
    return _name(found.group()) if found else None


def hidden_warning(file: str, line: int, column: int, name: str, source_line: str) -> Problem:
    """Return the warning that a hidden character will not be sent."""
    return Problem(
        file,
        line,
        column,
        Level.WARNING,
        f"there is a hidden character here ({name})",
        "hidden-character",
        "it can break a reply; it will be left out, the words around it stay",
        "delete it, or type the line again",
        source_line,
    )


def _stand_in(found: re.Match[str]) -> str:
    return " " if found.group() in _SPACE_LIKE else DROPPED


def _printable(line: str) -> str:
    """Return `line` without what could move a terminal's cursor when the line is shown."""
    return _HIDDEN.sub("·", line)


def _name(character: str) -> str:
    plain = unicodedata.name(character, f"U+{ord(character):04X}").lower()
    return _NAMES.get(character, plain if not plain.startswith("u+") else plain.upper())


def _unreadable(problem: Problem) -> Letters:
    return Letters("", (), (problem,), readable=False)


def _too_large(file: str) -> Problem:
    return of_file(
        file,
        f"the file is larger than {MAX_BYTES // 1024} KB",
        "file-too-large",
        "a file of this size holds something other than words for callers",
        "keep pages, meetings and notices here; move everything else out",
    )


def _empty(file: str) -> Problem:
    return of_file(
        file,
        "the file is empty, or holds only comments",
        "file-empty",
        "callers would lose everything that stood in it",
        "bring back its words, or delete the file; a file without notices says: notices: []",
    )


def _not_utf8(file: str, raw: bytes, at: int) -> Problem:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        first = _LINE_END.split(raw.decode("utf-16", errors="replace"))[0]
        line, column, shown, saved = 1, 1, first, "as “Unicode” (UTF-16)"
    else:
        before = raw[:at].decode("utf-8-sig")
        start = before.splitlines(keepends=True)
        head = start[-1] if start and not start[-1].endswith(("\r", "\n")) else ""
        line, column = len(_LINE_END.split(before)), len(head) + 1
        rest = _LINE_END.split(raw[at:].decode("cp1252", errors="replace"))[0]
        shown, saved = _printable(head + rest), "in a Windows code page"
        if _breaks_off(raw[at:]):
            return _half_saved(file, line, column, _printable(head))
    return Problem(
        file,
        line,
        column,
        Level.ERROR,
        f"the file is saved {saved}, not in UTF-8",
        "not-utf8",
        "accents and quotes would reach people as wrong letters",
        "save the file again in UTF-8 (Notepad: File, Save As, Encoding: UTF-8)",
        shown,
    )


def _breaks_off(rest: bytes) -> bool:
    """Return whether `rest` is the beginning of a letter in UTF-8 and nothing more."""
    try:
        return not codecs.getincrementaldecoder("utf-8")().decode(rest)
    except UnicodeDecodeError:
        return False


def _half_saved(file: str, line: int, column: int, shown: str) -> Problem:
    return Problem(
        file,
        line,
        column,
        Level.ERROR,
        "the file breaks off in the middle of a letter",
        "not-utf8",
        "whatever stood behind it is lost, and callers would not hear it",
        "save the file again, or bring back the last whole one",
        shown,
    )


def _indents(file: str, lines: tuple[str, ...]) -> list[Problem]:
    problems = []
    for number, line in enumerate(lines, start=1):
        if _TAB_INDENT.match(line):
            kind, rule, where = "a tab", "tab-indent", line.index("\t")
        elif found := _HARD_SPACE.match(line):
            kind, rule, where = "a no-break space", "hard-space-indent", found.end() - 1
        else:
            continue
        problems.append(
            Problem(
                file,
                number,
                where + 1,
                Level.ERROR,
                f"the line is moved in with {kind}",
                rule,
                "YAML cannot tell what the line belongs to, so callers would not hear it",
                "delete the empty space before the words and type ordinary spaces",
                _printable(line),
            )
        )
    return problems


def _hidden(file: str, lines: tuple[str, ...]) -> list[Problem]:
    """Return a warning for each line that hides something, at the first such character."""
    return [
        hidden_warning(file, number, found.start() + 1, _name(found.group()), _printable(line))
        for number, line in enumerate(lines, start=1)
        if (found := _HIDDEN.search(line))
    ]
