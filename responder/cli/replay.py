"""`responder replay`: what the line answers now to conversations that were written down."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import click

from responder.cli._line import flows_option, folder_of, in_process
from responder.cli._marked import show_rows
from responder.cli._saved import TRANSCRIPTS
from responder.conversation import Transcript, TranscriptError, played, transcript
from responder.phone.phone import Line

CHANGED = 1
MISUSED = 2


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@flows_option
@click.option("--rewrite", is_flag=True, help="write the new answers into the files: read them")
def replay(files: tuple[Path, ...], flows: Path | None, *, rewrite: bool) -> None:
    """Play transcripts (FILES; else all in tests/transcripts) and show what changed.

    Each is played as on its own day. Exit code 0: all answers are as written. 1: some changed, or
    the flow files are at fault. 2: a file cannot be read.
    """
    written = _read(files or sorted(TRANSCRIPTS.glob("*.txt")))
    folder = folder_of(flows)
    lines: dict[datetime, Line] = {}
    changed = 0
    with ExitStack() as opened:
        for file, before in written.items():
            if before.at not in lines:
                lines[before.at] = opened.enter_context(
                    in_process(folder, before.at, good_only=True)
                )
            after = played(lines[before.at], before)
            if after == before:
                continue
            changed += 1
            click.echo(f"{file}")
            _show(before, after)
            if rewrite:
                file.write_text(str(after), "utf-8")
    click.echo(_summary(len(written), changed, rewritten=rewrite))
    if changed and not rewrite:
        sys.exit(CHANGED)


def _read(files: Iterable[Path]) -> dict[Path, Transcript]:
    found: dict[Path, Transcript] = {}
    for file in files:
        try:
            found[file] = transcript(file.read_text("utf-8"))
        except OSError as fault:
            _misused(f"{file} cannot be read: {fault.strerror}")
        except UnicodeDecodeError:
            _misused(f"{file} is not text in UTF-8")
        except TranscriptError as fault:
            _misused(f"{file} is no transcript: {fault}")
    if not found:
        _misused(f"there is no transcript in {TRANSCRIPTS}")
    return found


def _misused(why: str) -> NoReturn:
    click.echo(f"responder replay: {why}", err=True)
    sys.exit(MISUSED)


def _show(before: Transcript, after: Transcript) -> None:
    for was, now in zip(before.exchanges, after.exchanges, strict=True):
        if was != now:
            click.echo(f"\n  > {was.act}")
            show_rows(was.rows, now.rows)
    click.echo()


def _summary(played_count: int, changed: int, *, rewritten: bool) -> str:
    noun = "conversation" if played_count == 1 else "conversations"
    if not changed:
        return f"{played_count} {noun} played: nothing changed."
    end = " The new answers are written: read each before you keep it." if rewritten else ""
    return f"{played_count} {noun} played, {changed} changed.{end}"
