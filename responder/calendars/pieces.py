"""A calendar's lines into its events and time zones, each by itself: one bad one harms no other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from responder.calendars.event import Unread
from responder.calendars.lines import Line

MAX_ZONE_LINES = 2_000  # of one VTIMEZONE; real ones have at most a few hundred
MAX_PROPERTIES = 400_000  # of a file, about 200 MiB; 10,000 events of Google have 100,000
MAX_ECHO = 40  # letters of a calendar's own that are repeated to staff

# What is read of an event. All else (attendees, alarms, attachments) is left where it is.
TEXTS = ("SUMMARY", "LOCATION", "DESCRIPTION", "X-ALT-DESC")
LINKS = (
    "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL",
    "X-MICROSOFT-ONLINEMEETINGCONFLINK", "CONFERENCE", "URL",
)  # fmt: skip
DATES = ("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE")
_READ = {
    "VEVENT": frozenset(
        (*TEXTS, *LINKS, *DATES, "UID", "DURATION", "RRULE", "EXRULE", "STATUS", "SEQUENCE",
         "DTSTAMP", "LAST-MODIFIED", "CLASS", "X-MICROSOFT-CDO-ALLDAYEVENT")
    ),
    "VTIMEZONE": frozenset(("TZID", "X-LIC-LOCATION")),
}  # fmt: skip
_NO_PARAMETERS: dict[str, str] = {}
_SAID = -10  # of `left`: what is left out has been said
_OF_CALENDAR = frozenset(("X-WR-TIMEZONE", "METHOD"))
_HEAD = re.compile(r"([^:;]+)((?:;(?:\"[^\"]*\"|[^\":;])*)*):(.*)", re.DOTALL)
_NAME = re.compile(r"\s*([A-Z0-9-]*)")
_PARAMETER = re.compile(r";\s*([A-Za-z0-9-]+)\s*=\s*(\"[^\"]*\"|[^\";]*)")
# Outlook leaves the quotes out: DTSTART;TZID=(UTC-05:00) Eastern Time (US & Canada):20261208T180000
_DATE_AT_END = re.compile(r"(.*):(\d{8}(?:T\d{4,6}Z?)?)\s*", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Property:
    """One line of a component: its parameters by name in capitals, its value as written."""

    number: int
    parameters: dict[str, str]
    value: str


@dataclass(slots=True)
class Piece:
    """One VEVENT or VTIMEZONE: its first line, its properties, and the lines of a VTIMEZONE."""

    line: int
    properties: dict[str, list[Property]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def first(self, name: str) -> Property | None:
        """Return the first property of this name that says something."""
        return next((each for each in self.properties.get(name, ()) if each.value.strip()), None)

    @property
    def uid(self) -> str:
        """Return its UID, "" where it has none."""
        found = self.first("UID")
        return echo(found.value, 255) if found else ""


@dataclass(slots=True)
class Sheet:
    """One VCALENDAR of the file (most have one)."""

    zone: Property | None = None
    cancels: bool = False
    whole: bool = False  # its END has come
    events: list[Piece] = field(default_factory=list)
    zones: list[Piece] = field(default_factory=list)


def sheets(lines: Iterable[Line], problems: list[Unread]) -> list[Sheet]:
    """Return the calendars of a file; what of them has no end is added to `problems`."""
    reading = _Reading(problems)
    for line in lines:
        word, name = _begin_or_end(line.text)
        if word == "BEGIN":
            reading.begin(name, line)
        elif word == "END":
            reading.end(name, line)
        else:
            reading.take(line)
    return reading.found


@dataclass
class _Reading:
    """What is read so far, and which components stand open, the outermost first."""

    problems: list[Unread]
    found: list[Sheet] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    piece: Piece = field(default_factory=lambda: Piece(0))  # the outermost of those open
    left: int = MAX_PROPERTIES

    def begin(self, name: str, line: Line) -> None:
        """Open the component of this name."""
        if name in ("VCALENDAR", "VEVENT", "VTIMEZONE"):
            self._close_what_has_no_end()
        if name == "VCALENDAR":
            self.found.append(Sheet())
            return
        if not self.open:
            self.piece = Piece(line.number)
        self.open.append(name)
        self._keep(line)

    def end(self, name: str, line: Line) -> None:
        """Close it; what stands open inside of it is closed with it."""
        self._keep(line)
        if name == "VCALENDAR":
            self._close_what_has_no_end()
            if self.found:
                self.found[-1].whole = True
        elif name in self.open[:1]:
            self.found = self.found or [Sheet()]
            if self._is_full(line):
                pass
            elif name == "VEVENT":
                self.found[-1].events.append(self.piece)
            elif name == "VTIMEZONE":
                self.found[-1].zones.append(self.piece)
            self.open = []
        elif name in self.open[-1:]:
            self.open.pop()

    def take(self, line: Line) -> None:
        """Take a property of what stands open; an alarm's and other inner ones are left."""
        self._keep(line)
        if not self.open and self.found:
            _of_calendar(self.found[-1], line)
        elif len(self.open) == 1 and self.open[0] in _READ and self.left >= 0:
            self.left -= _taken(self.piece.properties, line, _READ[self.open[0]])

    def _is_full(self, line: Line) -> bool:
        if self.left > 0:
            self.left -= 1  # an event that says nothing has its place too
            return False
        if self.left > _SAID:
            what = "the calendar is larger than can be read: what comes after this is left out"
            self.problems.append(Unread("", line.number, what))
            self.left = _SAID
        return True

    def _keep(self, line: Line) -> None:
        if self.open[:1] == ["VTIMEZONE"] and len(self.piece.lines) <= MAX_ZONE_LINES:
            self.piece.lines.append(line.text)

    def _close_what_has_no_end(self) -> None:
        if self.open[:1] == ["VEVENT"]:
            what = "it has no end (no END:VEVENT), so some of it may be lost: it is not listed"
            self.problems.append(Unread(self.piece.uid, self.piece.line, what))
        self.open = []


