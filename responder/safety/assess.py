"""Say whether a message may be a cry for help: the whole order of the check on this page.

It reads the whole message before anything else does, so that no menu word or STOP in front of it
hides what follows. It fails in one direction only: whatever goes wrong in here is urgent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum, auto
from functools import cache

from responder.safety import lexicon as lists
from responder.safety import weights as learnt
from responder.safety.fold import Folded, fold
from responder.safety.lexicon import LANGUAGES, Lexicon
from responder.safety.match import Hit
from responder.safety.score import STEP, TOPIC, URGENT, WINDOW, Weighed, Weights, weigh
from responder.safety.situation import FIRST, likeliest
from responder.safety.tapback import Ours, own_words
from responder.safety.wordlist import Kind, Situation

__all__ = [
    "Assessment",
    "Situation",
    "Stages",
    "Verdict",
    "assess",
    "load",
    "score_and_level",
    "weightiest",
]

UNSURE = ""
NOTHING: frozenset[int] = frozenset()
AGAINST_BEFORE, AGAINST_AFTER = 8, 4  # words around a phrase that may speak against it
REACH = 6  # words before a phrase in which the person it is about may be named
WHOLE_VOTE = 60  # divides by as many languages as share a word
CLEARLY = 3  # halves: half as many votes again as the next language has

FIRST_PERSON = frozenset(("i", "im", "ive", "imma", "ima", "yo", "eu", "je", "jai", "mwen", "ja"))

TO_A_MACHINE = frozenset(
    [
        "stop",
        "end",
        "quit",
        "cancel",
        "unsubscribe",
        "stopall",
        "revoke",
        "optout",
        "alto",
        "parar",
        "cancelar",
        "baja",
        "start",
        "unstop",
        "help",
        "info",
        "menu",
        "more",
        "ayuda",
        "mas",
        "reuniones",
        "meetings",
        "plan",
        "988",
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
    ]
)
BY_SCORE = ("score",)  # why, where no rule decided
CLEARLY_NOT = -48  # steps of the score under which a doubtful rule is not believed


class Verdict(StrEnum):
    """What the reply must be."""

    URGENT = "urgent"
    TOPIC = "topic"
    CALM = "calm"


class Stages(Enum):
    """Which stages of the check decide."""

    RULES = auto()
    SCORE = auto()
    BOTH = auto()


@dataclass(frozen=True)
class Assessment:
    """The verdict on one message, and why.

    `situation` is set where it is urgent. `language` is the message's, empty where that is unsure.
    `because` holds the names of the rules that decided, never a word of the message. `dangers` are
    all that the rules found; where the message is not urgent, what a doubtful rule found.
    """

    verdict: Verdict
    situation: Situation | None
    language: str
    because: tuple[str, ...]
    dangers: frozenset[Situation] = field(default=frozenset(), compare=False)


CALM = Assessment(Verdict.CALM, None, UNSURE, ())
FAULT = Assessment(Verdict.URGENT, Situation.SELF, UNSURE, ("fault",))


@cache
def load() -> tuple[Lexicon, Weights]:
    """Return word lists and weights, read once; WordListError if a file of theirs is damaged.

    A server calls this first. What was damaged is read anew at the next call, so a repair needs no
    restart.
    """
    weights = learnt.read()
    return lists.read(real=weights.known), weights


def assess(text: str, ours: Ours | None = None, stages: Stages = Stages.BOTH) -> Assessment:
    """Return the verdict on `text`, the message exactly as it came, of any length.

    `ours` says which quotes are of our own texts, so that a reaction to one is no cry for help.
    Never raises: a fault, a damaged word list among them, is answered as thoughts of suicide.
    `stages` is for measuring either stage alone.
    """
    try:
        lexicon, weights = load()
        message = fold(own_words(text, ours))
        found = CALM if stages is Stages.SCORE else _by_rules(message, lexicon)
        several_and_long = len(found.dangers) > 1 and len(message.words) > WINDOW
        if stages is Stages.RULES or not message.words or several_and_long:
            return found
        return _by_score(found, _weighed(message.words, weights))
    except Exception:  # noqa: BLE001  a fault must never stand between a person and 988
        return FAULT


def weightiest(text: str, most: int = 5) -> list[tuple[str, float]]:
    """Return the words of `text` that weigh most, as they are weighed, with what they weigh.

    For people who measure and tune; nothing that serves may call it, for it returns what was said.
    """
    message = fold(own_words(text))
    weighed = weigh(message.words, load()[1])
    words = zip((*weighed.said, ""), weighed.each(URGENT), strict=True)
    return sorted(words, key=lambda word: -abs(word[1]))[:most]


def score_and_level(text: str) -> tuple[float, float]:
    """Return what all of `text` weighs, and the level above which it is urgent by that.

    In the units of `weightiest`. The level is lower where a doubtful rule found something.
    """
    lexicon, weights = load()
    message = fold(own_words(text))
    found = _by_rules(message, lexicon)
    doubtful = found.dangers and found.verdict is not Verdict.URGENT
    level = CLEARLY_NOT if doubtful else 0
    return _weighed(message.words, weights).of(URGENT) / STEP, level / STEP


def _weighed(words: Sequence[str], weights: Weights) -> Weighed:
    """Return `words` weighed as they are, or without what is only texted to a machine.

    The likelier cry counts: no STOP or MENU at either end makes one lighter.
    """
    whole = weigh(words, weights)
    start, end = 0, len(words)
    while start < end and words[start] in TO_A_MACHINE:
        start += 1
    while start < end and words[end - 1] in TO_A_MACHINE:
        end -= 1
    if start == end or end - start == len(words):
        return whole
    return max(whole, weigh(words[start:end], weights), key=lambda each: each.of(URGENT))


def _by_score(found: Assessment, weighed: Weighed) -> Assessment:
    """Return `found`, what the rules say, or more; an urgent message in its likeliest situation.

    A message in which only a doubtful rule found one is urgent unless its weight is CLEARLY_NOT.
    """
    if found.verdict is Verdict.URGENT:
        return replace(found, situation=likeliest(weighed, found.dangers))
    weight = weighed.of(URGENT)
    if weight > 0 or (found.dangers and weight > CLEARLY_NOT):
        because = found.because if found.dangers else BY_SCORE
        situation = likeliest(weighed, found.dangers)
        return replace(found, verdict=Verdict.URGENT, situation=situation, because=because)
    if found.verdict is Verdict.CALM and weighed.of(TOPIC) > 0:
        return replace(found, verdict=Verdict.TOPIC, because=BY_SCORE)
    return found


def _by_rules(message: Folded, lexicon: Lexicon) -> Assessment:
    said = frozenset(message.words)
    hits = [
        hit
        for hit in lexicon.matcher.find(message.words).hits
        if _counts(hit, message, said, lexicon)
    ]
    standing = _standing(hits, message, lexicon)
    rules = lexicon.rules
    found = [hit for hit in standing if rules[hit.rule].kind is Kind.URGENT]
    urgent = [hit for hit in found if not rules[hit.rule].doubtful]
    joined = _joined(message, lexicon)
    decided = [*(hit.rule for hit in urgent), *joined]
    language = _language(message.words, decided, lexicon)
    if urgent or joined:
        dangers = frozenset(_situation(hit, message.words, lexicon) for hit in urgent)
        dangers |= {Situation.SELF for _ in joined}
        first = next(each for each in FIRST if each in dangers)
        return Assessment(Verdict.URGENT, first, language, _named(decided), dangers)
    topics = [hit.rule for hit in standing]
    verdict = Verdict.TOPIC if topics else Verdict.CALM
    dangers = frozenset(_situation(hit, message.words, lexicon) for hit in found[:1])
    return Assessment(verdict, None, language, _named(topics), dangers)


def _counts(hit: Hit, message: Folded, said: Collection[str], lexicon: Lexicon) -> bool:
    """Return whether nothing close to `hit` speaks against it, and all it needs was said.

    What stands in another sentence or further off never speaks against it: "lol" after one line
    is no answer to the cry in the next.
    """
    rule = lexicon.rules[hit.rule]
    for each in rule.needs:
        if each.isdisjoint(said):
            return False
    if rule.unless.isdisjoint(said):
        return True
    start, end = max(0, hit.start - AGAINST_BEFORE), hit.end + 1 + AGAINST_AFTER
    *_, start = (start, *message.begun(start, hit.start))
    end, *_ = (*message.begun(hit.end, end - 1), end)
    return rule.unless.isdisjoint(message.words[start:end])


def _standing(hits: Sequence[Hit], message: Folded, lexicon: Lexicon) -> list[Hit]:
    """Return the urgent and topic hits that no allowance takes back.

    An allowance takes back only what it names and what shares a word with it, within one sentence,
    so a second real hit in the same message always stands.
    """
    taken: dict[str, set[int]] = {}
    others: list[Hit] = []
    rules = lexicon.rules
    for hit in hits:
        rule = rules[hit.rule]
        if rule.kind is not Kind.ALLOWED:
            others.append(hit)
        elif not message.begun(hit.start, hit.end):
            covered = _covered(hit, message.words)
            for name in rule.of:
                taken.setdefault(name, set()).update(covered)
    if not taken:
        return others
    return [
        hit
        for hit in others
        if taken.get(rules[hit.rule].name, NOTHING).isdisjoint(range(hit.start, hit.end + 1))
    ]


def _covered(hit: Hit, words: Sequence[str]) -> range:
    """Return the words that an allowance covers: up to where the writer begins anew with "I".

    "my phone wants to die" is about a phone, "i lost my phone and i want to die" is not.
    """
    for at in range(hit.start + 1, hit.end):
        if words[at] in FIRST_PERSON:
            return range(hit.start, at)
    return range(hit.start, hit.end + 1)


def _joined(message: Folded, lexicon: Lexicon) -> list[str]:
    """Return the rules of phrases written without gaps, or with gaps in the wrong places.

    A phrase counts inside one word, or where it begins and ends with words as they were written:
    "iwanttodie" and "i wantto die" do, the same letters in "i want to diet" do not. One with all
    its gaps in place is left to the rules, which know what takes it back.
    """
    squeezed = message.squeezed
    inside = [phrase for phrase in lexicon.joined if phrase in squeezed]
    if not inside:
        return []
    found = []
    edges = message.edges
    for phrase in inside:
        joined = lexicon.joined[phrase]
        at = squeezed.find(phrase)
        while at >= 0:
            end = at + len(phrase)
            gaps = {edge - at for edge in range(at + 1, end) if edge in edges}
            whole = at in edges and end in edges
            if gaps != joined.gaps and (whole or not gaps):
                found.append(joined.rule)
                break
            at = squeezed.find(phrase, at + 1)
    return found


def _situation(hit: Hit, words: Sequence[str], lexicon: Lexicon) -> Situation:
    """Return the situation of `hit`: about someone else if they are named closest before its end.

    "i think my son wants to die" is about the son, "tell my son i want to die" is not.
    """
    rule = lexicon.rules[hit.rule]
    situation = rule.situation or Situation.SELF
    if situation is not Situation.SELF or rule.speaker_only:
        return situation
    others, speaker = lexicon.others[rule.language], lexicon.speaker[rule.language]
    for word in reversed(words[max(hit.start - REACH, 0) : hit.end + 1]):
        if word in others:
            return Situation.OTHER
        if word in speaker:
            return Situation.SELF
    return Situation.SELF


def _language(words: Iterable[str], rules: Iterable[str], lexicon: Lexicon) -> str:
    """Return the language that clearly most words and rules speak for; empty if none does.

    A word that several languages share speaks for each of them, but less.
    """
    votes = dict.fromkeys((UNSURE, *LANGUAGES), 0)
    for word in words:
        if word in lexicon.markers:
            languages = lexicon.markers[word]
            for each in languages:
                votes[each] += WHOLE_VOTE // len(languages)
    for rule in set(rules):
        votes[lexicon.rules[rule].language] += WHOLE_VOTE
    *_, next_most, most = sorted(votes.values())
    best = max(votes, key=votes.__getitem__)
    return best if 2 * most > CLEARLY * next_most else UNSURE


def _named(rules: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(rules)))
