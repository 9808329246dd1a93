"""Say what should be looked at in the feeds: a calendar that fails keeps its last good meetings.

People then go on hearing of meetings that may have been called off, and nobody sees it from here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from itertools import islice

from responder.flow.check_meetings import day_in_words
from responder.flow.model import FromFeed
from responder.flow.parts import Parts
from responder.flow.place import Path
from responder.flow.problem import Level, Problem
from responder.flow.pulled import FeedState, states
from responder.meetings.series import is_day_of

_PULL = "run responder meetings pull, which says what came in place of the calendar"


def feed_problems(parts: Parts, now: datetime) -> Iterator[Problem]:
    """Yield a warning for each feed that fails, is old or was never read, and what it left out."""
    for each in states(parts.feeds, parts.pulled):
        yield from _of_feed(parts, each, now)
    for name in parts.pulled:
        if name not in parts.feeds and parts.all_read:
            yield _warned(
                parts,
                "feed-gone",
                ("pulled", name),
                f'no feed is called "{name}" any more',
                "its meetings are kept in the file, and told to nobody",
                "run responder meetings pull, which takes them out, or put the feed back",
            )
    yield from _twice(parts)


def _of_feed(parts: Parts, feed: FeedState, now: datetime) -> Iterator[Problem]:
    if feed.failed:
        since = f" since {day_in_words(feed.failed_since)}" if feed.failed_since else ""
        yield _warned(
            parts,
            "feed-failing",
            ("feeds", feed.name),
            f'feed "{feed.name}" could not be read{since}: {feed.failed}',
            "people go on hearing of the meetings as they were last known"
            if feed.read_at
            else "nobody is told of its meetings",
            "open its address in a browser; correct it, or ask who keeps the calendar",
        )
    if feed.read_at is None:
        if not feed.failed:
            yield _warned(
                parts,
                "feed-not-pulled",
                ("feeds", feed.name),
                f'feed "{feed.name}" was never read',
                "nobody is told of its meetings",
                "run responder meetings pull, then check again",
            )
    elif feed.is_stale(now):
        yield _warned(
            parts,
            "feed-stale",
            ("feeds", feed.name),
            f'feed "{feed.name}" was last read well on {day_in_words(feed.read_at)}',
            "its meetings may be off by now; people are told the day and asked to confirm",
            _PULL,
        )
    if feed.left_out:
        first = parts.pulled[feed.name].left_out[0]
        place = f"line {first.line}: " if first.line else ""
        rest = f" (and {feed.left_out - 1} more)" if feed.left_out > 1 else ""
        yield _warned(
            parts,
            "feed-left-out",
            ("pulled", feed.name, "left_out"),
            f'of feed "{feed.name}" something was left out: {place}{first.what}{rest}',
            "people are not told of it",
            "correct it in the calendar; a title can be given other words under names:",
        )


def _twice(parts: Parts) -> Iterator[Problem]:
    """Yield a warning for each meeting of a group that stands here and comes from a feed too."""
    feeds = [each for each in parts.meetings.values() if isinstance(each, FromFeed)]
    if not feeds:
        return
    for name, own in parts.meetings.items():
        if isinstance(own, FromFeed):
            continue
        begins = own.from_ or (own.starts.time() if own.starts else None)
        same = (
            (day, each)
            for each in feeds
            if each.group == own.group
            for day in _days_at(each, begins)
            if is_day_of(own, day.date()) or (own.starts is not None and own.starts == day)
        )
        for day, each in islice(same, 1):
            yield _warned(
                parts,
                "meeting-twice",
                ("meetings", name),
                f'meeting "{own.title.en}" on {day_in_words(day)} comes from feed "{each.feed}" '
                "as well",
                "people would be told of it twice, and of a change in the calendar only once",
                f"remove {parts.places.lines(('meetings', name))}, "
                "or leave its title out of the feed",
            )


def _days_at(each: FromFeed, begins: time | None) -> Iterator[datetime]:
    for day in each.dates:
        if isinstance(day.starts, datetime) and day.starts.time() == begins:
            yield day.starts


def _warned(parts: Parts, rule: str, path: Path, what: str, why: str, fix: str) -> Problem:
    return parts.places.problem(rule, path, what, why, fix, Level.WARNING, key=True)
