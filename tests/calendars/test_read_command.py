"""`responder meetings read`: what it prints, and the exit code it ends with."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from responder.calendars.reach import Reach
from responder.cli import commands
from tests.calendars.faulty_server import ONLY_THE_SERVER, Server, serving

HERE = Path(__file__).parent
CASES = HERE.parent / "cases"
AT = "2026-12-01T09:00"
CALENDAR = (CASES / "C17-moved.ics").read_bytes()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as opened:
        yield opened


def run(*arguments: str, reach: Reach | None = None) -> tuple[int, str, str]:
    done = CliRunner().invoke(commands, ["meetings", "read", *arguments], obj=reach)
    return done.exit_code, done.stdout, done.stderr


def read_json(*arguments: str) -> tuple[int, Any]:
    code, out, _ = run(*arguments, "--json")
    return code, json.loads(out)


def test_a_file_is_listed_in_words() -> None:
    code, out, err = run(str(HERE / "google-moved-and-cancelled.ics"), "--at", AT)
    assert (code, err) == (0, "")
    assert out == (
        "4 meetings after Tuesday, December 1, 2026, 9 AM:\n"
        "  Mon, Dec 7, 2026, 12 to 1 PM  Data workgroup\n"
        "  Tue, Dec 15, 2026, 9:30 to 10:30 AM  Data workgroup (moved from Mon, Dec 14, 2026, "
        "12 PM)\n"
        "  Mon, Dec 21, 2026, 12 to 1 PM  CANCELLED: Data workgroup\n"
        "  Mon, Dec 28, 2026, 12 to 1 PM  Data workgroup\n"
    )


def test_days_places_links_and_what_could_not_be_read_are_listed() -> None:
    code, out, _ = run(str(HERE / "google-days.ics"), "--at", AT)
    assert code == 0
    assert out.splitlines()[1:3] == [
        "  Thu, Dec 10, 2026, all day  Training day",
        "  Tue, Jan 12, 2027 to Thu, Jan 14, 2027  Conference",
    ]
    code, out, _ = run(str(CASES / "C20-noend.ics"), "--at", AT)
    assert code == 0
    assert out.endswith(
        "\n\nWhat could not be read, or not for sure:\n"
        '  line 29 (e46@example.org): "N4 end first": it ends before it starts: it is listed '
        "without an end\n"
    )
    _, out, _ = run(str(HERE / "wordpress-events-calendar.ics"), "--at", AT)
    assert out.splitlines()[-1] == (
        "  Tue, Apr 20, 2027, 6:30 to 8 PM  Parents & Caregivers – Open Night, Town Library, "
        "12 Elm St, Manchester, CT, 06040, United States, https://www.example.org/event/open-night/"
    )


def test_the_word_cancelled_stands_there_once() -> None:
    _, out, _ = run(str(HERE / "outlook-cancelled-title.ics"), "--at", AT)
    assert out.splitlines()[1:] == [
        "  Wed, Dec 9, 2026, 2 to 3 PM  CANCELLED: Transitions workgroup",
        "  Thu, Dec 10, 2026, 2 to 3 PM  CANCELLED: School workgroup",
        "  Fri, Dec 11, 2026, 2 to 3 PM  CANCELLED: Reunión de familias",
        "  Mon, Dec 14, 2026, 2 to 3 PM  Cancelled appointments and how to ask again",
    ]


def test_many_problems_are_cut_too(tmp_path: Path) -> None:
    bad = "BEGIN:VEVENT\nSUMMARY:x\nDTSTART:x\nEND:VEVENT\n"
    file = tmp_path / "bad.ics"
    file.write_text(f"BEGIN:VCALENDAR\n{bad * 45}END:VCALENDAR\n", "utf-8")
    code, out, _ = run(str(file), "--at", AT)
    assert (code, out.splitlines()[-1]) == (0, "  and 5 more (--json prints all)")


def test_a_long_list_is_cut_and_says_how_to_see_all() -> None:
    code, out, _ = run(str(CASES / "C21-endless.ics"), "--at", AT)
    assert code == 0
    lines = out.splitlines()
    assert len([line for line in lines if "E1 daily" in line]) < 40
    assert "  and 588 more, to Thursday, June 1, 2028 (--json prints all)" in lines


def test_json_has_the_promised_shape() -> None:
    code, found = read_json(str(CASES / "C20-noend.ics"), "--at", AT)
    assert code == 0
    assert found == {
        "meetings": [
            {"title": "N1 no end", "start": "2026-12-08T18:00:00-05:00", "end": None,
             "all_day": False, "status": "confirmed", "uid": "e43@example.org"},
            {"title": "N2 duration", "start": "2026-12-09T18:00:00-05:00",
             "end": "2026-12-09T19:30:00-05:00", "all_day": False, "status": "confirmed",
             "uid": "e44@example.org"},
            {"title": "N3 bare date", "start": "2026-12-10", "end": "2026-12-10", "all_day": True,
             "status": "confirmed", "uid": "e45@example.org"},
            {"title": "N4 end first", "start": "2026-12-11T18:00:00-05:00", "end": None,
             "all_day": False, "status": "confirmed", "uid": "e46@example.org"},
            {"title": "N5 zero", "start": "2026-12-14T18:00:00-05:00", "end": None,
             "all_day": False, "status": "confirmed", "uid": "e47@example.org"},
        ],
        "problems": [
            {"uid": "e46@example.org", "line": 29,
             "what": '"N4 end first": it ends before it starts: it is listed without an end'},
        ],
    }  # fmt: skip


def test_json_says_what_is_cancelled() -> None:
    _, found = read_json(str(HERE / "google-moved-and-cancelled.ics"), "--at", AT)
    assert [each["status"] for each in found["meetings"]] == [
        "confirmed", "confirmed", "cancelled", "confirmed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("at", "starts"),
    [
        ("2026-12-09T09:59", ["2026-12-10T14:30:00-05:00", "2026-12-16T10:00:00-05:00",
                              "2026-12-23T10:00:00-05:00"]),
        ("2026-12-16T10:59", ["2026-12-16T10:00:00-05:00", "2026-12-23T10:00:00-05:00"]),
        ("2026-12-16T11:00", ["2026-12-23T10:00:00-05:00"]),
        ("2026-12-16T16:30:00+00:00", ["2026-12-23T10:00:00-05:00"]),
        ("2026-12-23", ["2026-12-23T10:00:00-05:00"]),
        ("2026-12-24", []),
    ],
)  # fmt: skip
def test_what_is_over_is_not_listed(at: str, starts: list[str]) -> None:
    code, found = read_json(str(CASES / "C17-moved.ics"), "--at", at)
    assert (code, [each["start"] for each in found["meetings"]]) == (0, starts)


def test_a_calendar_with_nothing_ahead_is_a_calendar() -> None:
    code, out, _ = run(str(HERE / "nothing-ahead.ics"), "--at", AT)
    assert code == 0
    assert out == (
        "Nothing is ahead in this calendar after Tuesday, December 1, 2026, 9 AM: the line would "
        "list nothing.\n"
    )


def test_what_is_no_calendar_ends_with_1_and_says_what_it_is(tmp_path: Path) -> None:
    page = tmp_path / "page.ics"
    page.write_text("<!doctype html><title>Sign in</title>", "utf-8")
    code, out, err = run(str(page))
    assert (code, out) == (1, "")
    what = 'this is no calendar: a web page titled "Sign in" is in it'
    assert err == (
        f"responder meetings read: {what}\n"
        "  why: the line could list nothing from it\n"
        "  fix: export the calendar once more, as iCalendar (.ics): the file must begin with "
        "BEGIN:VCALENDAR and end with END:VCALENDAR\n"
    )
    code, found = read_json(str(page))
    assert code == 1
    assert found == {"meetings": [], "problems": [{"uid": "", "line": 1, "what": what}]}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Missing argument"),
        (["no-such.ics"], "no-such.ics cannot be read: No such file or directory"),
        ([str(HERE)], "cannot be read: Is a directory"),
        ([str(CASES / "C17-moved.ics"), "--at", "tomorrow"], '"tomorrow" is no time'),
        ([str(CASES / "C17-moved.ics"), "--at", "0001-01-01"], "1 is too far away"),
        (["a\0b.ics"], "cannot be read"),
    ],
)
def test_misuse_ends_with_2(arguments: list[str], said: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_a_file_beside_the_flow_files_is_read_as_a_feed_names_it(tmp_path: Path) -> None:
    beside = ("file:board.ics", "--at", AT, "--flows", str(tmp_path))
    code, out, err = run(*beside)
    assert (code, out) == (1, "")
    assert err == (
        'responder meetings read: the calendar could not be read: there is no file "board.ics" '
        "beside meetings.yaml\n"
        "  why: the line could list nothing from it\n"
        f"  fix: put the file into {tmp_path}, beside meetings.yaml, and see that its name is the "
        "same; for a file elsewhere leave out file:\n"
    )
    (tmp_path / "board.ics").write_bytes(CALENDAR)
    assert run(*beside) == run(str(CASES / "C17-moved.ics"), "--at", AT)
    (tmp_path / "board.ics").write_bytes(b"hello")
    code, _, err = run(*beside)
    assert code == 1
    assert "is in it\n" in err
    assert "  fix: export the calendar once more" in err


def test_an_address_is_fetched(server: Server) -> None:
    server.answers["/board.ics"] = 200, {}, CALENDAR
    code, out, err = run(server.at("/board.ics"), "--at", AT, reach=ONLY_THE_SERVER)
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "4 meetings after Tuesday, December 1, 2026, 9 AM:"


def test_an_address_that_answers_otherwise_ends_with_1(server: Server) -> None:
    server.answers["/sign-in"] = 200, {}, b"<html><title>Sign in</title>"
    server.answers["/closed"] = 403, {}, b""
    code, _, err = run(server.at("/sign-in"), reach=ONLY_THE_SERVER)
    assert code == 1
    assert err.splitlines()[0] == (
        "responder meetings read: this is no calendar: a web page titled "
        '"Sign in" came in its place from 127.0.0.1'
    )
    code, _, err = run(server.at("/closed"), reach=ONLY_THE_SERVER)
    assert (code, "403" in err) == (1, True)


@pytest.mark.parametrize("address", ["http://127.0.0.1/a.ics", "https://127.0.0.1/a.ics"])
def test_nothing_but_https_beyond_our_own_network_is_asked(address: str) -> None:
    code, out, err = run(address)
    assert (code, out) == (1, "")
    assert err.startswith(
        "responder meetings read: the calendar could not be fetched from 127.0.0.1"
    )


def test_the_server_does_not_know_the_calendar_libraries() -> None:
    told = "import sys, responder.web, responder.cli; print('icalendar' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False"
