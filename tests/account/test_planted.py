"""Every misconfiguration, planted in an account: found, worded, mended by apply, and undone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from responder.account.findings import WORST_FIRST
from tests.account.conftest import Run, run
from tests.account.fake import (
    CALLS_SID,
    CODE,
    CODE_SID,
    FALLBACK,
    OVERRIDES,
    PUBLIC_URL,
    SERVICE_SID,
    SMS_XML,
    TEXTS,
    TEXTS_SID,
    VOICE_XML,
    FakeCarrier,
)

RIGHT = "The account is set as it must be. What no API tells: responder account check --tick\n"
SMS, VOICE = f"{PUBLIC_URL}/sms{OVERRIDES}", f"{PUBLIC_URL}/voice{OVERRIDES}"
Plant = Callable[[FakeCarrier], object]


def nothing(carrier: FakeCarrier) -> None:
    """Leave the account as it is."""


def service(**fields: Any) -> Plant:
    return lambda carrier: carrier.service.update(fields)


def calls(**fields: Any) -> Plant:
    return lambda carrier: carrier.calls.update(fields)


def on_its_own(**fields: Any) -> Plant:
    """Let the number's own addresses win over those of its messaging service."""

    def plant(carrier: FakeCarrier) -> None:
        carrier.service["use_inbound_webhook_on_number"] = True
        carrier.texts.update(fields)

    return plant


def campaign(**fields: Any) -> Plant:
    return lambda carrier: carrier.campaigns[0].update(fields)


def hosted(name: str, status: int, body: str) -> Plant:
    return lambda carrier: carrier.hosted.update({f"{FALLBACK}/{name}": (status, body)})


def account(**fields: Any) -> Plant:
    return lambda carrier: carrier.account.update(fields)


def rule(setting: dict[str, Any], **fields: Any) -> Plant:
    def plant(carrier: FakeCarrier) -> None:
        found = {"id": "webhooks_rule_1", "matchType": "DEFAULT", "settings": [], **fields}
        found["settings"] = [{"settingId": "webhooks_setting_1", "percentage": 100}]
        carrier.rules = [found]
        carrier.settings = {"webhooks_setting_1": {"id": "webhooks_setting_1", **setting}}

    return plant


def short_code(*, in_service: bool) -> Plant:
    def plant(carrier: FakeCarrier) -> None:
        text_fields = {
            name: value
            for name, value in carrier.texts.items()
            if name.startswith("sms_") and name != "sms_application_sid"
        }
        carrier.codes = [{"sid": CODE_SID, "short_code": CODE, **text_fields}]
        carrier.senders = {SERVICE_SID: [CODE_SID] if in_service else []}

    return plant


def toll_free(status: str) -> Plant:
    def plant(carrier: FakeCarrier) -> None:
        carrier.senders = {SERVICE_SID: []}
        carrier.verifications = [{"sid": "HH1", "status": status, "help_message_sample": None}]

    return plant


def texts_kind(kind: str, number: str = "860-555-0100") -> Callable[[str], str]:
    """Return what makes line.yaml name another kind of number for texts."""
    return lambda line: line.replace("number: 860-555-0100", f'number: "{number}"', 1).replace(
        "kind: long-code", f"kind: {kind}", 1
    )


def calls_to(number: str) -> Callable[[str], str]:
    """Return what makes line.yaml name another number for calls, and only that."""
    return lambda line: line.replace("calls: 860-555-0101", f'calls: "{number}"', 1).replace(
        "860-555-0101", "860-555-0100"
    )


def alone(carrier: FakeCarrier) -> None:
    carrier.senders = {SERVICE_SID: []}


@dataclass(frozen=True)
class Planted:
    """A fault: how it is planted, what is said of it, and whether apply can mend it."""

    rule: str
    plant: Plant
    said: str
    mends: bool = True
    line: Callable[[str], str] = field(default=lambda line: line)
    options: tuple[str, ...] = ()
    name: str = ""


