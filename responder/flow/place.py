"""Where each part of the flow files stands, so that any later problem can point at it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from responder.flow.problem import Level, Problem

Tree = dict[str, "Tree"] | list["Tree"] | str
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Mark:
    """A place in a file: line and column from 1, and how many characters it takes."""

    line: int
    column: int
    width: int


@dataclass(frozen=True)
class Place:
    """Where a value stands: its key (None in a list), itself, and its last line."""

    key: Mark | None
    value: Mark
    last: int

    @property
    def shown(self) -> Mark:
        """The value; its key where the value is empty or goes on over many lines of keys."""
        return self.value if self.value.width or self.key is None else self.key


@dataclass(frozen=True)
class Source:
    """One file as read; `tree` is None where it has errors."""

    file: str
    lines: tuple[str, ...]
    tree: dict[str, Tree] | None
    problems: tuple[Problem, ...]
    find_places: Callable[[], Mapping[Path, Place]] = field(repr=False)

    @cached_property
    def places(self) -> Mapping[Path, Place]:
        """Where each value stands; found when first asked, since a good file needs none of it."""
        return self.find_places()

    def place(self, path: Path) -> Place | None:
        """Return the place of `path`, or of the nearest part around it that stands in the file."""
        for length in range(len(path), 0, -1):
            if found := self.places.get(path[:length]):
                return found
        return None

    def mark(self, path: Path, words: str = "", *, key: bool = False) -> Mark | None:
        """Return where `words` stand in the value at `path`; failing that, the whole value.

        With `key`, or where `path` itself is missing, the key is marked.
        """
        place = self.place(path)
        if place is None:
            return None
        if words:
            for line in range(place.value.line, place.last + 1):
                start = place.value.column - 1 if line == place.value.line else 0
                at = self.lines[line - 1].find(words, start)
                if at >= 0:
                    return Mark(line, at + 1, len(words))
        if (key or path not in self.places) and place.key is not None:
            return place.key
        return place.shown

    def problem(
        self, rule: str, mark: Mark | None, what: str, why: str, fix: str, level: Level
    ) -> Problem:
        """Return a problem at `mark`; at the file as a whole where that is None."""
        if mark is None:
            return Problem(self.file, 0, 0, level, what, rule, why, fix)
        shown = self.lines[mark.line - 1]
        width = max(1, mark.width)
        return Problem(self.file, mark.line, mark.column, level, what, rule, why, fix, shown, width)


@dataclass(frozen=True)
class Places:
    """Where the parts of all files stand: ("pages", "plan") is in this file, at that path of it.

    `folder` names the place of what stands in no file.
    """

    folder: str
    homes: Mapping[Path, tuple[Source, Path]]

    def problem(
        self,
        rule: str,
        path: Path,
        what: str,
        why: str,
        fix: str,
        level: Level = Level.ERROR,
        *,
        words: str = "",
        key: bool = False,
    ) -> Problem:
        """Return a problem at `path`, such as ("pages", "plan", "text", "en").

        With `words` the mark stands under them; with `key` under the key. A path that stands
        nowhere is placed at the nearest part around it, or at the folder.
        """
        home = self._home(path)
        if home is None:
            return Problem(self.folder, 0, 0, level, what, rule, why, fix)
        source, inside = home
        return source.problem(rule, source.mark(inside, words, key=key), what, why, fix, level)

    def stands(self, path: Path) -> str:
        """Return where `path` stands, such as `help.yaml line 9`, without the folder."""
        home = self._home(path)
        place = home and home[0].place(home[1])
        if not (home and place):
            return self.folder
        file = home[0].file.removeprefix(f"{self.folder}/")
        return f"{file} line {(place.key or place.value).line}"

    def file(self, path: Path) -> str:
        """Return the file that `path` stands in; the folder if it stands in none."""
        home = self._home(path)
        return home[0].file if home else self.folder

    def mark(self, path: Path, words: str) -> str:
        """Return where `words` stand in the value at `path`: `flows/help.yaml:9:10`."""
        home = self._home(path)
        mark = home and home[0].mark(home[1], words)
        return f"{self.file(path)}:{mark.line}:{mark.column}" if mark else self.file(path)

    def lines(self, path: Path) -> str:
        """Return the lines that `path` takes, such as `lines 11 to 16`."""
        home = self._home(path)
        place = home and home[0].place(home[1])
        if not place:
            return "it"
        first = (place.key or place.value).line
        return f"line {first}" if first == place.last else f"lines {first} to {place.last}"

    def _home(self, path: Path) -> tuple[Source, Path] | None:
        for length in (2, 1):
            if found := self.homes.get(path[:length]):
                source, inside = found
                return source, (*inside, *path[length:])
        return None
