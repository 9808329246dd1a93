"""Read one flow file: plain strings, lists and maps, and the place of each in the file.

Every scalar stays the very string staff wrote (06106 is not 3142), and what could run code, eat
memory or silently lose words is refused: tags, aliases, deep nesting, a key written twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import cast

import yaml

from responder.flow.letters import Letters, hidden_in, hidden_warning, letters, shown_only
from responder.flow.place import Mark, Path, Place, Source, Tree
from responder.flow.problem import Level, Problem
from responder.flow.syntax import BLOCK, Stuck, explain

MAX_DEPTH = 12

# What stands under these keys is sent or said to people.
_LANGUAGES = {"en", "es", "pt", "ht", "fr", "pl"}
_CURLY = "“”‘„"
_WRITTEN = re.compile(r"[^\s,\[\]{}]+")
_COMMENT = re.compile(r"\s+(?=#)")


def read(file: str, raw: bytes) -> Source:
    """Return the content of `raw`, called `file` in problems; nothing is raised for a bad file."""
    found = letters(file, raw)
    if not found.readable:
        return Source(file, found.lines, None, found.problems, dict)
    reader = _Reader(file, found.lines, list(found.problems))
    tree = reader.read(found.text)
    broken = any(problem.level is Level.ERROR for problem in reader.problems)
    whole = tree if isinstance(tree, dict) and not broken else None
    places = partial(_places, file, found)
    return Source(file, found.lines, whole, tuple(reader.problems), places)


def _places(file: str, found: Letters) -> Mapping[Path, Place]:
    reader = _Reader(file, found.lines, [], {})
    reader.read(found.text)
    return reader.places or {}


class _TooDeepError(Exception):
    """The file nests further than any flow file does."""


@dataclass
class _Reader:
    file: str
    lines: tuple[str, ...]
    problems: list[Problem]
    places: dict[Path, Place] | None = None  # None: they need not be found
    reached: int = 1  # the last line that held words so far

    def read(self, text: str) -> Tree | None:
        events = yaml.parse(text, Loader=yaml.CBaseLoader)
        tree: Tree | None = None
        try:
            for event in events:
                if isinstance(event, yaml.DocumentStartEvent):
                    if tree is not None:
                        self._second_document(event)
                        return None
                    first = next(events)
                    tree = self._node(first, events, (), None)
                    if not isinstance(tree, dict):
                        self._no_map(first)
        except _TooDeepError:
            return None
        except yaml.MarkedYAMLError as error:
            self._syntax(error)
            return None
        return tree

    def _node(
        self, event: yaml.Event, events: Iterator[yaml.Event], path: Path, key: Mark | None
    ) -> Tree:
        if len(path) > MAX_DEPTH:
            self._too_deep(*_start(event))
            raise _TooDeepError
        if isinstance(event, yaml.AliasEvent):
            self._alias(event)
            return ""
        if getattr(event, "tag", None) is not None:
            self._tag(event)
        tree: Tree
        match event:
            case yaml.ScalarEvent():
                return self._words(event, path, key)
            case yaml.MappingStartEvent():
                tree = self._map(event, events, path)
            case yaml.SequenceStartEvent():
                tree = self._list(events, path)
            case _:
                raise AssertionError(type(event).__name__)  # the parser balances its events
        if self.places is not None:
            mark = Mark(*_start(event), 0)
            self.places[path] = Place(key, mark, max(mark.line, self.reached))
        return tree

    def _map(
        self, start: yaml.MappingStartEvent, events: Iterator[yaml.Event], path: Path
    ) -> dict[str, Tree]:
        tree: dict[str, Tree] = {}
        lines: dict[str, int] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent):
                self._no_key(event)
                self._node(event, events, (*path, ""), None)
                self._node(next(events), events, (*path, ""), None)
                continue
            name = shown_only(event.value)
            line, column = _start(event)
            mark = Mark(line, column, max(1, _end(event)[1] - column))
            value = next(events)
            if start.flow_style and _left_out(value):
                self._became_key(name, mark)
                continue
            if name in lines:
                self._twice(name, mark, lines[name])
                self._node(value, events, (*path, "", name), None)
                continue
            lines[name] = line
            tree[name] = self._node(value, events, (*path, name), mark)
        return tree

    def _list(self, events: Iterator[yaml.Event], path: Path) -> list[Tree]:
        tree: list[Tree] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            tree.append(self._node(event, events, (*path, len(tree)), None))
        return tree

    def _words(self, event: yaml.ScalarEvent, path: Path, key: Mark | None) -> str:
        value: str = event.value
        if self.places is not None:
            mark, self.reached = self._mark(event)
            self.places[path] = Place(key, mark, self.reached)
        if not event.style and not _LANGUAGES.isdisjoint(path):
            self._cut(event)
        if not event.style and value[:1] in _CURLY and value:
            self._curly(self._mark(event)[0], value[0])
        if name := hidden_in(value):
            mark, _ = self._mark(event)
            shown = self.lines[mark.line - 1]
            self.problems.append(hidden_warning(self.file, mark.line, mark.column, name, shown))
        return shown_only(value)

    def _mark(self, event: yaml.ScalarEvent) -> tuple[Mark, int]:
        """Return where the words of `event` begin, and their last line."""
        line, column = _start(event)
        end_line, end_column = _end(event)
        last = end_line if end_column > 1 else end_line - 1
        if event.style in ("|", ">"):
            line, column, width = self._block(line, last)
        elif end_line == line:
            width = end_column - column
        else:
            width = len(self.lines[line - 1].rstrip()) + 1 - column
        return Mark(line, column, width), max(line, last)

    def _block(self, line: int, last: int) -> tuple[int, int, int]:
        """Return where the first words below a `>-` stand; the `>-` itself if there are none."""
        for number in range(line + 1, min(last, len(self.lines)) + 1):
            if words := self.lines[number - 1].strip():
                return number, self.lines[number - 1].index(words) + 1, len(words)
        return line, len(self.lines[line - 1].rstrip()) - 1, 2

    def _error(self, rule: str, mark: Mark, what: str, why: str, fix: str) -> None:
        self._add(rule, mark, what, why, fix, Level.ERROR)

    def _add(self, rule: str, mark: Mark, what: str, why: str, fix: str, level: Level) -> None:
        shown = self.lines[mark.line - 1] if mark.line <= len(self.lines) else ""
        width = max(1, mark.width)
        self.problems.append(
            Problem(self.file, mark.line, mark.column, level, what, rule, why, fix, shown, width)
        )

    def _cut(self, event: yaml.ScalarEvent) -> None:
        line, column = _end(event)
        shown = self.lines[line - 1] if line <= len(self.lines) else ""
        if found := _COMMENT.match(shown, column - 1):
            self._error(
                "cut-by-hash",
                Mark(line, found.end() + 1, len(shown.rstrip()) - found.end()),
                "everything from the # on is read as a comment",
                "people would get only the words before it",
                f"{BLOCK}; a comment goes on a line of its own",
            )

    def _curly(self, mark: Mark, quote: str) -> None:
        self._add(
            "curly-quotes",
            Mark(mark.line, mark.column, 1),
            f"{quote} is read as part of the words, not as a quote around them",
            "people would see the quotes",
            "delete the quotes around the words; if they belong there, " + BLOCK,
            Level.WARNING,
        )

    def _became_key(self, name: str, mark: Mark) -> None:
        self._error(
            "words-became-keys",
            mark,
            f'the comma makes "{name}" a key of its own',
            "people would get the words only up to the comma",
            "give each language a line of its own, then " + BLOCK,
        )

    def _twice(self, name: str, mark: Mark, first: int) -> None:
        self._error(
            "key-twice",
            mark,
            f'"{name}" is given twice, on line {first} and on line {mark.line}',
            "one of the two would vanish without a word, perhaps the right one",
            "keep one of the two; if both are needed, a key such as text: is missing between them",
        )

    def _no_key(self, event: yaml.Event) -> None:
        line, column = _start(event)
        self._error(
            "not-yaml",
            Mark(line, column, 1),
            "a key must be a plain word",
            "nothing in this file can be read until it is put right",
            "write a word and a colon; square and curly brackets cannot be keys",
        )

    def _alias(self, event: yaml.AliasEvent) -> None:
        if any(problem.rule == "yaml-alias" for problem in self.problems):
            return  # a file full of them is one fault
        line, column = _start(event)
        self._error(
            "yaml-alias",
            Mark(line, column, _end(event)[1] - column),
            f"*{event.anchor} is a YAML alias, which flow files do not use",
            "a few of them can fill the memory of the line and silence it",
            f"write the words out here; if the * belongs to them, {BLOCK}",
        )

    def _tag(self, event: yaml.Event) -> None:
        line, column = _start(event)
        found = _WRITTEN.match(self.lines[line - 1], column - 1)
        written = found.group() if found else "!"
        self._error(
            "yaml-tag",
            Mark(line, column, len(written)),
            f"{written} is a YAML tag, which flow files do not use",
            "a tag can run a program, and words after ! would not reach people",
            f"delete it; if the ! belongs to the words, {BLOCK}",
        )

    def _too_deep(self, line: int, column: int) -> None:
        self._error(
            "too-deep",
            Mark(line, column, 1),
            f"more than {MAX_DEPTH} levels stand inside each other",
            "no flow file needs that many, so something was pasted in the wrong place",
            "delete it, or move it back to where it belongs",
        )

    def _second_document(self, event: yaml.Event) -> None:
        line, column = _start(event)
        self._error(
            "two-documents",
            Mark(line, column, 3),
            "a second document begins at this ---",
            "everything below it would not reach people",
            "delete the line with ---",
        )

    def _no_map(self, event: yaml.Event) -> None:
        line, column = _start(event)
        self._error(
            "not-a-map",
            Mark(line, column, len(self.lines[line - 1].rstrip()) + 1 - column),
            "the file does not begin with a key such as pages:",
            "nothing in this file would reach people",
            "begin with line:, crisis:, pages:, meetings: or notices: and move the rest in",
        )

    def _syntax(self, error: yaml.MarkedYAMLError) -> None:
        at = error.problem_mark
        began = error.context_mark or at
        line, column = (at.line + 1, at.column + 1) if at else (1, 1)
        if line > len(self.lines):
            line, column = len(self.lines), 1
        if "nesting depth" in (error.problem or ""):  # the library looks ahead, so it may be first
            self._too_deep(line, column)
            return
        began_at = (began.line + 1, began.column + 1) if began else (line, column)
        stuck = Stuck(error.problem or "", line, column, *began_at)
        self.problems.append(explain(self.file, self.lines, stuck))


def _start(event: yaml.Event) -> tuple[int, int]:
    mark = cast("yaml.Mark", event.start_mark)  # every event of the parser has one
    return mark.line + 1, mark.column + 1


def _end(event: yaml.Event) -> tuple[int, int]:
    mark = cast("yaml.Mark", event.end_mark)  # every event of the parser has one
    return mark.line + 1, mark.column + 1


def _left_out(event: yaml.Event) -> bool:
    """Return whether a value was never written, as after a comma inside curly brackets."""
    return isinstance(event, yaml.ScalarEvent) and not (event.value or event.style)
