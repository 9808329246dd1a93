"""Cancelled and moved meetings, and how to join: what is right is taken, odd as it may look."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from responder.flow.loader import Loaded

LoadWith = Callable[..., Loaded]

MEETING = """\
meetings:
  extra:
    group: board
    title:
      en: Example meeting
      es: Reunión de ejemplo
{when}{more}    source: example.org
    read_on: 2026-11-25
"""
ONCE = "    starts: 2026-12-10 18:00\n    ends: 2026-12-10 19:00\n"
SERIES = "    repeats: first friday\n    from: 10:00\n    to: 11:00\n"
CYCLE = "    repeats: fourth tuesday of every other month\n    from: 9:00\n    to: 10:00\n"


def rules(loaded: Loaded) -> list[str]:
    return [problem.rule for problem in loaded.problems]


def join(**fields: str) -> str:
    return "    join:\n" + "".join(f'      {name}: "{each}"\n' for name, each in fields.items())


RIGHT = {
    "a day cancelled and another skipped": (
        SERIES, "    cancels: [2026-12-04]\n    skips: [2027-01-01]\n"
    ),
    "a move to the same day, at another hour": (
        SERIES, "    moves:\n      - day: 2026-12-04\n        to: 2026-12-04 14:00\n"
    ),
    "two days moved to one": (
        SERIES,
        ("    moves:\n      - day: 2026-12-04\n        to: 2026-12-05 10:00\n"
        "      - day: 2027-01-01\n        to: 2026-12-05 10:00\n"),
    ),
    # Which months is not known, so any fourth Tuesday may be one of its days.
    "a day of an unknown cycle": (CYCLE, "    cancels: [2026-12-22]\n"),
    "a single one cancelled": (ONCE, "    cancelled: true\n"),
    "a single one moved to an earlier day": (ONCE, "    moved_from: 2026-12-17 18:00\n"),
    "a phone with brackets": (ONCE, join(phone="(860) 555-0142")),
    "a phone with a 1": (ONCE, join(phone="+1 860 555 0142")),
    # One digit off the Lifeline's number would be refused in a text; a meeting's ID may be so.
    "an ID that is almost a help line": (ONCE, join(id="800 273 8256")),
    "a passcode with signs": (ONCE, join(passcode="aB_9*-@")),
    "a passcode like a year": (ONCE, join(passcode="2027", link="https://example.org/j/5?pwd=a.b")),
}  # fmt: skip


@pytest.mark.parametrize(("when", "more"), RIGHT.values(), ids=RIGHT)
def test_what_is_right_is_taken(load_with: LoadWith, when: str, more: str) -> None:
    assert rules(load_with("staff.yaml", MEETING.format(when=when, more=more))) == []


WRONG = {
    "a cancelled day after the last": (
        SERIES, "    last: 2027-01-31\n    cancels: [2027-02-05]\n", ["not-a-meeting-day"]
    ),
    "a day moved that is none": (
        SERIES, "    moves:\n      - day: 2026-12-05\n        to: 2026-12-06 10:00\n",
        ["not-a-meeting-day"],
    ),
    "a move that ends as it begins": (
        SERIES,
        ("    moves:\n      - day: 2026-12-04\n        to: 2026-12-05 10:00\n"
        "        ends: 2026-12-05 10:00\n"),
        ["ends-before-start"],
    ),
    "a day moved twice": (
        SERIES,
        ("    moves:\n      - day: 2026-12-04\n        to: 2026-12-05 10:00\n"
        "      - day: 2026-12-04\n        to: 2026-12-06 10:00\n"),
        ["day-twice"],
    ),
    "skips of a single one": (ONCE, "    skips: [2026-12-10]\n", ["series-only"]),
    "a phone of nine digits": (ONCE, join(phone="860-555-014"), ["join-unreadable"]),
    "an ID with words": (ONCE, join(id="ID 123456"), ["join-unreadable"]),
    "a passcode that a text cannot carry": (ONCE, join(passcode="clé"), ["join-unreadable"]),
    "a link that is none": (ONCE, join(link="zoom"), ["not-a-link"]),
    # What joins a meeting stands in its own fields, and is refused wherever people just read on.
    "a number in running text": (
        ONCE,
        ("    how:\n      en: Call 860-555-0144, ID 123 456 789.\n"
        "      es: Llame al 860-555-0144, ID 123 456 789.\n"),
        ["unknown-number"] * 4,
    ),
    "a number in what to ask": (
        ONCE, "    ask:\n      en: Call 860-555-0143.\n      es: Llame al 860-555-0143.\n",
        ["unknown-number"] * 2,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("when", "more", "expected"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_named(
    load_with: LoadWith, when: str, more: str, expected: list[str]
) -> None:
    assert rules(load_with("staff.yaml", MEETING.format(when=when, more=more))) == expected
