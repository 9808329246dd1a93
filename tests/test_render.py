"""What changes with the clock, and what no flow can take out of a reply."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine

from responder.drafts import MAX_SEGMENTS_OF_A_LIST
from responder.edition import edition
from responder.exchange import Language
from responder.flow.problem import Level
from responder.phone.line import Line
from responder.phone.phone import Caller, Texter
from responder.render import Book, render
from responder.safety.assess import Situation
from responder.vocabulary import MENU
from responder.wording import gsm7
from responder.wording.layout import FIRST_WITHIN, says_988

pytestmark = pytest.mark.slow  # whole lines are opened and walked

FLOWS = Path(__file__).parent.parent / "flows"
EASTERN = ZoneInfo("America/New_York")
NOTICE = """\
notices:
  - text:
      en: Phones at 211 are slow today.
      es: El 211 tarda hoy.
    from: 2026-12-01 10:00
    until: 2026-12-01 12:00
    crisis: {crisis}
"""


@pytest.fixture
def noticed(tmp_path: Path) -> Callable[[str], Path]:
    def flows(crisis: str) -> Path:
        copied = Path(shutil.copytree(FLOWS, tmp_path / "flows"))
        (copied / "notices.yaml").write_text(NOTICE.format(crisis=crisis), "utf-8")
        return copied

    return flows


def book_at(flows: Path, hour: int, minute: int = 0) -> Book:
    read = edition(flows, datetime(2026, 12, 1, hour, minute, tzinfo=EASTERN))
    assert read.book is not None, read.problems
    return read.book


@pytest.mark.parametrize(
    ("hour", "minute", "stands"), [(9, 59, False), (10, 0, True), (11, 59, True), (12, 0, False)]
)
def test_a_notice_stands_on_every_reply_while_it_holds(
    noticed: Callable[[str], Path], hour: int, minute: int, stands: bool
) -> None:
    book = book_at(noticed("false"), hour, minute)
    replies = [words for (_, language), words in book.texts.items() if language is Language.EN]
    assert len(replies) > 45
    assert {"Phones at 211 are slow today." in words for words in replies} == {stands}
    assert not any("slow today" in words for words in book.crisis_texts.values())
    for language, mark in ((Language.EN, "are slow today"), (Language.ES, "tarda hoy")):
        says = book.heard.pages[MENU, language]
        assert (mark in " ".join(span.words for say in says for span in say.spans)) == stands


def test_a_notice_for_crisis_replies_stands_there_too_and_never_before_988(
    noticed: Callable[[str], Path],
) -> None:
    book = book_at(noticed("true"), 11)
    noted = book.crisis_texts[Situation.SELF, "en"]
    assert noted.endswith("Phones at 211 are slow today.")
    for words in book.crisis_texts.values():
        assert says_988(words, FIRST_WITHIN)
        assert gsm7.segments(words) <= 2


def test_a_notice_that_names_988_never_takes_the_place_of_the_line_that_leads_there(
    tmp_path: Path,
) -> None:
    copied = Path(shutil.copytree(FLOWS, tmp_path / "flows"))
    walk = NOTICE.format(crisis="false")
    walk = walk.replace("Phones at 211 are slow today.", "Walk for 988 on Saturday.")
    (copied / "notices.yaml").write_text(
        walk.replace("El 211 tarda", "Caminata por el 988"), "utf-8"
    )
    book = book_at(copied, 11)
    leads = {Language.EN: r"(call|text|message)\b[^.:;]*\b988", Language.ES: r"al 988"}
    for (name, language), words in book.texts.items():
        assert re.search(leads[language], words, re.IGNORECASE), (name, words)
    assert book.texts[MENU, Language.EN].startswith("Crisis? Call or text 988.\nWalk for 988")


def test_with_a_notice_every_reply_still_fits(noticed: Callable[[str], Path]) -> None:
    book = book_at(noticed("true"), 11)
    for words in [*book.texts.values(), *book.topic_texts.values()]:
        assert gsm7.segments(words) <= MAX_SEGMENTS_OF_A_LIST
        assert says_988(words, 150) or gsm7.segments(words) == 1


def test_a_running_line_takes_notices_up_and_down_by_itself(
    noticed: Callable[[str], Path], line_with: Callable[[Path], Line]
) -> None:
    texter = Texter(line_with(noticed("false")))
    seen = []
    for clock in ("09:59", "10:00", "11:59", "12:00"):
        with time_machine.travel(f"2026-12-01 {clock} -0500", tick=False):
            seen.append("slow today" in texter.text("plan")[0])
    assert seen == [False, True, True, False]


def test_a_meeting_that_is_over_is_gone_without_a_restart(
    line_with: Callable[[Path], Line],
) -> None:
    texter, seen = Texter(line_with(FLOWS)), []
    for clock in ("2026-12-04 11:59 -0500", "2026-12-04 12:01 -0500", "2027-01-01 09:00 -0500"):
        with time_machine.travel(clock, tick=False):
            [words] = texter.text("meetings")
            seen.append(words.splitlines()[2].split(",")[1].strip())
    # 1 January is skipped; the next first Friday is 5 February, the second Monday 11 January.
    assert seen == ["December 4", "December 14", "January 11"]


def eastern(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=EASTERN)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        pytest.param(eastern(2026, 12, 1, 9), eastern(2026, 12, 2), id="tomorrow is another day"),
        pytest.param(eastern(2026, 12, 4, 9), eastern(2026, 12, 4, 12), id="a meeting ends"),
        pytest.param(eastern(2026, 12, 4, 12), eastern(2026, 12, 5), id="it has ended"),
        pytest.param(eastern(2026, 12, 31, 23, 59), eastern(2027, 1, 1), id="a year ends"),
    ],
)
def test_the_book_says_when_it_must_be_made_anew(
    book: Book, now: datetime, until: datetime
) -> None:
    rendered = render(book.flow, now)
    assert rendered.until == until


def test_a_meeting_that_is_over_never_keeps_a_server_from_its_flows(tmp_path: Path) -> None:
    flows = Path(shutil.copytree(FLOWS, tmp_path / "flows"))
    with (flows / "meetings.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "  example-past:\n    group: board\n    title:\n      en: Example meeting\n"
            "      es: Reunión de ejemplo\n    starts: 2026-11-30 10:00\n"
            "    ends: 2026-11-30 11:00\n    source: example.org\n    read_on: 2026-11-25\n"
        )
    now = datetime(2026, 12, 1, 9, tzinfo=EASTERN)
    checked, served = edition(flows, now, past_is_fault=True), edition(flows, now)
    faults = [each.rule for each in checked.problems if each.level is Level.ERROR]
    assert faults == ["meeting-ended"]
    assert checked.book is not None
    assert served.book is not None
    assert checked.book.texts == served.book.texts
    assert "Example meeting" not in served.book.texts["board", Language.EN]


def test_changing_the_clock_by_a_minute_changes_no_reply(book: Book, now: datetime) -> None:
    later = edition(FLOWS, now + timedelta(minutes=1)).book
    assert later is not None
    assert later.texts == book.texts


def test_the_goodbye_of_a_call_ends_with_988_in_both_languages(line: Line) -> None:
    for language in ("", "2"):
        caller = Caller(line)
        caller.dial()
        if language:
            caller.press(language)
        while not caller.ended:
            caller.wait()
        assert caller.heard[-1].words.rstrip(". ").endswith("9, 8, 8")
