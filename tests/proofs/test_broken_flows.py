"""Faults of flow files: each is found at its line before it is served, on loading or by proof."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from responder.flow.loader import load
from responder.flow.problem import Level
from responder.phone.phone import Caller, Texter, wsgi_line
from responder.proofs.promise import Broken, Promise
from responder.web import create_app
from tests.conftest import PUBLIC_URL, TOKEN, settings_for
from tests.proofs.conftest import SMALL, Proved, edit

# What is wrong, the file, what stands there, what is put in its place, the rule of the loader.
NOT_LOADED = {
    "a number altered in Spanish only": (
        "help.yaml",
        "Connecticut llame al 211",
        "Connecticut llame al 311",
        "number-one-digit-off",
    ),
    "key 9 given away": ("help.yaml", "key: 5", "key: 9", "crisis-key-taken"),
    "a translation missing": (
        "help.yaml",
        "      es: Números de ayuda\n",
        "",
        "missing-translation",
    ),
    "988 out of a crisis text": ("crisis.yaml", "Call or text 988 now.", "Call now.", "no-988"),
    "988 out of what is spoken": ("crisis.yaml", "llame al 988 ya", "llame ya", "no-988"),
    "988 out of the crisis line": ("line.yaml", "Crisis? Call or text 988.", "Crisis?", "no-988"),
    "a page under no page": (
        "initiatives.yaml",
        "under: initiatives\n    key: 4",
        "under: nowhere\n    key: 4",
        "under-unknown",
    ),
}


@pytest.mark.parametrize("name", NOT_LOADED)
def test_a_fault_that_the_loader_names_does_not_load(name: str, small: Path) -> None:
    file, old, new, rule = NOT_LOADED[name]
    edit(small / file, old, new)
    loaded = load(small)
    rules = {each.rule for each in loaded.problems if each.level is Level.ERROR}
    assert (loaded.flow, rule in rules) == (None, True), rules


# What passes the loader, in line.yaml: the new goodbye in each language, the story, and its line.
GOODBYES = {
    "without 988": (
        ("Goodbye.", "Adiós."),
        "call, press 3, say nothing 3 times: hung up without 988",
        "en: Goodbye.",
    ),
    "with more after it, in English": (
        ("Call 988. Or come by tomorrow.", "Adiós. Llame al 988."),
        "call, press 3, say nothing 3 times: hung up without 988",
        "en: Call 988. Or come by tomorrow.",
    ),
    "with more after it, in Spanish": (
        ("Goodbye. Call 988.", "Llame al 988. O venga mañana."),
        "call, press 2, say nothing 3 times: hung up without 988",
        "es: Llame al 988. O venga mañana.",
    ),
}


@pytest.mark.parametrize("name", GOODBYES)
def test_a_fault_that_the_loader_passes_is_found_at_its_line(
    name: str, small: Path, proved: Proved
) -> None:
    (english, spanish), story, line = GOODBYES[name]
    edit(small / "line.yaml", "en: Goodbye. Call 988.", f"en: {english}")
    edit(small / "line.yaml", "es: Adiós. Llame al 988.", f"es: {spanish}")
    lines = (small / "line.yaml").read_text("utf-8").splitlines()
    place = f"{small / 'line.yaml'}:{lines.index('      ' + line) + 1}"
    assert Broken(Promise.LAST_988, story, place) in proved(small).broken


def whole(words: str) -> bool:
    return re.search(r"(?<!\d)9\W{0,3}8\W{0,3}8(?!\d)", words) is not None


def loses_988(flows: Path) -> str:
    """Return where a line that serves `flows` does not say 988; nothing if it always does.

    This looks for itself, at far less than the proofs do.
    """
    line = wsgi_line(create_app(settings_for(flows), report=lambda _: None), TOKEN, PUBLIC_URL)
    for body in (
        "menu",
        "plan",
        "junta",
        "números",
        "crisis",
        "1",
        "qwrtz",
        "i want to die",
        "help",
    ):
        if not all(map(whole, Texter(line).text(body))):
            return body
    for keys in ("", "3", "33", "34", "4", "5", "23", "1", "21", "29"):
        caller = Caller(line)
        if not whole(caller.dial().words):
            return "pickup"
        if keys and not caller.ended:
            caller.press(keys)
        for _ in range(9):
            if not caller.ended:
                caller.wait()
        if not (caller.ended and re.search(r"9\W+8\W+8\W*$", caller.heard[-1].words)):
            return f"the end after {keys}"
    return ""


WITH_988 = [
    (file.name, number)
    for file in sorted(SMALL.glob("*.yaml"))
    for number, line in enumerate(file.read_text("utf-8").splitlines())
    if "988" in line or "Goodbye" in line or "Adiós" in line
]
ANY_LINE = [
    (file.name, number)
    for file in sorted(SMALL.glob("*.yaml"))
    for number in range(1, len(file.read_text("utf-8").splitlines()))
]
SLIPS = ("", "98", "989", "998", "9 88", "888", "9-8-8", "911", "nine eight eight")


Line = tuple[str, int]


def broken_at_random(flows: Path, slips: list[tuple[Line, str]], gone: Line | None) -> None:
    """Put slips in place of 988, in a line and the next one, and take a line out."""
    for (name, number), slip in slips:
        lines = (flows / name).read_text("utf-8").splitlines()
        for at in (number, number + 1):
            lines[at : at + 1] = [line.replace("988", slip) for line in lines[at : at + 1]]
        (flows / name).write_text("\n".join(lines) + "\n", "utf-8")
    if gone is not None:
        name, number = gone
        lines = (flows / name).read_text("utf-8").splitlines()
        (flows / name).write_text("\n".join(lines[:number] + lines[number + 1 :]) + "\n", "utf-8")


slips = st.lists(st.tuples(st.sampled_from(WITH_988), st.sampled_from(SLIPS)), max_size=3)
gone = st.none() | st.sampled_from(ANY_LINE)


def passes_only_with_988(
    flows: Path, proved: Proved, drawn: list[tuple[Line, str]], line: Line | None
) -> None:
    shutil.rmtree(flows)
    shutil.copytree(SMALL, flows)
    edit(flows / "line.yaml", "en: Goodbye.", "en: Goodbye. Call 988.")
    edit(flows / "line.yaml", "es: Adiós.", "es: Adiós. Llame al 988.")
    broken_at_random(flows, drawn, line)
    if load(flows).flow is not None and (lost := loses_988(flows)):
        assert proved(flows).broken != (), lost


SAME_FOLDER = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=SAME_FOLDER)
@given(drawn=slips, line=gone)
def test_no_flow_broken_at_random_passes_without_988(
    small: Path, proved: Proved, drawn: list[tuple[Line, str]], line: Line | None
) -> None:
    passes_only_with_988(small, proved, drawn, line)


@pytest.mark.slow
@settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=SAME_FOLDER)
@given(drawn=slips, line=gone)
def test_none_of_300_does(
    small: Path, proved: Proved, drawn: list[tuple[Line, str]], line: Line | None
) -> None:
    passes_only_with_988(small, proved, drawn, line)
