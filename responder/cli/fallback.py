"""`responder fallback`: what the carrier answers with when the line does not, as files to host."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import click

from responder.cli._line import FAULTS, flows_option, folder_of
from responder.cli._whole import ChangedMeanwhileError, written_whole
from responder.settings import Carrier

TRY_THEM = "and try them: responder probe URL --fallback ADDRESS"
HOST_THEM, HOST_THEM_ANEW = f"Host them, {TRY_THEM}", f"Host them anew, {TRY_THEM}"
NO_FALLBACK = (
    "Somleng has no fallback addresses, so nothing asks for these files: run two copies of the "
    "line in two places behind one address."
)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@flows_option
@click.option(
    "--carrier",
    type=click.Choice([each.value for each in Carrier], case_sensitive=False),
    envvar="RESPONDER_CARRIER",
    default=Carrier.TWILIO.value,
    show_default=True,
    help="whose voices the call is spoken with; else RESPONDER_CARRIER",
)
@click.option("--check", is_flag=True, help="write nothing; exit 1 if DIR holds other words")
def fallback(folder: Path, flows: Path | None, carrier: str, *, check: bool) -> None:
    """Write what answers when the line is gone.

    Into DIR come static answers (TwiML) for the carrier's fallback addresses, to host elsewhere:
    sms.xml answers a text and voice.xml a call with 988, 911, 741741 and 211 in both languages,
    from the same flow files; README.txt says how to host them, DIGESTS how to tell old from new.
    The same flow files make the same bytes.
    """
    files = _made(folder_of(flows), carrier)
    before = {name: _content(folder / name) for name in files}
    changed = [name for name, content in files.items() if before[name] != content]
    if check:
        if changed:
            names = ", ".join(changed)
            click.echo(f"{folder} does not hold what the flow files say: {names}.")
            click.echo(f"Make it anew: responder fallback {folder}")
            sys.exit(FAULTS)
        click.echo(f"{folder} holds what the flow files say.")
        return
    for name in changed:
        _write(folder / name, files[name])
    for name in files:
        click.echo(f"{'written  ' if name in changed else 'unchanged'}  {folder / name}")
    if carrier == Carrier.SOMLENG:
        click.echo(NO_FALLBACK)
    elif not any(before.values()):
        click.echo(HOST_THEM)
    else:
        click.echo(HOST_THEM_ANEW if changed else "Nothing to host anew.")


def _made(flows: Path, carrier: str) -> Mapping[str, bytes]:
    """Return the files, once they keep the promises of the line; ends the command with faults."""
    from responder.edition import edition
    from responder.fallback import CALL_FILE, TEXT_FILE, FallbackError, fallback_files
    from responder.flow.problem import Level, show
    from responder.proofs.on_fallback import prove_fallback

    read = edition(flows, datetime.now(UTC))
    if read.book is None:
        faults = [each for each in read.problems if each.level is Level.ERROR]
        _refuse(show(faults, "Nothing was written."))
    try:
        files = fallback_files(read.book.flow, carrier)
    except FallbackError as fault:
        _refuse(f"error: {fault}\nNothing was written.")
    broken = prove_fallback(files[TEXT_FILE], files[CALL_FILE], read.book)
    if broken:
        told = [f"error: broken promise: {each.promise}\n  {each.story}" for each in broken]
        _refuse("\n".join([*told, "Nothing was written."]))
    return files


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as fault:
        _refuse(f"{file} cannot be read: {fault.strerror}")


def _write(file: Path, content: bytes) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        written_whole(file, content, _content(file) or b"")
    except ChangedMeanwhileError:
        _refuse(f"{file} was changed by somebody else just now; look at it and try again")
    except OSError as fault:
        _refuse(f"{file} cannot be written: {fault.strerror}")


def _refuse(why: str) -> NoReturn:
    click.echo(why, err=True)
    sys.exit(FAULTS)
