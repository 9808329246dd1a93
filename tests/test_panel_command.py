"""The panel command measures the crisis check, and names the line of a file that it cannot read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from responder.cli.panel import panel as command
from responder.labelled import FAMILIES, Line, PanelError, read
from responder.panel import Scored, Share, alarms, by, recall, score, situations, topics
from responder.safety import assess as check
from responder.safety.assess import Assessment, Situation, Verdict

PANEL = (
    "urgent\tideation\ten\tself\ti want to die\n"
    "urgent\tthird_party\tes\tother\tmi hija se quiere morir\n"
    "topic\tprevention\ten\t\tsuicide prevention training dates\n"
    "calm\tidiom\ten\t\tdying to see the new movie\n"
)
CRISIS = Assessment(Verdict.URGENT, Situation.SELF, "en", ("en/a",))
TOPIC = Assessment(Verdict.TOPIC, None, "en", ("en/b",))
CALM = Assessment(Verdict.CALM, None, "en", ())


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(each) for each in arguments])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "panel.tsv"
    path.write_text(PANEL, "utf-8")
    return path


# --- reading -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "line"),
    [
        pytest.param(
            "calm\thello",
            Line("panel.tsv", 1, Verdict.CALM, "", "", None, "hello"),
            id="two-columns",
        ),
        pytest.param(
            "calm\tmenu\ten\thello",
            Line("panel.tsv", 1, Verdict.CALM, "menu", "en", None, "hello"),
            id="four",
        ),
        pytest.param(
            "urgent\tmeans\ten\tdanger\thelp",
            Line("panel.tsv", 1, Verdict.URGENT, "means", "en", Situation.DANGER, "help"),
            id="five",
        ),
        pytest.param(
            "label\tkind\tlang\tsituation\ttext\r\ncalm\tmenu\ten\t\thello\r\n",
            Line("panel.tsv", 2, Verdict.CALM, "menu", "en", None, "hello"),
            id="header-and-windows",
        ),
        pytest.param(
            "\ufefflabel\ttext\n\ncalm\thello",
            Line("panel.tsv", 3, Verdict.CALM, "", "", None, "hello"),
            id="header-of-two-and-an-empty-line",
        ),
        pytest.param(
            'calm\ta\u2028b "quoted',
            Line("panel.tsv", 1, Verdict.CALM, "", "", None, 'a\u2028b "quoted'),
            id="no-other-sign-ends-a-line",
        ),
        pytest.param(
            "Urgent\tMeans\tEN\t Danger\tHelp",
            Line("panel.tsv", 1, Verdict.URGENT, "means", "en", Situation.DANGER, "Help"),
            id="capitals",
        ),
    ],
)
def test_a_panel_of_any_width_is_read(tmp_path: Path, content: str, line: Line) -> None:
    path = tmp_path / "panel.tsv"
    path.write_bytes(content.encode("utf-8"))
    assert read(path) == [line]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        pytest.param(
            b"calm\ta\ncalm hello\n",
            ":2: 1 column, without a tab, where 2 are due as in line 1: "
            "write label text; tabs, not spaces, part them",
            id="one-column",
        ),
        pytest.param(
            b"calm\ten\thello\n",
            ":1: 3 columns, with tabs between them, where 2, 4 or 5 are due: "
            "write label text, or label kind lang text, or label kind lang situation text",
            id="three",
        ),
        pytest.param(
            b"calm\ta\ncalm\tmenu\ten\tb\n",
            ":2: 4 columns, with tabs between them, where 2 are due as in line 1: "
            "write label text; a text holds no tab",
            id="too-many",
        ),
        pytest.param(
            b"calm\tmenu\ten\ta\ncalm\tmenu\ten\t\ta\ncalm\tmenu\ten\t\tb\n",
            ":1: 4 columns, with tabs between them, where 5 are due as in line 2: "
            "write label kind lang situation text; an empty column keeps its tab",
            id="what-most-lines-have-is-due",
        ),
        pytest.param(
            b"label\ttext\nclam\thello\n",
            ":2: the label 'clam' is none of urgent, topic, calm: write one of them",
            id="label",
        ),
        pytest.param(
            b"urgent\tmeans\ten\tself_harm\thelp\n",
            ":1: the situation 'self_harm' is none of self, other, danger, abuse: "
            "write one of them, or nothing where the line is not urgent",
            id="situation",
        ),
        pytest.param(
            b"calm\tmenu\ten\tself\thello\n",
            ":1: a situation belongs to an urgent line, not to one labelled calm: "
            "empty it, its tabs stay",
            id="situation-of-a-calm-line",
        ),
        pytest.param(
            b"calm\t \n",
            ":1: the text is empty: write it after the last tab, or take the line out",
            id="no-text",
        ),
        pytest.param(
            b"calm\ta\nlabel\ttext\n",
            ":2: a line of column names may only come first: move it there or take it out",
            id="late-header",
        ),
        pytest.param(
            b"calm\ta\ncalm\t\xff\n", ":2: is not UTF-8: save the file as UTF-8", id="not-utf-8"
        ),
        pytest.param(b"\n", ": holds no line: write a label, a tab and a text", id="empty"),
    ],
)
def test_a_malformed_panel_is_named_with_its_line(
    tmp_path: Path, content: bytes, what: str
) -> None:
    path = tmp_path / "panel.tsv"
    path.write_bytes(content)
    with pytest.raises(PanelError) as fault:
        read(path)
    assert str(fault.value) == f"panel.tsv{what}"
    done = run(path)
    assert (done.exit_code, done.output) == (2, f"responder panel: panel.tsv{what}\n")


def test_a_missing_panel_is_named(tmp_path: Path) -> None:
    done = run(tmp_path / "none.tsv")
    assert done.exit_code == 2
    assert done.output == "responder panel: none.tsv: cannot be read (No such file or directory)\n"


def test_all_faults_of_all_files_are_told_in_their_order(tmp_path: Path, file: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_bytes(b"clam\tmenu\ten\tslef\thello\ncalm\t\xff\ncalm\tmenu\ten\t\t\n")
    done = run(path, file, tmp_path / "none.tsv")
    assert done.exit_code == 2
    places = [line.split(" ")[2:5] for line in done.output.splitlines()]
    assert places == [
        ["mine.tsv:1:", "the", "label"],
        ["mine.tsv:1:", "the", "situation"],
        ["mine.tsv:2:", "is", "not"],
        ["mine.tsv:3:", "the", "text"],
        ["none.tsv:", "cannot", "be"],
    ]


def test_no_more_than_ten_faults_are_told(tmp_path: Path) -> None:
    path = tmp_path / "panel.tsv"
    path.write_text("calm\ta\n" + "clam\ta\n" * 12, "utf-8")
    [*told, last] = run(path).output.splitlines()
    assert [line.split(":")[2] for line in told] == [str(number) for number in range(2, 12)]
    assert last == "responder panel: and 2 more"


def test_what_is_odd_is_told_and_measured_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "panel.tsv"
    path.write_text(
        "urgent\tideation\ten\t\ti want to die\n"
        "calm\tidiom\tde\t\tguten tag\n"
        "calm\tidiom\tde\t\tguten abend\n"
        "calm\tidiom\tmixed\t\thello hola\n"
        "calm\tidiom\t\t\thello\n",
        "utf-8",
    )
    done = run(path)
    assert done.exit_code == 0
    assert done.stdout.startswith("5 texts\n")
    assert done.stderr == (
        "responder panel: warning: panel.tsv:1: urgent without a situation, so it is not measured "
        "which crisis reply it gets: write one of self, other, danger, abuse\n"
        "responder panel: warning: panel.tsv:2: the language 'de' is none of "
        "en, es, pt, ht, fr, pl, mixed: counted as one of its own\n"
    )


def test_a_file_without_situations_needs_none(tmp_path: Path) -> None:
    path = tmp_path / "panel.tsv"
    path.write_text("urgent\tideation\ten\ti want to die\n", "utf-8")
    assert run(path).stderr == ""


def test_no_more_than_ten_warnings_are_told(tmp_path: Path) -> None:
    path = tmp_path / "panel.tsv"
    path.write_text("urgent\tideation\ten\t\ti want to die\n" * 12, "utf-8")
    told = run(path).stderr.splitlines()
    assert [len(told), told[-1]] == [11, "responder panel: warning: and 2 more"]


def test_a_panel_may_come_from_another_program(file: Path) -> None:
    done = CliRunner().invoke(command, ["-", "--misses", str(file)], input="calm\ti want to die\n")
    assert done.output == "stdin:1: due calm, got urgent self_harm: i want to die\n"


# --- figures -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "low", "high"),
    [
        # By hand from Wilson's formula: 8 of 10, z 1.96.
        pytest.param(Share(8, 10), 0.490, 0.943, id="8-of-10"),
        pytest.param(Share(0, 0), 0.0, 1.0, id="none"),
        pytest.param(Share(10, 10), 0.722, 1.0, id="all"),
    ],
)
def test_a_share_has_wilsons_interval(share: Share, low: float, high: float) -> None:
    assert share.interval == pytest.approx((low, high), abs=5e-4)


def scored(label: Verdict, found: Assessment, situation: Situation | None = None) -> Scored:
    return Scored(Line("panel.tsv", 1, label, "kind", "en", situation, "text"), found, 1.0)


def test_each_figure_counts_what_a_person_gets() -> None:
    lines = [
        scored(Verdict.URGENT, CRISIS, Situation.SELF),
        scored(Verdict.URGENT, CRISIS, Situation.DANGER),
        scored(Verdict.URGENT, CRISIS),
        scored(Verdict.URGENT, TOPIC, Situation.SELF),
        scored(Verdict.CALM, CRISIS),
        scored(Verdict.CALM, TOPIC),
        scored(Verdict.CALM, CALM),
        scored(Verdict.TOPIC, TOPIC),
        scored(Verdict.TOPIC, CALM),
        scored(Verdict.TOPIC, CRISIS),
    ]
    assert recall(lines) == Share(3, 4)
    assert situations(lines) == Share(1, 2)
    assert alarms(lines) == Share(1, 3)
    assert alarms(lines, Verdict.TOPIC) == Share(1, 3)
    assert topics(lines) == Share(1, 3)
    assert topics(lines, Verdict.CALM) == Share(1, 3)
    assert {name: len(group) for name, group in by(lines, "lang").items()} == {"en": 10}
    assert [each.as_labelled for each in lines] == [
        *(True, False, True, False),
        *(False, False, True),
        *(True, False, False),
    ]


def test_every_line_is_timed_by_itself(file: Path) -> None:
    found = score(read(file), check.assess)
    assert [each.found.verdict for each in found] == ["urgent", "urgent", "topic", "calm"]
    assert all(each.microseconds > 0 for each in found)


# --- the command -------------------------------------------------------------------------------


def test_the_report_tells_each_figure(file: Path) -> None:
    out = run(file).output
    assert "4 texts" in out
    assert "urgent that got the crisis reply     2/2 1.000 (0.34-1.00)" in out
    assert "calm that got only the crisis reply  0/1 0.000" in out
    assert "calm answered with 988 first         0/1 0.000" in out
    assert "every urgent caught, no calm alarmed: yes" in out
    assert "third_party" in out


def test_rules_and_score_stand_side_by_side(file: Path) -> None:
    [what, head, total, *languages] = run(file, "--stages").output.splitlines()
    assert what == (
        "Shares that got the crisis reply: of the urgent lines (best 1), of the calm (best 0)."
    )
    assert [head.split()[0], head.count("urgent, calm")] == ["language", 3]
    assert total.split()[0] == "all"
    assert [row.split()[0] for row in languages] == ["en", "es"]


def test_a_miss_is_shown_with_what_was_due(tmp_path: Path) -> None:
    path = tmp_path / "panel.tsv"
    path.write_text("calm\ti want to die\nurgent\tmeetings\ncalm\tmenu\n", "utf-8")
    assert run(path, "--misses").output.splitlines() == [
        "panel.tsv:1: due calm, got urgent self_harm: i want to die",
        "panel.tsv:2: due urgent, got calm: meetings",
    ]


def test_every_line_that_is_listed_is_counted_in_the_summary(tmp_path: Path) -> None:
    path = tmp_path / "panel.tsv"
    path.write_text("calm\tsuicide prevention training dates\n", "utf-8")
    assert run(path, "--misses").output == (
        "panel.tsv:1: due calm, got topic: suicide prevention training dates\n"
    )
    assert "calm answered with 988 first         1/1 1.000" in run(path).output


def test_files_of_one_name_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    files = [Path("old/panel.tsv"), Path("new/panel.tsv"), Path("new/other.tsv")]
    for path in files:
        path.parent.mkdir(exist_ok=True)
        path.write_text("urgent\tmeetings\n", "utf-8")
    told = run(*files, "--misses").output.splitlines()
    assert [line.split(" ")[0] for line in told] == [
        "old/panel.tsv:1:",
        "new/panel.tsv:1:",
        "other.tsv:1:",
    ]


def test_no_miss_is_said_so(file: Path) -> None:
    right = "Every line got the answer of its label.\n"
    assert run(file, "--misses").output == right
    assert run(file, "--misses", "--why").output == right


def test_misses_filter_what_why_prints(tmp_path: Path) -> None:
    path = tmp_path / "panel.tsv"
    path.write_text("urgent\ti want to die\nurgent\tmeetings\ncalm\tmenu\n", "utf-8")
    line, decided = run(path, "--misses", "--why").output.splitlines()
    assert line == "panel.tsv:2: due urgent, got calm: meetings"
    assert decided.startswith("    by nothing found; the score: ")


@pytest.mark.parametrize(
    "options",
    [
        ["--json", "--misses"],
        ["--json", "--why"],
        ["--json", "--stages"],
        ["--json", "--diff", "old.json"],
        ["--diff", "old.json", "--misses", "--why"],
        ["--stages", "--why"],
    ],
)
def test_options_that_print_different_things_are_refused(file: Path, options: list[str]) -> None:
    done = run(file, *options)
    given = " and ".join(each for each in options if each.startswith("--"))
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"{given} print different things: give one of them" in done.stderr


def test_what_decided_is_told(file: Path) -> None:
    first, by_what, *_ = run(file, "--why").output.splitlines()
    assert first == "panel.tsv:1: due urgent self_harm, got urgent self_harm: i want to die"
    assert by_what.startswith("    by en/want-to-die")
    assert "die +" in by_what


def test_the_end_of_a_text_and_the_whole_score_are_named(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "weightiest", lambda _: [("no", 2.6), ("", 1.1)])
    monkeypatch.setattr(check, "score_and_level", lambda _: (-0.4, 0.0))
    _, decided, *_ = run(file, "--why").output.splitlines()
    assert decided.endswith(
        "; the score: -0.4 (urgent above 0); weightiest: no +2.6, (the end) +1.1"
    )


def test_the_score_is_the_one_that_decides() -> None:
    texts = ("nobody would notice if i was gone STOP", "are there meetings tonight", "STOP")
    urgent = []
    for text in texts:
        score, level = check.score_and_level(text)
        urgent.append(score > level)
        alone = check.assess(text, stages=check.Stages.SCORE)
        assert urgent[-1] == (alone.verdict is Verdict.URGENT)
    assert urgent == [True, False, False]


def test_a_doubtful_rule_lowers_the_level(tmp_path: Path) -> None:
    path = tmp_path / "panel.tsv"
    path.write_text("urgent\tsuicide\n", "utf-8")
    assert "(urgent above -3, a doubtful rule having found something)" in run(path, "--why").output


def test_a_broken_floor_ends_with_1(tmp_path: Path, file: Path) -> None:
    assert run(file, "--floor").exit_code == 0
    path = tmp_path / "broken.tsv"
    path.write_text("urgent\tmeetings\n", "utf-8")
    assert run(path, "--floor").exit_code == 1
    assert run(path).exit_code == 0


def test_what_changed_since_an_earlier_run_is_shown(file: Path, tmp_path: Path) -> None:
    earlier = json.loads(run(file, "--json").output)
    assert earlier["urgent_caught"] == {
        "hits": 2,
        "of": 2,
        "share": 1.0,
        "interval": [pytest.approx(0.342, abs=1e-3), 1.0],
    }
    earlier["lines"][0] |= {"verdict": "calm", "situation": None}
    earlier["lines"][3] |= {"verdict": "urgent", "situation": "self_harm"}
    old = tmp_path / "old.json"
    old.write_text(json.dumps(earlier), "utf-8")
    assert run(file, "--diff", old).output.splitlines() == [
        "4 texts compared, 0 new, 0 gone.",
        "2 answered otherwise, 0 of them wrongly.",
        "panel.tsv:1: urgent: calm -> urgent self_harm: i want to die",
        "panel.tsv:4: calm: urgent self_harm -> calm: dying to see the new movie",
    ]


def test_what_is_new_since_an_earlier_run_is_shown_the_wrong_ones_first(
    file: Path, tmp_path: Path
) -> None:
    # As it was written before lines had a file, a kind and what was due.
    lines = [
        {"text": "i want to die", "verdict": "urgent", "situation": "self_harm"},
        {"text": "long gone", "verdict": "calm", "situation": None},
    ]
    old = tmp_path / "old.json"
    old.write_text(json.dumps({"lines": lines}), "utf-8")
    file.write_text(PANEL + "urgent\tmeans\ten\tself\tmeetings\n", "utf-8")
    assert run(file, "--diff", old).output.splitlines() == [
        "1 text compared, 4 new, 1 gone.",
        "0 answered otherwise, 0 of them wrongly.",
        "New, not in old.json:",
        "panel.tsv:5: due urgent self_harm, got calm: meetings",
        "panel.tsv:2: due urgent other, got urgent other: mi hija se quiere morir",
        "panel.tsv:3: due topic, got topic: suicide prevention training dates",
        "panel.tsv:4: due calm, got calm: dying to see the new movie",
    ]


def test_changes_for_the_worse_come_first(file: Path, tmp_path: Path) -> None:
    file.write_text(
        "calm\tmenu\ten\t\tmenu\n"
        "urgent\tideation\ten\tother\ti want to kill myself\n"
        "urgent\tmeans\ten\tself\tmeetings\n"
        "urgent\tideation\ten\tself\ti want to die\n",
        "utf-8",
    )
    lines = [
        {"text": text, "verdict": "topic", "situation": None}
        for text in ("menu", "i want to kill myself", "meetings", "i want to die")
    ]
    old = tmp_path / "old.json"
    old.write_text(json.dumps({"lines": lines}), "utf-8")
    _, told, *changed = run(file, "--diff", old).output.splitlines()
    assert told == "4 answered otherwise, 2 of them wrongly."
    assert [line.split(" ")[0] for line in changed] == [
        "panel.tsv:3:",
        "panel.tsv:2:",
        "panel.tsv:1:",
        "panel.tsv:4:",
    ]


def test_a_comparison_of_nothing_is_refused(file: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    old.write_text('{"lines": []}', "utf-8")
    done = run(file, "--diff", old)
    assert done.exit_code == 2
    assert done.output == (
        "responder panel: old.json: nothing to compare, for it holds none of the 4 texts: "
        "give the files that it was written from\n"
    )


def test_json_tells_what_was_due_and_where_it_stands(file: Path) -> None:
    told = json.loads(run(file, "--json").output)
    assert told["calm_988_first"] | {"interval": None} == {
        "hits": 0,
        "of": 1,
        "share": 0.0,
        "interval": None,
    }
    assert told["lines"][1] | {"because": None} == {
        "file": "panel.tsv",
        "line": 2,
        "text": "mi hija se quiere morir",
        "label": "urgent",
        "kind": "third_party",
        "labelled_language": "es",
        "due_situation": "other",
        "verdict": "urgent",
        "situation": "other",
        "language": "es",
        "because": None,
    }


@pytest.mark.parametrize("content", ["[]", "{", '{"lines": [{"text": "a"}]}'])
def test_an_earlier_run_that_is_none_is_named(file: Path, tmp_path: Path, content: str) -> None:
    old = tmp_path / "old.json"
    old.write_text(content, "utf-8")
    done = run(file, "--diff", old)
    assert done.exit_code == 2
    assert done.output == "responder panel: old.json: is not what `responder panel --json` writes\n"


def test_kinds_are_told_by_family_with_the_right_replies(file: Path) -> None:
    told = run(file).output.splitlines()
    rows = {
        name: next(row for row in told if row.startswith(name)) for name in ("thoughts", "topic ")
    }
    assert "1/1 1.000" in rows["thoughts"]
    assert next(row for row in told if row.startswith("family")).split()[-1] == "situation"
    assert any(row.startswith("everyday") for row in told)


def test_every_kind_of_the_panels_has_a_family() -> None:
    folder = Path(__file__).parent / "panel"
    lines = [line for name in ("panel", "floor", "grown") for line in read(folder / f"{name}.tsv")]
    assert {line.family for line in lines} == {*FAMILIES, "everyday"}
