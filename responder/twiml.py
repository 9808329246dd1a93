"""Replies and call steps become TwiML: the last thing that happens to them.

An answer that does not parse is silence on a text and a machine's error on a call, so whatever
staff pasted is escaped or dropped here. Addresses are paths without a host: a forged Host header
can never send a caller's key presses elsewhere.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import assert_never

from responder.exchange import (
    CallAnswer,
    Dial,
    Gather,
    Hangup,
    Language,
    Pause,
    Place,
    Redirect,
    Say,
    Span,
    Step,
)
from responder.flow.model import Voices

HINTS_CHARACTERS = 500
KEY_PATH = "/voice/key"
DIALLED_PATH = "/voice/dialled"

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
EMPTY = f"{_DECLARATION}<Response/>".encode()

# XML 1.0, section 2.2 "Characters": all that a document may hold; lone surrogates are not among it.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A parser turns these into a line feed or a space unless they are written as references.
_REFERENCES = {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}

# 911 without a registered address is a fee and a call center that does not know where the caller
# is; carriers refused the other N11 codes (Twilio error 21202). 112 is 911 to a US network.
_NEVER_DIALLED = frozenset({"112", *(f"{n}11" for n in range(2, 10))})

LOCALES: Mapping[Language, str] = {Language.EN: "en-US", Language.ES: "es-US"}

# A voice named with a locale that it does not speak may fail the whole Say
# (twilio.com/docs/voice/twiml/say). The Spanish voices that do not speak es-US:
_SPANISH_OF_VOICE = {
    "man": "es",
    "woman": "es",
    "alice": "es-MX",
    "Polly.Mia": "es-MX",
    "Polly.Andres": "es-MX",
    "Polly.Conchita": "es-ES",
    "Polly.Enrique": "es-ES",
    "Polly.Lucia": "es-ES",
    "Polly.Sergio": "es-ES",
}
_OLDEST_VOICES = ("man", "woman", "alice")
_VOICE_KIND = re.compile(r"-(?:Neural|Generative)$")
_LOCALE_IN_VOICE = re.compile(r"\.([a-z]{2}-[A-Z]{2})\b")


@dataclass(frozen=True)
class Speaker:
    """A voice and the locale it speaks; no voice: the carrier picks one that speaks the locale."""

    voice: str
    locale: str

    @property
    def nests_languages(self) -> bool:
        """Whether one Say of this voice may hold words of another language (SSML)."""
        return self.voice.startswith("Polly.")


@dataclass(frozen=True)
class Speakers:
    """Who speaks each language, usually and where the simplest voice is asked for.

    `basic` is a carrier without speech recognition, SSML or Pause, which is Somleng: it stops at
    an element that it does not know (somleng-switch, execute_twiml.rb, read 2026-11-25).
    """

    usual: Mapping[Language, Speaker]
    plain: Mapping[Language, Speaker]
    basic: bool = False

    def of(self, language: Language, *, plain: bool) -> Speaker:
        """Return who speaks `language`."""
        return (self.plain if plain else self.usual)[language]


def speakers(voices: Voices, carrier: str) -> Speakers:
    """Return who speaks on `carrier`: neural voices where it has them and the flow wants them."""
    basic = carrier == "somleng"
    each = {Language.EN: voices.en, Language.ES: voices.es}
    plain = {language: _speaker(voice.plain, language, basic) for language, voice in each.items()}
    if basic or voices.use == "plain":
        return Speakers(plain, plain, basic)
    neural = {language: _speaker(voice.neural, language, basic) for language, voice in each.items()}
    return Speakers(neural, plain, basic)


def _speaker(voice: str, language: Language, basic: bool) -> Speaker:
    if basic and voice in _OLDEST_VOICES and language is not Language.EN:
        # There they speak English only; without a name Somleng looks for one of this locale.
        return Speaker("", LOCALES[language])
    named = _LOCALE_IN_VOICE.search(voice)
    if named:
        return Speaker(voice, named.group(1))
    if language is Language.ES:
        known = _SPANISH_OF_VOICE.get(_VOICE_KIND.sub("", voice), LOCALES[language])
        return Speaker(voice, known)
    return Speaker(voice, LOCALES[language])


def message_xml(words: str) -> bytes:
    """Return the answer that sends `words` as one text; no words: the answer that sends nothing."""
    allowed = _allowed(words)
    if not allowed.strip():
        return EMPTY
    return _document(_element("Message", {}, _text(allowed)))


def call_xml(answer: CallAnswer, speakers: Speakers, prefix: str) -> bytes:
    """Return the answer that takes a call through its steps.

    `prefix` is the path of the public address ("" for none); our call addresses follow it.
    Raises ValueError for a step that dials 911, 211 or their like.
    """
    return _document("".join(_step(step, speakers, prefix) for step in answer.steps))


def _document(inside: str) -> bytes:
    return f"{_DECLARATION}<Response>{inside}</Response>".encode() if inside else EMPTY


def _step(step: Step, speakers: Speakers, prefix: str) -> str:
    match step:
        case Say():
            return _say(step, speakers)
        case Pause():
            return "" if speakers.basic else _element("Pause", {"length": str(step.seconds)})
        case Gather():
            return _gather(step, speakers, prefix)
        case Redirect():
            return _element(
                "Redirect", {"method": "POST"}, _text(_to(prefix, step.path, step.place))
            )
        case Dial():
            return _dial(step, prefix)
        case Hangup():
            return _element("Hangup", {})
        case _:
            assert_never(step)


def _say(say: Say, speakers: Speakers) -> str:
    """Return `say` in one Say, or in one for each run of a language where they cannot be nested."""
    speaker = speakers.of(say.language, plain=say.plain)
    runs = _runs(say.spans)
    if speaker.nests_languages and not speakers.basic:
        inside = "".join(
            _text(run.words)
            if run.language is say.language
            else _element("lang", {"xml:lang": LOCALES[run.language]}, _text(run.words))
            for run in runs
        )
        return _spoken(speaker, inside)
    return "".join(
        _spoken(speakers.of(run.language, plain=say.plain), _text(run.words.strip()))
        for run in runs
    )


def _spoken(speaker: Speaker, inside: str) -> str:
    if not inside:
        return ""
    voice = {"voice": speaker.voice} if speaker.voice else {}
    return _element("Say", {**voice, "language": speaker.locale}, inside)


def _runs(spans: Iterable[Span]) -> list[Span]:
    """Return `spans` with neighbours of one language joined; none is without a letter or digit.

    A full stop after a name of another language would otherwise be a Say of its own.
    """
    runs: list[Span] = []
    for span in spans:
        words, language = _allowed(span.words), span.language
        if runs and (language is runs[-1].language or not _speakable(words)):
            runs[-1] = Span(runs[-1].words + words, runs[-1].language)
        elif runs and not _speakable(runs[-1].words):
            runs[-1] = Span(runs[-1].words + words, language)
        else:
            runs.append(Span(words, language))
    return [run for run in runs if _speakable(run.words)]


def _speakable(words: str) -> bool:
    return any(letter.isalnum() for letter in words)


def _gather(gather: Gather, speakers: Speakers, prefix: str) -> str:
    speech = gather.speech and not speakers.basic
    attributes = {
        "input": "dtmf speech" if speech else "dtmf",
        "numDigits": "1",
        "finishOnKey": "",  # so that # arrives as a key like any other
        "timeout": str(gather.timeout),
        "language": LOCALES[gather.place.language],
        "action": _to(prefix, KEY_PATH, gather.place),
        "method": "POST",
    }
    if speech:
        attributes["speechTimeout"] = "auto"
        attributes["profanityFilter"] = "false"  # what distress sounds like must not be starred
        hints = _hints(gather.hints)
        if hints:
            attributes["hints"] = hints
    return _element(
        "Gather", attributes, "".join(_step(each, speakers, prefix) for each in gather.says)
    )


def _hints(hints: Iterable[str]) -> str:
    """Return as many whole `hints`, in their order, as fit 500 characters; commas part them."""
    taken = ""
    for hint in hints:
        words = " ".join(_allowed(hint).replace(",", " ").split())
        longer = f"{taken},{words}" if taken and words else taken or words
        if len(longer) > HINTS_CHARACTERS:
            break
        taken = longer
    return taken


def _dial(dial: Dial, prefix: str) -> str:
    digits = re.sub(r"[^0-9]", "", dial.number)
    if not digits or digits in _NEVER_DIALLED or digits.removeprefix("1") in _NEVER_DIALLED:
        raise ValueError("emergency and N11 numbers are said, never dialled")
    return _element(
        "Dial",
        {
            # It helps only where Dial is the first verb, and ours never is.
            "answerOnBridge": "false",
            "callerId": _dialled(dial.caller_id),
            "timeout": str(dial.timeout),
            "action": _to(prefix, DIALLED_PATH, dial.place),
            "method": "POST",
        },
        _element("Number", {}, _text(_dialled(dial.number))),
    )


def _dialled(number: str) -> str:
    """Return `number` as carriers take it: +18605550101; a short one such as 988 as it is."""
    # Only a line that connects calls needs the library, and few do.
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, "US")
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        return re.sub(r"[^0-9]", "", number)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _to(prefix: str, path: str, place: Place) -> str:
    return f"{prefix.rstrip('/')}{path}?{place.query()}"


def _element(name: str, attributes: Mapping[str, str], inside: str = "") -> str:
    """Return an element around `inside`, which is XML already."""
    opened = "".join([name, *(f' {key}="{_value(each)}"' for key, each in attributes.items())])
    return f"<{opened}>{inside}</{name}>" if inside else f"<{opened}/>"


def _allowed(words: str) -> str:
    return _FORBIDDEN.sub("", words)


def _text(words: str) -> str:
    return html.escape(_allowed(words), quote=False).replace("\r", _REFERENCES["\r"])


def _value(words: str) -> str:
    escaped = html.escape(_allowed(words), quote=True)
    for character, reference in _REFERENCES.items():
        escaped = escaped.replace(character, reference)
    return escaped
