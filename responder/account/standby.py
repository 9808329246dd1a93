"""Ask a fallback address as the carrier would, and hear whether it says 988 in both languages.

A fallback is asked for only when everything else has failed: nobody notices a wrong one in time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import requests

from responder.account.state import REFUSES_POST
from responder.phone.line import ANSWER_WITHIN_SECONDS, Send
from responder.phone.phone import Answer, Caller, Line, PhoneError, Texter, http_line

# How each language tells of 988, whatever stands between: a call, a text, a key.
_TOLD = {
    "English": re.compile(r"\b(?:call|text)\b[^.!?]*?9\W{0,2}8\W{0,2}8\b", re.IGNORECASE),
    "Spanish": re.compile(r"\b(?:llame|marque|mande)\b[^.!?]*?9\W{0,2}8\W{0,2}8\b", re.IGNORECASE),
}


def text_fault(url: str, token: str, method: str = "POST") -> str:
    """Return what is wrong with what a texter gets at the fallback `url`; empty if nothing is.

    `token` signs the question, as the carrier does: some hosts answer nobody else. It is asked
    with POST; where that is refused and `method`, which the carrier uses, is GET, with that too,
    and REFUSES_POST is all that is wrong if it then says what it should.
    """
    return _fault(_text, url, token, method)


def call_fault(url: str, token: str, method: str = "POST") -> str:
    """Return what is wrong with what a caller hears at the fallback `url`, as `text_fault` does."""
    return _fault(_call, url, token, method)


def _fault(said: Callable[[Line, str], str], url: str, token: str, method: str) -> str:
    parts = urlsplit(url.partition("#")[0])
    origin = f"{parts.scheme}://{parts.netloc}"
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    found = _heard(said, http_line(origin, token, origin), path)
    if found == REFUSES_POST and method.upper() == "GET":
        return _heard(said, Line(origin, token, _getting(origin)), path) or found
    return found


def _heard(said: Callable[[Line, str], str], line: Line, path: str) -> str:
    try:
        return _without_988(said(line, path))
    except PhoneError as fault:
        return _told(fault)


def _text(line: Line, path: str) -> str:
    return "\n".join(Texter(line, path=path).text(""))


def _call(line: Line, path: str) -> str:
    return Caller(line, path=path).dial().words


def _getting(origin: str) -> Send:
    """Return what asks a host with GET; nothing of a person's goes along."""

    def send(target: str, _headers: Mapping[str, str], _body: bytes) -> Answer:
        try:
            got = requests.get(
                origin + target, timeout=ANSWER_WITHIN_SECONDS, allow_redirects=False
            )
        except requests.RequestException as fault:
            raise PhoneError(f"the line did not answer: {type(fault).__name__}") from None
        return Answer(got.status_code, got.headers.get("Content-Type", ""), got.content)

    return send


def _without_988(said: str) -> str:
    if not said.strip():
        return "it answers, but says nothing"
    missing = [name for name, told in _TOLD.items() if not told.search(said)]
    return f"it does not say 988 in {' or in '.join(missing)}" if missing else ""


def _told(fault: PhoneError) -> str:
    if "status 405" in fault.fault:
        return REFUSES_POST
    return fault.fault.replace("the line ", "it ", 1).replace("the answer ", "its answer ", 1)
