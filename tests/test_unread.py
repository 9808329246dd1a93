"""Names that are meant as settings and are none are told, each once and without its value."""

from __future__ import annotations

import re

import pytest

from responder.unread import SETTINGS, unread
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("RESPONDER_FLOW", "; is RESPONDER_FLOWS meant?"),
        ("RESPONDER_PUBLICURL", "; is RESPONDER_PUBLIC_URL meant?"),
        ("RESPONDER_OPSBIND", "; is RESPONDER_OPS_BIND meant?"),
        ("RESPONDER_WORKERS", ""),
    ],
)
def test_a_name_that_is_no_setting_is_told_with_the_one_that_is_meant(
    written: str, told: str
) -> None:
    environ = {written: "hidden", "RESPONDER_CARRIER": "twilio", "PATH": "hidden"}
    words = f"{written} is no setting and has no effect{told}"
    assert list(unread(environ)) == [(written, words)]


def test_no_setting_is_told() -> None:
    assert list(unread(dict.fromkeys(SETTINGS, "x"))) == []


def test_what_a_cluster_tells_of_its_services_is_no_mistake() -> None:
    of_cluster = {
        "RESPONDER_SERVICE_HOST": "10.0.0.1",
        "RESPONDER_SERVICE_PORT_HTTP": "80",
        "RESPONDER_PORT": "tcp://10.0.0.1:80",
        "RESPONDER_PORT_80_TCP_ADDR": "10.0.0.1",
        "RESPONDER_OTHER_SERVICE_HOST": "10.0.0.2",
        "RESPONDER_OTHER_PORT_80_TCP": "tcp://10.0.0.2:80",
    }
    assert list(unread(of_cluster)) == []
    assert [name for name, _ in unread({"RESPONDER_PORT": "8000"})] == ["RESPONDER_PORT"]


def test_every_setting_that_is_read_is_known() -> None:
    modules = [each for each in (ROOT / "responder").rglob("*.py") if each.name != "unread.py"]
    named = {
        name
        for each in modules
        for name in re.findall(r"\"(RESPONDER_[A-Z_]+)\"", each.read_text("utf-8"))
    }
    assert named == set(SETTINGS)
