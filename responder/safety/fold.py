"""Bring a message down to plain words, whatever a phone or a person made of its letters.

A curly apostrophe, an accent, a stretched "killlll", "su1cide" or "s u i c i d e" must not hide
what someone says, so the message and the word lists are both brought to the same plain form.
"""

from __future__ import annotations

import re
import string
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate

STRETCHED = "~"
"""Stands before a word that had a letter three times or more in a row: "killlll" is "~kil"."""

MIN_SPELLED_OUT = 3  # single letters in a row that are one word: "d i e"

_NOTHING = re.compile(
    r"['’‘‛ʼʻʹˈ´`′＇\ua78c\u02bd\u055a\u05f3]"  # apostrophes, however they are written
    r"|[\x00-\x08\x0e-\x1f\x7f-\x9f]"
)
# Letters of most messages, and signs that part words, as they are read: one look at each is enough.
_COMMON = str.maketrans(
    {
        **dict.fromkeys(map(chr, range(128)), " "),
        **dict.fromkeys(map(chr, (*range(9), *range(14, 32), 127)), ""),
        **{letter: letter for letter in string.ascii_lowercase + string.digits},
        **dict(zip(string.ascii_uppercase, string.ascii_lowercase, strict=True)),
        **dict(
            zip(
                "áàâãäąçćéèêëęíìîïłñńóòôõöśúùûüýźżÁÀÂÃÄĄÇĆÉÈÊËĘÍÌÎÏŁÑŃÓÒÔÕÖŚÚÙÛÜÝŹŻ",
                "aaaaaacceeeeeiiiilnnooooosuuuuyzz" * 2,
                strict=True,
            )
        ),
        **dict.fromkeys(".!?;\n\r…", "."),
        **dict.fromkeys("“”„«»¿¡–—\u00a0", " "),
        **dict.fromkeys("'`´‘’", ""),
    }
)
_UNCOMMON = re.compile(f"[@$*_]|[^{re.escape(''.join(map(chr, _COMMON)))}]")
# Two Arabic letters that stand for eighteen and eight others, a blessing.
_LONG = re.compile(r"[\ufdfa\ufdfb]")
# Letters that Unicode's own decomposition leaves whole, those drawn like a Latin one, and nothing.
_LOOKALIKES = {
    **dict(zip("łøđðħı", "loddhi", strict=True)),
    **dict(zip("аеорсухіѕј", "aeopcyxisj", strict=True)),
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    **dict.fromkeys("🏻🏼🏽🏾🏿", ""),  # tones of skin say nothing more
}
_ODD = re.compile(r"[^\x00-\x7f]+")
_DROPPED = frozenset({"Mn", "Me", "Cf"})
_ENDS = re.compile(r"[.!?;\n\r\u2026\u3002]")  # of a sentence or a line
_WORDS = re.compile(
    r"\$?[^\W_]+(?:[@$*]+[^\W_]+)*"
    # Pictures, each a word of its own; the digits among them are none.
    r"|[\u2190-\u24e9\u2500-\u2775\u2794-\u2bff\U0001f000-\U0001f0ff\U0001f10d-\U0001faff]+"
)
_MIXED = re.compile(r"([1-9]\d*)?(.*?)(\d{2,})?")
_LEET = str.maketrans("0134578@$", "oieastbas", "*")
_RUN = re.compile(r"([^\W\d])\1\1")
_ANY_RUN = re.compile(r"(.)\1\1")  # found in a third of the time
_TWICE = re.compile(r"(.)\1+")
_AGAIN = re.compile(r"(.)\1{2,}")  # a picture that says no more than it said twice


