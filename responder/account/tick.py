"""What no API tells: a list to tick by hand in the carrier's console, once and after changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from responder.account.places import calls_place, service_place, texts_place
from responder.account.registration import SPANISH_STOP_WORDS
from responder.account.state import Account, Kind, Sender, Wanted
from responder.exchange import Language
from responder.flow.model import LineInfo
from responder.flow.words import Words
from responder.settings import Carrier

# Of the carriers' own numbers, see err/11200 to 11217, 30007 and 30034 in their error pages.
_ALARMS = "11200, 11205, 11210, 11217, 11220, 12100, 12300, 30007, 30034 and 57012"


@dataclass(frozen=True)
class Tick:
    """One thing to look at by hand: its name, where it stands, and how it must be."""

    name: str
    place: str
    how: str


def ticks(account: Account, wanted: Wanted, line: LineInfo) -> tuple[Tick, ...]:
    """Return what is to be looked at by hand for this account, in the order of its weight."""
    match wanted.carrier:
        case Carrier.TWILIO:
            return tuple(_twilio(account, wanted, line))
        case Carrier.SIGNALWIRE:
            return tuple(_signalwire(wanted, line))
        case Carrier.SOMLENG:
            return tuple(_somleng(wanted, line))


def _twilio(account: Account, wanted: Wanted, line: LineInfo) -> Iterator[Tick]:
    opt_out = service_place("Opt-Out Management")
    stop, help_words = _both(line.stop), _both(line.help)
    if wanted.sender is Sender.TOLL_FREE:
        yield Tick(
            "STOP on a toll-free number",
            "nowhere: the network answers it, and nobody can change its words",
            "tell your people that its words hold no 988; print 988 wherever the number is printed",
        )
        yield Tick("HELP wording", opt_out, f"must say 988:{help_words}")
    elif account.service is not None:
        yield Tick(
            "STOP wording",
            opt_out,
            "Advanced Opt-Out must be on (it cannot be turned off again), and the confirmation "
            f"must say 988, because it is the last text such a person gets:{stop}",
        )
        words = ", ".join(SPANISH_STOP_WORDS)
        yield Tick(
            "Spanish opt-out words",
            opt_out,
            f"a Spanish set with {words} to stop; none is filled in for you. Leave AYUDA out: it "
            "is the word that 988 asks for, and this line says where to send it",
        )
        yield Tick("HELP wording", opt_out, f"must say 988:{help_words}")
    elif wanted.carrier_answers_stop:
        yield Tick(
            "STOP and HELP wording",
            "Console > Messaging > Services",
            "outside a messaging service the carrier answers both with words that hold no 988: "
            f"put the number into one with Advanced Opt-Out. STOP:{stop}\n   HELP:{help_words}",
        )
    yield Tick(
        "Message Redaction",
        "Console > Messaging > Settings > General",
        "on for bodies, if your contract allows it: else the carrier keeps what people wrote. It "
        "needs POST everywhere, which this command sees to. Off for numbers: it does not go with "
        "the carrier's own STOP list (warning 23002)",
    )
    if account.rules is None:
        yield Tick(
            "Webhook rules",
            "webhooks.twilio.com (an API in public beta; this account did not let us read it)",
            "no rule for our addresses may sign with a shared key or wait longer than 15 seconds",
        )
    yield Tick(
        "Call recording",
        calls_place(wanted.carrier),
        "nothing may record or transcribe calls; the line itself never asks for it",
    )
    yield Tick(
        "Auth token",
        "Console > Account > API keys & tokens",
        "the PRIMARY token must be in TWILIO_AUTH_TOKEN: only that one signs",
    )
    yield from _for_all()


def _signalwire(wanted: Wanted, line: LineInfo) -> Iterator[Tick]:
    yield Tick(
        "Handler of the number",
        calls_place(wanted.carrier),
        "both for calls and messages: handle using LaML/cXML Webhooks, and not a script, an "
        "agent or an application",
    )
    yield from _short_code(wanted)
    yield Tick(
        "Signing key",
        "Dashboard > API",
        "the same as SIGNALWIRE_SIGNING_KEY; it is not the API token",
    )
    yield Tick(
        "Campaign registration",
        "Dashboard > Messaging > Campaign Registry",
        "brand and campaign approved and the number assigned, as information and not emergencies",
    )
    yield from _opt_out(wanted, line, "ask their support")
    yield Tick(
        "How long it keeps messages",
        "Dashboard > Messaging, and your contract",
        "as short as they let you; say in your privacy notice how long",
    )
    yield from _for_all()


def _somleng(wanted: Wanted, line: LineInfo) -> Iterator[Tick]:
    yield Tick(
        "No fallback",
        "nowhere: its numbers have no fallback address",
        "run at least two copies of the line in two places behind one address, and watch it with "
        "responder probe: when the line fails, a texter gets nothing",
    )
    yield from _short_code(wanted)
    yield Tick(
        "Incoming texts",
        texts_place(wanted.carrier, Kind.NUMBER),
        "if the number has a messaging service: Inbound request URL, method POST, defers to the "
        "sender's",
    )
    yield from _opt_out(wanted, line, "ask whoever runs it")
    yield Tick(
        "How long it keeps messages",
        "whoever runs it",
        "as short as they let you; say in your privacy notice how long",
    )


def _short_code(wanted: Wanted) -> Iterator[Tick]:
    if wanted.sender is Sender.SHORT_CODE:
        yield Tick(
            "Short code",
            "no API tells of it: ask whoever set it up for you",
            f"texts to it must be asked with POST at {wanted.public_url}/sms",
        )


def _opt_out(wanted: Wanted, line: LineInfo, whom: str) -> Iterator[Tick]:
    if wanted.carrier_answers_stop:
        yield Tick(
            "STOP and HELP",
            whom,
            "who answers them, and with which words? They must say 988. If nobody does, write "
            f"carrier_answers_stop: false in line.yaml. STOP:{_both(line.stop)}\n"
            f"   HELP:{_both(line.help)}",
        )


def _for_all() -> Iterator[Tick]:
    yield Tick(
        "Money",
        "Billing",
        "automatic payment on, and a second person who gets its letters: an account without "
        "money answers nobody",
    )
    yield Tick(
        "Alarms",
        "Monitor > Alarms, or Logs",
        f"a message to a person on errors {_ALARMS}",
    )


def _both(words: Words) -> str:
    """Return words of the flow files in both languages, to paste."""
    return "".join(f"\n   {each.value}: {words[each]}" for each in Language)
