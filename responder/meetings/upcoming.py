"""What is still ahead at an instant: each meeting's next date, or all in a span of days.

Hours are wall-clock hours of Connecticut, so a series keeps its hour when the clocks change. A
cancelled meeting is ahead until its old time has passed: whoever meant to come must learn of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from heapq import merge
from zoneinfo import ZoneInfo

from responder.flow.feeds import PulledDate
from responder.flow.model import FromFeed, Meeting, Move
from responder.meetings.series import series_days, undated

EASTERN = ZoneInfo("America/New_York")
OPEN_END = timedelta(hours=1)  # how long a meeting without a known end stays listed


class Status(StrEnum):
    """Whether a meeting takes place as it was announced."""

    HELD = "held"
    CANCELLED = "cancelled"
    MOVED = "moved"


@dataclass(frozen=True)
class Occurrence:
    """One meeting at one of its dates; `start` is None where only its pattern is known.

    `end` is None where nobody said when it ends; `was` is the old start of one that is moved. One
    that is `all_day` goes from the midnight before its first day to the one after its last.
    """

    meeting: str
    entry: Meeting
    start: datetime | None
    end: datetime | None
    status: Status = Status.HELD
    was: datetime | None = None
    all_day: bool = False

    @property
    def last_day(self) -> date | None:
        """The last day of one that is all day; None of any other."""
        if self.start is None or self.end is None or not self.all_day:
            return None
        return self.end.date() - timedelta(days=1)


def occurrences(meeting: str, entry: Meeting, now: datetime) -> Iterator[Occurrence]:
    """Yield the dates of `entry` that have not ended at `now`, in order; none where unknown.

    The cancelled and the moved are among them, these at their new time.
    """
    yield from _ahead(meeting, entry, now.astimezone(UTC), now.astimezone(EASTERN).date())


def upcoming(
    meetings: Mapping[str, Meeting],
    now: datetime,
    limit: int | None = 3,
    kind: str | None = "meeting",
    group: str | None = None,
) -> tuple[Occurrence, ...]:
    """Return the next date of each meeting of `kind` and `group` (None: any), soonest first.

    A meeting is listed until it ends. One of a series is listed once, so that a weekly meeting
    does not crowd out the rest; cancelled dates before its next one are listed as well. Those
    with no date follow, as they stand in the file. `limit` None: all.
    """
    instant, today = now.astimezone(UTC), now.astimezone(EASTERN).date()
    dated: list[Occurrence] = []
    rest: list[Occurrence] = []
    for name, entry in _asked(meetings, kind, group):
        held = False
        for each in _ahead(name, entry, instant, today):
            dated.append(each)
            held = each.status is not Status.CANCELLED
            if held:
                break
        if not held and undated(entry) and (entry.last is None or entry.last >= today):
            rest.append(Occurrence(name, entry, None, None))
    dated.sort(key=_begins)
    return tuple([*dated, *rest][:limit])


def within(
    meetings: Mapping[str, Meeting],
    now: datetime,
    first_day: date,
    last_day: date,
    kind: str | None = None,
    group: str | None = None,
) -> tuple[Occurrence, ...]:
    """Return every date from `first_day` to `last_day` that is not over, soonest first.

    The day of a meeting is the one it begins on in Connecticut; of one that has begun, today too.
    Those of which only a pattern is known are left out.
    """
    found = []
    instant, today = now.astimezone(UTC), now.astimezone(EASTERN).date()
    for name, entry in _asked(meetings, kind, group):
        for each in _ahead(name, entry, instant, today):
            if each.start is None or each.start.date() > last_day:
                break
            if max(each.start.date(), min(today, last_day)) >= first_day:
                found.append(each)
    return tuple(sorted(found, key=_begins))


def changes_at(meetings: Mapping[str, Meeting], now: datetime) -> datetime | None:
    """Return the next instant at which what is upcoming changes; None if it never does.

    That is when the first meeting ends, when the old time of a cancelled one has passed, the day
    after the last day of an undated series, or when what was pulled of a feed is too old.
    """
    over = [
        _over(each)
        for each in upcoming(meetings, now, limit=None, kind=None)
        if each.start is not None
    ]
    over += [
        _in_zone(datetime.combine(entry.last + timedelta(days=1), time())).astimezone(UTC)
        for entry in meetings.values()
        if undated(entry) and entry.last is not None
    ]
    over += [
        _in_zone(entry.stale_at).astimezone(UTC)
        for entry in meetings.values()
        if isinstance(entry, FromFeed)
    ]
    ahead = [each for each in over if each > now.astimezone(UTC)]
    return min(ahead).astimezone(EASTERN) if ahead else None


def vouched_for(entry: Meeting, now: datetime) -> bool:
    """Return whether somebody vouches for `entry`: its group, or its calendar, read lately."""
    if isinstance(entry, FromFeed):
        return now.astimezone(UTC) < _in_zone(entry.stale_at).astimezone(UTC)
    return entry.confirmed


def midnight_after(now: datetime) -> datetime:
    """Return when the next day begins in Connecticut: from then on "tomorrow" is another day."""
    tomorrow = now.astimezone(EASTERN).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), EASTERN)


def _asked(
    meetings: Mapping[str, Meeting], kind: str | None, group: str | None
) -> Iterator[tuple[str, Meeting]]:
    for name, entry in meetings.items():
        if kind in (None, entry.kind) and group in (None, entry.group):
            yield name, entry


def _ahead(meeting: str, entry: Meeting, instant: datetime, today: date) -> Iterator[Occurrence]:
    for each in _dated(meeting, entry, today):
        if _over(each) > instant:
            yield each


def _dated(meeting: str, entry: Meeting, today: date) -> Iterator[Occurrence]:
    """Yield each date of `entry` from about yesterday on, in order, and every moved one."""
    if isinstance(entry, FromFeed):
        yield from sorted((_pulled(meeting, entry, each) for each in entry.dates), key=_begins)
        return
    if entry.repeats is None:
        if entry.starts is not None:
            yield _single(meeting, entry, entry.starts)
        return
    if entry.from_ is None:
        return
    series = _series(meeting, entry, entry.from_, today)
    moved = [_moved(meeting, entry, each, entry.from_) for each in entry.moves]
    yield from merge(series, sorted(moved, key=_begins), key=_begins) if moved else series


def _pulled(meeting: str, entry: FromFeed, pulled: PulledDate) -> Occurrence:
    old, was, status = pulled.moved_from, None, Status.HELD
    if pulled.cancelled:
        status = Status.CANCELLED
    elif old is not None and (isinstance(old, datetime) or _day_of(pulled.starts) != old):
        status, was = Status.MOVED, _in_zone(_midnight_of(old))
    if isinstance(pulled.starts, datetime):
        ends = pulled.ends if isinstance(pulled.ends, datetime) else None
        return Occurrence(meeting, entry, *_hours(pulled.starts, ends), status, was)
    last = pulled.ends if pulled.ends is not None else pulled.starts
    until = _midnight_of(last) + timedelta(days=1)
    return Occurrence(
        meeting, entry, *_hours(_midnight_of(pulled.starts), until), status, was, all_day=True
    )


def _day_of(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _midnight_of(moment: date) -> datetime:
    """Return when a day begins; a moment stays what it is."""
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time())


def _single(meeting: str, entry: Meeting, starts: datetime) -> Occurrence:
    start, end = _hours(starts, entry.ends)
    if entry.cancelled:
        return Occurrence(meeting, entry, start, end, Status.CANCELLED)
    if entry.moved_from is not None:
        return Occurrence(meeting, entry, start, end, Status.MOVED, _in_zone(entry.moved_from))
    return Occurrence(meeting, entry, start, end)


def _series(meeting: str, entry: Meeting, begins: time, today: date) -> Iterator[Occurrence]:
    """Yield the dates of a series that are not moved; one of yesterday may go on past midnight."""
    away = {*entry.skips, *(each.day for each in entry.moves)}
    since = today - timedelta(days=1)
    days = series_days(entry, since)
    if undated(entry):
        # A day that somebody cancelled is one that is known.
        days = iter(sorted(day for day in entry.cancels if day >= since))
    for day in days:
        if day not in away:
            start = datetime.combine(day, begins)
            status = Status.CANCELLED if day in entry.cancels else Status.HELD
            yield Occurrence(meeting, entry, *_hours(start, _usual_end(entry, start)), status)


def _moved(meeting: str, entry: Meeting, move: Move, begins: time) -> Occurrence:
    was = datetime.combine(move.day, begins)
    end = move.ends
    if end is None and (usual := _usual_end(entry, was)) is not None:
        end = move.to + (usual - was)
    return Occurrence(meeting, entry, *_hours(move.to, end), Status.MOVED, _in_zone(was))


def _usual_end(entry: Meeting, start: datetime) -> datetime | None:
    """Return when a meeting of the series that begins at `start` ends; past midnight if need be."""
    if entry.to is None:
        return None
    end = datetime.combine(start.date(), entry.to)
    return end if end > start else end + timedelta(days=1)


def _hours(start: datetime, end: datetime | None) -> tuple[datetime, datetime | None]:
    """Return hours of a file on Connecticut's clock.

    From 2:30 to 3:30 on the night that skips an hour would be no time at all: it keeps its length.
    """
    begins = _in_zone(start)
    if end is None:
        return begins, None
    ends = _in_zone(end)
    if ends.astimezone(UTC) <= begins.astimezone(UTC):
        ends = (begins.astimezone(UTC) + (end - start)).astimezone(EASTERN)
    return begins, ends


def _in_zone(moment: datetime) -> datetime:
    """Return `moment` on Connecticut's clock; 2:30 on the night it skips that hour is 3:30."""
    return moment.replace(tzinfo=EASTERN).astimezone(UTC).astimezone(EASTERN)


def _begins(each: Occurrence) -> datetime:
    """Return the start in UTC: moments of one zone compare by wall clock."""
    return (each.start or datetime.max.replace(tzinfo=UTC)).astimezone(UTC)


def _over(each: Occurrence) -> datetime:
    """Return when a meeting is over, in UTC."""
    begins = _begins(each)
    return begins + OPEN_END if each.end is None else each.end.astimezone(UTC)