@dataclass(frozen=True)
class Folded:
    """A message as plain words, and the words as they were `written`, before any was joined.

    `starts` are the numbers of the words with which another sentence or line begins.
    """

    words: tuple[str, ...] = field(repr=False)
    written: tuple[str, ...] = field(repr=False)
    starts: tuple[int, ...] = field(repr=False, default=())

    @property
    def squeezed(self) -> str:
        """All its letters without a gap."""
        return "".join(self.written)

    @property
    def edges(self) -> frozenset[int]:
        """The places in `squeezed` where a word began or ended as it was written."""
        return frozenset(accumulate(map(len, self.written), initial=0))

    def begun(self, after: int, until: int) -> tuple[int, ...]:
        """Return the `starts` behind word number `after`, up to and with `until`."""
        return self.starts[bisect_right(self.starts, after) : bisect_right(self.starts, until)]


def fold(text: str) -> Folded:
    """Return `text` as lower-case words without accents, apostrophes, disguises or invisible signs.

    Digits among letters are read as the letters they stand for ("su1cide"); a number in front of a
    word is a word of its own ("40mg"). Single letters in a row become one word. A text without a
    letter, a digit or a picture has no words. The time taken grows in step with the text.
    """
    written: list[str] = []
    starts: list[int] = []
    if _UNCOMMON.search(text):
        plain = _plain(text)
        sentences = [_WORDS.findall(each) for each in _ENDS.split(plain)]
    else:
        plain = text.translate(_COMMON)
        sentences = [each.split() for each in plain.split(".")]
    for at, words in enumerate(sentences):
        if at and written and starts[-1:] != [len(written)]:
            starts.append(len(written))
        written += words if "".join(words).isalpha() else _unmasked(words)
    words, starts = _spelled_out(written, starts)
    if _ANY_RUN.search(plain) and _RUN.search(plain):
        stretched = {word: STRETCHED + once(word) for word in set(words) if _RUN.search(word)}
        words = [stretched.get(word, word) for word in words]
    return Folded(tuple(words), tuple(written), tuple(starts))


def once(word: str) -> str:
    """Return `word` with every letter that is doubled written once: "killlll" and "kill" meet."""
    return _TWICE.sub(r"\1", word)


def _plain(text: str) -> str:
    text = _NOTHING.sub("", text)
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", _LONG.sub(" ", text)).casefold()
    plain = {
        ord(letter): _LOOKALIKES.get(letter, "")
        for letter in set(text)
        if not letter.isascii()
        and (letter in _LOOKALIKES or unicodedata.category(letter) in _DROPPED)
    }
    if plain:
        text = _ODD.sub(lambda odd: odd[0].translate(plain), text)
    return _NOTHING.sub("", text)


def _unmasked(words: Iterable[str]) -> list[str]:
    """Return `words` with pictures one by one, and numbers and signs read as they are meant."""
    found: list[str] = []
    for word in words:
        if word.isalpha() or word.isdigit():
            found.append(word)
        elif word[0].isalnum() or word[0] == "$":
            found += _meant(word)
        else:
            found += _AGAIN.sub(r"\1\1", word)
    return found


def _meant(word: str) -> list[str]:
    """Return `word` with signs read as letters: "k1ll" is kill, "40mg" is 40 and mg."""
    parts = _MIXED.fullmatch(word)
    number, letters, after = parts.groups() if parts else (None, word, None)
    return [part for part in (number, letters.translate(_LEET), after) if part]


def _spelled_out(words: list[str], starts: list[int]) -> tuple[list[str], list[int]]:
    """Return `words` with runs of single letters joined ("d i e" is die), and where they start."""
    if [*map(len, words)].count(1) < MIN_SPELLED_OUT:
        return words, starts
    singles = {at for at, word in enumerate(words) if len(word) == 1 and word.isalpha()}
    beside = {at for at in singles if at + 1 in singles}
    if not any(at + 1 in beside for at in beside):
        return words, [at for at in starts if at - 1 not in beside]
    joined: list[str] = []
    run: list[str] = []
    moved: list[int] = []
    begins = frozenset(starts)
    for at, word in enumerate([*words, ""]):
        single = at in singles
        if not single and run:
            joined += ["".join(run)] if len(run) >= MIN_SPELLED_OUT else run
            run = []
        if at in begins and not run:
            moved.append(len(joined))
        if single:
            run.append(word)
        elif word:
            joined.append(word)
    return joined, moved
