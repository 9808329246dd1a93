"""Callers hear a meeting in full, the one after it, it again, and go back to the list."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import time_machine

from responder import voice
from responder.edition import edition
from responder.exchange import InboundCall, Language, Place
from responder.phone.line import Line
from responder.phone.phone import Caller
from responder.render import Book
from responder.voice import Event, Lead, Scene, Screen

pytestmark = pytest.mark.slow  # whole lines are opened and walked

FLOWS = Path(__file__).parent.parent.parent / "flows"
MEETINGS = """
  example-soon:
    group: board
    title:
      en: Example meeting
      es: Reunión de ejemplo
    starts: 2026-12-02 18:00
    ends: 2026-12-02 19:00
    how:
      en: On the phone only.
      es: Solo por teléfono.
    join:
      phone: 860-555-0142
      id: 812 345 6789
      passcode: "9410"
    access:
      en: For an interpreter, write three days before.
      es: Si necesita intérprete, escriba tres días antes.
    ask:
      en: Ask the chairs.
      es: Pregunte a quienes presiden.
    confirmed: true
    source: example.org
    read_on: 2026-11-25
"""
SOON = ".meeting.meetings.example-soon.202612021800"
CBHAC = ".meeting.meetings.cbhac.202612041000"


@pytest.fixture
def flows(tmp_path: Path) -> Path:
    copied = Path(shutil.copytree(FLOWS, tmp_path / "flows"))
    with (copied / "meetings.yaml").open("a", encoding="utf-8") as file:
        file.write(MEETINGS)
    return copied


@pytest.fixture
def book(flows: Path, now: datetime) -> Book:
    read = edition(flows, now)
    assert read.book is not None, read.problems
    return read.book


@pytest.fixture
def caller(flows: Path, line_with: Callable[[Path], Line]) -> Caller:
    caller = Caller(line_with(flows))
    caller.dial()
    caller.press("4")
    return caller


def pressed(caller: Caller, key: str, language: str = "en") -> list[str]:
    """Press `key`, and return what is said in `language`."""
    return [each.words for each in caller.press(key).spoken if each.locale[:2] == language]


def test_a_caller_hears_the_next_meeting_in_full_with_every_digit_alone(caller: Caller) -> None:
    assert pressed(caller, "*")[1].endswith("To hear the next meeting in full, press 5.")
    assert pressed(caller, "5") == [
        (
            "Example meeting. Wednesday, December 2, from 6 to 7 PM, Connecticut time. "
            "On the phone only. By phone: 8, 6, 0; 5, 5, 5; 0, 1, 4, 2. "
            "ID 8, 1, 2; 3, 4, 5; 6, 7, 8, 9. Passcode 9, 4, 1, 0. "
            "For an interpreter, write three days before. Ask the chairs. "
            "As of November 25, 2026."
        ),
        "For the one after it, press 3.",
        "To hear this again, press star. To go back, press pound.",
    ]
    assert pressed(caller, "2", "es") == [
        (
            "Reunión de ejemplo. Miércoles, dos de diciembre, de seis de la tarde a siete de la "
            "noche, hora de Connecticut. Solo por teléfono. "
            "Por teléfono: 8, 6, 0; 5, 5, 5; 0, 1, 4, 2. ID 8, 1, 2; 3, 4, 5; 6, 7, 8, 9. "
            "Clave 9, 4, 1, 0. Si necesita intérprete, escriba tres días antes. "
            "Pregunte a quienes presiden. Datos del 25 de noviembre de 2026."
        ),
        "Para la siguiente, oprima 3.",
        (
            "Para oír otra vez, oprima la tecla de asterisco. "
            "Para regresar, oprima la tecla de número, abajo a la derecha."
        ),
    ]


def test_three_goes_on_star_repeats_and_pound_goes_back(caller: Caller) -> None:
    begins = [pressed(caller, key)[0].split(".")[0] for key in "5*333#5"]
    assert begins == [
        "Example meeting",
        "Example meeting",
        "Advisory Committee (CBHAC)",
        "Engagement workgroup",
        "That key has no choice here",
        "Meetings and trainings",
        "Example meeting",
    ]


@pytest.mark.parametrize(
    ("words", "language"),
    [("Next.", "en"), ("next meeting", "en"), ("Próxima", "es"), ("La siguiente.", "es")],
)
def test_the_next_one_can_be_asked_for_by_voice(book: Book, words: str, language: str) -> None:
    here, language_of = "meetings", Language(language)
    for leads_to in (SOON, CBHAC):
        call = InboundCall(Place(here, language_of), speech=words)
        screen = voice.screen(Event.KEY, call, book)
        assert screen == Screen(Scene.PAGE, Place(leads_to, language_of))
        here = leads_to


@pytest.mark.parametrize("keys", ["1", "9", "0", "988", "911", "211"])
def test_crisis_is_a_key_away_from_a_meeting(caller: Caller, keys: str) -> None:
    caller.press("5")
    since = len(caller.heard)
    caller.press(keys)
    said = " ".join(each.words for each in caller.heard[since:])
    assert len(re.findall(r"9, 8, 8", said)) >= 2


def test_silence_at_a_meeting_is_met_with_988(caller: Caller) -> None:
    caller.press("5")
    heard = caller.wait()
    assert re.search(r"9, 8, 8", heard.words)
    assert "For the one after it, press 3." in heard.words


def test_a_meeting_that_ended_during_the_call_leads_to_the_list(caller: Caller) -> None:
    caller.press("5")
    for key in ("*", "3"):
        with time_machine.travel("2026-12-02 19:01 -0500", tick=False):
            [begins, *_] = pressed(caller.fork(), key)
            # On the list itself, 3 is the calendar.
            assert begins.startswith("Meetings and trainings. These are the next meetings")


@pytest.mark.parametrize(
    ("place", "leads_to"),
    [
        (".meeting.meetings.example-gone.202601011000", "meetings"),
        (".meeting.no-such-page.example.202601011000", ".menu"),
        (".meeting.", ".menu"),
        (".meeting", ".menu"),
    ],
)
def test_a_place_that_is_gone_is_survived(book: Book, place: str, leads_to: str) -> None:
    call = InboundCall(Place(place, Language.ES), digits="*")
    assert voice.screen(Event.KEY, call, book).place == Place(leads_to, Language.ES)


def test_back_from_a_meeting_is_the_page_that_listed_it(book: Book) -> None:
    for page in ("meetings", "board"):
        [(key, meeting)] = book.heard.meeting_keys[page].items()
        there = voice.screen(Event.KEY, InboundCall(Place(page), key), book)
        assert there == Screen(Scene.PAGE, Place(meeting))
        assert voice.steps(there, book).page == page
        back = voice.screen(Event.KEY, InboundCall(there.place, "#"), book)
        assert back == Screen(Scene.PAGE, Place(page))


def test_a_page_with_no_date_ahead_offers_no_meeting(book: Book) -> None:
    # The trauma group has a pattern but no date, the trainings have nothing at all.
    for page in ("trauma", "trainings", "plan"):
        assert page not in book.heard.meeting_keys
        screen = voice.screen(Event.KEY, InboundCall(Place(page), "6"), book)
        assert screen.lead is Lead.WRONG_KEY or screen.place.page != page
