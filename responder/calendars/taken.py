"""What of a calendar the line takes: which meetings, under which words, and what had moved.

A calendar that was changed says only what holds now. What people were told before stands in what
was pulled the last time, so a meeting that was moved is seen by its mark.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from responder.calendars.event import Calendar, Event
from responder.calendars.words import MOST_IN_PLACE, MOST_IN_TITLE, mark_of, plain_line, sayable
from responder.flow.feeds import Feed, Pulled, PulledDate, PulledFault, PulledMeeting
from responder.flow.words import Words

MOST_DATES = 300  # of one feed; what is later is left out
MOST_FAULTS = 50  # that are listed of one feed
MOST_LINES = 10**9  # more than any calendar has
_QUOTED = 40
_OPEN_END = timedelta(hours=1)


@dataclass(frozen=True)
class Taken:
    """The meetings that are taken, soonest dates only, and what had to be left out."""

    meetings: tuple[PulledMeeting, ...]
    left_out: tuple[PulledFault, ...]


@dataclass
class _Faults:
    """What is left out, each thing once: a series would else say the same for each of its days."""

    found: list[PulledFault] = field(default_factory=list)
    told: set[tuple[str, str]] = field(default_factory=set)

    def add(self, uid: str, line: int, what: str) -> None:
        mark, words = mark_of(uid) if uid else None, plain_line(what, 200)
        if (mark or str(line), words) in self.told:
            return
        self.told.add((mark or str(line), words))
        self.found.append(PulledFault(line=str(line) if line else None, uid=mark, what=words))

    def listed(self) -> tuple[PulledFault, ...]:
        """Return what is left out in the order of the calendar."""
        found = sorted(self.found, key=lambda each: int(each.line or MOST_LINES))
        more = len(found) - MOST_FAULTS
        if more <= 0:
            return tuple(found)
        rest = PulledFault(what=f"{more} more; responder meetings read lists all of them")
        return (*found[:MOST_FAULTS], rest)


def taken(calendar: Calendar, feed: Feed, before: Pulled | None) -> Taken:
    """Return what `feed` takes of `calendar`; `before` is what it had of it until now."""
    faults = _Faults()
    for each in calendar.problems:
        faults.add(each.uid, each.line, each.what)
    found: dict[tuple[str, str, str, str], list[PulledDate]] = defaultdict(list)
    events = [each for each in calendar.events if _wanted(each.title, feed)]
    moved = _Moved(before, events)
    dates = 0
    for event in events:
        if dates == MOST_DATES:
            rest = f"all after {_day(event.start).isoformat()}: over {MOST_DATES} days are too many"
            faults.add("", 0, f"{rest}; a shorter ahead: takes fewer")
            break
        title = _title(event, feed, faults)
        if title is None:
            continue
        key = mark_of(event.uid), title.en, title.es, _place(event)
        pulled = moved.date_of(event, title.en)
        if all(each.starts != pulled.starts for each in found[key]):
            found[key].append(pulled)
            dates += 1
    for key, day in _still_cancelled(before, feed, events):
        found[key].append(day)
    meetings = (_meeting(key, found[key]) for key in sorted(found, key=_order) if found[key])
    return Taken(tuple(meetings), faults.listed())


def without_past(meetings: Iterable[PulledMeeting], now: datetime) -> tuple[PulledMeeting, ...]:
    """Return `meetings` without the days that are over at `now`, on Connecticut's clock."""
    kept = []
    for each in meetings:
        ahead = tuple(day for day in each.dates if over_at(day) > now)
        if ahead:
            kept.append(each.model_copy(update={"dates": ahead}))
    return tuple(kept)


def over_at(day: PulledDate) -> datetime:
    """Return when a day of a meeting is over."""
    last = day.ends or day.starts
    if not isinstance(last, datetime):
        return datetime.combine(last, time()) + timedelta(days=1)
    return last if day.ends is not None else last + _OPEN_END


def begins(day: date) -> datetime:
    """Return a day or a moment as a moment, by which days are put in order."""
    return day if isinstance(day, datetime) else datetime.combine(day, time())


def folded(words: str) -> str:
    """Return `words` as titles are compared: small letters, no accents, single spaces."""
    apart = unicodedata.normalize("NFKD", words.casefold())
    bare = "".join(each for each in apart if not unicodedata.combining(each))
    return " ".join(re.findall(r"\w+", bare))


def _wanted(title: str, feed: Feed) -> bool:
    within = f" {folded(title)} "

    def holds(wordings: Sequence[str]) -> bool:
        return any(f" {folded(each)} " in within for each in wordings)

    return (not feed.take or holds(feed.take)) and not holds(feed.leave)


def _still_cancelled(
    before: Pulled | None, feed: Feed, events: Iterable[Event]
) -> Iterator[tuple[tuple[str, str, str, str], PulledDate]]:
    """Yield the days that were cancelled and are now gone from the calendar: some still come."""
    there = {(mark_of(each.uid), _local(each.start)) for each in events}
    for meeting in before.meetings if before else ():
        place = meeting.place.en if meeting.place else ""
        for day in meeting.dates:
            gone = day.cancelled and (meeting.uid, day.starts) not in there
            if gone and _wanted(meeting.title.en, feed):
                yield (meeting.uid, meeting.title.en, meeting.title.es, place), day


