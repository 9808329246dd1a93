"""Three texts, a call and a forgery, to see that the line answers as it must.

The texts are made up and the numbers are of the 555-01 block. Nobody is ever dialled: the phone
only notes what an answer would dial. All is signed as the carrier signs, over the address that is
asked.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from responder.phone.answer import Answer, PhoneError
from responder.phone.line import ACCOUNT, Line, signature
from responder.phone.phone import NUMBER, TEXTS_TO, Caller, Heard, Texter
from responder.probe.ask import Asker, Came, NoAnswerError, wrong_kind
from responder.probe.step import Step, late
from responder.safety.crisis import FALLBACK_SPOKEN_EN, FALLBACK_TEXT
from responder.safety.numbers import (
    EMERGENCY,
    LIFELINE,
    LIFELINE_TOLL_FREE,
    SERVICES,
    TEXT_LINE,
    numbers_in,
    one_digit_off,
)
from responder.settings import Carrier, Settings

WITHIN_SECONDS = 1.0
SOON = 60  # characters in which a cry for help gets 988
EARLY = 150  # characters in which every other text does
HEARD_SECONDS = 10
SHOWN_CHARACTERS = 200
_LANGUAGES = {"en": "English", "es": "Spanish"}
_SPANISH = re.compile(r"\b(?:llame|marque|mande|oprima)\b", re.IGNORECASE)
_TO_DIAL = frozenset({LIFELINE, LIFELINE_TOLL_FREE})
_FORM = "application/x-www-form-urlencoded; charset=UTF-8"
_CALL = "a call, then key 1"
_FORGED = "a text with a forged signature"
_ONLY_CRISIS_TEXT = "it has nothing but the built-in crisis text: "


@dataclass(frozen=True)
class _Text:
    """A made-up text, and what the answer to it must hold."""

    asked: str
    body: str
    needs: frozenset[str]
    within: int
    spanish: bool = False


TEXTS = (
    _Text("the word MENU", "MENU", frozenset({LIFELINE}), EARLY),
    _Text("a cry for help", "i want to die", frozenset({LIFELINE, EMERGENCY, TEXT_LINE}), SOON),
    _Text(
        "worry about a child, in Spanish",
        "mi hijo se quiere matar",
        frozenset({LIFELINE, EMERGENCY, SERVICES}),
        SOON,
        spanish=True,
    ),
)


class _RefusedError(Exception):
    """What was signed got 403."""


@dataclass
class LineProbe:
    """A probe of the line at `url`, which is asked as its carrier would ask it.

    `expected_url` is the public address that is set here, if any: the first thing to compare where
    the line refuses what is signed. `within` is in seconds, for each answer.
    """

    url: str
    settings: Settings
    asker: Asker
    within: float = WITHIN_SECONDS
    expected_url: str = ""

    def steps(self) -> Iterator[Step]:
        """Yield what came of each thing that was tried; ends where nothing can be answered."""
        line = Line(self.url, self.settings.tokens[0], self._send)
        tries: list[tuple[str, Callable[[], str]]] = [
            *((each.asked, partial(_text_fault, Texter(line), each)) for each in TEXTS),
            (_CALL, partial(_call_fault, Caller(line))),
            (_FORGED, self._forged_fault),
        ]
        for asked, fault in tries:
            step = self._tried(asked, fault)
            yield step
            if step.seconds is None:
                return

    def _tried(self, asked: str, fault_of: Callable[[], str]) -> Step:
        self.asker.slowest = 0.0
        try:
            fault = fault_of()
        except NoAnswerError as nothing:
            return Step(asked, None, str(nothing))
        except _RefusedError:
            return Step(asked, None, self._why_refused())
        except PhoneError as wrong:
            fault = f"{wrong.fault}{f' ({wrong.rule})' if wrong.rule else ''}"
        slowest = self.asker.slowest
        if fault == _ONLY_CRISIS_TEXT:
            fault += self._why_only_crisis_text()
        if not fault and slowest > self.within:
            fault = late(slowest, self.within)
        return Step(asked, slowest, fault)

    def _send(self, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Carry what the phone signed to the line; `target` follows the path of the address."""
        came = self.asker.ask(f"{self.url}{target}", self._as_carrier(headers), body)
        if came.status == 403 and "xml" not in came.content_type:
            raise NoAnswerError(
                "something before it refuses what the carrier would send (403, and not in the "
                "line's own words): a firewall or proxy"
            )
        if came.status == 403:
            raise _RefusedError
        wrong = wrong_kind(came)
        if wrong:
            raise NoAnswerError(wrong)
        if len(came.cookies) > 1:
            raise PhoneError("the answer sets more than one cookie")
        cookie = came.cookies[0] if came.cookies else None
        return Answer(came.status, came.content_type, came.body, cookie)

    def _as_carrier(self, headers: Mapping[str, str]) -> dict[str, str]:
        """Return `headers` as this carrier sends them: SignalWire signs under its own name too."""
        sent = dict(headers)
        if self.settings.carrier is Carrier.SIGNALWIRE:
            sent["X-SignalWire-Signature"] = sent["X-Twilio-Signature"]
        return sent

    def _text_signed(self, token: str, public_url: str) -> Came:
        """Return what comes of a text that is signed with `token` over another public address."""
        fields = {**ACCOUNT, "From": NUMBER, "To": TEXTS_TO, "Body": "MENU", "NumMedia": "0"}
        headers = {
            "Content-Type": _FORM,
            "X-Twilio-Signature": signature(f"{public_url}/sms", fields, token),
        }
        body = urlencode(fields).encode("ascii")
        return self.asker.ask(f"{self.url}/sms", self._as_carrier(headers), body)

    def _forged_fault(self) -> str:
        came = self._text_signed(secrets.token_hex(16), self.url)
        if came.status == 403 and b"<Message" not in came.body:
            return ""
        if came.status == 200:
            return "it answers a forged signature: anybody can make it answer, at your cost"
        return f"it answers a forged signature with status {came.status}, not 403"

    def _why_refused(self) -> str:
        """Return why the line may refuse what is signed, as far as can be found out from here."""
        first, *others = self.settings.tokens
        expected = self.expected_url
        if expected not in ("", self.url) and self._text_signed(first, expected).status == 200:
            return (
                f"it refuses what is signed for {self.url} (403), because its RESPONDER_PUBLIC_URL "
                f"is {expected}: either probe {expected}, or start the line with "
                f"RESPONDER_PUBLIC_URL={self.url}"
            )
        for token in others:
            if self._text_signed(token, self.url).status == 200:
                return (
                    "it refuses the first of your tokens (403) and takes another: start it anew "
                    "with all of them, or its answers end when the carrier changes over"
                )
        return (
            "it refuses our signature (403): its token is not the one that is set here, or its "
            f"RESPONDER_PUBLIC_URL is not {self.url}, or something on the way changes path or query"
        )

    def _why_only_crisis_text(self) -> str:
        """Return why the line has nothing else to say, by its own /ready."""
        try:
            came = self.asker.ask(f"{self.url}/ready", {}, None, "GET")
        except NoAnswerError:
            return "and /ready does not answer"
        first, *faults = came.body.decode("utf-8", "replace").splitlines() or [""]
        if came.status == 503 and first == "not ready":
            named = "".join(each for each in (faults or [""])[0] if each.isprintable())
            return f"no flow file is good. {named[:SHOWN_CHARACTERS]}".rstrip()
        if came.status == 200:
            return "something broke while it answered; its log names the line of code"
        return f"the proxy answers in its place, with no line behind it (/ready is {came.status})"


