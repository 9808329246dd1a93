"""The phone reads documents as the carriers' own reference says that they are read.

Each `documents/NAME.xml` is what the line answers first; the comment on top of it names the page
of the reference and what it promises. `NAME.txt` beside it is the right reading: what a person
does (`>`), and what the phone makes of it. Every other address answers with its own name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.phone.phone import Caller, Heard, PhoneError, Texter, wsgi_line

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

DOCUMENTS = sorted((Path(__file__).parent / "documents").glob("*.xml"))
REFERENCE = re.compile(r"<!--\s*(?:https://\S+\n)+.+?-->", re.DOTALL)
TOLD = ("CallStatus", "Digits", "FinishedOnKey", "SpeechResult", "Confidence", "DialCallStatus",
        "DialBridged", "DialCallDuration", "Body")  # fmt: skip


class Documented:
    """A line that answers first with one document, and elsewhere with a name."""

    def __init__(self, document: bytes, verb: str) -> None:
        self.document = document
        self.verb = verb
        self.asked: list[str] = []

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        target = environ["RAW_URI"]
        posted = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode()
        fields = dict(parse_qsl(posted, keep_blank_values=True))
        told = [f"{name}={fields[name]}" for name in TOLD if name in fields]
        self.asked.append(f"  asks {target} with {', '.join(told)}")
        start_response("200 OK", [("Content-Type", "text/xml")])
        if target in ("/voice", "/sms"):
            return [self.document]
        named = f"<{self.verb}>This is {target}</{self.verb}>"
        return [f"<Response>{named}</Response>".encode()]


class Told:
    """A call as it is told: each act with what came of it."""

    def __init__(self, line: Documented) -> None:
        self.line = line
        self.caller = Caller(wsgi_line(line, "token", "https://line.example.org"))
        self.played = 0

    def act(self, act: str) -> Iterator[str]:
        before = list(self.caller.heard)
        try:
            heard = self.done(act)
        except PhoneError as fault:
            yield from self.asked()
            yield f"  refuses: {fault}"
            return
        whole = self.caller.heard
        since = len(whole) - len(heard.spoken)
        if whole[:since] != before:
            yield f"  heard only {' / '.join(said.words for said in whole[:since])}"
        yield from self.asked()
        for played in self.caller.played[self.played :]:
            yield f"  plays {played}"
        self.played = len(self.caller.played)
        ends = [0.0, *(said.ends for said in whole)]
        for said, over in zip(heard.spoken, ends[since:], strict=False):
            later = round(said.at - over, 1)
            yield f"  {f'{later:g} s later ' if later else ''}says [{said.locale}] {said.words}"
        yield from self.state()

    def done(self, act: str) -> Heard:
        match act.split(maxsplit=1):
            case ["call"]:
                return self.caller.dial()
            case ["wait"]:
                return self.caller.wait()
            case ["say", words]:
                return self.caller.say(words)
            case ["press", keys]:
                key, _, after = keys.partition(" after ")
                return self.caller.press(key, float(after) if after else None)
            case ["result", status]:
                return self.caller.dial_result(status)
        pytest.fail(f"no such act: {act}")

    def asked(self) -> Iterator[str]:
        yield from self.line.asked
        self.line.asked.clear()

    def state(self) -> Iterator[str]:
        caller = self.caller
        if caller.listening is not None:
            kinds = {"keys": caller.listening.keys, "speech": caller.listening.speech}
            wanted = " and ".join(kind for kind, listens in kinds.items() if listens)
            yield f"  listens for {wanted}, {caller.listening.seconds} s"
        if caller.dialling:
            yield f"  dials {', '.join(caller.dialling)}"
        if caller.ended:
            rang = "" if caller.picked_up_at is None else f", taken at {caller.picked_up_at:g} s"
            yield f"  ends: {caller.status}{rang}"


def texts_told(line: Documented, acts: list[str]) -> Iterator[str]:
    texter = Texter(wsgi_line(line, "token", "https://line.example.org"))
    for act in acts:
        yield f"> {act}"
        try:
            texts = texter.text(act.removeprefix("text "))
        except PhoneError as fault:
            texts = []
            line.asked.append(f"  refuses: {fault}")
        yield from line.asked
        line.asked.clear()
        yield from (f"  gets {text}" for text in texts)


def reading(document: bytes, acts: list[str]) -> list[str]:
    if acts[0].startswith("text "):
        return list(texts_told(Documented(document, "Message"), acts))
    told = Told(Documented(document, "Say"))
    return [line for act in acts for line in (f"> {act}", *told.act(act))]


def test_there_are_enough_documents() -> None:
    assert len(DOCUMENTS) >= 25


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_a_document_is_read_as_the_reference_says(path: Path) -> None:
    document = path.read_bytes()
    assert REFERENCE.match(document.decode()), "the document does not name its reference"
    expected = path.with_suffix(".txt").read_text("utf-8").splitlines()
    acts = [line.removeprefix("> ") for line in expected if line.startswith("> ")]
    assert reading(document, acts) == expected


# What a slip of the keyboard or a cut line may make of a document.
PIECES = (
    "<", ">", "/", "&", "&#0;", "'", '"', "</Say>", "<Gather>", " ", "0", "99999999", "http://[",
    "loop='2'", "timeout='auto'", "<!--", "<![CDATA[", "\x00", "\ud800", "é", "Say", "sub",
)  # fmt: skip
ENDINGS = ("  refuses: ", "  listens", "  dials", "  ends", "  gets", "  asks")


@given(
    st.sampled_from(DOCUMENTS),
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(PIECES)),
        min_size=1,
        max_size=4,
    ),
)
def test_a_broken_document_is_read_or_refused_and_nothing_else(
    path: Path, slips: list[tuple[float, int, str]]
) -> None:
    document = path.read_text("utf-8")
    for where, cut, piece in slips:
        at = int(where * len(document))
        document = document[:at] + piece + document[at + cut :]
    line = Documented(document.encode("utf-8", "surrogatepass"), "Message")
    if path.stem.startswith("message"):
        told = list(texts_told(line, ["text hi"]))
    else:
        told = list(Told(line).act("call"))
    assert told[-1].startswith(ENDINGS)
