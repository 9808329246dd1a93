"""A word of the line's own, by itself, brings its page; anything else is judged as it is."""

from __future__ import annotations

import pytest

from responder import danger
from responder.danger import judged
from responder.safety.assess import BY_SCORE, Assessment, Situation, Verdict

WORDS = frozenset({"poison", "the vision"})
BY_A_RULE = ("en/took-something",)


def says(monkeypatch: pytest.MonkeyPatch, because: tuple[str, ...]) -> Assessment:
    found = Assessment(Verdict.URGENT, Situation.DANGER, "en", because)
    monkeypatch.setattr(danger, "assess", lambda *_: found)
    return found


@pytest.mark.parametrize("text", ["poison", "Poison!", "THE VISION"])
def test_one_of_our_words_that_only_the_score_fears_is_a_topic(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    says(monkeypatch, BY_SCORE)
    assert judged(text, WORDS) == Assessment(Verdict.TOPIC, None, "en", BY_SCORE)


@pytest.mark.parametrize(
    ("text", "because"),
    [("poison", BY_A_RULE), ("i drank poison", BY_SCORE), ("poisson", BY_SCORE), ("", BY_SCORE)],
)
def test_everything_else_is_answered_as_it_is_judged(
    monkeypatch: pytest.MonkeyPatch, text: str, because: tuple[str, ...]
) -> None:
    found = says(monkeypatch, because)
    assert judged(text, WORDS) == found
