"""What somebody wrote into their calendar never breaks a line, and dials and links nothing."""

from __future__ import annotations

import pytest

from responder.calendars.words import MOST_IN_TITLE, mark_of, plain_line, sayable, shortened
from responder.safety.numbers import numbers_in
from responder.wording import gsm7

LINK, NUMBER = "holds a web address", "holds a number to call or text"
NOTHING = "has no words that a plain text can carry"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Steering Team", "Steering Team"),
        ("  Steering\n\tTeam  ", "Steering Team"),
        ("Steering\u202e Team\u200b", "Steering Team"),
        ("Steering\x00\x1b[31m Team", "Steering(31m Team"),
        ("Reunión de la Junta", "Reunión de la Junta"),
        ("Grupo “Familias” – año 2027", 'Grupo "Familias" - año 2027'),
        ("💡 Ideas for 2027 💡", "Ideas for 2027"),
        ("{title} [draft] <b>", "(title) (draft) (b)"),
        ("St.Mary's parish night", "St. Mary's parish night"),
        ("Meet at 6 p.m.", "Meet at 6 p.m."),
        ("Room 120, grades 6-8", "Room 120, grades 6-8"),
        ("Public Act 23-101 review", "Public Act 23-101 review"),
        ("Budget 2026-2027", "Budget 2026-2027"),
        ("Suicide Prevention Training", "Suicide Prevention Training"),
        ("Re\u0301union", "Réunion"),
        ("A" * 80, "A" * 57 + "..."),
        ("word " * 30, "word " * 11 + "..."),
    ],
)
def test_a_title_becomes_one_plain_line(written: str, said: str) -> None:
    found = sayable(written, MOST_IN_TITLE)
    assert found == said.replace(" ...", "...")
    assert len(found) <= MOST_IN_TITLE
    assert found.isprintable()
    assert gsm7.unfit(found) == ()
    assert gsm7.encoding(gsm7.fold(found)) == gsm7.GSM_7


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("Join https://evil.example/x", LINK),
        ("Join www.evil.example", LINK),
        ("zoom.us/j/99", LINK),
        ("Free pizza at pizza.com", LINK),
        ("bit.ly/abc now", LINK),
        ("mail chair@example.org", LINK),
        ("evil.example/path", LINK),
        ("Parent circle, call 860-555-0142", NUMBER),
        ("(860) 555-0142", NUMBER),
        ("Text HOPE to 741741", NUMBER),
        ("You have reached 988", NUMBER),
        ("988 is closed, call 9 8 9", NUMBER),
        ("Call 9-8-8", NUMBER),
        ("Dial nine eight eight", NUMBER),
        ("Marque nueve, ocho, ocho", NUMBER),
        ("Call ９８８", NUMBER),
        ("日本語", NOTHING),
        ("", NOTHING),
        ("💡💡", NOTHING),
        ("- 7 -", NOTHING),
    ],
)
def test_a_title_that_must_not_be_said_is_refused_with_the_reason(written: str, why: str) -> None:
    with pytest.raises(ValueError, match=f"^{why}$"):
        sayable(written, MOST_IN_TITLE)


def test_a_street_is_a_place_and_no_number() -> None:
    place = "505 Hudson Street, Hartford, CT 06106"
    assert sayable(place, 90) == place
    assert numbers_in(place) == ()


def test_what_is_cut_ends_at_a_word_with_dots() -> None:
    assert shortened("one two three", 13) == "one two three"
    assert shortened("one two three", 12) == "one two..."
    assert shortened("one two, three", 12) == "one two..."


def test_a_line_of_a_million_letters_is_cut_before_it_is_looked_at() -> None:
    assert plain_line("a\n" * 500_000, 9) == "a a a..."


def test_a_mark_is_never_empty() -> None:
    assert mark_of(" \x00 ") == "none"
    assert mark_of("abc\r\n@example.org") == "abc @example.org"
