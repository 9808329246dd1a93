from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from responder.flow.model import schema

FLOWS = Path(__file__).parent.parent.parent / "flows"
SHIPPED = sorted(FLOWS.glob("*.yaml"))
NAMED = "# yaml-language-server: $schema=../responder/flow/schema.json"


def test_the_schema_that_ships_is_the_one_the_models_make() -> None:
    shipped = (files("responder.flow") / "schema.json").read_text(encoding="utf-8")
    # Made by: python -m responder.flow.model > responder/flow/schema.json
    assert shipped == json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def test_the_schema_lets_staff_write_numbers_without_quotes() -> None:
    parts = schema()["$defs"]
    assert parts["Words"]["properties"]["en"]["type"] == ["string", "number"]
    assert parts["OwnNumber"]["properties"]["number"]["type"] == ["string", "number"]


def test_the_schema_knows_the_keys_as_staff_write_them() -> None:
    parts = {"line", "crisis", "pages", "questions", "meetings", "notices", "feeds", "pulled"}
    assert set(schema()["properties"]) == parts
    notice = schema()["$defs"]["Notice"]
    assert notice["additionalProperties"] is False
    assert set(notice["properties"]) == {
        "text",
        "from",
        "until",
        "crisis",
        "number",
        "number_again",
    }


def test_all_six_flow_files_are_there() -> None:
    assert {path.stem for path in SHIPPED} >= {
        "line",
        "crisis",
        "help",
        "initiatives",
        "meetings",
        "notices",
    }


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_each_flow_file_names_the_schema_for_editors(path: Path) -> None:
    assert path.read_text(encoding="utf-8").splitlines()[0] == NAMED
