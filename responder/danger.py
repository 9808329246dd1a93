"""Whether a message is a cry for help: the crisis check, which knows the line's own words."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from responder.safety.assess import BY_SCORE, Assessment, Verdict, assess
from responder.safety.tapback import Ours
from responder.wording.plain import plain


def judged(text: str, words: Container[str], ours: Ours | None = None) -> Assessment:
    """Return what the crisis check says of `text`, where `words` are those that the line knows.

    A word of ours that is the whole message, as "poison" for poison control, is urgent only by a
    rule: what the score alone says of one word brings its page with the 988 line first.
    """
    found = assess(text, ours)
    if found.because == BY_SCORE and found.verdict is Verdict.URGENT and plain(text) in words:
        return replace(found, verdict=Verdict.TOPIC, situation=None)
    return found
