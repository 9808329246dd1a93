"""The probe passes on a line that answers, and says why on one that does not."""

from __future__ import annotations

import io
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import requests
import responses
from click.testing import CliRunner
from urllib3.exceptions import MaxRetryError, SSLError
from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Request, Response

from responder.cli import commands
from responder.cli import probe as command
from responder.edition import Edition, edition
from responder.failsafe import CALL_ANSWER, TEXT_ANSWER
from responder.fallback import fallback_files
from responder.flow.loader import load
from responder.phone.line import signature
from responder.probe.step import late
from responder.settings import HOW_TO_SET, Settings
from responder.web import create_app
from tests.conftest import ROOT, TOKEN
from tests.hosts import answering, drip, hang_up, hosted, never, speaking
from tests.serving.running import free_port

pytestmark = pytest.mark.slow  # hosts are opened, and some of them hang

SMALL = ROOT / "tests" / "flows_small"
NOT_COMPARED = "not compared with the flow files (RESPONDER_FLOWS is not set)\n"
OTHER_TOKEN = "ffeeddccbbaa99887766554433221100"
GOOD = (
    "good {}: 3 texts and a call get 988 and the right numbers, a forged text gets 403; "
    "slowest {} s\n"
)
FALLBACK_TEXT = (
    "<Response><Message>Call or text 988. In danger, call 911. Nobody reads texts here.</Message>"
    "</Response>"
)
FALLBACK_CALL = (
    "<Response><Say>Hang up and call 9, 8, 8. In danger, 9, 1, 1. Call 9, 8, 8.</Say></Response>"
)


def line_at(address: str, flows: Path = SMALL, **given: str) -> Any:
    environ = {
        "TWILIO_AUTH_TOKEN": TOKEN,
        "RESPONDER_PUBLIC_URL": address,
        "RESPONDER_FLOWS": str(flows),
        **given,
    }
    return create_app(Settings.read(environ), report=pytest.fail, read=edition_of(flows))


@cache
def edition_of(flows: Path) -> Edition:
    return edition(flows, datetime.now(UTC))


@pytest.fixture(scope="module")
def line() -> Iterator[str]:
    """A line at its address."""
    with hosted(line_at) as address:
        yield address


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "TWILIO_ACCOUNT_SID", "RESPONDER_PUBLIC_URL", "RESPONDER_CARRIER", "RESPONDER_FLOWS",
    ):  # fmt: skip
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", TOKEN)
    monkeypatch.setattr(command, "GIVE_UP_SECONDS", 0.4)


def probed(*arguments: str, **environ: str) -> tuple[int, str, str]:
    """Return what the probe ends with and prints; a few seconds are time enough for a slow CI."""
    given = arguments if "--within" in arguments else (*arguments, "--within", "5")
    done = CliRunner().invoke(commands, ["probe", *given], env=environ)
    assert TOKEN not in done.output
    assert OTHER_TOKEN not in done.output
    return done.exit_code, re.sub(r"\d+\.\d\d s", "{} s", done.stdout), done.stderr


def fault(*arguments: str, **environ: str) -> str:
    """Return the one line that a probe fails with, without its beginning."""
    code, said, told = probed(*arguments, **environ)
    assert (code, said) == (1, "")
    assert re.fullmatch(r"FAILED http[^ ]+: .+\n", told)
    return told.split(": ", 1)[1].rstrip("\n")


# --- a line that answers -----------------------------------------------------------------------


def test_a_line_that_answers_passes_in_one_line(line: str) -> None:
    assert probed(line) == (0, GOOD.format(line, "{}"), "")


def test_without_an_address_the_one_of_the_settings_is_asked(line: str) -> None:
    assert probed(RESPONDER_PUBLIC_URL=f"{line}/") == (0, GOOD.format(line, "{}"), "")


def test_verbose_tells_of_each_thing_that_was_tried(line: str) -> None:
    code, said, told = probed(line, "--verbose")
    assert (code, told) == (0, "")
    assert said.splitlines() == [
        "good    {} s  the word MENU",
        "good    {} s  a cry for help",
        "good    {} s  worry about a child, in Spanish",
        "good    {} s  a call, then key 1",
        "good    {} s  a text with a forged signature",
        GOOD.format(line, "{}").rstrip(),
    ]


