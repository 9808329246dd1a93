"""Read and check one word list: classes of words, and rules made of them.

Staff and clinicians extend the files in `words/`; `words/README.md` says how. A list that cannot be
read or makes no sense is refused as a whole, with its name and what is wrong.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from responder.safety.fold import fold
from responder.safety.match import STEM_HEAD, Element

MAX_GAP = 8
ANY = "any."
"""Before the name of a class: the words of that class in every language that has one."""

_SECTIONS = {"classes", "markers", "speaker", "others", "joined", "urgent", "allowed", "topic"}
_OF_ALL = {"id", "added", "why", "says", "unless", "needs"}
_KEYS = {
    "urgent": {*_OF_ALL, "situation", "who", "doubtful"},
    "allowed": {*_OF_ALL, "line", "of"},
    "topic": _OF_ALL,
}
_TRIPLE = re.compile(r"(.)\1\1")
_GAP = re.compile(r"\.\.([1-9]\d*)")


@lru_cache(1 << 14)
def _folded(word: str) -> str:
    """Return `word` as it is compared, parts joined by `_`; empty if nothing is left of it."""
    # Most words stand in several phrases and are plain; a server must not wait for them to start.
    if word.isascii() and word.isalpha() and word.islower() and not _TRIPLE.search(word):
        return word
    return "_".join(fold(word.replace("_", " ")).words)


def forget() -> None:
    """Let go of what was kept to read the lists quickly; called once they are read."""
    _folded.cache_clear()


class WordListError(Exception):
    """A word list that cannot be used: which file, what is wrong in it, and where if known.

    `line` counts from 1 and is 0 if it is not known; `source_line` is what stands there.
    """

    def __init__(self, file: str, what: str, line: int = 0, source_line: str = "") -> None:
        super().__init__(f"{file}: {what}")
        self.file = file
        self.what = what
        self.line = line
        self.source_line = source_line


class Situation(StrEnum):
    """What a person in danger may be in; decides which crisis reply they get."""

    SELF = "self_harm"
    OTHER = "other"
    DANGER = "danger"
    ABUSE = "abuse"


class Kind(StrEnum):
    """What it means when a rule is found."""

    URGENT = "urgent"
    ALLOWED = "allowed"
    TOPIC = "topic"


@dataclass(frozen=True)
class Rule:
    """One rule. It counts only without any word of `unless`, and with one of each of `needs`.

    `speaker_only` is set where its phrases are only ever said of oneself, whoever is named in them.
    `doubtful` is set where it finds a bare word that is said in danger and in lessons alike: it
    counts unless the score is clearly against it.
    Where the rule is an allowance, `of` names the urgent rules that it takes back, in whatever
    language they were found, because "suicidio" is a word of several.
    """

    id: str
    language: str
    kind: Kind
    situation: Situation | None = None
    unless: frozenset[str] = frozenset()
    needs: tuple[frozenset[str], ...] = ()
    of: frozenset[str] = frozenset()
    speaker_only: bool = False
    doubtful: bool = False

    @property
    def name(self) -> str:
        """The id without the language."""
        return self.id.partition("/")[2]


class WordList:
    """One file of the word lists."""

    def __init__(self, path: Path, language: str, kept: dict[str, str] | None = None) -> None:
        """Read the file at `path`; WordListError if it is missing, damaged or senseless.

        `kept` are words by themselves: each is kept in memory once, whoever has it. More are added.
        """
        self.name = path.name
        self.kept = {} if kept is None else kept
        self.language = language
        self._rule_id = ""  # of the rule that is being read
        self._text = ""
        try:
            self._text = path.read_text("utf-8")
            self.table: dict[str, Any] = tomllib.loads(self._text)
        except (OSError, UnicodeDecodeError) as cause:
            raise self.fault(f"cannot be read ({type(cause).__name__})") from cause
        except tomllib.TOMLDecodeError as cause:
            raise self.fault(f"is not TOML: {cause}") from cause
        unknown = sorted(self.table.keys() - _SECTIONS)
        if unknown:
            raise self.fault(f"{unknown[0]!r} is no part of a word list")
        classes = self.table.get("classes", {})
        if not isinstance(classes, dict):
            raise self.fault("[classes] must hold one line of words for each class")
        self.written: dict[str, Any] = classes
        self.classes: dict[str, frozenset[str]] = {}
        for name in self.written:
            self.class_of(name)

    def fault(self, what: str) -> WordListError:
        """Return the error that names this file, `what` is wrong, and the rule's line if any."""
        begins = re.search(rf"^id\s*=\s*[\"']{re.escape(self._rule_id)}[\"']", self._text, re.M)
        if begins is None:
            return WordListError(self.name, what)
        line = self._text.count("\n", 0, begins.start()) + 1
        return WordListError(self.name, what, line, begins[0])

    def class_of(self, name: str, within: tuple[str, ...] = ()) -> frozenset[str]:
        """Return the words of a class; those of another that it names with @ are among them."""
        if name in self.classes:
            return self.classes[name]
        if name not in self.written:
            raise self.fault(f"there is no class {name!r}")
        if name in within:
            raise self.fault(f"class {name!r} holds itself")
        words: set[str] = set()
        for word in self._words(self.written[name], f"class {name!r}"):
            words |= (
                self.class_of(word[1:], (*within, name))
                if word.startswith("@")
                else {self.folded(word)}
            )
        self.classes[name] = frozenset(words)
        return self.classes[name]

    def plain(self, section: str) -> frozenset[str]:
        """Return the words of a part that is one line of words."""
        if section not in self.table:
            return frozenset()
        return frozenset(map(self.folded, self._words(self.table[section], repr(section))))

    @property
    def joined_rule(self) -> Rule:
        """The rule that phrases written without gaps stand for."""
        return Rule(f"{self.language}/joined", self.language, Kind.URGENT, Situation.SELF)

    def rules(self, shared: Mapping[str, frozenset[str]]) -> Iterator[tuple[Rule, list[str]]]:
        """Yield each rule with its phrases, as they are written."""
        for kind in Kind:
            entries = self.table.get(kind.value, [])
            if not isinstance(entries, list):
                raise self.fault(f"{kind.value!r} must be written [[{kind.value}]]")
            for entry in entries:
                if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
                    raise self.fault(f"an entry of [[{kind.value}]] has no id")
                self._rule_id = entry["id"]
                yield self._rule(kind, entry, shared), self._phrases(entry)
                self._rule_id = ""

    def _rule(
        self, kind: Kind, entry: Mapping[str, Any], shared: Mapping[str, frozenset[str]]
    ) -> Rule:
        name = f"{self.language}/{entry['id']}"
        unknown = sorted(entry.keys() - _KEYS[kind.value])
        if unknown:
            raise self.fault(f"{name!r} has {unknown[0]!r}, which means nothing there")
        self._check_reasons(name, entry, kind)
        situation = entry.get("situation")
        if kind is Kind.URGENT and situation not in list(Situation):
            raise self.fault(f"{name!r} names no situation of {', '.join(Situation)}")
        if entry.get("who", "speaker") != "speaker":
            raise self.fault(f"{name!r}: who can only be 'speaker'")
        if not isinstance(entry.get("doubtful", False), bool):
            raise self.fault(f"{name!r}: doubtful can only be true or false")
        if kind is Kind.ALLOWED and not self._names(name, entry, "of"):
            raise self.fault(f"{name!r} does not say which rules it takes back")
        return Rule(
            name,
            self.language,
            kind,
            Situation(situation) if situation else None,
            _together(
                [
                    self._single(name, each, shared if each.startswith(ANY) else self.classes)
                    for each in self._names(name, entry, "unless")
                ]
            ),
            tuple(
                self._single(name, each, self.classes) for each in self._names(name, entry, "needs")
            ),
            frozenset(self._names(name, entry, "of")),
            entry.get("who") == "speaker",
            entry.get("doubtful", False),
        )

    def _check_reasons(self, rule: str, entry: Mapping[str, Any], kind: Kind) -> None:
        added = entry.get("added")
        if not isinstance(added, date) or isinstance(added, datetime):
            raise self.fault(
                f"{rule!r} does not say when it was added: write added = 2026-11-25, without quotes"
            )
        if not isinstance(entry.get("why"), str) or not entry["why"].strip():
            raise self.fault(f'{rule!r} does not say why: write why = "...", one short sentence')
        if kind is Kind.ALLOWED and not isinstance(entry.get("line"), str):
            raise self.fault(
                f'{rule!r} names no calm message that made it needed: write line = "..."'
            )

    def _names(self, rule: str, entry: Mapping[str, Any], key: str) -> list[str]:
        names = entry.get(key, [])
        if not isinstance(names, list) or not all(isinstance(each, str) for each in names):
            raise self.fault(f"{rule!r}: {key} must be a list of names in [ ]")
        return names

    def _single(
        self, rule: str, name: str, classes: Mapping[str, frozenset[str]]
    ) -> frozenset[str]:
        if name not in classes:
            raise self.fault(f"{rule!r}: there is no class {name!r}")
        if any("_" in word or "*" in word for word in classes[name]):
            raise self.fault(f"{rule!r}: class {name!r} must hold whole, single words for this")
        return classes[name]

    def _phrases(self, entry: Mapping[str, Any]) -> list[str]:
        says = entry.get("says")
        if not isinstance(says, list) or not says or not all(isinstance(s, str) for s in says):
            raise self.fault(f"rule {entry['id']!r} says nothing")
        return says

    def phrase(self, rule: Rule, said: str) -> list[Element]:
        """Return the places of one phrase of `rule`."""
        try:
            elements = list(self._elements(said))
            if all(element.optional for element in elements):
                raise ValueError("all of it may be left out")
        except (ValueError, WordListError) as cause:
            why = cause.what if isinstance(cause, WordListError) else cause
            raise self.fault(f"{rule.id!r}, phrase {said!r}: {why}") from cause
        return elements

    def _elements(self, phrase: str) -> Iterator[Element]:
        gap = 0
        for part in phrase.split():
            found = _GAP.fullmatch(part)
            if found:
                gap = int(found[1])
                if gap > MAX_GAP:
                    raise ValueError(f"a gap is at most {MAX_GAP} words")
                continue
            yield Element(self._place(part.removesuffix("?")), gap, part.endswith("?"))
            gap = 0
        if gap:
            raise ValueError("it ends with a gap")

    def _place(self, written: str) -> frozenset[str]:
        """Return the words of one place; a class that stands alone is not copied."""
        parts = written.split("|")
        classes = [self.class_of(part[1:]) for part in parts if part.startswith("@")]
        words = [self.folded(part) for part in parts if not part.startswith("@")]
        return _together([*classes, frozenset(words)] if words else classes)

    def folded(self, word: str) -> str:
        """Return `word` as it is compared; `my_self` stays two words, `suicid*` a stem."""
        stem = "*" if word.endswith("*") else ""
        found = _folded(word.removesuffix("*"))
        if stem and "_" in found:
            raise self.fault(f"{word!r} must be one word, for a stem is the beginning of one")
        if len(found) < (STEM_HEAD if stem else 1):
            raise self.fault(f"{word!r} has too few letters to be found")
        return self.kept.setdefault(found + stem, found + stem)

    def _words(self, line: object, where: str) -> list[str]:
        if not isinstance(line, str) or not line.split():
            raise self.fault(f"{where} holds no words")
        return line.split()


def _together(classes: list[frozenset[str]]) -> frozenset[str]:
    """Return the words of all `classes`; one that stands alone is not copied."""
    return classes[0] if len(classes) == 1 else frozenset().union(*classes)
