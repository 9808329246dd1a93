"""What a caller hears: opening, keys, speech, silence, connecting; wording comes from the flows."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from responder import voice
from responder.exchange import Dial, Gather, Hangup, InboundCall, Language, Place, Redirect, Say
from responder.phone.phone import Caller, Line
from responder.render import Book
from responder.safety.assess import Situation
from responder.vocabulary import MENU
from responder.voice import Event, Lead, Scene, Screen

EN, ES = Language.EN, Language.ES
HOME = Place(MENU)


def at(book: Book, place: Place, *, keys: str = "", speech: str = "") -> Screen:
    return voice.screen(Event.KEY, InboundCall(place, keys, speech), book)


def crisis(situation: Situation = Situation.SELF, language: Language = EN) -> Place:
    return Place(f".crisis.{situation}", language)


# --- the opening -------------------------------------------------------------------------------


def test_the_opening_listens_for_keys_only_and_the_menu_for_speech_too(caller: Caller) -> None:
    caller.dial()
    assert caller.listening is not None
    assert (caller.listening.keys, caller.listening.speech) == (True, False)
    caller.wait()
    assert caller.listening is not None
    assert (caller.listening.keys, caller.listening.speech) == (True, True)


def test_the_opening_says_it_in_both_languages_and_that_nobody_listens(caller: Caller) -> None:
    heard = caller.dial()
    spoken = [(each.locale[:2], each.words) for each in heard.spoken][:3]
    assert [language for language, _ in spoken] == ["en", "es", "en"]
    assert spoken[0][1] == "Crisis? Hang up and call 9, 8, 8, or press 1."
    assert spoken[1][1] == "En crisis, cuelgue y llame al 9, 8, 8, u oprima 1."
    assert "automated" in spoken[2][1]
    assert re.search(r"9\D+1\D+1", spoken[2][1])


# --- keys --------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["1", "9", "0"])
@pytest.mark.parametrize("language", [EN, ES])
def test_crisis_keys_keep_the_language(book: Book, key: str, language: Language) -> None:
    for page in (MENU, "plan", "meetings"):
        screen = at(book, Place(page, language, 2), keys=key)
        assert screen == Screen(Scene.CRISIS, crisis(language=language))


@pytest.mark.parametrize("key", list("013456789"))
def test_on_the_crisis_page_other_keys_stay_there_with_its_situation(book: Book, key: str) -> None:
    for situation in Situation:
        screen = at(book, crisis(situation), keys=key)
        assert screen == Screen(Scene.CRISIS, crisis(situation), situation=situation)


def test_back_repeat_and_language_on_the_crisis_page(book: Book) -> None:
    here = crisis(Situation.DANGER)
    danger = Situation.DANGER
    assert at(book, here, keys="#") == Screen(Scene.PAGE, HOME)
    assert at(book, here, keys="*") == Screen(Scene.CRISIS, here, situation=danger)
    spanish = crisis(danger, ES)
    assert at(book, here, keys="2") == Screen(Scene.CRISIS, spanish, situation=danger)


@pytest.mark.parametrize(
    ("page", "key", "leads_to"),
    [
        (MENU, "3", "initiatives"),
        (MENU, "4", "meetings"),
        (MENU, "6", "about"),
        ("initiatives", "3", "plan"),
        ("plan", "#", "initiatives"),
        ("initiatives", "#", MENU),
        (MENU, "#", MENU),
        ("plan", "*", "plan"),
    ],
)
def test_keys_lead_down_back_and_again(book: Book, page: str, key: str, leads_to: str) -> None:
    assert at(book, Place(page, ES, 1), keys=key) == Screen(Scene.PAGE, Place(leads_to, ES))


@pytest.mark.parametrize("key", ["7", "8"])
def test_a_wrong_key_is_told_so_and_counts_for_nothing(book: Book, key: str) -> None:
    here = Place("plan", EN, 2)
    assert at(book, here, keys=key) == Screen(Scene.PAGE, here, Lead.WRONG_KEY)


def test_two_changes_the_language_of_the_page(book: Book) -> None:
    assert at(book, Place("plan"), keys="2") == Screen(Scene.PAGE, Place("plan", ES))
    assert at(book, Place("plan", ES), keys="2") == Screen(Scene.PAGE, Place("plan"))
    assert at(book, HOME, keys="2") == Screen(Scene.PAGE, Place(MENU, ES), Lead.AUTOMATED)


def test_a_page_that_is_gone_leads_to_the_menu(book: Book) -> None:
    gone = Place("no-such-page", ES)
    assert at(book, gone, keys="*") == Screen(Scene.PAGE, Place(MENU, ES))
    assert voice.screen(Event.KEY, InboundCall(None, "4"), book).place.page == "meetings"


# --- speech ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("speech", "situation"),
    [
        ("I want to die", Situation.SELF),
        ("my son says he is going to kill himself", Situation.OTHER),
        ("my husband is beating me", Situation.DANGER),
        ("Nine eight eight.", Situation.SELF),
        ("988", Situation.SELF),
        ("nueve uno uno", Situation.DANGER),
        ("911", Situation.DANGER),
        ("emergency", Situation.DANGER),
        ("help", Situation.SELF),
        ("Ayuda.", Situation.SELF),
        ("crisis", Situation.SELF),
    ],
)
def test_spoken_words_go_through_the_same_safety_check(
    book: Book, speech: str, situation: Situation
) -> None:
    screen = at(book, Place("plan"), speech=speech)
    assert screen == Screen(Scene.CRISIS, crisis(situation), situation=situation)


@pytest.mark.parametrize(
    ("speech", "leads_to"),
    [
        ("Meetings.", "meetings"),
        ("I want the calendar please", "calendar"),
        ("Three", "initiatives"),
        ("3", "initiatives"),
        ("Connecting to Care", "connecting"),
        ("menu", MENU),
        ("go back", MENU),
    ],
)
def test_a_page_can_be_asked_for_by_voice(book: Book, speech: str, leads_to: str) -> None:
    assert at(book, HOME, speech=speech) == Screen(Scene.PAGE, Place(leads_to))


def test_the_language_can_be_asked_for_by_voice(book: Book) -> None:
    assert at(book, Place("plan"), speech="Español.") == Screen(Scene.PAGE, Place("plan", ES))
    assert at(book, Place("plan", ES), speech="English") == Screen(Scene.PAGE, Place("plan"))


@pytest.mark.parametrize("language", [EN, ES])
def test_a_cry_for_help_is_answered_in_the_language_it_is_made_in(
    book: Book, language: Language
) -> None:
    here = Place("plan", language)
    assert at(book, here, speech="quiero morir").place == crisis(language=ES)
    assert at(book, here, speech="I want to die").place == crisis(language=EN)


@pytest.mark.parametrize("speech", ["stop", "end", "quit", "cancel"])
def test_words_that_end_nothing_by_phone_are_met_with_988(book: Book, speech: str) -> None:
    assert at(book, Place("plan"), speech=speech) == Screen(Scene.PAGE, HOME, Lead.NOT_UNDERSTOOD)


def test_unmatched_speech_is_told_so_and_counts_for_nothing(book: Book) -> None:
    here = Place("plan", ES, 2)
    screen = at(book, here, speech="la televisión de la sala")
    assert screen == Screen(Scene.PAGE, here, Lead.NOT_UNDERSTOOD)


def test_one_switch_turns_speech_off(book: Book) -> None:
    line = book.flow.line.model_copy(update={"speech": False})
    quiet = replace(book, flow=book.flow.model_copy(update={"line": line}))
    answer = voice.steps(Screen(Scene.PAGE, HOME), quiet)
    gathers = [step for step in answer.steps if isinstance(step, Gather)]
    assert [(gather.speech, gather.hints) for gather in gathers] == [(False, ())]


# --- silence -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("silences", "expected"),
    [
        (0, Screen(Scene.PAGE, Place("plan", EN, 1), Lead.SILENCE)),
        (1, Screen(Scene.PAGE, Place("plan", EN, 2), Lead.SILENCE_AGAIN)),
        (2, Screen(Scene.GOODBYE, Place("plan", EN, 3))),
    ],
)
def test_silences_have_their_own_words_and_the_third_ends_kindly(
    book: Book, silences: int, expected: Screen
) -> None:
    call = InboundCall(Place("plan", EN, silences))
    assert voice.screen(Event.SILENCE, call, book) == expected
    assert voice.screen(Event.KEY, call, book) == expected


def test_silence_on_the_crisis_page_says_the_numbers_again(book: Book) -> None:
    here = crisis(Situation.ABUSE)
    again = voice.screen(Event.SILENCE, InboundCall(here), book)
    expected = Screen(Scene.CRISIS, replace(here, silences=1), situation=Situation.ABUSE)
    assert again == expected


@pytest.mark.parametrize("lead", [Lead.WRONG_KEY, Lead.NOT_UNDERSTOOD, Lead.SILENCE])
def test_each_lead_is_said_before_the_choices(book: Book, lead: Lead) -> None:
    for language in Language:
        gather = voice.steps(Screen(Scene.PAGE, Place(MENU, language), lead), book).steps[0]
        assert isinstance(gather, Gather)
        assert (
            gather.says[: len(book.heard.prompts[lead.value, language])]
            == (book.heard.prompts[lead.value, language])
        )


# --- connecting to 988 -------------------------------------------------------------------------


@pytest.fixture
def connecting(book: Book) -> Book:
    line = book.flow.line.model_copy(update={"connect_988": True})
    return replace(book, flow=book.flow.model_copy(update={"line": line}))


def dials(screen: Screen, book: Book) -> list[str]:
    return [step.number for step in voice.steps(screen, book).steps if isinstance(step, Dial)]


def test_nothing_is_dialled_unless_the_operator_says_so(book: Book) -> None:
    for situation in Situation:
        assert dials(Screen(Scene.CRISIS, crisis(situation), situation=situation), book) == []


def test_988_is_said_before_it_is_dialled(connecting: Book) -> None:
    answer = voice.steps(Screen(Scene.CRISIS, crisis()), connecting)
    gather, dial = answer.steps
    assert isinstance(gather, Gather)
    assert isinstance(dial, Dial)
    assert (dial.number, dial.caller_id) == ("988", connecting.flow.line.calls)
    said = " ".join(s.words for say in gather.says if isinstance(say, Say) for s in say.spans)
    assert said.count("9, 8, 8") >= 2


def test_where_911_comes_first_nobody_is_connected_to_988(connecting: Book) -> None:
    for situation in (Situation.DANGER, Situation.ABUSE):
        screen = Screen(Scene.CRISIS, crisis(situation), situation=situation)
        assert dials(screen, connecting) == []


@pytest.mark.parametrize("status", ["busy", "failed", "no-answer", "canceled", ""])
def test_a_failed_call_goes_on_to_the_toll_free_number_and_then_to_the_spoken_numbers(
    connecting: Book, status: str
) -> None:
    first = voice.screen(Event.DIALLED, InboundCall(crisis(), dial_status=status), connecting)
    assert dials(first, connecting) == ["8002738255"]
    call = InboundCall(first.place, dial_status=status)
    second = voice.screen(Event.DIALLED, call, connecting)
    assert dials(second, connecting) == []
    assert isinstance(voice.steps(second, connecting).steps[-1], Redirect)


def test_where_connecting_is_switched_off_no_call_in_progress_is_connected(book: Book) -> None:
    call = InboundCall(crisis(), dial_status="busy")
    screen = voice.screen(Event.DIALLED, call, book)
    assert screen.scene is Scene.CRISIS
    assert dials(screen, book) == []


def test_after_a_call_that_took_place_988_is_the_last_word(connecting: Book) -> None:
    call = InboundCall(crisis(), dial_status="completed")
    screen = voice.screen(Event.DIALLED, call, connecting)
    *said, end = voice.steps(screen, connecting).steps
    assert isinstance(end, Hangup)
    [say] = said
    assert isinstance(say, Say)
    assert re.search(r"9, 8, 8\W*$", "".join(span.words for span in say.spans))


# --- what is never said or needed --------------------------------------------------------------


def test_no_web_address_is_spelled_out(book: Book) -> None:
    said = [span.words for says in book.heard.pages.values() for say in says for span in say.spans]
    assert len(said) > 80
    assert [words for words in said if re.search(r"https?:|www\.|/\w", words)] == []


def test_a_link_is_had_by_texting_a_word_to_the_number(book: Book) -> None:
    for language in Language:
        said = "".join(
            span.words for say in book.heard.pages["plan", language] for span in say.spans
        )
        assert book.flow.pages["plan"].words[language][0].upper() in said
        assert re.search(r"8\D*6\D*0\D+5\D*5\D*5\D+0\D*1", said)


@pytest.mark.parametrize("number", ["anonymous", "unknown", "restricted", "+18605550142", ""])
def test_a_withheld_number_works_like_any_other(line: Line, number: str) -> None:
    caller, usual = Caller(line, number=number), Caller(line)
    assert caller.dial().words == usual.dial().words
    assert caller.press("9").words == usual.press("9").words
