"""A calendar's lines into its events and time zones, each by itself: one bad one harms no other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from responder.calendars.event import Unread
from responder.calendars.lines import Line

MAX_ECHO = 40  # letters of a calendar's own that are repeated to staff

# What is read of an event. All else (attendees, alarms, attachments) is left where it is.
TEXTS = ("SUMMARY", "LOCATION", "DESCRIPTION", "X-ALT-DESC")
LINKS = (
    "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL",
    "X-MICROSOFT-ONLINEMEETINGCONFLINK", "CONFERENCE", "URL",
)  # fmt: skip
DATES = ("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE")
_READ = frozenset(
    (*TEXTS, *LINKS, *DATES, "UID", "DURATION", "RRULE", "EXRULE", "STATUS", "SEQUENCE", "DTSTAMP",
     "LAST-MODIFIED", "CLASS", "X-MICROSOFT-CDO-ALLDAYEVENT")
)  # fmt: skip
_OF_CALENDAR = frozenset(("X-WR-TIMEZONE", "METHOD"))
_HEAD = re.compile(r"([^:;]+)((?:;(?:\"[^\"]*\"|[^\":;])*)*):(.*)", re.DOTALL)
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
    events: list[Piece] = field(default_factory=list)
    zones: list[Piece] = field(default_factory=list)


def sheets(lines: Iterable[Line], problems: list[Unread]) -> list[Sheet]:
    """Return the calendars of a file; what of them has no end is added to `problems`."""
    found: list[Sheet] = []
    open_: list[tuple[str, Piece]] = []  # what stands open, outermost first
    for line in lines:
        name, value = _begin_or_end(line.text)
        if name == "BEGIN":
            if value == "VCALENDAR":
                _unended(open_, problems)
                found.append(Sheet())
                open_ = []
            elif value in ("VEVENT", "VTIMEZONE"):
                _unended(open_, problems)
                found = found or [Sheet()]
                open_ = [(value, Piece(line.number, lines=[line.text]))]
            else:
                open_.append((value, open_[0][1] if open_ else Piece(line.number)))
                _kept_whole(open_, line)
        elif name == "END":
            _kept_whole(open_, line)
            if value == "VCALENDAR":
                _unended(open_, problems)
                open_ = []
            elif open_ and value == open_[0][0]:
                _closed(found[-1] if found else Sheet(), *open_[0])
                open_ = []
            elif open_ and value == open_[-1][0]:
                open_.pop()
        elif open_ and open_[0][0] == "VTIMEZONE":
            _kept_whole(open_, line)
            if len(open_) == 1:
                _taken(open_[0][1].properties, line, ("TZID", "X-LIC-LOCATION"))
        elif len(open_) == 1:
            _taken(open_[0][1].properties, line, _READ)
        elif not open_ and found:
            _of_calendar(found[-1], line)
    return found


def echo(words: str, letters: int = MAX_ECHO) -> str:
    """Return the beginning of `words` on one line, without what a terminal would act on."""
    shown = "".join(each if each.isprintable() else " " for each in words[: letters * 4])
    folded = " ".join(shown.split())
    return folded if len(folded) <= letters else folded[: letters - 1] + "…"


def _begin_or_end(text: str) -> tuple[str, str]:
    if not text[:5].upper().startswith(("BEGIN", "END")):
        return "", ""
    name, _, value = text.partition(":")
    return name.strip().upper(), value.strip().upper()


def _kept_whole(open_: list[tuple[str, Piece]], line: Line) -> None:
    if open_ and open_[0][0] == "VTIMEZONE":
        open_[0][1].lines.append(line.text)


def _closed(sheet: Sheet, kind: str, piece: Piece) -> None:
    (sheet.events if kind == "VEVENT" else sheet.zones).append(piece)


def _unended(open_: list[tuple[str, Piece]], problems: list[Unread]) -> None:
    if open_ and open_[0][0] == "VEVENT":
        piece = open_[0][1]
        what = "the event has no end (no END:VEVENT), so some of it may be lost: it is not listed"
        problems.append(Unread(piece.uid, piece.line, what))


def _of_calendar(sheet: Sheet, line: Line) -> None:
    into: dict[str, list[Property]] = {}
    _taken(into, line, _OF_CALENDAR)
    for name, (found,) in into.items():
        if name == "METHOD":
            sheet.cancels = found.value.strip().upper() == "CANCEL"
        else:
            sheet.zone = found


def _taken(into: dict[str, list[Property]], line: Line, names: Iterable[str]) -> None:
    end = min((at for at in (line.text.find(":"), line.text.find(";")) if at >= 0), default=0)
    name = line.text[:end].strip().upper()
    if name not in names:
        return
    found = _HEAD.match(line.text) or _HEAD.match(line.text.replace('"', ""))
    if not found:
        return
    parameters, value = found[2], found[3]
    if name in DATES and (":" in value):
        late = _DATE_AT_END.fullmatch(value)
        if late:
            parameters, value = f"{parameters}:{late[1]}", late[2]
    read = {each[1].upper(): each[2].strip().strip('"').strip()
            for each in _PARAMETER.finditer(parameters)}  # fmt: skip
    into.setdefault(name, []).append(Property(line.number, read, value))