BY_HAND: dict[str, Any] = {"mends": False}
GIVEN: dict[str, Any] = {"options": ("--fallback", FALLBACK)}
NEW = "https://other.example.net/a"
PLANTED = (
    Planted(
        "account-status", account(status="suspended"),
        "The account is not active (status suspended).", **BY_HAND,
    ),
    Planted(
        "number-missing", lambda carrier: carrier.numbers.pop(),
        "The number for calls in line.yaml is not in this account. It is the sample's number "
        "still.",
        **BY_HAND,
    ),
    Planted(
        "voice-on-short-code", nothing, "The number for calls in line.yaml is a short code.",
        line=calls_to("55501"), **BY_HAND,
    ),
    Planted(
        "number-cannot", calls(capabilities={"voice": False, "sms": True}),
        "The number for calls cannot carry calls.", **BY_HAND,
    ),
    Planted(
        "texts-application", on_its_own(sms_application_sid="AP" + "6" * 32),
        "A TwiML application is set for texts.",
    ),
    Planted(
        "calls-application", calls(voice_application_sid="AP" + "6" * 32),
        "A TwiML application is set for calls.",
    ),
    Planted("calls-trunk", calls(trunk_sid="TK" + "7" * 32), "A SIP trunk is set for calls."),
    Planted(
        "calls-fax", calls(voice_receive_mode="fax"),
        "The number for calls takes faxes and not calls.",
    ),
    Planted(
        "service-inbound-off", service(inbound_request_url=None),
        "The messaging service that the number is in has no address for incoming texts.",
    ),
    Planted(
        "texts-address", service(inbound_request_url="https://old.example.com/sms?tenant=5"),
        "The address for texts, https://old.example.com/sms?***, leads to old.example.com and not "
        "to text.example.org.",
    ),
    Planted(
        "texts-address", on_its_own(sms_url=""), "No address is set for texts.",
        name="texts-address, none",
    ),
    Planted(
        "calls-address", calls(voice_url=f"{PUBLIC_URL}/voice/{OVERRIDES}"),
        f"The address for calls, {PUBLIC_URL}/voice/{OVERRIDES}, ends with a slash too many.",
    ),
    Planted(
        "texts-method", service(inbound_method="GET"),
        "The address for texts is asked with GET and not with POST.",
    ),
    Planted(
        "calls-method", calls(voice_method="GET"),
        "The address for calls is asked with GET and not with POST.",
    ),
    Planted(
        "rule-signs",
        rule(
            {"signature": {"type": "SHARED_KEY", "sharedKeyId": "k", "algorithm": "HMAC_SHA256"}},
            matchType="EXACT_MATCH", value=f"{PUBLIC_URL}/voice",
        ),
        "A webhook rule signs what is asked for calls with a shared key.", **BY_HAND,
    ),
    Planted(
        "not-registered", alone,
        "The number for texts is in no messaging service, so in no registered campaign.", **BY_HAND,
    ),
    Planted(
        "not-registered", campaign(campaign_status="FAILED"),
        "The campaign was refused (status FAILED).", name="not-registered, refused", **BY_HAND,
    ),
    Planted(
        "not-registered", campaign(campaign_status="IN_PROGRESS"),
        "The campaign is not approved yet (status IN_PROGRESS).",
        name="not-registered, waiting", **BY_HAND,
    ),
    Planted(
        "not-registered", campaign(campaign_status="BLESSED"),
        "The campaign has a status that this version does not know.",
        name="not-registered, unknown", **BY_HAND,
    ),
    Planted(
        "not-registered", lambda carrier: carrier.campaigns.clear(),
        "No campaign is registered for the number for texts.",
        name="not-registered, none", **BY_HAND,
    ),
    Planted(
        "not-registered", toll_free("TWILIO_REJECTED"),
        "The toll-free verification was refused (status TWILIO_REJECTED).",
        line=texts_kind("toll-free"), name="not-registered, toll-free", **BY_HAND,
    ),
    Planted(
        "campaign-use-case", campaign(us_app_to_person_usecase="EMERGENCY"),
        "The campaign is registered for emergencies.", **BY_HAND,
    ),
    Planted(
        "texts-fallback-missing", service(fallback_url=None),
        "No fallback address is set for texts.", **GIVEN,
    ),
    Planted(
        "calls-fallback-missing", calls(voice_fallback_url=""),
        "No fallback address is set for calls.", **GIVEN,
    ),
    Planted(
        "calls-fallback-missing", calls(voice_fallback_url=""),
        "No fallback address is set for calls.", name="calls-fallback-missing, none given",
        **BY_HAND,
    ),
    Planted(
        "texts-fallback-wrong", hosted("sms.xml", 200, SMS_XML.replace("llame al 988", "espere")),
        f"The fallback for texts, {FALLBACK}/sms.xml, is not what it should be: it does not say "
        "988 in Spanish.", **BY_HAND,
    ),
    Planted(
        "texts-fallback-wrong", hosted("sms.xml", 200, SMS_XML.replace("911", "help")),
        f"The fallback for texts, {FALLBACK}/sms.xml, is not what it should be: 911 is missing.",
        name="texts-fallback-wrong, the probe would say", **BY_HAND,
    ),
    Planted(
        "texts-fallback-wrong", hosted("sms.xml", 405, "no"),
        f"The fallback for texts, {FALLBACK}/sms.xml, is not what it should be: it refuses POST "
        "(status 405).", name="texts-fallback-wrong, refuses POST",
        **BY_HAND,
    ),
    Planted(
        "calls-fallback-wrong", hosted("voice.xml", 200, SMS_XML),
        f"The fallback for calls, {FALLBACK}/voice.xml, is not what it should be: <Message> is not "
        "known in <Response>.", **BY_HAND,
    ),
    Planted(
        "texts-fallback-address", service(fallback_url=f"{FALLBACK}/old.xml"),
        f"The fallback address for texts, {FALLBACK}/old.xml, is not the one you gave.", **GIVEN,
    ),
    Planted(
        "calls-fallback-address", calls(voice_fallback_url=f"{FALLBACK}/old.xml"),
        f"The fallback address for calls, {FALLBACK}/old.xml, is not the one you gave.", **GIVEN,
    ),
    Planted(
        "texts-fallback-same-host",
        lambda carrier: (
            carrier.service.update(fallback_url=f"{PUBLIC_URL}/f.xml"),
            carrier.hosted.update({f"{PUBLIC_URL}/f.xml": (200, SMS_XML)}),
        ),
        "The fallback for texts stands on the same host as the line.", **BY_HAND,
    ),
    Planted(
        "calls-fallback-same-host",
        lambda carrier: (
            carrier.calls.update(voice_fallback_url=f"{PUBLIC_URL}/f.xml"),
            carrier.hosted.update({f"{PUBLIC_URL}/f.xml": (200, VOICE_XML)}),
        ),
        "The fallback for calls stands on the same host as the line.", **BY_HAND,
    ),
    Planted(
        "short-code-stop", short_code(in_service=False),
        "line.yaml says that the carrier answers STOP, but the short code is in no messaging "
        "service.", line=texts_kind("short-code", CODE), **BY_HAND,
    ),
    Planted(
        "stop-without-988", campaign(opt_out_message="You get no more texts."),
        "The opt-out wording that is registered does not say 988.", **BY_HAND,
    ),
    Planted(
        "help-without-988", campaign(help_message="Call 860-555-9880 for help."),
        "The HELP wording that is registered does not say 988.", **BY_HAND,
    ),
    Planted(
        "stop-without-spanish", campaign(opt_out_keywords=["STOP", "alto"]),
        "The opt-out words that are registered lack the Spanish PARAR, CANCELAR.", **BY_HAND,
    ),
    Planted("trial", account(type="Trial"), "This is a trial account.", **BY_HAND),
    Planted(
        "rule-waits",
        rule(
            {"connection": {"connectTimeoutMs": 5000, "readTimeoutMs": 10000}},
            matchType="PREFIX_MATCH", prefix=f"{PUBLIC_URL}/v",
        ),
        "A webhook rule lets a silent line keep calls waiting for 15 seconds.", **BY_HAND,
    ),
    Planted(
        "texts-overrides", service(inbound_request_url=f"{PUBLIC_URL}/sms"),
        "The address for texts does not say that a slow or broken answer is to be asked for again.",
    ),
    Planted(
        "calls-overrides", calls(voice_url=f"{PUBLIC_URL}/voice#rc=1&rp=all&ct=5000&rt=9000"),
        "The address for calls lets a silent line keep a caller for 28 seconds.",
    ),
    Planted(
        "texts-fallback-method", service(fallback_method="GET"),
        "The fallback address for texts is asked with GET and not with POST.",
    ),
    Planted(
        "calls-fallback-method", calls(voice_fallback_method="GET"),
        "The fallback address for calls is asked with GET and not with POST.",
    ),
    Planted(
        "status-callback", calls(status_callback=NEW),
        f"The end of each call is reported to {NEW}.",
    ),
    Planted(
        "caller-name", calls(voice_caller_id_lookup=True),
        "The carrier looks up the name of each caller.",
    ),
    Planted(
        "smart-encoding", service(smart_encoding=False),
        "Smart Encoding is off in the messaging service.",
    ),
    Planted(
        "unknown", calls(voice_method="QUERY"),
        "The carrier answered what this version does not know: voice_method of the number for "
        "calls.", **BY_HAND,
    ),
)  # fmt: skip
IDS = [each.name or each.rule for each in PLANTED]


