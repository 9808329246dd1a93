"""What a voice is given to read: digits singly, no links, English names apart."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from responder.exchange import Language, Span
from responder.wording.spoken import digits, spoken

CASES = Path(__file__).parent.parent / "cases"
EN, ES = Language.EN, Language.ES
NAMES = ("Care", "Connecting to Care", "CT Safe Connect", "HOME", "Child & Family Agency")


def test_c06_numbers_to_dial_are_read_singly_and_dates_are_not() -> None:
    case = yaml.safe_load((CASES / "C06-spoken.yaml").read_text("utf-8"))
    assert spoken(case["en"]["say"], EN) == (
        Span(
            "Call or text 9, 8, 8. Dial 2, 1, 1 for services. Text HOME to 7, 4, 1; 7, 4, 1. "
            "Office: 8, 6, 0; 5, 5, 5; 0, 1, 4, 2. For ages 5 to 18. "
            "Next meeting December 8, 2026 at 6:30 PM, room 9, 8, 8.",
            EN,
        ),
    )
    assert spoken(case["es"]["say"], ES) == (
        Span(
            "Llame o textee al 9, 8, 8. Marque 2, 1, 1. Envíe HOLA al 7, 4, 1; 7, 4, 1. "
            "Oficina: 8, 6, 0; 5, 5, 5; 0, 1, 4, 2. Edades de 5 a 18. "
            "Próxima reunión: 8 de diciembre de 2026, seis y media de la tarde.",
            ES,
        ),
    )


ENGLISH = {
    "the opening": (
        "Crisis? Hang up and call 988, or press 1.",
        "Crisis? Hang up and call 9, 8, 8, or press 1.",
    ),
    "already spaced": ("Call 9, 8, 8. 9, 8, 8.", "Call 9, 8, 8. 9, 8, 8."),
    "toll-free": ("Call 1-888-774-2900.", "Call 1; 8, 8, 8; 7, 7, 4; 2, 9, 0, 0."),
    "signs": ("R&D, and/or call/text 988/211", "R and D, or call or text 9, 8, 8 or 2, 1, 1"),
    "always": ("Free, 24/7.", "Free, 24 hours a day, 7 days a week."),
    "hours": ("10:00 a.m. to 1:30 p.m. Then", "10 AM to 1:30 PM. Then"),
    "hours, hyphen": ("10-11 am, room 4", "10 to 11 AM, room 4"),
    "ranges": ("ages 5-18, 2024–2025", "ages 5 to 18, 2024 to 2025"),
    "dashes": ("Call 988 — now", "Call 9, 8, 8, now"),
    "keys": ("Press * or #", "Press star or pound"),
    "law": ("Public Act 13-178 of 2013", "Public Act 13-178 of 2013"),
    "a link that ends": ("Free. See https://example.org/a/b. Next", "Free. Next"),
    "a link in brackets": ("Chat (988lifeline.org) or call", "Chat or call"),
    "a link led up to": ("Chat at www.example.org/x, then go", "Chat, then go"),
    "no link": ("Call 988.Us too", "Call 9, 8, 8.Us too"),
    "e-mail": ("Write to council@example.org.", "Write to council at example dot org."),
    "hidden characters": ("A\x00B\vC\u200bD\n E\t F", "AB CD E F"),
}


@pytest.mark.parametrize(("words", "said"), ENGLISH.values(), ids=ENGLISH)
def test_english_reads_well_aloud(words: str, said: str) -> None:
    assert spoken(words, EN) == (Span(said, EN),)


SPANISH = {
    "911 in digits": ("En peligro: llame al 911.", "En peligro: llame al 9, 1, 1."),
    "signs": ("papá & mamá, y/o 988/211", "papá y mamá, o 9, 8, 8 o 2, 1, 1"),
    "always": ("Gratis, 24/7.", "Gratis, a toda hora."),
    "hours": ("De 10 a 11 a. m.", "De diez a once de la mañana."),
    "hours over noon": (
        "viernes, 10 a. m. a 12 p. m.: reunión",
        "viernes, diez de la mañana a doce del mediodía: reunión",
    ),
    "one o'clock": ("De 1 a. m. a 1:15 p.m.", "De una de la madrugada a una y cuarto de la tarde."),
    "an hour at a capital": ("a la 1 p. m. Venga", "a la una de la tarde. Venga"),
    "first of a month": ("El 1 de enero y el 11 de mayo", "El primero de enero y el 11 de mayo"),
    "keys": (
        "Oprima * o la tecla #.",
        "Oprima la tecla de asterisco o la tecla de número.",
    ),
    "a link": ("Más en plan4children.org/es.", "Más."),
    "e-mail": ("Escriba a council@example.org", "Escriba a council arroba example punto org"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "said"), SPANISH.values(), ids=SPANISH)
def test_spanish_reads_well_aloud(words: str, said: str) -> None:
    assert spoken(words, ES) == (Span(said, ES),)


def test_english_names_in_spanish_are_spans_of_their_own() -> None:
    assert spoken("Mande HOME al 741741: Connecting to Care ayuda.", ES, NAMES) == (
        Span("Mande ", ES),
        Span("HOME", EN),
        Span(" al 7, 4, 1; 7, 4, 1: ", ES),
        Span("Connecting to Care", EN),
        Span(" ayuda.", ES),
    )


def test_a_comma_between_two_names_needs_no_change_of_voice() -> None:
    said = spoken("Connecting to Care, CT Safe Connect.", ES, NAMES)
    assert said == (Span("Connecting to Care, CT Safe Connect.", EN),)


def test_signs_in_an_english_name_become_english_words() -> None:
    said = spoken("La Child & Family Agency & más", ES, NAMES)
    assert said == (
        Span("La ", ES),
        Span("Child and Family Agency", EN),
        Span(" y más", ES),
    )


def test_a_name_inside_another_word_is_not_a_name() -> None:
    assert spoken("Carey y HOMERO", ES, NAMES) == (Span("Carey y HOMERO", ES),)


def test_english_needs_no_spans_for_its_own_names() -> None:
    assert spoken("Text HOME now", EN, NAMES) == (Span("Text HOME now", EN),)


@pytest.mark.parametrize("words", ["", " \n", "\x00\v", "https://example.org", "www.example.org."])
def test_nothing_to_say_gives_no_span(words: str) -> None:
    assert spoken(words, EN) == ()


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("988", "9, 8, 8"),
        ("9-8-8", "9, 8, 8"),
        ("741741", "7, 4, 1; 7, 4, 1"),
        ("555-0142", "5, 5, 5; 0, 1, 4, 2"),
        ("(888) 774-2900", "8, 8, 8; 7, 7, 4; 2, 9, 0, 0"),
        ("+18887742900", "1; 8, 8, 8; 7, 7, 4; 2, 9, 0, 0"),
        ("0117", "0, 1, 1, 7"),
        ("", ""),
    ],
)
def test_digits_are_said_one_by_one_in_groups(number: str, said: str, language: Language) -> None:
    assert digits(number, language) == said
