"""The commands: what they print and the exit code they end with."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from responder.cli import commands, main

pytestmark = pytest.mark.slow  # whole lines are opened and walked

ROOT = Path(__file__).parent.parent


@pytest.fixture
def flows_at(tmp_path: Path) -> Path:
    """Return a copy of the shipped flow files, to break."""
    return Path(shutil.copytree(ROOT / "flows", tmp_path / "flows"))


def run(*arguments: str, text: str = "") -> tuple[int, str, str]:
    done = CliRunner().invoke(commands, arguments, input=text)
    return done.exit_code, done.stdout, done.stderr


def test_check_passes_the_shipped_flows_and_says_what_is_still_open() -> None:
    code, out, _ = run("check", str(ROOT / "flows"))
    assert code == 0
    assert "error" not in out
    assert "nobody has dialled the numbers of" in out


def test_check_prints_every_fault_and_ends_with_1(flows_at: Path) -> None:
    help_file = flows_at / "help.yaml"
    words = help_file.read_text("utf-8")
    help_file.write_text(words.replace("1-800-222-1222", "1-800-222-1223", 1), "utf-8")
    initiatives = flows_at / "initiatives.yaml"
    initiatives.write_text(initiatives.read_text("utf-8").replace("key: 3", "key: 9", 1), "utf-8")
    code, out, _ = run("check", str(flows_at))
    assert code == 1
    assert "[crisis-key-taken]" in out
    assert "[number-one-digit-off]" in out
    assert (
        "A running line keeps its last good flows; one started now has only the crisis text." in out
    )


def test_check_speaks_to_programs(flows_at: Path) -> None:
    (flows_at / "notices.yaml").write_text("notices: [1\n", "utf-8")
    code, out, _ = run("check", str(flows_at), "--format", "json")
    assert code == 1
    [fault] = [each for each in json.loads(out)["problems"] if each["level"] == "error"]
    assert (fault["file"], fault["level"]) == (str(flows_at / "notices.yaml"), "error")
    code, out, _ = run("check", str(flows_at), "--format", "github")
    assert code == 1
    [fault] = [line for line in out.splitlines() if line.startswith("::error ")]
    assert fault.startswith(f"::error file={flows_at / 'notices.yaml'},line=")


def test_a_reply_that_is_too_long_is_placed_at_its_text(flows_at: Path) -> None:
    file = flows_at / "initiatives.yaml"
    words = file.read_text("utf-8")
    file.write_text(
        words.replace("The vision: ", "The vision: " + "very long words " * 20), "utf-8"
    )
    code, out, _ = run("check", str(flows_at))
    assert code == 1
    assert "[too-long]" in out
    assert str(file) in out


@pytest.mark.parametrize(
    "arguments", [["check", "no-such-folder"], ["check", "--format", "xml"], ["nonsense"]]
)
def test_misuse_ends_with_a_reason(arguments: list[str]) -> None:
    code, out, err = run(*arguments)
    assert code in (1, 2)
    assert (out + err).strip()
    assert "Traceback" not in out + err


def test_serve_names_every_missing_setting_at_once_and_ends_with_2() -> None:
    # In a process of its own: the server changes how sockets work in all of the process.
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "responder", "serve", "--bind", "8000"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "RESPONDER_CARRIER": "pigeon"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    for name in ("RESPONDER_CARRIER", "TWILIO_AUTH_TOKEN", "RESPONDER_PUBLIC_URL", "--bind"):
        assert f"{name}: " in done.stderr


def test_chat_answers_once() -> None:
    code, out, _ = run("chat", "plan", "--flows", str(ROOT / "flows"))
    assert code == 0
    assert "Connecticut's Behavioral Health Plan for Children" in out
    assert "988" in out


def test_chat_answers_line_by_line_and_keeps_the_language() -> None:
    code, out, _ = run("chat", "--flows", str(ROOT / "flows"), text="ESPAÑOL\nplan\nSTOP\n")
    assert code == 0
    assert "El Plan de Connecticut" in out
    assert "(no reply: the carrier answers this word itself" in out


def test_chat_with_broken_flows_still_says_988(flows_at: Path) -> None:
    (flows_at / "line.yaml").unlink()
    code, out, err = run("chat", "meetings", "--flows", str(flows_at))
    assert code == 0
    assert "988" in out
    assert "[part-missing]" in err


def test_a_fault_of_ours_is_told_by_its_place_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise KeyError("a person's words")

    monkeypatch.setattr("responder.cli.commands", breaks)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 3
    told = capsys.readouterr().err
    assert told.startswith("responder: our own fault, please report it: KeyError in ")
    assert "person" not in told
