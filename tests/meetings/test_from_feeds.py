"""Meetings of other calendars as the line tells them: ahead, in both languages, and how old."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from responder.edition import edition
from responder.exchange import Language
from responder.flow.loader import load
from responder.flow.model import Flow, FromFeed
from responder.flow.problem import Level
from responder.meetings.in_full import in_full, in_full_spoken
from responder.meetings.listing import all_lines, lines, sentences
from responder.meetings.upcoming import changes_at, upcoming
from responder.render import Book, render
from tests.conftest import NOW, ROOT

EN, ES = Language.EN, Language.ES
EASTERN = ZoneInfo("America/New_York")
FEED = """\
feeds:
  board:
    address: https://calendar.example.org/board.ics
    group: board
    how:
      en: >-
        By Zoom; ask the chairs for the link.
      es: >-
        Por Zoom; pida el enlace a quienes presiden.
    {more}
"""
PULLED = """\
pulled:
  board:
    address: "https://calendar.example.org/board.ics"
    read_at: 2026-12-01 05:17
    meetings:
{meetings}
"""
STEERING = """\
      - title: "Steering Team"
        uid: "one"
        place: "505 Hudson Street, Hartford"
        dates:
          - starts: 2026-12-08 18:00
            ends: 2026-12-08 19:30
          - starts: 2026-12-15 18:00
            ends: 2026-12-15 19:30
"""
Laid = Callable[..., Path]


@pytest.fixture
def laid(tmp_path: Path) -> Laid:
    """Return a folder of small flows whose only meetings are those that were pulled."""

    def made(meetings: str = STEERING, more: str = "language: en") -> Path:
        folder = tmp_path / "flows"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(ROOT / "tests" / "flows_small", folder)
        pages = (folder / "meetings.yaml").read_text().partition("\nmeetings:\n")[0] + "\n"
        (folder / "meetings.yaml").write_text(pages + FEED.format(more=more))
        (folder / "meetings.pulled.yaml").write_text(PULLED.format(meetings=meetings))
        return folder

    return made


def flow_of(folder: Path) -> Flow:
    loaded = load(folder)
    assert loaded.flow is not None, loaded.problems
    return loaded.flow


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=EASTERN)


def told(folder: Path, when: datetime, language: Language = EN) -> list[str]:
    return list(all_lines(flow_of(folder), language, when, "meeting"))


def test_pulled_meetings_stand_among_the_others_once_a_series(laid: Laid) -> None:
    assert told(laid(), NOW) == ["Tuesday, December 8, 6 to 7:30 PM: Steering Team."]
    assert told(laid(), NOW, ES) == ["martes 8 de diciembre, 6 a 7:30 p. m.: Steering Team."]
    folder = laid(more="stale_after: 30 days")
    assert told(folder, at("2026-12-08 19:29")) == told(folder, NOW)
    assert told(folder, at("2026-12-08 19:30")) == [
        "Tuesday, December 15, 6 to 7:30 PM: Steering Team."
    ]
    assert told(folder, at("2026-12-15 19:30")) == []


def test_a_reply_tells_them_with_the_crisis_line(laid: Laid) -> None:
    folder = laid()
    read = edition(folder, NOW)
    assert read.book is not None
    text = read.book.texts["meetings", ES]
    assert text.index("988") < 150
    assert "Martes 8 de diciembre, 6 a 7:30 p. m.: Steering Team." in text


ALL_DAY = """\
      - title: "Open day"
        uid: "one"
        dates:
          - starts: 2026-12-10
      - title: "Youth Summit"
        uid: "two"
        dates:
          - starts: 2026-12-14
            ends: 2026-12-16
"""


def test_whole_days_have_no_hours(laid: Laid) -> None:
    folder = laid(ALL_DAY, "stale_after: 30 days")
    assert told(folder, NOW) == [
        "Thursday, December 10, all day: Open day.",
        "Monday, December 14 to Wednesday, December 16: Youth Summit.",
    ]
    assert told(folder, NOW, ES) == [
        "jueves 10 de diciembre, todo el día: Open day.",
        "lunes 14 de diciembre al miércoles 16 de diciembre: Youth Summit.",
    ]
    flow = flow_of(folder)
    spoken = sentences(flow, "meetings", flow.pages["meetings"], EN, NOW)
    assert spoken[0] == "Thursday, December 10, all day: Open day."
    assert told(folder, at("2026-12-16 23:59"))[0].endswith("Youth Summit.")
    assert told(folder, at("2026-12-17 00:00")) == []


CHANGED = """\
      - title: "Budget call"
        uid: "one"
        dates:
          - starts: 2026-12-08 10:00
            cancelled: true
          - starts: 2026-12-22 10:00
      - title: "Ways and means"
        uid: "two"
        dates:
          - starts: 2026-12-10 14:30
            ends: 2026-12-10 15:30
            moved_from: 2026-12-09 10:00
      - title: "Youth board"
        uid: "three"
        dates:
          - starts: 2026-12-11 17:00
            moved_from: 2026-12-11 16:00
