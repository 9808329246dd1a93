"""`responder meetings pull` against a server that does what servers of the world do."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from click.testing import CliRunner

from responder.calendars.fetch import Limits
from responder.cli import meetings_pull
from responder.cli.meetings import meetings
from responder.flow.loader import load
from responder.flow.problem import Level
from responder.wording import gsm7
from tests.calendars.faulty_server import ONLY_THE_SERVER, Server, serving
from tests.conftest import NOW, ROOT

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example//EN\r\n"
TAIL = "END:VCALENDAR\r\n"
HOST = "calendar.example.org"
PULLED = "meetings.pulled.yaml"
SECRET = "private-0123abcd"  # as in an address that is only known to those who may read it
Pull = Callable[..., tuple[int, str, str]]


def vevent(uid: str, starts: str, title: str, *more: str) -> str:
    begin = f"DTSTART;TZID=America/New_York:{starts}"
    lines = ["BEGIN:VEVENT", f"UID:{uid}@example.org", "DTSTAMP:20261101T000000Z", begin,
             f"SUMMARY:{title}", *more, "END:VEVENT"]  # fmt: skip
    return "".join(f"{line}\r\n" for line in lines)


def letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number)) * 12


def ics(*events: str) -> bytes:
    return (HEAD + "".join(events) + TAIL).encode()


STEERING = vevent("one", "20261208T180000", "Steering Team", "DURATION:PT90M", "LOCATION:Room 5")
BUDGET = vevent("two", "20261209T100000", "Budget call", "RRULE:FREQ=WEEKLY;COUNT=3")
BOARD = ics(STEERING, BUDGET)


@pytest.fixture
def server(certified: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    looked_up = socket.getaddrinfo

    def here(host: str, *rest: Any, **more: Any) -> Any:
        return looked_up("127.0.0.1" if host == HOST else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", here)
    # Else all later tests would give way to everybody.
    monkeypatch.setattr(meetings_pull, "_give_way", lambda: None)
    monkeypatch.setattr(meetings_pull, "LIMITS", Limits(1, 0.4, 1, 512 * 1024))
    with serving(certified) as opened:
        yield opened


@pytest.fixture
def flows(tmp_path: Path, server: Server) -> Path:
    folder = tmp_path / "flows"
    shutil.copytree(ROOT / "tests" / "flows_small", folder)
    with_feed(folder, f"https://{HOST}:{server.port}/{SECRET}/board.ics")
    server.answers[f"/{SECRET}/board.ics"] = BOARD
    return folder


def with_feed(folder: Path, address: str, more: str = "") -> None:
    feed = f"feeds:\n  board:\n    address: {address}\n    group: board\n{more}"
    (folder / "feeds.yaml").write_text(feed)


@pytest.fixture
def pull(flows: Path, clock: None) -> Pull:
    def pulled(*options: str) -> tuple[int, str, str]:
        arguments = ["pull", "--flows", str(flows), *options]
        done = CliRunner().invoke(meetings, arguments, obj=ONLY_THE_SERVER)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        said = done.stdout.replace(str(flows), "flows"), done.stderr.replace(str(flows), "flows")
        assert SECRET not in "".join(said)
        return done.exit_code, *said

    return pulled


FIRST = """\
board (calendar.example.org): read; 2 meetings on 4 days ahead.
  New: Steering Team, Tuesday, December 8, 2026, 6 to 7:30 PM.
  New: Budget call, Wednesday, December 9, 2026, 10 AM; and 2 more days until Wednesday, December 23, 2026.
"""  # noqa: E501 - a sentence as it is printed
FILE = """\
# yaml-language-server: $schema=../responder/flow/schema.json
# Made by `responder meetings pull` from the calendars in feeds: (meetings.yaml). Do not edit it:
# the next run writes it anew. What is wrong is put right in the calendar, or at its feed.
# Hours are Connecticut's. A day without an hour is a whole day, and "ends" then the last one.
pulled:
  board:
    address: "https://calendar.example.org:{port}/private-0123abcd/board.ics"
    read_at: 2026-12-01 09:00
    whole_at: 2026-12-01 09:00
    taken_by: "{mark}"
    meetings:
      - title: "Budget call"
        uid: "two@example.org"
        dates:
          - starts: 2026-12-09 10:00
          - starts: 2026-12-16 10:00
          - starts: 2026-12-23 10:00
      - title: "Steering Team"
        uid: "one@example.org"
        place: "Room 5"
        dates:
          - starts: 2026-12-08 18:00
            ends: 2026-12-08 19:30
