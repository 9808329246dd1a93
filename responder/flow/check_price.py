"""Warn of a price that cannot be counted with."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from responder.flow.parts import Parts
from responder.flow.problem import Level, Problem


def price_problems(parts: Parts) -> Iterator[Problem]:
    """Yield a warning where the price of a segment is no amount of dollars."""
    if parts.line and price(parts.line.price_per_segment) is None:
        yield parts.places.problem(
            "not-a-price",
            ("line", "price_per_segment"),
            f'"{parts.line.price_per_segment}" is not an amount of US dollars',
            "nobody could be told what the replies cost",
            "write digits with a point, such as 0.0083",
            Level.WARNING,
        )


def price(written: str) -> Decimal | None:
    """Return the US dollars that `written` states, such as "0.0083"; None if it states none."""
    whole, _, part = written.partition(".")
    return Decimal(written) if (whole + part).isascii() and (whole + part).isdecimal() else None
