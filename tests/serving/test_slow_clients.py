"""Connections that send half a request and wait: others are answered, by the shipped command.

And bodies that are no bodies: whoever sends them gets a status and not a word.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.serving.running import Server, lay_out_small, serving_flows

pytestmark = pytest.mark.slow

HALVES = {
    "nothing": b"",
    "half a header": b"POST /sms HTTP/1.1\r\nHost: x\r\nContent-Ty",
    "half a body": b"POST /sms HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nBody",
    "half a chunk": b"POST /sms HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nBody",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("slow")
    with serving_flows(folder, lay_out_small(folder / "flows")) as server:
        yield server


@pytest.mark.parametrize("half", HALVES)
def test_200_that_sent_half_hold_nobody_up(server: Server, half: str) -> None:
    with contextlib.ExitStack() as held:
        for _ in range(200):
            held.enter_context(server.connect()).sendall(HALVES[half])
        for _ in range(20):
            assert "988" in server.text("plan")
        counts = server.counts()
    # Nobody's answer took as long as one second; in quiet, none takes a hundredth of it.
    bucket = 'responder_answer_seconds_bucket{channel="text",le="1.0"}'
    assert counts[bucket] == counts['responder_answer_seconds_count{channel="text"}'] >= 20


BAD_BODIES = {
    "no size": b"marked-words\r\n",
    "a size below nothing": b"-5\r\nBody=marked-words\r\n0\r\n\r\n",
    "no end of a chunk": b"4\r\nBodymarked-words\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("path", ["/sms", "/voice"])
@pytest.mark.parametrize("name", BAD_BODIES)
def test_a_badly_chunked_body_gets_a_status_and_not_a_word(
    server: Server, path: str, name: str
) -> None:
    # Nobody signed it, so no carrier waits for the crisis text.
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    answer = server.ask(head + BAD_BODIES[name])
    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert answer.partition(b"\r\n\r\n")[2] == b""
    assert "marked" not in server.log.read_text("utf-8")
    assert "988" in server.text("plan")


def test_a_body_too_long_for_any_carrier_is_refused(server: Server) -> None:
    sent = b"POST /sms HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 70000\r\n\r\n"
    assert server.ask(sent + b"a" * 70000).startswith(b"HTTP/1.1 413 ")


def test_nobody_who_has_connected_is_lost_when_it_stops(tmp_path: Path) -> None:
    with serving_flows(tmp_path, lay_out_small(tmp_path / "flows")) as server:
        asked = b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        answered = 0
        with contextlib.ExitStack() as held:
            # All of them at once, more than two workers take up in an instant.
            waiting = [held.enter_context(server.connect()) for _ in range(200)]
            server.process.terminate()
            for each in waiting:
                each.sendall(asked)
            for each in waiting:
                got = b"".join(iter(partial(each.recv, 65536), b""))
                answered += got.startswith(b"HTTP/1.1 200 OK\r\n")
        assert answered == len(waiting)
        assert server.process.wait(30) == 0
