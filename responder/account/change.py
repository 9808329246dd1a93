"""Make the changes one thing of the account after the other, and know at any moment what is made.

The network may die between two of them, or during one. Then it is told what was changed, what was
not, and what nobody knows; and the way back is written down before the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from responder.account.addresses import without_secrets
from responder.account.fault import CarrierError
from responder.account.state import Change, Finding, Held, Kind, Value

STOPPED = "You stopped it."


class Hand(Protocol):
    """What changes are made with; both raise CarrierError."""

    def write(self, kind: Kind, sid: str, fields: dict[str, Value]) -> Held:
        """Set fields of one thing, and return what it then holds."""

    def read(self, kind: Kind, sid: str) -> Held:
        """Return what one thing holds."""


@dataclass(frozen=True)
class Step:
    """All changes of one thing in the account, made in one request: all of them or none."""

    kind: Kind
    sid: str
    changes: tuple[Change, ...]


@dataclass
class Outcome:
    """What came of the steps. `why` is empty if all of them were made.

    `otherwise` are changes that the carrier took and yet keeps something else there.
    """

    made: list[Step] = field(default_factory=list)
    unsure: list[Step] = field(default_factory=list)
    not_made: list[Step] = field(default_factory=list)
    otherwise: list[Change] = field(default_factory=list)
    why: str = ""


def steps(changes: Iterable[Change]) -> tuple[Step, ...]:
    """Return `changes` as steps, in the order of the first of each; a field is changed once."""
    gathered: dict[tuple[Kind, str], dict[str, Change]] = {}
    for each in changes:
        if same(each.old, each.new):
            continue
        gathered.setdefault((each.kind, each.sid), {}).setdefault(each.name, each)
    return tuple(
        Step(kind, sid, tuple(fields.values())) for (kind, sid), fields in gathered.items()
    )


def planned(found: Iterable[Finding]) -> tuple[Step, ...]:
    """Return the steps that mend what can be mended of `found`."""
    return steps(change for each in found for change in each.changes)


def carry_out(todo: Iterable[Step], hand: Hand) -> Outcome:
    """Make the steps `todo` until one fails or Ctrl-C is pressed; nothing is tried after that."""
    outcome = Outcome()
    for step in todo:
        if outcome.why:
            outcome.not_made.append(step)
            continue
        try:
            held = hand.write(step.kind, step.sid, {each.name: each.new for each in step.changes})
        except (CarrierError, KeyboardInterrupt) as fault:
            outcome.why = str(fault) or STOPPED
            _found_out(step, hand)(outcome).append(step)
        else:
            outcome.made.append(step)
            outcome.otherwise.extend(
                each for each in step.changes if not same(held.fields.get(each.name), each.new)
            )
    return outcome


def _found_out(step: Step, hand: Hand) -> Callable[[Outcome], list[Step]]:
    """Return which list of the outcome a step belongs to that failed, by asking what holds now."""
    try:
        fields = hand.read(step.kind, step.sid).fields
    except (CarrierError, KeyboardInterrupt):
        return lambda outcome: outcome.unsure
    if all(same(fields.get(each.name), each.new) for each in step.changes):
        return lambda outcome: outcome.made
    if all(same(fields.get(each.name), each.old) for each in step.changes):
        return lambda outcome: outcome.not_made
    return lambda outcome: outcome.unsure


def back(made: Iterable[Step], hand: Hand) -> tuple[tuple[Step, ...], tuple[Change, ...]]:
    """Return the steps that take `made` back, and the changes that are left as they are.

    Left is what holds neither what was there before nor what was set: somebody changed it since.
    What was never made, or was taken back already, needs no step. Raises CarrierError.
    """
    wanted: list[Change] = []
    left: list[Change] = []
    for step in made:
        fields: Mapping[str, Value] = hand.read(step.kind, step.sid).fields
        for each in step.changes:
            now = fields.get(each.name)
            if same(now, each.new):
                wanted.append(Change(each.kind, each.sid, each.name, now, each.old))
            elif not same(as_kept(now), each.old):
                left.append(each)
    return steps(wanted), tuple(left)


def same(one: Value, other: Value) -> bool:
    """Whether two values of a field mean the same: a carrier tells nothing as null or as empty."""
    return _plain(one) == _plain(other)


def as_kept(value: Value) -> Value:
    """Return `value` as a file keeps it: an address without its password or key."""
    return without_secrets(value) if isinstance(value, str) and "://" in value else value


def _plain(value: Value) -> str | bool:
    return "" if value is None else value
