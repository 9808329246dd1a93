"""Servers started as an operator starts them, on free ports of loopback, and how to ask them."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from responder.phone.phone import Caller, Texter, http_line

ROOT = Path(__file__).parent.parent.parent
SMALL = ROOT / "tests" / "flows_small"
TOKEN = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
ENOUGH = {"TWILIO_AUTH_TOKEN": TOKEN, "RESPONDER_PUBLIC_URL": "https://text.example.org"}
PATIENCE_SECONDS = 30  # far more than anything here takes; a hang fails instead of staying
STEADY_SECONDS = 0.5  # how long an answer must stay the same before it counts as that of all

# A line as small as can be: it reads what is posted and answers with what the server told it.
LINE = """
import os
import sys
from responder import serve
serve.patch()
from responder.serving import answering, line, master
from responder.settings import Settings

answering.ANSWER_WITHIN_SECONDS = 3.0
master.GRACEFUL_SECONDS = int(os.environ.get("GRACEFUL_SECONDS", master.GRACEFUL_SECONDS))

def app(environ, start_response):
    body = environ["wsgi.input"].read()
    sys.stderr.write("")
    if environ["PATH_INFO"] == "/fault":
        raise ValueError(f"marked-words {body!r}")
    if environ["PATH_INFO"] == "/aside":
        import gevent
        def aside(): raise ValueError("marked-words")
        gevent.spawn(aside)
    told = [str(os.getpid()), environ["RAW_URI"], environ["PATH_INFO"], environ["SCRIPT_NAME"],
            environ["wsgi.url_scheme"], environ["REMOTE_ADDR"], str(len(body))]
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [" ".join(each or "-" for each in told).encode()]

class Plain:
    is_whole = True
    def digest(self): return b"always"
    def read(self, running): return line.Reading("nothing")
    def open(self, report): return app
    def use(self, edition): pass
    def blame(self, faults): pass

