"""How long words take to say: the phone's own clock, so that no test has to wait.

No carrier publishes the pace of its voices, so these are assumptions, on the slow side: a proof
that 988 is heard in time must not rest on a fast voice.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate

# English: 160 words a minute, the middle of what is advised for recorded prompts.
ENGLISH_WORD_SECONDS = 60 / 160
# Spanish: readers say 7.82 syllables a second where readers of English say 6.19 (Pellegrino,
# Coupe and Marsico, A cross-language perspective on speech information rate, Language 87:3, 2011).
# At 160 words of 1.5 syllables a minute English has 4 of them a second, and so Spanish 5.
SPANISH_SYLLABLE_SECONDS = 1 / 5
DIGIT_SECONDS = 0.4  # read one by one
COMMA_SECONDS = 0.2
SENTENCE_SECONDS = 0.4

_TIMELINES = 4096  # kept: the same sentences come again and again

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_STRONG = "aeoáéíóúàèìòùâêîôûãõ"
_SYLLABLE = re.compile(rf"[{_STRONG}]|(?<![{_STRONG}])[iuüy]+(?![iuüy{_STRONG}])")
_SENTENCE_END = re.compile(r"[.?!…][^\w\s]*\s")
_COMMA = re.compile(r"[,;:]\s")


@lru_cache(_TIMELINES)
def timeline(parts: tuple[tuple[str, str], ...]) -> tuple[tuple[int, float], ...]:
    """Return for each word of `parts`, which are words with their locale, where and when it ends.

    Where is an offset into the joined words; when is in seconds since the first began. The last
    entry is the end of all, with the pause that its punctuation makes.
    """
    whole = "".join(words for words, _ in parts)
    starts = list(accumulate((len(words) for words, _ in parts), initial=0))
    found = list(_WORD.finditer(whole))
    follows = [*(match.start() for match in found), len(whole) + 1][1:]
    ends: list[tuple[int, float]] = []
    now = 0.0
    for match, following in zip(found, follows, strict=True):
        locale = parts[bisect_right(starts, match.start()) - 1][1]
        now += word_seconds(match.group(), locale)
        ends.append((match.end(), now))
        now += _pause(f"{whole} "[match.end() : following])
    return (*ends, (len(whole), now))


def word_seconds(word: str, locale: str) -> float:
    """Return how many seconds one `word` takes in a voice of `locale`."""
    digits = sum(letter.isdigit() for letter in word)
    if digits == len(word):
        return digits * DIGIT_SECONDS
    return digits * DIGIT_SECONDS + _letters_seconds(word, locale)


def _letters_seconds(word: str, locale: str) -> float:
    if locale.startswith("en"):
        return ENGLISH_WORD_SECONDS
    return max(1, len(_SYLLABLE.findall(word.lower()))) * SPANISH_SYLLABLE_SECONDS


def _pause(between: str) -> float:
    if _SENTENCE_END.search(between):
        return SENTENCE_SECONDS
    return COMMA_SECONDS if _COMMA.search(between) else 0.0
