"""What somebody would try who is not the carrier, or who has got hold of what the carrier sent."""

from __future__ import annotations

import ast
import hmac
import inspect
import itertools
import json
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

import pytest
from itsdangerous import TimestampSigner
from itsdangerous.encoding import base64_encode

from responder import carrier
from responder.cookies import Cookies
from responder.phone.answer import Answer
from responder.phone.line import Line, signature
from responder.phone.phone import Texter
from responder.render import Book
from responder.serving.ops import Ops
from responder.serving.shared import Shared
from responder.slips import Slips
from tests.conftest import PUBLIC_URL, ROOT, TOKEN, settings_for
from tests.safety.test_match import ADVERSARIAL
from tests.test_imports import MODULES, imported, within

ADDRESSES = ["/sms", "/voice", "/voice/key?page=.menu&lang=es&silences=0"]
FIELDS = {"Body": "reuniones", "Digits": "4", "From": "+12035550177", "MessageSid": f"SM{0:032x}"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
EMPTY = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'
SAFE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}

HEADERS = {
    "forwarded host": {"X-Forwarded-Host": "evil.example", "X-Original-Host": "evil.example"},
    "forwarded scheme": {"X-Forwarded-Proto": "http", "X-Forwarded-Port": "81"},
    "forwarded address": {"X-Forwarded-For": "127.0.0.1", "X-Real-Ip": "127.0.0.1"},
    "forwarded prefix": {"X-Forwarded-Prefix": "/evil", "X-Script-Name": "/evil"},
    "forwarded": {"Forwarded": "for=127.0.0.1;host=evil.example;proto=http"},
    "another address": {"X-Original-Url": "/ready", "X-Rewrite-Url": "/ready"},
    "another method": {"X-Http-Method-Override": "GET", "X-Http-Method": "DELETE"},
    "another protocol": {"Upgrade": "websocket", "Connection": "Upgrade"},
    "another host": {"Host": "evil.example"},
    "our host, another port": {"Host": "text.example.org:81"},
    "no host": {"Host": ""},
    "host with an empty part": {"Host": "evil..example"},
    "host with a long part": {"Host": "x" * 200},
    "host that is none": {"Host": "[::1 evil/?#@\u00f1"},
}


