"""How findings, changes and what came of them are printed."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from responder.account.addresses import shown

if TYPE_CHECKING:
    from responder.account.change import Outcome, Step
    from responder.account.state import Finding, Held
    from responder.account.tick import Tick

WIDTH = 100


def print_findings(found: Sequence[Finding]) -> None:
    """Print each finding with its reason and its mending."""
    for number, each in enumerate(found, 1):
        lead = f"{number}. "
        click.echo(wrapped(f"{each.what} [{each.rule}]", lead, " " * len(lead)))
        for name, words in (("why", each.why), ("fix", each.fix)):
            click.echo(wrapped(words, f"{' ' * len(lead)}{name}: ", " " * (len(lead) + 5)))


def print_steps(todo: Sequence[Step], service: Held | None) -> None:
    """Print each change, old and new; who else a messaging `service` takes along is said."""
    for step in todo:
        click.echo(f"{step.kind} {step.sid}")
        if service is not None and step.sid == service.sid and service.others:
            others = count(service.others, "other number") + " of this service change with it"
            click.echo(f"   {others}: their texts will come to this line too.")
        for each in step.changes:
            click.echo(f"   {each.name}: {shown(each.old)}\n      -> {shown(each.new)}")


def print_outcome(outcome: Outcome, then: str) -> None:
    """Print what was changed, what was not, and what nobody knows; `then` comes last."""
    for title, listed in (
        ("changed", outcome.made),
        ("NOT KNOWN whether changed", outcome.unsure),
        ("not changed", outcome.not_made),
    ):
        for step in listed:
            names = ", ".join(each.name for each in step.changes)
            click.echo(wrapped(f"{title}: {step.kind} {step.sid}: {names}", "", "   "))
    for each in outcome.otherwise:
        click.echo(f"The carrier took this and keeps something else: {each.name} of {each.sid}")
    if outcome.why:
        click.echo(outcome.why, err=True)
    if then:
        click.echo(then)


def print_ticks(listed: Sequence[Tick]) -> None:
    """Print the list to tick."""
    click.echo("To look at by hand:")
    for each in listed:
        click.echo(wrapped(f"{each.name} ({each.place})", "[ ] ", "    "))
        for words in each.how.split("\n"):
            indent = "    " if words == words.lstrip() else "       "
            click.echo(wrapped(words.strip(), indent, indent))


def mends(count: int) -> str:
    """Return how many findings apply can mend, as a sentence."""
    if not count:
        return "None of it can be set from here."
    return f"responder account apply mends {count} of them."


def count(number: int, noun: str) -> str:
    """Return `number` with its noun."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def wrapped(words: str, first: str = "", then: str = "") -> str:
    """Return `words` broken into lines, never inside an address."""
    return textwrap.fill(
        words,
        WIDTH,
        initial_indent=first,
        subsequent_indent=then,
        break_long_words=False,
        break_on_hyphens=False,
    )
