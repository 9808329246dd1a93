"""Which of the four situations an urgent message is in, for that decides the reply.

The score and the rules have their say; where the rules found several, the safer order counts.
"""

from __future__ import annotations

from collections.abc import Collection

from responder.safety.score import Weighed
from responder.safety.wordlist import Situation

# Where a message holds more than one danger. 911 leads where a body is at risk now; thoughts of
# suicide come before abuse, because 988 is right for both and the Careline is not.
FIRST = (Situation.DANGER, Situation.SELF, Situation.ABUSE, Situation.OTHER)

# Steps of the score that speak for each situation, and more for the one that the rules put first:
# chosen on lines left out of training, an attack taken for another thing counting half as much
# again as other mistakes, since 911 then comes too late.
FROM_THE_START = {Situation.OTHER: 4, Situation.DANGER: 8, Situation.ABUSE: 12, Situation.SELF: 0}
BY_RULES = {Situation.OTHER: 56, Situation.DANGER: 56, Situation.ABUSE: 56, Situation.SELF: 8}
IN_DOUBT = 32  # more where the rules found something else beside it


def likeliest(weighed: Weighed, dangers: Collection[Situation]) -> Situation:
    """Return the situation that weighs most, the first of `dangers` having more weight."""
    window, more = weighed.heaviest(), spoken_for(dangers)
    return max(Situation, key=lambda each: window.of(each) + more[each])


def spoken_for(dangers: Collection[Situation]) -> dict[Situation, int]:
    """Return in steps of the score what speaks for each situation beside a message's words."""
    more = dict(FROM_THE_START)
    for first in [each for each in FIRST if each in dangers][:1]:
        more[first] += BY_RULES[first] + (IN_DOUBT if len(dangers) > 1 else 0)
    return more
