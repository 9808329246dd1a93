"""Marked words and a marked number go through every path, crashes too; nothing may hold them."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from responder import carrier, sms, voice, web
from responder.exchange import InboundCall, InboundText
from responder.phone.line import Line
from responder.phone.phone import Texter

pytestmark = pytest.mark.slow  # whole lines are opened and walked

WORDS = "quetzalcanary"
NUMBER = "+12035550177"
NAME = "Wilhelminacanary"
TOWN = "Cornwallcanary"
MARKS = (WORDS, NUMBER, NUMBER[1:], NAME, TOWN)

FIELDS = {
    "From": NUMBER,
    "Caller": NUMBER,
    "ProfileName": NAME,
    "CallerName": NAME,
    "FromCity": TOWN,
    "CallerCity": TOWN,
    "SpeechResult": WORDS,
    "MediaUrl0": f"https://media.example.org/{WORDS}",
}
BODIES = [
    WORDS,
    f"{WORDS} i want to die",
    f"STOP {WORDS}",
    f"\ud83d{WORDS}".encode("utf-8", "replace").decode(),
    WORDS * 500,
    f"%0d%0a{WORDS}\x00\x1b[31m",
]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PATHS = ["/sms", "/voice", "/voice/key?page=.menu&lang=en&silences=0", "/voice/silence"]


class BreaksError(Exception):
    """A fault whose message holds what a person wrote, as real ones do."""


def everything_written(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> str:
    out, err = capfd.readouterr()
    return out + err + caplog.text


def assert_unmarked(written: str) -> None:
    assert [mark for mark in MARKS if mark in written] == []


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("signed", [True, False], ids=["signed", "unsigned"])
def test_no_answer_or_log_holds_anything_of_the_person(
    line: Line,
    path: str,
    signed: bool,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    answers = []
    for body in BODIES:
        fields = {**FIELDS, "Body": body}
        if signed:
            answers.append(line.post(path, fields, None))
        else:
            answers.append(line.send(path, {**FORM, "X-Twilio-Signature": WORDS}, body.encode()))
    for answer in answers:
        assert_unmarked(answer.body.decode())
        assert_unmarked(answer.set_cookie or "")
    assert_unmarked(everything_written(capfd, caplog))


@pytest.mark.parametrize(
    "step",
    [
        (carrier, "signed"),
        (carrier, "inbound_text"),
        (carrier, "inbound_call"),
        (sms, "answer"),
        (sms, "judged"),
        (voice, "screen"),
        (web, "_xml"),
    ],
    ids=lambda step: f"{step[0].__name__}.{step[1]}",
)
def test_a_crash_tells_nothing_of_the_person(
    app_reporting_to_stderr: Any,
    monkeypatch: pytest.MonkeyPatch,
    step: tuple[Any, str],
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    def breaks(*args: object, **_: object) -> object:
        raise BreaksError(f"{WORDS} {NUMBER} {NAME} {TOWN} {args}")

    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(*step, breaks)
    for path in PATHS:
        answer = app_reporting_to_stderr.post(path, {**FIELDS, "Body": WORDS}, None)
        assert answer.status == 200
        assert_unmarked(answer.body.decode())
    assert_unmarked(everything_written(capfd, caplog))


def test_a_crash_is_told_by_kind_and_place(
    app_reporting_to_stderr: Any,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def breaks(*_: object) -> object:
        raise BreaksError(WORDS)

    monkeypatch.setattr(sms, "answer", breaks)
    app_reporting_to_stderr.post("/sms", {"Body": WORDS}, None)
    told = capfd.readouterr().err
    assert told.startswith("responder: fault, answered with 988: BreaksError in ")
    assert told.count("\n") == 1


def test_a_persons_words_and_digits_show_in_no_repr() -> None:
    for value in (
        InboundText(WORDS),
        InboundCall(None, "5", WORDS),
        InboundCall(None, NUMBER),
    ):
        assert_unmarked(repr(value))
        try:
            raise ValueError(value)
        except ValueError as fault:
            assert_unmarked("".join(traceback.format_exception(fault)))


def test_a_texter_leaves_no_file_behind(
    line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Texter(line).text(WORDS, **FIELDS)
    assert list(tmp_path.rglob("*")) == []


@pytest.fixture
def app_reporting_to_stderr(line_reporting: Callable[[], Line]) -> Line:
    return line_reporting()