"""


def test_cancelled_and_moved_meetings_are_told_as_such_until_their_time_has_passed(
    laid: Laid,
) -> None:
    folder = laid(CHANGED, "stale_after: 30 days")
    assert told(folder, NOW) == [
        "Tuesday, December 8: CANCELLED: Budget call.",
        ("Thursday, December 10, 2:30 to 3:30 PM: Ways and means "
        "(moved from Wednesday, December 9)."),
        "Friday, December 11, 5 PM: Youth board (time changed; it was 4 PM).",
        "Tuesday, December 22, 10 AM: Budget call.",
    ]  # fmt: skip
    assert told(folder, at("2026-12-08 10:59"))[0].endswith("CANCELLED: Budget call.")
    assert told(folder, at("2026-12-08 11:00"))[0].startswith("Thursday, December 10")
    assert told(folder, NOW, ES)[:2] == [
        "martes 8 de diciembre: SE CANCELÓ: Budget call.",
        ("jueves 10 de diciembre, 2:30 a 3:30 p. m.: Ways and means "
        "(se cambió; era el miércoles 9 de diciembre)."),
    ]  # fmt: skip


STALE = datetime(2026, 12, 4, 5, 17, tzinfo=EASTERN)  # three days after it was read


def test_what_is_too_old_is_told_with_its_day_and_a_plea_to_confirm(laid: Laid) -> None:
    folder = laid()
    fresh, old = STALE - timedelta(minutes=1), STALE
    assert told(folder, fresh) == ["Tuesday, December 8, 6 to 7:30 PM: Steering Team."]
    assert told(folder, old) == [
        "Tuesday, December 8, 6 to 7:30 PM: Steering Team.",
        "As of Dec 1, 2026. Please confirm at plan4children.org.",
    ]
    assert told(folder, old, ES)[1] == "Datos del 1 dic 2026. Confirme en plan4children.org."
    flow = flow_of(folder)
    page = flow.pages["meetings"]
    assert lines(flow, "meetings", page, EN, old)[-1].startswith("As of Dec 1, 2026. Please")
    assert sentences(flow, "meetings", page, EN, old)[-1].startswith(
        "As of December 1, 2026. Please"
    )
    [meeting] = upcoming(flow.meetings, old)
    assert in_full(flow, meeting, EN, old)[-1].endswith("Please confirm at plan4children.org")
    assert in_full(flow, meeting, EN, fresh)[-1] == "As of Dec 1, 2026"


def test_a_book_is_made_anew_when_what_was_pulled_becomes_too_old(laid: Laid) -> None:
    flow = flow_of(laid())
    # At midnight a book is made anew anyway; this one is nearer.
    assert changes_at(flow.meetings, STALE - timedelta(hours=2)) == STALE
    book = render(flow, STALE - timedelta(hours=2))
    assert book.until == STALE
    assert "Please confirm" not in book.texts["meetings", EN]
    assert "Please confirm" in render(flow, STALE, book).texts["meetings", EN]


def test_how_old_it_may_be_is_up_to_the_feed(laid: Laid) -> None:
    folder = laid(more="stale_after: 36 hours")
    assert len(told(folder, at("2026-12-02 17:16"))) == 1
    assert len(told(folder, at("2026-12-02 17:17"))) == 2


def test_one_meeting_in_full_has_the_place_and_the_words_of_its_feed(laid: Laid) -> None:
    flow = flow_of(laid())
    [meeting] = upcoming(flow.meetings, NOW)
    assert in_full(flow, meeting, EN, NOW) == (
        "Steering Team",
        "Tuesday, December 8, 6 to 7:30 PM, Connecticut time",
        "Where: 505 Hudson Street, Hartford",
        "By Zoom; ask the chairs for the link.",
        "As of Dec 1, 2026",
    )
    assert in_full(flow, meeting, ES, NOW)[2:4] == (
        "Lugar: 505 Hudson Street, Hartford",
        "Por Zoom; pida el enlace a quienes presiden.",
    )
    assert in_full_spoken(flow, meeting, EN, NOW)[2] == "Where: 505 Hudson Street, Hartford."


def spoken_in(book: Book, page: str, language: Language, words: str) -> set[str]:
    return {
        span.language
        for say in book.heard.pages[page, language]
        for span in say.spans
        if words in span.words
    }


@pytest.mark.parametrize("tongue", ["en", "es"])
def test_a_title_is_spoken_in_the_language_of_its_calendar(laid: Laid, tongue: str) -> None:
    read = edition(laid(more=f"language: {tongue}"), NOW)
    assert read.book is not None
    for language in Language:
        assert spoken_in(read.book, "meetings", language, "Steering Team") == {tongue}


def test_a_meeting_that_is_once_elsewhere_is_told_with_both_places(laid: Laid) -> None:
    elsewhere = STEERING.replace("505 Hudson Street", "1 Main Street").replace("12-08", "12-22")
    elsewhere = elsewhere.partition("          - starts: 2026-12-15")[0]
    flow = flow_of(laid(STEERING + elsewhere))
    found = [in_full(flow, each, EN, NOW)[1:3] for each in upcoming(flow.meetings, NOW)]
    assert found == [
        (
            "Tuesday, December 8, 6 to 7:30 PM, Connecticut time",
            "Where: 505 Hudson Street, Hartford",
        ),
        ("Tuesday, December 22, 6 to 7:30 PM, Connecticut time", "Where: 1 Main Street, Hartford"),
    ]


def test_what_was_pulled_of_a_feed_that_is_gone_is_not_told(laid: Laid) -> None:
    folder = laid()
    text = (folder / "meetings.yaml").read_text().partition("feeds:")[0]
    (folder / "meetings.yaml").write_text(text)
    assert told(folder, NOW) == []


BROKEN: dict[str, tuple[str, str]] = {
    "a number in a title": ('title: "Call 860-555-0177"', "[unknown-number]"),
    "a promise in a title": ('title: "Help is on the way"', "[never-said]"),
    "letters that no text carries": ('title: "日本"', "[not-gsm7]"),
    "a number in a place": ('place: "Call 860-555-0177"', "[unknown-number]"),
    "an end before its start": ("ends: 2026-12-08 17:00", "[ends-before-start]"),
    "a day that is none": ("starts: 2026-13-08 18:00", "[not-a-moment]"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_pulled_file_that_somebody_edited_is_checked_like_any_other(
    laid: Laid, kind: str
) -> None:
    line, rule = BROKEN[kind]
    key = line.partition(":")[0]
    damaged = re.sub(rf"(?m)^(\s+(?:- )?){key}: .*$", rf"\g<1>{line}", STEERING, count=1)
    assert damaged != STEERING
    folder = laid(damaged)
    problems = [each for each in load(folder).problems if each.level is Level.ERROR]
    assert problems
    assert {f"[{each.rule}]" for each in problems} == {rule}
    whole = (folder / "meetings.pulled.yaml").read_text().splitlines()
    for each in problems:
        assert each.file.endswith("meetings.pulled.yaml")
        assert whole[each.line - 1].strip().removeprefix("- ") == line


def test_the_example_of_the_readme_is_a_feed(laid: Laid) -> None:
    readme = (ROOT / "flows" / "README.md").read_text("utf-8")
    [example] = [
        block for block in re.findall(r"```yaml\n(.*?)```", readme, re.DOTALL) if "feeds:" in block
    ]
    folder = laid()
    text = (folder / "meetings.yaml").read_text().partition("feeds:")[0]
    (folder / "meetings.yaml").write_text(text + example)
    feed = flow_of(folder).feeds["board"]
    assert (feed.ahead, feed.stale_after) == (timedelta(days=120), timedelta(days=3))
    assert (feed.take, feed.leave) == (("board", "steering"), ("staff only",))
    assert [each.es for each in feed.names] == ["Equipo Coordinador"]


def test_a_pulled_meeting_keeps_its_name_while_its_calendar_keeps_its_own(laid: Laid) -> None:
    def names(meetings: str) -> list[Any]:
        flow = flow_of(laid(meetings))
        return [name for name, each in flow.meetings.items() if isinstance(each, FromFeed)]

    [name] = names(STEERING)
    assert re.fullmatch(r"board-[0-9a-f]{8}", name)
    assert names(STEERING.replace("2026-12-08", "2026-12-09")) == [name]
    assert names(STEERING.replace('uid: "one"', 'uid: "two"')) != [name]
