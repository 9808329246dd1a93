"""Find the page that a texter means by a word, with a slip of the thumb in it or without.

Only the whole message can be a word of ours: one inside a sentence is not, and what is not surely
one of our words finds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Generic, TypeVar

from rapidfuzz.distance import OSA

from responder.exchange import Language
from responder.wording.carrier_words import CARRIER_WORDS
from responder.wording.plain import listed, plain_of_ours

T = TypeVar("T")

MAX_LETTERS = 60  # a longer message is no word of ours
MAX_SPOKEN_WORDS = 12  # a longer sentence is no choice from a menu
MIN_SLIP_LETTERS = 5  # "plane" may be meant by "plan" written badly, or may not
FREE_SLIP_LETTERS = 7  # from here on any one slip is believed; below, see `_is_slip`
MIN_JOINED_SLIP_LETTERS = 8


# Ordinary words that `_is_slip` would take for a word a line like ours may use: testing, texting.
# Found by trying the commonest 12,000 English and Spanish words; the last is no therapist.
_ORDINARY = listed(
    "addition, alcanza, artes, auction, beard, bearing, caroline, caros, cases, changes, charge,"
    "charged, charles, chile, clause, close, closes, coats, comete, committed, comparar, contract,"
    "costas, creciente, curse, decreto, deporte, deportes, draining, emission, enters, falling,"
    "fichas, glasses, heading, healing, heating, idiotas, junto, linda, lineal, linear, listo,"
    "matas, melting, metals, numerous, perdon, perdona, preciso, previo, pride, prince, prize,"
    "protect, protects, queen, querer, raining, ratas, recorte, renters, repay, replay, resorts,"
    "roles, ruled, salad, saluda, saludo, senos, sexting, stiff, straining, stuff, sucios,"
    "tearing, terminal, testing, tests, toros, trains, wearing, witch, the rapist"
)

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
    _missing_one: Mapping[str, tuple[str, ...]] = field(repr=False)
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
            _grouped(
                (part, word)
                for word in exact.keys() | CARRIER_WORDS
                if _closed_up(word).isalpha()
                for part in _with_one_left_out(_closed_up(word))
            ),
            max((len(word.split()) for word in exact), default=0),
            subject,
        )

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
        if asked in CARRIER_WORDS or asked in _ORDINARY:
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
        close = {
            word
            for part in _with_one_left_out(joined)
            for word in self._missing_one.get(part, ())
            if OSA.distance(joined, _closed_up(word), score_cutoff=1) <= 1
        }
        # Who may have meant the carrier's word is not given another.
        if not CARRIER_WORDS.isdisjoint(close):
            return ()
        return tuple(sorted(word for word in close if _is_slip(asked, word)))

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


def _with_one_left_out(word: str) -> Iterator[str]:
    # Two words one slip apart share one of these forms, so a lookup costs the same for any number
    # of words; some that share one are further apart, hence the measuring after it.
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def _is_slip(asked: str, word: str) -> bool:
    """Return whether `asked`, one letter off `word`, is a slip of it and not another word."""
    typed, meant = asked.split(), word.split()
    if len(typed) != len(meant):
        return len(_closed_up(word)) >= MIN_JOINED_SLIP_LETTERS
    differing = [(one, other) for one, other in zip(typed, meant, strict=True) if one != other]
    return len(differing) == 1 and _is_slip_of_one(*differing[0])


def _is_slip_of_one(typed: str, meant: str) -> bool:
    """Return whether one word is a slip of another that is one letter off.

    In short words the first letter must be right, and a wrong letter must lie beside the right
    one or sound like it: "crisus" is "crisis", while "prison" is not "poison" nor "pasta" "basta".
    """
    if min(len(typed), len(meant)) < MIN_SLIP_LETTERS:
        return False
    if len(meant) >= FREE_SLIP_LETTERS:
        return True
    if typed[0] != meant[0]:
        return typed[:2] == meant[1::-1]
    wrong = [pair for pair in zip(typed, meant, strict=False) if pair[0] != pair[1]]
    return len(typed) != len(meant) or len(wrong) != 1 or wrong[0] in _MISTAKABLE


def _mistakable() -> Iterator[tuple[str, str]]:
    """Give the pairs of letters, both ways round, that a thumb or an ear takes for each other."""
    for group in ("aeiouy", "ckqsxz", "bv", "gjh", "mn", "ly"):
        yield from combinations(group, 2)
    rows = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    # Each row of a keyboard stands about half a key to the right of the one above.
    at = {key: (x + y / 2, y) for y, row in enumerate(rows) for x, key in enumerate(row)}
    for one, other in combinations(at, 2):
        if all(abs(here - there) <= 1 for here, there in zip(at[one], at[other], strict=True)):
            yield one, other


_MISTAKABLE = frozenset(each for pair in _mistakable() for each in (pair, pair[::-1]))
