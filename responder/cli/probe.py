"""`responder probe`: does the line answer as it must, through its public address; for cron."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import click

from responder.probe.ask import GIVE_UP_SECONDS, Asker
from responder.probe.elsewhere import FallbackProbe
from responder.probe.line import WITHIN_SECONDS, LineProbe
from responder.probe.step import Step
from responder.settings import SettingFault, Settings, SettingsWrong

WRONG, MISUSED = 1, 2
PUBLIC_URL, FLOWS = "RESPONDER_PUBLIC_URL", "RESPONDER_FLOWS"


@click.command()
@click.argument("url", required=False)
@click.option(
    "--fallback",
    "fallbacks",
    multiple=True,
    metavar="URL",
    help="a fallback address to ask too; give it once for each",
)
@click.option(
    "--fallback-method",
    type=click.Choice(["POST", "GET"]),
    default="POST",
    show_default=True,
    help="how the carrier is set to ask the fallback addresses",
)
@click.option(
    "--within",
    type=click.FloatRange(0.01, 15),
    default=WITHIN_SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="how long each answer may take",
)
@click.option("--verbose", is_flag=True, help="a line for each thing that was tried")
def probe(
    url: str | None,
    fallbacks: tuple[str, ...],
    fallback_method: str,
    within: float,
    *,
    verbose: bool,
) -> None:
    """See whether the line answers as it must.

    It texts and calls the line at URL as its carrier does, and says in one line what came of it.
    URL is the public address, without /sms; else RESPONDER_PUBLIC_URL. Token and carrier are those
    of `serve`. It expects 988 and the right numbers in two languages, 403 for a forged signature,
    and each answer in time; it waits for one twice as long as --within says, at least 5 seconds.
    Fallbacks are compared with the flow files where RESPONDER_FLOWS is set. It dials nobody. Exit
    code 0: all is well; 1: something is wrong, which is told on standard error; 2: a setting is
    missing or wrong.
    """
    try:
        settings = _settings(url, fallbacks)
    except SettingsWrong as wrong:
        click.echo(str(wrong), err=True)
        sys.exit(MISUSED)
    with closing(Asker(max(within * 2, GIVE_UP_SECONDS))) as asker:
        expected = os.environ.get(PUBLIC_URL, "").strip().rstrip("/")
        line = LineProbe(settings.public_url, settings, asker, within, expected)
        made = _made(settings) if fallbacks else ()
        others = [
            FallbackProbe(each, settings.public_url, settings, asker, within, fallback_method, made)
            for each in fallbacks
        ]
        steps = list(_told(line, others, verbose=verbose))
    if settings.odd_token:
        click.echo(f"warning: {settings.odd_token}", err=True)
    faults = [each for each in steps if each.fault]
    if faults:
        if verbose:
            click.echo(
                f"FAILED {settings.public_url}: {len(faults)} of {len(steps)} tries", err=True
            )
        else:
            click.echo(_failed(settings.public_url, faults), err=True)
        sys.exit(WRONG)
    click.echo(f"{_good(settings.public_url, steps, len(others))}{_differ(others)}")


def _settings(url: str | None, fallbacks: tuple[str, ...]) -> Settings:
    """Return the settings of `serve`, with `url` as public address.

    Raises SettingsWrong with every fault there is, those of the addresses among them.
    """
    faults: list[SettingFault] = []
    for each in fallbacks:
        if not each.startswith(("https://", "http://")) or not each.isprintable() or " " in each:
            what = "is not a whole web address"
            fix = "write it as it is set at the carrier: https://elsewhere.example.org/sms.xml"
            faults.append(SettingFault("--fallback", what, fix))
    environ = dict(os.environ)
    if url is not None:
        environ[PUBLIC_URL] = url
    try:
        settings = Settings.read(environ)
    except SettingsWrong as wrong:
        named = [
            replace(each, name="URL") if url is not None and each.name == PUBLIC_URL else each
            for each in wrong.faults
        ]
        raise SettingsWrong((*named, *faults)) from None
    if faults:
        raise SettingsWrong(tuple(faults))
    return settings


def _told(line: LineProbe, others: list[FallbackProbe], *, verbose: bool) -> Iterator[Step]:
    """Yield each step, once it is told where that is asked for."""
    for step in (*line.steps(), *(each.step() for each in others)):
        if verbose:
            took = "  -   " if step.seconds is None else f"{step.seconds:4.2f} s"
            what = f"{step.asked}: {step.fault}" if step.fault else step.asked
            click.echo(f"{'FAILED' if step.fault else 'good  '}  {took}  {what}")
        yield step


def _made(settings: Settings) -> tuple[bytes, ...]:
    """Return the fallback documents that the flow files make now.

    None where RESPONDER_FLOWS is not set, as beside a probe on a machine of its own, or where those
    files make none: the probe is of the line, and not of them.
    """
    if not os.environ.get(FLOWS, "").strip():
        return ()
    from responder.fallback import CALL_FILE, TEXT_FILE, FallbackError, fallback_files
    from responder.flow.loader import load

    flow = load(settings.flows).flow
    if flow is None:
        return ()
    try:
        files = fallback_files(flow, settings.carrier)
    except FallbackError:
        return ()
    return files[TEXT_FILE], files[CALL_FILE]


def _differ(others: list[FallbackProbe]) -> str:
    """Return what is to be said of fallbacks beside the flow files, where these are at hand."""
    if not others:
        return ""
    if not all(each.made for each in others):
        given = os.environ.get(FLOWS, "").strip()
        why = "holds none that are good" if given else "is not set"
        return f", not compared with the flow files ({FLOWS} {why})"
    count = sum(each.differs for each in others)
    if not count:
        return ", in the words of the flow files"
    return (
        f", but {count} differ{'s' if count == 1 else ''} from the flow files: make the files anew "
        "(responder fallback DIR) and host them anew"
    )


def _failed(url: str, faults: list[Step]) -> str:
    first, *others = faults
    more = f"; and {len(others)} more, which --verbose lists" if others else ""
    return f"FAILED {url}: {first.asked}: {first.fault}{more}"


def _good(url: str, steps: list[Step], others: int) -> str:
    slowest = max(each.seconds or 0.0 for each in steps)
    texts = len(steps) - others - 2  # the call and the forged text are the other two
    also = f"; {others} fallback{'s say' if others > 1 else ' says'} it too" if others else ""
    return (
        f"good {url}: {texts} texts and a call get 988 and the right numbers, a forged text gets "
        f"403; slowest {slowest:.2f} s{also}"
    )
