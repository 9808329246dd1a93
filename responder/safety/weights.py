"""Read and write the learnt weights of the score: two files, made by `tools/train_score.py`.

`words.tsv` holds the known words, the concept each stands for and their weights, for people to
read; `pieces.bin` the weights of hashed pairs and pieces. The first line of `words.tsv` holds a
checksum of each. A damaged file is refused by name, as a damaged word list is.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path

from responder.safety.score import BITS, TARGETS, Table, Weights, beginning, meaning
from responder.safety.wordlist import WordListError

FOLDER = Path(__file__).parent / "weights"
WORDS, PIECES = "words.tsv", "pieces.bin"
BIAS = "(bias)"
_WEIGHTS = {str(weight): weight for weight in range(-128, 128)}


def read(folder: Path = FOLDER) -> Weights:
    """Return the weights in `folder`; WordListError if a file is missing or damaged."""
    packed = _content(folder / PIECES)
    try:
        lines = _content(folder / WORDS).decode("utf-8").splitlines()
    except UnicodeDecodeError as cause:
        raise WordListError(WORDS, "is not UTF-8") from cause
    if not lines or not lines[0].startswith(_sum_of(packed)):
        raise WordListError(WORDS, f"its first line does not fit {PIECES}: one of them is damaged")
    rows = dict(_row(number, line) for number, line in enumerate(lines[1:], 2))
    if len(rows) != len(lines) - 1 or BIAS not in rows:
        raise WordListError(WORDS, f"a word stands twice, or {BIAS} is missing")
    if lines[0] != _first(packed, lines[1:]):
        raise WordListError(WORDS, "its first line does not fit the others: one is lost or changed")
    _, bias = rows.pop(BIAS)
    plain = zlib.decompress(packed)
    tables = {}
    for number, target in enumerate(TARGETS):
        size = 1 << BITS[target]
        # A part of an array takes no more than it needs; one made of bytes has room to grow.
        places, plain = array("b", plain[:size])[:], plain[size:]
        words = array("b", [*(weights[number] for _, weights in rows.values()), 0])
        tables[target] = Table(places, words, bias[number])
    return Weights(
        {word: at for at, word in enumerate(rows)},
        array("I", [*(meaning(word, concept) for word, (concept, _) in rows.items()), 0]),
        array("I", [*map(beginning, rows), 0]),
        tables,
    )


def write(
    folder: Path,
    tables: Mapping[str, array[int]],
    words: Mapping[str, tuple[str, tuple[int, ...]]],
    bias: tuple[int, ...],
) -> None:
    """Write hashed `tables`, known `words` and the `bias` of each target into `folder`.

    A word comes with its concept, "" where it has none, and its weights.
    """
    packed = zlib.compress(b"".join(tables[target].tobytes() for target in TARGETS), 9)
    (folder / PIECES).write_bytes(packed)
    rows = [(BIAS, ("", bias)), *sorted(words.items())]
    lines = ["\t".join((word, concept, *map(str, each))) for word, (concept, each) in rows]
    (folder / WORDS).write_text("\n".join((_first(packed, lines), *lines)) + "\n", "utf-8")


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as cause:
        raise WordListError(path.name, f"cannot be read ({type(cause).__name__})") from cause


def _first(packed: bytes, lines: Sequence[str]) -> str:
    """Return the names of the columns, and what tells that `packed` and the `lines` are whole."""
    rows = zlib.crc32("\n".join(lines).encode())
    return "\t".join((f"{_sum_of(packed)}{rows:08x}", "concept", *TARGETS))


def _sum_of(packed: bytes) -> str:
    return f"word {zlib.crc32(packed):08x} "


def _row(number: int, line: str) -> tuple[str, tuple[str, tuple[int, ...]]]:
    word, concept, *cells = *line.split("\t"), ""
    try:
        # The bias is added once for each message and may be larger than a weight.
        weights = tuple(map(int if word == BIAS else _WEIGHTS.__getitem__, cells[:-1]))
    except (KeyError, ValueError):
        weights = ()
    if len(weights) != len(TARGETS):
        what = f"a word, its concept and {len(TARGETS)} whole numbers"
        raise WordListError(WORDS, f"line {number} is not {what}")
    return word, (concept, weights)
