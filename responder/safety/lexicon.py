"""Read and check the word lists: classes of words, and rules made of them, one file a language.

Staff and clinicians extend the files in `words/`; `words/README.md` says how. A list that cannot be
read or makes no sense is refused as a whole, by name, when the server starts.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from pathlib import Path
from typing import Any

from responder.safety.fold import fold
from responder.safety.match import MIN_STEM, Element, Net

WORDS = Path(__file__).parent / "words"
LANGUAGES = ("en", "es", "pt", "ht", "fr", "pl")
MAX_GAP = 8
ANY = "any."
"""Before the name of a class: the words of that class in every language that has one."""

_SECTIONS = {"classes", "markers", "speaker", "others", "joined", "urgent", "allowed", "topic"}
_KEYS = {
    "urgent": {"id", "situation", "says", "unless", "needs"},
    "allowed": {"id", "says", "of", "unless", "needs"},
    "topic": {"id", "says", "unless", "needs"},
}
_GAP = re.compile(r"\.\.([1-9]\d*)")


class LexiconFault(Exception):
    """A word list that cannot be used: which file, and what is wrong in it."""

    def __init__(self, file: str, what: str) -> None:
        super().__init__(f"{file}: {what}")
        self.file = file
        self.what = what


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

    @property
    def name(self) -> str:
        """The id without the language."""
        return self.id.partition("/")[2]


@dataclass(frozen=True)
class Joined:
    """A phrase that people write without gaps: its rule, and where the gaps belong."""

    rule: str
    gaps: frozenset[int]


@dataclass(frozen=True)
class Lexicon:
    """All word lists, ready to use.

    `markers` are words that tell a language; `speaker` and `others` whom a sentence is about; `joined`
    are phrases that people write without gaps.
    """

    net: Net
    rules: Mapping[str, Rule]
    markers: Mapping[str, tuple[str, ...]]
    speaker: frozenset[str]
    others: frozenset[str]
    joined: Mapping[str, Joined]


def read(folder: Path = WORDS) -> Lexicon:
    """Return the word lists in `folder`; LexiconFault if any is missing, damaged or senseless."""
    files = [_Listed(folder / f"{language}.toml", language) for language in LANGUAGES]
    shared: dict[str, frozenset[str]] = {}
    for file in files:
        for name, words in file.classes.items():
            shared[ANY + name] = shared.get(ANY + name, frozenset()) | words
    net, rules = Net(), dict[str, Rule]()
    markers: dict[str, tuple[str, ...]] = {}
    joined: dict[str, Joined] = {}
    for file in files:
        for rule, phrases in file.rules(shared):
            if rule.id in rules:
                raise file.fault(f"two rules are named {rule.id!r}")
            rules[rule.id] = rule
            for phrase in phrases:
                file.add(net, rule, phrase)
        for word in file.plain("markers"):
            markers[word] = (*markers.get(word, ()), file.language)
        for phrase in sorted(file.plain("joined")):
            joined[phrase.replace("_", "")] = Joined(file.joined_rule.id, _gaps(phrase))
        rules[file.joined_rule.id] = file.joined_rule
    named = {rule.name for rule in rules.values() if rule.kind is Kind.URGENT}
    for file in files:
        for rule in rules.values():
            astray = sorted(rule.of - named) if rule.language == file.language else []
            if astray:
                raise file.fault(f"{rule.id!r} takes back {astray[0]!r}, which is no urgent rule")
    return Lexicon(
        net,
        rules,
        markers,
        frozenset().union(*(file.plain("speaker") for file in files)),
        frozenset().union(*(file.plain("others") for file in files)),
        joined,
    )


def _gaps(phrase: str) -> frozenset[int]:
    """Return where the gaps of `phrase` lie once its words are written without them."""
    *parts, _ = phrase.split("_")
    return frozenset(accumulate(map(len, parts)))


class _Listed:
    """One file of the word lists."""

    def __init__(self, path: Path, language: str) -> None:
        self.name = path.name
        self.language = language
        try:
            self.table: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
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

    def fault(self, what: str) -> LexiconFault:
        """Return the error that names this file and `what` is wrong."""
        return LexiconFault(self.name, what)

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
        line = self.table.get(section, "")
        return frozenset(self.folded(word) for word in line.split()) if line else frozenset()

    @property
    def joined_rule(self) -> Rule:
        """The rule that phrases written without gaps stand for."""
        return Rule(f"{self.language}/joined", self.language, Kind.URGENT, Situation.SELF)

    def rules(self, shared: Mapping[str, frozenset[str]]) -> Iterator[tuple[Rule, list[str]]]:
        """Yield each rule with its phrases, as they are written."""
        for kind in Kind:
            entries = self.table.get(kind.value, [])
            for entry in entries:
                if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
                    raise self.fault(f"an entry of [[{kind.value}]] has no id")
                yield self._rule(kind, entry, shared), self._phrases(entry)

    def _rule(
        self, kind: Kind, entry: Mapping[str, Any], shared: Mapping[str, frozenset[str]]
    ) -> Rule:
        name = f"{self.language}/{entry['id']}"
        unknown = sorted(entry.keys() - _KEYS[kind.value])
        if unknown:
            raise self.fault(f"{name!r} has {unknown[0]!r}, which means nothing there")
        situation = entry.get("situation")
        if kind is Kind.URGENT and situation not in set(Situation):
            raise self.fault(f"{name!r} names no situation of {', '.join(Situation)}")
        if kind is Kind.ALLOWED and not entry.get("of"):
            raise self.fault(f"{name!r} does not say which rules it takes back")
        return Rule(
            name,
            self.language,
            kind,
            Situation(situation) if situation else None,
            frozenset().union(
                *(
                    self._single(name, each, shared if each.startswith(ANY) else self.classes)
                    for each in entry.get("unless", [])
                )
            ),
            tuple(self._single(name, each, self.classes) for each in entry.get("needs", [])),
            frozenset(entry.get("of", [])),
        )

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

    def add(self, net: Net, rule: Rule, phrase: str) -> None:
        """Put one phrase of `rule` into `net`."""
        try:
            net.add(rule.id, list(self._elements(phrase)))
        except ValueError as cause:
            raise self.fault(f"{rule.id!r}, phrase {phrase!r}: {cause}") from cause

    def _elements(self, phrase: str) -> Iterator[Element]:
        gap = 0
        for part in phrase.split():
            found = _GAP.fullmatch(part)
            if found:
                gap = int(found[1])
                if gap > MAX_GAP:
                    raise ValueError(f"a gap is at most {MAX_GAP} words")
                continue
            optional = part.endswith("?")
            words: set[str] = set()
            for word in part.removesuffix("?").split("|"):
                named = word.startswith("@")
                words |= self.class_of(word[1:]) if named else {self.folded(word)}
            yield Element(frozenset(words), gap, optional)
            gap = 0
        if gap:
            raise ValueError("it ends with a gap")

    def folded(self, word: str) -> str:
        """Return `word` as it is compared; `my_self` stays two words, `suicid*` a stem."""
        stem = "*" if word.endswith("*") else ""
        parts = fold(word.removesuffix("*").replace("_", " ")).words
        if not parts or len("_".join(parts)) < (MIN_STEM if stem else 1):
            raise self.fault(f"{word!r} has too few letters to be found")
        return "_".join(parts) + stem

    def _words(self, line: object, where: str) -> list[str]:
        if not isinstance(line, str) or not line.split():
            raise self.fault(f"{where} holds no words")
        return line.split()
