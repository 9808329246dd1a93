"""Phrases are found in order, within their gaps, in time that grows with the message."""

from __future__ import annotations

from itertools import combinations
from string import ascii_lowercase

import pytest

from responder.safety.assess import load
from responder.safety.fold import fold
from responder.safety.match import Element, Hit, Matcher
from responder.safety.mend import MOST, Mender, slipped


def element(words: str, gap: int = 0, optional: bool = False) -> Element:
    return Element(frozenset(words.split("|")), gap, optional)


WANT, DIE = element("want|wants"), element("die", gap=2)
STEM = element("suicid*")
SIDE_BY_SIDE = element("going_to")


@pytest.mark.parametrize(
    ("phrase", "words", "span"),
    [
        pytest.param([WANT, DIE], "want die", (0, 1), id="side-by-side"),
        pytest.param([WANT, DIE], "i wants to really die", (1, 4), id="at-the-widest-gap"),
        pytest.param([WANT, DIE], "want want to die", (1, 3), id="the-tightest-fit"),
        pytest.param([STEM], "a suicidal one", (1, 1), id="stem"),
        pytest.param([STEM], "suicid", (0, 0), id="stem-alone"),
        pytest.param([SIDE_BY_SIDE, DIE], "am going to now die", (1, 4), id="two-words-as-one"),
        pytest.param([element("go_far_off")], "to go far off", (1, 3), id="three-words-as-one"),
        pytest.param(
            [WANT, element("to", 0, True), element("die")], "want to die", (0, 2), id="with"
        ),
        pytest.param(
            [WANT, element("to", 0, True), element("die")], "want die", (0, 1), id="without"
        ),
        pytest.param([element("~kill|kill")], "~kil", (0, 0), id="stretched"),
    ],
)
def test_a_phrase_is_found(phrase: list[Element], words: str, span: tuple[int, int]) -> None:
    assert Matcher([("rule", phrase)]).find(words.split()).hits == (Hit("rule", *span),)


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        pytest.param([WANT, DIE], "want a b c die", id="gap-too-wide"),
        pytest.param([WANT, DIE], "die want", id="wrong-order"),
        pytest.param([WANT, DIE], "want diet", id="part-of-a-word"),
        pytest.param([STEM], "suici dal", id="less-than-the-stem"),
        pytest.param([SIDE_BY_SIDE], "going not to", id="parted"),
        pytest.param([element("go_far_off")], "go far on", id="another-third"),
        pytest.param(
            [WANT, element("to", 0, True), element("die")], "want not die", id="other-word"
        ),
    ],
)
def test_what_is_no_phrase_is_not_found(phrase: list[Element], words: str) -> None:
    assert Matcher([("rule", phrase)]).find(words.split()).hits == ()


def test_every_place_where_a_phrase_ends_is_a_hit() -> None:
    found = Matcher([("rule", [WANT, DIE])]).find(fold("want die and want to die").words)
    assert sorted(found.hits, key=lambda hit: hit.end) == [Hit("rule", 0, 1), Hit("rule", 3, 5)]


def test_a_word_may_stand_in_the_phrases_of_many_rules() -> None:
    found = Matcher([(rule, [DIE]) for rule in "abc"]).find(["die"])
    assert sorted(found.hits) == [Hit(rule, 0, 0) for rule in "abc"]


def test_a_phrase_is_looked_for_under_its_rarest_place_and_a_common_word_is_not_rare() -> None:
    phrases = [("a", [element("the"), element("zap")]), ("b", [element("zap"), element("foo")])]
    # "the" stands in one phrase, "zap" in two; one more is looked at under "foo".
    rare, common = (Matcher(phrases, common=each) for each in ((), ("the",)))
    assert [rare.find([word]).looked for word in ("the", "zap", "foo")] == [2, 1, 2]
    assert [common.find([word]).looked for word in ("the", "zap", "foo")] == [1, 2, 2]


