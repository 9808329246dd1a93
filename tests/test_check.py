"""`responder check`: what it prints for people, programs and pull requests, and on bad folders."""

from __future__ import annotations

import io
import json
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
import time_machine
import yaml
from click.testing import CliRunner

from responder.cli import COMMANDS, commands
from responder.cli.progress import progress
from responder.cli.tables import shown
from responder.edition import edition
from responder.table import rows
from tests.conftest import NOW

ROOT = Path(__file__).parent.parent
SMALL = ROOT / "tests" / "flows_small"


@pytest.fixture
def flows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the small flows, in a folder that problems call `flows`."""
    shutil.copytree(SMALL, tmp_path / "flows")
    monkeypatch.chdir(tmp_path)
    return Path("flows")


def check(*arguments: str) -> tuple[int, str]:
    with time_machine.travel(NOW, tick=False):
        done = CliRunner().invoke(commands, ["check", *arguments])
    assert done.stderr == ""
    return done.exit_code, done.stdout


def change(file: Path, old: str, new: str) -> None:
    words = file.read_text("utf-8")
    assert old in words
    file.write_text(words.replace(old, new, 1), "utf-8")


def _missing(flows: Path) -> None:
    shutil.rmtree(flows)


def _a_file(flows: Path) -> None:
    shutil.rmtree(flows)
    flows.write_text("pages:\n", "utf-8")


def _empty(flows: Path) -> None:
    for file in flows.iterdir():
        file.unlink()


def _side_files_alone(flows: Path) -> None:
    for file in flows.iterdir():
        file.rename(file.with_name(file.name + "~"))


def _half_saved(flows: Path) -> None:
    file = flows / "meetings.yaml"
    whole = file.read_bytes()
    file.write_bytes(whole[: whole.index(b'es: "Pr') + 8])


def _cut_at_a_line(flows: Path) -> None:
    lines = (flows / "line.yaml").read_text("utf-8").splitlines(keepends=True)
    (flows / "line.yaml").write_text("".join(lines[:12]), "utf-8")


def _nothing_in_it(flows: Path) -> None:
    (flows / "line.yaml").write_bytes(b"")


def _a_folder_for_a_file(flows: Path) -> None:
    (flows / "extra.yaml").mkdir()


def _50_mb(flows: Path) -> None:
    with (flows / "extra.yaml").open("wb") as file:
        file.truncate(50_000_000)


STOPS = "The line keeps answering with the last good flows.\n"


@pytest.mark.parametrize(
    ("spoil", "printed"),
    [
        pytest.param(
            _missing,
            "flows: error: the flow folder cannot be opened (No such file or directory) [no-flows]\n"
            "  why: there would be nothing to answer with but the built-in crisis text\n"
            "  fix: name the folder that holds the flow files\n"
            f"1 error in 1 file. {STOPS}",
            id="missing",
        ),
        pytest.param(
            _a_file,
            "flows: error: the flow folder is a file [no-flows]\n"
            "  why: there would be nothing to answer with but the built-in crisis text\n"
            "  fix: name the folder that holds the flow files\n"
            f"1 error in 1 file. {STOPS}",
            id="a file",
        ),
        pytest.param(
            _empty,
            "flows: error: the flow folder holds no file whose name ends in .yaml [no-flows]\n"
            "  why: there would be nothing to answer with but the built-in crisis text\n"
            "  fix: name the folder that holds the flow files\n"
            f"1 error in 1 file. {STOPS}",
            id="empty",
        ),
        pytest.param(
            _side_files_alone,
            "flows: error: the flow folder holds no file whose name ends in .yaml [no-flows]\n"
            "  why: there would be nothing to answer with but the built-in crisis text\n"
            "  fix: name the folder that holds the flow files\n"
            f"1 error in 1 file. {STOPS}",
            id="side files alone",
        ),
        pytest.param(_half_saved, "", id="half saved"),
        pytest.param(_cut_at_a_line, "", id="cut at the end of a line"),
        pytest.param(_nothing_in_it, "", id="emptied"),
        pytest.param(_a_folder_for_a_file, "", id="unreadable"),
        pytest.param(_50_mb, "", id="50 MB"),
    ],
)
def test_a_bad_folder_is_told_in_plain_words(
    flows: Path, spoil: Callable[[Path], None], printed: str
) -> None:
    spoil(flows)
    assert check("flows") == (1, printed)
