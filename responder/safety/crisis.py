"""The crisis replies that are built in: what is said when nothing else can be trusted.

They stand in code so that no edit of a flow, no missing file and no fault can take 988 away. Fixed
words only: the numbers first, no question, no condition, no promise that somebody will come.

Numbers and wording: read on 2026-11-25 at 988lifeline.org (call or text, Spanish: press 2 or text
AYUDA), crisistextline.org, mobilecrisisempsct.org (211, press 1), ctsafeconnect.org, ct.gov (text
to 911). The texts in Portuguese, Haitian Creole, French and Polish say "call" only, because 988
answers texts in English and Spanish, and name the language in English for the one who answers; no
native speaker has read them yet. All texts are in letters of a plain text message (GSM-7).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

MAX_CHARACTERS = 306  # two segments

# The situations of the crisis check; any other word means thoughts of suicide.
SELF_HARM, OTHER, DANGER, ABUSE = "self_harm", "other", "danger", "abuse"

BILINGUAL_TEXT = (
    "Call or text 988 now, day or night. In danger, call 911. Nobody reads texts here.\n"
    "En crisis: llame al 988 y oprima 2, o mande AYUDA al 988. En peligro, llame al 911. "
    "Aqui nadie lee los mensajes."
)
# Where nothing else can be answered, whatever was asked: all three numbers, in both languages.
FALLBACK_TEXT = (
    "Call or text 988 now, day or night. In danger, call 911. You can also text HOME to 741741, "
    "or call 211 for a child. Nobody reads texts here.\n"
    "En crisis: llame al 988 y oprima 2, o mande AYUDA al 988. En peligro, llame al 911. Por un "
    "niño llame al 211, o mande AYUDA al 741741. Aqui nadie lee los mensajes."
)
_BILINGUAL_DANGER_TEXT = (
    "Call 911 now. Then call or text 988, day or night. Nobody reads texts here.\n"
    "Llame al 911 ahora mismo. Luego llame al 988 y oprima 2, o mande AYUDA al 988. "
    "Aqui nadie lee los mensajes."
)

_ENGLISH_AFTER = "Call or text 988, day or night. In danger, call 911. Nobody reads texts here."

_TEXTS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        (SELF_HARM, "en"): (
            "Call or text 988 now. It is free, day or night. In danger now, call 911. You can also "
            "text HOME to 741741. You do not have to go through this alone. Nobody reads texts "
            "here."
        ),
        (SELF_HARM, "es"): (
            "Llame al 988 y oprima 2, o mande AYUDA al 988. Es gratis, a toda hora. En peligro "
            "ahora, llame al 911. También puede mandar AYUDA al 741741. No tiene que pasar por "
            "esto a solas. Aquí nadie lee los mensajes."
        ),
        (OTHER, "en"): (
            "Call or text 988. They help you help someone, day or night. Hurt, took something, or "
            "has a weapon: call 911 now. For a child in Connecticut, call 211 and press 1. Nobody "
            "reads texts here."
        ),
        (OTHER, "es"): (
            "Llame al 988 y oprima 2, o mande AYUDA al 988. Le ayudan a ayudar, a toda hora. Con "
            "heridas, con un arma o tras tomar algo: llame al 911 ahora mismo. Por un niño en "
            "Connecticut, llame al 211 y oprima 1. Aquí nadie lee los mensajes."
        ),
        (DANGER, "en"): (
            "Call 911 now. Then call or text 988, day or night. In Connecticut you can also text "
            "911: call if you can, text if you can't. Nobody reads texts here."
        ),
        (DANGER, "es"): (
            "Llame al 911 ahora mismo. Luego llame al 988 y oprima 2, o mande AYUDA al 988. En "
            "Connecticut también puede mandar un texto al 911: llame si puede, mande texto si no "
            "puede. Aquí nadie lee los mensajes."
        ),
        (ABUSE, "en"): (
            "In danger now, call 911. Call or text 988, day or night. For a child: DCF Careline, "
            "1-800-842-2288. For an adult: CT Safe Connect, call or text 888-774-2900. Nobody "
            "reads texts here."
        ),
        (ABUSE, "es"): (
            "En peligro ahora, llame al 911. Llame al 988 y oprima 2, o mande AYUDA al 988. Por un "
            "niño: Careline de DCF, 1-800-842-2288. Por un adulto: CT Safe Connect, llame o mande "
            "texto al 888-774-2900. Aquí nadie lee los mensajes."
        ),
    }
)

_SELF_BRIEF: Mapping[str, str] = MappingProxyType(
    {
        "pt": (
            'Ligue para 988 (gratis, 24h). Espere na linha e diga "Portuguese": tem intérprete. Em '
            "perigo agora, ligue para 911. Ninguém vai ler mensagens aqui."
        ),
        "ht": (
            'Rele 988 (gratis, 24 sou 24). Tann sou liy lan, di "Haitian Creole": gen entèprèt. Si '
            "w an danje, rele 911. Pèsonn pa li mesaj isit la."
        ),
        "fr": (
            'Appelez le 988 (gratuit, 24h/24). Restez en ligne, dites "French" : il y a un '
            "interprète. En danger, appelez le 911. Personne ne lit ici."
        ),
        "pl": (
            'Zadzwon pod 988 (bezplatnie, cala dobe). Poczekaj i powiedz "Polish": jest tlumacz. W '
            "niebezpieczenstwie dzwon pod 911. Nikt tego nie czyta."
        ),
    }
)
# The published wordings of these begin with a question ("In danger now?"); a person in danger is
# not asked, so they are put as statements here.
_DANGER_BRIEF: Mapping[str, str] = MappingProxyType(
    {
        "pt": (
            'Em perigo agora, ligue para 911. Depois ligue para 988, diga "Portuguese": tem '
            "intérprete. Resposta automatica: ninguém vai ler."
        ),
        "ht": (
            'An danje kounye a, rele 911. Apre sa, rele 988, di "Haitian Creole": gen entèprèt. Se '
            "yon repons otomatik: pèsonn pa li mesaj yo."
        ),
        "fr": (
            'En danger maintenant, appelez le 911. Puis appelez le 988, dites "French" : '
            "interprète gratuit. Message automatique, personne ne lit."
        ),
        "pl": (
            'W niebezpieczenstwie dzwon pod 911. Potem zadzwon pod 988, powiedz "Polish": jest '
            "tlumacz. To automat, nikt nie czyta SMS-ow."
        ),
    }
)

SPOKEN_EN = (
    "Hang up and call or text 9, 8, 8. It is free, day or night. In danger now, call 9, 1, 1. "
    "Nobody is listening on this line. Call or text 9, 8, 8."
)
SPOKEN_ES = (
    "Cuelgue y llame al 9, 8, 8, y oprima 2. Es gratis, a toda hora. En peligro ahora, llame al "
    "9, 1, 1. Nadie escucha en esta línea. Llame, o mande AYUDA, al 9, 8, 8."
)
FALLBACK_SPOKEN_EN = (
    "Hang up and call or text 9, 8, 8. It is free, day or night. In danger now, call 9, 1, 1. "
    "For a child in Connecticut, call 2, 1, 1 and press 1. You can also text HOME to "
    "7, 4, 1; 7, 4, 1. Nobody is listening on this line. Call or text 9, 8, 8."
)
FALLBACK_SPOKEN_ES = (
    "Cuelgue y llame al 9, 8, 8, y oprima 2. Es gratis, a toda hora. En peligro ahora, llame al "
    "9, 1, 1. Por un niño en Connecticut, llame al 2, 1, 1 y oprima 1. También puede mandar AYUDA "
    "al 7, 4, 1; 7, 4, 1. Nadie escucha en esta línea. Llame, o mande AYUDA, al 9, 8, 8."
)
BILINGUAL_SPOKEN = f"{SPOKEN_EN} {SPOKEN_ES}"

_SPOKEN: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        (SELF_HARM, "en"): SPOKEN_EN,
        (SELF_HARM, "es"): SPOKEN_ES,
        (OTHER, "en"): (
            "Hang up and call or text 9, 8, 8. They help you help someone, day or night. Hurt, "
            "took something, or has a weapon: call 9, 1, 1 now. For a child in Connecticut, call "
            "2, 1, 1 and press 1. Nobody is listening on this line. Call or text 9, 8, 8."
        ),
        (OTHER, "es"): (
            "Cuelgue y llame al 9, 8, 8, y oprima 2. Le ayudan a ayudar, a toda hora. Con heridas, "
            "con un arma o tras tomar algo: llame al 9, 1, 1 ahora mismo. Por un niño en "
            "Connecticut, llame al 2, 1, 1 y oprima 1. Nadie escucha en esta línea. Llame, o mande "
            "AYUDA, al 9, 8, 8."
        ),
        (DANGER, "en"): (
            "Hang up and call 9, 1, 1 now. Then call or text 9, 8, 8. In Connecticut you can also "
            "text 9, 1, 1: call if you can, text if you can't. Nobody is listening on this line. "
            "Call 9, 1, 1 now, then 9, 8, 8."
        ),
        (DANGER, "es"): (
            "Cuelgue y llame al 9, 1, 1 ahora mismo. Luego llame, o mande AYUDA, al 9, 8, 8. En "
            "Connecticut también puede mandar un texto al 9, 1, 1: llame si puede, mande texto si "
            "no puede. Nadie escucha en esta línea. Llame al 9, 1, 1 ahora mismo, y luego al "
            "9, 8, 8."
        ),
        (ABUSE, "en"): (
            "In danger now, hang up and call 9, 1, 1. Call or text 9, 8, 8, day or night. For a "
            "child, call the DCF Careline, 1; 8, 0, 0; 8, 4, 2; 2, 2, 8, 8. For an adult, call or "
            "text CT Safe Connect, 8, 8, 8; 7, 7, 4; 2, 9, 0, 0. Nobody is listening on this line. "
            "Call or text 9, 8, 8."
        ),
        (ABUSE, "es"): (
            "En peligro ahora, cuelgue y llame al 9, 1, 1. Llame al 9, 8, 8, y oprima 2, a toda "
            "hora. Por un niño, llame a Careline de DCF, 1; 8, 0, 0; 8, 4, 2; 2, 2, 8, 8. Por un "
            "adulto, llame o mande un texto a CT Safe Connect, 8, 8, 8; 7, 7, 4; 2, 9, 0, 0. Nadie "
            "escucha en esta línea. Llame, o mande AYUDA, al 9, 8, 8."
        ),
    }
)

# The accents of Spanish that a plain text message has no letter for.
_PLAIN = str.maketrans("áíóúÁÍÓÚ", "aiouAIOU")


def text(situation: str, language: str) -> str:
    """Return the crisis text for `situation` in `language`, at most 306 characters.

    In Portuguese, Haitian Creole, French and Polish it is a short text, then English; where the
    language is none of ours or not known, English and Spanish.
    """
    first_911 = situation == DANGER
    brief = (_DANGER_BRIEF if first_911 else _SELF_BRIEF).get(language)
    if brief is not None:
        return f"{brief}\n{_ENGLISH_AFTER}"
    whole = _TEXTS.get((situation, language)) or _TEXTS.get((SELF_HARM, language))
    if whole is not None:
        return whole.translate(_PLAIN)
    return _BILINGUAL_DANGER_TEXT if first_911 else BILINGUAL_TEXT


def spoken(situation: str, language: str) -> str:
    """Return what is said on the phone for `situation`: each number digit by digit.

    In English or Spanish; in any other language both, one after the other.
    """
    whole = _SPOKEN.get((situation, language)) or _SPOKEN.get((SELF_HARM, language))
    if whole is not None:
        return whole
    return " ".join(spoken(situation, each) for each in ("en", "es"))
