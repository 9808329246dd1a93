"""`responder links`: do the web links of the flows answer, and who has tried the numbers."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from responder.cli._line import FAULTS, flows_option, folder_of
from responder.cli.progress import progress

if TYPE_CHECKING:
    from responder.links.gathered import Link, Number

NOT_TO_BE_TRIED = {"911": "never to be dialled to try it"}
_PLACES_SHOWN = 3
# A number that no page says is one of a notice or of the line itself: no file keeps its day.
_NOBODY = {True: "nobody yet", False: "-"}


@click.command()
@flows_option
@click.option("--offline", is_flag=True, help="ask no web site; show the numbers alone")
def links(flows: Path | None, *, offline: bool) -> None:
    """Ask web links; list who tried numbers.

    Every web link of the flow files is asked whether it answers, and each number is listed with the
    day on which a person tried it. It dials and texts nobody: only a person can, who then writes
    the day into dialled_on. Exit code 0: every link answers; 1: one does not, or the flow files are
    at fault.
    """
    from responder.flow.loader import load
    from responder.flow.problem import Level, show
    from responder.links.gathered import links_of, numbers_of

    loaded = load(folder_of(flows))
    if loaded.flow is None:
        click.echo(show([e for e in loaded.problems if e.level is Level.ERROR]), err=True)
        sys.exit(FAULTS)
    broken = 0 if offline else _asked(links_of(loaded))
    _tried(numbers_of(loaded))
    if broken:
        sys.exit(FAULTS)


def _asked(found: Sequence[Link]) -> int:
    """Print what came of asking each link; return how many do not answer."""
    from responder.links.answered import GIVE_UP_SECONDS, Outcome, answered
    from responder.probe.ask import Asker

    counts = dict.fromkeys(Outcome, 0)
    with (
        closing(Asker(GIVE_UP_SECONDS)) as asker,
        progress(f"Asking {len(found)} web links") as done,
    ):
        rows = []
        for number, each in enumerate(found, 1):
            rows.append((each, answered(each.address, asker)))
            done(number, len(found))
    for each, answer in rows:
        counts[answer.outcome] += 1
        click.echo(f"{answer.outcome.value:6}  {each.address}")
        if answer.what:
            click.echo(f"        {answer.what}")
            click.echo(f"        {_few(each.places)}")
    click.echo(
        f"{len(rows)} links: {counts[Outcome.GOOD]} answer, {counts[Outcome.LOOK]} to be looked "
        f"at, {counts[Outcome.BROKEN]} broken."
    )
    if rows and counts[Outcome.BROKEN] == len(rows):
        click.echo("None answers at all: is this machine on the network?")
    click.echo()
    return counts[Outcome.BROKEN]


def _tried(found: Sequence[Number]) -> None:
    """Print who has tried each number, and when."""
    for each in found:
        when = f"{each.dialled_on:%Y-%m-%d}" if each.dialled_on else _NOBODY[bool(each.untried)]
        note = f"  ({NOT_TO_BE_TRIED[each.digits]})" if each.digits in NOT_TO_BE_TRIED else ""
        click.echo(f"{_shown(each.digits):12} {when:11} {each.whose}{note}")
        if each.dialled_on and each.untried:
            click.echo(f"{'':25}not for {_few(each.untried)}")
    tried = [each for each in found if each.dialled_on or each.digits in NOT_TO_BE_TRIED]
    untried = sum(bool(each.untried) for each in found if each not in tried)
    never = " and ".join(NOT_TO_BE_TRIED)
    click.echo(f"{len(found)} numbers; {untried} still to be tried ({never} never is).")
    if untried:
        click.echo(
            "A person dials or texts each one and writes the day into dialled_on of each page that "
            "says it;\na crisis line only with the consent of who runs it.\n"
            "responder check counts those pages (entries), not the numbers."
        )


def _shown(digits: str) -> str:
    """Return a number as the pages write it: 800-273-8255."""
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}" if len(digits) == 10 else digits


def _few(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_PLACES_SHOWN])
    return f"{shown} and {len(names) - _PLACES_SHOWN} more" if len(names) > _PLACES_SHOWN else shown
