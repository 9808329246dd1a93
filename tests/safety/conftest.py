"""Each run of these tests reads the word lists and weights anew, and ends if they are damaged."""

from __future__ import annotations

import pytest

from responder.safety.assess import load
from responder.safety.wordlist import WordListError


@pytest.fixture(scope="session", autouse=True)
def read_anew() -> None:
    load.cache_clear()
    try:
        load()
    except WordListError as damaged:
        # Every message is urgent then: thousands of failures, none of which says why.
        pytest.exit(f"the crisis check cannot run: {damaged}", returncode=1)
