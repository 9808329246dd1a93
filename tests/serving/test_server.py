"""The production server, started as an operator starts it, on a free port of loopback."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from responder import serve
from responder.serving.master import WORKERS
from responder.settings import Settings
from tests.serving.running import ENOUGH, PATIENCE_SECONDS, Server, serving, until


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all who do not stop it."""
    with serving(tmp_path_factory.mktemp("standing")) as server:
        yield server


pytestmark = pytest.mark.slow


EVENTS = ["flows_good", "answering", "stopping"]


def test_it_answers_says_where_and_stops_cleanly(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        assert server.get("/voice/key?page=a%2Fb&x=+")[1:] == [
            "/voice/key?page=a%2Fb&x=+", "/voice/key", "-", "http", "127.0.0.1", "0",
        ]  # fmt: skip
        assert server.stop() == 0
        assert [each["event"] for each in server.said()] == EVENTS


def test_a_token_of_another_shape_is_taken_and_warned_of(tmp_path: Path) -> None:
    odd = "YOUR_TOKEN_GOES_HERE"
    with serving(tmp_path, TWILIO_AUTH_TOKEN=odd) as server:
        [told] = server.events("odd_token")
    assert told["level"] == "warning"
    assert told["message"].startswith("a token in TWILIO_AUTH_TOKEN is not 32 hexadecimal ")
    assert odd not in server.log.read_text("utf-8")


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
        until(lambda: len({server.worker() for _ in range(20)}) == WORKERS)
        kept.sendall(sent)
        if sent:
            assert kept.recv(65536).startswith(b"HTTP/1.1 200 OK\r\n")
        server.get()  # by now the connection has been taken
        assert server.stop() == 0
        assert [each["event"] for each in server.said()] == EVENTS


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


def test_a_hangup_leaves_the_workers_and_turns_nobody_away(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        until(lambda: len({server.worker() for _ in range(20)}) == WORKERS)
        workers = {server.worker() for _ in range(20)}
        server.process.send_signal(signal.SIGHUP)
        for worker in workers:  # as where the terminal that started them all closes
            os.kill(worker, signal.SIGHUP)
        until(lambda: server.events("reloaded"))
        [told] = server.events("reloaded")
        assert told["message"] == "the flows are read again, unchanged"
        assert {server.worker() for _ in range(20)} <= workers
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
    "chunks and a length": (
        b"400",
        b"POST /marked-words HTTP/1.1\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n",
    ),
    "two lengths": (
        b"400",
        b"POST /marked-words HTTP/1.1\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nBody",
    ),
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
    answer = standing.ask(request)
    assert answer.split(b" ")[1] == status
    assert b"marked" not in answer
    assert b"\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n" in answer
    (told,) = standing.said()[before:]
    assert told.keys() == {"time", "level", "event", "pid", "message", "fault"}
    # Only what stands in code: the class of a fault and its line.
    assert re.fullmatch(r"\w+( in (gunicorn[\w.]+|__main__):\d+)?", told["fault"])
    assert "marked" not in str(told)


def test_of_a_fault_outside_of_any_answer_no_word_is_told_either(standing: Server) -> None:
    before = len(standing.said())
    standing.get("/aside")
    until(lambda: len(standing.said()) > before)
    (told,) = standing.said()[before:]
    assert re.fullmatch(r"ValueError in __main__:\d+", told["fault"])


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_it_answers_with_standard_streams_closed(tmp_path: Path, closed: str) -> None:
    with serving(tmp_path, "sh", "-c", f'exec "$0" "$@" {closed}') as server:
        assert server.ask(b"GET /fault HTTP/1.0\r\n\r\n").split(b" ")[1] == b"500"
        assert server.get()[1] == "/"
        assert server.stop() == 0


def test_a_second_server_on_the_same_port_is_told_so(standing: Server) -> None:
    second = subprocess.run(
        [sys.executable, str(standing.log.parent / "line.py"), f"127.0.0.1:{standing.port}"],
        env={**os.environ, **ENOUGH},
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
    line: Any = None
    assert serve.run(Settings.read(ENOUGH, "192.0.2.1:8000"), line) == 2
    assert capsys.readouterr().err == (
        "responder: cannot listen on 192.0.2.1:8000: it is not an address of this machine\n"
    )
