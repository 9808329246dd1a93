"""Whatever raises, the person gets 988, in both languages, with status 200 and valid TwiML."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from xml.etree import ElementTree

import pytest

from responder import failsafe

Environ = dict[str, Any]
SECRET = "a person's own words"
SAFE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def ask(app: Any, path: str) -> tuple[str, dict[str, str], bytes]:
    seen: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> object:
        seen.append((status, headers))
        return lambda _: None

    body = b"".join(app({"PATH_INFO": path}, start))
    [(status, headers)] = seen
    return status, dict(headers), body


def raises_at_once(environ: Environ, start: Callable[..., object]) -> Iterable[bytes]:
    raise ValueError(SECRET)


def raises_after_the_head(environ: Environ, start: Callable[..., object]) -> Iterable[bytes]:
    start("200 OK", [("Content-Type", "text/xml")])
    yield b"<Response>"
    raise RuntimeError(SECRET)


def raises_when_closed(environ: Environ, start: Callable[..., object]) -> Iterable[bytes]:
    class Body(list[bytes]):
        def close(self) -> None:
            raise OSError(SECRET)

    start("200 OK", [])
    return Body([b"<Response/>"])


def never_starts(environ: Environ, start: Callable[..., object]) -> Iterable[bytes]:
    return [b"<Response/>"]


def recurses(environ: Environ, start: Callable[..., object]) -> Iterable[bytes]:
    return recurses(environ, start)


BROKEN = {
    "at once": raises_at_once,
    "after the head": raises_after_the_head,
    "when closed": raises_when_closed,
    "never starts": never_starts,
    "without end": recurses,
}
CALL_PATHS = ["/voice", "/voice/", "/voice/key", "/voice/silence", "/voice/dialled", "/line/voice"]


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("path", ["/sms", "/sms/", "/line/sms"])
def test_a_text_gets_988_in_both_languages(broken: Any, path: str) -> None:
    status, headers, body = ask(failsafe.failsafe(broken, lambda _: None), path)
    assert (status, headers["Content-Type"]) == ("200 OK", "text/xml; charset=utf-8")
    assert headers["Content-Length"] == str(len(body))
    root = ElementTree.fromstring(body)
    assert [root.tag, *(each.tag for each in root)] == ["Response", "Message"]
    words = root[0].text or ""
    assert "988" in words[:60]
    assert "Call or text 988" in words
    assert "llame al 988" in words


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("path", CALL_PATHS)
def test_a_call_hears_988_digit_by_digit_in_both_languages(broken: Any, path: str) -> None:
    status, headers, body = ask(failsafe.failsafe(broken, lambda _: None), path)
    assert (status, headers["Content-Type"]) == ("200 OK", "text/xml; charset=utf-8")
    root = ElementTree.fromstring(body)
    assert root.tag == "Response"
    assert [(each.tag, each.get("language")) for each in root] == [
        ("Say", "en-US"),
        ("Say", "es"),
    ]
    assert all("9, 8, 8" in (each.text or "") for each in root)


def test_other_addresses_say_only_that_there_is_a_fault() -> None:
    status, _, body = ask(failsafe.failsafe(raises_at_once, lambda _: None), "/health")
    assert (status, body) == ("500 Internal Server Error", b"fault\n")


def test_a_report_names_the_kind_and_the_line_and_never_the_message() -> None:
    reports: list[str] = []
    ask(failsafe.failsafe(raises_at_once, reports.append), "/sms")
    [report] = reports
    line = raises_at_once.__code__.co_firstlineno + 1
    assert report == f"ValueError in {__name__}:{line}"


def test_a_log_that_cannot_be_written_keeps_nobody_from_988() -> None:
    def full(_: str) -> None:
        raise OSError("no space left")

    status, _, body = ask(failsafe.failsafe(raises_at_once, full), "/sms")
    assert status == "200 OK"
    assert b"988" in body


def test_no_answer_is_kept_on_the_way_or_taken_for_another_kind() -> None:
    for app in (failsafe.failsafe(raises_at_once, lambda _: None), failsafe.only_crisis_text):
        for path in ("/sms", "/voice", "/health", "/other"):
            _, headers, _ = ask(app, path)
            assert headers.keys() == {"Content-Type", "Content-Length", *SAFE}
            assert headers.items() >= SAFE.items()


def test_what_works_is_passed_on_untouched() -> None:
    def works(environ: Environ, start: Callable[..., object]) -> Iterable[bytes]:
        start("403 FORBIDDEN", [("Content-Type", "text/xml"), ("X-Any", "1")])
        return [b"<Resp", b"onse/>"]

    assert ask(failsafe.failsafe(works, pytest.fail), "/sms") == (
        "403 FORBIDDEN",
        {"Content-Type": "text/xml", "X-Any": "1", **SAFE},
        b"<Response/>",
    )
