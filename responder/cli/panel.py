"""`responder panel`: what the crisis check catches, and what it alarms at, on labelled texts."""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from responder import labelled
from responder import panel as measure
from responder.cli._labelled import changes, earlier, everything, listed
from responder.panel import Scored, Share
from responder.safety import assess as check
from responder.safety.assess import Stages, Verdict
from responder.safety.wordlist import WordListError

MISUSED = 2
BELOW = 1
MOST = 10  # faults, or warnings, that are told
WORST = 0.99  # of the times: all but one in a hundred are below


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--misses", is_flag=True, help="print each line that got another answer than its label"
)
@click.option(
    "--why", is_flag=True, help="print what decided for each line, with --misses only for those"
)
@click.option("--stages", is_flag=True, help="rules alone, score alone and both, by language")
@click.option("--json", "as_json", is_flag=True, help="print everything as JSON, for --diff")
@click.option("--diff", "old", type=click.Path(path_type=Path), help="what changed since OLD.json")
@click.option("--floor", is_flag=True, help="exit code 1 unless every line is right")
def panel(
    files: tuple[Path, ...],
    misses: bool,
    why: bool,
    stages: bool,
    as_json: bool,
    old: Path | None,
    floor: bool,
) -> None:
    """Score the crisis check on FILES of labelled texts, tabs between the columns; - is the input.

    Columns: label text, or label kind lang text, or label kind lang situation text; labels urgent,
    topic, calm. Exit code 0; with --floor 1 where an urgent line was missed or a calm one alarmed;
    2 where a file cannot be read, --diff has nothing to compare, or options exclude each other.
    """
    _one_of(json=as_json, diff=bool(old), stages=stages, misses=misses, why=why)
    try:
        check.load()
        read = labelled.read_all(files)
        before = earlier(old) if old else {}
        for line in _first(read.odd):
            click.echo(f"responder panel: warning: {line}", err=True)
        scored = measure.score(read.lines, check.assess)
        if as_json:
            told = [json.dumps(everything(scored), ensure_ascii=False, indent=1)]
        elif old:
            told = changes(scored, before, old.name)
        elif why or misses:
            told = listed(scored, misses=misses, why=why)
        elif stages:
            told = _stages(read.lines, scored)
        else:
            told = _report(scored)
    except (labelled.PanelError, WordListError) as fault:
        faults = fault.faults if isinstance(fault, labelled.PanelError) else [str(fault)]
        for line in _first(faults):
            click.echo(f"responder panel: {line}", err=True)
        sys.exit(MISUSED)
    click.echo("\n".join(told))
    if floor and _wrong(scored):
        sys.exit(BELOW)


def _one_of(**asked: bool) -> None:
    """Refuse options that print different things; --misses and --why go together."""
    given = [f"--{name}" for name, is_asked in asked.items() if is_asked]
    if len(given) > 1 and given != ["--misses", "--why"]:
        raise click.UsageError(
            f"{' and '.join(given)} print different things: give one of them; "
            "only --misses and --why go together"
        )


def _first(told: Sequence[str]) -> list[str]:
    """Return the first MOST of `told`, and how many more there are."""
    more = len(told) - MOST
    return [*told[:MOST], *([f"and {more} more"] if more > 0 else [])]


def _report(scored: Sequence[Scored]) -> list[str]:
    whole = [
        f"{len(scored)} texts",
        f"  urgent that got the crisis reply     {_share(measure.recall(scored))}",
        f"  of those, the right situation        {_share(measure.situations(scored))}",
        f"  calm that got only the crisis reply  {_share(measure.alarms(scored))}",
        f"  calm answered with 988 first         {_share(measure.topics(scored, Verdict.CALM))}",
        f"  topic that got only the crisis reply {_share(measure.alarms(scored, Verdict.TOPIC))}",
        f"  topic answered, 988 first            {_share(measure.topics(scored))}",
        f"  every urgent caught, no calm alarmed: {_floor(scored)}",
        f"  time for each text: {_times(scored)}",
    ]
    for column, title in (("lang", "language"), ("family", "family"), ("kind", "kind")):
        groups = measure.by(scored, column)
        if set(groups) == {""}:
            continue
        whole += [
            "",
            f"{title:<22}{'urgent caught':<30}{'calm alarmed':<30}{'topic answered':<30}situation",
        ]
        whole += [
            f"{name:<22}{_share(measure.recall(group)):<30}{_share(measure.alarms(group)):<30}"
            f"{_share(measure.topics(group)):<30}{_share(measure.situations(group))}".rstrip(" -")
            for name, group in groups.items()
        ]
    return whole


def _share(share: Share) -> str:
    if not share.of:
        return "-"
    low, high = share.interval
    return f"{share.hits}/{share.of} {share.value:.3f} ({low:.2f}-{high:.2f})"


def _wrong(scored: Iterable[Scored]) -> list[Scored]:
    """Return the urgent lines that were missed and the calm ones that were alarmed."""
    return [each for each in scored if not each.right and each.line.label is not Verdict.TOPIC]


def _floor(scored: Iterable[Scored]) -> str:
    wrong = _wrong(scored)
    missed = sum(each.line.label is Verdict.URGENT for each in wrong)
    return f"no, {missed} missed and {len(wrong) - missed} alarmed" if wrong else "yes"


def _times(scored: Sequence[Scored]) -> str:
    times = sorted(each.microseconds for each in scored)
    worst = times[min(len(times) - 1, int(len(times) * WORST))]
    return f"p50 {statistics.median(times):.0f} us, p99 {worst:.0f} us"


def _stages(lines: Sequence[labelled.Line], scored: Sequence[Scored]) -> list[str]:
    """Return recall and alarms of either stage and of both, as `scored`, by language."""
    ways = {
        "rules": measure.score(lines, lambda text: check.assess(text, stages=Stages.RULES)),
        "score": measure.score(lines, lambda text: check.assess(text, stages=Stages.SCORE)),
        "both": scored,
    }
    table = [
        "Shares that got the crisis reply: of the urgent lines (best 1), of the calm (best 0).",
        f"{'language':<10}" + "".join(f"{way + ': urgent, calm':<24}" for way in ways),
    ]
    for name in ("", *measure.by(ways["both"], "lang")):
        row = f"{name or 'all':<10}"
        for way in ways.values():
            group = [each for each in way if each.line.lang == name] if name else way
            caught, alarmed = measure.recall(group), measure.alarms(group)
            row += f"{f'{caught.value:.3f}, {alarmed.value:.3f}':<24}"
        table.append(row.rstrip())
    return table
