"""The shipped proxy: what it passes on, what it tells, and what it answers when nobody is left."""

from __future__ import annotations

import getpass
import re
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from responder import failsafe
from tests.conftest import ROOT
from tests.resilience.load import Request as Sent
from tests.resilience.load import ask_now, signed, text
from tests.resilience.machines import (
    NGINX,
    NO_NGINX,
    SHIPPED,
    Proxy,
    free_port,
    get,
    on_this_machine,
    until,
)

pytestmark = pytest.mark.skipif(NGINX is None, reason=NO_NGINX)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\n988"
WORDS = "quetzalcanary"


class Behind:
    """A replica that keeps what it was sent and answers as it is told."""

    def __init__(self) -> None:
        self.requests: list[bytes] = []
        self.answer = ANSWER
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            with client:
                got = client.recv(200_000)
                if got:
                    self.requests.append(got)
                    client.sendall(self.answer)

    def end(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


@pytest.fixture
def behind() -> Iterator[Behind]:
    one = Behind()
    yield one
    one.end()


@pytest.fixture
def proxy(tmp_path: Path, behind: Behind) -> Iterator[Proxy]:
    running = Proxy(tmp_path / "nginx", [behind.port])
    behind.requests.clear()
    yield running
    running.end()


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Proxy]:
    """A proxy behind which nobody listens."""
    running = Proxy(tmp_path / "nginx", [free_port(), free_port()])
    yield running
    running.end()


