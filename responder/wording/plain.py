"""Make plain what a message says, apart from how a phone and a person write it.

Phones add capitals, spaces, full stops, quotes, emoji and signatures; people add a greeting and a
"please". None of that may keep a word from being known.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MAX_LETTERS_READ = 200  # signature apart; a longer one is not searched for courtesies


def listed(phrases: str) -> frozenset[str]:
    """Return the phrases that stand in `phrases`, with commas between."""
    return frozenset(phrase.strip() for phrase in phrases.split(","))


# Said around a word, before or after it. In "hola, por favor" the greeting may be the word.
_POLITE = listed(
    "please, pls, plz, plse, thanks, thank you, thx, tks, ty, many thanks, thanks so much,"
    "thank you so much, thank you very much, ok, okay, uh, um, uhm, eh, pues,"
    "por favor, porfavor, porfa, porfis, gracias, muchas gracias, mil gracias"
)
_GREETINGS = listed(
    "hi, hi there, hello, hello there, hey, hey there, good morning, good afternoon, good evening,"
    "good day, hola, hola que tal, que tal, saludos, buenas, buenos dias, buen dia,"
    "buenas tardes, buenas noches"
)
_COURTESIES = _POLITE | _GREETINGS
_LONGEST_PHRASE = max(len(phrase.split()) for phrase in _COURTESIES)

DIGITS = {
    word: str(digit)
    for words in (
        "0 1 2 3 4 5 6 7 8 9",
        "zero one two three four five six seven eight nine",
        "cero uno dos tres cuatro cinco seis siete ocho nueve",
    )
    for digit, word in enumerate(words.split())
}
# "no" is not here: "no one" is not a choice of 1.
_BEFORE_A_DIGIT = listed(
    "option, number, key, press, choose, choice, text, send, the,"
    "opcion, numero, tecla, oprima, presione, marque, elija, mande, el, la"
)

# "12/14" as people in Connecticut write a day; "14/12" can only be the other way round. With a
# dash it may be "ages 12-14": a day only alone, or after what leads to one. 24/7 is none.
_IN_DIGITS = re.compile(
    r"(?<![\w/.-])(?!24/7\b)(\d{1,2})([/-])(\d{1,2})(?:\2((?:20)?\d\d))?(?![\w/-])"
)
_LEADS_TO_A_DAY = re.compile(
    r"(?:^|\b(?:on|for|by|the|el|del|al|para|meetings?|reuni[oó]n(?:es)?) )$"
)
_MONTHS = ("", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONGEST_MONTH = 31

_SIGNATURE = re.compile(
    r"\W{0,9}(?:sent (?:from|via|with) \S|get outlook for |obt[eé]n(?:er|ga)? outlook para "
    r"|(?:enviad[oa]|mandado) (?:desde|con|do|de) |envoy[eé] (?:de|depuis) |wys[lł]an[eoy] z )",
    re.IGNORECASE,
)
_SIGNED_NAME = re.compile(r"[-–—~] ?[^\W\d_][\w.' ]{0,30}")
_RULE = re.compile(r"(?:--+|—+|__+)")  # what mail programs put above a signature
_EYES = frozenset(":;=<")  # every emoticon below begins with one
_EMOTICON = re.compile(r"(?<!\w)(?:[:;=]'?-?[dpo]+|<3+)(?!\w)", re.IGNORECASE)
# Apostrophes, and what Unicode calls letters though they show nothing.
_DROPPED = frozenset("'`’‘ʼ′\u115f\u1160\u3164\uffa0")
_UNSEEN = frozenset(("Mn", "Me", "Cf", "Cc"))  # accents, keycaps, zero-width, controls


def _plain_character(char: str) -> str:
    if char in _DROPPED:
        return ""
    if char.isalnum():
        return char
    return "" if unicodedata.category(char) in _UNSEEN and not char.isspace() else " "


_ASCII = {code: _plain_character(chr(code).lower()) for code in range(128)}


def plain(body: str) -> str:
    """Return what a message says apart from how it is written: "¡Hola! MENÚ, por favor" is "menu".

    Case, accents, punctuation, emoji, a signature below and courtesies around are dropped, but a
    message of nothing else stays: "Hola." is "hola". One digit in any form ("#3", "opción tres")
    is that digit. Empty when there is nothing to read. A long message is only put in small letters.
    """
    if body.isascii() and body.isalnum():
        word = body.lower()
        return DIGITS.get(word, word)
    text = _without_signature(body)
    if len(text) > MAX_LETTERS_READ:
        return " ".join(text.casefold().split())
    words = _without_courtesies(_folded(text).split())
    if words and words[-1] in DIGITS and _BEFORE_A_DIGIT.issuperset(words[:-1]):
        return DIGITS[words[-1]]
    return " ".join(words)


@lru_cache(1 << 14)
def plain_of_ours(word: str) -> str:
    """Return `plain` of a word in the flow files; never called with what a person wrote."""
    return plain(word)


def words_in(body: str) -> list[str]:
    """Return the words of a whole message, in small letters without accents or punctuation.

    A signature below it is left out; courtesies and everything else stay.
    """
    return _folded(_without_signature(body)).split()


def _without_signature(body: str) -> str:
    """Return `body` without its last lines where they are a signature; empty if it is all one."""
    if body.isascii() and body.isprintable():  # then it is one line
        return "" if _SIGNATURE.match(body.strip()) else body.strip()
    lines = [line for line in map(str.strip, body.splitlines()) if line]
    for at, line in enumerate(lines):
        if at and _RULE.fullmatch(line):
            del lines[at:]
            break
    while lines and _SIGNATURE.match(lines[-1]):
        lines.pop()
    # Lines that all begin with a dash are a list, not a name under a message.
    if len(lines) > 1 and lines[0][0] not in "-–—~" and _SIGNED_NAME.fullmatch(lines[-1]):
        lines.pop()
    return "\n".join(lines)


def _day_written_out(found: re.Match[str]) -> str:
    """Return a day written in digits as "dec 14"; as it stands if it is none."""
    month, day = int(found[1]), int(found[3])
    if month >= len(_MONTHS):
        month, day = day, month
    if not (0 < month < len(_MONTHS) and 0 < day <= _LONGEST_MONTH):
        return found[0]
    before, after = found.string[: found.start()].lower(), found.string[found.end() :].strip()
    if found[2] == "-" and not (_LEADS_TO_A_DAY.search(before) and (before.strip() or not after)):
        return found[0]
    year = found[4] or ""
    return f"{_MONTHS[month]} {day} {year if len(year) != 2 else f'20{year}'}".rstrip()


def _folded(text: str) -> str:
    if "/" in text or "-" in text:
        text = _IN_DIGITS.sub(_day_written_out, text)
    if not _EYES.isdisjoint(text):
        text = _EMOTICON.sub(" ", text)
    if text.isascii():
        return text.translate(_ASCII)
    # Taken apart before as well as after: a capital of another typeface (𝐌) has no small letter.
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(map(_plain_character, text))


def _without_courtesies(words: list[str]) -> list[str]:
    """Return `words` without courtesies at either end; the last that is left stays."""
    while len(words) > 1 and " ".join(words) not in _COURTESIES:
        fewer = _less_one(words, _POLITE) or _less_one(words, _GREETINGS)
        if not fewer or fewer == ["no"]:
            break  # "no thanks" is more than "no"
        words = fewer
    return words


def _less_one(words: list[str], courtesies: frozenset[str]) -> list[str]:
    """Return `words` without the longest courtesy at one end; empty if none is there."""
    for size in range(min(_LONGEST_PHRASE, len(words) - 1), 0, -1):
        if " ".join(words[:size]) in courtesies:
            return words[size:]
        if " ".join(words[-size:]) in courtesies:
            return words[:-size]
    return []
