"""Web links are asked as a browser would, numbers are only listed; nobody is dialled."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import responses
from click.testing import CliRunner

from responder.cli import commands
from responder.flow.loader import load
from responder.links.answered import Outcome, answered
from responder.links.gathered import links_of, numbers_of
from responder.probe.ask import Asker
from tests.conftest import ROOT

SMALL = ROOT / "tests" / "flows_small"
PAGE = "https://www.example.org/plan"


@pytest.fixture
def flows(tmp_path: Path) -> Path:
    """A copy of the small flows, to change."""
    return Path(shutil.copytree(SMALL, tmp_path / "flows"))


@pytest.fixture
def web() -> Iterator[responses.RequestsMock]:
    """The web, as far as a test lays it out; whatever else is asked fails."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mocked:
        yield mocked


def edit(file: Path, before: str, after: str) -> None:
    words = file.read_text("utf-8")
    assert before in words
    file.write_text(words.replace(before, after, 1), "utf-8")


def run(flows: Path, *arguments: str) -> tuple[int, list[str]]:
    done = CliRunner().invoke(commands, ["links", "--flows", str(flows), *arguments])
    return done.exit_code, (done.stdout + done.stderr).splitlines()


# --- one link ----------------------------------------------------------------------------------


def asked(address: str) -> tuple[Outcome, str]:
    asker = Asker(1.0)
    came = answered(address, asker)
    asker.close()
    return came.outcome, came.what


def test_a_page_that_is_there_is_good(web: responses.RequestsMock) -> None:
    web.get(PAGE, body="<html>")
    assert asked(PAGE) == (Outcome.GOOD, "")


@pytest.mark.parametrize(
    ("status", "outcome", "what"),
    [
        (404, Outcome.BROKEN, "the page is gone (404)"),
        (410, Outcome.BROKEN, "the page is gone (410)"),
        (500, Outcome.BROKEN, "the site answers with an error (500)"),
        (403, Outcome.LOOK, "the site lets in no program (403): open it in a browser"),
        (429, Outcome.LOOK, "the site lets in no program (429): open it in a browser"),
    ],
)
def test_any_other_answer_is_told(
    web: responses.RequestsMock, status: int, outcome: Outcome, what: str
) -> None:
    web.get(PAGE, status=status)
    assert asked(PAGE) == (outcome, what)


def leads(web: responses.RequestsMock, address: str, to: str, status: int = 301) -> None:
    web.get(address, status=status, headers={"Location": to})


@pytest.mark.parametrize("to", ["https://example.org/plan", "https://www.example.org/plan/"])
def test_a_move_that_nobody_notices_is_good(web: responses.RequestsMock, to: str) -> None:
    leads(web, PAGE, to)
    web.get(to)
    assert asked(PAGE) == (Outcome.GOOD, "")


def test_a_page_that_has_moved_for_good_is_told_with_its_new_address(
    web: responses.RequestsMock,
) -> None:
    leads(web, PAGE, "/plans/behavioral?from=old")
    web.get("https://www.example.org/plans/behavioral")
    assert asked(PAGE) == (
        Outcome.LOOK,
        "it has moved for good: write https://www.example.org/plans/behavioral",
    )


def test_a_page_that_is_elsewhere_for_a_while_is_good(web: responses.RequestsMock) -> None:
    leads(web, PAGE, "https://other.example.org/plan", 302)
    web.get("https://other.example.org/plan")
    assert asked(PAGE) == (Outcome.GOOD, "")


def test_a_page_that_leads_to_the_front_page_may_be_gone(web: responses.RequestsMock) -> None:
    leads(web, PAGE, "https://www.example.org/")
    web.get("https://www.example.org/")
    assert asked(PAGE) == (
        Outcome.LOOK,
        "it leads to the front page of www.example.org: is the page gone?",
    )


def test_a_page_that_leads_in_circles_is_broken(web: responses.RequestsMock) -> None:
    leads(web, PAGE, PAGE)
    assert asked(PAGE) == (Outcome.BROKEN, "it leads on and on, more than 5 times")


@pytest.mark.parametrize("to", ["tel:+18605550142", "javascript:0", "https://[x"])
def test_what_leads_to_no_page_is_broken_and_never_followed(
    web: responses.RequestsMock, to: str
) -> None:
    leads(web, PAGE, to)
    assert asked(PAGE) == (
        Outcome.BROKEN,
        "it leads on to something that is no web address",
    )
    assert len(web.calls) == 1


# --- all links and numbers of a flow -----------------------------------------------------------


def test_every_link_is_gathered_once_with_all_its_places(flows: Path) -> None:
    lines = (flows / "initiatives.yaml").read_text("utf-8").splitlines()
    at = [number for number, line in enumerate(lines, 1) if line.strip().startswith("link:")]
    assert at
    found = {each.address: each.places for each in links_of(load(flows))}
    links = [lines[number - 1].split("link:")[1].strip() for number in at]
    for number, link in zip(at, links, strict=True):
        assert f"initiatives.yaml line {number}" in found[link]


