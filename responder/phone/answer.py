"""What a carrier checks in an answer before it acts on it.

The phone is stricter than any carrier: where one would log a warning and go on, or play a
recorded error to the caller, a `PhoneError` says what was wrong.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from xml.etree import ElementTree as ET

from responder.phone.fault import PhoneError, error, own, page

__all__ = [
    "CALL_VERBS", "MAX_BYTES", "TEXT_VERBS", "XML_LANG", "Answer", "PhoneError", "text_of", "verbs",
]  # fmt: skip

MAX_BYTES = 64 * 1024  # https://www.twilio.com/docs/api/errors/11750
MAX_NUMBERS = 10  # https://www.twilio.com/docs/voice/twiml/number: ten may ring at once
MAX_HINTS = 500  # https://www.twilio.com/docs/voice/twiml/gather, as the next
MAX_HINT_CHARACTERS = 100
MAX_SAY_CHARACTERS = 4096  # SignalWire's limit, the lowest that is published
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DOCUMENTS = 1024  # kept as they were read

# text/html is taken by some carriers and refused by others (Twilio error 12300).
_XML_TYPES = ("text/xml", "application/xml")


@dataclass(frozen=True)
class Answer:
    """One HTTP answer of the line; `set_cookie` is the whole header, None if there was none."""

    status: int
    content_type: str
    body: bytes = field(repr=False)
    set_cookie: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class _Shape:
    """What an element may hold: attributes with the pattern of their values, elements, text."""

    attributes: Mapping[str, str] = field(default_factory=dict)
    inside: Collection[str] = ()
    text: bool = False


_ADDRESS = r"\S+"
_COUNT = r"[1-9][0-9]{0,4}"
# 0 says it up to a thousand times, https://www.twilio.com/docs/voice/twiml/say#loop: never here.
_TIMES = r"[1-9][0-9]{0,2}"
_FLAG = r"true|false"
_LOCALE = r"[a-z]{2}(-[A-Z]{2})?"
_POST = r"POST"
# Values that carriers take and we do not.
_STRICTER = {
    ("method", "GET"): own("what a caller says never goes into an address, and so into logs"),
    ("loop", "0"): own("no prompt is said without end"),
}

# The elements of SSML that every voice of Amazon Polly speaks, neural ones too.
_SSML = ("break", "lang", "p", "s", "sub")

CALL_VERBS = ("Say", "Play", "Pause", "Gather", "Redirect", "Dial", "Hangup", "Reject")
TEXT_VERBS = ("Message", "Redirect")

_SHAPES = {
    "Say": _Shape({"voice": r"\S+", "language": _LOCALE, "loop": _TIMES}, inside=_SSML, text=True),
    "break": _Shape({"time": r"[0-9]+(\.[0-9]+)?m?s"}),
    "lang": _Shape({XML_LANG: r"[a-z]{2}-[A-Z]{2}"}, inside=("break", "sub"), text=True),
    "p": _Shape(inside=("break", "lang", "s", "sub"), text=True),
    "s": _Shape(inside=("break", "lang", "sub"), text=True),
    "sub": _Shape({"alias": r".+"}, text=True),
    "Play": _Shape({"loop": _TIMES, "digits": r"[0-9*#wW]+"}, text=True),
    "Pause": _Shape({"length": _COUNT}),
    "Gather": _Shape(
        {
            "input": r"dtmf|speech|dtmf speech|speech dtmf",
            "action": _ADDRESS,
            "method": _POST,
            "timeout": _COUNT,
            "numDigits": _COUNT,
            "finishOnKey": r"[0-9*#]?",
            "speechTimeout": rf"auto|{_COUNT}",
            "language": r"[a-z]{2}-[A-Z]{2}",
            "hints": r".+",
            "profanityFilter": _FLAG,
            "actionOnEmptyResult": _FLAG,
        },
        inside=("Say", "Play", "Pause"),
    ),
    "Redirect": _Shape({"method": _POST}, text=True),
    "Dial": _Shape(
        {
            "action": _ADDRESS,
            "method": _POST,
            "timeout": _COUNT,
            "timeLimit": _COUNT,
            "callerId": r"\+?[0-9]+",
            "answerOnBridge": _FLAG,
        },
        inside=("Number",),
        text=True,
    ),
    "Number": _Shape(text=True),
    "Hangup": _Shape(),
    "Reject": _Shape({"reason": r"rejected|busy"}),
    "Message": _Shape(text=True),
}


def verbs(answer: Answer, known: Collection[str], document: str = "") -> tuple[ET.Element, ...]:
    """Return the verbs of `answer`, in order; `known` are those of its channel.

    Raises PhoneError, which names `document`, for an answer that is not 200, not XML by its type
    and by its bytes, too long, or holds an element, attribute, value or text that does not belong
    where it stands.
    """
    try:
        _check_kind(answer)
        return _verbs(answer.body, tuple(known))
    except PhoneError as fault:
        raise PhoneError(fault.fault, fault.rule, document) from None


def _check_kind(answer: Answer) -> None:
    if answer.status != 200:
        rule = error(11217 if answer.status >= 400 else 11200)
        raise PhoneError(f"the line answered with status {answer.status}", rule)
    kind = answer.content_type.split(";")[0].strip().lower()
    if kind not in _XML_TYPES:
        raise PhoneError(f"the content type is {kind or 'missing'}, not text/xml", error(12300))
    if len(answer.body) > MAX_BYTES:
        raise PhoneError(f"the answer is longer than {MAX_BYTES} bytes", error(11750))


@lru_cache(_DOCUMENTS)
def _verbs(body: bytes, known: tuple[str, ...]) -> tuple[ET.Element, ...]:
    """Return the verbs of a document; nobody changes them, so the same one is read only once."""
    root = _parsed(body)
    if root.tag != "Response" or root.attrib:
        raise PhoneError("the root is not a plain <Response>", page("Response"))
    _only_elements(root)
    for verb in root:
        _check(verb, known, "Response")
    return tuple(root)


def text_of(element: ET.Element) -> str:
    """Return the words directly inside `element`, without white space around them."""
    return (element.text or "").strip()


def _parsed(body: bytes) -> ET.Element:
    if not body.startswith(b"<"):
        raise PhoneError("something stands before the first '<'", error(12100))
    if b"<!DOCTYPE" in body:
        raise PhoneError("the answer declares a document type", error(12100))
    try:
        return ET.fromstring(body)  # nosec B314 # noqa: S314 - without a document type there is no entity to expand
    except ET.ParseError as fault:
        raise PhoneError(f"the answer is not XML: {fault}", error(12100)) from None


def _check(element: ET.Element, known: Collection[str], around: str) -> None:
    if element.tag not in known:
        right = [name for name in known if name.lower() == element.tag.lower()]
        hint = f"; its name is <{right[0]}>" if right else ""
        raise PhoneError(f"<{element.tag}> is not known in <{around}>{hint}", _nesting(around))
    shape = _SHAPES[element.tag]
    for name, value in element.attrib.items():
        if name not in shape.attributes:
            raise PhoneError(f"<{element.tag}> takes no attribute {name!r}", error(12200))
        if not re.fullmatch(shape.attributes[name], value):
            fault = f"attribute {name!r} of <{element.tag}> has no value that fits"
            raise PhoneError(fault, _STRICTER.get((name, value), page(element.tag)))
    if not shape.text:
        _only_elements(element)
    if element.tag == "Dial" and len(element) > MAX_NUMBERS:
        raise PhoneError(f"<Dial> rings more than {MAX_NUMBERS} numbers", page("Number"))
    for each in element:
        _check(each, shape.inside, element.tag)
    fault = _wrong_words(element)
    if fault:
        raise PhoneError(fault, page(element.tag))


def _nesting(around: str) -> str:
    """Return the rule on what may stand in `around`; an unknown element is a schema warning."""
    if around == "Gather":
        return error(13320)
    if around in ("Say", *_SSML):
        return own("only SSML that every voice speaks")
    return error(12200)


def _only_elements(element: ET.Element) -> None:
    if "".join([element.text or "", *(each.tail or "" for each in element)]).strip():
        raise PhoneError(f"text stands loose in <{element.tag}>", error(12200))


def _wrong_words(element: ET.Element) -> str:
    """Return what is wrong with the words of `element`; empty if nothing is."""
    words = "".join(element.itertext()).strip()
    if not words and element.tag in ("Say", "Redirect", "Message", "Number", "Dial"):
        return f"<{element.tag}> is empty"
    match element.tag:
        case "Say":
            return _wrong_speech(element, words)
        case "Play" if bool(words) == ("digits" in element.attrib):
            return "<Play> needs an address or digits, and not both"
        case "Dial" if len(element) and text_of(element):
            return "<Dial> names a number both in itself and in a <Number>"
        case "Gather":
            hints = element.get("hints", "").split(",")
            if len(hints) > MAX_HINTS:
                return f"<Gather> has more than {MAX_HINTS} hints"
            if any(len(hint) > MAX_HINT_CHARACTERS for hint in hints):
                return f"a hint of <Gather> is longer than {MAX_HINT_CHARACTERS} characters"
    return ""


def _wrong_speech(say: ET.Element, words: str) -> str:
    if len(say) and not say.get("voice", "").startswith(("Polly.", "Google.")):
        return "this voice of <Say> takes words only, no SSML"
    if len(words) > MAX_SAY_CHARACTERS:
        return f"<Say> holds more than {MAX_SAY_CHARACTERS} characters"
    return ""
