"""The process beside the workers: it watches the flows and answers on the operator's port.

It looks at names and contents four times a second. That costs a millisecond, and sees what no
notice of the system tells of: an edit that keeps size and time, a mount exchanged behind a link,
a folder that is gone and comes back.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import NoReturn

import gevent

from responder.failsafe import where
from responder.serving.events import Severity, tell
from responder.serving.job import Job
from responder.serving.line import Line
from responder.serving.shared import News, Shared

LOOK_SECONDS = 0.25
AHEAD_SECONDS = 10  # how long before it is needed the next edition is made
AGAIN_SECONDS = 30  # after a reading that failed, which says nothing about the files
FAULT = 9
ASKED = ("asked",)  # where the master counts how often the operator wanted the flows read


class Desk:
    """Has changed flows read, and what the clock changes made ahead of time."""

    def __init__(self, line: Line, shared: Shared, ops_bind: str, master: int) -> None:
        self._line, self._shared = line, shared
        self._ops_bind, self._master = ops_bind, master
        self._counts = shared.place_of_desk()
        self._asked = 0
        self._job: Job | None = None
        self._ahead = False  # whether the job makes the next edition ahead of time
        self._seen = b""  # digest of the files that were read last
        self._before = ""  # the same as news tell it, when the job began; empty if not good
        self._settling = b""
        self._until = float("inf")
        self._made_for = 0.0
        self._again_at = float("inf")

    def run(self) -> NoReturn:
        """Watch until the master is no more; never returns."""
        code = 0
        try:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)  # meant for the master
            gevent.spawn(self._open_ops)
            self._begin()
            while os.getppid() == self._master:
                self._look()
                gevent.sleep(0.02 if self._job else LOOK_SECONDS)
        except BaseException as fault:  # noqa: BLE001 - another desk takes its place
            named = where(fault)
            tell("fault", f"the desk failed: {named}", Severity.ERROR, fault=named)
            code = FAULT
        finally:
            os._exit(code)

    def _open_ops(self) -> None:
        if self._ops_bind:
            # Here, since no other process needs what it imports.
            from responder.serving.ops import keep_open

            keep_open(self._ops_bind, self._shared)

    def _begin(self) -> None:
        """Go on where the master, or the desk before this one, has left off."""
        news = self._shared.news()
        if news is not None and news.result != "failed":
            self._seen = bytes.fromhex(news.digest)
        self._take_times()

    def _take_times(self) -> None:
        good = self._shared.parcel(self._shared.good)
        coming = self._shared.parcel(self._shared.coming)
        if good is not None:
            self._until, self._made_for = good.until, 0.0
            if coming is not None and coming.changes == good.digest:
                self._until, self._made_for = coming.until, 0.0

    def _look(self) -> None:
        if self._job is not None:
            how = self._job.ended()
            if how is not None:
                self._job = None
                self._told_ahead(how) if self._ahead else self._told(how)
            return
        now, digest = time.time(), self._line.digest()
        settled = digest != self._seen and digest == self._settling
        self._settling = digest
        asked = dict(self._shared.place_of_master().read()).get(ASKED, 0)
        if asked != self._asked or settled or now >= self._again_at:
            self._asked, self._ahead, self._again_at = asked, False, float("inf")
            self._seen = digest
            before = self._shared.news()
            self._before = before.digest if before is not None and before.result == "good" else ""
            self._job = Job(lambda: self._shared.read(self._line))
        elif self._until - AHEAD_SECONDS <= now and self._made_for != self._until:
            self._ahead, self._made_for = True, self._until
            at = max(now, self._until)
            self._job = Job(lambda: self._shared.read_ahead(self._line, at))

    def _told_ahead(self, how: str) -> None:
        """Take note of how making the next edition went; without it a worker makes it itself."""
        if how:
            self._again_at = time.time() + AGAIN_SECONDS
            tell("ahead_failed", f"the next edition was not made ahead of time: {how}",
                 Severity.ERROR, why=how)  # fmt: skip
            return
        made_for = self._made_for
        self._take_times()
        if self._until == made_for:
            self._made_for = made_for
        self._counts.add(("made_ahead",))

    def _told(self, how: str) -> None:
        if how:
            self._again_at = time.time() + AGAIN_SECONDS
        tell_news(self._shared, how, good_before=self._before)
        news = self._shared.news()
        if news is not None:
            self._counts.add(("reads", news.result))
        if not how:
            self._take_times()


def tell_news(
    shared: Shared, failed: str = "", *, first: Path | None = None, good_before: str = ""
) -> None:
    """Say on stderr what came of a reading that just ended, or how it `failed`.

    `first` is the flow folder, at the first reading; `good_before` the digest of the files, if
    the reading before this one was good.
    """
    if failed:
        why = f"the flow files could not be read: {failed}"
        before = shared.news()
        feeds = before.feeds if before is not None else ()
        shared.put_news(News("failed", time.time(), 0, (why,), why, feeds=feeds))
    news = shared.news()
    if news is None:
        return
    if news.result == "good":
        if first is None:
            same = news.digest == good_before
            done = "read again, unchanged" if same else "changed, read and in use"
            tell("reloaded", f"the flows are {done}", seconds=news.seconds)
            return
        folder = str(first)
        tell("flows_good", f"the flows in {folder} are read", seconds=news.seconds, flows=folder)
        if news.sample:
            tell("sample_line", _SAMPLE, Severity.WARNING)
        return
    human = sys.stderr.isatty() if sys.stderr else False
    goes_on = "the last good ones stay in use" if shared.good.number else "only the crisis text"
    words = news.shown if human else f"the flows are at fault; {goes_on}"
    if news.result != "refused":
        tell("reading_failed", words, Severity.ERROR, faults=news.faults)
        return
    words = words if human else f"{words}; responder check shows each line, why and how to mend it"
    tell("flows_refused", words, Severity.ERROR, faults=news.faults, fixes=news.fixes)


_SAMPLE = (
    "This is the sample line: set name, run_by and the numbers in line.yaml, "
    "then write `sample: false`."
)
