"""What the operator sees: counts on a port of their own, and events on stderr; no person in them.

Counts must be right across workers, whichever died and whatever was reloaded.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import socket
import struct
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from responder.phone.phone import Texter, http_line
from responder.serving.events import tell
from responder.serving.log import _WithoutWords
from tests.serving.running import (
    SMALL,
    Server,
    lay_out_small,
    serving_flows,
    until,
)

pytestmark = pytest.mark.slow

MARKED = "marked-words-zq"
URGENT = "i want to kill myself"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("operator")
    with serving_flows(folder, lay_out_small(folder / "flows")) as server:
        yield server


def answers(counts: dict[str, float]) -> dict[str, float]:
    begin = "responder_answers_total{"
    return {name.removeprefix(begin).rstrip("}"): count for name, count in counts.items()
            if name.startswith(begin) and count}  # fmt: skip


def all_are_others(server: Server, before: set[int]) -> bool:
    return len(server.children() - before) == len(before)


def unsigned(server: Server) -> None:
    stranger = Texter(http_line(f"http://127.0.0.1:{server.port}", "f" * 32, "https://x.example"))
    with pytest.raises(Exception, match="403"):
        stranger.text(MARKED)


def test_everything_is_counted_right_whichever_worker_answers_and_dies(tmp_path: Path) -> None:
    with serving_flows(tmp_path, lay_out_small(tmp_path / "flows")) as server:
        counts = server.counts()
        for round_ in range(3):
            for _ in range(10):
                server.text("plan")
                server.text(URGENT)
                server.text(f"quiero morir {MARKED}")
                server.text(f"hm {MARKED}")
                unsigned(server)
            server.caller().dial()
            workers = server.children()
            for worker in workers:  # the one that answers here, too
                os.kill(worker, signal.SIGKILL)
            until(partial(all_are_others, server, workers))
            server.process.send_signal(signal.SIGHUP)
            until(server.ops_is_open)
            counts = server.counts()
            times = round_ + 1
            assert answers(counts) == {
                'channel="text",outcome="page",page="plan"': 10 * times,
                # In whatever language, and nothing of it.
                'channel="text",outcome="crisis",page=""': 20 * times,
                'channel="text",outcome="menu",page=""': 10 * times,
                'channel="call",outcome="opening",page=""': times,
            }
            assert counts['responder_signature_refusals_total{channel="text"}'] == 10 * times
            assert counts['responder_answer_seconds_count{channel="text"}'] == 50 * times
            assert counts['responder_answer_seconds_bucket{channel="text",le="+Inf"}'] == 50 * times
            until(lambda: server.counts()["responder_workers"] == 2)
        assert counts["responder_worker_ends_total"] == 6
        assert counts["responder_desk_ends_total"] == 3
        assert MARKED not in server.ops("/metrics")[1] + server.log.read_text("utf-8")


def test_what_is_no_request_is_counted_by_its_status(server: Server) -> None:
    assert server.ask(f"{MARKED}\r\n\r\n".encode()).split(b" ")[1] == b"400"
    chunked = f"POST /sms HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n{MARKED}\r\n"
    assert server.ask(chunked.encode()).split(b" ")[1] == b"400"
    long = f"GET /{MARKED}{'x' * 5000} HTTP/1.1\r\n\r\n"
    assert server.ask(long.encode()).split(b" ")[1] == b"414"
    with server.connect() as broken_off:
        broken_off.sendall(
            b"POST /sms HTTP/1.1\r\nContent-Length: 99\r\n\r\nBody=" + MARKED.encode()
        )
        broken_off.shutdown(socket.SHUT_WR)
        assert broken_off.recv(99).split(b" ")[1] == b"400"
    assert server.ask(b"GET /sms HTTP/1.1\r\nConnection: close\r\n\r\n").split(b" ")[1] == b"405"
    assert server.ask(b"GET /no HTTP/1.1\r\nConnection: close\r\n\r\n").split(b" ")[1] == b"404"
    counts = server.counts()
    bad = {name: count for name, count in counts.items() if "bad_requests_total" in name}
    assert bad == {
        f'responder_bad_requests_total{{status="{status}"}}': count
        for status, count in (("400", 3), ("404", 1), ("405", 1), ("414", 1))
    }
    assert MARKED not in server.ops("/metrics")[1]


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_broken_off_is_a_bad_request_and_no_refused_signature(
    server: Server, *, chunked: bool
) -> None:
    how = "Transfer-Encoding: chunked" if chunked else "Content-Length: 99"
    size = "63\r\n" if chunked else ""
    half = f"POST /sms HTTP/1.1\r\n{how}\r\n\r\n{size}Body={MARKED}".encode()
    bad, refused = (
        'responder_bad_requests_total{status="400"}',
        'responder_signature_refusals_total{channel="text"}',
    )
    before = server.counts()
    with server.connect() as closed:
        closed.sendall(half)
        closed.shutdown(socket.SHUT_WR)
        assert closed.recv(99).startswith(b"HTTP/1.1 400 Bad Request\r\n")
    with server.connect() as reset:
        reset.sendall(half)
        server.texter().text("plan")  # by now the half has been taken in
        reset.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    until(lambda: server.counts()[bad] == before.get(bad, 0) + 2)
    assert server.counts()[refused] == before[refused]
    assert MARKED not in server.log.read_text("utf-8")


def test_a_setting_that_is_misspelt_is_told_once_and_never_its_value(tmp_path: Path) -> None:
    flows = lay_out_small(tmp_path / "flows")
    with serving_flows(tmp_path, flows, RESPONDER_SECRETKEY=MARKED) as server:
        assert "988" in server.text("plan")
    told = [each for each in server.events("unknown_setting") if each["setting"] != "RESPONDER_CI"]
    assert [(each["level"], each["setting"], each["message"]) for each in told] == [
        (
            "warning",
            "RESPONDER_SECRETKEY",
            "RESPONDER_SECRETKEY is no setting and has no effect; is RESPONDER_SECRET_KEY meant?",
        )
    ]
    assert MARKED not in server.log.read_text("utf-8")


def test_no_label_holds_a_word_or_number_of_a_person(server: Server) -> None:
    server.text(f"{MARKED} +18605550142")
    server.text(f"{URGENT} {MARKED}")
    told = server.ops("/metrics")[1] + server.ops("/ready?detail")[1] + str(server.said())
    assert MARKED not in told
    assert "0142" not in told


def test_what_is_the_operators_is_not_on_the_public_address(server: Server) -> None:
    assert server.page("/metrics") == (404, "404\n")
    assert server.page("/ready?detail") == server.page("/ready") == (200, "ready\n")


def test_the_operators_port_says_how_the_line_is(server: Server) -> None:
    assert server.ops("/health") == (200, "ok\n")
    assert server.ops("/ready") == (200, "ready\n")
    status, detail = server.ops("/ready?detail")
    assert status == 200
    assert '"result": "good"' in detail
    assert '"workers": 2' in detail
    assert server.ops("/sms")[0] == 404


def test_where_the_port_is_taken_the_line_opens_and_the_port_later(tmp_path: Path) -> None:
    flows = lay_out_small(tmp_path / "flows")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        bind = f"127.0.0.1:{taken.getsockname()[1]}"
        with serving_flows(tmp_path, flows, opens_ops=False, RESPONDER_OPS_BIND=bind) as server:
            until(lambda: server.events("ops_port_closed"))
            assert "988" in server.text("plan")
            taken.close()
            server.ops_port = int(bind.rpartition(":")[2])
            until(server.ops_is_open)
            assert len(server.events("ops_port_closed")) == 1
            [opened] = server.events("ops_port_open")
            assert (opened["level"], opened["bind"]) == ("info", bind)


def test_it_can_be_without_such_a_port(tmp_path: Path) -> None:
    flows = lay_out_small(tmp_path / "flows")
    with serving_flows(tmp_path, flows, opens_ops=False, RESPONDER_OPS_BIND="off") as server:
        assert "988" in server.text("plan")
        assert server.stop() == 0
        assert "ops_port_closed" not in [each["event"] for each in server.said()]


def test_each_event_is_told_as_one_object_with_time_level_event_and_process(
    tmp_path: Path,
) -> None:
    flows = lay_out_small(tmp_path / "flows")
    with serving_flows(tmp_path, flows) as server:
        (worker, *_) = sorted(server.children())
        os.kill(worker, signal.SIGKILL)
        until(lambda: server.events("worker_ended") or server.events("desk_ended"))
        (flows / "help.yaml").write_text("pages:\n  crisis: [", "utf-8")
        until(lambda: server.events("flows_refused"))
        shutil.copy(SMALL / "help.yaml", flows)
        until(lambda: server.events("reloaded"))
        assert server.stop() == 0
    [good] = server.events("flows_good")
    assert good["flows"] == str(flows)
    [reloaded] = server.events("reloaded")
    assert reloaded["message"] == "the flows are changed, read and in use"
    assert server.events("ops_port_open") == []
    for told in server.said():
        assert {"time", "level", "event", "pid", "message"} <= told.keys()
    (refused,) = server.events("flows_refused")
    assert refused["faults"][0].startswith(f"{flows}/help.yaml:2:")
    assert len(refused["fixes"]) == len(refused["faults"])
    assert all(refused["fixes"])
    assert refused["message"] == (
        "the flows are at fault; the last good ones stay in use; responder check shows each line, "
        "why and how to mend it"
    )
    assert [each["event"] for each in server.said()][-1] == "stopping"


def test_a_worker_that_stood_still_is_not_said_to_lack_memory(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log = logging.getLogger("tests.of_the_server_log")
    log.addHandler(_WithoutWords(os.getpid()))
    log.critical("WORKER TIMEOUT (pid:%s)", 7)
    for worker in (7, 8, 7):
        log.error("Worker (pid:%s) was sent %s! Perhaps out of memory?", worker, "SIGKILL")
    told = [json.loads(each)["message"] for each in capsys.readouterr().err.splitlines()]
    assert [each.partition(": ")[2] for each in told] == [
        "WORKER TIMEOUT (pid:7)",
        "Worker (pid:7) was sent SIGKILL! It stood still for too long.",
        "Worker (pid:8) was sent SIGKILL! Perhaps out of memory?",
        "Worker (pid:7) was sent SIGKILL! Perhaps out of memory?",
    ]


def test_at_a_terminal_it_speaks_in_sentences(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tell("answering", "answering on http://127.0.0.1:8000", bind="127.0.0.1:8000")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    tell("answering", "answering on http://127.0.0.1:8000", bind="127.0.0.1:8000")
    as_json, as_words = capsys.readouterr().err.splitlines()
    assert json.loads(as_json)["bind"] == "127.0.0.1:8000"
    assert as_words == "responder: answering on http://127.0.0.1:8000"


def test_no_file_is_left_behind(tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    flows = lay_out_small(tmp_path / "flows")
    with serving_flows(tmp_path, flows, TMPDIR=str(temporary)) as server:
        server.text("plan")
        for each in server.children():
            os.kill(each, signal.SIGKILL)
        server.process.kill()
        server.process.wait()
    assert list(temporary.iterdir()) == []
