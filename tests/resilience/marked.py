"""A person whose words, number, name and place are marked, and every way to send them to a line."""

from __future__ import annotations

import base64
import os
import signal
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import product

from tests.resilience.breaking import FAULTS, STEPS
from tests.resilience.served import PATIENCE_SECONDS, Served, until

WORDS = "quetzalcanary"
NUMBER = "2035550177"
NAME = "Wilhelminacanary"
TOWN = "Cornwallcanary"
# What is searched for: words may have lost an ending or their capitals.
MARKS = ("quetzalcan", NUMBER, "wilhelminacan", "cornwallcan")

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
    "MessageSid": f"SM{WORDS}",
}
BODIES = (
    WORDS,
    f"{WORDS} i want to die",
    f"STOP {WORDS}",
    f"{WORDS} reuniones ESPAÑOL {TOWN}",
    f"when is the {WORDS} plan in {TOWN} next tuesday",
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
    f"/voice/key?page={WORDS}&lang={NAME}&silences={NUMBER}",
)
METHODS = ("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT")
PAGES = ("health", "ready", "ready?detail", "meetings.ics", "metrics", WORDS, "%00", "a/b")
ASKED = f"{WORDS}?from={NUMBER}&name={NAME}#{TOWN}"
TOLD = (
    f"Host: {TOWN}\r\nUser-Agent: {WORDS}\r\nReferer: https://{NAME}/{NUMBER}\r\n"
    f"Cookie: line={WORDS}.{NUMBER}; other={NAME}\r\nX-Forwarded-For: {NUMBER}\r\n"
    f"X-Twilio-Signature: {WORDS}\r\nAuthorization: Basic {NAME}\r\n"
)
POST = f"POST /sms HTTP/1.1\r\n{TOLD}"
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
    f"{POST}Transfer-Encoding: chunked\r\n\r\n{WORDS}\r\nBody={NAME}\r\n\r\n",
    f"{POST}Content-Length: 99999\r\n\r\nBody={WORDS * 4000}",
    f"{POST}Content-Type: multipart/form-data; boundary={WORDS}\r\n"
    f"Content-Length: 40\r\n\r\n--{WORDS}\r\n{NAME}".ljust(600, "x"),
    f"GET /{WORDS * 500} HTTP/1.1\r\n\r\n",
    f"GET / HTTP/1.1\r\nA: {WORDS * 900}\r\n\r\n",
    "GET / HTTP/1.1\r\n" + f"{WORDS}: {NAME}\r\n" * 101 + "\r\n",
)
HALF = (
    f"{POST}Content-Ty",
    f"{POST}Content-Length: 900\r\n\r\nBody={WORDS}&From={NUMBER}",
    f"POST /voice HTTP/1.1\r\n{TOLD}Transfer-Encoding: chunked\r\n\r\nff\r\nSpeechResult={WORDS}",
)
DEADLY = ("killed", "segmentation fault", "abort")


def spelled() -> dict[str, tuple[bytes, ...]]:
    """Return, for each mark, how it may stand in bytes: in wide letters or base64 too."""
    return {
        mark: (
            mark.encode(),
            mark.encode("utf-16-le"),
            mark.encode("utf-32-le"),
            *(_in_base64(each, at) for each in _of_people(mark) for at in range(3)),
        )
        for mark in MARKS
    }


def _of_people(mark: str) -> set[str]:
    return {mark, mark.capitalize()}


def _in_base64(mark: str, at: int) -> bytes:
    """Return the letters that stand for `mark` wherever it begins `at` places after a third."""
    told = base64.b64encode(b"\0" * at + mark.encode())
    begins = (0, 2, 3)[at]
    ends = (len(mark) + at) // 3 * 4
    return told[begins:ends]


SPELLED = spelled()


def marks_in(content: bytes) -> list[str]:
    """Return the marks that stand in `content`, in whatever letters."""
    low = content.lower()
    return [
        mark for mark, ways in SPELLED.items() if any(way in content or way in low for way in ways)
    ]


def ask(line: Served, request: bytes, *, ops: bool = False) -> bytes:
    """Return all that is answered to raw bytes, which are all that comes; nothing if it drops."""
    answer = b""
    with suppress(ConnectionError), line.connect(ops=ops) as asked:
        asked.sendall(request)
        asked.shutdown(socket.SHUT_WR)
        while more := asked.recv(65536):
            answer += more
    return answer


