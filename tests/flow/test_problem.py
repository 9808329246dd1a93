from __future__ import annotations

import pytest

from responder.flow.problem import Level, Problem, in_file_order, one_line, show

ENDED = Problem(
    "flows/meetings.yaml",
    14,
    11,
    Level.ERROR,
    'meeting "Parents\' Circle" ended on 3 March 2026',
    "meeting-ended",
    "callers would be sent to a meeting that is over",
    "put in the next date, or remove lines 11 to 16",
    "    ends: 2026-03-03 11:00",
    16,
)
TAKEN = Problem(
    "flows/initiatives.yaml",
    9,
    10,
    Level.ERROR,
    'page "plan" takes key 9',
    "crisis-key-taken",
    "9 reaches crisis help on every menu, because people press 9-8-8 and 9-1-1",
    'give "plan" a free key: 3, 5 or 6',
    "    key: 9",
)
PASTED = Problem(
    "flows/initiatives.yaml",
    22,
    11,
    Level.WARNING,
    "’ does not fit a plain text",
    "not-gsm7",
    "sent as it is, a text would hold 70 characters, not 160; it will be sent as '",
    "type ' in its place",
    "        We’re open to everyone",
)
FOLDER = Problem("flows", 0, 0, Level.ERROR, "it is gone", "no-flows", "silence", "bring it back")


def test_problems_are_shown_with_their_line_in_file_order_and_summed_up() -> None:
    assert show([ENDED, PASTED, TAKEN]) == (
        'flows/initiatives.yaml:9:10: error: page "plan" takes key 9 [crisis-key-taken]\n'
        "   9 |     key: 9\n"
        "     |          ^\n"
        "  why: 9 reaches crisis help on every menu, because people press 9-8-8 and 9-1-1\n"
        '  fix: give "plan" a free key: 3, 5 or 6\n'
        "flows/initiatives.yaml:22:11: warning: ’ does not fit a plain text [not-gsm7]\n"
        "  22 |         We’re open to everyone\n"
        "     |           ^\n"
        "  why: sent as it is, a text would hold 70 characters, not 160;"
        " it will be sent as '\n"
        "  fix: type ' in its place\n"
        'flows/meetings.yaml:14:11: error: meeting "Parents\' Circle" ended on 3 March 2026'
        " [meeting-ended]\n"
        "  14 |     ends: 2026-03-03 11:00\n"
        "     |           ^^^^^^^^^^^^^^^^\n"
        "  why: callers would be sent to a meeting that is over\n"
        "  fix: put in the next date, or remove lines 11 to 16\n"
        "2 errors and 1 warning in 2 files. "
        "A running line keeps its last good flows; one started now has only the crisis text."
    )


def test_a_problem_of_a_whole_file_is_shown_without_a_line() -> None:
    assert show([FOLDER]) == (
        "flows: error: it is gone [no-flows]\n"
        "  why: silence\n"
        "  fix: bring it back\n"
        "1 error in 1 file. "
        "A running line keeps its last good flows; one started now has only the crisis text."
    )


@pytest.mark.parametrize(
    ("problems", "summary"),
    [
        pytest.param([], "No problems. The line can use these flows.", id="none"),
        pytest.param(
            [PASTED], "1 warning in 1 file. The line can use these flows.", id="one warning"
        ),
        pytest.param(
            [PASTED, PASTED], "2 warnings in 1 file. The line can use these flows.", id="warnings"
        ),
        pytest.param(
            [ENDED],
            "1 error in 1 file. The line can use these flows all the same: what is over it leaves "
            "out.",
            id="only a meeting that is over",
        ),
        pytest.param(
            [TAKEN, ENDED],
            "2 errors in 2 files. "
            "A running line keeps its last good flows; one started now has only the crisis text.",
            id="two errors",
        ),
        pytest.param(
            [TAKEN, PASTED, PASTED],
            "1 error and 2 warnings in 1 file. "
            "A running line keeps its last good flows; one started now has only the crisis text.",
            id="both",
        ),
    ],
)
def test_the_last_line_counts_and_says_what_the_line_does(
    problems: list[Problem], summary: str
) -> None:
    assert show(problems).splitlines()[-1] == summary


@pytest.mark.parametrize(
    ("line", "column", "width", "mark"),
    [
        pytest.param("a: b", 4, 1, "   ^", id="plain letters"),
        pytest.param("é: b", 4, 1, "   ^", id="an accent takes one column"),
        pytest.param("e\u0301: b", 5, 1, "   ^", id="a joined accent takes none"),
        pytest.param("🙂: b", 4, 1, "    ^", id="an emoji takes two"),
        pytest.param("a: 🙂", 4, 1, "   ^^", id="a mark is as wide as what it marks"),
        pytest.param("\ta: b", 5, 1, "\t   ^", id="a tab stays a tab"),
    ],
)
def test_the_mark_stands_under_the_value(line: str, column: int, width: int, mark: str) -> None:
    problem = Problem("f", 1, column, Level.ERROR, "w", "r", "y", "x", line, width)
    assert show([problem]).splitlines()[1:3] == [f"   1 | {line}", f"     | {mark}"]


def test_a_very_long_line_is_shown_around_the_mark() -> None:
    line = "x" * 300 + "HERE" + "y" * 300
    shown = show([Problem("f", 1, 301, Level.ERROR, "w", "r", "y", "x", line, 4)]).splitlines()
    assert shown[1] == "   1 | …" + "x" * 40 + "HERE" + "y" * 46 + "…"
    assert shown[2] == "     | " + " " * 41 + "^^^^"


def test_one_line_says_where_and_what() -> None:
    assert one_line(TAKEN) == (
        'flows/initiatives.yaml:9:10: error: page "plan" takes key 9 [crisis-key-taken]'
    )
    assert one_line(FOLDER) == "flows: error: it is gone [no-flows]"


def test_problems_are_ordered_by_file_then_line_then_column() -> None:
    assert in_file_order([ENDED, PASTED, FOLDER, TAKEN]) == (FOLDER, TAKEN, PASTED, ENDED)
