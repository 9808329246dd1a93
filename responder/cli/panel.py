"""`responder panel`: what the crisis check catches, and what it alarms at, on labelled texts."""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from responder import panel as measure
from responder.panel import Scored, Share
from responder.safety import assess as check
from responder.safety.assess import Stages, Verdict
from responder.safety.wordlist import WordListError

MISUSED = 2
BELOW = 1
WORST = 0.99  # of the times: all but one in a hundred are below


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--misses", is_flag=True, help="print each line that got another answer than its label"
)
@click.option("--why", is_flag=True, help="print each line with the rules or words that decided")
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
    """Score the crisis check on FILES of labelled texts, tabs between the columns.

    Columns: label text, or label kind lang text, or label kind lang situation text; labels urgent,
    topic, calm. Exit code 0; with --floor 1 where an urgent line was missed or a calm one alarmed;
    2 where a file cannot be read.
    """
    try:
        check.load()
        lines = [line for file in files for line in measure.read(file)]
        before = _earlier(old) if old else {}
    except (measure.PanelError, WordListError) as fault:
        click.echo(f"responder panel: {fault}", err=True)
        sys.exit(MISUSED)
    scored = measure.score(lines, check.assess)
    if as_json:
        click.echo(json.dumps(_everything(scored), ensure_ascii=False, indent=1))
    elif old:
        click.echo("\n".join(_changes(scored, before)))
    elif why:
        click.echo("\n".join(map(_explained, scored)))
    elif misses:
        click.echo("\n".join(_told(each) for each in scored if _missed(each)) or "No line missed.")
    elif stages:
        click.echo("\n".join(_stages(lines, scored)))
    else:
        click.echo("\n".join(_report(scored)))
    if floor and _wrong(scored):
        sys.exit(BELOW)


def _report(scored: Sequence[Scored]) -> list[str]:
    whole = [
        f"{len(scored)} texts",
        f"  urgent that got the crisis reply     {_share(measure.recall(scored))}",
        f"  of those, the right situation        {_share(measure.situations(scored))}",
        f"  calm that got only the crisis reply  {_share(measure.alarms(scored))}",
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


def _stages(lines: Sequence[measure.Line], scored: Sequence[Scored]) -> list[str]:
    """Return recall and alarms of either stage and of both, as `scored`, by language."""
    ways = {
        "rules": measure.score(lines, lambda text: check.assess(text, stages=Stages.RULES)),
        "score": measure.score(lines, lambda text: check.assess(text, stages=Stages.SCORE)),
        "both": scored,
    }
    table = [f"{'language':<10}" + "".join(f"{way + ': urgent, calm':<24}" for way in ways)]
    for name in ("", *measure.by(ways["both"], "lang")):
        row = f"{name or 'all':<10}"
        for way in ways.values():
            group = [each for each in way if each.line.lang == name] if name else way
            caught, alarmed = measure.recall(group), measure.alarms(group)
            row += f"{f'{caught.value:.3f}, {alarmed.value:.3f}':<24}"
        table.append(row.rstrip())
    return table


def _missed(scored: Scored) -> bool:
    """Return whether a line got another answer, or another crisis reply, than it is labelled."""
    line, found = scored.line, scored.found
    other = line.situation and scored.right and found.situation is not line.situation
    return found.verdict is not line.label or bool(other)


def _told(scored: Scored) -> str:
    line, found = scored.line, scored.found
    due = _answer(line.label, line.situation)
    got = _answer(found.verdict, found.situation)
    return f"{line.number}: due {due}, got {got}: {line.text}"


def _explained(scored: Scored) -> str:
    decided = ", ".join(scored.found.because) or "nothing found"
    words = ", ".join(
        f"{word} {weight:+.1f}" for word, weight in check.weightiest(scored.line.text)
    )
    return f"{_told(scored)}\n    by {decided}; weightiest: {words or 'none'}"


def _everything(scored: Sequence[Scored]) -> dict[str, Any]:
    return {
        "texts": len(scored),
        "urgent_caught": _figures(measure.recall(scored)),
        "situation_right": _figures(measure.situations(scored)),
        "calm_alarmed": _figures(measure.alarms(scored)),
        "topic_answered": _figures(measure.topics(scored)),
        "lines": [
            {
                "text": each.line.text,
                "label": each.line.label,
                "verdict": each.found.verdict,
                "situation": each.found.situation,
                "language": each.found.language,
                "because": each.found.because,
            }
            for each in scored
        ],
    }


def _figures(share: Share) -> dict[str, Any]:
    return {"hits": share.hits, "of": share.of, "share": share.value, "interval": share.interval}


def _earlier(path: Path) -> dict[str, str]:
    """Return the answer that each text had when `path` was written; PanelError if unreadable."""
    try:
        lines = json.loads(path.read_text("utf-8"))["lines"]
        return {line["text"]: _answer(line["verdict"], line["situation"]) for line in lines}
    except OSError as cause:
        raise measure.PanelError(path.name, 0, f"cannot be read ({cause.strerror})") from cause
    except (ValueError, KeyError, TypeError) as cause:
        what = "is not what `responder panel --json` writes"
        raise measure.PanelError(path.name, 0, what) from cause


def _answer(verdict: str, situation: str | None) -> str:
    return " ".join(filter(None, (verdict, situation)))


def _changes(scored: Iterable[Scored], before: dict[str, str]) -> list[str]:
    """Return each text that is answered otherwise than before, the worse changes first."""
    worse: list[str] = []
    other: list[str] = []
    for each in scored:
        now = _answer(each.found.verdict, each.found.situation)
        was = before.get(each.line.text, now)
        if was != now:
            line = f"{each.line.label}: {was} -> {now}: {each.line.text}"
            (other if each.right else worse).append(line)
    told = f"{len(worse) + len(other)} texts are answered otherwise, {len(worse)} of them wrongly."
    return [told, *worse, *other]