def test_every_finding_is_planted_here() -> None:
    assert {each.rule for each in PLANTED} == set(WORST_FIRST)


def unwrapped(run: Run) -> str:
    return re.sub(r"\s+", " ", run.out)


def named(run: Run) -> list[str]:
    """Return the rules that a command named, in the order in which it did."""
    return re.findall(r"\[([a-z0-9-]+)\]", run.out)


@pytest.mark.parametrize("planted", PLANTED, ids=IDS)
def test_a_fault_is_found_worded_mended_and_undone(
    planted: Planted, carrier: FakeCarrier, environ: pytest.MonkeyPatch, flows: Path
) -> None:
    planted.plant(carrier)
    line = flows / "line.yaml"
    line.write_text(planted.line(line.read_text("utf-8")), "utf-8")
    before = carrier.held()

    found = run("check", *planted.options)
    assert (found.code, named(found), found.err) == (1, [planted.rule], "")
    assert f"1. {planted.said} [{planted.rule}] why: " in unwrapped(found)
    assert " fix: " in unwrapped(found)
    assert carrier.set == []

    done = run("apply", "--yes", "--undo-file", "undo.json", *planted.options)
    if not planted.mends:
        assert (done.code, carrier.set) == (1, [])
        assert "None of this can be set from here; nothing was changed." in done.out
        assert not Path("undo.json").exists()
        return
    assert (done.code, done.err) == (0, "")
    after = run("check", *planted.options)
    assert (after.code, after.out) == (0, RIGHT)
    assert len(carrier.set) == 1

    undone = run("undo", "undo.json", "--yes")
    assert (undone.code, undone.err) == (0, "")
    assert _plain(carrier.held()) == _plain(before)


