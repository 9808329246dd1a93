from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest

from responder.flow.loader import Loaded, load
from responder.flow.problem import Level, Problem, one_line

LoadWith = Callable[..., Loaded]

PAGE = """\
pages:
  extra:
    words:
      en: [extra]
      es: [otra]
    title:
      en: Example extra
      es: Ejemplo de más
    text:
      en: An example stands here.
      es: Aquí hay un ejemplo.
    source: example.org
    read_on: 2026-11-25
"""


def lines(loaded: Loaded) -> list[str]:
    return [one_line(problem) for problem in loaded.problems]


def test_a_good_folder_becomes_a_flow_without_problems(flows: Path) -> None:
    loaded = load(flows)
    assert loaded.problems == ()
    assert loaded.flow is not None
    plan = loaded.flow.pages["plan"]
    assert (plan.key, plan.under, plan.words.es) == ("3", "initiatives", ("plan", "plan de salud"))
    assert plan.text.en == (
        "The example plan for all children. The example office answers at 860-555-0142."
    )
    assert plan.read_on == date(2026, 11, 25)
    single, repeating = loaded.flow.meetings.values()
    assert single.starts == datetime(2026, 12, 8, 18, 0)  # noqa: DTZ001 - as it stands in the file
    assert (repeating.repeats, repeating.from_, repeating.to) == (
        "first friday",
        time(10, 0),
        time(12, 0),
    )
    assert [notice.crisis for notice in loaded.flow.notices] == [False]


def test_pages_keep_the_order_of_files_and_lines(load_with: LoadWith) -> None:
    loaded = load_with("b-extra.yaml", PAGE)
    assert loaded.flow is not None
    assert list(loaded.flow.pages) == [
        "extra",
        "crisis",
        "numbers",
        "initiatives",
        "plan",
        "board",
        "meetings",
    ]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("staff.yaml~", id="a backup"),
        pytest.param(".staff.yaml.swp", id="a swap file"),
        pytest.param("#staff.yaml#", id="an unsaved file"),
        pytest.param(".staff.yaml", id="a hidden file"),
        pytest.param("4913", id="a file an editor tries the folder with"),
        pytest.param("README.md", id="a text for staff"),
    ],
)
def test_what_editors_leave_beside_the_files_is_not_read(load_with: LoadWith, name: str) -> None:
    loaded = load_with(name, "pages: [broken\n")
    assert (loaded.problems, loaded.flow is not None) == ((), True)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param("", "flows/help.yaml: error: the file is empty, or holds only comments"
                     " [file-empty]", id="empty"),
        pytest.param("pages:\n", 'flows/help.yaml:1:1: error: "pages" is empty [empty-text]',
                     id="only a key"),
        pytest.param("pages: []\n", 'flows/help.yaml:1:1: error: "pages" must hold pages by their'
                     " names [wrong-shape]", id="a list in place of a map"),
        pytest.param("nodes:\n", 'flows/help.yaml:1:1: error: a flow file has no key "nodes"'
                     " [unknown-key]", id="an unknown key"),
        pytest.param("pages:\n  crisis: hello\n", 'flows/help.yaml:2:11: error: page "crisis" must'
                     " hold keys of its own [wrong-shape]", id="words in place of a page"),
        pytest.param("pages:\n  crisis:\n", 'flows/help.yaml:2:3: error: page "crisis" is empty'
                     " [empty-text]", id="a page without anything"),
    ],
)  # fmt: skip
def test_a_half_written_file_is_refused(load_with: LoadWith, content: str, problem: str) -> None:
    loaded = load_with("help.yaml", content)
    assert loaded.flow is None
    assert lines(loaded)[0] == problem


def test_half_of_a_file_is_refused(load_with: LoadWith, flows: Path) -> None:
    whole = (flows / "help.yaml").read_bytes()
    loaded = load_with("help.yaml", whole[: len(whole) // 2])
    assert loaded.flow is None
    assert loaded.problems != ()


def test_no_pages_at_all_lack_the_page_crisis(load_with: LoadWith, flows: Path) -> None:
    for name in ("initiatives.yaml", "meetings.yaml"):
        (flows / name).unlink()
    loaded = load_with("help.yaml", "pages: {}\n")
    assert lines(loaded) == [
        'flows/help.yaml:1:1: error: there is no page "crisis" [crisis-page-missing]'
    ]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("notices:\n", id="the key alone"),
        pytest.param("notices: []\n", id="an empty list"),
    ],
)
def test_a_file_may_have_no_notices(load_with: LoadWith, content: str) -> None:
    loaded = load_with("notices.yaml", content)
    assert loaded.problems == ()
    assert loaded.flow is not None
    assert loaded.flow.notices == ()


def test_a_missing_folder_is_a_problem_and_no_exception(tmp_path: Path) -> None:
    loaded = load(tmp_path / "gone")
    assert loaded.flow is None
    assert lines(loaded) == [
        (
            f"{tmp_path}/gone: error: the flow folder cannot be opened (No such file or directory)"
            " [no-flows]"
        )
    ]


def test_a_folder_in_place_of_a_file_is_a_problem(flows: Path) -> None:
    (flows / "more.yaml").mkdir()
    assert lines(load(flows)) == [
        "flows/more.yaml: error: the file cannot be read (not a file) [file-unreadable]"
    ]


