"""Reading an account: wrong settings, hundreds of numbers, a busy carrier, a new kind of answer."""

from __future__ import annotations

import json
import re
import socket
import traceback
from typing import Any

import pytest
import requests
import responses
from urllib3 import HTTPSConnectionPool
from urllib3.exceptions import MaxRetryError, NameResolutionError, NewConnectionError

from responder.account.access import LONGEST_PAUSE_SECONDS, PAUSES_SECONDS, Access
from responder.account.fault import CarrierError
from responder.account.hand import opened
from responder.account.state import Kind
from responder.cli import main
from responder.settings import Carrier
from tests.account.conftest import run
from tests.account.fake import (
    ACCOUNT,
    CALLS,
    CALLS_SID,
    SERVICE_SID,
    TEXTS,
    TOKEN,
    Answer,
    FakeCarrier,
    number,
)
from tests.account.test_planted import RIGHT, named

API = "https://api.twilio.com"


def test_every_wrong_setting_is_named_at_once(
    carrier: FakeCarrier, environ: pytest.MonkeyPatch
) -> None:
    environ.delenv("TWILIO_ACCOUNT_SID")
    environ.setenv("TWILIO_AUTH_TOKEN", "short")
    environ.setenv("RESPONDER_PUBLIC_URL", "http://text.example.org")
    done = run("check", "--api", "http://x", "--fallback", "ftp://y", "--calls-fallback", "z")
    assert (done.code, done.out, carrier.asked) == (2, "", [])
    assert re.findall(r"^(\S+): ", done.err, re.MULTILINE) == [
        "TWILIO_AUTH_TOKEN", "RESPONDER_PUBLIC_URL", "TWILIO_ACCOUNT_SID", "--api", "--fallback",
        "--calls-fallback",
    ]  # fmt: skip
    assert done.err.count("\n  fix: ") == 6
    assert "short" not in done.err


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000", "https://localhost"])
def test_an_address_of_this_machine_is_none_that_a_carrier_can_call(
    address: str, carrier: FakeCarrier, environ: pytest.MonkeyPatch
) -> None:
    environ.setenv("RESPONDER_PUBLIC_URL", address)
    done = run("check")
    assert (done.code, carrier.asked) == (2, [])
    assert "is an address of this machine, which no carrier can call" in done.err


def test_flow_files_at_fault_are_shown_and_nothing_is_asked(
    carrier: FakeCarrier, environ: pytest.MonkeyPatch, flows: Any
) -> None:
    (flows / "notices.yaml").write_text("notices: [1\n", "utf-8")
    done = run("check")
    assert (done.code, carrier.asked) == (2, [])
    assert "notices.yaml:" in done.err


def test_only_the_first_of_several_tokens_opens_the_account(
    carrier: FakeCarrier, environ: pytest.MonkeyPatch
) -> None:
    environ.setenv("TWILIO_AUTH_TOKEN", f"{TOKEN},{'0' * 32}")
    assert run("check").out == RIGHT
    environ.setenv("TWILIO_AUTH_TOKEN", f"{'0' * 32},{TOKEN}")
    assert run("check").code == 2


@pytest.mark.parametrize("command", [["check"], ["apply", "--yes"]])
def test_credentials_that_do_not_fit_are_told_without_showing_them(
    command: list[str], carrier: FakeCarrier, environ: pytest.MonkeyPatch
) -> None:
    other = "7" * 32
    environ.setenv("TWILIO_AUTH_TOKEN", other)
    done = run(*command)
    assert (done.code, done.out, carrier.set) == (2, "", [])
    assert done.err.startswith("The carrier does not take these credentials (status 401): ")
    assert other not in done.err


def test_credentials_that_end_in_the_middle_of_reading(
    carrier: FakeCarrier, environ: pytest.MonkeyPatch
) -> None:
    refused: Answer = (401, {}, json.dumps({"code": 20003, "message": TOKEN, "status": 401}))
    # A list is refused in another way by the library than a single thing.
    carrier.before = lambda _method, path: refused if "IncomingPhoneNumbers" in path else None
    done = run("check")
    assert done.code == 2
    assert done.err.startswith("The carrier does not take these credentials (status 401): ")
    assert TOKEN not in done.err


