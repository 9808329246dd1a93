"""What stands around a question: who asks, where they stand, who gave them our number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# What is read for it: an introduction is short.
_MOST_WORDS = 24

_GREETING = r"(?:(?:hi|hello|hey|so|ok|okay|good|morning|afternoon|evening|sorry|well) )*"
# A question, or the next thing that is told.
_OPENS = (
    r"(?=(?:what|whats|when|whens|where|wheres|who|whos|how|hows|which|why|is|are|can|could|do|does"
    r"|did|will|would|should|any|anything|need|want|looking|show|tell|send|please|and|but|so|i|id|my"
    r"|our|we|wanna|gotta|trying|wondering|next|number|numbers|list|names|got|was|link|info|explain"
    r"|give|question) )(?!who (?:hits|hurts|beats|hit|hurt|needs|keeps|has|wont|cant|threatens) )"
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
_FOUND = (
    r"(?:i |we )?(?:just )?(?:got|saw|found|picked up|heard)(?: \w+){0,3}? (?:this|you|your|it"
    r"|number|poster|flyer|card|sign|ad|magnet) (?:\w+ )?(?:at|from|on|in|off|by|outside)"
    r" (?:\w+ ){1,5}?"
)
_ASKS = r"(?:\w+ ){1,5}?(?:wants to know|(?:was|were) wondering|(?:is|are) asking|asked) "
_GAVE = (
    r"(?!(?:what|when|where|who|whos|how|which|why|did|do|does|is|are|can|could|if) )"
    r"(?:\w+ ){1,6}?(?:told|gave|sent|handed|passed|showed|said|says|mentioned|recommended"
    r"|suggested) (?:(?:me|us|i|we) )?+(?:(?:should|can|could) )?+"
    r"(?:(?:to )?(?:text|call|write|ask|try|contact) (?:you|u|this|here|yall|about)"
    r"(?: number| line| guys)? |to ask |(?:this|your) (?:number |card |flyer |line )?|about you )?+"
    r"(?!(?:he|she|hes|shes|her|his|they|theyre|their) )"
)
_INTRODUCTION = re.compile(
    f"{_GREETING}(?:(?:(?P<self>{_SELF})|{_DOES}|{_THEIRS}|{_FOUND}){_OPENS}|{_GAVE}|{_ASKS})"
)
_AFTER = re.compile(
    r" (?:(?P<self>(?:im|i am|were|we are) (?:an?|the|at|from|new|one)(?: \w+){1,6})"
    r"|(?:i )?(?:saw|heard|read|found|got) (?:about |of )?(?:it|this|you) (?:on|in|at|from|off)"
    r"(?: \w+){1,4}"
    r"|(?:the|my|our|an?)(?: \w+){1,4} (?:mentioned|recommended|suggested|said) (?:it|this|so)"
    r"|(?:the|my|our|an?)(?: \w+){1,4} (?:told me|asked me|sent me|asked|is asking|wants to know)"
    r"(?: to ask| to look| about it| about you)?)$"
)
_MOST_AFTER = 10
# Whoever says one of these of themselves says what it is about.
_MATTERS = re.compile(
    r"\b(?:crisis(?! center)|emergency(?! room)|danger|trouble|fear|afraid|scared|hurts?|hits?"
    r"|abused?|beaten|battered|addict|alcoholic|overdosed|help)\b"
)


@dataclass(frozen=True)
class Introduction:
    """The words without what stands around the question, and whether that says who asks."""

    question: Sequence[str]
    of_self: bool = False


def without_introduction(words: Sequence[str]) -> Introduction:
    """Return what `words` ask, without what stands before or after to say who asks, and where."""
    before = _INTRODUCTION.match(" ".join(words[:_MOST_WORDS]) + " ")
    after = None if before else _AFTER.search(" " + " ".join(words[-_MOST_AFTER:]))
    found = before or after
    if found is None or _MATTERS.search(found.group()):
        return Introduction(words)
    count = found.group().count(" ")
    return Introduction(words[count:] if before else words[:-count], found["self"] is not None)
