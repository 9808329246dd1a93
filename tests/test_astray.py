"""Which questions a change of the flow files sends to another page."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from responder.astray import OTHER, WORSE, QuestionsError, astray, questions_in
from responder.cli import commands
from responder.edition import edition
from responder.render import Book

ROOT = Path(__file__).parent.parent
QUESTIONS = (
    "# page, language, question\n"
    "plan\ten\twhat is the blueprint for\n"
    "board|plan\ten\tblueprint\n"
    "menu\ten\tquokka\n"
    "plan\tes\tqué es el plan\n"
)
PAGE = """
  example:
    under: plan
    words:
      en: [blueprint for, what is the blueprint for, quokka]
      es: [ejemplo]
    title:
      en: Example
      es: Ejemplo
    text:
      en: >-
        An example.
      es: >-
        Un ejemplo.
    source: example.org
    read_on: 2026-11-25
"""


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    file = tmp_path / "questions.tsv"
    file.write_text(QUESTIONS, "utf-8")
    return file


def test_what_a_new_page_took_from_the_right_one_is_told_apart(
    tmp_path: Path, asked: Path, book: Book, now: datetime
) -> None:
    flows = Path(shutil.copytree(ROOT / "flows", tmp_path / "flows"))
    with (flows / "initiatives.yaml").open("a", encoding="utf-8") as file:
        file.write(PAGE)
    changed = edition(flows, now).book
    assert changed is not None
    groups = astray(book, changed, questions_in(asked))
    told = {
        group.title: [(each.acts, each.was, each.now) for each in group.differences]
        for group in groups
    }
    assert told == {
        WORSE: [
            (("what is the blueprint for",), ("plan",), ("example",)),
            (("quokka",), ("the menu",), ("example",)),
        ]
    }
    [group] = astray(changed, book, questions_in(asked))
    assert group.title == OTHER


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (b"plan\ten\n", "line 1: write a page, en or es, and a question, with a tab between each"),
        (b"# odd\nplan\tfr\tle plan\n", "line 2: write a page, en or es"),
        (b"plan\ten\tcaf\xe9\n", "is not text in UTF-8"),
        (None, "cannot be read"),
    ],
)
def test_a_file_of_questions_that_cannot_be_used_is_named(
    tmp_path: Path, held: bytes | None, said: str
) -> None:
    file = tmp_path / "questions.tsv"
    if held is not None:
        file.write_bytes(held)
    with pytest.raises(QuestionsError, match=said):
        list(questions_in(file))
    done = CliRunner().invoke(
        commands, ["diff", str(ROOT / "flows"), str(ROOT / "flows"), "--questions", str(file)]
    )
    assert (done.exit_code, said in done.stderr) == (2, True)
