"""Two versions of an answer, one under the other, with the words marked that differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

import click

WAS, NOW, SAME = "was", "now", "   "
LEGEND = "Words in [ ] differ."
_COLOURS = {WAS: "red", NOW: "green"}


def show_rows(was: Sequence[str], now: Sequence[str]) -> None:
    """Print the rows of both versions, those they share once; in colour on a terminal."""
    for sign, row in marked_rows(was, now):
        click.echo(click.style(f"  {sign} {row}".rstrip(), fg=_COLOURS.get(sign)))


def marked_rows(was: Sequence[str], now: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each row with its sign: `was`, `now`, or blank where both have it."""
    for kind, i, j, k, m in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from ((SAME, row) for row in was[i:j])
            continue
        for old, new in zip_longest(was[i:j], now[k:m]):
            if old is None or new is None:
                yield (NOW, new) if old is None else (WAS, old)
                continue
            before, after = marked_words(old, new)
            yield WAS, before
            yield NOW, after


def marked_words(was: str, now: str) -> tuple[str, str]:
    """Return both rows with brackets around the words that the other does not have there."""
    old, new = was.split(), now.split()
    before: list[str] = []
    after: list[str] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        mark = "{}" if kind == "equal" else "[{}]"
        before += [mark.format(" ".join(old[i:j]))] if i < j else []
        after += [mark.format(" ".join(new[k:m]))] if k < m else []
    return " ".join(before), " ".join(after)
