"""A cry is heard whatever stands around it; an ordinary message gets an ordinary answer."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from responder.safety import assess as check
from responder.safety import lexicon
from responder.safety.assess import (
    TO_A_MACHINE,
    Assessment,
    Situation,
    Verdict,
    assess,
    load,
)
from responder.safety.lexicon import LANGUAGES, WORDS, read
from responder.safety.wordlist import WordListError
from responder.wording.carrier_words import CARRIER_WORDS

TESTS = Path(__file__).parent.parent

FLOOR = [
    tuple(line.split("\t"))
    for line in (TESTS / "panel" / "floor.tsv").read_text("utf-8").splitlines()
]
PHRASES = [
    tuple(line.split("\t"))
    for line in (TESTS / "panel" / "phrases.tsv").read_text("utf-8").splitlines()
]
URGENT = [(kind, text) for label, kind, _, _, text in FLOOR if label == "urgent"]
CALM = [text for label, *_, text in FLOOR if label == "calm"]

SITUATION = {
    "ideation": Situation.SELF,
    "intent": Situation.SELF,
    "plan": Situation.SELF,
    "means": Situation.SELF,
    "selfharm": Situation.SELF,
    "goodbye": Situation.SELF,
    "psychosis": Situation.SELF,
    "child": Situation.SELF,
    "third_party": Situation.OTHER,
    "ingested": Situation.DANGER,
    "violence": Situation.DANGER,
    "harm_to_others": Situation.DANGER,
    "school_threat": Situation.DANGER,
    "abuse": Situation.ABUSE,
}
# A weapon in hand, or a place to jump from underfoot: 911 leads, whoever it is about.
WITH_911_FIRST = {
    "I have a gun and I want to die",
    "im on a bridge and im going to jump",
    "I have a knife and I want to hurt myself",
    "my brother has a gun and says he will shoot himself",
    "I hurt myself and I am bleeding",
    "tengo una pistola y me quiero morir",
    "estoy en un puente y voy a saltar",
}


def cases(name: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads((TESTS / "cases" / name).read_text("utf-8"))
    return found


# --- the floor ---------------------------------------------------------------------------------


def test_the_floor_is_whole() -> None:
    assert Counter(label for label, *_ in FLOOR) == {"urgent": 120, "calm": 60}


@pytest.mark.parametrize(("kind", "text"), URGENT)
def test_a_plain_statement_of_danger_is_urgent(kind: str, text: str) -> None:
    found = assess(text)
    expected = Situation.DANGER if text in WITH_911_FIRST else SITUATION[kind]
    assert (found.verdict, found.situation) == (Verdict.URGENT, expected)


@pytest.mark.parametrize("text", CALM)
def test_an_everyday_message_is_calm(text: str) -> None:
    found = assess(text)
    assert (found.verdict, found.situation) == (Verdict.CALM, None)


# "end" and "die", "stop" and "quit" make other phrases of the words beside them.
@pytest.mark.parametrize(
    "word",
    [
        *("STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"),
        *("ALTO", "PARAR", "CANCELAR", "BASTA", "START", "HELP", "INFO", "AYUDA"),
        *("MENU", "MEETINGS", "REUNIONES", "1", "2", "988"),
    ],
)
def test_a_word_of_the_menu_or_an_opt_out_never_hides_a_cry(word: str) -> None:
    shapes = ("{word} {text}", "{text} {word}", "{word}. {text}", "{text}\n{word}")
    hidden = [
        message
        for _, text in URGENT
        for shape in shapes
        if assess(message := shape.format(word=word, text=text)).verdict is not Verdict.URGENT
    ]
    assert hidden == []


# --- cases -------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [each["body"] for each in cases("C25-letters.json")])
def test_c25_letters_of_any_kind_are_read(body: str) -> None:
    assert assess(body).verdict is Verdict.URGENT


@pytest.mark.parametrize(
    "body", [each["body"] for each in cases("C26-idiom.json") if each["expect"] == "plain"]
)
def test_c26_an_idiom_is_answered(body: str) -> None:
    assert assess(body).verdict in (Verdict.CALM, Verdict.TOPIC)


@pytest.mark.parametrize(
    "body", [each["body"] for each in cases("C26-idiom.json") if each["expect"] == "either"]
)
def test_c26_a_question_about_the_subject_is_answered_with_988_first(body: str) -> None:
    assert assess(body).verdict is Verdict.TOPIC


@pytest.mark.parametrize("body", [each["body"] for each in cases("C28-first.json")])
def test_c28_a_cry_behind_a_menu_word_comes_first(body: str) -> None:
    assert assess(body).verdict is Verdict.URGENT


def test_c28_the_subject_is_told_from_the_cry() -> None:
    assert [assess(text).verdict for text in ("menu suicide", "suicide prevention training")] == [
        Verdict.URGENT,
        Verdict.TOPIC,
    ]


# --- each language -----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_phrases_of_every_label(language: str) -> None:
    labels = [label for label, _, spoken, *_ in PHRASES if spoken == language]
    assert len(labels) >= 25
    assert set(labels) == {"urgent", "topic", "calm"}


@pytest.mark.parametrize(("label", "text"), [(label, text) for label, *_, text in PHRASES])
def test_a_phrase_is_judged_as_its_label_says(label: str, text: str) -> None:
    assert assess(text).verdict == label


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I want to die", "en"),
        ("quiero morir", "es"),
        ("quero morrer", "pt"),
        ("mwen vle mouri", "ht"),
        ("je veux mourir", "fr"),
        ("chcę umrzeć", "pl"),
        ("busco un terapeuta para mi hijo", "es"),
        ("when is the next meeting", "en"),
        ("MENU", ""),
        ("", ""),
        ("voy a kill myself", ""),
    ],
)
def test_the_language_is_told_or_left_open(text: str, language: str) -> None:
    assert assess(text).language == language


# --- who it is about ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "situation"),
    [
        ("i think my son wants to die", Situation.OTHER),
        ("tell my son i want to die", Situation.SELF),
        ("my friend says she is going to kill herself", Situation.OTHER),
        ("my stepdad touches me and i want to die", Situation.SELF),
        ("my stepdad touches me", Situation.ABUSE),
        ("i took all my pills, i want to die", Situation.DANGER),
        ("my daughter and i both want to die", Situation.SELF),
    ],
)
def test_the_situation_is_that_of_the_person_named_nearest(text: str, situation: Situation) -> None:
    assert assess(text).situation == situation


# --- what was quoted, what was taken back --------------------------------------------------------


def test_a_reaction_to_our_own_reply_is_no_cry() -> None:
    assert assess("Loved “If you want to die, call or text 988.”").verdict is Verdict.CALM


def test_words_beside_a_reaction_are_the_persons_own() -> None:
    found = assess("Disliked “Call or text 988.” i still want to die")
    assert found.verdict is Verdict.URGENT


def test_an_idiom_never_takes_back_a_second_real_hit() -> None:
    assert assess("i would die for a taco").verdict is Verdict.CALM
    assert assess("i would die for a taco, no really i want to die").verdict is Verdict.URGENT


def test_a_denial_is_taken_at_its_word_only_beside_a_request() -> None:
    assert assess("i dont want to die").verdict is Verdict.URGENT
    assert assess("i dont want to die, i want the meeting dates").verdict is Verdict.TOPIC


def test_one_clause_in_a_long_message_is_heard() -> None:
    around = "the meeting was long and the agenda came late again this week. " * 60
    assert assess(f"{around}i want to kill myself. {around}").verdict is Verdict.URGENT


def test_the_reason_names_rules_and_no_word_of_the_message() -> None:
    assert assess("Zebulon wants to die") == Assessment(
        Verdict.URGENT, Situation.SELF, "en", ("en/want-to-die",)
    )


# --- faults ------------------------------------------------------------------------------------


def broken(*_: Any) -> Any:
    raise RuntimeError("broken")


@pytest.mark.parametrize(
    "step", ["own_words", "fold", "load", "_standing", "_joined", "_language", "_situation"]
)
def test_whatever_step_breaks_the_message_is_urgent(
    monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setattr(check, step, broken)
    fault = Assessment(Verdict.URGENT, Situation.SELF, "", ("fault",))
    assert assess("i want to die") == fault


def test_with_a_damaged_word_list_every_message_is_urgent_until_it_is_mended(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = shutil.copytree(WORDS, tmp_path / "words")
    (folder / "fr.toml").write_text("[", "utf-8")
    monkeypatch.setattr(lexicon, "read", lambda real: read(folder, real))
    load.cache_clear()
    try:
        with pytest.raises(WordListError, match=r"^fr\.toml: is not TOML"):
            load()
        assert assess("meetings") == check.FAULT
        shutil.copy(WORDS / "fr.toml", folder / "fr.toml")
        assert assess("meetings").verdict is Verdict.CALM
    finally:
        load.cache_clear()


def test_every_word_that_a_carrier_acts_on_is_known_as_one_said_to_a_machine() -> None:
    assert CARRIER_WORDS - {"yes"} <= TO_A_MACHINE
