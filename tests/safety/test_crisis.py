"""The built-in crisis replies: numbers first, both ways to reach 988, no question, no promise."""

from __future__ import annotations

import re

import pytest

from responder.safety import crisis
from responder.safety.wordlist import Situation
from responder.wording import gsm7

LANGUAGES = ("en", "es", "pt", "ht", "fr", "pl", "", "xx")
CASES = [
    pytest.param(situation, language, id=f"{situation}-{language or 'unsure'}")
    for situation in Situation
    for language in LANGUAGES
]
VERIFIED = {"988", "911", "211", "741741", "1-800-842-2288", "888-774-2900"}
NUMBER = re.compile(r"\d[\d-]*\d\d")


@pytest.mark.parametrize(("situation", "language"), CASES)
def test_a_text_fits_two_plain_segments(situation: str, language: str) -> None:
    words = crisis.text(situation, language)
    assert (gsm7.encoding(words), gsm7.segments(words) <= 2) == (gsm7.GSM_7, True)
    assert len(words) <= crisis.MAX_CHARACTERS


@pytest.mark.parametrize(("situation", "language"), CASES)
def test_988_comes_within_sixty_characters_and_911_first_in_danger(
    situation: str, language: str
) -> None:
    words = crisis.text(situation, language)
    assert "988" in words[:60]
    if situation == Situation.DANGER:
        assert words.index("911") < words.index("988")


@pytest.mark.parametrize(("situation", "language"), CASES)
def test_a_text_asks_nothing_and_says_only_known_numbers(situation: str, language: str) -> None:
    words = crisis.text(situation, language)
    assert "?" not in words
    assert set(NUMBER.findall(words)) <= VERIFIED


@pytest.mark.parametrize(
    ("language", "both_ways", "nobody"),
    [
        ("en", "call or text 988", "Nobody reads texts here."),
        ("es", "llame al 988 y oprima 2, o mande ayuda al 988", "Aqui nadie lee los mensajes."),
    ],
)
def test_a_text_says_call_and_text_and_that_nobody_reads(
    language: str, both_ways: str, nobody: str
) -> None:
    for situation in Situation:
        words = crisis.text(situation, language)
        assert both_ways in words.casefold()
        assert words.endswith(nobody)


@pytest.mark.parametrize(
    ("language", "call", "name"),
    [
        ("pt", "Ligue para 988", '"Portuguese"'),
        ("ht", "Rele 988", '"Haitian Creole"'),
        ("fr", "Appelez le 988", '"French"'),
        ("pl", "Zadzwon pod 988", '"Polish"'),
    ],
)
def test_other_languages_say_call_and_name_themselves_in_english_then_follow_in_english(
    language: str, call: str, name: str
) -> None:
    for situation in Situation:
        brief, english = crisis.text(situation, language).split("\n")
        assert (call.casefold() in brief.casefold(), name in brief) == (True, True)
        assert english == (
            "Call or text 988, day or night. In danger, call 911. Nobody reads texts here."
        )


def test_without_a_language_a_text_is_in_english_and_spanish() -> None:
    assert (
        crisis.text(Situation.SELF, "")
        == crisis.BILINGUAL_TEXT
        == (
            "Call or text 988 now, day or night. In danger, call 911. Nobody reads texts here.\n"
            "En crisis: llame al 988 y oprima 2, o mande AYUDA al 988. En peligro, llame al 911. "
            "Aqui nadie lee los mensajes."
        )
    )


def test_where_nothing_can_be_answered_all_three_numbers_are_given_in_both_languages() -> None:
    english, spanish = crisis.FALLBACK_TEXT.split("\n")
    for words in (english, spanish):
        assert re.findall(r"\b(?:988|911|211|741741)\b", words)[0] == "988"
        assert {"988", "911", "211", "741741"} == set(re.findall(r"\d+", words)) - {"2", "1"}
    assert (gsm7.encoding(crisis.FALLBACK_TEXT), gsm7.segments(crisis.FALLBACK_TEXT)) == (
        gsm7.GSM_7,
        2,
    )
    for words in (crisis.FALLBACK_SPOKEN_EN, crisis.FALLBACK_SPOKEN_ES):
        assert not re.search(r"\d\d", words)
        assert words.endswith("9, 8, 8.")
        at = [words.index(each) for each in ("9, 8, 8", "9, 1, 1", "2, 1, 1", "7, 4, 1; 7, 4, 1")]
        assert at == sorted(at)


def test_the_texts_that_are_built_in_stand_in_xml_as_they_are() -> None:
    built_in = crisis.BILINGUAL_TEXT + crisis.FALLBACK_TEXT
    spoken = crisis.BILINGUAL_SPOKEN + crisis.FALLBACK_SPOKEN_EN + crisis.FALLBACK_SPOKEN_ES
    assert not set("&<>") & set(built_in + spoken)


@pytest.mark.parametrize(("situation", "language"), CASES)
def test_numbers_are_spoken_digit_by_digit_and_988_is_said_last(
    situation: str, language: str
) -> None:
    words = crisis.spoken(situation, language)
    assert not re.search(r"\d\d", words)
    assert words.endswith("9, 8, 8.")
    assert words.count("9, 8, 8") >= 2


@pytest.mark.parametrize("situation", Situation)
def test_in_another_language_both_of_ours_are_spoken_one_after_the_other(
    situation: Situation,
) -> None:
    english, spanish = (crisis.spoken(situation, language) for language in ("en", "es"))
    assert crisis.spoken(situation, "pt") == f"{english} {spanish}"


@pytest.mark.parametrize("language", ["en", "es", "pt", "ht", "fr", "pl", ""])
def test_thoughts_of_suicide_are_answered_with_988_first(language: str) -> None:
    text = crisis.text(Situation.SELF, language)
    assert text.index("988") < text.index("911")


def test_an_unknown_situation_is_answered_as_thoughts_of_suicide() -> None:
    assert crisis.text("?", "en") == crisis.text(Situation.SELF, "en")
    assert crisis.spoken("?", "es") == crisis.SPOKEN_ES
