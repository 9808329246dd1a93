"""Commands that are loaded when they are asked for, each from a module of its own."""

from __future__ import annotations

import importlib
from typing import Any

import click


class LazyGroup(click.Group):
    """A group of the commands `names`: `list` is `list` in the module `within` followed by it."""

    def __init__(self, *given: Any, names: tuple[str, ...], within: str, **named: Any) -> None:
        """Take the names in the order that help lists them in; the rest is click's own."""
        super().__init__(*given, **named)
        self._names, self._within = names, within

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        """Return the names of all commands."""
        return list(self._names)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - as click calls it
        cmd_name: str,
    ) -> click.Command | None:
        """Return the command of that name, loaded now; None if there is none."""
        if cmd_name not in self._names:
            return None
        module = importlib.import_module(f"{self._within}{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command
