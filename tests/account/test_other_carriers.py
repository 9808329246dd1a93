"""SignalWire and Somleng: what their APIs hold is read and set, and the rest is a list to tick."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import responses

from tests.account.conftest import run
from tests.account.fake import (
    CALLS_SID,
    CODE,
    FALLBACK,
    OVERRIDES,
    PUBLIC_URL,
    FakeCarrier,
)
from tests.account.test_planted import RIGHT, named, texts_kind

PROJECT = "b3877c40-da60-4998-90ad-b792e98472ac"
SPACE = "https://example.signalwire.com"
# https://developer.signalwire.com/rest/compatibility-api/overview
SIGNALWIRE = f"{SPACE}/api/laml"
# github.com/somleng/somleng, app/serializers/twilio_api/incoming_phone_number_serializer.rb
SOMLENG = "https://api.somleng.org"
NOT_AT_SOMLENG = ("sms_fallback_url", "voice_fallback_url", "sms_application_sid", "trunk_sid")


def plain(carrier: FakeCarrier) -> FakeCarrier:
    """Take from the numbers what only Twilio has: the settings behind the # of an address."""
    for each in carrier.numbers:
        each["sms_url"], each["voice_url"] = f"{PUBLIC_URL}/sms", f"{PUBLIC_URL}/voice"
    return carrier


@pytest.fixture
def signalwire(mock: responses.RequestsMock, environ: pytest.MonkeyPatch) -> FakeCarrier:
    environ.setenv("RESPONDER_CARRIER", "signalwire")
    environ.setenv("TWILIO_ACCOUNT_SID", PROJECT)
    environ.setenv("SIGNALWIRE_SIGNING_KEY", "PSK_0123456789abcdef")
    return plain(FakeCarrier(mock, SIGNALWIRE, PROJECT))


@pytest.fixture
def somleng(mock: responses.RequestsMock, environ: pytest.MonkeyPatch) -> FakeCarrier:
    environ.setenv("RESPONDER_CARRIER", "somleng")
    environ.setenv("TWILIO_ACCOUNT_SID", PROJECT)
    carrier = plain(FakeCarrier(mock, SOMLENG, PROJECT))
    for each in carrier.numbers:
        each.update(dict.fromkeys(NOT_AT_SOMLENG), status_callback=None)
    return carrier


def test_signalwire_is_read_and_set_at_its_own_address(signalwire: FakeCarrier) -> None:
    assert run("check", "--api", SPACE).out == RIGHT
    signalwire.calls.update(voice_url=f"{PUBLIC_URL}/sms", voice_method="GET")
    signalwire.texts["sms_fallback_url"] = ""
    done = run("check", "--api", SPACE)
    assert named(done) == ["calls-address", "calls-method", "texts-fallback-missing"]
    given = ("--api", SPACE, "--fallback", FALLBACK)
    assert run("apply", "--yes", "--undo-file", "undo.json", *given).code == 0
    assert signalwire.calls["voice_url"] == f"{PUBLIC_URL}/voice"
    assert run("undo", "undo.json", "--yes", "--api", SPACE).code == 0
    assert signalwire.calls["voice_method"] == "GET"
    assert [path for _, path in signalwire.asked if not path.startswith(f"{SIGNALWIRE}/")] == []


def test_a_region_of_twilio_is_none_of_signalwire(
    signalwire: FakeCarrier, environ: pytest.MonkeyPatch
) -> None:
    environ.setenv("TWILIO_EDGE", "ashburn")
    environ.setenv("TWILIO_REGION", "us1")
    assert run("check", "--api", SPACE).out == RIGHT


def test_a_short_code_of_signalwire_is_on_the_list_to_tick(
    signalwire: FakeCarrier, flows: Path
) -> None:
    line = flows / "line.yaml"
    line.write_text(texts_kind("short-code", CODE)(line.read_text("utf-8")), "utf-8")
    done = run("check", "--tick", "--api", SPACE)
    assert done.code == 0
    assert f"    texts to it must be asked with POST at {PUBLIC_URL}/sms\n" in done.out


def test_further_pages_of_signalwire_are_read(signalwire: FakeCarrier) -> None:
    other: dict[str, Any] = {**signalwire.calls, "phone_number": "+186055501019"}
    signalwire.numbers[1:1] = [{**other, "sid": f"x{each}"} for each in range(150)]
    assert run("check", "--api", SPACE).out == RIGHT


