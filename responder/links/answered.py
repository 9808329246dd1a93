"""Whether a web link answers, as somebody's browser would find it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urljoin, urlsplit

from responder.probe.ask import Asker, Came, NoAnswerError

MAX_REDIRECTS = 5
GIVE_UP_SECONDS = 15.0
_FOR_GOOD = (301, 308)
_ONLY_BROWSERS = (401, 403, 406, 429)
_GONE = (404, 410)


class Outcome(StrEnum):
    """What came of asking; only the last is a fault."""

    GOOD = "good"
    LOOK = "look"  # a person has to look
    BROKEN = "BROKEN"


@dataclass(frozen=True)
class Answered:
    """What came of asking a link, and what to do about it; nothing if it is good."""

    outcome: Outcome
    what: str = ""


def answered(address: str, asker: Asker) -> Answered:
    """Return whether `address`, which begins with https://, leads to a page."""
    at, moved = address, False
    for _ in range(MAX_REDIRECTS + 1):
        try:
            came = asker.ask(at, {"Accept": "text/html,*/*"}, None, "GET")
        except NoAnswerError as nothing:
            return Answered(Outcome.BROKEN, str(nothing))
        if not 300 <= came.status < 400 or not came.location:
            return _arrived(address, at, came, moved=moved)
        moved = moved or came.status in _FOR_GOOD
        onward = _onward(at, came.location)
        if onward is None:
            return Answered(Outcome.BROKEN, "it leads on to something that is no web address")
        at = onward
    return Answered(Outcome.BROKEN, f"it leads on and on, more than {MAX_REDIRECTS} times")


def _arrived(address: str, at: str, came: Came, *, moved: bool) -> Answered:
    if came.status in _GONE:
        return Answered(Outcome.BROKEN, f"the page is gone ({came.status})")
    if came.status in _ONLY_BROWSERS:
        return Answered(
            Outcome.LOOK, f"the site lets in no program ({came.status}): open it in a browser"
        )
    if came.status != 200:
        return Answered(Outcome.BROKEN, f"the site answers with an error ({came.status})")
    before, after = urlsplit(address), urlsplit(at)
    if before.path.strip("/") and not after.path.strip("/"):
        return Answered(
            Outcome.LOOK, f"it leads to the front page of {after.netloc}: is the page gone?"
        )
    if moved and _same(address) != _same(at):
        shown = f"{after.scheme}://{after.netloc}{after.path}"
        return Answered(Outcome.LOOK, f"it has moved for good: write {shown}")
    return Answered(Outcome.GOOD)


def _onward(at: str, location: str) -> str | None:
    try:
        whole = urljoin(at, location)
        parts = urlsplit(whole)
    except ValueError:
        return None
    return whole if parts.scheme in ("https", "http") and parts.hostname else None


def _same(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.netloc.casefold().removeprefix('www.')}{parts.path.rstrip('/')}"
