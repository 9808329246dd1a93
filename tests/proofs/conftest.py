"""A small line to break, and a way to prove any folder of flows."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from responder.flow.loader import load
from responder.phone.phone import wsgi_line
from responder.proofs.promise import Proof
from responder.proofs.prove import prove
from responder.render import render
from responder.web import create_app
from tests.conftest import NOW, PUBLIC_URL, TOKEN, settings_for

SMALL = Path(__file__).parent.parent / "flows_small"
Proved = Callable[[Path], Proof]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return a copy of the small flows in which every promise holds: their goodbye says 988."""
    flows = tmp_path / "flows"
    shutil.copytree(SMALL, flows)
    edit(flows / "line.yaml", "en: Goodbye.", "en: Goodbye. Call 988.")
    edit(flows / "line.yaml", "es: Adiós.", "es: Adiós. Llame al 988.")
    return flows


def edit(file: Path, old: str, new: str) -> int:
    """Put `new` in place of the one `old` in `file`; return the line it stands on."""
    words = file.read_text("utf-8")
    assert words.count(old) == 1, f"{words.count(old)} times: {old}"
    file.write_text(words.replace(old, new), "utf-8")
    return words[: words.index(old)].count("\n") + 1


@pytest.fixture
def proved(clock: None) -> Proved:
    """Return what proves the line that serves a folder of flows which loads."""

    def proof(flows: Path) -> Proof:
        loaded = load(flows)
        assert loaded.flow is not None, loaded.problems
        app = create_app(settings_for(flows), report=lambda fault: None)
        line = wsgi_line(app, TOKEN, PUBLIC_URL)
        return prove(line, render(loaded.flow, NOW), loaded.places)

    return proof
