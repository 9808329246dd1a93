"""What the server must be told about the line it serves; it knows nothing else about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias
from wsgiref.types import WSGIApplication

Application: TypeAlias = WSGIApplication


@dataclass(frozen=True)
class FeedRead:
    """How a calendar does from which meetings come; times in seconds since 1970.

    `read_at` is when it was last read well, None where it never was; from `stale_at` on people are
    asked to confirm. `failed` is why it cannot be read now; `left_out` counts what is not told.
    """

    name: str
    read_at: float | None
    stale_at: float | None
    failed: str = ""
    left_out: int = 0

    def is_stale(self, now: float) -> bool:
        """Return whether what is known of it is too old at `now`, or nothing is known."""
        return self.stale_at is None or now >= self.stale_at


@dataclass(frozen=True)
class Reading:
    """What came of the flow files: an edition, unless they are at fault.

    `until` is when that edition must be made anew. `faults` are one line each, the place first,
    `fixes` how to mend each; `shown` is all of it as staff read it.
    """

    edition: object | None = field(repr=False)
    until: float = float("inf")
    faults: tuple[str, ...] = ()
    fixes: tuple[str, ...] = ()
    shown: str = field(default="", repr=False)
    sample: bool = False
    feeds: tuple[FeedRead, ...] = ()


class Line(Protocol):
    """A line: how its flows are read, how it is opened on them, and how it goes over to others."""

    @property
    def is_whole(self) -> bool:
        """Whether all that the app needs beside the flows is there, once it is open.

        If not, no flows are good, and reading them then says why.
        """

    def digest(self) -> bytes:
        """Return a digest that changes whenever the flow files do."""

    def read(self, *, running: bool) -> Reading:
        """Read, check and render the flow files. Called in a process of its own.

        `running` is whether good ones are in use.
        """

    def ahead(self, edition: object, at: float) -> tuple[object, float]:
        """Return what changes of `edition` at the instant `at`, and until when that holds.

        Called in a process of its own.
        """

    def open(self, report: Callable[[str], None]) -> Application:
        """Return the app, without an edition; `report` gets the kind and place of each fault."""

    def use(self, edition: object) -> None:
        """Answer with `edition` from now on."""

    def use_next(self, change: object) -> None:
        """Answer with what `ahead` returned when the edition in use no longer holds."""

    def blame(self, faults: tuple[str, ...]) -> None:
        """Take note of what keeps the newest flow files from being used; empty if nothing does."""