"""


def test_a_calendar_is_tried_brought_in_and_then_as_it_was(
    pull: Pull, flows: Path, server: Server
) -> None:
    assert pull("--dry-run") == (0, f"{FIRST}Nothing was written (--dry-run).\n", "")
    assert not (flows / PULLED).exists()

    taken_up = f"Written to flows/{PULLED}; a running line takes it up by itself.\n"
    assert pull() == (0, FIRST + taken_up, "")
    written = (flows / PULLED).read_text()
    mark = written.split('taken_by: "')[1].split('"')[0]
    assert written == FILE.format(port=server.port, mark=mark)
    assert (flows / PULLED).stat().st_mode & 0o777 == 0o644
    assert sorted(each.name for each in flows.iterdir() if each.name.startswith(".")) == []

    again = "board (calendar.example.org): read; 2 meetings on 4 days ahead.\n"
    assert pull() == (0, f"{again}flows/{PULLED} is as it was.\n", "")


def test_a_calendar_that_did_not_change_is_not_sent_again(
    pull: Pull, flows: Path, server: Server
) -> None:
    server.answers[f"/{SECRET}/board.ics"] = 200, {"ETag": '"7 of \u00e9"'}, BOARD
    pull()
    before = load(flows).flow
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        code, out, err = pull()
    assert (code, err) == (0, "")
    assert out.startswith("board (calendar.example.org): nothing has changed; 2 meetings on 4 days")
    assert [asked.get("If-None-Match") for _, asked in server.asked] == [None, '"7 of \u00e9"']
    after = load(flows)
    assert before is not None
    assert after.flow is not None
    assert after.pulled["board"].read_at == datetime(2026, 12, 1, 12, 0)  # noqa: DTZ001 - as files have it
    assert [each.title for each in after.flow.meetings.values()] == [
        each.title for each in before.meetings.values()
    ]


def test_what_changed_in_the_calendar_is_told_and_its_diff_is_small(
    pull: Pull, flows: Path, server: Server
) -> None:
    pull()
    before = (flows / PULLED).read_text().splitlines()
    server.answers[f"/{SECRET}/board.ics"] = ics(
        BUDGET, STEERING.replace("20261208T180000", "20261210T143000")
    )
    code, out, err = pull()
    assert (code, err) == (0, "")
    assert out.splitlines()[1] == (
        "  Moved: Steering Team, from Tuesday, December 8, 2026, 6 PM to Thursday, "
        "December 10, 2026, 2:30 to 4 PM."
    )
    after = (flows / PULLED).read_text().splitlines()
    assert [each.strip() for each in after if each not in before] == [
        "- starts: 2026-12-10 14:30", "ends: 2026-12-10 16:00", "moved_from: 2026-12-08 18:00",
    ]  # fmt: skip


KEPT = """\
board (calendar.example.org): could not be read: {why}.
  What was read on 2026-12-01 09:00 is kept: 2 meetings on 4 days ahead.
