"""An account in memory, and the command as an operator runs it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import responses
from click.testing import CliRunner

from responder.cli import commands
from tests.account.fake import ACCOUNT, PUBLIC_URL, TOKEN, FakeCarrier

FLOWS = Path(__file__).parent.parent / "flows_small"


@dataclass
class Run:
    """What a command printed and the exit code it ended with."""

    code: int
    out: str
    err: str


@pytest.fixture
def mock() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mocked:
        yield mocked


@pytest.fixture
def carrier(mock: responses.RequestsMock) -> FakeCarrier:
    """A Twilio account that is right."""
    return FakeCarrier(mock)


@pytest.fixture
def flows(tmp_path: Path) -> Path:
    """Flow files that are quickly read, to change."""
    return Path(shutil.copytree(FLOWS, tmp_path / "flows"))


@pytest.fixture
def environ(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, flows: Path) -> pytest.MonkeyPatch:
    """The settings of an operator on Twilio, in a folder of their own."""
    monkeypatch.chdir(tmp_path)
    for name in ("SIGNALWIRE_SIGNING_KEY", "RESPONDER_SECRET_KEY", "TWILIO_EDGE", "TWILIO_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("RESPONDER_CARRIER", "twilio")
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", ACCOUNT)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", TOKEN)
    monkeypatch.setenv("RESPONDER_PUBLIC_URL", PUBLIC_URL)
    monkeypatch.setenv("RESPONDER_FLOWS", str(flows))
    # Whoever has to wait does so at once.
    monkeypatch.setattr("responder.account.hand.time.sleep", lambda _seconds: None)
    return monkeypatch


def run(*arguments: str) -> Run:
    """Run `responder account` with `arguments`, without a terminal."""
    done = CliRunner().invoke(commands, ["account", *arguments])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Run(done.exit_code, done.stdout, done.stderr)
