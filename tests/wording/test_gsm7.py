"""What fits a plain text, how many segments it takes, and what is never cut in two."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from responder.wording.gsm7 import (
    GSM_7,
    UCS_2,
    encoding,
    fold,
    keep_whole,
    segments,
    unfit,
    units,
)
from responder.wording.layout import kept_whole, lay_out

CASES = Path(__file__).parent.parent / "cases"
SEGMENTS = json.loads((CASES / "C09-segments.json").read_text("utf-8"))
SPLIT = yaml.safe_load((CASES / "C10-split.yaml").read_text("utf-8"))


def test_there_are_segment_cases() -> None:
    assert len(SEGMENTS) == 16


@pytest.mark.parametrize("case", SEGMENTS, ids=[case["name"] for case in SEGMENTS])
def test_c09_encoding_units_and_parts_equal_the_file(case: dict[str, str | int]) -> None:
    words = str(case["text"])
    counted = (encoding(words), units(words), segments(words))
    assert counted == (case["encoding"], case["units"], case["parts"])


def test_an_empty_text_takes_no_segment() -> None:
    assert (encoding(""), units(""), segments("")) == (GSM_7, 0, 0)


FOLDED = {
    "accents outside GSM-7": ("á í ó ú Á Í Ó Ú", "a i o u A I O U"),
    "letters inside it": ("ñ Ñ é É ü Ü ¿ ¡ è ò à ö ß Ç", "ñ Ñ é É ü Ü ¿ ¡ è ò à ö ß Ç"),
    "a year is not an anus": ("año", "año"),
    "a combining accent": ("cafe\u0301 man\u0303ana a\u0301rbol", "café mañana arbol"),
    "Polish": ("Zadzwoń pod numer, całą dobę, Łódź", "Zadzwon pod numer, cala dobe, Lodz"),
    "Haitian Creole": ("Tann sou liy lan, gen entèprèt", "Tann sou liy lan, gen entèprèt"),
    "Portuguese and French": ("ninguém, não, ça, cœur", "ninguém, nao, ca, coeur"),
    "double quotes": ("“a” „b‟ «c»", '"a" "b" "c"'),
    "single quotes": ("don’t ‘x’ `y´", "don't 'x' 'y'"),
    "dashes": ("a–b—c‑d−e", "a-b-c-d-e"),
    "ellipsis": ("wait…", "wait..."),
    "bullets": ("• one · two", "- one - two"),
    "spaces": ("10\u202fa.\u00a0m.\u2009x\ty", "10 a. m. x y"),
    "control characters": ("a\x00b\x07c\x7f", "abc"),
    "vertical tab": ("one\vtwo", "one two"),
    "line ends": ("a\r\nb\rc\nd\u2028e", "a\nb\nc\nd\ne"),
    "hidden characters": ("9\u200b8\ufeff8\u00ad", "988"),
    "extended characters": ("[€] {a} ^~|\\", "[€] {a} ^~|\\"),
    "full-width digits": ("９８８", "988"),
    "a raised digit after a number": ("988² and 1½", "988 2 and 1 1/2"),
    "a circled digit before a number": ("①988", "1 988"),
    "a keycap": ("1\ufe0f\u20e3", "1"),
    "ordinals": ("1º 2ª", "1o 2a"),
}


@pytest.mark.parametrize(("words", "plain"), FOLDED.values(), ids=FOLDED)
def test_words_are_folded_to_plain_letters(words: str, plain: str) -> None:
    assert fold(words) == plain
    assert unfit(words) == ()
    assert encoding(plain) == GSM_7


@pytest.mark.parametrize(
    ("words", "stuck"),
    [
        pytest.param("ab😀c", ((2, "😀"),), id="emoji"),
        pytest.param("a中文", ((1, "中"), (2, "文")), id="Chinese"),
        pytest.param("привет", tuple(enumerate("привет")), id="Cyrillic"),
        pytest.param("a\u0301\u0301\u0301x✓", ((5, "✓"),), id="index in the original"),
    ],
)
def test_what_cannot_be_folded_is_named_and_stays(
    words: str, stuck: tuple[tuple[int, str], ...]
) -> None:
    assert unfit(words) == stuck
    assert [each for each in fold(words) if encoding(each) == UCS_2] == [each for _, each in stuck]


@settings(deadline=None)
@given(st.text())
def test_folding_twice_changes_nothing_more(words: str) -> None:
    assert fold(fold(words)) == fold(words)


@settings(deadline=None)
@given(st.text())
def test_folded_words_are_plain_unless_something_is_named_unfit(words: str) -> None:
    assert (encoding(fold(words)) == UCS_2) == bool(unfit(words))


@settings(deadline=None)
@given(st.text(st.sampled_from("0123456789-() aá’")))
def test_folding_never_changes_a_digit(words: str) -> None:
    assert list(filter(str.isdigit, fold(words))) == list(filter(str.isdigit, words))


@settings(deadline=None)
@given(st.text(st.sampled_from("ab1 [€á😀\n"), max_size=800))
def test_segments_hold_all_units_and_none_is_spare(words: str) -> None:
    alone, joined = {GSM_7: (160, 153), UCS_2: (70, 67)}[encoding(words)]
    count = segments(words)
    if units(words) <= alone:
        assert count == (1 if words else 0)
    else:
        # A two-unit character that would straddle leaves one unit of a segment unused.
        assert (count - 1) * (joined - 1) < units(words) <= count * joined


def cut_at(words: str) -> list[int]:
    """Count out, character by character, where a phone begins a new segment."""
    if segments(words) < 2:
        return []
    plain = encoding(words) == GSM_7
    cuts, used = [], 0
    for at, each in enumerate(words):
        size = 2 if (each in "^{}[~]|€\\\f" if plain else ord(each) > 0xFFFF) else 1
        if used + size > (153 if plain else 67):
            cuts.append(at)
            used = 0
        used += size
    return cuts


def test_words_of_one_segment_come_back_unchanged() -> None:
    words = "a" * 152 + " 988 988"
    assert keep_whole(words, [(153, 156)]) == words


def test_a_span_on_no_cut_comes_back_unchanged() -> None:
    words = "Call 988. " + "a" * 200
    assert keep_whole(words, [(5, 8)]) == words


def test_a_number_on_the_cut_begins_the_next_segment_on_a_new_line() -> None:
    words = "a" * 150 + " 741741 " + "b" * 20
    whole = keep_whole(words, [(151, 157)])
    # 150 letters, 2 spaces and the line end fill the 153 units of the first segment.
    assert whole == "a" * 150 + "  \n741741 " + "b" * 20


def test_a_number_in_quotes_takes_its_quote_along() -> None:
    words = "a" * 150 + ' "HOME" ' + "b" * 20
    assert keep_whole(words, [(152, 156)]) == "a" * 150 + '  \n"HOME" ' + "b" * 20


def test_a_number_that_nothing_parts_from_the_word_before_is_parted() -> None:
    words = "a" * 150 + "741741" + "b" * 20
    assert keep_whole(words, [(150, 156)]) == "a" * 150 + "  \n741741" + "b" * 20


def test_both_spans_stay_whole_where_padding_for_one_moves_the_other() -> None:
    words = "a" * 150 + " 741741 " + "b" * 142 + " 988 " + "c" * 10
    spans = [(151, 157), (301, 304)]
    # The number goes to unit 153; then 988 would stand at 303-306, just inside.
    assert [words[a:b] for a, b in spans] == ["741741", "988"]
    assert keep_whole(words, spans) == ("a" * 150 + "  \n741741 " + "b" * 142 + " 988 " + "c" * 10)


@pytest.mark.parametrize(
    ("words", "spans", "limit"),
    [
        pytest.param("a" * 170, [(0, 160)], 3, id="a span longer than a segment"),
        pytest.param("a" * 307, [], 2, id="more segments than asked for"),
        pytest.param("a" * 150 + " 741741" + "b" * 149, [(151, 157)], 2, id="no room to pad"),
    ],
)
def test_what_cannot_be_kept_whole_is_none(
    words: str, spans: list[tuple[int, int]], limit: int
) -> None:
    assert keep_whole(words, spans, limit) is None


@settings(deadline=None)
@given(
    st.text(st.sampled_from("abc 1[\n"), min_size=140, max_size=460),
    st.lists(st.tuples(st.integers(0, 459), st.integers(1, 60)), max_size=8),
    st.integers(2, 4),
)
def test_no_span_is_ever_split_and_no_word_is_lost(
    words: str, places: list[tuple[int, int]], limit: int
) -> None:
    spans = [(start, min(start + size, len(words))) for start, size in places if start < len(words)]
    whole = keep_whole(words, spans, limit)
    assume(whole is not None)
    assert whole is not None
    assert segments(whole) <= limit
    # Spans are known again by their characters: their own white space never changes.
    inked = [at for at, each in enumerate(words) if not each.isspace()]
    inked_after = [at for at, each in enumerate(whole) if not each.isspace()]
    assert [words[at] for at in inked] == [whole[at] for at in inked_after]
    now_at = dict(zip(inked, inked_after, strict=True))
    for start, end in spans:
        ink = [at for at in range(start, end) if at in now_at]
        if ink:
            first, last = now_at[ink[0]], now_at[ink[-1]]
            assert [cut for cut in cut_at(whole) if first < cut <= last] == []
            assert whole[first : last + 1] == words[ink[0] : ink[-1] + 1]


def test_c10_no_address_or_number_is_divided_when_every_word_is_sent() -> None:
    words = SPLIT["text"]
    told = [
        "https://www.example.org/council/agenda-and-minutes/2026/december",
        "860-555-0142",
        "council@example.org",
        "988",
        "211",
        "741741",
    ]
    spans = [(words.index(each), words.index(each) + len(each)) for each in told]
    whole = keep_whole(words, spans, 4)
    assert whole is not None
    assert whole.split() == words.split()
    pieces = [whole[a:b] for a, b in zip([0, *cut_at(whole)], [*cut_at(whole), None], strict=True)]
    assert [sum(each in piece for piece in pieces) for each in told] == [1] * len(told)
    assert keep_whole(words, spans, SPLIT["max_parts"]) is None


def test_c10_where_the_limit_cuts_the_crisis_line_stays_and_other_words_go() -> None:
    *others, crisis = (f"{each.rstrip('.')}." for each in SPLIT["text"].split(". "))
    laid = lay_out(others, crisis, max_segments=SPLIT["max_parts"])
    assert laid.words == f"{crisis}\n{others[0]}"
    assert laid.dropped == len(others) - 1
    cuts = cut_at(laid.words)
    assert [cut for cut in cuts for a, b in kept_whole(laid.words) if a < cut < b] == []
    assert segments(laid.words) == 2


def test_the_few_words_that_begin_the_sentence_of_an_address_go_with_it() -> None:
    head = "a" * 130 + ". "
    words = head + "Please confirm at plan4children.org"
    start = words.index("plan4")
    assert keep_whole(words, [(start, len(words))]) == (
        "a" * 130 + "." + " " * 21 + "\nPlease confirm at plan4children.org"
    )
    # Beyond three words it is the line's own sentence that is broken, not its beginning.
    longer = "a" * 130 + ". Do please ask at plan4children.org"
    start = longer.index("plan4")
    assert keep_whole(longer, [(start, len(longer))]) == (
        "a" * 130 + ". Do please ask at" + " " * 4 + "\nplan4children.org"
    )
