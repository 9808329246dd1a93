"""The units that run the probe: they start what is documented, often enough, with few rights."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from responder.cli import COMMANDS
from tests.conftest import ROOT

FOLDER = ROOT / "deploy" / "systemd"
UNITS = ("responder.service", "responder-probe.service")
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


def test_the_line_and_its_probe_are_installed_in_one_way_by_pages_and_units() -> None:
    page = (ROOT / "docs" / "operations.md").read_text("utf-8")
    installing = [
        "python3 -m venv /opt/responder/line",
        "/opt/responder/line/bin/pip install --require-hashes -r requirements.lock",
        "cp -r responder /opt/responder/",
    ]
    for words in (
        *((FOLDER / file).read_text("utf-8") for file in UNITS),
        page.split("\n## The probe\n")[1].split("\n## ")[0],
    ):
        lines = [line.lstrip("# ") for line in words.splitlines()]
        at = lines.index(installing[0])
        assert lines[at : at + 3] == installing


def test_the_cron_line_runs_in_that_installation(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "operations.md").read_text("utf-8")
    [line] = [each for each in page.splitlines() if each.startswith("*/5 * * * * ")]
    command = line.removeprefix("*/5 * * * * ").removesuffix(" >/dev/null")
    for place in ("/opt/responder", "/etc/responder"):
        assert place in command
        command = command.replace(place, str(tmp_path))
    (tmp_path / "line" / "bin").mkdir(parents=True)
    # The interpreter of this test, in the place of the one that pip filled.
    (tmp_path / "line" / "bin" / "python").symlink_to(sys.executable)
    (tmp_path / "responder").symlink_to(ROOT / "responder")
    (tmp_path / "probe.env").write_text(
        "RESPONDER_CARRIER=pigeon\n"
        'PROBE_OPTIONS="--fallback sms.xml --fallback https://elsewhere.example.org/voice.xml"\n'
    )
    site = sysconfig.get_path("purelib")
    done = subprocess.run(
        ["sh", "-c", command],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": site},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    # It got as far as its settings, of which none is right, and its options.
    assert (done.returncode, done.stdout) == (2, "")
    named = [each.split(":")[0] for each in done.stderr.splitlines() if ": " in each]
    assert [each for each in named if not each.startswith("  ")] == [
        "RESPONDER_CARRIER", "TWILIO_AUTH_TOKEN", "RESPONDER_PUBLIC_URL", "--fallback",
        "Settings are environment variables",
    ]  # fmt: skip


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
