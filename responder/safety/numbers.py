"""The numbers that may be said, and the digits in any words that read as something to dial.

One wrong digit, in one language only, has sent callers of public lines to strangers. So whatever
looks like a number to dial or text is found in every usual writing, and a time, a year or an
address is told apart by how it parses, never by a list of digits that are let through.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

LIFELINE = "988"
LIFELINE_TOLL_FREE = "8002738255"
EMERGENCY = "911"
SERVICES = "211"
TEXT_LINE = "741741"

# Digits without the leading 1, and whose they are. Read on 2026-11-25 at the source named; a
# person dials or texts each one before launch, and the flow files say when.
VERIFIED: Mapping[str, str] = MappingProxyType(
    {
        LIFELINE: "988 Suicide & Crisis Lifeline (988lifeline.org)",
        SERVICES: "211 of Connecticut; Youth Mobile Crisis with key 1 (mobilecrisisempsct.org)",
        EMERGENCY: "emergency, by call or by text (ct.gov)",
        "711": "relay for deaf and hard-of-hearing callers (988lifeline.org)",
        TEXT_LINE: "Crisis Text Line (crisistextline.org)",
        "838255": "Veterans Crisis Line, texts (veteranscrisisline.net)",
        "678678": "The Trevor Project, texts (thetrevorproject.org)",
        LIFELINE_TOLL_FREE: "988 Suicide & Crisis Lifeline, toll-free (988lifeline.org)",
        "8664887386": "The Trevor Project (thetrevorproject.org)",
        "8004673135": "ACTION line for adults (ct.gov/dmhas)",
        "8005634086": "substance use Access Line (ct.gov/dmhas)",
        "8887742900": "CT Safe Connect (ctsafeconnect.org)",
        "8002221222": "poison control (poisonhelp.hrsa.gov)",
        "8008422288": "DCF Careline (portal.ct.gov/dcf)",
    }
)

_TOLL_FREE = frozenset({"800", "833", "844", "855", "866", "877", "888"})
_ANY_DIGIT = re.compile(r"\d")
_FEWEST_DIGITS = 3  # a key to press or an age is shorter
_NEAR = 60  # characters before and after that decide what a run of digits is


@dataclass(frozen=True)
class Found:
    """Digits to dial or text: `words[start:end]` is how they are written, `digits` what to dial."""

    start: int
    end: int
    digits: str


# Written as if it were spoken: 9-8-8, "9, 8, 8", "8 8 8, 7 7 4, 2 9 0 0", "7, 4, 1; 7, 4, 1".
_SINGLY = (
    r"(?P<singly>\d(?:-\d){2,}|\d(?:\.\d){2,}|\d(?: \d){2,}(?:, \d(?: \d){2,})*"
    r"|\d(?:, ?\d){2,}(?:; \d(?:, \d)+)*|\d(?:; \d(?:, \d){2,}){3}|\d(?:\. \d){2,}|\d(?: - \d){2,})"
    r"(?![-./:]?\d)"
)
_GAP = r"\s?[-./]?\s?"
_PHONE = (
    rf"(?P<phone>(?:\+?1(?:-|\.| )?)?(?:\(\s?\d{{3}}\s?\)|\d{{3}}){_GAP}\d{{3}}{_GAP}\d{{4}})(?!\d)"
)
_ABROAD = r"(?P<abroad>\+\d{1,3}(?:[-. ]?\d{2,}){1,5})(?!\d)"
_GROUPED = r"(?P<grouped>\d{2,}(?:[-.]\d{2,})+)(?!\d)"
_SPACED = r"(?P<spaced>\d{3,}(?: \d{3,})+)(?![-. ]?\d)"
_RUN = re.compile(rf"(?<!\d)(?:{_SINGLY}|{_PHONE}|{_ABROAD}|{_GROUPED}|{_SPACED}|(?P<bare>\d+))")

_HOUR = r"\d{1,2}(?::?\d{2})?"
_AM_PM = r"\s?[ap]\.?\s?m\b\.?"
# Never something to dial, whatever stands before it.
_OTHERWISE = re.compile(
    r"https?://\S+|www\.\S+|\S{1,64}@\S+"
    # A web address has a letter in the part before its ending: "988.Us too" is none.
    r"|(?<![\w.-])(?:[\w-]+\.)*(?=[\d_-]*[^\W\d_])[\w-]+\."
    r"(?:com|org|net|gov|edu|us|info|io|be|ly)\b"
    r"(?:/\S*)?"
    rf"|(?<!\d)(?:{_HOUR}\s?(?:-|to|a|and|y|until|hasta)\s?)?{_HOUR}{_AM_PM}"
    r"|(?<!\d)\d{1,2}:\d{2}(?!\d)"
    r"|(?<![\d/])\d{1,2}/\d{1,2}(?:/\d{2,4})?(?![\d/])"
    r"|(?<![\d-])(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\d-])"
    r"|(?<![\d-])(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12]\d|3[01])-(?:19|20)\d\d(?![\d-])"
    r"|\$\s?\d+(?:,\d{3})*(?:\.\d\d)?",
    re.IGNORECASE,
)

_TO_DIAL = re.compile(
    r"\b(?:call|calls|calling|dial|dials|text|texts|phone|ring|tel|telephone|"
    r"llam[eaoá]r?|marqu[eé]|marcar?|tel[eé]fono|textee|textear|mensaje)"
    r"(?:[\s:.(\"']+(?:us|at|on|to|the|number|al|a|el|la|n[uú]mero|de|texto))*[\s:.(\"']*$"
    r"|\b(?:text|send|mande|mandar|env[ií]e|enviar|escriba)\s\S{1,20}\s(?:to|a|al)\s?$",
    re.IGNORECASE,
)
_LAW = re.compile(
    r"(?:\b(?:public act|acts?|p\.?\s?a\.?|bill|[hs]\.?b\.?|sections?|sec\.?|stat(?:utes?|\.)|"
    r"c\.?g\.?s\.?|ley(?: p[uú]blica)?|art[ií]culo|secci[oó]n|proyecto)|§)\s?-?(?:n[oº]?\.\s?)?$",
    re.IGNORECASE,
)
_ROOM = re.compile(
    r"\b(?:room|rm\.?|suite|ste\.?|floor|apt\.?|unit|box|route|building|sala|sal[oó]n|aula|piso|"
    r"edificio|apartado|ruta|calle|avenida)\s(?:[A-Z]\w+,?\s)?$",
    re.IGNORECASE,
)
_STATE = re.compile(r"\b(?:[A-Z]{2}|Conn\.|Connecticut),?\s$")
_ZIP = re.compile(r"\d{5}(?:-\d{4})?")
_STREET = re.compile(
    r"\s(?:[NSEW]\.?\s)?(?:[A-Z][\w'.]*\s){1,4}?(?:Street|St|Avenue|Ave|Road|Rd|Drive|Dr|Lane|Ln|"
    r"Boulevard|Blvd|Place|Pl|Square|Sq|Court|Ct|Turnpike|Tpke|Highway|Hwy|Parkway|Way)\b"
)
_MORE_THAN = re.compile(
    r"\b(?:more than|over|about|nearly|almost|at least|up to|m[aá]s de|casi|unos|unas|"
    r"cerca de|hasta|al menos)\s$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"(?:\s?(?:-|to|a|or|o|and|y)\s?\d+)?(?:\s?%|[\s-](?:years?|months?|weeks?|days?|hours?|"
    r"minutes?|seconds?|people|persons?|famil(?:y|ies)|child(?:ren)?|kids|students?|members?|"
    r"schools?|languages?|centers?|characters?|miles?|percent|dollars?|a[nñ]os?|mes(?:es)?|"
    r"semanas?|d[ií]as?|horas?|minutos?|segundos?|personas?|familias?|ni[nñ]os?|estudiantes?|"
    r"miembros?|escuelas?|idiomas?|centros?|caracteres|millas?|por ciento|d[oó]lares)\b)",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)")
# A decimal, or a range of two-digit numbers such as 10-11.
_AMOUNT = re.compile(rf"{_THOUSANDS.pattern}|\d+\.\d{{2}}|\d{{2}}-\d{{2}}")
_YEAR = re.compile(r"(?:19|20)\d\d(?:-(?:(?:19|20)?\d\d))?")
_KEYS = re.compile(
    r"\b(?:press|keys?|choose|ages?|grades?|oprima|oprimir|teclas?|opci[oó]n|opciones|edad(?:es)?|"
    r"grados?)\s$",
    re.IGNORECASE,
)
_LIST_GOES_ON = re.compile(r",?\s(?:or|and|to|through|o|u|y|a)\s\d(?!\d)", re.IGNORECASE)


def numbers_in(words: str) -> tuple[Found, ...]:
    """Return each number to dial or text in `words`, in order.

    Found in every usual writing: 9-8-8, "9, 8, 8", 741-741, (888) 774-2900, +1 and 1- in front.
    Not found: keys and anything else under three digits, times, dates, years, amounts, street
    addresses, rooms, ZIPs, law numbers and web addresses. In doubt it is found, and a three- or
    six-digit number that is verified always is: "room 988" does no harm read digit by digit,
    a 988 that was taken for a room does.
    """
    if not _ANY_DIGIT.search(words):
        return ()
    plain = _plain(words)
    blanked = _OTHERWISE.sub(lambda found: "\0" * len(found.group()), plain)
    return tuple(_found(blanked))


def one_digit_off(digits: str) -> str | None:
    """Return the verified number that `digits` misses by one slip; None if right or far off.

    A slip is one digit wrong, missing or too many, two neighbours swapped, or one toll-free prefix
    in place of another (800 for 888).
    """
    if digits in VERIFIED:
        return None
    return next((right for right in VERIFIED if _slip(digits, right)), None)


def _plain(words: str) -> str:
    """Return `words` with one kind of digit, hyphen and space, each in its old place."""
    if words.isascii() and words.isprintable():
        return words
    return "".join(map(_plain_character, words))


def _plain_character(character: str) -> str:
    if character.isascii():
        return " " if character.isspace() else character
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    match unicodedata.category(character):
        case "Pd":
            return "-"
        case "Zs" | "Zl" | "Zp":
            return " "
        case _:
            return "-" if character == "\N{MINUS SIGN}" else character


def _found(plain: str) -> Iterator[Found]:
    at = 0
    while run := _RUN.search(plain, at):
        start, end = _first_number(run, plain)
        digits = _dialled(plain[start:end])
        if len(digits) >= _FEWEST_DIGITS and (
            digits in VERIFIED or not _exempt(run, plain, start, end)
        ):
            yield Found(start, end, digits)
        at = end


def _first_number(run: re.Match[str], plain: str) -> tuple[int, int]:
    """Return where the first number of `run` stands: "988 741741" is two numbers, not one."""
    start, end = run.span()
    written = run.group()
    if run.group("spaced"):
        first = written.split(" ", 1)[0]
        if first in VERIFIED or _YEAR.fullmatch(first):
            return start, start + len(first)
    elif run.group("singly"):
        three = list(re.finditer(r"\d", written))[:3]
        if _dialled(written) not in VERIFIED and "".join(d.group() for d in three) in VERIFIED:
            return start, start + three[-1].end()
    elif (amount := _THOUSANDS.match(plain, start)) and not any(
        group in VERIFIED for group in amount.group().split(",")
    ):
        return start, amount.end()
    return start, end


def _dialled(written: str) -> str:
    digits = re.sub(r"\D", "", written)
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits


def _exempt(run: re.Match[str], plain: str, start: int, end: int) -> bool:
    """Return whether the digits at `start` parse as something other than a number to dial."""
    written, before = plain[start:end], plain[max(0, start - _NEAR) : start]
    after = plain[end : end + _NEAR]
    if run.group("phone") or run.group("abroad") or _TO_DIAL.search(before):
        return False
    if run.group("singly"):
        return bool(_KEYS.search(before) or _LIST_GOES_ON.match(after))
    return _part_of_a_word(before, after) or any(
        (
            _AMOUNT.fullmatch(written),
            _YEAR.fullmatch(written),
            _ZIP.fullmatch(written) and (written.startswith("0") or _STATE.search(before)),
            _LAW.search(before),
            _ROOM.search(before),
            _STREET.match(after),
            _MORE_THAN.search(before),
            _COUNTED.match(after),
        )
    )


def _part_of_a_word(before: str, after: str) -> bool:
    """Return whether letters touch the digits, as in B204, 100th or 17a-106."""
    return before[-1:].isalpha() or after[:1].isalpha() or bool(re.search(r"\d[a-z]+-$", before))


def _slip(digits: str, right: str) -> bool:
    if abs(len(digits) - len(right)) > 1 or len(digits) < _FEWEST_DIGITS:
        return False
    if len(digits) != len(right):
        longer, shorter = (digits, right) if len(digits) > len(right) else (right, digits)
        return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
    wrong = [at for at, digit in enumerate(digits) if digit != right[at]]
    if len(wrong) == 1:
        return True
    if len(digits) == 10 and {digits[:3], right[:3]} <= _TOLL_FREE and wrong[-1] < 3:
        return True
    if len(wrong) != 2:
        return False
    first, second = wrong
    return second == first + 1 and digits[first : second + 1] == right[second] + right[first]
