"""`responder meetings read`: try a calendar before it is added to the line.

It prints what the line would list from it, and what of it cannot be read, for whoever keeps it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NoReturn

import click

from responder.calendars.cancelled import without_cancelled
from responder.calendars.event import Calendar, Event, NotACalendar, Unread
from responder.calendars.fetch import MAX_BYTES, FetchFailed, fetch, host_of
from responder.calendars.reach import INTERNET, Reach
from responder.calendars.read import read_calendar
from responder.cli._line import flows_option, folder_of
from responder.cli.progress import progress
from responder.exchange import Language
from responder.meetings.upcoming import EASTERN
from responder.wording import dates

NO_CALENDAR = 1
AHEAD = timedelta(days=548)  # a year and a half: an endless series ends somewhere
MAX_SHOWN = 40
_BESIDE = "file:"
_ADDRESSES = ("http://", "https://", "webcal://")
_MEND_ADDRESS = (
    "open the address in a browser where you are not signed in: it must offer a file that begins "
    "with BEGIN:VCALENDAR. In Google it is under Settings, your calendar, Public address in iCal "
    "format"
)
_MEND_FILE = (
    "export the calendar once more, as iCalendar (.ics): the file must begin with BEGIN:VCALENDAR "
    "and end with END:VCALENDAR"
)
_MEND_BESIDE = (
    "put the file into {folder}, beside meetings.yaml, and see that its name is the same; for a "
    "file elsewhere leave out file:"
)


@click.command()
@click.argument("source", metavar="FILE.ics|file:FILE.ics|URL")
@click.option("--at", "at", default=None, help="as if it were then: 2027-01-11 or 2027-01-11T18:00")
@click.option("--json", "as_json", is_flag=True, help="print it as JSON, for programs")
@flows_option
@click.pass_obj
def read(
    reach: Reach | None, source: str, at: str | None, flows: Path | None, *, as_json: bool
) -> None:
    """Show what the line would list from a calendar, and what of it cannot be read.

    FILE.ics is looked for here, file:FILE.ics beside meetings.yaml, as in feeds:.
    Times are Connecticut's, and a year and a half is looked ahead. Exit code 0: it is a calendar,
    also where nothing is ahead. 1: it is none, or could not be fetched. 2: misused.
    """
    now = _instant(at) if at else datetime.now(UTC).astimezone(EASTERN)
    folder = folder_of(flows)
    try:
        data = _data(source, folder, reach or INTERNET)
        calendar = read_calendar(data, since=now, until=now + AHEAD, zone=EASTERN)
    except NotACalendar as fault:
        what = f"came in its place from {host_of(source)}" if _is_address(source) else "is in it"
        mend = _MEND_ADDRESS if _is_address(source) else _MEND_FILE
        _refuse(f"this is no calendar: {fault} {what}", mend, as_json)
    except FetchFailed as fault:
        if _is_beside(source):
            mend = _MEND_BESIDE.format(folder=folder)
            _refuse(f"the calendar could not be read: {fault}", mend, as_json)
        what = f"the calendar could not be fetched from {host_of(source)}: {fault}"
        _refuse(what, _MEND_ADDRESS, as_json)
    meetings = [each for each in calendar.events if not _over(each, now)]
    if as_json:
        click.echo(_as_json(meetings, calendar.problems))
        return
    for line in _lines(meetings, calendar, now):
        click.echo(line)


def _instant(words: str) -> datetime:
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        what = f'"{words}" is no time: write 2027-01-11, or 2027-01-11T18:00'
        raise click.BadParameter(what, param_hint="--at") from None
    if not 1900 < at.year < 9000:
        raise click.BadParameter(f"{at.year} is too far away", param_hint="--at")
    return at.replace(tzinfo=EASTERN) if at.tzinfo is None else at.astimezone(EASTERN)


def _is_address(source: str) -> bool:
    return source.lower().startswith(_ADDRESSES)


def _is_beside(source: str) -> bool:
    return source.lower().startswith(_BESIDE)


def _data(source: str, folder: Path, reach: Reach) -> bytes:
    if _is_address(source):
        with progress("Fetching the calendar") as done:
            return fetch(source, done=done, reach=reach).data or b""
    if _is_beside(source):
        return fetch(source, folder).data or b""
    try:
        with Path(source).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as fault:
        why = (fault.strerror if isinstance(fault, OSError) else None) or "no file has such a name"
        raise click.UsageError(f"{source} cannot be read: {why}") from None
    if len(data) > MAX_BYTES:
        raise NotACalendar(f"a file of more than {MAX_BYTES // 1024 // 1024} MiB")
    return data


def _refuse(what: str, mend: str, as_json: bool) -> NoReturn:
    if as_json:
        click.echo(_as_json([], (Unread("", 1, what),)))
    click.echo(f"responder meetings read: {what}", err=True)
    click.echo("  why: the line could list nothing from it", err=True)
    click.echo(f"  fix: {mend}", err=True)
    sys.exit(NO_CALENDAR)


def _over(event: Event, now: datetime) -> bool:
    last = event.start if event.end is None else event.end
    if isinstance(last, datetime):
        return max(last, event.start) < now if isinstance(event.start, datetime) else last <= now
    return last < now.date()


def _as_json(meetings: list[Event], problems: tuple[Unread, ...]) -> str:
    listed = [
        {
            "title": each.title,
            "start": each.start.isoformat(),
            "end": None if each.end is None else each.end.isoformat(),
            "all_day": not isinstance(each.start, datetime),
            "status": each.status,
            "uid": each.uid,
        }
        for each in meetings
    ]
    unread = [{"uid": each.uid, "line": each.line, "what": each.what} for each in problems]
    return json.dumps({"meetings": listed, "problems": unread}, ensure_ascii=False, indent=1)


def _lines(meetings: list[Event], calendar: Calendar, now: datetime) -> Iterator[str]:
    since = f"{dates.day(now, Language.EN, year=True)}, {dates.clock(now, None, Language.EN)}"
    if not meetings:
        yield f"Nothing is ahead in this calendar after {since}: the line would list nothing."
    else:
        count = "1 meeting" if len(meetings) == 1 else f"{len(meetings)} meetings"
        yield f"{count} after {since}:"
    for each in meetings[:MAX_SHOWN]:
        yield f"  {_when(each.start, each.end)}  {_said(each)}"
    if len(meetings) > MAX_SHOWN:
        last = dates.day(meetings[-1].start, Language.EN, year=True)
        yield f"  and {len(meetings) - MAX_SHOWN} more, to {last} (--json prints all)"
    if calendar.problems:
        yield ""
        yield "What could not be read, or not for sure:"
    for problem in calendar.problems[:MAX_SHOWN]:
        uid = f" ({problem.uid})" if problem.uid else ""
        yield f"  line {problem.line}{uid}: {problem.what}"
    if len(calendar.problems) > MAX_SHOWN:
        yield f"  and {len(calendar.problems) - MAX_SHOWN} more (--json prints all)"


def _when(start: datetime | date, end: datetime | date | None) -> str:
    day = f"{dates.weekday(start, Language.EN)[:3]}, {dates.short_day(start, Language.EN)}"
    if isinstance(start, datetime):
        close = end if isinstance(end, datetime) else None
        return f"{day}, {dates.clock(start, close, Language.EN)}"
    if end and end > start:
        last = f"{dates.weekday(end, Language.EN)[:3]}, {dates.short_day(end, Language.EN)}"
        return f"{day} to {last}"
    return f"{day}, all day"


def _said(event: Event) -> str:
    off, title = "", event.title
    if event.status == "cancelled":
        off, title = "CANCELLED: ", without_cancelled(title) or title
    moved = f" (moved from {_when(event.moved_from, None)})" if event.moved_from else ""
    more = "".join(f", {each}" for each in (event.location, event.link) if each)
    return f"{off}{title}{moved}{more}"
