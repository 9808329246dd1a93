"""Flow files that change under a running line: cases C22 to C24, on two workers.

All the while somebody texts, each time over a new connection; every text must be answered, from
the old flows or the new ones.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from responder.safety.crisis import FALLBACK_TEXT
from tests.serving.running import (
    ROOT,
    Server,
    Stream,
    lay_out_small,
    serving_flows,
    texting,
    until,
)

pytestmark = pytest.mark.slow

OLD = "Two examples stand here."
FALLBACK = FALLBACK_TEXT


@pytest.fixture
def flows(tmp_path: Path) -> Path:
    return lay_out_small(tmp_path / "flows")


@pytest.fixture
def server(tmp_path: Path, flows: Path) -> Iterator[Server]:
    with serving_flows(tmp_path, flows) as server:
        yield server


def words_with(said: str, flows: Path) -> str:
    """Return initiatives.yaml with `said` in place of what it says of the initiatives."""
    words = (flows / "initiatives.yaml").read_text("utf-8")
    before, found, after = words.partition("en: Two examples stand here.")
    assert found
    return f"{before}en: {said}{after}"


def saved_over(file: Path, words: str) -> None:
    """Save as careful editors do: another file, renamed over the old one."""
    beside = file.with_name(f".{file.name}.tmp")
    beside.write_text(words, "utf-8")
    beside.replace(file)


def heard(stream: Stream, said: str) -> None:
    """Wait until all workers answer with `said` and none with anything else."""

    def all_say_it() -> bool:
        return said in stream.server.text(stream.body) and stream.is_all(
            stream.server.text(stream.body)
        )

    until(all_say_it)


def test_an_edit_reaches_both_workers_however_it_is_saved(server: Server, flows: Path) -> None:
    file = flows / "initiatives.yaml"
    original = {n: words_with(f"There are {n} examples.", flows) for n in range(7)}
    # What editors leave beside a file is no flow file.
    for name in ("initiatives.yaml~", ".initiatives.yaml.swp", "4913", "#initiatives.yaml#"):
        (flows / name).write_text("pages: [broken", "utf-8")
    with texting(server, "initiatives") as stream:
        heard(stream, OLD)
        saved_over(file, original[1])
        heard(stream, "There are 1 examples.")
        saved_over(file, original[2])
        heard(stream, "There are 2 examples.")
        # The same size, the same time.
        kept = file.stat()
        file.write_text(original[3], "utf-8")
        os.utime(file, ns=(kept.st_atime_ns, kept.st_mtime_ns))
        heard(stream, "There are 3 examples.")
        # As an editor that keeps a backup saves.
        file.rename(flows / "initiatives.yaml~")
        file.write_text(original[4], "utf-8")
        heard(stream, "There are 4 examples.")
    said = {OLD, *(f"There are {n} examples." for n in (1, 2, 3, 4))}
    assert all(any(each in reply for each in said) for reply in stream.replies)
    assert server.events("flows_refused") == server.events("worker_ended") == []


def test_a_mounted_folder_is_exchanged_behind_its_link(tmp_path: Path) -> None:
    mounted = tmp_path / "mounted"
    mounted.mkdir()
    flows = lay_out_small(mounted / "..1")
    for n in (2, 3):
        shutil.copytree(flows, mounted / f"..{n}")
        words = words_with(f"There are {n} examples.", flows)
        (mounted / f"..{n}" / "initiatives.yaml").write_text(words, "utf-8")
    (mounted / "..data").symlink_to("..1")
    for file in flows.iterdir():
        (mounted / file.name).symlink_to(f"..data/{file.name}")
    with serving_flows(tmp_path, mounted) as server, texting(server, "initiatives") as stream:
        heard(stream, OLD)
        for n in (2, 3):
            (mounted / "..tmp").symlink_to(f"..{n}")
            (mounted / "..tmp").replace(mounted / "..data")
            shutil.rmtree(mounted / f"..{n - 1}")
            heard(stream, f"There are {n} examples.")
        assert FALLBACK not in "".join(stream.replies)


def test_the_last_good_flows_answer_while_a_file_is_broken_or_gone(
    server: Server, flows: Path
) -> None:
    file = flows / "initiatives.yaml"
    words = file.read_text("utf-8")
    broken = {
        "empty": "",
        "half": words[: len(words) // 2],
        "name alone": "pages:\n",
        "nothing in it": "pages: {}\n",
        "a list": "- pages\n",
        "a tab": words.replace("  plan:", "\tplan:"),
    }
    with texting(server, "initiatives") as stream:
        for told, held in enumerate(broken.values(), 1):
            file.write_text(held, "utf-8")
            until(partial(refused_so_often, server, told))
            until(lambda: "ready, with the last good flows\n" in server.page("/ready")[1])
            assert server.page("/ready")[0] == 200
        place = server.events("flows_refused")[-1]["faults"][0]
        assert place.startswith(f"{file}:")
        assert ": error: " in place
        file.unlink()
        until(lambda: len(server.events("flows_refused")) > len(broken))
        shutil.move(flows, flows.with_name("away"))
        until(lambda: "cannot be opened" in server.page("/ready")[1])
        assert server.counts()["responder_flows_good"] == 0
        shutil.move(flows.with_name("away"), flows)
        file.write_text(words_with_all(words), "utf-8")
        heard(stream, "All is well.")
        until(lambda: server.page("/ready") == (200, "ready\n"))
    assert all(OLD in reply or "All is well." in reply for reply in stream.replies)
    assert server.counts()["responder_flows_good"] == 1


def refused_so_often(server: Server, times: int) -> bool:
    return len(server.events("flows_refused")) >= times


def words_with_all(words: str) -> str:
    return words.replace(OLD, "All is well.")


def test_a_file_that_cannot_be_read_leaves_the_last_good_flows(server: Server, flows: Path) -> None:
    file = flows / "initiatives.yaml"
    words = file.read_text("utf-8")
    file.unlink()
    file.symlink_to("nowhere.yaml")
    until(lambda: "cannot be read" in server.page("/ready")[1])
    assert OLD in server.text("initiatives")
    file.unlink()
    file.write_text(words, "utf-8")
    until(lambda: server.page("/ready") == (200, "ready\n"))


@pytest.mark.parametrize("gone", ["broken", "missing"])
def test_flows_that_are_broken_or_missing_at_the_start_are_taken_up_when_mended(
    tmp_path: Path, flows: Path, gone: str
) -> None:
    words = (flows / "initiatives.yaml").read_text("utf-8")
    if gone == "broken":
        (flows / "initiatives.yaml").write_text("", "utf-8")
    else:
        shutil.move(flows, tmp_path / "away")
    with serving_flows(tmp_path, flows) as server, texting(server, "initiatives") as stream:
        heard(stream, FALLBACK)
        assert all(number in stream.replies[0] for number in ("988", "911"))
        assert "9, 8, 8" in server.caller().dial().words
        status, said = server.page("/ready")
        assert (status, said.split("\n")[0]) == (503, "not ready")
        place = "initiatives.yaml: error: " if gone == "broken" else "the flow folder: error: "
        assert said.split("\n")[1].startswith(place)
        assert str(tmp_path) not in said
        status, told = server.ops("/ready")
        assert (status, told.split("\n")[0]) == (503, "not ready")
        assert told.split("\n")[1].startswith(str(flows))
        if gone == "missing":
            shutil.move(tmp_path / "away", flows)
        else:
            (flows / "initiatives.yaml").write_text(words, "utf-8")
        heard(stream, OLD)
        until(lambda: server.page("/ready") == (200, "ready\n"))


def test_a_hangup_has_the_flows_read_at_once(server: Server) -> None:
    server.process.send_signal(signal.SIGHUP)
    until(lambda: server.events("reloaded"))
    assert server.counts()['responder_flow_reads_total{result="good"}'] == 1


def test_a_worker_that_follows_another_has_the_newest_flows(server: Server, flows: Path) -> None:
    saved_over(flows / "initiatives.yaml", words_with("There are 5 examples.", flows))
    until(lambda: server.events("reloaded"))
    workers = server.children()
    for worker in workers:  # the desk too
        os.kill(worker, signal.SIGKILL)
    until(lambda: len(server.children() - workers) == len(workers))
    with texting(server, "initiatives") as stream:
        heard(stream, "There are 5 examples.")
        assert not any(OLD in reply for reply in stream.replies)
        saved_over(flows / "initiatives.yaml", words_with_new_desk(flows))
        heard(stream, "There are 6 examples.")


def words_with_new_desk(flows: Path) -> str:
    words = (flows / "initiatives.yaml").read_text("utf-8")
    return words.replace("There are 5", "There are 6")


def test_a_reading_that_is_killed_leaves_the_last_good_flows(tmp_path: Path) -> None:
    # As where memory runs short. The shipped flows take long enough to be met while being read.
    with serving_flows(tmp_path, ROOT / "flows") as server:
        menu = server.text("menu")
        desk = desk_of(server)
        server.process.send_signal(signal.SIGHUP)
        until(lambda: children_of(desk), every=0.005)
        for each in children_of(desk):
            os.kill(each, signal.SIGKILL)
        until(lambda: server.events("reading_failed"))
        (told,) = server.events("reading_failed")
        assert told["faults"] == ["the flow files could not be read: it was ended by SIGKILL"]
        assert server.counts()["responder_flows_good"] == 0
        assert (server.text("menu"), server.page("/ready")[0]) == (menu, 200)
        server.process.send_signal(signal.SIGHUP)
        until(lambda: server.counts()["responder_flows_good"] == 1)


def desk_of(server: Server) -> int:
    """Return the process of the desk, which is told where there is news."""
    server.process.send_signal(signal.SIGHUP)
    until(lambda: server.events("reloaded"))
    desk: int = server.events("reloaded")[-1]["pid"]
    return desk


def children_of(process: int) -> list[int]:
    try:
        told = Path(f"/proc/{process}/task/{process}/children").read_text("ascii")
    except FileNotFoundError:
        return []
    return [int(each) for each in told.split()]


def test_a_notice_begins_on_both_workers_at_its_minute_and_no_sooner(
    tmp_path: Path, flows: Path
) -> None:
    # Its first minute is 2026-12-24 0:00 Eastern; the server's clock stands just before.
    minute = datetime(2026, 12, 24, tzinfo=ZoneInfo("America/New_York"))
    ahead = minute - datetime.now(UTC) - timedelta(seconds=15)
    notice = "The example office is closed today."
    with (
        serving_flows(tmp_path, flows, ahead=ahead) as server,
        texting(server, "initiatives") as stream,
    ):
        until(lambda: server.counts()["responder_made_ahead_total"] == 1)
        assert notice not in server.text("initiatives")
        heard(stream, notice)
        begun = next(at for at, reply in stream.heard_at if notice in reply)
        assert datetime.fromtimestamp(begun, UTC) + ahead >= minute
        assert server.counts()["responder_made_ahead_total"] == 1  # no worker made its own
    first = [notice in reply for reply in stream.replies].index(True)
    assert all(notice in reply for reply in stream.replies[first:])
