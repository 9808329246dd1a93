"""Meetings in words: lists, one in full, and the days asked for, as texted and as spoken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from responder.exchange import Language
from responder.flow.model import Flow, Meeting, Page
from responder.meetings.in_full import in_full, in_full_spoken
from responder.meetings.listing import lines, sentences, window_lines, window_sentences
from responder.meetings.span import Span
from responder.meetings.upcoming import Occurrence, changes_at, upcoming
from responder.meetings.window import When
from responder.render import Book

EN, ES = Language.EN, Language.ES
EASTERN = ZoneInfo("America/New_York")
TUESDAY = date(2026, 12, 1)

ONCE = {"starts": "2026-12-10 18:00", "ends": "2026-12-10 19:30"}
FRIDAYS = {"repeats": "first friday", "from": "10:00", "to": "12:00"}
ALL_FIELDS = {
    "how": {"en": "By Zoom or at the library.", "es": "Por Zoom o en la biblioteca."},
    "join": {
        "link": "https://example.org/join/5",
        "phone": "860-555-0142",
        "id": "123 456 789",
        "passcode": "1234",
    },
    "link": "https://example.org/board",
    "access": {
        "en": "For an interpreter, write three days before.",
        "es": "Si necesita intérprete, escriba tres días antes.",
    },
    "ask": {"en": "Ask the chairs.", "es": "Pregunte a quienes presiden."},
}
Flows = Callable[..., Flow]


def entry(**fields: Any) -> dict[str, Any]:
    return {
        "group": "board",
        "title": {"en": "Example meeting", "es": "Reunión de ejemplo"},
        "source": "example.org",
        "read_on": "2026-11-25",
        **fields,
    }


@pytest.fixture
def flow_with(book: Book) -> Flows:
    """The shipped flow with other meetings."""

    def made(**entries: dict[str, Any]) -> Flow:
        meetings = {name: Meeting.model_validate(entry(**each)) for name, each in entries.items()}
        return book.flow.model_copy(update={"meetings": meetings})

    return made


@pytest.fixture
def page(book: Book) -> Page:
    return book.flow.pages["meetings"]


def first(flow: Flow, now: datetime) -> Occurrence:
    return upcoming(flow.meetings, now, kind=None)[0]


# --- one meeting in full -----------------------------------------------------------------------

AS_OF = ("As of Nov 25, 2026. Please confirm at plan4children.org",
         "Datos del 25 nov 2026. Confirme en plan4children.org")  # fmt: skip
IN_FULL: dict[str, tuple[dict[str, Any], list[str], list[str]]] = {
    "every field, unconfirmed": (
        {**ONCE, **ALL_FIELDS},
        [
            "Example meeting",
            "Thursday, December 10, 6 to 7:30 PM, Connecticut time",
            "By Zoom or at the library.",
            "Join: example.org/join/5",
            "By phone: 860-555-0142, ID 123 456 789, passcode 1234",
            "Web: example.org/board",
            "For an interpreter, write three days before.",
            "Ask the chairs.",
            AS_OF[0],
        ],
        [
            "Reunión de ejemplo",
            "Jueves 10 de diciembre, 6 a 7:30 p. m., hora de Connecticut",
            "Por Zoom o en la biblioteca.",
            "Para entrar: example.org/join/5",
            "Por teléfono: 860-555-0142, ID 123 456 789, clave 1234",
            "Web: example.org/board",
            "Si necesita intérprete, escriba tres días antes.",
            "Pregunte a quienes presiden.",
            AS_OF[1],
        ],
    ),
    "a series, confirmed, nothing else known": (
        {**FRIDAYS, "confirmed": "true"},
        ["Example meeting", "Friday, December 4, 10 AM to 12 PM, Connecticut time",
         "As of Nov 25, 2026"],
        ["Reunión de ejemplo", "Viernes 4 de diciembre, 10 a. m. a 12 p. m., hora de Connecticut",
         "Datos del 25 nov 2026"],
    ),
    "a cancelled one: not how to join it": (
        {**ONCE, **ALL_FIELDS, "cancelled": "true"},
        ["CANCELLED: Example meeting", "Thursday, December 10, 6 to 7:30 PM, Connecticut time",
         "Ask the chairs.", AS_OF[0]],
        ["SE CANCELÓ: Reunión de ejemplo",
         "Jueves 10 de diciembre, 6 a 7:30 p. m., hora de Connecticut",
         "Pregunte a quienes presiden.", AS_OF[1]],
    ),
    "a cancelled day of a series": (
        {**FRIDAYS, "cancels": ["2026-12-04"]},
        ["CANCELLED: Example meeting", "Friday, December 4, 10 AM to 12 PM, Connecticut time",
         AS_OF[0]],
        ["SE CANCELÓ: Reunión de ejemplo",
         "Viernes 4 de diciembre, 10 a. m. a 12 p. m., hora de Connecticut", AS_OF[1]],
    ),
    "a moved one": (
        {**ONCE, "moved_from": "2026-12-03 18:00"},
        ["Example meeting", "Thursday, December 10, 6 to 7:30 PM, Connecticut time",
         "Moved from Thursday, December 3", AS_OF[0]],
        ["Reunión de ejemplo", "Jueves 10 de diciembre, 6 a 7:30 p. m., hora de Connecticut",
         "Se cambió; era el jueves 3 de diciembre", AS_OF[1]],
    ),
    "only its hour moved": (
        {**FRIDAYS, "moves": [{"day": "2026-12-04", "to": "2026-12-04 14:00"}]},
        ["Example meeting", "Friday, December 4, 2 to 4 PM, Connecticut time",
         "Time changed; it was 10 AM", AS_OF[0]],
        ["Reunión de ejemplo", "Viernes 4 de diciembre, 2 a 4 p. m., hora de Connecticut",
         "Cambió la hora; era 10 a. m.", AS_OF[1]],
    ),
    "a pattern without a date": (
        {"repeats": "fourth tuesday of every other month", "from": "9:00", "to": "10:00"},
        ["Example meeting", "4th Tuesday of every other month, 9 to 10 AM, Connecticut time",
         AS_OF[0]],
        ["Reunión de ejemplo", "Cuarto martes, cada dos meses, 9 a 10 a. m., hora de Connecticut",
         AS_OF[1]],
    ),
    "an ID without a phone": (
        {**ONCE, "join": {"id": "123456789"}, "confirmed": "true"},
        ["Example meeting", "Thursday, December 10, 6 to 7:30 PM, Connecticut time", "ID 123456789",
         "As of Nov 25, 2026"],
        ["Reunión de ejemplo", "Jueves 10 de diciembre, 6 a 7:30 p. m., hora de Connecticut",
         "ID 123456789", "Datos del 25 nov 2026"],
    ),
    "in more than a year": (
        {"starts": "2027-12-10 18:00", "ends": "2027-12-10 19:00", "confirmed": "true"},
        ["Example meeting", "Friday, December 10, 2027, 6 to 7 PM, Connecticut time",
         "As of Nov 25, 2026"],
        ["Reunión de ejemplo", "Viernes 10 de diciembre de 2027, 6 a 7 p. m., hora de Connecticut",
         "Datos del 25 nov 2026"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("fields", "english", "spanish"), IN_FULL.values(), ids=IN_FULL)
def test_one_meeting_in_full(
    flow_with: Flows,
    now: datetime,
    fields: dict[str, Any],
    english: list[str],
    spanish: list[str],
) -> None:
    flow = flow_with(example=fields)
    meeting = first(flow, now)
    assert list(in_full(flow, meeting, EN, now)) == english
    assert list(in_full(flow, meeting, ES, now)) == spanish


def test_one_meeting_in_full_as_it_is_spoken(flow_with: Flows, now: datetime) -> None:
    flow = flow_with(example={**ONCE, **ALL_FIELDS, "moved_from": "2026-12-03 18:00"})
    meeting = first(flow, now)
    assert list(in_full_spoken(flow, meeting, EN, now)) == [
        "Example meeting.",
        "Thursday, December 10, from 6 to 7:30 PM, Connecticut time.",
        "Moved from Thursday, December 3.",
        "By Zoom or at the library.",
        "There is also a link to join online.",
        "By phone: 8, 6, 0; 5, 5, 5; 0, 1, 4, 2.",
        "ID 1, 2, 3; 4, 5, 6; 7, 8, 9.",
        "Passcode 1, 2, 3, 4.",
        "There is a web page about this.",
        "For an interpreter, write three days before.",
        "Ask the chairs.",
        "As of November 25, 2026. Please confirm at plan4children.org.",
    ]
    assert list(in_full_spoken(flow, meeting, ES, now)) == [
        "Reunión de ejemplo.",
        (
            "Jueves, diez de diciembre, de seis de la tarde a siete y media de la noche, "
            "hora de Connecticut."
        ),
        "Se cambió; era el jueves, tres de diciembre.",
        "Por Zoom o en la biblioteca.",
        "También hay un enlace para entrar por internet.",
        "Por teléfono: 8, 6, 0; 5, 5, 5; 0, 1, 4, 2.",
        "ID 1, 2, 3; 4, 5, 6; 7, 8, 9.",
        "Clave 1, 2, 3, 4.",
        "Hay una página web sobre esto.",
        "Si necesita intérprete, escriba tres días antes.",
        "Pregunte a quienes presiden.",
        "Datos del 25 de noviembre de 2026. Confirme en plan4children.org.",
    ]


def test_a_passcode_of_letters_is_spelled(flow_with: Flows, now: datetime) -> None:
    flow = flow_with(example={**ONCE, "join": {"passcode": "aB*9"}})
    meeting = first(flow, now)
    assert in_full_spoken(flow, meeting, EN, now)[2] == "Passcode a, capital B, star, 9."
    assert in_full_spoken(flow, meeting, ES, now)[2] == "Clave a, B mayúscula, asterisco, 9."


def test_capitals_that_a_voice_may_spell_out_are_not_spoken(
    flow_with: Flows, now: datetime
) -> None:
    flow = flow_with(example={**ONCE, "cancelled": "true"})
    said = [in_full_spoken(flow, first(flow, now), language, now)[0] for language in Language]
    assert said == ["Cancelled: Example meeting.", "Se canceló: Reunión de ejemplo."]


# --- lists -------------------------------------------------------------------------------------


@pytest.fixture
def changed(flow_with: Flows) -> Flow:
    return flow_with(
        fridays={**FRIDAYS, "cancels": ["2026-12-04"],
                 "moves": [{"day": "2027-01-01", "to": "2027-01-08 10:00"}]},
        once={**ONCE, "confirmed": "true"},
        cycle={"repeats": "fourth tuesday of every other month", "from": "9:00", "to": "10:00"},
    )  # fmt: skip


def test_a_cancelled_day_is_listed_and_the_next_one_as_well(
    changed: Flow, page: Page, now: datetime
) -> None:
    assert lines(changed, "meetings", page, EN, now) == (
        "Friday, December 4: CANCELLED: Example meeting.",
        "Thursday, December 10, 6 to 7:30 PM: Example meeting.",
        "Friday, January 8, 10 AM to 12 PM: Example meeting (moved from Friday, January 1).",
        "As of Nov 25, 2026. Please confirm at plan4children.org.",
    )
    assert lines(changed, "meetings", page, ES, now) == (
        "Viernes 4 de diciembre: SE CANCELÓ: Reunión de ejemplo.",
        "Jueves 10 de diciembre, 6 a 7:30 p. m.: Reunión de ejemplo.",
        (
            "Viernes 8 de enero, 10 a. m. a 12 p. m.: Reunión de ejemplo "
            "(se cambió; era el viernes 1 de enero)."
        ),
        "Datos del 25 nov 2026. Confirme en plan4children.org.",
    )


def test_a_list_goes_on_from_the_fourth_with_those_without_a_date_last(
    changed: Flow, page: Page, now: datetime
) -> None:
    assert lines(changed, "meetings", page, EN, now, start=3) == (
        "4th Tuesday of every other month, 9 to 10 AM: Example meeting.",
        "As of Nov 25, 2026. Please confirm at plan4children.org.",
    )
    assert lines(changed, "meetings", page, EN, now, start=4) == ()
    assert sentences(changed, "meetings", page, EN, now, start=3)[0] == (
        "4th Tuesday of every other month, 9 to 10 AM: Example meeting."
    )


def test_a_list_as_it_is_spoken(changed: Flow, page: Page, now: datetime) -> None:
    assert sentences(changed, "meetings", page, ES, now) == (
        "Viernes, cuatro de diciembre: Se canceló: Reunión de ejemplo.",
        (
            "Jueves, diez de diciembre, de seis de la tarde a siete y media de la noche: "
            "Reunión de ejemplo."
        ),
        (
            "Viernes, ocho de enero, de diez de la mañana a doce del mediodía: Reunión de ejemplo, "
            "se cambió; era el viernes, primero de enero."
        ),
        "Datos del 25 de noviembre de 2026. Confirme en plan4children.org.",
    )


def test_what_is_cancelled_is_said_until_its_old_time_has_passed(changed: Flow) -> None:
    def at(written: str) -> str:
        now = datetime.fromisoformat(written).replace(tzinfo=EASTERN)
        return upcoming(changed.meetings, now)[0].status.value

    assert [at("2026-12-04 11:59"), at("2026-12-04 12:00")] == ["cancelled", "held"]
    before = datetime(2026, 12, 4, 9, tzinfo=EASTERN)
    assert changes_at(changed.meetings, before) == datetime(2026, 12, 4, 12, tzinfo=EASTERN)


# --- the days asked for ------------------------------------------------------------------------


def test_every_meeting_in_the_days_asked_for_is_told(flow_with: Flows, now: datetime) -> None:
    flow = flow_with(
        weekly={"repeats": "every friday", "from": "10:00", "to": "11:00", "confirmed": "true"},
        once=ONCE,
    )
    december = When(Span.MONTH, month=12)
    assert window_lines(flow, december, TUESDAY, EN, now) == (
        "December:",
        "Friday, December 4, 10 to 11 AM: Example meeting.",
        "Thursday, December 10, 6 to 7:30 PM: Example meeting.",
        "Friday, December 11, 10 to 11 AM: Example meeting.",
        "Friday, December 18, 10 to 11 AM: Example meeting.",
        "Friday, December 25, 10 to 11 AM: Example meeting.",
        "As of Nov 25, 2026. Please confirm at plan4children.org.",
    )
    assert window_sentences(flow, When(Span.THIS_WEEK), TUESDAY, ES, now) == (
        "Esta semana:",
        "Viernes, cuatro de diciembre, de diez a once de la mañana: Reunión de ejemplo.",
    )


def test_where_nothing_is_listed_the_calendar_and_the_next_one_are_told(
    flow_with: Flows, now: datetime
) -> None:
    flow = flow_with(gone={**FRIDAYS, "cancels": ["2027-01-01"]}, once=ONCE)
    tomorrow = When(Span.TOMORROW)
    assert window_lines(flow, tomorrow, TUESDAY, EN, now) == (
        (
            "Tomorrow, Wednesday, December 2: nothing is listed; "
            "see the calendar at plan4children.org."
        ),
        "Next: Friday, December 4, 10 AM to 12 PM: Example meeting.",
        "As of Nov 25, 2026. Please confirm at plan4children.org.",
    )
    after_both = When(Span.WEEKDAY_OF_NEXT_WEEK, weekday=4)
    # The first of January is cancelled: what comes next is one that is held.
    assert window_lines(flow, after_both, TUESDAY, ES, now) == (
        "Viernes 11 de diciembre: no hay nada en la lista; vea el calendario en plan4children.org.",
        "Lo próximo: viernes 5 de febrero, 10 a. m. a 12 p. m.: Reunión de ejemplo.",
        "Datos del 25 nov 2026. Confirme en plan4children.org.",
    )
    assert window_sentences(flow, tomorrow, TUESDAY, EN, now)[1] == (
        "Next: Friday, December 4, from 10 AM to noon: Example meeting."
    )


def test_where_nothing_more_is_known_only_the_calendar_is_told(
    flow_with: Flows, now: datetime
) -> None:
    flow = flow_with(once=ONCE)
    assert window_lines(flow, When(Span.NEXT_MONTH), TUESDAY, EN, now) == (
        "Next month: nothing is listed; see the calendar at plan4children.org.",
    )


def test_a_group_that_has_only_a_pattern_is_told_it(flow_with: Flows, now: datetime) -> None:
    pattern = {"repeats": "fourth tuesday of every other month", "from": "9:00", "to": "10:00"}
    flow = flow_with(cycle={**pattern, "group": "trauma", "confirmed": "true"}, once=ONCE)
    assert window_lines(flow, When(Span.THIS_WEEK), TUESDAY, EN, now, group="trauma") == (
        "This week: nothing is listed; see the calendar at plan4children.org.",
        "Next: 4th Tuesday of every other month, 9 to 10 AM: Example meeting.",
    )


def test_kind_and_group_choose(flow_with: Flows, now: datetime) -> None:
    flow = flow_with(once=ONCE, other={**ONCE, "group": "trauma", "kind": "training"})
    week = When(Span.NEXT_WEEK)
    assert len(window_lines(flow, week, TUESDAY, EN, now)) == 4
    assert len(window_lines(flow, week, TUESDAY, EN, now, kind="training")) == 3
    assert len(window_lines(flow, week, TUESDAY, EN, now, group="trauma")) == 3
    assert len(window_lines(flow, week, TUESDAY, EN, now, kind="meeting", group="trauma")) == 1