@pytest.mark.parametrize(
    ("carrier", "key"),
    [("signalwire", "SIGNALWIRE_SIGNING_KEY"), ("somleng", "TWILIO_AUTH_TOKEN")],
)
def test_it_signs_as_each_carrier_does(carrier: str, key: str) -> None:
    given = {"RESPONDER_CARRIER": carrier, key: OTHER_TOKEN}
    headers = []

    def make(address: str) -> Any:
        app = line_at(address, SMALL, **given)

        def noting(environ: Any, start_response: Any) -> Any:
            headers.append(environ.get("HTTP_X_SIGNALWIRE_SIGNATURE", ""))
            return app(environ, start_response)

        return noting

    with hosted(make) as address:
        assert probed(address, **given) == (0, GOOD.format(address, "{}"), "")
    assert all(headers) is (carrier == "signalwire")


def test_a_public_address_with_a_path_is_asked_there() -> None:
    with hosted(lambda address: line_at(f"{address}/line")) as address:
        assert probed(f"{address}/line")[0] == 0


def test_nobody_is_reached_and_no_number_but_555_01_is_named(tmp_path: Path) -> None:
    # A line that connects callers: the phone only notes whom it would dial.
    connecting = Path(shutil.copytree(SMALL, tmp_path / "flows"))
    file = connecting / "line.yaml"
    words = file.read_text("utf-8")
    file.write_text(
        words.replace("calls: 860-555-0101", "calls: 860-555-0101\n  connect_988: true")
    )
    asked: list[tuple[str, str]] = []

    def make(address: str) -> Any:
        app = line_at(address, connecting)

        def noting(environ: Any, start_response: Any) -> Any:
            form = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            asked.append((environ["PATH_INFO"], form.decode()))
            return app({**environ, "wsgi.input": io.BytesIO(form)}, start_response)

        return noting

    with hosted(make) as address:
        assert probed(address)[0] == 0
    assert "connect_988: true" in file.read_text("utf-8")
    assert {path for path, _ in asked} == {"/sms", "/voice", "/voice/key"}
    numbers = {each for _, form in asked for each in re.findall(r"%2B(\d+)", form)}
    assert numbers
    assert all(re.fullmatch(r"186055501\d\d", each) for each in numbers)


# --- a line that does not ----------------------------------------------------------------------


def test_with_another_token_it_is_refused(line: str) -> None:
    assert fault(line, TWILIO_AUTH_TOKEN=OTHER_TOKEN) == (
        "the word MENU: it refuses our signature (403): its token is not the one that is set here, "
        f"or its RESPONDER_PUBLIC_URL is not {line}, or something on the way changes path or query"
    )


def test_a_line_that_does_not_know_the_newest_token_yet_is_told_from_that(line: str) -> None:
    assert fault(line, TWILIO_AUTH_TOKEN=f"{OTHER_TOKEN},{TOKEN}") == (
        "the word MENU: it refuses the first of your tokens (403) and takes another: start it anew "
        "with all of them, or its answers end when the carrier changes over"
    )


def test_a_line_that_was_given_another_public_address_is_told_from_that(line: str) -> None:
    elsewhere = line.replace("127.0.0.1", "localhost")
    assert fault(elsewhere, RESPONDER_PUBLIC_URL=line) == (
        f"the word MENU: it refuses what is signed for {elsewhere} (403), because its "
        f"RESPONDER_PUBLIC_URL is {line}: either probe {line}, or start the line with "
        f"RESPONDER_PUBLIC_URL={elsewhere}"
    )


def test_without_flows_the_file_at_fault_is_named(tmp_path: Path) -> None:
    with hosted(lambda address: line_at(address, tmp_path)) as address:
        told = fault(address)
    assert told == (
        "the word MENU: it has nothing but the built-in crisis text: no flow file is good. "
        "the flow folder: error: the flow folder holds no file whose name ends in .yaml [no-flows]"
        "; and 3 more, which --verbose lists"
    )


