"""`responder notice`: a temporary line on every reply and prompt, up and down at once.

For the hour in which a number fails or an office closes. What is written must pass the check
first: a slip in the night must not cost the line its words.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from responder.cli._line import flows_option, folder_of, line_of
from responder.cli._whole import ChangedMeanwhileError, edition_with, written_whole
from responder.cli.progress import progress
from responder.conversation import EASTERN
from responder.flow.loader import Loaded, load
from responder.flow.notice_lines import NoPlaceError, Wanted, with_notice, without_notices
from responder.flow.problem import Level, show
from responder.notices import missing_from

if TYPE_CHECKING:
    from responder.edition import Edition
    from responder.flow.model import Notice
    from responder.proofs.promise import Proof

FAULTS = 1
NOTICES = "notices.yaml"
ALL = "all"
NOTHING_WRITTEN = "Nothing was written; the line keeps its words."
EXAMPLE = 'responder notice "Phones at 211 are slow today." --es "El 211 tarda hoy." --until 20:00'
_TWICE = (
    "give it twice, each time typed from its source, such as --number 860-555-0142 "
    "--number-again 860-555-0142"
)
_NUMBER = re.compile(r"[0-9+(). -]{3,20}")
_CLOCK = re.compile(r"\d{1,2}:\d{2}")


@click.command()
@click.argument("text", required=False)
@click.option("--es", default=None, help="the same in Spanish; needed with TEXT")
@click.option("--until", default=None, help="2027-01-11 20:00, or 20:00; needed with TEXT")
@click.option("--from", "begins", default=None, help="when it begins; else now")
@click.option("--crisis", is_flag=True, help="also on crisis replies")
@click.option("--number", default="", help="a number in it that is not a verified one")
@click.option("--number-again", default="", help="the same number, typed a second time")
@click.option("--list", "listing", is_flag=True, help="show all notices; write nothing")
@click.option(
    "--off",
    is_flag=False,
    flag_value=ALL,
    default=None,
    metavar="[NUMBER]",
    help="take back all notices, or the one with this number in --list",
)
@flows_option
def notice(
    text: str | None,
    es: str | None,
    until: str | None,
    begins: str | None,
    number: str,
    number_again: str,
    off: str | None,
    flows: Path | None,
    *,
    crisis: bool,
    listing: bool,
) -> None:
    """Put TEXT on every reply and prompt for a while, in both languages, or take it back.

    At most 60 characters. Times are Connecticut's. Exit code 1: it does not pass the check, so
    nothing was written. 2: misused.
    """
    folder = folder_of(flows)
    if sum((text is not None, listing, off is not None)) != 1:
        raise click.UsageError('give one of "TEXT", --list and --off')
    if text is None:
        if es or until or begins or number or number_again or crisis:
            raise click.UsageError("the other options belong to a TEXT")
        _listed(folder) if listing else _taken_back(folder, off or ALL)
        return
    if not (text.strip() and es and es.strip() and until):
        raise click.UsageError(
            "with TEXT, give its Spanish words with --es, and when it ends with --until, such as: "
            f"{EXAMPLE}"
        )
    now = datetime.now(UTC).astimezone(EASTERN).replace(second=0, microsecond=0, tzinfo=None)
    starts = _moment(begins, now, "--from") if begins else now
    ends = _moment(until, max(starts, now), "--until")
    for option, given, moment, since in (
        ("--from", begins, starts, now),
        ("--until", until, ends, max(starts, now)),
    ):
        if given and _CLOCK.fullmatch(given.strip()) and moment.date() > since.date():
            click.echo(
                f"{option} {given.strip()} is over that day: {moment:%Y-%m-%d %H:%M} is taken."
            )
    if ends <= max(starts, now):
        raise click.UsageError(
            f"--until {ends:%Y-%m-%d %H:%M} is over before the notice would begin, at "
            f"{max(starts, now):%Y-%m-%d %H:%M}; write a later time"
        )
    for name, given in (("--number", number), ("--number-again", number_again)):
        if given and not _NUMBER.fullmatch(given):
            raise click.UsageError(f"{name}: write it with digits, such as 860-555-0142")
    _put_up(folder, Wanted(text, es, starts, ends, crisis, number.strip(), number_again.strip()))


def _put_up(folder: Path, wanted: Wanted) -> None:
    file = folder / NOTICES
    raw = _content(file) if file.exists() else b""
    try:
        changed = with_notice(str(file), raw, wanted)
    except NoPlaceError as fault:
        _refuse(str(fault))
    begins = wanted.begins.replace(tzinfo=EASTERN)
    read = _passing(folder, {file: changed}, begins)
    _write({file: (raw, changed)})
    click.echo(f"Written to {file}.")
    added = read.book.flow.notices if read.book else ()
    mine = [each for each in added if each.text.en == " ".join(wanted.en.split())]
    if read.book and mine:
        without = missing_from(read.book, mine[-1])
        click.echo(f"It stands {_when(mine[-1])}, on every page, menu and reply{_but(without)}.")
    click.echo("A running line takes it up by itself. Take it back with: responder notice --off")


def _taken_back(folder: Path, which: str) -> None:
    loaded = _loaded(folder)
    flow = loaded.flow
    count = len(flow.notices) if flow else 0
    if not count:
        click.echo("No notice stands, and none is to come.")
        return
    if which != ALL and not (which.isdecimal() and 1 <= int(which) <= count):
        raise click.UsageError(f"--off takes a number of --list, 1 to {count}, or none for all")
    chosen = range(count) if which == ALL else [int(which) - 1]
    places: dict[Path, list[int]] = defaultdict(list)
    for each in chosen:
        source, path = loaded.places.homes["notices", each]
        places[Path(source.file)].append(int(path[-1]))
    contents = {file: _content(file) for file in places}
    try:
        changed = {
            file: without_notices(str(file), raw, places[file]) for file, raw in contents.items()
        }
    except NoPlaceError as fault:
        _refuse(str(fault))
    _passing(folder, changed, datetime.now(UTC))
    _write({file: (contents[file], changed[file]) for file in changed})
    noun = "notice" if len(chosen) == 1 else "notices"
    click.echo(f"{len(chosen)} {noun} taken back from {', '.join(map(str, changed))}.")


def _listed(folder: Path) -> None:
    loaded = _loaded(folder)
    found = loaded.flow.notices if loaded.flow else ()
    if not found:
        click.echo("No notice stands, and none is to come.")
    for at, each in enumerate(found):
        also = ", also on crisis replies" if each.crisis else ""
        click.echo(f"{at + 1}. {_when(each)}{also} ({loaded.places.stands(('notices', at))})")
        click.echo(f"   en: {each.text.en}\n   es: {each.text.es}")


def _loaded(folder: Path) -> Loaded:
    loaded = load(folder)
    if loaded.flow is None:
        click.echo(show(loaded.problems), err=True)
        sys.exit(FAULTS)
    return loaded


def _passing(folder: Path, changed: dict[Path, bytes], at: datetime) -> Edition:
    """Return the edition with the `changed` files as it is at `at`; ends the command with faults.

    A meeting that is over keeps no notice back: the line serves such flows, and somebody waits.
    """
    with progress("Checking it and walking every call") as done:
        read = edition_with(folder, changed, max(at, datetime.now(UTC)))
        proof = None
        if read.book is not None:
            from responder.proofs.prove import prove

            # It is proved as it will be, though the clock does not stand there yet.
            book = replace(read.book, until=None)
            read = replace(read, book=book)
            proof = prove(line_of(read, folder), book, None, done)
    faults = [each for each in read.problems if each.level is Level.ERROR]
    if faults:
        told = [
            replace(each, fix=_TWICE) if each.rule == "notice-number" else each for each in faults
        ]
        click.echo(show(told, NOTHING_WRITTEN), err=True)
        sys.exit(FAULTS)
    if proof and proof.broken:
        _refuse("\n".join(_broken(proof)))
    return read


def _broken(proof: Proof) -> Iterator[str]:
    for each in proof.broken:
        yield f"error: broken promise: {each.promise}\n  {each.story}"


def _write(changed: dict[Path, tuple[bytes, bytes]]) -> None:
    for file, (before, after) in changed.items():
        try:
            written_whole(file, after, before)
        except ChangedMeanwhileError:
            _refuse(f"{file} was changed by somebody else just now; look at it and try again")
        except OSError as fault:
            _refuse(f"{file} cannot be written: {fault.strerror}")


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        _refuse(f"{file} cannot be read: {fault.strerror}")


def _moment(given: str, after: datetime, option: str) -> datetime:
    """Return the time that was `given`; a clock alone is the next one from `after` on."""
    try:
        if _CLOCK.fullmatch(given.strip()):
            clock = datetime.strptime(given.strip(), "%H:%M").time()  # noqa: DTZ007 - a clock alone
            today = datetime.combine(after.date(), clock)
            return today if today >= after else today + timedelta(days=1)
        return datetime.strptime(given.strip(), "%Y-%m-%d %H:%M")  # noqa: DTZ007 - Connecticut's time
    except ValueError:
        raise click.UsageError(f"{option}: write 2027-01-11 20:00, or 20:00") from None


def _when(each: Notice) -> str:
    return f"from {each.from_:%Y-%m-%d %H:%M} until {each.until:%Y-%m-%d %H:%M}"


def _but(without: list[str]) -> str:
    return f", but has no room on: {', '.join(without)}" if without else ""


def _refuse(why: str) -> NoReturn:
    click.echo(f"{why}\n{NOTHING_WRITTEN}", err=True)
    sys.exit(FAULTS)
