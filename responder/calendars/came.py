"""What came where a calendar was expected, in words for whoever has to mend the address.

A feed that suddenly answers with a sign-in page is the commonest of all faults: taken for an empty
calendar it would tell families that there are no meetings.
"""

from __future__ import annotations

import html
import re

from responder.calendars.event import NotACalendar

_LOOKED_AT = 100_000  # bytes of a page that are searched for its title
_MAX_TITLE = 80
_BEGIN = re.compile(rb"(?:^|[\r\n])[ \t]*BEGIN[ \t]*:[ \t]*VCALENDAR\b", re.IGNORECASE)
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype html|html|head|body)",
    re.IGNORECASE | re.DOTALL,
)
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{0,500})</title", re.IGNORECASE)
_BY_FIRST_BYTES = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a zip or Office file"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\xd0\xcf\x11\xe0", "an Office file"),
    (b"{\\rtf", "a Word (RTF) file"),
)
_BY_FIRST_WORDS = (
    ("begin:vcard", "a contacts file (vCard)"),
    ("begin:vevent", "events without a calendar around them (no BEGIN:VCALENDAR)"),
    ("<rss", "a news feed (RSS)"),
    ("<feed", "a news feed (Atom)"),
    ("<?xml", "an XML file"),
    ("<", "a piece of a web page or an XML file"),
    ("{", "a JSON file"),
    ("[", "a JSON file"),
)


HALF = "the first half of a calendar (no END:VCALENDAR)"


def refuse_what_is_no_calendar(data: bytes) -> None:
    """Return where `data`, in UTF-8, has the beginning of a calendar in it.

    Raises:
        NotACalendar: with what it is instead.
    """
    if not data.strip(b" \t\r\n\x00"):
        raise NotACalendar("an empty answer")
    if _PAGE.match(data):
        raise NotACalendar(_page(data))
    if not _BEGIN.search(data):
        raise NotACalendar(_instead(data))


def _page(data: bytes) -> str:
    found = _TITLE.search(data[:_LOOKED_AT].decode("utf-8", "replace"))
    letters = (each for each in html.unescape(found[1]) if each.isprintable() or each.isspace()) \
        if found else ()  # fmt: skip
    title = " ".join("".join(letters).split())
    if not title:
        return "a web page without a title"
    return f'a web page titled "{title[:_MAX_TITLE]}"'


def _instead(data: bytes) -> str:
    for magic, what in _BY_FIRST_BYTES:
        if data.startswith(magic):
            return what
    start = data[:2000].decode("utf-8", "replace").lstrip("\ufeff \t\r\n").casefold()
    if start.startswith("<?xml"):
        start = start.partition("?>")[2].lstrip() or start
    for first, what in _BY_FIRST_WORDS:
        if start.startswith(first):
            return what
    if b"\x00" in data[:2000]:
        return "something that is no text"
    return "a text that is no calendar (it has no line BEGIN:VCALENDAR)"
