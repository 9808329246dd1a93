"""What is heard of one Say, and how long it takes."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from responder.phone.spoken import Piece, Spoken, spoken

POLLY = "voice='Polly.Lupe-Neural' language='es-US'"


def heard(xml: str, at: float = 0.0) -> Spoken:
    return spoken(ET.fromstring(xml), at)


@pytest.mark.parametrize(
    ("say", "expected"),
    [
        (
            "<Say>Call  9, 8,\n8.</Say>",
            Spoken((Piece("Call  9, 8,\n8.", "en-US"),), "", "en-US"),
        ),
        (
            "<Say voice='woman' language='es'>Hola.</Say>",
            Spoken((Piece("Hola.", "es"),), "woman", "es"),
        ),
        (
            f"<Say {POLLY}>La <lang xml:lang='en-US'>Network of Care</lang>, y más.</Say>",
            Spoken(
                (
                    Piece("La ", "es-US"),
                    Piece("Network of Care", "en-US"),
                    Piece(", y más.", "es-US"),
                ),
                "Polly.Lupe-Neural",
                "es-US",
            ),
        ),
        (
            f"<Say {POLLY}>9<break time='300ms'/>8<break/>8<break time='1.5s'/></Say>",
            Spoken((Piece("9 8 8 ", "es-US"),), "Polly.Lupe-Neural", "es-US", 0.0, 2.3),
        ),
        (
            f"<Say {POLLY}><p>Uno</p><s>Dos</s><sub alias='número'>n.º</sub> 3</Say>",
            Spoken((Piece("Uno Dos número 3", "es-US"),), "Polly.Lupe-Neural", "es-US"),
        ),
    ],
    ids=["plain", "Spanish", "a name in English", "breaks", "paragraph, sentence, substitute"],
)  # fmt: skip
def test_a_say_is_heard_as(say: str, expected: Spoken) -> None:
    assert heard(say) == expected


def test_words_are_tidied_and_the_language_is_the_main_one() -> None:
    said = heard(f"<Say {POLLY}>La  <lang xml:lang='en-US'>Network\n of Care</lang>.</Say>")
    assert (said.words, said.language) == ("La Network of Care.", "es")


@pytest.mark.parametrize(
    ("say", "seconds"),
    [
        ("<Say>one two three four five</Say>", 1.875),
        ("<Say>9, 8, 8. It's 24/7!</Say>", 3.975),
        ("<Say voice='Polly.Joanna'>one<break time='800ms'/></Say>", 1.175),
        ("<Say>-</Say>", 0.0),
        ("<Say>Call, then wait. Now: go</Say>", 5 * 0.375 + 0.2 + 0.4 + 0.2),
        ("<Say>Room 1.5 at 10:30, 988</Say>", 2 * 0.375 + 9 * 0.4 + 0.2),
        ("<Say>\u201cStop.\u201d Go</Say>", 2 * 0.375 + 0.4),
        ("<Say language='es-US'>reuniones</Say>", 0.2 * 3),
        ("<Say language='es-US'>la ciudad y la ayuda que oirán aquí</Say>", 0.2 * 13),
        ("<Say language='es'>línea día ley muy 9, 8</Say>", 0.2 * 7 + 0.8 + 0.2),
        ("<Say language='es'>Sr. pst</Say>", 0.4 + 0.4),
        (f"<Say {POLLY}>La <lang xml:lang='en-US'>Network of Care</lang></Say>", 0.2 + 3 * 0.375),
    ],
    ids=[
        "five words",
        "six, an apostrophe parts none",
        "a word and a break",
        "no word",
        "pauses at commas and sentences",
        "digits one by one",
        "a quote",
        "syllables of a word",
        "syllables of a sentence",
        "accents part vowels",
        "no vowels",
        "each part at its pace",
    ],
)
def test_a_say_takes(say: str, seconds: float) -> None:
    assert heard(say).seconds == pytest.approx(seconds)


def test_breaks_count_as_if_they_came_first() -> None:
    said = heard("<Say voice='Polly.Joanna'>one two<break time='2s'/></Say>", at=1.0)
    assert [said.within(second) for second in (3.0, 3.3, 3.4, 3.8)] == ["", "", "one", "one two"]


@pytest.mark.parametrize(
    ("say", "words", "second"),
    [
        ("Call 988", "988", 0.375 + 1.2),
        ("9, 8, 8. Then 9, 8, 8", "988", 1.2 + 0.4),
        ("9, 8, 8, 9, 8, 8", "988", 1.2 + 0.4),
        ("1-988-5550 or 988", "988", 8 * 0.4 + 0.375 + 1.2),
        ("1988", "988", None),
        ("9, 8, 8, 4", "988", None),
        ("Call  now", "Call now", 0.75),
        ("Recall", "call", None),
    ],
)
def test_words_are_said_by_a_second(say: str, words: str, second: float | None) -> None:
    by = heard(f"<Say>{say}</Say>", at=10.0).said_by(words)
    assert by == (None if second is None else pytest.approx(10 + second))


def test_what_is_cut_off_has_the_words_that_were_said_by_then() -> None:
    cut = heard("<Say>one two, 988. four</Say>", at=1.0).cut_at(2.0)
    assert (cut.words, cut.seconds, cut.ends, cut.within(9), cut.said_by("988")) == (
        "one two", 1.0, 2.0, "one two", None,
    )  # fmt: skip
