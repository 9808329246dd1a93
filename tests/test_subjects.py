"""Every subject that the client asked for answers by text and by phone, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from responder.exchange import Language
from responder.phone.phone import Caller, Line, Texter
from responder.render import Book
from responder.wording.gsm7 import fold
from responder.wording.spoken import spoken

pytestmark = pytest.mark.slow  # whole lines are opened and walked

CONTENT_KEYS = "3456"


@dataclass(frozen=True)
class Subject:
    """A subject: its page, what it must say in each language, and words people use for it."""

    page: str
    en: str
    es: str
    words: tuple[str, ...] = ()


def subjects() -> dict[str, Subject]:
    rows = (Path(__file__).parent / "subjects.tsv").read_text("utf-8").splitlines()
    cells = [row.split("\t") for row in rows if not row.startswith("#")]
    return {
        name: Subject(page, en, es, tuple(filter(None, words.split("|"))))
        for name, page, en, es, words in cells
    }


SUBJECTS = subjects()


def slipped(word: str) -> str:
    """Return `word` with two letters in the middle swapped, as thumbs do."""
    for at in range(len(word) // 2, len(word) - 1):
        if word[at].isalpha() and word[at + 1].isalpha() and word[at] != word[at + 1]:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word


@pytest.mark.parametrize("subject", SUBJECTS.values(), ids=SUBJECTS)
@pytest.mark.parametrize("language", list(Language))
def test_its_words_bring_it_by_text(
    line: Line, book: Book, subject: Subject, language: Language
) -> None:
    page = book.flow.pages[subject.page]
    own = page.words[language] or page.words[language.other]
    assert own, f"{subject.page} has no words"
    must_say = subject.en if language is Language.EN else subject.es
    # A word that is a topic of danger itself, such as "report abuse", has 988 in front.
    # "Next meeting" brings just that one.
    names = [
        name for name in (subject.page, f"{subject.page}.next") if (name, language) in book.texts
    ]
    expected = [
        [replies[name, language]] for name in names for replies in (book.texts, book.topic_texts)
    ]
    assert fold(must_say).casefold() in expected[0][0].casefold().replace("\n", " ")
    texter = Texter(line)
    texter.text("ENGLISH" if language is Language.EN else "ESPAÑOL")
    for word in (*own, *subject.words):
        assert texter.text(word) in expected, word
        assert texter.text(f"Hi, {word.title()} please") in expected, word


@pytest.mark.parametrize("subject", SUBJECTS.values(), ids=SUBJECTS)
@pytest.mark.parametrize("language", list(Language))
def test_a_slip_in_a_long_word_still_brings_it(
    line: Line, book: Book, subject: Subject, language: Language
) -> None:
    words = book.flow.pages[subject.page].words[language]
    own = [word for word in words if len(word) >= 6 and word.isalpha()]
    expected = book.texts[subject.page, language]
    texter = Texter(line)
    texter.text("ENGLISH" if language is Language.EN else "ESPAÑOL")
    brought = [word for word in own if texter.text(slipped(word)) == [expected]]
    assert brought or not own, own


@pytest.mark.parametrize("subject", SUBJECTS.values(), ids=SUBJECTS)
@pytest.mark.parametrize("language", list(Language))
def test_three_keys_or_fewer_bring_it_by_phone(
    line: Line, book: Book, subject: Subject, language: Language
) -> None:
    keys = keys_to(book, subject.page)
    assert 1 <= len(keys) <= 3
    assert set(keys) <= set(CONTENT_KEYS)
    caller = Caller(line)
    caller.dial()
    if language is Language.ES:
        caller.press("2")
    since = len(caller.heard)
    for key in keys:
        since = len(caller.heard)
        caller.press(key)
    heard = " ".join(each.words for each in caller.heard[since:])
    title = spoken(book.flow.pages[subject.page].title[language], language)
    assert heard.startswith("".join(span.words for span in title))


def keys_to(book: Book, name: str) -> str:
    page = book.flow.pages[name]
    assert page.key is not None, f"{name} has no key"
    return (keys_to(book, page.under) if page.under else "") + page.key


def test_no_page_is_forgotten_here(book: Book) -> None:
    known = {subject.page for subject in SUBJECTS.values()}
    menus = {"initiatives", "help_numbers", "about", "more"}
    by_text_only = {name for name, page in book.flow.pages.items() if page.key is None}
    assert set(book.flow.pages) - known - menus == by_text_only
