"""What was read of a carrier account, and what must stand there: plain values, no network.

Fields keep the names that the carrier's API gives them, so that a change can be written down and
taken back word for word. Addresses never show in a `repr`: some hold a password.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from responder.settings import Carrier

Value = str | bool | None

# What is wrong with a fallback that says all it should, but only to those who ask with GET.
REFUSES_POST = "it refuses POST (status 405)"


class Kind(StrEnum):
    """A kind of thing in the account that has settings of its own."""

    NUMBER = "number"
    SHORT_CODE = "short code"
    SERVICE = "messaging service"


class Sender(StrEnum):
    """What kind of number people text."""

    LONG_CODE = "long-code"
    TOLL_FREE = "toll-free"
    SHORT_CODE = "short-code"


# Source: the classes IncomingPhoneNumberInstance, ShortCodeInstance and ServiceInstance of the
# twilio package 9.13, which are made from the carrier's own description of its API.
_TEXT_FIELDS = ("sms_url", "sms_method", "sms_fallback_url", "sms_fallback_method")
FIELDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.NUMBER: (
        *_TEXT_FIELDS, "sms_application_sid", "voice_url", "voice_method", "voice_fallback_url",
        "voice_fallback_method", "voice_application_sid", "trunk_sid", "voice_receive_mode",
        "status_callback", "voice_caller_id_lookup",
    ),
    Kind.SHORT_CODE: _TEXT_FIELDS,
    Kind.SERVICE: (
        "inbound_request_url", "inbound_method", "fallback_url", "fallback_method",
        "use_inbound_webhook_on_number", "smart_encoding", "us_app_to_person_registered",
    ),
}  # fmt: skip
FLAGS = frozenset(
    {
        "use_inbound_webhook_on_number", "smart_encoding", "us_app_to_person_registered",
        "voice_caller_id_lookup",
    }
)  # fmt: skip
# What a field may hold where only a few words are known.
KNOWN: Mapping[str, frozenset[str]] = {
    **{
        name: frozenset({"GET", "POST"})
        for names in FIELDS.values()
        for name in names
        if name.endswith("_method")
    },
    "voice_receive_mode": frozenset({"voice", "fax"}),
}


@dataclass(frozen=True)
class Held:
    """One thing in the account: its SID, what its fields hold, and what it can carry."""

    kind: Kind
    sid: str
    fields: Mapping[str, Value] = field(repr=False)
    carries: frozenset[str] | None = None  # "sms", "mms", "voice"; None if it was not said
    others: int = 0  # further senders of a messaging service, which change with it

    def words(self, name: str) -> str:
        """Return the words in the field `name`; empty where nothing or no words stand there."""
        value = self.fields.get(name)
        return value.strip() if isinstance(value, str) else ""


@dataclass(frozen=True)
class Campaign:
    """A registration of what is sent from long codes, or of a toll-free number, and its words."""

    status: str
    use_case: str = ""
    stop_words: tuple[str, ...] = ()
    stop_reply: str = field(default="", repr=False)
    help_reply: str = field(default="", repr=False)


@dataclass(frozen=True)
class Rule:
    """A webhook rule that applies to one of our addresses, and the settings it brings along."""

    channel: str  # "texts" or "calls"
    shared_key: bool
    seconds: float | None  # the longest until the carrier gives up; None if it sets none


@dataclass(frozen=True)
class Account:
    """All that the API tells and that matters; None for what is not there or was not asked."""

    status: str
    trial: bool = False
    texts: Held | None = None
    calls: Held | None = None
    service: Held | None = None
    campaigns: tuple[Campaign, ...] | None = None
    rules: tuple[Rule, ...] | None = None
    unknown: tuple[str, ...] = ()  # what the carrier answered that this version does not know


@dataclass(frozen=True)
class Wanted:
    """What must stand in the account. Numbers are as carriers write them: +18605550100, or 24365.

    `texts_fallback` and `calls_fallback` are empty if nobody said where the fallback files stand.
    """

    carrier: Carrier
    public_url: str
    texts: str = field(repr=False)
    calls: str = field(repr=False)
    sender: Sender = Sender.LONG_CODE
    carrier_answers_stop: bool = True
    texts_fallback: str = ""
    calls_fallback: str = ""
    spare_keys: bool = False  # more than one token is set, so a shared key may be among them
    sample: bool = False


@dataclass(frozen=True)
class Change:
    """One field that must hold something else."""

    kind: Kind
    sid: str
    name: str
    old: Value = field(repr=False)
    new: Value = field(repr=False)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: what, what a texter or caller gets of it, how to mend it.

    Without `changes` it can only be mended by hand.
    """

    rule: str
    what: str
    why: str
    fix: str
    changes: tuple[Change, ...] = ()