def _title(event: Event, feed: Feed, faults: _Faults) -> Words | None:
    for each in feed.names:
        if folded(each.title) == folded(event.title):
            return Words(en=each.en, es=each.es)
    quoted = f'the title "{plain_line(event.title, _QUOTED)}"' if event.title else "a title"
    try:
        title = sayable(event.title, MOST_IN_TITLE)
    except ValueError as fault:
        faults.add(event.uid, event.line, f"{quoted} {fault}, so the meeting is left out")
        return None
    return Words(en=title, es=title)


def _place(event: Event) -> str:
    """Return where it is; nothing where that must not be said, as of the link of a web meeting."""
    try:
        return sayable(event.location, MOST_IN_PLACE) if event.location else ""
    except ValueError:
        return ""


class _Moved:
    """Tells when a meeting was to be by what was pulled before, where the calendar does not."""

    def __init__(self, before: Pulled | None, events: Sequence[Event]) -> None:
        self._old: Mapping[str, list[tuple[str, PulledDate]]] = defaultdict(list)
        for meeting in before.meetings if before else ():
            self._old[meeting.uid] += ((folded(meeting.title.en), day) for day in meeting.dates)
        self._many: dict[str, int] = defaultdict(int)
        self._on_day: dict[tuple[str, date], int] = defaultdict(int)
        for each in events:
            self._many[mark_of(each.uid)] += 1
            self._on_day[mark_of(each.uid), _day(each.start)] += 1

    def date_of(self, event: Event, title: str) -> PulledDate:
        """Return the day of `event`, which is called `title`."""
        starts = _local(event.start)
        ends = _local(event.end) if event.end is not None else None
        if ends is not None and isinstance(ends, datetime) != isinstance(starts, datetime):
            ends = None
        if ends is not None and ends <= starts:  # of one day, or before it begins
            ends = None
        moved_from = _local(event.moved_from) if event.moved_from is not None else None
        moved_from = moved_from or self._was(event, starts, title)
        return PulledDate(
            starts=starts,
            ends=ends,
            cancelled=event.status == "cancelled",
            moved_from=None if moved_from == starts else moved_from,
        )

    def _was(self, event: Event, starts: date, called: str) -> date | None:
        uid = mark_of(event.uid)
        old = self._old[uid]
        for _, each in old:
            if each.starts == starts:
                return each.moved_from
        if not event.series and len(old) == self._many[uid] == 1:
            return old[0][1].starts
        # Some programs give all their meetings one mark, so here the title counts as well.
        same_day = [each for each in old if _day(each[1].starts) == _day(starts)]
        if len(same_day) == self._on_day[uid, _day(starts)] == 1:
            title, was = same_day[0]
            return was.starts if title == folded(called) else None
        return None


def _local(moment: date) -> date:
    """Return a moment as the file has it: on Connecticut's clock, without seconds."""
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None, second=0, microsecond=0, fold=0)
    return moment


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _order(key: tuple[str, str, str, str]) -> tuple[str, ...]:
    uid, en, es, place = key
    return folded(en), uid, es, place


def _meeting(key: tuple[str, str, str, str], dates: Iterable[PulledDate]) -> PulledMeeting:
    uid, en, es, place = key
    return PulledMeeting(
        title=Words(en=en, es=es),
        uid=uid,
        place=Words(en=place, es=place) if place else None,
        dates=tuple(sorted(dates, key=lambda each: begins(each.starts))),
    )


def merged(pulled: Mapping[str, Pulled]) -> dict[str, Pulled]:
    """Return `pulled` with what stands in two calendars kept in the first; cancelled in any wins.

    Two meetings are the same if they have the same title and begin together.
    """
    cancelled = {mark for name in pulled for mark, day in _marked(pulled[name]) if day.cancelled}
    seen: set[tuple[str, date]] = set()
    kept: dict[str, Pulled] = {}
    for name, each in pulled.items():
        meetings = []
        fresh: set[tuple[str, date]] = set()
        for meeting in each.meetings:
            title = folded(meeting.title.en)
            dates = tuple(
                day.model_copy(update={"cancelled": True})
                if (title, day.starts) in cancelled
                else day
                for day in meeting.dates
                if (title, day.starts) not in seen
            )
            fresh.update((title, day.starts) for day in dates)
            if dates:
                meetings.append(meeting.model_copy(update={"dates": dates}))
        seen |= fresh
        kept[name] = each.model_copy(update={"meetings": tuple(meetings)})
    return kept


def _marked(pulled: Pulled) -> Iterator[tuple[tuple[str, date], PulledDate]]:
    for meeting in pulled.meetings:
        for day in meeting.dates:
            yield (folded(meeting.title.en), day.starts), day
