"""`responder notice` on a running line: both workers say it within two seconds, then unsay it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.serving.running import ROOT, Server, Stream, serving_flows, texting, until

pytestmark = pytest.mark.slow

WITHIN_SECONDS = 2.0
READ_SECONDS = 1.0  # of these, at most, for reading and checking, where the machine is not busy
SAYS = "Phones at 211 are slow today."


def responder(*arguments: str, flows: Path) -> float:
    """Run a command on `flows` and return when it ended."""
    done = subprocess.run(
        [sys.executable, "-m", "responder", *arguments],
        cwd=ROOT,
        env={**os.environ, "RESPONDER_FLOWS": str(flows)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return time.time()


def test_a_notice_is_said_by_both_workers_within_two_seconds_and_taken_back(tmp_path: Path) -> None:
    flows = Path(shutil.copytree(ROOT / "flows", tmp_path / "flows"))
    before = (flows / "notices.yaml").read_bytes()
    with serving_flows(tmp_path, flows) as server, texting(server, "plan") as stream:
        assert SAYS not in server.text("plan")
        written = responder(
            "notice", SAYS, "--es", "El 211 tarda hoy.", "--until", "23:59", flows=flows
        )
        assert soon(stream, written, says=True) <= allowed(server)
        # In Spanish, and on the phone's menu.
        assert "El 211 tarda hoy." in server.text("información")
        caller = server.caller()
        caller.dial()
        assert "are slow today" in caller.wait().words
        taken_back = responder("notice", "--off", flows=flows)
        assert soon(stream, taken_back, says=False) <= allowed(server)
        assert [each["level"] for each in server.events("reloaded")] == ["info", "info"]
        assert server.events("flows_refused") == server.events("worker_ended") == []
    assert (flows / "notices.yaml").read_bytes() == before


def soon(stream: Stream, since: float, *, says: bool) -> float:
    """Return how long after `since` the last text came that was answered the old way."""

    def all_the_new_way() -> bool:
        reply = stream.server.text(stream.body)
        return (SAYS in reply) is says and stream.is_all(reply)

    until(all_the_new_way)
    old = [at for at, reply in stream.heard_at if (SAYS in reply) is not says]
    return max(old[-1] - since, 0.0)


def allowed(server: Server) -> float:
    """Return how long it may take: two seconds, or as much more as a busy machine read the flows.

    All the rest keeps its time there too.
    """
    read = float(server.events("reloaded")[-1]["seconds"])
    return WITHIN_SECONDS + max(0.0, read - READ_SECONDS)
