"""Marked words, a marked number, name and place go everywhere; nothing that stays may hold them.

They go through every address, every failing step, slow and half requests, crashes of a worker,
pages for errors, the operator's port, and whatever a debugging environment turns on. Then all that
the processes can write is searched: their output, files (deleted ones that are still open too),
shared memory, what /proc tells, every answer; and every object that is still alive in them. What
was freed stays in raw memory until others need the room: that is counted, and judged only where
no other program of the same account may read it.
"""

from __future__ import annotations

import os
import signal
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.resilience import marked
from tests.resilience.breaking import FAULTS, STEPS
from tests.resilience.held import PROBE, WORKERS, held
from tests.resilience.served import Served, served

SHARED_MEMORY = Path("/dev/shm")
OTHER_REQUESTS = 150
SHORT_FAULTS = ("exception", "bad text")

SHIPPED = "as shipped"
ENVIRONMENTS: Mapping[str, Mapping[str, str]] = {
    SHIPPED: {},
    # Without PYTHONTRACEMALLOC: it notes files and lines only, and the start takes 24 s with it.
    "debugging switches on": {
        "FLASK_DEBUG": "1",
        "FLASK_ENV": "development",
        "WERKZEUG_DEBUG_PIN": "off",
        "PYTHONDEVMODE": "1",
        "PYTHONASYNCIODEBUG": "1",
        "PYTHONFAULTHANDLER": "1",
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "default",
        "GUNICORN_CMD_ARGS": "--access-logfile - --log-level debug --capture-output --reload",
        "GEVENT_DEBUG": "TRACE",
        "LOG_LEVEL": "DEBUG",
        "DEBUG": "1",
    },
}


@dataclass
class Searched:
    """Where marks were looked for, how much that was, and where any were found."""

    sent: int = 0
    bytes_of: dict[str, int] = field(default_factory=dict)
    found: list[str] = field(default_factory=list)
    objects: int = 0
    raw_bytes: int = 0
    raw_found: int = 0
    raw_denied: bool = False
    unbroken: list[str] = field(default_factory=list)  # steps that never failed though told to

    def look(self, where: str, kind: str, content: bytes) -> None:
        self.count(kind, len(content))
        self.found += [f"{kind}: {where}: {mark}" for mark in marked.marks_in(content)]

    def count(self, kind: str, size: int) -> None:
        self.bytes_of[kind] = self.bytes_of.get(kind, 0) + size

    def answered(self, asked: Iterable[tuple[str, bytes]]) -> None:
        for where, answer in asked:
            self.sent += 1
            self.look(where, "answers", answer)


def searched(
    home: Path,
    environ: Mapping[str, str],
    *,
    program: str = PROBE,
    faults: tuple[str, ...] = FAULTS,
    count: int = OTHER_REQUESTS,
    ways: Iterable[Callable[[Served], Iterator[tuple[str, bytes]]]] = (
        marked.everywhere,
        marked.slow_and_half,
        marked.crashes,
        marked.everywhere,  # once more, in the workers that are searched
    ),
) -> Searched:
    """Run a line, send the marks in all `ways`, and search all that is left of them."""
    before = frozenset(each.name for each in SHARED_MEMORY.iterdir())
    found = Searched()
    with served(home, program=program, environ=environ) as line:
        for way in ways:
            found.answered(way(line))
        found.answered(marked.failing(line, faults))
        _search(line, before, found)  # while it is still fresh: what was written stays written
        marked.others(line, count)
        _still_held(line, found)
        _search(line, before, found)
        _raw_memory(line.processes(), found)
        _unbroken(line, faults, found)
    after = Searched()  # what is written at the end, and left behind by it
    _search(line, before, after)
    found.found += after.found
    return found


