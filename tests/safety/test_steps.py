"""No message makes the check take longer than in step with its length: steps counted, not seconds.

A step is one instruction of the interpreter inside `responder/safety`, told by module.
"""

from __future__ import annotations

import random
import string
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from responder.safety import mend
from responder.safety.assess import Stages, Verdict, assess, load

SAFETY = str(Path(mend.__file__).parent)
PANEL = Path(__file__).parent.parent / "panel"
LENGTH = 10_000
# For each character of the longest message.
MOST = {
    "tapback": 14,
    "fold": 115,
    "mend": 45,
    "match": 70,
    "situation": 0.1,
    "score": 85,
    "assess": 60,
    "wordlist": 1,
}


def steps(work: Callable[[], object]) -> Counter[str]:
    """Return how many steps `work` took in each module of `responder/safety`."""
    taken: Counter[str] = Counter()

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        if event == "call":
            if not frame.f_code.co_filename.startswith(SAFETY):
                return None
            frame.f_trace_opcodes, frame.f_trace_lines = True, False
        elif event == "opcode":
            taken[frame.f_code.co_filename] += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return Counter({Path(name).stem: count for name, count in taken.items()})


def of_the_check(text: str) -> Counter[str]:
    """Return the steps of both stages."""
    load()
    return steps(lambda: [assess(text, stages=each) for each in (Stages.RULES, Stages.SCORE)])


def drawn(letters: str, size: int) -> Iterator[str]:
    """Yield words of `size` letters without end, other ones each time."""
    dice = random.Random(1)
    while True:
        yield "".join(dice.choices(letters, k=size))


def filled(words: Iterator[str], gap: str = " ") -> str:
    """Return a text of LENGTH characters that holds `words`."""
    text = ""
    for word in words:
        text += word + gap
        if len(text) >= LENGTH:
            break
    return text[:LENGTH]


def repeated(part: str) -> str:
    """Return a text of LENGTH characters that says `part` again and again."""
    return (part * LENGTH)[:LENGTH]


def slips() -> Iterator[str]:
    """Yield words that are one slip away from long ones that are known."""
    dice = random.Random(1)
    known = sorted(word for word in load()[1].known if len(word) >= mend.LONG)
    while True:
        word = dice.choice(known)
        at = dice.randrange(1, len(word))
        yield word[:at] + dice.choice(string.ascii_lowercase) + word[at + 1 :]


def urgent(most: int) -> Iterator[str]:
    """Yield urgent lines of at most `most` letters, each in whatever language."""
    rows = [row.split("\t") for row in (PANEL / "phrases.tsv").read_text("utf-8").splitlines()]
    lines = [row[-1] for row in rows if row[0] == "urgent" and len(row[-1]) <= most]
    assert len(lines) > 100
    dice = random.Random(1)
    while True:
        yield dice.choice(lines)


def joined_pictures() -> Iterator[str]:
    """Yield people, each with a skin tone and joined to another picture."""
    dice = random.Random(1)
    while True:
        tone, other = dice.choice("🏻🏼🏽🏾🏿"), dice.choice(PICTURES)
        yield dice.choice("👩👨🧑👮🧕👷") + tone + "\u200d" + other


PICTURES = "".join(map(chr, (*range(0x2600, 0x27BF), *range(0x1F300, 0x1FAFF))))
MARKS = "".join(map(chr, range(0x300, 0x36F)))
LETTERS = string.ascii_lowercase
SYLLABLES = "".join(map(chr, range(0xAC00, 0xD7A4)))

TEXTS: dict[str, Callable[[], str]] = {
    "words nobody knows": lambda: filled(drawn(LETTERS, 5)),
    "short words nobody knows": lambda: filled(drawn(LETTERS, 2)),
    "long words nobody knows": lambda: filled(drawn(LETTERS, 17)),
    "words in another script": lambda: filled(drawn("бвгджзиклмнпт", 5)),
    "one word": lambda: "ab" * 5_000,
    "one letter": lambda: "a" * LENGTH,
    "single letters": lambda: filled(drawn(LETTERS, 1)),
    "single digits": lambda: filled(drawn(string.digits, 1)),
    "a sentence for each letter": lambda: filled(drawn(LETTERS, 1), "."),
    "words one slip away": lambda: filled(slips()),
    "pictures": lambda: filled(drawn(PICTURES, 1), ""),
    "one picture": lambda: "💊" * LENGTH,
    "pictures with tones and joiners": lambda: filled(joined_pictures(), ""),
    "pictures between letters": lambda: filled(
        map("".join, zip(drawn(PICTURES, 1), drawn(LETTERS, 1), strict=True)), ""
    ),
    "digits of pictures": lambda: filled(drawn("❶❷☺➌⓫", 3), ""),
    "letters of two scripts": lambda: filled(drawn("жщфbдz", 2)),
    "syllables that fall apart": lambda: filled(drawn(SYLLABLES, 1)),
    "short cries in all languages": lambda: filled(urgent(30), ". "),
    "cries in all languages": lambda: filled(urgent(200)),
    "marks": lambda: filled(("e" + mark for mark in drawn(MARKS, 1)), ""),
    "one letter that is eighteen": lambda: "\ufdfa" * LENGTH,
    "digits as letters": lambda: "k1ll " * 2_000,
    "digits and letters": lambda: "7a8b9c " * 1_400,
    "stretched": lambda: filled(word.replace("a", "aaa") for word in drawn("abcd", 4)),
    "signs": lambda: "a@a*a$a " * 1_250,
    "spelled out": lambda: "i w a n t t o d i e " * 500,
    "quotes": lambda: 'Liked "' * 1_400,
    "quoted lines": lambda: "> call 988\n" * 900,
    **{
        part: partial(repeated, part)
        for part in (
            "want to ",
            "i my ",
            "he said he will kill ",
            "no quiero que me ",
            "i want to die. ",
            "iwanttodie",
            "dying to see you. ",
            "im dying lol. ",
            "suicid ",
            "kms ",
            "kill kill ",
            "“988”",
            "i want to kill my self and my son has a gun dont want to be here ",
        )
    },
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_message_takes_steps_in_step_with_its_length(text: Callable[[], str]) -> None:
    long, short = of_the_check(text()), of_the_check(text()[: LENGTH // 10])
    assert long.keys() >= {"fold", "match", "assess"}
    assert {name: count for name, count in long.items() if count > MOST[name] * LENGTH} == {}
    # A word that makes a rule look closer may stand only in the longer one.
    assert long.total() <= 12 * short.total()


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_cry_behind_the_longest_message_is_heard(text: Callable[[], str]) -> None:
    found = assess(text() + ". i want to die")
    assert found.verdict is Verdict.URGENT
    assert "en/want-to-die" in found.because
