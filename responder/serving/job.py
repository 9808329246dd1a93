"""A piece of work in a process of its own, so that it can hang, crash or eat memory alone."""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from gevent import monkey

from responder.failsafe import where
from responder.serving.events import Severity, tell

LIMIT_SECONDS = 30
# gunicorn takes 3 and 4 of any child for a reason to end the whole server.
FAILED = 9

# Nothing here waits on a network, so gevent need not know of these processes.
_fork: Callable[[], int] = monkey.get_original("os", "fork")
_waitpid: Callable[[int, int], tuple[int, int]] = monkey.get_original("os", "waitpid")
_sleep: Callable[[float], None] = monkey.get_original("time", "sleep")


class Job:
    """Work under way; `ended` says how it went once it is over."""

    def __init__(self, work: Callable[[], None], limit: float = LIMIT_SECONDS) -> None:
        sys.stderr.flush()
        self._limit = limit
        self._due = time.monotonic() + limit
        self._killed = False
        self.process = _fork()
        if self.process == 0:
            _end_with(work, limit)

    def ended(self) -> str | None:
        """Return None while the work goes on, then "" if it went well, else what went wrong."""
        try:
            process, status = _waitpid(self.process, os.WNOHANG)
        except ChildProcessError:
            return "it ended unseen"
        if not process:
            if time.monotonic() > self._due and not self._killed:
                self._killed = True
                os.kill(self.process, signal.SIGKILL)
            return None
        if self._killed:
            return f"it took longer than {self._limit:g} seconds"
        code = os.waitstatus_to_exitcode(status)
        if code < 0:
            return f"it was ended by {signal.Signals(-code).name}"
        return "" if code == 0 else "it failed"

    def wait(self) -> str:
        """Wait until the work is over and return how it went, as `ended` does."""
        while (how := self.ended()) is None:
            _sleep(0.002)
        return how


def _end_with(work: Callable[[], None], limit: float) -> None:
    """Do `work` and end this process; never returns."""
    code = FAILED
    try:
        for each in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGQUIT, signal.SIGCHLD):
            signal.signal(each, signal.SIG_DFL)
        signal.alarm(int(limit) + 1)  # should nobody be left to end it
        gc.disable()  # it ends before garbage matters
        with suppress(OSError):  # short of memory, the system is to end this and no worker
            Path("/proc/self/oom_score_adj").write_text("1000", "ascii")
        work()
        code = 0
    except BaseException as fault:  # noqa: BLE001 - nothing may get past the end of this process
        tell("job_failed", f"reading the flows failed: {where(fault)}", Severity.ERROR,
             fault=where(fault))  # fmt: skip
    finally:
        os._exit(code)
