"""Load the flow folder: every file read, every part shaped, everything checked, all faults at once.

A flow with one error is no flow: the line keeps answering with the last good one. So nothing here
raises for what staff wrote, or for a file that is gone while it is being read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path as Folder

from responder.flow.checks import check
from responder.flow.feeds import Feed, Pulled
from responder.flow.folder import content_of, names_in
from responder.flow.model import (
    PAGE_ID,
    Crisis,
    Flow,
    FlowFile,
    LineInfo,
    Meeting,
    Notice,
    Page,
    WordList,
)
from responder.flow.parts import Parts
from responder.flow.place import Path, Places, Source, Tree
from responder.flow.problem import Level, Problem, in_file_order, of_file
from responder.flow.pulled import given_names, meetings_of
from responder.flow.shape import M, empty, shaped, unknown_key, wrong_shape
from responder.flow.source import read


@dataclass(frozen=True)
class Loaded:
    """What came of a flow folder: `flow` is None where one of `problems` keeps it back.

    `places` puts a problem that is found later at its line, such as a reply that is too long.
    `feeds` and `pulled` hold what is whole of them, whatever else is at fault.
    """

    flow: Flow | None
    problems: tuple[Problem, ...]
    places: Places
    feeds: Mapping[str, Feed] = field(default_factory=dict)
    pulled: Mapping[str, Pulled] = field(default_factory=dict)


def load(folder: Folder, now: datetime | None = None) -> Loaded:
    """Return the flow in `folder` and every problem of its files, in file order.

    With `now`, for those who edit, a single meeting that is over is an error, which keeps nothing
    back, and advice is given. A serving process leaves `now` out.
    """
    sources, problems = _sources(folder)
    gathered = _Gathered(Places(str(folder), {}), problems)
    for source in sources:
        gathered.add(source)
    readable = not any(problem.level is Level.ERROR for problem in problems)
    parts = gathered.parts(all_read=readable and all(source.tree is not None for source in sources))
    found = in_file_order([*gathered.problems, *check(parts, now)])
    kept_back = any(problem.keeps_back for problem in found)
    flow = None
    if parts.line and parts.crisis and not kept_back:
        flow = Flow(
            line=parts.line,
            crisis=parts.crisis,
            pages=dict(parts.pages),
            questions=dict(parts.questions),
            meetings=dict(parts.meetings),
            notices=tuple(parts.notices.values()),
            feeds=dict(parts.feeds),
            pulled={
                name: each.model_copy(update={"meetings": ()})
                for name, each in parts.pulled.items()
            },
            given_names=given_names(parts.feeds, parts.pulled),
        )
    return Loaded(flow, found, parts.places, parts.feeds, parts.pulled)


def _sources(folder: Folder) -> tuple[list[Source], list[Problem]]:
    try:
        names = names_in(folder)
    except OSError as error:
        what = "is a file" if folder.is_file() else f"cannot be opened ({error.strerror})"
        return [], [_no_flows(folder, what)]
    sources, problems = [], []
    for name in names:
        if not name.endswith(".yaml"):
            problems.append(_misnamed(f"{folder}/{name}"))
            continue
        try:
            raw = content_of(folder / name)
        except OSError as error:
            problems.append(_unreadable(f"{folder}/{name}", error.strerror or "not a file"))
            continue
        sources.append(read(f"{folder}/{name}", raw))
    problems += [problem for source in sources for problem in source.problems]
    if not sources and not problems:
        problems.append(_no_flows(folder, "holds no file whose name ends in .yaml"))
    return sources, problems


@dataclass
class _Gathered:
    """Parts as they come out of one file after another."""

    places: Places
    problems: list[Problem]
    homes: dict[Path, tuple[Source, Path]] = field(default_factory=dict)
    line: LineInfo | None = None
    crisis: Crisis | None = None
    pages: dict[str, Page] = field(default_factory=dict)
    questions: dict[str, WordList] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    notices: dict[int, Notice] = field(default_factory=dict)
    feeds: dict[str, Feed] = field(default_factory=dict)
    pulled: dict[str, Pulled] = field(default_factory=dict)
    listed: int = 0  # notices so far, whole or not

    def __post_init__(self) -> None:
        self.places = Places(self.places.folder, self.homes)

    def add(self, source: Source) -> None:
        """Take in all parts of `source`; what is wrong with them becomes problems."""
        for key, tree in (source.tree or {}).items():
            match key:
                case "line":
                    self.line = self._single(LineInfo, source, key, tree) or self.line
                case "crisis":
                    self.crisis = self._single(Crisis, source, key, tree) or self.crisis
                case "pages":
                    self._named(Page, source, key, tree, self.pages)
                case "questions":
                    self._named(WordList, source, key, tree, self.questions)
                case "meetings":
                    self._named(Meeting, source, key, tree, self.meetings)
                case "feeds":
                    self._named(Feed, source, key, tree, self.feeds)
                case "pulled":
                    self._named(Pulled, source, key, tree, self.pulled)
                case "notices":
                    self._notices(source, tree)
                case _:
                    self.homes[(key,)] = source, (key,)
                    known = FlowFile.model_fields
                    self.problems.append(unknown_key((key,), known, self.places, "a flow file"))

    def parts(self, *, all_read: bool) -> Parts:
        """Return what was gathered; a file without line or crisis wording is a problem by now."""
        for key, what in (("line", "name and numbers"), ("crisis", "crisis wording")):
            if all_read and (key,) not in self.homes:
                self.problems.append(_part_missing(self.places.folder, key, what))
        self._from_feeds()
        return Parts(
            self.places,
            self.line,
            self.crisis,
            self.pages,
            self.questions,
            self.meetings,
            self.notices,
            frozenset(str(path[1]) for path in self.homes if path[0] == "pages" and path[1:]),
            all_read,
            self.feeds,
            self.pulled,
        )

    def _from_feeds(self) -> None:
        """Let what was pulled of a feed stand among the meetings, with its place in the file."""
        for name, pulled in self.pulled.items():
            feed = self.feeds.get(name)
            if feed is None:
                continue
            source, inside = self.homes["pulled", name]
            for called, number, meeting in meetings_of(feed, name, pulled):
                self.meetings.setdefault(called, meeting)
                self.homes.setdefault(("meetings", called), (source, (*inside, "meetings", number)))

    def _single(self, model: type[M], source: Source, key: str, tree: Tree) -> M | None:
        if self._taken((key,), source, (key,), f'"{key}"'):
            return None
        return self._shaped(model, tree, (key,))

    def _named(
        self, model: type[M], source: Source, kind: str, tree: Tree, into: dict[str, M]
    ) -> None:
        self.homes.setdefault((kind,), (source, (kind,)))
        if not isinstance(tree, dict):
            if tree or kind == "pages":
                self._wrong_kind(source, kind, tree)
            return
        for name, part in tree.items():
            path: Path = (kind, name)
            one = "pulled feed" if kind == "pulled" else kind[:-1]
            if self._taken(path, source, path, f'{one} "{name}"'):
                continue
            if not _fits_id(name):
                self.problems.append(_not_an_id(self.places, path, one, name))
            elif whole := self._shaped(model, part, path):
                into[name] = whole

    def _notices(self, source: Source, tree: Tree) -> None:
        self.homes.setdefault(("notices",), (source, ("notices",)))
        if not isinstance(tree, list):
            if tree:
                self._wrong_kind(source, "notices", tree)
            return
        for number, part in enumerate(tree):
            path: Path = ("notices", self.listed)
            self.listed += 1
            self.homes[path] = source, ("notices", number)
            if whole := self._shaped(Notice, part, path):
                self.notices[self.listed - 1] = whole

    def _wrong_kind(self, source: Source, kind: str, tree: Tree) -> None:
        here = Places(self.places.folder, {(kind,): (source, (kind,))})
        if tree == "":
            self.problems.append(empty((kind,), here))
        elif kind == "notices":
            fix = "write each notice with a - before it, its keys moved in below"
            self.problems.append(wrong_shape((kind,), here, "a list", fix))
        else:
            wanted = f"{kind} by their names"
            fix = "write a name with a colon on the next line, and its keys moved in below that"
            self.problems.append(wrong_shape((kind,), here, wanted, fix))

    def _shaped(self, model: type[M], tree: Tree, path: Path) -> M | None:
        whole, problems = shaped(model, tree, path, self.places)
        self.problems += problems
        return whole

    def _taken(self, path: Path, source: Source, inside: Path, called: str) -> bool:
        """Return whether another file already has `path`; if not, it is from now on `source`'s."""
        if path not in self.homes:
            self.homes[path] = source, inside
            return False
        self.problems.append(
            source.problem(
                "part-twice",
                source.mark(inside, key=True),
                f"{called} is already in {self.places.stands(path)}",
                "people would get one of the two, perhaps the old one",
                "keep one of them and delete the other, or give it another name",
                Level.ERROR,
            )
        )
        return True


