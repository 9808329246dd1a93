"""Marked words, a marked number, name and place go everywhere; nothing that stays may hold them.

They go through every address, every failing step, slow and half requests, crashes of a worker,
pages for errors, and whatever a debugging environment turns on. Then all that the processes can
write is searched: their output, files (deleted ones that are still open too), shared memory, what
/proc tells, every answer; and their memory, as found by the collector and as raw bytes.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.resilience.breaking import FAULTS, PROGRAM, STEPS
from tests.resilience.served import Served, served, until

# Written apart, so that no search of memory finds these lines themselves.
WORDS = "quetzal" + "canary"
NUMBER = "203555" + "0177"
NAME = "Wilhelmina" + "canary"
TOWN = "Cornwall" + "canary"
MARKS = (WORDS, NUMBER, NAME, TOWN)
SHARED_MEMORY = Path("/dev/shm")
OTHER_REQUESTS = 400

ENVIRONMENTS: Mapping[str, Mapping[str, str]] = {
    "as shipped": {},
    "every debugging switch on": {
        "FLASK_DEBUG": "1",
        "FLASK_ENV": "development",
        "WERKZEUG_DEBUG_PIN": "off",
        "PYTHONDEVMODE": "1",
        "PYTHONASYNCIODEBUG": "1",
        "PYTHONFAULTHANDLER": "1",
        "PYTHONTRACEMALLOC": "5",
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "default",
        "GUNICORN_CMD_ARGS": (
            "--access-logfile - --log-level debug --capture-output --spew-off --reload"
        ).replace("--spew-off ", ""),
        "GEVENT_DEBUG": "TRACE",
        "LOG_LEVEL": "DEBUG",
        "DEBUG": "1",
    },
}
PERSON = {
    "From": f"+1{NUMBER}",
    "Caller": f"+1{NUMBER}",
    "ProfileName": NAME,
    "CallerName": NAME,
    "FromCity": TOWN,
    "CallerCity": TOWN,
    "SpeechResult": f"{WORDS} i want to die",
    "Digits": "",
    "MediaUrl0": f"https://media.example.org/{WORDS}",
}
BODIES = (
    WORDS,
    f"{WORDS} i want to die",
    f"STOP {WORDS}",
    f"{WORDS} reuniones ESPAÑOL {TOWN}",
    f"{WORDS} " * 90,
    f"%0d%0a{WORDS}\x00\x1b[31m\n{NAME}",
    f"my name is {NAME} in {TOWN}, call me at {NUMBER}",
)
PATHS = (
    "/sms",
    "/voice",
    "/voice/key?page=.menu&lang=en&silences=0",
    "/voice/key?page=plan&lang=es&silences=1",
    "/voice/silence?page=.menu&lang=es&silences=2",
    "/voice/dialled?page=.crisis.self_harm&lang=en&silences=0",
)
ASKED = f"{WORDS}?from={NUMBER}&name={NAME}#{TOWN}"
TOLD = (
    f"Host: {TOWN}\r\nUser-Agent: {WORDS}\r\nReferer: https://{NAME}/{NUMBER}\r\n"
    f"Cookie: line={WORDS}.{NUMBER}; other={NAME}\r\nX-Forwarded-For: {NUMBER}\r\n"
    f"X-Twilio-Signature: {WORDS}\r\nAuthorization: Basic {NAME}\r\n"
)
# Of what is no request, or none that is taken here.
BAD = (
    f"{WORDS}\r\n\r\n",
    f"GET /{ASKED} HTTP/9.9\r\n\r\n",
    f"{WORDS.upper()} /{ASKED} HTTP/1.1\r\n{TOLD}\r\n",
    f"GET /sms?{ASKED} HTTP/1.1\r\n{WORDS}\r\n\r\n",
    f"GET / HTTP/1.1\r\n{WORDS} {NAME}: 1\r\n\r\n",
    f"GET /{WORDS} HTTP/1.1\r\nA: \x00{WORDS}\r\n\r\n",
    f"POST /sms HTTP/1.1\r\nTransfer-Encoding: {WORDS}\r\n\r\n",
    f"POST /sms HTTP/1.1\r\nExpect: {WORDS}\r\n\r\n",
    f"POST /sms HTTP/1.1\r\nContent-Length: {WORDS}\r\n\r\n",
    f"POST /sms HTTP/1.1\r\n{TOLD}Transfer-Encoding: chunked\r\n\r\n{WORDS}\r\nBody={NAME}\r\n\r\n",
    f"POST /sms HTTP/1.1\r\n{TOLD}Content-Length: 99999\r\n\r\nBody={WORDS * 4000}",
    f"POST /sms HTTP/1.1\r\n{TOLD}Content-Type: multipart/form-data; boundary={WORDS}\r\n"
    f"Content-Length: 40\r\n\r\n--{WORDS}\r\n{NAME}".ljust(600, "x"),
    f"GET /{WORDS * 500} HTTP/1.1\r\n\r\n",
    f"GET / HTTP/1.1\r\nA: {WORDS * 900}\r\n\r\n",
    "GET / HTTP/1.1\r\n" + f"{WORDS}: {NAME}\r\n" * 101 + "\r\n",
)
HALF = (
    f"POST /sms HTTP/1.1\r\n{TOLD}Content-Ty",
    f"POST /sms HTTP/1.1\r\n{TOLD}Content-Length: 900\r\n\r\nBody={WORDS}&From={NUMBER}",
    f"POST /voice HTTP/1.1\r\n{TOLD}Transfer-Encoding: chunked\r\n\r\nff\r\nSpeechResult={WORDS}",
)

# Asked from within, which objects are alive that hold a mark: each told by what holds it, and never
# by its words. The marks come in disguise.
PROBE = (
    PROGRAM
    + '''
import gc, json
from responder import web
real_create = web.create_app

def alive(marks):
    gc.unfreeze(); gc.collect()
    mine = {id(marks), id(sys._getframe())}
    seen, found, todo = set(mine), [], [(each, None) for each in gc.get_objects()]
    frame = sys._getframe()
    while todo:
        held, holder = todo.pop()
        if id(held) in seen or held is todo or held is frame: continue
        seen.add(id(held))
        if isinstance(held, str): hit = any(mark in held for mark in marks)
        elif isinstance(held, (bytes, bytearray)):
            hit = any(mark.encode() in held for mark in marks)
        else:
            todo.extend((each, type(held).__name__) for each in gc.get_referents(held))
            continue
        if hit and id(held) not in {id(mark) for mark in marks}:
            found.append(f"{type(held).__name__} in {holder}")
    return found

def create(*arguments, **named):
    app = real_create(*arguments, **named)
    inner = app.wsgi_app
    def probed(environ, start):
        asked = environ.get("HTTP_X_PROBE")
        if asked is None: return inner(environ, start)
        marks = ["".join(chr(ord(letter) - 1) for letter in each) for each in asked.split(",")]
        body = json.dumps({"pid": os.getpid(), "alive": alive(marks)}).encode()
        start("200 OK", [("Content-Type", "application/json"),
                         ("Content-Length", str(len(body)))])
        return [body]
    app.wsgi_app = probed
    return app
web.create_app = create
'''
)


@dataclass
class Searched:
    """Where marks were looked for, how much that was, and where any were found."""

    bytes_of: dict[str, int] = field(default_factory=dict)
    found: list[str] = field(default_factory=list)

    def look(self, where: str, kind: str, content: bytes) -> None:
        """Search `content`, also for the marks as they stand in a URL or reversed bytes."""
        self.bytes_of[kind] = self.bytes_of.get(kind, 0) + len(content)
        self.found += [f"{where}: {each}" for each in marks_in(content)]


def marks_in(content: bytes) -> list[str]:
    return [mark for mark in MARKS if mark.encode() in content]


def answers(line: Served) -> Iterator[tuple[str, bytes]]:
    """Send the marks through everything; yield each whole answer and what it answers."""
    for path in PATHS:
        for body in BODIES:
            for signed in (True, False):
                fields = {**PERSON, "Body": body}
                yield path, line.raw(line.request(path, fields, signed=signed))
        for method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT"):
            joined = "&" if "?" in path else "?"
            asked = f"{method} {path}{joined}q={ASKED} HTTP/1.1\r\n{TOLD}Connection: close\r\n\r\n"
            yield f"{method} {path}", line.raw(asked.encode())
    for page in ("health", "ready", "ready?detail", "meetings.ics", "metrics", WORDS, "%00", "a/b"):
        for ops in (False, True):
            asked = f"GET /{page}?q={ASKED} HTTP/1.1\r\n{TOLD}Connection: close\r\n\r\n"
            with suppress(OSError):  # the operator's address may not be open
                yield f"/{page}", line.raw(asked.encode(), ops=ops)
    for number, bad in enumerate(BAD):
        yield f"bad request {number}", line.raw(bad.encode("latin-1"))
    for step in STEPS:
        for fault in FAULTS:
            for path in PATHS[:3]:
                headers = {"X-Break": f"{step}:{fault}", "X-Words": f"{WORDS} {NUMBER} {NAME} {TOWN}"}
                fields = {**PERSON, "Body": WORDS}
                yield f"{step}: {fault}", line.raw(line.request(path, fields, headers))


def slow_and_half(line: Served) -> None:
    """Send a request byte by byte, and halves that end in silence, a close or a reset."""
    request = line.request("/sms", {**PERSON, "Body": WORDS})
    with line.connect() as slow:
        for start in range(0, len(request), 64):
            slow.sendall(request[start : start + 64])
            time.sleep(0.01)
        while slow.recv(65536):
            pass
    for half in HALF:
        with line.connect() as asked:
            asked.sendall(half.encode("latin-1"))
            time.sleep(0.1)


def crashes(line: Served) -> None:
    """End workers in the middle of a person's message: killed, aborted, by a fault in C."""
    for how in ("killed", "segmentation fault", "abort"):
        headers = {"X-Break": f"signature:{how}", "X-Words": WORDS}
        line.post("/sms", {**PERSON, "Body": WORDS}, headers)
    with line.connect() as asked:
        asked.sendall(HALF[1].encode("latin-1"))
        time.sleep(0.2)
        for worker in line.processes()[1:]:
            os.kill(worker, signal.SIGABRT)
    until(lambda: line.get("/health")[0] == 200)


