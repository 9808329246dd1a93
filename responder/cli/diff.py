"""`responder diff`: what people will see and hear differently, for someone who reads no YAML."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from responder.astray import QuestionsError, astray, questions_in
from responder.cli._editions import NoSuchEditionError, folder_named
from responder.cli._line import flows_option, folder_of, uncollected
from responder.cli._marked import LEGEND, show_rows
from responder.cli.progress import progress
from responder.differences import Difference, Group, differences
from responder.edition import Edition, edition
from responder.flow.problem import show

FAULTS = 1
MISUSED = 2
WORDS_SHOWN = 6


@click.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="text for people, json for programs",
)
@click.option(
    "--questions",
    "files",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="also ask these questions, such as those of tests/routing.tsv, and show which go astray",
)
@flows_option
def diff(old: str, new: str, flows: Path | None, form: str, files: tuple[Path, ...]) -> None:
    """Show which replies and spoken words differ between OLD and NEW, in both languages.

    Each is a folder of flow files or a git revision (of the folder --flows). Both are asked as of
    now. Exit code 0: compared. 1: the flow files of one are at fault. 2: there is no such one.
    """
    at = datetime.now(UTC)
    with progress("Texting every word to both") as done, uncollected():
        try:
            asked = [each for file in files for each in questions_in(file)]
            before, after = (_read(name, folder_of(flows), at) for name in (old, new))
        except (NoSuchEditionError, QuestionsError) as missing:
            click.echo(f"responder diff: {missing}", err=True)
            sys.exit(MISUSED)
        if before.book is None or after.book is None:
            sys.exit(FAULTS)
        found = (
            *differences(before.book, after.book, at, done),
            *astray(before.book, after.book, asked),
        )
    if form == "json":
        click.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False))
        return
    if not found:
        click.echo(f"Nothing that people see or hear differs between {old} and {new}.")
        return
    click.echo(
        f'What people will see and hear differently: "was" in {old}, "now" in {new}. {LEGEND}'
    )
    for group in found:
        _show_group(group)


def _read(name: str, flows: Path, at: datetime) -> Edition:
    """Return the edition called `name`; where it is at fault, that is said, by that name."""
    with folder_named(name, flows) as folder:
        read = edition(folder, at)
    if read.book is None:
        shown = show(read.problems, f"So {name} cannot be compared.")
        here = name if folder == Path(name) else f"{name}:{flows}"
        click.echo(shown.replace(str(folder), here), err=True)
    return read


def _show_group(group: Group) -> None:
    note = f": {group.note}" if group.note else ""
    click.secho(f"\n{group.title}{note}", bold=True)
    for each in group.differences:
        click.echo(f"\n  {each.channel} ({each.language}) > {_act(each)}")
        show_rows(each.was, each.now)


def _act(difference: Difference) -> str:
    left = len(difference.acts) - WORDS_SHOWN
    more = f" and {left} more" if left > 0 else ""
    alike = ""
    if difference.alike:
        alike = f"   (alike in {difference.alike} more answer{'s' if difference.alike > 1 else ''})"
    return f"{', '.join(difference.acts[:WORDS_SHOWN])}{more}{alike}"
