"""How soon the server answers after its start and how much memory it takes, beside a bare app.

Run with `.venv/bin/python benchmarks/start.py`, on Linux. Both start in turn on the same server,
with two workers; printed is the median of the rounds with its range. Processor time is what the
start itself costs; how soon it answers depends on what else the machine does.
"""

from __future__ import annotations

import os
import re
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import requests

from responder.phone.phone import Texter, http_line

ROOT = Path(__file__).parent.parent
ROUNDS = 7
SETTLE_SECONDS = 0.5
GIVE_UP_SECONDS = 30
BARE = """
from flask import Flask
app = Flask(__name__)
app.add_url_rule("/health", view_func=lambda: "ok")
"""


@dataclass(frozen=True)
class Start:
    """One start: the seconds to the first answer, what all processes used, and their memory.

    `cpu` are seconds; `worker` is the resident size of the largest worker and `all` what all
    processes take together (shared pages once), both in MiB after the first answer.
    """

    seconds: float
    cpu: float
    worker: float
    all: float


def started(command: list[str], port: int, env: dict[str, str], folder: Path) -> Start:
    """Start `command`, wait for its first answer, and end it."""
    begun = time.perf_counter()
    server = subprocess.Popen(command, cwd=folder, env=env, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        token = env.get("TWILIO_AUTH_TOKEN")
        while True:
            try:
                if token:
                    Texter(http_line(address, token, address)).text("meetings")
                else:
                    requests.get(f"{address}/health", timeout=5).raise_for_status()
                break
            except Exception as fault:  # noqa: BLE001 - whatever it is, it is not up yet
                if time.perf_counter() - begun > GIVE_UP_SECONDS or server.poll() is not None:
                    sys.exit(f"{command[0]} did not start: {type(fault).__name__}")
                time.sleep(0.005)
        seconds = time.perf_counter() - begun
        time.sleep(SETTLE_SECONDS)  # the other worker may still be starting
        workers = children(server.pid)
        processes = [server.pid, *workers]
        return Start(
            seconds,
            sum(map(cpu_seconds, processes)),
            max(mebibytes("Rss", each) for each in workers),
            sum(mebibytes("Pss", each) for each in processes),
        )
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()


def children(parent: int) -> list[int]:
    """Return the processes that `parent` started."""
    told = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [int(each) for each in told.split()]


def mebibytes(what: str, process: int) -> float:
    """Return a size of `process` that the system tells, such as "Rss" or "Pss"."""
    told = Path(f"/proc/{process}/smaps_rollup").read_text()
    found = re.search(rf"^{what}:\s+(\d+) kB", told, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def cpu_seconds(process: int) -> float:
    """Return the seconds of processor time of `process` and of those it has started that ended."""
    used = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:15]
    return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def pair() -> tuple[Start, Start]:
    """Return one start of ours and one of the bare app."""
    port = free_port()
    env = {
        **os.environ,
        "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
        "RESPONDER_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "RESPONDER_OPS_BIND": f"127.0.0.1:{free_port()}",
    }
    command = [sys.executable, "-m", "responder", "serve", "--bind", f"127.0.0.1:{port}"]
    ours = started(command, port, env, ROOT)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "bare.py").write_text(BARE)
        port = free_port()
        command = [sys.executable, "-m", "gunicorn", "-w", "2", "-k", "gevent"]
        command += ["-b", f"127.0.0.1:{port}", "bare:app"]
        return ours, started(command, port, dict(os.environ), Path(folder))


def main() -> None:
    """Print the figures."""
    found = [pair() for _ in range(ROUNDS)]
    ours = [one for one, _ in found]
    bare = [other for _, other in found]
    show("seconds to the first answer, ours", [each.seconds for each in ours])
    show("  the bare app", [each.seconds for each in bare])
    pairs = zip(ours, bare, strict=True)
    show("  ours / bare", [one.seconds / other.seconds for one, other in pairs])
    show("seconds of processor time, ours", [each.cpu for each in ours])
    show("  the bare app", [each.cpu for each in bare])
    show("MiB of the largest worker, ours", [each.worker for each in ours])
    show("  the bare app", [each.worker for each in bare])
    show("MiB of all processes, ours", [each.all for each in ours])
    show("  the bare app", [each.all for each in bare])


def show(name: str, found: list[float]) -> None:
    """Print the median of `found` with its range."""
    middle, least, most = statistics.median(found), min(found), max(found)
    print(f"{name}: {middle:.2f} ({least:.2f}-{most:.2f})")


if __name__ == "__main__":
    main()
