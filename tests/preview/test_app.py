"""The preview's addresses: they drive the line for this page alone, on this machine alone."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from flask.testing import FlaskClient

from responder.preview.app import create_preview
from responder.preview.live import Live
from responder.preview.server import PORT, server_at
from responder.render import Book
from tests.conftest import ROOT

OWN = "http://127.0.0.1:8008"
ASKED = {"X-Asked-By": "preview"}


@pytest.fixture
def live(tmp_path: Path, clock: None) -> Iterator[Live]:
    flows = tmp_path / "flows"
    shutil.copytree(ROOT / "flows", flows)
    made = Live(flows, pytest.fail, prove=False)
    yield made
    made.stop()


@pytest.fixture
def client(live: Live) -> FlaskClient:
    return create_preview(live, lambda: {"groups": []}).test_client()


def post(client: FlaskClient, address: str, **body: str) -> Any:
    return client.post(address, base_url=OWN, json=body, headers=ASKED)


def test_a_text_gets_the_replies_of_the_line_and_what_they_are_billed_as(
    client: FlaskClient, book: Book
) -> None:
    answer = post(client, "/api/text", conversation="a", body="i want to die").json
    words = book.crisis_texts[next(each for each in book.crisis_texts if each[1] == "en")]
    assert answer == {
        "replies": [{"words": words, "characters": len(words), "segments": 2, "encoding": "GSM-7"}]
    }


def test_a_conversation_remembers_the_language_that_was_chosen(client: FlaskClient) -> None:
    post(client, "/api/text", conversation="a", body="español")
    [reply] = post(client, "/api/text", conversation="a", body="211").json["replies"]
    [other] = post(client, "/api/text", conversation="b", body="211").json["replies"]
    assert reply["words"].startswith("En crisis: llame al 988")
    assert other["words"].startswith("Crisis? Call or text 988.")


def test_a_call_is_heard_and_goes_on_by_keys(client: FlaskClient) -> None:
    dialled = post(client, "/api/call", conversation="a", act="[dial]").json
    assert dialled["said"][0]["words"] == "Crisis? Hang up and call 9, 8, 8, or press 1."
    assert (dialled["keys"], dialled["speech"], dialled["ended"]) == (True, False, False)
    pressed = post(client, "/api/call", conversation="a", act="[press 9]").json
    assert "9, 8, 8" in pressed["said"][0]["words"]
    assert post(client, "/api/call", conversation="a", act="[hang up]").json["ended"] is True


def test_an_act_in_no_call_says_that_the_call_is_lost(client: FlaskClient) -> None:
    assert post(client, "/api/call", conversation="x", act="[press 1]").json == {"lost": True}


def test_an_act_that_is_not_possible_is_refused_and_the_call_goes_on(client: FlaskClient) -> None:
    post(client, "/api/call", conversation="a", act="[dial]")
    refused = post(client, "/api/call", conversation="a", act="[busy]").json
    assert refused["refused"] == "the line is connecting nobody"
    assert refused["ended"] is False


def test_every_page_of_the_map_can_be_looked_at(client: FlaskClient, book: Book) -> None:
    overview = client.get("/api/line", base_url=OWN).json
    assert overview is not None
    names: list[str] = []

    def walk(pages: list[dict[str, Any]]) -> None:
        for page in pages:
            names.append(page["name"])
            walk(page["menu"])

    walk(overview["tree"])
    assert sorted(names) == sorted(book.flow.pages)
    line = overview["line"]
    for name in [*names, *(each["name"] for each in (*line["own"], *line["crisis"]))]:
        page = client.get(f"/api/page/{name}", base_url=OWN).json
        assert page is not None
        assert set(page["texts"]) >= {"en", "es"}, name
        assert all("988" in text["words"] for text in page["texts"]["en"]), name


def test_each_text_of_the_map_is_what_the_word_above_it_brings(
    client: FlaskClient, book: Book
) -> None:
    asked = set()
    for name, page in book.flow.pages.items():
        shown = client.get(f"/api/page/{name}", base_url=OWN).json
        assert shown is not None
        for language in ("en", "es") if page.lists or name == "plan" else ():
            for each in shown["texts"][language]:
                word = each["asked"]
                asked.add(word)
                talk = f"{name} {word}"
                if language == "es":
                    post(client, "/api/text", conversation=talk, body="español")
                [reply] = post(client, "/api/text", conversation=talk, body=word).json["replies"]
                assert reply["words"] == each["words"], word
    assert {"PLAN", "BOARD", "JUNTA", "MEETINGS", "NEXT", "NEXT ENGAGEMENT"} <= asked
    assert {"SECOND NEXT ENGAGEMENT", "PROXIMA PARTICIPACION"} <= asked


def test_a_page_says_who_read_dialled_and_reviewed_it_and_where_it_stands(
    client: FlaskClient, live: Live
) -> None:
    page = client.get("/api/page/mobile", base_url=OWN).json
    assert page is not None
    facts = {key: page[key] for key in ("source", "readOn", "dialledOn", "reviewedBy", "keys")}
    assert facts["readOn"] == "2026-11-25"
    assert facts["dialledOn"] is None
    assert facts["reviewedBy"] is None
    file, _, line = page["where"].rpartition(" line ")
    written = Path(file).read_text("utf-8").splitlines()[int(line) - 1]
    assert written.strip() == "mobile:"


def test_a_page_that_is_not_there_is_404(client: FlaskClient) -> None:
    for name in ("nothing", "crisis:nothing"):
        answer = client.get(f"/api/page/{name}", base_url=OWN)
        assert (answer.status_code, answer.text) == (404, "404\n")


@pytest.mark.parametrize("address", ["/", "/api/line", "/api/events", "/static/preview.js"])
@pytest.mark.parametrize("host", ["http://line.example.org", "http://127.0.0.1.example.org:8008"])
def test_another_name_of_this_machine_is_refused(
    client: FlaskClient, address: str, host: str
) -> None:
    # DNS rebinding: a page elsewhere whose name leads to 127.0.0.1.
    assert client.get(address, base_url=host).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Asked-By": "another"},
        {**ASKED, "Origin": "https://evil.example"},
        {**ASKED, "Origin": "http://127.0.0.1:9999"},
        {**ASKED, "Origin": "null"},
        {**ASKED, "Sec-Fetch-Site": "cross-site"},
        {**ASKED, "Sec-Fetch-Site": "same-site"},
    ],
    ids=lambda headers: " ".join(headers.values()) or "no header",
)
@pytest.mark.parametrize("address", ["/api/text", "/api/call"])
def test_a_web_page_elsewhere_cannot_drive_the_line(
    client: FlaskClient, address: str, headers: dict[str, str]
) -> None:
    body = {"conversation": "a", "body": "hello", "act": "[dial]"}
    answer = client.post(address, base_url=OWN, json=body, headers=headers)
    assert (answer.status_code, answer.text) == (403, "403\n")


def test_a_web_page_elsewhere_cannot_read_but_may_link_here(client: FlaskClient) -> None:
    across = {"Sec-Fetch-Site": "cross-site"}
    assert client.get("/api/line", base_url=OWN, headers=across).status_code == 403
    link = {**across, "Sec-Fetch-Mode": "navigate"}
    assert client.get("/", base_url=OWN, headers=link).status_code == 200
    assert client.get("/api/line", base_url=OWN, headers=link).status_code == 403


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400),
        ("[]", 400),
        ('{"conversation": "a"}', 400),
        ('{"conversation": 1, "body": "x"}', 400),
        ('{"conversation": "a", "body": "' + "x" * 70_000 + '"}', 413),
    ],
    ids=["half", "list", "nothing said", "number", "long"],
)
def test_what_is_no_question_is_refused_by_its_number_alone(
    client: FlaskClient, body: str, status: int
) -> None:
    headers = {**ASKED, "Content-Type": "application/json"}
    answer = client.post("/api/text", base_url=OWN, data=body, headers=headers)
    assert (answer.status_code, answer.text) == (status, f"{status}\n")


def test_nothing_from_outside_is_loaded_and_nothing_is_kept(client: FlaskClient) -> None:
    for address in ("/", "/static/preview.css", "/api/line", "/nothing"):
        headers = client.get(address, base_url=OWN).headers
        assert headers["Cache-Control"] == "no-store", address
        assert headers["X-Content-Type-Options"] == "nosniff", address
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, address
        assert "frame-ancestors 'none'" in policy, address
        assert "http" not in policy, address


def test_the_server_of_the_page_names_no_version_and_is_on_this_machine_alone(live: Live) -> None:
    server = server_at(create_preview(live, dict), PORT)
    running = threading.Thread(target=server.serve_forever)
    running.start()
    try:
        answer = requests.get(f"http://127.0.0.1:{server.port}/api/line", timeout=10)
    finally:
        server.shutdown()
        running.join()
        server.server_close()
    assert (answer.status_code, answer.headers["Server"]) == (200, "responder")
    assert server.host == "127.0.0.1"


def test_all_that_the_page_loads_is_at_most_200_kb(client: FlaskClient) -> None:
    static = ROOT / "responder" / "preview" / "static"
    files = [each.name for each in static.iterdir()]
    assert "preview.js" in files
    addresses = ["/", "/api/line", "/api/page/.menu", *(f"/static/{name}" for name in files)]
    sizes = {each: len(client.get(each, base_url=OWN).data) for each in addresses}
    assert all(sizes.values()), sizes
    assert sum(sizes.values()) <= 200_000, sizes


def test_no_file_of_the_page_names_an_outside_address() -> None:
    static = ROOT / "responder" / "preview" / "static"
    for each in static.iterdir():
        words = each.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http:" not in words, each.name
        assert "https:" not in words, each.name
        assert "innerHTML" not in words, each.name