def search(line: Served, before: frozenset[str], searched: Searched) -> None:
    """Search all that the processes wrote or hold open, and what the system tells of them."""
    searched.look("stdout", "output", line.out)
    searched.look("stderr", "output", line.err)
    for file in line.home.rglob("*"):
        searched.look(f"name of {file.name}", "file names", file.name.encode())
        if file.is_file() and file.name not in ("stdout", "stderr"):
            searched.look(str(file.relative_to(line.home)), "files", file.read_bytes())
    for file in SHARED_MEMORY.iterdir():
        if file.name not in before and file.is_file():
            with suppress(OSError):
                searched.look(str(file), "shared memory", file.read_bytes())
    for process in line.processes():
        told = Path(f"/proc/{process}")
        for name in ("cmdline", "environ", "comm", "status", "maps", "limits"):
            with suppress(OSError):
                searched.look(f"{process}/{name}", "/proc", (told / name).read_bytes())
        for handle in _open_files(told):
            searched.look(f"{process}, open file", "open files", handle)


def _open_files(told: Path) -> Iterator[bytes]:
    """Yield the content of each plain file a process holds open, whether it has a name or not."""
    try:
        handles = list((told / "fd").iterdir())
    except OSError:
        return
    for handle in handles:
        with suppress(OSError):
            if handle.stat().st_mode & 0o170000 == 0o100000:
                yield handle.read_bytes()


