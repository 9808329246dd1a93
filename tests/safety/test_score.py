"""The score is the sum of what its words weigh, and a long message is weighed by its worst part."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.safety.score import (
    BITS,
    LONGER,
    MASK,
    MAX_PIECED,
    STEP,
    TARGETS,
    URGENT,
    WINDOW,
    Weights,
    pieces,
    spelt,
    together,
    weigh,
)

SIZE = 1 << BITS


def weights(words: Mapping[str, int], bias: int = 0, **places: int) -> Weights:
    """Return weights for URGENT of known `words`, and of `places` named by their number: p7=1."""
    tables = {target: array("b", bytes(SIZE)) for target in TARGETS}
    for place, weight in places.items():
        tables[URGENT][int(place[1:])] = weight
    for target in TARGETS:
        tables[target].extend(words.values() if target == URGENT else [0] * len(words))
    known = {word: SIZE + at for at, word in enumerate(words)}
    return Weights(known, tables, dict.fromkeys(TARGETS, bias))


def test_the_weights_of_words_add_up() -> None:
    found = weigh(("a", "b", "a"), weights({"a": 3, "b": 10}, bias=-5))
    assert found.of(URGENT) == 3 + 10 + 3 - 5


def test_an_unknown_word_weighs_what_its_pieces_do() -> None:
    places = {f"p{place}": 1 for place in pieces("unkown")}
    # <unkown> whole, and its 6 + 5 + 4 pieces of three, four and five letters.
    assert len(places) == 16
    assert weigh(("unkown",), weights({}, **places)).of(URGENT) == 16


def test_words_beside_each_other_have_a_weight_of_their_own() -> None:
    [first, second, third, _] = together(("to", "my", "gun"))
    assert len({*first, *second, *third}) == 6
    heavy = weights({"to": 0, "my": 0, "gun": 0}, **{f"p{third[0]}": 7})
    assert weigh(("to", "my", "gun"), heavy).of(URGENT) == 7
    assert weigh(("my", "gun"), heavy).of(URGENT) == 7
    assert weigh(("gun", "my"), heavy).of(URGENT) == 0


def test_a_clause_in_a_long_message_is_not_diluted() -> None:
    heavy = weights({"calm": -1, "cry": 50})
    for before, after in ((0, 200), (100, 100), (200, 0)):
        words = ("calm",) * before + ("cry",) + ("calm",) * after
        found = weigh(words, heavy)
        assert found.of(URGENT) >= 50 - WINDOW - LONGER
        assert any(part > 1 for part in weigh(words, heavy).heaviest().each(URGENT))


def test_a_message_of_a_window_is_weighed_whole() -> None:
    heavy = weights({"calm": -1})
    assert weigh(("calm",) * WINDOW, heavy).of(URGENT) == -WINDOW
    # Of all windows the last is the lightest, for the end of a message is a place by itself.
    assert weigh(("calm",) * (WINDOW + 1), heavy).of(URGENT) == -WINDOW - LONGER
    assert weigh(("calm",) * 3 * WINDOW, heavy).of(URGENT) == -WINDOW - LONGER


def test_the_heaviest_window_is_as_long_as_any() -> None:
    heaviest = weigh(("calm",) * 40 + ("cry",) * 2 + ("calm",) * 40, weights({"calm": 0, "cry": 1}))
    assert len(heaviest.heaviest().places) == WINDOW + 1


def test_the_end_of_a_message_weighs_only_what_it_makes_with_the_words_before() -> None:
    assert [len(each) for each in weigh(("a", "b"), weights({"a": 0, "b": 0})).places] == [3, 3, 2]


@pytest.mark.parametrize("word", ["\ud800", "a\udfff", "kill"])
def test_a_place_is_a_checksum_of_any_letters(word: str) -> None:
    first, *_ = pieces(word)
    assert first == zlib.crc32(f"<{word}>=".encode("utf-8", "replace")) & MASK
    assert together([word])[0] == together([word, "x"])[0]


def test_what_each_word_weighs_is_told_in_units() -> None:
    assert weigh(("a", "b"), weights({"a": STEP, "b": -STEP})).each(URGENT) == [1.0, -1.0, 0.0]


@pytest.mark.parametrize(
    ("word", "weighed"),
    [("~kil", "kil"), ("7", "7"), ("30", "00"), ("2026", "0000"), ("1234567", "00000")]
    + [(number, number) for number in ("988", "911", "211", "741741")],
)
def test_numbers_are_weighed_by_their_size_and_ours_by_themselves(word: str, weighed: str) -> None:
    assert spelt([word]) == [weighed]


def test_an_endless_word_is_cut_to_a_bounded_number_of_pieces() -> None:
    assert len(pieces("x" * 10_000)) == len(pieces("x" * MAX_PIECED)) <= 3 * MAX_PIECED + 4


@given(st.lists(st.text(min_size=1, max_size=30), max_size=80))
def test_whatever_the_words_every_place_is_in_the_tables(words: list[str]) -> None:
    found = weigh(words, weights({}))
    assert all(0 <= place <= MASK for each in found.places for place in each)
    assert found.of(URGENT) == (0 if len(words) <= WINDOW else -LONGER)
