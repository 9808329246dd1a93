"""Whether a meeting's title says that it is off, as Outlook, Google and people write it."""

from __future__ import annotations

import re

_WORD = (
    r"(?:cancell?ed|cancelad[oa]s?|postponed|pospuest[oa]s?|suspendid[oa]s?|aplazad[oa]s?"
    r"|annul[eé]e?s?|odwołan[eay])"
)
_MEETING = (
    r"(?:meetings?|sessions?|trainings?|class|classes|events?|calls?|groups?|forums?|workshops?"
    r"|webinars?|reuni[oó]n|reuniones|sesi[oó]n|taller|evento|clase|llamada|foro)"
)
_IS = r"(?:is |was |has been |est[aá] |fue |ha sido )?"
_FRAME = r"[\[(*<{!¡~=\s–—-]*"
_MARKS = r"\[({*<!~:–—|/\-"
_CLOSED = r"[\])}*>!.~\s]*"
# In front: "CANCELLED: ...", "[Canceled] ...", "*CANCELADA* ..."; in capitals also with nothing
# behind it. "Cancelled appointments: how to ask again" is a meeting that is held.
_IN_FRONT = re.compile(
    rf"{_FRAME}{_WORD}(?: event| meeting)?\s*(?:[\])}}*>!~]+\s*[:–—-]*|[:–—-]+|[.,;|/]+)\s*",
    re.IGNORECASE,
)
_LOUD_IN_FRONT = re.compile(rf"{_FRAME}{_WORD.upper()}\s+")
# At the end: "... - CANCELLED", "... (cancelada)", "... meeting is cancelled due to snow"; in
# capitals also with nothing before it.
_AT_THE_END = (
    re.compile(
        rf"(?<![{_MARKS}\s])\s*[{_MARKS}][{_MARKS}\s]*{_IS}{_WORD}{_CLOSED}$", re.IGNORECASE
    ),
    re.compile(
        rf"(?<=\w)\s+{_IS}{_WORD}(?:{_CLOSED}|\s+(?:due|because|por|debido)\b.*)$", re.IGNORECASE
    ),
    re.compile(rf"(?<=\S)\s+{_WORD.upper()}{_CLOSED}$"),
)
_ALONE = re.compile(rf"{_FRAME}{_WORD}{_CLOSED}", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|no|never|sin)$", re.IGNORECASE)
_ENDS_IN_MEETING = re.compile(rf"\b{_MEETING}$", re.IGNORECASE)


def says_cancelled(title: str) -> bool:
    """Tell whether `title` says that the meeting is cancelled or put off."""
    return without_cancelled(title) != title.strip()


def without_cancelled(title: str) -> str:
    """Return `title` without the word that says that it is off; as it is where none does.

    It is "" where the title says nothing else.
    """
    short = title.strip()
    if not short or _ALONE.fullmatch(short):
        return ""
    front = _IN_FRONT.match(short) or _LOUD_IN_FRONT.match(short)
    if front:
        return short[front.end() :].strip()
    for pattern in _AT_THE_END:
        found = pattern.search(short)
        before = short[: found.start()].strip() if found else ""
        quiet = pattern is _AT_THE_END[1]
        if before and not _NOT.search(before) and (not quiet or _ENDS_IN_MEETING.search(before)):
            return before
    return short
