"""How long the crisis check takes, by length, and what its words and weights take in memory.

Run with `.venv/bin/python benchmarks/detector.py`. Times are the least of several runs for each
text, in microseconds of the processor, with `str.casefold` of the same text beside them.
"""

from __future__ import annotations

import gc
import random
import statistics
import string
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path

PANEL = Path(__file__).parent.parent / "tests" / "panel"
LENGTHS = (160, 1_600, 10_000)
TEXTS = 300
ROUNDS = 9
PICTURES = "".join(map(chr, (*range(0x2600, 0x27BF), *range(0x1F300, 0x1FAFF))))
PILL = "💊"
SHORT = 30  # letters of a line; many of them hold the most phrases in a text
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
    """Return texts of `length` letters, each put together of lines of one language with `label`."""
    rows = [row.split("\t") for row in (PANEL / "panel.tsv").read_text("utf-8").splitlines()]
    lines = [(row[2], row[-1]) for row in rows if row[0] == label]
    dice = random.Random(1)
    found = []
    for _ in range(TEXTS if length < 1_000 else TEXTS // 10):
        language, text = dice.choice(lines)
        alike = [line for spoken, line in lines if spoken == language]
        while len(text) < length:
            text += ". " + dice.choice(alike)
        found.append(text[:length])
    return found


def unknown(letters: str, size: int, length: int) -> str:
    """Return a text of `length` characters made of words of `size` letters that nobody knows."""
    dice = random.Random(1)
    return " ".join("".join(dice.choices(letters, k=size)) for _ in range(length))[:length]


def joined(length: int) -> str:
    """Return a text of `length` characters of people, each with a skin tone and joined to more."""
    dice = random.Random(1)
    parts = (
        dice.choice("👩👨🧑👮🧕👷") + dice.choice("🏻🏼🏽🏾🏿") + "\u200d" + dice.choice(PICTURES)
        for _ in range(length)
    )
    return "".join(parts)[:length]


def any_language(length: int) -> str:
    """Return a text of `length` characters of short urgent lines, each in whatever language."""
    rows = [row.split("\t") for row in (PANEL / "phrases.tsv").read_text("utf-8").splitlines()]
    short = [row[-1] for row in rows if row[0] == "urgent" and len(row[-1]) < SHORT]
    dice = random.Random(1)
    return ". ".join(dice.choice(short) for _ in range(length))[:length]


def shapes() -> dict[str, list[str]]:
    """Return all texts that are timed, by name: of the panel, and the worst of each kind."""
    given = {
        f"{label} {size}": texts(size, label) for size in LENGTHS for label in ("calm", "urgent")
    }
    for size in LENGTHS:
        given[f"hot {size}"] = [(HOT * size)[:size]]
        given[f"unknown words {size}"] = [unknown(string.ascii_lowercase, 5, size)]
        given[f"other script {size}"] = [unknown("бвгджзиклмнпт", 5, size)]
        given[f"one picture {size}"] = [PILL * size]
        given[f"joined pictures {size}"] = [joined(size)]
        given[f"all languages {size}"] = [any_language(size)]
        given[f"pictures {size}"] = [unknown(PICTURES, 1, 2 * size).replace(" ", "")[:size]]
    return given


def times(work: Callable[[str], object], given: Sequence[str]) -> list[float]:
    """Return the least time that `work` took on each text, in microseconds."""
    found = []
    for text in given:
        least = float("inf")
        for _ in range(ROUNDS):
            start = time.process_time()
            work(text)
            least = min(least, time.process_time() - start)
        found.append(least * 1e6)
    return sorted(found)


def main() -> None:
    """Print the figures."""
    sys.stdout.write(f"words and weights: {memory():.1f} MiB\n\n")
    from responder.safety.assess import assess

    sys.stdout.write(f"{'texts':<22}{'p50':>9}{'p99':>9}{'worst':>9}{'casefold':>10}\n")
    for name, each in shapes().items():
        found = times(assess, each)
        bare = statistics.median(times(str.casefold, each))
        worst = found[min(len(found) - 1, int(len(found) * 0.99))]
        sys.stdout.write(
            f"{name:<22}{statistics.median(found):>9.0f}{worst:>9.0f}{found[-1]:>9.0f}{bare:>10.1f}\n"
        )


if __name__ == "__main__":
    main()
