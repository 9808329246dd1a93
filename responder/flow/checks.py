"""Check that the parts of the flow files fit together: all that no single part can know.

What is refused here is what people would meet: a key that does not lead to crisis help, a page
nobody can reach, a meeting that is over, a number with a wrong digit.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from responder.flow.check_meetings import meeting_problems
from responder.flow.check_menu import menu_problems
from responder.flow.check_never import never_said
from responder.flow.check_numbers import number_problems
from responder.flow.check_own import own_number_problems
from responder.flow.check_texts import text_problems
from responder.flow.parts import Parts
from responder.flow.problem import Problem


def check(parts: Parts, now: datetime | None) -> tuple[Problem, ...]:
    """Return every problem of the parts that are whole.

    Without `now`, as a serving line reads them, no meeting is over and no advice is given.
    """
    return (
        *menu_problems(parts),
        *meeting_problems(parts, now),
        *text_problems(parts),
        *never_said(parts),
        *own_number_problems(parts),
        *number_problems(parts),
        *(() if now is None else _advice(parts, now)),
    )


def _advice(parts: Parts, now: datetime) -> Iterator[Problem]:
    from responder.flow.check_advice import advice  # a serving line never needs it

    return advice(parts, now)
