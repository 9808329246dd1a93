"""What a feed takes of a calendar, and what it tells of the one that was read before."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from responder.calendars.event import Calendar, Event, Unread
from responder.calendars.taken import MOST_DATES, MOST_FAULTS, Taken, merged, taken, without_past
from responder.flow.feeds import Feed, Pulled, PulledDate, PulledMeeting

EASTERN = ZoneInfo("America/New_York")
ADDRESS = "https://calendar.example.org/board.ics"


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=EASTERN)


def event(starts: str, title: str = "Steering Team", uid: str = "one", **more: Any) -> Event:
    whole: dict[str, Any] = {
        "title": title, "uid": uid, "start": at(starts), "end": None, "status": "confirmed",
        "moved_from": None, "location": "", "link": "", "description": "", "line": 7,
        "series": False, **more,
    }  # fmt: skip
    return Event(**whole)


def feed(**more: Any) -> Feed:
    return Feed.model_validate({"address": ADDRESS, "group": "board", **more})


def pulled(*meetings: PulledMeeting) -> Pulled:
    return Pulled(address=ADDRESS, meetings=meetings)


def known(*dates: dict[str, Any], title: str = "Steering Team", uid: str = "one") -> PulledMeeting:
    return PulledMeeting.model_validate({"title": title, "uid": uid, "dates": dates})


def of(*events: Event, before: Pulled | None = None, **more: Any) -> Taken:
    return taken(Calendar(events, ()), feed(**more), before)


def days(found: Taken) -> list[tuple[str, str, str, str]]:
    return [
        (each.title.en, str(day.starts), str(day.moved_from or ""), "cancelled" * day.cancelled)
        for each in found.meetings
        for day in each.dates
    ]


def test_a_meeting_is_taken_with_its_hours_on_the_clock_of_connecticut() -> None:
    found = of(event("2026-12-08 18:00", end=at("2026-12-08 19:30"), location="Room 5"))
    assert found == Taken(
        (
            PulledMeeting.model_validate(
                {
                    "title": "Steering Team",
                    "uid": "one",
                    "place": "Room 5",
                    "dates": [{"starts": "2026-12-08 18:00", "ends": "2026-12-08 19:30"}],
                }
            ),
        ),
        (),
    )


@pytest.mark.parametrize(
    "end", [at("2026-12-08 18:00"), at("2026-12-08 08:00"), date(2026, 12, 9), None], ids=str
)
def test_an_end_that_is_none_is_not_told(end: date | None) -> None:
    [meeting] = of(event("2026-12-08 18:00", end=end)).meetings
    assert meeting.dates[0].ends is None


def test_whole_days_stay_days() -> None:
    found = of(
        event("2026-12-14", start=date(2026, 12, 14), end=date(2026, 12, 15)),
        event("2026-12-20", uid="two", start=date(2026, 12, 20), end=date(2026, 12, 20)),
    )
    assert [each.dates for each in found.meetings] == [
        (PulledDate(starts=date(2026, 12, 14), ends=date(2026, 12, 15)),),
        (PulledDate(starts=date(2026, 12, 20)),),
    ]


def test_the_days_of_one_meeting_stand_together_and_titles_are_in_order() -> None:
    found = of(
        event("2026-12-08 18:00", series=True),
        event("2026-12-09 10:00", "Budget call", "two"),
        event("2026-12-15 18:00", series=True),
    )
    assert days(found) == [
        ("Budget call", "2026-12-09 10:00:00", "", ""),
        ("Steering Team", "2026-12-08 18:00:00", "", ""),
        ("Steering Team", "2026-12-15 18:00:00", "", ""),
    ]


@pytest.mark.parametrize(
    ("choice", "left"),
    [
        ({}, ["Board Meeting", "BOARD meeting (staff only)", "Boarding school fair"]),
        ({"take": ["board"]}, ["Board Meeting", "BOARD meeting (staff only)"]),
        ({"take": ["Board  meeting"], "leave": ["Staff only"]}, ["Board Meeting"]),
        ({"leave": ["fair", "board meeting"]}, []),
        ({"take": ["Ćafé"]}, []),
    ],
)
def test_titles_are_taken_and_left_by_whole_words(choice: dict[str, Any], left: list[str]) -> None:
    titles = ["Board Meeting", "BOARD meeting (staff only)", "Boarding school fair"]
    events = [event("2026-12-08 18:00", title, title) for title in titles]
    found = of(*events, **choice)
    assert [each.title.en for each in found.meetings] == left
    assert found.left_out == ()


def test_a_title_is_said_as_the_feed_names_it_in_both_languages() -> None:
    names = [{"title": "steering comm. mtg", "en": "Steering Team", "es": "Equipo Coordinador"}]
    [meeting] = of(event("2026-12-08 18:00", "Steering Comm. Mtg"), names=names).meetings
    assert (meeting.title.en, meeting.title.es) == ("Steering Team", "Equipo Coordinador")


def test_a_name_helps_a_title_that_could_not_be_said() -> None:
    names = [{"title": "988 Day", "en": "Lifeline Day", "es": "Día de la Línea"}]
    [meeting] = of(event("2026-12-08 18:00", "988 Day"), names=names).meetings
    assert meeting.title.es == "Día de la Línea"


def test_a_title_that_cannot_be_said_is_left_out_and_named_once() -> None:
    found = of(
        event("2026-12-08 18:00", "Call 988", line=41, series=True),
        event("2026-12-15 18:00", "Call 988", line=41, series=True),
        event("2026-12-09 10:00", "Budget call", "two"),
    )
    assert [each.title.en for each in found.meetings] == ["Budget call"]
    [fault] = found.left_out
    assert (fault.line, fault.uid, fault.what) == (
        "41",
        "one",
        'the title "Call 988" holds a number to call or text, so the meeting is left out',
    )


def test_what_could_not_be_read_is_listed_with_mark_and_line() -> None:
    problems = [Unread("one", 12, "it has no start"), Unread("", 30, "it has\x1b no end")]
    found = taken(Calendar((), tuple(problems)), feed(), None)
    assert [(each.line, each.uid, each.what) for each in found.left_out] == [
        ("12", "one", "it has no start"),
        ("30", None, "it has no end"),
    ]


def test_only_so_many_faults_are_listed() -> None:
    problems = tuple(Unread(f"u{each}", each, "it has no start") for each in range(1, 101))
    found = taken(Calendar((), problems), feed(), None)
    assert len(found.left_out) == MOST_FAULTS + 1
    assert found.left_out[-1].what == "50 more; responder meetings read lists all of them"


def test_only_so_many_days_are_taken() -> None:
    events = [event("2026-12-08 18:00", uid=f"u{each}") for each in range(MOST_DATES + 5)]
    found = of(*events)
    assert len(days(found)) == MOST_DATES
    assert found.left_out[-1].what == (
        "all after 2026-12-08: over 300 days are too many; a shorter ahead: takes fewer"
    )


def test_a_place_that_must_not_be_said_is_not_told() -> None:
    for place in ("https://zoom.us/j/1", "call 860-555-0142"):
        [meeting] = of(event("2026-12-08 18:00", location=place)).meetings
        assert meeting.place is None


WAS = pulled(known({"starts": "2026-12-08 18:00"}))


def test_a_meeting_with_another_time_than_before_is_one_that_moved() -> None:
    assert days(of(event("2026-12-10 14:30"), before=WAS)) == [
        ("Steering Team", "2026-12-10 14:30:00", "2026-12-08 18:00:00", "")
    ]


def test_that_it_moved_is_told_the_next_time_too() -> None:
    before = pulled(known({"starts": "2026-12-10 14:30", "moved_from": "2026-12-08 18:00"}))
    assert days(of(event("2026-12-10 14:30"), before=before)) == [
        ("Steering Team", "2026-12-10 14:30:00", "2026-12-08 18:00:00", "")
    ]


def test_one_that_moved_twice_tells_where_it_stood_last() -> None:
    before = pulled(known({"starts": "2026-12-10 14:30", "moved_from": "2026-12-08 18:00"}))
    assert days(of(event("2026-12-11 09:00"), before=before)) == [
        ("Steering Team", "2026-12-11 09:00:00", "2026-12-10 14:30:00", "")
    ]


def test_a_move_that_the_calendar_tells_itself_wins() -> None:
    moved = event("2026-12-10 14:30", moved_from=at("2026-12-09 10:00"), series=True)
    assert days(of(moved, before=WAS)) == [
        ("Steering Team", "2026-12-10 14:30:00", "2026-12-09 10:00:00", "")
    ]


def test_a_series_with_another_hour_is_moved_day_by_day() -> None:
    before = pulled(known({"starts": "2026-12-08 18:00"}, {"starts": "2026-12-15 18:00"}))
    found = of(
        event("2026-12-08 17:00", series=True),
        event("2026-12-15 17:00", series=True),
        event("2026-12-22 17:00", series=True),
        before=before,
    )
    assert days(found) == [
        ("Steering Team", "2026-12-08 17:00:00", "2026-12-08 18:00:00", ""),
        ("Steering Team", "2026-12-15 17:00:00", "2026-12-15 18:00:00", ""),
        ("Steering Team", "2026-12-22 17:00:00", "", ""),
    ]


def test_a_series_on_other_days_is_not_guessed_to_have_moved() -> None:
    before = pulled(known({"starts": "2026-12-08 18:00"}, {"starts": "2026-12-15 18:00"}))
    found = of(
        event("2026-12-09 18:00", series=True), event("2026-12-16 18:00", series=True),
        before=before,
    )  # fmt: skip
    assert [moved for _, _, moved, _ in days(found)] == ["", ""]


def test_where_all_meetings_have_one_mark_none_is_taken_for_another() -> None:
    before = pulled(
        known({"starts": "2026-12-08 18:00"}), known({"starts": "2026-12-09 10:00"}, title="Budget")
    )
    found = of(
        event("2026-12-08 17:00", "Teen night"), event("2026-12-09 10:00", "Budget"),
        before=before,
    )  # fmt: skip
    assert [moved for _, _, moved, _ in days(found)] == ["", ""]


def test_another_meeting_at_another_time_has_not_moved() -> None:
    assert days(of(event("2026-12-10 14:30", uid="two"), before=WAS)) == [
        ("Steering Team", "2026-12-10 14:30:00", "", "")
    ]


def test_a_cancelled_meeting_is_taken_as_cancelled() -> None:
    assert days(of(event("2026-12-08 18:00", status="cancelled"), before=WAS)) == [
        ("Steering Team", "2026-12-08 18:00:00", "", "cancelled")
    ]


def test_a_cancelled_meeting_that_is_taken_out_of_the_calendar_stays_cancelled() -> None:
    before = pulled(known({"starts": "2026-12-08 18:00", "cancelled": "true"}))
    assert days(of(event("2026-12-15 18:00"), before=before))[0] == (
        "Steering Team", "2026-12-08 18:00:00", "", "cancelled"
    )  # fmt: skip
    assert days(of(event("2026-12-08 18:00"), before=before)) == [
        ("Steering Team", "2026-12-08 18:00:00", "", "")
    ]
    assert days(of(before=before, leave=["steering"])) == []


@pytest.mark.parametrize(
    ("day", "over"),
    [
        ({"starts": "2026-12-08 18:00", "ends": "2026-12-08 19:30"}, "2026-12-08 19:30"),
        ({"starts": "2026-12-08 18:00"}, "2026-12-08 19:00"),
        ({"starts": "2026-12-08 22:00", "ends": "2026-12-09 01:00"}, "2026-12-09 01:00"),
        ({"starts": "2026-12-08"}, "2026-12-09 00:00"),
        ({"starts": "2026-12-08", "ends": "2026-12-10"}, "2026-12-11 00:00"),
    ],
)
def test_what_is_over_goes(day: dict[str, Any], over: str) -> None:
    meeting = known(day)
    end = datetime.fromisoformat(over)
    assert without_past([meeting], end - timedelta(minutes=1)) == (meeting,)
    assert without_past([meeting], end) == ()


def test_what_stands_in_two_calendars_is_kept_in_the_first() -> None:
    both = known({"starts": "2026-12-08 18:00"}, {"starts": "2026-12-15 18:00"})
    other = known(
        {"starts": "2026-12-08 18:00"}, {"starts": "2026-12-22 18:00"},
        title="STEERING  team", uid="other",
    )  # fmt: skip
    found = merged({"board": pulled(both), "network": pulled(other)})
    assert found["board"].meetings == (both,)
    assert [str(day.starts) for each in found["network"].meetings for day in each.dates] == [
        "2026-12-22 18:00:00"
    ]


def test_a_meeting_that_one_of_two_calendars_cancels_is_cancelled() -> None:
    found = merged(
        {
            "board": pulled(known({"starts": "2026-12-08 18:00"})),
            "network": pulled(known({"starts": "2026-12-08 18:00", "cancelled": "true"})),
        }
    )
    assert found["board"].meetings[0].dates[0].cancelled
    assert found["network"].meetings == ()
