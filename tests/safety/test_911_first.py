"""Who took something, holds a weapon or is attacked now hears of 911 before 988."""

from __future__ import annotations

from pathlib import Path

import pytest

from responder.labelled import Line, read
from responder.safety import crisis
from responder.safety.assess import Assessment, Situation, Verdict, assess

PANEL = Path(__file__).parent.parent / "panel"
FILES = ("panel", "floor", "grown")


def with_a_body_at_risk(line: Line) -> bool:
    return line.label is Verdict.URGENT and (
        line.kind == "ingested"
        or (line.kind in ("means", "violence") and line.situation is Situation.DANGER)
    )


LINES = [
    line for file in FILES for line in read(PANEL / f"{file}.tsv") if with_a_body_at_risk(line)
]


def leads_with_911(found: Assessment) -> bool:
    assert found.situation is not None
    text = crisis.text(found.situation, found.language)
    spoken = crisis.spoken(found.situation, found.language)
    return text.index("911") < text.index("988") and spoken.index("9, 1, 1") < spoken.index(
        "9, 8, 8"
    )


def test_there_are_lines_to_go_by() -> None:
    assert {line.kind for line in LINES} == {"ingested", "means", "violence"}
    assert len(LINES) >= 270


def test_what_is_caught_is_answered_with_911_first() -> None:
    found = [(line.text, assess(line.text)) for line in LINES]
    caught = [(text, each) for text, each in found if each.verdict is Verdict.URGENT]
    assert len(caught) >= 0.99 * len(LINES)
    assert [text for text, each in caught if not leads_with_911(each)] == []


@pytest.mark.parametrize("language", ["en", "es", "pt", "ht", "fr", "pl", ""])
def test_danger_is_answered_with_911_first_in_every_language(language: str) -> None:
    assert leads_with_911(Assessment(Verdict.URGENT, Situation.DANGER, language, ()))
