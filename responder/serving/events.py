"""What the server tells its operator on stderr: one event a line, and no word of any request.

For a person at a terminal it is a sentence; for whatever collects logs, a JSON object.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from datetime import UTC, datetime
from enum import StrEnum


class Severity(StrEnum):
    """How much an event matters to the operator."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def tell(event: str, words: str, severity: Severity = Severity.INFO, **facts: object) -> None:
    """Write that `event` happened: `words` to a terminal, everything where a log is kept.

    Stderr may be closed, full or a pipe that nobody reads: the line goes on anyway.
    """
    with suppress(OSError, ValueError, AttributeError):
        if sys.stderr.isatty():
            line = f"responder: {words}"
        else:
            told = {
                "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
                "level": severity,
                "event": event,
                "pid": os.getpid(),
                "message": words,
                **facts,
            }
            line = json.dumps(told, ensure_ascii=False)
        # In one go, so that lines of several processes do not mix.
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()
