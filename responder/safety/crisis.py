"""The built-in crisis texts: what is said when no flow is good, or when anything else failed.

No file can change them and they need nothing but themselves. In plain-text letters, the numbers
first, call and text both, no question, no condition, at most two texts.
Facts: 988lifeline.org, crisistextline.org, plan4children.org, read 2026-11-25.
"""

from __future__ import annotations

from collections.abc import Mapping

from responder.safety.lexicon import Situation

UNSURE = ""

_TEXTS: Mapping[tuple[Situation, str], str] = {
    (Situation.SELF, "en"): (
        "Call or text 988 now: free, day or night. In danger, call 911. Or text HOME to 741741. "
        "Nobody reads texts here."
    ),
    (Situation.SELF, "es"): (
        "Llame al 988 y oprima 2, o mande AYUDA al 988: gratis, a toda hora. En peligro, llame al "
        "911. O mande AYUDA al 741741. Aqui nadie lee los mensajes."
    ),
    (Situation.OTHER, "en"): (
        "Call or text 988: they help you help someone, day or night. Hurt, took something or has "
        "a weapon: call 911 now. For a child in Connecticut, call 211 and press 1. Nobody reads "
        "texts here."
    ),
    (Situation.OTHER, "es"): (
        "Llame al 988 y oprima 2, o mande AYUDA al 988: le ayudan a ayudar. Con heridas, un arma o "
        "tras tomar algo: llame al 911 ahora mismo. Por un niño en Connecticut: llame al 211 y "
        "oprima 1. Aqui nadie lee los mensajes."
    ),
    (Situation.DANGER, "en"): (
        "Call 911 now. Then call or text 988, day or night. Nobody reads texts here."
    ),
    (Situation.DANGER, "es"): (
        "Llame al 911 ahora mismo. Luego llame al 988 y oprima 2, o mande AYUDA al 988. Aqui nadie "
        "lee los mensajes."
    ),
    (Situation.ABUSE, "en"): (
        "In danger now, call 911. Call or text 988, day or night. For a child: DCF Careline, "
        "1-800-842-2288. For an adult: CT Safe Connect, call or text 888-774-2900. Nobody reads "
        "texts here."
    ),
    (Situation.ABUSE, "es"): (
        "En peligro ahora, llame al 911. Llame al 988 y oprima 2, o mande AYUDA al 988. Por un "
        "niño: Careline, 1-800-842-2288. Por un adulto: CT Safe Connect, 888-774-2900. Aqui nadie "
        "lee los mensajes."
    ),
}

BILINGUAL_TEXT = (
    "Call or text 988 now, day or night. In danger, call 911. Nobody reads texts here.\n"
    "En crisis: llame al 988 y oprima 2, o mande AYUDA al 988. En peligro: llame al 911. Aqui "
    "nadie lee los mensajes."
)
BILINGUAL_DANGER = (
    "Call 911 now. Then call or text 988. Nobody reads texts here.\n"
    "Llame al 911 ahora mismo. Luego llame al 988 y oprima 2, o mande AYUDA al 988. Aqui nadie lee "
    "los mensajes."
)

SPOKEN_EN = (
    "In a crisis, hang up and call or text 9, 8, 8. In danger, call 9, 1, 1. "
    "Again: call or text 9, 8, 8."
)
SPOKEN_ES = (
    "En crisis, cuelgue y llame al 9, 8, 8, y oprima 2. En peligro, llame al 9, 1, 1. "
    "Otra vez: llame al 9, 8, 8."
)
BILINGUAL_SPOKEN = f"{SPOKEN_EN} {SPOKEN_ES}"
_SPOKEN = {"en": SPOKEN_EN, "es": SPOKEN_ES}


def text(situation: Situation, language: str) -> str:
    """Return the crisis text; in both languages where `language` is neither English nor Spanish."""
    both = BILINGUAL_DANGER if situation is Situation.DANGER else BILINGUAL_TEXT
    return _TEXTS.get((situation, language), both)


def spoken(_situation: Situation, language: str) -> str:
    """Return the crisis words for the phone, digits one by one; both languages if unsure."""
    said = _SPOKEN.get(language, BILINGUAL_SPOKEN)
    return said
