"""Which digits are found as something to dial, and which slips are noticed."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.safety.numbers import VERIFIED, Found, numbers_in, one_digit_off

CASES = Path(__file__).parent.parent / "cases"

WRITINGS = {
    "as one": ("988", "988"),
    "with hyphens": ("9-8-8", "988"),
    "with commas": ("9, 8, 8", "988"),
    "with commas, no spaces": ("9,8,8", "988"),
    "with spaces": ("9 8 8", "988"),
    "with dots": ("9.8.8", "988"),
    "as sentences": ("9. 8. 8", "988"),
    "with en dashes": ("9–8–8", "988"),
    "with no-break hyphens": ("741‑741", "741741"),
    "with minus signs": ("9−8−8", "988"),
    "over two lines": ("741\n741", "741741"),
    "line separator": ("741\u2028741", "741741"),
    "paragraph separator": ("741\u2029741", "741741"),
    "in full-width digits": ("９８８", "988"),
    "two halves, hyphen": ("741-741", "741741"),
    "two halves, space": ("741 741", "741741"),
    "two halves, no-break space": ("741\u00a0741", "741741"),
    "brackets": ("(888) 774-2900", "8887742900"),
    "brackets, no space": ("(888)774-2900", "8887742900"),
    "hyphens": ("888-774-2900", "8887742900"),
    "dots": ("888.774.2900", "8887742900"),
    "spaces": ("888 774 2900", "8887742900"),
    "hyphens with spaces": ("888 - 774 - 2900", "8887742900"),
    "ten digits": ("8887742900", "8887742900"),
    "1 in front": ("1-888-774-2900", "8887742900"),
    "1 and brackets": ("1 (888) 774-2900", "8887742900"),
    "+1 in front": ("+18887742900", "8887742900"),
    "+1 and spaces": ("+1 888 774 2900", "8887742900"),
    "another country": ("+44 20 7946 0958", "442079460958"),
    "seven digits": ("555-0142", "5550142"),
    "spoken in groups": ("8, 8, 8; 7, 7, 4; 2, 9, 0, 0", "8887742900"),
    "spoken in groups, spaces": ("8 8 8, 7 7 4, 2 9 0 0", "8887742900"),
    "a meeting's number": ("812 3456 7890", "81234567890"),
}


@pytest.mark.parametrize(("written", "digits"), WRITINGS.values(), ids=WRITINGS)
def test_a_number_is_found_in_every_usual_writing(written: str, digits: str) -> None:
    words = f"Please call {written}."
    assert numbers_in(words) == (Found(12, 12 + len(written), digits),)


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("Call 988, 211 or 911.", ["988", "211", "911"]),
        ("Call 988/211", ["988", "211"]),
        ("Call 988 211 741741", ["988", "211", "741741"]),
        ("2026 555 0142", ["5550142"]),
        ("9, 8, 8, 7, 7, 7", ["988", "777"]),
        ("7, 4, 1, 7, 4, 1", ["741741"]),
        ("2, 1, 1, 8, 8, 8", ["211", "888"]),
        ("see example.org, then 988", ["988"]),
        ("grades 3 to 5: 860 555 0142", ["8605550142"]),
        ("1,200 families call 5550", ["5550"]),
        ("Hartford, CT 5550142", ["5550142"]),
        ("Area 5 of 06106 or 15550", ["15550"]),
        ("a 5550", ["5550"]),
        ("5550 a", ["5550"]),
        ("988,211", ["988", "211"]),
        ("Call 988 741741", ["988", "741741"]),
        ("9, 8, 8. 9, 8, 8.", ["988", "988"]),
        ("9, 8, 8, 9, 8, 8", ["988", "988"]),
        ("9, 8, 8; 2, 1, 1", ["988", "211"]),
        ("Hang up and call 9, 8, 8, or press 1.", ["988"]),
        ("988.Call now", ["988"]),
        ("988.Us too", ["988"]),
        ("Dial 211 and press 1", ["211"]),
        ("In December 2026 860-555-0142", ["8605550142"]),
        ("860-555-0142 ext. 0117", ["8605550142", "0117"]),
        ("1-800-273-8255 or 1-800-842-2288", ["8002738255", "8008422288"]),
        ("Meet in room 988", ["988"]),
        ("Text 2024", ["2024"]),
        ("Text HOME to 2024", ["2024"]),
        ("Call 998 Main people", ["998"]),
        ("Mande AYUDA al 741471", ["741471"]),
        ("8, 6, 0, 5, 5, 5, 0, 1, 4, 2", ["8605550142"]),
        ("in room 860-555-0142", ["8605550142"]),
        ("in room +44 20 7946 0958", ["442079460958"]),
    ],
)
def test_numbers_are_told_apart_from_what_stands_around_them(words: str, digits: list[str]) -> None:
    assert [found.digits for found in numbers_in(words)] == digits


@pytest.mark.parametrize(
    "words",
    [
        "",
        "no digits",
        "at 6:30 PM",
        "6:30 p. m.",
        "10 a 11 a. m.",
        "10-11 am",
        "9 to 10:30 AM",
        "9:30-10:45",
        "at 1030 AM",
        "open 24/7",
        "12/4/2026",
        "2026-12-14",
        "12-14-2026",
        "December 8, 2026",
        "8 de diciembre de 2026",
        "December 9 11 AM",
        "since 2014",
        "2024-2025",
        "2024-25",
        "Public Act 13-178",
        "PA 13-178",
        "Ley 13-178",
        "Conn. Gen. Stat. 17a-22ff",
        "section 17a-106",
        "House Bill 5001",
        "ages 5 to 18",
        "18 years",
        "150 niños",
        "artículo 5001",
        "ages 7-11",
        "ages 3, 4, 5",
        "press 1",
        "press 3, 4, 5 or 6",
        "oprima 3, 4, 5 o 6",
        "keys 3, 4, 5",
        "3, 4, 5 and 6",
        "within 45 minutes",
        "more than 200 state and local call centers",
        "more than 240 languages",
        "161 idiomas",
        "100-150 families",
        "1,200 families",
        "120%",
        "$150",
        "$12.50",
        "410 Capitol Avenue, Hartford, CT 06134",
        "Hartford 06106",
        "CT 06106-1234",
        "room 204",
        "sala 204",
        "Suite 1200",
        "B204",
        "in B204",
        "in 204B now",
        "the 100th meeting",
        "https://example.org/j/81234567890",
        "988lifeline.org",
        "council2026@example.org",
    ],
)
def test_other_digits_are_no_numbers_to_dial(words: str) -> None:
    assert numbers_in(words) == ()


def test_a_number_stands_where_it_does_whatever_is_passed_over_before_it() -> None:
    assert numbers_in("At 6:30 PM call 988") == (Found(16, 19, "988"),)


def test_c06_the_numbers_of_both_languages_are_found_and_nothing_else() -> None:
    case = yaml.safe_load((CASES / "C06-spoken.yaml").read_text("utf-8"))
    english = [found.digits for found in numbers_in(case["en"]["say"])]
    spanish = [found.digits for found in numbers_in(case["es"]["say"])]
    # "room 988" is read digit by digit too: it does no harm, and no 988 can be mistaken for a room.
    assert english == ["988", "211", "741741", "8605550142", "988"]
    assert spanish == ["988", "211", "741741", "8605550142"]


def test_c27_the_wrong_digits_of_each_language_are_found_and_named() -> None:
    nodes = yaml.safe_load((CASES / "C27-numbers-match.yaml").read_text("utf-8"))["nodes"]
    found = {
        f"{step} {language}": [each.digits for each in numbers_in(words)]
        for step, both in nodes.items()
        for language, words in both.items()
    }
    assert found == {
        "crisis en": ["988", "741741", "8885550142"],
        "crisis es": ["988", "741471", "8005550142"],
        "food en": ["211"],
        "food es": ["221"],
        "night en": ["998"],
        "night es": ["988"],
    }
    slips = {digits for each in found.values() for digits in each if one_digit_off(digits)}
    assert slips == {"741471", "221", "998"}


@pytest.mark.parametrize(
    ("digits", "right"),
    [
        pytest.param("998", "988", id="one wrong"),
        pytest.param("221", "211", id="one wrong of 211"),
        pytest.param("741471", "741741", id="two swapped"),
        pytest.param("898", "988", id="two swapped of 988"),
        pytest.param("9888", "988", id="one too many"),
        pytest.param("74174", "741741", id="last one missing"),
        pytest.param("888774290", "8887742900", id="one of ten missing"),
        pytest.param("88877429001", "8887742900", id="one after ten"),
        pytest.param("8007742900", "8887742900", id="800 for 888"),
        pytest.param("8882738255", "8002738255", id="888 for 800"),
        pytest.param("98", None, id="too few digits"),
        pytest.param("98888", None, id="two too many"),
        pytest.param("9881", "988", id="one behind"),
        pytest.param("1988", "988", id="one in front"),
        pytest.param("74741", "741741", id="one missing inside"),
        pytest.param("777", None, id="another three"),
        pytest.param("8887742090", "8887742900", id="two swapped of ten"),
        pytest.param("8007742901", None, id="another prefix and a digit"),
        pytest.param("8008742900", None, id="another prefix and the digit behind it"),
        pytest.param("8882738256", None, id="another prefix and the last digit"),
        pytest.param("8002738265", "8002738255", id="one wrong of ten"),
    ],
)
def test_a_number_one_slip_off_names_the_right_one(digits: str, right: str | None) -> None:
    assert one_digit_off(digits) == right


@pytest.mark.parametrize(
    "digits", [*VERIFIED, "", "98", "555", "8605550142", "8605550100", "147147", "8607742900"]
)
def test_a_right_number_and_a_far_one_are_no_slip(digits: str) -> None:
    assert one_digit_off(digits) is None


def test_no_verified_number_carries_the_country_code_or_a_sign() -> None:
    lengths = {number: len(number) for number in VERIFIED if number.isdigit()}
    assert set(lengths.values()) == {3, 6, 10}
    assert list(lengths) == list(VERIFIED)


@pytest.mark.parametrize("number", VERIFIED)
@pytest.mark.parametrize(
    "words",
    ["room {}", "more than {} people", "{} Main Street", "Public Act {}", "ages 3 to {}", "({})"],
)
def test_a_verified_number_is_found_whatever_stands_around_it(words: str, number: str) -> None:
    assert [found.digits for found in numbers_in(words.format(number))] == [number]


@settings(deadline=None)
@given(st.text(st.sampled_from("0123456789 -.,;:/()+ap m1988lx"), max_size=120))
def test_what_is_found_holds_its_digits_and_stands_in_order(words: str) -> None:
    end = 0
    for found in numbers_in(words):
        assert end <= found.start < found.end <= len(words)
        written = "".join(filter(str.isdigit, words[found.start : found.end]))
        assert found.digits in (written, written.removeprefix("1"))
        end = found.end