"""


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (
            b"<html><head><title>Sign in</title></head></html>",
            'a web page titled "Sign in" came in place of a calendar',
        ),
        (b"", "an empty answer came in place of a calendar"),
        (
            (403, {}, b""),
            "the server answered 403 (Forbidden): it no longer lets everybody read the calendar",
        ),
        (
            (500, {}, BOARD),
            "the server answered 500 (Internal Server Error) in place of a calendar",
        ),
        ((302, {"Location": "/hang"}, b""), "the server did not answer in time"),
        ((302, {"Location": "/drip"}, b""), "it did not come whole within 1 seconds"),
        ((302, {"Location": "/endless"}, b""), "more than 0.5 MiB came, which no calendar has"),
        ((302, {"Location": "/half"}, b""), "the connection broke off"),
        (
            (302, {"Location": "file:///etc/hostname"}, b""),
            "it leads to file:, and only https: is followed",
        ),
    ],
    ids=["sign-in", "empty", "403", "500", "hang", "drip", "endless", "half", "to file:"],
)  # fmt: skip
def test_a_calendar_that_fails_keeps_its_last_good_meetings(
    pull: Pull, flows: Path, server: Server, answer: Any, why: str
) -> None:
    pull()
    good = load(flows)
    server.answers[f"/{SECRET}/board.ics"] = answer
    code, out, err = pull()
    assert (code, err) == (1, KEPT.format(why=why))
    assert out == f"No meeting changed. All that was noted in flows/{PULLED}: the failure.\n"
    kept = load(flows)
    assert good.flow is not None
    assert kept.flow is not None
    assert kept.flow.meetings == good.flow.meetings
    assert kept.pulled["board"].failed == why
    # The same fault again is no news to the file.
    assert pull() == (1, f"flows/{PULLED} is as it was.\n", KEPT.format(why=why))


def test_a_certificate_that_is_not_trusted_keeps_them_too(
    pull: Pull, flows: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    pull()
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    code, _, err = pull()
    why = "its certificate cannot be trusted (self-signed certificate)"
    assert (code, err) == (1, KEPT.format(why=why))


@pytest.mark.parametrize("to", ["http://127.0.0.2:{port}/x", "https://127.0.0.2:{port}/x"])
def test_nothing_inside_is_asked_for_a_calendar(
    pull: Pull, server: Server, certified: Path, to: str
) -> None:
    with serving(certified if to.startswith("https") else None, host="127.0.0.2") as inside:
        inside.answers["/x"] = BOARD
        away = to.format(port=inside.port)
        server.answers[f"/{SECRET}/board.ics"] = 302, {"Location": away}, b""
        code, _, err = pull()
    assert code == 1
    assert "127.0.0.2 leads into a network of our own" in err
    assert "It was never read, so nobody is told of its meetings." in err
    assert inside.asked == []


def test_one_feed_that_fails_costs_no_other(pull: Pull, flows: Path, server: Server) -> None:
    other = f"  plan:\n    address: https://{HOST}:{server.port}/none.ics\n    group: plan\n"
    with_feed(flows, f"https://{HOST}:{server.port}/{SECRET}/board.ics", other)
    code, out, err = pull()
    assert code == 1
    assert out.startswith(FIRST)
    assert err.startswith("plan (calendar.example.org): could not be read: the server answered 404")
    loaded = load(flows)
    assert [each.group for each in loaded.flow.meetings.values() if each.source == HOST] == [  # type: ignore[union-attr]  # it is there
        "board", "board",
    ]  # fmt: skip


def test_beside_a_failure_it_says_what_else_was_written(
    pull: Pull, flows: Path, server: Server
) -> None:
    other = f"  plan:\n    address: https://{HOST}:{server.port}/plan.ics\n    group: plan\n"
    with_feed(flows, f"https://{HOST}:{server.port}/{SECRET}/board.ics", other)
    server.answers["/plan.ics"] = ics(vevent("p", "20261211T090000", "Plan call"))
    assert pull()[0] == 0
    server.answers[f"/{SECRET}/board.ics"] = b""
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        code, out, _ = pull()
    assert code == 1
    assert out.splitlines()[-1] == (
        f"No meeting changed. All that was noted in flows/{PULLED}: the failure, and when the "
        "others were read."
    )
    server.answers["/plan.ics"] = ics(vevent("p", "20261211T090000", "Plan meeting"))
    code, out, _ = pull()
    assert (code, out.splitlines()[-1]) == (
        1, f"Written to flows/{PULLED}; a running line takes it up by itself.",
    )  # fmt: skip


EMPTIED = """\
board (calendar.example.org): is not believed: it came without a single event, though meetings of \
it are still ahead; if that is right: responder meetings pull --accept-empty board.
  What was read on 2026-12-01 09:00 is kept: 2 meetings on 4 days ahead.
