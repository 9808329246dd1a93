"""The page on security stays true: each row names tests, and every test it names is there."""

from __future__ import annotations

import ast
import io
import json
import re
import subprocess
import sys
import tokenize
from functools import cache
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
# What has to be there, whatever else is: the word that its row begins with.
ATTACKS = [
    "Forged webhook", "Replay", "Cookie forgery", "Header games", "Server made to ask (SSRF)",
    "YAML as attack", "Dependency attack", "Leak by logs", "Preview driven by a web page",
    "Cost by mass texting", "Slow clients", "Operator's port exposed",
    "Oversized or malformed requests",
]  # fmt: skip


def rows() -> dict[str, list[str]]:
    """Return the rows of the table by their first cell."""
    section = PAGE.split("\n## What could happen\n")[1].split("\n## ")[0]
    cells = [
        [each.strip() for each in line.strip("|").split("|")]
        for line in section.splitlines()
        if line.startswith("|")
    ]
    assert cells[0] == ["Attack", "What could happen", "What stands against it", "Tests"]
    return {first: rest for first, *rest in cells[2:]}


ROWS = rows()


@cache
def names_in(file: str) -> frozenset[str]:
    """Return the names of the tests that pytest finds in `file`."""
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return frozenset(
        each.name
        for each in tree.body
        if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")
    )


def test_every_attack_that_was_thought_of_has_its_row() -> None:
    assert [each for each in ATTACKS if each not in ROWS] == []


@pytest.mark.parametrize("attack", ROWS)
def test_a_row_is_whole_and_names_tests_that_are_there(attack: str) -> None:
    happens, against, tests = ROWS[attack]
    assert happens
    assert against
    named = TEST.findall(tests)
    assert named, "no test covers it"
    assert " ".join(f"`{file}::{name}`" for file, name in named) == tests, "something is no test"
    assert [f"{file}::{name}" for file, name in named if name not in names_in(file)] == []


def test_every_test_of_attacks_stands_in_a_row() -> None:
    named = set(TEST.findall(PAGE))
    file = "tests/test_attacks.py"
    assert [each for each in sorted(names_in(file)) if (file, each) not in named] == []


@pytest.mark.parametrize(
    "heading", ["If a secret is out", "Report a vulnerability", "Out of scope"]
)
def test_the_page_says_what_to_do(heading: str) -> None:
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    assert len(section.split()) > 40


# --- bandit ------------------------------------------------------------------------------------

EXCEPTION = re.compile(r"# nosec B\d{3}(?:,B\d{3})* # noqa: S\d{3}(?:, S\d{3})* - \w.{10,}")


