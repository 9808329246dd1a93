"""Faults seen at other lines, as staff meet them in `responder check`: the words compared whole.

What is read stands in tests/cases, what is printed in tests/checked. Of the table only the rows of
the case are kept, and no figures of proofs. `python tests/test_check_cases.py --rewrite` writes the
.txt files anew: read each one aloud before it is committed.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
import time_machine
import yaml
from click.testing import CliRunner

from responder.cli import commands
from responder.wording import gsm7

TESTS = Path(__file__).parent
CASES, CHECKED, SMALL = TESTS / "cases", TESTS / "checked", TESTS / "flows_small"
NOW = datetime(2026, 12, 1, 9, tzinfo=ZoneInfo("America/New_York"))

PAGE = """\
  {name}:
    words:
      en: [{name}]
      es: [{name}]
    title:
      en: Example
      es: Ejemplo
    text:
      en: {en}
      es: {es}
    source: example.org
    read_on: 2026-11-25
"""


# The goodbye of the small flows, and one that keeps every promise.
GOODBYES = {
    "en: Goodbye.": "en: Goodbye. Call 988.",
    "es: Adiós.": "es: Adiós. Llame al 988.",
}


def lay_out_small_flows(flows: Path) -> None:
    """Copy the small flows to `flows`, saying 988 before they hang up."""
    shutil.copytree(SMALL, flows)
    line = (flows / "line.yaml").read_text("utf-8")
    for old, new in GOODBYES.items():
        line = line.replace(f"{old}\n", f"{new}\n")
    (flows / "line.yaml").write_text(line, "utf-8")


def raw(case: str) -> bytes:
    return (CASES / case).read_bytes()


def as_written(case: str, key: str) -> str:
    """Return what stands behind the first `key:` in the file of a case, quotes included."""
    lines = raw(case).decode("utf-8-sig").splitlines()
    return next(line for line in lines if line.strip().startswith(key)).split(": ", 1)[1]


def pages(**said: tuple[str, str]) -> bytes:
    """Return a flow file with a page of each name, with these words in English and Spanish."""
    return (
        "pages:\n" + "".join(PAGE.format(name=n, en=en, es=es) for n, (en, es) in said.items())
    ).encode()


def _escape() -> bytes:
    return pages(
        extra1=(as_written("C05-escape.yaml", "text"), "Un ejemplo."),
        extra2=(as_written("C05-escape.yaml", "say"), "Un ejemplo."),
    )


def _spoken() -> bytes:
    case = yaml.safe_load(raw("C06-spoken.yaml"))
    return pages(extra1=(json.dumps(case["en"]["say"]), json.dumps(case["es"]["say"])))


def _segments(*, short: bool) -> bytes:
    cases = [each["text"] for each in json.loads(raw("C09-segments.json"))]
    texts = [text for text in cases if not short or _fits_one(text)]
    said = {
        f"extra{at}": (
            json.dumps(text, ensure_ascii=False),
            " ".join(["Un ejemplo.", *(n for n in ("988.", "211.") if n[:-1] in text)]),
        )
        for at, text in enumerate(texts, 1)
    }
    return pages(**said)


def _fits_one(text: str) -> bool:
    return not gsm7.unfit(text) and gsm7.segments(gsm7.fold(text)) <= 1


def _split() -> bytes:
    text = as_written("C10-split.yaml", "text")
    return pages(extra1=(text, text))


def _numbers() -> bytes:
    message = as_written("C11-numbers.yaml", "message")
    return pages(extra1=(message, message))


def _pasted() -> bytes:
    text = as_written("C13-pasted-bom-crlf.yaml", "text")
    content = pages(extra1=(text, "Llame al 988.")).replace(b"\n", b"\r\n")
    return b"\xef\xbb\xbf" + content


def _numbers_match() -> bytes:
    steps = yaml.safe_load(raw("C27-numbers-match.yaml"))["nodes"]
    said = {
        f"extra{at}": (json.dumps(step["en"]), json.dumps(step["es"], ensure_ascii=False))
        for at, step in enumerate(steps.values(), 1)
    }
    return pages(**said)


STAFF_FILES: dict[str, Callable[[], bytes]] = {
    "C05-escape": _escape,
    "C06-spoken": _spoken,
    "C09-segments": partial(_segments, short=False),
    "C09-segments-short": partial(_segments, short=True),
    "C10-split": _split,
    "C11-numbers": _numbers,
    "C12-dupkeys": lambda: raw("C12-dupkeys.yaml").replace(b"nodes:", b"pages:"),
    "C13-pasted-bom-crlf": _pasted,
    "C13-pasted-cp1252": lambda: raw("C13-pasted-cp1252.yaml"),
    "C13-pasted-nbsp": lambda: raw("C13-pasted-nbsp.yaml"),
    "C13-pasted-tab": lambda: raw("C13-pasted-tab.yaml"),
    "C14-bomb": lambda: raw("C14-bomb.yaml"),
    "C14-bomb-deep": lambda: raw("C14-bomb-deep.yaml"),
    "C14-bomb-tag": lambda: raw("C14-bomb-tag.yaml"),
    "C27-numbers-match": _numbers_match,
}
# Where the YAML library stops looking ahead is its own affair.
_LOOKED_AHEAD = re.compile(r"(?<=flows/staff\.yaml:1:)\d+(?=.*\[too-deep\]\n)(.*\n)  +1 \|.*\n.*\n")
_FIGURES = re.compile(r"^Walked .*\n\n?", re.MULTILINE)


def printed(case: str) -> str:
    """Return what `responder check flows` prints of a case, and the code it ends with."""
    with TemporaryDirectory() as folder, time_machine.travel(NOW, tick=False):
        lay_out_small_flows(Path(folder) / "flows")
        (Path(folder) / "flows" / "staff.yaml").write_bytes(STAFF_FILES[case]())
        before = Path.cwd()
        os.chdir(folder)
        try:
            done = CliRunner().invoke(commands, ["check", "flows"])
        finally:
            os.chdir(before)
    kept = "\n".join(_of_the_case(done.stdout)) + f"\nexit code {done.exit_code}\n"
    return _LOOKED_AHEAD.sub(r"...\1", kept)


def _of_the_case(output: str) -> Iterator[str]:
    in_table = output.startswith("page ")
    for line in _FIGURES.sub("", output).splitlines():
        in_table = in_table and bool(line)
        of_the_case = line.startswith(("page ", "extra"))
        if of_the_case or not in_table:
            yield line


@pytest.mark.parametrize("case", STAFF_FILES)
def test_staff_see_exactly_these_words(case: str) -> None:
    assert printed(case) == (CHECKED / f"{case}.txt").read_text("utf-8")


def test_each_file_of_words_belongs_to_a_case() -> None:
    assert {file.stem for file in CHECKED.iterdir()} == set(STAFF_FILES)


if __name__ == "__main__" and "--rewrite" in sys.argv:
    for each in STAFF_FILES:
        (CHECKED / f"{each}.txt").write_text(printed(each), "utf-8")
