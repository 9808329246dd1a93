"""A worker going over to each new edition of the flows, between two answers."""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress

import gevent

from responder.failsafe import where
from responder.serving.events import Severity, tell
from responder.serving.line import Line
from responder.serving.shared import Parcel, Shared
from responder.serving.tally import Place

LOOK_SECONDS = 0.1


class KeepUp:
    """Takes what is new to the line of this process. `in_use` is the digest of its edition."""

    def __init__(self, line: Line, shared: Shared) -> None:
        self._line, self._shared = line, shared
        self._seen = (0, 0, 0)
        self._in_use = b""

    def look(self, place: Place | None = None) -> None:
        """Go over to whatever is new; a fault leaves the line as it is, and is told."""
        shared = self._shared
        newest = (shared.good.number, shared.coming.number, shared.news_number)
        if newest == self._seen:
            return
        try:
            self._take()
            _give_back_memory()
        except Exception as fault:  # noqa: BLE001 - whatever it is, the last good edition answers
            told = where(fault)
            tell("edition_unusable", f"new flows could not be taken over: {told}", Severity.ERROR,
                 fault=told)  # fmt: skip
        self._seen = newest
        if place is not None:
            place.put(("in_use",), newest[0])

    def run(self, place: Place | None) -> None:
        """Look for something new several times a second, as long as the process lives."""
        while True:
            self.look(place)
            gevent.sleep(LOOK_SECONDS)

    def _take(self) -> None:
        good = self._shared.parcel(self._shared.good)
        if good is not None and good.digest != self._in_use:
            self._line.use(_unpacked(good))
            self._in_use = good.digest
        coming = self._shared.parcel(self._shared.coming)
        if coming is not None and coming.changes == self._in_use:
            self._line.use_next(_unpacked(coming))
        news = self._shared.news()
        if news is not None:
            self._line.blame(news.faults)


def _unpacked(parcel: Parcel) -> object:
    """Return what is in `parcel`, letting answers go first after each piece."""
    # Of what is made here nothing becomes garbage, and looking through it would hold answers up.
    gc.disable()
    whole: object = None
    try:
        for each in parcel.pieces():
            whole = each
            gevent.sleep(0)
    finally:
        gc.freeze()
        gc.enable()
    return whole


def _give_back_memory() -> None:
    """Let the system have what unpacking and the edition before used; Linux would leave it to us.

    It takes a millisecond or two. Other systems have no such call and need none.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
