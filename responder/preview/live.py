"""The flow folder as it is being edited: what answers now, what is at fault, what is proved.

A saved file is seen within a second. What is at fault is shown and never answers: the last good
flows go on, and so does every conversation, since the phones talk to the line and not to a copy.
"""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from responder.edition import Edition, edition
from responder.flow.folder import digest_of
from responder.phone.phone import Line, wsgi_line
from responder.settings import NEVER_CALLED, Settings, to_try
from responder.web import create_app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LOOK_SECONDS = 0.2


@dataclass(frozen=True)
class State:
    """What the page shows: the flow files as last read, and the edition that answers.

    `read` may be at fault; `good` is then what answered before, None if nothing ever was good.
    `proof` is what `responder check` proved of `good`; None while it is being proved.
    """

    version: int
    read: Edition = field(repr=False)
    good: Edition | None = field(repr=False)
    read_at: datetime
    proof: dict[str, Any] | None = None
    open_checks: dict[str, Any] | None = None

    @property
    def proving(self) -> bool:
        """Whether a proof is under way."""
        return self.good is not None and self.proof is None


class Live:
    """Watches a flow folder and answers with the last good flows in it."""

    def __init__(self, folder: Path, report: Callable[[str], None], *, prove: bool = True) -> None:
        self.folder = folder
        self._report = report
        self._prove = prove
        self._token = secrets.token_hex(16)
        self._changed = threading.Condition()
        self._stopped = threading.Event()
        self._proving: subprocess.Popen[bytes] | None = None
        self._seen = digest_of(folder)
        read = _read(folder)
        good = _servable(read)
        self._app = self._made(good)
        self.line: Line = wsgi_line(self._answer, self._token, NEVER_CALLED)
        self.state = State(1, read, good, datetime.now(UTC))

    def start(self) -> None:
        """Begin to watch, and to prove what was read."""
        threading.Thread(target=self._watch, name="flows", daemon=True).start()
        self._prove_in_background()

    def stop(self) -> None:
        """End what runs in the background."""
        self._stopped.set()
        self._end_proof()
        with self._changed:
            self._changed.notify_all()

    def after(self, version: int, seconds: float) -> int:
        """Return the version, once it is another than `version` or so many seconds are over."""
        with self._changed:
            self._changed.wait_for(
                lambda: self.state.version != version or self._stopped.is_set(), seconds
            )
            return self.state.version

    @property
    def stopped(self) -> bool:
        """Whether the page is being closed."""
        return self._stopped.is_set()

    def look(self) -> bool:
        """Read the folder again if anything in it changed; return whether it did."""
        seen = digest_of(self.folder)
        if seen == self._seen:
            return False
        self._seen = seen
        self._read_again()
        return True

    def _read_again(self) -> None:
        read = _read(self.folder)
        good = _servable(read)
        if good is not None:
            self._app = self._made(good)
        self._publish(
            lambda was: replace(
                was,
                read=read,
                good=good or was.good,
                read_at=datetime.now(UTC),
                proof=None if good else was.proof,
                open_checks=None if good else was.open_checks,
            )
        )
        if good is not None:
            self._prove_in_background()

    def _watch(self) -> None:
        while not self._stopped.wait(LOOK_SECONDS):
            try:
                self.look()
            except Exception as fault:  # noqa: BLE001 - whatever a half-saved folder does, go on looking
                self._report(f"the flow folder could not be read: {type(fault).__name__}")

    def _publish(self, change: Callable[[State], State]) -> None:
        with self._changed:
            self.state = replace(change(self.state), version=self.state.version + 1)
            self._changed.notify_all()

    def _made(self, read: Edition | None) -> WSGIApplication:
        settings = Settings.read(to_try(self.folder, self._token))
        return create_app(settings, self._report, read=read or Edition(None, ()))

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return self._app(environ, start_response)

    def _prove_in_background(self) -> None:
        self._end_proof()
        if self._prove and self.state.good is not None:
            version = self.state.version
            threading.Thread(
                target=self._prove_it, args=(version,), name="proofs", daemon=True
            ).start()

    def _prove_it(self, version: int) -> None:
        # In a process of its own: it takes seconds, and the phones must not wait for it.
        command = [sys.executable, "-m", "responder", "check", str(self.folder), "--format", "json"]
        try:
            self._proving = subprocess.Popen(  # nosec B603 # noqa: S603 - our own command
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            told, _ = self._proving.communicate()
            found = json.loads(told)
        except (OSError, ValueError):
            return
        if self.state.version == version and found.get("proof"):
            self._publish(lambda was: replace(was, proof=found["proof"], open_checks=found["open"]))

    def _end_proof(self) -> None:
        if self._proving is not None and self._proving.poll() is None:
            self._proving.kill()


def _read(folder: Path) -> Edition:
    return edition(folder, datetime.now(UTC), past_is_fault=True)


def _servable(read: Edition) -> Edition | None:
    """Return `read` if it may answer, else None."""
    return read if read.book is not None else None
