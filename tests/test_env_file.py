"""The file `.env`: read where somebody tries the line, and never by the server."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from responder.cli import commands
from responder.cli._line import folder_of, with_env_file
from tests.test_check_cases import lay_out_small_flows

ROOT = Path(__file__).parent.parent


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in, and no setting of ours in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in [each for each in os.environ if each.startswith(("RESPONDER_", "TWILIO_"))]:
        monkeypatch.delenv(name)
    return tmp_path


def test_what_it_says_holds_where_the_environment_says_nothing(here: Path) -> None:
    (here / ".env").write_text("# ours\nRESPONDER_FLOWS='my flows'\nTOKEN=a$b${c}\n", "utf-8")
    settings = with_env_file({"RESPONDER_FLOWS": "", "HOME": "/home/x"})
    assert settings == {"RESPONDER_FLOWS": "my flows", "TOKEN": "a$b${c}", "HOME": "/home/x"}
    assert folder_of(None, settings) == Path("my flows")


def test_the_environment_beats_it_and_an_option_beats_both(here: Path) -> None:
    (here / ".env").write_text("RESPONDER_FLOWS=in-file\n", "utf-8")
    settings = with_env_file({"RESPONDER_FLOWS": "in-environment"})
    assert folder_of(None, settings) == Path("in-environment")
    assert folder_of(Path("asked-for"), settings) == Path("asked-for")


def test_without_it_nothing_changes(here: Path) -> None:
    assert with_env_file({"HOME": "/home/x"}) == {"HOME": "/home/x"}
    assert folder_of(None, {}) == Path("flows")


def test_one_in_another_folder_is_not_looked_for(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / ".env").write_text("RESPONDER_FLOWS=above\n", "utf-8")
    (here / "below").mkdir()
    monkeypatch.chdir(here / "below")
    assert with_env_file({}) == {}


def test_one_that_cannot_be_read_is_told_in_a_sentence(here: Path) -> None:
    (here / ".env").write_bytes(b"RESPONDER_FLOWS=\xff\n")
    done = CliRunner().invoke(commands, ["chat", "MENU"])
    assert (done.exit_code, done.stderr) == (
        1,
        "Error: .env is not text in UTF-8: save it anew or remove it\n",
    )


@pytest.mark.parametrize("command", [("chat", "qwrtz"), ("call", "h")])
def test_the_phones_of_the_terminal_take_the_flows_that_it_names(
    here: Path, command: tuple[str, ...]
) -> None:
    lay_out_small_flows(here / "small")
    (here / ".env").write_text("RESPONDER_FLOWS=small\n", "utf-8")
    done = CliRunner().invoke(commands, list(command))
    assert (done.exit_code, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("check",), id="check"),
        pytest.param(("diff", "small", "other"), id="diff"),
        pytest.param(("replay", "talk.txt"), id="replay"),
    ],
)
def test_the_other_commands_do_not_read_it(here: Path, command: tuple[str, ...]) -> None:
    lay_out_small_flows(here / "small")
    (here / "talk.txt").write_text("# at 2026-12-01 09:00\n> MENU\n< nothing\n", "utf-8")
    (here / ".env").write_text("RESPONDER_FLOWS=small\n", "utf-8")
    done = CliRunner().invoke(commands, list(command))
    assert done.exit_code != 0
    assert "small" not in done.output.replace("between small", "")


def test_the_server_does_not_read_it(here: Path) -> None:
    (here / ".env").write_text(
        "TWILIO_AUTH_TOKEN=0f1e2d3c4b5a69788796a5b4c3d2e1f0\n"
        "RESPONDER_PUBLIC_URL=https://text.example.org\n",
        "utf-8",
    )
    served = subprocess.run(
        [sys.executable, "-m", "responder", "serve", "--bind", "127.0.0.1:0"],
        cwd=here,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert served.returncode == 2
    assert "TWILIO_AUTH_TOKEN" in served.stderr
    assert "RESPONDER_PUBLIC_URL" in served.stderr