def everywhere(line: Served) -> Iterator[tuple[str, bytes]]:
    """Send the marks through every address of both ports; yield what was asked, and the answer."""
    for path, body, signed in product(PATHS, BODIES, (True, False)):
        digits = "2" if body == BODIES[0] else ""
        fields = {**PERSON, "Body": body, "SpeechResult": body, "Digits": digits}
        yield path, ask(line, line.request(path, fields, signed=signed))
    asked = [(method, path) for method in METHODS for path in PATHS]
    asked += [(method, f"/{page}") for method in ("GET", "POST") for page in PAGES]
    for (method, path), ops in product(asked, (False, True)):
        joined = "&" if "?" in path else "?"
        head = f"{method} {path}{joined}q={ASKED} HTTP/1.1\r\n{TOLD}Connection: close\r\n"
        body = f"Content-Length: {len(WORDS)}\r\n\r\n{WORDS}" if method == "POST" else "\r\n"
        yield f"{method} {path}", ask(line, (head + body).encode(), ops=ops)
    for (number, bad), ops in product(enumerate((*BAD, *HALF)), (False, True)):
        yield f"bad request {number}", ask(line, bad.encode("latin-1"), ops=ops)


def failing(line: Served, faults: tuple[str, ...] = FAULTS) -> Iterator[tuple[str, bytes]]:
    """Have every step fail on a person's words, with those words in the fault's own message."""
    said = {"Body": f"{WORDS} ESPAÑOL", "SpeechResult": WORDS}
    words = f"{WORDS} {NUMBER} {NAME} {TOWN}"
    for step in STEPS:
        for fault in faults:
            for path in PATHS[:3]:
                # Who chooses a language is given a cookie.
                body = "ESPAÑOL" if step == "cookies written" else said["Body"]
                fields = {**PERSON, **said, "Body": body}
                headers = {
                    "X-Break": f"{step}:{fault}",
                    "X-Words": words,
                    "Cookie": f"line={WORDS}",
                }
                yield f"{step}: {fault}", ask(line, line.request(path, fields, headers))


def slow_and_half(line: Served) -> Iterator[tuple[str, bytes]]:
    """Send a request by and by, and halves that end in silence, then a close or a reset."""
    request = line.request("/sms", {**PERSON, "Body": WORDS})
    with line.connect() as slow:
        for start in range(0, len(request), 64):
            slow.sendall(request[start : start + 64])
            time.sleep(0.01)
        answer = b""
        while more := slow.recv(65536):
            answer += more
    yield "sent slowly", answer
    for half in HALF:
        for ops in (False, True):
            for reset in (False, True):
                with line.connect(ops=ops) as asked:
                    if reset:
                        asked.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                    asked.sendall(half.encode("latin-1"))
                    time.sleep(0.1)
                yield "half a request", b""


def crashes(line: Served) -> Iterator[tuple[str, bytes]]:
    """End workers in the middle of a person's message: killed, aborted, by a fault in C."""
    for how in DEADLY:
        headers: Mapping[str, str] = {"X-Break": f"signature:{how}", "X-Words": WORDS}
        yield how, ask(line, line.request("/sms", {**PERSON, "Body": WORDS}, headers))
    with line.connect() as asked:
        asked.sendall(HALF[1].encode("latin-1"))
        time.sleep(0.2)
        for process in line.processes()[1:]:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGABRT)
    yield "all are aborted", b""
    until(lambda: is_open(line) and is_open(line, ops=True), PATIENCE_SECONDS)


def is_open(line: Served, *, ops: bool = False) -> bool:
    try:
        return line.get("/health", ops=ops)[0] == 200
    except OSError:
        return False


def others(line: Served, count: int) -> None:
    """Have others ask: what was needed for a request before is let go of."""
    for number in range(count):
        fields = {"Body": f"other words, number {number}", "From": "+18605550100"}
        ask(line, line.request("/sms", fields))
        spoken = {"SpeechResult": f"who is on the board {number}"}
        ask(line, line.request(PATHS[2], spoken))
    for _ in range(20):
        line.get("/metrics", ops=True)
