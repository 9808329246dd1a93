"""Words of somebody else's calendar, made fit to stand in an answer, or refused with the reason.

A title is what whoever keeps the calendar wrote, or whoever broke into it: it must not break a
line, cut a text to 70 letters a segment, be tapped as a link, or tell people whom to call.
"""

from __future__ import annotations

import re
import unicodedata

from responder.safety.numbers import numbers_in
from responder.wording import gsm7

MOST_IN_TITLE = 60
MOST_IN_PLACE = 90
_FEWEST_LETTERS = 2
_DOTS = "..."
# What a telephone makes a link of: a scheme, www., an @, or a dot before one of these endings.
_ENDINGS = (
    "com|org|net|gov|edu|mil|us|info|biz|io|be|ly|co|me|tv|gl|gd|cc|to|ai|app|dev|link|page|site|"
    "web|online|live|club|shop|xyz|top|ru|cn|uk|ca|eu|es|mx|pr"
)
_LINK = re.compile(
    rf"://|\bwww\.|\S@\S|[^\W_][\w-]*\.(?:{_ENDINGS})\b(?!\.\w\.)|\w\.\w{{2,}}/\S", re.IGNORECASE
)
# A dot between two words, such as "St.Mary", would be tried as a link by some telephones.
_JOINED = re.compile(r"(?<=[^\W\d_])\.(?=[^\W\d_]{2})")
_SPELLED = re.compile(
    r"\b(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|"
    r"cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)\b[\s,.-]*){3}",
    re.IGNORECASE,
)
_BRACKETS = str.maketrans("[]{}<>", "()()()", "^~|\\€")
_UID_CHARACTERS = 120


def plain_line(words: str, most: int) -> str:
    """Return `words` in one line of at most so many letters, without any that cannot be seen."""
    seen = "".join(
        " " if each.isspace() else each
        for each in words[: 4 * most + 400]
        if each.isspace() or unicodedata.category(each)[0] != "C"
    )
    return shortened(" ".join(seen.split()), most)


def shortened(words: str, most: int) -> str:
    """Return `words`, cut at a word and ended with dots where they are longer than `most`."""
    if len(words) <= most:
        return words
    cut = words[: most - len(_DOTS) + 1].rpartition(" ")[0] or words[: most - len(_DOTS)]
    return cut.rstrip(" ,;:.-(") + _DOTS


def _typed(letter: str) -> str:
    """Return a quote or dash of typographers as it is typed; accents stay."""
    return letter if unicodedata.category(letter)[0] in "LMNZ" else gsm7.fold(letter)


def mark_of(uid: str) -> str:
    """Return the mark of a meeting in its calendar as a file may hold it."""
    return plain_line(uid, _UID_CHARACTERS) or "none"


def sayable(words: str, most: int) -> str:
    """Return `words` as an answer may say them, in at most so many letters.

    Raises ValueError where they must not be said; its words say why, for staff.
    """
    line = "".join(map(_typed, plain_line(unicodedata.normalize("NFC", words), 1000)))
    if _LINK.search(line):
        raise ValueError("holds a web address")
    if _SPELLED.search(line) or numbers_in(line) or numbers_in(gsm7.fold(line)):
        raise ValueError("holds a number to call or text")
    stuck = {letter for _, letter in gsm7.unfit(line)}
    kept = "".join(" " if each in stuck else each for each in line).translate(_BRACKETS)
    kept = " ".join(_JOINED.sub(". ", kept).split()).strip(" -,;:|")
    if sum(each.isalpha() for each in kept) < _FEWEST_LETTERS:
        raise ValueError("has no words that a plain text can carry")
    return shortened(kept, most)