def test_a_number_is_asked_for_among_hundreds(
    carrier: FakeCarrier, environ: pytest.MonkeyPatch
) -> None:
    others = [number(f"PN{each:032x}", f"+1203555{each:04d}") for each in range(500)]
    carrier.numbers = [*others, *carrier.numbers]
    assert run("check").out == RIGHT
    asked = [path for _, path in carrier.asked if path.endswith("/IncomingPhoneNumbers.json")]
    assert len(asked) == 2


def test_a_carrier_that_does_not_filter_is_looked_through_page_by_page(
    carrier: FakeCarrier, environ: pytest.MonkeyPatch
) -> None:
    others = [number(f"PN{each:032x}", f"{TEXTS}{each}") for each in range(250)]
    carrier.numbers = [*others, *carrier.numbers]
    assert run("check").out == RIGHT
    asked = [path for _, path in carrier.asked if path.endswith("/IncomingPhoneNumbers.json")]
    assert len(asked) == 4


def test_the_service_of_the_number_is_found_among_many(
    carrier: FakeCarrier, environ: pytest.MonkeyPatch
) -> None:
    own = carrier.services[0]
    carrier.services = [{**own, "sid": f"MG{each:032x}"} for each in range(30)] + [own]
    carrier.senders |= {f"MG{each:032x}": [CALLS_SID] for each in range(30)}
    own["smart_encoding"] = False
    assert named(run("check")) == ["smart-encoding"]
    assert run("apply", "--yes").code == 0
    assert [sid for sid, _ in carrier.set] == [SERVICE_SID]


def busy(carrier: FakeCarrier, times: int, **headers: str) -> None:
    left = [times]

    def before(_method: str, _path: str) -> Answer | None:
        left[0] -= 1
        return (429, headers, json.dumps({"code": 20429, "status": 429})) if left[0] >= 0 else None

    carrier.before = before


def access() -> Access:
    return Access(Carrier.TWILIO, ACCOUNT, TOKEN, API)


@pytest.mark.parametrize(
    ("headers", "waited"),
    [
        ({"Retry-After": "3"}, [3, 3]),
        ({"Retry-After": "86400"}, [LONGEST_PAUSE_SECONDS] * 2),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, list(PAUSES_SECONDS[:2])),
        ({}, list(PAUSES_SECONDS[:2])),
    ],
    ids=["as told", "never for a day", "a date", "untold"],
)
def test_a_busy_carrier_is_asked_again_after_a_pause_that_is_said(
    headers: dict[str, str], waited: list[int], carrier: FakeCarrier
) -> None:
    busy(carrier, 2, **headers)
    said: list[str] = []
    pauses: list[float] = []
    held = opened(access(), said.append, pauses.append).read(Kind.NUMBER, CALLS_SID)
    assert held.sid == CALLS_SID
    assert pauses == waited
    assert said == [
        f"The carrier is asked too much at once; trying again in {each} s." for each in waited
    ]


def test_a_carrier_that_stays_busy_is_given_up(
    carrier: FakeCarrier, environ: pytest.MonkeyPatch
) -> None:
    busy(carrier, 1000)
    done = run("check")
    assert (done.code, len(carrier.asked)) == (2, len(PAUSES_SECONDS) + 1)
    assert done.err.splitlines()[-1] == (
        "The carrier was asked too much at once (status 429), also after 5 pauses. Try again in a "
        "few minutes."
    )


def test_a_change_that_was_refused_as_too_much_is_made_once(
    carrier: FakeCarrier, environ: pytest.MonkeyPatch
) -> None:
    carrier.service["smart_encoding"] = False
    left = [2]

    def before(method: str, _path: str) -> Answer | None:
        left[0] -= method == "POST"
        return (429, {}, "{}") if method == "POST" and left[0] >= 0 else None

    carrier.before = before
    assert run("apply", "--yes").code == 0
    assert len(carrier.set) == 1


