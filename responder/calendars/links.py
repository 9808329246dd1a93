"""The address at which a meeting is joined or read about, wherever a program hides it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from responder.calendars.pieces import LINKS, Piece
from responder.calendars.plain import MAX_READ, unescaped

MAX_LINK = 500

_HTTPS = re.compile(r"https://[^\s<>\"'`{}|\\^\x00-\x20]{4,2000}", re.IGNORECASE)
_TRAILING = ".,;:!?)]*_»”’"
# Where meetings are joined by video, the host and how the path begins. Checked against what the
# programs put into invitations, 26 November 2026.
_JOINED_AT = re.compile(
    r"(?:[\w-]+\.)*(?:zoom\.us/(?:j|w|s|my|wc|meeting|webinar)/|zoomgov\.com/(?:j|w|s|my|wc)/"
    r"|teams\.microsoft\.com/(?:l/meetup-join|meet)/|teams\.live\.com/meet/"
    r"|gov\.teams\.microsoft\.us/l/meetup-join/|meet\.google\.com/[a-z]|webex\.com/"
    r"|gotomeeting\.com/|goto\.com/|gotowebinar\.com/|meet\.jit\.si/|whereby\.com/"
    r"|bluejeans\.com/|ringcentral\.com/join|v\.ringcentral\.com/)",
    re.IGNORECASE,
)
# Mail programs put their own address in front of the one that was written.
_WRAPPED = {
    "safelinks.protection.outlook.com": "url", "google.com": "q", "urldefense.com": "u",
    "urldefense.proofpoint.com": "u",
}  # fmt: skip


def link_of(piece: Piece) -> str:
    """Return the https address of an event: where it is joined, else its page; "" for none."""
    found = list(dict.fromkeys(_all(piece)))
    joined = (each for each in found if _JOINED_AT.match(each[len("https://") :]))
    return next(joined, found[0] if found else "")


def is_a_link_alone(words: str) -> bool:
    """Tell whether a place is an address on the web and nothing else."""
    return bool(re.fullmatch(r"<?https?://[^\s<>]+>?", words.strip(), re.IGNORECASE))


def _all(piece: Piece) -> Iterator[str]:
    for name in (*LINKS, "LOCATION", "DESCRIPTION", "X-ALT-DESC"):
        for each in piece.properties.get(name, ())[:5]:
            words = html.unescape(unescaped(each.value[:MAX_READ]))
            for found in _HTTPS.finditer(words):
                link = _bare(found[0])
                if link:
                    yield link


def _bare(written: str) -> str:
    link = written.rstrip(_TRAILING)
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").casefold()
        parts.port  # noqa: B018 - raises where it is no number
    except ValueError:
        return ""
    for wrapper, name in _WRAPPED.items():
        if host == wrapper or host.endswith(f".{wrapper}"):
            inner = parse_qs(parts.query, max_num_fields=50).get(name, [""])[0] \
                if parts.query.count("&") < 50 else ""  # fmt: skip
            if inner.casefold().startswith("https://"):
                return _bare_plain(inner)
    return _bare_plain(link)


def _bare_plain(link: str) -> str:
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:
        return ""
    good = "." in host and "@" not in parts.netloc and link.isascii() and len(link) <= MAX_LINK
    return (
        "https://" + link[len("https://") :]
        if good and not re.search(r"[\s\x00-\x1f]", link)
        else ""
    )
