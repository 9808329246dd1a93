from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.flow.place import Mark, Path, Source
from responder.flow.problem import Level, one_line, show
from responder.flow.source import read


def read_text(text: str) -> Source:
    return read("f.yaml", text.encode())


def found(text: str | bytes) -> list[str]:
    source = read("f.yaml", text if isinstance(text, bytes) else text.encode())
    return [one_line(problem).removeprefix("f.yaml:") for problem in source.problems]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        pytest.param("zip: 06106\n", {"zip": "06106"}, id="a number keeps its digits"),
        pytest.param("a: yes\nb: null\n", {"a": "yes", "b": "null"}, id="words stay words"),
        pytest.param("a: 2026-12-08\n", {"a": "2026-12-08"}, id="a date stays as written"),
        pytest.param("a:\n", {"a": ""}, id="nothing is an empty text"),
        pytest.param("0: a\n00: b\n", {"0": "a", "00": "b"}, id="keys keep their digits"),
        pytest.param("a: >-\n  b: c # d\n  “e”\n", {"a": "b: c # d “e”"}, id="a block is text"),
        pytest.param("a: [b, c]\n", {"a": ["b", "c"]}, id="a list in brackets"),
        pytest.param("a:\n  - b\n  - c\n", {"a": ["b", "c"]}, id="a list with hyphens"),
        pytest.param("a: {b: c}\n", {"a": {"b": "c"}}, id="a map in braces"),
        pytest.param("a: &x b\n", {"a": "b"}, id="an anchor that nobody uses"),
        pytest.param("\ufeffa: b\n", {"a": "b"}, id="a byte-order mark"),
        pytest.param("a: b\r\nc: d\r\n", {"a": "b", "c": "d"}, id="Windows line ends"),
        pytest.param("---\na: b\n", {"a": "b"}, id="one document with its mark"),
        pytest.param("a: b # why\n", {"a": "b"}, id="a comment after what nobody reads"),
        pytest.param('en: "#1" # why\n', {"en": "#1"}, id="a comment after a closed quote"),
        pytest.param("en: no#1\n", {"en": "no#1"}, id="a hash within a word"),
    ],
)
def test_a_file_becomes_plain_strings(text: str, tree: object) -> None:
    source = read_text(text)
    assert (source.tree, source.problems) == (tree, ())


TEXT = """\
pages:
  plan:
    key: 3
    text:
      en: >-
        Call 988, or
        text it 🙂 now.
      es: "Llame ya"
    words: [plan, é 🙂 x, last]
    link:
  next: here
"""


@pytest.mark.parametrize(
    ("path", "mark"),
    [
        pytest.param(("pages", "plan", "key"), Mark(3, 10, 1), id="a value"),
        pytest.param(("pages", "plan", "text", "en"), Mark(6, 9, 12), id="a block: its words"),
        pytest.param(("pages", "plan", "text", "es"), Mark(8, 11, 10), id="in quotes"),
        pytest.param(("pages", "plan", "words", 2), Mark(9, 26, 4), id="after an emoji"),
        pytest.param(("pages", "plan", "link"), Mark(10, 5, 4), id="an empty value: its key"),
        pytest.param(("pages", "plan"), Mark(2, 3, 4), id="many lines: the key"),
        pytest.param(("pages", "plan", "source"), Mark(2, 3, 4), id="missing: the key around it"),
        pytest.param(("pages", "gone", "source"), Mark(1, 1, 5), id="missing further out"),
        pytest.param(("meetings",), None, id="nowhere"),
    ],
)
def test_every_part_has_its_place(path: Path, mark: Mark | None) -> None:
    assert read_text(TEXT).mark(path) == mark


@pytest.mark.parametrize(
    ("words", "mark"),
    [
        pytest.param("988", Mark(6, 14, 3), id="in the first line"),
        pytest.param("now", Mark(7, 19, 3), id="in a later line, after an emoji"),
        pytest.param("Llame", Mark(6, 9, 12), id="in another text: the whole value"),
    ],
)
def test_words_are_found_inside_a_text(words: str, mark: Mark) -> None:
    assert read_text(TEXT).mark(("pages", "plan", "text", "en"), words) == mark


