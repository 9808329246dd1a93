"""What words lean to is learnt from the questions in use, and only ever settles what is close."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from responder.leaning import ANY, FILE, SURE, Leanings, read
from responder.question import Questions
from responder.render import Book
from responder.weighed import TEXT, Phrase
from responder.wording.plain import words_in

ROOT = Path(__file__).parent.parent
LEANS = Leanings(
    {
        ANY: {"board": 0, "team": 0, "plan": -5},
        "vote": {"board": SURE, "team": -1},
        "zoom": {"board": 3, "team": 4},
    }
)


def trainer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("train", ROOT / "tools" / "train_routing.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_learning_again_gives_the_file_that_is_in_use() -> None:
    train = trainer()
    again = train.learn(list(train.questions()))
    assert again == read(FILE.read_text("utf-8"))
    assert train.written(again) == FILE.read_text("utf-8")


def test_nothing_is_learnt_from_what_is_kept_apart(tmp_path: Path) -> None:
    train = trainer()
    panel = "# part: apart\nboard\ten\twhen\n# part: in use\nplan\ten\twhich\n"
    (tmp_path / "panel.tsv").write_text(panel, "utf-8")
    (tmp_path / "more.tsv").write_text("# More.\nteam|plan\tes\tcuándo\n", "utf-8")
    vars(train).update(PANEL=tmp_path / "panel.tsv", MORE=tmp_path / "more.tsv")
    assert list(train.questions()) == [
        (frozenset({"which"}), "plan"),
        (frozenset({"cuando"}), "team"),
    ]


def test_every_page_that_words_lean_to_is_one_of_ours(book: Book) -> None:
    pages = {page for leans in read(FILE.read_text("utf-8")).values() for page in leans}
    assert pages - set(book.flow.pages) == {"menu"}


@pytest.mark.parametrize(
    ("best", "near", "said", "page"),
    [
        pytest.param("team", ["team", "board"], ["vote"], "board", id="surely the other"),
        pytest.param("board", ["team", "board"], ["zoom"], "board", id="hardly the other"),
        pytest.param("team", ["team", "plan"], ["vote"], "team", id="the other is not near"),
        pytest.param("new", ["new", "board"], ["vote"], "new", id="a page of staff's own"),
        pytest.param("team", ["team", "new"], ["vote"], "team", id="beside a page of staff's own"),
        pytest.param("team", ["team", "board"], [], "team", id="nothing said"),
    ],
)
def test_words_lean_to_a_page_only_where_it_is_near_and_sure(
    best: str, near: list[str], said: list[str], page: str
) -> None:
    assert LEANS.between(best, near, said) == page


def test_a_question_that_names_two_pages_alike_gets_the_one_its_words_lean_to() -> None:
    phrases = [
        Phrase("board", "grand board"),
        Phrase("team", "grand team"),
        Phrase("plan", "they vote on it", TEXT),
    ]
    words = words_in("grand team or grand board, which one can vote")
    found = [Questions.of(phrases, {}, leanings=each).find(words) for each in (None, LEANS)]
    assert [each and each.page for each in found] == ["team", "board"]