def _text_fault(texter: Texter, text: _Text) -> str:
    """Return what is wrong with the answer to `text`; empty if nothing is."""
    replies = texter.text(text.body)
    if len(replies) != 1:
        return f"it sends {len(replies) or 'no'} texts in answer, not one"
    [reply] = replies
    if reply == FALLBACK_TEXT:
        return _ONLY_CRISIS_TEXT
    said = [(found.start, found.digits) for found in numbers_in(reply)]
    at = next((start for start, digits in said if digits == LIFELINE), None)
    if at is None or at + len(LIFELINE) > text.within:
        return f"{LIFELINE} does not stand in the first {text.within} characters of the answer"
    missing = sorted(text.needs - {digits for _, digits in said})
    if missing:
        return f"{' and '.join(missing)} is missing in the answer"
    for _, digits in said:
        right = one_digit_off(digits)
        if right:
            return f"the answer says {digits}, which is one slip from {right}"
    if text.spanish and not _SPANISH.search(reply):
        return "the answer is not in Spanish"
    return ""


def _call_fault(caller: Caller) -> str:
    """Return what is wrong with how a call begins, and with its crisis page."""
    heard = caller.dial()
    if any(each.words == FALLBACK_SPOKEN_EN for each in heard.spoken):
        return _ONLY_CRISIS_TEXT
    for language, name in _LANGUAGES.items():
        at = _second_of_988(heard, language)
        if at is None or at > HEARD_SECONDS:
            return f"{LIFELINE} is not heard in {name} within {HEARD_SECONDS} seconds"
    if caller.ended or caller.listening is None or not caller.listening.keys:
        return "it takes no key after the opening"
    help_heard = caller.press("1")
    said = [found.digits for each in help_heard.spoken for found in numbers_in(each.words)]
    wrong = [number for number in caller.dialled if number not in _TO_DIAL]
    if not caller.ended:
        caller.hang_up()
    if wrong:
        return f"after key 1 it would dial {wrong[0]}, and it must dial {LIFELINE} only"
    if said.count(LIFELINE) < 2 or EMERGENCY not in said:
        return f"after key 1 {LIFELINE} is not said twice, with {EMERGENCY}"
    return ""


def _second_of_988(heard: Heard, language: str) -> float | None:
    seconds = (each.said_by(LIFELINE) for each in heard.spoken if each.language == language)
    return next((at for at in seconds if at is not None), None)
