"""Nothing of a person is left anywhere in the shipped server; where something is, it is found."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from gunicorn.util import split_request_uri  # type: ignore[import-untyped]  # ships no types

from responder.serving.worker import _split
from tests.resilience import marked, privacy
from tests.resilience.held import PROBE
from tests.resilience.served import signature

REAL = "\nimport flask, functools, os, sys, tempfile\nreal_text = responder.web.Addresses.text\n"
LEAKS = {
    "output": "sys.stderr.write(body)",
    "files": "open('left', 'a').write(body)",
    "open files": "file.write(body); file.flush()",
    "shared memory": "open(SHARED, 'a').write(body)",
    "live objects: str in": "kept(body)",
}


@pytest.mark.slow
@pytest.mark.parametrize("environ", privacy.ENVIRONMENTS.values(), ids=privacy.ENVIRONMENTS)
def test_nothing_of_a_person_is_left(environ: dict[str, str], tmp_path: Path) -> None:
    found = privacy.searched(tmp_path, environ, faults=("exception",), count=10)
    assert privacy.falls_short(found) == []
    assert found.sent > 400
    kinds = {"answers", "output", "files", "/proc", "live objects", "open files"}
    assert all(found.bytes_of[kind] > 1000 for kind in kinds)


@pytest.mark.slow
@pytest.mark.parametrize("where", LEAKS)
def test_what_is_left_is_found(where: str, tmp_path: Path) -> None:
    shared = privacy.SHARED_MEMORY / f"left-{tmp_path.name}-{id(tmp_path)}"
    leaking = (
        f"{PROBE}{REAL}SHARED = {str(shared)!r}\n"
        "file = tempfile.TemporaryFile('w+')\n"
        "kept = functools.lru_cache(4096)(len)\n"
        "def text(self, asked):\n"
        "    body = asked.form.get('Body', '')\n"
        f"    {LEAKS[where]}\n"
        "    return real_text(self, asked)\n"
        "responder.web.Addresses.text = text\n"
    )
    try:
        found = privacy.searched(
            tmp_path, {}, program=leaking, faults=(), count=5, ways=(marked.everywhere,)
        )
    finally:
        shared.unlink(missing_ok=True)
    assert any(each.startswith(where) for each in privacy.falls_short(found))


def test_a_mark_is_found_in_any_letters() -> None:
    for said in (marked.WORDS, marked.NUMBER, marked.NAME, marked.TOWN):
        for content in (said.encode(), said.upper().encode(), said.encode("utf-16-le")):
            assert len(marked.marks_in(b"\0x" + content + b"x")) == 1
    for before in ("", "1", "12"):
        for said in (marked.WORDS, marked.NUMBER, marked.NAME, marked.TOWN):
            assert marked.marks_in(base64.b64encode(f"{before}{said}&".encode())), said
    assert marked.marks_in(signature("/sms", {"Body": "other words"}).encode()) == []


def test_a_step_that_never_failed_and_a_find_fall_short() -> None:
    assert privacy.falls_short(privacy.Searched(raw_denied=True)) == []
    found = privacy.Searched(found=["output: stderr: x"], unbroken=["menu:exception"])
    assert len(privacy.falls_short(found)) >= 2


@pytest.mark.parametrize(
    "asked",
    [
        "/",
        "/sms",
        "/voice/key?page=.menu&lang=en&silences=0",
        "//sms?a=//b",
        "/a%2Fb?c?d#e?f",
        "/a#b",
        "/x://y/z?q=://",
        "https://text.example.org/voice?page=plan#x",
    ],
)
def test_an_address_is_split_as_gunicorn_splits_it(asked: str) -> None:
    theirs, ours = split_request_uri(asked), _split(asked)
    assert ours[2:] == theirs[2:]
