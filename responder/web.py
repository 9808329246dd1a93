"""The web addresses: verify, parse, answer, TwiML, one line each.

Carrier addresses answer in TwiML whatever happens, never with a redirect or a page of Flask's own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.http import dump_cookie

from responder import carrier, failsafe, readiness, sms, twiml, voice
from responder.cookies import COOKIE_SECONDS, Cookies
from responder.edition import Edition, edition
from responder.exchange import Language
from responder.flow.problem import one_line
from responder.lean import LeanFlask, LeanResponse
from responder.render import Book, render
from responder.settings import Settings

COOKIE = "line"
NO_FLOWS = "no_flows"  # what came of a request where no flow is good: the crisis text
CALENDAR_SECONDS = 3600  # for which others may keep the calendar
_CACHED_ANSWERS = 8192


class Shown:
    """What is in use of the flow files, its answers as XML; made anew when the clock changes it.

    `faults` is what keeps the newest flow files from being used, one line each.
    """

    def __init__(self, settings: Settings, read: Edition) -> None:
        self.faults = tuple(one_line(each) for each in read.problems if each.keeps_back)
        self._settings = settings
        self._coming: Book | None = None
        self._put(read.book)

    def at(self, now: datetime) -> Book | None:
        """Return the book that holds at `now`; None when no flow is good."""
        if self._book is not None and now.timestamp() >= self._until:
            coming = self._coming
            if coming is not None and coming.until and now < coming.until:
                self._put(coming)
            else:
                self._put(render(self._book.flow, now, self._book))
        return self._book

    @property
    def is_good(self) -> bool:
        """Whether there is a good flow in use."""
        return self._book is not None

    def use(self, book: Book) -> None:
        """Answer from `book` from now on."""
        self._put(book)

    def use_next(self, changes: Mapping[str, Any]) -> None:
        """Answer from what `changes` make of the book in use, as soon as it no longer holds."""
        if self._book is not None:
            self._coming = self._book.changed(changes)

    def _put(self, book: Book | None) -> None:
        self._book: Book | None = book
        self._coming = None
        self._until: float = book.until.timestamp() if book and book.until else float("inf")
        self.text_xml = lru_cache(_CACHED_ANSWERS)(twiml.message_xml)
        self.call = lru_cache(_CACHED_ANSWERS)(self._call)
        self.calendar = lru_cache(len(Language))(self._calendar)
        if book is not None:
            self._speakers = twiml.speakers(book.flow.line.voices, self._settings.carrier)

    def _calendar(self, language: Language) -> bytes:
        """Return the meetings as a calendar; none where no flow is good."""
        if self._book is None:
            return b""
        if found := self._book.published.get(language):
            return found
        # Only here: a server has it made with the flows, and needs no library for it.
        from responder.calendars.publish import published

        host = urlsplit(self._settings.public_url).hostname or "line"
        return published(self._book.flow, self._book.made_of.now, host)[language]

    def _call(self, screen: voice.Screen) -> tuple[bytes, str, str]:
        """Return the answer to a call as XML, what may be counted of it, and its page."""
        if self._book is None:
            return failsafe.CALL_ANSWER, NO_FLOWS, ""
        answer = voice.steps(screen, self._book)
        xml = twiml.call_xml(answer, self._speakers, self._settings.path_prefix)
        return xml, answer.outcome, answer.page


def create_app(
    settings: Settings,
    report: Callable[[str], None] = failsafe.to_stderr,
    read: Edition | None = None,
    shown: Shown | None = None,
) -> Flask:
    """Return the line as a Flask app, with the failsafe around it.

    `report` gets the kind and place of each fault; it is told nothing else. `read` are the flow
    files, if they were read already; with `shown` they may change while the app answers.
    """
    app = LeanFlask("responder", static_folder=None)
    app.config.update(PROPAGATE_EXCEPTIONS=True, PROVIDE_AUTOMATIC_OPTIONS=False)
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    if shown is None:
        shown = Shown(settings, read or edition(settings.flows, datetime.now(UTC)))
    addresses = Addresses(settings, shown)
    # A proxy may cut the path of the public address off or leave it on.
    for prefix in {"", settings.path_prefix}:
        app.add_url_rule(f"{prefix}/sms", view_func=addresses.text, methods=["POST"])
        for path in ("/voice", "/voice/<any(key, silence, dialled):event>"):
            app.add_url_rule(f"{prefix}{path}", view_func=addresses.call, methods=["POST"])
        app.add_url_rule(f"{prefix}/meetings.ics", view_func=addresses.meetings)
    app.add_url_rule("/health", view_func=addresses.health)
    app.add_url_rule("/ready", view_func=addresses.ready)
    app.register_error_handler(HTTPException, _refused)
    app.wsgi_app = failsafe.failsafe(app.wsgi_app, report)  # type: ignore[assignment, method-assign]  # Flask's own way to wrap an app
    return app


class Addresses:
    """What stands at each address, for one set of settings."""

    def __init__(self, settings: Settings, shown: Shown) -> None:
        self._settings = settings
        self._shown = shown
        self._cookies = Cookies(settings.secret_key)
        secure = settings.public_url.startswith("https:")
        terms = dump_cookie(
            COOKIE,
            max_age=COOKIE_SECONDS,
            sync_expires=False,
            secure=secure,
            httponly=True,
            samesite="Lax",
        )
        self._terms = terms.removeprefix(f"{COOKIE}=")

    def text(self, asked: Request) -> Response:
        """Answer a text."""
        if not self._signed(asked):
            _tell(asked, "text", "refused")
            return _xml(twiml.EMPTY, 403)
        book = self._shown.at(datetime.now(UTC))
        if book is None:
            _tell(asked, "text", NO_FLOWS)
            return _xml(failsafe.TEXT_ANSWER)
        message = asked.form.get("MessageSid", "")
        kept = self._cookies.kept(asked.cookies.get(COOKIE), message)
        reply = sms.answer(carrier.inbound_text(asked.form, kept), book)
        _tell(asked, "text", reply.outcome, reply.page)
        response = _xml(self._shown.text_xml(reply.words))
        if reply.kept != kept:
            cookie = self._cookies.cookie(message, kept, reply.kept)
            response.headers.add("Set-Cookie", f"{COOKIE}={cookie}{self._terms}")
        return response

    def call(self, asked: Request, event: str = "") -> Response:
        """Answer a call, or what happened in one."""
        if not self._signed(asked):
            _tell(asked, "call", "refused")
            return _xml(twiml.EMPTY, 403)
        book = self._shown.at(datetime.now(UTC))
        if book is None:
            _tell(asked, "call", NO_FLOWS)
            return _xml(failsafe.CALL_ANSWER)
        inbound = carrier.inbound_call(asked.form, asked.args)
        xml, outcome, page = self._shown.call(voice.screen(voice.Event(event), inbound, book))
        _tell(asked, "call", outcome, page)
        return _xml(xml)

    def health(self, asked: Request) -> Response:  # noqa: ARG002 - as every view is called
        """Say that the process lives."""
        return Response("ok\n", mimetype="text/plain")

    def ready(self, asked: Request) -> Response:  # noqa: ARG002 - as every view is called
        """Say whether a good flow is loaded, and where the newest files are at fault."""
        good = self._shown.is_good
        faults = readiness.within(self._settings.flows, self._shown.faults)
        told = readiness.words(faults, good=good)
        return Response(told, status=200 if good else 503, mimetype="text/plain")

    def meetings(self, asked: Request) -> Response:
        """Return the meetings as a calendar, in Spanish with `?lang=es`; anyone may keep it."""
        self._shown.at(datetime.now(UTC))
        language = Language.ES if asked.args.get("lang") == Language.ES else Language.EN
        body = self._shown.calendar(language)
        if not body:
            return Response("not ready\n", status=503, mimetype="text/plain")
        response = Response(body, content_type="text/calendar; charset=utf-8")
        response.headers["Cache-Control"] = f"public, max-age={CALENDAR_SECONDS}"
        response.set_etag(hashlib.sha256(body).hexdigest()[:32])
        response.make_conditional(asked)
        return response

    def _signed(self, asked: Request) -> bool:
        target = carrier.raw_target(asked.environ)
        return carrier.signed(self._settings, target, asked.headers, asked.form, asked.get_data())


def _tell(asked: Request, channel: str, outcome: str, page: str = "") -> None:
    """Tell the server what may be counted of this answer."""
    asked.environ[failsafe.TOLD] = (channel, outcome, page)


def _refused(fault: HTTPException) -> Response:
    """Answer what no address takes: in XML where a carrier asks, else by the number alone."""
    if failsafe.answer_for(request.path) is not None:
        # No answer to a POST: it may be a HEAD, which gets no body.
        return Response(twiml.EMPTY, status=fault.code or 500, content_type=failsafe.XML)
    return Response(f"{fault.code}\n", status=fault.code, mimetype="text/plain")


def _xml(body: bytes, status: int = 200) -> Response:
    return LeanResponse(body, status=status, content_type=failsafe.XML)
