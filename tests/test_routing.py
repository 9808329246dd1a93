"""Whole questions find their page: the routing panel, half of it never tuned to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.drafts import UNKNOWN
from responder.exchange import Language
from responder.question import Questions
from responder.render import Book
from responder.route import asked_for
from responder.stems import spelled, stem_of
from responder.weighed import Phrase
from responder.wording.common import told_by
from responder.wording.plain import plain, words_in

PANEL = Path(__file__).parent / "routing.tsv"
MORE = Path(__file__).parent / "routing_more.tsv"
UNSEEN = Path(__file__).parent / "routing_unseen.tsv"
# Pages for small talk that the panel, written before them, counts with the menu.
NEW_SINCE = {"thanks", "wrong_number"}
# What is held today: docs/routing.md says more.
LEAST = {"in use": 0.97, "apart": 0.92, "more, even lines": 0.96}
UNSURE = {"in use": 0.02, "apart": 0.02, "more, even lines": 0.03}  # those are often two words only


@dataclass(frozen=True)
class Row:
    part: str
    pages: tuple[str, ...]
    language: Language
    text: str


def rows() -> list[Row]:
    found: list[Row] = []
    part = ""
    for line in PANEL.read_text("utf-8").splitlines():
        if line.startswith("# part: "):
            part = "apart" if "apart" in line else "in use"
        elif not line.startswith("#"):
            found.append(row(part, line))
    more = [line for line in MORE.read_text("utf-8").splitlines() if not line.startswith("#")]
    found.extend(row("more, even lines", line) for line in more[1::2])
    return found


def row(part: str, line: str) -> Row:
    pages, language, text = line.split("\t")
    return Row(part, tuple(pages.split("|")), Language(language), text)


ROWS = rows()


def answered_with(text: str, book: Book) -> str:
    """Return the page that `text` is answered with, "menu" for the menu."""
    words = words_in(text)
    asked = asked_for(plain(text), words, told_by(words), book)
    name = asked.meant.page if asked else UNKNOWN
    if name in NEW_SINCE:
        return "menu"
    return "menu" if name.startswith(".") and name != ".how-to-stop" else name.partition(".")[0]


def test_the_panel_is_as_large_as_it_must_be() -> None:
    counted = Counter((row.part, row.language) for row in ROWS)
    assert len(ROWS) >= 400
    assert min(sum(counted[part, each] for each in Language) for part in LEAST) >= 200
    assert min(counted.values()) >= 100
    assert len({row.text for row in ROWS}) == len(ROWS)


def test_every_page_of_the_panel_is_one_of_ours(book: Book) -> None:
    named = {page for row in ROWS for page in row.pages} - {"menu"}
    assert named <= set(book.flow.pages)
    assert len(named) > 40


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("part", LEAST)
def test_questions_get_the_page_they_ask_for(book: Book, part: str, language: Language) -> None:
    asked = [row for row in ROWS if (row.part, row.language) == (part, language)]
    right = sum(answered_with(row.text, book) in row.pages for row in asked)
    share = right / len(asked)
    # Nothing but the share is compared: a failure must not show what is kept apart.
    assert share >= LEAST[part]


@pytest.mark.parametrize("language", Language)
def test_questions_that_no_word_was_chosen_by_get_their_page(
    book: Book, language: Language
) -> None:
    lines = [line for line in UNSEEN.read_text("utf-8").splitlines() if not line.startswith("#")]
    asked = [each for line in lines if (each := row("unseen", line)).language is language]
    right = sum(answered_with(each.text, book) in each.pages for each in asked)
    share = right / len(asked)
    assert len(asked) >= 70
    assert share >= 0.91


@pytest.mark.parametrize("part", LEAST)
def test_questions_are_answered_in_their_language(book: Book, part: str) -> None:
    asked = [row for row in ROWS if row.part == part]
    told = [(row.language, told_by(words_in(row.text))) for row in asked]
    wrong = sum(found not in (language, None) for language, found in told) / len(asked)
    unsure = sum(found is None for _, found in told) / len(asked)
    assert wrong <= 0.01
    assert unsure <= UNSURE[part]


@pytest.mark.parametrize("page", ["board", "plan", "meetings", "help_numbers", "trevor"])
def test_a_word_texted_plainly_is_never_read_as_a_question(book: Book, page: str) -> None:
    for language in Language:
        for word in book.flow.pages[page].words[language]:
            assert answered_with(word, book) == page


# Pages of a line of our own: the board is a part of the plan, and meetings lists what it does.
SMALL = Questions.of(
    [
        Phrase("plan", "plan"),
        Phrase("plan", "state plan"),
        Phrase("board", "advisory board"),
        Phrase("board", "the board"),
        Phrase("board", "oversight", on_menu=False),
        Phrase("committee", "advisory committee"),
        Phrase("meetings", "meetings"),
        Phrase("video", "video"),
        Phrase("about", "what is this number"),
        Phrase("call211", "2-1-1"),
    ],
    {"board": frozenset({"plan", "meetings"})},
    ["children"],
)


@pytest.mark.parametrize(
    ("text", "page"),
    [
        pytest.param("could you tell me about the advisory board", "board", id="a whole phrase"),
        pytest.param("who does the oversight around here", "board", id="a word to ask with"),
        pytest.param("when is the advisry bord", "board", id="a slip in each word"),
        pytest.param("whats on the AdvisoryBoard list", "board", id="written together"),
        pytest.param("the board of the state plan", "board", id="a part rather than the whole"),
        pytest.param("is there a meeting of the board", "board", id="whose meeting"),
        pytest.param("are there any meetings", "meetings", id="any meeting"),
        pytest.param("so what is this number then", "about", id="everyday words in a phrase"),
        pytest.param("what does two one one do", "call211", id="digits one by one"),
    ],
)
def test_a_question_is_about_the_page_it_names(text: str, page: str) -> None:
    found = SMALL.find(words_in(text))
    assert found is not None
    assert found.page == page


@pytest.mark.parametrize(
    ("text", "page"),
    [
        pytest.param("a lady on the board gave me this, is there a video", "video", id="whose"),
        pytest.param("a lady on the board gave me this, who is she", "board", id="nothing else"),
        pytest.param("im on the board, where is the plan", "board", id="who asks, more specific"),
    ],
)
def test_who_asks_and_who_sent_them_counts_where_nothing_else_is_named(
    text: str, page: str
) -> None:
    found = SMALL.find(words_in(text))
    assert found is not None
    assert found.page == page


@pytest.mark.parametrize(
    "text",
    [
        "",
        "what",
        "is this the one",
        "the children",
        "pizza near me",
        "asdf qwer",
        "привет как дела",
    ],
)
def test_what_names_nothing_known_is_about_nothing(text: str) -> None:
    assert SMALL.find(words_in(text)) is None


def test_a_second_page_that_is_named_is_told_too() -> None:
    found = SMALL.find(words_in("where is the video about the advisory board"))
    assert found is not None
    assert {found.page, found.besides} == {"board", "video"}


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("meetings", "meet"), ("meeting", "meet"), ("reuniones", "reunion"), ("agencies", "agency"),
        ("classes", "class"), ("crisis", "crisis"), ("bus", "bus"), ("gas", "gas"), ("988", "988"),
    ],
)  # fmt: skip
def test_number_and_tense_are_taken_off(word: str, stem: str) -> None:
    assert stem_of(word) == stem


def test_every_grown_age_is_read_alike() -> None:
    assert spelled(["im", "34"]) == spelled(["im", "52"])
    assert spelled(["im", "34"]) != spelled(["im", "17"])


def test_less_is_enough_where_every_word_is_known() -> None:
    index = Questions.of([Phrase(f"page{n}", f"word{n} for them") for n in range(40)], {})
    found = index.find(words_in("is it word7"))
    assert found is not None
    assert found.page == "page7"
    assert index.find(words_in("is it word7 zorblax")) is None


def test_more_is_enough_where_several_words_are_unknown() -> None:
    index = Questions.of([Phrase("stop", "how much")], {})
    assert index.find(words_in("how much")) is not None
    assert index.find(words_in("how much is a zorblax of quoodle")) is None


@given(st.lists(st.text(max_size=20), max_size=60))
def test_any_words_at_all_are_read(words: list[str]) -> None:
    found = SMALL.find(words)
    assert found is None or found.weight > 0


def test_more_pages_do_not_make_a_question_longer_to_read() -> None:
    """Counted in looks at the index, not in seconds."""

    class Counted(dict[str, tuple[tuple[str, float], ...]]):
        looked = 0

        def get(self, key: str, default: Any = None) -> Any:
            found = super().get(key, default)
            Counted.looked += 1 + len(found or ())
            return found

    words = words_in("when is the next page 7 meeting of word7 and is it on zoom for the parents")
    seen = []
    for pages in (60, 10_000):
        phrases = [Phrase(f"page{n}", f"word{n} meeting {n % 40}") for n in range(pages)]
        index = Questions.of(phrases, {})
        object.__setattr__(index, "_parts", Counted(index._parts))
        Counted.looked = 0
        index.find(words)
        seen.append(Counted.looked)
    assert seen[1] <= 1.5 * seen[0]
