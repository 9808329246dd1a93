"""The pages for operators stay true: what they name is there, and what they say to run, runs."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from functools import cache
from importlib import import_module
from pathlib import Path

import click
import pytest
import responses
from click.testing import CliRunner

from responder.cli import COMMANDS, commands
from responder.flow.model import LineInfo
from responder.phone.phone import Texter, http_line
from responder.safety.numbers import numbers_in, one_digit_off
from tests.account.fake import ACCOUNT, FALLBACK, PUBLIC_URL, FakeCarrier
from tests.account.fake import TOKEN as ACCOUNT_TOKEN
from tests.conftest import ROOT, TOKEN
from tests.hosts import answering, hosted
from tests.serving.running import free_port

GOING_LIVE = (ROOT / "docs" / "going-live.md").read_text("utf-8")
PRIVACY = (ROOT / "docs" / "privacy.md").read_text("utf-8")
PAGES = {
    str(path.relative_to(ROOT)): path.read_text("utf-8")
    for path in [ROOT / "README.md", ROOT / "flows" / "README.md", *(ROOT / "docs").glob("*.md")]
}
OURS = ("docs/going-live.md", "docs/privacy.md", "docs/handover.md")
SETTINGS = (ROOT / "responder" / "settings.py").read_text("utf-8")


def test_there_are_pages_to_look_at() -> None:
    assert set(OURS) <= set(PAGES)


# --- what the pages name is there --------------------------------------------------------------


def code(page: str) -> list[str]:
    """Return every piece of code in a page: the lines of its blocks, and what is quoted inline."""
    blocks = re.findall(r"^```\w*\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    outside = re.sub(r"^```\w*\n.*?^```$", "", page, flags=re.DOTALL | re.MULTILINE)
    lines = [line for block in blocks for line in block.splitlines()]
    return [*lines, *re.findall(r"`([^`\n]+)`", outside)]


def asked_of(piece: str) -> list[str]:
    """Return what follows `responder` in a piece of code; nothing where it is no command."""
    found = re.search(r"(?:^|; |/)responder ([a-z]+)(.*)$", piece.replace(">/dev/null", ""))
    return [found[1], *found[2].split()] if found else []


@pytest.mark.parametrize("name", PAGES)
def test_every_command_and_option_of_a_page_is_there(name: str) -> None:
    for piece in code(PAGES[name]):
        command, *rest = asked_of(piece) or [""]
        if not command:
            continue
        assert command in COMMANDS, piece
        known = options(command)
        named = {part.split("=")[0].rstrip(".,") for part in rest if part.startswith("--")}
        assert named <= known, piece


@cache
def options(command: str) -> frozenset[str]:
    """Return the options of a command, and of the commands below it."""
    if command == "serve":  # which patches whatever imports it
        asked = [sys.executable, "-m", "responder", command, "--help"]
        told = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
        return frozenset(re.findall(r"--\w+", told))
    found = getattr(import_module(f"responder.cli.{command}"), command)
    names = found.list_commands(click.Context(found)) if isinstance(found, click.Group) else []
    below = [found.get_command(click.Context(found), each) for each in names]
    params = [param for each in (found, *below) for param in each.params]
    return frozenset({option for param in params for option in param.opts} | {"--help"})


@pytest.mark.parametrize("name", PAGES)
def test_every_setting_of_a_page_is_there(name: str) -> None:
    named = set(re.findall(r"\b(?:RESPONDER|TWILIO|SIGNALWIRE)_[A-Z_]+\b", PAGES[name]))
    unknown = {each for each in named if f'"{each}"' not in SETTINGS}
    assert unknown - {"RESPONDER_CI"} == set()  # which is of the tests


def heading_of(line: str) -> str:
    """Return the anchor of a heading, as the places where code is kept make it."""
    words = re.sub(r"[`*]", "", line.lstrip("# ").strip().lower())
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")


@pytest.mark.parametrize("name", PAGES)
def test_every_link_within_the_project_leads_somewhere(name: str) -> None:
    folder = (ROOT / name).parent
    for target in re.findall(r"\]\(([^)]+)\)", PAGES[name]):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        file = (folder / path).resolve() if path else ROOT / name
        assert file.exists(), target
        if anchor and file.suffix == ".md":
            headings = re.findall(r"^#+ .*$", file.read_text("utf-8"), re.MULTILINE)
            assert anchor in map(heading_of, headings), target


@pytest.mark.parametrize("name", OURS)
def test_every_file_of_the_project_that_a_page_names_is_there(name: str) -> None:
    for piece in code(PAGES[name]):
        if re.fullmatch(r"(?:flows|responder|deploy|docs|tests)/[\w./*-]+", piece):
            assert list(ROOT.glob(piece.rstrip("/"))), piece


def test_every_field_of_line_yaml_that_is_named_is_one() -> None:
    section = GOING_LIVE.split("\n## 2. ")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ((?:`[\w.]+`(?:, )?)+) \|", section, re.MULTILINE)
    named = [each for row in rows for each in re.findall(r"`([\w.]+)`", row)]
    assert len(named) >= 10
    for path in named:
        model: object = LineInfo
        for part in path.split("."):
            assert part in getattr(model, "model_fields", {}), path
            model = getattr(model, "model_fields")[part].annotation  # noqa: B009 - of any type


@pytest.mark.parametrize("name", [*OURS, "README.md", "flows/README.md"])
def test_no_number_on_a_page_is_a_slip_of_a_known_one(name: str) -> None:
    slips = {each.digits: one_digit_off(each.digits) for each in numbers_in(PAGES[name])}
    assert {digits: right for digits, right in slips.items() if right} == {}


@pytest.mark.parametrize("page", [GOING_LIVE, PRIVACY], ids=["to print", "the notice"])
def test_what_is_printed_and_published_says_988_first_in_both_languages(page: str) -> None:
    quoted = re.findall(r"(?:^>.*\n)+", page, re.MULTILINE)
    assert len(quoted) == (4 if page == PRIVACY else 2)  # the notice, and the terms
    for words in quoted:
        first = words.splitlines()[0]
        assert {each.digits for each in numbers_in(first)} == {"988", "911"}
    for english, spanish in zip(quoted[::2], quoted[1::2], strict=True):
        assert re.match(r"> \*\*In a crisis call or text 988\.", english)
        assert re.match(r"> \*\*En crisis, llame al 988 y oprima 2", spanish)


def test_the_terms_say_what_a_carrier_asks_of_them() -> None:
    section = PRIVACY.split("\n## Words for the terms\n")[1].split("\n## ")[0]
    english, spanish = re.findall(r"(?:^>.*\n)+", section, re.MULTILINE)
    for words, needed in (
        (english, ("[organization]", "STOP", "HELP", "Msg & data rates", "1 message per request")),
        (spanish, ("[organización]", "STOP", "HELP", "tarifas de mensajes", "1 mensaje por")),
    ):
        assert [each for each in needed if each not in words] == []


def test_every_source_that_is_named_is_listed_and_used() -> None:
    for page in (GOING_LIVE, PRIVACY):
        body, _, sources = page.partition("\n## Sources\n")
        listed = re.findall(r"^(\d+)\. ", sources, re.MULTILINE)
        used = set(re.findall(r"\[(\d+)\](?!\()", body))
        assert listed == [str(number) for number in range(1, len(listed) + 1)]
        assert used == set(listed)


# --- going live, step by step ------------------------------------------------------------------

# What the steps say to run and this test does not: it would set the project up within itself.
NOT_RUN = {
    "make run": "tests/test_readme.py",
    "make test": "this is it",
    "python3 -m venv line": "the installation of make install, which this test runs in",
    "line/bin/pip install --require-hashes -r requirements.lock": "the same",
    "line/bin/pip install --no-deps .": "the same",
}


def steps() -> list[str]:
    blocks = re.findall(r"^```\n(.*?)^```$", GOING_LIVE, re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines()]


def test_the_steps_that_are_not_run_are_there() -> None:
    assert [each for each in NOT_RUN if each not in steps()] == []


@pytest.mark.slow
def test_the_steps_run_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Small flows, which are checked in a tenth of the time; that the shipped ones pass is proved
    # by tests/proofs.
    shutil.copytree(ROOT / "tests" / "flows_small", tmp_path / "flows")
    monkeypatch.chdir(tmp_path)
    for command in (
        ["init", "-q"], ["add", "."],
        ["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "as shipped"],
    ):  # fmt: skip
        subprocess.run(["git", *command], check=True)
    make_it_ours(tmp_path / "flows" / "line.yaml")
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    given = {
        "TWILIO_AUTH_TOKEN": TOKEN,
        "RESPONDER_PUBLIC_URL": address,
        "RESPONDER_FLOWS": "flows",
        "RESPONDER_OPS_BIND": "off",
    }
    done = []
    server = None
    try:
        for step in steps():
            if step in NOT_RUN:
                continue
            if step.startswith(("python3 -c", "install ", "set -a; ")):
                set_up(step, monkeypatch, given)
            elif "responder serve" in step:
                server = serve(asked_of(step), port)
            elif "responder account" in step:
                if step == account_steps()[0]:
                    set_up_the_account(tmp_path / "fallback-files")
            else:
                run(asked_of(step), tmp_path, address)
            done.append(step)
        [reply] = Texter(http_line(address, TOKEN, address)).text("numbers")
    finally:
        if server is not None:
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=30)
    assert "call 211 and press 1" in reply
    assert sorted([*done, *NOT_RUN]) == sorted(steps())


def set_up(step: str, monkeypatch: pytest.MonkeyPatch, given: dict[str, str]) -> None:
    """Follow a step of the settings: make a key, make line.env, take over what is written there."""
    if not step.startswith("set -a; "):
        made = subprocess.run(step, shell=True, capture_output=True, text=True, check=True)
        if made.stdout:
            given["RESPONDER_SECRET_KEY"] = made.stdout.strip()
        else:
            assert Path("line.env").stat().st_mode & 0o777 == 0o600
        return
    assert "RESPONDER_SECRET_KEY" in given
    Path("line.env").write_text("".join(f"{name}={each}\n" for name, each in given.items()))
    for name in given:
        shown = subprocess.run(
            ["sh", "-c", f'{step}; printenv "$0"', name], capture_output=True, text=True, check=True
        ).stdout
        assert shown == f"{given[name]}\n"
        monkeypatch.setenv(name, shown.rstrip("\n"))


def make_it_ours(file: Path) -> None:
    """Fill in what step 2 names, as an operator would; and let the goodbye say 988."""
    words = file.read_text("utf-8")
    for before, after in (
        ("sample: true", "sample: false"),
        ("en: Example Council", "en: Example Agency"),
        ("es: Consejo de Ejemplo", "es: Agencia de Ejemplo"),
        ("en: Goodbye.", "en: Goodbye. Call 988."),
        ("es: Adiós.", "es: Adiós. Llame al 988."),
    ):
        assert words.count(before) == 1, before
        words = words.replace(before, after)
    file.write_text(words, "utf-8")


def serve(asked: list[str], port: int) -> subprocess.Popen[str]:
    """Start the server as the step says, at a free port; return it once it answers."""
    at = asked.index("--bind") + 1
    given = [*asked[:at], f"127.0.0.1:{port}", *asked[at + 1 :]]
    server = subprocess.Popen(
        [sys.executable, "-m", "responder", *given],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stderr is not None
    while "answering" not in (told := server.stderr.readline()):
        assert told, "the server ended"
        assert "sample_line" not in told
    return server


def account_steps() -> list[str]:
    return [step for step in steps() if "responder account" in step]


def set_up_the_account(files: Path) -> None:
    """Follow the steps of the account on a mocked one, with our fallback files at their host."""
    first, apply, last = (
        [part.replace("https://ELSEWHERE", FALLBACK) for part in asked_of(step)]
        for step in account_steps()
    )
    given = {
        "RESPONDER_PUBLIC_URL": PUBLIC_URL,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": ACCOUNT_TOKEN,
    }
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        carrier = FakeCarrier(mock)
        carrier.hosted = {
            f"{FALLBACK}/{name}": (200, (files / name).read_text("utf-8"))
            for name in ("sms.xml", "voice.xml")
        }
        carrier.texts.update(sms_url="", sms_fallback_url="")
        carrier.calls.update(voice_url="", voice_fallback_url="")
        carrier.service.update(inbound_request_url=None, fallback_url="", smart_encoding=False)
        found = CliRunner().invoke(commands, first, env=given)
        assert found.exit_code == 1, found.output
        assert "Message Redaction" in found.stdout
        # A script is not asked; a person is.
        made = CliRunner().invoke(commands, [*apply, "--yes"], env=given)
        assert made.exit_code == 0, made.output
        right = CliRunner().invoke(commands, last, env=given)
        assert (right.exit_code, right.stdout.count("\n")) == (0, 1), right.output
        assert carrier.service["fallback_url"] == f"{FALLBACK}/sms.xml"
        assert carrier.calls["voice_fallback_url"] == f"{FALLBACK}/voice.xml"


def run(asked: list[str], folder: Path, address: str) -> None:
    """Run a step of ours, with this server and these hosts in the place of those it names."""
    given = [address if part == "https://YOUR-ADDRESS" else part for part in asked]
    if asked[0] == "links":
        with responses.RequestsMock() as web:
            web.get(re.compile("https://.*"), body="<html>")
            done = CliRunner().invoke(commands, given)
    else:
        made = folder / "fallback-files"
        files = dict.fromkeys(("sms.xml", "voice.xml"), b"")
        if asked[0] == "probe":
            files = {name: (made / name).read_bytes() for name in files}
            given = [*given, "--within", "5"]
        with (
            hosted(answering(files["sms.xml"])) as text,
            hosted(answering(files["voice.xml"])) as call,
        ):
            hosts = {"https://ELSEWHERE/sms.xml": text, "https://ELSEWHERE/voice.xml": call}
            given = [
                hosts[part].replace("127.0.0.1", "localhost") if part in hosts else part
                for part in given
            ]
            done = CliRunner().invoke(commands, given)
    assert done.exit_code == 0, (given, done.output)
    assert done.stdout.strip()
