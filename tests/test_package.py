"""What is installed is whole: the word lists and the schema ship with the code."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
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
    names = sorted(ROOT.glob("requirements*.lock"))
    assert len(names) == 4
    for name in names:
        locked = name.read_text("utf-8")
        entries = [line for line in locked.splitlines() if "==" in line and line[0].isalpha()]
        assert len(entries) > 15
        assert all(line.endswith("\\") for line in entries)
        assert locked.count("--hash=sha256:") >= len(entries)
        assert "://" not in locked


LOADED = """
import importlib.metadata as found, json, sys
import responder.cli.serve, gunicorn.workers.ggevent, responder.web
import responder.cli.chat, phonenumbers
tops = {name.split(".")[0] for name in sys.modules}
owners = found.packages_distributions()
print(json.dumps(sorted({each for top in tops for each in owners.get(top, [])})))
"""


@pytest.mark.slow
def test_all_that_a_server_loads_is_in_its_own_lock_file() -> None:
    # gunicorn's gevent worker wants a library that gunicorn does not ask for.
    done = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = {re.sub(r"[-_.]+", "-", name).lower() for name in json.loads(done.stdout)}
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    locked = set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE))
    assert {"gunicorn", "gevent", "flask", "pydantic"} <= loaded
    # Babel takes pytz where something else has brought it, as our tests do, and needs it not.
    assert loaded - locked - {"crisis-info-responder", "setuptools", "pip", "pytz"} == set()