def with_headers(line: Line, more: Mapping[str, str]) -> Line:
    """Return `line`, to which each request comes with `more` headers."""

    def send(target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        return line.send(target, {**headers, **more}, body)

    return Line(line.public_url, line.token, send)


# --- forged, replayed, mixed up ----------------------------------------------------------------


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("name", HEADERS)
def test_no_header_changes_what_is_answered_to_the_carrier(
    line: Line, address: str, name: str
) -> None:
    plain = line.post(address, FIELDS, None)
    assert plain.status == 200
    assert with_headers(line, HEADERS[name]).post(address, FIELDS, None) == plain


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("name", HEADERS)
def test_no_header_lets_a_signature_over_another_address_in(
    line: Line, address: str, name: str
) -> None:
    others = ["https://evil.example", "http://text.example.org", "https://text.example.org:81"]
    for other in (*others, "https://text.example.org/evil", ""):
        signed = {"X-Twilio-Signature": signature(other + address, FIELDS, TOKEN)}
        body = "&".join(f"{key}={each}" for key, each in FIELDS.items()).replace("+", "%2B")
        answer = line.send(address, {**FORM, **signed, **HEADERS[name]}, body.encode())
        assert (answer.status, answer.body, answer.set_cookie) == (403, EMPTY, None)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_request_that_is_sent_again_changes_nothing_for_anybody(line: Line, address: str) -> None:
    person, first = Texter(line), line.post(address, FIELDS, None)
    before = person.text("plan")
    assert [line.post(address, FIELDS, None) for _ in range(20)] == [first] * 20
    assert person.text("plan") == before
    # To whom it comes is the carrier's to say: it holds no number that the answer would go to.
    assert b"2035550177" not in first.body


def test_what_was_signed_cannot_be_cut_up_into_another_address(line: Line) -> None:
    # The recipe puts no mark between address, names and values: other cuts have the same signature.
    good = signature(f"{PUBLIC_URL}/sms", {"Body": "plan"}, TOKEN)
    for target, body in [
        ("/smsBody", b"plan="),
        ("/smsBodyplan", b""),
        ("/sms", b"Bo=dyplan"),
        ("/sms", b"=Bodyplan"),
        ("/sms", b"Bodyplan="),
    ]:
        answer = line.send(target, {**FORM, "X-Twilio-Signature": good}, body)
        assert answer.status in (200, 404), target
        # Where it counts as signed it is a text without words: the menu, as for any such.
        if answer.status == 200:
            assert answer.body == line.post("/sms", {"Body": ""}, None).body


def test_only_a_compare_of_constant_time_says_that_a_request_is_signed(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = []

    def never(mine: bytes, theirs: bytes) -> bool:
        compared.append((mine, theirs))
        return False

    with monkeypatch.context() as patched:
        patched.setattr(hmac, "compare_digest", never)
        assert line.post("/sms", FIELDS, None).status == 403
    right = signature(f"{PUBLIC_URL}/sms", FIELDS, TOKEN).encode()
    assert (right, right) in compared


@pytest.mark.parametrize("function", [carrier.signed, carrier._body_is_signed])
def test_no_signature_is_compared_letter_by_letter(function: Any) -> None:
    tree = ast.parse(inspect.getsource(function))
    called = {ast.unparse(each.func) for each in ast.walk(tree) if isinstance(each, ast.Call)}
    assert "hmac.compare_digest" in called
    compares = [ast.unparse(each) for each in ast.walk(tree) if isinstance(each, ast.Compare)]
    assert [each for each in compares if each != "hash_name is None"] == []


# --- cookies -----------------------------------------------------------------------------------


def cookie_of(content: object, key: bytes, use: bytes = b"line cookie") -> str:
    """Return a cookie as `responder.cookies` makes it, of any content."""
    signer = TimestampSigner(hmac.digest(key, use, "sha256"), key_derivation="none")
    return signer.sign(base64_encode(json.dumps(content))).decode()


def forgeries(cookie: str) -> dict[str, str]:
    """Return cookies that are nearly `cookie`, by what was done to it."""
    payload, stamp, mark = cookie.split(".")
    key = settings_for(ROOT / "flows").secret_key
    content = [0, [None, "", 0], ["es", "", 0]]
    made = {
        "no signature": f"{payload}.{stamp}",
        "empty signature": f"{payload}.{stamp}.",
        "signature of nothing": f"{payload}.{stamp}.{b64encode(bytes(20)).decode()}",
        "half a signature": f"{payload}.{stamp}.{mark[: len(mark) // 2]}",
        "parts exchanged": f"{stamp}.{payload}.{mark}",
        "packed": f".{payload}.{stamp}.{mark}",
        "other content": f"W251bGwsIiIsMF0.{stamp}.{mark}",
        "later": f"{payload}.{stamp[:-1]}{'A' if stamp[-1] != 'A' else 'B'}.{mark}",
        "for another use": cookie_of(content, key, b"other cookie"),
        "another key": cookie_of(content, b"k" * 32),
        "the token for a key": cookie_of(content, TOKEN.encode()),
    }
    # Not the last letter: it holds bits that nothing is read from.
    for number in range(0, len(cookie) - 1, 7):
        letter = "A" if cookie[number] != "A" else "B"
        made[f"letter {number}"] = cookie[:number] + letter + cookie[number + 1 :]
    return made


def test_a_forged_or_tampered_cookie_is_as_good_as_none(line: Line, book: Book) -> None:
    set_cookie = line.post("/sms", {"Body": "ESPAÑOL"}, None).set_cookie
    assert set_cookie is not None
    cookie = set_cookie.partition(";")[0].removeprefix("line=").strip('"')
    without = line.post("/sms", {"Body": "211"}, None)
    kept = line.post("/sms", {"Body": "211"}, f"line={cookie}")
    assert kept.body != without.body  # the true one is read
    tried = forgeries(cookie)
    assert len(tried) > 15
    for name, each in tried.items():
        assert line.post("/sms", {"Body": "211"}, f"line={each}") == without, name


def test_no_cookie_silences_a_cry_for_help(line: Line, book: Book) -> None:
    # Even one that we signed: nothing that may stand in it comes before the safety check.
    key = settings_for(ROOT / "flows").secret_key
    plain = line.post("/sms", {"Body": "i want to die"}, None).body
    for choice, more, count in itertools.product((None, "en"), ("", "JUNTA 2", "x" * 80), (0, 9)):
        content = [0, [choice, more, count], [choice, more, count]]
        cookie = cookie_of(content, key)
        assert Cookies(key).kept(cookie, "").automatic == count  # it is one of ours
        assert line.post("/sms", {"Body": "i want to die"}, f"line={cookie}").body == plain


# --- what is malformed -------------------------------------------------------------------------

URLENCODED, MULTIPART = FORM["Content-Type"], "multipart/form-data; boundary=b"
PART = b'--b\r\nContent-Disposition: form-data; name="Body"; filename="x"\r\n\r\nplan\r\n'
BODIES = {
    "nothing": (URLENCODED, b"", 403),
    "32,000 fields": (URLENCODED, b"a&" * 32_000, 403),
    "broken escapes": (URLENCODED, b"Body=%F0%zz%" * 5000, 403),
    "not UTF-8": (URLENCODED + "; charset=utf-16", b"\xff\xfe\x00\xd8=\xed\xa0\x80", 403),
    "no such charset": (URLENCODED + "; charset=none", b"Body=plan", 403),
    "JSON": ("application/json", b'{"Body":' * 8000, 403),
    "no type": ("", b"Body=plan", 403),
    "no boundary": ("multipart/form-data", PART, 403),
    "half a part": (MULTIPART, PART[:30], 403),
    "a file": (MULTIPART, PART + b"--b--\r\n", 403),
    "too many parts": (MULTIPART, PART.replace(b'; filename="x"', b"") * 1010 + b"--b--", 403),
    "a type that is long": ("a/b; " + "c=d; " * 3000, b"Body=plan", 403),
}


@pytest.mark.parametrize("path", ["/sms", "/voice"])
@pytest.mark.parametrize("name", BODIES)
def test_what_is_malformed_is_refused_without_a_word_or_a_fault(
    line: Line, path: str, name: str
) -> None:
    # The line of these tests fails at any fault that it would else answer with 988.
    kind, body, status = BODIES[name]
    headers = {"Content-Type": kind, "X-Twilio-Signature": "bm8="}
    answer = line.send(path, headers, body)
    assert (answer.status, answer.body) == (status, EMPTY)


# The longest text that a carrier brings: www.twilio.com/docs/glossary/what-sms-character-limit
LONGEST_TEXT = 1600
TEDIOUS = [
    *ADVERSARIAL, "a", "é", "kil", "\u0301", "Z\u0489a", "👩\u200d👩\u200d👧", "meetngs ", "9 8 8 ",
    '"', "dec 14 ", "liked “", "when is the next meetng about chidren ", "ＡＢ ",
]  # fmt: skip


@pytest.mark.parametrize("part", TEDIOUS)
def test_no_text_that_a_carrier_can_bring_keeps_the_line_busy(line: Line, part: str) -> None:
    body = (part * LONGEST_TEXT)[:LONGEST_TEXT]
    began = time.process_time()
    assert line.post("/sms", {"Body": body}, None).status == 200
    # Some ten milliseconds are usual; the carrier gives up after fifteen seconds.
    assert time.process_time() - began < 1


def test_a_word_without_end_is_no_slip_of_any_and_is_not_looked_for(line: Line) -> None:
    # Seconds of looking, before its length was looked at first; no carrier brings so much.
    body = "kil" * 20_000
    began = time.process_time()
    assert line.post("/sms", {"Body": body}, None).status == 200
    assert time.process_time() - began < 1
    slips = Slips.of(["meetings", "board"])
    found = [slips.within_one(each) for each in ("meetingss", "meetingsss", body)]
    assert found == [{"meetings"}, set(), set()]


# --- what an answer says of itself, and the operator's port ------------------------------------


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/sms"), ("POST", "/voice"), ("GET", "/sms"), ("GET", "/health"), ("GET", "/ready"),
     ("GET", "/"), ("POST", "/other")],
)  # fmt: skip
def test_no_answer_is_kept_on_the_way_or_taken_for_another_kind(
    app: Any, method: str, path: str
) -> None:
    headers = app.test_client().open(path, method=method).headers
    assert SAFE.items() <= dict(headers).items()
    assert [len(headers.getlist(name)) for name in SAFE] == [1, 1]
    assert {"Server", "X-Powered-By", "Via"} & set(headers.keys()) == set()