ODD: dict[str, Answer] = {
    "no JSON": (200, {}, "<html>maintenance</html>"),
    "a list": (200, {}, "[]"),
    "a word": (200, {}, '"hello"'),
    "null": (200, {}, "null"),
    "another shape": (200, {}, '{"things": [1], "more": 2}'),
    "nothing": (200, {}, ""),
    "a redirect": (302, {"Location": "https://evil.example.com/"}, ""),
    "no such thing": (404, {}, '{"code": 20404, "status": 404}'),
    "forbidden": (403, {}, "{}"),
    "failing": (503, {}, "try later"),
    "another kind of error": (
        400, {}, '{"type": "t", "title": "T", "status": 400, "code": 5, "errors": "none"}',
    ),
}  # fmt: skip
PATHS = {
    "account": f"/Accounts/{ACCOUNT}.json",
    "numbers": "/IncomingPhoneNumbers.json",
    "services": "/v1/Services",
    "campaigns": "/Compliance/Usa2p",
    "senders": f"/Services/{SERVICE_SID}/PhoneNumbers",
}


@pytest.mark.parametrize(
    ("odd", "path"),
    [(odd, path) for odd in ODD for path in PATHS if (odd, path) != ("another shape", "account")],
)
def test_an_answer_that_is_new_is_said_and_no_crash(
    odd: str, path: str, carrier: FakeCarrier, environ: pytest.MonkeyPatch
) -> None:
    answer = ODD[odd]
    carrier.before = lambda _method, at: answer if at.endswith(PATHS[path]) else None
    done = run("check")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("The carrier ")
    assert done.err.count("\n") == 1
    assert "evil" not in "".join(at for _, at in carrier.asked)


@pytest.mark.parametrize("odd", ODD)
def test_rules_that_cannot_be_read_are_to_be_looked_at_by_hand(
    odd: str, carrier: FakeCarrier, environ: pytest.MonkeyPatch
) -> None:
    answer = ODD[odd]
    carrier.before = lambda _method, at: answer if at.endswith("/Rules") else None
    done = run("check", "--tick")
    assert done.code == 0
    assert "[ ] Webhook rules (webhooks.twilio.com" in done.out


def test_an_account_that_tells_nothing_of_itself(
    carrier: FakeCarrier, environ: pytest.MonkeyPatch
) -> None:
    carrier.account = {"things": [1]}
    done = run("check")
    assert (done.code, named(done), done.err) == (1, ["unknown"], "")
    assert "does not know: status of the account." in done.out


FOUND_BY = ("sid", "phone_number")


@pytest.mark.parametrize("name", [name for name in number("PN1", CALLS) if name not in FOUND_BY])
@pytest.mark.parametrize("value", [..., 7, ["x"], "NEW"], ids=str)
def test_no_field_of_a_number_makes_it_crash(
    value: Any, name: str, carrier: FakeCarrier, environ: pytest.MonkeyPatch
) -> None:
    if value is ...:
        del carrier.calls[name]
    else:
        carrier.calls[name] = value
    done = run("check")
    assert done.code in (0, 1)
    assert done.err == ""


def test_a_field_that_holds_something_new_is_named(
    carrier: FakeCarrier, environ: pytest.MonkeyPatch
) -> None:
    carrier.calls["voice_caller_id_lookup"] = "sometimes"
    del carrier.service["use_inbound_webhook_on_number"]
    done = run("check")
    assert named(done) == ["unknown"]
    assert (
        "voice_caller_id_lookup of the number for calls, use_inbound_webhook_on_number of the "
        "messaging service."
    ) in re.sub(r"\s+", " ", done.out)


def test_the_token_is_sent_nowhere_else(carrier: FakeCarrier) -> None:
    meta = {"key": "services", "next_page_url": "https://evil.example.com/v1/Services?Page=1"}
    page = {"services": [], "meta": meta}
    carrier.before = lambda _method, _path: (200, {}, json.dumps(page))
    hand = opened(access(), lambda _said: None)
    with pytest.raises(CarrierError, match="The carrier names another host; nothing was sent"):
        list(hand.client.messaging.v1.services.stream())
    assert [path for _, path in carrier.asked if "evil" in path] == []


def test_a_carrier_out_of_reach_is_told(carrier: FakeCarrier, environ: pytest.MonkeyPatch) -> None:
    def gone(_method: str, _path: str) -> Answer | None:
        raise requests.ConnectionError(f"https://{ACCOUNT}:{TOKEN}@api.twilio.com")

    carrier.before = gone
    done = run("check")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "The carrier did not answer: it closes the connection without an answer. "
        "See whether this machine reaches api.twilio.com, and try again.\n"
    )


