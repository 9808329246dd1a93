"""Counts that outlive the processes that count.

They stand in memory that all processes share and no file backs. Each process writes in a place of
its own, so none waits for another; who follows one that died, however it died, counts on in its
place. What is counted has a name made of words of ours: no word of a person ever is one.
"""

from __future__ import annotations

import mmap
import struct
from bisect import bisect_left
from collections.abc import Iterator

Key = tuple[str, ...]

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)
TIMED, TIME = "timed", "time"  # first words of the keys of how long things took

# A place: how many entries it has, then the entries, each a count and the name of what it counts.
_ENTRIES = 1024  # of one place; pages are the most of them
_NAME_BYTES = 120
_ENTRY_BYTES = 8 + _NAME_BYTES
_PLACE_BYTES = _ENTRY_BYTES * (_ENTRIES + 1)
_OTHER: Key = ("uncounted",)  # stands for all that no longer fits
_BETWEEN = "\x1f"


class Place:
    """What one process counts."""

    def __init__(self, memory: memoryview) -> None:
        self._memory = memory
        self._counts = memory.cast("Q")
        self._at = {key: at for at, (key, _) in enumerate(self.read(), 1)}

    def add(self, key: Key, by: int = 1) -> None:
        """Count `key` once more, or `by` more."""
        at = self._at.get(key) or self._new(key)
        self._counts[at * _ENTRY_BYTES // 8] += by

    def put(self, key: Key, value: int) -> None:
        """Let `key` be `value`."""
        at = self._at.get(key) or self._new(key)
        self._counts[at * _ENTRY_BYTES // 8] = value

    def time(self, what: str, seconds: float) -> None:
        """Count that `what` took `seconds`."""
        self.add(_TIMED_KEYS[what][bisect_left(BOUNDS, seconds)])
        self.add((TIME, what), int(seconds * 1e6))

    def read(self) -> Iterator[tuple[Key, int]]:
        """Yield what was counted here and how often."""
        for at in range(1, self._counts[0] + 1):
            begins = at * _ENTRY_BYTES
            name = bytes(self._memory[begins + 8 : begins + _ENTRY_BYTES]).rstrip(b"\0")
            yield tuple(name.decode("utf-8", "replace").split(_BETWEEN)), self._counts[begins // 8]

    def _new(self, key: Key) -> int:
        number = self._counts[0] + 1
        if number >= _ENTRIES:
            key, number = _OTHER, min(number, _ENTRIES)
        if key not in self._at:
            begins = number * _ENTRY_BYTES
            name = _BETWEEN.join(key).encode("utf-8", "replace")[:_NAME_BYTES]
            struct.pack_into(f"Q{_NAME_BYTES}s", self._memory, begins, 0, name)
            self._counts[0] = number  # last: until now nobody reads it
            self._at[key] = number
        return self._at[key]


class _Timed(dict[str, tuple[Key, ...]]):
    """The keys of how long something took: by the upper bound, the last one is any longer time."""

    def __missing__(self, what: str) -> tuple[Key, ...]:
        self[what] = tuple((TIMED, what, str(bound)) for bound in (*BOUNDS, float("inf")))
        return self[what]


_TIMED_KEYS = _Timed()


class Tally:
    """The places of all processes. Made before they are forked."""

    def __init__(self, places: int) -> None:
        self._memory = memoryview(mmap.mmap(-1, places * _PLACE_BYTES))
        self._places = places

    def place(self, number: int) -> Place:
        """Return the place of that number, from 0, with what is counted there so far."""
        return Place(self._memory[number * _PLACE_BYTES : (number + 1) * _PLACE_BYTES])

    def sums(self) -> dict[Key, int]:
        """Return what was counted in all places together."""
        sums: dict[Key, int] = {}
        for number in range(self._places):
            for key, count in self.place(number).read():
                sums[key] = sums.get(key, 0) + count
        return sums
