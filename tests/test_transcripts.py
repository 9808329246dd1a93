"""Whole conversations, as staff can read and add them, on Tuesday 1 December 2026, 9 AM.

A line that begins with `>` is what the person does: a text, or in a call `[dial]`, `[press 3]`,
`[silence]`, `[say] some words`, `[hang up]`, or `[busy]` where the line connects somebody. The
lines after it, each with `<` in front, are the whole answer. A comment `# at 2026-12-02 18:00`
moves a conversation to that day and time; `responder chat --save NAME` and `responder call --save
NAME` write one. `responder replay --rewrite` writes the answers anew: read each before it is kept.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import time_machine

from responder.cli._line import in_process
from responder.conversation import (
    AT,
    EASTERN,
    Transcript,
    TranscriptError,
    at_comment,
    played,
    transcript,
)
from responder.phone.phone import Line

ROOT = Path(__file__).parent.parent
TRANSCRIPTS = sorted((ROOT / "tests" / "transcripts").glob("*.txt"))


@pytest.fixture(scope="session")
def line_at() -> Callable[[datetime], Line]:
    """Return the line with the shipped flow files at an instant; one line for each instant."""
    opened: dict[datetime, Line] = {}

    def at(instant: datetime) -> Line:
        if instant not in opened:
            with in_process(ROOT / "flows", instant) as line:
                opened[instant] = line
        return opened[instant]

    return at


def test_there_are_texts_and_calls_in_both_languages() -> None:
    names = {file.stem for file in TRANSCRIPTS}
    assert {"text-english", "text-spanish", "call-english", "call-spanish"} <= names


@pytest.mark.parametrize("file", TRANSCRIPTS, ids=lambda file: file.stem)
def test_the_line_answers_as_written(line_at: Callable[[datetime], Line], file: Path) -> None:
    written = transcript(file.read_text("utf-8"))
    assert str(played(line_at(written.at), written)) == file.read_text("utf-8")


def test_a_transcript_is_of_the_day_of_all_cases_unless_it_says_another(now: datetime) -> None:
    assert transcript("> hi\n").at == AT == now
    written = transcript("# at 2026-12-05 18:30\n\n> hi\n")
    assert written.at == datetime(2026, 12, 5, 18, 30, tzinfo=EASTERN)
    assert at_comment(written.at) == "# at 2026-12-05 18:30"


def test_what_is_upcoming_is_of_the_day_of_the_transcript(
    line_at: Callable[[datetime], Line],
) -> None:
    def answers(day: str) -> str:
        written = transcript(f"# at {day}\n> meetings\n")
        return str(played(line_at(written.at), written))

    assert "Friday, December 4" in answers("2026-12-01 09:00")
    assert "Friday, December 4" not in answers("2026-12-05 09:00")


def test_a_transcript_is_answered_alike_whenever_it_is_played() -> None:
    with time_machine.travel("2027-06-01 09:00 -0400"), in_process(ROOT / "flows", AT) as line:
        [told] = played(line, transcript("> meetings\n")).exchanges
    assert told.rows[2].startswith("Friday, December 4, 10 AM to 12 PM")


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "no line begins with >"),
        ("# only a comment\n", "no line begins with >"),
        ("< an answer to nothing\n", "line 1 begins with none of > < #"),
        ("> hi\nhello\n", "line 2 begins with none of > < #"),
        ("# at 2026-13-01 09:00\n> hi\n", "there is no such day and time as its '# at' says"),
    ],
    ids=["empty", "comment", "answer-first", "loose-line", "no-such-day"],
)
def test_what_is_no_transcript_is_refused_with_a_reason(written: str, why: str) -> None:
    with pytest.raises(TranscriptError) as refused:
        transcript(written)
    assert str(refused.value) == why


def test_an_empty_text_and_an_empty_row_survive_an_editor_that_cuts_spaces() -> None:
    written = transcript(">\n< one\n<\n< two\n")
    assert [(each.act, each.rows) for each in written.exchanges] == [("", ("one", "", "two"))]
    assert transcript(str(written)) == written


def connecting(tmp_path: Path, acts: str) -> Transcript:
    """Return a call to the shipped line where the operator has arranged to connect to 988."""
    flows = Path(shutil.copytree(ROOT / "flows", tmp_path / "flows"))
    file = flows / "line.yaml"
    words = file.read_text("utf-8")
    file.write_text(words.replace("connect_988: false", "connect_988: true"), "utf-8")
    assert file.read_text("utf-8") != words
    with in_process(flows, AT) as line:
        return played(line, transcript(acts))


def test_a_call_that_connects_is_told_with_the_numbers_and_how_that_went(tmp_path: Path) -> None:
    acts = "> [dial]\n> [press 1]\n> [silence]\n> [busy]\n> [no-answer]\n> [hang up]\n"
    told = [each.rows for each in connecting(tmp_path, acts).exchanges]
    assert told[2] == ("(dials 988)",)
    assert told[3][-1] == "(dials +18002738255)"
    assert told[4][0].startswith("(en) Hang up and call or text 9, 8, 8.")
    assert told[5] == ("(the call ends)",)


def test_an_act_that_is_not_possible_is_told_and_the_rest_goes_on(
    line_at: Callable[[datetime], Line],
) -> None:
    acts = "> [dial]\n> [say] hello\n> [busy]\n> [dance]\n> [press 9]\n"
    told = [each.rows for each in played(line_at(AT), transcript(acts)).exchanges]
    assert told[1] == ("(not possible: the line does not listen for speech here)",)
    assert told[2] == ("(not possible: the line is connecting nobody)",)
    assert told[3][0].startswith("(not possible: no caller can do this; there are [dial], ")
    assert told[4][0].startswith("(en) Hang up and call or text 9, 8, 8.")
