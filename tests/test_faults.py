"""Whatever fails in the shipped server, texts and calls still get 988 with status 200."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.resilience import faults
from tests.resilience.breaking import ONLY_CALL, ONLY_TEXT, STEPS

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("part", faults.PARTS, ids=lambda part: part.__name__)
def test_everybody_gets_988_where(
    part: Callable[[Path], Iterator[faults.Outcome]], tmp_path: Path
) -> None:
    found = list(part(tmp_path))
    assert found
    short = [each for each in found if not each.holds]
    assert short == []


def test_every_step_of_both_channels_is_broken() -> None:
    assert set(STEPS) >= ONLY_TEXT | ONLY_CALL
    for channel in faults.CHANNELS:
        assert sum(channel in faults.channels_of(step) for step in STEPS) >= 10


def test_what_falls_short_shows_in_the_table() -> None:
    found = [
        faults.outcome("routing", "exception", "text", (200, b"nothing", 0.1)),
        faults.outcome("routing", "exception", "call", (500, b"988", 0.1)),
        faults.outcome("routing", "never ends", "text", (200, b"988", 16.0)),
        faults.outcome("routing", "exception", "text", (200, b"988", 0.1)),
    ]
    assert [each.holds for each in found] == [False, False, False, True]
    assert faults.table(found) == (
        "step     fault       who   got\n"
        "routing  exception   text  200       SHORT\n"
        "routing  exception   call  500, 988  SHORT\n"
        "routing  never ends  text  200, 988  SHORT\n"
        "routing  exception   text  200, 988  holds"
    )
