"""The production server: gunicorn with gevent workers, set up in code.

gevent, because a phone network's slow or half-sent request must not keep others waiting even where
no proxy buffers requests. Set up in code, because gunicorn's own settings come from the
environment and its log lines repeat what was asked; no word of a request may reach a log.
"""

from __future__ import annotations

import errno
import gc
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from gevent import events, monkey

from responder.unread import unread

if TYPE_CHECKING:
    from responder.serving.line import Line
    from responder.settings import Settings

MISUSED = 2

_WHY_REFUSED = {
    errno.EADDRINUSE: "another program listens there; stop it, or choose another port",
    errno.EACCES: "that port needs more rights; choose one above 1023",
}


def patch() -> None:
    """Make sockets and sleep cooperative; before anything imports requests, or gevent warns."""
    # Around each of its patches gevent asks every package of the machine whether it wants to be
    # told: 25 searches, and somebody else's code among ours.
    events.notify_and_call_entry_points = events.notify  # type: ignore[attr-defined]  # has no types
    monkey.patch_all()


def warn_of_unread(environ: Mapping[str, str]) -> None:
    """Tell of each name in `environ` that is meant as a setting and is none."""
    for name, words in unread(environ):
        from responder.serving.events import Severity, tell

        tell("unknown_setting", words, Severity.WARNING, setting=name)


def run(settings: Settings, line: Line) -> int:
    """Answer at `settings.bind` until told to stop, which ends the process with exit code 0.

    Returns exit code 2, with a line that says why, if nothing can listen there. The address is
    taken before the flows are read, so that a second server ends at once.
    """
    # None of these before `patch`.
    from responder.serving.desk import tell_news
    from responder.serving.job import Job
    from responder.serving.listener import taken_at
    from responder.serving.shared import Shared
    from responder.serving.shelf import Shelf

    _open_closed_streams()
    try:
        listener = taken_at(settings.bind)
    except OSError as refused:
        why = _WHY_REFUSED.get(refused.errno or 0, "it is not an address of this machine")
        return _misused(f"cannot listen on {settings.bind}: {why}")
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until it can be heeded: it would end the start
    shared = Shared()
    reading = Job(lambda: shared.read(line))

    # While the flows are read elsewhere, what answers is loaded here.
    from responder.serving.answering import fault_counter
    from responder.serving.events import Severity, tell
    from responder.serving.keep_up import KeepUp
    from responder.serving.log import drop_what_libraries_log
    from responder.serving.master import Server, name_nothing

    drop_what_libraries_log()
    name_nothing()
    server = Server(line, shared, listener, settings.bind, settings.ops_bind)
    app = line.open(fault_counter(lambda: server.place))
    how = reading.wait()
    if not line.is_whole:
        shared.good = Shelf()
        how = Job(lambda: shared.read(line)).wait()
    tell_news(shared, how, first=settings.flows)
    if settings.odd_token:
        tell("odd_token", settings.odd_token, Severity.WARNING)
    keep_up = KeepUp(line, shared)
    keep_up.look()
    server.put(app, keep_up)
    # What all workers share stays shared: the collector never touches it again.
    gc.freeze()
    gc.enable()
    server.run()
    return 0


def _open_closed_streams() -> None:
    """Open what was closed of stdin, stdout and stderr, to nowhere.

    Where a process supervisor closed stderr, telling of a fault would else be a fault of its own.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            nowhere = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 - kept to the end
            setattr(sys, name, nowhere)


def _misused(why: str) -> int:
    sys.stderr.write(f"responder: {why}\n")
    return MISUSED
