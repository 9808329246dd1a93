"""Prove that the line keeps its promises: every state of a call, every word of a text."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from responder.exchange import Language
from responder.flow.place import Places
from responder.phone.line import Line
from responder.proofs.beside import beside
from responder.proofs.calls import walk
from responder.proofs.cause import Causes
from responder.proofs.found import Found
from responder.proofs.menu import prove_menu
from responder.proofs.on_calls import Calls, prove_calls
from responder.proofs.on_texts import URGENT, prove_texts
from responder.proofs.promise import Proof
from responder.render import Book

# Of each page or meeting; the shipped flows have about 20. More is an address that never repeats.
MOST_STATES_EACH = 100


def prove(
    line: Line,
    book: Book,
    places: Places | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Proof:
    """Return what was found by walking all of `line`, which should say what is in `book`.

    `places` are where the flow's texts stand, for the lines of files that broke a promise.
    `progress` is told how many of the states found so far are done.
    """
    causes, found = Causes(book.flow, places), Found()
    most = MOST_STATES_EACH * (len(book.flow.pages) + len(book.flow.meetings))
    with beside(partial(_texts, line, book, causes)) as texts:
        walked = walk(line, _spoken_at_menu(book), progress, most)
        calls = Calls(walked, book, causes, found)
        latest = prove_calls(calls)
        if walked.whole:
            prove_menu(calls)
        sent, found_in_texts = texts()
    found.take_in(found_in_texts)
    return Proof(len(walked.states), walked.transitions, sent, latest, found.all())


def _texts(line: Line, book: Book, causes: Causes) -> tuple[int, Found]:
    """Return how many texts were sent, and the broken promises that they found."""
    found = Found()
    return prove_texts(line, book, causes, found), found


def _spoken_at_menu(book: Book) -> list[str]:
    """Return words to say at the menu that lead to every page, those without a key too.

    Cries for help are among them: they lead to the crisis page of each situation.
    """
    words = [
        word
        for page in book.flow.pages.values()
        for language in Language
        for word in (*page.words[language][:1], page.title[language])
    ]
    return list(dict.fromkeys([*words, *URGENT]))
