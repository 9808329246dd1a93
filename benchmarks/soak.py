"""A quarter of an hour at a steady rate: memory, the slowest answers and what is lost.

Run with `make soak`, or `.venv/bin/python -m benchmarks.soak 5` for five minutes. Two replicas
stand behind the shipped nginx; each minute gives a row. The first minute is for caches to fill.
Two columns of memory: all of it with what processes share counted once, and what each has made,
which alone shows a leak, since workers unshare pages for some minutes by writing into them.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from responder import failsafe
from tests.resilience.load import HEADING, RATE, Figures, Load
from tests.resilience.machines import NGINX, NO_NGINX, shipped

MINUTES = 15
MINUTE_SECONDS = 60.0
REPLICAS = 2
# Of all processes together: what a page of memory more or less in each of them can make.
MAX_GROWTH_MEBIBYTES = 4.0
# p99 of single minutes spreads by half on a shared machine (docs/performance.md), so halves of
# the run are compared, each by the median of its minutes.
MAX_SLOWDOWN = 1.5
NOT_SLOW_SECONDS = 0.02


def main(minutes: int = MINUTES) -> int:
    """Print a row a minute; exit code 1 if anything is short, 2 if it cannot be tried here."""
    if NGINX is None:
        print(NO_NGINX)
        return 2
    with tempfile.TemporaryDirectory() as folder, shipped(Path(folder), REPLICAS) as running:
        machines, proxy = running
        load = Load(proxy.port, RATE, (failsafe.TEXT_ANSWER, failsafe.CALL_ANSWER))
        load.phase = "minute 1"
        print(f"{REPLICAS} replicas behind nginx, {RATE} requests a second")
        print(f"{HEADING}{'MiB':>9}{'made':>9}")
        load.start()
        begun = time.monotonic()
        memory: list[float] = []
        for minute in range(1, minutes + 1):
            time.sleep(max(0.0, begun + minute * MINUTE_SECONDS - time.monotonic()))
            shared = sum(each.mebibytes("Pss") for each in machines)
            memory.append(sum(each.mebibytes("Anonymous") for each in machines))
            load.phase = f"minute {minute + 1}"
            # What is still under way shows in the end; a row is for whoever watches.
            row = _minute(load, minute).row(f"minute {minute}")
            print(f"{row}{shared:>9.1f}{memory[-1]:>9.1f}", flush=True)
        outcomes = load.stop()
        rows = [_minute(load, minute) for minute in range(1, minutes + 1)]
    print(Figures.of(outcomes).row("in all"))
    print(f"the load itself was late by at most {load.behind * 1000:.0f} ms")
    faults = list(_faults(Figures.of(outcomes), rows, memory))
    for fault in faults:
        print(f"SHORT: {fault}")
    return 1 if faults else 0


def _minute(load: Load, minute: int) -> Figures:
    return Figures.of(each for each in list(load.outcomes) if each.phase == f"minute {minute}")


def _faults(every: Figures, rows: list[Figures], memory: list[float]) -> list[str]:
    faults = [] if every.holds else ["a request was lost, or answered without a page's 988"]
    after_first = memory[1:] or memory
    growth = after_first[-1] - memory[0]
    climbs = len(after_first) > 2 and all(late > early for early, late in pairwise(after_first))
    print(
        f"memory made since the first minute: {growth:+.1f} MiB{', ever upwards' if climbs else ''}"
    )
    if growth > MAX_GROWTH_MEBIBYTES or climbs:
        faults.append(f"memory grew by {growth:.1f} MiB (at most {MAX_GROWTH_MEBIBYTES:.0f})")
    half = max(1, len(rows) // 2)
    early, late = (
        statistics.median(each.p99 for each in part) for part in (rows[:half], rows[-half:])
    )
    print(f"p99, first half and last: {early * 1000:.1f} and {late * 1000:.1f} ms")
    if late > max(early * MAX_SLOWDOWN, NOT_SLOW_SECONDS):
        faults.append("answers became slower")
    return faults


if __name__ == "__main__":
    sys.exit(main(*(int(each) for each in sys.argv[1:])))
