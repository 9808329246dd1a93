"""Check the numbers of the line itself: each can be dialled or texted, and none is the sample's.

They are read aloud and texted to people as they stand, and no list of verified numbers knows them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from responder.flow.parts import Parts
from responder.flow.place import Path
from responder.flow.problem import Level, Problem

# Ten digits, as they are given out in North America: no area and no exchange begins with 0 or 1
# (nationalnanpa.com, read 2026-11-27).
_TEN_DIGITS = re.compile(r"(?:\+?1[-. ]?)?\(?[2-9]\d\d\)?[-. ]?[2-9]\d\d[-. ]?\d{4}")
_SHORT_CODE = re.compile(r"\d{5,6}")
_FOR_EXAMPLES = re.compile(r"555\D?01\d\d$")
_SAMPLE = re.compile(r"\bsample\b|\bmuestra\b", re.IGNORECASE)


def own_number_problems(parts: Parts) -> Iterator[Problem]:
    """Yield a fault for the number to text and the number to call where nobody can reach it."""
    if parts.line is None:
        return
    texts = parts.line.texts
    short = texts.kind == "short-code"
    if not (_SHORT_CODE if short else _TEN_DIGITS).fullmatch(texts.number):
        asked = "five or six digits" if short else "ten digits"
        yield _not_a_number(parts, ("line", "texts", "number"), texts.number, asked)
    calls = parts.line.calls
    if not (_TEN_DIGITS.fullmatch(calls) or _SHORT_CODE.fullmatch(calls)):
        yield _not_a_number(parts, ("line", "calls"), calls, "ten digits")


def _not_a_number(parts: Parts, at: Path, number: str, asked: str) -> Problem:
    return parts.places.problem(
        "not-a-number",
        at,
        f'"{number}" is not a number that people can reach',
        "it is read aloud and texted to people as it stands",
        f"write {asked}, such as {'123456' if asked.startswith('five') else '860-555-0100'}",
    )


def calls_problems(parts: Parts) -> Iterator[Problem]:
    """Yield a warning where the number to call is a short code, which texts alone can reach."""
    if parts.line and _SHORT_CODE.fullmatch(parts.line.calls):
        yield parts.places.problem(
            "calls-short-code",
            ("line", "calls"),
            f'"{parts.line.calls}" is a short code, and short codes take no calls',
            "whoever dials it hears that there is no such number",
            "write the ten-digit number that people call, such as 860-555-0100",
            Level.WARNING,
        )


def sample_problems(parts: Parts) -> Iterator[Problem]:
    """Yield a warning for what is still the sample's in a line that says it is none."""
    line = parts.line
    if line is None or line.sample:
        return
    left: list[tuple[Path, str]] = [
        (path, number)
        for path, number in ((("line", "texts", "number"), line.texts.number),
                             (("line", "calls"), line.calls))
        if _FOR_EXAMPLES.search(number)
    ]  # fmt: skip
    for path, words in parts.texts():
        if path[0] == "line" or path[:2] == ("pages", "who"):
            for language in ("en", "es"):
                if found := _SAMPLE.search(getattr(words, language)):
                    left.append(((*path, language), found.group()))
    for path, what in left:
        yield parts.places.problem(
            "sample-left",
            path,
            f'"{what}" is still from the sample, but sample: is false',
            "people would be told of a number or a sponsor that does not exist",
            "put in your own, or set sample: true until you can",
            Level.WARNING,
            words=what,
        )
