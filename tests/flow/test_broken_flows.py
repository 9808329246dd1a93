"""Every rule has a broken flow, and what staff see of it stands beside it word for word.

`<rule>.yaml` is laid beside the flows of tests/flows_small as staff.yaml; the files of a folder
`<rule>/` are laid over them. `python tests/flow/test_broken_flows.py --rewrite` writes the .txt
files anew: read each one aloud before it is committed.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest

from responder.edition import edition
from responder.flow.loader import load
from responder.flow.problem import show
from responder.flow.rules import RULES

TESTS = Path(__file__).parent.parent
BROKEN = TESTS / "broken_flows"
SMALL = TESTS / "flows_small"
NOW = datetime(2026, 12, 1, 9, tzinfo=ZoneInfo("America/New_York"))


def _empty_folder(flows: Path) -> None:
    for file in flows.iterdir():
        file.unlink()


def _dangling_link(flows: Path) -> None:
    (flows / "extra.yaml").symlink_to("gone.yaml")


def _large_file(flows: Path) -> None:
    (flows / "extra.yaml").write_text("# as long as a book\n" * 14_000)


# What no file in a repository can be.
BUILT: dict[str, Callable[[Path], None]] = {
    "no-flows": _empty_folder,
    "file-unreadable": _dangling_link,
    "file-too-large": _large_file,
}


def seen(rule: str) -> str:
    """Return what staff see of the broken flow of `rule`, from a folder called flows."""
    with TemporaryDirectory() as folder:
        flows = Path(folder) / "flows"
        shutil.copytree(SMALL, flows)
        if rule in BUILT:
            BUILT[rule](flows)
        elif (BROKEN / rule).is_dir():
            shutil.copytree(BROKEN / rule, flows, dirs_exist_ok=True)
        else:
            shutil.copy(BROKEN / f"{rule}.yaml", flows / "staff.yaml")
        before = Path.cwd()
        os.chdir(folder)
        try:
            told = show(edition(Path("flows"), NOW, past_is_fault=True).problems) + "\n"
            return told.replace(str(Path("flows").absolute()), "/where/you/stand/flows")
        finally:
            os.chdir(before)


@pytest.mark.parametrize("rule", RULES)
def test_staff_see_exactly_these_words(rule: str) -> None:
    assert seen(rule) == (BROKEN / f"{rule}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", RULES)
def test_the_words_staff_see_name_the_rule(rule: str) -> None:
    assert f"[{rule}]" in (BROKEN / f"{rule}.txt").read_text(encoding="utf-8")


def test_every_broken_flow_belongs_to_a_rule() -> None:
    names = {
        file.stem if file.suffix in (".yaml", ".txt") else file.name for file in BROKEN.iterdir()
    }
    assert names == set(RULES)


def test_the_small_flows_have_no_problem() -> None:
    loaded = load(SMALL, NOW)
    assert show(loaded.problems) == "No problems. The line can use these flows."
    assert loaded.flow is not None
    assert list(loaded.flow.pages) == [
        "crisis",
        "numbers",
        "initiatives",
        "plan",
        "board",
        "meetings",
    ]


if __name__ == "__main__" and "--rewrite" in sys.argv:
    for each in RULES:
        (BROKEN / f"{each}.txt").write_text(seen(each), encoding="utf-8")
