"""What is installed is whole: the word lists and the schema ship with the code."""

from __future__ import annotations

import os
import tomllib
import zipfile
from pathlib import Path

from flit_core import buildapi

ROOT = Path(__file__).parent.parent


def test_the_wheel_holds_every_file_of_the_package(tmp_path: Path) -> None:
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        wheel = buildapi.build_wheel(str(tmp_path))
    finally:
        os.chdir(before)
    with zipfile.ZipFile(tmp_path / wheel) as packed:
        names = {name for name in packed.namelist() if name.startswith("responder/")}
    in_tree = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "responder").rglob("*")
        if path.is_file() and path.suffix in (".py", ".toml", ".json")
    }
    assert {"responder/flow/schema.json", "responder/safety/words/en.toml"} <= in_tree
    assert in_tree - names == set()


def test_all_that_is_imported_is_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = {each.split(">")[0].lower() for each in project["dependencies"]}
    assert {"flask", "twilio", "pydantic", "pyyaml", "gunicorn", "gevent"} <= asked
    locked = (ROOT / "requirements.lock").read_text("utf-8")
    assert [name for name in asked if f"\n{name}==" not in f"\n{locked}"] == []


def test_the_lock_files_have_hashes_and_no_address() -> None:
    for name in ("requirements.lock", "requirements-test.lock"):
        locked = (ROOT / name).read_text("utf-8")
        entries = [line for line in locked.splitlines() if "==" in line and line[0].isalpha()]
        assert len(entries) > 15
        assert all(line.endswith("\\") for line in entries)
        assert locked.count("--hash=sha256:") >= len(entries)
        assert "://" not in locked
