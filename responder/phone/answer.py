"""What a carrier checks in an answer before it acts on it.

The phone is stricter than any carrier: where one would log a warning and go on, or play a
recorded error to the caller, a `PhoneError` says what was wrong.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

MAX_BYTES = 64 * 1024  # Twilio error 11750
MAX_SAY_CHARACTERS = 4096  # SignalWire's limit, the lowest that is published
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

# text/html is taken by some carriers and refused by others (Twilio error 12300).
_XML_TYPES = ("text/xml", "application/xml")


class PhoneError(Exception):
    """An answer that a carrier would not act on, or a caller's act that is not possible now.

    Its text never holds what was said, sent or dialled.
    """


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
_COUNT = r"[1-9][0-9]*"
_FLAG = r"true|false"
_LOCALE = r"[a-z]{2}(-[A-Z]{2})?"
_POST = r"POST"  # GET would put what a caller said into addresses, and so into logs

# The elements of SSML that every voice of Amazon Polly speaks, neural ones too.
_SSML = ("break", "lang", "p", "s", "sub")

CALL_VERBS = ("Say", "Play", "Pause", "Gather", "Redirect", "Dial", "Hangup")
TEXT_VERBS = ("Message",)

_SHAPES = {
    "Say": _Shape({"voice": r"\S+", "language": _LOCALE, "loop": _COUNT}, inside=_SSML, text=True),
    "break": _Shape({"time": r"[0-9]+(\.[0-9]+)?m?s"}),
    "lang": _Shape({XML_LANG: r"[a-z]{2}-[A-Z]{2}"}, inside=("break", "s", "sub"), text=True),
    "p": _Shape(inside=("break", "lang", "s", "sub"), text=True),
    "s": _Shape(inside=("break", "lang", "sub"), text=True),
    "sub": _Shape({"alias": r".+"}, text=True),
    "Play": _Shape({"loop": _COUNT, "digits": r"[0-9*#wW]+"}, text=True),
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
    "Message": _Shape(text=True),
}


def verbs(answer: Answer, known: Collection[str]) -> tuple[ET.Element, ...]:
    """Return the verbs of `answer`, in order; `known` are those of its channel.

    Raises PhoneError for an answer that is not 200, not XML by its type and by its bytes, too
    long, or holds an element, attribute, value or text that does not belong where it stands.
    """
    if answer.status != 200:
        raise PhoneError(f"the line answered with status {answer.status}")
    kind = answer.content_type.split(";")[0].strip().lower()
    if kind not in _XML_TYPES:
        raise PhoneError(f"the content type is {kind or 'missing'}, not text/xml")
    if len(answer.body) > MAX_BYTES:
        raise PhoneError(f"the answer is longer than {MAX_BYTES} bytes")
    root = _parsed(answer.body)
    if root.tag != "Response" or root.attrib:
        raise PhoneError("the root is not a plain <Response>")
    _only_elements(root)
    for verb in root:
        _check(verb, known)
    return tuple(root)


def text_of(element: ET.Element) -> str:
    """Return the words directly inside `element`, without white space around them."""
    return (element.text or "").strip()


def _parsed(body: bytes) -> ET.Element:
    if not body.startswith(b"<"):
        raise PhoneError("something stands before the first '<'")
    if b"<!DOCTYPE" in body:
        raise PhoneError("the answer declares a document type")
    try:
        return ET.fromstring(body)  # noqa: S314 - without a document type there is no entity to expand
    except ET.ParseError as fault:
        raise PhoneError(f"the answer is not XML: {fault}") from None


def _check(element: ET.Element, known: Collection[str]) -> None:
    if element.tag not in known:
        right = [name for name in known if name.lower() == element.tag.lower()]
        hint = f"; its name is <{right[0]}>" if right else ""
        raise PhoneError(f"<{element.tag}> is not known here{hint}")
    shape = _SHAPES[element.tag]
    for name, value in element.attrib.items():
        if name not in shape.attributes:
            raise PhoneError(f"<{element.tag}> takes no attribute {name!r}")
        if not re.fullmatch(shape.attributes[name], value):
            raise PhoneError(f"attribute {name!r} of <{element.tag}> has no value that fits")
    if not shape.text:
        _only_elements(element)
    for each in element:
        _check(each, shape.inside)
    _check_words(element)


def _only_elements(element: ET.Element) -> None:
    if "".join([element.text or "", *(each.tail or "" for each in element)]).strip():
        raise PhoneError(f"text stands loose in <{element.tag}>")


def _check_words(element: ET.Element) -> None:
    words = "".join(element.itertext()).strip()
    match element.tag:
        case "Say":
            voice = element.get("voice", "")
            if len(element) and not voice.startswith(("Polly.", "Google.")):
                raise PhoneError("this voice of <Say> takes words only, no SSML")
            if len(words) > MAX_SAY_CHARACTERS:
                raise PhoneError(f"<Say> holds more than {MAX_SAY_CHARACTERS} characters")
        case "Redirect" | "Message" | "Number" | "Dial":
            pass
        case _:
            return
    if not words:
        raise PhoneError(f"<{element.tag}> is empty")