def _search(line: Served, before: frozenset[str], found: Searched) -> None:
    """Search all that the processes wrote or hold open, and what the system tells of them."""
    found.look("stdout", "output", line.out)
    found.look("stderr", "output", line.err)
    for file in line.home.rglob("*"):
        found.look(f"name of {file.parent.name}/...", "files", file.name.encode())
        if file.is_file() and file.name not in ("stdout", "stderr"):
            found.look(str(file.relative_to(line.home)), "files", file.read_bytes())
    for file in SHARED_MEMORY.iterdir():
        if file.name not in before:
            found.look("a name", "shared memory", file.name.encode())
            with suppress(OSError):
                found.look(file.name, "shared memory", file.read_bytes())
    for process in line.processes():
        told = Path(f"/proc/{process}")
        for name in ("cmdline", "environ", "comm", "status", "maps", "limits", "stat", "wchan"):
            with suppress(OSError):
                found.look(f"{process}/{name}", "/proc", (told / name).read_bytes())
        for task in _listed(told / "task"):
            with suppress(OSError):
                found.look(f"{process}, a thread's name", "/proc", (task / "comm").read_bytes())
        for handle in _listed(told / "fd"):
            with suppress(OSError):
                found.look(f"{process}, open", "/proc", os.fsencode(handle.readlink()))
                if stat.S_ISREG(handle.stat().st_mode):
                    found.look(f"{process}, open", "open files", handle.read_bytes())


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:  # the process is gone, or lets nobody look
        return []


def _still_held(line: Served, found: Searched) -> None:
    """Ask each process what it still holds of the marks."""
    told = held(line)
    if len(told) != WORKERS + 1:
        found.found.append(f"live objects: {len(told)} processes of {WORKERS + 1} could be asked")
    for process in told.values():
        found.found += [f"live objects: {each}" for each in process["found"]]
        found.objects += process["objects"]
        found.count("live objects", process["bytes"])
        found.count("open files", process["file_bytes"])


def _raw_memory(processes: Iterable[int], found: Searched) -> None:
    """Count the marks in all writable memory, freed or not."""
    found.raw_denied = True
    for process in processes:
        with suppress(OSError), Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
            found.raw_denied = False
            for row in Path(f"/proc/{process}/maps").read_text().splitlines():
                span, rights = row.split()[:2]
                if "w" not in rights or "[v" in row:
                    continue
                start, end = (int(each, 16) for each in span.split("-"))
                with suppress(OSError, OverflowError, ValueError):
                    memory.seek(start)
                    content = (memory.read(end - start) or b"").lower()
                    found.raw_bytes += len(content)
                    found.raw_found += sum(content.count(each.encode()) for each in marked.MARKS)


def _unbroken(line: Served, faults: tuple[str, ...], found: Searched) -> None:
    """Note the steps that never failed: nothing is known of them."""
    file = line.home / "home" / "fired"
    fired = set(file.read_text("utf-8").splitlines()) if file.exists() else set()
    found.unbroken = sorted({f"{step}:{fault}" for step in STEPS for fault in faults} - fired)


def may_read_all() -> bool:
    """Return whether this account may read any memory, whatever a process says of its own."""
    return os.geteuid() == 0


def figures(name: str, found: Searched, seconds: float) -> list[str]:
    """Return what was sent, searched and found, one line each."""
    sizes = ", ".join(f"{kind} {size:,}" for kind, size in sorted(found.bytes_of.items()))
    memory = (
        "denied to other processes"
        if found.raw_denied
        else f"{found.raw_bytes >> 20} MiB read, {found.raw_found} marks not wiped yet"
        + (" (not judged: this account may read any memory)" if may_read_all() else "")
    )
    return [
        f"{name}: {found.sent} requests with marks, {seconds:.0f} s; bytes searched: {sizes}",
        f"{name}: live objects searched: {found.objects:,}; raw memory: {memory}",
        f"{name}: found: {len(found.found)}",
    ]


def falls_short(found: Searched) -> list[str]:
    """Return what must not be, one line each."""
    short = list(dict.fromkeys(found.found))
    short += [f"the step never failed: {each}" for each in found.unbroken]
    if not found.raw_denied and not may_read_all():
        short.append("raw memory: other programs of the same account may read it")
    return short


def main() -> int:
    short = "RESILIENCE_SHORT" in os.environ
    told: list[str] = []
    wrong: list[str] = []
    for name, environ in ENVIRONMENTS.items():
        print(f"  {name} ...", file=sys.stderr, flush=True)
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as made:
            found = searched(
                Path(made),
                environ,
                faults=SHORT_FAULTS if short or name != SHIPPED else FAULTS,
                count=30 if short else OTHER_REQUESTS,
            )
        told += figures(name, found, time.monotonic() - begun)
        wrong += [f"SHORT: {name}: {each}" for each in falls_short(found)]
    print("\n".join([*told, *wrong]))
    print(f"privacy: {len(wrong)} fall short" if wrong else "privacy: nothing of anybody was found")
    return 1 if wrong else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sys.exit(main())
