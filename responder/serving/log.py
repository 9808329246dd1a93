"""What gunicorn writes to stderr: about its processes in full, about a request no word."""

from __future__ import annotations

import logging
import os
import sys

from gunicorn.glogging import Logger  # type: ignore[import-untyped]  # ships no types

from responder.failsafe import where
from responder.serving.events import Severity, tell

_GUESS = " Perhaps out of memory?"
_SEVERITIES = {"WARNING": Severity.WARNING, "INFO": Severity.INFO}


class ServerLog(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn's log, told as events of ours."""

    def setup(self, cfg: object) -> None:
        """Let nothing but our own events be written."""
        super().setup(cfg)
        self.error_log.handlers = [_WithoutWords(os.getpid())]


class _WithoutWords(logging.Handler):
    """Keep the words of the master, which sees no requests; of a worker only the kind of fault."""

    def __init__(self, master: int) -> None:
        super().__init__()
        self._master = master
        self._timed_out: set[object] = set()

    def emit(self, record: logging.LogRecord) -> None:
        fault = (record.exc_info or sys.exc_info())[1]
        told = [self._words(record)] if os.getpid() == self._master else []
        told += [where(fault)] if fault else []
        severity = _SEVERITIES.get(record.levelname, Severity.ERROR)
        words = f"server {severity}, process {record.process}: {', '.join(told) or 'untold'}"
        tell("server", words, severity, **({"fault": where(fault)} if fault else {}))

    def _words(self, record: logging.LogRecord) -> str:
        """Return what gunicorn says, without its guess why a worker that it killed itself ended."""
        worker = record.args[0] if isinstance(record.args, tuple) and record.args else None
        words = record.getMessage()
        if words.startswith("WORKER TIMEOUT"):
            self._timed_out.add(worker)
        elif worker in self._timed_out:
            self._timed_out.discard(worker)
            return words.replace(_GUESS, " It stood still for too long.")
        return words


def drop_what_libraries_log() -> None:
    """Drop whatever any library wants to log: it may hold a person's words."""
    logging.getLogger().addHandler(logging.NullHandler())
