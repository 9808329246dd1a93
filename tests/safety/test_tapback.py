"""What a phone quotes from our own replies is not the person's; what stands beside it is."""

from __future__ import annotations

import pytest

from responder.safety.tapback import own_words


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Loved “Thinking of suicide? Call or text 988.”", ""),
        ('Liked "Call 988"', ""),
        ("Laughed at “Call 988 if you want to d…", ""),
        ("Reacted ❤️ to “Call 988”", ""),
        ("👍 to “ In danger now? Call 911. ”", ""),
        ("Le gustó “Llame al 988”", ""),
        ("Disliked “Call 988.” i still want to die", " i still want to die"),
        ("> If you might hurt yourself, call 988 -- noted", " noted"),
    ],
)
def test_a_quoted_reply_is_taken_out(text: str, own: str) -> None:
    assert own_words(text) == own


@pytest.mark.parametrize(
    "text",
    [
        "he said “i want to die” last night",
        "Loved ones are worried, i want to die",
        "liked it",
        "meetings",
        "",
    ],
)
def test_what_nobody_reacted_to_stays(text: str) -> None:
    assert own_words(text) == text


def test_a_quote_that_opens_again_before_it_closes_is_none_of_a_phone() -> None:
    text = "Loved “" * 1_500
    assert own_words(text) == text
