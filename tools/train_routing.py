"""Learn from the questions in use to which page each word leans, and write responder/leanings.tsv.

Run with `.venv/bin/python tools/train_routing.py`; it needs nothing but the line itself and a few
seconds, and the same questions give the same file. A logistic regression over the stems of a
message, as they occur or not, for all pages at once. The half of tests/routing.tsv that is kept
apart is left out unread.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from math import exp
from pathlib import Path

from responder.leaning import ANY, FILE, SCALE
from responder.stems import EVERYDAY, spelled, stem_of
from responder.wording.plain import words_in

ROOT = Path(__file__).parent.parent
PANEL = ROOT / "tests" / "routing.tsv"
MORE = ROOT / "tests" / "routing_more.tsv"
IN_USE = "# part: in use"
SEED = 1
ROUNDS = 8  # times that all questions are gone through
STEP = 0.25  # how far one question moves the weights, in the first round
LESS_FAR = 0.5  # what each further round adds to what the step is divided by
OFTEN = 2  # questions that a stem must stand in
LEAST = 0.5  # weights nearer to nothing are left out
HEAD = """\
# To which pages each stem leans, in tenths of a logarithm: how much likelier it makes the page than
# pages are on average. Made by tools/train_routing.py from the questions in use; do not edit.
"""
Rows = Sequence[tuple[frozenset[str], str]]


def questions() -> Iterator[tuple[frozenset[str], str]]:
    """Yield the stems of every question in use, and its page."""
    _, _, in_use = PANEL.read_text("utf-8").partition(IN_USE)
    for line in (in_use + "\n" + MORE.read_text("utf-8")).splitlines():
        if line and not line.startswith("#"):
            pages, _, text = line.split("\t")
            words = spelled(words_in(text))
            stems = frozenset(EVERYDAY.get(word) or stem_of(word) for word in words)
            yield stems, pages.partition("|")[0]


def learn(rows: Rows) -> dict[str, dict[str, int]]:
    """Return to which pages each stem leans; under `ANY` what every message leans to."""
    often = Counter(stem for stems, _ in rows for stem in stems)
    kept = [(sorted(stem for stem in stems if often[stem] >= OFTEN), page) for stems, page in rows]
    pages = sorted({page for _, page in rows})
    at = {page: number for number, page in enumerate(pages)}
    weights = {stem: [0.0] * len(pages) for stems, _ in kept for stem in stems}
    weights[ANY] = [0.0] * len(pages)
    draw = random.Random(SEED)  # nosec B311 # noqa: S311 - an order to go through them, and no secret
    for turn in range(ROUNDS):
        draw.shuffle(kept)
        for stems, page in kept:
            _move(weights, [ANY, *stems], at[page], STEP / (1 + LESS_FAR * turn))
    found = {stem: _leans(each, pages) for stem, each in sorted(weights.items()) if stem != ANY}
    return {ANY: _leans(weights[ANY], pages, least=0)} | {
        stem: each for stem, each in found.items() if each
    }


def _move(weights: dict[str, list[float]], stems: Sequence[str], wanted: int, step: float) -> None:
    """Move the weights of `stems` a step towards the page `wanted`."""
    sums = [sum(each) for each in zip(*(weights[stem] for stem in stems), strict=True)]
    most = max(sums)
    likely = [exp(each - most) for each in sums]
    share = step / sum(likely)
    moves = [-share * each for each in likely]
    moves[wanted] += step
    for stem in stems:
        weights[stem] = [one + move for one, move in zip(weights[stem], moves, strict=True)]


def _leans(weights: Sequence[float], pages: Sequence[str], least: float = LEAST) -> dict[str, int]:
    mean = sum(weights) / len(weights)
    return {
        page: round((weight - mean) * SCALE)
        for page, weight in zip(pages, weights, strict=True)
        if abs(weight - mean) >= least
    }


def written(leanings: dict[str, dict[str, int]]) -> str:
    """Return the file that holds `leanings`."""
    lines = (
        f"{stem}\t{', '.join(f'{page} {lean}' for page, lean in leans.items())}\n"
        for stem, leans in leanings.items()
    )
    return HEAD + "".join(lines)


def main() -> None:
    """Learn and write the file."""
    rows = list(questions())
    leanings = learn(rows)
    FILE.write_text(written(leanings), "utf-8")
    weights = sum(map(len, leanings.values()))
    sys.stdout.write(f"{len(rows)} questions, {len(leanings)} stems, {weights} weights\n")


if __name__ == "__main__":
    main()
