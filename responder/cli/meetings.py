"""`responder meetings ...`: the meetings of the line, and the calendars that they come from."""

from __future__ import annotations

import importlib

import click

COMMANDS = ("list", "pull", "read")  # each is in a module of its own, meetings_<name>


class _Commands(click.Group):
    """Its commands, each loaded when it is asked for: a calendar library takes a while."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - as click calls it
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"responder.cli.meetings_{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command


@click.group(cls=_Commands)
def meetings() -> None:
    """Meetings: see what is upcoming, and bring them in from calendars."""
