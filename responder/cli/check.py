"""`responder check`: what is wrong in the flow files, before anyone hears it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from responder.edition import Edition, edition
from responder.flow.problem import Level, Problem, in_file_order, show
from responder.safety.numbers import numbers_in

FAULTS = 1


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
    """Read the flow files in FLOWS (default: flows) and print every fault in them.

    Exit code 0: none, they may be served. 1: faults. 2: the command was misused.
    """
    read = edition(flows, datetime.now(UTC), past_is_fault=True)
    problems = in_file_order(read.problems)
    match form:
        case "json":
            click.echo(
                json.dumps([asdict(each) for each in problems], ensure_ascii=False, indent=1)
            )
        case "github":
            for each in problems:
                click.echo(_note(each))
        case _:
            click.echo(_report(read, problems))
    if any(each.level is Level.ERROR for each in problems):
        sys.exit(FAULTS)


def _report(read: Edition, problems: Iterable[Problem]) -> str:
    shown = [show(problems)] if read.problems else []
    if read.book is not None:
        shown.append(_still_open(read))
    return "\n".join(shown)


def _still_open(read: Edition) -> str:
    """Return what was read, and which checks by a person are still missing."""
    if read.book is None:
        return ""
    flow = read.book.flow
    facts = [*flow.pages.values(), *flow.meetings.values(), flow.crisis]
    dialled = [each.dialled_on for each in facts if numbers_in(each.model_dump_json())]
    undialled = dialled.count(None)
    unread = sum(each.reviewed_by is None for each in facts)
    return (
        f"{len(flow.pages)} pages and {len(flow.meetings)} meetings may be served.\n"
        f"Still open: nobody has dialled the numbers of {undialled} of {len(dialled)} entries with "
        f"numbers, nobody has approved the words of {unread} of {len(facts)} entries."
    )


def _note(problem: Problem) -> str:
    """Return `problem` as GitHub Actions takes it.

    Source: docs.github.com, workflow commands, "setting an error message"; read 2026-11-25.
    """
    words = f"{problem.what} [{problem.rule}]. Why: {problem.why}. Fix: {problem.fix}"
    for letter, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
        words = words.replace(letter, code)
    place = f"file={problem.file},line={max(1, problem.line)},col={max(1, problem.column)}"
    return f"::{problem.level} {place}::{words}"
