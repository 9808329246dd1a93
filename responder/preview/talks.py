"""The conversations of the page: each with a phone of its own, kept while the page is open."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any

from responder.conversation import DIAL, done
from responder.phone.phone import Caller, Heard, Line, PhoneError, Spoken, Texter
from responder.wording import gsm7

MAX_KEPT = 64  # the oldest goes first


class Talks:
    """Texters and callers by the name that the page gave their conversation."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._lock = threading.Lock()
        self._texters: OrderedDict[str, Texter] = OrderedDict()
        self._callers: OrderedDict[str, Caller] = OrderedDict()

    def text(self, conversation: str, body: str) -> dict[str, Any]:
        """Return the replies to `body`, with what each is billed as; `refused` if none is sent."""
        with self._lock:
            texter = self._texters.get(conversation) or Texter(self._line)
            _keep(self._texters, conversation, texter)
            try:
                replies = texter.text(body)
            except PhoneError as fault:
                return {"replies": [], "refused": str(fault)}
        return {"replies": [sized(each) for each in replies]}

    def call(self, conversation: str, act: str) -> dict[str, Any]:
        """Return what is heard after `act`, such as `[dial]` or `[press 3]`."""
        with self._lock:
            caller = self._callers.get(conversation)
            if act == DIAL:
                caller = Caller(self._line)
            if caller is None:
                return {"lost": True}
            _keep(self._callers, conversation, caller)
            try:
                return _heard(done(caller, act))
            except PhoneError as fault:
                heard = Heard((), caller.listening, caller.dialling, caller.ended, caller.seconds)
                return {**_heard(heard), "refused": str(fault)}


def sized(words: str) -> dict[str, Any]:
    """Return a text with what it takes to send it."""
    return {
        "words": words,
        "characters": len(words),
        "segments": gsm7.segments(words),
        "encoding": gsm7.encoding(words),
    }


def said(each: Spoken) -> dict[str, Any]:
    """Return one Say: its language, words with the locale each is spoken in, and when."""
    return {
        "language": each.language,
        "words": each.words,
        "pieces": [{"words": piece.words, "locale": piece.locale} for piece in each.pieces],
        "at": round(each.at, 1),
        "seconds": round(each.seconds, 1),
    }


def _heard(heard: Heard) -> dict[str, Any]:
    listening = heard.listening
    return {
        "said": [said(each) for each in heard.spoken],
        "dialling": list(heard.dialling),
        "ended": heard.ended,
        "seconds": round(heard.seconds, 1),
        "keys": bool(listening and listening.keys),
        "speech": bool(listening and listening.speech),
        "locale": listening.locale if listening else "",
        "waits": listening.seconds if listening else 0,
    }


def _keep(kept: OrderedDict[str, Any], name: str, phone: object) -> None:
    kept[name] = phone
    kept.move_to_end(name)
    while len(kept) > MAX_KEPT:
        kept.popitem(last=False)
