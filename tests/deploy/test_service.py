"""The systemd unit: it starts what is documented, with as few rights as the line needs."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from responder.settings import Settings
from tests.conftest import ROOT, TOKEN
from tests.deploy.graceful import GRACEFUL_SECONDS
from tests.resilience.machines import free_port

FILE = ROOT / "deploy" / "systemd" / "responder.service"
# `systemd-analyze security` of 252 says 1.1; the rest is needed to answer at all.
MOST_EXPOSED = 1.2


def directives(file: Path = FILE) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for line in file.read_text("utf-8").splitlines():
        if line and line[0] not in "#[":
            name, _, value = line.partition("=")
            found[name].append(value)
    return dict(found)


UNIT = directives()


def test_it_may_do_nothing_but_its_work() -> None:
    for name in ("NoNewPrivileges", "DynamicUser", "PrivateUsers", "MemoryDenyWriteExecute"):
        assert UNIT[name] == ["yes"], name
    assert UNIT["CapabilityBoundingSet"] == [""]
    assert UNIT["ProtectSystem"] == ["strict"]
    assert (UNIT["IPAddressDeny"], UNIT["IPAddressAllow"]) == (["any"], ["localhost"])


def test_it_is_always_started_again_and_has_time_to_end() -> None:
    assert UNIT["Restart"] == ["always"]
    assert UNIT["StartLimitIntervalSec"] == ["0"]
    assert int(UNIT["TimeoutStopSec"][0]) > GRACEFUL_SECONDS
    assert UNIT["ExecReload"] == ["/bin/kill -HUP $MAINPID"]
    # Else systemd would end the workers in the middle of their answers.
    assert UNIT["KillMode"] == ["mixed"]


def test_a_second_service_has_ports_of_its_own_and_is_else_the_same(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "deploy.md").read_text("utf-8")
    [command] = re.findall(r"^(sed '/\^EnvironmentFile.*?)^systemctl", page, re.DOTALL | re.M)
    made = command.replace("/etc/systemd/system/", f"{tmp_path}/")
    subprocess.run(["sh", "-ec", made], cwd=ROOT, check=True)
    second = directives(tmp_path / "responder-2.service")
    [added, *rest] = second["Environment"]
    assert {**second, "Environment": rest} == UNIT
    own = dict(each.split("=", 1) for each in added.split())
    assert set(own) == {"RESPONDER_BIND", "RESPONDER_OPS_BIND"}
    given = {"TWILIO_AUTH_TOKEN": TOKEN, "RESPONDER_PUBLIC_URL": "https://text.example.org"}
    first, other = Settings.read(given), Settings.read({**given, **own})
    assert len({first.bind, first.ops_bind, other.bind, other.ops_bind}) == 4
    assert {first.bind, other.bind} == {"127.0.0.1:8000", "127.0.0.1:8001"}


def test_systemd_calls_it_safe() -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:  # the tests above hold without it
        return
    done = subprocess.run(
        [analyze, "security", "--offline=true", f"--threshold={MOST_EXPOSED * 10:.0f}", str(FILE)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-500:] + done.stderr


def test_meetings_are_pulled_by_a_timer_that_gives_way_to_the_line() -> None:
    unit = directives(FILE.with_name("responder-meetings.service"))
    assert unit["ExecStart"] == ["/opt/responder/line/bin/python -m responder meetings pull"]
    assert (unit["Type"], unit["Nice"]) == (["oneshot"], ["10"])
    # What it writes lies where the line reads, and it may write nowhere else.
    [flows] = [each for each in UNIT["Environment"] if each.startswith("RESPONDER_FLOWS=")]
    assert flows in unit["Environment"]
    assert unit["ReadWritePaths"] == [flows.partition("=")[2]]
    assert (unit["ProtectSystem"], unit["NoNewPrivileges"]) == (["strict"], ["yes"])
    timer = directives(FILE.with_name("responder-meetings.timer"))
    assert timer["OnCalendar"] == ["*-*-* 00/3:17:00"]
    analyze = shutil.which("systemd-analyze")
    if analyze is not None:
        done = subprocess.run([analyze, "calendar", *timer["OnCalendar"]], capture_output=True)
        assert done.returncode == 0


@pytest.mark.slow
def test_the_server_tells_systemd_when_it_is_ready(tmp_path: Path) -> None:
    assert UNIT["Type"] == ["notify"]
    [start] = UNIT["ExecStart"]
    told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    told.bind(str(tmp_path / "notify"))
    told.settimeout(30)
    environ = {
        "NOTIFY_SOCKET": str(tmp_path / "notify"),
        "TWILIO_AUTH_TOKEN": TOKEN,
        "RESPONDER_PUBLIC_URL": "https://text.example.org",
        "RESPONDER_FLOWS": str(ROOT / "flows"),
        "RESPONDER_BIND": f"127.0.0.1:{free_port()}",
        "RESPONDER_OPS_BIND": f"127.0.0.1:{free_port()}",
    }
    server = subprocess.Popen(
        [sys.executable, *start.split()[1:]], env={**os.environ, **environ}, stderr=subprocess.PIPE
    )
    try:
        with told:
            assert b"READY=1" in told.recv(1000)
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=GRACEFUL_SECONDS + 10)
    assert server.returncode == 0
