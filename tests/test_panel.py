"""The panel of the crisis detector is well formed, and its two parts share no line."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

PANEL = Path(__file__).parent / "panel"
LEAST = {"apart": 600, "grown": 1500}
LABELS = {"urgent", "topic", "calm"}
LANGUAGES = {"en", "es", "pt", "ht", "fr", "pl", "mixed"}
SITUATIONS = {"self", "other", "danger", "abuse"}


def rows(part: str) -> list[list[str]]:
    lines = (PANEL / f"{part}.tsv").read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines]


@pytest.mark.parametrize("part", LEAST)
def test_every_line_has_its_five_columns(part: str) -> None:
    found = rows(part)
    assert len(found) >= LEAST[part]
    # Numbers of lines only: a failure must not show what is kept apart.
    odd = [
        number
        for number, row in enumerate(found, 1)
        if len(row) != 5
        or row[0] not in LABELS
        or row[2] not in LANGUAGES
        or (row[3] in SITUATIONS) != (row[0] == "urgent")
        or not unicodedata.is_normalized("NFC", row[4])
    ]
    assert odd == []


def test_no_line_stands_twice() -> None:
    texts = [row[4].casefold() for part in LEAST for row in rows(part)]
    assert len(texts) - len(set(texts)) == 0
