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
    MASKS,
    MAX_PIECED,
    MOST_UNKNOWN,
    NEAR,
    STEP,
    TARGETS,
    URGENT,
    WINDOW,
    Table,
    Weights,
    beginning,
    meaning,
    pieces,
    spelt,
    together,
    weigh,
)


def weights(
    words: Mapping[str, int], bias: int = 0, places: Mapping[int, int] | None = None
) -> Weights:
    """Return weights for URGENT of known `words`, and of pairs and pieces by their `places`."""
    tables = {}
    for target in TARGETS:
        table = array("b", bytes(1 << BITS[target]))
        own = [words[word] if target == URGENT else 0 for word in words]
        tables[target] = Table(table, array("b", [*own, 0]), bias)
    for place, weight in (places or {}).items():
        tables[URGENT].places[place] = weight
    known = {word: at for at, word in enumerate(words)}
    heads = [*map(beginning, words), 0]
    return Weights(known, heads, heads, tables)


def test_the_weights_of_words_add_up() -> None:
    found = weigh(("a", "b", "c"), weights({"a": 3, "b": 10, "c": -1}, bias=-5))
    assert found.of(URGENT) == 3 + 10 - 1 - 5


def test_what_is_said_twice_counts_once() -> None:
    found = weigh(("a", "b", "a"), weights({"a": 3, "b": 10}))
    assert found.of(URGENT) == 13


def test_an_unknown_word_weighs_what_its_pieces_do() -> None:
    places = dict.fromkeys(pieces("unkown"), 1)
    # <unkown> whole, and its 6 + 5 + 4 pieces of three, four and five letters.
    assert len(places) == 16
    assert weigh(("unkown",), weights({}, places=places)).of(URGENT) == 16


def places_of(*words: str, concepts: Mapping[str, str] | None = None) -> list[set[int]]:
    """Return the places of the pairs that each of `words`, and the end, makes."""
    concepts = concepts or {}
    meanings = [meaning(word, concepts.get(word, "")) for word in words]
    pairs = together(meanings, [beginning(word) for word in words])
    return [set(pairs[at :: len(words) + 1]) for at in range(len(words) + 1)]


def test_words_near_each_other_have_a_weight_of_their_own() -> None:
    [_, _, third, _] = places_of("to", "my", "gun")
    heavy = weights({"to": 0, "my": 0, "gun": 0}, places=dict.fromkeys(third, 1))
    # Beside "my" by its letters and by its meaning; near "my", "to" and the beginning.
    assert weigh(("to", "my", "gun"), heavy).of(URGENT) == 5
    assert weigh(("my", "to", "gun"), heavy).of(URGENT) == 3
    assert weigh(("gun", "my"), heavy).of(URGENT) == 1


def test_words_of_one_concept_are_one_to_their_neighbours() -> None:
    concepts = {"brother": "sibling", "hermano": "sibling", "die": "die", "morir": "die"}
    english = set().union(*places_of("brother", "die", concepts=concepts))
    spanish = set().union(*places_of("hermano", "morir", concepts=concepts))
    # All but the three pairs by their letters: start, between, end.
    assert len(english & spanish) == len(english) - 3
    assert len(english) == 3 + 3 + 6


def test_a_pair_reaches_no_further_than_near() -> None:
    far = places_of("gun", *"abcdefgh")
    assert [len(each) for each in far] == [3, *[2 + at for at in range(2, NEAR)], *[2 + NEAR] * 7]


def test_a_clause_in_a_long_message_is_not_diluted() -> None:
    heavy = weights({"calm": -1, "cry": 50})
    for before, after in ((0, 200), (100, 100), (200, 0)):
        words = ("calm",) * before + ("cry",) + ("calm",) * after
        found = weigh(words, heavy)
        assert found.of(URGENT) >= 50 - WINDOW - LONGER
        assert any(part > 1 for part in weigh(words, heavy).heaviest().each(URGENT))


def test_a_message_of_a_window_is_weighed_whole() -> None:
    calm = [f"calm{'x' * at}" for at in range(3 * WINDOW)]
    heavy = weights(dict.fromkeys(calm, -1))
    assert weigh(calm[:WINDOW], heavy).of(URGENT) == -WINDOW
    assert weigh(calm, heavy).of(URGENT) == -WINDOW - LONGER


def test_the_heaviest_window_is_as_long_as_any() -> None:
    heaviest = weigh(("calm",) * 40 + ("cry",) * 2 + ("calm",) * 40, weights({"calm": 0, "cry": 1}))
    assert len(heaviest.heaviest().words) == WINDOW + 1


@pytest.mark.parametrize("word", ["\ud800", "a\udfff", "kill"])
def test_a_place_is_a_checksum_of_any_letters(word: str) -> None:
    first, *_ = pieces(word)
    assert first == zlib.crc32(f"<{word}>=".encode("utf-8", "replace")) & MASKS[URGENT]
    assert beginning(word) == zlib.crc32(word.encode("utf-8", "replace")) & MASKS[URGENT]


def test_a_word_without_a_concept_means_how_it_begins() -> None:
    assert meaning("bridges") == meaning("bridges", "") == beginning("brid")
    assert meaning("bridges") != meaning("bridges", "height") == meaning("cliff", "height")


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


def test_what_stands_behind_too_many_unknown_words_is_weighed_as_if_beside_the_first() -> None:
    cry = weights({"want": 1, "die": 50})
    noise = [f"x{'y' * at}" for at in range(2 * MOST_UNKNOWN)]
    some, many = (weigh([*noise[:most], "want", "die"], cry) for most in (MOST_UNKNOWN, len(noise)))
    assert [*many.said] == [*noise[:MOST_UNKNOWN], "want", "die"] == [*some.said]
    assert many.of(URGENT) == some.of(URGENT) == 51 - LONGER


def test_an_unknown_word_that_is_said_again_is_one_of_many_only_once() -> None:
    assert len(weigh(["x"] * 2 * MOST_UNKNOWN, weights({})).said) == 2 * MOST_UNKNOWN


@given(st.lists(st.text(min_size=1, max_size=30), max_size=80))
def test_whatever_the_words_every_place_is_in_the_tables(words: list[str]) -> None:
    found = weigh(words, weights({}))
    assert all(
        0 <= place <= MASKS[URGENT]
        for each in (found.pairs, *found.pieces.values())
        for place in each
    )
    assert found.of(URGENT) == (0 if len(words) <= WINDOW else -LONGER)
