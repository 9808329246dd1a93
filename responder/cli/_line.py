"""How the terminal's phones reach the line: in this process, or through the real server here."""

from __future__ import annotations

import gc
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from responder.phone.phone import Line, http_line, wsgi_line
from responder.settings import Settings, to_try

if TYPE_CHECKING:
    from responder.edition import Edition

OPEN_WITHIN_SECONDS = 60
STOP_WITHIN_SECONDS = 10
PROMPT = "> "
ENV_FILE = ".env"
FAULTS = 1

Command = TypeVar("Command", bound=Callable[..., Any])


def flows_option(command: Command) -> Command:
    """Give `command` the option --flows; `folder_of` says what it means if it is left out."""
    return click.option(
        "--flows",
        default=None,
        type=click.Path(path_type=Path),
        help="folder of the flow files; else RESPONDER_FLOWS, else flows",
    )(command)


def folder_of(flows: Path | None, environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder that was asked for, else the one of the settings, else `flows`."""
    return flows or Path(environ.get("RESPONDER_FLOWS") or "flows")


def with_env_file(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the settings of the file `.env` here, if there is one, and of `environ`, which wins.

    For trying the line alone: a server that read it would run with what somebody tried last.
    """
    from dotenv import dotenv_values

    try:
        in_file = dotenv_values(ENV_FILE, interpolate=False)
    except (OSError, UnicodeDecodeError) as fault:
        why = "is not text in UTF-8" if isinstance(fault, ValueError) else "cannot be read"
        raise click.ClickException(f"{ENV_FILE} {why}: save it anew or remove it") from None
    given = {name: value for name, value in environ.items() if value}
    return {name: value for name, value in in_file.items() if value} | given


def typed() -> Iterator[str]:
    """Yield what is typed or piped in, line by line, until there is no more."""
    if not sys.stdin.isatty():
        yield from (line.rstrip("\r\n") for line in sys.stdin)
        return
    while True:
        try:
            yield input(PROMPT)
        except (EOFError, KeyboardInterrupt):
            click.echo()
            return


@contextmanager
def uncollected() -> Iterator[None]:
    """Look for no garbage within: what some seconds make stays nearly all, and a tenth is saved."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def in_process(
    flows: Path, at: datetime | None = None, *, good_only: bool = False
) -> Iterator[Line]:
    """Open the line in this process; nothing leaves it.

    With `at` it answers as it does at that instant, however long it is asked. Where the flow files
    are at fault, that is said and the line has its crisis text; with `good_only` the command ends.
    """
    from responder.edition import edition
    from responder.flow.problem import ONLY_CRISIS_TEXT, show

    read = edition(flows, at or datetime.now(UTC))
    if read.book is None:
        click.echo(show(read.problems, ONLY_CRISIS_TEXT), err=True)
        if good_only:
            sys.exit(FAULTS)
    elif at is not None:
        read = replace(read, book=replace(read.book, until=None))
    yield line_of(read, flows)


def line_of(read: Edition, flows: Path) -> Line:
    """Return the line that the edition `read` of `flows` makes, called in this process."""
    from responder.web import create_app

    token = secrets.token_hex(16)
    settings = Settings.read(to_try(flows, token))
    return wsgi_line(create_app(settings, read=read), token, settings.public_url)


@contextmanager
def served(flows: Path) -> Iterator[Line]:
    """Start the real server on a free port of this machine, with a token made for this once."""
    token, port = secrets.token_hex(16), _free_port()
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(  # nosec B603 # noqa: S603 - our own command
        [sys.executable, "-m", "responder", "serve", "--bind", f"127.0.0.1:{port}"],
        env={**os.environ, **to_try(flows, token, address)},
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
    import requests

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
