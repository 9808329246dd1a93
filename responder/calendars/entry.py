"""One VEVENT, read: when it is, how it repeats, and whether it is off.

What cannot be read of it is noted for staff. A start that cannot be read leaves the event out; an
end, a repeat or a skipped day that cannot be read costs that alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from responder.calendars.cancelled import says_cancelled
from responder.calendars.event import Unread
from responder.calendars.links import is_a_link_alone, link_of
from responder.calendars.moments import (
    MIDNIGHT,
    Moment,
    Reader,
    UnreadableError,
    aware,
    duration,
)  # fmt: skip
from responder.calendars.pieces import Piece, Property
from responder.calendars.plain import MAX_DESCRIPTION, MAX_LOCATION, MAX_TITLE, plain
from responder.calendars.rule import Rule, read_rule

PRIVATE = "it is marked private in the calendar: it is not listed"
DAY = timedelta(days=1)
LONGEST = timedelta(days=3660)  # ten years; an end or a move beyond that is a slip
_ONWARDS = "THISANDFUTURE"
_OFF = ("CANCELLED", "CANCELED")


@dataclass
class Entry:
    """One event of a calendar, as far as it could be read."""

    piece: Piece
    uid: str
    start: Moment
    instead_of: Moment | None  # RECURRENCE-ID
    hidden: bool  # it is not to be listed, nor what it stands instead of
    and_later: bool = False  # RANGE=THISANDFUTURE
    is_stub: bool = False  # it only says that one occurrence is off
    sequence: int = 0
    stamp: str = ""
    title: str = ""
    cancelled: bool = False
    length: timedelta | None = None  # on the clocks; of days at least one; None: no end is known
    exact: timedelta | None = None  # a DURATION of hours, the same also when the clocks change
    rules: list[Rule] = field(default_factory=list)
    exceptions: list[Rule] = field(default_factory=list)
    also: list[tuple[Moment, timedelta | None]] = field(default_factory=list)  # RDATE
    skipped: list[Moment] = field(default_factory=list)  # EXDATE
    _words: tuple[str, str, str] | None = None

    @property
    def line(self) -> int:
        """Return the first line of it in the file."""
        return self.piece.line

    @property
    def repeats(self) -> bool:
        """Whether it is on more than one day."""
        return bool(self.rules or self.also)

    def words(self) -> tuple[str, str, str]:
        """Return its place, link and description, worked out when they are first asked for."""
        if self._words is None:
            place = _text(self.piece, "LOCATION", MAX_LOCATION)
            said = _text(self.piece, "DESCRIPTION", MAX_DESCRIPTION)
            link = link_of(self.piece)
            self._words = (
                "" if link and is_a_link_alone(place) else place,
                link,
                said or _text(self.piece, "X-ALT-DESC", MAX_DESCRIPTION),
            )
        return self._words


def read_entry(piece: Piece, cancels: bool, reader: Reader) -> Entry | None:
    """Return the event of a VEVENT; None where it cannot be listed, which is then noted.

    What stands instead of one day of a series and cannot be listed is hidden: at the old time
    people would come for nothing.
    """
    uid, instead_of = piece.uid, None
    try:
        instead_of = _instead_of(piece, uid, reader)
        start = _start(piece, uid, reader) or instead_of
        if not start:
            raise UnreadableError("it has no start (DTSTART): it is not listed", piece.line)
        if instead_of and abs(start.wall - instead_of.wall) > LONGEST:
            raise UnreadableError("it is moved by more than ten years", piece.line)
        _refuse_what_is_private(piece)
    except UnreadableError as fault:
        what = fault.what if "not listed" in fault.what else f"{fault.what}: it is not listed"
        reader.problems.append(Unread(uid, fault.line, what))
        return _entry(piece, uid, instead_of, instead_of, hidden=True) if instead_of else None
    entry = _entry(piece, uid, start, instead_of)
    entry.title = title_of(piece)
    off = _value(piece, "STATUS").upper() in _OFF
    entry.cancelled = cancels or off or says_cancelled(entry.title)
    _take_end(entry, reader)
    _take_repeats(entry, reader)
    return entry


def _entry(
    piece: Piece, uid: str, start: Moment, instead_of: Moment | None, *, hidden: bool = False
) -> Entry:
    later = piece.first("RECURRENCE-ID")
    return Entry(
        piece,
        uid,
        start,
        instead_of,
        hidden=hidden,
        and_later=later is not None and later.parameters.get("RANGE", "").upper() == _ONWARDS,
        is_stub="DTSTART" not in piece.properties,
        sequence=_sequence(piece),
        stamp=_value(piece, "LAST-MODIFIED") or _value(piece, "DTSTAMP"),
    )


def _refuse_what_is_private(piece: Piece) -> None:
    visible = piece.first("CLASS")
    if visible and visible.value.strip().upper() in ("PRIVATE", "CONFIDENTIAL"):
        raise UnreadableError(PRIVATE, visible.number)


def title_of(piece: Piece) -> str:
    """Return the title of a VEVENT in plain words, "" where it has none."""
    return _text(piece, "SUMMARY", MAX_TITLE)


def _start(piece: Piece, uid: str, reader: Reader) -> Moment | None:
    found = piece.first("DTSTART")
    if not found:
        if "DTSTART" in piece.properties:
            raise UnreadableError(
                "its start (DTSTART) is empty", piece.properties["DTSTART"][0].number
            )
        return None
    start = reader.moment(found, uid, "its start (DTSTART)")
    flag = piece.first("X-MICROSOFT-CDO-ALLDAYEVENT")
    if flag and flag.value.strip().upper() == "TRUE" and start.wall.time() == MIDNIGHT:
        return Moment(start.wall, None)
    return start


def _instead_of(piece: Piece, uid: str, reader: Reader) -> Moment | None:
    found = piece.first("RECURRENCE-ID")
    return reader.moment(found, uid, "the day it replaces (RECURRENCE-ID)") if found else None


def _take_end(entry: Entry, reader: Reader) -> None:
    start = entry.start
    if start.whole_day:
        entry.length = DAY
    found = entry.piece.first("DTEND")
    lasts = entry.piece.first("DURATION")
    try:
        if found:
            _until_end(entry, reader.moment(found, entry.uid, "its end (DTEND)"), found)
        elif lasts:
            length = duration(lasts)
            if start.whole_day:
                entry.length = max(DAY, timedelta(days=-(-length // DAY)))
            elif length:
                entry.length = length
                entry.exact = length if length < DAY else None
        if entry.length and entry.length > LONGEST:
            entry.length = entry.exact = DAY if start.whole_day else None
            line = (found or lasts or Property(entry.line, {}, "")).number
            raise UnreadableError("it lasts longer than ten years", line)
    except UnreadableError as fault:
        what = f"{fault.what}: it is listed without an end"
        reader.problems.append(Unread(entry.uid, fault.line, what))


def _until_end(entry: Entry, end: Moment, found: Property) -> None:
    start = entry.start
    if start.zone is None:
        # The day on which it ends is the first one that it is not held; of an hour, the last.
        last = end.wall.date() - (DAY if end.wall.time() == MIDNIGHT else timedelta(0))
        days = (last - start.wall.date()).days + 1
        if days < 0:
            raise UnreadableError("it ends before it starts", found.number)
        entry.length = max(DAY, days * DAY)
        return
    wall = end.wall_in(start.zone)
    before = (
        aware(wall, start.zone) < aware(start.wall, start.zone) if end.zone else wall < start.wall
    )
    if before and not (end.whole_day and end.wall.date() == start.wall.date()):
        raise UnreadableError("it ends before it starts", found.number)
    # An event without a length ends when it starts: nobody knows when it is over.
    entry.length = wall - start.wall if wall > start.wall else None


def _take_repeats(entry: Entry, reader: Reader) -> None:
    uid, problems = entry.uid, reader.problems
    for name, rules in (("RRULE", entry.rules), ("EXRULE", entry.exceptions)):
        if entry.instead_of:
            break
        for found in entry.piece.properties.get(name, ()):
            if not found.value.strip():
                continue
            try:
                rules.append(read_rule(found, entry.start, reader, uid))
            except UnreadableError as fault:
                what = f"{fault.what}: only its first day is listed"
                problems.append(Unread(uid, fault.line, what))
    for words, found in _values(entry.piece, "EXDATE"):
        try:
            entry.skipped.append(_same_kind(reader.of(words, found, uid, "a skipped day (EXDATE)"),
                                            entry.start, words))  # fmt: skip
        except UnreadableError as fault:
            what = f"{fault.what}: a meeting may be listed that is not held"
            problems.append(Unread(uid, fault.line, what))
    for words, found in _values(entry.piece, "RDATE"):
        first, _, rest = words.partition("/")
        try:
            moment = reader.of(first, found, uid, "an added day (RDATE)")
            entry.also.append((moment, _length(rest, moment, found, reader, uid)))
        except UnreadableError as fault:
            problems.append(Unread(uid, fault.line, f"{fault.what}: that day is not listed"))


def _values(piece: Piece, name: str) -> Iterator[tuple[str, Property]]:
    for found in piece.properties.get(name, ()):
        for words in found.value.split(","):
            if words.strip():
                yield words.strip(), found


def _same_kind(skipped: Moment, start: Moment, words: str) -> Moment:
    # Of a meeting of whole days an hour is skipped with its day, and some programs skip an
    # evening's meeting by the midnight before it.
    at_midnight = skipped.wall.time() == MIDNIGHT and words[-1:] not in "Zz"
    if start.whole_day or (at_midnight and start.wall.time() != MIDNIGHT):
        return Moment(datetime.combine(skipped.wall.date(), MIDNIGHT), None)
    return skipped


def _length(
    words: str, start: Moment, found: Property, reader: Reader, uid: str
) -> timedelta | None:
    if not words or start.zone is None:
        return None
    if words[:1] in "Pp":
        return duration(replace(found, value=words)) or None
    end = reader.of(words, found, uid, "the end of an added day (RDATE)")
    length = end.wall_in(start.zone) - start.wall
    return length if length > timedelta(0) else None


def _sequence(piece: Piece) -> int:
    words = _value(piece, "SEQUENCE")
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else 0


def _value(piece: Piece, name: str) -> str:
    found = piece.first(name)
    return found.value.strip() if found else ""


def _text(piece: Piece, name: str, letters: int) -> str:
    found = piece.first(name)
    return plain(found.value, letters) if found else ""
