"""A calendar's bytes into its lines as they were before they were folded, each with its number.

RFC 5545 ends lines with CR LF, folds them with a space in front and is written in UTF-8. Programs
end them with either or both, forget the space, put a byte order mark in front or write UTF-16 or
Windows letters. A fold may cut a letter in two, so lines are joined before they are decoded.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

LONG_ENOUGH_TO_FOLD = 70  # bytes: RFC 5545 folds at 75; a shorter line was broken by a writer
MAX_LINE_BYTES = 200_000  # of a description with everything in it; the rest is left out

# Words before a colon are a property where they are in capitals, as programs write them, or are
# one of those that nobody writes in a description.
_PROPERTY = re.compile(
    rb"[A-Z][A-Z0-9-]*[ \t]*[;:]"
    rb"|(?i:begin|end|dt(?:start|end|stamp)|r(?:rule|date)|ex(?:rule|date)|recurrence-id|uid"
    rb"|tz[a-z]+|x-[a-z0-9-]+)[;:]"
    rb"|(?:summary|location|description|status|sequence|duration|url)[;:]"
)
_UTF16 = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
          (b"B\x00", "utf-16-le"), (b"\x00B", "utf-16-be"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One property, unfolded, and the number of its first line in the file, from 1."""

    number: int
    text: str


def in_utf8(data: bytes) -> bytes:
    """Return `data` without a byte order mark and, where it is in UTF-16, in UTF-8."""
    for first, encoding in _UTF16:
        if data.startswith(first):
            return data.decode(encoding, "replace").lstrip("\ufeff").encode("utf-8", "replace")
    return data.removeprefix(codecs.BOM_UTF8)


def unfolded(data: bytes) -> Iterator[Line]:
    """Yield the properties of `data`; empty lines, and what stands before the first, are none."""
    parts: list[bytes] = []
    number, length, last = 0, 0, b""
    for at, line in enumerate(data.splitlines(), 1):
        if not line.strip(b" \t\x00"):
            continue
        if line[:1] in (b" ", b"\t"):
            piece = line[1:]
        elif _PROPERTY.match(line):
            if parts:
                yield Line(number, _decoded(b"".join(parts)))
            number, parts, length, last = at, [line], len(line), line
            continue
        else:  # a fold without its space, or a line end that should have been written \n
            piece = line if len(last) >= LONG_ENOUGH_TO_FOLD else rb"\n" + line
        last = line
        length += len(piece)
        if parts and length <= MAX_LINE_BYTES:
            parts.append(piece)
    if parts:
        yield Line(number, _decoded(b"".join(parts)))


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")
