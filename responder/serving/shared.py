"""What the processes of one server share: the edition in use, what changes next, and the counts."""

from __future__ import annotations

import json
import mmap
import struct
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from responder.serving.line import FeedRead, Line
from responder.serving.packed import packed, unpacked
from responder.serving.shelf import Copy, Shelf
from responder.serving.tally import Place, Tally

WORKER_PLACES = 30  # more workers than these are not counted, and answer all the same
_MASTER_PLACE, _DESK_PLACE, _FIRST_WORKER_PLACE = 0, 1, 2
_TIMES = struct.Struct("<ddd32s")  # from when, until when, when made; digest of what it changes


@dataclass(frozen=True)
class News:
    """What came of the newest reading of the flow files: "good", "refused" or "failed"."""

    result: str
    at: float
    seconds: float
    faults: tuple[str, ...] = ()
    shown: str = field(default="", repr=False)
    sample: bool = False
    digest: str = ""
    feeds: tuple[FeedRead, ...] = ()
    fixes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Parcel:
    """An edition, or what changes of one at `begins`; `changes` is the digest of that one."""

    digest: bytes
    begins: float
    until: float
    made: float
    changes: bytes
    content: mmap.mmap = field(repr=False)

    def pieces(self) -> Iterator[object]:
        """Yield the pieces of what is in it; the last is the whole."""
        self.content.seek(_TIMES.size)
        return unpacked(self.content)

    def whole(self) -> object:
        """Return what is in it."""
        whole: object = None
        for each in self.pieces():
            whole = each
        return whole


class Shared:
    """Made by the master before it forks the others."""

    def __init__(self) -> None:
        self.good, self.coming, self._news = Shelf(), Shelf(), Shelf()
        self.tally = Tally(_FIRST_WORKER_PLACE + WORKER_PLACES)

    def read(self, line: Line) -> None:
        """Read the flows and lay down what came of it. Work for a process of its own."""
        began = time.monotonic()
        digest = line.digest()
        reading = line.read(running=self.good.number > 0)
        if reading.edition is not None:
            self.good.put(_TIMES.pack(0, reading.until, time.time(), b"") + packed(reading.edition))
        news = News(
            "refused" if reading.edition is None else "good",
            time.time(),
            time.monotonic() - began,
            reading.faults,
            reading.shown,
            reading.sample,
            digest.hex(),
            reading.feeds if reading.edition is not None else self._feeds_in_use(),
            reading.fixes,
        )
        self.put_news(news)

    def read_ahead(self, line: Line, at: float) -> None:
        """Lay down what changes at `at`. Work for a process of its own."""
        good = self.parcel(self.good)
        if good is not None:
            change, until = line.ahead(good.whole(), at)
            self.coming.put(_TIMES.pack(at, until, time.time(), good.digest) + packed(change))

    def parcel(self, shelf: Shelf) -> Parcel | None:
        """Return what lies on `good` or `coming`."""
        copy: Copy | None = shelf.take()
        if copy is None:
            return None
        begins, until, made, changes = _TIMES.unpack_from(copy.content)
        return Parcel(copy.digest, begins, until, made, changes, copy.content)

    def put_news(self, news: News) -> None:
        """Let everybody know what came of a reading."""
        self._news.put(json.dumps(asdict(news)).encode())

    @property
    def news_number(self) -> int:
        """How often there was news; cheap to ask."""
        return self._news.number

    def news(self) -> News | None:
        """Return what came of the newest reading."""
        copy = self._news.take()
        if copy is None:
            return None
        told = json.loads(copy.content[:])
        feeds = tuple(FeedRead(**each) for each in told["feeds"])
        lines = {name: tuple(told[name]) for name in ("faults", "fixes")}
        return News(**{**told, **lines, "feeds": feeds})

    def _feeds_in_use(self) -> tuple[FeedRead, ...]:
        """Return how the feeds did in the flows that stay in use."""
        news = self.news()
        return news.feeds if news is not None else ()

    def place_of_master(self) -> Place:
        """Return where the master counts."""
        return self.tally.place(_MASTER_PLACE)

    def place_of_desk(self) -> Place:
        """Return where the desk counts."""
        return self.tally.place(_DESK_PLACE)

    def has_place(self, number: int) -> bool:
        """Return whether there is a place for the worker of that number."""
        return number < WORKER_PLACES

    def place_of_worker(self, number: int) -> Place:
        """Return where the worker of that number counts, from 0."""
        return self.tally.place(_FIRST_WORKER_PLACE + number)
