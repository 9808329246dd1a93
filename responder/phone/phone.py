"""A phone to text and call the line with: it takes our answers as a carrier does.

It connects nothing and rings nobody: a number that an answer wants to reach is only noted. One
phone serves the terminal, the tests and the proofs, so that they cannot disagree.
"""

from __future__ import annotations

import copy
from xml.etree import ElementTree as ET

from responder.phone.answer import CALL_VERBS, Answer, text_of, verbs
from responder.phone.fault import PhoneError, own
from responder.phone.heard import Heard, Listening, cut_off, first_said
from responder.phone.line import ACCOUNT, Line, http_line, wsgi_line
from responder.phone.spoken import Piece, Spoken, spoken
from responder.phone.texter import NUMBER, TEXTS_TO, Texter

__all__ = [
    "NUMBER",
    "TEXTS_TO",
    "Answer",
    "Caller",
    "Heard",
    "Line",
    "Listening",
    "PhoneError",
    "Piece",
    "Spoken",
    "Texter",
    "http_line",
    "wsgi_line",
]  # fmt: skip

CALLS_TO = "+18605550101"
KEYS = "0123456789*#"
MAX_REDIRECTS = 10  # without the caller doing anything; ours, where carriers go on for ever
GATHER_SECONDS = 5  # https://www.twilio.com/docs/voice/twiml/gather#timeout
DIAL_SECONDS = 30  # https://www.twilio.com/docs/voice/twiml/dial#timeout
# https://www.twilio.com/docs/voice/twiml/dial#attributes-action
DIAL_STATUSES = ("completed", "answered", "busy", "no-answer", "failed", "canceled")
TALKED = ("completed", "answered")
TALK_SECONDS = 60
# The length of a recording is not known here: it counts as long, so that nothing after it is
# ever said to be heard early.
RECORDING_SECONDS = 10.0
TONE_SECONDS = 0.5  # one key of <Play digits>; https://www.twilio.com/docs/voice/twiml/play#digits


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
        self.played: list[str] = []
        """The recordings and tones that were heard; what is in them the phone cannot know."""
        self.seconds = 0.0
        """How long the call has lasted, by the phone's own clock."""
        self.picked_up_at: float | None = None
        """The second at which the line took the call; None while it rings, or if it never did."""
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
        self._dial: ET.Element | None = None
        self._since_second = 0.0
        self._prompt_from = 0
        self._keys = ""
        self._told = 0
        self._rejected = ""

    def dial(self) -> Heard:
        """Return what is heard on pickup."""
        if self._at:
            raise PhoneError("this call was begun already")
        self._fetch(self._path, CallStatus="ringing")
        return self._go_on()

    def press(self, keys: str, after: float | None = None) -> Heard:
        """Return what is heard after pressing `keys` one by one.

        The first is pressed when the prompts are over or, with `after`, so many seconds after
        they began or the last key was pressed. Keys fall away that come when the line has ended
        the call or listens no more.
        """
        if not keys or any(key not in KEYS for key in keys):
            raise PhoneError("a phone has no such key")
        listening = self._listens()
        if not listening.keys:
            raise PhoneError("the line does not listen for keys here")
        if after is not None:
            self._press_after(after, listening)
        told = self._told
        for key in keys:
            if self.listening is not None and self.listening.keys:
                self._press_one(key, self.listening)
        return self._since(told)

    def say(self, words: str) -> Heard:
        """Return what is heard after saying `words`, once the prompts are over.

        That speech stops a prompt is promised on no page of a carrier (twilio-python issue 860).
        """
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
        dial, self._dial, self.dialling = self._dial, None, ()
        talked = status in TALKED
        if talked:
            self.seconds += TALK_SECONDS
        elif status == "no-answer" and dial is not None:
            self.seconds += int(dial.get("timeout", str(DIAL_SECONDS)))
        action = None if dial is None else dial.get("action")
        # With an action the verbs after <Dial> never run; without one the document goes on
        # (https://www.twilio.com/docs/voice/twiml/dial#action).
        if action is not None:
            fields = {"DialCallStatus": status, "DialCallSid": f"CA{2:032x}"}
            fields["DialBridged"] = "true" if talked else "false"
            if talked:
                fields["DialCallDuration"] = str(TALK_SECONDS)
            self._fetch(self._line.target(action, self._at), **fields)
        return self._go_on()

    def hang_up(self) -> None:
        """End the call from this side."""
        self.ended, self.listening, self.dialling, self._rest = True, None, (), ()

    def fork(self) -> Caller:
        """Return a second caller at the same point of the same call; the two go on apart."""
        other = copy.copy(self)
        other.heard, other.dialled = list(self.heard), list(self.dialled)
        other.played = list(self.played)
        return other

    @property
    def status(self) -> str:
        """What the carrier calls the state of the call, its CallStatus.

        https://www.twilio.com/docs/voice/twiml#callstatus-values
        """
        if self._rejected:
            return self._rejected
        if self.ended:
            return "completed"
        return "ringing" if self.picked_up_at is None else "in-progress"

    def first_heard(self, words: str) -> float | None:
        """Return the second of the call by which `words` had been said; None if they were not.

        Digits match in whatever grouping they are read: `988` finds "9, 8, 8".
        """
        return first_said(self.heard, words)

    def heard_within(self, seconds: float) -> str:
        """Return what has been said by that second of the call, one line for each Say."""
        said = (each.within(seconds) for each in self.heard)
        return "\n".join(words for words in said if words)

    @property
    def _document(self) -> str:
        return self._at.partition("?")[0]

    def _listens(self) -> Listening:
        if self.ended:
            raise PhoneError("the call has ended")
        if self.listening is None:
            raise PhoneError("the line is not listening")
        return self.listening

    def _press_after(self, after: float, listening: Listening) -> None:
        """Move to that moment; what was still to be said by then is not heard."""
        second = self._since_second + after
        if after < 0 or second > self.seconds + listening.seconds:
            raise PhoneError("the line does not listen at that moment")
        # A key stops the prompt: https://www.twilio.com/docs/voice/twiml/gather#nesting-rules
        self.heard[self._prompt_from :] = cut_off(self.heard[self._prompt_from :], second)
        self._told = min(self._told, len(self.heard))
        self.seconds = second

    def _press_one(self, key: str, listening: Listening) -> None:
        if key == listening.finish_key:
            if self._keys:
                self._keys_in(listening, key)
            else:
                self._silent(listening)
            return
        self._keys += key
        self._since_second, self._prompt_from = self.seconds, len(self.heard)
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
        self._at, self._rest = target, ()
        self._rest = verbs(answer, CALL_VERBS, self._document)

    def _go_on(self) -> Heard:
        """Act on verb after verb, until the line waits for someone or the call ends."""
        told = self._told
        redirects = 0
        while self._rest and self.listening is None and not self.dialling:
            verb, self._rest = self._rest[0], self._rest[1:]
            if verb.tag == "Redirect":
                redirects += 1
                if redirects > MAX_REDIRECTS:
                    fault = f"more than {MAX_REDIRECTS} redirects without the caller"
                    raise PhoneError(
                        fault, own("no loop without the caller"), self._at.partition("?")[0]
                    )
                self._pick_up()
                self._fetch(self._line.target(text_of(verb), self._at))
            else:
                self._act(verb)
        # The end of a document is the end of the call.
        self.ended = self.listening is None and not self.dialling
        return self._since(told)

    def _act(self, verb: ET.Element) -> None:
        match verb.tag:
            case "Pause":
                # As the first verb it lets the phone ring so much longer
                # (https://www.twilio.com/docs/voice/twiml/pause).
                self.seconds += int(verb.get("length", "1"))
            case "Reject":
                self._reject(verb.get("reason", "rejected"))
                return
        self._pick_up()
        match verb.tag:
            case "Say":
                for _ in range(int(verb.get("loop", "1"))):
                    self.heard.append(spoken(verb, self.seconds))
                    self.seconds += self.heard[-1].seconds
            case "Play":
                self._play(verb)
            case "Gather":
                self._since_second, self._prompt_from = self.seconds, len(self.heard)
                for each in verb:
                    self._act(each)
                self.listening = self._gathering(verb)
            case "Dial":
                inside = [text_of(number) for number in verb.iter("Number")]
                self.dialling = tuple(inside or [text_of(verb)])
                self.dialled.extend(self.dialling)
                self._check_address(verb)
                self._dial = verb
            case "Hangup":
                self._rest = ()

    def _pick_up(self) -> None:
        if self.picked_up_at is None:
            self.picked_up_at = self.seconds

    def _reject(self, reason: str) -> None:
        """End the call; it was never taken if this is the very first verb.

        https://www.twilio.com/docs/voice/twiml/reject
        """
        if self.picked_up_at is None:
            self._rejected = "busy" if reason == "busy" else "no-answer"
        self._rest = ()

    def _play(self, play: ET.Element) -> None:
        digits = play.get("digits")
        seconds = RECORDING_SECONDS if digits is None else TONE_SECONDS * len(digits)
        for _ in range(int(play.get("loop", "1"))):
            self.played.append(digits if digits is not None else text_of(play))
            self.seconds += seconds

    def _check_address(self, dial: ET.Element) -> None:
        """Raise PhoneError now, and not only after the call, for an action that leads away."""
        if dial.get("action") is not None:
            self._line.target(dial.get("action", ""), self._at)

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
        said = tuple(self.heard[told:])
        return Heard(said, self.listening, self.dialling, self.ended, self.seconds)