def test_nginx_takes_the_file(tmp_path: Path) -> None:
    config = tmp_path / "nginx.conf"
    config.write_text(on_this_machine(tmp_path, free_port(), [8001, 8002]))
    done = subprocess.run(
        [NGINX or "", "-t", "-c", str(config), "-p", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def by_the_page(folder: Path, *, second: bool = False) -> str:
    """Follow docs/deploy.md for the nginx of a distribution; return the conf that comes of it."""
    page = (ROOT / "docs" / "deploy.md").read_text("utf-8")
    [block] = re.findall(r"^```\n(cp -r deploy/nginx/crisis .*?)^nginx -t", page, re.DOTALL | re.M)
    if second:
        [instead, before] = re.findall(r"write `(-e .*?)` in the place of `(-e .*?)`", page)[0]
        assert before in block
        block = block.replace(before, instead)
    (folder / "etc" / "nginx").mkdir(parents=True)
    done = block.replace("/etc/nginx", f"{folder}/etc/nginx")
    subprocess.run(["sh", "-ec", f"umask 077\n{done}"], cwd=ROOT, check=True)
    return (folder / "etc" / "nginx" / "nginx.conf").read_text("utf-8")


def test_by_the_page_nothing_of_the_containers_is_left_in_the_file(tmp_path: Path) -> None:
    made = by_the_page(tmp_path)
    assert made.startswith("user www-data;\n")
    rows = [row.strip() for row in made.splitlines() if not row.strip().startswith("#")]
    assert "pid /run/nginx.pid;" in rows
    assert "listen 127.0.0.1:8080 backlog=2048;" in rows
    assert [row for row in rows if "/tmp" in row or "responder-" in row] == []
    assert [row for row in rows if row.startswith("server ") and "max_fails" in row] == [
        "server 127.0.0.1:8000 max_fails=0;"
    ]
    crisis = tmp_path / "etc" / "nginx" / "crisis"
    assert crisis.stat().st_mode & 0o055 == 0o055
    assert {each.stat().st_mode & 0o044 for each in crisis.iterdir()} == {0o044}


def test_by_the_page_a_second_service_is_asked_too(tmp_path: Path) -> None:
    asked = re.findall(r"server (\S+) max_fails=0;", by_the_page(tmp_path, second=True))
    assert asked == ["127.0.0.1:8000", "127.0.0.1:8001"]


def test_by_the_page_988_is_answered_while_the_line_is_stopped(tmp_path: Path) -> None:
    port, made = free_port(), by_the_page(tmp_path)
    (tmp_path / "run").mkdir()
    (tmp_path / "var" / "lib" / "nginx").mkdir(parents=True)
    for old, new in (
        ("user www-data;", f"user {getpass.getuser()};"),
        ("pid /run/", f"pid {tmp_path}/run/"),
        (" /var/lib/nginx/", f" {tmp_path}/var/lib/nginx/"),
        ("root /etc/nginx;", f"root {tmp_path}/etc/nginx;"),
        ("listen 127.0.0.1:8080 ", f"listen 127.0.0.1:{port} "),
        ("server 127.0.0.1:8000 ", f"server 127.0.0.1:{free_port()} "),
    ):
        assert old in made
        made = made.replace(old, new)
    config = tmp_path / "etc" / "nginx" / "nginx.conf"
    config.write_text(made, "utf-8")
    proxy = subprocess.Popen([NGINX or "", "-g", "daemon off;", "-c", str(config)])
    try:
        until("nginx opens", lambda: get(port, "/health"))
        assert (tmp_path / "run" / "nginx.pid").exists()
        for target, words in (("/sms", failsafe.TEXT_ANSWER), ("/voice", failsafe.CALL_ANSWER)):
            asked = Sent(signed(target, {"Body": WORDS}), b"")
            assert ask_now(port, asked) == (200, words)
    finally:
        proxy.terminate()
        proxy.wait()


def test_what_it_answers_itself_is_the_text_built_into_every_replica() -> None:
    assert (SHIPPED / "crisis" / "text.xml").read_bytes() == failsafe.TEXT_ANSWER
    assert (SHIPPED / "crisis" / "call.xml").read_bytes() == failsafe.CALL_ANSWER


@pytest.mark.parametrize(
    "target",
    [
        "/sms",
        "/line/sms",
        "/voice/key?page=a%2Fb&x=+&y=%C3%B1&&lang=en",
        "/voice//key?b=1&a=2",
        "/voice/../voice?x=%00",
        "/other%20page?q=a%20b",
    ],
)
def test_path_and_query_arrive_byte_by_byte(proxy: Proxy, behind: Behind, target: str) -> None:
    ask_now(proxy.port, Sent(signed(target, {"Body": WORDS}), b""))
    assert [each.split(b" ")[1].decode() for each in behind.requests] == [target]


def test_the_signature_and_the_cookie_arrive_too(proxy: Proxy, behind: Behind) -> None:
    raw = text("hi").raw.replace(b"Host:", b"Cookie: line=a.b\r\nHost:")
    ask_now(proxy.port, Sent(raw, b""))
    [got] = behind.requests
    lines = raw.split(b"\r\n")
    for name in (b"X-Twilio-Signature", b"Cookie", b"Content-Length", b"Content-Type"):
        [sent] = [each for each in lines if each.startswith(name)]
        assert sent in got.split(b"\r\n")
    assert got.endswith(raw.partition(b"\r\n\r\n")[2])


@pytest.mark.parametrize(("size", "status"), [(60_000, 200), (70_000, 413)])
def test_a_body_over_64_kib_is_refused(proxy: Proxy, size: int, status: int) -> None:
    request = signed("/sms", {"Body": "x" * size})
    # Refused before all of it was read: the answer may be cut off by what is still sent.
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=5) as asked:
        asked.sendall(request)
        assert asked.recv(200).split()[1] == str(status).encode()


@pytest.mark.parametrize(
    ("target", "status", "body"),
    [
        pytest.param("/sms", 200, failsafe.TEXT_ANSWER, id="text"),
        pytest.param("/line/sms", 200, failsafe.TEXT_ANSWER, id="text below a path"),
        pytest.param("/voice", 200, failsafe.CALL_ANSWER, id="call"),
        pytest.param("/voice/key?page=.menu", 200, failsafe.CALL_ANSWER, id="key"),
        pytest.param("/line/voice/silence", 200, failsafe.CALL_ANSWER, id="silence"),
    ],
)
def test_where_no_replica_is_left_988_is_answered(
    alone: Proxy, target: str, status: int, body: bytes
) -> None:
    assert ask_now(alone.port, Sent(signed(target, {"Body": WORDS}), b"")) == (status, body)


def test_its_own_answer_is_not_kept_on_the_way_and_names_no_version(alone: Proxy) -> None:
    with socket.create_connection(("127.0.0.1", alone.port), timeout=5) as asked:
        asked.sendall(signed("/sms", {"Body": WORDS}))
        head = asked.recv(2000).partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert head[0] == b"HTTP/1.1 200 OK"
    for line in (b"Cache-Control: no-store", b"X-Content-Type-Options: nosniff", b"Server: nginx"):
        assert head.count(line) == 1


@pytest.mark.parametrize("target", ["/ready", "/health", "/meetings.ics", "/crisis/text.xml"])
def test_what_is_no_text_or_call_gets_no_crisis_text(alone: Proxy, target: str) -> None:
    status, body = ask_now(alone.port, Sent(signed(target, {}), b""))
    assert (status in (404, 502), b"988" in body) == (True, False)


def test_what_a_replica_refuses_stays_refused(proxy: Proxy, behind: Behind) -> None:
    behind.answer = ANSWER.replace(b"200 OK", b"403 Forbidden")
    assert ask_now(proxy.port, text("hi"))[0] == 403
    assert len(behind.requests) == 1


def test_nothing_of_a_request_is_told_or_kept(alone: Proxy) -> None:
    ask_now(alone.port, Sent(signed(f"/sms?{WORDS}", {"Body": WORDS}), b""))
    ask_now(alone.port, Sent(signed(f"/voice?{WORDS}", {"Body": WORDS * 3000}), b""))
    with socket.create_connection(("127.0.0.1", alone.port), timeout=5) as asked:
        asked.sendall(f"POST /sms?{WORDS} HTTP/1.1\r\n{WORDS}: {WORDS}\r\n\r\n".encode())
        asked.recv(100)
    assert alone.log.read_text() == ""
    files = [path for path in alone.config.parent.rglob("*") if path.is_file()]
    assert {path.name for path in files} == {"nginx.conf", "nginx.log", "nginx.pid"}
