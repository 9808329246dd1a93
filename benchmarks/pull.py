"""What a pull of a large calendar costs, and what those who text meanwhile notice of it.

Run with `.venv/bin/python -m benchmarks.pull`, on Linux. A server answers texts on this machine;
in turn, for as long as a pull takes, beside a pull of 10,000 events of which 300 are series, and
beside nothing. Printed are the seconds and MiB of a pull, and how much longer a text takes (median
of each stretch) beside it: at most 10 s, 300 MiB and 1.3 times.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.feed import feed
from benchmarks.start import ROOT, free_port, show
from responder.phone.phone import Texter, http_line

ROUNDS = 5
PAUSE_SECONDS = 0.01
FEED = """
feeds:
  large:
    address: file:large.ics
    group: board
    language: en
    ahead: 120 days
"""


def times(texter: Texter, goes_on: Callable[[], bool]) -> list[float]:
    """Return the seconds that each text takes while it `goes_on`."""
    found = []
    while goes_on():
        begun = time.perf_counter()
        texter.text("meetings")
        found.append(time.perf_counter() - begun)
        time.sleep(PAUSE_SECONDS)
    return found


def pulled(flows: Path, texter: Texter) -> tuple[list[float], float, float]:
    """Return what texts take beside one pull, and its seconds and MiB at most."""
    command = [sys.executable, "-m", "responder", "meetings", "pull", "--flows", str(flows)]
    begun = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as it:
        used = None

        def goes_on() -> bool:
            nonlocal used
            ended, status, usage = os.wait4(it.pid, os.WNOHANG)
            if ended:
                it.returncode, used = os.waitstatus_to_exitcode(status), usage
            return not ended

        taken = times(texter, goes_on)
        if it.returncode != 0 or used is None:
            sys.exit(f"the pull failed: {it.stdout.read() if it.stdout else ''!r}")
        return taken, time.perf_counter() - begun, used.ru_maxrss / 1024


def main() -> None:
    """Print the figures."""
    port, token = free_port(), secrets.token_hex(16)
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        served, pulls = Path(folder) / "served", Path(folder) / "pulled"
        for each in (served, pulls):
            shutil.copytree(ROOT / "flows", each)
        (pulls / "large.ics").write_bytes(feed())
        with (pulls / "meetings.yaml").open("a", encoding="utf-8") as file:
            file.write(FEED)
        env = {
            **os.environ,
            "TWILIO_AUTH_TOKEN": token,
            "RESPONDER_PUBLIC_URL": address,
            "RESPONDER_FLOWS": str(served),
            "RESPONDER_OPS_BIND": "off",
        }
        command = [sys.executable, "-m", "responder", "serve", "--bind", f"127.0.0.1:{port}"]
        server = subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL)
        try:
            texter = Texter(http_line(address, token, address))
            _wait_for(texter)
            ratios, seconds, sizes = [], [], []
            for _ in range(ROUNDS):
                beside, took, size = pulled(pulls, texter)
                until = time.perf_counter() + took
                alone = times(texter, lambda until=until: time.perf_counter() < until)  # type: ignore[misc]
                ratios.append(statistics.median(beside) / statistics.median(alone))
                seconds.append(took)
                sizes.append(size)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait()
    show("seconds of a pull (at most 10)", seconds)
    show("MiB of a pull (at most 300)", sizes)
    show("a text beside a pull / alone (at most 1.3)", ratios)


def _wait_for(texter: Texter) -> None:
    end = time.monotonic() + 30
    while True:
        try:
            texter.text("meetings")
        except Exception:  # noqa: BLE001 - whatever it is, it is not up yet
            if time.monotonic() > end:
                sys.exit("the server did not start")
            time.sleep(0.05)
        else:
            return


if __name__ == "__main__":
    main()