def comments_for_bandit() -> list[tuple[str, str]]:
    found = []
    for folder in ("responder", "tools"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            source = io.StringIO(path.read_text("utf-8"))
            found += [
                (f"{path.relative_to(ROOT)}:{each.start[0]}", each.string)
                for each in tokenize.generate_tokens(source.readline)
                if each.type == tokenize.COMMENT and "nosec" in each.string
            ]
    return found


def test_each_exception_for_bandit_names_its_code_and_reason() -> None:
    found = comments_for_bandit()
    assert found
    assert [each for each in found if not EXCEPTION.fullmatch(each[1])] == []


def test_make_lint_runs_bandit_over_what_runs() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    [lint] = re.findall(r"^lint: .*\n((?:\t.*\n)+)", makefile, re.MULTILINE)
    assert "bandit --quiet --configfile pyproject.toml --recursive responder tools\n" in lint


# --- what gets in ------------------------------------------------------------------------------


def test_whatever_installs_asks_for_hashes() -> None:
    files = [ROOT / name for name in ("Makefile", "README.md", ".ci/run", "deploy/Dockerfile")]
    files += [*(ROOT / "docs").glob("*.md"), *(ROOT / "deploy" / "systemd").iterdir()]
    found = []
    for file in files:
        if not file.is_file():
            continue
        whole = file.read_text("utf-8").replace("\\\n", " ")
        found += [
            line.strip() for line in whole.splitlines() if re.search(r"\bpip\b.* install ", line)
        ]
    found = [each for each in found if not each.startswith(("- ", "| "))]
    assert len(found) > 5
    # Our own code comes without packages; the tool that renews the lock files cannot be in one.
    others = [each for each in found if "--require-hashes" not in each and "--no-deps" not in each]
    assert others == [".venv-lock/bin/python -m pip install --quiet uv"]


# All modules of the server, a reading of the flow files, and the calendar that is made with it.
SERVER = """
import responder.cli.serve, gunicorn.workers.ggevent
import importlib, importlib.metadata, json, pathlib, pkgutil, sys
import responder.serving, responder.web
for each in pkgutil.iter_modules(responder.serving.__path__):
    importlib.import_module(f"responder.serving.{each.name}")
from datetime import UTC, datetime
from responder.calendars.publish import published
from responder.edition import edition
read = edition(pathlib.Path("flows"), datetime.now(UTC))
published(read.book.flow, read.book.made_of.now, "line")
owners = importlib.metadata.packages_distributions()
tops = {name.split(".")[0] for name in list(sys.modules)}
print(json.dumps([each.lower() for top in tops for each in owners.get(top, [])]))
"""


@pytest.mark.slow
def test_what_is_there_for_the_commands_only_is_not_loaded_by_a_server() -> None:
    [sentence] = re.findall(r"for the commands beside the server only.*?(?=; neither)", PAGE)
    named = set(re.findall(r"`([a-z-]+)`", sentence))
    done = subprocess.run(
        [sys.executable, "-c", SERVER], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = {each.replace("_", "-") for each in json.loads(done.stdout)}
    assert {"flask", "icalendar", "pydantic", "prometheus-client"} <= loaded
    assert named & loaded == set()
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    wanted = re.findall(
        r"^([a-z0-9-]+)==(?:(?!\n[a-z]).)*?crisis-info-responder", lock, re.MULTILINE | re.DOTALL
    )
    # `phonenumbers` is loaded with the first caller who is connected, `tzdata` holds no code.
    assert set(wanted) - {each.lower() for each in loaded} - {"phonenumbers", "tzdata"} == named


@pytest.mark.slow
def test_the_bill_of_materials_holds_every_pinned_package() -> None:
    file = ROOT / "build" / "sbom.json"
    file.unlink(missing_ok=True)
    subprocess.run(["make", "--silent", "sbom"], cwd=ROOT, check=True, capture_output=True)
    text = file.read_text("utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    bom = json.loads(text)
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    pinned = dict(re.findall(r"^([a-z0-9-]+)==([^ ]+)", lock, re.MULTILINE))
    assert len(pinned) > 40
    assert {each["name"]: each["version"] for each in bom["components"]} == pinned
    # Every file that may be installed is known by its hash, and nothing says whence it comes.
    hashes = re.findall(r'"content": "([0-9a-f]{64})"', text)
    assert sorted(hashes) == sorted(re.findall(r"--hash=sha256:([0-9a-f]{64})", lock))
    assert re.findall(r'"\w+://(?!cyclonedx\.org/schema/)[^"]*"', text) == []
    assert str(ROOT) not in text
    # Whatever is in it is wanted by something, in the end by us.
    wants = {each["ref"]: each["dependsOn"] for each in bom["dependencies"]}
    reached, ahead = set(), [bom["metadata"]["component"]["bom-ref"]]
    while ahead:
        ref = ahead.pop()
        reached.add(ref)
        ahead += [each for each in wants[ref] if each not in reached]
    assert reached == set(wants)
    assert len(wants) == len(pinned) + 1
    ignored = subprocess.run(["git", "check-ignore", "-q", str(file)], cwd=ROOT, check=False)
    assert ignored.returncode == 0
