"""Every rule earns its place: taken away, some line of the panel is answered worse.

Only the rules are asked, not the score behind them. Each message is searched once, by word lists in
which every phrase is a rule of its own; what stands without one is then judged by the check itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import cast

import pytest

from responder.labelled import Line, read
from responder.safety import assess as check
from responder.safety.assess import Assessment, Verdict, load
from responder.safety.fold import Folded, fold
from responder.safety.lexicon import LANGUAGES, WORDS, Lexicon
from responder.safety.match import Element, Found, Hit, Matcher
from responder.safety.tapback import own_words
from responder.safety.wordlist import ANY, Rule, Situation, WordList

PANEL = Path(__file__).parent.parent / "panel"
FILES = ("floor", "phrases", "panel", "grown", "written", "asked")
SAMPLE = 23  # one phrase of so many is really taken out of the lists


@dataclass(frozen=True)
class Said:
    """One phrase of a rule, under a name of its own."""

    name: str
    rule: Rule
    written: str
    places: Sequence[Element]


@dataclass(frozen=True)
class Only:
    """In place of the search: what it found, or some of it."""

    hits: tuple[Hit, ...]

    def find(self, words: Sequence[str]) -> Found:
        return Found(self.hits, 0)


def every_phrase() -> Iterator[Said]:
    lists = [WordList(WORDS / f"{language}.toml", language) for language in LANGUAGES]
    shared: dict[str, frozenset[str]] = {}
    for each in lists:
        for name, words in each.classes.items():
            shared[ANY + name] = shared.get(ANY + name, frozenset()) | words
    for each in lists:
        for rule, says in each.rules(shared):
            for written in says:
                yield Said(f"{rule.id}: {written}", rule, written, each.phrase(rule, written))


PHRASES = list(every_phrase())


def matcher(phrases: Iterable[tuple[str, Sequence[Element]]]) -> Matcher:
    lexicon, weights = load()
    return Matcher(phrases, lexicon.markers, weights.known)


def split_up() -> Lexicon:
    """Return the word lists with every phrase a rule of its own."""
    found = load()[0]
    rules = {each.name: each.rule for each in PHRASES}
    phrases = matcher((each.name, each.places) for each in PHRASES)
    return replace(found, matcher=phrases, rules={**found.rules, **rules})


def judged(message: Folded, lexicon: Lexicon, hits: Sequence[Hit]) -> Assessment:
    of_rules = dict.fromkeys(Hit(whole(hit.rule), hit.start, hit.end) for hit in hits)
    only = cast("Matcher", Only(tuple(of_rules)))
    return check._by_rules(message, replace(lexicon, matcher=only))


def alarmed(found: Assessment) -> bool:
    """Return whether the rules call for the crisis reply, be it a doubtful one."""
    return found.verdict is Verdict.URGENT or bool(found.dangers)


def worth(line: Line, found: Assessment) -> tuple[bool, ...]:
    """Return how well `line` is answered; of two, the smaller is worse."""
    urgent, topic = alarmed(found), found.verdict is Verdict.TOPIC
    if line.label is Verdict.URGENT:
        understood = found.language == (line.lang if line.lang in LANGUAGES else "")
        return urgent, urgent and found.situation is line.situation, topic, urgent and understood
    return not urgent, topic and line.label is Verdict.TOPIC


def whole(name: str) -> str:
    """Return the rule that a phrase belongs to."""
    return name.partition(": ")[0]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return split_up()


@pytest.fixture(scope="module")
def needed(lexicon: Lexicon) -> dict[str, Line]:
    """Rules and phrases, each with a line that is answered worse without it."""
    found: dict[str, Line] = {}
    for line in (line for file in FILES for line in read(PANEL / f"{file}.tsv")):
        message = fold(own_words(line.text))
        hits = lexicon.matcher.find(message.words).hits
        here = {hit.rule for hit in hits}
        taken: list[tuple[str, Callable[[str], str]]] = [
            *((name, str) for name in here - found.keys()),
            *((rule, whole) for rule in set(map(whole, here)) - found.keys()),
        ]
        best = worth(line, judged(message, lexicon, hits)) if taken else ()
        for name, of in taken:
            left = [hit for hit in hits if of(hit.rule) != name]
            if worth(line, judged(message, lexicon, left)) < best:
                found[name] = line
    return found


def test_without_any_one_rule_some_line_is_answered_worse(needed: dict[str, Line]) -> None:
    rules = {each.rule.id for each in PHRASES}
    assert len(rules) > 100
    assert sorted(rules - needed.keys()) == []


def test_without_any_one_phrase_some_line_is_answered_worse(needed: dict[str, Line]) -> None:
    assert len(PHRASES) > 500
    assert [each.name for each in PHRASES if each.name not in needed] == []


@pytest.mark.parametrize("at", range(0, len(PHRASES), SAMPLE))
def test_a_phrase_really_taken_out_is_missed_as_well(needed: dict[str, Line], at: int) -> None:
    line = needed[PHRASES[at].name]
    message = fold(own_words(line.text))
    whole_lists = load()[0]
    others = [(each.rule.id, each.places) for each in (*PHRASES[:at], *PHRASES[at + 1 :])]
    rest = replace(whole_lists, matcher=matcher(others))
    without = worth(line, check._by_rules(message, rest))
    assert without < worth(line, check._by_rules(message, whole_lists))


def test_every_word_that_is_looked_for_is_found(lexicon: Lexicon) -> None:
    tried: set[str] = set()
    lost: list[str] = []
    for each in PHRASES:
        usual = [min(place.words) for place in each.places]
        for at, place in enumerate(each.places):
            for word in sorted(place.words - tried):
                tried.add(word)
                text = " ".join([*usual[:at], word, *usual[at + 1 :]])
                said = fold(text.replace("_", " ").replace("*", "")).words
                if each.name not in {hit.rule for hit in lexicon.matcher.find(said).hits}:
                    lost.append(f"{word} in {each.name}")
    assert len(tried) > 2000
    assert lost == []


# --- allowances ---------------------------------------------------------------------------------


def calm_lines() -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        for entry in WordList(WORDS / f"{language}.toml", language).table["allowed"]:
            yield f"{language}/{entry['id']}", entry["line"]


def answer(found: Assessment) -> tuple[bool, bool]:
    """Return whether it is the crisis reply, and whether 911 leads it."""
    return alarmed(found), Situation.DANGER in found.dangers


@pytest.mark.parametrize(("rule", "text"), list(calm_lines()))
def test_an_allowance_is_needed_by_the_line_it_names(
    lexicon: Lexicon, rule: str, text: str
) -> None:
    message = fold(text)
    hits = lexicon.matcher.find(message.words).hits
    left = [hit for hit in hits if whole(hit.rule) != rule]
    assert answer(judged(message, lexicon, hits)) < answer(judged(message, lexicon, left))


# --- written without gaps -----------------------------------------------------------------------


def joined() -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        for phrase in sorted(WordList(WORDS / f"{language}.toml", language).plain("joined")):
            yield language, phrase


def with_some_gaps(phrase: str) -> Iterator[str]:
    """Yield `phrase` without one of its gaps or more, in every way there is."""
    first, *others = phrase.split("_")
    for gaps in product(("", " "), repeat=len(others)):
        if "" in gaps:
            yield first + "".join(map("".join, zip(gaps, others, strict=True)))


@pytest.mark.parametrize(("language", "phrase"), list(joined()))
def test_each_phrase_without_gaps_is_found_by_nothing_else(language: str, phrase: str) -> None:
    found = load()[0]
    key = phrase.replace("_", "")
    rest = replace(found, joined={each: of for each, of in found.joined.items() if each != key})
    shapes = list(map(fold, with_some_gaps(phrase)))
    assert {check._by_rules(each, found).verdict for each in shapes} == {Verdict.URGENT}
    assert any(check._by_rules(each, rest).verdict is not Verdict.URGENT for each in shapes)
