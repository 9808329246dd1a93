"""`responder account`: is the carrier account set as it must be; set it, and take that back."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from responder.cli._account import (
    count,
    mends,
    print_findings,
    print_outcome,
    print_steps,
    print_ticks,
    wrapped,
)
from responder.cli._line import FAULTS, flows_option, folder_of
from responder.cli.progress import progress

if TYPE_CHECKING:
    from responder.account.access import Access
    from responder.account.change import Step
    from responder.account.hand import Hand
    from responder.account.state import Account, Finding, Wanted
    from responder.account.tick import Tick
    from responder.flow.model import LineInfo
    from responder.settings import Settings

NOT_CHECKED = 2
RIGHT = "The account is set as it must be."
BY_HAND = "responder account check --tick"

Command = TypeVar("Command", bound=Callable[..., Any])


@click.group()
def account() -> None:
    """See whether the carrier account is set as it must be, set it, and take that back.

    Needs RESPONDER_PUBLIC_URL, TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN (the first of several), and
    the numbers in line.yaml. On SignalWire these two are the Project ID and an API token; the
    signing key is not needed.
    """


def api_option(command: Command) -> Command:
    """Give `command` the option --api."""
    return click.option(
        "--api",
        default="",
        metavar="URL",
        help="where the API is: needed on SignalWire, and for a Somleng of your own",
    )(command)


def line_options(command: Command) -> Command:
    """Give `command` what names the line and its fallback files."""
    for name, text in (
        ("--calls-fallback", "address that answers calls instead, such as a TwiML Bin's"),
        ("--texts-fallback", "address that answers texts instead, such as a TwiML Bin's"),
        ("--fallback", "where the files of responder fallback stand: sms.xml and voice.xml"),
    ):
        command = click.option(name, default="", metavar="URL", help=text)(command)
    return api_option(flows_option(command))


@account.command()
@click.option("--tick", is_flag=True, help="the whole list of what is to be looked at by hand")
@line_options
def check(*, tick: bool, **given: Any) -> None:
    """Name what is wrong with the account, worst first. Changes nothing.

    Exit code 0: nothing, said in one line. 1: something. 2: it could not be checked.
    """
    desk = _opened(**given, tick=tick)
    found = desk.found()
    print_findings(found)
    if tick:
        print_ticks(desk.ticks())
    if found:
        mended = sum(bool(each.changes) for each in found)
        click.echo(f"{count(len(found), 'finding')}, worst first. {mends(mended)}")
        if not tick:
            names = ", ".join(each.name for each in desk.ticks())
            click.echo(wrapped(f"Look at by hand, since no API tells: {names}. {BY_HAND}"))
        sys.exit(FAULTS)
    click.echo(RIGHT if tick else f"{RIGHT} What no API tells: {BY_HAND}")


@account.command()
@click.option("--yes", is_flag=True, help="do not ask; for scripts")
@click.option(
    "--undo-file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="where to write how to take it back; else account-undo-DATE.json here",
)
@line_options
def apply(*, yes: bool, undo_file: Path | None, **given: Any) -> None:
    """Set in the account what can be set, after showing it and asking.

    How to take it back is written to a file before the first change. Exit code 0: the account is
    as it must be. 1: something is left, or was not made; it is said what. 2: misused, or the
    account could not be read: nothing was changed.
    """
    from responder.account.change import carry_out, planned

    desk = _opened(**given)
    found = desk.found()
    if not found:
        click.echo(f"{RIGHT} Nothing to set.")
        return
    todo = planned(found)
    if not todo:
        print_findings(found)
        click.echo("None of this can be set from here; nothing was changed.")
        sys.exit(FAULTS)
    print_steps(todo, desk.account.service)
    _ask("Make these changes?", yes=yes)
    file = undo_file or Path(f"account-undo-{datetime.now(UTC):%Y%m%d-%H%M%S}.json")
    _write_undo(file, desk.access, todo)
    outcome = carry_out(todo, desk.hand)
    print_outcome(outcome, f"Take it back with: responder account undo {file}")
    if outcome.why:
        sys.exit(FAULTS)
    left = desk.again().found()
    if left:
        click.echo("\nWhat is left, worst first:")
        print_findings(left)
        sys.exit(FAULTS)
    click.echo(f"{RIGHT} What no API tells: {BY_HAND}")


@account.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--yes", is_flag=True, help="do not ask; for scripts")
@api_option
def undo(file: Path, api: str, *, yes: bool) -> None:
    """Take back what apply wrote down in FILE.

    Also after an apply that was cut off: what was never made, and what somebody changed since, is
    left alone. Exit code 0: all is as it was. 1: something is not; it is said what. 2: misused, or
    it could not be read.
    """
    from responder.account.change import back, carry_out
    from responder.account.fault import CarrierError
    from responder.account.hand import opened
    from responder.account.undo import UndoFileError, read_undo

    _, access = _settings(api)
    try:
        written = read_undo(file)
    except UndoFileError as fault:
        _refuse(str(fault))
    if (written.carrier, written.account_sid) != (access.carrier, access.account_sid):
        _refuse(f"{file} is about another account than TWILIO_ACCOUNT_SID; nothing was changed")
    hand = opened(access, _said)
    try:
        todo, left = back(written.made, hand)
    except CarrierError as fault:
        _refuse(f"{fault}\nNothing was changed.")
    for each in left:
        click.echo(f"Left as it is, because somebody changed it since: {each.name} of {each.sid}")
    if not todo:
        click.echo("Nothing to take back.")
        sys.exit(FAULTS if left else 0)
    print_steps(todo, None)
    _ask("Take these changes back?", yes=yes)
    outcome = carry_out(todo, hand)
    print_outcome(outcome, f"Try again with: responder account undo {file}" if outcome.why else "")
    sys.exit(FAULTS if outcome.why or outcome.otherwise or left else 0)


@dataclass
class _Desk:
    """An account that was read, beside what must stand in it."""

    settings: Settings
    access: Access
    wanted: Wanted
    line: LineInfo
    hand: Hand
    account: Account

    def found(self) -> tuple[Finding, ...]:
        """Return what is wrong; each fallback is asked, as the carrier would."""
        from responder.account.findings import findings
        from responder.account.routes import routes
        from responder.account.standby import call_fault, text_fault

        standby = {}
        for route in routes(self.account, self.wanted, {}):
            if route.uses:
                tried = text_fault if route.channel == "texts" else call_fault
                method = route.held.words(route.fallback_method)
                standby[route.channel] = tried(
                    route.uses, self.access.token, method
                ) or self._probed(route.uses, method)
        return findings(self.account, self.wanted, standby)

    def _probed(self, fallback: str, method: str) -> str:
        """Return what the probe would say of an address: whatever it refuses is wrong here too."""
        from responder.account.access import ANSWER_WITHIN_SECONDS
        from responder.probe.ask import Asker
        from responder.probe.elsewhere import FallbackProbe

        with closing(Asker(ANSWER_WITHIN_SECONDS)) as asker:
            # That it may stand on the line's own host is a finding of its own.
            return (
                FallbackProbe(
                    url=fallback.partition("#")[0],
                    line_url="",
                    settings=self.settings,
                    asker=asker,
                    within=ANSWER_WITHIN_SECONDS,
                    method="GET" if method.upper() == "GET" else "POST",
                )
                .step()
                .fault
            )

    def ticks(self) -> Sequence[Tick]:
        from responder.account.tick import ticks

        return ticks(self.account, self.wanted, self.line)

    def again(self) -> _Desk:
        """Return the account read anew; ends the command where it cannot be."""
        from responder.account.fault import CarrierError

        try:
            account = _read(self.hand, self.wanted)
        except CarrierError as fault:
            _refuse(str(fault))
        return replace(self, account=account)


def _tick_unread(wanted: Wanted, line: LineInfo) -> None:
    """Print the list to tick though the account was not read: as for a number in a service."""
    from responder.account.state import Account, Held, Kind
    from responder.account.tick import ticks

    print_ticks(ticks(Account("", service=Held(Kind.SERVICE, "", {})), wanted, line))
    click.echo("Nothing was read of the account, so nothing else was checked.")


def _opened(
    flows: Path | None,
    api: str,
    fallback: str,
    texts_fallback: str,
    calls_fallback: str,
    *,
    tick: bool = False,
) -> _Desk:
    """Return the account that was read; ends the command where it cannot be.

    With `tick` the list of what is looked at by hand is printed even then.
    """
    from responder.account.fault import CarrierError
    from responder.account.hand import opened
    from responder.account.wanted import fallbacks, wanted_from
    from responder.flow.loader import load
    from responder.flow.problem import show

    where, faults = fallbacks(fallback, texts_fallback, calls_fallback)
    settings, access = _settings(api, faults)
    loaded = load(folder_of(flows))
    if loaded.flow is None:
        click.echo(show(loaded.problems), err=True)
        sys.exit(NOT_CHECKED)
    line = loaded.flow.line
    wanted = wanted_from(settings, line, where)
    hand = opened(access, _said)
    if settings.odd_token:
        _said(f"warning: {settings.odd_token}")
    try:
        return _Desk(settings, access, wanted, line, hand, _read(hand, wanted))
    except CarrierError as fault:
        if tick:
            _tick_unread(wanted, line)
        _refuse(str(fault))


def _settings(api: str, more: tuple[Any, ...] = ()) -> tuple[Settings, Access]:
    """Return settings and access; ends the command with every fault there is, `more` among them."""
    from responder.account.access import read_settings
    from responder.settings import SettingsWrong

    faults = list(more)
    try:
        settings = read_settings(os.environ, api)
    except SettingsWrong as wrong:
        faults = [*wrong.faults, *faults]
        settings = None
    if faults or settings is None:
        _refuse(str(SettingsWrong(tuple(faults))))
    return settings


def _read(hand: Hand, wanted: Wanted) -> Account:
    """Return the account. Raises CarrierError."""
    from responder.account.read import read_account

    with progress("Looking for the messaging service of the number") as done:
        return read_account(hand, wanted, done)


def _write_undo(file: Path, access: Access, todo: tuple[Step, ...]) -> None:
    from responder.account.undo import Undo, UndoFileError, without_secrets_in, write_undo

    kept, had_secret = without_secrets_in(todo)
    try:
        write_undo(file, Undo(access.carrier, access.account_sid, kept))
    except UndoFileError as fault:
        _refuse(f"{fault}\nNothing was changed.")
    if had_secret:
        click.echo(
            "An old address holds a password or a key, which is not kept: write it down if you"
        )
        click.echo("need it, for undo brings the address back without it.")
    click.echo(f"How to take it back is written to {file}.")


def _ask(question: str, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        _refuse("Nobody is here to ask; add --yes if this is meant.\nNothing was changed.")
    if not click.confirm(question):
        click.echo("Nothing was changed.")
        sys.exit(FAULTS)


def _said(words: str) -> None:
    click.echo(words, err=True)


def _refuse(why: str) -> NoReturn:
    click.echo(why, err=True)
    sys.exit(NOT_CHECKED)
