"""The production server: gunicorn with gevent workers, set up in code.

gevent, because a phone network's slow or half-sent request must not keep others waiting even where
no proxy buffers requests. Set up in code, because gunicorn's own settings come from the
environment and its log lines repeat what was asked; no word of a request may reach a log.
"""

from __future__ import annotations

import errno
import io
import logging
import os
import resource
import socket
import sys
import types
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias
from wsgiref.types import WSGIApplication

import gevent
from gevent import events, monkey
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # ships no types
from gunicorn.glogging import Logger  # type: ignore[import-untyped]  # ships no types
from gunicorn.http import wsgi  # type: ignore[import-untyped]  # ships no types
from gunicorn.workers.ggevent import GeventWorker  # type: ignore[import-untyped]  # ships no types

from responder.failsafe import where
from responder.settings import Settings, address

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

Application: TypeAlias = WSGIApplication

# The connections of this worker that have sent no whole request, the one silent longest first.
_WAITED_FOR: dict[socket.socket, None] = {}

MISUSED = 2
WORKERS = 2
CONNECTIONS = 10_000  # for each worker; the system's limit on open files comes on top
BACKLOG = 2048
# Twilio gives up on the whole exchange after 15 seconds (error 11205); nobody waits any longer.
ANSWER_WITHIN_SECONDS = 15.0
# Once all of a request is here: a step that hangs is a fault, told while somebody still waits.
STEPS_WITHIN_SECONDS = 8.0
MAX_BODY_BYTES = 64 * 1024  # what is longer the app refuses, whatever it holds
# Longer than the 60 seconds after which common load balancers drop an idle connection, so that
# none sends a request into one that we are just closing. Half-sent headers are cut off by it too.
KEEPALIVE_SECONDS = 75
# Kubernetes kills after 30 seconds.
GRACEFUL_SECONDS = 20
# A heartbeat file on a slow disk makes the master kill workers that are well.
_MEMORY_FOLDER = "/dev/shm"  # noqa: S108 - gunicorn makes files of its own, unlinked, in it

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


def run(settings: Settings, app_factory: Callable[[Settings], Application], bind: str) -> int:
    """Answer at `bind` (HOST:PORT) until told to stop, which ends the process with exit code 0.

    Returns exit code 2, with a line that says why, if nothing can listen at `bind`. The address is
    taken before the app is made, so that a second server ends at once.
    """
    _open_closed_streams()
    try:
        listener = _listener(bind)
    except ValueError as wrong:
        return _misused(f"--bind is not an address to listen on: {wrong}")
    except OSError as refused:
        why = _WHY_REFUSED.get(refused.errno or 0, "it is not an address of this machine")
        return _misused(f"cannot listen on {bind}: {why}")
    # Whatever any library wants to log is dropped: it may hold a person's words.
    logging.getLogger().addHandler(logging.NullHandler())
    wsgi.SERVER = "responder"
    _Server(_in_time(app_factory(settings)), listener.detach(), bind).run()
    return 0


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """One app on one open socket, with every setting that the environment could change fixed."""

    def __init__(self, app: Application, listener: int, bind: str) -> None:
        self._app = app
        self._listener = listener
        self._bind = bind
        super().__init__()

    def load_config(self) -> None:
        fixed: dict[str, object] = {
            "accesslog": None,
            "backlog": BACKLOG,
            "bind": f"fd://{self._listener}",
            "control_socket_disable": True,
            "errorlog": "-",
            "forwarded_allow_ips": "",
            "forwarder_headers": "",
            "graceful_timeout": GRACEFUL_SECONDS,
            "keepalive": KEEPALIVE_SECONDS,
            "limit_request_field_size": 8190,
            "limit_request_fields": 100,
            "limit_request_line": 4094,
            "logger_class": _ServerLog,
            "loglevel": "warning",
            "post_worker_init": _tell_faults_without_words,
            "preload_app": True,
            "proc_name": "responder",
            "proxy_allow_ips": "",
            "secure_scheme_headers": {},
            "when_ready": lambda _: _say(f"answering on http://{self._bind}"),
            "worker_class": _Worker,
            "worker_connections": CONNECTIONS,
            "worker_tmp_dir": _MEMORY_FOLDER if os.access(_MEMORY_FOLDER, os.W_OK) else None,
            "workers": WORKERS,
        }
        for name, value in fixed.items():
            if name in self.cfg.settings:  # older releases lack some
                self.cfg.set(name, value)

    def load(self) -> Application:
        return self._app


