"""`responder meetings pull`: the meetings of other people's calendars, into a file staff can read.

Made for a timer: it says what changed, keeps what was good where a calendar fails, and gives way to
the line that answers on the same machine.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from responder.calendars.fetch import Limits
from responder.calendars.reach import INTERNET, Reach
from responder.cli._line import flows_option, folder_of
from responder.cli._whole import ChangedMeanwhileError, edition_with, written_whole
from responder.cli.progress import Done, progress
from responder.conversation import EASTERN
from responder.flow.loader import Loaded, load
from responder.flow.problem import Level, Problem, show

if TYPE_CHECKING:
    from responder.calendars.pull import Result
    from responder.calendars.written import Written
    from responder.flow.feeds import Pulled

FAULTS, MISUSED = 1, 2
PULLED = "meetings.pulled.yaml"
NICER = 10  # whoever answers people on this machine comes first
MOST_BYTES = 200_000  # a flow file may have 256 KB
_MOST_DATES = (300, 150, 75, 40, 20, 10)  # of each feed, until the file is small enough
_HUNDREDTHS = 100
NOTHING_FETCHED = "Nothing was fetched: a line takes up no meetings while its files are at fault."
KEPT = "The file stays as it was."
LIMITS = Limits()


@click.command()
@click.option("--dry-run", is_flag=True, help="say what would change, and write nothing")
@click.option(
    "--accept-empty",
    metavar="FEED",
    multiple=True,
    help="believe the calendar of this feed: that it has no event at all is right",
)
@flows_option
@click.pass_obj
def pull(
    reach: Reach | None, flows: Path | None, accept_empty: tuple[str, ...], *, dry_run: bool
) -> None:
    """Bring in the meetings of other calendars.

    Those are named in feeds: of meetings.yaml. Their meetings are written to meetings.pulled.yaml
    beside it, which a running line takes up by itself.
    Exit code 0: all calendars were read. 1: one was not, or came without a single event, and its
    last good meetings are kept; or the file could not be written. 2: misused, or the flow files
    are at fault.
    """
    _give_way()
    folder = folder_of(flows)
    file = folder / PULLED
    loaded = _loaded(folder, file)
    if not loaded.feeds and not file.exists():
        click.echo(f"No feeds: stand in {folder}, so there is nothing to pull.")
        return
    for name in accept_empty:
        if name not in loaded.feeds:
            feeds = ", ".join(loaded.feeds) or "none"
            raise click.UsageError(f'--accept-empty: no feed is called "{name}"; there is: {feeds}')
    raw = _content(file)
    now = datetime.now(UTC)
    with progress("Reading the calendars") as done:
        results = _results(loaded, folder, now, done, reach or INTERNET, accept_empty)
    pulled, text = _settled(folder, file, results, now)
    _report(loaded, results, pulled, now)
    content = text.text.encode()
    if dry_run:
        click.echo("Nothing was written (--dry-run).")
    elif content == raw:
        click.echo(f"{file} is as it was.")
    else:
        _write(file, content, raw)
        click.echo(_what_for(file, loaded.pulled, pulled, results, now))
    if any(each.failed for each in results.values()):
        sys.exit(FAULTS)


def _give_way() -> None:
    """Let whoever answers people on this machine have the processor first."""
    with suppress(OSError):
        os.nice(NICER)
    if hasattr(os, "SCHED_IDLE"):  # on Linux: it then never keeps a worker from waking up
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def _loaded(folder: Path, file: Path) -> Loaded:
    """Return the flow files; ends the command where any but the pulled one is at fault."""
    loaded = load(folder)
    errors = [each for each in loaded.problems if each.level is Level.ERROR]
    others = [each for each in errors if not _is_of(each, file)]
    if others:
        click.echo(show(others, NOTHING_FETCHED), err=True)
        sys.exit(MISUSED)
    if errors:
        click.echo(show(errors, "It is written anew; what cannot be read of it is lost."), err=True)
    return loaded


def _results(
    loaded: Loaded,
    folder: Path,
    now: datetime,
    done: Done,
    reach: Reach,
    accept_empty: Collection[str],
) -> dict[str, Result]:
    from responder.calendars.fetch import fetch
    from responder.calendars.pull import pull as pulled_of

    results = {}
    whole = _HUNDREDTHS * len(loaded.feeds)
    for number, (name, feed) in enumerate(loaded.feeds.items()):

        def came(count: int, total: int | None, began: int = _HUNDREDTHS * number) -> None:
            done(began + (_HUNDREDTHS * count // total if total else 0), whole)

        done(_HUNDREDTHS * number, whole)
        ask = partial(
            fetch,
            folder=folder,
            done=came,
            limits=LIMITS,
            reach=reach,
        )
        before = loaded.pulled.get(name)
        accepted = name in accept_empty
        results[name] = pulled_of(name, feed, before, now, ask, accept_empty=accepted)
    return results


def _settled(
    folder: Path, file: Path, results: Mapping[str, Result], now: datetime
) -> tuple[dict[str, Pulled], Written]:
    """Return what was pulled, and its file, as the check of the flow files lets it stand.

    What the check refuses, such as a title with words that must never be said, is left out.
    """
    from responder.calendars.pull import left_out, soonest, together
    from responder.calendars.written import written

    whole = pulled = together(results)
    for most in _MOST_DATES:
        pulled = soonest(whole, most)
        if len(written(pulled).text.encode()) <= MOST_BYTES:
            break
    while True:
        text = written(pulled)
        read = edition_with(folder, {file: text.text.encode()}, now)
        errors = [each for each in read.problems if each.level is Level.ERROR]
        faults = {
            text.meeting_at(each.line): f"{each.why} [{each.rule}]"
            for each in reversed(errors)
            if _is_of(each, file)
        }
        if None in faults or (errors and not faults):
            click.echo(show(errors, KEPT), err=True)
            sys.exit(FAULTS)
        if not faults:
            return pulled, text
        pulled = left_out(pulled, {at: what for at, what in faults.items() if at is not None})


def _report(
    loaded: Loaded,
    results: Mapping[str, Result],
    pulled: Mapping[str, Pulled],
    now: datetime,
) -> None:
    from responder.calendars.changes import changes

    here = now.astimezone(EASTERN).replace(tzinfo=None)
    told = changes(loaded.pulled, pulled, here)
    for name in told:
        result = results.get(name)
        if result is None:
            click.echo(f"{name}: no feed any more; what was kept of it is taken out.")
        else:
            _tell(result, pulled[name], loaded.feeds[name].address)
        for sentence in told[name]:
            click.echo(f"  {sentence}")
        for fault in pulled[name].left_out if name in pulled else ():
            place = f"line {fault.line}: " if fault.line else ""
            uid = f" ({fault.uid})" if fault.uid else ""
            click.echo(f"  Left out: {place}{fault.what}{uid}.")


def _tell(result: Result, pulled: Pulled, address: str) -> None:
    from responder.calendars.fetch import host_of

    named = f"{result.name} ({host_of(address)})"
    days = sum(len(each.dates) for each in pulled.meetings)
    ahead = f"{_counted(len(pulled.meetings), 'meeting')} on {_counted(days, 'day')}"
    if not result.failed:
        how = "nothing has changed" if result.unchanged else "read"
        click.echo(f"{named}: {how}; {ahead} ahead.")
        return
    how = "is not believed" if result.emptied else "could not be read"
    click.echo(f"{named}: {how}: {result.failed}.", err=True)
    if pulled.read_at is None:
        click.echo("  It was never read, so nobody is told of its meetings.", err=True)
        return
    read_at = f"{pulled.read_at:%Y-%m-%d %H:%M}"
    click.echo(f"  What was read on {read_at} is kept: {ahead} ahead.", err=True)


def _write(file: Path, content: bytes, before: bytes) -> None:
    try:
        written_whole(file, content, before)
    except ChangedMeanwhileError:
        _refuse(f"{file} was changed by somebody else just now; run this again")
    except OSError as fault:
        _refuse(f"{file} cannot be written: {fault.strerror}")


def _what_for(
    file: Path,
    before: Mapping[str, Pulled],
    after: Mapping[str, Pulled],
    results: Mapping[str, Result],
    now: datetime,
) -> str:
    """Return what it is for that `file` was written: for people, or to note what failed."""
    from responder.calendars.changes import no_meeting_changed

    here = now.astimezone(EASTERN).replace(tzinfo=None)
    failures = sum(bool(each.failed) for each in results.values())
    if not failures or not no_meeting_changed(before, after, here):
        return f"Written to {file}; a running line takes it up by itself."
    noted = "the failure" if failures == 1 else "the failures"
    others = ", and when the others were read" if failures < len(results) else ""
    return f"No meeting changed. All that was noted in {file}: {noted}{others}."


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes() if file.exists() else b""
    except OSError as fault:
        _refuse(f"{file} cannot be read: {fault.strerror}")


def _is_of(problem: Problem, file: Path) -> bool:
    return problem.file == str(file)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _refuse(why: str) -> NoReturn:
    click.echo(f"{why}\n{KEPT}", err=True)
    sys.exit(FAULTS)
