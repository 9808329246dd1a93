"""A process that answers: gunicorn's gevent worker, without its ways to hold up, lose or repeat.

Told to stop, it takes in everybody who has connected already, and does not wait for who only keeps
a connection. A request that is no request is answered by its status alone.
"""

from __future__ import annotations

import os
import signal
import socket
import time
import types
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import SplitResult

import gevent
from gevent import monkey
from gevent.pool import Pool
from gevent.server import StreamServer
from gunicorn import util  # type: ignore[import-untyped]  # ships no types
from gunicorn.http import message  # type: ignore[import-untyped]  # ships no types
from gunicorn.workers.ggevent import GeventWorker  # type: ignore[import-untyped]  # ships no types

from responder.failsafe import SAFE_HEADERS, where
from responder.serving.answering import count_bad, counted, in_time
from responder.serving.events import Severity, tell
from responder.serving.waiting import CONNECTIONS, wait_for, wait_no_more

if TYPE_CHECKING:
    from responder.serving.master import Server
    from responder.serving.tally import Place

NOTIFY_SECONDS = 0.25  # how often the master hears that all is well
LET_GO_SECONDS = 1.0  # how long, when stopping, a request may be on its way over a kept connection


class Worker(GeventWorker):  # type: ignore[misc]  # gunicorn ships no types
    """A worker. `number` is its place among the workers; who follows it has the same."""

    app: Server
    number = 0

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._asking_nothing: set[socket.socket] = set()
        self._for_a_while: set[socket.socket] = set()
        self._let_go_at = 0.0

    def load_wsgi(self) -> None:
        """Make the app that this worker answers with."""
        place = self.app.place = self._place()
        self.app.keep_up.look(place)  # one that follows another begins with what is in use now
        self.wsgi = in_time(counted(self.app.wsgi(), place), place)

    def run(self) -> None:
        """Answer until told to stop, then everybody who has connected by then."""
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # a terminal that closes sends it to us all
        gevent.get_hub().print_exception = _tell_fault  # type: ignore[assignment, method-assign]  # types allow no change
        util.write_error = self._status_alone
        message.split_request_uri = _split
        gevent.spawn(self.app.keep_up.run, self.app.place)
        servers = [self._server(each) for each in self.sockets]
        while self.alive:
            self.notify()
            gevent.sleep(NOTIFY_SECONDS)
        until = time.monotonic() + self.cfg.graceful_timeout
        for server in servers:
            server.take_all_and_close()
        while any(len(server.pool) for server in servers) and time.monotonic() < until:
            self.notify()
            gevent.sleep(NOTIFY_SECONDS)
        for server in servers:
            server.stop(timeout=1)

    def _server(self, listener: socket.socket) -> _Server:
        listener.setblocking(True)
        named = _Named(listener)

        def handle(client: socket.socket, address: object) -> None:
            self.handle(named, client, address)

        server = _Server(listener, handle=handle, spawn=Pool(CONNECTIONS))
        server.max_accept = 1  # the other workers have their share
        server.start()
        return server

    def _place(self) -> Place | None:
        return None if self.number < 0 else self.app.shared.place_of_worker(self.number)

    def handle(self, listener: object, client: socket.socket, addr: object) -> None:
        """Answer all requests of one connection."""
        wait_for(client, _hear_no_more)
        self._asking_nothing.add(client)
        try:
            super().handle(listener, client, addr)
        finally:
            self._asking_nothing.discard(client)
            wait_no_more(client)

    def handle_request(
        self, listener: object, request: object, client: socket.socket, addr: object
    ) -> None:
        """Answer one request."""
        self._asking_nothing.discard(client)
        try:
            super().handle_request(listener, request, client, addr)
        finally:
            self._asking_nothing.add(client)
            wait_for(client, _hear_no_more)

    def _status_alone(self, client: socket.socket, status: int, reason: str, _words: str) -> None:
        """Answer what is no request; gunicorn's own page repeats parts of it."""
        count_bad(self.app.place, str(status))
        safe = "".join(f"{name}: {each}\r\n" for name, each in SAFE_HEADERS)
        head = f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\nContent-Length: 0\r\n"
        util.write_nonblock(client, f"{head}{safe}\r\n".encode("latin-1"))

    def notify(self) -> None:
        """Tell the master that all is well; when stopping, let go of the idle."""
        super().notify()
        if not self.alive and time.monotonic() >= self._let_go_at:
            # Not at once: a request may be on its way. One that has come is still read.
            for client in self._asking_nothing & self._for_a_while:
                _hear_no_more(client)
            self._for_a_while = set(self._asking_nothing)
            self._let_go_at = time.monotonic() + LET_GO_SECONDS


class _Named:
    """Tells the name of a listening socket, even when it is closed.

    gunicorn asks for it when it begins with a connection: one that was taken in just before the
    socket was closed would be lost.
    """

    def __init__(self, listener: socket.socket) -> None:
        self._name = listener.getsockname()

    def getsockname(self) -> object:
        """Return the name, as a socket does."""
        return self._name


class _Server(StreamServer):
    """Takes connections in; at the end all that the system holds for it."""

    pool: Pool

    def take_all_and_close(self) -> None:
        """Take in who has connected but was not looked at yet, then listen no more."""
        self.stop_accepting()
        with suppress(OSError):
            while taken := self.do_read():
                self.do_handle(*taken)
        self.close()


def _tell_fault(
    _context: object,
    _kind: type[BaseException] | None,
    fault: BaseException | str | None,
    _trace: types.TracebackType | None,
) -> None:
    """Name a fault outside of any answer by its kind and place alone."""
    named = where(fault) if isinstance(fault, BaseException) else "untold"
    words = f"server fault, process {os.getpid()}: {named}"
    tell("fault", words, Severity.ERROR, fault=named)


def _split(asked: str) -> SplitResult:
    """Split what was asked for into path and query; Python's own way remembers the last 128."""
    if not asked.startswith("/"):
        _, _, asked = asked.partition("://")  # a whole address: its path begins after its host
        asked = asked[len(asked.partition("/")[0]) :]
    path_and_query, _, fragment = asked.partition("#")
    path, _, query = path_and_query.partition("?")
    return SplitResult("", "", path, query, fragment)


def _hear_no_more(client: socket.socket) -> None:
    """End what `client` can send, as if it had; what it has sent is still read."""
    # gevent's own way would be a fault to whoever is waiting for more.
    plain = monkey.get_original("socket", "socket")
    with suppress(OSError), plain(fileno=os.dup(client.fileno())) as same:
        same.shutdown(socket.SHUT_RD)