settings = Settings.read(dict(os.environ), sys.argv[1])
sys.exit(serve.run(settings, Plain()))
"""


# The command, with a clock that is ahead.
AHEAD = """
import time
import time_machine
time_machine.travel(time.time() + {seconds}, tick=True).start()
from responder.cli import main
main()
"""


@dataclass
class Server:
    """A running server: its ports, its process, and how to ask it."""

    port: int
    ops_port: int
    process: subprocess.Popen[bytes]
    log: Path

    def is_open(self) -> bool:
        try:
            self.connect().close()
        except ConnectionRefusedError:
            return self.process.poll() is not None  # it will never be
        return True

    def ops_is_open(self) -> bool:
        try:
            return self.ops("/health") == (200, "ok\n")
        except ConnectionError:  # refused; or reset, if the one that listened was killed just now
            return self.process.poll() is not None

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS)

    def ask(self, request: bytes) -> bytes:
        """Return all that is answered to raw bytes until the server closes."""
        with self.connect() as asked:
            asked.sendall(request)
            return b"".join(iter(lambda: asked.recv(65536), b""))

    def get(self, target: str = "/", *headers: str) -> list[str]:
        """Return what the small line was told of a request, word by word."""
        lines = [f"GET {target} HTTP/1.1", "Host: x", "Connection: close", *headers, "", ""]
        head, _, body = self.ask("\r\n".join(lines).encode()).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 OK\r\n"), head
        # A server of HTTP/1.1 may send an answer of unknown length in chunks.
        if b"chunked" in head:
            body = body.split(b"\r\n")[1]
        return body.decode().split()

    def worker(self) -> int:
        return int(self.get()[0])

    def page(self, target: str, port: int = 0) -> tuple[int, str]:
        """Return status and words of what is answered to a GET, on the public port if none else."""
        asked = http.client.HTTPConnection("127.0.0.1", port or self.port, PATIENCE_SECONDS)
        with contextlib.closing(asked):
            asked.request("GET", target)
            got = asked.getresponse()
            return got.status, got.read().decode()

    def ops(self, target: str) -> tuple[int, str]:
        """Return status and words of what is answered on the operator's port."""
        return self.page(target, self.ops_port)

    def counts(self) -> dict[str, float]:
        """Return the counts by their names, with labels as Prometheus writes them."""
        status, words = self.ops("/metrics")
        assert status == 200
        lines = [line for line in words.splitlines() if not line.startswith("#")]
        return {name: float(count) for name, _, count in (each.rpartition(" ") for each in lines)}

    def texter(self) -> Texter:
        """Return someone who texts over a connection of their own."""
        address = f"http://127.0.0.1:{self.port}"
        return Texter(http_line(address, TOKEN, ENOUGH["RESPONDER_PUBLIC_URL"]))

    def caller(self) -> Caller:
        address = f"http://127.0.0.1:{self.port}"
        return Caller(http_line(address, TOKEN, ENOUGH["RESPONDER_PUBLIC_URL"]))

    def text(self, body: str) -> str:
        """Return the one text that answers `body`."""
        (reply,) = self.texter().text(body)
        return reply

    def children(self) -> set[int]:
        """Return the processes that the master has started and that live."""
        told = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text("ascii")
        return {int(each) for each in told.split()}

    def stop(self, sig: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(sig)
        return self.process.wait(PATIENCE_SECONDS)

    def said(self) -> list[dict[str, Any]]:
        """Return the events that were told, without what differs from run to run."""
        lines = self.log.read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def events(self, name: str) -> list[dict[str, Any]]:
        return [each for each in self.said() if each["event"] == name]


@dataclass
class Stream:
    """Someone texting again and again, each time over a new connection."""

    server: Server
    body: str
    heard_at: list[tuple[float, str]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)

    @property
    def replies(self) -> list[str]:
        return [reply for _, reply in self.heard_at]

    def run(self) -> None:
        while not self._over.is_set():
            try:
                reply = self.server.text(self.body)
                self.heard_at.append((time.time(), reply))
            except Exception as fault:  # noqa: BLE001 - whatever it is, a text was not answered
                self.failed.append(repr(fault))
            time.sleep(0.005)

    def is_all(self, reply: str) -> bool:
        """Return whether from now on nothing but `reply` is heard for a while."""
        begun = len(self.replies)
        end = time.monotonic() + STEADY_SECONDS
        while time.monotonic() < end or len(self.replies) < begun + 20:
            if any(each != reply for each in self.replies[begun:]) or self.failed:
                return False
            time.sleep(0.02)
        return True


@contextlib.contextmanager
def texting(server: Server, body: str) -> Iterator[Stream]:
    """Have someone text `body` all the while; at the end, every text must have had its answer."""
    stream = Stream(server, body)
    thread = threading.Thread(target=stream.run)
    thread.start()
    try:
        yield stream
    finally:
        stream._over.set()
        thread.join()
    assert stream.failed == []


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port


def until(
    happened: Callable[[], object], seconds: float = PATIENCE_SECONDS, every: float = 0.05
) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if happened():
            return
        time.sleep(every)
    pytest.fail("it did not happen")


@contextlib.contextmanager
def running(folder: Path, command: Callable[[int], list[str]], **environ: str) -> Iterator[Server]:
    """Run a command that serves at a port, and make sure that it is gone afterwards."""
    log = folder / "log"
    port, ops_port = free_port(), free_port()
    ours = {**ENOUGH, "RESPONDER_OPS_BIND": f"127.0.0.1:{ops_port}"}
    with log.open("wb") as stderr:
        process = subprocess.Popen(
            command(port), env={**os.environ, **ours, **environ}, stderr=stderr
        )
    server = Server(port, ops_port, process, log)
    try:
        until(server.is_open)
        yield server
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGQUIT)
        process.wait(PATIENCE_SECONDS)


@contextlib.contextmanager
def serving(folder: Path, *shell: str, **environ: str) -> Iterator[Server]:
    """Run the small line, by way of a `shell` if given."""
    program = folder / "line.py"
    program.write_text(LINE, "utf-8")

    def command(port: int) -> list[str]:
        return [*shell, sys.executable, str(program), f"127.0.0.1:{port}"]

    with running(folder, command, **environ) as server:
        server.get()
        yield server


@contextlib.contextmanager
def serving_flows(
    folder: Path,
    flows: Path,
    ahead: timedelta = timedelta(0),
    *,
    opens_ops: bool = True,
    **environ: str,
) -> Iterator[Server]:
    """Run `responder serve` on the flow files of `flows`, its clock so far `ahead`."""
    program = folder / "ahead.py"
    program.write_text(AHEAD.format(seconds=ahead.total_seconds()), "utf-8")
    responder = [str(program)] if ahead else ["-m", "responder"]

    def command(port: int) -> list[str]:
        return [sys.executable, *responder, "serve", "--bind", f"127.0.0.1:{port}"]

    with running(folder, command, RESPONDER_FLOWS=str(flows), **environ) as server:
        if opens_ops:
            until(server.ops_is_open)
        yield server


def lay_out_small(flows: Path) -> Path:
    """Copy the small flows to `flows`."""
    shutil.copytree(SMALL, flows)
    return flows
