"""How long the server takes from its start to its first answer, beside a bare app on the same.

Run with `.venv/bin/python benchmarks/start.py`. Both start in turn; printed are the seconds of
each, and their ratio, as the median of the rounds with its range. Memory is that of the largest
worker after one text.
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
from pathlib import Path

import requests

from responder.phone.phone import Texter, http_line

ROOT = Path(__file__).parent.parent
ROUNDS = 7
GIVE_UP_SECONDS = 30
BARE = """
from flask import Flask
app = Flask(__name__)
app.add_url_rule("/health", view_func=lambda: "ok")
"""


def started(command: list[str], port: int, env: dict[str, str], folder: Path) -> tuple[float, int]:
    """Return the seconds to the first answer and the KiB of the largest process."""
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
        return time.perf_counter() - begun, largest(server.pid)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()


def largest(parent: int) -> int:
    """Return the KiB of the largest process below `parent`; 0 where /proc does not tell."""
    found = [0]
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            told = status.read_text()
        except OSError:
            continue
        if re.search(rf"^PPid:\s+{parent}$", told, re.MULTILINE):
            found += [int(each) for each in re.findall(r"^VmRSS:\s+(\d+)", told, re.MULTILINE)]
    return max(found)


def free_port() -> int:
    """Return a port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    """Print the figures."""
    ours: list[float] = []
    bare: list[float] = []
    memory = 0
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "bare.py").write_text(BARE)
        for _ in range(ROUNDS):
            port = free_port()
            env = {
                **os.environ,
                "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
                "RESPONDER_PUBLIC_URL": f"http://127.0.0.1:{port}",
            }
            command = [sys.executable, "-m", "responder", "serve", "--bind", f"127.0.0.1:{port}"]
            seconds, kib = started(command, port, env, ROOT)
            ours.append(seconds)
            memory = max(memory, kib)
            port = free_port()
            command = [sys.executable, "-m", "gunicorn", "-w", "2", "-k", "gevent"]
            command += ["-b", f"127.0.0.1:{port}", "bare:app"]
            bare.append(started(command, port, dict(os.environ), Path(folder))[0])
    ratios = [one / other for one, other in zip(ours, bare, strict=True)]
    for name, found in (("ours, s", ours), ("bare app, s", bare), ("ours / bare", ratios)):
        print(f"{name}: {statistics.median(found):.2f} ({min(found):.2f}-{max(found):.2f})")
    print(f"largest worker: {memory / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
