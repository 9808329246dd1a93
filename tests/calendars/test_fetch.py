"""A fetch brings the calendar or says what came of it; it never goes where it must not, or on."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

import pytest

from responder.calendars.fetch import Fetched, FetchFailed, Limits, fetch, host_of
from responder.calendars.reach import is_public
from tests.calendars.faulty_server import ONLY_THE_SERVER, Server, closed_port, serving

CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example//EN\r\nEND:VCALENDAR\r\n"
SHORT = Limits(connect_seconds=1, silence_seconds=0.4, whole_seconds=1, most_bytes=512 * 1024)


@pytest.fixture(scope="module")
def _server() -> Iterator[Server]:
    with serving() as opened:
        yield opened


@pytest.fixture
def server(_server: Server) -> Server:
    _server.asked.clear()
    return _server


def fetched(address: str, etag: str = "", modified: str = "") -> Fetched:
    return fetch(address, etag=etag, modified=modified, limits=SHORT, reach=ONLY_THE_SERVER)


def why(address: str, limits: Limits = SHORT) -> str:
    with pytest.raises(FetchFailed) as failed:
        fetch(address, limits=limits, reach=ONLY_THE_SERVER)
    return str(failed.value)


def test_a_calendar_comes_with_what_tells_its_version(server: Server) -> None:
    marks = {"ETag": '"7"', "Last-Modified": "Tue, 01 Dec 2026 14:00:00 GMT"}
    server.answers["/board.ics"] = 200, marks, CALENDAR
    assert fetched(server.at("/board.ics")) == Fetched(CALENDAR, '"7"', marks["Last-Modified"])
    _, asked = server.asked[0]
    assert "If-None-Match" not in asked
    assert "Cookie" not in asked
    assert "Authorization" not in asked


def test_a_calendar_that_did_not_change_is_not_sent_again(server: Server) -> None:
    server.answers["/same.ics"] = 304, {}, b""
    assert fetched(server.at("/same.ics"), etag='"7"', modified="Tue") == Fetched(None)
    assert server.asked[0][1]["If-None-Match"] == '"7"'
    assert server.asked[0][1]["If-Modified-Since"] == "Tue"


def test_unchanged_is_no_answer_to_a_first_question(server: Server) -> None:
    server.answers["/same.ics"] = 304, {}, b""
    assert why(server.at("/same.ics")) == (
        "the server answered 304 (Not Modified) in place of a calendar"
    )


def test_a_packed_calendar_is_unpacked(server: Server) -> None:
    server.answers["/packed.ics"] = 200, {"Content-Encoding": "gzip"}, gzip.compress(CALENDAR)
    assert fetched(server.at("/packed.ics")).data == CALENDAR


def test_a_packed_bomb_is_not_unpacked(server: Server) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    assert len(bomb) < SHORT.most_bytes
    server.answers["/bomb.ics"] = 200, {"Content-Encoding": "gzip"}, bomb
    assert why(server.at("/bomb.ics")) == "more than 0.5 MiB came, which no calendar has"


def test_a_redirect_to_the_same_kind_of_address_is_followed(server: Server) -> None:
    server.answers["/old"] = 301, {"Location": "/new?a=1"}, b"moved"
    server.answers["/new?a=1"] = CALENDAR
    assert fetched(server.at("/old")).data == CALENDAR


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/hang", "the server did not answer in time"),
        ("/drip", "it did not come whole within 1 seconds"),
        ("/drip-head", "it did not come whole within 1 seconds"),
        ("/endless", "more than 0.5 MiB came, which no calendar has"),
        ("/half", "the connection broke off"),
        ("/half-chunk", "the connection broke off"),
        ("/500", "the server answered 500 (Internal Server Error) in place of a calendar"),
        (
            "/403",
            "the server answered 403 (Forbidden): it no longer lets everybody read the calendar",
        ),
        (
            "/none",
            "the server answered 404 (Not Found): the calendar is not there any more",
        ),
        ("/204", "the server answered 204 (No Content) in place of a calendar"),
        ("/round", "it leads on and on, over more than 5 redirects"),
    ],
)
def test_a_server_at_fault_is_named_in_plain_words(server: Server, path: str, said: str) -> None:
    server.answers["/500"] = 500, {}, b"oops"
    server.answers["/403"] = 403, {}, b"no"
    server.answers["/204"] = 204, {}, b""
    server.answers["/round"] = 302, {"Location": "/round"}, b""
    assert why(server.at(path)) == said


def test_no_server_is_named_in_plain_words() -> None:
    at = f"http://127.0.0.1:{closed_port()}/x.ics"
    assert why(at) == "the server takes no connections"


def test_a_name_that_nobody_has_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*asked: object, **more: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert why("https://calendar.example.org/x.ics") == "no server of that name can be found"


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("file:///etc/passwd", "it leads to file:, and only https: is followed"),
        ("ftp://127.0.0.1/x.ics", "it leads to ftp:, and only https: is followed"),
        ("gopher://127.0.0.1/", "it leads to gopher:, and only https: is followed"),
        (
            "http://user:secret@127.0.0.1/x.ics",
            "it leads to an address with a user name in it, which is not followed",
        ),
    ],
)
def test_a_redirect_elsewhere_is_not_followed(server: Server, to: str, said: str) -> None:
    server.answers["/away"] = 302, {"Location": to}, b""
    assert why(server.at("/away")) == said


def test_a_redirect_from_https_to_http_is_not_followed(server: Server, certified: Path) -> None:
    only_https = type(ONLY_THE_SERVER)(("https",), ONLY_THE_SERVER.permits)
    with serving(certified) as encrypted:
        encrypted.answers["/open"] = 302, {"Location": server.at("/x.ics")}, b""
        with pytest.raises(FetchFailed) as failed:
            fetch(f"https://localhost:{encrypted.port}/open", limits=SHORT, reach=only_https)
    assert str(failed.value) == "it leads to http:, and only https: is followed"
    assert server.asked == []


def test_a_redirect_into_our_own_network_is_not_followed(server: Server) -> None:
    with serving(host="127.0.0.2") as inside:
        inside.answers["/secret"] = CALENDAR
        to = f"http://127.0.0.2:{inside.port}/secret"
        server.answers["/in"] = 302, {"Location": to}, b""
        assert why(server.at("/in")) == (
            "127.0.0.2 leads into a network of our own, which no calendar may ask for"
        )
    assert inside.asked == []


def test_a_name_is_connected_to_by_the_address_that_was_checked(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that stands for another address a moment later is looked up no second time."""
    asked: list[str] = []

    def looked_up(host: str, port: int, *rest: object, **more: object) -> list[tuple[object, ...]]:
        asked.append(host)
        at = "127.0.0.1" if len(asked) == 1 else "127.0.0.2"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (at, port))]

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    server.answers["/board.ics"] = CALENDAR
    at = f"http://calendar.example.org:{server.port}/board.ics"
    assert fetched(at).data == CALENDAR
    assert asked == ["calendar.example.org"]


