"""`responder serve`: the production server."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from responder import serve as server
from responder.limits import leave_no_dump, open_all_files
from responder.settings import Settings, SettingsWrong

if TYPE_CHECKING:
    from responder.edition import Edition

MISUSED = 2

# While the line is made nothing becomes garbage; looking for it would take a fifth of the start.
gc.disable()
# Before anything opens a socket or imports what may: this module is loaded first of all.
server.patch()


@click.command()
@click.option("--bind", default=None, help="HOST:PORT to listen on; beats RESPONDER_BIND")
def serve(bind: str | None) -> None:
    """Answer texts and calls until stopped.

    Needs TWILIO_AUTH_TOKEN (or the key of another carrier) and RESPONDER_PUBLIC_URL. Starts even
    without one good flow file: then every text and call gets the built-in crisis text, and /ready
    says what is wrong.
    """
    try:
        settings = Settings.read(os.environ)
    except SettingsWrong as wrong:
        click.echo(str(wrong), err=True)
        sys.exit(MISUSED)
    leave_no_dump()
    open_all_files()
    sys.exit(server.run(settings, _app, bind or settings.bind))


def _app(settings: Settings) -> server.Application:
    # Flask is imported only here: what it needs must come after the server's own patches.
    from responder.edition import edition
    from responder.web import create_app

    read = edition(settings.flows, datetime.now(UTC))
    with suppress(OSError):  # nobody may be there to read it; the line opens anyway
        _tell(read)
    app = create_app(settings, read=read)
    # What all workers share stays shared: the collector never touches it again.
    gc.freeze()
    gc.enable()
    return app


def _tell(read: Edition) -> None:
    """Say on the operator's screen what the flow files are like before the line opens."""
    from responder.flow.problem import ONLY_CRISIS_TEXT, show

    if read.book is None:
        click.echo(show(read.problems, ONLY_CRISIS_TEXT), err=True)
    elif read.book.flow.line.sample:
        click.echo(
            "This is the sample line: set name, run_by and the numbers in line.yaml, "
            "then take `sample: true` out.",
            err=True,
        )
