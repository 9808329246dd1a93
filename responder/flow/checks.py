"""Check that the parts of the flow files fit together: all that no single part can know.

What is refused here is what people would meet: a key that does not lead to crisis help, a page
nobody can reach, a meeting that is over, a number with a wrong digit.
"""

from __future__ import annotations

from datetime import datetime

from responder.flow.check_meetings import meeting_problems
from responder.flow.check_menu import menu_problems
from responder.flow.check_never import never_said
from responder.flow.check_numbers import number_problems
from responder.flow.check_texts import text_problems
from responder.flow.parts import Parts
from responder.flow.problem import Problem


def check(parts: Parts, now: datetime | None) -> tuple[Problem, ...]:
    """Return every problem of the parts that are whole; without `now`, no meeting is over."""
    return (
        *menu_problems(parts),
        *meeting_problems(parts, now),
        *text_problems(parts),
        *never_said(parts),
        *number_problems(parts),
    )
