"""All that the line costs, in one table: each figure beside a plain app or work in the same run.

Run with `.venv/bin/python -m benchmarks`: some minutes. The parts can be run by themselves, and
say more then.
"""

from __future__ import annotations

import io
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from benchmarks import answers, check, detector, routing, start
from responder.edition import edition
from responder.serving.packed import packed, unpacked
from responder.web import create_app
from tests.resilience import load

ROOT = Path(__file__).parent.parent
STARTS = 3
LOAD_SECONDS = 15.0
LOAD_RATE = 100
PAGES = 90  # of some twenty lines: 2,000 lines of flows
TUTORIAL = """
from benchmarks import answers
from tests.resilience.load import PUBLIC_URL, TOKEN
answers.PUBLIC_URL, answers.TOKEN = PUBLIC_URL, TOKEN
app = answers.tutorial()
app.add_url_rule("/voice", "voice", app.view_functions["sms"], methods=["POST"])
app.add_url_rule("/voice/<event>", "event", lambda event: app.view_functions["sms"](),
                 methods=["POST"])
"""


@dataclass(frozen=True)
class Row:
    """One line of the table: what, our figure, what stands beside it, and the aim."""

    what: str
    ours: str
    beside: str
    aim: str


def requests() -> Iterator[Row]:
    """Yield what a request costs in this process."""
    ours, tutorial, bare = create_app(answers.settings()), answers.tutorial(), answers.bare()
    texts = answers.requests("/sms", [{"Body": text} for text in answers.TEXTS])
    menu = "/voice/key?page=.menu&lang=en&silences=0"
    keys = answers.requests(menu, [{"Digits": key} for key in "12345"])
    for what, theirs, mine, name, aim in (
        ("/sms", tutorial, texts, "tutorial app", "0.80"),
        ("/sms", bare, texts, "bare Flask view", ""),
        ("/voice, a key", tutorial, keys, "tutorial app", "0.80"),
    ):
        found = answers.ratios(ours, theirs, mine, texts)
        yield Row(
            f"{what}: requests for one of theirs",
            ranged(found),
            name,
            f"at least {aim}" if aim else "",
        )
    for name, app in (("ours", ours), ("bare Flask view", bare)):
        short, long = (
            answers.requests("/sms", [{"Body": text} for text in detector.texts(size, "calm")[:30]])
            for size in (160, 1_600)
        )
        grown = [answers.seconds(app, long, 5) / answers.seconds(app, short, 5) for _ in range(5)]
        yield Row("/sms: 1,600 characters beside 160", ranged(grown), name, "at most 12")


def judging() -> Iterator[Row]:
    """Yield what the crisis check and finding a page cost."""
    from responder.safety.assess import assess

    for size, aim in ((160, "p50 150, worst 1,000 us"), (1_600, ""), (10_000, "worst 10,000 us")):
        given = [*detector.texts(size, "calm"), *detector.texts(size, "urgent")]
        found = detector.times(assess, given)
        plain = statistics.median(detector.times(str.casefold, given))
        middle = statistics.median(found)
        yield Row(
            f"crisis check, {size:,} characters",
            f"p50 {middle:.0f}, worst {found[-1]:.0f} us",
            f"str.casefold {plain:.1f} us",
            aim,
        )
    few, many = (
        routing.micros(partial(routing.many_pages(count).find, ("meeting", "on", "friday")))
        for count in (60, 10_000)
    )
    yield Row("a question: 10,000 pages beside 60", f"{many / few:.2f}", "", "at most 1.5")


