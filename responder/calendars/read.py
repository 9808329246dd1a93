"""A calendar's bytes into its meetings, whoever wrote it and however badly."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from responder.calendars.event import Calendar


def read_calendar(data: bytes, *, since: datetime, until: datetime, zone: ZoneInfo) -> Calendar:
    """Give what is on in a calendar from `since` (still going on then) to before `until`.

    Times are given in `zone`; hours without a zone of their own are taken to be in it. What can
    not be read is in the answer's problems, and never takes the rest with it.

    Raises:
        NotACalendar: with what came instead.
    """
    raise NotImplementedError
