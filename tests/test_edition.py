"""What may be served, and what stands in its place when it may not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from responder.edition import edition
from responder.flow.problem import one_line
from responder.phone.line import Line
from responder.phone.phone import Caller, Texter
from responder.safety import assess, lexicon

pytestmark = pytest.mark.slow  # whole lines are opened and walked

FLOWS = Path(__file__).parent.parent / "flows"


@pytest.fixture
def damaged_word_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    words = Path(shutil.copytree(lexicon.WORDS, tmp_path / "words"))
    spanish = words / "es.toml"
    spanish.write_text("[classes\n" + spanish.read_text("utf-8"), "utf-8")
    monkeypatch.setattr(lexicon.read, "__defaults__", (words, ()))
    assess.load.cache_clear()
    return spanish


@pytest.fixture(autouse=True)
def forget_word_lists() -> Any:
    yield
    assess.load.cache_clear()


def test_a_damaged_word_list_is_named_and_nothing_is_served(
    damaged_word_list: Path, now: datetime
) -> None:
    read = edition(FLOWS, now)
    assert read.book is None
    [problem] = read.problems
    assert one_line(problem).startswith("responder/safety/words/es.toml: error: is not TOML")
    assert "line 1" in problem.what


def test_a_rule_that_makes_no_sense_is_named_with_its_line(
    damaged_word_list: Path, now: datetime
) -> None:
    whole = (lexicon.WORDS / "es.toml").read_text("utf-8")
    rule = '[[urgent]]\nid = "aparte"\nadded = 2026-11-27\nwhy = "A."\nsituation = "nadie"\n'
    damaged_word_list.write_text(f"{whole}\n{rule}", "utf-8")
    [problem] = edition(FLOWS, now).problems
    line = whole.count("\n") + 3
    assert one_line(problem).startswith(f"responder/safety/words/es.toml:{line}:1: error: ")
    assert "'es/aparte' names no situation" in problem.what


def test_with_a_damaged_word_list_every_text_and_call_gets_988(
    damaged_word_list: Path, line_with: Callable[[Path], Line], app_with: Callable[[Path], Any]
) -> None:
    for body in ("menu", "i want to die", ""):
        [words] = Texter(line_with(FLOWS)).text(body)
        assert "988" in words[:60]
    assert "9, 8, 8" in Caller(line_with(FLOWS)).dial().words
    assert app_with(FLOWS).test_client().get("/ready").status_code == 503


@pytest.mark.parametrize("missing", ["line.yaml", "crisis.yaml", "help.yaml"])
def test_without_a_needed_file_nothing_is_served(
    tmp_path: Path, now: datetime, missing: str
) -> None:
    flows = Path(shutil.copytree(FLOWS, tmp_path / "flows"))
    (flows / missing).unlink()
    read = edition(flows, now)
    assert read.book is None
    assert read.problems


def test_the_shipped_flows_have_no_problem(now: datetime) -> None:
    read = edition(FLOWS, now, past_is_fault=True)
    assert read.problems == ()
    assert read.book is not None