def test_a_name_that_is_not_known_is_told_from_an_address_where_nobody_listens(
    carrier: FakeCarrier, environ: pytest.MonkeyPatch
) -> None:
    pool = HTTPSConnectionPool("api.twilio.com", 443)
    unknown = NameResolutionError("api.twilio.com", pool, socket.gaierror())  # type: ignore[arg-type]  # the pool does
    refused = NewConnectionError(pool, "refused")  # type: ignore[arg-type]  # the pool does
    refused.__cause__ = ConnectionRefusedError()
    for cause, told in (
        (unknown, "no address is known for the name api.twilio.com (DNS)"),
        (refused, "nothing listens at api.twilio.com:443"),
    ):

        def gone(_method: str, _path: str, cause: Exception = cause) -> Answer | None:
            raise requests.ConnectionError(MaxRetryError(pool, "/", cause))

        carrier.before = gone
        assert run("check").err.startswith(f"The carrier did not answer: {told}. See whether ")


def test_the_list_to_tick_is_printed_though_the_carrier_is_out_of_reach(
    carrier: FakeCarrier, environ: pytest.MonkeyPatch
) -> None:
    whole = run("check", "--tick").out

    def gone(_method: str, _path: str) -> Answer | None:
        raise requests.ConnectionError

    carrier.before = gone
    done = run("check", "--tick")
    assert done.code == 2
    assert done.err.startswith("The carrier did not answer: ")
    lines = done.out.splitlines()
    assert lines[-1] == "Nothing was read of the account, so nothing else was checked."
    names = [line for line in lines if line.startswith("[ ] ")]
    assert [name for name in names if "Webhook rules" not in name] == [
        line for line in whole.splitlines() if line.startswith("[ ] ")
    ]
    assert "[ ] STOP wording" in done.out


def test_a_token_of_another_shape_is_warned_of(
    carrier: FakeCarrier, environ: pytest.MonkeyPatch
) -> None:
    environ.setenv("TWILIO_AUTH_TOKEN", "YOUR_TOKEN_GOES_HERE")
    done = run("check")
    warning, refusal = done.err.splitlines()
    assert done.code == 2
    assert warning.startswith("warning: a token in TWILIO_AUTH_TOKEN is not 32 hexadecimal ")
    assert refusal.startswith("The carrier does not take these credentials (status 401)")
    assert "YOUR_TOKEN" not in done.out + done.err


def test_no_traceback_and_no_repr_holds_the_token_or_a_number(
    carrier: FakeCarrier, environ: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_method: str, _path: str) -> Answer | None:
        raise RuntimeError(f"{TOKEN} {CALLS}")  # a fault that nobody thought of

    carrier.before = broken
    environ.setattr("sys.argv", ["responder", "account", "check"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 3
    printed = "".join(capsys.readouterr())
    assert printed.startswith("responder: our own fault, please report it: ")
    carrier.before = lambda _method, _path: (500, {}, f"{TOKEN} {CALLS}")
    hand = opened(access(), lambda _said: None)
    try:
        hand.read(Kind.NUMBER, CALLS_SID)
    except CarrierError as fault:
        printed += "".join(traceback.format_exception(fault)) + repr(fault)
    carrier.before = lambda _method, _path: None
    printed += repr(access()) + repr(hand) + repr(hand.read(Kind.NUMBER, CALLS_SID))
    for secret in (TOKEN, CALLS, CALLS[2:], "text.example.org"):
        assert secret not in printed


def test_nothing_is_read_of_what_people_sent_or_whom_they_called(
    carrier: FakeCarrier, environ: pytest.MonkeyPatch, mock: responses.RequestsMock
) -> None:
    carrier.service["smart_encoding"] = False
    run("check", "--tick")
    run("apply", "--yes")
    paths = {path for _, path in carrier.asked}
    assert len(paths) >= 8
    assert [each for each in paths if re.search(r"Messages|Calls\b|Recordings|Logs", each)] == []
