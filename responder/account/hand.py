"""The hand that reads and sets single things of an account."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from twilio.rest import Client

from responder.account.access import Access, Said, asking, client
from responder.account.state import FIELDS, FLAGS, KNOWN, Held, Kind, Value


@dataclass(frozen=True)
class Hand:
    """Reads and sets one thing after the other, with the account's own client."""

    client: Client

    def read(self, kind: Kind, sid: str) -> Held:
        """Return what one thing in the account holds now. Raises CarrierError."""
        with asking(f"the {kind}"):
            return held(kind, self._resource(kind, sid).fetch(), [], f"the {kind}")

    def write(self, kind: Kind, sid: str, fields: dict[str, Value]) -> Held:
        """Set `fields` of one thing, None to empty one, and return what it then holds.

        Raises CarrierError; it may have been set all the same if that is a NoAnswerError.
        """
        given = {name: "" if value is None else value for name, value in fields.items()}
        with asking(f"the {kind}"):
            return held(kind, self._resource(kind, sid).update(**given), [], f"the {kind}")

    def _resource(self, kind: Kind, sid: str) -> Any:
        match kind:
            case Kind.NUMBER:
                return self.client.incoming_phone_numbers(sid)
            case Kind.SHORT_CODE:
                return self.client.short_codes(sid)
            case Kind.SERVICE:
                return self.client.messaging.v1.services(sid)


def opened(access: Access, said: Said, wait: Callable[[float], None] | None = None) -> Hand:
    """Return the hand for an account; `said` gets a sentence whenever it has to `wait`."""
    return Hand(client(access, said, wait or time.sleep))


def held(kind: Kind, found: Any, unknown: list[str], called: str, others: int = 0) -> Held:
    """Return what the library `found`; what this version does not know of it goes to `unknown`."""
    fields: dict[str, Value] = {}
    for name in FIELDS[kind]:
        value = getattr(found, name, None)
        fields[name] = value if isinstance(value, bool if name in FLAGS else str) else None
        if not _is_known(name, value, kind):
            unknown.append(f"{name} of {called}")
    carries = _carried(getattr(found, "capabilities", None))
    return Held(kind, str(found.sid), fields, carries, others)


def _is_known(name: str, value: object, kind: Kind) -> bool:
    """Whether this version knows what `value` means in the field `name`."""
    if value is None:
        # What a service does not say decides who is asked; what a number leaves out is not set.
        return name not in FLAGS or kind is not Kind.SERVICE
    if name in KNOWN:
        return isinstance(value, str) and value.upper() in {each.upper() for each in KNOWN[name]}
    return isinstance(value, bool if name in FLAGS else str)


def _carried(capabilities: object) -> frozenset[str] | None:
    if not isinstance(capabilities, dict):
        return None
    return frozenset(str(name).lower() for name, can in capabilities.items() if can is True)
