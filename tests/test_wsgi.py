"""The line on a platform with a server of its own: whole, or at least the crisis text."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from wsgiref.util import setup_testing_defaults

import pytest
from werkzeug.test import Client

from responder import failsafe, web, wsgi
from responder.phone.line import wsgi_line
from tests.conftest import PUBLIC_URL, ROOT, TOKEN

GOOD = {
    "TWILIO_AUTH_TOKEN": TOKEN,
    "RESPONDER_PUBLIC_URL": PUBLIC_URL,
    "RESPONDER_FLOWS": str(ROOT / "flows"),
}
WRONG = {
    "nothing set": {},
    "no token": {**GOOD, "TWILIO_AUTH_TOKEN": ""},
    "a token cut short": {**GOOD, "TWILIO_AUTH_TOKEN": "marked"},
    "no public address": {**GOOD, "RESPONDER_PUBLIC_URL": ""},
}


def asked(environ: Mapping[str, str], path: str, reports: list[str]) -> tuple[str, bytes]:
    """Return status and body of an unsigned POST to the app that is made of `environ`."""
    app = wsgi.opened(environ, reports.append)
    request: dict[str, object] = {"REQUEST_METHOD": "POST", "PATH_INFO": path}
    setup_testing_defaults(request)
    statuses: list[str] = []

    def start(status: str, headers: list[tuple[str, str]], _: object = None) -> object:
        statuses.append(status)
        return lambda _: None

    body = b"".join(app(request, start))  # type: ignore[arg-type]  # a plain start_response
    return statuses[0], body


@pytest.mark.slow
def test_with_good_settings_it_is_the_line(clock: None) -> None:
    reports: list[str] = []
    line = wsgi_line(wsgi.opened(GOOD, reports.append), TOKEN, PUBLIC_URL)
    assert b"Behavioral Health Plan" in line.post("/sms", {"Body": "plan"}, None).body
    assert asked(GOOD, "/sms", reports)[0] == "403 FORBIDDEN"
    assert reports == []


@pytest.mark.slow
def test_with_flows_at_fault_each_fault_is_told_and_only_ready_says_so(
    tmp_path: Path, clock: None
) -> None:
    flows = Path(shutil.copytree(ROOT / "flows", tmp_path / "flows"))
    (flows / "line.yaml").write_text("name: [\n", "utf-8")
    reports: list[str] = []
    app = wsgi.opened({**GOOD, "RESPONDER_FLOWS": str(flows)}, reports.append)
    assert reports
    for each in reports:
        assert re.fullmatch(r".*/line\.yaml:\d+:\d+: error: .+ \[[\w-]+\]\n  fix: .+", each), each
    for path, status in (("/health", "200 OK"), ("/ready", "503 SERVICE UNAVAILABLE")):
        client = Client(app)
        assert client.get(path).status == status
    texts = wsgi_line(app, TOKEN, PUBLIC_URL)
    assert texts.post("/sms", {"Body": "plan"}, None).body == failsafe.TEXT_ANSWER
    reports.clear()
    assert asked({**GOOD, "RESPONDER_FLOWS": str(flows)}, "/sms", reports)[0] == "403 FORBIDDEN"


@pytest.mark.slow
def test_without_flow_files_the_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    reports: list[str] = []
    wsgi.opened({**GOOD, "RESPONDER_FLOWS": str(tmp_path / "none")}, reports.append)
    [told] = reports
    assert told.startswith(str(tmp_path / "none"))


def test_a_setting_that_is_misspelt_is_told_once_and_never_its_value() -> None:
    reports: list[str] = []
    warnings: list[str] = []
    wsgi.opened({"RESPONDER_FLOW": "marked"}, reports.append, warnings.append)
    assert warnings == ["RESPONDER_FLOW is no setting and has no effect; is RESPONDER_FLOWS meant?"]
    assert "marked" not in str(reports)


@pytest.mark.parametrize("environ", WRONG.values(), ids=WRONG)
def test_with_a_setting_wrong_people_get_988_and_the_operator_is_told(
    environ: dict[str, str],
) -> None:
    reports: list[str] = []
    assert asked(environ, "/sms", reports) == ("200 OK", failsafe.TEXT_ANSWER)
    assert asked(environ, "/voice/key", reports) == ("200 OK", failsafe.CALL_ANSWER)
    assert len(reports) == 2
    assert "  fix: " in reports[0]
    assert "marked" not in reports[0]


@pytest.mark.parametrize("path", ["/health", "/ready", "/"])
def test_with_a_setting_wrong_a_platform_sees_that_it_is_not_well(path: str) -> None:
    status, body = asked({}, path, [])
    assert status == "503 Service Unavailable"
    assert body == b"not ready: the line is not set up; its log says why\n"


def test_where_the_line_cannot_be_made_people_get_988(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_: object, **_read: object) -> object:
        raise RuntimeError("marked-words")

    reports: list[str] = []
    monkeypatch.setattr(web, "create_app", breaks)
    assert asked(GOOD, "/sms", reports) == ("200 OK", failsafe.TEXT_ANSWER)
    assert [each.split(":")[0] for each in reports] == ["RuntimeError in tests.test_wsgi"]


@pytest.mark.slow
def test_importing_it_never_fails_and_says_what_is_missing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from responder.wsgi import application; print(application)"],
        cwd=tmp_path,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert "only_crisis_text" in done.stdout
    assert done.stderr.startswith(
        "responder: only the crisis text is answered: TWILIO_AUTH_TOKEN: is not set"
    )
