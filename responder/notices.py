"""Which temporary lines stand at an instant, and when that changes."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from responder.flow.model import Flow, Notice


def in_force(flow: Flow, now: datetime) -> tuple[Notice, ...]:
    """Return the notices of `flow` that stand at `now`, in the order of the file."""
    here = now.astimezone(ZoneInfo(flow.line.time_zone)).replace(tzinfo=None)
    return tuple(each for each in flow.notices if each.from_ <= here < each.until)


def changes_at(flow: Flow, now: datetime) -> datetime | None:
    """Return the next instant at which a notice begins or ends; None if none will."""
    zone = ZoneInfo(flow.line.time_zone)
    edges = [edge for each in flow.notices for edge in (each.from_, each.until)]
    ahead = [edge.replace(tzinfo=zone) for edge in edges if edge.replace(tzinfo=zone) > now]
    return min(ahead, default=None)
