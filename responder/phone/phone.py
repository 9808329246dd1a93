"""A phone to text and call the line with: it takes our answers as a carrier does.

It connects nothing and rings nobody: a number that an answer wants to reach is only noted. One
phone serves the terminal, the tests and the proofs, so that they cannot disagree.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from responder.phone.answer import CALL_VERBS, TEXT_VERBS, Answer, PhoneError, text_of, verbs
from responder.phone.line import ACCOUNT, Line, http_line, wsgi_line
from responder.phone.spoken import Piece, Spoken, spoken

__all__ = [
    "Answer", "Caller", "Heard", "Line", "Listening", "PhoneError", "Piece", "Spoken", "Texter",
    "http_line", "wsgi_line",
]  # fmt: skip

NUMBER = "+18605550142"
TEXTS_TO = "+18605550100"
CALLS_TO = "+18605550101"
KEYS = "0123456789*#"
MAX_MESSAGES = 10  # Twilio error 14109
MAX_MESSAGE_CHARACTERS = 1600  # Twilio error 14103
MAX_REDIRECTS = 10  # without the caller doing anything
GATHER_SECONDS = 5
DIAL_STATUSES = ("completed", "answered", "busy", "no-answer", "failed", "canceled")


class Texter:
    """Someone who texts the line; `cookie` is what the carrier keeps for the two numbers."""

    def __init__(
        self, line: Line, number: str = NUMBER, to: str = TEXTS_TO, path: str = "/sms"
    ) -> None:
        self.cookie: str | None = None
        self._line = line
        self._path = line.target(f"{line.prefix}{path}")
        self._fields = {**ACCOUNT, "From": number, "To": to, "NumMedia": "0", "NumSegments": "1"}
        self._sent = 0

    def text(self, body: str | None, **extra: str) -> list[str]:
        """Return the texts that answer `body`; None sends a message without a Body field.

        `extra` are fields of the carrier, such as OptOutType="STOP". Raises PhoneError for an
        answer that a carrier would not send on.
        """
        self._sent += 1
        sid = f"SM{self._sent:032x}"
        fields = {**self._fields, "MessageSid": sid, "SmsSid": sid, "SmsMessageSid": sid}
        fields |= {"SmsStatus": "received"} | ({} if body is None else {"Body": body}) | extra
        answer = self._line.post(self._path, fields, self.cookie)
        found = verbs(answer, TEXT_VERBS)
        if len(found) > MAX_MESSAGES:
            raise PhoneError(f"more than {MAX_MESSAGES} messages answer one")
        texts = [message.text or "" for message in found]
        if any(len(text) > MAX_MESSAGE_CHARACTERS for text in texts):
            raise PhoneError(f"a message is longer than {MAX_MESSAGE_CHARACTERS} characters")
        if answer.set_cookie is not None:
            self.cookie = _kept(answer.set_cookie)
        return texts


def _kept(set_cookie: str) -> str | None:
    """Return the cookie to send back; None if it was taken back."""
    pair, *rest = (part.strip() for part in set_cookie.split(";"))
    name, _, value = pair.partition("=")
    if not name or not set_cookie.isprintable():  # Twilio error 11206
        raise PhoneError("the cookie has no name, or a control character")
    gone = any(part.lower().replace(" ", "") == "max-age=0" for part in rest)
    return None if gone or not value else pair


@dataclass(frozen=True)
class Listening:
    """What the line listens for at this moment, and for how many seconds of silence."""

    keys: bool
    speech: bool
    seconds: int
    action: str
    most_keys: int | None = None
    finish_key: str = "#"
    reports_silence: bool = False
    locale: str = "en-US"
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Heard:
    """What a caller heard since the last thing they did, and what they can do now."""

    spoken: tuple[Spoken, ...]
    listening: Listening | None
    dialling: tuple[str, ...]
    ended: bool

    @property
    def words(self) -> str:
        """All that was heard, one line for each Say."""
        return "\n".join(each.words for each in self.spoken)


class Caller:
    """Someone who calls the line, from dialling it to the end of the call.

    After each act one of three holds: the line is `listening`, it is `dialling` a number, or the
    call has `ended`. An act that is not possible then raises PhoneError.
    """

    def __init__(
        self, line: Line, number: str = NUMBER, to: str = CALLS_TO, path: str = "/voice"
    ) -> None:
        self.heard: list[Spoken] = []
        self.dialled: list[str] = []
        self.dialling: tuple[str, ...] = ()
        self.listening: Listening | None = None
        self.ended = False
        self.seconds = 0.0
        """How long the call has lasted, by estimate."""
        self._line = line
        self._path = line.target(f"{line.prefix}{path}")
        self._fields = {
            **ACCOUNT,
            "CallSid": f"CA{1:032x}",
            "From": number,
            "To": to,
            "Direction": "inbound",
        }
        self._at = ""
        self._rest: tuple[ET.Element, ...] = ()
        self._after_dial: str | None = None
        self._keys = ""
        self._told = 0

    def dial(self) -> Heard:
        """Return what is heard on pickup."""
        if self._at:
            raise PhoneError("this call was begun already")
        self._fetch(self._path, CallStatus="ringing")
        return self._go_on()

    def press(self, keys: str) -> Heard:
        """Return what is heard after pressing `keys` one by one.

        Keys fall away that come when the line has ended the call or listens no more.
        """
        if not keys or any(key not in KEYS for key in keys):
            raise PhoneError("a phone has no such key")
        if not self._listens().keys:
            raise PhoneError("the line does not listen for keys here")
        told = self._told
        for key in keys:
            if self.listening is not None and self.listening.keys:
                self._press_one(key, self.listening)
        return self._since(told)

    def say(self, words: str) -> Heard:
        """Return what is heard after saying `words`."""
        listening = self._listens()
        if not listening.speech:
            raise PhoneError("the line does not listen for speech here")
        if not words.strip():
            raise PhoneError("nothing was said: use wait() for silence")
        return self._answer(listening, SpeechResult=words, Confidence="0.9")

    def wait(self) -> Heard:
        """Return what is heard after a silence as long as the line listens."""
        listening = self._listens()
        self.seconds += listening.seconds
        return self._silent(listening)

    def dial_result(self, status: str) -> Heard:
        """Return what is heard after connecting went as `status` says, such as `busy`."""
        if not self.dialling:
            raise PhoneError("the line is connecting nobody")
        if status not in DIAL_STATUSES:
            raise PhoneError(f"no such result; there are {', '.join(DIAL_STATUSES)}")
        self.dialling = ()
        # With an action the verbs after <Dial> never run; without one the document goes on.
        if self._after_dial is not None:
            talked = {"DialCallDuration": "60"} if status in ("completed", "answered") else {}
            sid = f"CA{2:032x}"
            self._fetch(self._after_dial, DialCallStatus=status, DialCallSid=sid, **talked)
        return self._go_on()

    def hang_up(self) -> None:
        """End the call from this side."""
        self.ended, self.listening, self.dialling, self._rest = True, None, (), ()

    def fork(self) -> Caller:
        """Return a second caller at the same point of the same call; the two go on apart."""
        other = copy.copy(self)
        other.heard, other.dialled = list(self.heard), list(self.dialled)
        return other

    def heard_within(self, seconds: float) -> str:
        """Return what has been said by that second of the call, one line for each Say."""
        said = (each.within(seconds) for each in self.heard)
        return "\n".join(words for words in said if words)

    def _listens(self) -> Listening:
        if self.ended:
            raise PhoneError("the call has ended")
        if self.listening is None:
            raise PhoneError("the line is not listening")
        return self.listening

    def _press_one(self, key: str, listening: Listening) -> None:
        if key == listening.finish_key:
            if self._keys:
                self._keys_in(listening, key)
            else:
                self._silent(listening)
            return
        self._keys += key
        if len(self._keys) == listening.most_keys:
            self._keys_in(listening, "")

    def _keys_in(self, listening: Listening, finished_on: str) -> Heard:
        return self._answer(listening, Digits=self._keys, FinishedOnKey=finished_on)

    def _silent(self, listening: Listening) -> Heard:
        if self._keys:
            return self._keys_in(listening, "")
        if listening.reports_silence:
            return self._answer(listening)
        # Otherwise silence goes on with the verb after <Gather>.
        self.listening = None
        return self._go_on()

    def _answer(self, listening: Listening, **fields: str) -> Heard:
        self.listening, self._keys = None, ""
        self._fetch(listening.action, **fields)
        return self._go_on()

    def _fetch(self, target: str, **fields: str) -> None:
        sent = {**self._fields, "CallStatus": "in-progress", **fields}
        answer = self._line.post(target, sent, None)
        self._at, self._rest = target, verbs(answer, CALL_VERBS)

    def _go_on(self) -> Heard:
        """Act on verb after verb, until the line waits for someone or the call ends."""
        told = self._told
        redirects = 0
        while self._rest and self.listening is None and not self.dialling:
            verb, self._rest = self._rest[0], self._rest[1:]
            if verb.tag == "Redirect":
                redirects += 1
                if redirects > MAX_REDIRECTS:
                    raise PhoneError(f"more than {MAX_REDIRECTS} redirects without the caller")
                self._fetch(self._line.target(text_of(verb), self._at))
            else:
                self._act(verb)
        # The end of a document is the end of the call.
        self.ended = self.listening is None and not self.dialling
        return self._since(told)

    def _act(self, verb: ET.Element) -> None:
        match verb.tag:
            case "Say":
                for _ in range(int(verb.get("loop", "1"))):
                    self.heard.append(spoken(verb, self.seconds))
                    self.seconds += self.heard[-1].seconds
            case "Pause":
                self.seconds += int(verb.get("length", "1"))
            case "Gather":
                for each in verb:
                    self._act(each)
                self.listening = self._gathering(verb)
            case "Dial":
                inside = [text_of(number) for number in verb.iter("Number")]
                self.dialling = tuple(inside or [text_of(verb)])
                self.dialled.extend(self.dialling)
                action = verb.get("action")
                self._after_dial = None if action is None else self._line.target(action, self._at)
            case "Hangup":
                self._rest = ()
            case _:
                pass  # a recording that is played has no words we could hear

    def _gathering(self, gather: ET.Element) -> Listening:
        inputs = gather.get("input", "dtmf").split()
        most = gather.get("numDigits")
        return Listening(
            keys="dtmf" in inputs,
            speech="speech" in inputs,
            seconds=int(gather.get("timeout", str(GATHER_SECONDS))),
            # Without an action the carrier asks the address of this document again.
            action=self._line.target(gather.get("action", self._at), self._at),
            most_keys=None if most is None else int(most),
            finish_key=gather.get("finishOnKey", "#"),
            reports_silence=gather.get("actionOnEmptyResult") == "true",
            locale=gather.get("language", "en-US"),
            hints=tuple(hint for hint in gather.get("hints", "").split(",") if hint),
        )

    def _since(self, told: int) -> Heard:
        """Return what was heard since `told`; later calls begin after it."""
        self._told = len(self.heard)
        return Heard(tuple(self.heard[told:]), self.listening, self.dialling, self.ended)
