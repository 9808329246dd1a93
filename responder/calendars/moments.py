"""The days and hours that a calendar's properties name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo

from icalendar import vDuration

from responder.calendars.event import Unread
from responder.calendars.pieces import Property, echo
from responder.calendars.zones import Zones

YEARS = range(1583, 9000)  # of the Gregorian calendar, and far enough from Python's last one
MIDNIGHT = time(0)

_WRITTEN = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)"
    r"(?:[T ]\s*(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d{1,9})?)?\s*(Z|[+-]\d\d:?\d\d)?)?",
    re.IGNORECASE | re.ASCII,
)
_DURATION = re.compile(
    r"[+-]?P(?=[\dT])(?:\d{1,4}W)?(?:\d{1,5}D)?"
    r"(?:T(?=\d)(?:\d{1,6}H)?(?:\d{1,7}M)?(?:\d{1,8}S)?)?",
    re.IGNORECASE | re.ASCII,
)


class UnreadableError(ValueError):
    """What cannot be read of an event, and in which line, in words for staff."""

    def __init__(self, what: str, line: int) -> None:
        super().__init__(what)
        self.what, self.line = what, line


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, or an hour as it stands on the clocks of a zone."""

    wall: datetime  # without a zone; midnight where it is a whole day
    zone: tzinfo | None  # None: a whole day

    @property
    def whole_day(self) -> bool:
        """Whether it is a day and not an hour of it."""
        return self.zone is None

    def wall_in(self, zone: tzinfo) -> datetime:
        """Return what the clocks of `zone` show then; midnight of a whole day stays so."""
        if self.zone is None or self.zone is zone:
            return self.wall
        return aware(self.wall, self.zone).astimezone(zone).replace(tzinfo=None, fold=0)


@dataclass
class Reader:
    """Reads the moments of one calendar, and notes what is not sure about them."""

    zones: Zones
    problems: list[Unread] = field(default_factory=list)
    _told: set[tuple[str, str]] = field(default_factory=set)

    def moment(self, found: Property, uid: str, said: str) -> Moment:
        """Return the moment that a property names; `said` is what it is called to staff.

        Raises:
            UnreadableError: where it names none.
        """
        return self.of(found.value, found, uid, said)

    def of(self, words: str, found: Property, uid: str, said: str) -> Moment:
        """Return the moment of one of a property's values, as `moment` does."""
        written = _WRITTEN.fullmatch(words.strip())
        if not written:
            what = f'{said} "{echo(words)}" is not a date or time'
            raise UnreadableError(f"{what}, such as 20261208T180000", found.number)
        year, month, day, hour, minute, second = (int(each or 0) for each in written.groups()[:6])
        try:
            on = datetime(year, month, day)  # noqa: DTZ001 - its zone comes below
            at = time(hour % 24, minute, min(second, 59))
        except ValueError:
            what = f'{said} "{echo(words)}" names a day or hour that does not exist'
            raise UnreadableError(what, found.number) from None
        if year not in YEARS or hour > 24:
            raise UnreadableError(f'{said} "{echo(words)}" cannot be right', found.number)
        is_date = found.parameters.get("VALUE", "").upper() == "DATE"
        if written[4] is None or (is_date and at == MIDNIGHT):  # an hour is kept where one is said
            return Moment(on, None)
        wall = datetime.combine(on, at) + timedelta(days=hour // 24)
        return Moment(wall, self._zone(written[7] or "", found, uid))

    def _zone(self, offset: str, found: Property, uid: str) -> tzinfo:
        if offset:
            return UTC if offset in "Zz" else timezone(_offset(offset))
        name = found.parameters.get("TZID", "")
        if not name:
            return self.zones.default
        zone = self.zones.named(name)
        if zone:
            return zone
        if (uid, name) not in self._told:
            self._told.add((uid, name))
            what = (
                f'its time zone "{echo(name)}" is one that nobody knows, so the hour is taken as '
                f"it is written, in {self.zones.default}: compare it with the calendar itself"
            )
            self.problems.append(Unread(uid, found.number, what))
        return self.zones.default


def aware(wall: datetime, zone: tzinfo) -> datetime:
    """Return the instant at which the clocks of `zone` show `wall`, in that zone.

    An hour that spring skips is the same span later; of one that autumn has twice, the first
    (RFC 5545, 3.3.5).
    """
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC).astimezone(zone)


def duration(found: Property) -> timedelta:
    """Return how long a DURATION is.

    Raises:
        UnreadableError: where it is none, or below nothing.
    """
    words = found.value.strip()
    if not _DURATION.fullmatch(words):
        what = f'its length "{echo(words)}" is not a duration, such as PT1H30M'
        raise UnreadableError(what, found.number)
    length: timedelta = vDuration.from_ical(words.upper())  # type: ignore[no-untyped-call] # its own
    if length < timedelta(0):
        raise UnreadableError("it ends before it starts", found.number)
    return length


def _offset(words: str) -> timedelta:
    minutes = min(int(words[1:3]) * 60 + int(words[-2:]), 23 * 60 + 59)
    return timedelta(minutes=-minutes if words[0] == "-" else minutes)
