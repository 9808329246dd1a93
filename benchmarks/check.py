"""What `responder check` costs, with all its proofs: on the shipped flows and as pages are added.

Prints the seconds that somebody waits, those of the processor (of two cores together) and the
MiB of the larger process at its peak, for the shipped flows and for generated flows of 20, 40 and
80 pages; twice the pages should take about twice the time. Staff wait at most 5 seconds in at most
150 MiB; what the second process holds of its own is counted by nobody here, about 30 MiB.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
SMALL = ROOT / "tests" / "flows_small"
KEYS = (3, 4, 5, 6)  # of a menu, for pages
DEEPEST = 3  # keys to any page
SIZES = (20, 40, 80)
FRUIT = ["apple", "banana", "cherry", "damson", "elder", "fig", "grape", "hazel", "ivy", "juniper"]


def pages(count: int) -> Iterator[str]:
    """Yield pages in YAML: as many as fit on menus at most three keys deep, the rest by word."""
    free: list[tuple[str, int, int]] = [("", 6, 1), *[("numbers", key, 2) for key in KEYS]]
    for number in range(count):
        tens, ones = divmod(number, 10)
        name, word = f"page{number}", f"{FRUIT[tens]} {FRUIT[ones]} tree"
        yield f"  {name}:\n"
        if free:
            parent, key, depth = free.pop(0)
            yield f"    under: {parent}\n" * bool(parent) + f"    key: {key}\n"
            free += [(name, each, depth + 1) for each in KEYS if depth < DEEPEST]
        yield (
            f"    words:\n      en: [{word}]\n      es: [{word} es]\n"
            f"    title:\n      en: About the {word}\n      es: Sobre {word}\n"
            f"    text:\n      en: The {word} grows in the garden.\n"
            f"      es: Crece en el campo, {word}.\n"
            "    source: example.org\n    read_on: 2026-11-25\n"
        )


def cost(flows: Path) -> tuple[float, float, float]:
    """Return the seconds waited, those of the processor and the peak MiB of a check of `flows`."""
    began = time.monotonic()
    command = [sys.executable, "-m", "responder", "check", str(flows)]
    with (
        tempfile.TemporaryFile("w+") as told,
        subprocess.Popen(command, cwd=ROOT, stdout=told) as check,
    ):
        _, status, used = os.wait4(check.pid, 0)
        waited = time.monotonic() - began
        check.returncode = os.waitstatus_to_exitcode(status)
        told.seek(0)
        if "Walked" not in told.read():
            raise SystemExit(f"the check did not walk {flows}")
    return waited, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    """Print the figures."""
    print(f"{'flows':<16}{'waited':>9}{'processor':>11}{'MiB':>7}")
    print("{:<16}{:>9.1f}{:>11.1f}{:>7.0f}".format("shipped", *cost(ROOT / "flows")))
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            flows = Path(shutil.copytree(SMALL, Path(folder) / "flows"))
            content = "pages:\n" + "".join(pages(size))
            (flows / "generated.yaml").write_text(content, "utf-8")
            print("{:<16}{:>9.1f}{:>11.1f}{:>7.0f}".format(f"{size} pages", *cost(flows)))


if __name__ == "__main__":
    main()
