"""How hard words are to read: what is counted, and what the two formulas make of it."""

from __future__ import annotations

import pytest

from responder.exchange import Language
from responder.wording.reading import Counts, counts, english_grade, spanish_ease


@pytest.mark.parametrize(
    ("texts", "language", "found"),
    [
        pytest.param(["Call now. Help is here."], Language.EN, Counts(2, 5, 5), id="sentences"),
        pytest.param(["Call now", "Help is here"], Language.EN, Counts(2, 5, 5), id="texts"),
        pytest.param(["Numbers: call 988."], Language.EN, Counts(2, 2, 3), id="a colon, digits"),
        pytest.param(["Don't wait!"], Language.EN, Counts(1, 2, 2), id="an apostrophe"),
        pytest.param(["Information"], Language.EN, Counts(1, 1, 4), id="English syllables"),
        pytest.param(["Información"], Language.ES, Counts(1, 1, 4), id="Spanish syllables"),
        pytest.param(["988. 211!"], Language.EN, Counts(0, 0, 0), id="digits alone"),
        pytest.param([], Language.ES, Counts(0, 0, 0), id="nothing"),
    ],
)
def test_sentences_words_and_syllables_are_counted(
    texts: list[str], language: Language, found: Counts
) -> None:
    assert counts(texts, language) == found


def test_the_english_grade_is_that_of_flesch_and_kincaid() -> None:
    # 0.39 x 120/10 + 11.8 x 150/120 - 15.59
    assert english_grade(Counts(sentences=10, words=120, syllables=150)) == pytest.approx(3.84)


def test_the_spanish_ease_is_that_of_szigriszt_pazos() -> None:
    # 206.835 - 62.3 x 220/110 - 110/10
    assert spanish_ease(Counts(sentences=10, words=110, syllables=220)) == pytest.approx(71.235)