def _plain(held: Any) -> Any:
    """Return what was held with nothing told in one way; a carrier takes only "" for it."""
    return [[{n: v or "" for n, v in each.items()} for each in part] for part in held]


RIGHTS: dict[str, tuple[Plant, Callable[[str], str]]] = {
    "a long code in a service": (nothing, lambda line: line),
    "its own addresses": (on_its_own(), lambda line: line),
    "a short code in a service": (short_code(in_service=True), texts_kind("short-code", CODE)),
    "a short code alone, where the line answers STOP": (
        short_code(in_service=False),
        lambda line: texts_kind("short-code", CODE)(line).replace(
            "kind: short-code", "kind: short-code\n    carrier_answers_stop: false"
        ),
    ),
    "a toll-free number": (toll_free("TWILIO_APPROVED"), texts_kind("toll-free")),
    "one number for both": (
        lambda carrier: carrier.numbers.pop(),
        calls_to("860-555-0100"),
    ),
    "a rule for other addresses": (
        rule({"signature": {"type": "SHARED_KEY"}}, matchType="PREFIX_MATCH", prefix=f"{NEW}/"),
        lambda line: line,
    ),
    "no rules to be read": (
        lambda carrier: setattr(carrier, "rules_status", 403),
        lambda line: line,
    ),
    "overrides of your own": (
        calls(voice_url=f"{PUBLIC_URL}/voice#rc=2&rp=all&ct=1000&rt=3000&e=ashburn"),
        lambda line: line,
    ),
}


