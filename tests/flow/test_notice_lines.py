"""A notice goes into a flow file and out of it, and every other line stays as it was."""

from __future__ import annotations

from datetime import datetime

import pytest

from responder.flow.notice_lines import NoPlaceError, Wanted, with_notice, without_notices
from responder.flow.source import read

WANTED = Wanted(
    "Office: closed # today",
    "Oficina: cerrada # hoy",
    datetime.fromisoformat("2026-12-01 08:05"),
    datetime.fromisoformat("2026-12-01 20:00"),
)
WRITTEN = """\
  - text:
      en: >-
        Office: closed # today
      es: >-
        Oficina: cerrada # hoy
    from: 2026-12-01 08:05
    until: 2026-12-01 20:00
    crisis: false
"""
OTHER = """\
# above all
notices:   # the list
  # about the first
  - text:
      en: One.
      es: >-
        Uno.

        # these words are no comment
    from: 2026-12-24 0:00  # midnight
    until: 2026-12-26 0:00

  # about the second
  -
    text: {en: Two, es: Dos}
    from: 2026-12-24 0:00
    until: 2026-12-26 0:00
# below all
"""
STUCK = r"n\.yaml:[12]: the notices are not written one"
STARTS = {
    "empty list": ("# why\nnotices: []\n", "# why\nnotices:\n" + WRITTEN),
    "empty list, comment": ("notices: [ ] # none\n", "notices:  # none\n" + WRITTEN),
    "nothing": ("notices:\n", "notices:\n" + WRITTEN),
    "no end of line": ("notices: []", "notices:" + "\n" + WRITTEN),
    "no file": ("", "notices:\n" + WRITTEN),
    "only a comment": ("# none yet", "# none yet\nnotices:\n" + WRITTEN),
    "among other parts": ("notices: []\npages: {}\n", "notices:\n" + WRITTEN + "pages: {}\n"),
}


@pytest.mark.parametrize("name", STARTS)
def test_the_first_notice_goes_into(name: str) -> None:
    before, after = STARTS[name]
    assert with_notice("n.yaml", before.encode(), WANTED).decode() == after


def test_a_further_notice_goes_below_the_others() -> None:
    after = with_notice("n.yaml", OTHER.encode(), WANTED).decode()
    assert after == OTHER.replace("# below all\n", WRITTEN + "# below all\n")


def test_what_was_put_in_comes_out_again_without_a_trace() -> None:
    for before in (OTHER, "# why\nnotices: []\n"):
        added = with_notice("n.yaml", before.encode(), WANTED)
        last = len((read("n.yaml", added).tree or {})["notices"]) - 1
        assert without_notices("n.yaml", added, [last]).decode() == before


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        ([0], ["Two"]),
        ([1], ["One."]),
        ([0, 1], []),
    ],
    ids=["first", "second", "both"],
)
def test_of_several_those_that_are_named_go_and_every_comment_stays(
    gone: list[int], left: list[str]
) -> None:
    after = without_notices("n.yaml", OTHER.encode(), gone).decode()
    tree = read("n.yaml", after.encode()).tree
    assert tree is not None
    listed = tree["notices"]
    assert isinstance(listed, list)
    assert [each["text"]["en"] for each in listed] == left  # type: ignore[index, call-overload]  # trees of strings
    for comment in ("# above all", "# the list", "# about the first", "# below all"):
        assert comment in after


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte-order mark"])
def test_windows_line_ends_and_the_byte_order_mark_stay(mark: bytes) -> None:
    before = mark + OTHER.replace("\n", "\r\n").encode()
    added = with_notice("n.yaml", before, WANTED)
    assert added.startswith(mark + b"# above")
    assert b"\n" not in added.replace(b"\r\n", b"")
    assert without_notices("n.yaml", added, [2]) == before


@pytest.mark.parametrize(
    "written",
    ["notices: [{text: {en: a, es: b}}]\n", "notices: [\n  {text: {en: a, es: b}}\n]\n"],
    ids=["one line", "brackets"],
)
def test_what_only_a_person_can_edit_is_named_with_its_line(written: str) -> None:
    with pytest.raises(NoPlaceError, match=STUCK):
        with_notice("n.yaml", written.encode(), WANTED)
    with pytest.raises(NoPlaceError, match=STUCK):
        without_notices("n.yaml", written.encode(), [0])
