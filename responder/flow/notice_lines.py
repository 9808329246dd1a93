"""Put a notice into the text of a flow file, or take one out, and leave every other line alone.

A YAML library that writes would lose staff's comments and their way of writing; in the night when
a number fails nobody should have to find out what else has changed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from responder.flow.place import Source
from responder.flow.source import read

_KEY = re.compile(r"""^(?P<key>(?P<quote>["']?)notices(?P=quote)\s*:)(?P<rest>.*)$""", re.DOTALL)
_NOTHING = re.compile(r"\s*(?:\[\s*\]|~|null)?\s*(?P<comment>#.*)?", re.DOTALL)
_DASH = re.compile(r"(?P<indent>\s*)-(?:\s.*)?", re.DOTALL)
_LONE_DASH = re.compile(r"\s*-\s*(?:#.*)?", re.DOTALL)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$")


class NoPlaceError(Exception):
    """The notices of a file are written in a way that only a person can edit; says which line."""


@dataclass(frozen=True)
class Wanted:
    """A notice to be written: its words in both languages, and when it stands."""

    en: str
    es: str
    begins: datetime
    until: datetime
    crisis: bool = False
    number: str = ""
    number_again: str = ""

    def lines(self, indent: str) -> list[str]:
        """Return the lines of this notice, its dash moved in by `indent`."""
        wanted = [
            "- text:",
            "    en: >-",
            f"      {' '.join(self.en.split())}",
            "    es: >-",
            f"      {' '.join(self.es.split())}",
            f"  from: {self.begins:%Y-%m-%d %H:%M}",
            f"  until: {self.until:%Y-%m-%d %H:%M}",
            f"  crisis: {'true' if self.crisis else 'false'}",
        ]
        wanted += [f"  number: {self.number}"] if self.number else []
        wanted += [f"  number_again: {self.number_again}"] if self.number_again else []
        return [indent + line for line in wanted]


def with_notice(file: str, raw: bytes, wanted: Wanted) -> bytes:
    """Return `raw`, the content of `file`, with one more notice after those that it has."""
    lines = _lines(raw)
    end = "\r\n" if b"\r\n" in raw else "\n"
    if lines and not lines[-1].endswith(("\r", "\n")):
        lines[-1] += end
    at = next((number for number, line in enumerate(lines) if _KEY.match(line)), None)
    if at is None:
        new = ["notices:", *wanted.lines("  ")]
        return _bytes([*lines, *(line + end for line in new)], raw)
    source = read(file, raw)
    listed = (source.tree or {}).get("notices")
    if isinstance(listed, list) and listed:
        first, _ = _span(source, lines, 0)
        _, last = _span(source, lines, len(listed) - 1)
        found = _DASH.fullmatch(lines[first])
        indent = found["indent"] if found else ""
        new = [line + end for line in wanted.lines(indent)]
        return _bytes([*lines[: last + 1], *new, *lines[last + 1 :]], raw)
    new = [_key(file, lines, at, ""), *(line + end for line in wanted.lines("  "))]
    return _bytes([*lines[:at], *new, *lines[at + 1 :]], raw)


def without_notices(file: str, raw: bytes, numbers: Collection[int]) -> bytes:
    """Return `raw`, the content of `file`, without those of its notices, the first being 0.

    Comments above and below stay: they may be about what follows.
    """
    lines = _lines(raw)
    source = read(file, raw)
    listed = (source.tree or {}).get("notices")
    gone: set[int] = set()
    for number in numbers:
        first, last = _span(source, lines, number)
        gone.update(range(first, last + 1))
    if isinstance(listed, list) and len(listed) == len(set(numbers)):
        at = next(number for number, line in enumerate(lines) if _KEY.match(line))
        lines[at] = _key(file, lines, at, " []")
    return _bytes([line for number, line in enumerate(lines) if number not in gone], raw)


def _span(source: Source, lines: Sequence[str], number: int) -> tuple[int, int]:
    """Return the first and last line, from 0, of a notice that has lines of its own."""
    place = source.places[("notices", number)]
    first = place.value.line - 1
    before = lines[first][: place.value.column - 1]
    while not _LONE_DASH.fullmatch(before):
        first -= 1
        before = lines[first] if first >= 0 else "?"
        if before.strip() and not before.lstrip().startswith(("#", "-")):
            raise _no_place(source.file, place.value.line)
    last = min(place.last, len(lines)) - 1
    while last > first and not lines[last].strip():
        last -= 1
    return first, last


def _key(file: str, lines: Sequence[str], at: int, value: str) -> str:
    """Return the line of the key `notices:` with `value`; what stands behind it must be nothing."""
    found = _KEY.match(lines[at])
    rest = _NOTHING.fullmatch(found["rest"]) if found else None
    if not (found and rest):
        raise _no_place(file, at + 1)
    comment = f"  {rest['comment'].rstrip()}" if rest["comment"] else ""
    end = lines[at][len(lines[at].rstrip("\r\n")) :]
    return f"{found['key']}{value}{comment}{end}"


def _no_place(file: str, line: int) -> NoPlaceError:
    return NoPlaceError(
        f"{file}:{line}: the notices are not written one below another, each with a - before it; "
        "edit this file by hand"
    )


def _lines(raw: bytes) -> list[str]:
    return _LINE.findall(raw.decode("utf-8-sig"))


def _bytes(lines: Sequence[str], raw: bytes) -> bytes:
    return "".join(lines).encode("utf-8-sig" if raw.startswith(b"\xef\xbb\xbf") else "utf-8")
