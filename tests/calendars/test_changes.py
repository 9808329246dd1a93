"""What a pull changes is said in sentences, each thing once, and nothing where nothing changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from responder.calendars.changes import changes
from responder.flow.feeds import Pulled

NOW = datetime(2026, 12, 1, 9, 0)  # noqa: DTZ001 - the clock of the file has no zone
DAY = {"starts": "2026-12-08 18:00", "ends": "2026-12-08 19:30"}
NEXT = {"starts": "2026-12-15 18:00"}


def pulled(*meetings: tuple[str, list[dict[str, Any]]], uid: str = "one", **more: Any) -> Pulled:
    return Pulled.model_validate(
        {
            "address": "https://calendar.example.org/board.ics",
            "meetings": [
                {"title": title, "uid": uid, "dates": dates, **more} for title, dates in meetings
            ],
        }
    )


def told(before: Pulled | None, after: Pulled | None) -> list[str]:
    was = {} if before is None else {"board": before}
    now = {} if after is None else {"board": after}
    return list(changes(was, now, NOW)["board"])


STEERING = pulled(("Steering Team", [DAY]))


@pytest.mark.parametrize(
    ("before", "after", "sentences"),
    [
        (STEERING, STEERING, []),
        (None, STEERING, ["New: Steering Team, Tuesday, December 8, 2026, 6 to 7:30 PM."]),
        (
            STEERING,
            None,
            ["No longer in the calendar: Steering Team, Tuesday, December 8, 2026, 6 to 7:30 PM."],
        ),
        (
            STEERING,
            pulled(("Steering Team", [{**DAY, "cancelled": "true"}])),
            ["Cancelled: Steering Team, Tuesday, December 8, 2026, 6 to 7:30 PM."],
        ),
        (
            pulled(("Steering Team", [{**DAY, "cancelled": "true"}])),
            STEERING,
            ["Held after all: Steering Team, Tuesday, December 8, 2026, 6 to 7:30 PM."],
        ),
        (
            STEERING,
            pulled(
                (
                    "Steering Team",
                    [{"starts": "2026-12-10 14:30", "moved_from": "2026-12-08 18:00"}],
                )
            ),
            [
                ("Moved: Steering Team, from Tuesday, December 8, 2026, 6 PM to Thursday, "
                "December 10, 2026, 2:30 PM.")
            ],
        ),
        (
            STEERING,
            pulled(("Steering Committee", [DAY])),
            [
                ('Renamed: Steering Committee, was "Steering Team", Tuesday, December 8, 2026, '
                "6 to 7:30 PM.")
            ],
        ),
        (
            STEERING,
            pulled(("Steering Team", [{"starts": "2026-12-08 18:00"}])),
            [
                ("New hours: Steering Team, Tuesday, December 8, 2026, 6 PM (was Tuesday, "
                "December 8, 2026, 6 to 7:30 PM).")
            ],
        ),
        (
            STEERING,
            pulled(("Steering Team", [DAY]), place="Room 5"),
            ["New place: Steering Team, Tuesday, December 8, 2026, 6 to 7:30 PM: Room 5."],
        ),
        (
            None,
            pulled(("Youth Summit", [{"starts": "2026-12-14", "ends": "2026-12-15"}])),
            ["New: Youth Summit, Monday, December 14, 2026 to Tuesday, December 15, 2026."],
        ),
        (
            None,
            pulled(("Open day", [{"starts": "2026-12-14"}])),
            ["New: Open day, Monday, December 14, 2026, all day."],
        ),
        (
            None,
            pulled(("Weekly", [DAY, NEXT, {"starts": "2027-01-05 18:00"}])),
            [
                ("New: Weekly, Tuesday, December 8, 2026, 6 to 7:30 PM; and 2 more days until "
                "Tuesday, January 5, 2027.")
            ],
        ),
        (
            None,
            pulled(("Weekly", [DAY, NEXT])),
            [
                ("New: Weekly, Tuesday, December 8, 2026, 6 to 7:30 PM; and 1 more day on "
                "Tuesday, December 15, 2026.")
            ],
        ),
        (pulled(("Steering Team", [{"starts": "2026-11-24 18:00"}])), None, []),
    ],
)  # fmt: skip
def test_a_change_is_one_sentence(
    before: Pulled | None, after: Pulled | None, sentences: list[str]
) -> None:
    assert told(before, after) == sentences


def test_what_people_must_know_comes_first() -> None:
    before = pulled(
        ("A", [{"starts": "2026-12-08 10:00"}]), ("B", [{"starts": "2026-12-09 10:00"}])
    )
    after = pulled(
        ("C", [{"starts": "2026-12-07 10:00"}]),
        ("B", [{"starts": "2026-12-09 10:00", "cancelled": "true"}]),
    )
    assert [each.split(":")[0] for each in told(before, after)] == [
        "Cancelled", "No longer in the calendar", "New",
    ]  # fmt: skip


def test_what_another_feed_brings_now_is_not_gone() -> None:
    found = changes({"board": STEERING}, {"board": pulled(), "all": STEERING}, NOW)
    assert found["board"] == ()