def echo(words: str, letters: int = MAX_ECHO) -> str:
    """Return the beginning of `words` on one line, without what a terminal would act on."""
    shown = "".join(each if each.isprintable() else " " for each in words[: letters * 4])
    folded = " ".join(shown.split())
    return folded if len(folded) <= letters else folded[: letters - 1] + "…"


def _begin_or_end(text: str) -> tuple[str, str]:
    if not text[:5].upper().startswith(("BEGIN", "END")):
        return "", ""
    name, _, value = text.partition(":")
    bare = _NAME.match(value.upper())
    return name.strip().upper(), bare[1] if bare else ""


def _of_calendar(sheet: Sheet, line: Line) -> None:
    into: dict[str, list[Property]] = {}
    _taken(into, line, _OF_CALENDAR)
    for name, (found,) in into.items():
        if name == "METHOD":
            sheet.cancels = found.value.strip().upper() == "CANCEL"
        else:
            sheet.zone = found


def _taken(into: dict[str, list[Property]], line: Line, names: Iterable[str]) -> bool:
    end = min((at for at in (line.text.find(":"), line.text.find(";")) if at >= 0), default=0)
    name = line.text[:end].strip().upper()
    if name not in names:
        return False
    found = _HEAD.match(line.text) or _HEAD.match(line.text.replace('"', ""))
    if not found:
        return False
    parameters, value = found[2], found[3]
    if name in DATES and (":" in value):
        late = _DATE_AT_END.fullmatch(value)
        if late:
            parameters, value = f"{parameters}:{late[1]}", late[2]
    read = _NO_PARAMETERS
    if parameters:
        read = {each[1].upper(): each[2].strip().strip('"').strip()
                for each in _PARAMETER.finditer(parameters)}  # fmt: skip
    into.setdefault(name, []).append(Property(line.number, read, value))
    return True
