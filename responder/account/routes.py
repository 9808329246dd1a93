"""Which address the carrier asks for a text or a call, and everything that is wrong with it.

The same questions are asked of both; what differs is where the answer stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from responder.account.addresses import OVERRIDES, astray, host_of, shown, slow, without_overrides
from responder.account.places import calls_place, texts_place
from responder.account.state import REFUSES_POST, Account, Change, Finding, Held, Value, Wanted
from responder.settings import Carrier

# Somleng's numbers have no fallback: its serializer answers null for it and its request schema
# takes none (github.com/somleng/somleng, read 2026-11-27).
HAVE_FALLBACK = (Carrier.TWILIO, Carrier.SIGNALWIRE)
# Only Twilio tells of settings behind the # of an address.
HAVE_OVERRIDES = (Carrier.TWILIO,)
APPLY = "responder account apply"


@dataclass(frozen=True)
class Route:
    """Where the carrier learns whom to ask for one channel, and who is at the other end."""

    channel: str  # "texts" or "calls"
    person: str  # "texter" or "caller"
    held: Held
    url: str
    method: str
    fallback: str
    fallback_method: str
    wanted_url: str
    wanted_fallback: str
    place: str
    standby: str | None = None  # what is wrong with the fallback; None: not tried

    def change(self, name: str, new: Value) -> Change:
        """Return the change of one field of what this route stands in."""
        return Change(self.held.kind, self.held.sid, name, self.held.fields.get(name), new)

    @property
    def uses(self) -> str:
        """The fallback address that is to be in use: the wanted one, else what stands there."""
        return self.wanted_fallback or self.held.words(self.fallback)


def routes(account: Account, wanted: Wanted, standby: Mapping[str, str]) -> Iterator[Route]:
    """Yield the route of texts and the route of calls, as far as their numbers are there.

    `standby` holds what is wrong with each fallback, by channel; one that was not tried is absent.
    """
    overrides = f"#{OVERRIDES}" if wanted.carrier in HAVE_OVERRIDES else ""
    service = account.service
    if account.texts is not None:
        own = service is None or service.fields.get("use_inbound_webhook_on_number") is True
        held = account.texts if own or service is None else service
        names = (
            ("sms_url", "sms_method", "sms_fallback_url", "sms_fallback_method")
            if own
            else ("inbound_request_url", "inbound_method", "fallback_url", "fallback_method")
        )
        yield Route(
            "texts", "texter", held, *names, f"{wanted.public_url}/sms{overrides}",
            wanted.texts_fallback, texts_place(wanted.carrier, held.kind), standby.get("texts"),
        )  # fmt: skip
    if account.calls is not None and "voice_url" in account.calls.fields:
        yield Route(
            "calls", "caller", account.calls, "voice_url", "voice_method", "voice_fallback_url",
            "voice_fallback_method", f"{wanted.public_url}/voice{overrides}",
            wanted.calls_fallback, calls_place(wanted.carrier), standby.get("calls"),
        )  # fmt: skip


def route_findings(route: Route, wanted: Wanted) -> Iterator[Finding]:
    """Yield all that is wrong with one route."""
    yield from _address(route)
    if route.held.words(route.method).upper() == "GET":
        yield Finding(
            f"{route.channel}-method",
            f"The address for {route.channel} is asked with GET and not with POST.",
            f"the line answers POST only, so no {route.person} gets its answer; and with GET what "
            "they send stands in the address, where hosts keep it in their logs",
            f"{APPLY}; or by hand: {route.place}: choose HTTP POST",
            (route.change(route.method, "POST"),),
        )
    if wanted.carrier in HAVE_OVERRIDES:
        yield from _overrides(route)
    if wanted.carrier in HAVE_FALLBACK:
        yield from _fallback(route, wanted)


def _address(route: Route) -> Iterator[Finding]:
    held = route.held.words(route.url)
    change = (route.change(route.url, route.wanted_url),)
    fix = f"{APPLY}; or by hand: {route.place}: write {route.wanted_url}"
    if route.url == "inbound_request_url" and not held:
        yield Finding(
            "service-inbound-off",
            "The messaging service that the number is in has no address for incoming texts.",
            "the carrier throws every text away and does not even log it: a texter gets nothing",
            fix,
            change,
        )
    elif not held:
        what = f"No address is set for {route.channel}."
        why = f"nobody is asked, so a {route.person} gets nothing from this line"
        yield Finding(f"{route.channel}-address", what, why, fix, change)
    elif found := astray(held, without_overrides(route.wanted_url)):
        what = f"The address for {route.channel}, {shown(held)}, {found[0]}."
        yield Finding(f"{route.channel}-address", what, found[1], fix, change)


def _overrides(route: Route) -> Iterator[Finding]:
    held = route.held.words(route.url)
    # A wrong address is written anew as a whole.
    if held and astray(held, without_overrides(route.wanted_url)) is None:
        found = slow(held)
        if found:
            yield Finding(
                f"{route.channel}-overrides",
                f"The address for {route.channel} {found[0]}.",
                found[1],
                f"{APPLY}; or by hand: {route.place}: end the address with #{OVERRIDES}",
                (route.change(route.url, route.wanted_url),),
            )


def _fallback(route: Route, wanted: Wanted) -> Iterator[Finding]:
    held, asked_for = route.held.words(route.fallback), route.wanted_fallback
    failing = (
        "when the line fails, the carrier sends the texter nothing at all"
        if route.channel == "texts"
        else "when the line fails, the caller hears a machine's error and no 988"
    )
    setting = (route.change(route.fallback, asked_for),) if asked_for and not route.standby else ()
    by_hand = f"by hand: {route.place}: the address for when the primary handler fails"
    if not held:
        yield Finding(
            f"{route.channel}-fallback-missing",
            f"No fallback address is set for {route.channel}.",
            failing,
            f"host what responder fallback writes, then {APPLY} --fallback ADDRESS; or {by_hand}",
            setting,
        )
    elif asked_for and held != asked_for:
        yield Finding(
            f"{route.channel}-fallback-address",
            f"The fallback address for {route.channel}, {shown(held)}, is not the one you gave.",
            "when the line fails, the carrier asks there: perhaps old words, perhaps nobody",
            f"{APPLY} --fallback ADDRESS; or {by_hand}",
            setting,
        )
    yield from _fallback_in_use(route, wanted)
    if held and _is_get(route):
        by_post = () if route.standby else (route.change(route.fallback_method, "POST"),)
        yield Finding(
            f"{route.channel}-fallback-method",
            f"The fallback address for {route.channel} is asked with GET and not with POST.",
            f"the {route.person}'s number and words stand in the address, where hosts keep them in "
            "their logs; and message redaction does not work with GET (error 23006)",
            f"{APPLY}, if the host answers POST, else take one that does (a TwiML Bin); or by "
            f"hand: {route.place}: choose HTTP POST",
            by_post,
        )


def _is_get(route: Route) -> bool:
    return route.held.words(route.fallback_method).upper() == "GET"


def _fallback_in_use(route: Route, wanted: Wanted) -> Iterator[Finding]:
    uses = route.uses
    if not uses:
        return
    asked_with_get = uses == route.held.words(route.fallback) and _is_get(route)
    if route.standby and not (route.standby == REFUSES_POST and asked_with_get):
        yield Finding(
            f"{route.channel}-fallback-wrong",
            f"The fallback for {route.channel}, {shown(uses)}, is not what it should be: "
            f"{route.standby}.",
            f"when the line fails, the {route.person} is not told of 988",
            "host there what responder fallback writes, where POST is answered (TwiML Bins do), "
            "then check again; apply sets none that fails",
        )
    if host_of(uses) and host_of(uses) == (urlsplit(wanted.public_url).hostname or ""):
        yield Finding(
            f"{route.channel}-fallback-same-host",
            f"The fallback for {route.channel} stands on the same host as the line.",
            f"what takes the line away takes it away too: the {route.person} gets nothing",
            f"host the files elsewhere (two TwiML Bins will do), then {APPLY} --fallback ADDRESS",
        )
