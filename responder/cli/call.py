"""`responder call`: the phone menu in the terminal, through the address the carrier uses."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from responder.cli._line import flows_option, folder_of, in_process, typed, with_env_file
from responder.cli._saved import now_to_the_minute, save, save_option
from responder.conversation import DIAL, ENDS, Exchange, call_rows, done
from responder.phone.phone import DIAL_STATUSES, KEYS, Caller, Heard, PhoneError, Spoken

REFUSED = 1
PAUSE_SECONDS = 0.05  # a shorter gap between two sentences is none
ESPEAK = "espeak-ng"
ESPEAK_VOICES = {"en": "en-us", "es": "es-419"}
HOW = (
    'Type keys and press Enter; Enter alone is silence; a " and words says them; h hangs up. '
    "Nothing leaves this machine."
)
WRONG = 'Type keys (0-9 * #), a " before words to say them, Enter alone for silence, or h.'
WRONG_RESULT = f"The line is connecting: type how that goes ({', '.join(DIAL_STATUSES)}), or h."


@click.command()
@click.argument("acts", nargs=-1)
@flows_option
@click.option("--say", "aloud", is_flag=True, help=f"also speak it, with {ESPEAK} if that is here")
@save_option
def call(acts: tuple[str, ...], flows: Path | None, kept_in: Path | None, *, aloud: bool) -> None:
    """Call the line. With ACTS: do these and end. Without: one act a line, until you hang up.

    An act is keys (5), nothing for silence, words after a " mark, h to hang up, or how connecting
    you went (busy): responder call 4 5 "" '"meetings' h. Nothing is dialled, nothing leaves this
    machine. Exit code 1 where a carrier would not act on what the line answers.
    """
    if aloud and not shutil.which(ESPEAK):
        click.echo(f"{ESPEAK} is not installed here, so nothing is spoken aloud.", err=True)
        aloud = False
    at = now_to_the_minute() if kept_in else None
    finished: list[Exchange] = []
    with in_process(folder_of(flows, with_env_file()), at) as line:
        caller = Caller(line)
        if not acts:
            click.echo(HOW)
        for act in _acts(acts, caller):
            try:
                heard = done(caller, act)
            except PhoneError as fault:
                _refused(caller, fault)
                continue
            _show(heard, aloud=aloud)
            finished.append(Exchange(act, call_rows(heard)))
            if heard.ended:
                break
    if kept_in and at:
        save(kept_in, finished, at)


def _acts(given: tuple[str, ...], caller: Caller) -> Iterator[str]:
    """Yield the acts of the call as transcripts name them."""
    click.echo(f"> {DIAL}")
    yield DIAL
    rows: Iterable[str] = given or typed()
    for row in _one_by_one(rows):
        act = _act(row, connecting=bool(caller.dialling))
        if act is None:
            click.echo(WRONG_RESULT if caller.dialling else WRONG, err=True)
            continue
        if given or not sys.stdin.isatty():
            click.echo(f"> {act}")
        yield act


def _one_by_one(rows: Iterable[str]) -> Iterator[str]:
    """Yield the acts in `rows`: keys with spaces between, "4 5", are one act each."""
    for row in rows:
        several = row.split()
        keys = len(several) > 1 and all(set(each) <= set(KEYS) for each in several)
        yield from several if keys else [row.strip()]


def _act(row: str, *, connecting: bool) -> str | None:
    """Return what was typed as an act; None if it is none."""
    if row == "h":
        return "[hang up]"
    if connecting:
        return f"[{row}]" if row in DIAL_STATUSES else None
    if not row:
        return "[silence]"
    if row.startswith('"'):
        words = row.strip('"').strip()
        return f"[say] {words}" if words else None
    return f"[press {row}]" if all(key in KEYS for key in row) else None


def _refused(caller: Caller, fault: PhoneError) -> None:
    """Say what was not possible; where the call cannot go on, end with the exit code for that."""
    click.echo(f"Not possible: {fault}.", err=True)
    if not caller.listening and not caller.dialling:
        sys.exit(REFUSED)


def _show(heard: Heard, *, aloud: bool) -> None:
    said_until: float | None = None
    for each in heard.spoken:
        if said_until is not None and each.at - said_until > PAUSE_SECONDS:
            click.echo(f"         (pause of {each.at - said_until:.1f} s)")
        said_until = each.at + each.seconds
        click.echo(f"{each.at:6.1f} s ({each.language}) {_words(each)}")
        if aloud:
            _speak(each)
    for number in heard.dialling:
        click.echo(f"         (dials {number}: type {', '.join(DIAL_STATUSES)})")
    if heard.ended:
        click.echo(f"         {ENDS}")


def _words(spoken: Spoken) -> str:
    """Return the words, those in another language marked, and how long the breaks in them are."""
    pieces = (
        piece.words
        if piece.locale == spoken.locale
        else f"({piece.locale[:2]}: {piece.words.strip()})"
        for piece in spoken.pieces
    )
    words = " ".join("".join(pieces).split())
    return f"{words} (breaks of {spoken.pauses:.1f} s)" if spoken.pauses else words


def _speak(spoken: Spoken) -> None:
    for piece in spoken.pieces:
        voice = ESPEAK_VOICES.get(piece.locale[:2], piece.locale.lower())
        speech = [ESPEAK, "-v", voice, "--stdin"]
        subprocess.run(speech, input=piece.words, text=True, check=False)  # nosec B603 # noqa: S603 - words go in as input, never as an argument
