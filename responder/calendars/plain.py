"""The words of a calendar as plain words: no escapes, no HTML, no entities, one space at a time.

Written without patterns that go back and forth: a calendar is a stranger's file, and its
description may be made to take hours.
"""

from __future__ import annotations

import html
import re
import unicodedata

MAX_TITLE = 300
MAX_LOCATION = 500
MAX_DESCRIPTION = 5_000
MAX_READ = 20_000  # letters of one property

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_TAG = re.compile(r"/?([a-zA-Z][a-zA-Z0-9]*(?::[a-zA-Z]+)?)(?:[\s/][^>]*)?>|![^>]*>|\?[^>]*>")
_MORE_ENTITIES = re.compile(r"&(?:#\d|#[xX][0-9a-fA-F]|[a-zA-Z]{2,8};)")
_UNSEEN = ("script", "style", "head", "title")
_KEPT = "\u200d"  # joins the parts of an emoji
ROUNDS = 3  # "&amp;lt;p&amp;gt;" is HTML that was made plain twice


def plain(written: str, letters: int) -> str:
    """Return at most so many letters of the words of a property's value, or of HTML."""
    words = unescaped(written[:MAX_READ])
    for _ in range(ROUNDS):
        before = words
        words = html.unescape(_without_tags(words)) if "<" in words else html.unescape(words)
        if words == before or not ("<" in words or _MORE_ENTITIES.search(words)):
            break
    folded = " ".join(words.split())
    if not folded.isprintable():
        folded = " ".join("".join(each for each in folded if _is_seen(each)).split())
    return folded if len(folded) <= letters else f"{folded[: letters - 1].rstrip()}…"


def unescaped(written: str) -> str:
    r"""Return a TEXT value without its backslashes: \n is a line end (RFC 5545, 3.3.11)."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], written)


def _is_seen(letter: str) -> bool:
    return letter == _KEPT or unicodedata.category(letter)[0] != "C"


def _without_tags(page: str) -> str:
    head, *chunks = page.split("<")
    kept = [head]
    hidden = ""  # what ends the part of the page that is not shown
    for chunk in chunks:
        if hidden:
            if not chunk.casefold().startswith(hidden):
                _, ended, rest = chunk.partition("-->") if hidden == "-->" else ("", "", "")
                if ended:
                    hidden = ""
                    kept.append(rest)
                continue
            hidden = ""
        if chunk.startswith("!--"):
            _, ended, rest = chunk.partition("-->")
            hidden = "" if ended else "-->"
            kept.append(rest)
            continue
        tag = _TAG.match(chunk)
        if not tag:  # "5 < 6", "<https://zoom.us/j/1>" and "<ann@example.org>" are words
            kept.append(f"<{chunk}")
            continue
        name = (tag[1] or "").casefold()
        if name in _UNSEEN and not chunk.startswith("/"):
            hidden = f"/{name}"
            continue
        kept.append(" " if name not in ("b", "i", "u", "em", "strong", "span", "a", "font") else "")
        kept.append(chunk[tag.end() :])
    return "".join(kept)