def reloading() -> Iterator[Row]:
    """Yield what it costs to take up 2,000 lines of flows."""
    with tempfile.TemporaryDirectory() as folder:
        flows = Path(shutil.copytree(check.SMALL, Path(folder) / "flows"))
        content = "pages:\n" + "".join(check.pages(PAGES))
        (flows / "generated.yaml").write_text(content, "utf-8")
        lines = sum(len(each.read_text("utf-8").splitlines()) for each in flows.glob("*.yaml"))
        edition(flows, datetime.now(UTC))  # what is made once
        begun = time.perf_counter()
        read = edition(flows, datetime.now(UTC))
        taken = time.perf_counter() - begun
    if read.book is None:
        sys.exit("the generated flows are at fault")
    yield Row(
        f"reading, checking and rendering {lines:,} lines",
        f"{taken * 1000:.0f} ms",
        "in a process of its own",
        "at most 300 ms",
    )
    shipped = edition(ROOT / "flows", datetime.now(UTC)).book
    pieces = unpacked(io.BytesIO(packed(shipped)))
    longest = 0.0
    while True:
        begun = time.perf_counter()
        if next(pieces, None) is None:
            break
        longest = max(longest, time.perf_counter() - begun)
    yield Row("a worker takes up the shipped flows", f"{longest * 1000:.0f} ms", "at a stretch", "")


def starting() -> Iterator[Row]:
    """Yield how soon the server answers, and its memory."""
    ours: list[start.Start] = []
    bare: list[start.Start] = []
    for _ in range(STARTS):
        one, other = start.pair()
        ours.append(one)
        bare.append(other)
    for what, name, aim in (
        ("seconds to the first signed answer", "seconds", "at most 1.0"),
        ("seconds of processor until then", "cpu", ""),
        ("MiB of the largest worker", "worker", "at most 80"),
        ("MiB of all processes", "all", "at most 130"),
    ):
        us, them = ([float(getattr(each, name)) for each in found] for found in (ours, bare))
        yield Row(what, ranged(us), f"bare app {ranged(them)}", aim)


def loaded() -> Iterator[Row]:
    """Yield how long requests wait at a steady rate, for the whole server."""
    with serving([sys.executable, "-m", "responder", "serve"], "--bind") as port:
        us = paced(port)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "told.py").write_text(TUTORIAL)
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "-w",
            "2",
            "-k",
            "gevent",
            "--pythonpath",
            folder,
        ]
        with serving([*command, "told:app"], "-b") as port:
            them = paced(port)
    for what, name, aim in (("p50", "p50", ""), ("p99", "p99", "at most 1.3 times theirs")):
        mine, theirs = (1000 * float(getattr(each, name)) for each in (us, them))
        yield Row(
            f"{LOAD_RATE} requests a second: {what}",
            f"{mine:.1f} ms",
            f"tutorial app {theirs:.1f} ms",
            aim,
        )
    yield Row("  of them lost", str(us.lost), "", "0")


@contextmanager
def serving(command: list[str], bind: str) -> Iterator[int]:
    """Run a server at a free port until it is needed no more."""
    port, ops = start.free_port(), start.free_port()
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "TWILIO_AUTH_TOKEN": load.TOKEN,
        "RESPONDER_PUBLIC_URL": load.PUBLIC_URL,
        "RESPONDER_OPS_BIND": f"127.0.0.1:{ops}",
    }
    running = subprocess.Popen(
        [*command, bind, f"127.0.0.1:{port}"], cwd=ROOT, env=env, stderr=subprocess.DEVNULL
    )
    try:
        end = time.monotonic() + start.GIVE_UP_SECONDS
        while load.ask_now(port, load.text("menu"))[0] != 200:
            if time.monotonic() > end:
                sys.exit(f"{command[2]} did not start")
            time.sleep(0.05)
        yield port
    finally:
        running.terminate()
        running.wait()


def paced(port: int) -> load.Figures:
    """Return what became of a steady load on `port`."""
    steady = load.Load(port, LOAD_RATE)
    steady.start()
    time.sleep(LOAD_SECONDS)
    return load.Figures.of(steady.stop())


def ranged(found: list[float]) -> str:
    """Return the median of `found` with its range."""
    return f"{statistics.median(found):.2f} ({min(found):.2f}-{max(found):.2f})"


def main() -> None:
    """Print the table, each row as it is known."""
    print("| What | Ours | Beside it | Aim |\n| --- | --- | --- | --- |")
    for part in (requests, judging, reloading, starting, loaded):
        for row in part():
            print(f"| {row.what} | {row.ours} | {row.beside} | {row.aim} |", flush=True)


if __name__ == "__main__":
    main()
