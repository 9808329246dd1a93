"""Where in a carrier's console a setting stands.

Consoles move; the words here are those by which their search finds the page.
"""

from __future__ import annotations

from responder.account.state import Kind
from responder.settings import Carrier

_NUMBERS = {
    Carrier.TWILIO: "Console > Phone Numbers > Manage > Active numbers > the number",
    Carrier.SIGNALWIRE: "Dashboard > Phone Numbers > the number > Edit Settings",
    Carrier.SOMLENG: "Dashboard > Phone Numbers > the number > Edit",
}
_CODES = "Console > Phone Numbers > Manage > Short codes > the code"
_SERVICES = "Console > Messaging > Services > the service"


def texts_place(carrier: Carrier, kind: Kind) -> str:
    """Return where the addresses for texts stand that a thing of this `kind` has."""
    match kind:
        case Kind.SERVICE:
            return f"{_SERVICES} > Integration"
        case Kind.SHORT_CODE:
            return _CODES
        case Kind.NUMBER:
            section = " > Messaging Configuration" if carrier is Carrier.TWILIO else ""
            return _NUMBERS[carrier] + section


def calls_place(carrier: Carrier) -> str:
    """Return where the addresses for calls stand."""
    section = " > Voice Configuration" if carrier is Carrier.TWILIO else ""
    return _NUMBERS[carrier] + section


def service_place(section: str) -> str:
    """Return where a `section` of a messaging service stands."""
    return f"{_SERVICES} > {section}"
