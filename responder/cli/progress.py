"""A progress bar for what takes longer than a second; nothing at all for what does not."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer
from typing import TextIO

AFTER_SECONDS = 1.0

Done = Callable[[int, int | None], None]


@contextmanager
def progress(
    said: str, stream: TextIO | None = None, after: float = AFTER_SECONDS
) -> Iterator[Done]:
    """Show on `stream` (standard error), if it is a terminal, that `said` goes on.

    The bar appears `after` so many seconds and is wiped away in the end. What is yielded takes how
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
    )
    task = bar.add_task(said, total=None)
    timer = Timer(after, bar.start)
    timer.daemon = True
    timer.start()
    try:
        yield lambda done, total: bar.update(task, completed=done, total=total)
    finally:
        timer.cancel()
        timer.join()
        bar.stop()


def _nothing(done: int, total: int | None) -> None:
    """Show nothing, where nobody watches."""
