"""A calendar's bytes into its meetings, whoever wrote it and however badly.

Read piece by piece, so that what one event gets wrong never costs another: icalendar and
recurring-ical-events, given a whole file, raise for all of it over one impossible date.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

from responder.calendars.came import HALF, refuse_what_is_no_calendar
from responder.calendars.cancelled import without_cancelled
from responder.calendars.entry import DAY, PRIVATE, Entry, read_entry, title_of
from responder.calendars.event import Calendar, Event, NotACalendar, Unread
from responder.calendars.lines import in_utf8, unfolded
from responder.calendars.moments import MIDNIGHT, Reader, aware
from responder.calendars.pieces import Piece, Sheet, echo, sheets
from responder.calendars.rule import Budget
from responder.calendars.series import Held, Span, held
from responder.calendars.zones import Zones

MAX_EVENTS = 50_000  # of one file, in the stretch of time that is asked for
MAX_PROBLEMS = 1_000
NOT_WORKED_OUT = "it cannot be worked out, by a fault of this program: it is not listed"


def read_calendar(data: bytes, *, since: datetime, until: datetime, zone: ZoneInfo) -> Calendar:
    """Give what is on in a calendar from `since` (still going on then) to before `until`.

    A moved meeting is also given where the time at which it had stood lies in that stretch:
    whoever meant to come then must learn of it. Times are given in `zone`; hours without a zone of
    their own are those of the calendar (X-WR-TIMEZONE), else of `zone`. What can not be read is in
    the answer's problems, and never takes the rest with it. Neither more than MAX_EVENTS meetings
    nor more than MAX_PROBLEMS are given.

    Raises:
        NotACalendar: with what came instead.
    """
    words = in_utf8(data)
    refuse_what_is_no_calendar(words)
    problems: list[Unread] = []
    found = sheets(unfolded(words), problems)
    if not all(sheet.whole for sheet in found):
        raise NotACalendar(HALF)
    budget = Budget()
    events: list[Event] = []
    for sheet in found:
        reader = _reader(sheet, zone)
        entries = (_entry(piece, sheet.cancels, reader) for piece in sheet.events)
        span = Span(since, until, reader.zones.default)
        for group in _by_uid((each for each in entries if each), reader.problems):
            if len(events) > MAX_EVENTS:
                break
            try:
                events += list(_shown(group, span, zone, budget, reader.problems))
            except Exception:  # noqa: BLE001 - one event must not take the feed with it
                reader.problems.append(Unread(group[0].uid, group[0].line, NOT_WORKED_OUT))
        problems += _named(reader.problems, sheet)
    events.sort(key=lambda each: (_instant(each.start, zone), each.title, each.uid, each.line))
    problems.sort(key=lambda each: each.line)
    if len(events) > MAX_EVENTS:
        what = f"the calendar holds more than {MAX_EVENTS} meetings: the rest is left out"
        problems.insert(0, Unread("", 1, what))
    return Calendar(
        tuple(events[:MAX_EVENTS]),
        tuple(problems[:MAX_PROBLEMS]),
        holds_events=any(sheet.events for sheet in found),
    )


def _entry(piece: Piece, cancels: bool, reader: Reader) -> Entry | None:
    try:
        return read_entry(piece, cancels, reader)
    except Exception:  # noqa: BLE001 - one event must not take the feed with it
        reader.problems.append(Unread(piece.uid, piece.line, NOT_WORKED_OUT))
        return None


def _reader(sheet: Sheet, zone: ZoneInfo) -> Reader:
    zones = Zones(zone, sheet.zones)
    default = zones.named(sheet.zone.value.strip()) if sheet.zone else None
    zones.default = default or zone
    reader = Reader(zones)
    if sheet.zone and not default:
        what = (
            f'the calendar\'s time zone "{echo(sheet.zone.value)}" (X-WR-TIMEZONE) is one that '
            f"nobody knows: hours without a zone of their own are taken to be in {zone}"
        )
        reader.problems.append(Unread("", sheet.zone.number, what))
    return reader


def _named(problems: list[Unread], sheet: Sheet) -> Iterator[Unread]:
    """Yield the problems with the title of the event that each is in: nobody knows a UID."""
    first_lines = [piece.line for piece in sheet.events]  # in the order of the file
    for problem in problems:
        at = bisect_right(first_lines, problem.line) - 1
        told = at >= 0 and problem.what != PRIVATE
        title = title_of(sheet.events[at]) if told else ""
        yield replace(problem, what=f'"{echo(title)}": {problem.what}') if title else problem


def _by_uid(entries: Iterable[Entry], problems: list[Unread]) -> Iterator[list[Entry]]:
    """Yield the entries that belong together, the series first, without the outdated ones."""
    cores: dict[str, list[Entry]] = {}
    changes: dict[str, dict[tuple[datetime, bool], Entry]] = {}
    for at, entry in enumerate(entries):
        uid = entry.uid or f"\n{at}"  # an event without a UID is one by itself
        if entry.instead_of:
            key = (entry.instead_of.wall_in(UTC), entry.instead_of.whole_day)
            kept = changes.setdefault(uid, {})
            if key not in kept or _age(kept[key]) <= _age(entry):
                kept[key] = entry
        else:
            cores.setdefault(uid, []).append(entry)
    for uid in dict.fromkeys((*cores, *changes)):
        now = _newest(cores[uid], problems) if uid in cores else []
        yield [*now[:1], *changes.get(uid, {}).values()]
        yield from ([each] for each in now[1:])


def _age(entry: Entry) -> tuple[int, str, int]:
    return entry.sequence, entry.stamp, entry.line


def _newest(same: list[Entry], problems: list[Unread]) -> list[Entry]:
    if len(same) == 1:
        return same
    last = max(each.sequence for each in same)
    kept: dict[tuple[datetime, str], Entry] = {}
    for each in sorted(same, key=_age):
        if each.sequence == last:
            kept[(each.start.wall_in(UTC), without_cancelled(each.title))] = each
    if len(kept) > 1:
        what = f"{len(kept)} different events have this UID: all of them are listed, \
each as a meeting of its own"
        problems.append(Unread(same[0].uid, same[0].line, what))
    return sorted(kept.values(), key=lambda each: (not each.repeats, each.line))


def _shown(
    group: list[Entry], span: Span, zone: ZoneInfo, budget: Budget, problems: list[Unread]
) -> Iterator[Event]:
    first = group[0]
    for each in group:
        if not (each.title or first.title or each.hidden):
            problems.append(Unread(each.uid, each.line, "it has no title: it is not listed"))
    repeats = first.repeats or first.instead_of is not None
    hours: set[tuple[time, int]] = set()
    for found in held(group, span, budget, problems):
        title = found.entry.title or first.title
        when = _when(found, zone)
        if not title or found.entry.hidden or not when.is_asked_for(span):
            continue
        if isinstance(when.start, datetime) and found.entry.rules and found.zone is UTC:
            hours.add((when.start.time(), found.entry.line))
        yield _event(found.entry, title, when, repeats or found.entry is not first)
    if len({line for _, line in hours}) < len(hours) and not _in_one_hour(first):
        what = "it repeats by universal time (UTC), so that its hour here changes with the clocks: \
compare it with the calendar itself"
        problems.append(Unread(first.uid, first.line, what))


def _in_one_hour(entry: Entry) -> bool:
    return any("byhour" in rule.lists or "byminute" in rule.lists for rule in entry.rules)


@dataclass(frozen=True, slots=True)
class _When:
    """When a meeting is, in the zone that was asked for."""

    start: datetime | date
    end: datetime | date | None
    was: datetime | date | None
    zone: ZoneInfo

    def is_asked_for(self, span: Span) -> bool:
        """Whether it, or the time at which it had stood, lies in the stretch of time."""
        start = _instant(self.start, self.zone)
        over = _instant(self.start if self.end is None else self.end, self.zone)
        if not isinstance(self.start, datetime):
            over += DAY
        is_on = start < span.before and (over > span.since or start >= span.since)
        return is_on or (
            self.was is not None and span.since <= _instant(self.was, self.zone) < span.before
        )


def _when(found: Held, zone: ZoneInfo) -> _When:
    start = _here(found.start, found.zone, zone)
    was = None if found.was is None else _here(found.was, found.zone, zone)
    if not isinstance(start, datetime):
        return _When(start, start + max(found.length or DAY, DAY) - DAY, was, zone)
    if not found.length:
        return _When(start, None, was, zone)
    end = _here(found.start + found.length, found.zone, zone)
    if found.entry.exact == found.length or _instant(end, zone) <= _instant(start, zone):
        # Across a change of the clocks.
        end = (start.astimezone(UTC) + found.length).astimezone(zone)
    return _When(start, end, was, zone)


def _event(entry: Entry, title: str, when: _When, series: bool) -> Event:
    place, link, said = entry.words()
    return Event(
        title=title,
        start=when.start,
        end=when.end,
        status="cancelled" if entry.cancelled else "confirmed",
        uid=entry.uid,
        moved_from=when.was,
        location=place,
        link=link,
        description=said,
        line=entry.line,
        series=series,
    )


def _here(wall: datetime | date, from_: tzinfo, zone: ZoneInfo) -> datetime | date:
    if isinstance(wall, datetime):
        return aware(wall, from_).astimezone(zone)
    return wall


def _instant(moment: datetime | date, zone: ZoneInfo) -> datetime:
    if isinstance(moment, datetime):
        return moment.astimezone(UTC)
    return datetime.combine(moment, MIDNIGHT, zone).astimezone(UTC)
