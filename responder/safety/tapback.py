"""Take out of a message what a phone quoted from a text of ours.

A person who taps a heart on our crisis reply sends it back to us in quotes: "Loved “Call or text
988”". Those are our words. Whatever stands outside the quotes, and every quote that is not surely
ours, is the person's own and is judged.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

Ours = Callable[[str], bool]
"""Says whether a quote is of a text of ours: whole, or its start where a phone cut it off."""

MIN_LETTERS = 15  # of a start that was cut off; less may be anybody's words
MAX_QUOTED = 1_000  # letters read of one quote; our longest reply has half as many
MAX_QUOTES = 4  # reactions in one message
MAX_ENDS = 12  # places tried as the end of one quote

# What a phone leaves between its own words: hair spaces, and marks that show nothing.
_GAP = r"[\s\u200b-\u200f\u2060\ufeff]{0,9}"
_OPEN = r"[“”\"„«]"
_SIGN = r"[^\w\s.,;:!?“”\"„«»]{1,16}"  # an emoji, with its skin tone and joiners
_VERBS = (
    r"liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|reacted (?:with )?.{1,16}? to"
    rf"|removed (?:an? )?.{{1,20}}? (?:reaction )?from|{_SIGN}{_GAP}(?:to|a|à|para)"
    r"|(?:no )?le (?:ha )?(?:gust[oó]|gustado|encant[oó]|encantado)|(?:no )?me (?:gusta|encanta)"
    r"|(?:no )?me (?:gust[oó]|encant[oó])|le (?:dio risa|caus[oó] gracia)|(?:dio|da) importancia a"
    r"|enfatiz[oó]|destac[oó]|exclam[oó] por|cuestion[oó]|pregunt[oó] por|dud[oó] sobre"
    r"|se (?:ri[oó]|ha re[ií]do) (?:de|con)|ha (?:destacado|enfatizado|cuestionado)"
    r"|reaccion[oó] (?:con )?.{1,16}? a|(?:quit[oó]|elimin[oó]) .{1,24}? (?:de|a)"
    r"|curtiu|gostou de|n[ãa]o gostou de|amou|adorou|n[ãa]o curtiu|riu de|enfatizou|destacou"
    r"|questionou|reagiu (?:com )?.{1,16}? a|removeu .{1,24}? de"
    r"|a aim[ée]|na pas aim[ée]|n['’]a pas aim[ée]|a ador[ée]|a ri (?:[àa]|de)|a comment[ée]"
    r"|a soulign[ée]|a mis en doute|a r[ée]agi (?:avec )?.{1,16}? [àa]|a (?:supprim|retir)[ée] "
    r".{1,24}? de"
)
_REACTION = re.compile(rf"{_GAP}(?:{_VERBS}){_GAP}:?{_GAP}(?P<open>{_OPEN})", re.IGNORECASE)
# We send no pictures, but a phone may call a text one; there is nothing of the person's in it.
_UNQUOTED = re.compile(
    rf"{_GAP}(?:{_VERBS}) (?:an? (?:image|photo|picture|video|movie|attachment|sticker|message)"
    r"|an audio message|your message|this message|una? (?:imagen|foto|v[ií]deo|mensaje|archivo"
    r"|archivo adjunto)|(?:su|tu) mensaje|uma (?:imagem|foto)|um (?:v[íi]deo|anexo)"
    rf"|une (?:image|photo|vid[ée]o)){_GAP}[.!]?{_GAP}",
    re.IGNORECASE,
)
_CLOSE = re.compile(r"(?:…|\.\.\.)?[\s\u200a-\u200f]{0,3}[”“\"»]|…|\.\.\.")
_OPENS_AGAIN = re.compile(r"[“„«]")

# A mail program quotes line by line, and may break our lines anew.
_QUOTED_LINES = re.compile(r"^[ \t]*>[^\n]*(?:\n[ \t]*>[^\n]*)*", re.MULTILINE)
_QUOTE_MARK = re.compile(r"^[ \t]*>[> \t]*", re.MULTILINE)
_LINE_END = re.compile(r" -- |\n|$")

_OUR_NUMBERS = re.compile(r"\b(?:988|911)\b")
# Never said in a reply of ours by itself: who speaks so speaks of themselves.
_FIRST_PERSON = re.compile(
    r"\b(?:i|i['’]?(?:m|ve|ll|d)|im|ive|my|mine|me|myself|imma|yo|mi|mis|conmigo|quiero|voy|estoy"
    r"|tengo|puedo|eu|meu|minha|quero|vou|estou|je|j['’]|moi|mwen|chc[eę]|mnie)\b",
    re.IGNORECASE,
)
_NOTHING_SAID = re.compile(r"[\W_]*")


def quoted_from(replies: Iterable[str]) -> Ours:
    """Return a test for quotes of `replies`: a whole reply, or its start cut off after a while.

    Phones change spaces, quotes, dashes and accents, so only letters and digits are compared. Made
    once, when flows load; one test takes as long as its quote.
    """
    return _QuotedFrom(sorted({letters for reply in replies if (letters := _letters(reply))}))


@dataclass(frozen=True)
class _QuotedFrom:
    ours: Sequence[str]

    def __call__(self, quote: str) -> bool:
        if len(quote) > MAX_QUOTED:
            return False
        letters, ours = _letters(quote), self.ours
        at = bisect_left(ours, letters)
        if not letters or at == len(ours):
            return False
        return ours[at] == letters or (len(letters) >= MIN_LETTERS and ours[at].startswith(letters))


def own_words(text: str, ours: Ours | None = None) -> str:
    """Return `text` without what a reaction or a mail program quotes of a reply of ours.

    Without `ours`, a quote is ours that names 988 or 911 and speaks of nobody as "I". Quotes that
    no reaction stands in front of stay: they are how a person tells what someone said.
    """
    for _ in range(MAX_QUOTES):
        rest = _after_reaction(text, ours)
        if rest is None:
            break
        text = rest
    if ">" not in text:
        return text
    return _QUOTED_LINES.sub(lambda block: _not_ours(block.group(), ours), text)


def is_reaction(text: str, ours: Ours | None = None) -> bool:
    """Return whether `text` only quotes a text of ours, without a word of the person's own.

    Emoji beside the quote say nothing more; an emoji alone is no reaction.
    """
    own = own_words(text, ours)
    return own != text and _NOTHING_SAID.fullmatch(own) is not None


def _after_reaction(text: str, ours: Ours | None) -> str | None:
    """Return what stands behind the reaction that `text` begins with; None if it is not to ours."""
    if _UNQUOTED.fullmatch(text):
        return ""
    found = _REACTION.match(text)
    if not found:
        return None
    begins = found.end()
    for quote, end in _quotes(text, begins, closed=ours is None):
        if (ours or _sounds_ours)(quote):
            return text[end:]
    return None


def _quotes(text: str, begins: int, *, closed: bool) -> Iterator[tuple[str, int]]:
    """Yield what may be the quote that begins at `begins`, and where it ends.

    The longest first, for our words may hold quotes; but only the shortest where it must be
    `closed`, since then nothing but its end tells the person's words from ours.
    """
    ends = []
    for each in _CLOSE.finditer(text, begins, begins + MAX_QUOTED):
        ends.append((each.start(), each.end()))
        if closed or len(ends) == MAX_ENDS:
            break
    if not closed:
        yield text[begins : begins + MAX_QUOTED + 1], len(text)
    for before, after in reversed(ends):
        yield text[begins:before], after


def _sounds_ours(quote: str) -> bool:
    return (
        len(quote) <= MAX_QUOTED
        and _OUR_NUMBERS.search(quote) is not None
        and _FIRST_PERSON.search(quote) is None
        and _OPENS_AGAIN.search(quote) is None
    )


def _not_ours(block: str, ours: Ours | None) -> str:
    """Return the quoted lines of `block` without those of a reply of ours."""
    if ours is None:
        return "\n".join(_line_not_ours(line) for line in block.split("\n"))
    said = _QUOTE_MARK.sub("", block)
    ends = []
    for each in _LINE_END.finditer(said, 0, MAX_QUOTED):
        ends.append((each.start(), each.end()))
        if len(ends) == MAX_ENDS:
            break
    for before, after in reversed(ends):
        if ours(said[:before]):
            return " " + said[after:]
    return block


def _line_not_ours(line: str) -> str:
    said, _, own = _QUOTE_MARK.sub("", line).partition(" -- ")
    return f" {own}" if _sounds_ours(said) else line


def _letters(text: str) -> str:
    """Return the letters and digits of `text` alone, without case and accents."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in plain if letter.isalnum())
