"""The file that tells how to take changes back: written before the first of them is made.

It holds SIDs and addresses, never a phone number, the token, or a password or key in an address.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from responder.account.change import Step, as_kept, steps
from responder.account.state import FIELDS, FLAGS, Change, Kind, Value
from responder.settings import Carrier

VERSION = 1
_ONLY_MINE = 0o600  # an old address may hold a key in its query


class UndoFileError(Exception):
    """The file cannot be written or read; the message says why."""


@dataclass(frozen=True)
class Undo:
    """What was changed, in which account of which carrier."""

    carrier: Carrier
    account_sid: str
    made: tuple[Step, ...]


def without_secrets_in(todo: Iterable[Step]) -> tuple[tuple[Step, ...], bool]:
    """Return `todo` with no password or key in an old address, and whether there was one."""
    kept, found = [], False
    for step in todo:
        changes = []
        for each in step.changes:
            old = as_kept(each.old)
            found = found or old != each.old
            changes.append(Change(each.kind, each.sid, each.name, old, each.new))
        kept.append(Step(step.kind, step.sid, tuple(changes)))
    return tuple(kept), found


def write_undo(file: Path, undo: Undo) -> None:
    """Write `undo` to a new `file` that only its owner reads, and wait until the disk has it.

    Raises UndoFileError; a file that stands there already is never written over.
    """
    content = {
        "what": "responder account undo THIS-FILE takes these changes back",
        "version": VERSION,
        "carrier": undo.carrier.value,
        "account": undo.account_sid,
        "changes": [
            {
                "kind": each.kind.value,
                "sid": each.sid,
                "field": each.name,
                "old": each.old,
                "new": each.new,
            }
            for step in undo.made
            for each in step.changes
        ],
    }
    written = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    try:
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _ONLY_MINE)
        with os.fdopen(opened, "w", encoding="utf-8") as stream:
            stream.write(written)
            stream.flush()
            os.fsync(stream.fileno())
    except FileExistsError:
        raise UndoFileError(f"{file} stands already; name another with --undo-file") from None
    except OSError as fault:
        raise UndoFileError(f"{file} cannot be written: {fault.strerror}") from None


def read_undo(file: Path) -> Undo:
    """Return what `file` says was changed. Raises UndoFileError if it is no such file."""
    try:
        content = json.loads(file.read_text("utf-8"))
    except OSError as fault:
        raise UndoFileError(f"{file} cannot be read: {fault.strerror}") from None
    except (UnicodeDecodeError, json.JSONDecodeError):
        raise UndoFileError(_not_one(file)) from None
    if isinstance(content, dict) and content.get("version", VERSION) != VERSION:
        raise UndoFileError(f"{file} was written by another version of this program")
    try:
        changes = [_change(each) for each in content["changes"]]
        return Undo(Carrier(content["carrier"]), str(content["account"]), steps(changes))
    except (KeyError, TypeError, ValueError):
        raise UndoFileError(_not_one(file)) from None


def _change(entry: dict[str, Any]) -> Change:
    kind, name = Kind(entry["kind"]), entry["field"]
    if name not in FIELDS[kind]:
        raise ValueError
    return Change(
        kind, str(entry["sid"]), name, _value(name, entry["old"]), _value(name, entry["new"])
    )


def _value(name: str, value: Any) -> Value:
    if value is not None and not isinstance(value, bool if name in FLAGS else str):
        raise ValueError
    return None if value is None else bool(value) if name in FLAGS else str(value)


def _not_one(file: Path) -> str:
    return f"{file} is not a file that responder account apply wrote, or it was changed"