def _fits_id(name: str) -> bool:
    return re.fullmatch(PAGE_ID.strip("^$"), name) is not None


def _not_an_id(places: Places, path: Path, kind: str, name: str) -> Problem:
    return places.problem(
        "not-a-name",
        path,
        f'"{name}" cannot name a {kind}',
        "the phone menu finds its way by these names",
        "use small letters a to z, digits and hyphens only, such as school-health",
        key=True,
    )


def _part_missing(folder: str, key: str, what: str) -> Problem:
    return of_file(
        folder,
        f'no file holds "{key}:"',
        "part-missing",
        f"the line would have no {what} of its own",
        f"bring back {key}.yaml, or add {key}: to it",
    )


def _no_flows(folder: Folder, what: str) -> Problem:
    return of_file(
        str(folder),
        f"the flow folder {what}",
        "no-flows",
        "there would be nothing to answer with but the built-in crisis text",
        f"name the folder that holds the flow files; {folder.absolute()} was looked at",
    )


def _unreadable(file: str, reason: str) -> Problem:
    return of_file(
        file,
        f"the file cannot be read ({reason})",
        "file-unreadable",
        "nothing in it would reach people",
        "put the file back, or let the account that runs the line read it",
    )


def _misnamed(file: str) -> Problem:
    return of_file(
        file,
        "the file is left out, because its name does not end in .yaml",
        "file-left-out",
        "nothing in it reaches people",
        "let its name end in .yaml, or move it out of the folder",
        Level.WARNING,
    )
