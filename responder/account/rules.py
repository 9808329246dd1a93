"""Which of the carrier's webhook rules applies to an address, and how long it lets us wait.

Source: www.twilio.com/docs/usage/webhooks/webhook-configuration-faq and webhook-settings, read
2026-11-27: exact rules first, the longest first, then prefixes, the longest first, then the
default. What a rule sets beats what stands behind the # of an address.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

# What holds where a setting names none. The retries of a setting are 0 unless it names them.
CONNECT_MS = 5000
READ_MS = 15000


class UrlRule(Protocol):
    """A rule as the carrier's library gives it."""

    match_type: str | None
    value: str | None
    prefix: str | None


AnyRule = TypeVar("AnyRule", bound=UrlRule)


def applies(rules: Iterable[AnyRule], address: str) -> AnyRule | None:
    """Return the first of `rules` that takes `address`, in the carrier's order; None if none."""
    ranked: list[tuple[int, int, AnyRule]] = []
    for rule in rules:
        match (rule.match_type or "").upper():
            case "EXACT_MATCH" if rule.value and rule.value == address:
                ranked.append((0, -len(rule.value), rule))
            case "PREFIX_MATCH" if rule.prefix and address.startswith(rule.prefix):
                ranked.append((1, -len(rule.prefix), rule))
            case "DEFAULT":
                ranked.append((2, 0, rule))
    return min(ranked, key=lambda each: each[:2], default=(0, 0, None))[2]


def seconds_of(connection: object) -> float | None:
    """Return the longest that a setting's `connection` waits for us, all tries together.

    None if it sets nothing, or what stands there is not understood.
    """
    if not isinstance(connection, dict):
        return None
    again = connection.get("retryPolicy")
    retries = (again.get("retryCount") or 0) if isinstance(again, dict) else 0
    connect = connection.get("connectTimeoutMs") or CONNECT_MS
    read = connection.get("readTimeoutMs") or READ_MS
    total = connection.get("totalTimeoutMs")
    if not all(isinstance(each, int) for each in (retries, connect, read)):
        return None
    longest = (connect + read) * (retries + 1)
    return (min(longest, total) if isinstance(total, int) and total > 0 else longest) / 1000
