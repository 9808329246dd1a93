"""The order of the check, shown on word lists of a few words."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from pathlib import Path

import pytest

from responder.safety import assess as check
from responder.safety.assess import (
    Assessment,
    Situation,
    Stages,
    Verdict,
    assess,
    load,
    weightiest,
)
from responder.safety.lexicon import LANGUAGES, Joined, Lexicon, read
from responder.safety.score import BITS, STEP, TARGETS, TOPIC, URGENT, Table, Weights
from responder.safety.wordlist import Kind, Rule

REASONS = "added = 2026-11-25\nwhy = 'So.'"
ENGLISH = f"""
markers = "the and"
speaker = "i my"
others = "son her"
joined = "go_far_off"

[classes]
want = "want wanna"
laugh = "lol"
asked = "when"

[[urgent]]
id = "zap"
{REASONS}
situation = "self_harm"
says = ["zap", "@want ..2 to? quit"]
unless = ["any.laugh"]

[[urgent]]
id = "whack"
{REASONS}
situation = "abuse"
says = ["whack", "zorb*"]

[[urgent]]
id = "bang"
{REASONS}
situation = "danger"
says = ["bang"]

[[urgent]]
id = "skip"
{REASONS}
situation = "self_harm"
who = "speaker"
says = ["skip"]

[[urgent]]
id = "fume"
{REASONS}
situation = "danger"
says = ["fume"]
needs = ["asked"]

[[urgent]]
id = "murk"
{REASONS}
situation = "abuse"
doubtful = true
says = ["murk"]

[[allowed]]
id = "gone"
{REASONS}
line = "car gone zap"
of = ["zap"]
says = ["car ..3 zap|gone"]