def test_a_name_with_one_address_inside_is_refused(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def looked_up(host: str, port: int, *rest: object, **more: object) -> list[tuple[object, ...]]:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (at, port))
            for at in ("127.0.0.1", "10.0.0.7")
        ]

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    assert why(f"http://calendar.example.org:{server.port}/x") == (
        "calendar.example.org leads into a network of our own, which no calendar may ask for"
    )
    assert server.asked == []


@pytest.mark.parametrize(
    "inside",
    [
        "127.0.0.1", "127.1.2.3", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::",
        "fe80::1", "fc00::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2001::1", "2001:db8::1",
    ],
)  # fmt: skip
def test_an_address_of_our_own_is_none_of_the_internet(inside: str) -> None:
    assert not is_public(ip_address(inside))


@pytest.mark.parametrize(
    "outside", ["8.8.8.8", "2607:f8b0:4006:80b::200e", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_an_address_of_the_internet_is_one(outside: str) -> None:
    assert is_public(ip_address(outside))


def test_loopback_is_refused_unless_a_test_lets_it_be(certified: Path) -> None:
    with serving(certified) as encrypted, pytest.raises(FetchFailed) as failed:
        fetch(f"https://127.0.0.1:{encrypted.port}/x.ics", limits=SHORT)
    assert str(failed.value) == (
        "127.0.0.1 leads into a network of our own, which no calendar may ask for"
    )
    assert encrypted.asked == []


def test_http_is_refused_unless_a_test_lets_it_be(server: Server) -> None:
    with pytest.raises(FetchFailed) as failed:
        fetch(server.at("/x.ics"), limits=SHORT)
    assert str(failed.value) == "it leads to http:, and only https: is followed"
    assert server.asked == []


def test_a_certificate_that_is_right_is_trusted(certified: Path) -> None:
    with serving(certified) as encrypted:
        encrypted.answers["/x.ics"] = CALENDAR
        assert fetched(f"https://localhost:{encrypted.port}/x.ics").data == CALENDAR
        webcal = f"webcal://localhost:{encrypted.port}/x.ics"
        assert fetched(webcal).data == CALENDAR


def test_a_certificate_that_nobody_vouches_for_is_refused(
    certified: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with serving(certified) as encrypted:
        said = why(f"https://localhost:{encrypted.port}/x.ics")
        assert said == "its certificate cannot be trusted (self-signed certificate)"
        assert encrypted.asked == []


def test_a_certificate_of_another_name_is_refused(certified: Path) -> None:
    with serving(certified) as encrypted:
        said = why(f"https://127.0.0.1:{encrypted.port}/x.ics")
        assert said == (
            "its certificate cannot be trusted (IP address mismatch, certificate is not valid for "
            "'127.0.0.1')"
        )
        assert encrypted.asked == []


def test_a_file_of_the_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "our board.ics").write_bytes(CALENDAR)
    assert fetch("file:our%20board.ics", tmp_path).data == CALENDAR
    assert fetch(f"file://{tmp_path}/our%20board.ics").data == CALENDAR


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("file:none.ics", 'there is no file "none.ics" beside meetings.yaml'),
        ("file:///none/board.ics", 'there is no file "/none/board.ics"'),
        ("file:.", 'there is no file "." beside meetings.yaml'),
        ("file:large.ics", "more than 0.5 MiB came, which no calendar has"),
        ("file:a%00b.ics", 'there is no file "a%00b.ics" beside meetings.yaml'),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, address: str, said: str) -> None:
    (tmp_path / "large.ics").write_bytes(bytes(SHORT.most_bytes + 1))
    with pytest.raises(FetchFailed) as failed:
        fetch(address, tmp_path, limits=SHORT)
    assert str(failed.value) == said


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://calendar.example.org/private-0123abc/basic.ics?key=1", "calendar.example.org"),
        ("https://name:secret@calendar.example.org/x", "calendar.example.org"),
        ("file:board.ics", "a file"),
        ("https://[", "no server"),
    ],
)
def test_of_an_address_only_its_server_is_told(address: str, told: str) -> None:
    assert host_of(address) == told
