"""What a phone or a person does to letters must not hide what someone says."""

from __future__ import annotations

import pytest

from responder.safety.fold import _COMMON, Folded, fold, once


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("I don't", ("i", "dont"), id="straight-apostrophe"),
        pytest.param("I don’t", ("i", "dont"), id="curly-apostrophe"),
        pytest.param("I don´t", ("i", "dont"), id="acute-for-an-apostrophe"),
        pytest.param("I don`t", ("i", "dont"), id="grave-for-an-apostrophe"),
        pytest.param("d\u200bie", ("die",), id="zero-width-space"),
        pytest.param("d\u00adie", ("die",), id="soft-hyphen"),
        pytest.param("d\x00ie", ("die",), id="control-character"),
        pytest.param("d\x00ie é", ("die", "e"), id="control-character-beside-an-accent"),
        pytest.param("ｓｕｉｃｉｄｅ", ("suicide",), id="full-width"),
        pytest.param("𝐝𝐢𝐞", ("die",), id="mathematical-letters"),
        pytest.param("ѕuісіdе", ("suicide",), id="cyrillic-lookalikes"),
        pytest.param("KILL", ("kill",), id="capitals"),
        pytest.param("más cœur Zabiję", ("mas", "coeur", "zabije"), id="accents"),
        pytest.param("ma\u0301s", ("mas",), id="accent-as-a-mark-of-its-own"),
        pytest.param("kill\nmy\tself", ("kill", "my", "self"), id="line-ends-part-words"),
        pytest.param("self-harm", ("self", "harm"), id="hyphen-parts-words"),
        pytest.param("kill_myself", ("kill", "myself"), id="underscore-parts-words"),
        pytest.param("killlll", ("~kil",), id="stretched"),
        pytest.param("kill", ("kill",), id="doubled-is-not-stretched"),
        pytest.param("su1cide", ("suicide",), id="digit-for-a-letter"),
        pytest.param("$uicide", ("suicide",), id="dollar-for-a-letter"),
        pytest.param("de@d", ("dead",), id="at-sign-for-a-letter"),
        pytest.param("s*icide", ("sicide",), id="starred"),
        pytest.param("0verdose", ("overdose",), id="nought-in-front"),
        pytest.param("40mg", ("40", "mg"), id="number-in-front-of-a-word"),
        pytest.param("covid19", ("covid", "19"), id="number-behind-a-word"),
        pytest.param("988", ("988",), id="number-alone"),
        pytest.param("s u i c i d e", ("suicide",), id="spelled-out"),
        pytest.param("s.u.i.c.i.d.e", ("suicide",), id="spelled-out-with-stops"),
        pytest.param("i a man", ("i", "a", "man"), id="two-single-letters-stay"),
        pytest.param("die 💊💊", ("die", "💊", "💊"), id="pictures-are-words"),
        pytest.param("⚰️", ("⚰",), id="picture-without-its-selector"),
        pytest.param("👧🏻👧🏽👧🏿 👧🏾", ("👧", "👧", "👧"), id="pictures-without-tones-of-skin"),
        pytest.param("💊💊💊🔪💊 💊💊💊", (*"💊💊🔪💊", *"💊💊"), id="one-picture-again"),
        pytest.param("i\ufdfame", ("i", "me"), id="letter-that-stands-for-eighteen"),
        pytest.param("ŉ die\u2033", ("n", "die"), id="apostrophes-within-a-letter"),
        pytest.param("", (), id="nothing"),
        pytest.param("?!… ,", (), id="signs-only"),
    ],
)
def test_a_text_becomes_plain_words(text: str, words: tuple[str, ...]) -> None:
    assert fold(text).words == words


def test_common_letters_are_read_as_all_others_are() -> None:
    # A sign that is not common makes the longer way read the whole text.
    for letter in map(chr, _COMMON):
        found, longer = fold(f"ab{letter}cd. ef"), fold(f"ab{letter}cd. ef ぁ")
        assert (*found.words, "ぁ") == longer.words
        assert found.starts == longer.starts


@pytest.mark.parametrize(
    ("text", "words", "starts"),
    [
        pytest.param("❶❷☺☺", ("❶❷", "☺", "☺"), (), id="digits-beside-pictures"),
        pytest.param("hi. i a b. c", ("hi", "iabc"), (1,), id="a-sentence-within-letters"),
        pytest.param("hi you. i. a", ("hi", "you", "i", "a"), (2, 3), id="two-letters"),
        pytest.param("i. a on. b", ("i", "a", "on", "b"), (3,), id="a-start-between-letters"),
        pytest.param("..hi..", ("hi",), (1,), id="ends-without-words"),
    ],
)
def test_sentences_start_where_they_were_written(
    text: str, words: tuple[str, ...], starts: tuple[int, ...]
) -> None:
    found = fold(text)
    assert (found.words, found.starts) == (words, starts)


def test_the_squeezed_copy_knows_where_words_were_written() -> None:
    found = fold("I wan tto")
    assert found == Folded(("i", "wan", "tto"), ("i", "wan", "tto"))
    assert (found.squeezed, found.edges) == ("iwantto", frozenset({0, 1, 4, 7}))


def test_edges_of_letters_spelled_out_are_those_that_were_written() -> None:
    found = fold("d i e")
    assert found == Folded(("die",), ("d", "i", "e"))
    assert (found.squeezed, found.edges) == ("die", frozenset({0, 1, 2, 3}))


def test_doubled_letters_are_written_once_to_meet_stretched_ones() -> None:
    assert (once("kill"), once("killlll"), once("see")) == ("kil", "kil", "se")


def test_a_folded_message_never_shows_its_words() -> None:
    assert repr(fold("marked words")) == "Folded()"


@pytest.mark.parametrize(
    ("part", "count"),
    [
        pytest.param("a ", 1, id="spelled-out"),
        pytest.param("ab ", 3_334, id="words"),
        pytest.param("é", 1, id="stretched"),
        pytest.param("1a", 2, id="digits-as-letters"),
        pytest.param("💀🔥", 10_000, id="pictures"),
        pytest.param("💀", 2, id="one-picture"),
        pytest.param("ab\u200b", 1, id="invisible-signs"),
        pytest.param("~", 0, id="signs"),
    ],
)
def test_ten_thousand_characters_are_folded_whole(part: str, count: int) -> None:
    assert len(fold((part * 10_000)[:10_000]).words) == count
