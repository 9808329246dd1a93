"""What the flow files hold so far: every part that is whole, and where each one stands.

Checks run on these, so that a fault on one page does not hide the faults of all the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as made_by

from responder.exchange import Language
from responder.flow.feeds import Feed, Pulled
from responder.flow.model import (
    BriefCrisis,
    BriefLanguages,
    Crisis,
    Flow,
    FromFeed,
    LineInfo,
    Meeting,
    Model,
    Notice,
    Page,
    WordList,
    Words,
)
from responder.flow.place import Path, Places

NAMES = {
    "en": "English",
    "es": "Spanish",
    "pt": "Portuguese",
    "ht": "Haitian Creole",
    "fr": "French",
    "pl": "Polish",
}


@dataclass(frozen=True)
class Parts:
    """The parts that have the right shape; `all_read` when no file and no part is left out.

    Only then is what cannot be found truly not there.
    """

    places: Places
    line: LineInfo | None
    crisis: Crisis | None
    pages: Mapping[str, Page]
    questions: Mapping[str, WordList]
    meetings: Mapping[str, Meeting]
    notices: Mapping[int, Notice]
    page_ids: frozenset[str]
    all_read: bool
    feeds: Mapping[str, Feed] = made_by(default_factory=dict)
    pulled: Mapping[str, Pulled] = made_by(default_factory=dict)

    @classmethod
    def of(cls, flow: Flow, places: Places) -> Parts:
        """Return the parts of a flow that is whole; `places` are where they stand."""
        return cls(
            places,
            flow.line,
            flow.crisis,
            flow.pages,
            flow.questions,
            flow.meetings,
            dict(enumerate(flow.notices)),
            frozenset(flow.pages),
            all_read=True,
        )

    def texts(self) -> Iterator[tuple[Path, Words]]:
        """Yield each text in both languages that people may read or hear, with its path."""
        for path, part in self._parts():
            yield from _texts(path, part)

    def brief_texts(self) -> Iterator[tuple[Path, str]]:
        """Yield the short crisis texts in the languages that the line does not otherwise speak."""
        if self.crisis is None:
            return
        for code in BriefLanguages.model_fields:
            brief: BriefCrisis = getattr(self.crisis.brief, code)
            yield ("crisis", "brief", code, "self_harm"), brief.self_harm
            yield ("crisis", "brief", code, "danger"), brief.danger

    def _parts(self) -> Iterator[tuple[Path, Model]]:
        if self.line:
            yield ("line",), self.line
        if self.crisis:
            yield ("crisis",), self.crisis
        named: tuple[tuple[str, Mapping[str, Model]], ...] = (
            ("pages", self.pages),
            ("meetings", self.meetings),
            ("feeds", self.feeds),
        )
        for kind, parts in named:
            for name, part in parts.items():
                yield (kind, name), part
        for number, notice in self.notices.items():
            yield ("notices", number), notice


def called(path: Path) -> str:
    """Return how staff would name the part that `path` is in: page "plan", this notice, "line"."""
    match path:
        case ("pages", name, *_):
            return f'page "{name}"'
        case ("meetings", name, *_):
            return f'meeting "{name}"'
        case ("feeds", name, *_):
            return f'feed "{name}"'
        case ("pulled", name, *_):
            return f'what was pulled of feed "{name}"'
        case ("notices", int(), *_):
            return "this notice"
        case (name, *_):
            return f'"{name}"'
        case _:
            return "the file"


def field(path: Path) -> str:
    """Return the key of a text as staff would name it: the Spanish "text", "texts.self_harm"."""
    depth = 1 if path[0] in ("line", "crisis") else 2
    inside = [step for step in path[depth:] if isinstance(step, str)]
    tongue = [NAMES[step] for step in inside if step in NAMES]
    keys = [step for step in inside if step not in NAMES]
    name = f'"{".".join(keys)}"' if keys else "words"
    return f"{tongue[0]} {name}" if tongue else name


def written(words: Words) -> Iterator[tuple[Language, str]]:
    """Yield the words in each language."""
    for language in Language:
        yield language, words[language]


def _texts(path: Path, part: Model) -> Iterator[tuple[Path, Words]]:
    if isinstance(part, FromFeed):  # its other words are those of the feed
        yield (*path, "title"), part.title
        if part.place is not None:
            yield (*path, "place"), part.place
        return
    for name, described in type(part).model_fields.items():
        value = getattr(part, name)
        at = (*path, described.alias or name)
        if isinstance(value, Words):
            yield at, value
        elif isinstance(value, Model):
            yield from _texts(at, value)
        elif isinstance(value, tuple):
            for number, each in enumerate(value):
                if isinstance(each, Words):
                    yield (*at, number), each
