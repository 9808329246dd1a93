"""Put the word lists of all languages together, ready to use.

A damaged list is refused by name when the server starts, not when the first person writes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

from responder.safety.match import Element, Matcher
from responder.safety.wordlist import ANY, Kind, Rule, WordList, forget

WORDS = Path(__file__).parent / "words"
LANGUAGES = ("en", "es", "pt", "ht", "fr", "pl")


@dataclass(frozen=True)
class Joined:
    """A phrase that people write without gaps: its rule, and where the gaps belong."""

    rule: str
    gaps: frozenset[int]


@dataclass(frozen=True)
class Lexicon:
    """All word lists, ready to use.

    `markers` are words that tell a language; `speaker` and `others` whom a
    sentence is about; `joined` are phrases that people write without gaps.
    """

    matcher: Matcher
    rules: Mapping[str, Rule]
    markers: Mapping[str, tuple[str, ...]]
    speaker: Mapping[str, frozenset[str]]
    others: Mapping[str, frozenset[str]]
    joined: Mapping[str, Joined]


def read(folder: Path = WORDS, real: Collection[str] = ()) -> Lexicon:
    """Return the word lists in `folder`; WordListError if any is missing, damaged or senseless.

    `real` are words that are no slip of one in the lists, though one letter apart.
    """
    kept = {word: word for word in real}
    lists = [WordList(folder / f"{language}.toml", language, kept) for language in LANGUAGES]
    rules, phrases = _rules(lists)
    forget()
    markers: dict[str, tuple[str, ...]] = {}
    joined: dict[str, Joined] = {}
    for each in lists:
        for word in each.plain("markers"):
            markers[word] = (*markers.get(word, ()), each.language)
        for phrase in sorted(each.plain("joined")):
            joined[phrase.replace("_", "")] = Joined(each.joined_rule.id, _gaps(phrase))
    return Lexicon(
        Matcher(phrases, markers, real),
        rules,
        markers,
        {each.language: each.plain("speaker") for each in lists},
        {each.language: each.plain("others") for each in lists},
        joined,
    )


def _rules(
    lists: Sequence[WordList],
) -> tuple[dict[str, Rule], list[tuple[str, list[Element]]]]:
    """Return all rules by id, and every phrase with the id of its rule."""
    shared: dict[str, frozenset[str]] = {}
    for each in lists:
        for name, words in each.classes.items():
            shared[ANY + name] = shared.get(ANY + name, frozenset()) | words
    sets: dict[frozenset[str], frozenset[str]] = {}  # many rules have the same one, kept once
    rules: dict[str, Rule] = {}
    phrases: list[tuple[str, list[Element]]] = []
    for each in lists:
        for rule, says in each.rules(shared):
            if rule.id in rules:
                raise each.fault(f"two rules are named {rule.id!r}")
            unless, of = (sets.setdefault(each, each) for each in (rule.unless, rule.of))
            rules[rule.id] = replace(rule, unless=unless, of=of)
            phrases += [(rule.id, each.phrase(rule, said)) for said in says]
        rules[each.joined_rule.id] = each.joined_rule
    urgent = {rule.name for rule in rules.values() if rule.kind is Kind.URGENT}
    for each in lists:
        for rule in rules.values():
            astray = sorted(rule.of - urgent) if rule.language == each.language else []
            if astray:
                raise each.fault(f"{rule.id!r} takes back {astray[0]!r}, which is no urgent rule")
    return rules, phrases


def _gaps(phrase: str) -> frozenset[int]:
    """Return where the gaps of `phrase` lie once its words are written without them."""
    *parts, _ = phrase.split("_")
    return frozenset(accumulate(map(len, parts)))
