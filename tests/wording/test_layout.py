"""988 is laid into every reply by code, and nothing to dial is cut in two."""

from __future__ import annotations

import pytest

from responder.wording import gsm7
from responder.wording.layout import Laid, kept_whole, lay_out, says_988

LINE = "Crisis? Call or text 988."


def test_a_short_reply_closes_with_the_crisis_line() -> None:
    assert lay_out(["A plan."], LINE, 2) == Laid(
        "A plan.\nCrisis? Call or text 988.", "Crisis? Call or text 988.\nA plan."
    )


def test_a_long_reply_opens_with_it() -> None:
    words = "w" * 150
    assert lay_out([words], LINE, 2) == Laid(f"{LINE}\n{words}", f"{LINE}\n{words}")


@pytest.mark.parametrize("early", ["Call or text 988.", "In danger, call 911. Or call 988 now."])
def test_words_that_begin_with_988_need_no_line(early: str) -> None:
    assert lay_out([early], LINE, 2) == Laid(early, early)


@pytest.mark.parametrize("late", ["9880 people", "x" * 58 + " 988", "a98 8", "1988"])
def test_what_is_not_988_at_the_start_gets_the_line(late: str) -> None:
    assert lay_out([late], LINE, 2).urgent_first.startswith(LINE)


@pytest.mark.parametrize(
    "named",
    [
        pytest.param("Walk for 988 in Hartford is on Saturday.", id="a-walk"),
        pytest.param("988 phones are down: call 860-555-0142 now.", id="phones-down"),
        pytest.param("Next: 988 Awareness Training, Fri Dec 4, 10 AM.", id="a-meeting"),
        pytest.param("Calls: 988 had 9,000 of them.", id="a-figure"),
        pytest.param("Do not call 988 for this.", id="not-there"),
        pytest.param("You can't call 988 now.", id="cannot"),
        pytest.param("Caminata por el 988 el sabado.", id="in-spanish"),
        pytest.param("No llame al 988 por esto.", id="not-there-in-spanish"),
    ],
)
def test_who_only_names_988_sends_nobody_there_and_gets_the_line(named: str) -> None:
    assert lay_out([named], LINE, 2) == Laid(f"{named}\n{LINE}", f"{LINE}\n{named}")


@pytest.mark.parametrize(
    "offered",
    [
        pytest.param("988's phones are down. Text 988.", id="text-while-phones-are-down"),
        pytest.param("Llame al 988 y oprima 2.", id="in-spanish"),
        pytest.param("CALL OR TEXT 988", id="capitals"),
    ],
)
def test_who_says_to_call_or_text_988_needs_no_line(offered: str) -> None:
    assert lay_out([offered], LINE, 2) == Laid(offered, offered)


def test_parts_are_dropped_from_the_last_and_the_crisis_line_never() -> None:
    parts = ["first " * 20, "second " * 20, "third " * 20]
    laid = lay_out(parts, LINE, 2)
    assert laid.words == f"{LINE}\n{parts[0]}\n{parts[1]}"
    assert laid.dropped == 1
    assert lay_out(["x" * 400], LINE, 2) == Laid(LINE, LINE, 1)


def test_accents_and_pasted_letters_are_folded_and_n_with_tilde_stays() -> None:
    laid = lay_out(["Más “ayuda” para niños – aquí"], "En crisis: llame al 988.", 2)
    assert laid.words == 'Mas "ayuda" para niños - aqui\nEn crisis: llame al 988.'


@pytest.mark.parametrize("lead", range(60, 140))
@pytest.mark.parametrize("whole", ["1-800-273-8255", "plan4children.org/a-page/of-it", "741741"])
def test_wherever_the_cut_falls_a_number_or_link_is_on_one_side(lead: int, whole: str) -> None:
    words = lay_out(["w" * lead + f" {whole} " + "z" * 60], LINE, 2).words
    at = words.index(whole)
    cuts = [153] if gsm7.segments(words) == 2 else []
    assert all(not at < cut < at + len(whole) for cut in cuts)


ABOVE, BELOW, WEB = "w" * 110, "z" * 50, "Web: plan4children.org"


@pytest.mark.parametrize(
    ("parts", "lines"),
    [
        pytest.param([ABOVE, WEB, BELOW], [ABOVE, BELOW, WEB], id="goes further down"),
        pytest.param(
            [ABOVE, WEB + "/page"],
            [WEB + "/page", ABOVE],
            id="goes further up, where it is the last",
        ),
        pytest.param(
            ["a " * 50, "Confirm at plan4children.org.", BELOW],
            ["a " * 50, BELOW, "Confirm at plan4children.org."],
            id="goes to the end with its sentence",
        ),
        pytest.param(
            ["a" * 111 + " plan4children.org.", BELOW],
            ["a" * 111 + " " * 15 + "\nplan4children.org.", BELOW],
            id="stays with the answer, behind spaces",
        ),
    ],
)
def test_an_address_that_would_be_cut_changes_places(parts: list[str], lines: list[str]) -> None:
    assert lay_out(parts, LINE, 2).words == "\n".join([LINE, *lines])


def test_an_address_that_is_not_cut_stays_where_it_is() -> None:
    parts = ["w" * 90, WEB, BELOW]
    assert lay_out(parts, LINE, 2).words == "\n".join([LINE, *parts])


def test_spaces_go_before_a_number_that_has_no_other_place() -> None:
    words = lay_out(["w" * 114 + " 1-800-273-8255 " + "z" * 60], LINE, 2).words
    assert words == f"{LINE}\n{'w' * 114}{' ' * 12}\n1-800-273-8255 {'z' * 60}"
    assert words.index("1-800") == 153


def test_links_and_numbers_are_what_stays_whole() -> None:
    words = "Web: a.example.org/b-c. Call 988 or 1-800-273-8255. At 6:30 on December 4, 2026."
    assert [words[a:b] for a, b in kept_whole(words)] == [
        "Web: a.example.org/b-c",
        "988",
        "1-800-273-8255",
    ]


@pytest.mark.parametrize(
    ("words", "within", "expected"),
    [("Call 988", 60, True), ("Call 988", 7, False), ("Call 9888", 60, False), ("", 60, False)],
)
def test_988_must_stand_whole_and_early(words: str, within: int, expected: bool) -> None:
    assert says_988(words, within) is expected
