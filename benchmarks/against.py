"""Whether the crisis check still says the same as an older copy of it, and how much faster.

Run with `.venv/bin/python benchmarks/against.py OLD`, where OLD is a folder that holds `responder`
as it was (`git archive COMMIT responder | tar -x -C OLD`). Both are loaded into one process; each
text is judged by one right after the other, so that whatever else the machine does slows both.
Prints no text, no verdict and no count of verdicts: the lines kept apart may go through it.
"""

from __future__ import annotations

import importlib
import random
import statistics
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parent.parent
PANEL = ROOT / "tests" / "panel"
ROUNDS = 9
MIXED = 3_000  # texts put together of lines, with letters changed
SIGNS = "'’´.!?,;\n -_@$*01345é̂ñçłęßİ“”…💀❤️👍🏽\u200d\u200b\u0345ﷺ~<>七①Ⅷ½"


def loaded(folder: Path) -> dict[str, ModuleType]:
    """Return the modules of the check in `folder`, set apart from any other copy of them."""
    sys.path.insert(0, str(folder))
    names = ("assess", "fold", "score")
    found = {name: importlib.import_module(f"responder.safety.{name}") for name in names}
    del sys.path[0]
    for name in [each for each in sys.modules if each.partition(".")[0] == "responder"]:
        del sys.modules[name]
    found["assess"].load()
    return found


def said(check: Mapping[str, Any], text: str) -> list[object]:
    """Return all that the check makes of `text`: words, hits, weights, and what each stage says."""
    assess, score = check["assess"], check["score"]
    lexicon, weights = assess.load()
    message = check["fold"].fold(text)
    weighed = score.weigh(message.words, weights)
    hits = [tuple(hit) for hit in lexicon.matcher.find(message.words).hits]
    found = [assess.assess(text, stages=each) for each in assess.Stages]
    parts = [each.of(target) for each in (weighed, weighed.heaviest()) for target in score.TARGETS]
    verdicts = [
        (f"{each.verdict}", f"{each.situation}", each.language, each.because, {*each.dangers})
        for each in found
    ]
    return [message.words, message.written, message.starts, hits, parts, verdicts]


def mixed(lines: list[str]) -> Iterator[str]:
    """Yield texts of up to some thousand letters, each of several lines with odd signs put in."""
    dice = random.Random(7)
    for _ in range(MIXED):
        text = [
            *dice.choice((" ", ". ", "\n")).join(dice.sample(lines, dice.choice((1, 2, 9, 60))))
        ]
        for _ in range(dice.choice((0, 1, 9, 40))):
            text[dice.randrange(len(text))] = dice.choice(SIGNS) * dice.choice((1, 1, 3))
        yield "".join(text)


def times(old: Mapping[str, Any], new: Mapping[str, Any], text: str) -> tuple[float, float]:
    """Return the least time that each takes to judge `text`, in microseconds."""
    least = [float("inf"), float("inf")]
    for _ in range(ROUNDS):
        for at, check in enumerate((old, new)):
            start = time.process_time()
            check["assess"].assess(text)
            least[at] = min(least[at], time.process_time() - start)
    return least[0] * 1e6, least[1] * 1e6


def main() -> int:
    """Compare, print where they differ, and how long each takes."""
    old, new = loaded(Path(sys.argv[1])), loaded(ROOT)
    sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]
    from detector import shapes

    files = {
        path.name: [row.split("\t")[-1] for row in path.read_text("utf-8").splitlines()]
        for path in sorted(PANEL.glob("*.tsv"))
    }
    lines = [line for name, each in files.items() if name != "apart.tsv" for line in each]
    given = shapes()
    texts = files | {"mixed": [*mixed(lines)]} | given
    other = {
        name: sum(said(old, text) != said(new, text) for text in each)
        for name, each in texts.items()
    }
    count = sum(map(len, texts.values()))
    sys.stdout.write(f"{count} texts, answered otherwise: {sum(other.values())}\n")
    for name, number in other.items():
        sys.stdout.write(f"  {name}: {number}\n" * (number > 0))
    sys.stdout.write(
        f"{'texts':<30}{'old p50':>9}{'new p50':>9}{'old worst':>11}{'new worst':>11}\n"
    )
    for name, each in given.items():
        before, after = zip(*(times(old, new, text) for text in each), strict=True)
        middle = [statistics.median(before), statistics.median(after)]
        sys.stdout.write(
            f"{name:<28}{middle[0]:>9.0f}{middle[1]:>9.0f}{max(before):>11.0f}{max(after):>9.0f}\n"
        )
    return any(other.values())


if __name__ == "__main__":
    raise SystemExit(main())
