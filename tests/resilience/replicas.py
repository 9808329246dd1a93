"""Three replicas behind the shipped proxy lose nothing while they die, hang, roll and reload.

Run with `.venv/bin/python -m tests.resilience replicas`. A request is lost if no whole answer with
status 200 comes within the four seconds after which the carrier asks elsewhere.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from responder import failsafe
from tests.resilience.load import CARRIER_WAITS_SECONDS, HEADING, RATE, Figures, Load
from tests.resilience.machines import NGINX, NO_NGINX, NotHappenedError, Replica, shipped, until

REPLICAS = 3
SHORT = "RESILIENCE_SHORT" in os.environ
PHASE_SECONDS = 2.5 if SHORT else 7.0
# The goal of shared/performance.md is none over 200 ms; the machine that CI has is shared, so what
# is demanded is what a person would notice. A replica that hangs costs the proxy's 1.8 seconds.
SLOWEST_SECONDS = 2.0
SLOWEST_WHILE_ONE_HANGS_SECONDS = CARRIER_WAITS_SECONDS
RELOADED_WITHIN_SECONDS = 15.0
OLD_WORDS, NEW_WORDS = "with seven areas, done", "with seven parts, done"
GOOD_KEY, CRISIS_KEY = "under: initiatives\n    key: 3", "under: initiatives\n    key: 9"


def nothing_happens(_: list[Replica]) -> None:
    """The measure for all others."""


def one_is_killed(machines: list[Replica]) -> None:
    machines[0].tell_all(signal.SIGKILL)
    machines[0].process.wait()
    time.sleep(PHASE_SECONDS / 2)
    machines[0].start()
    machines[0].wait_open()


def a_worker_is_killed(machines: list[Replica]) -> None:
    killed = machines[1].workers()[0]
    before = len(machines[1].workers())
    os.kill(killed, signal.SIGKILL)
    until(
        "the killed worker is replaced",
        lambda: killed not in (now := machines[1].workers()) and len(now) == before,
    )


def one_hangs(machines: list[Replica]) -> None:
    machines[2].tell_all(signal.SIGSTOP)
    time.sleep(PHASE_SECONDS / 2)
    machines[2].tell_all(signal.SIGCONT)


def one_is_rolled(machines: list[Replica]) -> None:
    machines[2].tell(signal.SIGTERM)
    code = machines[2].process.wait(60)
    if code:
        raise NotHappenedError(f"a replica that is told to stop ends cleanly, not with {code}")
    machines[2].start()
    machines[2].wait_open()


def one_is_reloaded(machines: list[Replica]) -> None:
    machines[0].edit(OLD_WORDS, NEW_WORDS)
    machines[0].tell(signal.SIGHUP)
    until(
        "the reloaded replica says the new words",
        lambda: NEW_WORDS in machines[0].says("plan"),
        RELOADED_WITHIN_SECONDS,
    )


def one_is_given_broken_flows(machines: list[Replica]) -> None:
    machines[1].edit(GOOD_KEY, CRISIS_KEY)
    machines[1].tell(signal.SIGHUP)
    time.sleep(PHASE_SECONDS)
    if OLD_WORDS not in machines[1].says("plan"):
        raise NotHappenedError("a replica with broken flows keeps its last good words")
    if not machines[1].is_ready():
        raise NotHappenedError("a replica with broken flows stays ready with its last good ones")


PHASES: dict[str, Callable[[list[Replica]], None]] = {
    "nothing happens": nothing_happens,
    "a replica is killed, then started": one_is_killed,
    "a worker is killed": a_worker_is_killed,
    "a replica hangs": one_hangs,
    "a replica is rolled": one_is_rolled,
    "a replica is reloaded": one_is_reloaded,
    "a replica gets broken flows": one_is_given_broken_flows,
    "nothing happens any more": nothing_happens,
}


def main() -> int:
    """Print a row for each phase; exit code 1 if one is short, 2 if it cannot be tried here."""
    if NGINX is None:
        print(NO_NGINX)
        return 2
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as folder, shipped(Path(folder), REPLICAS) as running:
        machines, proxy = running
        load = Load(proxy.port, RATE, (failsafe.TEXT_ANSWER, failsafe.CALL_ANSWER))
        for number, (name, happens) in enumerate(PHASES.items()):
            load.phase = name
            print(f"replicas: {name} ...", file=sys.stderr)
            begun = time.monotonic()
            if not number:
                load.start()
            try:
                happens(machines)
            except NotHappenedError as missing:
                faults.append(f"{name}: this did not come true: {missing}")
            time.sleep(max(0.0, begun + PHASE_SECONDS - time.monotonic()))
        outcomes = load.stop()
    print(f"{REPLICAS} replicas behind nginx, {RATE} requests a second, {len(outcomes)} in all")
    print(HEADING)
    for name in PHASES:
        found = Figures.of(each for each in outcomes if each.phase == name)
        print(found.row(name))
        limit = (
            SLOWEST_WHILE_ONE_HANGS_SECONDS
            if PHASES[name] is one_hangs
            else SLOWEST_SECONDS + load.behind
        )
        if not found.holds or found.slowest > limit:
            faults.append(
                f"{name}: a request was lost, without a page's 988, or over {limit:.1f} s"
            )
    print(Figures.of(outcomes).row("in all"))
    print(f"the load itself was late by at most {load.behind * 1000:.0f} ms")
    for fault in faults:
        print(f"SHORT: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