def test_where_the_proxy_answers_in_its_place_that_is_said() -> None:
    def make(_address: str) -> Any:
        @Request.application
        def proxy(request: Request) -> Response:
            if request.path == "/ready":
                return Response("<html>Bad gateway</html>", 502, mimetype="text/html")
            crisis = CALL_ANSWER if request.path == "/voice" else TEXT_ANSWER
            return Response(crisis, content_type="text/xml")

        return proxy

    with hosted(make) as address:
        told = fault(address)
    assert told.startswith(
        "the word MENU: it has nothing but the built-in crisis text: the proxy answers in its "
        "place, with no line behind it (/ready is 502); and 4 more"
    )


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (answering("", 404, "text/plain"),
         "nothing stands at this address: is the path of the public address right? (404)"),
        (answering("", 405), "it does not take POST, which is how the carrier asks (405)"),
        (answering("", 502, "text/html"), "the proxy finds no line behind it that answers (502)"),
        (
            answering("<html>Blocked</html>", 403, "text/html"),
            (
                "something before it refuses what the carrier would send (403, and not in the "
                "line's own words): a firewall or proxy"
            ),
        ),
        (answering("oops", 500), "its answer is an error of the server (500)"),
        (answering("", 204), "its answer has status 204, and a carrier takes 200 only"),
        (answering("<html>Welcome</html>", kind="text/html"),
         ("a web page stands there (Content-Type: text/html, not text/xml): is it another server, "
         "or an error page of the proxy?")),
        (answering("hello", kind="text/plain"),
         ("no TwiML stands there (Content-Type: text/plain, not text/xml): is it another server, "
          "or an error page of the proxy?")),
        (answering("", 301, Location="https://www.example.org/sms?Body=secret"),
         ("it redirects to https://www.example.org/sms (301): a carrier loses the message on the "
         "way, so give the carrier the address that answers")),
    ],
    ids=[
        *("no path", "no post", "no line", "firewall", "error", "empty", "web page", "words"),
        "redirect",
    ],
)  # fmt: skip
def test_what_is_no_line_at_all_is_named_and_nothing_more_is_tried(
    make: Callable[[str], Any], why: str
) -> None:
    with hosted(make) as address:
        assert fault(address) == f"the word MENU: {why}"


@pytest.mark.parametrize("say", [never, drip], ids=["never answers", "never ends"])
def test_a_line_that_hangs_is_given_up(say: Callable[[socket.socket], None]) -> None:
    with speaking(say) as address:
        assert fault(address, "--within", "0.1") == (
            "the word MENU: it takes the connection, but sends no whole answer within 0.4 s: it "
            "hangs"
        )


def test_a_line_that_hangs_up_is_told_from_one_that_hangs() -> None:
    with speaking(hang_up) as address:
        assert fault(address) == "the word MENU: it closes the connection without an answer"


def test_where_nothing_listens_that_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    told = fault(f"http://127.0.0.1:{port}")
    assert told == f"the word MENU: nothing listens at 127.0.0.1:{port}"


def test_a_name_that_nobody_knows_is_said_to_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    told = fault("https://text.example.org")
    assert told == "the word MENU: no address is known for the name text.example.org (DNS)"


def test_https_where_there_is_none_is_said(line: str) -> None:
    told = fault(line.replace("http:", "https:"))
    at = line.removeprefix("http://")
    assert told == f"the word MENU: TLS does not come about at {at}: does it speak https at all?"


def test_a_certificate_that_is_nobodys_is_refused_with_the_reason() -> None:
    # As requests hands it on where a certificate has run out.
    refused = ssl.SSLCertVerificationError("certificate verify failed")
    refused.verify_message = "certificate has expired"
    pool: Any = None
    wrapped = requests.exceptions.SSLError(MaxRetryError(pool, "/sms", SSLError(refused)))
    with responses.RequestsMock() as mocked:
        mocked.post("https://text.example.org/sms", body=wrapped)
        told = fault("https://text.example.org")
    assert told == (
        "the word MENU: its certificate is none that others accept (TLS): certificate has expired"
    )


