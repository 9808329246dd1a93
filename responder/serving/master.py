"""The process that keeps the others alive: gunicorn's arbiter, with the desk beside its workers.

It answers nobody and reads no flow files. Every setting that the environment could change is fixed.
"""

from __future__ import annotations

import os
import signal
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # ships no types
from gunicorn.arbiter import Arbiter  # type: ignore[import-untyped]  # ships no types
from gunicorn.http import wsgi  # type: ignore[import-untyped]  # ships no types

from responder.serving.desk import ASKED, Desk
from responder.serving.events import Severity, tell
from responder.serving.listener import BACKLOG
from responder.serving.log import ServerLog
from responder.serving.waiting import CONNECTIONS
from responder.serving.worker import Worker

if TYPE_CHECKING:
    from responder.serving.keep_up import KeepUp
    from responder.serving.line import Application, Line
    from responder.serving.shared import Shared
    from responder.serving.tally import Place

WORKERS = 2
# Longer than the 60 seconds after which common load balancers drop an idle connection, so that
# none sends a request into one that we are just closing. Half-sent headers are cut off by it too.
KEEPALIVE_SECONDS = 75
# Kubernetes kills after 30 seconds.
GRACEFUL_SECONDS = 20
# A heartbeat file on a slow disk makes the master kill workers that are well.
_MEMORY_FOLDER = "/dev/shm"  # nosec B108 # noqa: S108 - gunicorn makes files of its own, unlinked, in it


def name_nothing() -> None:
    """Let no answer say what the server is made of."""
    wsgi.SERVER = "responder"


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """One line on one open socket; what all its processes have in common.

    `place` is where this process counts, None before it is a worker.
    """

    place: Place | None = None

    def __init__(
        self, line: Line, shared: Shared, listener: socket.socket, bind: str, ops_bind: str
    ) -> None:
        self.line, self.shared = line, shared
        self.bind, self.ops_bind = bind, ops_bind
        self._listener = listener.detach()
        super().__init__()

    def put(self, app: Application, keep_up: KeepUp) -> None:
        """Serve `app`, kept up with the flows by `keep_up`."""
        self.callable, self.keep_up = app, keep_up

    def load_config(self) -> None:
        """Set all that gunicorn would else take from the environment."""
        fixed: dict[str, object] = {
            "accesslog": None,
            "backlog": BACKLOG,
            "bind": f"fd://{self._listener}",
            "child_exit": _worker_ended,
            "control_socket_disable": True,
            "errorlog": "-",
            "forwarded_allow_ips": "",
            "forwarder_headers": "",
            "graceful_timeout": GRACEFUL_SECONDS,
            "keepalive": KEEPALIVE_SECONDS,
            "limit_request_field_size": 8190,
            "limit_request_fields": 100,
            "limit_request_line": 4094,
            "logger_class": ServerLog,
            "loglevel": "warning",
            "pre_fork": _give_a_place,
            "preload_app": True,
            "proc_name": "responder",
            "proxy_allow_ips": "",
            "secure_scheme_headers": {},
            "when_ready": _answering,
            "worker_class": Worker,
            "worker_connections": CONNECTIONS,
            "worker_tmp_dir": _MEMORY_FOLDER if os.access(_MEMORY_FOLDER, os.W_OK) else None,
            "workers": WORKERS,
        }
        for name, value in fixed.items():
            if name in self.cfg.settings:  # older releases lack some
                self.cfg.set(name, value)

    def load(self) -> Application:
        """Return the app that was put here."""
        app: Application = self.callable
        return app

    def run(self) -> None:
        """Answer until told to stop, which ends this process."""
        Master(self).run()


class Master(Arbiter):  # type: ignore[misc]  # gunicorn ships no types
    """Keeps the workers and the desk alive, and has the flows read at a SIGHUP."""

    app: Server
    _desk = 0

    def start(self) -> None:
        """Begin to listen."""
        self.counts = self.app.shared.place_of_master()
        super().start()

    def manage_workers(self) -> None:
        """Let there be as many workers as there should, and a desk."""
        super().manage_workers()
        self.counts.put(("workers",), len(self.WORKERS))
        if self._desk and not _lives(self._desk):
            self.counts.add(("desk_ended",))
            tell("desk_ended", f"process {self._desk} ended, which watches the flows and answers "
                 "on the operator's port; another takes its place", Severity.WARNING,
                 process=self._desk)  # fmt: skip
            self._desk = 0
        if not self._desk:
            self._desk = self._new_desk()

    def handle_hup(self) -> None:
        """Have the flows read at once; the workers stay."""
        # Not by a signal: a desk that is just starting would miss it, or end.
        self.counts.add(ASKED)

    def handle_usr2(self) -> None:
        """Do nothing: a second server is started beside this one by whoever runs both."""

    def stop(self, graceful: bool = True) -> None:
        """Let all processes end; `graceful` waits for who is being answered."""
        how = "when everybody is answered" if graceful else "at once"
        tell("stopping", f"stopping, {how}")
        super().stop(graceful)
        with suppress(ProcessLookupError):
            os.kill(self._desk, signal.SIGKILL)

    def _new_desk(self) -> int:
        process = os.fork()
        if not process:
            self._be_desk()
        return process

    def _be_desk(self) -> NoReturn:
        for each in (*self.SIGNALS, signal.SIGCHLD):
            signal.signal(each, signal.SIG_DFL)
        for each in self.LISTENERS:  # else people could connect to it, whom it never answers
            each.close()
        for worker in self.WORKERS.values():
            worker.tmp.close()
        Desk(self.app.line, self.app.shared, self.app.ops_bind, self.pid).run()


def _lives(process: int) -> bool:
    """Return whether a child lives; the arbiter takes note of all that ended, and of none else."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def _answering(master: Master) -> None:
    tell("answering", f"answering on http://{master.app.bind}", bind=master.app.bind)


def _give_a_place(master: Master, worker: Worker) -> None:
    """Let `worker` count where the first worker that is no more has counted."""
    taken = {each.number for each in master.WORKERS.values()}
    worker.number = min(set(range(len(taken) + 1)) - taken)
    if not master.app.shared.has_place(worker.number):
        worker.number = -1


def _worker_ended(master: Master, worker: Worker) -> None:
    if master.LISTENERS:  # none is left when it is stopping
        master.counts.add(("worker_ended",))
        tell("worker_ended", f"worker {worker.pid} ended; another takes its place",
             Severity.WARNING, process=worker.pid)  # fmt: skip
