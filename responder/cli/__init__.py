"""Arguments in, lines and an exit code out; one module a command.

Exit codes: 0 clean, 1 problems in the flow files, 2 misused or set up wrongly, 3 our own fault.
"""

from __future__ import annotations

import sys

import click

from responder import failsafe
from responder.cli._lazy import LazyGroup

# serve first: it must be loaded before the others
COMMANDS = (
    "serve", "preview", "check", "chat", "call", "replay", "diff", "notice", "panel", "account",
    "fallback", "probe", "links", "meetings",
)  # fmt: skip
OUR_FAULT = 3


# Each is loaded when it is asked for: the server's patches must come first.
@click.group(
    cls=LazyGroup,
    names=COMMANDS,
    within="responder.cli.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="crisis-info-responder", prog_name="responder")
def commands() -> None:
    """Answer texts and calls about children's behavioral health, with 988 in every answer."""


def main() -> None:
    """Run the command line; a fault of ours is told by its place alone, never by its words."""
    try:
        commands(prog_name="responder")
    except Exception as fault:  # noqa: BLE001 - the last place where a fault can be told
        place = failsafe.where(fault)
        click.echo(f"responder: our own fault, please report it: {place}", err=True)
        sys.exit(OUR_FAULT)