"""


def test_an_emptied_calendar_is_believed_once_somebody_says_so(
    pull: Pull, flows: Path, server: Server
) -> None:
    pull()
    good = load(flows).pulled["board"].meetings
    server.answers[f"/{SECRET}/board.ics"] = ics()
    noted = f"No meeting changed. All that was noted in flows/{PULLED}: the failure.\n"
    assert pull() == (1, noted, EMPTIED)
    assert load(flows).pulled["board"].meetings == good
    code, out, err = pull("--accept-empty", "board")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "board (calendar.example.org): read; 0 meetings on 0 days ahead."
    assert "  No longer in the calendar: Steering Team, Tuesday, December 8" in out
    assert load(flows).pulled["board"].meetings == ()
    assert pull()[0] == 0


def test_only_a_feed_can_be_accepted_as_empty(pull: Pull, server: Server) -> None:
    code, out, err = pull("--accept-empty", "bord")
    assert (code, out) == (2, "")
    assert '--accept-empty: no feed is called "bord"; there is: board' in err
    assert server.asked == []


def test_a_file_is_looked_for_beside_the_flow_files(pull: Pull, flows: Path) -> None:
    with_feed(flows, "file:board.ics")
    code, _, err = pull()
    assert (code, err.splitlines()[0]) == (
        1,
        'board (a file): could not be read: there is no file "board.ics" beside meetings.yaml.',
    )
    (flows / "board.ics").write_bytes(BOARD)
    code, out, err = pull()
    assert (code, err) == (0, "")
    assert out.startswith("board (a file): read; 2 meetings on 4 days ahead.\n")


HOSTILE = [
    "Call 860-555-0142 now", "You have reached 988", "988 is closed", "Text STOP to 741741",
    "https://evil.example/x", "zoom.us/j/9", "No police here", "Help is on the way",
    "committed suicide", "Anonymous group", "{title} {day} {words}", "\\u202e988 evil",
    "A" * 5000, "x: y #z", "'\"\\\\", "- item", "&anchor *alias !tag", "<script>alert(1)</script>",
    "%s %n", "${HOME}", "\u0661\u0662\u0663 \u0664\u0665\u0666", "日本語", "💥" * 50,
    "a" * 59 + " 988",
]  # fmt: skip


def test_no_title_breaks_the_line(pull: Pull, flows: Path, server: Server) -> None:
    events = [
        vevent(f"h{number}", f"20261210T{8 + number % 12:02}0000", title)
        for number, title in enumerate(HOSTILE)
    ]
    server.answers[f"/{SECRET}/board.ics"] = ics(STEERING, *events)
    code, out, err = pull()
    assert (code, err) == (0, "")
    loaded = load(flows, NOW)
    assert [each for each in loaded.problems if each.level is Level.ERROR] == []
    assert loaded.flow is not None
    titles = [each.title.en for each in loaded.flow.meetings.values() if each.source == HOST]
    assert titles == [
        "A" * 57 + "...", "&anchor *alias !tag", "$(HOME)", "item", "%s %n", "Steering Team",
        "(title) (day) (words)", "x: y #z",
    ]  # fmt: skip
    for title in titles:
        assert gsm7.encoding(gsm7.fold(title)) == gsm7.GSM_7
        assert title.isprintable()
    assert out.count("  Left out: ") == len(HOSTILE) - (len(titles) - 1)


def test_a_calendar_of_a_thousand_meetings_leaves_room_in_the_file(
    pull: Pull, flows: Path, server: Server
) -> None:
    events = [
        vevent(f"{'u' * 100}{number}", f"202612{2 + number % 28:02}T100000", letters(number))
        for number in range(1000)
    ]
    server.answers[f"/{SECRET}/board.ics"] = ics(*events)
    code, out, _ = pull()
    assert code == 0
    assert "are too many" in out
    assert (flows / PULLED).stat().st_size <= 200_000
    assert load(flows).flow is not None


def test_without_feeds_there_is_nothing_to_do(pull: Pull, flows: Path, server: Server) -> None:
    (flows / "feeds.yaml").unlink()
    said = "No feeds: stand in flows, so there is nothing to pull.\n"
    assert pull() == (0, said, "")
    assert server.asked == []


def test_a_feed_that_is_taken_out_takes_its_meetings_along(pull: Pull, flows: Path) -> None:
    pull()
    (flows / "feeds.yaml").unlink()
    code, out, err = pull()
    assert (code, err) == (0, "")
    assert out.startswith("board: no feed any more; what was kept of it is taken out.\n")
    assert (flows / PULLED).read_text().endswith("pulled: {}\n")
    loaded = load(flows)
    assert loaded.flow is not None


def test_faulty_flow_files_are_named_and_nothing_is_fetched(
    pull: Pull, flows: Path, server: Server
) -> None:
    with_feed(flows, f"http://{HOST}/board.ics", "    ahead: a while\n")
    code, out, err = pull()
    assert (code, out) == (2, "")
    assert "[not-a-feed]" in err
    assert "[not-a-span]" in err
    assert err.endswith(
        "Nothing was fetched: a line takes up no meetings while its files are at fault.\n"
    )
    assert server.asked == []


def test_a_file_that_somebody_damaged_is_written_anew(pull: Pull, flows: Path) -> None:
    (flows / PULLED).write_text("pulled:\n  board:\n    address: [\n")
    code, out, err = pull()
    assert code == 0
    assert f"flows/{PULLED}:" in err
    assert "It is written anew; what cannot be read of it is lost." in err
    assert out.startswith(FIRST)
    assert load(flows).flow is not None


def test_a_file_that_cannot_be_written_is_named(
    pull: Pull, flows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*asked: Any, **more: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    code, _, err = pull()
    said = f"flows/{PULLED} cannot be written: No space left on device\nThe file stays as it was.\n"
    assert (code, err) == (1, said)
    assert not (flows / PULLED).exists()


GIVEN_WAY = """
import os
from responder.cli.meetings_pull import pull
try:
    pull(["--dry-run", "--flows", "none"])
finally:
    print(os.nice(0), os.sched_getscheduler(0) == os.SCHED_IDLE)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a class for what is idle")
def test_it_gives_way_to_the_line_on_the_same_machine(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", GIVEN_WAY], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stdout == "10 True\n"
    assert "none: error: the flow folder cannot be opened" in done.stderr
    assert done.returncode == 2
