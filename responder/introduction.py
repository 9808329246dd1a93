"""Where a question begins, after who asks, where they stand, or who gave them our number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# What is read for it: an introduction is short, and stands first.
_MOST_WORDS = 24

_GREETING = r"(?:(?:hi|hello|hey|so|ok|okay|good|morning|afternoon|evening|sorry|well) )*"
# A question, or the next thing that is told.
_OPENS = (
    r"(?=(?:what|whats|when|whens|where|wheres|who|whos|how|hows|which|why|is|are|can|could|do|does"
    r"|did|will|would|should|any|anything|need|want|looking|show|tell|send|please|and|but|so|i|id|my"
    r"|our|we|wanna|gotta|trying|wondering|next|number|numbers|list|names|got|was|link|info|explain"
    r"|give|question) )"
)
_SELF = (
    r"(?:im|i am|were|we are|we both|this is) (?:an?|the|one|at|in|on|from|with|near|new|calling"
    r"|texting|writing|here|just|currently|sitting) (?:\w+ ){1,8}?"
)
_DOES = (
    r"(?:i|we) (?:just |also |currently )?(?:work|sit|serve|teach|volunteer|run|coach|live in"
    r"|got out|came from|moved from|go to|was at|were at) (?:\w+ ){1,7}?"
)
_THEIRS = r"my \w+ (?:works|teaches|volunteers|lives|goes|sits) (?:\w+ ){1,7}?"
_FOUND = r"(?:i |we )?(?:just )?(?:got|saw|found|picked up|heard) (?:\w+ ){1,4}?(?:at|from|on|in|off) "
_FOUND += r"(?:\w+ ){1,5}?"
_ASKS = r"(?:\w+ ){1,5}?(?:wants to know|was wondering|were wondering|is asking|are asking|asked) "
_GAVE = (
    r"(?!(?:what|when|where|who|whos|how|which|why|did|do|does|is|are|can|could|if) )"
    r"(?:\w+ ){1,6}?(?:told|gave|sent|handed|showed|said|says|mentioned|recommended|suggested) "
    r"(?:(?:me|us|i|we) )?(?:(?:should|can|could) )?"
    r"(?:(?:to )?(?:text|call|write|ask|try|contact) (?:you|u|this|here|yall|about)"
    r"(?: number| line| guys)? |to ask |(?:this|your) (?:number |card |flyer |line )?|about you )?"
)
_INTRODUCTION = re.compile(
    f"{_GREETING}(?:(?:(?P<self>{_SELF})|{_DOES}|{_THEIRS}|{_FOUND}){_OPENS}|{_GAVE}|{_ASKS})"
)


@dataclass(frozen=True)
class Introduction:
    """How many words stand before the question, and whether they say who asks ("im a teacher")."""

    words: int = 0
    of_self: bool = False


def introduction(words: Sequence[str]) -> Introduction:
    """Return what `words` begin with before they ask; of no words where they ask at once."""
    found = _INTRODUCTION.match(" ".join(words[:_MOST_WORDS]) + " ")
    if found is None:
        return Introduction()
    return Introduction(found.group().count(" "), found["self"] is not None)