def test_signalwire_needs_the_address_of_the_space_and_a_token(
    signalwire: FakeCarrier, environ: pytest.MonkeyPatch
) -> None:
    environ.delenv("TWILIO_AUTH_TOKEN")
    done = run("check")
    assert (done.code, signalwire.asked) == (2, [])
    assert "TWILIO_AUTH_TOKEN: is not set; the signing key checks what SignalWire sends" in done.err
    assert "--api: is not given; each SignalWire space has an address of its own" in done.err


def test_signalwire_needs_no_signing_key_to_be_looked_after(
    signalwire: FakeCarrier, environ: pytest.MonkeyPatch
) -> None:
    environ.delenv("SIGNALWIRE_SIGNING_KEY")
    assert run("check", "--api", SPACE).out == RIGHT
    environ.setenv("TWILIO_AUTH_TOKEN", "cut")
    done = run("check", "--api", SPACE)
    assert done.code == 2
    assert done.err == (
        "TWILIO_AUTH_TOKEN: holds a token of fewer than 16 characters; some of it is gone\n"
        "  fix: set it to an API token from the API page of your SignalWire space, for this "
        "command alone\n"
    )


def test_without_anything_set_signalwire_asks_for_project_and_token_alone(
    signalwire: FakeCarrier, environ: pytest.MonkeyPatch
) -> None:
    for name in ("SIGNALWIRE_SIGNING_KEY", "TWILIO_AUTH_TOKEN", "TWILIO_ACCOUNT_SID"):
        environ.delenv(name)
    done = run("check", "--api", SPACE)
    assert [each.split(":")[0] for each in done.err.splitlines()[::2]] == [
        "TWILIO_ACCOUNT_SID",
        "TWILIO_AUTH_TOKEN",
        "Settings are environment variables",
    ]
    assert signalwire.asked == []


def test_somleng_has_no_fallback_to_set(somleng: FakeCarrier) -> None:
    assert run("check").out == RIGHT
    somleng.calls["voice_url"] = f"{PUBLIC_URL}/voice{OVERRIDES.replace('rc=1', 'rc=0')}"
    somleng.texts["sms_method"] = "GET"
    somleng.calls["status_callback"] = "https://spy.example.net/"
    done = run("check")
    assert named(done) == ["texts-method", "status-callback"]
    assert "[ ] No fallback (nowhere: its numbers have no fallback address)" in (
        run("check", "--tick").out
    )
    # Its API takes no empty address, so that one is left for a hand.
    after = run("apply", "--yes", "--undo-file", "undo.json")
    assert (after.code, named(after)) == (1, ["status-callback"])
    assert [form for _, form in somleng.set] == [{"SmsMethod": "POST"}]
    assert [path for _, path in somleng.asked if not path.startswith(f"{SOMLENG}/")] == []


def test_a_somleng_of_your_own_has_another_address(
    mock: responses.RequestsMock, environ: pytest.MonkeyPatch, somleng: FakeCarrier
) -> None:
    somleng._root = "https://somleng.example.org"
    assert run("check", "--api", "https://somleng.example.org").out == RIGHT


def test_an_undo_file_of_one_carrier_is_not_taken_to_another(
    somleng: FakeCarrier, environ: pytest.MonkeyPatch
) -> None:
    somleng.texts["sms_method"] = "GET"
    run("apply", "--yes", "--undo-file", "undo.json")
    environ.setenv("RESPONDER_CARRIER", "signalwire")
    environ.setenv("SIGNALWIRE_SIGNING_KEY", "PSK_0123456789abcdef")
    done = run("undo", "undo.json", "--yes", "--api", SPACE)
    assert done.code == 2
    assert somleng.texts["sms_method"] == "POST"
    assert Path("undo.json").exists()


@pytest.mark.parametrize("name", ["signalwire", "somleng"])
def test_the_list_to_tick_says_what_the_carrier_must_be_asked(
    name: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(name)
    out = run("check", "--tick", *(["--api", SPACE] if name == "signalwire" else [])).out
    assert "[ ] STOP and HELP" in out
    assert "You are out and will get no more texts from Example Line." in out
    assert "[ ] How long it keeps messages" in out


def test_the_calls_number_is_never_shown(signalwire: FakeCarrier) -> None:
    signalwire.calls["voice_url"] = ""
    done = run("apply", "--api", SPACE)
    assert CALLS_SID in done.out
    assert "8605550101" not in done.out
