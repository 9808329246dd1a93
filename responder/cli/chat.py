"""`responder chat`: text the line from the terminal, through the address the carrier uses."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

import click

from responder.cli._line import flows_option, folder_of, in_process, served, typed, with_env_file
from responder.cli._saved import now_to_the_minute, save, save_option
from responder.conversation import Exchange, text_rows
from responder.phone.phone import Line, PhoneError, Texter
from responder.wording.gsm7 import segments

SILENT = "(no reply: the carrier answers this word itself; after STOP it sends nothing until START)"
BUBBLE_COLUMNS = 60


@click.command()
@click.argument("text", required=False)
@flows_option
@click.option("--serve", "real", is_flag=True, help="start the real server and text that")
@save_option
def chat(text: str | None, flows: Path | None, kept_in: Path | None, *, real: bool) -> None:
    """Text the line. With TEXT: answer once. Without: one text a line, until Ctrl-D.

    Nothing leaves this machine.
    """
    if kept_in and real:
        raise click.UsageError("--save keeps what the line says in this process: no --serve")
    at = now_to_the_minute() if kept_in else None
    done: list[Exchange] = []
    with _line(folder_of(flows, with_env_file()), at, real=real) as line:
        texter = Texter(line)
        if text is not None:
            done += _asked(texter, text)
        else:
            click.echo("Type a text and press Enter. Ctrl-D ends. Nothing leaves this machine.")
            for each in typed():
                done += _asked(texter, each)
    if kept_in and at:
        save(kept_in, done, at)


def _line(flows: Path, at: datetime | None, *, real: bool) -> AbstractContextManager[Line]:
    return served(flows) if real else in_process(flows, at)


def _asked(texter: Texter, text: str) -> list[Exchange]:
    """Show what answers `text` and return it; nothing where no carrier would send it on."""
    try:
        replies = texter.text(text)
    except PhoneError as fault:
        click.echo(f"The carrier would not send this answer on: {fault}.", err=True)
        return []
    for reply in replies or [""]:
        if reply and sys.stdout.isatty():
            _bubble(reply)
        else:
            click.echo(reply or SILENT)
    return [Exchange(text, text_rows(replies))]


def _bubble(reply: str) -> None:
    from rich.box import ROUNDED
    from rich.console import Console
    from rich.panel import Panel
    from rich.text import Text

    console = Console(highlight=False)
    width = min(BUBBLE_COLUMNS, console.width)
    bubble = Panel(
        Text(reply), box=ROUNDED, subtitle=_size(reply), subtitle_align="right", width=width
    )
    console.print(bubble)


def _size(reply: str) -> str:
    count = segments(reply)
    return f"{len(reply)} letters, billed as {count} text{'s' if count > 1 else ''}"
