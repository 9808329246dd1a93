"""The shipped flows keep every promise; what was walked is counted."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from responder.phone.line import Line
from responder.proofs.calls import UNREAD, walk
from responder.proofs.promise import told
from responder.proofs.prove import prove
from responder.render import Book
from tests.conftest import ROOT
from tests.proofs.conftest import Proved, edit


def test_the_shipped_flows_keep_every_promise(line: Line, book: Book) -> None:
    steps: list[tuple[int, int]] = []
    proof = prove(line, book, progress=lambda done, known: steps.append((done, known)))
    sys.stdout.write(
        f"{proof.states} states, {proof.transitions} transitions, {proof.texts} texts; "
        f"988 is first heard by second {proof.latest_988_seconds}\n"
    )
    assert proof.broken == ()
    assert proof.states > 900
    assert proof.transitions > 6 * proof.states
    assert proof.texts > 3_000
    assert 0 < proof.latest_988_seconds <= 10
    assert steps[-1] == (proof.states, proof.states)
    assert [done for done, _ in steps] == list(range(1, proof.states + 1))


def test_the_small_flows_keep_them_once_their_goodbye_says_988(small: Path, proved: Proved) -> None:
    assert proved(small).broken == ()


def test_they_hold_where_the_line_connects_to_988_however_that_goes(
    small: Path, proved: Proved
) -> None:
    edit(small / "line.yaml", "calls: 860-555-0101", "calls: 860-555-0101\n  connect_988: true")
    assert proved(small).broken == ()


@pytest.mark.slow
def test_every_place_is_walked_in_both_languages_at_each_count_of_silences(
    line: Line, book: Book
) -> None:
    walked = walk(line, ["i want to die"])
    places = {(each.place.page, each.place.language, each.place.silences) for each in walked.states}
    for name, page in book.flow.pages.items():
        if page.key is not None:
            for language in "en", "es":
                assert {(name, language, silences) for silences in range(3)} <= places


def test_each_state_comes_with_a_story_that_leads_to_it_and_shorter_ones_come_first(
    small: Path, line_with: Callable[[Path], Line]
) -> None:
    walked = walk(line_with(small))
    lengths = [len(each.acts) for each in walked.states]
    assert lengths == sorted(lengths)
    assert walked.states[0].acts == ("call",)
    for state in walked.states:
        number = 0
        for act in state.acts[1:]:
            number = walked.moves[number][act].to
        assert walked.states[number] is state


@pytest.mark.parametrize(
    ("acts", "story"),
    [
        (("call",), "call: hung up"),
        (("call", "press 3", "say nothing"), "call, press 3, say nothing: hung up"),
        (
            ("call", "press 3", "say nothing", "say nothing", "press 7"),
            "call, press 3, say nothing twice, press 7: hung up",
        ),
        (("call", *["say nothing"] * 3), "call, say nothing 3 times: hung up"),
        (
            ("say nothing", "press 7", "say nothing"),
            "say nothing, press 7, say nothing: hung up",
        ),
    ],
)
def test_a_story_counts_silences_in_a_row(acts: tuple[str, ...], story: str) -> None:
    assert told(acts, "hung up") == story


def test_what_the_proofs_leave_out_is_read_nowhere_in_the_line() -> None:
    line = [
        file.read_text("utf-8")
        for file in (ROOT / "responder").rglob("*.py")
        if file.parent.name not in ("phone", "proofs", "probe")
    ]
    assert len(line) > 50
    assert [name for name in UNREAD if any(f'"{name}"' in words for words in line)] == []


def test_no_serving_worker_loads_the_proofs() -> None:
    program = (
        "import sys\n"
        "import responder.cli, responder.cli.serve, responder.serve\n"
        "from pathlib import Path\n"
        "from responder.settings import Settings\n"
        "from responder.web import create_app\n"
        "settings = Settings.read({'TWILIO_AUTH_TOKEN': '0' * 32,"
        " 'RESPONDER_PUBLIC_URL': 'https://text.example.org', 'RESPONDER_FLOWS': 'flows'})\n"
        "create_app(settings).test_client().post('/sms')\n"
        "print([each for each in sys.modules if each.startswith('responder.proofs')])"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout == "[]\n"