[[topic]]
id = "news"
{REASONS}
says = ["news", "@asked? fresh", "@asked|whenever due"]
"""
SPANISH = 'markers = "the que"\n[classes]\nlaugh = "jaja"\n'

Said = Callable[[str], Assessment]


@pytest.fixture
def small(tmp_path: Path) -> Lexicon:
    for language in LANGUAGES:
        content = {"en": ENGLISH, "es": SPANISH}.get(language, "")
        (tmp_path / f"{language}.toml").write_text(content, "utf-8")
    return read(tmp_path)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch, small: Lexicon) -> Said:
    """What the rules of the small lists alone say of a text."""
    weights = load()[1]
    monkeypatch.setattr(check, "load", lambda: (small, weights))
    return lambda text: assess(text, stages=Stages.RULES)


def test_a_list_is_read_whole(small: Lexicon) -> None:
    laugh, asked = frozenset({"lol", "jaja"}), frozenset({"when"})
    assert small.rules == {
        rule.id: rule
        for rule in (
            Rule("en/zap", "en", Kind.URGENT, Situation.SELF, unless=laugh),
            Rule("en/whack", "en", Kind.URGENT, Situation.ABUSE),
            Rule("en/bang", "en", Kind.URGENT, Situation.DANGER),
            Rule("en/skip", "en", Kind.URGENT, Situation.SELF, speaker_only=True),
            Rule("en/fume", "en", Kind.URGENT, Situation.DANGER, needs=(asked,)),
            Rule("en/murk", "en", Kind.URGENT, Situation.ABUSE, doubtful=True),
            Rule("en/gone", "en", Kind.ALLOWED, of=frozenset({"zap"})),
            Rule("en/news", "en", Kind.TOPIC),
            *(
                Rule(f"{language}/joined", language, Kind.URGENT, Situation.SELF)
                for language in LANGUAGES
            ),
        )
    }
    nobody: dict[str, frozenset[str]] = dict.fromkeys(LANGUAGES, frozenset())
    assert small.speaker == nobody | {"en": frozenset({"i", "my"})}
    assert small.others == nobody | {"en": frozenset({"son", "her"})}
    assert small.markers == {"the": ("en", "es"), "and": ("en",), "que": ("es",)}
    assert small.joined == {"gofaroff": Joined("en/joined", frozenset({2, 5}))}


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("", Verdict.CALM),
        ("foo", Verdict.CALM),
        ("zap", Verdict.URGENT),
        ("news", Verdict.TOPIC),
        ("news zap", Verdict.URGENT),
        ("want quit", Verdict.URGENT),
        ("wanna foo foo to quit", Verdict.URGENT),
        ("want foo foo quit", Verdict.URGENT),
        ("want foo foo foo quit", Verdict.CALM),
        ("want foo foo foo to quit", Verdict.CALM),
        ("want to foo quit", Verdict.URGENT),
        ("want foo foo to foo quit", Verdict.CALM),
        ("quit want", Verdict.CALM),
        ("zorb", Verdict.URGENT),
        ("zorbing", Verdict.URGENT),
        ("zor", Verdict.CALM),
        # A class as one place, left out or beside another word; its name is none of its words.
        ("when fresh", Verdict.TOPIC),
        ("fresh", Verdict.TOPIC),
        ("when due", Verdict.TOPIC),
        ("whenever due", Verdict.TOPIC),
        ("asked due", Verdict.CALM),
        # By itself a doubtful rule calls for a topic.
        ("murk", Verdict.TOPIC),
        ("murk zap", Verdict.URGENT),
        # A word that speaks against it, up to eight words before and four after.
        ("lol zap", Verdict.CALM),
        ("jaja zap", Verdict.CALM),
        ("lol" + " foo" * 7 + " zap", Verdict.CALM),
        ("foo lol" + " foo" * 7 + " zap", Verdict.CALM),
        ("lol" + " foo" * 8 + " zap", Verdict.URGENT),
        ("foo lol" + " foo" * 8 + " zap", Verdict.URGENT),
        ("zap foo foo foo lol", Verdict.CALM),
        ("zap foo foo foo foo lol", Verdict.URGENT),
        ("want quit foo foo foo lol", Verdict.CALM),
        ("want quit foo foo foo foo lol", Verdict.URGENT),
        ("lol whack", Verdict.URGENT),
        # Only within the sentence.
        ("lol. zap", Verdict.URGENT),
        ("foo lol. foo zap", Verdict.URGENT),
        ("zap. lol", Verdict.URGENT),
        ("foo. lol zap", Verdict.CALM),
        ("zap lol. foo", Verdict.CALM),
        ("foo. foo. zap foo lol. foo. foo", Verdict.CALM),
        ("lol. foo. zap. foo. lol", Verdict.URGENT),
        # What a rule needs may stand anywhere.
        ("fume", Verdict.CALM),
        ("when. foo foo foo foo foo foo foo foo foo foo fume", Verdict.URGENT),
        # Taken back where it shares a word, within a sentence and not past an "I".
        ("car zap", Verdict.CALM),
        ("car foo foo foo zap", Verdict.CALM),
        ("car foo foo foo foo zap", Verdict.URGENT),
        ("car gone zap", Verdict.CALM),
        ("car gone foo zap", Verdict.CALM),
        ("car zap zap", Verdict.CALM),
        ("car foo gone. zap", Verdict.URGENT),
        ("car. zap", Verdict.URGENT),
        ("car. gone. car zap", Verdict.CALM),
        ("foo. car zap. foo", Verdict.CALM),
        ("car i zap", Verdict.URGENT),
        ("car foo i zap", Verdict.URGENT),
        ("i car zap", Verdict.CALM),
        ("zap car i gone", Verdict.URGENT),
        ("car whack", Verdict.URGENT),
        # Without gaps, or with some of them.
        ("gofaroff", Verdict.URGENT),
        ("igofaroff", Verdict.URGENT),
        ("foo gofar off foo", Verdict.URGENT),
        ("go faroff", Verdict.URGENT),
        ("go far off", Verdict.CALM),
        ("gofar offer", Verdict.CALM),
        ("forgo faroff", Verdict.CALM),
        ("go far offer gofaroff", Verdict.URGENT),
    ],
)
def test_each_verdict_has_its_reason(said: Said, text: str, verdict: Verdict) -> None:
    assert said(text).verdict is verdict


@pytest.mark.parametrize(
    ("text", "situation"),
    [
        ("zap", Situation.SELF),
        ("son zap", Situation.OTHER),
        ("foo son foo foo foo foo foo zap", Situation.OTHER),
        ("foo son foo foo foo foo foo foo zap", Situation.SELF),
        ("son foo foo foo foo foo zap", Situation.OTHER),
        ("zap son", Situation.SELF),
        ("i son zap", Situation.OTHER),
        ("son i zap", Situation.SELF),
        ("want her quit", Situation.OTHER),
        ("her want my quit", Situation.SELF),
        ("son skip", Situation.SELF),
        ("son whack", Situation.ABUSE),
        ("gofaroff", Situation.SELF),
        ("son zap foo foo foo foo foo foo foo zap", Situation.SELF),
        ("zap whack", Situation.SELF),
        ("son zap whack", Situation.ABUSE),
        ("zap whack bang", Situation.DANGER),
        ("gofaroff whack", Situation.SELF),
        ("gofaroff bang", Situation.DANGER),
    ],
)
def test_each_situation_has_its_reason(said: Said, text: str, situation: Situation) -> None:
    found = said(text)
    assert (found.verdict, found.situation) == (Verdict.URGENT, situation)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("foo", ""),
        ("and", "en"),
        ("the", ""),
        ("the que", "es"),
        ("and que", ""),
        ("and and que que que", ""),
        ("and and que que que que", "es"),
        ("zap", "en"),
        ("zap que", ""),
        ("zap zap whack que", "en"),
        ("zap zap que que", "es"),
        ("gofaroff", "en"),
        ("gofaroff que que", "es"),
    ],
)
def test_each_language_has_its_reason(said: Said, text: str, language: str) -> None:
    assert said(text).language == language


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("foo", ()),
        ("news", ("en/news",)),
        ("news zap", ("en/zap",)),
        ("zap whack zap gofaroff", ("en/joined", "en/whack", "en/zap")),
    ],
)
def test_the_reasons_are_named_in_order(said: Said, text: str, because: tuple[str, ...]) -> None:
    assert said(text).because == because


# --- where the rules found nothing urgent -------------------------------------------------------


class Weighing:
    """In place of the score: what it says of a message, and of its heaviest window."""

    def __init__(self, of: dict[str, int], window: dict[str, int]) -> None:
        self.of = of.__getitem__
        self.window = window

    def heaviest(self) -> Weighing:
        return Weighing(self.window, {})


SELF_HEAVIEST = {"self_harm": 12, "other": 4, "danger": 3, "abuse": -1}
NEARLY_DANGER = {"self_harm": 10, "other": 4, "danger": 3, "abuse": -1}  # 911 leads in doubt
DANGER_HEAVIEST = {"self_harm": -9, "other": -8, "danger": -1, "abuse": -6}


@pytest.mark.parametrize(
    ("text", "scores", "window", "expected"),
    [
        (
            "and foo",
            {URGENT: 1, TOPIC: 9},
            SELF_HEAVIEST,
            Assessment(Verdict.URGENT, Situation.SELF, "en", ("score",)),
        ),
        (
            "and foo",
            {URGENT: 1, TOPIC: 9},
            NEARLY_DANGER,
            Assessment(Verdict.URGENT, Situation.DANGER, "en", ("score",)),
        ),
        (
            "que news",
            {URGENT: 1, TOPIC: 9},
            DANGER_HEAVIEST,
            Assessment(Verdict.URGENT, Situation.DANGER, "es", ("score",)),
        ),
        ("and", {URGENT: 0, TOPIC: 0}, {}, Assessment(Verdict.CALM, None, "en", ())),
        ("and", {URGENT: 0, TOPIC: 1}, {}, Assessment(Verdict.TOPIC, None, "en", ("score",))),
        ("news", {URGENT: 0, TOPIC: 1}, {}, Assessment(Verdict.TOPIC, None, "", ("en/news",))),
        ("news", {URGENT: -1, TOPIC: -1}, {}, Assessment(Verdict.TOPIC, None, "", ("en/news",))),
        (
            "murk",
            {URGENT: -47, TOPIC: 0},
            SELF_HEAVIEST,
            Assessment(Verdict.URGENT, Situation.ABUSE, "", ("en/murk",)),
        ),
        ("murk", {URGENT: -48, TOPIC: 0}, {}, Assessment(Verdict.TOPIC, None, "", ("en/murk",))),
        (
            "zap",
            {URGENT: -9, TOPIC: -9},
            SELF_HEAVIEST,
            Assessment(Verdict.URGENT, Situation.SELF, "en", ("en/zap",)),
        ),
    ],
)
def test_the_score_adds_and_never_takes_away(
    monkeypatch: pytest.MonkeyPatch,
    said: Said,
    text: str,
    scores: dict[str, int],
    window: dict[str, int],
    expected: Assessment,
) -> None:
    monkeypatch.setattr(check, "weigh", lambda *_: Weighing(scores, window))
    assert assess(text) == expected


@pytest.mark.parametrize(
    ("text", "ahead", "situation"),
    [
        # Thoughts of suicide beside abuse: 988 is right for both.
        pytest.param("zap whack", {"abuse": 27}, Situation.SELF, id="suicide-beside-abuse"),
        pytest.param("zap whack", {"abuse": 29}, Situation.ABUSE, id="clearly-abuse"),
        # A body at risk beside anything: 911 leads.
        pytest.param("zap bang", {"self_harm": 95}, Situation.DANGER, id="danger-beside-suicide"),
        pytest.param("zap bang", {"self_harm": 97}, Situation.SELF, id="clearly-suicide"),
        # Alone it has less.
        pytest.param("bang", {"self_harm": 63}, Situation.DANGER, id="danger-alone"),
        pytest.param("bang", {"self_harm": 65}, Situation.SELF, id="danger-hardly"),
    ],
)
def test_of_several_dangers_the_safer_order_counts_for_more(
    monkeypatch: pytest.MonkeyPatch,
    said: Said,
    text: str,
    ahead: dict[str, int],
    situation: Situation,
) -> None:
    assert said(text).verdict is Verdict.URGENT
    scores = dict.fromkeys((each.value for each in Situation), 0) | ahead
    monkeypatch.setattr(check, "weigh", lambda *_: Weighing({URGENT: -9, TOPIC: -9}, scores))
    assert assess(text).situation is situation


@pytest.mark.parametrize(
    ("words", "situation"), [(30, Situation.ABUSE), (31, Situation.SELF)], ids=["short", "long"]
)
def test_of_several_dangers_in_a_long_message_the_safer_leads_whatever_the_score(
    monkeypatch: pytest.MonkeyPatch, said: Said, words: int, situation: Situation
) -> None:
    scores = dict.fromkeys((each.value for each in Situation), 0) | {"abuse": 99}
    monkeypatch.setattr(check, "weigh", lambda *_: Weighing({URGENT: -9, TOPIC: -9}, scores))
    assert assess("zap whack" + " foo" * (words - 2)).situation is situation


def test_the_weightiest_words_come_first_and_no_more_than_were_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = {"calm": -2 * STEP, "cry": 3 * STEP, "foo": STEP // 2}
    tables = {
        target: Table(array("b", bytes(1 << BITS[target])), array("b", [*words.values(), 0]), 0)
        for target in TARGETS
    }
    places = {word: at for at, word in enumerate(words)}
    weights = Weights(places, (1, 2, 3, 0), (1, 2, 3, 0), tables)
    monkeypatch.setattr(check, "load", lambda: (None, weights))
    heaviest = [("cry", 3.0), ("calm", -2.0), ("foo", 0.5), ("", 0.0)]
    assert weightiest("foo calm cry") == heaviest
    assert weightiest("foo calm cry", 2) == heaviest[:2]
    assert len(weightiest("foo calm cry foo calm cry")) == 5


def test_each_stage_can_be_asked_alone(monkeypatch: pytest.MonkeyPatch, said: Said) -> None:
    scores = {URGENT: 1, TOPIC: 1}
    monkeypatch.setattr(check, "weigh", lambda *_: Weighing(scores, SELF_HEAVIEST))
    by_score = Assessment(Verdict.URGENT, Situation.SELF, "", ("score",))
    assert assess("bang", stages=Stages.SCORE) == by_score
    assert assess("bang", stages=Stages.BOTH).because == ("en/bang",)
    assert assess("foo", stages=Stages.RULES).verdict is Verdict.CALM
    assert assess("", stages=Stages.BOTH).verdict is Verdict.CALM