def test_a_signed_answer_that_sets_a_cookie_is_not_kept_on_the_way(app: Any, clock: None) -> None:
    signed = signature(f"{PUBLIC_URL}/sms", {"Body": "ESPAÑOL"}, TOKEN)
    answer = app.test_client().post(
        "/sms", data={"Body": "ESPAÑOL"}, headers={"X-Twilio-Signature": signed}
    )
    assert answer.status_code == 200
    assert "Set-Cookie" in answer.headers
    assert SAFE.items() <= dict(answer.headers).items()


@pytest.mark.parametrize("path", ["/metrics", "/ready?detail", "/sms/metrics", "//metrics"])
def test_what_is_for_the_operator_is_not_on_the_public_address(app: Any, path: str) -> None:
    answer = app.test_client().get(path)
    assert answer.data in (b"404\n", b"ready\n", EMPTY)
    assert b"responder_" not in answer.data


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_on_the_operators_port_nothing_can_be_changed(method: str) -> None:
    told: list[str] = []

    def start(status: str, headers: list[tuple[str, str]], _: object = None, /) -> Any:
        told.append(status)
        assert SAFE.items() <= dict(headers).items()

    ops = Ops(Shared())
    for path in ("/metrics", "/ready", "/health", "/other"):
        body = b"".join(ops({"REQUEST_METHOD": method, "PATH_INFO": path}, start))
        assert body == b""
    assert told == ["405 Method Not Allowed"] * 4


def test_nothing_that_answers_the_public_reaches_out() -> None:
    # The calendars of others are read by a command of its own.
    reaching = ("requests", "urllib.request", "http.client", "ftplib", "smtplib", "aiohttp")
    seen: set[str] = set()
    ahead = {"web", "wsgi", "serve", *(name for name in MODULES if name.startswith("serving."))}
    while ahead:
        name = ahead.pop()
        seen.add(name)
        libraries = imported(MODULES[name])
        assert [each for each in libraries if any(within(each, one) for one in reaching)] == [], (
            name
        )
        ours = {each.removeprefix("responder.") for each in libraries}
        ahead |= (ours & set(MODULES)) - seen
    assert {"carrier", "sms", "render", "flow.source", "serving.worker"} <= seen


UNDUMPED = """
import ctypes, resource
from responder.limits import leave_no_dump
leave_no_dump()
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has prctl")
def test_a_crash_leaves_no_picture_of_the_memory() -> None:
    done = subprocess.run(
        [sys.executable, "-c", UNDUMPED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "(0, 0) 0\n"
