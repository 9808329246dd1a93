"""What several texts in a row get: MORE, the same message twice, machines, reactions, languages."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from responder.cookies import Cookies
from responder.exchange import Kept, Language
from responder.phone.phone import Line, Texter
from responder.render import Book
from responder.vocabulary import HOW_TO_STOP, MENU, THANKS_PAGE

FLOWS = Path(__file__).parent.parent / "flows"
EN, ES = Language.EN, Language.ES

MEETINGS = "".join(
    f"""
  example-{day}:
    group: workforce
    title:
      en: Example meeting {day}
      es: Reunión de ejemplo {day}
    starts: 2026-12-{day} 18:00
    ends: 2026-12-{day} 19:00
    source: example.org
    read_on: 2026-11-25
"""
    for day in range(10, 18)
)
LONG = """
  example_long:
    under: about
    words:
      en: [example long]
      es: [ejemplo largo]
    title:
      en: Example of a long page
      es: Ejemplo de página larga
    text:
      en: >-
        {en}
      es: >-
        {es}
    source: example.org
    read_on: 2026-11-25
"""
ENGLISH = " ".join(f"This is sentence number {n} of an example that goes on." for n in range(1, 13))
SPANISH = " ".join(f"Esta es la frase {n} de un ejemplo que sigue y sigue." for n in range(1, 13))


@pytest.fixture
def long_line(tmp_path: Path, line_with: Callable[[Path], Line]) -> Line:
    """A line with a long page and more meetings than one reply lists."""
    flows = Path(shutil.copytree(FLOWS, tmp_path / "flows"))
    with (flows / "meetings.yaml").open("a", encoding="utf-8") as file:
        file.write(MEETINGS)
    page = "pages:" + LONG.format(en=ENGLISH, es=SPANISH)
    (flows / "example.yaml").write_text(page, "utf-8")
    return line_with(flows)


def one(texter: Texter, body: str) -> str:
    [reply] = texter.text(body)
    return reply


# --- MORE ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", ["MORE", "more please", "Más", "mas"])
def test_more_brings_the_rest_of_an_answer(long_line: Line, more: str) -> None:
    texter = Texter(long_line)
    first = one(texter, "example long")
    assert "More: text EXAMPLE LONG 2." in first
    second = one(texter, more)
    assert second == one(Texter(long_line), "EXAMPLE LONG 2")
    assert second != first


def test_every_sentence_of_a_long_answer_comes_once_in_order(long_line: Line) -> None:
    texter = Texter(long_line)
    replies = [one(texter, "example long")]
    while "More: text" in replies[-1]:
        replies.append(one(texter, "more"))
    together = " ".join(" ".join(replies).split())
    places = [together.index(f"number {n} of") for n in range(1, 13)]
    assert places == sorted(places)
    assert [together.count(f"number {n} of") for n in range(1, 13)] == [1] * 12
    assert [reply for reply in replies if "988" not in reply] == []


def test_a_carrier_without_cookies_loses_nothing(long_line: Line) -> None:
    said = [one(Texter(long_line), f"ejemplo largo{part}") for part in ("", " 2", " 3")]
    assert "Mas: mande EJEMPLO LARGO 2." in said[0]
    assert len(set(said)) == 3


def test_meetings_2_lists_those_after_the_first_three(long_line: Line) -> None:
    first = one(Texter(long_line), "meetings")
    assert "More: text MEETINGS 2." in first
    second = one(Texter(long_line), "meetings 2")
    assert [day for day in range(10, 18) if f"Example meeting {day}" in first] == [10, 11]
    assert [day for day in range(10, 18) if f"Example meeting {day}" in second] == [*range(12, 18)]
    # Where to confirm them was said, and need not be said again.
    assert [reply.count("As of") for reply in (first, second)] == [1, 0]


def test_the_days_that_are_asked_for_go_on_too(long_line: Line) -> None:
    texter = Texter(long_line)
    first = one(texter, "workforce meetings in december")
    assert "More: text MORE 2 WORKFORCE DECEMBER." in first
    second = one(texter, "more")
    assert second == one(Texter(long_line), "MORE 2 WORKFORCE DECEMBER")
    listed = [day for day in range(10, 18) if f"Example meeting {day}" in first + second]
    assert listed == list(range(10, 18))


def test_more_is_forgotten_once_something_else_was_asked(long_line: Line, book: Book) -> None:
    texter = Texter(long_line)
    one(texter, "example long")
    one(texter, "plan")
    assert one(texter, "MORE") == book.texts[".end", EN]


@pytest.mark.parametrize("before", ["menu", "help numbers", "211", "crisis", "qwrtz"])
def test_more_is_the_word_of_its_page_where_no_answer_was_left_off(
    line: Line, book: Book, before: str
) -> None:
    texter = Texter(line)
    one(texter, before)
    assert one(texter, "MORE") == book.texts["more", EN]


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        (["next", "next"], "meetings.next2"),
        (["next", "NEXT", "and after that", "the next one"], "meetings.next4"),
        (["next", "next", "next", "next", "next"], ".end"),
        (["NEXT CBHAC", "next"], "network.next2"),
        (["NEXT NETWORK", "next"], "network.next2"),
        (["NEXT NETWORK", "next network", "after that"], "network.next3"),
        (["next", "NEXT NETWORK"], "network.next"),
        (["next", "plan", "next"], "meetings.next"),
        (["when is the next cbhac", "and after that?"], "network.next2"),
        (["the next one"], "meetings.next"),
        (["meetings", "and after that"], ".end"),
    ],
)
def test_next_once_more_is_the_meeting_after(
    line: Line, book: Book, texts: list[str], name: str
) -> None:
    texter = Texter(line)
    *_, last = [one(texter, each) for each in texts]
    assert last == book.texts[name, EN]


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        (["próxima", "la siguiente"], "meetings.next2"),
        (["próxima", "próxima", "y después"], "meetings.next3"),
        (["la siguiente"], "meetings.next"),
        (["junta", "más"], ".end"),
    ],
)
def test_the_same_in_spanish(line: Line, book: Book, texts: list[str], name: str) -> None:
    texter = Texter(line)
    *_, last = [one(texter, each) for each in texts]
    assert last == book.texts[name, ES]


def test_a_part_that_is_not_there_brings_the_answer_itself(line: Line, book: Book) -> None:
    assert one(Texter(line), "plan 7") == book.texts["plan", EN]


# --- the same message again ----------------------------------------------------------------------


@pytest.mark.parametrize("body", ["2", "more", "thanks"])
def test_a_message_that_the_carrier_sends_again_gets_the_same_answer(
    long_line: Line, body: str
) -> None:
    texter = Texter(long_line)
    one(texter, "example long")
    first = texter.text(body, MessageSid="SM" + "a" * 32)
    again = texter.text(body, MessageSid="SM" + "a" * 32)
    assert again == first
    assert texter.text(body, MessageSid="SM" + "b" * 32) != first or body == "thanks"


KEY = b"a-key-for-tests"


def test_a_cookie_keeps_what_it_was_given() -> None:
    kept = Kept(ES, "JUNTA 2", 3)
    cookie = Cookies(KEY).cookie("SM1", Kept(), kept)
    assert Cookies(KEY).kept(cookie, "SM2") == kept
    assert Cookies(KEY).kept(cookie, "SM1") == Kept()
    assert Cookies(KEY).kept(cookie, "") == kept


@pytest.mark.parametrize("cookie", [None, "", "x", "ImVzIg.x.y", "a" * 5000])
def test_what_is_no_cookie_of_ours_keeps_nothing(cookie: str | None) -> None:
    assert Cookies(KEY).kept(cookie, "SM1") == Kept()


def test_a_cookie_signed_with_another_key_keeps_nothing() -> None:
    cookie = Cookies(b"another-key").cookie("SM1", Kept(), Kept(ES))
    assert Cookies(KEY).kept(cookie, "SM2") == Kept()


# --- machines ------------------------------------------------------------------------------------

AWAY = "Automatic reply: I am out of the office until Monday."


def test_a_machine_is_answered_three_times_and_then_no_more(line: Line) -> None:
    texter = Texter(line)
    replies = [texter.text(AWAY) for _ in range(6)]
    assert [len(each) for each in replies] == [1, 1, 1, 0, 0, 0]


def test_a_person_is_answered_again_after_a_machine_fell_silent(line: Line) -> None:
    texter = Texter(line)
    for _ in range(5):
        texter.text(AWAY)
    assert len(texter.text("meetings")) == 1
    assert len(texter.text(AWAY)) == 1


def test_what_is_urgent_is_answered_however_many_machines_wrote(line: Line, book: Book) -> None:
    texter = Texter(line)
    for _ in range(5):
        texter.text(AWAY)
    [reply] = texter.text("i want to die")
    assert reply in book.crisis_texts.values()


def test_two_lines_that_thank_each_other_come_to_rest(line: Line) -> None:
    texter = Texter(line)
    thanks = ("Thank you!", "You're welcome", "thanks again", "Thank you!", "gracias")
    assert [len(texter.text(each)) for each in thanks] == [1, 1, 1, 0, 0]


def test_a_carrier_without_cookies_always_gets_an_answer(line: Line) -> None:
    assert [len(Texter(line).text(AWAY)) for _ in range(5)] == [1] * 5


# --- reactions -----------------------------------------------------------------------------------


def test_a_reaction_to_a_text_of_ours_is_answered_shortly(line: Line, book: Book) -> None:
    ours = book.texts["plan", EN]
    assert one(Texter(line), f"Liked “{ours}”") == book.texts[THANKS_PAGE, EN]


def test_a_reaction_and_a_wish_is_a_wish(line: Line, book: Book) -> None:
    ours = book.texts["plan", EN]
    assert one(Texter(line), f"Loved “{ours}” meetings") == book.texts["meetings", EN]


def test_a_reaction_to_a_crisis_reply_is_no_cry_for_help(line: Line, book: Book) -> None:
    for words in set(book.crisis_texts.values()):
        reply = one(Texter(line), f"Liked “{words}”")
        assert reply not in book.crisis_texts.values()


def test_a_reaction_to_something_else_is_read_whole(line: Line, book: Book) -> None:
    for verb in ("Disliked", "Liked", "Emphasized", "Questioned"):
        assert one(Texter(line), f"{verb} “i want to die”") in book.crisis_texts.values()


# --- languages -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("what is the advisory board", EN),
        ("que es la junta asesora", ES),
        ("dime q es el plan ese", ES),
        ("cuando es el meeting del board", ES),
        ("quien maneja esta linea", ES),
        ("no entiendo", ES),
        ("where do i find a therapist for my son", EN),
    ],
)
def test_a_question_is_answered_in_its_language(line: Line, body: str, language: Language) -> None:
    spanish = "En crisis" in (reply := one(Texter(line), body)) or "oprima 2" in reply
    assert spanish == (language is ES)


def test_a_choice_of_language_stands(line: Line, book: Book) -> None:
    texter = Texter(line)
    texter.text("ENGLISH")
    assert one(texter, "que es la junta asesora") == book.texts["board", EN]


@pytest.mark.parametrize(
    "body",
    ["please stop sending me these", "i said stop texting me", "ya no quiero mas mensajes"],
)
def test_who_wants_no_more_is_told_how(line: Line, book: Book, body: str) -> None:
    reply = one(Texter(line), body)
    told = {book.texts[page, each] for page in (HOW_TO_STOP, "stop") for each in Language}
    assert reply in told
    assert "STOP" in reply


@pytest.mark.parametrize(
    "body",
    [
        "asdkjf qwe zxcv",
        "привет как дела",
        "你好",
        "ما هذا",
        "🙃🙃🙃",
        "-----\n\n=====",
        "%s {} \\x00",
    ],
)
def test_gibberish_and_other_scripts_get_the_menu_with_988(line: Line, body: str) -> None:
    reply = one(Texter(line), body)
    assert "988" in reply
    assert "MENU" in reply or "MEETINGS" in reply or "REUNIONES" in reply


def test_a_pasted_email_is_answered(line: Line) -> None:
    mail = (
        "From: office@example.org\nSubject: schedule\n\nDear all,\nplease find below the notes.\n"
        + "We talked about many things and then some more.\n" * 200
        + "--\nThe office, 860-555-0142\n"
    )
    assert "988" in one(Texter(line), mail)


def test_the_menu_word_is_never_hidden(line: Line, book: Book) -> None:
    assert one(Texter(line), "menu") == book.texts[MENU, EN]


def test_a_reaction_is_thanked_in_the_language_of_what_it_quotes(line: Line, book: Book) -> None:
    for language in Language:
        ours = book.texts["meetings", language]
        assert one(Texter(line), f"Liked “{ours}”") == book.texts[THANKS_PAGE, language]


@pytest.mark.parametrize("body", ["no", "No.", "nope", "yes", "sí"])
def test_a_bare_yes_or_no_gets_the_menu(line: Line, book: Book, body: str) -> None:
    assert one(Texter(line), body) in {book.texts[MENU, language] for language in Language}
