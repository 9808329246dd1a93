"""The time zone that a name in a calendar means.

Programs write an IANA name, the name Windows has for it, either with something in front, a name of
their own with its rules beside it (VTIMEZONE), or a name that nobody knows. The rules are used for
names of a program's own only: for a known zone the IANA ones are kept up to date, the others not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from itertools import chain
from zoneinfo import ZoneInfo, available_timezones

from icalendar import Timezone
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from responder.calendars.pieces import MAX_ZONE_LINES, Piece

MAX_NAMES = 500  # of zones that are looked up in one calendar
MAX_OWN_ZONES = 50  # of one calendar, worked out by the rules beside them

_DISPLAYED = re.compile(
    r"\(?(?:UTC|GMT)(?:\s*[+-]\s*\d{1,2}[:.]?\d{2})?\)?[\s-]+(.+)", re.IGNORECASE
)
_OFFSET = re.compile(
    r"\(?(?:UTC|GMT)?\s*([+-])\s*(\d{1,2})(?:[:.]?(\d{2}))?\)?", re.IGNORECASE | re.ASCII
)
# How people in the United States name their own zones. EST is an IANA name too, of a place that
# has no summer time: nobody in Connecticut means that.
_IN_WORDS = {
    "eastern": "America/New_York", "est": "America/New_York", "edt": "America/New_York",
    "et": "America/New_York", "central": "America/Chicago", "cst": "America/Chicago",
    "cdt": "America/Chicago", "ct": "America/Chicago", "mountain": "America/Denver",
    "mst": "America/Denver", "mdt": "America/Denver", "mt": "America/Denver",
    "arizona": "America/Phoenix", "pacific": "America/Los_Angeles", "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles", "pt": "America/Los_Angeles", "alaska": "America/Anchorage",
    "hawaii": "Pacific/Honolulu", "atlantic": "America/Halifax", "z": "UTC", "utc": "UTC",
    "gmt": "UTC", "coordinated universal": "UTC", "zulu": "UTC",
}  # fmt: skip
_OF_THE_MACHINE = {"localtime", "posixrules", "Factory"}  # files beside the zones, of no place
_WINDOWS = {windows.casefold(): name for windows, name in WINDOWS_TO_OLSON.items()}
# What a program's own rules may look like, so that working them out always ends: once a year, on
# the nth or last weekday or on days that each month has (dateutil seeks up to the year 9999).
_YEARLY = re.compile(
    r"FREQ=YEARLY(?:;INTERVAL=1|;BYMONTH=(?:[1-9]|1[0-2])|;BYDAY=(?:[+-]?[1-4]|-5)?[A-Z]{2}"
    r"|;BYMONTHDAY=(?:[1-9]|1\d|2[0-8])(?:,(?:[1-9]|1\d|2[0-8]))*|;WKST=[A-Z]{2}"
    r"|;UNTIL=\d{8}(?:T\d{6}Z?)?)*;?",
    re.IGNORECASE | re.ASCII,
)
_EACH_WEEK = re.compile(r"BYDAY=[A-Z]{2}", re.IGNORECASE)


@dataclass
class Zones:
    """The zones of one calendar: its own rules, and the one for hours without a zone."""

    default: tzinfo
    own: Iterable[Piece] = ()
    _known: dict[str, tzinfo | None] = field(default_factory=dict)
    _own: dict[str, Piece] = field(default_factory=dict)
    _built: int = 0

    def named(self, name: str) -> tzinfo | None:
        """Return the zone that `name` means in this calendar; None where nobody can tell."""
        if name not in self._known:
            if len(self._known) >= MAX_NAMES:
                return None
            self._known[name] = known(name) or self._by_its_rules(name)
        return self._known[name]

    def _by_its_rules(self, name: str) -> tzinfo | None:
        if not self._own:
            for each in self.own:
                mine = each.first("TZID")
                self._own.setdefault(mine.value.strip().strip('"') if mine else "", each)
        piece = self._own.get(name)
        if piece is None or self._built >= MAX_OWN_ZONES:
            return None
        self._built += 1
        place = piece.first("X-LIC-LOCATION")
        return (known(place.value) if place else None) or _from_rules(piece)


@lru_cache(maxsize=512)
def known(name: str) -> tzinfo | None:
    """Return the zone of an IANA or Windows name, however it is dressed; None for any other."""
    bare = name.strip().strip('"').strip()
    if len(bare) > 200:
        return None
    worded = _DISPLAYED.fullmatch(bare)
    parts = bare.strip("/").split("/")
    # At most three parts: America/Argentina/Buenos_Aires.
    tails = ("/".join(parts[at:]) for at in range(max(1, len(parts) - 3), len(parts)))
    for each in chain([bare, bare.strip("/")], tails, [worded[1]] if worded else []):
        found = _plainly(each)
        if found:
            return ZoneInfo(found)
    cities = worded[1].split(",") if worded else ()
    city = next((found for each in cities if (found := _of_city(each))), None)
    return ZoneInfo(city) if city else _by_offset(bare)


def _plainly(name: str) -> str | None:
    folded = name.casefold().strip()
    in_words = re.sub(r"\s*\(.*$|\s+(?:standard|daylight)?\s*time\b", "", folded).strip()
    in_words = re.sub(r"^(?:us|u\.s\.|usa)[ /]", "", in_words)
    return (
        _IN_WORDS.get(folded)
        or _iana().get(folded)
        or _iana().get(folded.replace(" ", "_"))
        or _iana().get(folded.replace("-", "/", 1))
        or _WINDOWS.get(folded)
        or _IN_WORDS.get(in_words)
    )


def _by_offset(name: str) -> tzinfo | None:
    found = _OFFSET.fullmatch(name)
    if not found:
        return None
    east = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(-east if found[1] == "-" else east) if east < timedelta(days=1) else None


def _of_city(city: str) -> str | None:
    return _cities().get(city.strip().casefold().replace(" ", "_"))


@lru_cache(maxsize=1)
def _cities() -> dict[str, str]:
    return {folded.rpartition("/")[2]: name for folded, name in _iana().items() if "/" in folded}


@lru_cache(maxsize=1)
def _iana() -> dict[str, str]:
    return {name.casefold(): name for name in sorted(available_timezones() - _OF_THE_MACHINE)}


def _is_once_a_year(rule: str) -> bool:
    weekly = _EACH_WEEK.search(rule) and "BYMONTHDAY" not in rule.upper()
    return bool(_YEARLY.fullmatch(rule)) and not weekly


def _from_rules(piece: Piece) -> tzinfo | None:
    if len(piece.lines) > MAX_ZONE_LINES:
        return None
    rules = (line.partition(":")[2].strip() for line in piece.lines
             if line[:5].upper() == "RRULE")  # fmt: skip
    if not all(_is_once_a_year(rule) for rule in rules):
        return None
    # X- lines trip the reader of python-dateutil that icalendar uses.
    text = "\r\n".join(line for line in piece.lines if line[:2].upper() != "X-")
    try:
        component = Timezone.from_ical(text + "\r\n")
        zone: tzinfo = component.to_tz(lookup_tzid=False)  # type: ignore[attr-defined]
        datetime(2027, 1, 1, tzinfo=UTC).astimezone(zone)
        datetime(2027, 7, 1, tzinfo=zone).utcoffset()
    except Exception:  # noqa: BLE001 - a zone that cannot be built is one that nobody knows
        return None
    return zone
