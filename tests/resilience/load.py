"""Texts and calls at a steady rate, signed, whatever becomes of the ones before: an open loop.

Every request has a MessageSid or CallSid of its own and a connection of its own, and its time is
counted from the moment it was due. So an answer that keeps others waiting shows in all of them.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import statistics
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count, cycle
from urllib.parse import urlencode

TOKEN = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
PUBLIC_URL = "https://text.example.org"
RATE = 200  # requests a second
# README.md tells operators to set rt=4000: after that the carrier asks elsewhere.
CARRIER_WAITS_SECONDS = 4.0
ACCOUNT = {
    "AccountSid": "AC" + "0" * 32, "ApiVersion": "2010-04-01", "From": "+18605550142",
    "To": "+18605550100", "FromCity": "", "FromState": "CT", "FromZip": "", "FromCountry": "US",
    "ToCity": "", "ToState": "CT", "ToZip": "", "ToCountry": "US",
}  # fmt: skip
TEXTS = (
    "meetings", "MENU", "Meetngs please", "3", "reuniones", "plan", "board", "what is this",
    "thanks so much!", "mi hijo necesita un terapeuta", "i cant do this anymore", "988",
    "when is the next advisory board meeting and is it on zoom", "quiero morir", "niños & más?",
    "we have been staying with my sister since tuesday and the kids need someone to talk to " * 3,
)  # fmt: skip
CALLS: tuple[tuple[str, dict[str, str]], ...] = (
    ("/voice", {"CallStatus": "ringing"}),
    ("/voice/key?page=.menu&lang=en&silences=0", {"Digits": "1"}),
    ("/voice/key?page=.menu&lang=es&silences=0", {"Digits": "5"}),
    ("/voice/key?page=.menu&lang=en&silences=0", {"SpeechResult": "meetings"}),
    ("/voice/silence?page=.menu&lang=en&silences=0", {}),
)


@dataclass(frozen=True)
class Request:
    """One request, ready to be sent, and how an answer to it says 988."""

    raw: bytes = field(repr=False)
    says_988: bytes


@dataclass(frozen=True)
class Outcome:
    """What became of one request: how long it took from when it was due, and what came."""

    phase: str
    seconds: float
    status: int
    """0 if no whole answer came in time."""
    has_988: bool
    built_in: bool
    """Whether it was the text that stands behind every fault, not an answer of a page."""


def signed(path: str, fields: dict[str, str], kept: str = "close") -> bytes:
    """Return a POST of `fields` to `path` as a carrier sends it."""
    over = PUBLIC_URL + path + "".join(name + fields[name] for name in sorted(fields))
    signature = base64.b64encode(hmac.digest(TOKEN.encode(), over.encode(), "sha1")).decode()
    body = urlencode(fields).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: text.example.org\r\nConnection: {kept}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"X-Twilio-Signature: {signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def text(words: str, number: int = 0) -> Request:
    """Return a text of `words`; `number` tells it from all others."""
    fields = ACCOUNT | {"MessageSid": f"SM{number:032x}", "NumMedia": "0", "Body": words}
    return Request(signed("/sms", fields), b"988")


def requests() -> Iterator[Request]:
    """Yield three texts and a call, and so on; no two are the same."""
    texts, calls = cycle(TEXTS), cycle(CALLS)
    for number in count(1):
        if number % 4:
            yield text(next(texts), number)
        else:
            path, fields = next(calls)
            everything = ACCOUNT | {"CallSid": f"CA{number:032x}"} | fields
            # Keys and numbers are spoken digit by digit.
            yield Request(signed(path, everything), b"9, 8, 8")


async def ask(port: int, request: Request) -> tuple[int, bytes]:
    """Return the status and body of the answer; status 0 if no whole one came in time."""
    try:
        async with asyncio.timeout(CARRIER_WAITS_SECONDS):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(request.raw)
                answer = await reader.read()
            finally:
                writer.transport.abort()
    except (OSError, TimeoutError):
        return 0, b""
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    if f"content-length: {len(body)}".encode() not in lines:
        return 0, b""
    return int(lines[0].split()[1]), body


def ask_now(port: int, request: Request) -> tuple[int, bytes]:
    """Return the same, for one request outside of any load."""
    return asyncio.run(ask(port, request))


class Load:
    """A steady stream of requests to a port of this machine, from `start` to `stop`."""

    def __init__(self, port: int, rate: int = RATE, built_in: Iterable[bytes] = ()) -> None:
        self.phase = ""
        self.outcomes: list[Outcome] = []
        self.behind = 0.0
        """How late at worst a request was sent: then the load itself was short of time."""
        self._port = port
        self._rate = rate
        self._built_in = frozenset(built_in)
        self._over = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._send_all()), daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> list[Outcome]:
        """Return what became of all requests, once the last has been answered."""
        self._over.set()
        self._thread.join()
        return self.outcomes

    async def _send_all(self) -> None:
        begun = time.perf_counter()
        async with asyncio.TaskGroup() as tasks:
            for number, request in enumerate(requests()):
                due = begun + number / self._rate
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                if self._over.is_set():
                    return
                self.behind = max(self.behind, time.perf_counter() - due)
                tasks.create_task(self._send(request, due, self.phase))

    async def _send(self, request: Request, due: float, phase: str) -> None:
        status, body = await ask(self._port, request)
        self.outcomes.append(
            Outcome(
                phase,
                time.perf_counter() - due,
                status,
                request.says_988 in body,
                body in self._built_in,
            )
        )


@dataclass(frozen=True)
class Figures:
    """What a stretch of the load came to."""

    requests: int
    lost: int
    without_988: int
    built_in: int
    p50: float
    p99: float
    slowest: float

    @classmethod
    def of(cls, outcomes: Iterable[Outcome]) -> Figures:
        found = list(outcomes)
        answered = [each for each in found if each.status == 200]
        seconds = sorted(each.seconds for each in found) or [0.0]
        return cls(
            requests=len(found),
            lost=len(found) - len(answered),
            without_988=sum(not each.has_988 for each in answered),
            built_in=sum(each.built_in for each in answered),
            p50=statistics.median(seconds),
            p99=seconds[min(len(seconds) - 1, int(len(seconds) * 0.99))],
            slowest=seconds[-1],
        )

    @property
    def holds(self) -> bool:
        """Whether all were answered, with 988 and by a page."""
        return self.requests > 0 and not (self.lost or self.without_988 or self.built_in)

    def row(self, name: str) -> str:
        milliseconds = (self.p50 * 1000, self.p99 * 1000, self.slowest * 1000)
        counts = (self.requests, self.lost, self.without_988, self.built_in)
        return "".join(
            [f"{name:<34}", *(f"{each:>9}" for each in counts)]
            + [f"{each:>9.1f}" for each in milliseconds]
        )


_COLUMNS = ("requests", "lost", "no 988", "built-in", "p50 ms", "p99 ms", "slowest")
HEADING = f"{'':<34}" + "".join(f"{each:>9}" for each in _COLUMNS)