@pytest.mark.parametrize("right", RIGHTS)
def test_an_account_that_is_right_gives_one_line(
    right: str, carrier: FakeCarrier, environ: pytest.MonkeyPatch, flows: Path
) -> None:
    plant, change = RIGHTS[right]
    plant(carrier)
    line = flows / "line.yaml"
    line.write_text(change(line.read_text("utf-8")), "utf-8")
    done = run("check")
    assert (done.code, done.out, done.err) == (0, RIGHT, "")
    assert run("apply").out == "The account is set as it must be. Nothing to set.\n"
    assert carrier.set == []


def test_several_faults_stand_in_the_order_of_their_weight(
    carrier: FakeCarrier, environ: pytest.MonkeyPatch
) -> None:
    carrier.service.update(smart_encoding=False, fallback_url="", inbound_method="GET")
    carrier.calls.update(trunk_sid="TK1", voice_url=f"{PUBLIC_URL}/voice")
    carrier.account["type"] = "Trial"
    done = run("check")
    assert named(done) == [
        "calls-trunk", "texts-method", "texts-fallback-missing", "trial", "calls-overrides",
        "smart-encoding",
    ]  # fmt: skip
    assert "6 findings, worst first. responder account apply mends 4 of them." in done.out


def test_a_shared_key_beside_the_token_is_known_to_the_line(
    carrier: FakeCarrier, environ: pytest.MonkeyPatch
) -> None:
    from tests.account.fake import TOKEN

    rule({"signature": {"type": "SHARED_KEY"}})(carrier)
    assert named(run("check")) == ["rule-signs", "rule-signs"]
    environ.setenv("TWILIO_AUTH_TOKEN", f"{TOKEN},a-key-of-the-rule-that-signs")
    assert run("check").out == RIGHT


def test_who_else_is_in_a_messaging_service_is_said_before_it_is_changed(
    carrier: FakeCarrier, environ: pytest.MonkeyPatch
) -> None:
    carrier.senders = {SERVICE_SID: [TEXTS_SID, CALLS_SID]}
    carrier.service["smart_encoding"] = False
    done = run("apply", "--yes")
    assert "1 other number of this service change with it" in unwrapped(done)
    assert TEXTS not in done.out


def test_the_page_on_the_account_names_every_finding_once() -> None:
    page = (Path(__file__).parents[2] / "docs" / "account.md").read_text("utf-8")
    rows = [row.split("|")[1] for row in page.splitlines() if row.startswith("| `")]
    listed = [name for row in rows for name in re.findall(r"`([a-z0-9-]+)`", row)]
    assert set(listed) == set(WORST_FIRST)
    assert len(listed) == len(WORST_FIRST)
