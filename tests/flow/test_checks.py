"""What the broken flows do not show: the near misses that are right, and the edges of a rule."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from responder.flow.check_menu import plain
from responder.flow.check_numbers import bare
from responder.flow.loader import Loaded
from responder.flow.problem import one_line

LoadWith = Callable[..., Loaded]

PAGE = """\
pages:
  extra:
{head}    words:
      en: [{en_words}]
      es: [{es_words}]
    title:
      en: Example extra
      es: Ejemplo de más
    text:
      en: "{en}"
      es: "{es}"
    source: example.org
    read_on: 2026-11-25
"""
MEETING = """\
meetings:
  extra:
    group: board
    title:
      en: Example meeting
      es: Reunión de ejemplo
{when}    source: example.org
    read_on: 2026-11-25
"""


def page(
    head: str = "",
    en_words: str = "extra",
    es_words: str = "otra",
    en: str = "An example.",
    es: str = "Un ejemplo.",
) -> str:
    return PAGE.format(head=head, en_words=en_words, es_words=es_words, en=en, es=es)


def what(loaded: Loaded) -> list[str]:
    return [one_line(problem).split(": ", 1)[1] for problem in loaded.problems]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(page(head="    key: 6\n"), id="a free key of the top menu"),
        pytest.param(page(head="    under: board\n    key: 3\n"), id="three keys away"),
        pytest.param(page(es_words="extra"), id="one word in both languages of a page"),
        pytest.param(page(en_words="help me find"), id="a carrier's word inside a longer one"),
        pytest.param(page(en_words="stopping"), id="a word that begins like a carrier's"),
        pytest.param(page(en_words="'33'"), id="two digits"),
        pytest.param(page(en_words="main menu please"), id="a line's word inside a longer one"),
        pytest.param(page(en="Call 988.", es="Llame al 9-8-8."), id="988 written two ways"),
        pytest.param(
            page(en="Text HOME to 741741.", es="Envíe AYUDA al 741-741."), id="HOME and AYUDA"
        ),
        pytest.param(
            page(en="Since 2014, at 9:30 AM on December 8.", es="Desde 2014, el 8 a las 9:30."),
            id="years, times and dates",
        ),
        pytest.param(
            page(en="Call (860) 555-0142.", es="Llame al 1-860-555-0142."),
            id="a number of our own, written two ways",
        ),
        pytest.param(
            page(en="Call 860-555-0101.", es="Llame al 860-555-0101."), id="the number people call"
        ),
        pytest.param(
            page(en="Text 860-555-0100.", es="Textee al 860-555-0100."), id="the number for texts"
        ),
        pytest.param(page(es="¿Qué? ¡Niños, más salud!"), id="Spanish letters"),
        pytest.param(
            MEETING.format(when="    starts: 2026-12-01 9:00\n    ends: 2026-12-01 9:01\n"),
            id="a meeting that is not over yet",
        ),
        pytest.param(
            MEETING.format(when="    starts: 2026-12-31 23:00\n    ends: 2027-01-01 0:30\n"),
            id="a meeting past midnight",
        ),
        pytest.param(
            MEETING.format(
                when="    repeats: second monday\n    from: 9:00\n    to: 10:00\n"
                "    first: 2027-02-08\n    last: 2027-02-08\n"
            ),
            id="a series of one day",
        ),
        pytest.param(
            "notices:\n  - text:\n      en: " + "e" * 60 + "\n      es: s\n"
            "    from: 2026-11-01 0:00\n    until: 2026-11-02 0:00\n",
            id="a notice of 60 characters that is over",
        ),
        pytest.param(
            "notices:\n  - text:\n      en: Call 860-555-0177.\n      es: Llame al 8605550177.\n"
            "    from: 2026-12-24 0:00\n    until: 2026-12-26 0:00\n"
            "    number: 860-555-0177\n    number_again: (860) 555-0177\n",
            id="a number typed twice in a notice",
        ),
    ],
)
def test_what_is_right_is_not_refused(load_with: LoadWith, content: str) -> None:
    loaded = load_with("staff.yaml", content)
    assert what(loaded) == []
    assert loaded.flow is not None


@pytest.mark.parametrize("key", ["1", "9", "0"])
def test_every_crisis_key_is_refused(load_with: LoadWith, key: str) -> None:
    loaded = load_with("staff.yaml", page(head=f"    key: {key}\n"))
    assert what(loaded) == [f'error: page "extra" takes key {key} [crisis-key-taken]']


@pytest.mark.parametrize("key", ["2", "7", "8", "*", "#"])
def test_every_kept_key_is_refused(load_with: LoadWith, key: str) -> None:
    loaded = load_with("staff.yaml", page(head=f'    key: "{key}"\n'))
    assert what(loaded) == [f'error: page "extra" takes key {key} [key-kept]']


@pytest.mark.parametrize(
    "word",
    ["STOP", "Unsubscribe", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "cancel", "START",
     "UNSTOP", "HELP", "INFO", "ALTO", "parar", "CANCELAR"],
)  # fmt: skip
def test_every_word_of_the_carrier_is_refused(load_with: LoadWith, word: str) -> None:
    loaded = load_with("staff.yaml", page(en_words=word))
    assert what(loaded) == [f'error: page "extra" takes the word "{word}" [word-of-the-carrier]']


def test_yes_stays_a_word_and_is_refused_as_one(load_with: LoadWith) -> None:
    loaded = load_with("staff.yaml", page(en_words="YES"))
    assert what(loaded) == ['error: page "extra" takes the word "YES" [word-of-the-carrier]']


def test_only_what_lets_texts_through_again_may_be_sent_by_mistake(load_with: LoadWith) -> None:
    head = "    sent_by_mistake:\n      en: [unstop, yes, stop]\n"
    assert what(load_with("staff.yaml", page(head=head))) == [
        'error: page "extra" takes the word "yes" [word-of-the-carrier]',
        'error: page "extra" takes the word "stop" [word-of-the-carrier]',
    ]


@pytest.mark.parametrize("word", ["ESPAÑOL", "espanol", "English", "MENU", "menú"])
def test_every_word_of_the_line_is_refused(load_with: LoadWith, word: str) -> None:
    loaded = load_with("staff.yaml", page(en_words=word))
    assert what(loaded) == [f'error: page "extra" takes the word "{word}" [word-of-the-line]']


def test_a_word_sent_by_mistake_belongs_to_one_page_too(load_with: LoadWith) -> None:
    loaded = load_with("staff.yaml", page(en_words="Hola"))
    assert what(loaded) == [
        (
            'error: page "extra" takes the word "Hola", which page "crisis" has'
            " (help.yaml line 9) [word-twice]"
        )
    ]


def test_where_all_keys_of_a_menu_are_taken_the_fix_says_so(load_with: LoadWith) -> None:
    third = page(head="    key: 6\n").removeprefix("pages:\n").replace("extra", "third")
    content = page(head="    key: 7\n") + third.replace("otra", "tercera")
    assert [problem.fix for problem in load_with("staff.yaml", content).problems] == [
        'put "extra" under another page: all four keys of this menu are taken'
    ]


@pytest.mark.parametrize(
    ("when", "problem"),
    [
        pytest.param("", "has no time", id="nothing"),
        pytest.param("    starts: 2026-12-09 9:00\n", 'has "starts" but no "ends"', id="no end"),
        pytest.param("    ends: 2026-12-09 9:00\n", 'has "ends" but no "starts"', id="no start"),
        pytest.param(
            "    repeats: first friday\n", 'has "repeats" but no "from" and "to"', id="no hours"
        ),
        pytest.param(
            "    from: 9:00\n    to: 10:00\n", 'has "from" but no "repeats"', id="only hours"
        ),
        pytest.param(
            "    starts: 2026-12-09 9:00\n    ends: 2026-12-09 10:00\n    repeats: first friday\n"
            "    from: 9:00\n    to: 10:00\n",
            "is given both as a single and as a repeating meeting",
            id="both",
        ),
    ],
)
def test_a_meeting_needs_one_whole_time(load_with: LoadWith, when: str, problem: str) -> None:
    loaded = load_with("staff.yaml", MEETING.format(when=when))
    assert what(loaded) == [f'error: meeting "Example meeting" {problem} [meeting-when]']


@pytest.mark.parametrize(
    "when",
    [
        pytest.param("    starts: 2026-12-09 9:00\n    ends: 2026-12-09 9:00\n", id="no length"),
        pytest.param("    repeats: first friday\n    from: 10:00\n    to: 9:00\n", id="hours"),
        pytest.param(
            "    repeats: first friday\n    from: 9:00\n    to: 10:00\n"
            "    first: 2026-12-04\n    last: 2026-12-01\n",
            id="last before first",
        ),
    ],
)
def test_a_meeting_ends_after_it_begins(load_with: LoadWith, when: str) -> None:
    loaded = load_with("staff.yaml", MEETING.format(when=when))
    assert what(loaded) == [
        'error: meeting "Example meeting" ends before it begins [ends-before-start]'
    ]


def test_a_meeting_is_over_in_the_minute_it_ends(load_with: LoadWith) -> None:
    # The clock of these tests stands at 9:00 on 1 December 2026.
    when = "    starts: 2026-12-01 8:00\n    ends: 2026-12-01 9:00\n"
    assert what(load_with("staff.yaml", MEETING.format(when=when))) == [
        'error: meeting "Example meeting" ended on 1 December 2026 [meeting-ended]'
    ]


def test_a_slip_typed_twice_in_a_notice_stays_refused(load_with: LoadWith) -> None:
    content = (
        "notices:\n  - text:\n      en: Call 998.\n      es: Llame al 998.\n"
        "    from: 2026-12-24 0:00\n    until: 2026-12-26 0:00\n"
        "    number: 998\n    number_again: 998\n"
    )
    assert what(load_with("staff.yaml", content)) == [
        f'error: this notice says 998 in its {language} "text", which is almost 988'
        " (988 Suicide & Crisis Lifeline) [number-one-digit-off]"
        for language in ("English", "Spanish")
    ]


@pytest.mark.parametrize(
    ("word", "folded"),
    [("MENÚ", "menu"), ("  Plan   de Salud ", "plan de salud"), ("Español", "espanol"),
     ("NIN\u0303OS", "ninos")],
)  # fmt: skip
def test_words_are_compared_without_case_accents_and_spaces(word: str, folded: str) -> None:
    assert plain(word) == folded


@pytest.mark.parametrize(
    ("number", "digits"),
    [("988", "988"), ("9-8-8", "988"), ("1-860-555-0142", "8605550142"),
     ("+1 (860) 555-0142", "8605550142"), ("211", "211")],
)  # fmt: skip
def test_a_number_is_compared_by_its_digits_without_the_leading_1(number: str, digits: str) -> None:
    assert bare(number) == digits


@pytest.mark.parametrize(
    "choice",
    [
        pytest.param("For {title}, press 3.", id="one place is missing"),
        pytest.param("For {title}, press {kee}.", id="a place is misspelt"),
        pytest.param("For {title}, press {key} {", id="a brace stands alone"),
        pytest.param("For {title}, press {key}}.", id="a brace too many"),
        pytest.param("For {title}, press {key:3}.", id="more than the name in braces"),
    ],
)
def test_a_sentence_that_the_line_fills_in_holds_its_places_and_no_other_braces(
    load_with: LoadWith, flows: Path, choice: str
) -> None:
    line = (flows / "line.yaml").read_text("utf-8")
    loaded = load_with("line.yaml", line.replace("For {title}, press {key}.", choice))
    assert what(loaded) == [
        (
            'error: "line" must hold {key} and {title} in its English "prompts.choice", and nothing'
            " else in braces [placeholder]"
        )
    ]
