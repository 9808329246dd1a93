"""Two machines fall silent after a while; a person is answered every time."""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.safety.assess import Verdict, assess
from responder.safety.robots import (
    MAX_WORDS,
    MAX_WORDS_OF_THANKS,
    SILENT_FROM,
    row,
    surely_automatic,
    thanks_only,
)

TESTS = Path(__file__).parent.parent
LINES = [
    (label, text)
    for line in (TESTS / "phrases" / "robots.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
    for label, text in [line.split("\t")]
]
SURE = [text for label, text in LINES if label == "sure"]
THANKS = [text for label, text in LINES if label == "thanks"]
HUMAN = [text for label, text in LINES if label == "human"]
FLOOR = [
    text
    for line in (TESTS / "panel" / "floor.tsv").read_text("utf-8").splitlines()
    for label, *_, text in [line.split("\t")]
    if label == "urgent"
]


def test_there_are_lines_of_every_kind() -> None:
    assert (len(SURE) >= 60, len(THANKS) >= 20, len(HUMAN) >= 80) == (True, True, True)
    assert len(SURE) + len(THANKS) + len(HUMAN) == len(LINES)
    assert len({text for _, text in LINES}) == len(LINES)


@pytest.mark.parametrize("text", SURE)
def test_a_machine_is_known(text: str) -> None:
    assert (surely_automatic(text), thanks_only(text)) == (True, False)


@pytest.mark.parametrize("text", THANKS)
def test_bare_thanks_are_known(text: str) -> None:
    assert (surely_automatic(text), thanks_only(text)) == (False, True)


@pytest.mark.parametrize("text", HUMAN)
def test_a_person_is_taken_for_no_machine(text: str) -> None:
    assert (surely_automatic(text), thanks_only(text)) == (False, False)


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("thanks", True),
        ("thanks?", False),
        ("thank you " * (MAX_WORDS_OF_THANKS // 2), True),
        ("thank you " * (MAX_WORDS_OF_THANKS // 2 + 1), False),
        ("thaaaanks", True),
    ],
)
def test_thanks_are_short_and_ask_nothing(text: str, bare: bool) -> None:
    assert thanks_only(text) is bare


@pytest.mark.parametrize("text", ["Automatic reply: on leave.", "Auto-reply: we got your text."])
def test_what_asks_a_persons_question_is_a_persons(text: str) -> None:
    assert surely_automatic(text)
    for asking in (f"{text} can you call me?", f"{text} can you call me? ok"):
        assert not surely_automatic(asking)


def test_what_is_longer_than_a_machine_writes_is_a_persons() -> None:
    away = "Automatic reply:" + " foo" * (MAX_WORDS - 2)
    assert (surely_automatic(away), surely_automatic(f"{away} foo")) == (True, False)


@pytest.mark.parametrize("text", [*SURE, *THANKS])
def test_no_machine_is_answered_as_a_cry(text: str) -> None:
    assert assess(text).verdict is not Verdict.URGENT


@given(st.sampled_from([*SURE, *THANKS]), st.sampled_from(FLOOR), st.sampled_from(" \n."))
def test_a_cry_behind_a_machines_words_is_answered(machine: str, cry: str, between: str) -> None:
    text = f"{machine}{between}{cry}"
    assert row(3, text, assess(text).verdict is not Verdict.URGENT) == 0


def test_three_in_a_row_are_answered_and_no_fourth() -> None:
    machine = "Automatic reply: I am out of the office."
    rows = list(accumulate([machine] * 6, lambda so_far, text: row(so_far, text, True), initial=0))
    assert rows == [0, 1, 2, 3, 4, 4, 4]
    assert [each >= SILENT_FROM for each in rows] == [False] * 4 + [True] * 3


def test_two_machines_thanking_each_other_fall_silent_too() -> None:
    said = ["Thank you!", "You're welcome", "np", "Thank you! Have a great day"]
    rows = list(accumulate(said, lambda so_far, text: row(so_far, text, True), initial=0))
    assert rows == [0, 1, 2, 3, SILENT_FROM]


@pytest.mark.parametrize("text", ["meetings", "thanks for everything, goodbye", "", "👍", "?"])
def test_a_persons_message_begins_a_new_row(text: str) -> None:
    assert row(3, text, True) == 0


def test_what_was_not_calm_is_a_persons_whatever_it_looks_like() -> None:
    assert row(3, "Automatic reply: I am out of the office.", False) == 0


def test_a_count_below_none_is_none() -> None:
    assert row(-5, "thanks", True) == 1


@given(st.text(max_size=300))
def test_no_message_breaks_it(text: str) -> None:
    assert row(0, text, True) in (0, 1)


@pytest.mark.parametrize(
    "text",
    ["thanks " * 1_500, "a" * 10_000, "? " * 5_000, "ok " * 3_000, "out of office until " * 600],
    ids=["thanks", "one-word", "questions", "ok", "out-of-office"],
)
def test_a_very_long_message_is_a_persons(text: str) -> None:
    assert row(3, text, True) == 0
