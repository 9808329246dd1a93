"""Of pages that weigh nearly alike, tell the one that words like these asked for oftener.

What each word leans to stands in `leanings.tsv`, in tenths of the logarithm of how much likelier it
makes a page; `tools/train_routing.py` learns it from the questions in use. It only ever chooses
between pages that the words in the flow files have named, and a page it does not know it leaves be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("leanings.tsv")
ANY = "*"  # stands for what every message leans to
SCALE = 10
SURE = 20  # e squared: what is less sure changes nothing


@dataclass(frozen=True)
class Leanings:
    """To which pages each stem leans, and how much."""

    _stems: Mapping[str, Mapping[str, int]] = field(default_factory=dict, repr=False)

    def between(self, best: str, near: Iterable[str], said: Iterable[str]) -> str:
        """Return the page of `near` that the stems `said` surely lean to; else `best`."""
        pages = self._stems.get(ANY, {})
        leans = {page: pages[page] for page in (best, *near) if page in pages}
        if len(leans) == 1 or best not in leans:
            return best
        for stem in set(said):
            if (of_stem := self._stems.get(stem)) is not None:
                for page in leans:
                    leans[page] += of_stem.get(page, 0)
        leant_to = max(leans, key=lambda page: (leans[page], page))
        return leant_to if leans[leant_to] >= leans[best] + SURE else best


def read(text: str) -> dict[str, dict[str, int]]:
    """Return what stands in a file of leanings: a stem, a tab, then each page and its number."""
    found = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            stem, leans = line.split("\t")
            pairs = (each.rsplit(" ", 1) for each in leans.split(", "))
            found[stem] = {page: int(lean) for page, lean in pairs}
    return found


@cache
def learnt() -> Leanings:
    """Return what was learnt from the questions in use."""
    return Leanings(read(FILE.read_text("utf-8")))
