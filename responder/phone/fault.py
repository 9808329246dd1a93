"""What the phone refuses, and the carrier's rule that it breaks."""

from __future__ import annotations

_DOCS = "https://www.twilio.com/docs"


class PhoneError(Exception):
    """An answer that a carrier would not act on, or a caller's act that is not possible now.

    `fault` says what is wrong, `rule` is the address of the carrier's rule, or our own, and
    `document` is the path that the answer came from; the last two are empty for an act of the
    caller. None of them ever holds what was said, sent or dialled.
    """

    def __init__(self, fault: str, rule: str = "", document: str = "") -> None:
        where = f"the answer of {document}: " if document else ""
        super().__init__(f"{where}{fault}{f' ({rule})' if rule else ''}")
        self.fault = fault
        self.rule = rule
        self.document = document


def error(number: int) -> str:
    """Return the address of the carrier's error `number`."""
    return f"{_DOCS}/api/errors/{number}"


def own(reason: str) -> str:
    """Return how a rule is named that carriers do not have, and we do."""
    return f"our own rule: {reason}"


def page(element: str) -> str:
    """Return the address of the carrier's page on a TwiML `element`, such as `Gather`."""
    match element:
        case "Message":
            return f"{_DOCS}/messaging/twiml/message"
        case "Response":
            return f"{_DOCS}/voice/twiml"
        case "Say" | "break" | "lang" | "p" | "s" | "sub":
            return f"{_DOCS}/voice/twiml/say"
        case _:
            return f"{_DOCS}/voice/twiml/{element.lower()}"
