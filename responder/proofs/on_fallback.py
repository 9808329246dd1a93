"""What is promised of the fallback files too: the same rules, proved of two documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from responder.phone.answer import PhoneError
from responder.phone.line import wsgi_line
from responder.phone.phone import Texter
from responder.proofs.calls import walk
from responder.proofs.cause import Causes, known_numbers, numbers
from responder.proofs.found import Found
from responder.proofs.on_calls import Calls, prove_calls
from responder.proofs.promise import Broken, Promise
from responder.render import Book
from responder.safety.numbers import EMERGENCY
from responder.wording import gsm7
from responder.wording.layout import CRISIS_NUMBER, FIRST_WITHIN, kept_whole

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

MAX_SEGMENTS = 2
_ACTS = ("call",)
_TEXT = ('text "anything"',)
_ENDS_WITH_988 = re.compile(r"(?<!\d)9\W{1,3}8\W{1,3}8\W*$")
_PUBLIC_URL = "https://fallback.example.org"  # never asked: the files are served in this process


def prove_fallback(text: bytes, call: bytes, book: Book) -> tuple[Broken, ...]:
    """Return the promises that a fallback text and call break; `book` says what numbers are known.

    They are played in the phone that proves the line itself.
    """
    found = Found()
    line = wsgi_line(_served({"/sms": text, "/voice": call}), "nobody checks it", _PUBLIC_URL)
    walked = walk(line)
    prove_calls(Calls(walked, book, Causes(book.flow), found))
    pickup = walked.states[0]
    last = pickup.last[-1].words if pickup.last else ""
    if not pickup.ended:
        found.add(Promise.NOT_DEAD, _ACTS, "waits for a key that nobody takes")
    elif not _ENDS_WITH_988.search(last):
        found.add(Promise.LAST_988, _ACTS, "hung up without 988")
    try:
        replies = Texter(line).text("anything")
    except PhoneError as fault:
        found.add(Promise.UNDERSTOOD, _TEXT, fault.fault)
        return found.all()
    if len(replies) != 1:
        found.add(Promise.ANSWERED, _TEXT, f"{len(replies)} replies")
    for reply in replies:
        _prove_text(reply, book, found)
    return found.all()


def _prove_text(reply: str, book: Book, found: Found) -> None:
    """Prove of the one text what is proved of every urgent reply of the line."""
    at = CRISIS_NUMBER.search(reply)
    if at is None:
        found.add(Promise.TEXT_988, _TEXT, "a reply without 988")
    elif at.end() > FIRST_WITHIN or not numbers(reply[: at.start()]) <= {EMERGENCY}:
        found.add(Promise.URGENT_988, _TEXT, f"988 is not in the first {FIRST_WITHIN} characters")
    whole = gsm7.keep_whole(reply, kept_whole(reply), MAX_SEGMENTS)
    if gsm7.encoding(reply) != gsm7.GSM_7:
        found.add(Promise.FITS, _TEXT, "a letter that does not fit a plain text")
    elif whole != reply or gsm7.segments(reply) > MAX_SEGMENTS:
        found.add(Promise.FITS, _TEXT, f"{gsm7.segments(reply)} segments, or a number cut in two")
    for digits in sorted(numbers(reply) - known_numbers(book.flow)):
        found.add(Promise.VERIFIED, _TEXT, f"says {digits}, which is not a verified number")


def _served(files: Mapping[str, bytes]) -> WSGIApplication:
    """Return a host of `files`, each at its address, as any host of files answers."""

    def host(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "text/xml")])
        return [files[environ["PATH_INFO"]]]

    return host
