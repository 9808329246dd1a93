"""The table of replies, ruled on a terminal and in plain columns anywhere else."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence

from responder.table import REPLIES_PRICED, Row
from responder.wording import gsm7

TITLES = (
    "page",
    "keys",
    "lang",
    "words",
    "letters",
    "texts",
    "code",
    f"$ per {REPLIES_PRICED}",
    "seconds",
    "first letter not sent as it is",
)
_TO_THE_RIGHT = {4, 5, 7, 8}
_GAP = "  "


def shown(rows: Sequence[Row]) -> str:
    """Return `rows` as a table for standard output, one line a reply; empty for no rows."""
    if not rows:
        return ""
    cells = [_cells(row) for row in rows]
    return _ruled(cells) if sys.stdout.isatty() else _plain(cells)


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.page,
        row.keys,
        row.language,
        _words(row.words),
        str(row.characters),
        str(row.segments),
        row.encoding,
        "?" if row.price is None else f"{row.price:.2f}",
        "" if row.seconds is None else f"{row.seconds:.0f}",
        _letter(row),
    )


def _words(words: tuple[str, ...]) -> str:
    """Return the first word, as a texter is told it, and how many others there are."""
    if not words:
        return ""
    others = f" +{len(words) - 1}" if len(words) > 1 else ""
    return gsm7.fold(words[0]).upper() + others


def _letter(row: Row) -> str:
    if not row.letter:
        return ""
    change = "takes two places" if row.becomes == row.letter else f"sent as {row.becomes}"
    if row.becomes == row.letter and gsm7.encoding(row.letter) != gsm7.GSM_7:
        change = "fits no plain text"
    return f"{row.letter} {change}, {row.where}"


def _plain(cells: Sequence[Sequence[str]]) -> str:
    lines = [TITLES, *cells]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        _GAP.join(
            cell.rjust(width) if at in _TO_THE_RIGHT else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _ruled(cells: Sequence[Sequence[str]]) -> str:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for at, title in enumerate(TITLES):
        table.add_column(title, justify="right" if at in _TO_THE_RIGHT else "left")
    for line in cells:
        table.add_row(*map(Text, line))
    screen = Console()
    drawn = Console(file=io.StringIO(), width=screen.width, force_terminal=True)
    with drawn.capture() as captured:
        drawn.print(table)
    return captured.get().rstrip("\n")
