"""Bring what the feeds say up to date: each fetched, read and taken, or left as it was.

A feed that fails is not an empty calendar: its last good meetings stay, with the day on which they
were good, and with why it fails. Nor is a calendar believed that suddenly has no event at all: that
is what a broken export looks like, and families would hear that nothing is held.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from responder.calendars.event import Calendar, NotACalendar
from responder.calendars.fetch import Fetched, FetchFailed
from responder.calendars.read import read_calendar
from responder.calendars.taken import begins, merged, taken, without_past
from responder.calendars.words import plain_line
from responder.flow.feeds import Feed, Pulled, PulledFault

# A calendar that did not change is fetched whole all the same after this, for the days that have
# come within `ahead` since.
WHOLE_EVERY = timedelta(hours=20)
_MARK_CHARACTERS = 200
_WHY_CHARACTERS = 200
_EMPTIED = (
    "it came without a single event, though meetings of it are still ahead; "
    "if that is right: responder meetings pull --accept-empty"
)

Fetch = Callable[..., Fetched]
"""Called with the address, `etag` and `modified`; raises FetchFailed."""


@dataclass(frozen=True)
class Result:
    """What came of one feed; `failed` is empty where it was read well."""

    name: str
    pulled: Pulled
    failed: str = ""
    unchanged: bool = False
    emptied: bool = False  # it failed because it came without a single event


def pull(
    name: str,
    feed: Feed,
    before: Pulled | None,
    now: datetime,
    fetch: Fetch,
    *,
    accept_empty: bool = False,
) -> Result:
    """Return what is known of `feed` at `now` (aware), after asking for it once.

    A calendar without a single event, of which meetings are still ahead, is taken for a failure
    until they are over; with `accept_empty` it is believed.
    """
    zone = ZoneInfo("America/New_York")
    here = now.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0, fold=0)
    mark = hashlib.sha256(feed.model_dump_json().encode()).hexdigest()[:12]
    known = before if before is not None and _is_fresh(before, feed, mark, here) else None
    try:
        came = fetch(
            feed.address,
            etag=(known and known.etag) or "",
            modified=(known and known.modified) or "",
        )
        if came.data is None:
            if known is None:
                raise FetchFailed("the server says that nothing has changed, but was not asked")
            return Result(name, _well(known, here), unchanged=True)
        calendar = read_calendar(came.data, since=now, until=now + feed.ahead, zone=zone)
    except FetchFailed as failed:
        return _failed(name, feed, before, here, str(failed))
    except NotACalendar as other:
        return _failed(name, feed, before, here, f"{other} came in place of a calendar")
    if not accept_empty and _is_emptied(calendar, before, here):
        why = f"{_EMPTIED} {name}"
        return replace(_failed(name, feed, before, here, why), emptied=True)
    found = taken(calendar, feed, before)
    pulled = Pulled(
        address=feed.address,
        read_at=here,
        whole_at=here,
        etag=plain_line(came.etag, _MARK_CHARACTERS),
        modified=plain_line(came.modified, _MARK_CHARACTERS),
        taken_by=mark,
        left_out=found.left_out,
        meetings=without_past(found.meetings, here),
    )
    return Result(name, pulled)


def together(results: Mapping[str, Result]) -> dict[str, Pulled]:
    """Return what was pulled of all feeds, each meeting once."""
    return merged({name: each.pulled for name, each in results.items()})


def soonest(pulled: Mapping[str, Pulled], most: int) -> dict[str, Pulled]:
    """Return `pulled` with only so many days of each feed, the soonest; says what is left out."""
    return {name: _soonest(each, most) for name, each in pulled.items()}


def _soonest(pulled: Pulled, most: int) -> Pulled:
    starts = sorted(begins(day.starts) for each in pulled.meetings for day in each.dates)
    if len(starts) <= most:
        return pulled
    last = starts[most - 1]
    meetings = []
    for each in pulled.meetings:
        if dates := tuple(day for day in each.dates if begins(day.starts) <= last):
            meetings.append(each.model_copy(update={"dates": dates}))
    what = f"all after {last:%Y-%m-%d}: the file would be too large; a shorter ahead: takes fewer"
    told = (*pulled.left_out, PulledFault(what=what))
    return pulled.model_copy(update={"meetings": tuple(meetings), "left_out": told})


def left_out(
    pulled: Mapping[str, Pulled], refused: Mapping[tuple[str, int], str]
) -> dict[str, Pulled]:
    """Return `pulled` without the meetings that were `refused`, by feed and number, and why."""
    kept = {}
    for name, each in pulled.items():
        whys = {number: why for (feed, number), why in refused.items() if feed == name}
        told = [
            PulledFault(
                uid=each.meetings[number].uid,
                what=plain_line(f'"{each.meetings[number].title.en}": {why}', _WHY_CHARACTERS),
            )
            for number, why in whys.items()
        ]
        meetings = [one for at, one in enumerate(each.meetings) if at not in whys]
        update = {"meetings": tuple(meetings), "left_out": (*each.left_out, *told)}
        kept[name] = each.model_copy(update=update)
    return kept


def _is_fresh(before: Pulled, feed: Feed, mark: str, here: datetime) -> bool:
    """Return whether all that is kept of a feed is what it would give, if it did not change."""
    return (
        before.address == feed.address
        and before.taken_by == mark
        and before.whole_at is not None
        and timedelta() <= here - before.whole_at < WHOLE_EVERY
    )


def _is_emptied(calendar: Calendar, before: Pulled | None, here: datetime) -> bool:
    """Return whether a calendar without any event had meetings that are still to be held."""
    if calendar.holds_events or before is None:
        return False
    ahead = without_past(before.meetings, here)
    return any(not day.cancelled for each in ahead for day in each.dates)


def _well(before: Pulled, here: datetime) -> Pulled:
    ahead = without_past(before.meetings, here)
    return before.model_copy(
        update={"read_at": here, "meetings": ahead, "failed": None, "failed_since": None}
    )


def _failed(name: str, feed: Feed, before: Pulled | None, here: datetime, why: str) -> Result:
    why = plain_line(why, _WHY_CHARACTERS)
    kept = before or Pulled(address=feed.address)
    pulled = kept.model_copy(
        update={
            "meetings": without_past(kept.meetings, here),
            "failed": why,
            "failed_since": kept.failed_since or here,
        }
    )
    return Result(name, pulled, failed=why)
