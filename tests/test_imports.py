"""Imports point one way. The lines below are the architecture; anything else fails."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "responder"
MAX_LINES = 350

# Which of our own modules each may see. A name stands for itself and all below it.
OURS: dict[str, tuple[str, ...]] = {
    "exchange": (),
    "settings": (),
    "safety.fold": (),
    "safety.numbers": (),
    "safety.crisis": (),
    "safety": ("safety",),
    "wording.gsm7": (),
    "wording.plain": (),
    "wording.carrier_words": (),
    "wording.layout": ("wording.gsm7", "safety.numbers"),
    "wording": ("exchange", "wording", "safety.numbers"),
    "flow.words": ("exchange", "flow.values"),
    "flow.phrases": ("flow.words",),
    "flow.feeds": ("flow.values", "flow.words"),
    "flow.model": ("exchange", "flow.values", "flow.words", "flow.phrases", "flow.feeds"),
    "flow.problem": (),
    "flow.folder": (),
    "flow.source": ("flow.problem", "flow.letters", "flow.place", "flow.syntax"),
    "flow": ("exchange", "flow", "wording", "meetings", "safety.numbers", "slips"),
    "meetings": ("exchange", "flow.feeds", "flow.model", "wording", "meetings"),
    "slips": ("wording.plain",),
    "keyword": ("exchange", "slips", "wording.plain", "wording.carrier_words"),
    "stems": ("wording.common", "wording.plain"),
    "weighed": ("stems",),
    "introduction": (),
    "leaning": (),
    "lean": (),
    "onward": ("exchange", "wording.plain"),
    "question": ("introduction", "leaning", "slips", "stems", "weighed", "wording.plain"),
    "vocabulary": (
        "exchange", "flow.model", "keyword", "leaning", "onward", "question", "weighed", "wording",
    ),
    "causes": (),
    "calendars": ("calendars",),
    "calendars.event": (),
    "calendars.reach": (),
    "calendars.fetch": ("calendars.reach", "causes"),
    "calendars.words": ("safety.numbers", "wording"),
    "calendars.taken": ("calendars", "flow.feeds", "flow.words"),
    "calendars.changes": ("calendars", "exchange", "flow.feeds", "wording"),
    "calendars.written": ("flow.feeds", "flow.words"),
    "calendars.publish": ("exchange", "flow.model", "meetings"),
    "calendars.pull": ("calendars", "flow.feeds"),
    "notices": ("exchange", "flow.model", "render", "wording.gsm7"),
    "said": ("exchange", "flow.model", "meetings", "wording", "safety", "notices"),
    "drafts": ("exchange", "flow.model", "meetings", "onward", "vocabulary", "wording"),
    "render": (
        "drafts", "exchange", "flow.model", "meetings", "wording", "safety", "notices", "said",
        "keyword",
        "onward", "question", "vocabulary",
    ),
    "danger": ("safety", "wording.plain"),
    "route": (
        "exchange", "onward", "render", "vocabulary", "question", "meetings", "weighed", "wording",
    ),
    "sms": (
        "safety", "drafts", "onward", "render", "exchange", "flow.model", "route", "vocabulary",
        "wording", "danger",
    ),
    "voice": (
        "safety", "render", "said", "exchange", "flow.model", "route", "vocabulary", "sms",
        "wording", "danger",
    ),
    "cookies": ("exchange",),
    "edition": ("flow", "render", "safety"),
    "table": (
        "drafts", "edition", "exchange", "flow.check_price", "flow.model", "phone.spoken",
        "render", "safety", "vocabulary", "wording",
    ),
    "carrier": ("exchange", "settings"),
    "twiml": ("exchange", "flow.model", "settings"),
    "labelled": ("safety",),
    "panel": ("labelled", "safety"),
    "readiness": (),
    "failsafe": ("safety.crisis", "safety.numbers"),
    "phone": ("exchange", "phone"),
    "proofs": (
        "exchange", "flow", "phone", "proofs", "render", "drafts", "said", "sms", "vocabulary",
        "safety.numbers", "wording",
    ),
    "fallback": (
        "exchange", "flow.model", "safety.crisis", "safety.numbers", "said", "twiml", "vocabulary",
        "wording",
    ),
    "probe": ("causes", "phone", "probe", "settings", "safety.crisis", "safety.numbers", "wording"),
    "links": ("exchange", "flow", "probe.ask", "safety.numbers"),
    "conversation": ("phone",),
    "moved_rows": ("exchange", "flow.model", "wording.gsm7"),
    "differences": (
        "conversation", "drafts", "exchange", "flow.model", "meetings", "moved_rows", "render",
        "safety", "sms", "vocabulary",
    ),
    "astray": ("differences", "exchange", "render", "sms"),
    "limits": (),
    "serve": ("settings", "serving", "unread"),
    "unread": (),
    "serving": ("settings", "failsafe", "readiness", "serving"),
    "wsgi": ("edition", "failsafe", "flow.problem", "settings", "unread", "web"),
    "web": (
        "calendars.publish",
        "carrier", "cookies", "failsafe", "sms", "twiml", "voice", "edition", "exchange",
        "flow.problem", "lean", "readiness", "render", "settings",
    ),
    "preview": (
        "conversation", "drafts", "edition", "exchange", "flow.folder", "flow.model",
        "flow.place", "flow.problem", "onward", "phone", "preview", "proofs.promise", "render",
        "safety", "settings", "vocabulary", "web", "wording.gsm7",
    ),
    "account": (
        "account", "exchange", "fallback", "flow.model", "flow.words", "phone", "probe.ask",
        "settings",
    ),
    "cli": ("",),
    "__main__": ("cli",),
}  # fmt: skip

# Who alone may see a library.
ONLY = {
    "yaml": ("flow.source",),
    "twilio": ("carrier", "twiml", "account"),
    "flask": ("lean", "web", "preview"),
    "gunicorn": ("serving",),
    "gevent": ("serve", "serving", "cli"),
    "prometheus_client": ("serving.ops",),
    "pickle": ("serving.packed", "proofs.beside"),
    "click": ("cli",),
    "dotenv": ("cli",),
    "rich": ("cli",),
    "phonenumbers": ("twiml",),
    "pyphen": ("wording.reading",),
    "requests": (
        "phone",
        "cli",
        "account.access",
        "account.standby",
        "calendars.fetch",
        "calendars.reach",
        "probe",
    ),
    "urllib3": ("calendars.fetch", "calendars.reach", "probe"),
    "icalendar": ("calendars",),
    "recurring_ical_events": ("calendars.series",),
    "dateutil": ("calendars.rule",),
    "logging": ("serving.log",),
}

STANDARD_LIBRARY_ONLY = (
    "exchange", "settings", "safety", "wording.gsm7", "failsafe", "leaning",
    "limits", "unread",
)  # fmt: skip
NO_CLOCK_NO_NETWORK = ("time", "socket", "logging", "urllib.request", "http")


def modules() -> dict[str, Path]:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        if name:
            found[name] = path
    return found


MODULES = modules()


@cache
def imported(path: Path) -> tuple[str, ...]:
    return tuple(_imported(path))


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (
                f"{node.module}.{alias.name}"
                if f"{node.module}.{alias.name}".removeprefix("responder.") in MODULES
                else node.module
                for alias in node.names
            )


def within(name: str, allowed: str) -> bool:
    return allowed == "" or name == allowed or name.startswith(allowed + ".")


def rule_for(name: str) -> tuple[str, ...]:
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        if ".".join(parts[:length]) in OURS:
            return OURS[".".join(parts[:length])]
    pytest.fail(f"responder/{name} is in no line of OURS: say there what it may import")


def test_there_are_modules_to_look_at() -> None:
    assert {"web", "carrier", "sms", "voice", "safety.assess", "render", "twiml"} <= set(MODULES)


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_only_what_its_line_says(name: str) -> None:
    allowed = rule_for(name)
    ours = [each.removeprefix("responder.") for each in imported(MODULES[name])
            if each.startswith("responder.")]  # fmt: skip
    astray = [each for each in ours if not any(within(each, one) for one in allowed)]
    assert astray == []


@pytest.mark.parametrize("library", ONLY)
def test_a_library_is_seen_only_where_its_line_says(library: str) -> None:
    users = {
        name
        for name, path in MODULES.items()
        if any(within(each, library) for each in imported(path))
    }
    astray = {name for name in users if not any(within(name, one) for one in ONLY[library])}
    assert astray == set()


@pytest.mark.parametrize(
    "name", [n for n in MODULES if any(within(n, one) for one in STANDARD_LIBRARY_ONLY)]
)
def test_what_must_not_break_needs_nothing_installed(name: str) -> None:
    outside = {
        each.split(".")[0]
        for each in imported(MODULES[name])
        if each.split(".")[0] not in sys.stdlib_module_names | {"responder", "_typeshed"}
    }
    assert outside == set()


@pytest.mark.parametrize("name", [n for n in MODULES if within(n, "safety")])
def test_the_safety_check_knows_no_clock_log_or_network(name: str) -> None:
    found = [each for each in imported(MODULES[name]) if each in NO_CLOCK_NO_NETWORK]
    assert found == []


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_short_enough_to_read(name: str) -> None:
    assert len(MODULES[name].read_text("utf-8").splitlines()) <= MAX_LINES