# What of the answers is changed, where (anywhere if empty), and what the probe says of it.
WRONG: dict[str, tuple[dict[bytes, bytes], str, str]] = {
    "741741 is another number": (
        {b"741741": b"741740"}, "",
        "a cry for help: 741741 is missing in the answer",
    ),
    "211 is another number": (
        {b"al 211": b"al 212"}, "",
        "worry about a child, in Spanish: 211 is missing in the answer",
    ),
    "one number more, and it is a slip": (
        {b"</Message>": b" Or call 1-800-273-8256.</Message>"}, "",
        ("the word MENU: the answer says 8002738256, which is one slip from 8002738255; and 2 "
         "more, which --verbose lists"),
    ),
    "no 988 in texts": (
        {b"988": b"989"}, "/sms",
        ("the word MENU: 988 does not stand in the first 150 characters of the answer; and 2 more, "
        "which --verbose lists"),
    ),
    "988 comes late": (
        {b"<Message>Call or text 988": b"<Message>We are sorry to hear that this is a difficult "
         b"time for you. Call or text 988"}, "",
        "a cry for help: 988 does not stand in the first 60 characters of the answer",
    ),
    "English for Spanish": (
        {b"Llame": b"Call", b"llame": b"call", b"oprima": b"press", b"mande": b"text"}, "/sms",
        "worry about a child, in Spanish: the answer is not in Spanish",
    ),
    "two texts": (
        {b"<Message>": b"<Message>a</Message><Message>"}, "",
        "the word MENU: it sends 2 texts in answer, not one; and 2 more, which --verbose lists",
    ),
    "no text": (
        {b"<Message>": b"<!--", b"</Message>": b"-->"}, "",
        "the word MENU: it sends no texts in answer, not one; and 2 more, which --verbose lists",
    ),
    "what is no TwiML": (
        {b"<Message>": b"<message>", b"</Message>": b"</message>"}, "",
        ("the word MENU: <message> is not known in <Response>; its name is <Message> "
        "(https://www.twilio.com/docs/api/errors/12200); and 2 more, which --verbose lists"),
    ),
    "another number in the opening": (
        {b"9, 8, 8": b"9, 8, 9"}, "/voice",
        "a call, then key 1: 988 is not heard in English within 10 seconds",
    ),
    "no Spanish in the opening": (
        {b"llame al 9, 8, 8": b"llame"}, "/voice",
        "a call, then key 1: 988 is not heard in Spanish within 10 seconds",
    ),
    "an opening that takes no key": (
        {b'input="dtmf"': b'input="speech"'}, "/voice",
        "a call, then key 1: it takes no key after the opening",
    ),
    "a crisis page that does not say it twice": (
        {b"9, 8, 8": b"that number"}, "/voice/key",
        "a call, then key 1: after key 1 988 is not said twice, with 911",
    ),
    "a crisis page that dials 911": (
        {b"<Response>": b"<Response><Dial>911</Dial>"}, "/voice/key",
        "a call, then key 1: after key 1 it would dial 911, and it must dial 988 only",
    ),
    "a step that leads elsewhere": (
        {b'action="': b'action="https://elsewhere.example.org'}, "/voice",
        ("a call, then key 1: an address leads to another host (our own rule: answers lead only to "
        "the public address)"),
    ),
}  # fmt: skip


def edited(
    changes: dict[bytes, bytes], path: str = "", forged: int = 403, pause: float = 0.0
) -> Callable[[str], Any]:
    """Return the maker of a line whose answers are changed, at `path` or anywhere.

    `forged` is the status that a forged signature gets; `pause` comes before each answer.
    """

    def make(address: str) -> Any:
        app = line_at(address)

        @Request.application
        def changed(request: Request) -> Response:
            time.sleep(pause)
            body, status, headers = run_wsgi_app(app, request.environ, buffered=True)
            whole = b"".join(body)
            for before, after in changes.items() if path in ("", request.path) else ():
                whole = whole.replace(before, after)
            code = forged if status.startswith("403") else status
            return Response(whole, code, content_type=headers["Content-Type"])

        return changed

    return make


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_answer_is_named(name: str) -> None:
    changes, path, told = WRONG[name]
    with hosted(edited(changes, path)) as address:
        assert fault(address) == told


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (200, "it answers a forged signature: anybody can make it answer, at your cost"),
        (500, "it answers a forged signature with status 500, not 403"),
    ],
)
def test_a_line_that_answers_a_forgery_fails(status: int, told: str) -> None:
    with hosted(edited({}, forged=status)) as address:
        assert fault(address) == f"a text with a forged signature: {told}"


def test_an_answer_that_comes_late_is_one_that_fails() -> None:
    with hosted(edited({}, pause=0.06)) as address:
        told = fault(address, "--within", "0.05")
    found = re.fullmatch(
        r"the word MENU: it took (\d\.\d\d) s to answer, and should take 0.05 at most; "
        "and 4 more, which --verbose lists",
        told,
    )
    assert found
    assert float(found[1]) > 0.05


def test_what_is_late_by_a_hair_is_not_told_as_what_is_allowed() -> None:
    assert late(0.0101, 0.01) == "it took 0.02 s to answer, and should take 0.01 at most"
    assert late(1.25, 1.0) == "it took 1.25 s to answer, and should take 1 at most"


# --- settings ----------------------------------------------------------------------------------


