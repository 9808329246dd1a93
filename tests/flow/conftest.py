"""A small valid flow folder, and a way to lay broken files over it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from responder.flow.loader import Loaded, load

SMALL = Path(__file__).parent.parent / "flows_small"


@pytest.fixture
def flows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the small flows in a folder called `flows`, which is how problems name it."""
    shutil.copytree(SMALL, tmp_path / "flows")
    monkeypatch.chdir(tmp_path)
    return Path("flows")


@pytest.fixture
def load_with(flows: Path) -> Callable[..., Loaded]:
    """Load the small flows with one more file, or one file changed, on 2026-12-01."""

    def loaded(name: str, content: str | bytes) -> Loaded:
        raw = content.encode() if isinstance(content, str) else content
        (flows / name).write_bytes(raw)
        return load(flows, datetime(2026, 12, 1, 9, tzinfo=ZoneInfo("America/New_York")))

    return loaded
