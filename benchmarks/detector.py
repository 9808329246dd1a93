"""How long the crisis check takes, by length, and what its words and weights take in memory.

Run with `.venv/bin/python benchmarks/detector.py`. Times are the least of several runs for each
text, in microseconds, with `str.casefold` of the same text beside them.
"""

from __future__ import annotations

import gc
import random
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path

PANEL = Path(__file__).parent.parent / "tests" / "panel"
LENGTHS = (160, 1_600, 10_000)
TEXTS = 300
ROUNDS = 5
HOT = "i want to kill my self and my son has a gun dont want to be here "


def memory() -> float:
    """Return what words and weights take, in MiB, with nothing else of ours loaded."""
    from responder.safety import assess

    gc.collect()
    tracemalloc.start()
    assess.load()
    gc.collect()
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return taken / 2**20


def texts(length: int, label: str) -> list[str]:
    """Return texts of `length` letters put together of lines with `label`."""
    rows = [row.split("\t") for row in (PANEL / "panel.tsv").read_text("utf-8").splitlines()]
    lines = [row[-1] for row in rows if row[0] == label]
    dice = random.Random(1)
    found = []
    for _ in range(TEXTS if length < 1_000 else TEXTS // 10):
        text = dice.choice(lines)
        while len(text) < length:
            text += ". " + dice.choice(lines)
        found.append(text[:length])
    return found


def times(work: Callable[[str], object], given: Sequence[str]) -> list[float]:
    """Return the least time that `work` took on each text, in microseconds."""
    found = []
    for text in given:
        least = float("inf")
        for _ in range(ROUNDS):
            start = time.perf_counter()
            work(text)
            least = min(least, time.perf_counter() - start)
        found.append(least * 1e6)
    return sorted(found)


def main() -> None:
    """Print the figures."""
    sys.stdout.write(f"words and weights: {memory():.1f} MiB\n\n")
    from responder.safety.assess import assess

    sys.stdout.write(f"{'texts':<22}{'p50':>9}{'p99':>9}{'worst':>9}{'casefold':>10}\n")
    given = {
        f"{label} {size}": texts(size, label) for size in LENGTHS for label in ("calm", "urgent")
    }
    given |= {f"hot {size}": [(HOT * size)[:size]] for size in LENGTHS}
    for name, each in given.items():
        found = times(assess, each)
        bare = statistics.median(times(str.casefold, each))
        worst = found[min(len(found) - 1, int(len(found) * 0.99))]
        sys.stdout.write(
            f"{name:<22}{statistics.median(found):>9.0f}{worst:>9.0f}{found[-1]:>9.0f}{bare:>10.1f}\n"
        )


if __name__ == "__main__":
    main()
