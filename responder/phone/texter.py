"""Someone who texts the line, and what the carrier keeps for them between two texts."""

from __future__ import annotations

import re

from responder.phone.answer import TEXT_VERBS, Answer, text_of, verbs
from responder.phone.fault import PhoneError, error
from responder.phone.line import ACCOUNT, Line

NUMBER = "+18605550142"
TEXTS_TO = "+18605550100"

MAX_MESSAGES = 10  # https://www.twilio.com/docs/api/errors/14109
MAX_MESSAGE_CHARACTERS = 1600  # https://www.twilio.com/docs/api/errors/14103
MAX_DOCUMENTS = 50  # fetched for one text; https://www.twilio.com/docs/api/errors/14106
COOKIE_SECONDS = 4 * 60 * 60  # https://support.twilio.com/hc/en-us/articles/223136287
# https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out
OPT_OUT_TYPES = ("STOP", "START", "HELP")

_SECONDS = re.compile(r"-?[0-9]{1,10}")


class Texter:
    """Someone who texts the line from one number to another.

    The carrier keeps one cookie for the two numbers, for four hours at most, or none ever if
    `keeps_cookies` is false. `opted_out` is true from a STOP that the carrier took as one to the
    next START: until then it would deliver none of the texts that the line answers with (error
    21610), though it still asks the line.
    """

    def __init__(
        self,
        line: Line,
        number: str = NUMBER,
        to: str = TEXTS_TO,
        path: str = "/sms",
        *,
        keeps_cookies: bool = True,
    ) -> None:
        self.opted_out = False
        self.seconds = 0.0
        """How long ago the first text was, on a clock that only `wait` moves."""
        self._line = line
        self._path = line.target(f"{line.prefix}{path}")
        self._fields = {**ACCOUNT, "From": number, "To": to, "NumMedia": "0", "NumSegments": "1"}
        self._sent = 0
        self._keeps_cookies = keeps_cookies
        self._cookie: str | None = None
        self._cookie_until = 0.0

    @property
    def cookie(self) -> str | None:
        """What the carrier sends back with the next text; None once its time is over."""
        return self._cookie if self.seconds < self._cookie_until else None

    @cookie.setter
    def cookie(self, pair: str | None) -> None:
        self._cookie, self._cookie_until = pair, self.seconds + COOKIE_SECONDS

    def wait(self, seconds: float) -> None:
        """Let so much time pass before the next text."""
        self.seconds += seconds

    def text(self, body: str | None, **extra: str) -> list[str]:
        """Return the texts that answer `body`; None sends a message without a Body field.

        `extra` are fields of the carrier, such as OptOutType="STOP". Raises PhoneError for an
        answer that a carrier would not send on.
        """
        kind = extra.get("OptOutType", "")
        if kind and kind not in OPT_OUT_TYPES:
            raise PhoneError(f"no such OptOutType; there are {', '.join(OPT_OUT_TYPES)}")
        self._sent += 1
        sid = f"SM{self._sent:032x}"
        fields = {**self._fields, "MessageSid": sid, "SmsSid": sid, "SmsMessageSid": sid}
        fields |= {"SmsStatus": "received"} | ({} if body is None else {"Body": body}) | extra
        if kind in ("STOP", "START"):
            self.opted_out = kind == "STOP"
        return self._texts(fields)

    def _texts(self, fields: dict[str, str]) -> list[str]:
        texts: list[str] = []
        at = self._path
        for _ in range(MAX_DOCUMENTS):
            answer = self._line.post(at, fields, self.cookie)
            document = at.partition("?")[0]
            onward = ""
            for verb in verbs(answer, TEXT_VERBS, document):
                if verb.tag == "Redirect":
                    onward = self._line.target(text_of(verb), at)
                    break  # what stands after it never runs
                texts.append(verb.text or "")
            _check_texts(texts, document)
            self._keep(answer, document)
            if not onward:
                return texts
            at = onward
        raise PhoneError(f"more than {MAX_DOCUMENTS} documents answer one text", error(14106))

    def _keep(self, answer: Answer, document: str) -> None:
        if answer.set_cookie is None or not self._keeps_cookies:
            return
        pair, *attributes = (part.strip() for part in answer.set_cookie.split(";"))
        name, _, value = pair.partition("=")
        if not name or not answer.set_cookie.isprintable():
            fault = "the cookie has no name, or a control character"
            raise PhoneError(fault, error(11206), document)
        seconds = min(_max_age(attributes), COOKIE_SECONDS)
        self._cookie = pair if value else None
        self._cookie_until = self.seconds + seconds


def _check_texts(texts: list[str], document: str) -> None:
    if len(texts) > MAX_MESSAGES:
        fault = f"more than {MAX_MESSAGES} messages answer one"
        raise PhoneError(fault, error(14109), document)
    if any(len(text) > MAX_MESSAGE_CHARACTERS for text in texts):
        fault = f"a message is longer than {MAX_MESSAGE_CHARACTERS} characters"
        raise PhoneError(fault, error(14103), document)


def _max_age(attributes: list[str]) -> int:
    """Return the seconds in the Max-Age of a cookie; without one, all that a carrier grants."""
    for attribute in attributes:
        name, _, value = attribute.partition("=")
        if name.strip().lower() == "max-age" and _SECONDS.fullmatch(value.strip()):
            return int(value)
    return COOKIE_SECONDS
