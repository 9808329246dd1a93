"""Two hundred connections that send half a request stop nobody else, with the proxy or without.

Run with `.venv/bin/python -m tests.resilience half_open`. The limit is that of
shared/performance.md: others are answered within 100 ms, plus what they take on this machine with
no such connections open.
"""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.resilience.load import HEADING, Figures, Load, signed
from tests.resilience.machines import NGINX, NO_NGINX, shipped

HELD = 200
# Beside 200 requests a second a single late wake-up of the machine would be all that is seen.
RATE = 50
SECONDS = 2.0 if "RESILIENCE_SHORT" in os.environ else 5.0
MOST_SECONDS = 0.1
WHOLE = signed("/sms", {"Body": "x" * 400})
HALVES = {
    "no half requests": b"",
    "half a header": WHOLE[:60],
    "half a body": WHOLE[:-200],
}


def measured(port: int, half: bytes) -> tuple[Figures, float]:
    """Return what others come to while `half` is all that many send, and the load's lateness."""
    with ExitStack() as held:
        for _ in range(HELD if half else 0):
            one = held.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))
            one.sendall(half)
        load = Load(port, RATE)
        load.start()
        time.sleep(SECONDS)
        return Figures.of(load.stop()), load.behind


def main() -> int:
    """Print a row for each kind of half; exit code 1 if one is short, 2 if it cannot be tried."""
    if NGINX is None:
        print(NO_NGINX)
        return 2
    short: list[str] = []
    with tempfile.TemporaryDirectory() as folder, shipped(Path(folder), 1) as (machines, proxy):
        print(f"{HELD} half-open connections, {RATE} requests a second beside them")
        print(HEADING)
        for name, port in (("nginx", proxy.port), ("bare", machines[0].port)):
            usual = 0.0
            for kind, half in HALVES.items():
                print(f"half_open: {name}, {kind} ...", file=sys.stderr)
                found, behind = measured(port, half)
                usual = usual or found.p99
                print(found.row(f"{name}: {kind}"))
                if not found.holds or found.p99 > MOST_SECONDS + usual + behind:
                    short.append(f"{name}: {kind}")
    for each in short:
        print(f"SHORT: {each}: one was lost, or others waited over {MOST_SECONDS * 1000:.0f} ms")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
