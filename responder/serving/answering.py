"""What stands around the app in a worker: time limits, bad bodies, and the counts."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import gevent
from gunicorn.http.errors import ParseException  # type: ignore[import-untyped]  # ships no types

from responder.failsafe import SAFE_HEADERS, TOLD
from responder.serving.events import Severity, tell
from responder.serving.line import Application
from responder.serving.tally import Place
from responder.serving.waiting import wait_no_more

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

# Twilio gives up on the whole exchange after 15 seconds (error 11205); nobody waits any longer.
ANSWER_WITHIN_SECONDS = 15.0
# Once all of a request is here: a step that hangs is a fault, told while somebody still waits.
STEPS_WITHIN_SECONDS = 8.0
MAX_BODY_BYTES = 64 * 1024  # what is longer the app refuses, whatever it holds

ANSWERS, FAULTS, BAD = "answers", "faults", "bad"  # first words of the keys of counts


class BrokenOffError(Exception):
    """A body that ended before its time: who reads half a message may mistake it."""


def in_time(app: Application, place: Place | None) -> Application:
    """Return `app`, given a request with its whole body, and cut off when nobody waits any longer.

    A body that never comes is answered 408, one that is badly sent 400: without a word, since
    nobody signed it; both are counted in `place`. Of a step that hangs the app hears as of any
    fault, with time left to answer. The app must have read and made everything when it returns.
    """

    def timed(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        limit = gevent.Timeout(ANSWER_WITHIN_SECONDS)
        try:
            with limit:
                environ["wsgi.input"] = _whole_body(environ)
                wait_no_more(environ["gunicorn.socket"])
                with gevent.Timeout(STEPS_WITHIN_SECONDS, TimeoutError()):
                    return app(environ, start_response)
        except gevent.Timeout as over:
            if over is not limit:
                raise
            status = "408 Request Timeout"
        except (ParseException, BrokenOffError) as bad:
            status = "400 Bad Request"
            fault = type(bad).__name__
            tell("bad_request", f"a body was badly sent: {fault}", Severity.WARNING, fault=fault)
        count_bad(place, status[:3])
        start_response(status, [("Content-Length", "0"), ("Connection", "close"), *SAFE_HEADERS])
        return []

    return timed


def count_bad(place: Place | None, status: str) -> None:
    """Count in `place` a request that was badly sent, or never whole, by the status it got."""
    if place is not None:
        place.add((BAD, status))


def _whole_body(environ: WSGIEnvironment) -> io.BytesIO:
    """Return the body, or its beginning if it is too long for any carrier's request.

    BrokenOffError if less came than its head has said, or no last chunk.
    """
    try:
        body = environ["wsgi.input"].read(MAX_BODY_BYTES + 1)
    except OSError:  # gunicorn's NoMoreData is one, and so is a connection that was reset
        raise BrokenOffError from None
    if len(body) < min(int(environ.get("CONTENT_LENGTH") or 0), MAX_BODY_BYTES + 1):
        raise BrokenOffError
    return io.BytesIO(body)


def counted(app: Application, place: Place | None) -> Application:
    """Return `app` with each answer to a carrier counted in `place`, and how long it took.

    What it refuses of others, at an address that is none or by another method, counts as bad.
    """
    if place is None:
        return app

    def counting(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        began = time.perf_counter()
        status = ""

        def noting(
            given: str, headers: list[tuple[str, str]], fault: Any = None, /
        ) -> Callable[[bytes], object]:
            nonlocal status
            status = given
            return start_response(given, headers, fault)

        answer = app(environ, noting)
        told = environ.get(TOLD)
        if told is not None:
            place.add((ANSWERS, *told))
            place.time(told[0], time.perf_counter() - began)
        elif status.startswith("4"):
            count_bad(place, status[:3])
        return answer

    return counting


def fault_counter(place: Callable[[], Place | None]) -> Callable[[str], None]:
    """Return what takes note of a fault that was answered with 988; `place` is asked each time."""

    def report(fault: str) -> None:
        tell("fault", f"fault, answered with 988: {fault}", Severity.ERROR, fault=fault)
        counts = place()
        if counts is not None:
            counts.add((FAULTS, fault))

    return report
