"""A damaged weights file is refused by name, as a damaged word list is; a good one is read."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from array import array
from collections.abc import Callable
from pathlib import Path

import pytest

from responder.safety import assess as check
from responder.safety import weights
from responder.safety.assess import Verdict, assess, load
from responder.safety.score import BITS, TARGETS, beginning, meaning
from responder.safety.weights import PIECES, WORDS, read, write
from responder.safety.wordlist import WordListError

BIAS = (0, 1, 2, 3, -300, 300)  # it may be larger than a weight


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tables = {target: array("b", bytes(1 << BITS[target])) for target in TARGETS}
    tables["topic"][7] = -3
    write(
        tmp_path,
        tables,
        {"bridge": ("height", (9, -1, 2, 3, 4, -128)), "zoo": ("", (0,) * 6)},
        BIAS,
    )
    return tmp_path


def test_what_was_written_is_read(folder: Path) -> None:
    found = read(folder)
    tables = [found.tables[target] for target in TARGETS]
    assert found.known == {"bridge": 0, "zoo": 1}
    assert [*found.concepts] == [meaning("", "height"), beginning("zoo"), 0]
    assert [*found.heads] == [beginning("brid"), beginning("zoo"), 0]
    assert [table.bias for table in tables] == [*BIAS]
    assert [[*table.words] for table in tables] == [[each, 0, 0] for each in (9, -1, 2, 3, 4, -128)]
    assert [table.places[7] for table in tables] == [0, -3, 0, 0, 0, 0]
    assert [len(table.places) for table in tables] == [1 << BITS[target] for target in TARGETS]


def test_the_words_are_written_for_people_to_read(folder: Path) -> None:
    first, *rows = (folder / WORDS).read_text("utf-8").splitlines()
    assert first.split("\t")[1:] == ["concept", *TARGETS]
    assert [row.split("\t") for row in rows] == [
        ["(bias)", "", "0", "1", "2", "3", "-300", "300"],
        ["bridge", "height", "9", "-1", "2", "3", "4", "-128"],
        ["zoo", "", *"000000"],
    ]


IN_ANY_LOCALE = r"""
import sys
from array import array
from pathlib import Path

from responder.safety.assess import load
from responder.safety.score import BITS, TARGETS
from responder.safety.weights import read, write

load()
folder = Path(sys.argv[1])
tables = {target: array("b", bytes(1 << BITS[target])) for target in TARGETS}
write(folder, tables, {"\u0431": ("", (0,) * 6)}, (0,) * 6)
assert [*read(folder).known] == ["\u0431"]
"""


def test_lists_and_weights_are_read_and_written_alike_in_any_locale(tmp_path: Path) -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run(
        [sys.executable, "-c", IN_ANY_LOCALE, tmp_path],
        env=os.environ | plain,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_each_known_word_has_its_place_and_may_weigh_as_much_as_a_byte_holds(
    tmp_path: Path,
) -> None:
    tables = {target: array("b", bytes(1 << BITS[target])) for target in TARGETS}
    write(tmp_path, tables, {"b": ("", (127,) * 6), "a": ("", (-128,) * 6)}, BIAS)
    found = read(tmp_path)
    assert found.known == {"a": 0, "b": 1}
    assert list(found.tables["abuse"].words) == [-128, 127, 0]


def changed(name: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        (folder / name).write_bytes(change((folder / name).read_bytes()))

    return damage


def without(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        pytest.param(
            without(PIECES), r"^pieces\.bin: cannot be read \(FileNotFoundError\)$", id="no-pieces"
        ),
        pytest.param(without(WORDS), r"^words\.tsv: cannot be read", id="no-words"),
        pytest.param(
            changed(PIECES, lambda old: old[:-1]), r"^words\.tsv: its first line", id="cut-short"
        ),
        pytest.param(
            changed(PIECES, lambda old: old[:9] + bytes([old[9] ^ 1]) + old[10:]),
            r"^words\.tsv: its first line does not fit pieces\.bin: one of them is damaged",
            id="one-bit",
        ),
        pytest.param(changed(PIECES, lambda _: b""), r"^words\.tsv: its first line", id="empty"),
        pytest.param(changed(WORDS, lambda _: b""), r"^words\.tsv: its first", id="empty-words"),
        pytest.param(
            changed(WORDS, lambda old: old + b"\xff"), r"^words\.tsv: is not UTF-8$", id="not-utf-8"
        ),
        pytest.param(
            changed(WORDS, lambda old: old.replace(b"\t9", b"\tnine")),
            r"^words\.tsv: line 3 is not a word, its concept and 6 whole numbers",
            id="no-number",
        ),
        pytest.param(
            changed(WORDS, lambda old: old.replace(b"\t-128", b"\t-129")), "line 3", id="too-small"
        ),
        pytest.param(
            changed(WORDS, lambda old: old.replace(b"\t9", b"\t128")), "line 3", id="too-large"
        ),
        pytest.param(
            changed(WORDS, lambda old: old.replace(b"\t-128", b"")), "line 3", id="a-column-less"
        ),
        pytest.param(
            changed(WORDS, lambda old: old + old.splitlines(keepends=True)[2]),
            r"^words\.tsv: a word stands twice, or \(bias\) is missing$",
            id="twice",
        ),
        pytest.param(
            changed(WORDS, lambda old: b"".join(old.splitlines(keepends=True)[:-1])),
            r"^words\.tsv: its first line does not fit the others: one is lost or changed$",
            id="a-word-less",
        ),
        pytest.param(
            changed(WORDS, lambda old: old.replace(b"zoo", b"zap")),
            r"^words\.tsv: its first line does not fit the others",
            id="another-word",
        ),
        pytest.param(
            changed(WORDS, lambda old: b"".join(old.splitlines(keepends=True)[::2])),
            r"\(bias\) is missing",
            id="no-bias",
        ),
    ],
)
def test_a_damaged_file_is_refused_by_name(
    folder: Path, damage: Callable[[Path], None], what: str
) -> None:
    damage(folder)
    with pytest.raises(WordListError, match=what):
        read(folder)


@pytest.mark.parametrize("name", [WORDS, PIECES])
def test_with_damaged_weights_every_message_is_urgent_until_they_are_mended(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    folder = shutil.copytree(weights.FOLDER, tmp_path / "weights")
    (folder / name).write_bytes(b"[")
    monkeypatch.setattr(weights, "read", lambda: read(folder))
    load.cache_clear()
    try:
        assert assess("meetings") == check.FAULT
        shutil.copy(weights.FOLDER / name, folder / name)
        assert assess("meetings").verdict is Verdict.CALM
    finally:
        load.cache_clear()


def test_the_shipped_weights_are_small() -> None:
    found = read()
    tables = sum(len(table.places) for table in found.tables.values())
    assert tables <= 3 << 20
    assert len(found.known) <= 16_000
