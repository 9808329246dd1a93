"""`responder diff`: the answers that differ between two editions, and what it says of bad names."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from responder.cli import commands
from responder.cli._marked import marked_rows, marked_words
from responder.conversation import AT
from responder.differences import Difference, Group, differences
from responder.edition import edition
from responder.exchange import Language
from responder.render import Book

ROOT = Path(__file__).parent.parent
SMALL = ROOT / "tests" / "flows_small"
EN = Language.EN

PAGE = """
  example:
    words:
      en: [example page]
      es: [página de ejemplo]
    title:
      en: Example page
      es: Página de ejemplo
    text:
      en: This is an example.
      es: Esto es un ejemplo.
    source: example.org
    read_on: 2026-11-25
"""
MEETING = """
  example-new:
    group: board
    title:
      en: Example meeting
      es: Reunión de ejemplo
    starts: 2026-12-10 18:00
    ends: 2026-12-10 19:00
    source: example.org
    read_on: 2026-11-25
"""


@pytest.fixture
def altered(tmp_path: Path) -> Callable[[str, str, str], Path]:
    """Return a copy of the small flow files where words of one file are others."""
    flows = Path(shutil.copytree(SMALL, tmp_path / "flows"))

    def change(name: str, was: str, now: str) -> Path:
        words = (flows / name).read_text("utf-8")
        assert was in words
        (flows / name).write_text(words.replace(was, now, 1), "utf-8")
        return flows

    return change


@pytest.fixture(scope="module")
def small() -> Book:
    """Everything that the small flow files say on the day of all cases."""
    return book_of(SMALL, AT)


def book_of(flows: Path, now: datetime) -> Book:
    read = edition(flows, now)
    assert read.book is not None, read.problems
    return read.book


def titled(groups: tuple[Group, ...]) -> dict[str, Group]:
    found = {group.title: group for group in groups}
    assert len(found) == len(groups)
    return found


def one(group: Group, channel: str, language: str, act: str) -> Difference:
    [found] = [
        each
        for each in group.differences
        if (each.channel, each.language) == (channel, language) and act in each.acts
    ]
    return found


def test_the_same_edition_differs_in_nothing(small: Book, now: datetime) -> None:
    assert differences(small, small, now) == ()


def test_a_word_in_one_language_is_a_difference_of_that_page_in_that_language(
    small: Book, now: datetime, altered: Callable[[str, str, str], Path]
) -> None:
    flows = altered("initiatives.yaml", "The example plan", "The great example plan")
    groups = differences(small, book_of(flows, now), now)
    found = one(titled(groups)["Example plan (plan)"], "text", "en", "blueprint")
    assert found.was == tuple(small.texts["plan", EN].splitlines())
    assert found.now == tuple(
        row.replace("example plan", "great example plan") for row in found.was
    )
    assert {each.language for group in groups for each in group.differences} == {"en"}
    [call] = [each for group in groups for each in group.differences if each.channel == "call"]
    assert call.acts == ("(this page)",)


def test_what_changes_in_every_answer_is_told_of_once(
    small: Book, now: datetime, altered: Callable[[str, str, str], Path]
) -> None:
    flows = altered("line.yaml", "Crisis? Call or text 988.", "Crisis? Text or call 988.")
    first, *rest = differences(small, book_of(flows, now), now)
    assert first.title == "In many answers"
    [many] = first.differences
    assert many.changes == (
        "text", "en", (("Crisis? Call or text 988.",), ("Crisis? Text or call 988.",)),
    )  # fmt: skip
    assert many.alike > len(small.flow.pages)
    assert len(many.acts) > 1  # a page by its words, before MENU and other single texts
    told = [each for group in rest for each in group.differences]
    assert [each.acts for each in told if each.changes == many.changes] == []
    assert one(rest[0], "call", "en", "(crisis line)").now == (
        "(en) Crisis? Text or call 9, 8, 8.",
    )


def test_a_page_that_is_new_or_gone_is_told_with_what_its_words_got(
    small: Book, now: datetime, altered: Callable[[str, str, str], Path]
) -> None:
    flows = altered("initiatives.yaml", "\npages:\n", f"\npages:{PAGE}")
    with_page = book_of(flows, now)
    sorry = tuple(small.texts[".unknown", EN].splitlines())
    example = tuple(with_page.texts["example", EN].splitlines())
    came = titled(differences(small, with_page, now))["Example page (example)"]
    assert came.note == "new"
    assert one(came, "text", "en", "example page") == Difference(
        "text", "en", ("example page",), sorry, example
    )
    heard = one(came, "call", "es", "(this page)")
    assert (heard.was, heard.now[0]) == ((), "(es) Página de ejemplo. Esto es un ejemplo.")
    went = titled(differences(with_page, small, now))["Example page (example)"]
    assert went.note == "gone"
    assert one(went, "text", "en", "example page").now == sorry
    assert one(went, "call", "es", "(this page)").now == ()


def test_a_word_of_a_page_that_is_gone_is_told_there_though_another_page_has_it_now(
    small: Book, now: datetime, altered: Callable[[str, str, str], Path]
) -> None:
    flows = altered("initiatives.yaml", "\npages:\n", f"\npages:{PAGE}")
    before = book_of(flows, now)
    altered("initiatives.yaml", PAGE, "\n")
    after = book_of(altered("initiatives.yaml", "[plan, blue", "[plan, example page, blue"), now)
    went = titled(differences(before, after, now))["Example page (example)"]
    assert one(went, "text", "en", "example page").now == tuple(
        small.texts["plan", EN].splitlines()
    )


def test_a_question_that_finds_a_page_now_is_told_of(
    small: Book, now: datetime, tmp_path: Path
) -> None:
    flows = Path(shutil.copytree(SMALL, tmp_path / "flows"))
    asked = "questions:\n  plan:\n    en: [purple giraffes]\n    es: [jirafas moradas]\n"
    (flows / "questions.yaml").write_text(asked, "utf-8")
    [group] = differences(small, book_of(flows, now), now)
    assert group.title == "Example plan (plan)"
    assert [each.acts for each in group.differences] == [("purple giraffes",), ("jirafas moradas",)]
    assert group.differences[0].now == tuple(small.texts["plan", EN].splitlines())


def test_another_key_is_told_with_the_keys_and_the_menu(
    small: Book, now: datetime, altered: Callable[[str, str, str], Path]
) -> None:
    flows = altered(
        "initiatives.yaml", "under: initiatives\n    key: 4", "under: initiatives\n    key: 6"
    )
    groups = titled(differences(small, book_of(flows, now), now))
    keys = one(groups["Example board (board)"], "call", "any", "(keys that lead here)")
    assert (keys.was, keys.now) == (("3 4",), ("3 6",))
    menu = one(groups["Example initiatives (initiatives)"], "call", "en", "(this page)")
    [(_, before), (_, after)] = [row for row in marked_rows(menu.was, menu.now) if row[0] != "   "]
    assert "Example board, press [4.]" in before
    assert "Example board, press [6.]" in after


def test_a_meeting_is_told_with_its_dates_and_in_full_in_both_languages(
    small: Book, now: datetime, altered: Callable[[str, str, str], Path]
) -> None:
    altered("meetings.yaml", "repeats: first friday", "repeats: second tuesday")
    flows = altered("meetings.yaml", "\nmeetings:\n", f"\nmeetings:{MEETING}")
    groups = titled(differences(small, book_of(flows, now), now))
    came = groups["Example meeting (meeting example-new)"]
    assert came.note == "new"
    assert one(came, "text", "any", "(its next dates)").now == ("2026-12-10 18:00 to 19:00, held",)
    moved = groups["Example plan group (meeting plan-group)"]
    dates = one(moved, "text", "any", "(its next dates)")
    assert dates.was[0] == "2026-12-04 10:00 to 12:00, held"
    assert dates.now[0] == "2026-12-08 10:00 to 12:00, held"
    assert one(moved, "text", "es", "(in full)").now[1].startswith("Martes 8 de diciembre")
    assert (
        one(moved, "call", "en", "(in full)").now[1].startswith("Tuesday, December 8, from 10 AM")
    )


def test_crisis_replies_are_told_of_by_situation_and_not_by_word(
    now: datetime, altered: Callable[[str, str, str], Path]
) -> None:
    small = book_of(altered("initiatives.yaml", "[plan, blue", "[plan, i want to die, blue"), now)
    other = {key: f"{words} Added." for key, words in small.crisis_texts.items()}
    [group] = differences(small, replace(small, crisis_texts=other), now)
    assert group.title == "In a crisis"
    told = sum(1 + each.alike for each in group.differences)
    assert told == len(small.crisis_texts) >= 24
    assert [each.acts for each in group.differences if each.acts[0][0] != "("] == []


def test_the_crisis_line_and_an_address_that_only_moved_are_no_difference(
    small: Book, now: datetime, altered: Callable[[str, str, str], Path]
) -> None:
    # Longer by so much that the crisis line, which closed the text, opens it now.
    flows = altered("initiatives.yaml", "The example plan", "The example plan" + " and more" * 9)
    groups = titled(differences(small, book_of(flows, now), now))
    [found] = [
        each
        for each in groups["Example plan (plan)"].differences
        if each.channel == "text" and "plan" in each.acts
    ]
    changed = [row for row in found.was if row not in found.now]
    assert [row.startswith("The example plan for all") for row in changed] == [True]
    assert [row in found.now for row in found.was].count(False) == 1
    assert found.was[0] == found.now[0] == "Crisis? Call or text 988."


def test_words_that_differ_are_marked_in_both_rows() -> None:
    assert marked_words("the old plan for all", "the new plan for us all") == (
        "the [old] plan for all",
        "the [new] plan for [us] all",
    )
    assert list(marked_rows(["a b", "gone", "same"], ["a c", "same", "came"])) == [
        ("was", "a [b]"), ("now", "a [c]"), ("was", "gone"), ("   ", "same"), ("now", "came"),
    ]  # fmt: skip


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(commands, ["diff", *arguments])
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.slow
def test_diff_prints_a_conversation(clock: None, altered: Callable[[str, str, str], Path]) -> None:
    new = str(altered("initiatives.yaml", "The example plan", "The great example plan"))
    old = str(SMALL)
    code, out, err = run(old, new)
    assert (code, err) == (0, "")
    rows = out.splitlines()
    assert rows[0] == (
        f'What people will see and hear differently: "was" in {old}, "now" in {new}. '
        "Words in [ ] differ."
    )
    office = "The example office answers at 860-555-0142."
    at = rows.index("Example plan (plan)")
    assert rows[at + 1 : at + 7] == [
        "",
        "  text (en) > plan, blueprint",
        f"  was The example plan for all children. {office}",
        f"  now The [great] example plan for all children. {office}",
        "      More: example.org/plan",
        "      Crisis? Call or text 988.",
    ]


@pytest.mark.slow
def test_all_shipped_words_get_the_same_from_the_same_flows(clock: None) -> None:
    flows = str(ROOT / "flows")
    assert run(flows, flows) == (
        0, f"Nothing that people see or hear differs between {flows} and {flows}.\n", "",
    )  # fmt: skip


def test_a_name_that_is_neither_folder_nor_revision_is_named() -> None:
    flows = str(ROOT / "flows")
    assert run("no-such-revision", flows) == (
        2,
        "",
        'responder diff: there is no folder and no git revision called "no-such-revision"\n',
    )
    file = str(ROOT / "README.md")
    assert run(flows, file) == (
        2, "", f'responder diff: "{file}" is a file, not a folder of flow files\n',
    )  # fmt: skip


def test_without_git_a_revision_is_named_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    code, _, err = run("HEAD", str(ROOT / "flows"))
    assert code == 2
    assert err == 'responder diff: there is no folder and no git revision called "HEAD"\n'


@pytest.mark.slow
def test_flow_files_at_fault_are_said_and_nothing_is_compared(
    altered: Callable[[str, str, str], Path],
) -> None:
    broken = str(altered("initiatives.yaml", "key: 3", "key: 9"))
    code, out, err = run(str(SMALL), broken)
    assert (code, out) == (1, "")
    assert f"{broken}/initiatives.yaml:" in err
    assert "[crisis-key-taken]" in err
    assert err.endswith(f"So {broken} cannot be compared.\n")


def git(folder: Path, *arguments: str) -> None:
    named = ["-c", "user.name=Tester", "-c", "user.email=tester@example.org"]
    subprocess.run(["git", *named, *arguments], cwd=folder, check=True, capture_output=True)


def real(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "responder", "diff", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.slow
def test_a_git_revision_is_compared_with_the_folder(
    tmp_path: Path, altered: Callable[[str, str, str], Path]
) -> None:
    git(tmp_path, "init", "-q")
    git(tmp_path, "commit", "-q", "--allow-empty", "-m", "Nothing yet")
    git(tmp_path, "tag", "empty")
    git(tmp_path, "add", "flows")
    git(tmp_path, "commit", "-q", "-m", "The flow files")
    altered("initiatives.yaml", "The example plan", "The great example plan")
    done = real(tmp_path, "HEAD", "flows")
    assert (done.returncode, done.stderr) == (0, "")
    assert "\nExample plan (plan)\n" in done.stdout
    assert "\n  now The [great] example plan for all children." in done.stdout
    done = real(tmp_path, "empty", "flows")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == 'responder diff: the git revision "empty" has no folder flows\n'
    # By its whole path, from somewhere else, and for programs.
    flows = str(tmp_path / "flows")
    done = real(tmp_path.parent, "HEAD", flows, "--flows", flows, "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    [group] = json.loads(done.stdout)
    assert group["title"] == "Example plan (plan)"
    assert "The great example plan for all children." in "\n".join(group["differences"][0]["now"])


@pytest.mark.slow
def test_a_fault_in_a_revision_is_placed_by_its_name(
    tmp_path: Path, altered: Callable[[str, str, str], Path]
) -> None:
    altered("initiatives.yaml", "key: 3", "key: 9")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "flows")
    git(tmp_path, "commit", "-q", "-m", "A fault")
    done = real(tmp_path, "HEAD", "flows")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("HEAD:flows/initiatives.yaml:")
    assert str(Path(tempfile.gettempdir())) not in done.stderr
    assert "So HEAD cannot be compared." in done.stderr
