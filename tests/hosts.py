"""Hosts on loopback that answer as a test wants, well or badly."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response


class _Quiet(WSGIRequestHandler):
    """Says nothing of what is asked, and keeps connections as a server does."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - its name there
        """Log nothing."""


@contextlib.contextmanager
def hosted(make: Callable[[str], Any]) -> Iterator[str]:
    """Serve what `make` makes of its own address, which is yielded: `http://127.0.0.1:40123`."""
    held: list[Any] = []

    def app(environ: Any, start_response: Any) -> Any:
        return held[0](environ, start_response)

    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    address = f"http://127.0.0.1:{server.server_port}"
    held.append(make(address))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield address
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def answering(
    body: bytes | str = b"", status: int = 200, kind: str = "text/xml", **headers: str
) -> Callable[[str], Any]:
    """Return the maker of a host that answers everything with the same."""

    def make(_address: str) -> Any:
        @Request.application
        def app(_request: Request) -> Response:
            named = {name.replace("_", "-"): each for name, each in headers.items()}
            return Response(body, status, named, content_type=kind or None)

        return app

    return make


@contextlib.contextmanager
def speaking(say: Callable[[socket.socket], None]) -> Iterator[str]:
    """Take connections and `say` something to each in a thread of its own; yield the address."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.02)
        talks: list[threading.Thread] = []

        def talk(taken: socket.socket) -> None:
            with taken, contextlib.suppress(OSError):
                say(taken)
                while not over.is_set():
                    time.sleep(0.01)

        def take() -> None:
            while not over.is_set():
                with contextlib.suppress(TimeoutError):
                    talks.append(threading.Thread(target=talk, args=(listening.accept()[0],)))
                    talks[-1].start()

        taking = threading.Thread(target=take)
        taking.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            over.set()
            taking.join()
            for each in talks:
                each.join()


def never(_taken: socket.socket) -> None:
    """Say nothing, for ever."""


def drip(taken: socket.socket) -> None:
    """Send a letter now and then, and never an end."""
    taken.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 9000\r\n\r\n")
    for _ in range(9000):
        taken.sendall(b"<")
        time.sleep(0.02)


def hang_up(taken: socket.socket) -> None:
    """Read what is asked and close."""
    taken.recv(65536)
    taken.shutdown(socket.SHUT_RDWR)
