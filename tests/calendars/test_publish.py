"""The public calendar: valid by RFC 5545 for whoever subscribes, stable, and without people."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest

from responder.calendars.publish import published
from responder.calendars.read import read_calendar
from responder.exchange import Language
from responder.flow.feeds import PulledDate
from responder.flow.model import Flow, FromFeed, Meeting
from responder.phone.line import Line
from responder.render import Book
from tests.conftest import NOW, ROOT, TOKEN

EN, ES = Language.EN, Language.ES
EASTERN = ZoneInfo("America/New_York")
HOST = "text.example.org"
BASE = {
    "group": "board",
    "title": {"en": "Example, meeting; with signs", "es": "Reunión de ejemplo, año 2027"},
    "source": "example.org",
    "read_on": "2026-11-25",
}
ENTRIES: dict[str, dict[str, Any]] = {
    "winter": {"starts": "2026-12-08 18:00", "ends": "2026-12-08 19:30", "confirmed": "true"},
    "summer": {"starts": "2027-06-08 18:00", "ends": "2027-06-08 19:30"},
    "off": {"starts": "2026-12-09 10:00", "ends": "2026-12-09 11:00", "cancelled": "true"},
    "later": {
        "starts": "2026-12-11 10:00", "ends": "2026-12-11 11:00", "moved_from": "2026-12-10 09:00",
    },
    "series": {"repeats": "first friday", "from": "10:00", "to": "12:00", "last": "2027-02-28"},
    "pattern": {"repeats": "first friday of every other month", "from": "10:00", "to": "12:00"},
}  # fmt: skip


def from_feed(*dates: PulledDate, uid: str = "one@example.org", title: str = "Youth") -> FromFeed:
    return FromFeed.model_validate(
        {**BASE, "title": {"en": title, "es": title}, "feed": "board", "uid": uid, "dates": dates,
         "place": {"en": "Room 5", "es": "Room 5"}, "stale_at": "2026-12-04 05:17"}
    )  # fmt: skip


@pytest.fixture
def flow(book: Book) -> Flow:
    meetings = {name: Meeting.model_validate({**BASE, **each}) for name, each in ENTRIES.items()}
    days = PulledDate(starts=date(2026, 12, 14), ends=date(2026, 12, 15))
    meetings["board-1"] = from_feed(days)
    return book.flow.model_copy(update={"meetings": meetings})


def events(flow: Flow, language: Language = EN, now: datetime = NOW) -> dict[str, Any]:
    calendar = icalendar.Calendar.from_ical(published(flow, now, HOST)[language])
    return {str(each["uid"]): each for each in calendar.walk("VEVENT")}


def test_it_is_a_calendar_of_the_rfc_line_by_line(flow: Flow) -> None:
    raw = published(flow, NOW, HOST)[ES]
    assert raw.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    for line in raw.split(b"\r\n"):
        assert len(line) <= 75  # octets, RFC 5545 3.1
        line.decode()  # no letter is cut in two
    unfolded = raw.decode().replace("\r\n ", "")
    assert "SUMMARY:Reunión de ejemplo\\, año 2027\r\n" in unfolded
    assert "\r\nX-WR-CALNAME:" in unfolded
    assert re.search(r"\r\nREFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n", unfolded)
    assert unfolded.count("BEGIN:VEVENT") == unfolded.count("\r\nDTSTAMP:20261201T000000Z\r\n")


def test_hours_are_those_of_the_meeting_in_summer_and_winter(flow: Flow) -> None:
    found = events(flow)
    winter, summer = found[f"winter-20261208T1800@{HOST}"], found[f"summer-20270608T1800@{HOST}"]
    assert winter["dtstart"].to_ical() == b"20261208T230000Z"  # EST, five hours behind
    assert winter["dtend"].to_ical() == b"20261209T003000Z"
    assert summer["dtstart"].to_ical() == b"20270608T220000Z"  # EDT, four
    assert (winter["status"], summer["status"]) == ("CONFIRMED", "TENTATIVE")
    assert (winter["sequence"], winter["summary"]) == (0, "Example, meeting; with signs")


def test_what_is_cancelled_or_moved_changes_the_event_that_people_have(flow: Flow) -> None:
    found = events(flow)
    off = found[f"off-20261209T1000@{HOST}"]
    assert (off["status"], off["sequence"]) == ("CANCELLED", 1)
    later = found[f"later-20261210T0900@{HOST}"]  # the mark of its old time
    assert later["dtstart"].dt == datetime(2026, 12, 11, 15, 0, tzinfo=UTC)
    assert later["sequence"] == 1
    assert "Moved from Thursday, December 10" in later["description"]


def test_a_series_is_one_event_a_day_and_a_mere_pattern_is_none(flow: Flow) -> None:
    found = [uid for uid in events(flow) if uid.startswith(("series", "pattern"))]
    assert found == [f"series-{day}T1000@{HOST}" for day in ("20261204", "20270101", "20270205")]


def test_a_whole_day_is_a_day_and_ends_with_the_next(flow: Flow) -> None:
    [event] = [each for uid, each in events(flow).items() if uid.startswith("board-")]
    assert event["dtstart"].to_ical() == b"20261214"
    assert event["dtend"].to_ical() == b"20261216"
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert event["location"] == "Room 5"


def test_a_new_title_of_a_pulled_meeting_keeps_its_mark(flow: Flow) -> None:
    day = PulledDate(starts=datetime(2026, 12, 8, 18, 0))  # noqa: DTZ001 - as files have it
    before = flow.model_copy(update={"meetings": {"board-1": from_feed(day)}})
    after = flow.model_copy(update={"meetings": {"board-2": from_feed(day, title="Teens")}})
    assert list(events(before)) == list(events(after))
    assert len(events(before)) == 1


def test_each_event_says_988_and_where_to_confirm(flow: Flow) -> None:
    for language in Language:
        for event in events(flow, language).values():
            assert "988" in event["description"]
    summer = events(flow)[f"summer-20270608T1800@{HOST}"]
    assert "Please confirm at plan4children.org" in summer["description"]


def test_its_own_reader_reads_what_is_upcoming(flow: Flow) -> None:
    raw = published(flow, NOW, HOST)[EN]
    found = read_calendar(raw, since=NOW, until=NOW + timedelta(days=400), zone=EASTERN)
    assert found.problems == ()
    assert [(each.title.split(":")[-1].strip(), str(each.start)) for each in found.events[:4]] == [
        ("Example, meeting; with signs", "2026-12-04 10:00:00-05:00"),
        ("Example, meeting; with signs", "2026-12-08 18:00:00-05:00"),
        ("Example, meeting; with signs", "2026-12-09 10:00:00-05:00"),
        ("Example, meeting; with signs", "2026-12-11 10:00:00-05:00"),
    ]
    assert [each.status for each in found.events[:4]] == [
        "confirmed", "confirmed", "cancelled", "confirmed",
    ]  # fmt: skip


def test_it_is_the_same_file_all_day(flow: Flow) -> None:
    assert published(flow, NOW, HOST) == published(flow, NOW + timedelta(hours=3), HOST)


# --- at its address ----------------------------------------------------------------------------


def got(app: Any, target: str = "/meetings.ics", **headers: str) -> Any:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return app.test_client().get(target, headers=given)


def test_anyone_may_have_it_and_keep_it_for_an_hour(app: Any, line: Line) -> None:
    answer = got(app)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers.getlist("Cache-Control") == ["public, max-age=3600"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers
    assert b"SUMMARY:Advisory Committee (CBHAC)\r\n" in answer.data
    again = got(app, If_None_Match=answer.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")


def test_it_is_there_in_spanish_too(app: Any, line: Line) -> None:
    assert b"SUMMARY:Comit" in got(app, "/meetings.ics?lang=es").data
    assert got(app, "/meetings.ics?lang=xx").data == got(app).data


def test_nobody_may_change_it(app: Any, line: Line) -> None:
    client = app.test_client()
    for method in ("post", "put", "delete"):
        assert getattr(client, method)("/meetings.ics").status_code == 405


SERVED = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from responder import serve
serve.patch()
from responder.cli.serve import FlowLine
from responder.serving.packed import packed, unpacked
from responder.serving.shared import Shared
from responder.serving.job import Job
from responder.settings import Settings

settings = Settings.read({"TWILIO_AUTH_TOKEN": "%s", "RESPONDER_FLOWS": sys.argv[1],
                          "RESPONDER_PUBLIC_URL": "https://text.example.org"})
line, shared = FlowLine(settings), Shared()
line._opened = True
assert Job(lambda: shared.read(line)).wait() == ""
app = line.open(print)
line.use(shared.parcel(shared.good).whole())
answer = app.test_client().get("/meetings.ics")
print(answer.status_code, answer.data[:15].decode())
print(sorted({"icalendar", "recurring_ical_events", "dateutil", "requests"} & set(sys.modules)))
"""


def test_a_server_answers_it_without_any_library_of_calendars(tmp_path: Path) -> None:
    """The reading of the flows, which has a process of its own, makes the file."""
    done = subprocess.run(
        [sys.executable, "-c", SERVED % TOKEN, str(ROOT / "flows")],
        capture_output=True, text=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    assert done.stdout.splitlines() == ["200 BEGIN:VCALENDAR", "[]"]
