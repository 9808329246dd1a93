"""All that a calendar says of one UID into its occurrences: recurring-ical-events, held in check.

It puts the rule's days, the added, skipped, moved and cancelled ones and "this and all later ones"
together. It is given plain hours on the clocks of the series, so that no change of the clocks and
no zone of its own making comes between, and days that are worked out already (see `rule`): it
would search for them without an end, and lose the last one where UNTIL is a day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Any

from icalendar import Event as VEvent
from recurring_ical_events.adapters.event import EventAdapter  # type: ignore[import-untyped] # it ships no types
from recurring_ical_events.occurrence import Occurrence  # type: ignore[import-untyped] # it ships no types
from recurring_ical_events.series import Series  # type: ignore[import-untyped] # it ships no types

from responder.calendars.entry import DAY, Entry
from responder.calendars.event import Unread
from responder.calendars.moments import Moment
from responder.calendars.rule import Budget, SpentError

MAX_TIMES = 1_000  # of one series, in the stretch of time that is asked for
SERIES_STEPS = 50  # of a feed's budget, for a series to be put together
DAY_STEPS = 5  # the same for each of its days
MAX_CHANGES_ONWARDS = 50  # "this and all later ones", in one series
_EVER = (datetime(1601, 1, 1), datetime(9900, 1, 1))  # noqa: DTZ001 - plain hours throughout

Wall = datetime | date  # an hour on the clocks of the series, or a whole day


@dataclass(frozen=True, slots=True)
class Held:
    """One occurrence; hours are those on the clocks of `zone`."""

    entry: Entry
    start: Wall
    length: timedelta | None  # None: no end is known
    was: Wall | None  # where it stood before it was moved
    zone: tzinfo


@dataclass(frozen=True)
class Span:
    """The stretch of time in which days are looked for, and the zone of hours without one."""

    since: datetime  # aware, as is `before`
    before: datetime
    default: tzinfo


class _Adapter(EventAdapter):  # type: ignore[misc] # the same
    """One entry as recurring-ical-events takes it, its days given and not to be worked out."""

    def __init__(self, entry: Entry, event: VEvent) -> None:
        super().__init__(event)
        self.entry = entry
        self.days: list[Any] = []
        self.skips: list[Wall] = []
        self.instead_of: Wall | None = None  # of an entry that stands instead of an occurrence

    @property
    def rrules(self) -> set[str]:
        """Return none: its days are worked out."""
        return set()

    @property
    def rdates(self) -> list[Any]:
        """Return all of its days."""
        return self.days

    @property
    def exdates(self) -> list[Wall]:
        """Return the days that are skipped."""
        return self.skips


class _Occurrence(Occurrence):  # type: ignore[misc] # the same
    """An occurrence that knows which entry it comes from."""

    def __init__(self, adapter: _Adapter, start: Any = None, end: Any = None) -> None:
        super().__init__(adapter, start, end)
        self.adapter = adapter


class _Series(Series):  # type: ignore[misc] # the same
    """A series whose occurrences know their entry."""

    def occurrence(self, adapter: Any, start: Any = None, end: Any = None) -> Occurrence:
        """Return the occurrence of an entry at a time; without one at the entry's own."""
        return _Occurrence(adapter, start, end)


def held(
    entries: Sequence[Entry], span: Span, budget: Budget, problems: list[Unread]
) -> Iterator[Held]:
    """Yield the occurrences of the entries of one UID, the first of them its series if it has one.

    Those that are moved, added or changed are among them also where they lie outside of the span.
    """
    core = None if entries[0].instead_of else entries[0]
    zone = next((each.start.zone for each in entries if each.start.zone), span.default)
    if core and len(entries) == 1 and not (core.repeats or core.skipped):
        yield Held(core, _wall(core.start, zone), core.length, None, zone)
        return
    changes = [each for each in entries if each is not core]
    onwards = [each for each in changes if each.and_later]
    for each in onwards[MAX_CHANGES_ONWARDS:]:
        what = f"the series is changed from a day on more than {MAX_CHANGES_ONWARDS} times: \
this change is taken for its own day alone"
        problems.append(Unread(each.uid, each.line, what))
        each.and_later = False
    adapters = [_adapted(each, core, zone) for each in entries]
    if core:
        margin = max(abs(each.move_recurrences_by) for each in adapters) + (core.length or DAY)
        mine = adapters[0]
        mine.skips = [_wall(each, zone) for each in core.skipped]
        mine.days, is_first = _days(core, span, margin + DAY, zone, budget, problems)
        if not is_first:  # the library takes DTSTART for one of the days in any case
            mine.skips.append(_wall(core.start, zone))
    for found in _Series(adapters).between(*_EVER):
        yield _held(found, zone)


