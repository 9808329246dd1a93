"""What the carriers of the country must have been told before they let our texts through.

Texts that are not registered are dropped on the way: the texter gets nothing, and the account
shows an error long after.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from responder.account.places import service_place
from responder.account.state import Account, Campaign, Finding, Sender, Wanted
from responder.settings import Carrier

SPANISH_STOP_WORDS = ("ALTO", "PARAR", "CANCELAR")
_988 = re.compile(r"(?<!\d)988(?!\d)")
_VERIFIED, _UNDER_WAY = ("VERIFIED",), ("IN_PROGRESS", "PENDING", "PENDING_REVIEW", "IN_REVIEW")
_APPROVED = ("TWILIO_APPROVED",)
_REFUSED = ("FAILED", "SUSPENDED", "EXPIRED", "TWILIO_REJECTED")
_BLOCKED = "the phone companies drop the line's texts (error 30034): a texter gets nothing"
_CAMPAIGN = service_place("Compliance Info > US A2P 10DLC")


def registration_findings(account: Account, wanted: Wanted) -> Iterator[Finding]:
    """Yield what is missing of the registration, and what its words lack. All of it is by hand."""
    if wanted.carrier is not Carrier.TWILIO or account.texts is None:
        return
    match wanted.sender:
        case Sender.LONG_CODE:
            yield from _long_code(account)
        case Sender.TOLL_FREE:
            yield from _toll_free(account)
        case Sender.SHORT_CODE if wanted.carrier_answers_stop and account.service is None:
            yield Finding(
                "short-code-stop",
                "line.yaml says that the carrier answers STOP, but the short code is in no "
                "messaging service.",
                "nobody answers a STOP: the line stays silent because it counts on the carrier",
                f"put it into a service with Advanced Opt-Out ({service_place('Sender Pool')}), "
                "or write carrier_answers_stop: false in line.yaml",
            )
    for campaign in account.campaigns or ():
        yield from _words(campaign)


def _long_code(account: Account) -> Iterator[Finding]:
    if account.service is None:
        yield Finding(
            "not-registered",
            "The number for texts is in no messaging service, so in no registered campaign.",
            _BLOCKED,
            "Console > Messaging > Services: make one, add the number to its Sender Pool, then "
            "register brand and campaign under Compliance Info; it takes days to weeks",
        )
        return
    found = account.campaigns or ()
    if any(each.use_case.upper() == "EMERGENCY" for each in found):
        yield Finding(
            "campaign-use-case",
            "The campaign is registered for emergencies.",
            "such campaigns are refused to lines like this one (error 30929), and its texts with "
            "them: a texter gets nothing",
            f"{_CAMPAIGN}: register it as information on demand",
        )
    yield from _status(found, _VERIFIED, "campaign", _CAMPAIGN)


def _toll_free(account: Account) -> Iterator[Finding]:
    place = "Console > Phone Numbers > Manage > Active numbers > the number > Regulatory"
    yield from _status(account.campaigns or (), _APPROVED, "toll-free verification", place)


def _status(
    found: tuple[Campaign, ...], good: tuple[str, ...], called: str, place: str
) -> Iterator[Finding]:
    statuses = {each.status.upper() for each in found}
    if statuses & set(good):
        return
    under_way, refused = statuses & set(_UNDER_WAY), statuses & set(_REFUSED)
    if not found:
        what, fix = f"No {called} is registered for the number for texts.", f"{place}: register one"
    elif under_way:
        what = f"The {called} is not approved yet (status {min(under_way)})."
        fix = f"wait, and do not print the number on anything yet; {place} tells how far it is"
    elif refused:
        what = f"The {called} was refused (status {min(refused)})."
        fix = f"{place}: it says why; mend that and send it in again"
    else:
        what = f"The {called} has a status that this version does not know."
        fix = f"look at {place}"
    yield Finding("not-registered", what, _BLOCKED, fix)


def _words(campaign: Campaign) -> Iterator[Finding]:
    opt_out = service_place("Opt-Out Management")
    if campaign.stop_reply and not _988.search(campaign.stop_reply):
        yield Finding(
            "stop-without-988",
            "The opt-out wording that is registered does not say 988.",
            "it is the last text that somebody who sent STOP gets, whatever they write afterwards",
            f"{opt_out}: paste the stop words of line.yaml (responder account check --tick shows "
            f"them), then change the campaign too: {_CAMPAIGN}",
        )
    if campaign.stop_words:
        listed = {_plain(each) for each in campaign.stop_words}
        missing = [each for each in SPANISH_STOP_WORDS if each not in listed]
        if missing:
            yield Finding(
                "stop-without-spanish",
                f"The opt-out words that are registered lack the Spanish {', '.join(missing)}.",
                "somebody who asks in Spanish to be left alone is not",
                f"{opt_out}: add a Spanish set with {', '.join(SPANISH_STOP_WORDS)}; the carrier "
                "fills in none. Leave AYUDA out: it is the word that 988 asks for, and this line "
                f"says where to send it. Then change the campaign too: {_CAMPAIGN}",
            )
    if campaign.help_reply and not _988.search(campaign.help_reply):
        yield Finding(
            "help-without-988",
            "The HELP wording that is registered does not say 988.",
            "a child who texts HELP gets the carrier's words, and no way to help in them",
            f"{opt_out}: paste the help words of line.yaml (responder account check --tick shows "
            "them); what is registered must say the same",
        )


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFD", word.strip().upper())
    return "".join(each for each in letters if not unicodedata.combining(each))