def test_flows_are_read_through_the_links_of_a_mounted_volume(flows: Path) -> None:
    shutil.move(flows, "..1")
    flows.mkdir()
    shutil.move("..1", flows / "..1")
    (flows / "..data").symlink_to("..1")
    for file in (flows / "..1").iterdir():
        (flows / file.name).symlink_to(f"..data/{file.name}")
    assert load(flows).flow == load(flows / "..1").flow
    assert load(flows).problems == ()


def test_one_broken_file_does_not_hide_faults_in_the_others(
    load_with: LoadWith, flows: Path
) -> None:
    (flows / "initiatives.yaml").write_text("pages: [\n")
    content = PAGE.replace("An example", "Call 998: an example").replace("en: Call", 'en: "Call')
    loaded = load_with("more.yaml", content.replace("here.\n", 'here."\n') + "    key: 9\n")
    assert lines(loaded) == [
        "flows/initiatives.yaml:1:8: error: the file ends before a bracket is closed [not-yaml]",
        (
            'flows/more.yaml:10:17: error: page "extra" says 998 in its English "text", which is'
            " almost 988 (988 Suicide & Crisis Lifeline) [number-one-digit-off]"
        ),
        (
            'flows/more.yaml:10:17: error: page "extra" says 998 in English only, in its "text"'
            " [numbers-differ]"
        ),
        'flows/more.yaml:14:10: error: page "extra" takes key 9 [crisis-key-taken]',
    ]


def test_a_broken_page_does_not_make_others_seem_to_point_nowhere(load_with: LoadWith) -> None:
    second = PAGE.removeprefix("pages:\n").replace("extra", "second").replace("otra", "segunda")
    content = PAGE.replace("    source: example.org\n", "") + second + "    under: extra\n"
    assert lines(load_with("more.yaml", content)) == [
        'flows/more.yaml:2:3: error: page "extra" has no "source" [missing-key]'
    ]


def test_with_a_warning_the_flow_loads(load_with: LoadWith) -> None:
    loaded = load_with("more.yaml", PAGE.replace("An example", "It’s an example:").replace(
        "      en: It", "      en: >-\n        It"))  # fmt: skip
    assert [(problem.rule, problem.level) for problem in loaded.problems] == [
        ("not-gsm7", Level.WARNING)
    ]
    assert loaded.flow is not None


ENDED = """\
meetings:
  over:
    group: board
    title:
      en: Example meeting
      es: Reunión de ejemplo
    starts: 2026-11-30 18:00
    ends: 2026-11-30 19:00
    source: example.org
    read_on: 2026-11-25
"""


def test_a_meeting_that_is_over_is_told_to_those_who_edit_and_keeps_nothing_back(
    load_with: LoadWith,
) -> None:
    loaded = load_with("more.yaml", ENDED)
    assert loaded.flow is not None
    assert lines(loaded) == [
        (
            'flows/more.yaml:8:11: error: meeting "Example meeting" ended on 30 November 2026'
            " [meeting-ended]"
        )
    ]


def test_a_restart_after_a_meeting_does_not_silence_the_line(
    load_with: LoadWith, flows: Path
) -> None:
    load_with("more.yaml", ENDED)
    assert load(flows).flow is not None


@pytest.mark.parametrize(
    ("path", "words", "place"),
    [
        pytest.param(("pages", "plan", "text", "en"), "", (27, 9, 78), id="a text"),
        pytest.param(("pages", "plan", "text", "en"), "860-555-0142", (27, 74, 12), id="a number"),
        pytest.param(("pages", "plan", "title"), "", (22, 5, 5), id="a text in both languages"),
        pytest.param(("pages", "plan", "spoken", "en"), "", (16, 3, 4), id="what is not there"),
    ],
)
def test_a_later_problem_is_placed_in_the_file(
    flows: Path, path: tuple[str, ...], words: str, place: tuple[int, int, int]
) -> None:
    line, column, width = place
    problem = load(flows).places.problem("too-long", path, "what", "why", "fix", words=words)
    source_line = (flows / "initiatives.yaml").read_text("utf-8").splitlines()[line - 1]
    assert problem == Problem(
        "flows/initiatives.yaml",
        line,
        column,
        Level.ERROR,
        "what",
        "too-long",
        "why",
        "fix",
        source_line,
        width,
    )


def test_a_later_problem_of_nothing_in_the_files_is_placed_at_the_folder(flows: Path) -> None:
    problem = load(flows).places.problem("too-long", ("menu",), "w", "y", "f", Level.WARNING)
    assert problem == Problem("flows", 0, 0, Level.WARNING, "w", "too-long", "y", "f")


def test_notices_of_several_files_keep_their_places(load_with: LoadWith) -> None:
    second = (
        "notices:\n  - text:\n      en: Call 998.\n      es: Llame al 998.\n"
        "    from: 2026-12-01 0:00\n    until: 2026-12-02 0:00\n"
    )
    assert [line.split(": error")[0] for line in lines(load_with("z.yaml", second))] == [
        "flows/z.yaml:3:16",
        "flows/z.yaml:4:20",
    ]
