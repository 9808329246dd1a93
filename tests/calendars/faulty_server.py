"""A server on loopback that does to a fetch what servers of the world do: each path one of it."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from responder.calendars.reach import Reach

ONLY_THE_SERVER = Reach(("http", "https"), lambda address: str(address) == "127.0.0.1")


@dataclass
class Server:
    """Where it is, what it was asked, and what it answers by path."""

    port: int
    answers: dict[str, bytes | tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def at(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


def _drip(handler: BaseHTTPRequestHandler, server: Server) -> None:
    handler.send_response(200)
    handler.end_headers()
    while not server.stopped.wait(0.02):
        handler.wfile.write(b"B")


def _drip_head(handler: BaseHTTPRequestHandler, server: Server) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not server.stopped.wait(0.02):
        handler.wfile.write(b"x")


def _hang(handler: BaseHTTPRequestHandler, server: Server) -> None:
    server.stopped.wait(30)


def _endless(handler: BaseHTTPRequestHandler, server: Server) -> None:
    handler.send_response(200)
    handler.end_headers()
    while not server.stopped.is_set():
        handler.wfile.write(b"BEGIN:VCALENDAR\r\n" * 4096)


def _half(handler: BaseHTTPRequestHandler, server: Server) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"BEGIN:VCALENDAR\r\n")


def _half_chunk(handler: BaseHTTPRequestHandler, server: Server) -> None:
    handler.protocol_version = "HTTP/1.1"
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b"100\r\nBEGIN:VCALENDAR\r\n")


SPECIAL = {
    "/drip": _drip,
    "/drip-head": _drip_head,
    "/hang": _hang,
    "/endless": _endless,
    "/half": _half,
    "/half-chunk": _half_chunk,
}


@contextmanager
def serving(certificate: Path | None = None, host: str = "127.0.0.1") -> Iterator[Server]:
    """Serve until the end of the block; with the `certificate` and key of that file, encrypted."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked.append((self.path, dict(self.headers)))
            with suppress(OSError):
                if special := SPECIAL.get(self.path):
                    special(self, server)
                else:
                    self._plain(server.answers.get(self.path, (404, {}, b"")))

        def _plain(self, answer: bytes | tuple[int, dict[str, str], bytes]) -> None:
            status, headers, body = answer if isinstance(answer, tuple) else (200, {}, answer)
            mark = headers.get("ETag")
            if mark is not None and self.headers.get("If-None-Match") == mark:
                status, body = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            pass

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            pass  # a client that refuses our certificate breaks off

    opened = Quiet((host, 0), Handler)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        opened.socket = context.wrap_socket(opened.socket, server_side=True)
    server = Server(opened.server_address[1])
    thread = threading.Thread(target=lambda: opened.serve_forever(0.02), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopped.set()
        opened.shutdown()
        opened.server_close()
        thread.join()


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