def test_all_wrong_settings_are_named_at_once_and_nothing_is_asked() -> None:
    code, said, told = probed(
        "http://text.example.org", "--fallback", "sms.xml",
        TWILIO_AUTH_TOKEN="", RESPONDER_CARRIER="pigeon",
    )  # fmt: skip
    assert (code, said) == (2, "")
    assert [line for line in told.splitlines() if not line.startswith("  fix: ")] == [
        "RESPONDER_CARRIER: is no carrier we know",
        (
            "TWILIO_AUTH_TOKEN: is not set; without it nobody can tell the carrier's requests from "
            "forged ones"
        ),
        "URL: begins with http://; what people write would cross the network in the open",
        "--fallback: is not a whole web address",
        HOW_TO_SET,
    ]


def test_a_token_of_another_shape_is_warned_of_and_never_shown() -> None:
    odd = f"{TOKEN}0123"
    with hosted(lambda address: line_at(address, TWILIO_AUTH_TOKEN=odd)) as address:
        done = CliRunner().invoke(
            commands, ["probe", address, "--within", "5"], env={"TWILIO_AUTH_TOKEN": odd}
        )
    assert (done.exit_code, done.stderr.count("\n")) == (0, 1)
    assert done.stderr.startswith("warning: a token in TWILIO_AUTH_TOKEN is not 32 hexadecimal")
    assert odd not in done.output


def test_without_any_address_the_setting_is_named() -> None:
    code, _, told = probed()
    assert code == 2
    assert told.startswith("RESPONDER_PUBLIC_URL: is not set; ")


# --- fallback addresses ------------------------------------------------------------------------


def elsewhere(address: str) -> str:
    """Return `address` under another name of this machine."""
    return address.replace("127.0.0.1", "localhost")


def of_fallback(line: str, make: Callable[[str], Any], *options: str, **environ: str) -> str:
    """Return what the probe says of a fallback address; empty if all is well."""
    with hosted(make) as address:
        url = f"{elsewhere(address)}/sms.xml"
        code, said, told = probed(line, "--fallback", url, *options, **environ)
    if code == 0:
        assert said.endswith("; 1 fallback says it too, " + NOT_COMPARED)
        return ""
    begins = f"FAILED {line}: fallback {url}: "
    assert told.startswith(begins)
    return told.removeprefix(begins).rstrip("\n")


@pytest.mark.parametrize("words", [FALLBACK_TEXT, FALLBACK_CALL], ids=["text", "call"])
def test_a_fallback_that_says_988_passes(line: str, words: str) -> None:
    assert of_fallback(line, answering(words)) == ""


def test_two_fallbacks_are_asked_and_both_told(line: str) -> None:
    with hosted(answering(FALLBACK_TEXT)) as one, hosted(answering("", 404)) as other:
        given = [part for each in (one, other) for part in ("--fallback", elsewhere(each))]
        code, said, told = probed(line, "--verbose", *given)
    assert code == 1
    assert said.splitlines()[-2:] == [
        f"good    {{}} s  fallback {elsewhere(one)}",
        (
            f"FAILED  {{}} s  fallback {elsewhere(other)}: nothing stands at this address: is "
            "the path of the public address right? (404)"
        ),
    ]
    assert told == f"FAILED {line}: 1 of 7 tries\n"


