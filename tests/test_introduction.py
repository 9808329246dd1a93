"""What stands around a question is told from the question."""

from __future__ import annotations

import pytest

from responder.introduction import without_introduction
from responder.wording.plain import words_in


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("A social worker at the hospital gave me this, when is the board?", "when is the board"),
        ("im a teacher at a high school and need the calendar", "and need the calendar"),
        ("i work at a clinic, where are the reports", "where are the reports"),
        ("my sister works at the va. what is 211", "what is 211"),
        ("saw your poster at the library, who runs it", "who runs it"),
        ("our church group wants to know what the plan is", "what the plan is"),
        ("a lady on the board told me to ask about the plan", "the plan"),
        ("when is the training, im a nurse at the hospital", "when is the training"),
        ("is there a video? the counselor at school mentioned it", "is there a video"),
    ],
)
def test_who_asks_and_who_sent_them_is_no_part_of_the_question(text: str, question: str) -> None:
    assert " ".join(without_introduction(words_in(text)).question) == question


@pytest.mark.parametrize(
    "text",
    [
        "",
        "when is the next meeting",
        "who told the school about this",
        "a student told me her dad hits her, where do i call",
        "my toddler drank cleaner, who do i call",
        "im deaf, how do i call 988",
        "im in a crisis, who do i call",
        "i work with a man who hits me, who do i call",
    ],
)
def test_what_the_question_is_about_stays(text: str) -> None:
    words = words_in(text)
    assert without_introduction(words).question == words


@pytest.mark.parametrize(
    ("text", "of_self"),
    [("im a veteran, who do i call", True), ("i work at the va, who do i call", False)],
)
def test_who_asks_is_told_from_where_they_stand(text: str, of_self: bool) -> None:
    assert without_introduction(words_in(text)).of_self is of_self