def _held(found: Any, zone: tzinfo) -> Held:
    adapter: _Adapter = found.adapter
    start, length = found.start, found.end - found.start
    was = start - adapter.move_recurrences_by
    if adapter.instead_of and start == adapter.start:
        was = adapter.instead_of
    return Held(adapter.entry, start, length or None, None if was == start else was, zone)


def _adapted(entry: Entry, core: Entry | None, zone: tzinfo) -> _Adapter:
    start = _wall(entry.start, zone)
    length = entry.length
    if entry.is_stub and core:
        length = core.length
    event = VEvent()
    event.add("uid", "one")
    event.add("sequence", entry.sequence)
    event.add("dtstart", start)
    event.add("dtend", start + (length or timedelta(0)))
    adapter = _Adapter(entry, event)
    if entry.instead_of:
        before = adapter.instead_of = _of_the_series(entry.instead_of, core, zone)
        more = {"RANGE": "THISANDFUTURE"} if entry.and_later else {}
        event.add("recurrence-id", before, parameters=more)
    return adapter


def _of_the_series(moment: Moment, core: Entry | None, zone: tzinfo) -> Wall:
    if core and core.start.whole_day:
        return moment.wall.date() if moment.whole_day else moment.wall_in(zone).date()
    if core and moment.whole_day:
        return datetime.combine(moment.wall.date(), _wall_time(core, zone))
    return _wall(moment, zone)


def _wall_time(core: Entry, zone: tzinfo) -> time:
    return core.start.wall_in(zone).time()


def _wall(moment: Moment, zone: tzinfo) -> Wall:
    return moment.wall.date() if moment.whole_day else moment.wall_in(zone)


def _days(
    core: Entry,
    span: Span,
    margin: timedelta,
    zone: tzinfo,
    budget: Budget,
    problems: list[Unread],
) -> tuple[list[Any], bool]:
    """Return the days of a series, and whether its start is one of them."""
    since = span.since.astimezone(zone).replace(tzinfo=None) - margin
    before = span.before.astimezone(zone).replace(tzinfo=None) + margin
    first = core.start.wall_in(zone)
    days: list[datetime] = [first] if first >= since else []
    off: set[datetime] = set()
    try:
        budget.spend(SERIES_STEPS)
        for rule in core.exceptions:
            off.update(islice(rule.starts(first, since, before, budget), MAX_TIMES))
        for rule in core.rules:
            days += islice(rule.starts(first, since, before, budget), MAX_TIMES + 1)
        budget.spend(len(days) * DAY_STEPS)
    except SpentError:
        what = "the calendar repeats more events, for longer, than can be worked out: of this one \
not all days are listed"
        problems.append(Unread(core.uid, core.line, what))
        days = days[:1]
    if len(days) > MAX_TIMES:
        what = f"it is held more than {MAX_TIMES} times in this stretch of time: \
the later ones are left out"
        problems.append(Unread(core.uid, core.line, what))
    listed = [each for each in sorted(set(days))[:MAX_TIMES] if each not in off]
    given: list[Any] = [each.date() if core.start.whole_day else each for each in listed]
    added = ((moment.wall_in(zone), length) for moment, length in core.also)
    for at, length in islice((each for each in added if since <= each[0] < before), MAX_TIMES):
        day = at.date() if core.start.whole_day else at
        given.append((day, length) if length else day)
    ended = bool(core.rules) and all(rule.until and rule.until < first for rule in core.rules)
    return given, not (ended or first in off)
