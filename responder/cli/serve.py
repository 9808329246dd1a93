"""`responder serve`: the production server."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from responder import serve as server
from responder.flow.folder import digest_of
from responder.limits import leave_no_dump, open_all_files
from responder.settings import Settings, SettingsWrong

if TYPE_CHECKING:
    from responder.exchange import Language
    from responder.flow.pulled import FeedState
    from responder.render import Book
    from responder.serving.line import Application, FeedRead, Reading
    from responder.web import Shown

MISUSED = 2

# While the line is made nothing becomes garbage; looking for it would take a fifth of the start.
gc.disable()
# Before anything opens a socket or imports what may: this module is loaded first of all.
server.patch()


@click.command()
@click.option("--bind", default=None, help="HOST:PORT to listen on; beats RESPONDER_BIND")
def serve(bind: str | None) -> None:
    """Answer texts and calls until stopped.

    Needs TWILIO_AUTH_TOKEN (or the key of another carrier) and RESPONDER_PUBLIC_URL. Starts even
    without one good flow file: then every text and call gets the built-in crisis text, and /ready
    says what is wrong. Changed flow files are taken up as soon as they are whole and good.
    """
    server.warn_of_unread(os.environ)  # first: one may be what a missing setting was to be
    try:
        settings = Settings.read(os.environ, bind)
    except SettingsWrong as wrong:
        click.echo(str(wrong), err=True)
        sys.exit(MISUSED)
    # So that every line of the log says where, whatever folder this was started in.
    settings = replace(settings, flows=settings.flows.absolute())
    leave_no_dump()
    open_all_files()
    sys.exit(server.run(settings, FlowLine(settings)))


class FlowLine:
    """The line of the flow files, as the server wants it told.

    What each part needs is imported only there: a process that reads no flows or answers nobody
    does without, and Flask comes after the server's own patches.
    """

    _shown: Shown

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opened = False
        self.is_whole = True

    def digest(self) -> bytes:
        """Return a digest of the flow files."""
        return digest_of(self._settings.flows)

    def read(self, *, running: bool) -> Reading:
        """Read, check and render the flow files."""
        from responder.edition import edition
        from responder.flow.problem import LAST_GOOD, ONLY_CRISIS_TEXT, one_line, show
        from responder.flow.pulled import states
        from responder.serving.line import Reading

        # The first time, the word lists are loaded by `open`, in another process at that moment.
        found = edition(self._settings.flows, datetime.now(UTC), word_lists=self._opened)
        kept_back = [each for each in found.problems if each.keeps_back]
        book = found.book
        if book is None:
            outcome = LAST_GOOD if running else ONLY_CRISIS_TEXT
            return Reading(
                None,
                faults=tuple(map(one_line, kept_back)),
                fixes=tuple(each.fix for each in kept_back),
                shown=show(found.problems, outcome),
            )
        until = book.until.timestamp() if book.until else float("inf")
        # What people ask with is all in the index by now; no worker needs it twice.
        flow = book.flow.model_copy(update={"questions": {}})
        feeds = tuple(map(_feed, states(flow.feeds, flow.pulled)))
        book = replace(book, flow=flow, published=self._published(book))
        return Reading(book, until, sample=flow.line.sample, feeds=feeds)

    def ahead(self, edition: Any, at: float) -> tuple[object, float]:
        """Return what the clock changes of the book `edition` at `at`, and until when it holds."""
        from responder.render import render

        book = render(edition.flow, datetime.fromtimestamp(at, UTC), edition)
        changes = {**book.changes(), "published": self._published(book)}
        return changes, book.until.timestamp() if book.until else float("inf")

    def _published(self, book: Book) -> Mapping[Language, bytes]:
        """Return the meetings as a calendar: made where it holds up nobody who is answered."""
        from responder.calendars.publish import published

        host = urlsplit(self._settings.public_url).hostname or "line"
        return published(book.flow, book.made_of.now, host)

    def open(self, report: Callable[[str], None]) -> Application:
        """Return the app, and load what it needs to judge a message."""
        from responder.edition import Edition
        from responder.safety import assess
        from responder.safety.wordlist import WordListError
        from responder.web import Shown, create_app

        self._opened = True
        try:
            assess.load()
        except WordListError:
            self.is_whole = False
        self._shown = Shown(self._settings, Edition(None, ()))
        return create_app(self._settings, report, shown=self._shown)

    def use(self, edition: Any) -> None:
        """Answer from the book `edition`."""
        self._shown.use(edition)

    def use_next(self, change: Any) -> None:
        """Answer from what `change` makes of the book in use, when that no longer holds."""
        self._shown.use_next(change)

    def blame(self, faults: tuple[str, ...]) -> None:
        """Let /ready say what is wrong with the newest flow files."""
        self._shown.faults = faults


def _feed(state: FeedState) -> FeedRead:
    from responder.serving.line import FeedRead

    return FeedRead(
        state.name,
        state.read_at.timestamp() if state.read_at else None,
        state.stale_at.timestamp() if state.stale_at else None,
        state.failed,
        state.left_out,
    )
