"""`responder notice`: a line on everything at once, or nothing written at all."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from responder.cli import commands
from responder.edition import edition
from responder.exchange import Language, Say
from responder.phone.line import Line
from responder.phone.phone import Caller, Texter
from responder.render import Book
from responder.wording import gsm7

pytestmark = pytest.mark.slow  # every change is proved by walking every call

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 12, 1, 9, tzinfo=ZoneInfo("America/New_York"))  # as the clock stands
EN = "988 phones are down: text 988 or call 1-800-273-8255 now."
ES = "El 988 no contesta: mande AYUDA al 988, o 1-800-273-8255."
DOWN = (EN, "--es", ES, "--until", "20:00", "--crisis")
COMMAND = ".venv/bin/responder notice"
MEANWHILE = "1-800-273-8255"


@pytest.fixture
def shipped(tmp_path: Path, clock: None) -> Path:
    return Path(shutil.copytree(ROOT / "flows", tmp_path / "flows"))


@pytest.fixture
def folder(tmp_path: Path, clock: None) -> Path:
    """A line with a few pages, which is walked faster; its goodbye ends with 988 as it must."""
    small = Path(shutil.copytree(ROOT / "tests" / "flows_small", tmp_path / "flows"))
    line = small / "line.yaml"
    words = line.read_text("utf-8")
    for goodbye, call in (("Goodbye.", "Goodbye. Call 988."), ("Adiós.", "Adiós. Llame al 988.")):
        assert goodbye in words
        words = words.replace(goodbye, call)
    line.write_text(words, "utf-8")
    (small / "notices.yaml").write_text("# why\nnotices: []\n", "utf-8")
    return small


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., tuple[int, str]]:
    def ran(*arguments: str) -> tuple[int, str]:
        flows = str(tmp_path / "flows")
        done = CliRunner().invoke(commands, ["notice", "--flows", flows, *arguments])
        return done.exit_code, done.output.replace(flows, "flows")

    return ran


def contents(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def book_of(folder: Path) -> Book:
    read = edition(folder, NOW)
    assert read.book is not None, read.problems
    return read.book


def words(says: tuple[Say, ...]) -> str:
    return " ".join(span.words for say in says for span in say.spans)


def test_where_988_is_down_the_other_number_is_named_everywhere_and_taken_back(
    shipped: Path, run: Callable[..., tuple[int, str]], line_with: Callable[[Path], Line]
) -> None:
    before, folder = contents(shipped), shipped
    code, said = run(*DOWN)
    assert (code, said) == (
        0,
        "Written to flows/notices.yaml.\n"  # noqa: ISC004 - one output
        "It stands from 2026-12-01 09:00 until 2026-12-01 20:00, on every page, menu and reply, "
        "but has no room on: help (es).\n"
        "A running line takes it up by itself. Take it back with: responder notice --off\n",
    )
    assert sorted(name for name in before if before[name] != contents(folder)[name]) == [
        "notices.yaml"
    ]
    named_everywhere(book_of(folder))
    texter, caller = Texter(line_with(folder)), Caller(line_with(folder))
    for text in ("plan", "nonsense words", "quiero morir", "i want to die", "MENU"):
        assert any(MEANWHILE in reply for reply in texter.text(text)), text
    assert "1; 8, 0, 0; 2, 7, 3; 8, 2, 5, 5" in " ".join(
        each.words for each in caller.dial().spoken
    )
    assert run("--off") == (0, "1 notice taken back from flows/notices.yaml.\n")
    assert contents(folder) == before
    after = Texter(line_with(folder))
    assert not any(MEANWHILE in reply for reply in after.text("i want to die"))


def named_everywhere(book: Book) -> None:
    en, es = gsm7.fold(EN), gsm7.fold(ES)
    assert len(book.crisis_texts) == 28
    for (situation, language), text in book.crisis_texts.items():
        assert (es if language == "es" else en) in text, (situation, language)
        assert gsm7.segments(text) <= 2
    for (name, reply_in), text in book.texts.items():
        first_part = not name.rpartition(".")[2].isdecimal()
        if first_part and (name, reply_in) != (".help", Language.ES):
            assert (en if reply_in is Language.EN else es) in text, name
    heard = book.heard
    opening = words(heard.opening)
    assert "phones are down" in opening
    assert "no contesta" in opening
    for spoken_in, mark in ((Language.EN, "phones are down"), (Language.ES, "no contesta")):
        for (name, said_in), says in (*heard.pages.items(), *heard.crisis.items()):
            if said_in is spoken_in:
                assert mark in words(says), (name, said_in)
        for prompt in ("silence", "silence_again", "wrong_key", "not_understood", "goodbye"):
            assert mark in words(heard.prompts[prompt, spoken_in]), prompt
        # What we say last before we hang up is 988.
        assert words(heard.prompts["goodbye", spoken_in]).rstrip(".").endswith("9, 8, 8")


def test_a_plain_notice_stands_on_no_crisis_reply(
    folder: Path, run: Callable[..., tuple[int, str]]
) -> None:
    assert (
        run("The office is closed today.", "--es", "Hoy no hay oficina.", "--until", "20:00")[0]
        == 0
    )
    book = book_of(folder)
    assert not any("office" in text or "oficina" in text for text in book.crisis_texts.values())
    assert not any("oficina" in words(says) for says in book.heard.crisis.values())
    assert "office is closed" in words(book.heard.pages[".menu", Language.EN])
    assert "no hay oficina" in words(book.heard.pages[".menu", Language.ES])


def test_a_number_that_nobody_verified_must_be_given_twice(
    folder: Path, run: Callable[..., tuple[int, str]]
) -> None:
    before = contents(folder)
    asked = ("Call 860-555-0166.", "--es", "Llame al 860-555-0166.", "--until", "20:00")
    for given in ((), ("--number", "860-555-0166"),
                  ("--number", "860-555-0166", "--number-again", "860-555-0161")):  # fmt: skip
        code, said = run(*asked, *given)
        assert code == 1
        assert "[notice-number]" in said
        assert "such as --number 860-555-0142 --number-again 860-555-0142\n" in said
        assert "number_again:" not in said
        assert said.endswith("Nothing was written; the line keeps its words.\n")
        assert contents(folder) == before
    code, _ = run(*asked, "--number", "860-555-0166", "--number-again", "(860) 555-0166")
    assert code == 0
    assert "860-555-0166" in book_of(folder).texts["plan", Language.EN]


def test_a_slip_in_a_help_number_is_refused_even_twice(
    folder: Path, run: Callable[..., tuple[int, str]]
) -> None:
    slip = "1-800-273-8256"
    code, said = run(f"Call {slip}.", "--es", f"Llame al {slip}.", "--until", "20:00",
                     "--number", slip, "--number-again", slip)  # fmt: skip
    assert code == 1
    assert "[number-one-digit-off]" in said
    assert "flows/notices.yaml:5:14: error:" in said


REFUSED = {
    "too long": ("a" * 61, "corto", "notice-too-long"),
    "numbers differ": ("Call 211.", "Llame al 911.", "numbers-differ"),
    "promises a human": ("Call 988 press 3.", "Llame al 988 y oprima 3.", "never-said"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_pass_the_check_is_named_and_not_written(
    folder: Path, run: Callable[..., tuple[int, str]], name: str
) -> None:
    en, es, rule = REFUSED[name]
    before = contents(folder)
    code, said = run(en, "--es", es, "--until", "20:00")
    assert code == 1
    assert f"[{rule}]" in said
    assert contents(folder) == before


def test_where_another_file_is_at_fault_nothing_is_written_and_the_fault_is_named(
    folder: Path, run: Callable[..., tuple[int, str]]
) -> None:
    with (folder / "help.yaml").open("a", encoding="utf-8") as file:
        file.write("  wrong:\n    key: 9\n")
    before = contents(folder)
    for arguments in (DOWN, ("--off",), ("--list",)):
        code, said = run(*arguments)
        assert code == 1, arguments
        assert "flows/help.yaml:" in said
        assert contents(folder) == before


def test_what_would_break_a_promise_is_told_as_a_story_and_not_written(
    folder: Path, run: Callable[..., tuple[int, str]]
) -> None:
    line = folder / "line.yaml"
    words = line.read_text("utf-8").replace("Goodbye. Call 988.", "Goodbye.")
    line.write_text(words.replace("Adiós. Llame al 988.", "Adiós."), "utf-8")
    before = contents(folder)
    code, said = run("Closed.", "--es", "Cerrado.", "--until", "20:00")
    assert code == 1
    assert "broken promise: every call that we end says 988 last" in said
    assert "say nothing 3 times" in said
    assert contents(folder) == before


def test_a_meeting_that_is_over_keeps_no_notice_back(
    folder: Path, run: Callable[..., tuple[int, str]]
) -> None:
    with (folder / "over.yaml").open("w", encoding="utf-8") as file:
        file.write(
            "meetings:\n  over:\n    group: board\n    title: {en: Old one, es: La vieja}\n"
            "    starts: 2026-11-01 9:00\n    ends: 2026-11-01 10:00\n"
            "    source: plan4children.org\n    read_on: 2026-11-25\n"
        )
    assert run(*DOWN)[0] == 0


def test_all_are_listed_with_their_place_and_one_of_them_taken_back(
    folder: Path, run: Callable[..., tuple[int, str]]
) -> None:
    assert run("--list") == (0, "No notice stands, and none is to come.\n")
    assert run("--off") == (0, "No notice stands, and none is to come.\n")
    run(*DOWN)
    run("Closed.", "--es", "Cerrado.", "--from", "2026-12-24 0:00", "--until", "2026-12-26 0:00")
    second = (
        "from 2026-12-24 00:00 until 2026-12-26 00:00 (notices.yaml line {line})\n"
        "   en: Closed.\n   es: Cerrado.\n"
    )
    first = (
        "1. from 2026-12-01 09:00 until 2026-12-01 20:00, also on crisis replies "
        f"(notices.yaml line 3)\n   en: {EN}\n   es: {ES}\n"
    )
    assert run("--list") == (0, f"{first}2. {second.format(line=11)}")
    assert run("--off", "1")[0] == 0
    assert run("--list") == (0, f"1. {second.format(line=3)}")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("words",),
        ("words", "--es", "palabras"),
        ("words", "--es", "palabras", "--until", "soon"),
        ("words", "--es", "palabras", "--until", "2026-11-01 9:00"),
        ("words", "--es", "palabras", "--until", "20:00", "--number", "a: b"),
        ("words", "--list"),
        ("--off", "7"),
        ("--list", "--crisis"),
    ],
    ids=" ".join,
)
def test_misuse_writes_nothing_and_ends_with_2(
    folder: Path, run: Callable[..., tuple[int, str]], arguments: tuple[str, ...]
) -> None:
    run("Closed.", "--es", "Cerrado.", "--until", "20:00")
    before = contents(folder)
    code, said = run(*arguments)
    assert code == 2
    assert "Error: " in said
    assert contents(folder) == before


def test_a_clock_alone_is_the_next_one(folder: Path, run: Callable[..., tuple[int, str]]) -> None:
    said = run("Closed.", "--es", "Cerrado.", "--until", "8:30")[1]
    assert said.startswith("--until 8:30 is over that day: 2026-12-02 08:30 is taken.\n")
    assert "until 2026-12-02 08:30" in run("--list")[1]
    assert "is taken" not in run("Shut.", "--es", "Cerrado.", "--until", "20:00")[1]


def test_what_is_missing_is_named_with_an_example(run: Callable[..., tuple[int, str]]) -> None:
    said = " ".join(run("Phones are slow.")[1].split())
    assert 'such as: responder notice "Phones at 211' in said
    assert said.endswith("--until 20:00")


def test_what_somebody_else_wrote_meanwhile_is_not_lost(
    folder: Path, run: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from responder.cli import notice

    passing = notice._passing

    def slowly(*arguments: object) -> object:
        (folder / "notices.yaml").write_text("notices: []\n# theirs\n", "utf-8")
        return passing(*arguments)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(notice, "_passing", slowly)
    code, said = run(*DOWN)
    assert code == 1
    assert "was changed by somebody else just now" in said
    assert (folder / "notices.yaml").read_text("utf-8") == "notices: []\n# theirs\n"
    assert not list(folder.glob(".*"))


def test_a_link_stays_a_link_and_the_rights_of_the_file_stay(
    folder: Path, run: Callable[..., tuple[int, str]]
) -> None:
    real = folder.parent / "elsewhere.yaml"
    (folder / "notices.yaml").rename(real)
    real.chmod(0o640)
    (folder / "notices.yaml").symlink_to(real)
    assert run(*DOWN)[0] == 0
    assert (folder / "notices.yaml").is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert EN in real.read_text("utf-8")


def test_the_commands_that_staff_are_told_work_as_they_stand(
    shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = (ROOT / "flows" / "README.md").read_text("utf-8")
    asked = [shlex.split(line)[1:] for line in told.splitlines() if line.startswith(COMMAND)]
    assert len(asked) == 4
    monkeypatch.chdir(shipped.parent)
    for arguments in asked:
        done = CliRunner().invoke(commands, arguments)
        assert done.exit_code == 0, done.output
    assert [each.crisis for each in book_of(shipped).flow.notices] == [True]