def test_a_part_knows_its_last_line() -> None:
    places = read_text(TEXT).places
    assert places["pages", "plan"].last == 10
    assert places["pages", "plan", "text"].last == 8
    assert places["pages", "plan", "text", "en"].last == 7


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param(
            "a: b: c\n",
            "1:5: error: a colon inside the words is read as the end of a key [not-yaml]",
            id="a colon in the words",
        ),
        pytest.param(
            "a: b\n  c: d\n",
            "2:3: error: this line is moved in further than the lines above it [not-yaml]",
            id="a line too far in",
        ),
        pytest.param(
            "a:\n  b: 1\n c: 2\n",
            "3:2: error: this line does not line up with the lines above it [not-yaml]",
            id="a line not far enough in",
        ),
        pytest.param(
            "a:\n  b: 1\nfoo\nc: 2\n",
            "3:1: error: this line has no key with a colon after it [not-yaml]",
            id="a line without a key",
        ),
        pytest.param(
            "a: 1\nb:x\nc: 2\n",
            "2:1: error: this line has no key with a colon after it [not-yaml]",
            id="a key without the space",
        ),
        pytest.param(
            "a: @home\n", "1:4: error: words cannot begin with @ here [not-yaml]", id="an at sign"
        ),
        pytest.param(
            "a: *Free* food\n",
            "1:4: error: words cannot begin with * here [not-yaml]",
            id="a star",
        ),
        pytest.param(
            "a: & more\n", "1:4: error: words cannot begin with & here [not-yaml]", id="an and sign"
        ),
        pytest.param(
            "a: %x\n", "1:4: error: words cannot begin with % here [not-yaml]", id="a percent sign"
        ),
        pytest.param(
            'a: "x\nb: c\n',
            "1:4: error: the quote that opens here is never closed [not-yaml]",
            id="an open quote",
        ),
        pytest.param(
            'a: "x\nb: c\nd: "e"\n',
            "1:4: error: the quote that opens here is not closed before the next one, in line 3"
            " [not-yaml]",
            id="an open quote, and a quote below it",
        ),
        pytest.param(
            "a: [x, 'y]\nb: c's\n",
            "1:8: error: the quote that opens here is never closed [not-yaml]",
            id="an open quote in a list, and an apostrophe below it",
        ),
        pytest.param(
            "a: it's so\nb: 'c'd\n",
            "2:7: error: something follows the closing quote [not-yaml]",
            id="an apostrophe in words above closed quotes",
        ),
        pytest.param(
            "a: 'b'\nc: \"d\"e\n",
            "2:7: error: something follows the closing quote [not-yaml]",
            id="closed quotes above",
        ),
        pytest.param(
            "a: 'don't'\n",
            "1:9: error: something follows the closing quote [not-yaml]",
            id="an apostrophe inside single quotes",
        ),
        pytest.param(
            "a: {b: c\nd: e\n",
            "1:4: error: the bracket that opens here is never closed [not-yaml]",
            id="an open bracket",
        ),
        pytest.param(
            'a: "\\q"\n',
            "1:5: error: a backslash inside double quotes has a meaning of its own [not-yaml]",
            id="a backslash",
        ),
        pytest.param(
            "a: >- words\n  more\n",
            "1:7: error: words stand on the line of the >- [not-yaml]",
            id="words behind the mark",
        ),
        pytest.param(
            "a: - b\n",
            "1:4: error: a list begins on the line of its key [not-yaml]",
            id="a hyphen behind a key",
        ),
        pytest.param(
            "? [a]\n: b\n", "1:3: error: a key must be a plain word [not-yaml]", id="a list as key"
        ),
        pytest.param(
            "a: !Now come\n",
            "1:4: error: !Now is a YAML tag, which flow files do not use [yaml-tag]",
            id="a word that is a tag",
        ),
        pytest.param(
            "a: &x b\nc: *x\n",
            "2:4: error: *x is a YAML alias, which flow files do not use [yaml-alias]",
            id="an alias",
        ),
        pytest.param(
            "a: &x {b: c}\nd:\n  <<: *x\n",
            "3:7: error: *x is a YAML alias, which flow files do not use [yaml-alias]",
            id="a merge of an alias",
        ),
        pytest.param(
            "a: b\nc: d\na: e\n",
            '3:1: error: "a" is given twice, on line 1 and on line 3 [key-twice]',
            id="a key twice",
        ),
        pytest.param(
            'a: b\n"a": c\n',
            '2:1: error: "a" is given twice, on line 1 and on line 2 [key-twice]',
            id="a key twice, once in quotes",
        ),
        pytest.param(
            "a: b\n---\nc: d\n",
            "2:1: error: a second document begins at this --- [two-documents]",
            id="two documents",
        ),
        pytest.param(
            "t: { en: Mental, Emotional and more, es: x }\n",
            '1:18: error: the comma makes "Emotional and more" a key of its own'
            " [words-became-keys]",
            id="a comma in braces",
        ),
        pytest.param(
            "t: { en: Crisis: call }\n",
            "1:16: error: a colon inside the words is read as the end of a key [not-yaml]",
            id="a colon in braces",
        ),
        pytest.param(
            "en: We are #1 here\n",
            "1:12: error: everything from the # on is read as a comment [cut-by-hash]",
            id="a hash in people's words",
        ),
        pytest.param(
            "en:  # nobody yet\n",
            "1:6: error: everything from the # on is read as a comment [cut-by-hash]",
            id="a hash in place of people's words",
        ),
        pytest.param(
            "en:\n  - plan # the short one\n",
            "2:10: error: everything from the # on is read as a comment [cut-by-hash]",
            id="a hash behind a word",
        ),
        pytest.param(
            "- a\n- b\n",
            "1:1: error: the file does not begin with a key such as pages: [not-a-map]",
            id="a list",
        ),
        pytest.param(
            "call 988\n",
            "1:1: error: the file does not begin with a key such as pages: [not-a-map]",
            id="only words",
        ),
        pytest.param(
            "a: 🙂\n  \tb: c\n",
            "2:3: error: the line is moved in with a tab [tab-indent]",
            id="a tab after spaces",
        ),
        pytest.param(
            "a:\n  \u00a0b: c\n",
            "2:3: error: the line is moved in with a no-break space [hard-space-indent]",
            id="a no-break space after spaces",
        ),
        pytest.param(
            b"a: b\nc: caf\xe9\n",
            "2:7: error: the file is saved in a Windows code page, not in UTF-8 [not-utf8]",
            id="a Windows code page",
        ),
        pytest.param(
            "a: é\nb: c\n".encode("utf-16"),
            "1:1: error: the file is saved as “Unicode” (UTF-16), not in UTF-8 [not-utf8]",
            id="UTF-16",
        ),
        pytest.param(
            "", " error: the file is empty, or holds only comments [file-empty]", id="nothing"
        ),
        pytest.param(
            "\n# a: b\n",
            " error: the file is empty, or holds only comments [file-empty]",
            id="only a comment",
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_why(text: str | bytes, problem: str) -> None:
    source = read("f.yaml", text if isinstance(text, bytes) else text.encode())
    assert found(text) == [problem]
    assert source.tree is None


@pytest.mark.parametrize(
    ("text", "tree", "problem"),
    [
        pytest.param(
            "a: b\x0bc\n",
            {"a": "b c"},
            "1:5: warning: there is a hidden character here (vertical tab) [hidden-character]",
            id="a vertical tab",
        ),
        pytest.param(
            'a: "b\\vc"\n',
            {"a": "b c"},
            "1:4: warning: there is a hidden character here (vertical tab) [hidden-character]",
            id="an escaped vertical tab",
        ),
        pytest.param(
            "a: b\u200bc\n",
            {"a": "bc"},
            "1:5: warning: there is a hidden character here (zero width space) [hidden-character]",
            id="a zero-width space",
        ),
        pytest.param(
            "a: b\u2028c\nd: e\n",
            {"a": "b c", "d": "e"},
            "1:5: warning: there is a hidden character here (line separator) [hidden-character]",
            id="a line separator, which is no line end",
        ),
        pytest.param(
            "a: b\x00c\n",
            {"a": "bc"},
            "1:5: warning: there is a hidden character here (null character) [hidden-character]",
            id="a null",
        ),
        pytest.param(
            "\u200ba: b\n",
            {"a": "b"},
            "1:1: warning: there is a hidden character here (zero width space) [hidden-character]",
            id="in a key",
        ),
        pytest.param(
            "a: “b”\n",
            {"a": "“b”"},
            "1:4: warning: “ is read as part of the words, not as a quote around them"
            " [curly-quotes]",
            id="curly quotes",
        ),
    ],
)
def test_a_file_with_odd_letters_is_read_with_a_warning(
    text: str, tree: object, problem: str
) -> None:
    assert (read_text(text).tree, found(text)) == (tree, [problem])


def test_a_shown_line_cannot_move_the_cursor_of_a_terminal() -> None:
    source = read_text("a: \x1b[2J b\n")
    assert [problem.source_line for problem in source.problems] == ["a: ·[2J b"]


def test_all_faults_of_a_file_are_found_at_once() -> None:
    assert found("a: !x y\nen: b # c\na: d\n") == [
        "1:4: error: !x is a YAML tag, which flow files do not use [yaml-tag]",
        "2:7: error: everything from the # on is read as a comment [cut-by-hash]",
        '3:1: error: "a" is given twice, on line 1 and on line 3 [key-twice]',
    ]


def test_twelve_levels_may_stand_inside_each_other_and_thirteen_may_not() -> None:
    def nested(levels: int) -> str:
        return "".join(f"{' ' * level}k:\n" for level in range(levels))

    assert found(nested(12)) == []
    assert found(nested(13)) == [
        "13:15: error: more than 12 levels stand inside each other [too-deep]"
    ]


def test_a_file_of_256_kilobytes_is_read_and_one_byte_more_is_not() -> None:
    whole = "a: b\n" + "#" * (256 * 1024 - 5)
    assert found(whole) == []
    assert found(whole + "#") == [" error: the file is larger than 256 KB [file-too-large]"]


YAML_LIKE = st.text("ab: -\n'\"[]{},#&*!|>%@\t\u00a0\x00\x0b\x85\u2028é🙂?\\<=~\r0", max_size=60)


@given(YAML_LIKE.map(str.encode) | st.binary(max_size=60))
@settings(max_examples=400, deadline=None)
def test_whatever_stands_in_a_file_it_is_read_or_refused_with_a_place(raw: bytes) -> None:
    source = read("f.yaml", raw)
    refused = any(problem.level is Level.ERROR for problem in source.problems)
    assert (source.tree is None) == refused
    for problem in source.problems:
        assert (problem.line, problem.column) == (0, 0) or min(problem.line, problem.column) >= 1
    assert len(show(source.problems).splitlines()) >= 1 + 3 * len(source.problems)
