"""Advice to those who edit: from which day, letter and word on it is given, and when it is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from responder.flow.loader import Loaded, load
from responder.flow.problem import one_line

SHIPPED = Path(__file__).parent.parent.parent / "flows"
LoadWith = Callable[..., Loaded]  # on 1 December 2026

PAGE = """\
pages:
  extra:
    words:
      en: [{word}]
      es: [otra]
    title:
      en: Example extra
      es: Ejemplo de más
    text:
      en: {en}
      es: {es}
    source: example.org
    read_on: {read_on}
    dialled_on: {dialled_on}
"""
USUAL = {
    "word": "extra",
    "en": "Call 211.",
    "es": "Llame al 211.",
    "read_on": "2026-11-25",
    "dialled_on": "",
}
SERIES = """\
meetings:
  extra-meeting:
    group: board
    title:
      en: Example
      es: Ejemplo
    repeats: {repeats}
    first: 2026-01-02
    last: {last}
    from: 9:00
    to: 10:00
    source: example.org
    read_on: 2026-11-25
"""
SINGLE = """\
meetings:
  extra-meeting:
    group: plan
    title:
      en: Example
      es: Ejemplo
    starts: {day} 18:00
    ends: {day} 19:00
    source: example.org
    read_on: 2026-11-25
"""


def page(**changed: str) -> str:
    return PAGE.format(**{**USUAL, **changed})


def lines(loaded: Loaded) -> list[str]:
    assert loaded.flow is not None
    return [one_line(problem) for problem in loaded.problems]


@pytest.mark.parametrize(
    "staff",
    [
        pytest.param(page(read_on="2026-06-04"), id="read 180 days ago"),
        pytest.param(page(dialled_on="2026-06-04"), id="dialled 180 days ago"),
        pytest.param(page(), id="never dialled, which is only counted"),
        pytest.param(page(word="plans"), id="a slip of a word of four letters"),
        pytest.param(page(word="blueprimtt"), id="two slips"),
        pytest.param(
            page(en="Read Example.org/ first.", es="Lea primero www.example.org."), id="same link"
        ),
        pytest.param(page(en="It ends at 6 p.m. daily.", es="Cierra a las 6."), id="p.m."),
        pytest.param(
            page(en="Administrative interdisciplinary considerations. " * 30, es="No. " * 90),
            id="hard words in 90 words of a file",
        ),
        pytest.param(
            SERIES.format(repeats="every friday", last="2027-01-01"), id="a series of 31 days more"
        ),
        pytest.param(SINGLE.format(day="2027-01-01"), id="a last single meeting in 31 days"),
        pytest.param(
            SINGLE.format(day="2026-12-10").replace("group: plan", "group: board"),
            id="a single meeting of a group that has a series too",
        ),
        pytest.param(
            SINGLE.format(day="2026-12-10")
            + SINGLE.format(day="2027-03-10")
            .replace("extra-", "later-")
            .removeprefix("meetings:\n"),
            id="a single meeting before the last one",
        ),
    ],
)
def test_no_advice_is_given_on(load_with: LoadWith, staff: str) -> None:
    assert lines(load_with("staff.yaml", staff)) == []


@pytest.mark.parametrize(
    ("staff", "advice"),
    [
        pytest.param(
            page(word="blue print"),
            [
                (
                    '4:12: warning: "blue print" of page "extra" is one slip from "blueprint" of'
                    ' page "plan" (initiatives.yaml line 20) [word-one-slip-off]'
                )
            ],
            id="a space too many",
        ),
        pytest.param(
            page(word="bluepirnt"),
            [
                (
                    '4:12: warning: "bluepirnt" of page "extra" is one slip from "blueprint" of'
                    ' page "plan" (initiatives.yaml line 20) [word-one-slip-off]'
                )
            ],
            id="two letters swapped",
        ),
        pytest.param(
            page(en="Write to office@example.org.", es="Escriba a oficina@example.org."),
            [
                (
                    '10:20: warning: page "extra" names office@example.org in English only,'
                    ' in its "text" [links-differ]'
                ),
                (
                    '11:21: warning: page "extra" names oficina@example.org in Spanish only,'
                    ' in its "text" [links-differ]'
                ),
            ],
            id="mail addresses",
        ),
        pytest.param(
            SERIES.format(repeats="every friday", last="2026-12-31"),
            ['9:11: warning: meeting "Example" runs out on 31 December 2026 [meeting-runs-out]'],
            id="a series of 30 days more",
        ),
        pytest.param(
            SERIES.format(repeats="every friday", last="2026-11-27"),
            ['9:11: warning: meeting "Example" ran out on 27 November 2026 [meeting-runs-out]'],
            id="a series that is over",
        ),
        pytest.param(
            SINGLE.format(day="2026-12-31"),
            [
                (
                    '8:11: warning: no meeting of "plan" is known after 31 December 2026'
                    " [meeting-runs-out]"
                )
            ],
            id="a last single meeting in 30 days",
        ),
    ],
)
def test_advice_is_given_on(load_with: LoadWith, staff: str, advice: list[str]) -> None:
    assert lines(load_with("staff.yaml", staff)) == [f"flows/staff.yaml:{each}" for each in advice]


@pytest.mark.parametrize("pair", ["[blueprint, blue print]", "[Blue Print, BLUEPRINT]"])
def test_a_pair_that_staff_accept_is_not_told_of(
    load_with: LoadWith, flows: Path, pair: str
) -> None:
    line = (flows / "line.yaml").read_text("utf-8")
    accepted = line.replace("  english_names:", f"  look_alikes:\n    - {pair}\n  english_names:")
    (flows / "line.yaml").write_text(accepted, "utf-8")
    assert lines(load_with("staff.yaml", page(word="blue print"))) == []
    gone = load_with("staff.yaml", page())
    assert gone.flow is None
    assert [each.rule for each in gone.problems] == ["pair-not-needed"]
    assert load(flows).flow is not None  # to a caller it makes no difference


def test_no_pair_is_told_of_while_those_accepted_cannot_be_read(
    load_with: LoadWith, flows: Path
) -> None:
    line = (flows / "line.yaml").read_text("utf-8")
    torn = line.replace("  english_names:", "  look_alikes: [blueprint]\n  english_names:")
    (flows / "line.yaml").write_text(torn, "utf-8")
    found = load_with("staff.yaml", page(word="blue print"))
    assert {each.rule for each in found.problems} == {"wrong-shape"}


def test_nothing_is_said_of_pairs_while_a_file_cannot_be_read(
    load_with: LoadWith, flows: Path
) -> None:
    line = (flows / "line.yaml").read_text("utf-8")
    accepted = line.replace("  english_names:", "  look_alikes: [[a, b]]\n  english_names:")
    (flows / "line.yaml").write_text(accepted, "utf-8")
    (flows / "help.yaml").write_text("pages: [\n", "utf-8")
    found = load_with("staff.yaml", page())
    assert {each.rule for each in found.problems} == {"not-yaml"}


def test_the_shipped_flows_have_no_words_one_slip_apart_but_those_accepted() -> None:
    now = datetime(2026, 12, 1, 9, tzinfo=ZoneInfo("America/New_York"))
    rules = {each.rule for each in load(SHIPPED, now).problems}
    assert rules & {"word-one-slip-off", "pair-not-needed"} == set()


def test_a_serving_line_loads_without_advice(flows: Path) -> None:
    (flows / "staff.yaml").write_text(page(word="bluepirnt", read_on="2020-01-01"), "utf-8")
    loaded = load(flows)
    assert loaded.flow is not None
    assert loaded.problems == ()


@pytest.mark.parametrize(
    ("price", "good"),
    [("0.0083", True), (".01", True), ("1", True), ("0,0083", False), ("-1", False), ("½", False)],
)
def test_a_price_is_an_amount_of_dollars(
    load_with: LoadWith, flows: Path, price: str, *, good: bool
) -> None:
    line = (flows / "line.yaml").read_text("utf-8")
    priced = line.replace("  voices:", f'  price_per_segment: "{price}"\n  voices:')
    given = [each.rule for each in load_with("line.yaml", priced).problems]
    assert given == ([] if good else ["not-a-price"])
