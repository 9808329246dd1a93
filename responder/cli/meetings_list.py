"""`responder meetings list`: what is upcoming, in the very lines of a text reply."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True)
class _Words:
    """What stands around the lines of the meetings, in one language."""

    upcoming: str
    kinds: Mapping[str, str]
    none: str
    never_read: str
    last_read: str


_WORDS = {
    Language.EN: _Words(
        "Upcoming on {when}, Connecticut time:",
        {"meeting": "Meetings", "training": "Trainings"},
        "None is ahead.",
        'Feed "{feed}" was never read: run responder meetings pull.',
        'Feed "{feed}" was last read well on {day}.',
    ),
    Language.ES: _Words(
        "Próximas fechas desde el {when}, hora de Connecticut:",
        {"meeting": "Reuniones", "training": "Capacitaciones"},
        "No hay ninguna por ahora.",
        'El calendario "{feed}" nunca se ha leído: ejecute responder meetings pull.',
        'El calendario "{feed}" se leyó bien por última vez el {day}.',
    ),
}


@click.command("list")
@click.option(
    "--lang",
    type=click.Choice(["en", "es"]),
    default="en",
    help="the language of all that is listed",
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
    words = _WORDS[language]
    when = f"{dates.day(here, language, year=True)}, {dates.clock(here, None, language)}"
    click.echo(words.upcoming.format(when=when))
    for kind, heading in words.kinds.items():
        click.echo(f"\n{heading}")
        lines = all_lines(loaded.flow, language, now, kind)
        for line in lines or (words.none,):
            click.echo(f"  {line}")
    _warn(loaded.flow, language, now)


def _warn(flow: Flow, language: Language, now: datetime) -> None:
    """Say which feeds are too old to be trusted."""
    words = _WORDS[language]
    for each in states(flow.feeds, flow.pulled):
        if each.read_at is None:
            click.echo(words.never_read.format(feed=each.name), err=True)
        elif each.is_stale(now):
            day = dates.whole_day(each.read_at, language)
            click.echo(words.last_read.format(feed=each.name, day=day), err=True)


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
