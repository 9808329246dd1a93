"""How long the server takes to end at most, as its code says; it stands in one place there."""

from __future__ import annotations

import re

from tests.conftest import ROOT

[GRACEFUL_SECONDS] = [
    int(found)
    for path in (ROOT / "responder").rglob("*.py")
    for found in re.findall(r"(?m)^GRACEFUL_SECONDS = (\d+)$", path.read_text("utf-8"))
]
