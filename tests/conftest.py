"""What all tests share: a fixed clock, the line in this process, and no way out to the network."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Generator, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from responder.edition import edition
from responder.phone.phone import Caller, Line, Texter, wsgi_line
from responder.render import Book
from responder.settings import Settings
from responder.web import create_app

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=ZoneInfo("America/New_York"))
TOKEN = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
PUBLIC_URL = "https://text.example.org"
LOOPBACK = ("127.0.0.1", "::1", "localhost")

# What `make quick` does without: parts that stand by themselves, and files that take seconds.
NOT_EVERY_DAY = (
    "tests/account/",
    "tests/calendars/",
    "tests/deploy/",
    "tests/flow/test_broken_flows.py",
    "tests/preview/",
    "tests/proofs/",
    "tests/resilience/",
    "tests/safety/test_every_rule.py",
    "tests/safety/test_lexicon.py",
    "tests/safety/test_robots.py",
    "tests/safety/test_steps.py",
    "tests/safety/test_survives.py",
    "tests/safety/test_tapback.py",
    "tests/safety/test_weights.py",
    "tests/serving/",
    "tests/test_astray.py",
    "tests/test_check.py",
    "tests/test_check_cases.py",
    "tests/test_conversation.py",
    "tests/test_diff.py",
    "tests/test_fallback.py",
    "tests/test_going_live.py",
    "tests/test_leaning.py",
    "tests/test_links.py",
    "tests/test_probe.py",
    "tests/test_security_page.py",
    "tests/test_transcripts.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what `make quick` leaves out."""
    for each in items:
        if each.path.relative_to(ROOT).as_posix().startswith(NOT_EVERY_DAY):
            each.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True)
def no_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail whatever connects beyond this machine."""
    connect = socket.socket.connect

    def only_here(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            pytest.fail(f"a test tried to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", only_here)


@pytest.fixture
def now() -> datetime:
    """Tuesday 2026-12-01, 9:00 AM Eastern: the clock of all cases."""
    return NOW


@pytest.fixture
def clock() -> Iterator[None]:
    """Stop the clock at `now`."""
    with time_machine.travel(NOW, tick=False):
        yield


def settings_for(flows: Path, public_url: str = PUBLIC_URL) -> Settings:
    return Settings.read(
        {
            "TWILIO_AUTH_TOKEN": TOKEN,
            "RESPONDER_PUBLIC_URL": public_url,
            "RESPONDER_FLOWS": str(flows),
        }
    )


@pytest.fixture(scope="session")
def book() -> Book:
    """Everything that the shipped flow files say at `now`."""
    read = edition(ROOT / "flows", NOW)
    assert read.book is not None, read.problems
    return read.book


@pytest.fixture(scope="session")
def app() -> Any:
    """The whole line, with the shipped flow files; a fault in it fails the test."""
    with time_machine.travel(NOW, tick=False):
        return create_app(settings_for(ROOT / "flows"), report=pytest.fail)


@pytest.fixture
def line(app: Any, clock: None) -> Line:
    """The line as a carrier reaches it."""
    return wsgi_line(app, TOKEN, PUBLIC_URL)


@pytest.fixture
def texter(line: Line) -> Texter:
    """Someone who texts the line."""
    return Texter(line)


@pytest.fixture
def caller(line: Line) -> Caller:
    """Someone who calls the line."""
    return Caller(line)


@pytest.fixture
def flows_app(clock: None) -> Callable[[list[str]], Line]:
    """Return a line of its own with the shipped flow files, and a list for its fault reports."""

    def opened(reports: list[str]) -> Line:
        app = create_app(settings_for(ROOT / "flows"), report=reports.append)
        return wsgi_line(app, TOKEN, PUBLIC_URL)

    return opened


@pytest.fixture
def line_reporting(clock: None) -> Callable[[], Line]:
    """Return a line that reports its faults as it does in service."""
    return lambda: wsgi_line(create_app(settings_for(ROOT / "flows")), TOKEN, PUBLIC_URL)


@pytest.fixture
def app_with(clock: None) -> Callable[[Path], Any]:
    """Return the app that serves the flow files of a folder."""
    return lambda flows: create_app(settings_for(flows), report=pytest.fail)


@pytest.fixture
def app_at(clock: None) -> Callable[[str], Any]:
    """Return the app that is reached at a public address."""
    return lambda public: create_app(settings_for(ROOT / "flows", public), report=pytest.fail)


@pytest.fixture
def line_with(clock: None) -> Callable[[Path], Line]:
    """Return a line that serves the flow files of a folder."""

    def opened(flows: Path) -> Line:
        app = create_app(settings_for(flows), report=pytest.fail)
        return wsgi_line(app, TOKEN, PUBLIC_URL)

    return opened


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where CI says so, a skipped test is a failed one: what nobody ran proves nothing."""
    report = yield
    if os.environ.get("RESPONDER_CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be skipped: {report.longrepr}"
    return report
