"""What was pulled of the feeds as meetings of the line, and how each feed does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from responder.exchange import Language
from responder.flow.feeds import Feed, Pulled, PulledMeeting
from responder.flow.model import FromFeed

ZONE = ZoneInfo("America/New_York")


@dataclass(frozen=True)
class FeedState:
    """How a feed does: `read_at` is when it was last read well, None where it never was.

    `failed` says why it cannot be read since `failed_since`; empty where it can.
    """

    name: str
    read_at: datetime | None
    stale_at: datetime | None
    failed: str
    failed_since: datetime | None
    left_out: int

    def is_stale(self, now: datetime) -> bool:
        """Return whether what is known of it is too old at `now`, or nothing is known."""
        return self.stale_at is None or now >= self.stale_at


def meetings_of(feed: Feed, name: str, pulled: Pulled) -> Iterator[tuple[str, int, FromFeed]]:
    """Yield each meeting that was pulled of a feed: its name, its place in `pulled`, itself."""
    if pulled.read_at is None:
        return
    for number, each in enumerate(pulled.meetings):
        yield name_of(name, each), number, _meeting(feed, name, pulled.read_at, each)


def name_of(feed: str, meeting: PulledMeeting) -> str:
    """Return a name for `meeting` that stays the same as long as its calendar calls it the same."""
    place = meeting.place.en if meeting.place else ""
    mark = sha256(f"{meeting.uid}\n{meeting.title.en}\n{place}".encode()).hexdigest()
    return f"{feed}-{mark[:8]}"


def given_names(
    feeds: Mapping[str, Feed], pulled: Mapping[str, Pulled]
) -> dict[Language, tuple[str, ...]]:
    """Return the titles and places that are told as their calendar has them, by its language."""
    found: dict[Language, dict[str, None]] = {}
    for name, feed in feeds.items():
        if name in pulled:
            names = found.setdefault(Language(feed.language), {})
            for meeting in pulled[name].meetings:
                for words in (meeting.title, meeting.place):
                    if words is not None and words.en == words.es:
                        names[words.en] = None
    return {language: tuple(names) for language, names in found.items()}


def states(feeds: Mapping[str, Feed], pulled: Mapping[str, Pulled]) -> tuple[FeedState, ...]:
    """Return how each feed does, in the order of the file."""
    return tuple(_state(name, feed, pulled.get(name)) for name, feed in feeds.items())


def _state(name: str, feed: Feed, pulled: Pulled | None) -> FeedState:
    if pulled is None:
        return FeedState(name, None, None, "", None, 0)
    read_at = pulled.read_at and pulled.read_at.replace(tzinfo=ZONE)
    return FeedState(
        name,
        read_at,
        read_at and read_at + feed.stale_after,
        pulled.failed or "",
        pulled.failed_since and pulled.failed_since.replace(tzinfo=ZONE),
        len(pulled.left_out),
    )


def _meeting(feed: Feed, name: str, read_at: datetime, pulled: PulledMeeting) -> FromFeed:
    return FromFeed.model_validate(
        {
            "group": feed.group,
            "kind": feed.kind,
            "title": pulled.title,
            "how": feed.how,
            "access": feed.access,
            "ask": feed.ask,
            "link": feed.link,
            "source": _source(feed.address),
            "read_on": read_at.date(),
            "feed": name,
            "uid": pulled.uid,
            "dates": pulled.dates,
            "place": pulled.place,
            "stale_at": read_at + feed.stale_after,
        }
    )


def _source(address: str) -> str:
    return urlsplit(address).hostname or "a calendar file"