def test_an_address_in_a_text_is_a_link_and_a_mail_address_is_none(flows: Path) -> None:
    edit(flows / "line.yaml", "  stop:\n", "  terms: https://terms.example.org/\n  stop:\n")
    help_file = flows / "help.yaml"
    words = help_file.read_text("utf-8")
    assert "Poison" in words or "text:" in words
    help_file.write_text(words.replace("en: Call", "en: See news.example.org. Call", 1), "utf-8")
    found = [each.address for each in links_of(load(flows))]
    assert "https://terms.example.org/" in found
    assert len(found) == len({each.rstrip("/").casefold() for each in found})
    assert [each for each in found if "@" in each] == []


def test_all_links_of_the_shipped_flows_are_whole_addresses() -> None:
    found = links_of(load(ROOT / "flows"))
    assert len(found) > 10
    for each in found:
        assert re.fullmatch(r"https://[\w.-]+\.[a-z]+(/\S*)?", each.address), each.address
        assert each.places


def test_every_number_of_the_shipped_flows_is_listed_and_nobody_claims_to_have_tried_it() -> None:
    found = {each.digits: each for each in numbers_of(load(ROOT / "flows"))}
    assert {"988", "911", "211", "741741", "8002221222", "8605550101"} <= set(found)
    assert found["8002221222"].whose == "poison control (poisonhelp.hrsa.gov)"
    assert found["8605550101"].whose == "this line, calls"
    assert [each.digits for each in found.values() if each.dialled_on] == []
    assert 'page "crisis"' in found["988"].untried


# --- the command -------------------------------------------------------------------------------


def test_who_has_tried_a_number_and_when_is_told(flows: Path) -> None:
    assert "8 numbers; 5 still to be tried (911 never is)." in run(flows, "--offline")[1]
    edit(flows / "crisis.yaml", "  dialled_on:", "  dialled_on: 2026-11-20")
    code, lines = run(flows, "--offline")
    assert code == 0
    [row] = [line for line in lines if line.startswith("988 ")]
    assert row == "988          2026-11-20  988 Suicide & Crisis Lifeline (988lifeline.org)"
    following = lines[lines.index(row) + 1]
    assert following.strip().startswith("not for page ")


def test_911_is_never_to_be_tried(flows: Path) -> None:
    _, lines = run(flows, "--offline")
    [row] = [line for line in lines if line.startswith("911 ")]
    assert row.endswith("(never to be dialled to try it)")
    assert lines[-2] == "a crisis line only with the consent of who runs it."


def test_both_numbers_of_the_line_itself_are_listed_as_pages_write_them() -> None:
    _, lines = run(ROOT / "flows", "--offline")
    assert [line for line in lines if "this line" in line] == [
        "860-555-0100 -           this line, texts",
        "860-555-0101 -           this line, calls",
    ]
    assert any(line.startswith("800-273-8255 nobody yet  988 ") for line in lines)


def test_check_counts_entries_and_links_says_that_it_counts_numbers(flows: Path) -> None:
    _, lines = run(flows, "--offline")
    assert lines[-1] == "responder check counts those pages (entries), not the numbers."


def test_links_that_all_answer_are_code_0(flows: Path, web: responses.RequestsMock) -> None:
    web.get(re.compile("https://.*"), body="<html>")
    code, lines = run(flows)
    count = len(links_of(load(flows)))
    assert code == 0
    assert f"{count} links: {count} answer, 0 to be looked at, 0 broken." in lines
    assert {call.request.method for call in web.calls} == {"GET"}


def test_a_link_that_does_not_answer_is_code_1_and_says_where_it_stands(
    flows: Path, web: responses.RequestsMock
) -> None:
    first, *_ = links_of(load(flows))
    web.get(first.address, status=404)
    web.get(re.compile("https://.*"), body="<html>")
    code, lines = run(flows)
    assert code == 1
    at = lines.index(f"BROKEN  {first.address}")
    assert lines[at + 1].strip() == "the page is gone (404)"
    assert first.places[0] in lines[at + 2]


def test_a_machine_without_network_is_asked_about(flows: Path, web: responses.RequestsMock) -> None:
    code, lines = run(flows)
    assert code == 1
    assert "None answers at all: is this machine on the network?" in lines


def test_flows_at_fault_are_shown_and_nothing_is_asked(
    flows: Path, web: responses.RequestsMock
) -> None:
    (flows / "help.yaml").write_text("pages: [1\n", "utf-8")
    code, lines = run(flows)
    assert code == 1
    assert any("help.yaml:1:" in line for line in lines)
    assert len(web.calls) == 0
