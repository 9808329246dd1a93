"""How hard words are to read: a school grade for English, an ease for Spanish.

Both formulas take the same three counts, and both need about a hundred words: of a single sentence
they tell nothing. Syllables are counted by hyphenation, which misses about one in twelve (a-re-a),
so both come out a little too easy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pyphen import Pyphen

from responder.exchange import Language

MIN_WORDS = 100

_HYPHENS = {
    Language.EN: Pyphen(lang="en_US", left=1),
    Language.ES: Pyphen(lang="es", left=1),
}
_SENTENCE_END = re.compile(r"[.!?:;]+(?:\s|$)")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclass(frozen=True)
class Counts:
    """How many sentences, words and syllables a text has; digits are no words."""

    sentences: int
    words: int
    syllables: int


def counts(texts: Iterable[str], language: Language) -> Counts:
    """Return the counts of `texts` together; each text ends a sentence."""
    hyphens = _HYPHENS[language]
    sentences = words = syllables = 0
    for text in texts:
        for sentence in _SENTENCE_END.split(text):
            found = _WORD.findall(sentence)
            sentences += bool(found)
            words += len(found)
            syllables += sum(len(hyphens.positions(word)) + 1 for word in found)
    return Counts(sentences, words, syllables)


def english_grade(found: Counts) -> float:
    """Return the Flesch-Kincaid grade: the school year that reads it; there must be words.

    Source: Kincaid and others 1975, Derivation of new readability formulas, Navy report 8-75.
    """
    return 0.39 * found.words / found.sentences + 11.8 * found.syllables / found.words - 15.59


def spanish_ease(found: Counts) -> float:
    """Return the Szigriszt-Pazos ease, 0 (hard) to 100 (easy); there must be words.

    The Inflesz scale calls 65 to 80 quite easy, as primary school reads. Source: Barrio-Cantalejo
    and others 2008, Validación de la Escala INFLESZ, Anales del Sistema Sanitario de Navarra 31(2).
    """
    return 206.835 - 62.3 * found.syllables / found.words - found.words / found.sentences
