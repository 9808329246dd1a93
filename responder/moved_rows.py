"""Rows of a reply that stand elsewhere only because it became longer or shorter."""

from __future__ import annotations

import re

from responder.exchange import Language
from responder.flow.model import Flow
from responder.wording import gsm7


def in_place(was: tuple[str, ...], now: tuple[str, ...], old: Flow, new: Flow) -> tuple[str, ...]:
    """Return `was` with its web address and its crisis line where `now` has them.

    The crisis line closes a short text and opens a longer one, and an address goes where it need
    not be cut: neither says anything new.
    """
    (link, line), (link_now, line_now) = _moving(old), _moving(new)
    lines = [row for row in was if line.match(row)]
    rows = _beside(
        [row for row in was if row not in lines],
        link,
        [row for row in now if not line_now.match(row)],
        link_now,
    )
    return tuple(_beside([*rows, *lines], line, list(now), line_now))


def _beside(
    was: list[str], then: re.Pattern[str], now: list[str], here: re.Pattern[str]
) -> list[str]:
    """Return `was` with the row that `then` finds in the place of the one that `here` finds."""
    moved = next(filter(then.match, was), None)
    place = next((at for at, row in enumerate(now) if here.match(row)), None)
    if moved is None or place is None:
        return was
    rest = [row for row in was if row != moved]
    rest.insert(len(rest) if place == len(now) - 1 else place, moved)
    return rest


def _moving(flow: Flow) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what finds a row with a web address, and the crisis line."""
    line = flow.line
    links = "|".join(re.escape(gsm7.fold(line.phrases.link[each])) for each in Language)
    crisis = "|".join(re.escape(gsm7.fold(line.crisis_line[each])) for each in Language)
    return re.compile(f"(?:{links}) "), re.compile(f"(?:{crisis})$")
