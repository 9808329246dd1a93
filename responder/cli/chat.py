"""`responder chat`: text the line from the terminal, through the address the carrier uses."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
import requests

from responder.phone.phone import Line, PhoneError, Texter, http_line, wsgi_line
from responder.settings import Settings
from responder.wording.gsm7 import segments

PUBLIC_URL = "https://text.example.org"  # never called: the app is called in this process
OPEN_WITHIN_SECONDS = 60
STOP_WITHIN_SECONDS = 10
PROMPT = "> "
SILENT = "(no reply: the carrier answers this word itself; after STOP it sends nothing until START)"


@click.command()
@click.argument("text", required=False)
@click.option(
    "--flows",
    default=None,
    type=click.Path(path_type=Path),
    help="folder of the flow files; else RESPONDER_FLOWS, else flows",
)
@click.option("--serve", "through_server", is_flag=True, help="start the real server and text that")
def chat(text: str | None, flows: Path | None, *, through_server: bool) -> None:
    """Text the line. With TEXT: answer once. Without: one text a line, until Ctrl-D.

    Nothing leaves this machine.
    """
    folder = flows or Path(os.environ.get("RESPONDER_FLOWS", "flows"))
    with (_served if through_server else _in_process)(folder) as line:
        texter = Texter(line)
        if text is not None:
            _ask(texter, text)
            return
        click.echo("Type a text and press Enter. Ctrl-D ends. Nothing leaves this machine.")
        for typed in _typed():
            _ask(texter, typed)


def _ask(texter: Texter, text: str) -> None:
    try:
        replies = texter.text(text)
    except PhoneError as fault:
        click.echo(f"The carrier would not send this answer on: {fault}.", err=True)
        return
    for reply in replies or [""]:
        click.echo(reply or SILENT)
        if reply and sys.stdout.isatty():
            click.secho(f"({_size(reply)})", dim=True)


def _size(reply: str) -> str:
    count = segments(reply)
    return f"{len(reply)} letters, billed as {count} text{'s' if count > 1 else ''}"


def _typed() -> Iterator[str]:
    """Yield what is typed, line by line, until there is no more."""
    if not sys.stdin.isatty():
        yield from (line.rstrip("\r\n") for line in sys.stdin)
        return
    while True:
        try:
            yield input(PROMPT)
        except (EOFError, KeyboardInterrupt):
            click.echo()
            return


def _settings(flows: Path, public_url: str, token: str) -> dict[str, str]:
    return {
        "RESPONDER_CARRIER": "twilio",
        "TWILIO_AUTH_TOKEN": token,
        "RESPONDER_PUBLIC_URL": public_url,
        "RESPONDER_FLOWS": str(flows),
    }


@contextmanager
def _in_process(flows: Path) -> Iterator[Line]:
    from responder.edition import edition
    from responder.flow.problem import ONLY_CRISIS_TEXT, show
    from responder.web import create_app

    token = secrets.token_hex(16)
    settings = Settings.read(_settings(flows, PUBLIC_URL, token))
    read = edition(settings.flows, datetime.now(UTC))
    if read.book is None:
        click.echo(show(read.problems, ONLY_CRISIS_TEXT), err=True)
    app = create_app(settings, read=read)
    yield wsgi_line(app, token, PUBLIC_URL)


@contextmanager
def _served(flows: Path) -> Iterator[Line]:
    """Start the real server on a free port of this machine, with a token made for this once."""
    token, port = secrets.token_hex(16), _free_port()
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "responder", "serve", "--bind", f"127.0.0.1:{port}"],
        env={**os.environ, **_settings(flows, address, token)},
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C in the chat is not meant for the server
    )
    try:
        _wait_for(address, server)
        click.echo(f"The line is open at {address}, for this machine only.")
        yield http_line(address, token, address)
    finally:
        server.send_signal(signal.SIGINT)  # at once: the connection we keep is idle
        try:
            server.wait(STOP_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    session = requests.Session()
    session.trust_env = False
    for _ in _until(OPEN_WITHIN_SECONDS):
        if server.poll() is not None:
            break
        try:
            if session.get(f"{address}/health", timeout=1).ok:
                return
        except requests.RequestException:
            continue
    raise click.ClickException("the server did not start; what it said stands above")


def _until(seconds: int) -> Iterable[None]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield
        time.sleep(0.05)
