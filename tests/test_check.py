"""`responder check`: what it prints for people, programs and pull requests, and on bad folders."""

from __future__ import annotations

import io
import json
import re
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine
import yaml
from click.testing import CliRunner

from responder.cli import COMMANDS, commands
from responder.cli.progress import progress
from responder.cli.tables import shown
from responder.edition import edition
from responder.phone.spoken import Piece, Spoken
from responder.table import rows
from responder.wording.gsm7 import first_changed
from tests.conftest import NOW
from tests.test_check_cases import lay_out_small_flows

ROOT = Path(__file__).parent.parent

# What a caller hears of the page "plan" of the small flows.
PLAN = (
    "Example plan. The example plan for all children. The example office answers at "
    "8, 6, 0; 5, 5, 5; 0, 1, 4, 2. "
    "For the web address, text PLAN to 8, 6, 0; 5, 5, 5; 0, 1, 0, 0."
)


@pytest.fixture
def flows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the small flows, in a folder that problems call `flows`."""
    lay_out_small_flows(tmp_path / "flows")
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


def test_the_verdict_is_the_last_line(flows: Path) -> None:
    code, out = check()
    assert (code, out.splitlines()[-1]) == (
        0,
        "Good: no problems. 6 pages and 2 meetings may be served.",
    )


def test_a_meeting_that_is_over_is_to_be_mended_and_costs_neither_table_nor_proofs(
    flows: Path,
) -> None:
    (flows / "more.yaml").write_text(
        "meetings:\n  past:\n    group: plan\n    title:\n      en: Example past\n"
        "      es: Ejemplo pasado\n    starts: 2026-11-30 10:00\n    ends: 2026-11-30 11:00\n"
        "    source: example.org\n    read_on: 2026-11-25\n",
        "utf-8",
    )
    code, out = check()
    assert code == 1
    assert out.startswith("page ")
    assert "\n1 error in 1 file. The line can use these flows all the same: what is over" in out
    assert "\nWalked " in out
    assert out.splitlines()[-1] == (
        "To mend: 1 error. 6 pages and 3 meetings may be served all the same."
    )


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


def _cut_in_a_letter(flows: Path) -> None:
    whole = (flows / "meetings.yaml").read_bytes()
    (flows / "meetings.yaml").write_bytes(whole[: whole.index(b'es: "Pr') + 8])


def _cut_in_quotes(flows: Path) -> None:
    whole = (flows / "meetings.yaml").read_bytes()
    (flows / "meetings.yaml").write_bytes(whole[: whole.index(b'es: "Pr') + 7])


def _nothing_in_it(flows: Path) -> None:
    (flows / "line.yaml").write_bytes(b"")


def _a_folder_for_a_file(flows: Path) -> None:
    (flows / "extra.yaml").mkdir()


def _50_mb(flows: Path) -> None:
    with (flows / "extra.yaml").open("wb") as file:
        file.truncate(50_000_000)


def told(*lines: str) -> str:
    """Return what is printed of one error: its lines, then the sum."""
    stop = (
        "1 error in 1 file. "
        "A running line keeps its last good flows; one started now has only the crisis text."
    )
    return "\n".join([*lines, stop]) + "\n"


def no_flows(what: str) -> str:
    return told(
        f"flows: error: the flow folder {what} [no-flows]",
        "  why: there would be nothing to answer with but the built-in crisis text",
        "  fix: name the folder that holds the flow files",
    )


@pytest.mark.parametrize(
    ("spoil", "printed"),
    [
        pytest.param(
            _missing, no_flows("cannot be opened (No such file or directory)"), id="missing"
        ),
        pytest.param(_a_file, no_flows("is a file"), id="a file"),
        pytest.param(_empty, no_flows("holds no file whose name ends in .yaml"), id="empty"),
        pytest.param(
            _side_files_alone,
            no_flows("holds no file whose name ends in .yaml"),
            id="side files alone",
        ),
        pytest.param(
            _cut_in_a_letter,
            told(
                "flows/meetings.yaml:13:14: error: the file breaks off in the middle of a letter"
                " [not-utf8]",
                '  13 |       es: "Pr',
                "     |              ^",
                "  why: whatever stood behind it is lost, and callers would not hear it",
                "  fix: save the file again, or bring back the last whole one",
            ),
            id="half saved, cut in a letter",
        ),
        pytest.param(
            _cut_in_quotes,
            told(
                "flows/meetings.yaml:13:11: error: the quote that opens here is never closed"
                " [not-yaml]",
                '  13 |       es: "Pr',
                "     |           ^",
                "  why: nothing in this file can be read until it is put right",
                "  fix: close it, or put the words on the next line, moved in, and end this line"
                " with >-",
            ),
            id="half saved, cut in quotes",
        ),
        pytest.param(
            _nothing_in_it,
            told(
                "flows/line.yaml: error: the file is empty, or holds only comments [file-empty]",
                "  why: callers would lose everything that stood in it",
                "  fix: bring back its words, or delete the file; a file without notices says: "
                "notices: []",
            ),
            id="emptied",
        ),
        pytest.param(
            _a_folder_for_a_file,
            told(
                "flows/extra.yaml: error: the file cannot be read (not a file) [file-unreadable]",
                "  why: nothing in it would reach people",
                "  fix: put the file back, or let the account that runs the line read it",
            ),
            id="unreadable",
        ),
        pytest.param(
            _50_mb,
            told(
                "flows/extra.yaml: error: the file is larger than 256 KB [file-too-large]",
                "  why: a file of this size holds something other than words for callers",
                "  fix: keep pages, meetings and notices here; move everything else out",
            ),
            id="50 MB",
        ),
    ],
)
def test_a_bad_folder_is_told_in_plain_words(
    flows: Path, spoil: Callable[[Path], None], printed: str
) -> None:
    spoil(flows)
    code, out = check("flows")
    assert (code, out.replace(f"; {flows.absolute()} was looked at", "")) == (1, printed)


def test_what_is_missing_from_a_half_saved_file_is_named_key_by_key(flows: Path) -> None:
    lines = (flows / "line.yaml").read_text("utf-8").splitlines(keepends=True)
    (flows / "line.yaml").write_text("".join(lines[:60]), "utf-8")
    code, out = check("flows")
    named = [line for line in out.splitlines() if line.startswith("flows/")]
    assert code == 1
    assert named == [
        f"flows/line.yaml:{each}"
        for each in (
            '2:1: error: "line" has no "phrases" [missing-key]',
            '43:3: error: "line" has no "prompts.goodbye" [missing-key]',
            '43:3: error: "line" has no "prompts.wrong_key" [missing-key]',
            '43:3: error: "line" has no "prompts.not_understood" [missing-key]',
            '43:3: error: "line" has no "prompts.link_by_text" [missing-key]',
            '43:3: error: "line" has no "prompts.link_unspoken" [missing-key]',
            '59:5: error: "line" has no Spanish "prompts.silence_again" [missing-translation]',
        )
    ]


def test_what_editors_leave_beside_the_files_changes_nothing(flows: Path) -> None:
    before = check("flows")
    for name in ("line.yaml~", ".line.yaml.swp", "#line.yaml#", "4913", ".DS_Store", "..data"):
        (flows / name).write_bytes(b"\xff\x00: [")
    assert check("flows") == before
    assert before[0] == 0


def test_a_warning_leaves_the_exit_code_at_0(flows: Path) -> None:
    change(flows / "initiatives.yaml", "read_on: 2026-11-25", "read_on: 2025-11-25")
    code, out = check("flows")
    assert code == 0
    assert "\n1 warning in 1 file. The line can use these flows.\n" in out


def test_programs_get_problems_table_and_what_is_open(flows: Path) -> None:
    change(flows / "initiatives.yaml", "El plan de ejemplo para", "El «plan» de ejemplo para")
    change(flows / "initiatives.yaml", "read_on: 2026-11-25", "read_on: 2025-11-25")
    code, out = check("flows", "--format", "json")
    whole = json.loads(out)
    assert code == 0
    assert list(whole) == ["problems", "table", "open", "proof"]
    assert [(each["rule"], each["level"], each["line"]) for each in whole["problems"]] == [
        ("read-long-ago", "warning", 15),
        ("not-gsm7", "warning", 29),
    ]
    english, spanish = (row for row in whole["table"] if row["page"] == "plan")
    assert english == {
        "page": "plan",
        "keys": "3 3",
        "language": "en",
        "words": ["plan", "blueprint"],
        "characters": 127,
        "segments": 1,
        "encoding": "GSM-7",
        "price": 8.3,
        "seconds": Spoken((Piece(PLAN, "en"),), "", "en").seconds,
        "letter": "",
        "becomes": "",
        "where": "",
    }
    assert (spanish["letter"], spanish["becomes"]) == ("«", '"')
    assert spanish["where"] == "flows/initiatives.yaml:29:12"
    assert whole["open"] == {
        "pages": 6,
        "meetings": 2,
        "entries": 9,
        "never_approved": 9,
        "entries_with_numbers": 4,
        "never_dialled": 4,
    }


def test_programs_get_no_table_of_flows_that_do_not_pass(flows: Path) -> None:
    change(flows / "help.yaml", "key: 5", "key: 9")
    code, out = check("flows", "--format", "json")
    whole = json.loads(out)
    assert code == 1
    assert [each["rule"] for each in whole["problems"]] == ["crisis-key-taken"]
    assert (whole["table"], whole["open"], whole["proof"]) == ([], None, None)


def test_a_pull_request_gets_each_problem_at_its_line(flows: Path) -> None:
    change(flows / "initiatives.yaml", "read_on: 2026-11-25", "read_on: 2025-11-25")
    folder = flows.rename("100%, new: flows")
    code, out = check(str(folder), "--format", "github")
    assert code == 0
    assert out == (
        "::warning file=100%25%2C new%3A flows/initiatives.yaml,line=15,col=14::"
        'nobody has read the source of page "initiatives" for 371 days [read-long-ago]. '
        "Why: what it says may have changed, and people act on it. "
        "Fix: read example.org again, correct the texts, and put today's date here\n"
    )


def test_a_page_that_goes_on_has_a_row_for_each_reply(flows: Path) -> None:
    change(
        flows / "help.yaml",
        "For a child in",
        "A long sentence stands here. " * 14 + "For a child in",
    )
    found = rows(edition(flows, NOW))
    assert [
        (row.page, row.words) for row in found if row.language == "en" and "numbers" in row.page
    ] == [
        ("numbers", ("numbers",)),
        ("numbers.2", ("NUMBERS 2",)),
    ]


def test_a_page_without_a_key_has_none_in_the_table(flows: Path) -> None:
    change(
        flows / "initiatives.yaml",
        "    key: 3\n    words:\n      en: [plan",
        "    words:\n      en: [plan",
    )
    keys = {row.page: row.keys for row in rows(edition(flows, NOW))}
    assert (keys["plan"], keys["board"], keys["numbers"]) == ("", "3 4", "5")


def test_without_a_price_the_table_shows_none(flows: Path) -> None:
    change(flows / "line.yaml", "  voices:", "  price_per_segment: cheap\n  voices:")
    found = rows(edition(flows, NOW))
    assert {row.price for row in found} == {None}
    assert " ?  " in shown(found)


@pytest.mark.parametrize(
    ("words", "letter"),
    [
        pytest.param("Call 988, señor. ¿Sí?", "í", id="an accent"),
        pytest.param("a [b]", "[", id="two places"),
        pytest.param("nin\u0303os y mas", "", id="an accent typed apart, sent joined"),
        pytest.param("mas\u0301 ", "s\u0301", id="an accent typed apart, left out"),
        pytest.param("a 😘", "😘", id="no plain letter"),
        pytest.param("plain\nwords", "", id="plain"),
        pytest.param("a\r\nb", "\r", id="a line end of Windows"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_the_first_letter_that_is_not_sent_as_it_is(words: str, letter: str) -> None:
    assert first_changed(words) == letter


class Terminal(io.StringIO):
    """A terminal that keeps what is written to it."""

    def isatty(self) -> bool:
        return True


def test_on_a_terminal_the_table_is_ruled(flows: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [row for row in rows(edition(flows, NOW)) if row.page == "plan"]
    monkeypatch.setenv("COLUMNS", "140")
    monkeypatch.setattr("sys.stdout", Terminal())
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown(found))
    head, rule, *body = (" ".join(line.split()) for line in plain.splitlines())
    assert head == (
        "page keys lang words letters texts code $ per 1000 seconds first letter not sent as it is"
    )
    assert set(rule) == {"─"}
    assert [re.sub(r" \d+$", "", line) for line in body] == [
        "plan 3 3 en PLAN +1 127 1 GSM-7 8.30",
        "plan 3 3 es PLAN +1 142 1 GSM-7 8.30",
    ]


def test_what_takes_longer_than_a_second_shows_a_bar() -> None:
    terminal = Terminal()
    with progress("Reading", terminal, after=0) as done:
        done(1, 2)
        done(2, 2)
    assert "Reading" in terminal.getvalue()


def test_what_is_quick_shows_nothing() -> None:
    terminal = Terminal()
    with progress("Reading", terminal, after=3600) as done:
        done(1, 2)
    assert terminal.getvalue() == ""


def test_where_nobody_watches_no_bar_is_shown() -> None:
    stream = io.StringIO()
    with progress("Reading", stream, after=0) as done:
        done(1, 2)
    assert stream.getvalue() == ""


def test_the_hook_for_other_repositories_runs_a_command_of_ours() -> None:
    [hook] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    program, command = hook["entry"].split()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["scripts"][program] == "responder.cli:main"
    assert command in COMMANDS
    assert (hook["language"], hook["pass_filenames"]) == ("python", False)
    assert re.match(hook["files"], "flows/help.yaml")


def test_the_hook_passes_the_shipped_flows() -> None:
    [hook] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    _, command = hook["entry"].split()
    done = CliRunner().invoke(commands, [command, *(str(ROOT / each) for each in hook["args"])])
    assert done.exit_code == 0
