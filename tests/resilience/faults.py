"""Every step, every fault, both channels: what the person gets, as a table.

`main` prints it and returns 1 if anybody got anything but 988 with status 200. Rows of safety.md,
section 5, that need no broken step have tests of their own (see docs/security.md).
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.resilience.breaking import FAULTS, ONLY_CALL, ONLY_TEXT, PROGRAM, STEPS
from tests.resilience.served import ROOT, NotOpenError, Served, served, until

WITHIN_SECONDS = 15.0  # then the carrier gives up
TEXT, CALL = "text", "call"
CHANNELS = (TEXT, CALL)
YEAR_SECONDS = 365 * 24 * 3600

# The clock of the whole process jumps, as when a machine is set right after a year asleep.
CLOCK = (
    PROGRAM
    + """
import time_machine, responder.web
real_at = responder.web.Shown.at
def at(self, now):
    jump = flask.request.environ.get("HTTP_X_CLOCK")
    if jump:
        from datetime import timedelta
        now += timedelta(seconds=int(jump))
        time_machine.travel(now, tick=True).start()
    return real_at(self, now)
responder.web.Shown.at = at
"""
)
NO_NAMES = (
    PROGRAM
    + """
import socket
def gone(*_, **__): raise socket.gaierror(-3, "Temporary failure in name resolution")
for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr", "getnameinfo",
             "getfqdn"):
    setattr(socket, name, gone)
