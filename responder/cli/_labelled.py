"""What `responder panel` prints of single lines: their answers, what decided, and what changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from responder import panel as measure
from responder.flow.problem import counted
from responder.labelled import PanelError
from responder.panel import Scored, Share
from responder.safety import assess as check
from responder.safety.assess import Verdict

ALL_RIGHT = "Every line got the answer of its label."
END = "(the end)"


def listed(scored: Iterable[Scored], *, misses: bool, why: bool) -> list[str]:
    """Return each line with its answer, only those answered otherwise than labelled for `misses`.

    With `why`, what decided stands below each.
    """
    chosen = [each for each in scored if not (misses and each.as_labelled)]
    return [_explained(each) if why else _told(each) for each in chosen] or [ALL_RIGHT]


def everything(scored: Sequence[Scored]) -> dict[str, Any]:
    """Return all figures and lines for `--json`, and for `earlier` to read again."""
    return {
        "texts": len(scored),
        "urgent_caught": _figures(measure.recall(scored)),
        "situation_right": _figures(measure.situations(scored)),
        "calm_alarmed": _figures(measure.alarms(scored)),
        "calm_988_first": _figures(measure.topics(scored, Verdict.CALM)),
        "topic_alarmed": _figures(measure.alarms(scored, Verdict.TOPIC)),
        "topic_answered": _figures(measure.topics(scored)),
        "lines": [
            {
                "file": each.line.file,
                "line": each.line.number,
                "text": each.line.text,
                "label": each.line.label,
                "kind": each.line.kind,
                "labelled_language": each.line.lang,
                "due_situation": each.line.situation,
                "verdict": each.found.verdict,
                "situation": each.found.situation,
                "language": each.found.language,
                "because": each.found.because,
            }
            for each in scored
        ],
    }


def earlier(path: Path) -> dict[str, str]:
    """Return the answer that each text had when `path` was written; PanelError if unreadable."""
    try:
        lines = json.loads(path.read_text("utf-8"))["lines"]
        return {line["text"]: _answer(line["verdict"], line["situation"]) for line in lines}
    except OSError as cause:
        raise PanelError(f"{path.name}: cannot be read ({cause.strerror})") from cause
    except (ValueError, KeyError, TypeError) as cause:
        what = "is not what `responder panel --json` writes"
        raise PanelError(f"{path.name}: {what}") from cause


def changes(scored: Iterable[Scored], before: dict[str, str], old: str) -> list[str]:
    """Return each text that is answered otherwise than `before`, and each new one; the worst first.

    PanelError if none of them is in the file `old`, which `before` was read from.
    """
    lines = sorted(scored, key=lambda each: (each.right, each.as_labelled))
    new = [each for each in lines if each.line.text not in before]
    known = [each for each in lines if each.line.text in before]
    if not known:
        texts = counted(len(new), "text")
        raise PanelError(
            f"{old}: nothing to compare, for it holds none of the {texts}: give the files that it "
            "was written from"
        )
    gone = len(before.keys() - {each.line.text for each in lines})
    changed = [each for each in known if before[each.line.text] != _got(each)]
    wrongly = sum(not each.as_labelled for each in changed)
    return [
        f"{counted(len(known), 'text')} compared, {len(new)} new, {gone} gone.",
        f"{len(changed)} answered otherwise, {wrongly} of them wrongly.",
        *(
            f"{each.line.place}: {each.line.label}: {before[each.line.text]} -> {_got(each)}: "
            f"{each.line.text}"
            for each in changed
        ),
        *([f"New, not in {old}:"] if new else []),
        *map(_told, new),
    ]


def _told(scored: Scored) -> str:
    line = scored.line
    due = _answer(line.label, line.situation)
    return f"{line.place}: due {due}, got {_got(scored)}: {line.text}"


def _explained(scored: Scored) -> str:
    text = scored.line.text
    decided = ", ".join(scored.found.because) or "nothing found"
    score, level = check.score_and_level(text)
    words = ", ".join(f"{word or END} {weight:+.1f}" for word, weight in check.weightiest(text))
    doubtful = ", a doubtful rule having found something" if level else ""
    return (
        f"{_told(scored)}\n    by {decided}; the score: {score:+.1f} (urgent above {level:.0f}"
        f"{doubtful}); weightiest: {words}"
    )


def _got(scored: Scored) -> str:
    return _answer(scored.found.verdict, scored.found.situation)


def _answer(verdict: str, situation: str | None) -> str:
    return " ".join(filter(None, (verdict, situation)))


def _figures(share: Share) -> dict[str, Any]:
    return {"hits": share.hits, "of": share.of, "share": share.value, "interval": share.interval}
