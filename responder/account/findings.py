"""The account as it is against the account as it must be: every difference, worst first.

Worst is what leaves a texter or caller without any answer, then what leaves them without 988 when
something fails, then what the carrier tells them in our place, then what costs or gives away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from responder.account.addresses import CALL_WAITS_MS, shown
from responder.account.places import calls_place, service_place
from responder.account.registration import registration_findings
from responder.account.routes import APPLY, Route, route_findings, routes
from responder.account.state import Account, Change, Finding, Held, Kind, Wanted
from responder.settings import Carrier

WORST_FIRST = (
    "account-status",
    "number-missing",
    "voice-on-short-code",
    "number-cannot",
    "texts-application",
    "calls-application",
    "calls-trunk",
    "calls-fax",
    "service-inbound-off",
    "texts-address",
    "calls-address",
    "texts-method",
    "calls-method",
    "rule-signs",
    "not-registered",
    "campaign-use-case",
    "texts-fallback-missing",
    "calls-fallback-missing",
    "texts-fallback-wrong",
    "calls-fallback-wrong",
    "texts-fallback-address",
    "calls-fallback-address",
    "texts-fallback-same-host",
    "calls-fallback-same-host",
    "short-code-stop",
    "stop-without-988",
    "help-without-988",
    "stop-without-spanish",
    "trial",
    "rule-waits",
    "texts-overrides",
    "calls-overrides",
    "texts-fallback-method",
    "calls-fallback-method",
    "status-callback",
    "caller-name",
    "smart-encoding",
    "unknown",
)


def findings(account: Account, wanted: Wanted, standby: Mapping[str, str]) -> tuple[Finding, ...]:
    """Return all that is wrong with the account, worst first; nothing if it is as it must be.

    `standby` holds what is wrong with the fallback for `texts` and for `calls`, empty where
    nothing is; what was not tried is absent.
    """
    found = [
        *_account(account),
        *_numbers(account, wanted),
        *(each for route in routes(account, wanted, standby) for each in _route(route, wanted)),
        *_rules(account, wanted),
        *registration_findings(account, wanted),
        *_side_settings(account, wanted),
        *_unknown(account),
    ]
    return tuple(sorted(found, key=lambda each: WORST_FIRST.index(each.rule)))


def _account(account: Account) -> Iterator[Finding]:
    if account.status and account.status.lower() != "active":
        yield Finding(
            "account-status",
            f"The account is not active (status {account.status}).",
            "the carrier takes no text and no call: people get nothing, or a machine's error",
            "Console > Billing: pay what is open and turn on automatic payment; then ask support",
        )
    if account.trial:
        yield Finding(
            "trial",
            "This is a trial account.",
            "only numbers that you verified get a text, with an advertisement before the crisis "
            "line, and callers hear one before 988",
            "Console > Billing > Upgrade",
        )


def _numbers(account: Account, wanted: Wanted) -> Iterator[Finding]:
    for channel, number, held, can in (
        ("texts", wanted.texts, account.texts, "sms"),
        ("calls", wanted.calls, account.calls, "voice"),
    ):
        short = not number.startswith("+")
        if channel == "calls" and short:
            yield Finding(
                "voice-on-short-code",
                "The number for calls in line.yaml is a short code.",
                "short codes carry no calls: whoever dials it hears that there is no such number",
                "get a ten-digit number and write it under calls: in flows/line.yaml",
            )
        elif held is None and not (short and wanted.carrier is not Carrier.TWILIO):
            sample = " It is the sample's number still." if wanted.sample else ""
            yield Finding(
                "number-missing",
                f"The number for {channel} in line.yaml is not in this account.{sample}",
                f"nothing that is set here has anything to do with the {channel} people send there",
                "write your own number into flows/line.yaml, or set TWILIO_ACCOUNT_SID to the "
                "account (or subaccount) that holds it",
            )
        elif held is not None and held.carries is not None and can not in held.carries:
            yield Finding(
                "number-cannot",
                f"The number for {channel} cannot carry {channel}.",
                f"no {channel} reach the line at all",
                "get a number that can; the carrier lists what each can before you buy it",
            )


def _route(route: Route, wanted: Wanted) -> Iterator[Finding]:
    yield from _overriding(route, wanted)
    yield from route_findings(route, wanted)


# What makes the carrier ignore the addresses of a number: the rule, the field, what it is.
_OVERRIDING = {
    "texts": (("texts-application", "sms_application_sid", "A TwiML application", "texts"),),
    "calls": (
        ("calls-application", "voice_application_sid", "A TwiML application", "calls"),
        ("calls-trunk", "trunk_sid", "A SIP trunk", "calls"),
    ),
}


def _overriding(route: Route, wanted: Wanted) -> Iterator[Finding]:
    place = route.place
    for rule, name, what, channel in _OVERRIDING[route.channel]:
        if route.held.words(name):
            yield Finding(
                rule,
                f"{what} is set for {channel}.",
                f"the carrier ignores the addresses of the number and asks there: a {route.person} "
                "gets whatever that says, or nothing",
                f"{APPLY}; or by hand: {place}: configure with Webhook, and not with another",
                (route.change(name, ""),),
            )
    if route.channel == "calls" and route.held.words("voice_receive_mode").lower() == "fax":
        yield Finding(
            "calls-fax",
            "The number for calls takes faxes and not calls.",
            "a caller hears a fax machine",
            f"{APPLY}; or by hand: {calls_place(wanted.carrier)}: accept incoming Voice Calls",
            (route.change("voice_receive_mode", "voice"),),
        )


def _rules(account: Account, wanted: Wanted) -> Iterator[Finding]:
    for rule in account.rules or ():
        if rule.shared_key and not wanted.spare_keys:
            yield Finding(
                "rule-signs",
                f"A webhook rule signs what is asked for {rule.channel} with a shared key.",
                "the line does not know that key and refuses the request: nobody gets its answer",
                "put the key beside the token, TWILIO_AUTH_TOKEN=TOKEN,KEY, and start the line "
                "anew; or take our address out of the rule (webhooks.twilio.com, Rules)",
            )
        if rule.seconds is not None and rule.seconds * 1000 >= CALL_WAITS_MS:
            yield Finding(
                "rule-waits",
                f"A webhook rule lets a silent line keep {rule.channel} waiting for "
                f"{rule.seconds:.0f} seconds.",
                "it beats what stands behind the # of the address; a call is given up after 15, "
                "before the fallback is asked",
                "set connectTimeoutMs 2000, readTimeoutMs 4000 and one retry in its settings "
                "(webhooks.twilio.com, Settings)",
            )


def _side_settings(account: Account, wanted: Wanted) -> Iterator[Finding]:
    seen: list[Held] = []
    for held in (account.texts, account.calls):
        if held is not None and held not in seen and held.kind is Kind.NUMBER:
            seen.append(held)
            yield from _given_away(held, wanted)
    service = account.service
    if service is not None and service.fields.get("smart_encoding") is False:
        yield Finding(
            "smart-encoding",
            "Smart Encoding is off in the messaging service.",
            "one pasted quotation mark in an answer makes three texts of one and can cut a "
            "number in two",
            f"{APPLY}; or by hand: {service_place('Content Settings')}: turn on Smart Encoding",
            (_change(service, "smart_encoding", True),),
        )


def _given_away(held: Held, wanted: Wanted) -> Iterator[Finding]:
    callback = held.words("status_callback")
    if callback:
        yield Finding(
            "status-callback",
            f"The end of each call is reported to {shown(callback)}.",
            "who called, when and for how long goes to somebody who does not need it",
            f"{APPLY}; or by hand: {calls_place(wanted.carrier)}: empty Call Status Changes",
            # Somleng's API takes no empty address.
            () if wanted.carrier is Carrier.SOMLENG else (_change(held, "status_callback", ""),),
        )
    if held.fields.get("voice_caller_id_lookup") is True:
        yield Finding(
            "caller-name",
            "The carrier looks up the name of each caller.",
            "a caller's name travels to the line, which has no use for it, and each look-up costs",
            f"{APPLY}; or by hand: {calls_place(wanted.carrier)}: turn Caller Name Lookup off",
            (_change(held, "voice_caller_id_lookup", False),),
        )


def _unknown(account: Account) -> Iterator[Finding]:
    if account.unknown:
        yield Finding(
            "unknown",
            f"The carrier answered what this version does not know: {', '.join(account.unknown)}.",
            "whether a texter or caller gets an answer cannot be told from that",
            "look there in the carrier's console (responder account check --tick says where), and "
            "see whether there is a newer version of this program",
        )


def _change(held: Held, name: str, new: str | bool) -> Change:
    return Change(held.kind, held.sid, name, held.fields.get(name), new)
