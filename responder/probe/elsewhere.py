"""A fallback address, asked as on the day that the line itself is gone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit
from xml.etree.ElementTree import canonicalize

from responder.phone.answer import CALL_VERBS, TEXT_VERBS, Answer, PhoneError, verbs
from responder.phone.line import ACCOUNT, signature
from responder.phone.phone import NUMBER, TEXTS_TO
from responder.phone.spoken import spoken
from responder.probe.ask import Asker, Came, NoAnswerError, wrong_kind
from responder.probe.step import Step, late
from responder.safety.numbers import EMERGENCY, LIFELINE, numbers_in, one_digit_off
from responder.settings import Carrier, Settings

MAX_CHARACTERS = 1600  # of a text; www.twilio.com/docs/api/errors/14103
SOON = 60
HEARD_SECONDS = 10
_ENDS_WITH_988 = re.compile(r"(?<!\d)9\W{1,3}8\W{1,3}8\W*$")
_NEEDS_A_SERVER = ("Gather", "Redirect", "Dial")
_UNSIGNED = (401, 403)


@dataclass
class FallbackProbe:
    """A probe of one fallback address, asked by `method` as the carrier is set to ask it.

    `line_url` is the line's own address: a fallback on the same host falls with it. `made` are the
    documents that the flow files make now, if they are at hand; `differs` is then whether what
    came is another one, which is no fault: in a crisis of 988 somebody may have put it there.
    """

    url: str
    line_url: str
    settings: Settings
    asker: Asker
    within: float
    method: str = "POST"
    made: tuple[bytes, ...] = ()
    differs: bool = False

    def step(self) -> Step:
        """Return what came of asking it."""
        asked = f"fallback {self.url.partition('?')[0]}"
        if urlsplit(self.url).hostname == urlsplit(self.line_url).hostname:
            return Step(asked, None, "it stands on the host of the line itself, and falls with it")
        self.asker.slowest = 0.0
        try:
            fault = self._fault(self._asked())
        except NoAnswerError as nothing:
            return Step(asked, None, str(nothing))
        except PhoneError as wrong:
            fault = wrong.fault
        slowest = self.asker.slowest
        if not fault and slowest > self.within:
            fault = late(slowest, self.within)
        return Step(asked, slowest, fault)

    def _asked(self) -> Came:
        """Return what comes where the carrier tells that the line is gone, and asks for words.

        Twilio's TwiML Bins answer only what is signed with the account's token and names the
        account (www.twilio.com/docs/serverless/twiml-bins/testing/programmatic, read 2026-11-27).
        """
        fields = {**ACCOUNT, "From": NUMBER, "To": TEXTS_TO, "Body": "MENU", "ErrorCode": "11200"}
        if self.settings.account_sid:
            fields["AccountSid"] = self.settings.account_sid
        url, body, signed = self.url, urlencode(fields).encode("ascii"), fields
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
        if self.method == "GET":
            mark = "&" if urlsplit(url).query else "?"
            url, body, signed = f"{url}{mark}{urlencode(fields)}", b"", {}
            headers = {}
        headers |= self._signature(url, signed)
        return self.asker.ask(url, headers, body or None, self.method)

    def _signature(self, url: str, fields: Mapping[str, str]) -> dict[str, str]:
        made = signature(url, fields, self.settings.tokens[0])
        names = ["X-Twilio-Signature"]
        if self.settings.carrier is Carrier.SIGNALWIRE:
            names.append("X-SignalWire-Signature")
        return dict.fromkeys(names, made)

    def _fault(self, came: Came) -> str:
        if came.status in _UNSIGNED:
            sid = "" if self.settings.account_sid else " Is TWILIO_ACCOUNT_SID set?"
            return f"it lets in nobody whom it does not know ({came.status}).{sid}"
        wrong = wrong_kind(came)
        if wrong:
            return wrong
        answer = Answer(came.status, came.content_type, came.body)
        found = verbs(answer, (*CALL_VERBS, *TEXT_VERBS))
        self.differs = bool(self.made) and _same(came.body) not in map(_same, self.made)
        needy = [each.tag for each in found if each.tag in _NEEDS_A_SERVER]
        if needy:
            return f"<{needy[0]}> in it needs a server, which is gone when this is asked for"
        texts = [each.text or "" for each in found if each.tag == "Message"]
        if texts:
            return _text_fault(texts)
        says = []
        seconds = 0.0
        for each in found:
            if each.tag == "Say":
                says.append(spoken(each, seconds))
                seconds = says[-1].ends
        if not says:
            return "it neither sends a text nor says a word"
        at = next((when for say in says if (when := say.said_by(LIFELINE)) is not None), None)
        if at is None or at > HEARD_SECONDS:
            return f"{LIFELINE} is not heard within {HEARD_SECONDS} seconds"
        if not _ENDS_WITH_988.search(says[-1].words):
            return f"its last words are not {LIFELINE}, digit by digit"
        return _numbers_fault(" ".join(each.words for each in says))


def _same(document: bytes) -> str:
    """Return `document` without what a host may change of it: spaces, encoding, first line."""
    return canonicalize(document, strip_text=True)


def _text_fault(texts: list[str]) -> str:
    if len(texts) != 1:
        return f"it sends {len(texts)} texts in answer, which may arrive in any order"
    [text] = texts
    if len(text) > MAX_CHARACTERS:
        return f"its text is longer than {MAX_CHARACTERS} characters, and is not sent at all"
    at = next((found.end for found in numbers_in(text) if found.digits == LIFELINE), None)
    if at is None or at > SOON:
        return f"{LIFELINE} does not stand in the first {SOON} characters"
    return _numbers_fault(text)


def _numbers_fault(words: str) -> str:
    said = [found.digits for found in numbers_in(words)]
    if EMERGENCY not in said:
        return f"{EMERGENCY} is missing"
    wrong = next((digits for digits in said if one_digit_off(digits)), None)
    return f"it says {wrong}, which is one slip from {one_digit_off(wrong)}" if wrong else ""