@pytest.mark.parametrize("reworded", [False, True], ids=["as they are", "reworded"])
def test_fallbacks_are_compared_with_the_flow_files_where_these_are_at_hand(
    line: str, tmp_path: Path, *, reworded: bool
) -> None:
    flow = load(SMALL).flow
    assert flow is not None
    files = fallback_files(flow, "twilio")
    # A host may write the same document in another way.
    text = files["sms.xml"].decode().replace("<Message>", "\n  <Message>")
    call = files["voice.xml"].decode()
    if reworded:
        assert text.count("A child in CT: call") == 1
        text = text.replace("A child in CT: call", "A child here: call")
    with hosted(answering(text)) as one, hosted(answering(call)) as other:
        given = [part for each in (one, other) for part in ("--fallback", elsewhere(each))]
        code, said, told = probed(line, *given, RESPONDER_FLOWS=str(SMALL))
        without = probed(line, *given, RESPONDER_FLOWS=str(tmp_path))
    # No fault: the words are whole, and while 988 is down somebody may have put others there.
    assert (code, told) == (0, "")
    assert said.rstrip("\n").partition("2 fallbacks say it too")[2] == (
        ", but 1 differs from the flow files: make the files anew (responder fallback DIR) and "
        "host them anew"
        if reworded
        else ", in the words of the flow files"
    )
    assert without[1].endswith(
        "too, not compared with the flow files (RESPONDER_FLOWS holds none that are good)\n"
    )


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("<Response><Gather><Say>9, 8, 8</Say></Gather></Response>",
         "<Gather> in it needs a server, which is gone when this is asked for"),
        ("<Response><Redirect>/voice</Redirect></Response>",
         "<Redirect> in it needs a server, which is gone when this is asked for"),
        ("<Response/>", "it neither sends a text nor says a word"),
        ("<Response><Message>Sorry, try later. In danger, 911.</Message></Response>",
         "988 does not stand in the first 60 characters"),
        ("<Response><Message>Call 988.</Message></Response>", "911 is missing"),
        ("<Response><Message>Call 988, 911 or 741742.</Message></Response>",
         "it says 741742, which is one slip from 741741"),
        (f"<Response><Message>988, 911 {'x' * 1600}</Message></Response>",
         "its text is longer than 1600 characters, and is not sent at all"),
        ("<Response><Message>988, 911</Message><Message>b</Message></Response>",
         "it sends 2 texts in answer, which may arrive in any order"),
        ("<Response><Say>We are sorry.</Say></Response>", "988 is not heard within 10 seconds"),
        ("<Response><Say>9, 8, 8. 9, 1, 1. Goodbye.</Say></Response>",
         "its last words are not 988, digit by digit"),
        ("<Response><Say>Call nine eight eight</Say>", ("the answer is not XML: no element found: "
         "line 1, column 42")),
    ],
)  # fmt: skip
def test_a_fallback_that_would_fail_people_is_named(line: str, words: str, why: str) -> None:
    assert of_fallback(line, answering(words)) == why


def test_a_host_that_takes_no_post_is_asked_by_get_where_the_carrier_does(line: str) -> None:
    def make(_address: str) -> Any:
        @Request.application
        def files_only(request: Request) -> Response:
            status = 200 if request.method == "GET" else 405
            return Response(FALLBACK_TEXT, status, content_type="text/xml")

        return files_only

    why = "it does not take POST, which is how the carrier asks (405)"
    assert of_fallback(line, make) == why
    assert of_fallback(line, make, "--fallback-method", "GET") == ""


def test_a_fallback_on_the_host_of_the_line_is_none(line: str) -> None:
    code, _, told = probed(line, "--fallback", f"{line}/sms.xml")
    assert code == 1
    assert told.endswith("it stands on the host of the line itself, and falls with it\n")


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_bin_that_wants_account_and_signature_gets_both(line: str, method: str) -> None:
    # https://www.twilio.com/docs/serverless/twiml-bins/testing/programmatic
    account = f"AC{7:032x}"

    def make(address: str) -> Any:
        @Request.application
        def twiml_bin(request: Request) -> Response:
            fields = request.form.to_dict()
            url = elsewhere(f"{address}{request.full_path.rstrip('?')}")
            signed = request.headers["X-Twilio-Signature"] == signature(url, fields, TOKEN)
            known = request.values.get("AccountSid") == account
            status = 200 if signed and known else 403
            return Response(FALLBACK_TEXT, status, content_type="text/xml")

        return twiml_bin

    options = ("--fallback-method", method)
    assert of_fallback(line, make, *options, TWILIO_ACCOUNT_SID=account) == ""
    why = "it lets in nobody whom it does not know (403). Is TWILIO_ACCOUNT_SID set?"
    assert of_fallback(line, make, *options) == why


# --- the real server ---------------------------------------------------------------------------


def test_the_server_passes_as_long_as_it_lives() -> None:
    port, ops_port = free_port(), free_port()
    address = f"http://127.0.0.1:{port}"
    given = {
        "RESPONDER_PUBLIC_URL": address,
        "RESPONDER_FLOWS": str(SMALL),
        "RESPONDER_OPS_BIND": f"127.0.0.1:{ops_port}",
    }
    serve = [sys.executable, "-m", "responder", "serve", "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(
        serve, env={**os.environ, **given}, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stderr is not None
        try:
            while "answering" not in (told := server.stderr.readline()):
                assert told, "the server ended"
            assert probed(address) == (0, GOOD.format(address, "{}"), "")
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=30)
    assert fault(address) == f"the word MENU: nothing listens at 127.0.0.1:{port}"
