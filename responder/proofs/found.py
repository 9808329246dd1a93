"""The broken promises that were found: each fault once, by its shortest story."""

from __future__ import annotations

from collections.abc import Sequence

from responder.proofs.promise import Broken, Promise, told


class Found:
    """Gathers broken promises; those with shorter stories must come first."""

    def __init__(self) -> None:
        self._found: dict[tuple[Promise, str, str], Broken] = {}

    def add(
        self, promise: Promise, acts: Sequence[str], outcome: str, line: str = "", page: str = ""
    ) -> None:
        """Take in that `acts` end with `outcome`.

        `line` is the line of a flow file that caused it; `page` is told where there is none.
        """
        place = line or (f'page "{page}"' if page and not page.startswith(".") else "")
        self._found.setdefault(
            (promise, outcome, line), Broken(promise, told(acts, outcome), place)
        )

    def take_in(self, others: Found) -> None:
        """Take in all that `others` gathered; what was found already keeps its story."""
        for fault, broken in others._found.items():
            self._found.setdefault(fault, broken)

    def all(self) -> tuple[Broken, ...]:
        """Return what was found, promise by promise."""
        order = list(Promise)
        return tuple(sorted(self._found.values(), key=lambda each: order.index(each.promise)))
