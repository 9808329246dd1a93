"""Each run of these tests reads the word lists and weights anew."""

from __future__ import annotations

import pytest

from responder.safety.assess import load


@pytest.fixture(scope="session", autouse=True)
def read_anew() -> None:
    load.cache_clear()