class _Worker(GeventWorker):  # type: ignore[misc]  # gunicorn ships no types
    """A worker that, told to stop, does not wait for who keeps a connection and asks nothing."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._asking_nothing: set[socket.socket] = set()
        self._for_a_while: set[socket.socket] = set()

    def handle(self, listener: object, client: socket.socket, addr: object) -> None:
        # Whoever says nothing the longest makes room, or silence would keep everybody out.
        if len(_WAITED_FOR) >= _most_waited_for():
            longest = next(iter(_WAITED_FOR))
            _WAITED_FOR.pop(longest)
            _hear_no_more(longest)
        _WAITED_FOR[client] = None
        self._asking_nothing.add(client)
        try:
            super().handle(listener, client, addr)
        finally:
            self._asking_nothing.discard(client)
            _WAITED_FOR.pop(client, None)

    def handle_request(
        self, listener: object, request: object, client: socket.socket, addr: object
    ) -> None:
        self._asking_nothing.discard(client)
        try:
            super().handle_request(listener, request, client, addr)
        finally:
            self._asking_nothing.add(client)
            _WAITED_FOR[client] = None

    def notify(self) -> None:
        """Tell the master that all is well, once a second; when stopping, let go of the idle."""
        super().notify()
        if not self.alive:
            # Not at once: a request may be on its way. One that has come is still read.
            for client in self._asking_nothing & self._for_a_while:
                _hear_no_more(client)
            self._for_a_while = set(self._asking_nothing)


class _ServerLog(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """What gunicorn writes to stderr: about its processes in full, about a request no word."""

    def setup(self, cfg: object) -> None:
        super().setup(cfg)
        for each in self.error_log.handlers:
            each.setFormatter(_WithoutWords(os.getpid()))


class _WithoutWords(logging.Formatter):
    """Keep the words of the master, which sees no requests; of a worker only the kind of fault."""

    def __init__(self, master: int) -> None:
        super().__init__()
        self._master = master

    def format(self, record: logging.LogRecord) -> str:
        fault = (record.exc_info or sys.exc_info())[1]
        told = [record.getMessage()] if os.getpid() == self._master else []
        told += [where(fault)] if fault else []
        level = record.levelname.lower()
        return f"responder: server {level}, process {record.process}: {', '.join(told) or 'untold'}"


def _tell_faults_without_words(_worker: object) -> None:
    """Have gevent name a fault outside of any answer by its kind and place alone."""

    def tell(
        _context: object,
        _kind: type[BaseException] | None,
        fault: BaseException | str | None,
        _trace: types.TracebackType | None,
    ) -> None:
        named = where(fault) if isinstance(fault, BaseException) else "untold"
        _say(f"server fault, process {os.getpid()}: {named}")

    gevent.get_hub().print_exception = tell  # type: ignore[assignment]  # types allow no change


def _most_waited_for() -> int:
    """Return how many may keep a connection and send nothing: half of all that there can be."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return min(CONNECTIONS, files if files > 0 else CONNECTIONS) // 2


def _hear_no_more(client: socket.socket) -> None:
    """End what `client` can send, as if it had; what it has sent is still read."""
    # gevent's own way would be a fault to whoever is waiting for more.
    plain = monkey.get_original("socket", "socket")
    with suppress(OSError), plain(fileno=os.dup(client.fileno())) as same:
        same.shutdown(socket.SHUT_RD)


def _in_time(app: Application) -> Application:
    """Return `app`, given whole requests, and cut off when the carrier no longer waits.

    A body that never comes is answered 408. Of a step that hangs the app hears as of any fault,
    with time left to answer. It must have read and made everything when it returns.
    """

    def timed(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        limit = gevent.Timeout(ANSWER_WITHIN_SECONDS)
        try:
            with limit:
                body = environ["wsgi.input"].read(MAX_BODY_BYTES + 1)
                environ["wsgi.input"] = io.BytesIO(body)
                _WAITED_FOR.pop(environ["gunicorn.socket"], None)
                with gevent.Timeout(STEPS_WITHIN_SECONDS, TimeoutError()):
                    return app(environ, start_response)
        except gevent.Timeout as over:
            if over is not limit:
                raise
            start_response("408 Request Timeout", [("Content-Length", "0")])
            return []

    return timed


def _listener(bind: str) -> socket.socket:
    """Return an open socket at `bind`; ValueError if that is no address, OSError if refused."""
    host, port = address(bind)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=BACKLOG)


def _open_closed_streams() -> None:
    """Open what was closed of stdin, stdout and stderr, to nowhere.

    Where a process supervisor closed stderr, telling of a fault would else be a fault of its own.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            nowhere = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 - kept to the end
            setattr(sys, name, nowhere)


def _say(line: str) -> None:
    # Closed by whoever started us, a full disk, a pipe that nobody reads: the line opens anyway.
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(f"responder: {line}\n")
        sys.stderr.flush()


def _misused(why: str) -> int:
    _say(why)
    return MISUSED
