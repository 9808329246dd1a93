"""A progress bar for what takes longer than a second; nothing at all for what does not.

It is drawn when it is told of progress and by no thread: a proof that splits off a process must
have no thread beside it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

AFTER_SECONDS = 1.0
EVERY_SECONDS = 0.1  # it is drawn anew

Done = Callable[[int, int | None], None]


@contextmanager
def progress(
    said: str, stream: TextIO | None = None, after: float = AFTER_SECONDS
) -> Iterator[Done]:
    """Show on `stream` (standard error), if it is a terminal, that `said` goes on.

    The bar appears after so many seconds and is wiped away in the end. What is yielded takes how
    much is done, and of how much (None: nobody knows).
    """
    screen = stream or sys.stderr
    if not screen.isatty():
        yield _nothing
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(file=screen),
        transient=True,
        auto_refresh=False,
    )
    task = bar.add_task(said, total=None)
    next_at = time.monotonic() + after

    def done(count: int, total: int | None) -> None:
        nonlocal next_at
        if time.monotonic() < next_at:
            return
        next_at = time.monotonic() + EVERY_SECONDS
        bar.start()
        bar.update(task, completed=count, total=total, refresh=True)

    try:
        yield done
    finally:
        if bar.live.is_started:
            bar.stop()


def _nothing(done: int, total: int | None) -> None:
    """Show nothing, where nobody watches."""
