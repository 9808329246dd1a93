"""Fit words into a plain text (GSM-7) and count the segments they are sent in.

One pasted quote mark or one accent outside GSM-7 cuts each segment from 160 characters to 70, and
a segment that ends inside a phone number can lose half of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

GSM_7 = "GSM-7"
UCS_2 = "UCS-2"

# Units that one segment holds: alone, and as one of several (3GPP TS 23.040).
ALONE = {GSM_7: 160, UCS_2: 70}
JOINED = {GSM_7: 153, UCS_2: 67}
MAX_SEGMENTS = 3

# The default alphabet of 3GPP TS 23.038; the extended characters take two units each.
_PLAIN = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
_ALL = _PLAIN | _EXTENDED
_FITS = _ALL - {"\r", "\f"}  # what folding leaves as it is
_ONE_UNIT = _FITS - _EXTENDED

# What Unicode's own decomposition does not bring into the alphabet.
_REPLACED = {
    "\t": " ",
    # Editors put these two where one line ends and the next begins: dropped, they would join words.
    "\v": " ",
    "\f": " ",
    "\r": "\n",
    "\x85": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
    "\u2044": "/",  # inside ½
    **dict.fromkeys("‘’‚‛′`´ʹʻʼʽˈ‹›", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−•·‣⁃▪●◦", "-"),
    "©": "(c)",
    "®": "(R)",
    "×": "x",
    "→": "->",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "ð": "d",
    "Ð": "D",
    "þ": "th",
    "Þ": "Th",
    "ı": "i",
    "œ": "oe",
    "Œ": "OE",
}


def fold(words: str) -> str:
    """Return `words` in letters of a plain text: á becomes a; ñ, é, ü, ¿ and ¡ stay.

    Quotes, dashes, bullets and spaces of every kind become plain ones. Control characters go; line
    ends stay, as newlines. What cannot be folded (see `unfit`) stays as it is.
    """
    words = words.replace("\r\n", "\n")
    if _FITS.issuperset(words):
        return words
    folded = []
    for start, cluster in _clusters(words):
        plain = _folded(cluster)
        if plain is not None and _raised_digit(cluster):
            # "988²" must not become 9882.
            before = " " if words[max(0, start - 1) : start].isdigit() else ""
            after = " " if words[start + len(cluster) :][:1].isdigit() else ""
            plain = f"{before}{plain.strip()}{after}"
        folded.append(cluster if plain is None else plain)
    return "".join(folded)


def unfit(words: str) -> tuple[tuple[int, str], ...]:
    """Return each character that cannot be folded, such as an emoji, with its index in `words`."""
    if _FITS.issuperset(words):
        return ()
    return tuple((at, cluster[0]) for at, cluster in _clusters(words) if _folded(cluster) is None)


def first_changed(words: str) -> str:
    """Return the first character that is sent as another one, or that takes more than one unit.

    With its combining marks, unless those only spell é in two parts; empty if there is none.
    """
    if _ONE_UNIT.issuperset(words):
        return ""
    for _, cluster in _clusters(words):
        if unicodedata.normalize("NFC", cluster) not in _ONE_UNIT:
            return cluster
    return ""


def encoding(words: str) -> str:
    """Return `GSM-7`, or `UCS-2` where one character or more is outside GSM-7."""
    return GSM_7 if _ALL.issuperset(words) else UCS_2


def units(words: str) -> int:
    """Return how many units `words` takes: septets in GSM-7, 16-bit units in UCS-2."""
    return sum(_sizes(words, encoding(words)))


def segments(words: str) -> int:
    """Return how many segments `words` takes; an empty text takes none."""
    return len(_starts(words))


def keep_whole(
    words: str, spans: Iterable[tuple[int, int]], max_segments: int = MAX_SEGMENTS
) -> str | None:
    """Return `words` padded so that no segment ends inside one of `spans` (start and end index).

    Only white space changes: a span that would be cut begins a new line, behind as many spaces as
    fill the segment; up to three words that begin its sentence go with it. Words that need none
    come back unchanged. None if a span is longer than a segment, or if more than `max_segments`
    would be needed.
    """
    whole = _merged(spans)
    for number in range(1, max_segments):
        starts = _starts(words)
        if len(starts) <= number:
            break
        cut = starts[number]
        split = next((span for span in whole if span[0] < cut < span[1]), None)
        if split is None:
            continue
        begin = starts[number - 1]
        place = _gap_before(words, whole, split[0])
        if place <= begin:
            place = split[0]
        if place <= begin:
            return None
        if lead := _LEAD.search(words, begin + 1, place):
            place = lead.start()
        words, added = _padded(words, begin, place)
        whole = [(a + added, b + added) if a >= place else (a, b) for a, b in whole]
    return words if segments(words) <= max_segments and not _splits(words, whole) else None


def _clusters(words: str) -> Iterator[tuple[int, str]]:
    """Yield each character together with the combining marks that follow it."""
    start = 0
    for at in range(1, len(words) + 1):
        if at == len(words) or not unicodedata.category(words[at]).startswith("M"):
            yield start, words[start:at]
            start = at


def _folded(cluster: str) -> str | None:
    """Return `cluster` in plain letters; None if it has none."""
    if cluster in _PLAIN and cluster != "\r":
        return cluster
    folded = ""
    for character in unicodedata.normalize("NFC", cluster):
        plain = _plain(character)
        if plain is None:
            return None
        folded += plain
    return folded


def _plain(character: str) -> str | None:
    if character in _REPLACED:
        return _REPLACED[character]
    if character in _PLAIN or character in _EXTENDED:
        return character
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if unicodedata.category(character) in {"Cc", "Cf", "Mn", "Me"}:
        return ""
    parts = unicodedata.normalize("NFKD", character)
    if parts == character:
        return None
    plain = [_plain(part) for part in parts]
    return None if None in plain else "".join(part for part in plain if part)


def _raised_digit(cluster: str) -> bool:
    """Return whether `cluster` is a number of its own, such as ², ½ or ①."""
    return cluster[0].isnumeric() and not cluster[0].isdecimal()


def _sizes(words: str, code: str) -> list[int]:
    if code == GSM_7:
        return [2 if each in _EXTENDED else 1 for each in words]
    return [2 if ord(each) > 0xFFFF else 1 for each in words]


def _starts(words: str) -> list[int]:
    """Return the index at which each segment begins; no character straddles two segments."""
    code = encoding(words)
    if code == GSM_7 and len(words) <= ALONE[code] and _EXTENDED.isdisjoint(words):
        return [0] if words else []
    sizes = _sizes(words, code)
    if sum(sizes) <= ALONE[code]:
        return [0] if words else []
    starts, used = [0], 0
    for at, size in enumerate(sizes):
        if used + size > JOINED[code]:
            starts.append(at)
            used = 0
        used += size
    return starts


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


# "Please confirm at" before an address: no line is to end in it.
_LEAD = re.compile(r"(?<=[.;] )(?:[^\W\d]{1,12} ){1,3}$")


def _gap_before(words: str, whole: list[tuple[int, int]], at: int) -> int:
    """Return where the word around `at` begins, not inside another span; 0 if nothing parts it."""
    while at > 0:
        inside = next((a for a, b in whole if a < at < b), None)
        if inside is not None:
            at = inside
        elif words[at - 1].isspace():
            return at
        else:
            at -= 1
    return 0


def _padded(words: str, begin: int, place: int) -> tuple[str, int]:
    """Return `words` with the segment from `begin` filled up before `place`, and by how much."""
    code = encoding(words)
    missing = JOINED[code] - sum(_sizes(words[begin:place], code))
    if words[place - 1].isspace() and words[place - 1] != "\r":
        padding, before = " " * missing + "\n", words[: place - 1]
    else:
        padding, before = " " * (missing - 1) + "\n", words[:place]
    return before + padding + words[place:], missing


def _splits(words: str, whole: list[tuple[int, int]]) -> bool:
    return any(a < cut < b for cut in _starts(words)[1:] for a, b in whole)
