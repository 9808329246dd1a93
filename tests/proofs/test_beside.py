"""Work in a second process: its result, its faults, and what becomes of it when nobody waits."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from threading import Event, Thread

import pytest

from responder.proofs.beside import beside


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests may have left threads, such as those of a browser."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)


def who() -> int:
    return os.getpid()


def fault() -> None:
    raise ZeroDivisionError


def test_the_result_is_that_of_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with beside(who) as result:
        assert result() != os.getpid()


def test_on_one_core_all_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    with beside(who) as result:
        assert result() == os.getpid()


def test_no_process_is_split_off_while_threads_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    over = Event()
    thread = Thread(target=over.wait)
    thread.start()
    with beside(who) as result:
        assert result() == os.getpid()
    over.set()
    thread.join()


def test_a_fault_over_there_is_raised_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with beside(fault) as result, pytest.raises(ZeroDivisionError):
        result()


def test_nobody_stays_behind_where_the_work_here_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    made: list[int] = []

    def fork(really: Callable[[], int] = os.fork) -> int:
        made.append(really())
        return made[-1]

    monkeypatch.setattr(os, "fork", fork)
    began = time.monotonic()
    with pytest.raises(KeyError), beside(lambda: time.sleep(60)):
        raise KeyError
    assert time.monotonic() - began < 30
    [child] = made
    with pytest.raises(ChildProcessError):
        os.waitpid(child, 0)
