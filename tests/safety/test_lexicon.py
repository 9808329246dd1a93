"""A damaged word list is refused by name; the shipped ones are whole and each rule is reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from responder.safety.assess import load
from responder.safety.fold import fold
from responder.safety.lexicon import LANGUAGES, read
from responder.safety.wordlist import Kind, WordList, WordListError


def write_empty_lists(folder: Path) -> None:
    for language in LANGUAGES:
        (folder / f"{language}.toml").write_text("", "utf-8")


REASONS = "added = 2026-11-25\nwhy = 'So.'\n"
URGENT = f"[[urgent]]\nid = 'a'\n{REASONS}situation = 'self_harm'\n"
ALLOWED = f"[[allowed]]\nid = 'b'\n{REASONS}line = 'calm'\nsays = ['a']\n"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        pytest.param(
            "x = [1",
            "is not TOML: Unclosed array (at end of document)",
            id="not-toml",
        ),
        pytest.param("wrods = 'a'", "'wrods' is no part of a word list", id="unknown-part"),
        pytest.param(
            "classes = 3", "[classes] must hold one line of words for each class", id="no-table"
        ),
        pytest.param("[classes]\nx = 3", "class 'x' holds no words", id="not-words"),
        pytest.param("[classes]\nx = ' '", "class 'x' holds no words", id="empty-class"),
        pytest.param("[classes]\nx = '@y'", "there is no class 'y'", id="class-of-a-missing-class"),
        pytest.param("[classes]\nx = '@x'", "class 'x' holds itself", id="class-in-itself"),
        pytest.param(
            "[classes]\nx = '?'", "'?' has too few letters to be found", id="sign-as-a-word"
        ),
        pytest.param(
            "[classes]\nx = 'su*'", "'su*' has too few letters to be found", id="short-stem"
        ),
        pytest.param(
            "[classes]\nx = 'self_injur*'",
            "'self_injur*' must be one word, for a stem is the beginning of one",
            id="stem-of-two-words",
        ),
        pytest.param("markers = 3", "'markers' holds no words", id="markers-not-words"),
        pytest.param("urgent = 3", "'urgent' must be written [[urgent]]", id="rules-not-a-list"),
        pytest.param("[[urgent]]\nsays = ['a']", "an entry of [[urgent]] has no id", id="no-id"),
        pytest.param(
            URGENT + "says = ['a']\nnote = 1",
            "'en/a' has 'note', which means nothing there",
            id="odd-key",
        ),
        pytest.param(
            URGENT.replace("self_harm", "sad") + "says = ['a']",
            "'en/a' names no situation of self_harm, other, danger, abuse",
            id="unknown-situation",
        ),
        pytest.param(
            URGENT.replace("added = 2026-11-25", ""),
            "'en/a' does not say when it was added: write added = 2026-11-25, without quotes",
            id="no-date",
        ),
        pytest.param(
            URGENT.replace("2026-11-25", "'2026-11-25'"),
            "'en/a' does not say when it was added: write added = 2026-11-25, without quotes",
            id="date-in-quotes",
        ),
        pytest.param(
            URGENT.replace("2026-11-25", "2026-11-25T09:00:00"),
            "'en/a' does not say when it was added: write added = 2026-11-25, without quotes",
            id="date-with-a-time",
        ),
        pytest.param(
            URGENT.replace("why = 'So.'", ""),
            "'en/a' does not say why: write why = \"...\", one short sentence",
            id="no-reason",
        ),
        pytest.param(
            URGENT.replace("So.", " "),
            "'en/a' does not say why: write why = \"...\", one short sentence",
            id="empty-reason",
        ),
        pytest.param(
            ALLOWED.replace("line = 'calm'", "of = ['a']"),
            "'en/b' names no calm message that made it needed: write line = \"...\"",
            id="no-calm-line",
        ),
        pytest.param(
            URGENT + "says = ['a']\nline = 'calm'",
            "'en/a' has 'line', which means nothing there",
            id="calm-line-of-an-urgent-rule",
        ),
        pytest.param(
            ALLOWED + "of = 3", "'en/b': of must be a list of names in [ ]", id="of-not-a-list"
        ),
        pytest.param(
            URGENT + "says = ['a']\nneeds = 3",
            "'en/a': needs must be a list of names in [ ]",
            id="needs-not-a-list",
        ),
        pytest.param(
            URGENT + "says = ['a']\nneeds = ['x']",
            "'en/a': there is no class 'x'",
            id="unknown-needs",
        ),
        pytest.param(
            URGENT + "says = ['a']\nunless = ['x']\n[classes]\nx = 'abc*'",
            "'en/a': class 'x' must hold whole, single words for this",
            id="stem-in-unless",
        ),
        pytest.param(URGENT, "rule 'a' says nothing", id="no-phrase"),
        pytest.param(URGENT + "says = []", "rule 'a' says nothing", id="empty-phrases"),
        pytest.param(
            URGENT + "says = ['to?']",
            "'en/a', phrase 'to?': all of it may be left out",
            id="nothing-required",
        ),
        pytest.param(
            URGENT + "says = ['']",
            "'en/a', phrase '': all of it may be left out",
            id="nothing-at-all",
        ),
        pytest.param(
            URGENT + "says = ['a ..9 b']",
            "'en/a', phrase 'a ..9 b': a gap is at most 8 words",
            id="gap-too-wide",
        ),
        pytest.param(
            URGENT + "says = ['a ..2']",
            "'en/a', phrase 'a ..2': it ends with a gap",
            id="gap-at-the-end",
        ),
        pytest.param(
            URGENT + "says = ['@who']",
            "'en/a', phrase '@who': there is no class 'who'",
            id="unknown-class",
        ),
        pytest.param(
            URGENT + "says = ['a']\nunless = 'x'",
            "'en/a': unless must be a list of names in [ ]",
            id="unless-not-a-list",
        ),
        pytest.param(
            URGENT + "says = ['a']\nunless = ['x']",
            "'en/a': there is no class 'x'",
            id="unknown-unless",
        ),
        pytest.param(
            URGENT + "says = ['a']\nunless = ['x']\n[classes]\nx = 'a_b'",
            "'en/a': class 'x' must hold whole, single words for this",
            id="phrase-in-unless",
        ),
        pytest.param(
            URGENT + "says = ['a']\nwho = 'them'", "'en/a': who can only be 'speaker'", id="odd-who"
        ),
        pytest.param(
            URGENT + "says = ['a']\ndoubtful = 'yes'",
            "'en/a': doubtful can only be true or false",
            id="odd-doubt",
        ),
        pytest.param(
            ALLOWED,
            "'en/b' does not say which rules it takes back",
            id="allows-nothing",
        ),
        pytest.param(
            ALLOWED + "of = ['no-such']",
            "'en/b' takes back 'no-such', which is no urgent rule",
            id="allows-the-unknown",
        ),
        pytest.param(
            URGENT + "says = ['a']\n" + URGENT + "says = ['b']",
            "two rules are named 'en/a'",
            id="two-of-a-name",
        ),
    ],
)
def test_a_damaged_list_is_refused_with_its_name_and_fault(
    tmp_path: Path, content: str, what: str
) -> None:
    write_empty_lists(tmp_path)
    (tmp_path / "en.toml").write_text(content, "utf-8")
    with pytest.raises(WordListError) as raised:
        read(tmp_path)
    assert (raised.value.file, raised.value.what) == ("en.toml", what)


def test_a_fault_is_told_of_the_list_that_it_stands_in(tmp_path: Path) -> None:
    write_empty_lists(tmp_path)
    (tmp_path / "es.toml").write_text(ALLOWED + "of = ['no-such']", "utf-8")
    what = r"^es\.toml: 'es/b' takes back 'no-such', which is no urgent rule$"
    with pytest.raises(WordListError, match=what):
        read(tmp_path)


def test_a_missing_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WordListError, match=r"^en\.toml: cannot be read \(FileNotFoundError\)$"):
        read(tmp_path)


def test_a_list_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "en.toml").write_bytes(b"\xff")
    with pytest.raises(WordListError, match=r"^en\.toml: cannot be read \(UnicodeDecodeError\)$"):
        read(tmp_path)


def test_words_may_be_written_with_accents_and_in_capitals(tmp_path: Path) -> None:
    write_empty_lists(tmp_path)
    (tmp_path / "en.toml").write_text(URGENT + "says = ['Zabiję Don’t']", "utf-8")
    found = read(tmp_path).matcher.find(fold("zabije dont").words)
    assert [hit.rule for hit in found.hits] == ["en/a"]


def test_a_real_word_is_no_slip_of_one_in_the_lists(tmp_path: Path) -> None:
    write_empty_lists(tmp_path)
    (tmp_path / "en.toml").write_text(URGENT + "says = ['hanging']", "utf-8")
    assert [hit.rule for hit in read(tmp_path).matcher.find(["handing"]).hits] == ["en/a"]
    assert read(tmp_path, real={"handing"}).matcher.find(["handing"]).hits == ()


# --- what is alike is in memory once --------------------------------------------------------------


def test_a_word_is_kept_once_whoever_has_it(tmp_path: Path) -> None:
    write_empty_lists(tmp_path)
    (tmp_path / "en.toml").write_text("speaker = 'myself'", "utf-8")
    known = "".join(["my", "self"])
    [word] = read(tmp_path, real=[known]).speaker["en"]
    assert word is known


def test_a_list_adds_its_words_to_those_that_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "en.toml"
    path.write_text("speaker = 'i my'", "utf-8")
    kept: dict[str, str] = {}
    words = {"i", "my"}
    assert WordList(path, "en", kept).plain("speaker") == words == kept.keys()
    assert WordList(path, "en").plain("speaker") == words


def test_a_class_that_stands_alone_is_not_copied(tmp_path: Path) -> None:
    path = tmp_path / "en.toml"
    path.write_text("[classes]\nx = 'abc'", "utf-8")
    words = WordList(path, "en")
    [place] = words.phrase(words.joined_rule, "@x")
    assert place.words is words.classes["x"]


def test_words_that_several_rules_name_are_kept_once(tmp_path: Path) -> None:
    write_empty_lists(tmp_path)
    same = "says = ['a']\nunless = ['x', 'y']\n"
    rules = (
        URGENT + same,
        URGENT.replace("'a'", "'c'") + same,
        ALLOWED + "of = ['a', 'c']\n",
        ALLOWED.replace("'b'", "'d'") + "of = ['c', 'a']\n",
    )
    classes = "[classes]\nx = 'abc'\ny = 'xyz'\n"
    (tmp_path / "en.toml").write_text(classes + "".join(rules), "utf-8")
    found = read(tmp_path).rules
    assert found["en/a"].unless == {"abc", "xyz"}
    assert found["en/a"].unless is found["en/c"].unless
    assert found["en/b"].of == {"a", "c"}
    assert found["en/b"].of is found["en/d"].of


def test_every_language_has_rules_of_every_kind() -> None:
    kinds = {(rule.language, rule.kind) for rule in load()[0].rules.values()}
    assert kinds == {(language, kind) for language in LANGUAGES for kind in Kind}
