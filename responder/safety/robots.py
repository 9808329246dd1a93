"""Tell an answering machine from a person, so that two machines do not talk to each other for ever.

Used only on what the detector has not called urgent, and only to fall silent after the third such
message in a row. It must never be true of what a person in trouble may write: "sorry, I can't talk
right now" is a phone's, "I can't talk right now, my dad is here" is a child's. In doubt it is a
person.
"""

from __future__ import annotations

import re

from responder.safety.fold import STRETCHED, fold
from responder.safety.robot_words import (
    A_PERSONS,
    BOUNCED,
    BUSINESS,
    CANNOT_ANSWER,
    FRIENDLY,
    GREETING,
    LABEL,
    MACHINE,
    MACHINES_QUESTION,
    THANKS,
)

SILENT_FROM = 4
"""The first automatic message in a row that gets no answer: three are answered, a fourth is not."""

MAX_WORDS = 150  # a longer message is not surely a machine's
MAX_WORDS_OF_THANKS = 14

_SENTENCE_END = re.compile(r"[.!¿\n:;]")


def row(previous: int, text: str, calm: bool) -> int:
    """Return how many automatic messages in a row `text` makes, after `previous`; 0 for a person's.

    The first three are answered; from the fourth on, SILENT_FROM, none is, and none is counted.
    `calm` says that the detector did not call it urgent; what is urgent is always a person's.
    """
    if calm and (surely_automatic(text) or thanks_only(text)):
        return min(max(previous, 0) + 1, SILENT_FROM)
    return 0


def surely_automatic(text: str) -> bool:
    """Return whether only a machine writes so: out of office, not delivered, driving, closed."""
    words = _words(text)
    said = " ".join(words)
    if len(words) > MAX_WORDS:
        return False
    asks = not all(_a_machine_asks(before) for before in text.split("?")[:-1])
    if CANNOT_ANSWER.fullmatch(said):
        return not asks
    if A_PERSONS.search(said):
        return False
    if BOUNCED.match(text):
        return True
    if asks:
        return False
    if LABEL.match(text) or MACHINE.match(said):
        return True
    greeting = GREETING.match(said)
    return greeting is not None and BUSINESS.search(greeting["rest"]) is not None


def thanks_only(text: str) -> bool:
    """Return whether `text` is bare thanks or an answer to them: "You're welcome!", "de nada".

    With a farewell it is not: whoever says goodbye is answered each time.
    """
    words = [word for word in _words(text) if word not in FRIENDLY]
    if len(words) > MAX_WORDS_OF_THANKS or "?" in text:
        return False
    return THANKS.fullmatch(" ".join(words)) is not None


def _a_machine_asks(before: str) -> bool:
    """Return whether the question that ends where `before` does is one that machines ask."""
    asked = _SENTENCE_END.split(before)[-1]
    return MACHINES_QUESTION.fullmatch(" ".join(_words(asked))) is not None


def _words(text: str) -> list[str]:
    return [word.removeprefix(STRETCHED) for word in fold(text).words]
