"""How the phone reaches the line: what arrives there, signed, in process and over HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from responder.phone.answer import Answer, PhoneError
from responder.phone.line import Line, http_line, signature, wsgi_line

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

TOKEN = "a token"
BODY = b"<Response/>"


@dataclass
class Echo:
    """A line that keeps what arrived and answers with `headers`."""

    headers: list[tuple[str, str]] = field(default_factory=lambda: [("Content-Type", "text/xml")])
    status: str = "200 OK"
    seen: list[WSGIEnvironment] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.seen.append(environ)
        self.bodies.append(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        start_response(self.status, self.headers)
        return [BODY[:4], BODY[4:]]


class Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - named by the library
        pass


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def served(echo: Echo) -> Iterator[str]:
    """The address on loopback where `echo` is served."""
    with make_server("127.0.0.1", 0, echo, handler_class=Silent) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


PUBLIC = [
    "https://line.example.org",
    "https://line.example.org/child/line",
    "http://127.0.0.1:8000",
]


@pytest.fixture(params=["wsgi", "http"])
def opened(request: pytest.FixtureRequest, echo: Echo, served: str) -> Any:
    """Return how to open the line at a public address, by each of the two ways."""
    if request.param == "wsgi":
        return lambda public_url: wsgi_line(echo, TOKEN, public_url)
    return lambda public_url: http_line(f"{served}/", TOKEN, public_url)


FIELDS = {"To": "+18605550100", "From": "+18605550142", "Body": " ñ😀&=+\n", "FromCity": ""}


@pytest.mark.parametrize("public_url", PUBLIC)
def test_fields_arrive_signed_for_the_public_address(
    opened: Any, echo: Echo, public_url: str
) -> None:
    line: Line = opened(public_url)
    target = f"{line.prefix}/voice/key?page=.menu&lang=en&q=%7Ea%2Fb+c"
    answer = line.post(target, FIELDS, "line=es.1")
    assert answer == Answer(200, "text/xml", BODY, None)
    [environ], [body] = echo.seen, echo.bodies
    form = parse_qs(body.decode(), keep_blank_values=True)
    assert form == {name: [value] for name, value in FIELDS.items()}
    assert RequestValidator(TOKEN).validate(
        line.origin + target, FIELDS, environ["HTTP_X_TWILIO_SIGNATURE"]
    )
    assert {
        key: environ[key]
        for key in ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "HTTP_COOKIE", "CONTENT_TYPE")
    } == {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/voice/key",
        "QUERY_STRING": "page=.menu&lang=en&q=%7Ea%2Fb+c",
        "HTTP_COOKIE": "line=es.1",
        "CONTENT_TYPE": "application/x-www-form-urlencoded; charset=UTF-8",
    }


def test_without_a_cookie_none_is_sent(opened: Any, echo: Echo) -> None:
    opened(PUBLIC[0]).post("/sms", FIELDS, None)
    assert "HTTP_COOKIE" not in echo.seen[0]


def test_a_cookie_is_handed_over_whole_and_never_sent_by_itself(opened: Any, echo: Echo) -> None:
    line = opened(PUBLIC[2])
    echo.headers.append(("Set-Cookie", "line=es.1; Path=/; Max-Age=14400"))
    answers = [line.post("/sms", FIELDS, None) for _ in range(2)]
    assert [each.set_cookie for each in answers] == ["line=es.1; Path=/; Max-Age=14400"] * 2
    assert [each.get("HTTP_COOKIE") for each in echo.seen] == [None, None]


def test_a_second_cookie_is_an_error(opened: Any, echo: Echo) -> None:
    echo.headers += [("Set-Cookie", "a=1"), ("set-cookie", "b=2")]
    with pytest.raises(PhoneError, match=r"^the answer sets more than one cookie \(.*223136287\)$"):
        opened(PUBLIC[0]).post("/sms", FIELDS, None)


def test_a_redirect_is_not_followed(opened: Any, echo: Echo) -> None:
    echo.status = "308 Permanent Redirect"
    echo.headers.append(("Location", "/sms/"))
    answer = opened(PUBLIC[0]).post("/sms", FIELDS, None)
    assert (answer.status, len(echo.seen)) == (308, 1)


def test_a_missing_content_type_is_told_as_missing(opened: Any, echo: Echo) -> None:
    echo.headers.clear()
    assert opened(PUBLIC[0]).post("/sms", FIELDS, None).content_type == ""


def test_a_proxy_of_this_machine_is_not_used(
    served: str, echo: Echo, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    assert http_line(served, TOKEN, PUBLIC[0]).post("/sms", FIELDS, None).status == 200


def test_a_line_that_is_not_there_is_an_error_without_its_address() -> None:
    with make_server("127.0.0.1", 0, Echo()) as server:
        port = server.server_port
    line = http_line(f"http://127.0.0.1:{port}", TOKEN, PUBLIC[0])
    with pytest.raises(PhoneError, match=r"^the line did not answer: ConnectionError \("):
        line.post("/sms", FIELDS, None)


def test_an_application_that_never_starts_its_answer_is_an_error() -> None:
    line = wsgi_line(lambda environ, start_response: [], TOKEN, PUBLIC[0])
    with pytest.raises(PhoneError, match=r"^the line did not answer: no status \(.*/11200\)$"):
        line.post("/sms", FIELDS, None)


def test_what_an_application_opened_is_closed() -> None:
    closed = []

    class Body(list[bytes]):
        def close(self) -> None:
            closed.append(True)

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [])(b"written, ")
        return Body([b"then returned"])

    answer = wsgi_line(app, TOKEN, PUBLIC[0]).post("/sms", FIELDS, None)
    assert (answer.body, closed) == (b"written, then returned", [True])


@pytest.mark.parametrize(
    ("public_url", "address", "base", "target"),
    [
        (PUBLIC[0], "/voice", "", "/voice"),
        (PUBLIC[0], "key?x=1#rc=2", "/voice/a?y=2", "/voice/key?x=1"),
        (PUBLIC[1], "/child/line/voice?x=%2F", "", "/child/line/voice?x=%2F"),
        (PUBLIC[1] + "/", "voice", "", "/child/line/voice"),
    ],
)
def test_an_address_is_taken_from_where_it_stands(
    public_url: str, address: str, base: str, target: str
) -> None:
    assert wsgi_line(Echo(), TOKEN, public_url).target(address, base) == target


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("https://evil.example/child/line/voice", "an address leads to another host"),
        ("//evil.example/child/line/voice", "an address leads to another host"),
        ("http://line.example.org/child/line/voice", "an address leads to another host"),
        ("/voice", "an address leads outside the path of the public address"),
        ("/child/lines", "an address leads outside the path of the public address"),
        ("../voice", "an address leads outside the path of the public address"),
    ],
)
def test_an_address_that_leads_away_is_an_error(address: str, why: str) -> None:
    with pytest.raises(PhoneError) as caught:
        wsgi_line(Echo(), TOKEN, PUBLIC[1]).target(address)
    assert caught.value.fault == why


TEXT = st.text(st.characters(codec="utf-8"))


@given(st.dictionaries(TEXT, TEXT, max_size=5), st.text(st.characters(codec="ascii"), min_size=1))
def test_the_signature_is_the_one_that_twilio_makes(fields: dict[str, str], token: str) -> None:
    url = "https://line.example.org/voice/key?page=.menu&lang=en"
    assert signature(url, fields, token) == RequestValidator(token).compute_signature(url, fields)


def test_a_line_never_shows_its_token() -> None:
    assert repr(wsgi_line(Echo(), TOKEN, PUBLIC[0])) == f"Line(public_url={PUBLIC[0]!r})"


# The whole exchange may take 15 seconds: https://www.twilio.com/docs/api/errors/11205
@pytest.mark.parametrize("took", [0.0, 14.9, 15.0])
def test_an_answer_within_fifteen_seconds_is_one(echo: Echo, took: float) -> None:
    clock = iter([100.0, 100.0 + took])
    line = wsgi_line(echo, TOKEN, PUBLIC[0], clock=lambda: next(clock))
    assert line.post("/sms", FIELDS, None).body == BODY


def test_an_answer_after_fifteen_seconds_is_none(echo: Echo) -> None:
    clock = iter([100.0, 115.1])
    line = wsgi_line(echo, TOKEN, PUBLIC[0], clock=lambda: next(clock))
    with pytest.raises(PhoneError) as caught:
        line.post("/voice/key?page=plan", FIELDS, None)
    assert str(caught.value) == (
        "the answer of /voice/key: the line took longer than 15 seconds to answer"
        " (https://www.twilio.com/docs/api/errors/11205)"
    )
