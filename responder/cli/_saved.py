"""`--save NAME`: what was just done becomes a transcript that the tests play again."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from responder.conversation import EASTERN, Exchange, Transcript, at_comment

TRANSCRIPTS = Path("tests/transcripts")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

Command = TypeVar("Command", bound=Callable[..., Any])


def save_option(command: Command) -> Command:
    """Give `command` the option --save; its value is the file to write, where none stands yet."""
    return click.option(
        "--save",
        "kept_in",
        metavar="NAME",
        callback=_file,
        help=f"write this conversation to {TRANSCRIPTS}/NAME.txt, for the tests to play again",
    )(command)


def now_to_the_minute() -> datetime:
    """Return this minute in Connecticut, which a transcript can name."""
    return datetime.now(EASTERN).replace(second=0, microsecond=0)


def save(file: Path, exchanges: Sequence[Exchange], at: datetime) -> None:
    """Write `exchanges`, which were at `at`, and say so; nothing is written of no exchange."""
    if not exchanges:
        click.echo("Nothing was done, so nothing is saved.", err=True)
        return
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(str(Transcript(tuple(exchanges), at, (at_comment(at),))))
    except OSError as fault:
        raise click.ClickException(f"{file} cannot be written: {fault.strerror}") from None
    click.echo(f"Saved in {file}. Read it through: a real person's words must not stay in it.")


def _file(_context: click.Context, _option: click.Parameter, name: str | None) -> Path | None:
    if name is None:
        return None
    if not _NAME.fullmatch(name):
        raise click.BadParameter("use small letters, digits and dashes, such as board-spanish")
    if not TRANSCRIPTS.is_dir():
        raise click.BadParameter(f"there is no folder {TRANSCRIPTS} here; go to the project first")
    file = TRANSCRIPTS / f"{name}.txt"
    if file.exists():
        raise click.BadParameter(f"{file} stands already; choose another name or remove it")
    return file
