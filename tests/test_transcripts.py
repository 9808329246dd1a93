"""Whole conversations, as staff can read and add them, on Tuesday 1 December 2026, 9 AM.

A line that begins with `>` is what the person does: a text, or in a call `[dial]`, `[press 3]`,
`[silence]` or `[say] some words`. The lines after it, each with `<` in front, are the whole answer.
`python tests/test_transcripts.py --rewrite` writes the answers anew: read each before it is kept.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from responder.phone.phone import Caller, Line, Texter

TRANSCRIPTS = sorted((Path(__file__).parent / "transcripts").glob("*.txt"))


def acts(transcript: str) -> Iterator[str]:
    return (row[2:] for row in transcript.splitlines() if row.startswith("> "))


def played(line: Line, transcript: str) -> str:
    """Return `transcript` with the answers that `line` gives, and its comments kept."""
    heading = [row for row in transcript.splitlines() if row.startswith("#")]
    asked = list(acts(transcript))
    answer = called(line) if asked[0] == "[dial]" else texted(line)
    told = [[f"> {act}", *(f"< {row}".rstrip() for row in answer(act))] for act in asked]
    return "\n\n".join("\n".join(rows) for rows in [heading, *told] if rows) + "\n"


def texted(line: Line) -> Callable[[str], list[str]]:
    texter = Texter(line)
    return lambda act: [row.rstrip() for reply in texter.text(act) for row in reply.splitlines()]


def called(line: Line) -> Callable[[str], list[str]]:
    caller = Caller(line)

    def answer(act: str) -> list[str]:
        found = re.fullmatch(r"\[(dial|press|silence|say)\]? ?(.*?)\]?", act)
        assert found, act
        match found.groups():
            case ("dial", _):
                heard = caller.dial()
            case ("press", keys):
                heard = caller.press(keys)
            case ("say", words):
                heard = caller.say(words)
            case _:
                heard = caller.wait()
        rows = [f"({each.locale[:2]}) {each.words}" for each in heard.spoken]
        return [*rows, "(the call ends)"] if heard.ended else rows

    return answer


def test_there_are_texts_and_calls_in_both_languages() -> None:
    names = {file.stem for file in TRANSCRIPTS}
    assert {"text-english", "text-spanish", "call-english", "call-spanish"} <= names


@pytest.mark.parametrize("file", TRANSCRIPTS, ids=lambda file: file.stem)
def test_the_line_answers_as_written(line: Line, file: Path) -> None:
    transcript = file.read_text("utf-8")
    assert list(acts(transcript))
    assert played(line, transcript) == transcript


def rewrite() -> None:
    import time_machine

    from responder.phone.phone import wsgi_line
    from responder.settings import Settings
    from responder.web import create_app

    token, public = "t" * 32, "https://text.example.org"
    flows = str(Path(__file__).parent.parent / "flows")
    settings = Settings.read(
        {"TWILIO_AUTH_TOKEN": token, "RESPONDER_PUBLIC_URL": public, "RESPONDER_FLOWS": flows}
    )
    with time_machine.travel("2026-12-01 09:00 -0500", tick=False):
        line = wsgi_line(create_app(settings), token, public)
        for file in TRANSCRIPTS:
            file.write_text(played(line, file.read_text("utf-8")), "utf-8")


if __name__ == "__main__" and "--rewrite" in sys.argv:
    rewrite()
