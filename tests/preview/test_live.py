"""What is saved is seen, what is at fault never answers, and conversations go on."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from responder.phone.phone import Texter
from responder.preview.app import create_preview
from responder.preview.live import Live
from responder.preview.shown import overview
from responder.preview.talks import Talks
from tests.conftest import ROOT

GREETING = "Information on children's mental health in Connecticut."
OVER = """\
  last-week:
    group: board
    title:
      en: A meeting of last week
      es: Una reunión de la semana pasada
    starts: 2026-11-20 10:00
    ends: 2026-11-20 11:00
    source: plan4children.org
    read_on: 2026-11-25
    dialled_on:
    reviewed_by:

"""


@pytest.fixture
def flows(tmp_path: Path, clock: None) -> Path:
    folder = tmp_path / "flows"
    shutil.copytree(ROOT / "flows", folder)
    return folder


@pytest.fixture
def live(flows: Path) -> Iterator[Live]:
    made = Live(flows, pytest.fail, prove=False)
    yield made
    made.stop()


def edit(flows: Path, was: str, now: str) -> None:
    file = flows / "line.yaml"
    words = file.read_text("utf-8")
    assert words.count(was) == 1
    file.write_text(words.replace(was, now), "utf-8")


def said(live: Live) -> str:
    [reply] = Texter(live.line).text("menu")
    return reply


def test_nothing_is_read_again_while_nothing_changed(live: Live) -> None:
    assert live.look() is False
    assert live.state.version == 1


def test_a_saved_file_answers_at_once(live: Live, flows: Path) -> None:
    edit(flows, GREETING, "Words that were just saved.")
    assert live.look() is True
    assert "Words that were just saved." in said(live)
    assert live.state.version == 2


def test_a_fault_is_shown_and_the_last_good_words_answer(live: Live, flows: Path) -> None:
    edit(flows, f"    en: >-\n      {GREETING}", "    en: >-\n      ")
    live.look()
    shown = overview(live.state)
    assert (shown["errors"], shown["answers"], shown["stale"]) == (1, True, True)
    assert GREETING in said(live)
    [error] = [each for each in shown["problems"] if each["level"] == "error"]
    assert error["file"].endswith("line.yaml")
    assert error["line"] > 0


def test_a_mended_fault_is_gone(live: Live, flows: Path) -> None:
    before = (flows / "line.yaml").read_bytes()
    (flows / "line.yaml").write_text("line: [", "utf-8")
    live.look()
    assert overview(live.state)["errors"] > 0
    (flows / "line.yaml").write_bytes(before)
    live.look()
    shown = overview(live.state)
    assert (shown["errors"], shown["stale"]) == (0, False)


@pytest.mark.parametrize("harm", ["missing", "empty", "a file"])
def test_a_folder_that_is_no_folder_opens_and_says_what_to_mend(
    tmp_path: Path, harm: str, clock: None
) -> None:
    folder = tmp_path / "flows"
    if harm == "empty":
        folder.mkdir()
    elif harm == "a file":
        folder.write_text("x", "utf-8")
    live = Live(folder, pytest.fail, prove=False)
    shown = overview(live.state)
    assert shown["answers"] is False
    assert shown["errors"] >= 1
    assert shown["tree"] == []
    assert "988" in said(live)
    page = create_preview(live, dict).test_client().get("/", base_url="http://127.0.0.1:8008")
    assert page.status_code == 200
    live.stop()


def test_a_folder_that_appears_later_is_taken_up(tmp_path: Path, clock: None) -> None:
    folder = tmp_path / "flows"
    live = Live(folder, pytest.fail, prove=False)
    shutil.copytree(ROOT / "flows", folder)
    live.look()
    assert overview(live.state)["answers"] is True
    assert GREETING in said(live)
    live.stop()


def test_a_conversation_and_a_call_go_on_across_an_edit(live: Live, flows: Path) -> None:
    talks = Talks(live.line)
    talks.text("a", "español")
    talks.call("a", "[dial]")
    edit(flows, GREETING, "Words that were just saved.")
    live.look()
    [reply] = talks.text("a", "menu")["replies"]
    assert reply["words"].startswith("En crisis: llame al 988")
    assert talks.call("a", "[press 5]")["ended"] is False


def test_the_oldest_conversation_makes_room(live: Live) -> None:
    talks = Talks(live.line)
    talks.call("first", "[dial]")
    for number in range(64):
        talks.call(f"later {number}", "[dial]")
    assert talks.call("first", "[press 1]") == {"lost": True}
    assert talks.call("later 63", "[press 1]")["ended"] is False


def test_side_files_of_editors_change_nothing(live: Live, flows: Path) -> None:
    for name in (".line.yaml.swp", "line.yaml~", "#line.yaml#", "notes.txt"):
        (flows / name).write_text("x", "utf-8")
    assert live.look() is False


def test_a_meeting_that_is_over_is_an_error_that_does_not_stop_the_preview(
    tmp_path: Path, clock: None
) -> None:
    flows = tmp_path / "flows"
    shutil.copytree(ROOT / "flows", flows)
    file = flows / "meetings.yaml"
    file.write_text(
        file.read_text("utf-8").replace("\nmeetings:\n", f"\nmeetings:\n{OVER}"), "utf-8"
    )
    live = Live(flows, pytest.fail, prove=False)
    shown = overview(live.state)
    assert [each["rule"] for each in shown["problems"] if each["level"] == "error"] == [
        "meeting-ended"
    ]
    assert shown["answers"] is True
    assert GREETING in said(live)
    live.stop()


def test_whoever_follows_is_told_of_each_version(live: Live, flows: Path) -> None:
    app = create_preview(live, dict)
    with app.test_client() as client:
        events = client.get("/api/events", base_url="http://127.0.0.1:8008").iter_encoded()
        first = _told(next(iter(events)))
        edit(flows, GREETING, "Words that were just saved.")
        threading.Thread(target=live.look).start()
        second = _told(next(iter(events)))
    assert (first["version"], second["version"]) == (1, 2)
    assert first["boot"] == second["boot"]


def _told(event: bytes) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(event.decode().removeprefix("data: "))
    return told


@pytest.mark.slow
def test_what_is_good_is_proved_in_the_background(flows: Path) -> None:
    live = Live(flows, pytest.fail)
    live.start()
    assert live.state.proving is True
    assert live.after(1, 60) == 2
    proof = live.state.proof
    live.stop()
    assert proof is not None
    assert proof["broken"] == []
    assert proof["states"] > 500
    assert proof["latest_988_seconds"] <= 10
