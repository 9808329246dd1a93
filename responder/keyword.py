"""Find the page that a texter means by a word, with a slip of the thumb in it or without.

Only the whole message can be a word of ours: one inside a sentence is not, and what is not surely
one of our words finds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from responder.exchange import Language
from responder.slips import ORDINARY, Slips, is_slip
from responder.wording.carrier_words import CARRIER_WORDS
from responder.wording.plain import listed, plain_of_ours

T = TypeVar("T")

MAX_LETTERS = 60  # a longer message is no word of ours
MAX_SPOKEN_WORDS = 12  # a longer sentence is no choice from a menu
MIN_JOINED_SLIP_LETTERS = 8


# Said before a word only. Left on where the word itself begins so, such as "text line".
_REQUESTS = listed(
    "text, send, send me, text me, show me, give me, tell me about, the, info on, info about,"
    "information on, information about, more about, more info on, more info about,"
    "more information on, more information about, mande, mandame, mandeme, envie, enviame, envieme,"
    "el, la, los, las, info de, info sobre, informacion de, informacion sobre, mas informacion de,"
    "mas informacion sobre"
)
_LONGEST_REQUEST = max(len(phrase.split()) for phrase in _REQUESTS)

# In a spoken sentence these do not count: "tell me about meetings" is not about two pages.
_ONLY_ALONE = CARRIER_WORDS | listed("about, sobre, more, mas, who, quien")

_LONG_RUN = re.compile(r"(.)\1\1")
_RUN = re.compile(r"(.)\1+")


def _wanted(asked: str) -> str:
    """Return what is asked for: "info on the meetings" is "meetings", yet "the end" not "end"."""
    words = asked.split()
    for size in range(min(_LONGEST_REQUEST, len(words) - 1), 0, -1):
        rest = " ".join(words[size:])
        if " ".join(words[:size]) in _REQUESTS and rest not in CARRIER_WORDS:
            return _wanted(rest)
    return asked


@dataclass(frozen=True)
class Keywords(Generic[T]):
    """Words and what each is for. Lookups take a message that `plain` has been through."""

    _exact: Mapping[str, T] = field(repr=False)
    _joined: Mapping[str, tuple[str, ...]] = field(repr=False)
    _squeezed: Mapping[str, tuple[str, ...]] = field(repr=False)
    _closed: Slips = field(repr=False)
    _most_words: int
    _subject: Callable[[T], object] = field(repr=False)

    @classmethod
    def of(
        cls, entries: Iterable[tuple[str, T]], subject: Callable[[T], object] = lambda it: it
    ) -> Keywords[T]:
        """Return an index of `entries`. A word given twice is for what was given last.

        A slip may fit several words, if all are for one `subject`: a page in either language.
        A word without a letter or digit is left out, since nobody can be seen to have sent it.
        """
        exact = {key: target for word, target in entries if (key := plain_of_ours(word))}
        joined = _grouped((_closed_up(word), word) for word in exact)
        return cls(
            exact,
            joined,
            _grouped((_RUN.sub(r"\1", _closed_up(word)), word) for word in exact),
            Slips.of(joined.keys() | CARRIER_WORDS),
            max((len(word.split()) for word in exact), default=0),
            subject,
        )

    def __contains__(self, asked: object) -> bool:
        """Return whether `asked` is just one of these words, without a slip."""
        return asked in self._exact

    def find(self, asked: str, language: Language | None = None) -> T | None:
        """Return what `asked` is for: a word of ours, or one slip from just one of them.

        `language` decides where a slip fits a word of each language. Everything else is None.
        """
        found = self._exact.get(asked)
        if found is not None or not asked or len(asked) > MAX_LETTERS:
            return found
        wanted = _wanted(asked)
        near = self._near(asked) or (self._near(wanted) if wanted != asked else ())
        return self._only(near, language)

    def find_spoken(self, asked: str, language: Language | None = None) -> T | None:
        """Return what a caller's sentence is for: as `find`, or the longest of our words in it.

        None where two of the same length are for different things, and for long sentences.
        """
        found = self.find(asked, language)
        words = asked.split()
        if found is not None or len(words) > MAX_SPOKEN_WORDS:
            return found
        for size in range(min(self._most_words, len(words)), 0, -1):
            phrases = (" ".join(words[at : at + size]) for at in range(len(words) - size + 1))
            known = tuple(p for p in phrases if p in self._exact and p not in _ONLY_ALONE)
            if known:
                return self._only(known, language)
        return None

    def _near(self, asked: str) -> tuple[str, ...]:
        """Return the words that `asked` may be: itself, or joined, drawn out or one slip off."""
        if asked in self._exact:
            return (asked,)
        if asked in CARRIER_WORDS or asked in ORDINARY:
            return ()
        joined = _closed_up(asked)
        if joined in self._joined:
            return self._joined[joined]
        # Digits have no slips: 987 is not 988, and 9888 is not 988 drawn out.
        if not joined.isalpha():
            return ()
        squeezed = _RUN.sub(r"\1", joined) if _LONG_RUN.search(joined) else ""
        return self._squeezed.get(squeezed) or self._slips(asked, joined)

    def _slips(self, asked: str, joined: str) -> tuple[str, ...]:
        close = self._closed.within_one(joined)
        # Who may have meant the carrier's word is not given another.
        if not CARRIER_WORDS.isdisjoint(close):
            return ()
        words = (word for each in close for word in self._joined[each])
        return tuple(sorted(word for word in words if _is_slip(asked, word)))

    def _only(self, words: tuple[str, ...], language: Language | None) -> T | None:
        """Return what all of `words` are for; else what those in `language` are for; else None."""
        targets = [self._exact[word] for word in words]
        in_language = [t for t in targets if language and getattr(t, "language", None) is language]
        for some in (in_language if self._alike(targets) else [], targets, in_language):
            if some and self._alike(some):
                return some[0]
        return None

    def _alike(self, targets: Sequence[T]) -> bool:
        return all(self._subject(each) == self._subject(targets[0]) for each in targets)


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, dict[str, None]] = {}
    for key, word in pairs:
        groups.setdefault(key, {})[word] = None
    return {key: tuple(words) for key, words in groups.items()}


def _closed_up(words: str) -> str:
    return words.replace(" ", "")


def _is_slip(asked: str, word: str) -> bool:
    """Return whether `asked`, one letter off `word`, is a slip of it and not another word."""
    typed, meant = asked.split(), word.split()
    if len(typed) != len(meant):
        return len(_closed_up(word)) >= MIN_JOINED_SLIP_LETTERS
    differing = [(one, other) for one, other in zip(typed, meant, strict=True) if one != other]
    return len(differing) == 1 and is_slip(*differing[0])
