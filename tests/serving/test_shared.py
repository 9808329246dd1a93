"""What processes share: editions laid down and taken, and counts that outlive who counted."""

from __future__ import annotations

import io
import os
import signal
from dataclasses import replace
from datetime import timedelta

import pytest

from responder.render import Book, render
from responder.serving.desk import tell_news
from responder.serving.job import Job
from responder.serving.line import FeedRead, Reading
from responder.serving.packed import packed, unpacked
from responder.serving.shared import Shared
from responder.serving.shelf import Shelf
from responder.serving.tally import Tally
from tests.conftest import NOW


def test_what_another_process_lays_down_is_taken_until_the_next() -> None:
    shelf = Shelf()
    assert (shelf.number, shelf.take()) == (0, None)
    for number, content in enumerate((b"a" * 100_000, b"b", b"c" * 200_000, b"e", b"d" * 50), 1):
        assert Job(lambda content=content: shelf.put(content)).wait() == ""  # type: ignore[misc]  # as is
        copy = shelf.take()
        assert copy is not None
        assert (shelf.number, copy.content[:]) == (number, content)


def test_who_is_killed_while_laying_down_has_changed_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shelf = Shelf()
    shelf.put(b"first" * 1000)
    before = shelf.take()
    assert before is not None

    def killed_half_way() -> None:
        write = os.pwrite

        def dies(file: int, content: bytes, at: int) -> int:
            write(file, content[: len(content) // 2], at)
            os.kill(os.getpid(), signal.SIGKILL)
            return 0

        monkeypatch.setattr(os, "pwrite", dies)
        shelf.put(b"second" * 100_000)

    assert Job(killed_half_way).wait() == "it was ended by SIGKILL"
    after = shelf.take()
    assert after is not None
    assert (shelf.number, after.digest, after.content[:]) == (1, before.digest, b"first" * 1000)


def test_a_book_is_the_same_after_it_was_packed(book: Book) -> None:
    pieces = list(unpacked(io.BytesIO(packed(book))))
    taken = pieces[-1]
    assert isinstance(taken, Book)
    assert len(pieces) > 20  # none of which holds answers up for long
    for name in ("flow", "texts", "topic_texts", "more", "crisis_texts", "top", "heard", "until"):
        assert getattr(taken, name) == getattr(book, name)
    assert taken.questions.find(["how", "much", "does", "it", "cost"]) == book.questions.find(
        ["how", "much", "does", "it", "cost"]
    )
    for word in ("meetings", "meatings", "reuniones"):
        assert taken.words.find(word) == book.words.find(word) is not None
    text = next(iter(book.texts.values()))
    assert taken.ours(text)
    assert not taken.ours("somebody else's words")


def test_what_the_clock_changes_of_a_book_makes_the_next_of_it(book: Book) -> None:
    tomorrow = NOW + timedelta(days=8)
    next_one = render(book.flow, tomorrow, book)
    *_, changes = unpacked(io.BytesIO(packed(next_one.changes())))
    assert isinstance(changes, dict)
    assert len(packed(changes)) * 10 < len(packed(book))
    made = book.changed(changes)
    assert (made.texts, made.heard, made.until) == (next_one.texts, next_one.heard, next_one.until)
    assert made.texts != book.texts
    assert made.questions is book.questions
    assert replace(made, until=None).texts == made.texts


def test_counts_outlive_who_counted_and_go_on_after_them() -> None:
    tally = Tally(3)

    def counts() -> None:
        place = tally.place(1)
        for _ in range(5):
            place.add(("answers", "text", "page", "plan"))
            place.time("text", 0.003)
        place.put(("workers",), 7)
        os.kill(os.getpid(), signal.SIGKILL)

    for _ in range(2):
        Job(counts).wait()
    tally.place(0).add(("answers", "text", "page", "plan"), 3)
    assert tally.sums() == {
        ("answers", "text", "page", "plan"): 13,
        ("timed", "text", "0.005"): 10,
        ("time", "text"): 30_000,
        ("workers",): 7,
    }


def test_what_no_longer_fits_is_counted_as_uncounted() -> None:
    place = Tally(2).place(1)
    for number in range(1500):
        place.add((str(number),))
    counted = dict(place.read())
    assert (len(counted), counted["uncounted",]) == (1024, 477)
    assert counted["0",] == 1


def test_times_fall_under_the_bound_that_is_not_less() -> None:
    place = Tally(1).place(0)
    for seconds in (0.0, 0.001, 0.0011, 15.0, 99.0):
        place.time("call", seconds)
    timed = {key[2]: count for key, count in place.read() if key[0] == "timed"}
    assert timed == {"0.001": 2, "0.0025": 1, "15.0": 1, "inf": 1}


class Line:
    """A line whose flows are read as it is told."""

    def __init__(self) -> None:
        self.reading = Reading("flows", feeds=(FeedRead("board", 1.0, 2.0, "no answer", 3),))

    def digest(self) -> bytes:
        return b"always"

    def read(self, *, running: bool) -> Reading:
        return self.reading


def test_how_the_feeds_do_is_told_of_the_flows_that_are_in_use() -> None:
    shared, line = Shared(), Line()
    feeds = line.reading.feeds
    for reading in (line.reading, Reading(None, faults=("flows/line.yaml:1:1: error",))):
        line.reading = reading
        shared.read(line)  # type: ignore[arg-type]  # only what reading needs
        news = shared.news()
        assert news is not None
        assert news.feeds == feeds
    tell_news(shared, "it was ended by SIGKILL")
    news = shared.news()
    assert news is not None
    assert (news.result, news.feeds) == ("failed", feeds)


def test_a_feed_is_old_from_its_hour_on_and_until_it_was_read() -> None:
    feed = FeedRead("board", 1.0, 2.0)
    assert [feed.is_stale(now) for now in (1.9, 2.0)] == [False, True]
    assert FeedRead("board", None, None).is_stale(0.0)
