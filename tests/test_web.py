"""The addresses: what is answered to whom, with which status, always as the carrier can read it."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

import pytest

from responder import carrier, sms, twiml, voice, web
from responder.cookies import Cookies
from responder.phone.line import Line, wsgi_line
from responder.phone.phone import Caller, Texter
from responder.render import Book

CASES = Path(__file__).parent / "cases"
FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
EMPTY = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'
CARRIER_ADDRESSES = ["/sms", "/voice", "/voice/key", "/voice/silence", "/voice/dialled"]


def requests_of(name: str) -> list[Any]:
    found = json.loads((CASES / name).read_text("utf-8"))["requests"]
    assert found
    return found  # type: ignore[no-any-return]  # as wide as JSON


def sent(line: Line, case: Any) -> tuple[int, bytes]:
    answer = line.send(case["path_and_query"], case["headers"], case["body"].encode())
    return answer.status, answer.body


# --- cases C01 to C04 --------------------------------------------------------------------------


@pytest.mark.parametrize("case", requests_of("C01-blank.json"), ids=lambda case: case["name"])
def test_c01_empty_and_unknown_fields_count_in_the_signature(line: Line, case: Any) -> None:
    status, body = sent(line, case)
    assert status == case["expect"] == 200
    assert b"988" in body


@pytest.mark.parametrize("case", requests_of("C02-forwarded.json"), ids=lambda case: case["name"])
def test_c02_the_public_address_wins_over_what_proxies_say(line: Line, case: Any) -> None:
    status, body = sent(line, case)
    assert status in ((200, 403) if "evil" in json.dumps(case) else (200,))
    assert b"evil.example" not in body


def test_c02_a_forged_host_reaches_no_address_in_a_call(line: Line) -> None:
    def forged(target: str, headers: Any, body: bytes) -> Any:
        return line.send(
            target,
            {**headers, "Host": "evil.example", "X-Forwarded-Host": "evil.example"},
            body,
        )

    answer = Line(line.public_url, line.token, forged).post("/voice", {"CallSid": "CA0"}, None)
    assert answer.status == 200
    assert b"evil.example" not in answer.body
    actions = [each.get("action", "") for each in ElementTree.fromstring(answer.body).iter()]
    assert {urlsplit(action).netloc for action in actions} == {""}


@pytest.mark.parametrize("case", requests_of("C03-trimmed.json"), ids=lambda case: case["name"])
def test_c03_the_check_runs_on_untouched_values(line: Line, book: Book, case: Any) -> None:
    status, body = sent(line, case)
    assert status == 200
    if case["name"] == "spaces and newline":
        plain = Texter(line).text("meetings")
        assert [each.text for each in ElementTree.fromstring(body)] == plain


@pytest.mark.parametrize("case", requests_of("C04-slash.json"), ids=lambda case: case["name"])
def test_c04_a_closing_slash_is_answered_and_never_redirected(line: Line, case: Any) -> None:
    status, body = sent(line, case)
    assert status == 200
    assert ElementTree.fromstring(body).tag == "Response"


@pytest.mark.parametrize("path", CARRIER_ADDRESSES)
def test_c04_every_carrier_address_answers_with_and_without_a_slash(line: Line, path: str) -> None:
    both = [line.post(each, {"From": "+18605550142"}, None) for each in (path, f"{path}/")]
    assert [each.status for each in both] == [200, 200]
    assert both[0].body == both[1].body
    assert b"9" in both[0].body


# --- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", CARRIER_ADDRESSES)
@pytest.mark.parametrize(
    "header", [{}, {"X-Twilio-Signature": "bm8="}, {"X-Twilio-Signature": "ñ"}]
)
def test_what_the_carrier_did_not_sign_gets_no_content(
    line: Line, path: str, header: dict[str, str]
) -> None:
    answer = line.send(path, {**FORM, **header}, b"Body=menu")
    assert (answer.status, answer.body) == (403, EMPTY)
    assert answer.content_type.startswith("text/xml")


@pytest.mark.parametrize("path", CARRIER_ADDRESSES)
def test_a_body_over_64_kib_is_refused(line: Line, path: str) -> None:
    answer = line.post(path, {"Body": "x" * 65_536}, None)
    assert (answer.status, answer.body) == (413, EMPTY)


@pytest.mark.parametrize("path", CARRIER_ADDRESSES)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD", "OPTIONS"])
def test_other_methods_are_refused_without_a_redirect(app: Any, path: str, method: str) -> None:
    answer = app.test_client().open(path, method=method)
    assert answer.status_code == 405
    assert answer.content_type.startswith("text/xml")
    assert answer.data == (b"" if method == "HEAD" else EMPTY)


@pytest.mark.parametrize(
    "path", ["/", "/admin", "/sms/x", "//sms", "/voice/x", "/static/x", "/sms%00", "/voice/../sms"]
)
def test_other_addresses_say_a_number_and_no_more(app: Any, path: str) -> None:
    answer = app.test_client().post(path)
    assert answer.status_code == 404
    assert answer.data in (b"404\n", EMPTY)
    assert "Location" not in answer.headers


# --- each step breaks in turn ------------------------------------------------------------------

TEXT_STEPS = [
    (carrier, "raw_target"),
    (carrier, "signed"),
    (carrier, "inbound_text"),
    (sms, "judged"),
    (sms, "plain"),
    (sms, "answer"),
    (Cookies, "kept"),
    (web, "_xml"),
    (Cookies, "cookie"),
]
CALL_STEPS = [
    (carrier, "raw_target"),
    (carrier, "signed"),
    (carrier, "inbound_call"),
    (voice, "judged"),
    (voice, "screen"),
    (voice, "steps"),
    (twiml, "call_xml"),
    (web, "_xml"),
]


def named(step: tuple[Any, str]) -> str:
    return f"{step[0].__name__}.{step[1]}"


class BreaksError(Exception):
    """Raised by a broken step."""


def breaks(*_: object, **__: object) -> Any:
    raise BreaksError("the words of a person")


@pytest.fixture
def fresh(flows_app: Callable[[list[str]], Any], clock: None) -> tuple[Line, list[str]]:
    """Return a line of its own, so that nothing broken is remembered, and its reports."""
    reports: list[str] = []
    return flows_app(reports), reports


@pytest.mark.slow
@pytest.mark.parametrize("step", TEXT_STEPS, ids=named)
def test_whatever_step_of_a_text_breaks_988_is_sent(
    fresh: tuple[Line, list[str]], monkeypatch: pytest.MonkeyPatch, step: tuple[Any, str]
) -> None:
    line, reports = fresh
    monkeypatch.setattr(*step, breaks)
    texter = Texter(line)
    [words] = texter.text("ESPAÑOL")
    assert "988" in words[:60]
    assert "call or text 988" in words.casefold()
    assert "llame al 988" in words.casefold()
    assert [re.sub(r":\d+$", "", each) for each in reports] == [f"BreaksError in {__name__}"]


@pytest.mark.slow
@pytest.mark.parametrize("step", CALL_STEPS, ids=named)
def test_whatever_step_of_a_call_breaks_988_is_heard(
    fresh: tuple[Line, list[str]], monkeypatch: pytest.MonkeyPatch, step: tuple[Any, str]
) -> None:
    line, reports = fresh
    monkeypatch.setattr(*step, breaks)
    answer = line.post("/voice/key?page=.menu&lang=en&silences=0", {"SpeechResult": "hi"}, None)
    assert answer.status == 200
    said = [each.text or "" for each in ElementTree.fromstring(answer.body)]
    assert len(said) == 2
    assert all("9, 8, 8" in each for each in said)
    assert [re.sub(r":\d+$", "", each) for each in reports] == [f"BreaksError in {__name__}"]


def test_with_a_fault_in_the_safety_check_every_text_is_urgent(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    from responder.safety import assess

    monkeypatch.setattr(assess, "fold", breaks)
    [words] = Texter(line).text("meetings")
    assert "988" in words[:60]


# --- no good flow ------------------------------------------------------------------------------


@pytest.fixture
def without_flows(line_with: Callable[[Path], Line], tmp_path: Path) -> Line:
    (tmp_path / "line.yaml").write_text("line:\n  name: [1\n", "utf-8")
    return line_with(tmp_path)


def test_without_a_good_flow_every_text_and_call_gets_988(without_flows: Line) -> None:
    for body in ("menu", "ESPAÑOL", "", "STOP"):
        [words] = Texter(without_flows).text(body)
        assert "988" in words[:60]
        assert "llame al 988" in words.casefold()
    caller = Caller(without_flows)
    heard = caller.dial().words
    assert heard.count("9, 8, 8") >= 2
    assert caller.ended


def test_ready_names_the_file_and_line_of_the_fault(
    tmp_path: Path, app_with: Callable[[Path], Any]
) -> None:
    (tmp_path / "line.yaml").write_text("line:\n  name: [1\n", "utf-8")
    client = app_with(tmp_path).test_client()
    answer = client.get("/ready")
    assert answer.status_code == 503
    assert re.match(r"not ready\nline\.yaml:\d+:\d+: error: ", answer.text)
    assert str(tmp_path) not in answer.text
    assert client.get("/health").status_code == 200


def test_ready_and_healthy_with_the_shipped_flows(app: Any) -> None:
    client = app.test_client()
    assert (client.get("/ready").status_code, client.get("/ready").text) == (200, "ready\n")
    assert (client.get("/health").status_code, client.get("/health").text) == (200, "ok\n")


# --- what stands before the answer -------------------------------------------------------------


@pytest.mark.parametrize("path", CARRIER_ADDRESSES)
def test_every_answer_is_xml_from_its_first_letter(line: Line, path: str) -> None:
    answer = line.post(path, {"Body": "a & b < c ]]> \x0b", "SpeechResult": "<&\x0b"}, None)
    assert answer.status == 200
    assert answer.content_type.split(";")[0] in ("text/xml", "application/xml")
    assert answer.body.startswith(b"<")
    assert ElementTree.fromstring(answer.body).tag == "Response"


def test_a_path_in_the_public_address_stands_in_every_action(
    app_at: Callable[[str], Any], clock: None
) -> None:
    public = "https://text.example.org/line/one"
    line = wsgi_line(app_at(public), "0f1e2d3c4b5a69788796a5b4c3d2e1f0", public)
    caller = Caller(line)
    caller.dial()
    for key in ("3", "1", "#"):
        caller.press(key)
        assert caller.listening is not None
        assert caller.listening.action.startswith("/line/one/voice/key?")


def test_the_cookie_holds_a_choice_and_nothing_of_the_person(line: Line) -> None:
    answer = line.post("/sms", {"Body": "ESPAÑOL", "From": "+18605550142"}, None)
    assert answer.set_cookie is not None
    [(name, value), *rest] = parse_qsl(answer.set_cookie.replace("; ", "&"), keep_blank_values=True)
    assert name == "line"
    # A tag of the message, then what was kept before it and after: choice, more, automatic.
    assert b64decode(value.split(".")[0].strip('"') + "==") == b'[0,[null,"",0],["es","",0]]'
    kept = dict(rest)
    assert kept["Max-Age"] == "14400"
    assert {"Secure", "HttpOnly"} <= set(kept)
