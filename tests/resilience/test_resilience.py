"""Every part of `make resilience`, in a short form, and the load generator that they share."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from itertools import islice

import pytest

from tests.resilience import __main__ as runner
from tests.resilience import faults, half_open, half_open_proxied, replicas
from tests.resilience.load import Figures, Load, Outcome, Request, ask_now, requests, text
from tests.resilience.machines import NGINX, NO_NGINX, ROOT

PARTS = runner.parts()


def test_there_are_parts_to_run() -> None:
    assert "replicas" in PARTS
    assert not {"__main__", "load", "machines"} & set(PARTS)


def test_the_page_says_what_each_part_is_held_to() -> None:
    page = (ROOT / "docs" / "performance.md").read_text("utf-8")
    section = page.split("\n## What `make resilience` holds the line to\n")[1].split("\n## ")[0]
    limits = {
        part: limit
        for part, _, limit in re.findall(
            r"^\| `(\w+)` \| (.*?) \| (.*?) \|$", section, re.MULTILINE
        )
    }
    assert sorted(limits) == PARTS
    for part, most in (
        ("faults", f"within {faults.WITHIN_SECONDS:.0f} seconds"),
        ("half_open", f"within {half_open.MOST_MILLISECONDS:.0f} ms"),
        ("half_open", f"within {half_open.FLOOD_MILLISECONDS:,.0f} ms"),
        ("half_open_proxied", f"within {half_open_proxied.MOST_SECONDS * 1000:.0f} ms more"),
        ("replicas", f"within {replicas.SLOWEST_SECONDS:.0f} seconds"),
        ("replicas", f"{replicas.SLOWEST_WHILE_ONE_HANGS_SECONDS:.0f} while one hangs"),
        ("replicas", f"new words within {replicas.RELOADED_WITHIN_SECONDS:.0f}"),
    ):
        assert most in limits[part], part
    assert runner.ALL_SECONDS == 300  # "two to five minutes"


@pytest.mark.slow
@pytest.mark.skipif(NGINX is None, reason=NO_NGINX)
@pytest.mark.parametrize("part", PARTS)
def test_a_part_holds(part: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.resilience", "--short", part],
        cwd=ROOT,
        env={**os.environ, "RESILIENCE_SHORT": "1"},
        capture_output=True,
        text=True,
        timeout=runner.ALL_SECONDS + 30,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_part_that_does_not_exist_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert runner.main(["nonesuch"]) == 2
    assert capsys.readouterr().out.startswith("no part is called nonesuch; there are: ")


def test_no_two_requests_are_the_same() -> None:
    raw = [each.raw for each in islice(requests(), 400)]
    assert len(set(raw)) == 400
    assert sum(each.startswith(b"POST /voice") for each in raw) == 100


def answer(body: bytes, length: int | None = None, status: str = "200 OK") -> bytes:
    told = len(body) if length is None else length
    return f"HTTP/1.1 {status}\r\nContent-Length: {told}\r\n\r\n".encode() + body


ANSWERS = {
    "good": answer(b"<Message>Crisis? Call 988.</Message>"),
    "without 988": answer(b"<Message>Hello.</Message>"),
    "built in": answer(b"built in: 988"),
    "refused": answer(b"988", status="503 Service Unavailable"),
    "cut off": answer(b"<Message>Crisis? Call 988.", length=99),
    "nothing": b"",
}


@pytest.fixture
def says() -> Iterator[tuple[int, list[bytes]]]:
    """A server that answers with the last of a list, and its port."""
    answers = [ANSWERS["good"]]
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    client, _ = listener.accept()
                except OSError:
                    return
                with client:
                    client.recv(65536)
                    client.sendall(answers[-1])
                    client.shutdown(socket.SHUT_WR)
                    client.recv(1)

        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1], answers
        listener.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    ("name", "counted"),
    [
        pytest.param("good", (0, 0, 0), id="good"),
        pytest.param("without 988", (0, 1, 0), id="without 988"),
        pytest.param("built in", (0, 0, 1), id="built in"),
        pytest.param("refused", (1, 0, 0), id="refused"),
        pytest.param("cut off", (1, 0, 0), id="cut off"),
        pytest.param("nothing", (1, 0, 0), id="nothing"),
    ],
)
def test_what_falls_short_is_counted(
    says: tuple[int, list[bytes]], name: str, counted: tuple[int, int, int]
) -> None:
    port, answers = says
    answers.append(ANSWERS[name])
    status, body = ask_now(port, text("hello"))
    outcome = Outcome("", 0.1, status, b"988" in body, body == b"built in: 988")
    figures = Figures.of([outcome])
    assert (figures.lost, figures.without_988, figures.built_in) == counted
    assert figures.holds == (name == "good")


def test_a_load_is_steady_and_counts_what_nobody_answers(
    says: tuple[int, list[bytes]],
) -> None:
    port, answers = says
    load = Load(port, 100, [b"built in: 988"])
    load.phase = "up"
    load.start()
    pause = threading.Event()
    pause.wait(0.5)
    load.phase = "down"
    answers.append(ANSWERS["nothing"])
    pause.wait(0.5)
    outcomes = load.stop()
    up, down = (Figures.of(o for o in outcomes if o.phase == name) for name in ("up", "down"))
    assert up.requests > 10
    # The answer to the last one of the first half may be the first of the second.
    assert up.lost <= 1
    assert down.requests > 10
    assert down.lost >= down.requests - 1


def test_no_requests_at_all_hold_nothing() -> None:
    assert not Figures.of([]).holds


def test_where_nobody_listens_nothing_is_answered() -> None:
    assert ask_now(1, Request(b"", b"988")) == (0, b"")
