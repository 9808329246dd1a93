"""Read and write the learnt weights of the score: two files, made by `tools/train_score.py`.

`words.tsv` holds the known words with their weights, to be read by people; `pieces.bin` those of
hashed pieces, and is told by its checksum in the first line of `words.tsv`. A damaged file is
refused by name, as a damaged word list is.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Mapping
from pathlib import Path

from responder.safety.score import BITS, TARGETS, Weights
from responder.safety.wordlist import WordListError

FOLDER = Path(__file__).parent / "weights"
WORDS, PIECES = "words.tsv", "pieces.bin"
BIAS = "(bias)"
_SIZE = 1 << BITS
_WEIGHTS = {str(weight): weight for weight in range(-128, 128)}


def read(folder: Path = FOLDER) -> Weights:
    """Return the weights in `folder`; WordListError if a file is missing or damaged."""
    packed = _content(folder / PIECES)
    try:
        lines = _content(folder / WORDS).decode("utf-8").splitlines()
    except UnicodeDecodeError as cause:
        raise WordListError(WORDS, "is not UTF-8") from cause
    if not lines or lines[0] != _first(packed):
        raise WordListError(WORDS, f"its first line does not fit {PIECES}: one of them is damaged")
    rows = dict(_row(number, line) for number, line in enumerate(lines[1:], 2))
    if len(rows) != len(lines) - 1 or BIAS not in rows:
        raise WordListError(WORDS, f"a word stands twice, or {BIAS} is missing")
    bias = dict(zip(TARGETS, rows.pop(BIAS), strict=True))
    plain = zlib.decompress(packed)
    tables = {}
    for number, target in enumerate(TARGETS):
        tables[target] = array("b", plain[number * _SIZE : (number + 1) * _SIZE])
        tables[target].extend(each[number] for each in rows.values())
    return Weights({word: _SIZE + at for at, word in enumerate(rows)}, tables, bias)


def write(
    folder: Path,
    tables: Mapping[str, array[int]],
    words: Mapping[str, tuple[int, ...]],
    bias: tuple[int, ...],
) -> None:
    """Write hashed `tables`, known `words` and the `bias` of each target into `folder`."""
    packed = zlib.compress(b"".join(tables[target].tobytes() for target in TARGETS), 9)
    (folder / PIECES).write_bytes(packed)
    rows = [(BIAS, bias), *sorted(words.items())]
    lines = [_first(packed), *("\t".join((word, *map(str, each))) for word, each in rows)]
    (folder / WORDS).write_text("\n".join(lines) + "\n", "utf-8")


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as cause:
        raise WordListError(path.name, f"cannot be read ({type(cause).__name__})") from cause


def _first(packed: bytes) -> str:
    """Return the names of the columns, and what tells that `packed` is whole."""
    return "\t".join((f"word {zlib.crc32(packed):08x}", *TARGETS))


def _row(number: int, line: str) -> tuple[str, tuple[int, ...]]:
    word, *cells = line.split("\t")
    try:
        # The bias is added once for each message and may be larger than a weight.
        weights = tuple(map(int if word == BIAS else _WEIGHTS.__getitem__, cells))
    except (KeyError, ValueError):
        weights = ()
    if len(weights) != len(TARGETS):
        raise WordListError(WORDS, f"line {number} is not a word and {len(TARGETS)} whole numbers")
    return word, weights
