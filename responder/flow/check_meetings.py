"""Check meetings and the times of notices: people act on what they are told about dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from responder.flow.check_changes import change_problems, exceptions, join_problems
from responder.flow.model import FromFeed, Meeting
from responder.flow.parts import Parts
from responder.flow.place import Path
from responder.flow.problem import PAST_MEETING, Problem
from responder.flow.shape import nearest
from responder.meetings.series import is_day_of, rule

ZONE = "America/New_York"  # the one time zone that `line.yaml` allows


def meeting_problems(parts: Parts, now: datetime | None) -> Iterator[Problem]:
    """Yield what is wrong with meetings and with the times of notices."""
    here = None if now is None else now.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)
    for name, feed in parts.feeds.items():
        yield from _group(parts, ("feeds", name), f'feed "{name}"', feed.group)
    for name, meeting in parts.meetings.items():
        path: Path = ("meetings", name)
        if isinstance(meeting, FromFeed):
            yield from _pulled_order(parts, path, meeting)
            continue
        yield from _group(parts, path, f'meeting "{meeting.title.en}"', meeting.group)
        yield from join_problems(parts, path, meeting)
        if problem := _when(parts, path, meeting):
            yield problem
            continue
        yield from _order(parts, path, meeting)
        yield from _repeats(parts, path, meeting)
        yield from change_problems(parts, path, meeting)
        if here and meeting.ends and meeting.ends <= here:
            yield parts.places.problem(
                PAST_MEETING,
                (*path, "ends"),
                f'meeting "{meeting.title.en}" ended on {day_in_words(meeting.ends)}',
                "the line tells of it no more, so people may believe that nothing is planned",
                f"put in the next date, or remove {parts.places.lines(path)}",
            )
    for number, notice in parts.notices.items():
        if notice.until <= notice.from_:
            yield parts.places.problem(
                "ends-before-start",
                ("notices", number, "until"),
                "this notice ends before it begins",
                "nobody would ever see it",
                'let "until" be later than "from"',
            )


def _group(parts: Parts, path: Path, named: str, group: str) -> Iterator[Problem]:
    if not parts.all_read or group in parts.page_ids:
        return
    close = nearest(group, parts.page_ids)
    yield parts.places.problem(
        "group-unknown",
        (*path, "group"),
        f'{named} belongs to "{group}", which is no page',
        "people who ask for that group would not be told of the meeting",
        f"write {close}" if close else "write the name of the page of the group that meets",
    )


def _when(parts: Parts, path: Path, meeting: Meeting) -> Problem | None:
    once = {"starts": meeting.starts, "ends": meeting.ends}
    again = {"repeats": meeting.repeats, "from": meeting.from_, "to": meeting.to}
    given = [key for key, value in {**once, **again}.items() if value is not None]
    if given in (list(once), list(again)):
        return None
    name = f'meeting "{meeting.title.en}"'
    both = any(key in once for key in given) and any(key in again for key in given)
    if not given:
        what = f"{name} has no time"
    elif both:
        what = f"{name} is given both as a single and as a repeating meeting"
    else:
        wanted = once if given[0] in once else again
        absent = " and ".join(f'"{key}"' for key in wanted if key not in given)
        what = f'{name} has "{given[0]}" but no {absent}'
    return parts.places.problem(
        "meeting-when",
        path,
        what,
        "people could not be told when to come",
        "write starts and ends for a single meeting, or repeats, from and to for a repeating one",
        key=True,
    )


def _order(parts: Parts, path: Path, meeting: Meeting) -> Iterator[Problem]:
    name = f'meeting "{meeting.title.en}"'
    pairs = (
        ("starts", meeting.starts, "ends", meeting.ends),
        ("from", meeting.from_, "to", meeting.to),
        ("first", meeting.first, "last", meeting.last),
    )
    for early, begins, late, stops in pairs:
        wrong = begins is not None and stops is not None and str(stops) < str(begins)
        if wrong or (late != "last" and begins is not None and stops == begins):
            yield parts.places.problem(
                "ends-before-start",
                (*path, late),
                f"{name} ends before it begins",
                "people would be told of hours that cannot be",
                f'let "{late}" be later than "{early}"',
            )


def _pulled_order(parts: Parts, path: Path, meeting: FromFeed) -> Iterator[Problem]:
    for number, each in enumerate(meeting.dates):
        if each.ends is None:
            continue
        alike = isinstance(each.starts, datetime) == isinstance(each.ends, datetime)
        if not alike or each.ends < each.starts:
            yield parts.places.problem(
                "ends-before-start",
                (*path, "dates", number, "ends"),
                f'meeting "{meeting.title.en}" ends before it begins',
                "people would be told of hours that cannot be",
                "run responder meetings pull, which writes this file anew",
            )


def _repeats(parts: Parts, path: Path, meeting: Meeting) -> Iterator[Problem]:
    if meeting.repeats is None:
        return
    try:
        days = rule(meeting.repeats)
    except ValueError as error:
        yield parts.places.problem(
            "unreadable-repeats",
            (*path, "repeats"),
            f'"{meeting.repeats}" does not say on which days the meeting is',
            "people would not be told of any of its days",
            str(error),  # says what can be written instead
        )
        return
    begun = meeting.first is None or days.falls_on(meeting.first)
    if meeting.first is not None and not begun:
        yield _no_day_of_it(parts, (*path, "first"), meeting.first, meeting.repeats)
    for at, day in exceptions(meeting):
        if not days.falls_on(day):
            yield _no_day_of_it(parts, (*path, *at), day, meeting.repeats)
        elif begun and not is_day_of(meeting, day):
            yield _no_day_of_it(parts, (*path, *at), day, meeting.repeats, _bounds(meeting))


def _no_day_of_it(parts: Parts, at: Path, day: date, days: str, bounds: str = "") -> Problem:
    return parts.places.problem(
        "not-a-meeting-day",
        at,
        f'{day:%A} {day_in_words(day)} is no "{days}"{bounds}',
        "people would come on a day without the meeting, or stay away from one with it",
        'write a day that is one, or change "repeats"',
    )


def _bounds(meeting: Meeting) -> str:
    """Return from when to when a series goes: what is one of its weekdays may lie outside."""
    begins = f" from {day_in_words(meeting.first)} on" if meeting.first else ""
    return f"{begins} until {day_in_words(meeting.last)}" if meeting.last else begins


def day_in_words(moment: date) -> str:
    """Return the day as staff read it: 8 December 2026."""
    return f"{moment.day} {moment:%B} {moment.year}"
