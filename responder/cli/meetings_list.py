"""`responder meetings list`: what is upcoming, in the very lines of a text reply."""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from responder.cli._line import flows_option, folder_of
from responder.conversation import EASTERN
from responder.exchange import Language
from responder.flow.loader import load
from responder.flow.model import Flow
from responder.flow.problem import Level, show
from responder.flow.pulled import states
from responder.meetings.listing import all_lines
from responder.wording import dates

FAULTS = 1
_KINDS = {"meeting": "Meetings", "training": "Trainings"}


@click.command("list")
@click.option(
    "--lang", type=click.Choice(["en", "es"]), default="en", help="the language of the lines"
)
@click.option("--at", default=None, help="as it is at that time: 2027-01-11 20:00; else now")
@flows_option
def list(lang: str, at: str | None, flows: Path | None) -> None:  # noqa: A001 - its name
    """List what is upcoming, as text replies do.

    Times are Connecticut's. Exit code 1: the flow files are at fault. 2: misused.
    """
    now = _moment(at) if at else datetime.now(UTC)
    loaded = load(folder_of(flows))
    if loaded.flow is None:
        faults = [each for each in loaded.problems if each.level is Level.ERROR]
        click.echo(show(faults), err=True)
        sys.exit(FAULTS)
    language = Language(lang)
    here = now.astimezone(EASTERN)
    when = f"{dates.day(here, Language.EN, year=True)}, {dates.clock(here, None, Language.EN)}"
    click.echo(f"Upcoming on {when}, Connecticut time:")
    for kind, heading in _KINDS.items():
        click.echo(f"\n{heading}")
        lines = all_lines(loaded.flow, language, now, kind)
        for line in lines or ("None is ahead.",):
            click.echo(f"  {line}")
    _warn(loaded.flow, now)


def _warn(flow: Flow, now: datetime) -> None:
    """Say which feeds are too old to be trusted."""
    for each in states(flow.feeds, flow.pulled):
        if each.read_at is None:
            click.echo(f'Feed "{each.name}" was never read: run responder meetings pull.', err=True)
        elif each.is_stale(now):
            read = dates.whole_day(each.read_at, Language.EN)
            click.echo(f'Feed "{each.name}" was last read well on {read}.', err=True)


def _moment(given: str) -> datetime:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}[ T]\d{1,2}:\d{2}", given.strip()):
        raise click.UsageError("--at: write 2027-01-11 20:00")
    try:
        return datetime.fromisoformat(_two_digits(given.strip())).replace(tzinfo=EASTERN)
    except ValueError:
        raise click.UsageError("--at: there is no such time; write 2027-01-11 20:00") from None


def _two_digits(given: str) -> str:
    day, clock = given[:10], given[11:]
    return f"{day} {clock.zfill(5)}"
