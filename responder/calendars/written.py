"""The file of what was pulled, as staff read it and as a diff of it shows what changed.

Its order hangs on nothing but titles and days. Every word that came from outside stands in double
quotes, as JSON writes it, which is YAML as well: no such word can ever be read as anything else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from responder.flow.feeds import Pulled, PulledDate, PulledMeeting
from responder.flow.words import Words

_HEAD = """\
# yaml-language-server: $schema=../responder/flow/schema.json
# Made by `responder meetings pull` from the calendars in feeds: (meetings.yaml). Do not edit it:
# the next run writes it anew. What is wrong is put right in the calendar, or at its feed.
# Hours are Connecticut's. A day without an hour is a whole day, and "ends" then the last one.
"""


@dataclass(frozen=True)
class Written:
    """The text of the file, and where each meeting stands: feed, number, first and last line."""

    text: str
    places: tuple[tuple[str, int, int, int], ...]

    def meeting_at(self, line: int) -> tuple[str, int] | None:
        """Return the feed and the number of the meeting that stands at `line`, from 1."""
        for name, number, first, last in self.places:
            if first <= line <= last:
                return name, number
        return None


def written(pulled: Mapping[str, Pulled]) -> Written:
    """Return the file that holds `pulled`."""
    lines = _HEAD.splitlines()
    places: list[tuple[str, int, int, int]] = []
    lines.append("pulled:" if pulled else "pulled: {}")
    for name, each in pulled.items():
        lines.append(f"  {name}:")
        lines += _state(each)
        if each.left_out:
            lines.append("    left_out:")
        for fault in each.left_out:
            told = {"line": fault.line, "uid": fault.uid, "what": fault.what}
            lines += _item(
                [f"{key}: {_quoted(value)}" for key, value in told.items() if value], "      "
            )
        if each.meetings:
            lines.append("    meetings:")
        for number, meeting in enumerate(each.meetings):
            first = len(lines) + 1
            lines += _item(list(_meeting(meeting)), "      ")
            places.append((name, number, first, len(lines)))
    return Written("\n".join([*lines, ""]), tuple(places))


def _state(pulled: Pulled) -> Iterator[str]:
    told = {
        "address": _quoted(pulled.address),
        "read_at": _moment(pulled.read_at),
        "whole_at": _moment(pulled.whole_at),
        "etag": _quoted(pulled.etag),
        "modified": _quoted(pulled.modified),
        "taken_by": _quoted(pulled.taken_by),
        "failed_since": _moment(pulled.failed_since),
        "failed": _quoted(pulled.failed),
    }
    for key, value in told.items():
        if value:
            yield f"    {key}: {value}"


def _meeting(meeting: PulledMeeting) -> Iterator[str]:
    yield from _words("title", meeting.title)
    yield f"uid: {_quoted(meeting.uid)}"
    if meeting.place is not None:
        yield from _words("place", meeting.place)
    yield "dates:"
    for each in meeting.dates:
        yield from _item(list(_date(each)), "  ")


def _words(key: str, words: Words) -> Iterator[str]:
    if words.en == words.es:
        yield f"{key}: {_quoted(words.en)}"
        return
    yield f"{key}:"
    yield f"  en: {_quoted(words.en)}"
    yield f"  es: {_quoted(words.es)}"


def _date(day: PulledDate) -> Iterator[str]:
    yield f"starts: {_moment(day.starts)}"
    if day.ends is not None:
        yield f"ends: {_moment(day.ends)}"
    if day.cancelled:
        yield "cancelled: true"
    if day.moved_from is not None:
        yield f"moved_from: {_moment(day.moved_from)}"


def _item(lines: list[str], indent: str) -> list[str]:
    """Return `lines` as one item of a list."""
    return [f"{indent}{'- ' if at == 0 else '  '}{line}" for at, line in enumerate(lines)]


def _moment(moment: date | None) -> str:
    if moment is None:
        return ""
    return f"{moment:%Y-%m-%d %H:%M}" if isinstance(moment, datetime) else f"{moment:%Y-%m-%d}"


def _quoted(words: str | None) -> str:
    return json.dumps(words, ensure_ascii=False) if words else ""
