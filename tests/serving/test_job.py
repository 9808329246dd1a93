"""Work in a process of its own: whatever becomes of it, it is told and nothing else breaks."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

import pytest

from responder.serving.job import Job


def breaks() -> None:
    raise ValueError("marked-words")


def ends_as_a_worker_that_cannot_start() -> None:
    raise SystemExit(3)


def is_killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def hangs() -> None:
    time.sleep(600)


def is_deep() -> None:
    is_deep()


@pytest.mark.parametrize(
    ("work", "how"),
    [
        (lambda: None, ""),
        (breaks, "it failed"),
        (ends_as_a_worker_that_cannot_start, "it failed"),
        (is_deep, "it failed"),
        (is_killed, "it was ended by SIGKILL"),
        (hangs, "it took longer than 0.2 seconds"),
    ],
)
def test_how_work_ended_is_told(
    work: Callable[[], None], how: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert Job(work, limit=0.2 if work is hangs else 30).wait() == how
    assert "marked" not in capfd.readouterr().err


def test_gunicorn_never_takes_its_end_for_a_reason_to_end_the_server() -> None:
    job = Job(ends_as_a_worker_that_cannot_start)
    _, status = os.waitpid(job.process, 0)
    assert os.waitstatus_to_exitcode(status) not in (3, 4)
    assert job.ended() == "it ended unseen"
