"""The production server, started as an operator starts it, on a free port of loopback."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from responder import serve
from responder.settings import Settings

ENOUGH = {
    "TWILIO_AUTH_TOKEN": "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "RESPONDER_PUBLIC_URL": "https://text.example.org",
}
PATIENCE_SECONDS = 30  # far more than anything here takes; a hang fails instead of staying

# A line as small as can be: it reads what is posted and answers with what the server told it.
LINE = """
import os
import sys
from responder import serve
serve.patch()
from responder.settings import Settings

serve.ANSWER_WITHIN_SECONDS = 3.0
serve.GRACEFUL_SECONDS = int(os.environ.get("GRACEFUL_SECONDS", serve.GRACEFUL_SECONDS))

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

settings = Settings.read(%r)
sys.exit(serve.run(settings, lambda settings: app, sys.argv[1]))
""" % (ENOUGH,)  # noqa: UP031 - the words hold braces


@dataclass
class Server:
    """A running server: its port, its process, and how to ask it."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def is_open(self) -> bool:
        try:
            self.connect().close()
        except ConnectionRefusedError:
            return self.process.poll() is not None  # it will never be
        return True

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS)

    def ask(self, request: bytes) -> bytes:
        """Return all that is answered to raw bytes until the server closes."""
        with self.connect() as asked:
            asked.sendall(request)
            return b"".join(iter(lambda: asked.recv(65536), b""))

    def get(self, target: str = "/", *headers: str) -> list[str]:
        """Return what the app was told of a request, word by word."""
        lines = [f"GET {target} HTTP/1.1", "Host: x", "Connection: close", *headers, "", ""]
        head, _, body = self.ask("\r\n".join(lines).encode()).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 OK\r\n"), head
        # A server of HTTP/1.1 may send an answer of unknown length in chunks.
        if b"chunked" in head:
            body = body.split(b"\r\n")[1]
        return body.decode().split()

    def worker(self) -> int:
        return int(self.get()[0])

    def stop(self, sig: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(sig)
        return self.process.wait(PATIENCE_SECONDS)

    def said(self) -> list[str]:
        return self.log.read_text("utf-8").splitlines()


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port


def until(happened: Callable[[], object]) -> None:
    for _ in range(PATIENCE_SECONDS * 20):
        if happened():
            return
        time.sleep(0.05)
    pytest.fail("it did not happen")


@contextlib.contextmanager
def serving(folder: Path, *shell: str, **environ: str) -> Iterator[Server]:
    """Run the line, by way of a `shell` if given, and make sure that it is gone afterwards."""
    program, log = folder / "line.py", folder / "log"
    program.write_text(LINE, "utf-8")
    port = free_port()
    with log.open("wb") as stderr:
        process = subprocess.Popen(
            [*shell, sys.executable, str(program), f"127.0.0.1:{port}"],
            env={**os.environ, **environ},
            stderr=stderr,
        )
    server = Server(port, process, log)
    try:
        until(server.is_open)
        server.get()
        yield server
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGQUIT)
        process.wait(PATIENCE_SECONDS)


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all who do not stop it."""
    with serving(tmp_path_factory.mktemp("standing")) as server:
        yield server


pytestmark = pytest.mark.slow


def test_it_answers_says_where_and_stops_cleanly(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        assert server.get("/voice/key?page=a%2Fb&x=+")[1:] == [
            "/voice/key?page=a%2Fb&x=+", "/voice/key", "-", "http", "127.0.0.1", "0",
        ]  # fmt: skip
        assert server.stop() == 0
        assert server.said() == [f"responder: answering on http://127.0.0.1:{server.port}"]


def test_ctrl_c_stops_it_cleanly_too(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        assert server.stop(signal.SIGINT) == 0


def test_who_is_being_answered_when_it_stops_is_answered_first(tmp_path: Path) -> None:
    with serving(tmp_path) as server, server.connect() as asked:
        asked.sendall(b"POST / HTTP/1.1\r\nConnection: close\r\nContent-Length: 8\r\n\r\nBody")
        server.get()  # by now the half above has been taken in
        server.process.send_signal(signal.SIGTERM)
        asked.sendall(b"=988")
        answer = b"".join(iter(lambda: asked.recv(65536), b""))
        assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
        assert server.process.wait(PATIENCE_SECONDS) == 0


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"], ids=["new", "kept"])
def test_who_only_keeps_a_connection_is_let_go_when_it_stops(tmp_path: Path, sent: bytes) -> None:
    # Nobody is cut off in this test's time: the server must end by itself.
    waits = str(20 * PATIENCE_SECONDS)
    with serving(tmp_path, GRACEFUL_SECONDS=waits) as server, server.connect() as kept:
        until(lambda: len({server.worker() for _ in range(20)}) == serve.WORKERS)
        kept.sendall(sent)
        if sent:
            assert kept.recv(65536).startswith(b"HTTP/1.1 200 OK\r\n")
        server.get()  # by now the connection has been taken
        assert server.stop() == 0
        assert server.said() == [f"responder: answering on http://127.0.0.1:{server.port}"]


def test_the_answer_does_not_say_what_the_server_is_made_of(standing: Server) -> None:
    head = standing.ask(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert b"\r\nServer: responder\r\n" in head
    assert b"unicorn" not in head


# 20 of each: with two workers that answer one at a time, two are enough to stop a line.
@pytest.mark.parametrize(
    "half",
    [
        pytest.param(b"POST /sms HTTP/1.1\r\nHost: x\r\nContent-Ty", id="headers"),
        pytest.param(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nBody", id="bodies"),
    ],
)
def test_20_half_sent_requests_stop_nobody_else(standing: Server, half: bytes) -> None:
    with contextlib.ExitStack() as held:
        for _ in range(20):
            held.enter_context(standing.connect()).sendall(half)
        for _ in range(10):
            assert standing.get()[1] == "/"


def test_a_body_that_never_comes_is_cut_off(standing: Server) -> None:
    half = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 9\r\n\r\nBody"
    assert standing.ask(half).startswith(b"HTTP/1.1 408 Request Timeout\r\n")


def test_a_worker_that_dies_is_replaced_and_nobody_is_turned_away(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        first = server.worker()
        os.kill(first, signal.SIGKILL)
        seen = {first}
        assert server.get()[1] == "/"

        def two_others_answer() -> bool:
            seen.add(server.worker())
            return len(seen) == 3

        until(two_others_answer)


def test_a_hangup_changes_the_workers_and_turns_nobody_away(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        old = {server.worker() for _ in range(20)}
        server.process.send_signal(signal.SIGHUP)
        until(lambda: server.worker() not in old)
        assert server.stop() == 0


FORWARDED = ["X-Forwarded-Proto: https", "X-Forwarded-Ssl: on", "X-Forwarded-For: 192.0.2.1"]
FORWARDED += ["Script-Name: /evil", "SCRIPT_NAME: /evil", "PATH_INFO: /evil", "Forwarded: for=x"]


@pytest.mark.parametrize(
    "environ",
    [
        pytest.param({}, id="by default"),
        pytest.param({"FORWARDED_ALLOW_IPS": "*"}, id="where gunicorn is told to trust"),
        pytest.param({"GUNICORN_CMD_ARGS": "--forwarded-allow-ips=*"}, id="by arguments"),
    ],
)
def test_no_header_changes_scheme_path_or_address(tmp_path: Path, environ: dict[str, str]) -> None:
    with serving(tmp_path, **environ) as server:
        told = server.get("/sms", *FORWARDED)
        assert told[1:] == ["/sms", "/sms", "-", "http", "127.0.0.1", "0"]


BAD_REQUESTS = {
    "no request line": (b"400", b"marked-words\r\n\r\n"),
    "version": (b"400", b"GET /marked-words HTTP/9.9\r\n\r\n"),
    "method": (b"400", b"m@rked-words / HTTP/1.1\r\n\r\n"),
    "header": (b"400", b"GET / HTTP/1.1\r\nmarked-words\r\n\r\n"),
    "header name": (b"400", b"GET / HTTP/1.1\r\nmarked words: 1\r\n\r\n"),
    "zero byte": (b"400", b"GET /marked-words HTTP/1.1\r\nA: \x00\r\n\r\n"),
    "coding": (b"501", b"GET / HTTP/1.1\r\nTransfer-Encoding: marked-words\r\n\r\n"),
    "expectation": (b"417", b"GET / HTTP/1.1\r\nExpect: marked-words\r\n\r\n"),
    "chunk": (b"400", b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nmarked-words\r\n"),
    "long target": (b"414", b"GET /marked-words" + b"x" * 5000 + b" HTTP/1.1\r\n\r\n"),
    "long header": (b"431", b"GET / HTTP/1.1\r\nA: marked-words" + b"x" * 9000 + b"\r\n\r\n"),
    "many headers": (b"431", b"GET / HTTP/1.1\r\n" + b"A: marked-words\r\n" * 101 + b"\r\n"),
    "a fault of ours that nothing caught": (
        b"500",
        b"POST /fault?marked-words HTTP/1.1\r\nContent-Length: 12\r\n\r\nmarked-words",
    ),
}


@pytest.mark.parametrize("name", BAD_REQUESTS)
def test_of_a_bad_request_the_kind_is_told_and_no_word(standing: Server, name: str) -> None:
    status, request = BAD_REQUESTS[name]
    before = len(standing.said())
    assert standing.ask(request).split(b" ")[1] == status
    (told,) = standing.said()[before:]
    # Only what stands in code: a level, a process number, the class of a fault and its line.
    assert re.fullmatch(
        r"responder: server (warning|error), process \d+: \w+ in (gunicorn[\w.]+|__main__):\d+",
        told,
    )


def test_of_a_fault_outside_of_any_answer_no_word_is_told_either(standing: Server) -> None:
    before = len(standing.said())
    standing.get("/aside")
    until(lambda: len(standing.said()) > before)
    (told,) = standing.said()[before:]
    assert re.fullmatch(r"responder: server fault, process \d+: ValueError in __main__:\d+", told)


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_it_answers_with_standard_streams_closed(tmp_path: Path, closed: str) -> None:
    with serving(tmp_path, "sh", "-c", f'exec "$0" "$@" {closed}') as server:
        assert server.ask(b"GET /fault HTTP/1.0\r\n\r\n").split(b" ")[1] == b"500"
        assert server.get()[1] == "/"
        assert server.stop() == 0


def test_a_second_server_on_the_same_port_is_told_so(standing: Server) -> None:
    second = subprocess.run(
        [sys.executable, str(standing.log.parent / "line.py"), f"127.0.0.1:{standing.port}"],
        capture_output=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert (second.returncode, second.stdout) == (2, b"")
    assert second.stderr.decode() == (
        f"responder: cannot listen on 127.0.0.1:{standing.port}: "
        "another program listens there; stop it, or choose another port\n"
    )
    assert standing.get()[1] == "/"


def test_an_address_nobody_can_listen_at_is_told_and_no_app_is_made(
    capsys: pytest.CaptureFixture[str],
) -> None:
    made: list[Settings] = []

    def app_factory(settings: Settings) -> serve.Application:
        made.append(settings)
        pytest.fail("no app is needed")

    settings = Settings.read(ENOUGH)
    codes = [serve.run(settings, app_factory, bind) for bind in ("8000", "192.0.2.1:8000")]
    assert (codes, made) == ([2, 2], [])
    assert capsys.readouterr().err == (
        "responder: --bind is not an address to listen on: write HOST:PORT with a port from 1 to "
        "65535, such as 127.0.0.1:8000\n"
        "responder: cannot listen on 192.0.2.1:8000: it is not an address of this machine\n"
    )
