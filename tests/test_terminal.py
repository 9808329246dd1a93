"""The terminal's phones: what `chat`, `call` and `replay` print, save and end with."""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from responder.cli import commands
from responder.conversation import transcript

pytestmark = pytest.mark.slow  # whole lines are opened and walked

ROOT = Path(__file__).parent.parent
FLOWS = str(ROOT / "flows")
SAVED = Path("tests/transcripts/just-now.txt")
OPENING = (
    "> [dial]\n"
    "(en) Crisis? Hang up and call 9, 8, 8, or press 1.\n"
    "(es) En crisis, cuelgue y llame al 9, 8, 8, u oprima 1.\n"
)


def run(*arguments: str, text: str = "") -> tuple[int, str, str]:
    done = CliRunner().invoke(commands, arguments, input=text)
    return done.exit_code, done.stdout, done.stderr


def process(*arguments: str, text: str = "", path: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "responder", *arguments],
        input=text,
        cwd=ROOT,
        env={**os.environ, "PATH": path or os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def untimed(out: str) -> str:
    """Return what is told of a call without its seconds."""
    return re.sub(r"^ *[0-9]+\.[0-9] s ", "", out, flags=re.MULTILINE)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with the shipped flow files and room for transcripts, and go there."""
    shutil.copytree(ROOT / "flows", tmp_path / "flows")
    (tmp_path / "tests" / "transcripts").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def altered(project: Path, was: str, now: str) -> None:
    file = project / "flows" / "initiatives.yaml"
    words = file.read_text("utf-8")
    assert was in words
    file.write_text(words.replace(was, now), "utf-8")


def test_a_call_is_told_with_seconds_language_and_pauses() -> None:
    code, out, err = run("call", "--flows", FLOWS, text='3\n\n"meetings please\nh\n3\n')
    assert (code, err) == (0, "")
    assert OPENING in untimed(out)
    seconds = [float(each) for each in re.findall(r"^ *([0-9.]+) s \(", out, re.MULTILINE)]
    assert seconds[0] == 0.0
    assert seconds == sorted(set(seconds))
    assert "> [press 3]\n(en) What Connecticut is doing. " in untimed(out)
    assert "\n         (pause of 1.0 s)\n" in out
    assert "> [say] meetings please\n" in out
    assert out.endswith("> [hang up]\n         (the call ends)\n")


def test_a_call_may_be_made_in_one_command() -> None:
    code, out, err = run("call", "--flows", FLOWS, "2", "988", "h", "3")
    assert (code, err) == (0, "")
    assert untimed(out).startswith(OPENING)
    assert "(es) Cuelgue y llame" in out.partition("> [press 988]\n")[2]
    assert out.endswith("> [hang up]\n         (the call ends)\n")


def test_keys_with_a_space_between_are_pressed_one_after_the_other() -> None:
    code, out, err = run("call", "--flows", FLOWS, "4 3", "# 5", "", '"help numbers', "h")
    assert (code, err) == (0, "")
    acts = [row.removeprefix("> ") for row in out.splitlines() if row.startswith("> ")]
    assert acts == ["[dial]", "[press 4]", "[press 3]", "[press #]", "[press 5]", "[silence]",
                    "[say] help numbers", "[hang up]"]  # fmt: skip


def test_what_is_no_act_or_not_possible_is_said_and_the_call_goes_on() -> None:
    code, out, err = run("call", "--flows", FLOWS, text='nonsense\n"\n"hello\n9\n')
    assert code == 0
    wrong = 'Type keys (0-9 * #), a " before words to say them, Enter alone for silence, or h.\n'
    assert err == f"{wrong * 2}Not possible: the line does not listen for speech here.\n"
    assert "> [press 9]\n" in out


def test_how_connecting_went_is_typed(project: Path) -> None:
    file = project / "flows" / "line.yaml"
    words = file.read_text("utf-8")
    file.write_text(words.replace("connect_988: false", "connect_988: true"), "utf-8")
    code, out, err = run("call", text="1\n\n5\nbusy\nno-answer\nh\n")
    assert code == 0
    results = "completed, answered, busy, no-answer, failed, canceled"
    assert err == f"The line is connecting: type how that goes ({results}), or h.\n"
    assert f"         (dials 988: type {results})\n" in out
    assert f"         (dials +18002738255: type {results})\n" in out
    assert "> [no-answer]\n" in out


def test_the_call_with_broken_flows_says_988(project: Path) -> None:
    (project / "flows" / "line.yaml").unlink()
    code, out, err = run("call", "--flows", "flows")
    assert code == 0
    assert "9, 8, 8" in out
    assert "[part-missing]" in err


def test_a_real_call_from_a_pipe() -> None:
    done = process("call", "--flows", FLOWS, text="5\nh\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert OPENING in untimed(done.stdout)
    assert "(en) Help numbers." in done.stdout


def test_speaking_aloud_hands_the_words_to_espeak_as_input(tmp_path: Path) -> None:
    said = tmp_path / "said"
    espeak = tmp_path / "espeak-ng"
    espeak.write_text(f'#!/bin/sh\necho "$@" >> {said}\ncat >> {said}\necho >> {said}\n')
    espeak.chmod(0o755)
    path = f"{tmp_path}:/usr/bin:/bin"
    assert process("call", "--flows", FLOWS, "--say", "h", path=path).returncode == 0
    assert said.read_text("utf-8").splitlines()[:4] == [
        "-v en-us --stdin",
        "Crisis? Hang up and call 9, 8, 8, or press 1.",
        "-v es-419 --stdin",
        "En crisis, cuelgue y llame al 9, 8, 8, u oprima 1.",
    ]


def test_where_nothing_can_speak_that_is_said_and_the_call_goes_on(tmp_path: Path) -> None:
    done = process("call", "--flows", FLOWS, "--say", "h", path=str(tmp_path))
    assert done.returncode == 0
    assert done.stderr == "espeak-ng is not installed here, so nothing is spoken aloud.\n"
    assert untimed(done.stdout).startswith(OPENING)


def test_a_terminal_shows_bubbles_with_what_they_are_billed_as() -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "responder", "chat", "menu", "--flows", FLOWS],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "dumb", "COLUMNS": "80"},
    ):
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 4096):
                shown += part
        except OSError:  # so a terminal's other end tells that nobody writes any more
            pass
    os.close(ours)
    rows = shown.decode("utf-8").splitlines()
    assert rows[0].startswith("╭─")
    assert rows[1] == f"│ {'Crisis? Call or text 988.':<56} │"
    assert rows[-1].endswith(" letters, billed as 2 texts ─╯")


def test_a_chat_that_is_saved_is_a_transcript_that_replays(project: Path) -> None:
    code, out, err = run("chat", "--save", "just-now", text="hola\nMEETINGS\nSTOP\n")
    assert (code, err) == (0, "")
    assert f"Saved in {SAVED}. " in out
    saved = transcript(SAVED.read_text("utf-8"))
    assert [each.act for each in saved.exchanges] == ["hola", "MEETINGS", "STOP"]
    assert "988" in saved.exchanges[1].rows[0]
    assert saved.exchanges[2].rows == ()
    assert run("replay") == (0, "1 conversation played: nothing changed.\n", "")


def test_a_call_that_is_saved_is_a_transcript_that_replays(project: Path) -> None:
    assert run("call", "--save", "just-now", "3", "3", "#", "h")[0] == 0
    saved = transcript(SAVED.read_text("utf-8"))
    assert saved.is_call
    assert [each.act for each in saved.exchanges][-2:] == ["[press #]", "[hang up]"]
    assert saved.exchanges[-1].rows == ("(the call ends)",)
    assert run("replay", str(SAVED)) == (0, "1 conversation played: nothing changed.\n", "")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--save", "../up"], "use small letters, digits and dashes, such as board-spanish"),
        (["--save", "taken"], "tests/transcripts/taken.txt stands already"),
        (["--save", "new", "--serve"], "--save keeps what the line says in this process"),
    ],
    ids=["name", "taken", "served"],
)
def test_what_cannot_be_saved_is_said_before_anything_is_asked(
    project: Path, arguments: list[str], why: str
) -> None:
    (project / "tests" / "transcripts" / "taken.txt").write_text("> hi\n", "utf-8")
    code, out, err = run("chat", "plan", *arguments)
    assert (code, out) == (2, "")
    assert why in err


def test_nothing_is_saved_outside_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = run("call", "--save", "new", "--flows", FLOWS, "h")
    assert code == 2
    assert "there is no folder tests/transcripts here; go to the project first" in err


def test_replay_shows_what_changed_in_words_and_ends_with_1(project: Path) -> None:
    assert run("chat", "VISION", "--save", "just-now")[0] == 0
    before = SAVED.read_text("utf-8")
    altered(project, "The vision: ", "The great vision: ")
    code, out, err = run("replay")
    assert (code, err) == (1, "")
    rows = out.splitlines()
    assert rows[:3] == [str(SAVED), "", "  > VISION"]
    assert rows[3].startswith("  was The vision: ")
    assert rows[4].startswith("  now The [great] vision: ")
    assert rows[5] == "      Web: plan4children.org"
    assert rows[-1] == "1 conversation played, 1 changed."
    assert SAVED.read_text("utf-8") == before


def test_replay_takes_the_new_answers_in_where_told_to(project: Path) -> None:
    assert run("chat", "VISION", "--save", "just-now")[0] == 0
    altered(project, "The vision: ", "The great vision: ")
    code, out, _ = run("replay", "--rewrite")
    assert code == 0
    assert "The new answers are written: read each before you keep it." in out
    assert "< The great vision: " in SAVED.read_text("utf-8")
    assert run("replay") == (0, "1 conversation played: nothing changed.\n", "")


def test_flows_at_fault_are_never_taken_into_the_transcripts(project: Path) -> None:
    assert run("chat", "VISION", "--save", "just-now")[0] == 0
    before = SAVED.read_text("utf-8")
    (project / "flows" / "line.yaml").unlink()
    code, out, err = run("replay", "--rewrite")
    assert (code, out) == (1, "")
    assert "[part-missing]" in err
    assert SAVED.read_text("utf-8") == before


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"hello\n", "no transcript: line 1 begins with none of > < #"),
        (b"> \xff\n", "not text in UTF-8"),
        (None, "cannot be read: No such file or directory"),
    ],
    ids=["loose", "bytes", "missing"],
)
def test_a_file_that_replay_cannot_read_is_named(
    project: Path, content: bytes | None, why: str
) -> None:
    if content is not None:
        SAVED.write_bytes(content)
    code, out, err = run("replay", str(SAVED))
    assert (code, out) == (2, "")
    assert err.startswith(f"responder replay: {SAVED} ")
    assert err.endswith(f"{why}\n")


def test_replay_without_any_transcript_says_so(project: Path) -> None:
    code, _, err = run("replay")
    assert (code, err) == (2, "responder replay: there is no transcript in tests/transcripts\n")


def test_a_real_replay_of_the_shipped_transcripts_finds_nothing_changed() -> None:
    done = process("replay")
    count = len(list((ROOT / "tests" / "transcripts").glob("*.txt")))
    assert count >= 7
    assert done.stdout == f"{count} conversations played: nothing changed.\n"
    assert (done.returncode, done.stderr) == (0, "")
