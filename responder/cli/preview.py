"""`responder preview`: see and hear the line in a browser while you edit it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from responder import failsafe
from responder.cli._line import flows_option, folder_of, with_env_file

MISUSED = 2


@click.command()
@flows_option
@click.option(
    "--port", default=None, type=click.IntRange(1, 65535), help="the port to open it at (8008)"
)
@click.option("--browser/--no-browser", default=True, help="whether to open it in the browser")
def preview(flows: Path | None, port: int | None, *, browser: bool) -> None:
    """Open a page on this machine that texts and calls the line, beside the map of what it says.

    It follows the flow files as you save them. Where the port is taken it takes the next one. It
    answers only this machine; Ctrl-C ends it.
    """
    from responder.preview.app import create_preview
    from responder.preview.live import Live
    from responder.preview.server import PORT, server_at

    folder = folder_of(flows, with_env_file())
    live = Live(folder, failsafe.to_stderr)
    wanted = port or PORT
    try:
        server = server_at(create_preview(live, _changes(folder)), wanted)
    except OSError as refused:
        click.echo(f"The page cannot be opened at port {wanted} or after it: {refused}", err=True)
        sys.exit(MISUSED)
    address = f"http://127.0.0.1:{server.port}"
    if server.port != wanted:
        click.echo(f"Port {wanted} is taken; this page is at {server.port}.")
    click.echo(f"The line is open at {address} for this machine only. Ctrl-C ends it.")
    live.start()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if browser:
        webbrowser.open(address)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo()
    finally:
        live.stop()
        server.server_close()


def _changes(folder: Path) -> Callable[[], dict[str, Any]]:
    """Return what tells how the answers differ from those of the last commit."""

    def changes() -> dict[str, Any]:
        command = [sys.executable, "-m", "responder", "diff", "HEAD", str(folder)]
        told = subprocess.run(  # nosec B603 # noqa: S603 - our own command, in a process of its own
            [*command, "--flows", str(folder), "--format", "json"],
            capture_output=True,
            check=False,
            text=True,
        )
        if told.returncode:
            return {"refused": told.stderr.strip()}
        return {"groups": json.loads(told.stdout)}

    return changes
