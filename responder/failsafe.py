"""Anything broke: 988 in plain words, in both languages, with status 200.

It stands outside Flask, so that no fault of ours, whatever raises it, reaches a person as silence
or a machine's error. It uses nothing that can be missing: no flow, no template, no carrier library.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from responder.safety.crisis import FALLBACK_SPOKEN_EN, FALLBACK_SPOKEN_ES, FALLBACK_TEXT

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Under this name the server finds what came of a request: channel, outcome, page.
TOLD = "responder.told"
XML = "text/xml; charset=utf-8"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
# Nobody on the way may keep an answer, which may set a cookie, or take it for anything else.
SAFE_HEADERS = (("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"))
TEXT_ANSWER = f"{_HEAD}<Response><Message>{FALLBACK_TEXT}</Message></Response>".encode()
CALL_ANSWER = (
    f'{_HEAD}<Response><Say voice="woman" language="en-US">{FALLBACK_SPOKEN_EN}</Say>'
    f'<Say voice="woman" language="es">{FALLBACK_SPOKEN_ES}</Say></Response>'
).encode()


def channel_of(path: str) -> str:
    """Return whether a carrier address is for a "text" or a "call"; empty for any other address."""
    parts = path.strip("/").split("/")
    return "call" if "voice" in parts else "text" if "sms" in parts else ""


def answer_for(path: str) -> bytes | None:
    """Return the crisis answer of the right kind for a carrier address; None for any other."""
    return {"call": CALL_ANSWER, "text": TEXT_ANSWER}.get(channel_of(path))


def failsafe(app: WSGIApplication, report: Callable[[str], None]) -> WSGIApplication:
    """Return `app` with 988 behind it; `report` gets the kind and place of a fault, no more.

    The body is read whole before anything is sent, so a fault half-way leaves no broken answer.
    Every answer, a fault's too, gets the safe headers here, which costs less than in Flask.
    """

    def guarded(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        held: list[tuple[str, list[tuple[str, str]]]] = []

        def hold(
            status: str, headers: list[tuple[str, str]], _: object = None, /
        ) -> Callable[[bytes], object]:
            held[:] = [(status, headers)]
            return lambda _: None

        try:
            answered = app(environ, hold)
            try:
                body = b"".join(answered)
            finally:
                close = getattr(answered, "close", None)
                if close is not None:
                    close()
            status, headers = held[-1]
        except Exception as fault:  # noqa: BLE001 - whatever it is, the person gets 988
            with suppress(Exception):  # a full disk or a closed pipe keeps nobody from 988
                report(where(fault))
            channel = channel_of(environ.get("PATH_INFO", ""))
            if channel:
                environ[TOLD] = (channel, "fault", "")
            body = answer_for(environ.get("PATH_INFO", "")) or b"fault\n"
            status = "200 OK" if body != b"fault\n" else "500 Internal Server Error"
            kind = XML if body != b"fault\n" else "text/plain; charset=utf-8"
            headers = [("Content-Type", kind), ("Content-Length", str(len(body)))]
        if any(name == "Cache-Control" for name, _ in headers):  # what everybody may keep
            start_response(status, [*headers, *SAFE_HEADERS[1:]])
        else:
            start_response(status, [*headers, *SAFE_HEADERS])
        return [body]

    return guarded


def or_only_crisis_text(
    make: Callable[[], WSGIApplication], report: Callable[[str], None]
) -> WSGIApplication:
    """Return the app that `make` makes; if it makes none, `only_crisis_text`."""
    try:
        return make()
    except Exception as fault:  # noqa: BLE001 - whatever it is, people get 988
        with suppress(Exception):
            report(where(fault))
        return only_crisis_text


def only_crisis_text(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer every text and call with 988, and whatever else is asked with 503."""
    body = answer_for(environ.get("PATH_INFO", ""))
    status, kind = ("200 OK", XML) if body else ("503 Service Unavailable", "text/plain")
    body = body or b"not ready: the line is not set up; its log says why\n"
    length = ("Content-Length", str(len(body)))
    start_response(status, [("Content-Type", kind), length, *SAFE_HEADERS])
    return [body]


def where(fault: BaseException) -> str:
    """Return the kind of `fault` and the line that raised it; never its message.

    A message may hold what a person wrote ("'utf-8' codec can't encode ..."), a line never does.
    """
    frame = fault.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    if frame is None:
        return type(fault).__name__
    name = frame.tb_frame.f_globals.get("__name__", "?")
    return f"{type(fault).__name__} in {name}:{frame.tb_lineno}"


def to_stderr(fault: str) -> None:
    """Write one line about a fault for the operator."""
    sys.stderr.write(f"responder: fault, answered with 988: {fault}\n")
