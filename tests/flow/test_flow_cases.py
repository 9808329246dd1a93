"""Faults seen at other lines: what staff paste, and what it must never become here.

The odd values are byte for byte those of tests/cases, put into our own layout.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from responder.flow.loader import Loaded
from responder.flow.problem import Level, one_line
from responder.flow.source import read

CASES = Path(__file__).parent.parent / "cases"
LoadWith = Callable[..., Loaded]

PAGE = """\
pages:
  extra:
    words:
      en: [extra]
      es: [otra]
    title:
      en: Example extra
      es: Ejemplo de más
    text:
      en: {en}
      es: {es}
    source: example.org
    read_on: 2026-11-25
"""


def raw(case: str) -> bytes:
    return (CASES / case).read_bytes()


def value(case: str, key: str) -> str:
    """Return what stands behind `key:` in the file of a case, quotes included, as it is there."""
    line = next(line for line in raw(case).decode().splitlines() if line.strip().startswith(key))
    return line.split(": ", 1)[1]


def lines(loaded: Loaded) -> list[str]:
    return [one_line(problem) for problem in loaded.problems]


def test_c05_a_vertical_tab_is_dropped_and_the_words_stay(load_with: LoadWith) -> None:
    written = value("C05-escape.yaml", "text")
    assert written == r'"Line one\vline two \u2028 R&D <b>bold</b> &amp; caf\u00e9"'
    loaded = load_with("staff.yaml", PAGE.format(en=written, es="Aquí hay un ejemplo."))
    assert loaded.flow is not None
    assert loaded.flow.pages["extra"].text.en == ("Line one line two R&D <b>bold</b> &amp; café")
    assert lines(loaded) == [
        (
            "flows/staff.yaml:10:11: warning: there is a hidden character here (vertical tab)"
            " [hidden-character]"
        )
    ]


def test_c05_what_xml_would_take_for_its_own_stays_words(load_with: LoadWith) -> None:
    written = value("C05-escape.yaml", "say")
    loaded = load_with("staff.yaml", PAGE.format(en=written, es="Un ejemplo."))
    assert lines(loaded) == []
    assert loaded.flow is not None
    assert loaded.flow.pages["extra"].text.en == (
        'Parents & caregivers: is your child <18? Say "yes" - it\'s OK. ]]>'
    )


NUMBERS = {
    "crisis": "988",
    "services": "211",
    "text_line": "741741",
    "office": "8605550142",
    "international": "+18605550142",
    "after_hours": "0800550142",
    "extension": "0117",
    "zip": "06106",
    "toll_free": "1_800_555_0142",
    "room": "1.10",
    "floor": "0x10",
    "door_code": "12e03",
    "message": "Call 860-555-0142 ext. 0117, Hartford CT 06106",
    "options": {"0": "operator", "1": "meetings", "01": "programs", "010": "staff"},
}


def test_c11_every_number_keeps_the_digits_that_the_file_shows() -> None:
    assert read("numbers.yaml", raw("C11-numbers.yaml")).tree == NUMBERS


@pytest.mark.parametrize("key", [key for key, each in NUMBERS.items() if isinstance(each, str)])
def test_c11_a_number_of_our_own_keeps_its_digits(
    load_with: LoadWith, flows: Path, key: str
) -> None:
    line = (flows / "line.yaml").read_text("utf-8")
    written = value("C11-numbers.yaml", f"{key}:")
    own = f"  numbers:\n    - number: {written}\n      whose: the case\n"
    loaded = load_with("line.yaml", line.replace("  numbers:\n", own))
    assert lines(loaded) == []
    assert loaded.flow is not None
    assert loaded.flow.line.numbers[0].number == NUMBERS[key]


def test_c11_a_message_with_extension_and_zip_reaches_people_as_typed(
    load_with: LoadWith, flows: Path
) -> None:
    line = (flows / "line.yaml").read_text("utf-8")
    own = "  numbers:\n    - number: 860-555-0142 ext. 0117\n      whose: the case\n"
    (flows / "line.yaml").write_text(line.replace("  numbers:\n", own), "utf-8")
    written = value("C11-numbers.yaml", "message")
    loaded = load_with("staff.yaml", PAGE.format(en=written, es=written))
    assert lines(loaded) == []
    assert loaded.flow is not None
    assert loaded.flow.pages["extra"].text.es == NUMBERS["message"]


def test_c11_a_key_that_is_not_one_digit_is_refused(load_with: LoadWith) -> None:
    loaded = load_with("staff.yaml", PAGE.format(en="a", es="b") + "    key: 010\n")
    assert lines(loaded) == [
        'flows/staff.yaml:14:10: error: "010" is not a key of a telephone [not-a-key]'
    ]


def test_c12_a_key_pasted_a_second_time_is_refused_with_both_lines(load_with: LoadWith) -> None:
    as_pasted = raw("C12-dupkeys.yaml").replace(b"nodes:", b"pages:")
    loaded = load_with("staff.yaml", as_pasted)
    assert loaded.flow is None
    assert lines(loaded) == [
        'flows/staff.yaml:9:5: error: "text" is given twice, on line 8 and on line 9 [key-twice]',
        (
            'flows/staff.yaml:11:3: error: "crisis" is given twice, on line 5 and on line 11'
            " [key-twice]"
        ),
    ]


def test_c13_a_byte_order_mark_and_windows_line_ends_are_read() -> None:
    source = read("pasted.yaml", raw("C13-pasted-bom-crlf.yaml"))
    assert source.tree == {
        "language": "en",
        "nodes": {
            "start": {
                "text": "It’s OK to ask for help – call 988",
                "also": "“Reply 1”",
                "options": {"1": "start"},
            }
        },
    }
    assert [one_line(problem) for problem in source.problems] == [
        (
            "pasted.yaml:5:11: warning: “ is read as part of the words, not as a quote around them"
            " [curly-quotes]"
        )
    ]


def test_c13_a_page_saved_by_notepad_loads(load_with: LoadWith) -> None:
    case = raw("C13-pasted-bom-crlf.yaml").decode("utf-8-sig").splitlines()[3]
    written = case.split(": ", 1)[1]
    content = PAGE.format(en=written, es="Llame al 988").replace("\n", "\r\n")
    loaded = load_with("staff.yaml", b"\xef\xbb\xbf" + content.encode())
    assert loaded.flow is not None
    assert loaded.flow.pages["extra"].text.en == "It’s OK to ask for help – call 988"
    assert [(each.rule, each.level, each.line, each.column) for each in loaded.problems] == [
        ("not-gsm7", Level.WARNING, 10, 14)
    ]


@pytest.mark.parametrize(
    ("case", "problem"),
    [
        pytest.param(
            "C13-pasted-cp1252.yaml",
            "4:12: error: the file is saved in a Windows code page, not in UTF-8 [not-utf8]",
            id="Windows code page",
        ),
        pytest.param(
            "C13-pasted-tab.yaml",
            "4:1: error: the line is moved in with a tab [tab-indent]",
            id="tab",
        ),
        pytest.param(
            "C13-pasted-nbsp.yaml",
            "3:1: error: the line is moved in with a no-break space [hard-space-indent]",
            id="no-break space",
        ),
    ],
)
def test_c13_what_cannot_be_read_is_refused_in_plain_words(
    load_with: LoadWith, case: str, problem: str
) -> None:
    loaded = load_with("staff.yaml", raw(case))
    assert loaded.flow is None
    assert lines(loaded) == [f"flows/staff.yaml:{problem}"]


@pytest.mark.parametrize(
    ("case", "problem"),
    [
        pytest.param(
            "C14-bomb.yaml",
            "2:8: error: *a is a YAML alias, which flow files do not use [yaml-alias]",
            id="aliases of aliases",
        ),
        pytest.param(
            "C14-bomb-tag.yaml",
            "3:11: error: !!python/object/apply:os.getcwd is a YAML tag, which flow files do not"
            " use [yaml-tag]",
            id="a tag that runs a program",
        ),
    ],
)
def test_c14_a_bomb_is_refused(load_with: LoadWith, case: str, problem: str) -> None:
    loaded = load_with("staff.yaml", raw(case))
    assert loaded.flow is None
    assert lines(loaded) == [f"flows/staff.yaml:{problem}"]


def test_c14_a_file_nested_too_deep_is_refused(load_with: LoadWith) -> None:
    loaded = load_with("staff.yaml", raw("C14-bomb-deep.yaml"))
    assert loaded.flow is None
    # The column is where the YAML library stops looking ahead, which is its own affair.
    assert [(each.rule, each.line) for each in loaded.problems] == [("too-deep", 1)]


def test_c14_the_refused_bomb_holds_no_more_than_it_has_letters() -> None:
    source = read("bomb.yaml", raw("C14-bomb.yaml"))
    assert source.tree is None
    assert len(source.places) <= len(raw("C14-bomb.yaml"))


def test_c14_an_ordinary_anchor_may_stay() -> None:
    assert read("anchor.yaml", b"a: &here b\n").tree == {"a": "b"}


def said(node: str) -> tuple[str, str]:
    """Return the English and Spanish words of a step of C27, quotes included."""
    found = raw("C27-numbers-match.yaml").decode().splitlines()
    start = found.index(f"  {node}:")
    return found[start + 1].split(": ", 1)[1], found[start + 2].split(": ", 1)[1]


@pytest.mark.parametrize(
    ("node", "problems"),
    [
        pytest.param(
            "crisis",
            [
                (
                    '10:62: error: page "extra" says 1-888-555-0142 in its English "text", which is'
                    " not a verified number [unknown-number]"
                ),
                (
                    '11:49: error: page "extra" says 741471 in its Spanish "text", which is almost'
                    " 741741 (Crisis Text Line) [number-one-digit-off]"
                ),
                (
                    '11:49: error: page "extra" says 741741 and 1-888-555-0142 in English but'
                    ' 741471 and 1-800-555-0142 in Spanish, in its "text" [numbers-differ]'
                ),
                (
                    '11:71: error: page "extra" says 1-800-555-0142 in its Spanish "text", which is'
                    " not a verified number [unknown-number]"
                ),
            ],
            id="two digits swapped, 800 for 888",
        ),
        pytest.param(
            "food",
            [
                (
                    '11:41: error: page "extra" says 221 in its Spanish "text", which is almost 211'
                    " (211 of Connecticut; Youth Mobile Crisis with key 1) [number-one-digit-off]"
                ),
                (
                    '11:41: error: page "extra" says 211 in English but 221 in Spanish, in its'
                    ' "text" [numbers-differ]'
                ),
            ],
            id="221 for 211",
        ),
        pytest.param(
            "night",
            [
                (
                    '10:26: error: page "extra" says 998 in its English "text", which is almost 988'
                    " (988 Suicide & Crisis Lifeline) [number-one-digit-off]"
                ),
                (
                    '11:30: error: page "extra" says 998 in English but 9-8-8 in Spanish, in its'
                    ' "text" [numbers-differ]'
                ),
            ],
            id="998 for 988",
        ),
    ],
)
def test_c27_a_wrong_number_is_refused_in_either_language(
    load_with: LoadWith, node: str, problems: list[str]
) -> None:
    en, es = said(node)
    loaded = load_with("staff.yaml", PAGE.format(en=en, es=es))
    assert loaded.flow is None
    assert lines(loaded) == [f"flows/staff.yaml:{problem}" for problem in problems]


def test_c27_988_may_be_written_digit_by_digit(load_with: LoadWith) -> None:
    _, es = said("night")
    loaded = load_with("staff.yaml", PAGE.format(en='"At night call 988."', es=es))
    assert lines(loaded) == []
