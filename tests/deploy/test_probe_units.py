"""The units that run the probe: they start what is documented, often enough, with few rights."""

from __future__ import annotations

import shutil
import subprocess

from responder.cli import COMMANDS
from tests.conftest import ROOT

FOLDER = ROOT / "deploy" / "systemd"
MOST_EXPOSED = 25  # tenths; the probe needs the network, which is most of it


def values(name: str, file: str) -> list[str]:
    lines = (FOLDER / file).read_text("utf-8").splitlines()
    return [line.partition("=")[2] for line in lines if line.startswith(f"{name}=")]


def test_the_service_runs_the_probe_once() -> None:
    [start] = values("ExecStart", "responder-probe.service")
    module, command, options = start.split()[2:]
    assert module == "responder"
    assert command in COMMANDS
    assert options == "$PROBE_OPTIONS"
    assert values("Type", "responder-probe.service") == ["oneshot"]
    # A probe that hangs must not keep the next one from starting.
    assert values("TimeoutStartSec", "responder-probe.service") == ["120"]


def test_the_timer_starts_it_every_five_minutes() -> None:
    assert values("OnUnitActiveSec", "responder-probe.timer") == ["5min"]
    assert values("WantedBy", "responder-probe.timer") == ["timers.target"]


def test_it_may_do_little_and_reaches_the_network() -> None:
    assert values("NoNewPrivileges", "responder-probe.service") == ["yes"]
    assert values("CapabilityBoundingSet", "responder-probe.service") == [""]
    assert values("IPAddressDeny", "responder-probe.service") == []
    analyze = shutil.which("systemd-analyze")
    if analyze is None:  # the lines above hold without it
        return
    done = subprocess.run(
        [
            analyze, "security", "--offline=true", f"--threshold={MOST_EXPOSED}",
            str(FOLDER / "responder-probe.service"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-500:] + done.stderr
