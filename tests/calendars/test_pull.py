"""A feed is read well, or it keeps what was good: nothing that fails is taken for no meetings."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from responder.calendars.fetch import Fetched, FetchFailed
from responder.calendars.pull import Result, pull
from responder.flow.feeds import Feed, Pulled

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=ZoneInfo("America/New_York"))
HERE = NOW.replace(tzinfo=None)
FEED = Feed.model_validate({"address": "https://calendar.example.org/board.ics", "group": "board"})
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example//EN\r\n"
TAIL = "END:VCALENDAR\r\n"


def vevent(starts: str = "20261208T180000", title: str = "Steering Team", more: str = "") -> str:
    return (
        "BEGIN:VEVENT\r\nUID:one@example.org\r\nDTSTAMP:20261101T000000Z\r\n"
        f"DTSTART;TZID=America/New_York:{starts}\r\nSUMMARY:{title}\r\n{more}END:VEVENT\r\n"
    )


BOARD = (HEAD + vevent() + TAIL).encode()


class Calendars:
    """Stands for the network: answers with what it is given, and remembers what it was asked."""

    def __init__(self, *answers: bytes | Fetched | str) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, Any]] = []

    def __call__(self, address: str, **known: Any) -> Fetched:
        self.asked.append({"address": address, **known})
        answer = self.answers.pop(0)
        if isinstance(answer, str):
            raise FetchFailed(answer)
        return answer if isinstance(answer, Fetched) else Fetched(answer, '"7"', "Tue")


def pulled(answer: bytes | Fetched | str, before: Pulled | None = None, hours: int = 0) -> Result:
    return pull("board", FEED, before, NOW + timedelta(hours=hours), Calendars(answer))


def test_a_calendar_that_is_read_well_brings_its_meetings_and_the_hour() -> None:
    result = pulled(BOARD)
    assert (result.failed, result.unchanged) == ("", False)
    assert (result.pulled.read_at, result.pulled.whole_at) == (HERE, HERE)
    assert (result.pulled.etag, result.pulled.modified) == ('"7"', "Tue")
    [meeting] = result.pulled.meetings
    assert (meeting.title.en, str(meeting.dates[0].starts)) == (
        "Steering Team", "2026-12-08 18:00:00",
    )  # fmt: skip


SIGN_IN = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>...</body></html>"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("the server answered 403 (Forbidden)", "the server answered 403 (Forbidden)"),
        (b"", "came in place of a calendar"),
        (SIGN_IN, 'a web page titled "Sign in" came in place of a calendar'),
        (b'{"error": 1}', "came in place of a calendar"),
        (BOARD[: len(BOARD) // 2], "came in place of a calendar"),
    ],
    ids=["403", "empty", "sign-in page", "JSON", "half a file"],
)
def test_a_feed_that_fails_keeps_its_last_good_meetings(answer: bytes | str, said: str) -> None:
    good = pulled(BOARD).pulled
    result = pulled(answer, good, hours=30)
    assert said in result.failed
    assert result.pulled.meetings == good.meetings
    assert result.pulled.read_at == HERE
    assert result.pulled.failed == result.failed
    assert result.pulled.failed_since == HERE + timedelta(hours=30)


def test_since_when_it_fails_is_told_of_the_first_time() -> None:
    first = pulled("no answer", pulled(BOARD).pulled, hours=24).pulled
    second = pulled("still none", first, hours=48).pulled
    assert (second.failed, second.failed_since) == ("still none", HERE + timedelta(hours=24))
    mended = pulled(BOARD, second, hours=72).pulled
    assert (mended.failed, mended.failed_since) == (None, None)


def test_a_feed_that_never_could_be_read_has_no_meetings_and_no_hour() -> None:
    result = pulled("the server takes no connections")
    assert (result.pulled.meetings, result.pulled.read_at) == ((), None)


EMPTY = (HEAD + TAIL).encode()
CANCELLED = (HEAD + vevent(more="STATUS:CANCELLED\r\n") + TAIL).encode()


def test_a_calendar_that_suddenly_has_no_event_keeps_its_last_good_meetings() -> None:
    good = pulled(BOARD).pulled
    result = pulled(EMPTY, good, hours=30)
    assert result.emptied
    assert result.failed == (
        "it came without a single event, though meetings of it are still ahead; if that is right: "
        "responder meetings pull --accept-empty board"
    )
    assert result.pulled.meetings == good.meetings
    # What was read well stays the day of the good ones: after stale_after people read it.
    assert (result.pulled.read_at, result.pulled.failed) == (HERE, result.failed)
    assert result.pulled.failed_since == HERE + timedelta(hours=30)


def test_that_it_is_empty_can_be_accepted_and_is_then_believed() -> None:
    good = pulled(BOARD).pulled
    kept = pulled(EMPTY, good, hours=30).pulled
    accepted = pull(
        "board", FEED, kept, NOW + timedelta(hours=31), Calendars(EMPTY), accept_empty=True
    )
    assert (accepted.failed, accepted.emptied, accepted.pulled.meetings) == ("", False, ())
    assert (accepted.pulled.failed, accepted.pulled.failed_since) == (None, None)
    assert pulled(EMPTY, accepted.pulled, hours=32).failed == ""


@pytest.mark.parametrize(
    ("before", "answer", "hours"),
    [
        (None, EMPTY, 0),
        (BOARD, EMPTY, 24 * 8),
        (CANCELLED, EMPTY, 1),
        (BOARD, (HEAD + vevent("20261101T180000") + TAIL).encode(), 1),
        (BOARD, (HEAD + vevent("20290101T180000") + TAIL).encode(), 1),
    ],
    ids=["never any", "all are over", "all are cancelled", "a past event", "one far ahead"],
)
def test_a_calendar_with_nothing_ahead_is_believed(
    before: bytes | None, answer: bytes, hours: int
) -> None:
    good = pulled(before).pulled if before else None
    result = pulled(answer, good, hours=hours)
    assert (result.failed, result.emptied) == ("", False)
    held = [day for each in result.pulled.meetings for day in each.dates if not day.cancelled]
    assert held == []


def test_of_what_is_kept_the_past_goes() -> None:
    assert pulled("no answer", pulled(BOARD).pulled, hours=24 * 8).pulled.meetings == ()


@pytest.mark.parametrize(("hours", "asked"), [(1, '"7"'), (19, '"7"'), (20, ""), (30, "")], ids=str)
def test_it_is_asked_only_for_a_while_whether_it_changed(hours: int, asked: str) -> None:
    good = pulled(BOARD).pulled
    calendars = Calendars(BOARD)
    pull("board", FEED, good, NOW + timedelta(hours=hours), calendars)
    assert calendars.asked[0]["etag"] == asked


def test_a_feed_that_staff_changed_is_fetched_whole() -> None:
    good = pulled(BOARD).pulled
    for changed in ({"ahead": "200 days"}, {"address": "https://other.example.org/b.ics"}):
        calendars = Calendars(BOARD)
        feed = Feed.model_validate({"address": FEED.address, "group": "board", **changed})
        pull("board", feed, good, NOW, calendars)
        assert (calendars.asked[0]["etag"], calendars.asked[0]["modified"]) == ("", "")


def test_a_calendar_that_did_not_change_is_as_good_as_read_anew() -> None:
    failing = pulled("no answer", pulled(BOARD).pulled, hours=1).pulled
    result = pulled(Fetched(None), failing, hours=2)
    assert (result.unchanged, result.failed) == (True, "")
    assert result.pulled.read_at == HERE + timedelta(hours=2)
    assert result.pulled.whole_at == HERE
    assert (result.pulled.failed, result.pulled.failed_since) == (None, None)
    assert result.pulled.meetings == pulled(BOARD).pulled.meetings


def test_one_bad_event_costs_no_other() -> None:
    bad = vevent("20261399T180000", "Impossible").replace("UID:one", "UID:bad")
    result = pulled((HEAD + bad + vevent() + TAIL).encode())
    assert [each.title.en for each in result.pulled.meetings] == ["Steering Team"]
    [fault] = result.pulled.left_out
    assert (fault.uid, fault.line) == ("bad@example.org", "7")  # of DTSTART


@pytest.mark.parametrize(
    ("ahead", "found"), [("6 days", 0), ("8 days", 1), ("2 weeks", 1), ("120 hours", 0)]
)
def test_only_what_is_near_enough_is_taken(ahead: str, found: int) -> None:
    feed = Feed.model_validate({"address": FEED.address, "group": "board", "ahead": ahead})
    assert len(pull("board", feed, None, NOW, Calendars(BOARD)).pulled.meetings) == found