"""
)


@dataclass(frozen=True)
class Outcome:
    """One row of the table: what broke, and what somebody got."""

    step: str
    fault: str
    channel: str
    got: str
    holds: bool
    milliseconds: float = 0.0


class Asking:
    """Asks a server as people do, each time in other words, so that no answer is a kept one."""

    def __init__(self, line: Served) -> None:
        self.line = line
        self.asked = 0

    def ask(self, channel: str, **headers: str) -> tuple[int, bytes, float]:
        """Return status, body and seconds of an answer; status 0 if there was none."""
        self.asked += 1
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        if channel == TEXT:
            page = ("plan", "board", "vision", "privacy", "reuniones", "más", "help numbers")
            body = f"{page[self.asked % len(page)]} {self.asked}"
            # Only who chooses a language is given a cookie.
            body = "ESPAÑOL" if told.get("X-Break", "").startswith("cookies written") else body
            fields = {"Body": body, "MessageSid": "SM1"}
            path = "/sms"
            told["Cookie"] = "line=x"
        else:
            fields = {"SpeechResult": f"who is on the board {self.asked}"}
            path = f"/voice/key?page=.menu&lang={('en', 'es')[self.asked % 2]}&silences=0"
        begun = time.monotonic()
        try:
            status, answer = self.line.post(path, fields, told)
        except OSError:
            status, answer = 0, b""
        return status, answer, time.monotonic() - begun


def outcome(step: str, fault: str, channel: str, answer: tuple[int, bytes, float]) -> Outcome:
    status, body, seconds = answer
    holds = status == 200 and says_988(body) and seconds < WITHIN_SECONDS
    got = f"{status or 'no answer'}{', 988' if says_988(body) else ''}"
    return Outcome(step, fault, channel, got, holds, seconds * 1000)


def fired(line: Served, fault: str) -> bool:
    """Return whether the newest fault is this one, and forget it."""
    file = line.home / "home" / "fired"
    last = file.read_text("utf-8").splitlines()[-1:] if file.exists() else []
    file.unlink(missing_ok=True)
    return last == [fault]


def says_988(body: bytes) -> bool:
    return b"988" in body or b"9, 8, 8" in body


def channels_of(step: str) -> tuple[str, ...]:
    if step in ONLY_TEXT:
        return (TEXT,)
    return (CALL,) if step in ONLY_CALL else CHANNELS


def steps_fail(home: Path) -> Iterator[Outcome]:
    """Every step fails in every way, in one server, which goes on answering others."""
    with served(home, program=PROGRAM) as line:
        asking = Asking(line)
        for step in STEPS:
            for channel in channels_of(step):
                for fault in FAULTS:
                    answer = asking.ask(channel, X_Break=f"{step}:{fault}", X_Words="wörds")
                    if not fired(line, f"{step}:{fault}"):
                        yield Outcome(step, fault, channel, "the step was not reached", holds=False)
                    yield outcome(step, fault, channel, answer)
        for channel in CHANNELS:
            yield outcome("all of these", "afterwards", channel, asking.ask(channel))


def step_hangs(home: Path) -> Iterator[Outcome]:
    """A step that never ends is cut off while the carrier still waits; others are answered."""
    with served(home, program=PROGRAM) as line:
        found: list[Outcome] = []

        def stuck(channel: str, step: str) -> None:
            answer = Asking(line).ask(channel, X_Break=f"{step}:hang")
            found.append(outcome(step, "never ends", channel, answer))

        threads = [
            threading.Thread(target=stuck, args=each)
            for each in ((TEXT, "safety check"), (CALL, "menu"))
        ]
        for each in threads:
            each.start()
        for channel in CHANNELS:
            answer = Asking(line).ask(channel)
            yield outcome("others meanwhile", "a step never ends", channel, answer)
        for each in threads:
            each.join()
        yield from found


def streams_broken(home: Path) -> Iterator[Outcome]:
    """What the line would say of a fault cannot be written."""
    broken = {
        "disk of the log full": 'exec "$@" 2>/dev/full',
        "stderr closed": 'exec "$@" 2>&-',
        "all streams closed": 'exec "$@" <&- >&- 2>&-',
        "nobody reads stderr": 'exec "$@" 2> >(exec true)',
    }
    for number, (fault, shell) in enumerate(broken.items()):
        with served(home / str(number), program=PROGRAM, shell=shell) as line:
            asking = Asking(line)
            for channel in CHANNELS:
                answer = asking.ask(channel, X_Break="signature:exception")
                yield outcome("failsafe's report", fault, channel, answer)
            for channel in CHANNELS:
                yield outcome("none", fault, channel, asking.ask(channel))


def handles_gone(home: Path) -> Iterator[Outcome]:
    """Connections that say nothing hold every file handle; the next in line is answered."""
    shell = 'ulimit -n 64; exec "$@"'
    with served(home, program=PROGRAM, shell=shell) as line, ExitStack() as held:
        for _ in range(200):
            try:
                held.enter_context(line.connect())
            except OSError:
                break
        for channel in CHANNELS:
            answer = Asking(line).ask(channel)
            yield outcome("accept", "no file handles (64, 200 idle)", channel, answer)


def clock_jumps(home: Path) -> Iterator[Outcome]:
    """The clock goes a year ahead, then two back."""
    for jump, fault in ((YEAR_SECONDS, "clock a year ahead"), (-YEAR_SECONDS, "a year back")):
        with served(home / str(jump), program=CLOCK) as line:
            asking = Asking(line)
            for channel in CHANNELS:
                answer = asking.ask(channel, X_Clock=str(jump))
                yield outcome("book at clock change", fault, channel, answer)
            for channel in CHANNELS:
                yield outcome(
                    "book at clock change", f"{fault}, then", channel, asking.ask(channel)
                )


def names_gone(home: Path) -> Iterator[Outcome]:
    """No name can be looked up."""
    with served(home, program=NO_NAMES) as line:
        for channel in CHANNELS:
            yield outcome("none", "DNS gone", channel, Asking(line).ask(channel))


def flows_broken(home: Path) -> Iterator[Outcome]:
    """At the start there is no good flow: the line opens with its crisis text, and says why."""
    good = ROOT / "flows"

    def flows(name: str) -> Path:
        return Path(shutil.copytree(good, home / name / "flows"))

    not_yaml = flows("not yaml")
    (not_yaml / "help.yaml").write_text("pages: [1\n", "utf-8")
    binary = flows("binary")
    (binary / "line.yaml").write_bytes(os.urandom(4096))
    dangling = flows("dangling")
    (dangling / "crisis.yaml").unlink()
    (dangling / "crisis.yaml").symlink_to(home / "nowhere")
    empty = home / "empty"
    empty.mkdir()
    cases = {
        "flows missing": home / "none",
        "flows empty": empty,
        "flows not YAML": not_yaml,
        "flows no text": binary,
        "flow file a dead link": dangling,
    }
    for fault, folder in cases.items():
        with served(home / f"run {fault}", flows=folder) as line:
            until(partial(_is_not_ready, line))
            status, told = line.get("/ready")
            yield Outcome(
                "load", fault, "/ready", f"{status}", status == 503 and len(told.splitlines()) > 1
            )
            for channel in CHANNELS:
                yield outcome("load", fault, channel, Asking(line).ask(channel))


def _is_not_ready(line: Served) -> bool:
    return line.get("/ready")[0] == 503


def words_damaged(home: Path) -> Iterator[Outcome]:
    """A word list of the safety check is damaged, as by a copy that broke off."""
    code = home / "code"
    shutil.copytree(ROOT / "responder", code / "responder")
    lists = sorted((code / "responder" / "safety" / "words").glob("*.toml"))
    damages: dict[str, Callable[[Path], object]] = {
        "word list cut off": lambda file: file.write_bytes(file.read_bytes()[:500] + b'\n[["'),
        "word list missing": lambda file: file.unlink(),
    }
    for fault, damage in damages.items():
        damage(lists[0])
        with served(home / fault, environ={"PYTHONPATH": str(code)}) as line:
            for channel in CHANNELS:
                yield outcome("safety check", fault, channel, Asking(line).ask(channel))


def worker_dies(home: Path) -> Iterator[Outcome]:
    """A worker meets the end of memory, or is gone at once; all who come after are answered."""
    with served(home, program=PROGRAM) as line:
        asking = Asking(line)
        for channel in CHANNELS:
            answer = asking.ask(channel, X_Break="signature:out of memory")
            yield outcome("signature", "out of memory (RLIMIT_AS)", channel, answer)
        for channel in CHANNELS * 5:
            yield outcome("none", "after out of memory", channel, asking.ask(channel))
        for how in ("killed", "segmentation fault", "abort"):
            for channel in CHANNELS:
                status, _, _ = asking.ask(channel, X_Break=f"signature:{how}")
                # Nobody can answer on a connection that died; the carrier asks again at once.
                got = "no answer, asked again" if status == 0 else str(status)
                yield Outcome("worker", how, f"{channel}, in it", got, status == 0)
                yield outcome("worker", how, f"{channel}, again", asking.ask(channel))


def settings_missing(home: Path) -> Iterator[Outcome]:
    """Without a token nobody could be answered, so the line does not open, and says why."""
    for name in ("TWILIO_AUTH_TOKEN", "RESPONDER_PUBLIC_URL"):
        try:
            with served(home / name, environ={name: ""}):
                yield Outcome("settings", f"{name} missing", "operator", "opens", holds=False)
        except NotOpenError as said:
            told = f"{name}: is not set" in str(said) and "fix:" in str(said)
            got = "refused, named, with how to set it" if told else str(said)
            yield Outcome("settings", f"{name} missing", "operator", got, told)


PARTS = (
    settings_missing, steps_fail, step_hangs, streams_broken, handles_gone, clock_jumps,
    names_gone, flows_broken, words_damaged, worker_dies,
)  # fmt: skip


def outcomes(wanted: tuple[Callable[[Path], Iterator[Outcome]], ...] = PARTS) -> Iterator[Outcome]:
    """Yield what came of every fault of the parts that are `wanted`."""
    with tempfile.TemporaryDirectory() as made:
        for part in wanted:
            print(f"  {part.__name__} ...", file=sys.stderr, flush=True)
            home = Path(made) / part.__name__
            home.mkdir()
            yield from part(home)


def table(found: list[Outcome]) -> str:
    """Return one line for each step and fault, the channels beside each other."""
    rows = [
        (each.step, each.fault, each.channel, each.got, "holds" if each.holds else "SHORT")
        for each in found
    ]
    head = ("step", "fault", "who", "got", "")
    widths = [max(len(row[at]) for row in (head, *rows)) for at in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (head, *dict.fromkeys(rows))
    )


def main() -> int:
    found = list(outcomes())
    print(table(found))
    short = [each for each in found if not each.holds]
    hung = max(each.milliseconds for each in found if each.fault == "never ends")
    slowest = max(each.milliseconds for each in found if "never ends" not in each.fault)
    print(
        f"faults: {len(found)} tried, {len(found) - len(short)} hold, {len(short)} fall short; "
        f"slowest answer {slowest:.0f} ms (where a step never ends: {hung:.0f} ms)"
    )
    for each in short:
        print(f"SHORT: {each.step}, {each.fault}, {each.channel}: {each.got}")
    return 1 if short else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sys.exit(main())
