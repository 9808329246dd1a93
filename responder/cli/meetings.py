"""`responder meetings ...`: the meetings of the line, and the calendars that they come from."""

from __future__ import annotations

import click

from responder.cli._lazy import LazyGroup

COMMANDS = ("list", "pull", "read")  # each is in a module of its own, meetings_<name>


# Each is loaded when it is asked for: a calendar library takes a while.
@click.group(cls=LazyGroup, names=COMMANDS, within="responder.cli.meetings_")
def meetings() -> None:
    """Meetings: see what is upcoming, and bring them in from calendars."""
