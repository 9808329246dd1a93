"""How well whole questions find their page, by four ways of finding it, and how fast.

Run with `.venv/bin/python benchmarks/routing.py`. Shares are of tests/routing.tsv, the half in use
and the half that is kept apart. "words only" is the whole message as a menu word; "longest word"
the longest menu word anywhere in it; "learnt" a naive Bayes classifier over words and pairs of
words, trained on the half in use; "ours" is what the line does. Times are ratios to folding the
message alone.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from math import log
from pathlib import Path

from responder.edition import edition
from responder.question import Questions
from responder.render import Book
from responder.route import asked_for
from responder.weighed import Phrase
from responder.wording.common import told_by
from responder.wording.plain import plain, words_in

ROOT = Path(__file__).parent.parent
Row = tuple[tuple[str, ...], str]
SMOOTHING = 0.1
ROUNDS = 400


def panel() -> dict[str, dict[str, list[Row]]]:
    """Return pages and text of every line, by part and language."""
    found: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    part = ""
    for line in (ROOT / "tests" / "routing.tsv").read_text("utf-8").splitlines():
        if line.startswith("# part: "):
            part = "kept apart" if "apart" in line else "in use"
        elif not line.startswith("#"):
            pages, language, text = line.split("\t")
            found[part][language].append((tuple(pages.split("|")), text))
    return found


def words_only(book: Book) -> Callable[[str], str]:
    """Return the page of a message that is a menu word."""

    def page(text: str) -> str:
        meant = book.words.find(plain(text))
        return meant.page if meant else "menu"

    return page


def longest_word(book: Book) -> Callable[[str], str]:
    """Return the page of the longest menu word in a message."""
    phrases = {
        " ".join(words_in(word)): name
        for name, entry in book.flow.pages.items()
        for word in (*entry.words.en, *entry.words.es)
    }

    def page(text: str) -> str:
        words = words_in(text)
        for size in range(6, 0, -1):
            for at in range(len(words) - size + 1):
                if found := phrases.get(" ".join(words[at : at + size])):
                    return found
        return "menu"

    return page


def learnt(rows: Iterable[Row]) -> Callable[[str], str]:
    """Return the page that a naive Bayes classifier trained on `rows` finds likeliest."""

    def features(text: str) -> list[str]:
        words = words_in(text)
        return [*words, *(f"{one} {two}" for one, two in pairwise(words))]

    counts: dict[str, Counter[str]] = defaultdict(Counter)
    pages: Counter[str] = Counter()
    for named, text in rows:
        counts[named[0]].update(set(features(text)))
        pages[named[0]] += 1
    known = {feature for each in counts.values() for feature in each}

    def page(text: str) -> str:
        said = set(features(text)) & known
        return max(
            pages,
            key=lambda name: (
                log(pages[name])
                + sum(
                    log((counts[name][each] + SMOOTHING) / (pages[name] + 2 * SMOOTHING))
                    for each in said
                )
            ),
        )

    return page


def ours(book: Book) -> Callable[[str], str]:
    """Return the page that the line answers with."""

    def page(text: str) -> str:
        words = words_in(text)
        asked = asked_for(plain(text), words, told_by(words), book)
        name = asked.meant.page if asked else "menu"
        return "menu" if name.startswith(".") else name.partition(".")[0]

    return page


def micros(run: Callable[[], object]) -> float:
    """Return the least time of one run, in microseconds."""
    best = float("inf")
    for _ in range(ROUNDS):
        begun = time.perf_counter_ns()
        run()
        best = min(best, time.perf_counter_ns() - begun)
    return best / 1000


def many_pages(pages: int) -> Questions:
    """Return an index of as many made-up pages, each with a word of its own and shared ones."""
    draw = random.Random(pages)
    return Questions.of(
        (
            Phrase(f"page{n}", f"{''.join(draw.choices('abcdefghijklmnop', k=8))} meeting {n % 97}")
            for n in range(pages)
        ),
        {},
    )


def main() -> None:
    """Print the shares and the ratios."""
    book = edition(ROOT / "flows", datetime(2026, 12, 1, 14, tzinfo=UTC)).book
    if book is None:
        sys.exit("the flow files are at fault")
    rows = panel()
    ways = {
        "words only": words_only(book),
        "longest word": longest_word(book),
        "learnt": learnt([row for each in rows["in use"].values() for row in each]),
        "ours": ours(book),
    }
    out = sys.stdout.write
    for part, by_language in rows.items():
        for language, asked in by_language.items():
            shares = (
                f"{name} {sum(way(text) in pages for pages, text in asked) / len(asked):.3f}"
                for name, way in ways.items()
            )
            out(f"{part}, {language} ({len(asked)}): {', '.join(shares)}\n")
    question = (
        "hi there my name is dana and i work at a school in waterbury, could you please tell me "
        "when the next meeting of the advisory board is, and is it on zoom or not"
    )[:160]
    words = words_in(question)
    folding = micros(lambda: words_in(question))
    finding = micros(lambda: book.questions.find(words))
    few, many = (
        micros(partial(index.find, words)) for index in (many_pages(60), many_pages(10_000))
    )
    out(f"finding a page at 160 characters: {finding:.0f} us, {finding / folding:.1f} x folding\n")
    out(f"10,000 pages beside 60: {many / few:.2f} x\n")


if __name__ == "__main__":
    main()
