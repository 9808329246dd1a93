"""What a texter gets: safety, then opt-out, language, page and menu, in that order."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder import sms
from responder.drafts import UNKNOWN
from responder.exchange import InboundText, Kept, Language
from responder.phone.line import Line
from responder.phone.phone import Texter
from responder.render import Book
from responder.safety.assess import Situation
from responder.vocabulary import CRISIS_PAGE, HELP, HOW_TO_STOP, MENU
from responder.wording.carrier_words import OPT_OUT

TESTS = Path(__file__).parent
EN, ES = Language.EN, Language.ES


def case(name: str) -> list[Any]:
    found = json.loads((TESTS / "cases" / name).read_text("utf-8"))
    assert found
    return found  # type: ignore[no-any-return]  # as wide as JSON


def shown(book: Book, words: str) -> set[str]:
    """Return which crisis situations `words` are the reply of."""
    return {situation for (situation, _), reply in book.crisis_texts.items() if reply == words}


# --- the crisis reply comes before everything --------------------------------------------------


@pytest.mark.parametrize("message", case("C28-first.json"), ids=lambda each: each["body"])
def test_c28_a_cry_for_help_beats_the_menu_word_beside_it(
    texter: Texter, book: Book, message: Any
) -> None:
    [words] = texter.text(message["body"])
    assert "988" in words[:70]
    assert shown(book, words)


@pytest.mark.parametrize("message", case("C28-first.json"), ids=lambda each: each["body"])
def test_c28_the_language_of_the_message_is_kept(texter: Texter, book: Book, message: Any) -> None:
    spanish = any(word in message["body"] for word in ("español", "reuniones"))
    if spanish:
        [words] = texter.text(message["body"])
        assert "llame al 988" in words.casefold()


@pytest.mark.parametrize("word", sorted(OPT_OUT | {"help", "menu", "2", "1", "español", "start"}))
@pytest.mark.parametrize("around", ["{} i want to die", "i want to die {}", "{}\ni want to die."])
def test_no_word_hides_a_disclosure(texter: Texter, book: Book, word: str, around: str) -> None:
    for written in (word, word.upper()):
        [words] = texter.text(around.format(written))
        assert shown(book, words), written


@pytest.mark.parametrize("kind", ["STOP", "START", "HELP"])
def test_an_urgent_text_is_answered_even_where_the_carrier_answered_too(
    texter: Texter, book: Book, kind: str
) -> None:
    [words] = texter.text("stop i want to die", OptOutType=kind)
    assert shown(book, words)


def test_fifty_urgent_texts_get_fifty_replies(texter: Texter, book: Book) -> None:
    replies = [texter.text("I want to die") for _ in range(50)]
    assert replies == [[book.crisis_texts[Situation.SELF, "en"]]] * 50


@pytest.mark.parametrize(
    ("body", "first"),
    [
        ("quero morrer", "Ligue para 988"),
        ("mwen vle mouri", "Rele 988"),
        ("je veux mourir", "Appelez le 988"),
        ("chcę umrzeć", "Zadzwon pod 988"),
    ],
    ids=["pt", "ht", "fr", "pl"],
)
def test_other_languages_get_their_short_text_and_english(
    texter: Texter, body: str, first: str
) -> None:
    [words] = texter.text(body)
    assert words.startswith(first)
    assert "Call or text 988" in " ".join(words.split())


# --- what carriers and people do with STOP and HELP --------------------------------------------


@pytest.mark.parametrize("word", sorted(OPT_OUT))
@pytest.mark.parametrize("written", [str.lower, str.upper, str.title, "  {}\n".format])
def test_a_lone_opt_out_word_is_left_to_the_carrier(
    texter: Texter, word: str, written: Callable[[str], str]
) -> None:
    assert texter.text(written(word)) == []


@pytest.mark.parametrize("kind", ["STOP", "START", "HELP"])
def test_what_the_carrier_has_answered_is_not_answered_twice(texter: Texter, kind: str) -> None:
    assert texter.text("whatever it was", OptOutType=kind) == []


@pytest.mark.parametrize(
    "body",
    [
        "stop please",
        "STOP.",
        "please stop",
        "Stop texting me",
        "opt out",
        "unsubscribe me",
        '"stop"',
    ],
)
def test_asking_for_an_end_in_other_words_tells_how(texter: Texter, book: Book, body: str) -> None:
    assert texter.text(body) == [book.texts[HOW_TO_STOP, EN]]


@pytest.mark.parametrize("body", ["ALTO", "parar", "Cancelar", "BASTA", "salir", "no más mensajes"])
def test_spanish_words_for_an_end_are_told_how_with_988(
    texter: Texter, book: Book, body: str
) -> None:
    assert texter.text(body) == [book.texts[HOW_TO_STOP, ES]]
    assert "STOP" in book.texts[HOW_TO_STOP, ES]


@pytest.mark.parametrize("body", ["HELP", "help", "Help!", "INFO"])
def test_help_says_who_we_are_what_it_costs_and_how_to_stop(
    texter: Texter, book: Book, body: str
) -> None:
    [words] = texter.text(body)
    assert words == book.texts[HELP, EN]
    for needed in ("988", "STOP", "rates"):
        assert needed in words


# --- answers to other lines, sent back to us ---------------------------------------------------


@pytest.mark.parametrize("body", ["988", "911", "HOME", "Home", "START", "741741", "9-8-8"])
def test_words_meant_for_988_or_741741_are_told_so(texter: Texter, body: str) -> None:
    [words] = texter.text(body)
    assert words.startswith("You have NOT reached ")
    assert "988" in words[:60]


@pytest.mark.parametrize("body", ["START", "start", "UNSTOP", "start again"])
def test_who_comes_back_after_stop_is_told_that_the_line_answers_again(
    texter: Texter, body: str
) -> None:
    # The words of STOP say "Text START to come back".
    [words] = texter.text(body)
    assert "This line answers you again: send MENU." in words
    assert "START" in words


# Fixed words of ours, and a person who is hungry: 211 is who helps with food.
@pytest.mark.parametrize(
    "body",
    ["we need food", "food", "i need food for my kids", "we have no food", "tenemos hambre",
     "necesitamos comida", "no tengo comida", "im hungry", "i am hungry"],
)  # fmt: skip
def test_who_has_no_food_is_told_of_211(texter: Texter, body: str) -> None:
    [words] = texter.text(body)
    assert "211" in words


@pytest.mark.parametrize(
    "body",
    ["they don't feed me", "there's no food and mom won't feed us", "no me dan de comer",
     "im hungry", "no tengo comida"],
)  # fmt: skip
def test_who_is_not_fed_gets_the_crisis_reply(texter: Texter, book: Book, body: str) -> None:
    [words] = texter.text(body)
    crisis = {each for (_, language), each in book.crisis_texts.items() if language in {EN, ES}}
    assert words in crisis


@pytest.mark.parametrize("body", ["HOLA", "Hola", "AYUDA", "ayuda"])
def test_spanish_words_meant_for_988_are_told_so(texter: Texter, body: str) -> None:
    [words] = texter.text(body)
    assert "NO " in words[:30]
    assert "988" in words[:60]
    assert "AYUDA" in words


@pytest.mark.parametrize(
    ("body", "language"),
    [("HELP ME", EN), ("can u help me", EN), ("stop hurting me", EN), ("ayúdame", ES),
     ("socorro", ES), ("ya no puedo", ES)],
)  # fmt: skip
def test_a_plea_gets_the_crisis_page(
    texter: Texter, book: Book, body: str, language: Language
) -> None:
    [words] = texter.text(body)
    assert words == book.texts[CRISIS_PAGE, language] or shown(book, words)


# --- keys --------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["1", "9", "0", "1.", "#9", "(0)", "1️⃣", "press 1", "one"])
def test_crisis_keys_bring_the_crisis_page(texter: Texter, book: Book, body: str) -> None:
    assert texter.text(body) == [book.texts[CRISIS_PAGE, EN]]


@pytest.mark.parametrize("key", "3456")
@pytest.mark.parametrize("written", ["{}", "#{}", "{}.", "option {}", "opción {}", " {} "])
def test_a_digit_is_a_key_of_the_top_menu(
    texter: Texter, book: Book, key: str, written: str
) -> None:
    assert texter.text(written.format(key)) == [book.texts[book.top[key], EN]]


@pytest.mark.parametrize(
    ("word", "key", "language"),
    [("three", "3", EN), ("four", "4", EN), ("five", "5", EN), ("six", "6", EN), ("tres", "3", ES)],
)
def test_a_number_word_is_a_key(
    texter: Texter, book: Book, word: str, key: str, language: Language
) -> None:
    assert texter.text(word) == [book.texts[book.top[key], language]]


@pytest.mark.parametrize("key", ["7", "8"])
def test_free_keys_bring_the_menu(texter: Texter, book: Book, key: str) -> None:
    assert texter.text(key) == [book.texts[MENU, EN]]


# --- the language ------------------------------------------------------------------------------


def test_the_language_is_kept_until_it_is_changed(texter: Texter, book: Book) -> None:
    assert texter.text("ESPAÑOL") == [book.texts[MENU, ES]]
    assert texter.text("3") == [book.texts[book.top["3"], ES]]
    assert texter.text("english") == [book.texts[MENU, EN]]
    assert texter.text("3") == [book.texts[book.top["3"], EN]]
    assert texter.text("2") == [book.texts[MENU, ES]]
    assert texter.text("2") == [book.texts[MENU, EN]]


@pytest.mark.parametrize("body", ["español", "ESPANOL", "Espanol please", "spanish", "esapñol"])
def test_spanish_is_asked_for_in_many_spellings(texter: Texter, book: Book, body: str) -> None:
    assert texter.text(body) == [book.texts[MENU, ES]]


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "line=",
        "line=ImVzIg",
        'line="ImVzIg.aaaa.bbbb"',
        "other=1",
        "line=\x01",
        "line=es; line=en",
        "line=" + "x" * 5000,
    ],
    ids=["empty", "no value", "unsigned", "forged", "other", "control", "two", "long"],
)
def test_a_lost_forged_or_odd_cookie_changes_nothing_else(
    texter: Texter, book: Book, cookie: str
) -> None:
    texter.text("ESPAÑOL")
    texter.cookie = cookie
    assert texter.text("plan") == [book.texts["plan", EN]]


def test_a_stale_cookie_is_forgotten(texter: Texter, book: Book) -> None:
    import time_machine

    texter.text("ESPAÑOL")
    with time_machine.travel("2026-12-01 12:59 -0500", tick=False):
        assert texter.text("plan") == [book.texts["plan", ES]]
    with time_machine.travel("2026-12-01 17:00 -0500", tick=False):
        [words] = texter.text("plan")
        assert words == book.texts["plan", EN]


def test_a_spanish_word_is_answered_in_spanish_where_nothing_was_chosen(
    texter: Texter, book: Book
) -> None:
    assert texter.text("reuniones") == [book.texts["meetings", ES]]
    texter.text("ENGLISH")
    assert texter.text("reuniones") == [book.texts["meetings", EN]]


# --- words as people write them ----------------------------------------------------------------


@pytest.mark.parametrize("message", case("C07-space.json"), ids=lambda each: repr(each["body"]))
def test_c07_a_word_is_known_however_the_phone_dresses_it(line: Line, message: Any) -> None:
    plain = message["same_as"].split(",")[0]
    assert Texter(line).text(message["body"]) == Texter(line).text(plain)


@pytest.mark.parametrize("fields", case("C08-mms.json"), ids=lambda each: each["body"][-40:])
def test_c08_a_photo_or_nothing_brings_the_menu_with_the_numbers(
    line: Line, book: Book, fields: Any
) -> None:
    answer = line.post("/sms", dict(parse_qsl(fields["body"], keep_blank_values=True)), None)
    assert answer.status == 200
    assert book.texts[MENU, EN] in answer.body.decode().replace("&amp;", "&")


@pytest.mark.parametrize("body", [None, "", " ", "\n", "😀", "...", "?!", "\u200b", "\x00", "👍🏽"])
def test_what_holds_no_words_brings_the_menu(texter: Texter, book: Book, body: str | None) -> None:
    assert texter.text(body) == [book.texts[MENU, EN]]


@pytest.mark.parametrize(
    "body", ["asdf qwer", "tell me a joke", "x" * 10_000, "my dog is boring", "987"]
)
def test_what_names_no_page_brings_the_menu(texter: Texter, book: Book, body: str) -> None:
    assert texter.text(body) == [book.texts[UNKNOWN, EN]]


@pytest.mark.parametrize(
    ("body", "language"),
    [("Hi", EN), ("hello!", EN), ("ok 👍", EN), ("Buenos días", ES)],
)
def test_a_greeting_brings_the_menu(
    texter: Texter, book: Book, body: str, language: Language
) -> None:
    assert texter.text(body) == [book.texts[MENU, language]]


def test_a_whatsapp_sender_is_answered_like_any_other(line: Line, book: Book) -> None:
    fields = {"From": "whatsapp:+18605550142", "ProfileName": "A Name", "WaId": "18605550142"}
    texter = Texter(line)
    assert texter.text("plan", **fields) == [book.texts["plan", EN]]


@pytest.mark.parametrize(
    ("body", "page", "language"),
    [("meetngs", "meetings", EN), ("renuiones", "meetings", ES), ("calender", "calendar", EN)],
)
def test_one_slip_is_forgiven(
    texter: Texter, book: Book, body: str, page: str, language: Language
) -> None:
    assert texter.text(body) == [book.texts[page, language]]


def test_a_topic_is_answered_with_988_first(texter: Texter, book: Book) -> None:
    [words] = texter.text("is there a suicide prevention training in december?")
    assert "988" in words[:60]
    assert not shown(book, words)


@given(body=st.text(max_size=300), choice=st.sampled_from([None, EN, ES]))
def test_any_text_at_all_is_answered(book: Book, body: str, choice: Language | None) -> None:
    reply = sms.answer(InboundText(body, Kept(choice)), book)
    silent = reply.outcome == "silent"
    assert "988" in reply.words or (silent and body.strip().casefold() in OPT_OUT)


# --- the floor ---------------------------------------------------------------------------------

FLOOR = [row.split("\t") for row in (TESTS / "panel" / "floor.tsv").read_text("utf-8").splitlines()]


def test_the_floor_is_whole() -> None:
    assert [sum(row[0] == label for row in FLOOR) for label in ("urgent", "calm")] == [120, 60]


@pytest.mark.parametrize("row", FLOOR, ids=lambda row: f"{row[0]} {row[2]} {row[4]}")
def test_the_floor_holds_through_the_whole_line(texter: Texter, book: Book, row: list[str]) -> None:
    label, *_, text = row
    replies = texter.text(text)
    found = {situation for words in replies for situation in shown(book, words)}
    assert bool(found) == (label == "urgent")
