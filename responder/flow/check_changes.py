"""Check what is said of a meeting beyond its day and hour: changes of it, and how to join it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from responder.flow.model import Meeting, Move
from responder.flow.parts import Parts
from responder.flow.place import Path
from responder.flow.problem import Problem

_PHONE = re.compile(r"(?:\+?1[-. ]?)?(?:\(\d{3}\) ?|\d{3}[-. ]?)\d{3}[-. ]?\d{4}")
_ID = re.compile(r"\d(?:[ -]?\d){2,14}")
# What the makers of web meetings allow; a text carries these letters as they are.
_PASSCODE = re.compile(r"[A-Za-z0-9@*_-]{1,16}")


def change_problems(parts: Parts, path: Path, meeting: Meeting) -> Iterator[Problem]:
    """Yield what is wrong with days that are cancelled or moved."""
    yield from _wrong_kind(parts, path, meeting)
    if meeting.repeats is not None:
        yield from _twice(parts, path, meeting)
    for number, move in enumerate(meeting.moves):
        yield from _move(parts, (*path, "moves", number), meeting, move)
    if meeting.moved_from is not None and meeting.moved_from == meeting.starts:
        yield _nowhere(parts, (*path, "moved_from"), meeting)


def join_problems(parts: Parts, path: Path, meeting: Meeting) -> Iterator[Problem]:
    """Yield what of the ways to join cannot be dialled or keyed in as it stands."""
    if meeting.join is None:
        return
    wanted = {
        "phone": (_PHONE, "ten digits, such as 860-555-0142"),
        "id": (_ID, "the digits alone, such as 123 456 7890"),
        "passcode": (_PASSCODE, "letters, digits and @ * _ - only, without spaces"),
    }
    for name, (form, written) in wanted.items():
        value = getattr(meeting.join, name)
        if value is not None and not form.fullmatch(value):
            yield parts.places.problem(
                "join-unreadable",
                (*path, "join", name),
                f'{name} of meeting "{meeting.title.en}" cannot be read out as it stands',
                "people would call or type something else, and miss the meeting",
                f"write {written}; put other words into how:",
            )


def exceptions(meeting: Meeting) -> Iterator[tuple[Path, date]]:
    """Yield each day of a series that is skipped, cancelled or moved, with its place."""
    for name in ("skips", "cancels"):
        for number, day in enumerate(getattr(meeting, name)):
            yield (name, number), day
    for number, move in enumerate(meeting.moves):
        yield ("moves", number, "day"), move.day


def _wrong_kind(parts: Parts, path: Path, meeting: Meeting) -> Iterator[Problem]:
    name = f'meeting "{meeting.title.en}"'
    if meeting.repeats is not None:
        for key, stands in (("cancelled", meeting.cancelled), ("moved_from", meeting.moved_from)):
            if stands:
                days = "cancels" if key == "cancelled" else "moves"
                yield parts.places.problem(
                    "single-only",
                    (*path, key),
                    f'{name} repeats, and "{key}" does not say which day of it is meant',
                    "people would stay away from meetings that are held, or come for nothing",
                    f'put the day into "{days}"; to end it for good, write "last"',
                    key=True,
                )
        return
    for key in ("skips", "cancels", "moves"):
        if getattr(meeting, key):
            fix = 'write "cancelled: true"'
            if key == "moves":
                fix = 'write the new time as starts and ends, and the old one as "moved_from"'
            yield parts.places.problem(
                "series-only",
                (*path, key),
                f'{name} is held once, and "{key}" is for days of a repeating meeting',
                "people would come to a meeting that is not held",
                fix,
                key=True,
            )


def _twice(parts: Parts, path: Path, meeting: Meeting) -> Iterator[Problem]:
    seen: dict[date, str] = {}
    for at, day in exceptions(meeting):
        if day in seen:
            yield parts.places.problem(
                "day-twice",
                (*path, *at),
                f'{day.isoformat()} stands in "{seen[day]}" already',
                "people could not be told which of the two is true",
                "keep it in one place: skips, cancels or moves",
            )
        seen.setdefault(day, str(at[0]))


def _move(parts: Parts, path: Path, meeting: Meeting, move: Move) -> Iterator[Problem]:
    if move.ends is not None and move.ends <= move.to:
        yield parts.places.problem(
            "ends-before-start",
            (*path, "ends"),
            f'meeting "{meeting.title.en}" ends before it begins',
            "people would be told of hours that cannot be",
            'let "ends" be later than "to"',
        )
    if meeting.from_ is not None and move.to == datetime.combine(move.day, meeting.from_):
        yield _nowhere(parts, (*path, "to"), meeting)


def _nowhere(parts: Parts, at: Path, meeting: Meeting) -> Problem:
    return parts.places.problem(
        "moved-nowhere",
        at,
        f'meeting "{meeting.title.en}" is moved to the very time it had',
        "people would look for a change where there is none",
        "write the other time, or remove it",
    )
