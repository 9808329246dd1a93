"""The README stays true: its commands run, its texts are what the line answers, all is listed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from responder.cli import COMMANDS
from responder.flow.rules import RULES
from responder.phone.phone import Caller, Texter

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
FIRST_SCREEN = README[: README.index("\n## ")]
SETTINGS = (ROOT / "responder" / "settings.py").read_text("utf-8")


def blocks(text: str) -> list[str]:
    return re.findall(r"```\n(.*?)```", text, re.DOTALL)


def commands(text: str) -> list[str]:
    return [
        line.split("#")[0].strip()
        for block in blocks(text)
        for line in block.splitlines()
        if line.startswith(("make ", ".venv/", "responder "))
    ]


def test_the_texts_of_the_first_screen_are_what_the_line_answers(texter: Texter) -> None:
    asked = [block for block in blocks(FIRST_SCREEN) if block.startswith("> ")]
    assert len(asked) == 1
    exchanges = asked[0].strip().split("\n\n")
    assert len(exchanges) >= 2
    for exchange in exchanges:
        text, _, reply = exchange.partition("\n")
        squeezed = [re.sub(r" +\n", "\n", each) for each in texter.text(text.removeprefix("> "))]
        assert squeezed == [reply]


def test_the_call_of_the_first_screen_is_what_a_caller_hears(caller: Caller) -> None:
    [shown] = [block for block in blocks(FIRST_SCREEN) if block.startswith("[dial]")]
    heard = [("[dial]", caller.dial()), ("[silence]", caller.wait())]
    rows = [
        row
        for act, answer in heard
        for row in (act, *(f"({each.locale[:2]}) {each.words}" for each in answer.spoken))
    ]
    assert shown.splitlines() == rows


def test_the_first_screen_has_the_two_commands_and_they_are_known_to_make() -> None:
    found = commands(FIRST_SCREEN)
    assert found == ["make run", "make test"]
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for command in commands(README):
        if command.startswith("make "):
            assert re.search(rf"^{command.split()[1]}:", makefile, re.MULTILINE), command


@pytest.mark.slow
def test_make_run_opens_the_page_and_answers_a_text_there() -> None:
    running = subprocess.Popen(
        ["make", "run"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "RESPONDER_FLOWS": str(ROOT / "flows"), "BROWSER": "true"},
    )
    assert running.stdout is not None
    try:
        said = ""
        while "http://127.0.0.1:" not in said:
            said = running.stdout.readline()
            assert said, "make run ended"
        address = said.split("open at ")[1].split()[0]
        answer = requests.post(
            f"{address}/api/text",
            json={"conversation": "a", "body": "i want to die"},
            headers={"X-Asked-By": "preview"},
            timeout=10,
        )
        [reply] = answer.json()["replies"]
        assert reply["words"].startswith("Call or text 988 now")
    finally:
        os.killpg(running.pid, signal.SIGINT)
        running.wait(20)
        running.stdout.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", [each for each in commands(README) if each.startswith(".venv/bin/responder")]
)
def test_the_other_commands_run(command: str) -> None:
    words = re.findall(r'"[^"]*"|\S+', command)[1:]
    done = subprocess.run(
        [sys.executable, "-m", "responder", *(word.strip('"') for word in words)],
        cwd=ROOT,
        input="plan\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_every_command_and_setting_is_documented() -> None:
    settings = set(re.findall(r'"((?:RESPONDER|TWILIO|SIGNALWIRE)_[A-Z_]+)"', SETTINGS))
    assert len(settings) >= 8
    assert [name for name in settings if f"`{name}`" not in README] == []
    assert [name for name in COMMANDS if f"responder {name}" not in README] == []


def test_what_the_steps_make_here_is_never_committed() -> None:
    made = ["line.env", "fallback-files/sms.xml", "account-undo-20261127-010203.json", "line/bin"]
    done = subprocess.run(
        ["git", "check-ignore", "--no-index", *made], cwd=ROOT, capture_output=True, text=True
    )
    assert done.stdout.splitlines() == made


def test_every_rule_of_the_flow_files_is_documented() -> None:
    documented = (ROOT / "docs" / "rules.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `([a-z0-9-]+)` \| (.+) \|$", documented, re.MULTILINE))
    assert rows == dict(RULES)


def test_nothing_in_the_project_names_a_registry_or_this_machine() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    names = [name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    assert len(names) > 50
    words = "|".join(
        ["pypi" + r"\.", "python" + "hosted", "npm" + "js", "/" + "work/", "tool " + "library"]
    )
    for name in names:
        text = (ROOT / name).read_bytes().decode("utf-8", "replace")
        assert re.findall(words, text, re.IGNORECASE) == [], name
