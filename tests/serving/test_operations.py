"""docs/operations.md lists what an operator sees, all of it and nothing else."""

from __future__ import annotations

import ast
import json
import re
import shlex
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from prometheus_client.parser import text_string_to_metric_families

from responder.cli import commands
from responder.edition import edition
from responder.safety.numbers import numbers_in
from responder.serving.answering import ANSWERS, BAD, FAULTS
from responder.serving.events import Severity
from responder.serving.line import FeedRead, Reading
from responder.serving.ops import WITHOUT_PAGE, Ops
from responder.serving.shared import Shared
from responder.voice import Scene
from responder.web import NO_FLOWS
from tests.conftest import ROOT

OPERATIONS = (ROOT / "docs" / "operations.md").read_text("utf-8")
SERVING = [
    *sorted((ROOT / "responder" / "serving").glob("*.py")),
    ROOT / "responder" / "serve.py",
]


def rows(heading: str) -> dict[str, list[str]]:
    """Return the table whose head begins with `heading`: the name of each row, and the rest."""
    _, found, after = OPERATIONS.partition(f"\n| {heading} |")
    assert found, heading
    lines = after.partition("\n\n")[0].splitlines()[2:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert all(row[-1] for row in cells), heading
    return {row[0].strip("`"): row[1:] for row in cells}


def names_in(cell: str) -> set[str]:
    return set(re.findall(r"`(\w+)`", cell))


class Small:
    """A line with good flows, as far as reading goes."""

    is_whole = True

    def digest(self) -> bytes:
        return b"always"

    def read(self, *, running: bool) -> Reading:
        return Reading("flows", feeds=(FeedRead("board", 1.0, 2.0, "no answer", 3),))


@pytest.fixture
def ops() -> Ops:
    """The operator's port when everything that is counted has happened."""
    shared = Shared()
    shared.read(Small())  # type: ignore[arg-type]  # only what reading needs
    worker = shared.place_of_worker(0)
    worker.add((ANSWERS, "text", "page", "plan"))
    worker.add((ANSWERS, "call", "refused", ""))
    worker.add((BAD, "400"))
    worker.add((FAULTS, "ValueError in responder.sms:1"))
    worker.time("text", 0.001)
    return Ops(shared)


def asked(ops: Ops, target: str) -> str:
    path, _, query = target.partition("?")
    status: list[str] = []
    body = ops(
        {"PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": "GET"},
        lambda told, headers, fault=None: status.append(told) or bytearray().extend,  # type: ignore[func-returns-value]  # only appends
    )
    assert status == ["200 OK"]
    return b"".join(body).decode()


def test_every_figure_stands_there_with_its_labels(ops: Ops) -> None:
    ends = {"counter": "_total", "histogram": "_bucket", "gauge": ""}
    has = {
        each.name + ends[each.type]: {label for sample in each.samples for label in sample.labels}
        for each in text_string_to_metric_families(asked(ops, "/metrics"))
    }
    assert {name: names_in(row[0]) for name, row in rows("Figure").items()} == has


def outcomes_of(module: str, answer: str) -> set[str]:
    """Return what `module` calls the outcome of each `answer` that it makes."""
    tree = ast.parse((ROOT / "responder" / f"{module}.py").read_text("utf-8"))
    calls = [
        each.args[1]
        for each in ast.walk(tree)
        if isinstance(each, ast.Call) and getattr(each.func, "id", "") == answer
    ]
    # A name is assigned one of two, or one of two beside its page.
    assigned = [
        part.elts[0] if isinstance(part, ast.Tuple) else part
        for each in ast.walk(tree)
        if isinstance(each, ast.Assign) and isinstance(each.value, ast.IfExp)
        for part in (each.value.body, each.value.orelse)
        if "outcome" in ast.unparse(each.targets[0])
    ]
    assert all(isinstance(each, ast.Constant | ast.Name) for each in calls)
    return {str(each.value) for each in (*calls, *assigned) if isinstance(each, ast.Constant)}


def test_all_that_an_answer_can_come_to_is_told_from_the_start_and_no_page_is() -> None:
    anywhere = {NO_FLOWS, "fault"}
    assert set(WITHOUT_PAGE["text"]) == outcomes_of("sms", "Reply") - {"page"} | anywhere
    assert set(WITHOUT_PAGE["call"]) == outcomes_of("voice", "CallAnswer") - {"page"} | anywhere
    assert set(Scene) <= {*WITHOUT_PAGE["call"], "page"}
    assert set(rows("Outcome")) == {"page"}.union(*WITHOUT_PAGE.values())
    samples = [
        (each.labels["channel"], each.labels["outcome"], each.labels["page"], each.value)
        for family in text_string_to_metric_families(asked(Ops(Shared()), "/metrics"))
        for each in family.samples
        if each.name == "responder_answers_total"
    ]
    assert sorted(samples) == sorted(
        (channel, outcome, "", 0.0) for channel, all_ in WITHOUT_PAGE.items() for outcome in all_
    )


def test_what_happened_is_told_beside_what_did_not(ops: Ops) -> None:
    told = asked(ops, "/metrics").splitlines()
    assert told.count('responder_answers_total{channel="text",outcome="page",page="plan"} 1.0') == 1
    assert told.count('responder_answers_total{channel="text",outcome="fault",page=""} 0.0') == 1
    assert "refused" not in "".join(each for each in told if each.startswith("responder_answers"))


def test_all_that_the_details_tell_stands_there(ops: Ops) -> None:
    told = json.loads(asked(ops, "/ready?detail"))
    assert list(rows("In `/ready?detail`")) == [*list_of(told)]


def list_of(told: dict[str, Any]) -> Iterator[str]:
    for name, value in told.items():
        if isinstance(value, dict):
            yield from (f"{name}.{each}" for each in value)
        else:
            yield name


def test_every_event_of_the_log_stands_there_with_its_level_and_fields() -> None:
    assert len(SERVING) > 10
    told: dict[str, tuple[set[str], set[str]]] = {}
    for path in SERVING:
        for tree in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(tree, ast.FunctionDef):
                for name, levels, fields in events_of(tree):
                    before = told.get(name, (set(), set()))
                    told[name] = (before[0] | levels, before[1] | fields)
    written = {name: ({cells[0]}, names_in(cells[1])) for name, cells in rows("Event").items()}
    assert written == told


def events_of(function: ast.FunctionDef) -> Iterator[tuple[str, set[str], set[str]]]:
    """Yield each event that `function` tells: its name, its level and its fields."""
    assigned = {
        target.id: each.value
        for each in ast.walk(function)
        if isinstance(each, ast.Assign)
        for target in each.targets
        if isinstance(target, ast.Name)
    }
    for call in ast.walk(function):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "tell":
            name = call.args[0]
            name = assigned[name.id] if isinstance(name, ast.Name) else name
            either = [name.body, name.orelse] if isinstance(name, ast.IfExp) else [name]
            levels = {level_of(each) for each in call.args[2:]} or {Severity.INFO.value}
            fields = {each.arg for each in call.keywords if each.arg is not None} | {
                key.value
                for each in call.keywords
                for part in ast.walk(each.value)
                if each.arg is None and isinstance(part, ast.Dict)
                for key in part.keys
                if isinstance(key, ast.Constant) and isinstance(key.value, str)
            }
            for each in either:
                assert isinstance(each, ast.Constant), ast.dump(each)
                assert isinstance(each.value, str)
                yield each.value, levels, fields


def level_of(given: ast.expr) -> str:
    return given.attr.lower() if isinstance(given, ast.Attribute) else "as told"


def test_the_notice_for_a_988_that_is_down_passes_the_check(tmp_path: Path) -> None:
    section = OPERATIONS.split("\n**988 does not answer its phones.**")[1]
    [command] = re.findall(r"`responder (notice .*?)`", section.partition("\n2. ")[0])
    flows = shutil.copytree(ROOT / "flows", tmp_path / "flows")
    given = [*shlex.split(command), "--flows", str(flows)]
    # What it names beside 988 is another service, which does not fail with it.
    assert {each.digits for each in numbers_in(f"{given[1]} {given[3]}")} == {"988", "741741"}
    done = CliRunner().invoke(commands, given)
    assert done.exit_code == 0, done.output
    assert "no room" not in done.output
    texts = edition(flows, datetime.now(UTC)).book
    assert texts is not None
    for (_, language), reply in texts.crisis_texts.items():
        assert (given[3] if language == "es" else given[1]) in reply, language
    with (flows / "help.yaml").open("a", encoding="utf-8") as file:
        file.write("bogus: 1\n")
    refused = CliRunner().invoke(commands, given)
    assert (refused.exit_code, "Nothing was written" in refused.output) == (1, True)


def test_what_the_text_links_to_exists() -> None:
    links = re.findall(r"\]\(([\w./]+\.md)(?:#[\w-]+)?\)", OPERATIONS)
    assert len(links) >= 3
    assert [each for each in links if not (ROOT / "docs" / each).is_file()] == []
