"""Whoever opens connections and says half of something keeps nobody else from 988."""

from __future__ import annotations

import pytest

from tests.resilience import half_open


@pytest.mark.slow
def test_half_sent_requests_keep_nobody_waiting() -> None:
    found = half_open.measured(asked=50)
    assert len(found) == 8
    assert [line for line, holds in found if not holds] == []


def test_a_late_or_missing_answer_falls_short() -> None:
    good = [1.0] * 199
    assert half_open.figures("all", [*good, 2.0])[1]
    assert half_open.figures("one late", [*good, 300.0])[1]
    assert not half_open.figures("some late", [*good[:190], *[300.0] * 10])[1]
    assert not half_open.figures("one never", [*good, float("inf")])[1]
