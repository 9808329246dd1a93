"""Ask a fallback address as the carrier would, and hear whether it says 988 in both languages.

A fallback is asked for only when everything else has failed: nobody notices a wrong one in time.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from responder.phone.phone import Caller, Line, PhoneError, Texter, http_line

# How each language tells of 988, whatever stands between: a call, a text, a key.
_TOLD = {
    "English": re.compile(r"\b(?:call|text)\b[^.!?]*?9\W{0,2}8\W{0,2}8\b", re.IGNORECASE),
    "Spanish": re.compile(r"\b(?:llame|marque|mande)\b[^.!?]*?9\W{0,2}8\W{0,2}8\b", re.IGNORECASE),
}


def text_fault(url: str, token: str) -> str:
    """Return what is wrong with what a texter gets at the fallback `url`; empty if nothing is.

    `token` signs the question, as the carrier does: some hosts answer nobody else.
    """
    try:
        line, path = _line(url, token)
        return _without_988("\n".join(Texter(line, path=path).text("")))
    except PhoneError as fault:
        return _told(fault)


def call_fault(url: str, token: str) -> str:
    """Return what is wrong with what a caller hears at the fallback `url`; empty if nothing is."""
    try:
        line, path = _line(url, token)
        return _without_988(Caller(line, path=path).dial().words)
    except PhoneError as fault:
        return _told(fault)


def _line(url: str, token: str) -> tuple[Line, str]:
    parts = urlsplit(url.partition("#")[0])
    origin = f"{parts.scheme}://{parts.netloc}"
    path = parts.path or "/"
    return http_line(origin, token, origin), f"{path}?{parts.query}" if parts.query else path


def _without_988(said: str) -> str:
    if not said.strip():
        return "it answers, but says nothing"
    missing = [name for name, told in _TOLD.items() if not told.search(said)]
    return f"it does not say 988 in {' or in '.join(missing)}" if missing else ""


def _told(fault: PhoneError) -> str:
    if "status 405" in fault.fault:
        return "it refuses POST (status 405), with which the carrier asks"
    return fault.fault.replace("the line ", "it ", 1).replace("the answer ", "its answer ", 1)
