"""What staff should look at, though a serving line goes without it.

Only those who edit are told: a serving line loads in less time without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from responder.flow.check_dates import date_problems
from responder.flow.check_feeds import feed_problems
from responder.flow.check_links import link_problems
from responder.flow.check_own import calls_problems, sample_problems
from responder.flow.check_price import price_problems
from responder.flow.check_reading import reading_problems
from responder.flow.check_slips import slip_problems
from responder.flow.parts import Parts
from responder.flow.problem import Problem


def advice(parts: Parts, now: datetime) -> Iterator[Problem]:
    """Yield every warning on words, links, reading, price, feeds and what is long ago at `now`."""
    yield from slip_problems(parts)
    yield from link_problems(parts)
    yield from reading_problems(parts)
    yield from price_problems(parts)
    yield from calls_problems(parts)
    yield from sample_problems(parts)
    yield from date_problems(parts, now)
    yield from feed_problems(parts, now)