def other_requests(line: Served, count: int = OTHER_REQUESTS) -> None:
    """Have everything pass that others ask for: what was needed for a request is let go of."""
    for number in range(count):
        line.post("/sms", {"Body": f"other words, number {number}", "From": "+18605550100"})
        line.post(PATHS[2], {"SpeechResult": f"who is on the board {number}"})


def alive(line: Served) -> list[str]:
    """Return what every worker still holds of the marks, told by its kind and holder."""
    disguised = ",".join("".join(chr(ord(letter) + 1) for letter in mark) for mark in MARKS)
    found: dict[int, list[str]] = {}
    for _ in range(60):
        status, body = line.post("/sms", {}, {"X-Probe": disguised})
        if status != 200:
            return [f"the probe was answered {status}"]
        told = _json(body)
        found[told["pid"]] = told["alive"]
    return [each for holders in found.values() for each in holders]


def _json(body: bytes) -> dict[str, object] | object:
    import json

    return json.loads(body)


def raw_memory(processes: Iterable[int]) -> tuple[int, int, bool]:
    """Return how many MiB of writable memory were read, marks found in it, and if all was denied.

    What was freed is not wiped at once, neither by Python nor by C: bytes stay until others need
    the room.
    """
    read = found = 0
    denied = True
    for process in processes:
        try:
            maps = Path(f"/proc/{process}/maps").read_text().splitlines()
            memory = Path(f"/proc/{process}/mem").open("rb", buffering=0)
        except OSError:
            continue
        denied = False
        with memory:
            for row in maps:
                span, rights = row.split()[:2]
                if "w" not in rights or "[v" in row:
                    continue
                start, end = (int(each, 16) for each in span.split("-"))
                with suppress(OSError, OverflowError, ValueError):
                    memory.seek(start)
                    content = memory.read(end - start) or b""
                    read += len(content)
                    found += sum(content.count(mark.encode()) for mark in MARKS)
    return read >> 20, found, denied
