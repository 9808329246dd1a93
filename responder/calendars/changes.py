"""What a pull changes, in sentences: what staff read before they let people hear it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from responder.calendars.taken import begins, over_at, without_past
from responder.exchange import Language
from responder.flow.feeds import Pulled, PulledDate, PulledMeeting
from responder.wording import dates

_EN = Language.EN
NEW, MOVED, CANCELLED, HELD = "New", "Moved", "Cancelled", "Held after all"
RENAMED, HOURS, PLACE, GONE = "Renamed", "New hours", "New place", "No longer in the calendar"
_ORDER = (CANCELLED, MOVED, GONE, HELD, NEW, RENAMED, HOURS, PLACE)


@dataclass(frozen=True)
class _Known:
    meeting: PulledMeeting
    day: PulledDate


def changes(
    before: Mapping[str, Pulled], after: Mapping[str, Pulled], now: datetime
) -> dict[str, tuple[str, ...]]:
    """Return for each feed what changes for people, one sentence a meeting; none for most runs.

    What is over at `now` (on Connecticut's clock) is no change, and what only went over to another
    feed is none.
    """
    everywhere = {key for pulled in after.values() for key in _same(pulled)}
    found = {}
    for name in dict.fromkeys([*after, *before]):
        old, new = _known(before.get(name)), _known(after.get(name))
        told: dict[tuple[str, str, str], list[tuple[date, str]]] = defaultdict(list)
        for kind, known, words in _differing(old, new, now, everywhere):
            told[kind, known.meeting.uid, known.meeting.title.en].append((known.day.starts, words))
        found[name] = tuple(
            _sentence(kind, title, listed)
            for (kind, _, title), listed in sorted(
                told.items(), key=lambda each: (_ORDER.index(each[0][0]), begins(each[1][0][0]))
            )
        )
    return found


def no_meeting_changed(
    before: Mapping[str, Pulled], after: Mapping[str, Pulled], now: datetime
) -> bool:
    """Return whether people hear of the same meetings; what is over at `now` does not count."""
    return all(
        _ahead(before.get(name), now) == _ahead(after.get(name), now) for name in {*before, *after}
    )


def _ahead(pulled: Pulled | None, now: datetime) -> tuple[PulledMeeting, ...]:
    return without_past(pulled.meetings, now) if pulled else ()


def _differing(
    old: Mapping[tuple[str, date], _Known],
    new: Mapping[tuple[str, date], _Known],
    now: datetime,
    everywhere: set[tuple[str, date]],
) -> Iterator[tuple[str, _Known, str]]:
    moved_away = set()
    for key, known in new.items():
        uid, _ = key
        was = old.get(key)
        from_ = known.day.moved_from
        if from_ is not None:
            moved_away.add((uid, from_))
        if was is None and known.day.cancelled:
            yield CANCELLED, known, _when(known.day)
        elif was is None and from_ is not None:
            yield MOVED, known, f"from {_when_begins(from_)} to {_when(known.day)}"
        elif was is None:
            yield NEW, known, _when(known.day)
        else:
            yield from _altered(was, known)
    for key, known in old.items():
        gone = key not in new and key not in moved_away and over_at(known.day) > now
        if gone and (known.meeting.title.en, known.day.starts) not in everywhere:
            yield GONE, known, _when(known.day)


def _altered(was: _Known, known: _Known) -> Iterator[tuple[str, _Known, str]]:
    when = _when(known.day)
    if was.meeting.title != known.meeting.title:
        yield RENAMED, known, f'was "{was.meeting.title.en}", {when}'
    if was.day.cancelled != known.day.cancelled:
        yield (CANCELLED if known.day.cancelled else HELD), known, when
    if was.day.ends != known.day.ends:
        yield HOURS, known, f"{when} (was {_when(was.day)})"
    if was.meeting.place != known.meeting.place:
        place = known.meeting.place.en if known.meeting.place else "no place is given any more"
        yield PLACE, known, f"{when}: {place}"


def _sentence(kind: str, title: str, listed: list[tuple[date, str]]) -> str:
    (_, first), *more = sorted(listed, key=lambda each: begins(each[0]))
    if not more:
        return f"{kind}: {title}, {first}."
    last = _day(more[-1][0])
    days = "1 more day" if len(more) == 1 else f"{len(more)} more days"
    on = f"on {last}" if len(more) == 1 else f"until {last}"
    return f"{kind}: {title}, {first}; and {days} {on}."


def _when(day: PulledDate) -> str:
    if isinstance(day.starts, datetime):
        ends = day.ends if isinstance(day.ends, datetime) else None
        return f"{_day(day.starts)}, {dates.clock(day.starts, ends, _EN)}"
    if day.ends is not None and day.ends != day.starts:
        return f"{_day(day.starts)} to {_day(day.ends)}"
    return f"{_day(day.starts)}, all day"


def _when_begins(moment: date) -> str:
    if isinstance(moment, datetime):
        return f"{_day(moment)}, {dates.clock(moment, None, _EN)}"
    return _day(moment)


def _day(moment: date) -> str:
    return dates.day(moment, _EN, year=True)


def _known(pulled: Pulled | None) -> dict[tuple[str, date], _Known]:
    return {
        (meeting.uid, day.starts): _Known(meeting, day)
        for meeting in (pulled.meetings if pulled else ())
        for day in meeting.dates
    }


def _same(pulled: Pulled) -> Iterator[tuple[str, date]]:
    for meeting in pulled.meetings:
        for day in meeting.dates:
            yield meeting.title.en, day.starts
