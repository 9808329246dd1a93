"""The panel command measures the crisis check, and names the line of a file that it cannot read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from responder.cli.panel import panel as command
from responder.panel import (
    FAMILIES,
    Line,
    PanelError,
    Scored,
    Share,
    alarms,
    by,
    read,
    recall,
    score,
    situations,
    topics,
)
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
        pytest.param("calm\thello", Line(1, Verdict.CALM, "", "", None, "hello"), id="two-columns"),
        pytest.param(
            "calm\tmenu\ten\thello", Line(1, Verdict.CALM, "menu", "en", None, "hello"), id="four"
        ),
        pytest.param(
            "urgent\tmeans\ten\tdanger\thelp",
            Line(1, Verdict.URGENT, "means", "en", Situation.DANGER, "help"),
            id="five",
        ),
        pytest.param(
            "label\tkind\tlang\tsituation\ttext\r\ncalm\tmenu\ten\t\thello\r\n",
            Line(2, Verdict.CALM, "menu", "en", None, "hello"),
            id="header-and-windows",
        ),
        pytest.param(
            "\ufefflabel\ttext\n\ncalm\thello",
            Line(3, Verdict.CALM, "", "", None, "hello"),
            id="header-of-two-and-an-empty-line",
        ),
        pytest.param(
            'calm\ta\u2028b "quoted',
            Line(1, Verdict.CALM, "", "", None, 'a\u2028b "quoted'),
            id="no-other-sign-ends-a-line",
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
        pytest.param(b"calm\ta\nhello\n", ":2: 1 columns where 2 are due", id="one-column"),
        pytest.param(b"calm\ten\thello\n", ":1: 3 columns where 2, 4 or 5 are due", id="three"),
        pytest.param(
            b"calm\ta\ncalm\tmenu\ten\tb\n", ":2: 4 columns where 2 are due", id="mixed-widths"
        ),
        pytest.param(
            b"label\ttext\nclam\thello\n",
            ":2: the label 'clam' is none of urgent, topic, calm",
            id="label",
        ),
        pytest.param(
            b"urgent\tmeans\ten\tself_harm\thelp\n",
            ":1: the situation 'self_harm' is none of self, other, danger, abuse",
            id="situation",
        ),
        pytest.param(
            b"calm\tmenu\ten\tself\thello\n",
            ":1: a situation belongs to an urgent line, not to one labelled calm",
            id="situation-of-a-calm-line",
        ),
        pytest.param(b"calm\t \n", ":1: the text is empty", id="no-text"),
        pytest.param(
            b"calm\ta\nlabel\ttext\n",
            ":2: a line of column names may only come first",
            id="late-header",
        ),
        pytest.param(b"calm\ta\ncalm\t\xff\n", ":2: is not UTF-8", id="not-utf-8"),
        pytest.param(b"\n", ": holds no line", id="empty"),
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
    return Scored(Line(1, label, "kind", "en", situation, "text"), found, 1.0)


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
    assert {name: len(group) for name, group in by(lines, "lang").items()} == {"en": 10}


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
    assert "every urgent caught, no calm alarmed: yes" in out
    assert "third_party" in out


def test_rules_and_score_stand_side_by_side(file: Path) -> None:
    [head, total, *languages] = run(file, "--stages").output.splitlines()
    assert [head.split()[0], head.count("urgent, calm")] == ["language", 3]
    assert total.split()[0] == "all"
    assert [row.split()[0] for row in languages] == ["en", "es"]


def test_a_miss_is_shown_with_what_was_due(tmp_path: Path) -> None:
    path = tmp_path / "panel.tsv"
    path.write_text("calm\ti want to die\nurgent\tmeetings\ncalm\tmenu\n", "utf-8")
    assert run(path, "--misses").output.splitlines() == [
        "1: due calm, got urgent self_harm: i want to die",
        "2: due urgent, got calm: meetings",
    ]


def test_no_miss_is_said_so(file: Path) -> None:
    assert run(file, "--misses").output == "No line missed.\n"


def test_what_decided_is_told(file: Path) -> None:
    first, by_what, *_ = run(file, "--why").output.splitlines()
    assert first == "1: due urgent self_harm, got urgent self_harm: i want to die"
    assert by_what.startswith("    by en/want-to-die")
    assert "die +" in by_what


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
        "2 texts are answered otherwise, 0 of them wrongly.",
        "urgent: calm -> urgent self_harm: i want to die",
        "calm: urgent self_harm -> calm: dying to see the new movie",
    ]


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
