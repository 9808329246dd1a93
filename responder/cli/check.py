"""`responder check`: what is wrong in the flow files, before anyone hears it."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from responder.cli._line import line_of, uncollected
from responder.cli.progress import Done, progress
from responder.cli.tables import shown
from responder.edition import Edition, edition
from responder.flow.model import FromFeed
from responder.flow.problem import Level, Problem, counted, in_file_order, show
from responder.safety.numbers import numbers_in
from responder.table import rows

if TYPE_CHECKING:
    from responder.proofs.promise import Proof

FAULTS = 1
_FILE_AND_LINE = re.compile(r"(?P<file>.+?):(?P<line>\d+)(?::\d+)?")


@click.command()
@click.argument("flows", default="flows", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    help="text for people, json for programs, github for notes on a pull request",
)
def check(flows: Path, form: str) -> None:
    """Read the flow files in FLOWS (default: flows); print every reply and every fault in them.

    A table of every reply comes first, where no fault keeps the files back; what is wrong and the
    verdict come last. Exit code 0: good. 1: faults. 2: the command was misused.
    """
    with progress("Reading the flow files and walking every call") as done, uncollected():
        read = edition(flows, datetime.now(UTC), past_is_fault=True)
        proof = _proved(read, flows, done)
    problems = in_file_order(read.problems)
    match form:
        case "json":
            click.echo(_json(read, problems, proof))
        case "github":
            for note in [*map(_note, problems), *map(_broken_note, proof.broken if proof else ())]:
                click.echo(note)
        case _:
            click.echo(_report(read, problems, proof))
    if any(each.level is Level.ERROR for each in problems) or (proof and proof.broken):
        sys.exit(FAULTS)


def _proved(read: Edition, flows: Path, done: Done) -> Proof | None:
    """Return the Proof of the line that `read` makes; None without a Book.

    `done` is told how far it has come.
    """
    if read.book is None:
        return None
    from responder.proofs.prove import prove

    return prove(line_of(read, flows), read.book, read.places, done)


def _report(read: Edition, problems: Sequence[Problem], proof: Proof | None) -> str:
    parts = [shown(rows(read)), show(problems) if problems else "", _figures(proof)]
    if found := _open(read):
        if not (proof and proof.broken):
            parts.append(_still_open(found))
        parts.append(_verdict(found, problems, proof))
    return "\n\n".join(filter(None, parts))


def _verdict(found: _Open, problems: Sequence[Problem], proof: Proof | None) -> str:
    """Return the line that stands last, where it is in sight after a long table."""
    if proof and proof.broken:
        return click.style("Not good: the line must not be given these flows.", fg="red", bold=True)
    served = f"{found.pages} pages and {found.meetings} meetings may be served"
    errors = sum(each.level is Level.ERROR for each in problems)
    if errors:
        return click.style(
            f"To mend: {counted(errors, 'error')}. {served} all the same.", bold=True
        )
    warnings = f" {counted(len(problems), 'warning')} above." if problems else ""
    sure = "" if problems else "no problems. "
    return click.style(f"Good: {sure}{served}.{warnings}", fg="green", bold=True)


def _figures(proof: Proof | None) -> str:
    """Return what was proved, and each broken promise with the story that shows it."""
    if proof is None:
        return ""
    walked = f"Walked {proof.states} states of a call in {proof.transitions} steps"
    heard = f"988 is heard after {proof.latest_988_seconds:.1f} seconds at the latest"
    lines = [f"{walked} and sent {proof.texts} texts; {heard}."]
    for each in proof.broken:
        place = f"{each.place}: " if each.place else ""
        lines.append(f"{place}error: broken promise: {each.promise}\n  {each.story}")
    return "\n".join(lines)


@dataclass(frozen=True)
class _Open:
    """What may be served, and which checks by a person are still missing."""

    pages: int
    meetings: int
    entries: int
    never_approved: int
    entries_with_numbers: int
    never_dialled: int


def _open(read: Edition) -> _Open | None:
    if read.book is None:
        return None
    flow = read.book.flow
    # Of what comes from a calendar nobody claims that a person looked at it.
    own = [each for each in flow.meetings.values() if not isinstance(each, FromFeed)]
    facts = [*flow.pages.values(), *own, flow.crisis]
    dialled = [each.dialled_on for each in facts if numbers_in(each.model_dump_json())]
    return _Open(
        pages=len(flow.pages),
        meetings=len(flow.meetings),
        entries=len(facts),
        never_approved=sum(each.reviewed_by is None for each in facts),
        entries_with_numbers=len(dialled),
        never_dialled=dialled.count(None),
    )


def _still_open(found: _Open) -> str:
    return (
        f"Still open: nobody has dialled the numbers of {found.never_dialled} of "
        f"{found.entries_with_numbers} entries with numbers, nobody has approved the words of "
        f"{found.never_approved} of {found.entries} entries."
    )


def _json(read: Edition, problems: Sequence[Problem], proof: Proof | None) -> str:
    open_checks = _open(read)
    whole = {
        "problems": [asdict(each) for each in problems],
        "table": [asdict(row) for row in rows(read)],
        "open": asdict(open_checks) if open_checks else None,
        "proof": asdict(proof) if proof else None,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)


def _note(problem: Problem) -> str:
    """Return `problem` as GitHub Actions takes it.

    Source: docs.github.com, workflow commands, "setting an error message"; read 2026-11-25.
    """
    words = f"{problem.what} [{problem.rule}]. Why: {problem.why}. Fix: {problem.fix}"
    place = f"line={max(1, problem.line)},col={max(1, problem.column)}"
    return f"::{problem.level} file={_in_a_property(problem.file)},{place}::{_escaped(words)}"


def _broken_note(broken: Any) -> str:
    words = f"broken promise: {broken.promise}. {broken.story}"
    if found := _FILE_AND_LINE.fullmatch(broken.place):
        return (
            f"::error file={_in_a_property(found['file'])},line={found['line']}::{_escaped(words)}"
        )
    return f"::error::{_escaped(': '.join(filter(None, (broken.place, words))))}"


def _escaped(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _in_a_property(words: str) -> str:
    return _escaped(words).replace(":", "%3A").replace(",", "%2C")