# --- slips --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "slip"),
    [
        ("pilles", True),
        ("pils", True),
        ("pulls", True),
        ("pillz", True),
        ("plils", True),
        ("pilsl", True),
        ("iplls", True),
        ("iplly", False),
        ("pullz", False),
        ("puhls", False),
        ("pllis", False),
        ("pis", False),
        ("bills", False),
        ("spills", False),
        ("pills", False),
    ],
)
def test_a_slip_is_one_letter_and_not_the_first(written: str, slip: bool) -> None:
    assert slipped(written, "pills") is slip


def test_letters_swapped_twice_are_two_slips() -> None:
    assert slipped("abacd", "baacd")
    assert not slipped("babcd", "abacd")


@pytest.mark.parametrize(
    ("lists", "written", "meant"),
    [
        (["overdose"], "ovredose", ["overdose"]),
        (["pills"], "pils", ["pills"]),
        (["pill"], "pil", []),
        (["pill"], "pilll", []),
        (["pills", "pill"], "pill", ["pill"]),
        (["abcde", "abcdf"], "abcd", ["abcde"]),
        (["abcde", "abcdf", "abcdg", "abcdh"], "abcdx", ["abcde"]),
        (["abade", "abcdef"], "abcde", ["abcdef"]),
        (["abcdae", "abcde"], "abcdxe", ["abcde"]),
        (["abade", "abced"], "abcde", ["abced"]),
        (["god", "good"], "~god", ["god", "good"]),
        (["~god", "god", "good"], "~god", ["~god"]),
        (["pills"], "pilles", ["pills"]),
        (["alcohol", "alkohol*"], "alkohol", ["alcohol", "alkohol*"]),
        (["alcohol", "alkohol*"], "alcohol", ["alcohol"]),
    ],
)
def test_a_slip_is_read_as_the_likeliest_word(
    lists: list[str], written: str, meant: list[str]
) -> None:
    found = Matcher([(word, [element(word)]) for word in lists]).find([written])
    assert sorted(hit.rule for hit in found.hits) == meant


def test_every_word_is_found_with_a_letter_missing_however_many_share_a_slot() -> None:
    words = [3 * (one + other) for one, other in combinations(ascii_lowercase, 2)]
    mender = Mender(words)
    slips = [(word[:at] + word[at + 1 :], word) for word in words for at in range(1, 6)]
    assert [mender.mended([slip]) for slip, _ in slips] == [{slip: word} for slip, word in slips]


def test_words_too_short_or_too_long_to_be_mended_are_none_of_the_most_that_are() -> None:
    short = ["".join(each) for each in combinations(ascii_lowercase, 3)][:MOST]
    odd = [2 * each for each in short]
    long = [f"{each}z" for each in odd]
    mender = Mender(["pills"])
    assert mender.mended([*short, *long, *odd[1:], "pilles"]) == {"pilles": "pills"}
    assert mender.mended([*odd, "pilles"]) == {}


def test_a_slip_in_one_of_two_words_is_mended() -> None:
    phrase = [element("going_to")]
    assert Matcher([("rule", phrase)]).find(["goign", "to"]).hits == (Hit("rule", 0, 1),)


def test_a_real_word_is_no_slip() -> None:
    phrases = [("rule", [element("hanging")])]
    assert Matcher(phrases, real={"changing", "handing"}).find(["handing"]).hits == ()
    assert Matcher(phrases).find(["handing"]).hits == (Hit("rule", 0, 0),)


ADVERSARIAL = (
    "want to ",
    "i my ",
    "i dont want to ",
    "he said he will kill ",
    "no quiero que me ",
    "mwen pa vle ",
    "i want to die and nobody would miss me, i have pills in my hand ",
    "to to to me me my her a de la ",
)


@pytest.mark.parametrize("part", ADVERSARIAL)
def test_no_message_makes_the_search_grow_faster_than_itself(part: str) -> None:
    short, long = (
        load()[0].matcher.find(fold((part * size)[:size]).words).looked for size in (1_000, 10_000)
    )
    # The first look at each phrase is paid once, so ten times the text is less than ten times.
    assert long <= 12 * short


@pytest.mark.parametrize("part", ADVERSARIAL)
def test_the_longest_text_costs_a_bounded_number_of_steps(part: str) -> None:
    assert load()[0].matcher.find(fold((part * 10_000)[:10_000]).words).looked <= 120_000
