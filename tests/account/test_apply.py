"""What `apply` asks and writes, what it says when it is cut off, and how it is taken back."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner

from responder.cli import commands
from tests.account.conftest import run
from tests.account.fake import (
    ACCOUNT,
    CALLS,
    CALLS_SID,
    FALLBACK,
    OVERRIDES,
    PUBLIC_URL,
    SERVICE_SID,
    SMS_XML,
    TEXTS,
    TOKEN,
    VOICE_XML,
    Answer,
    FakeCarrier,
)

OLD = "https://old.example.com/voice?tenant=5"
NOT_OURS = """{"version": 1, "carrier": "twilio", "account": "AC1", "changes": [
    {"kind": "number", "sid": "PN1", "field": "auth_token", "old": "", "new": ""}]}"""
NUMBER_URL = f"/IncomingPhoneNumbers/{CALLS_SID}.json"


@pytest.fixture
def wrong(carrier: FakeCarrier, environ: pytest.MonkeyPatch) -> FakeCarrier:
    """An account that is wrong in two places, so that two requests mend it."""
    carrier.calls.update(voice_url=OLD, voice_method="GET")
    carrier.service["smart_encoding"] = False
    return carrier


def answer_at_a_terminal(monkeypatch: pytest.MonkeyPatch, typed: str) -> tuple[int, str]:
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True, raising=False)
    done = CliRunner().invoke(commands, ["account", "apply"], input=typed)
    return done.exit_code, done.stdout


def test_each_change_is_shown_old_and_new_and_asked_for(
    wrong: FakeCarrier, environ: pytest.MonkeyPatch
) -> None:
    code, out = answer_at_a_terminal(environ, "n\n")
    assert (code, wrong.set) == (1, [])
    assert out == (
        f"number {CALLS_SID}\n"
        "   voice_url: https://old.example.com/voice?***\n"
        f"      -> {PUBLIC_URL}/voice{OVERRIDES}\n"
        "   voice_method: GET\n"
        "      -> POST\n"
        f"messaging service {SERVICE_SID}\n"
        "   smart_encoding: off\n"
        "      -> on\n"
        "Make these changes? [y/N]: n\n"
        "Nothing was changed.\n"
    )
    assert list(Path.cwd().glob("*.json")) == []


def test_a_yes_at_the_terminal_makes_them(wrong: FakeCarrier, environ: pytest.MonkeyPatch) -> None:
    code, out = answer_at_a_terminal(environ, "y\n")
    assert code == 0
    [file] = Path.cwd().glob("account-undo-*.json")
    assert f"Take it back with: responder account undo {file.name}\n" in out
    assert wrong.calls["voice_method"] == "POST"


def test_without_a_terminal_nothing_is_changed_unless_yes_is_said(wrong: FakeCarrier) -> None:
    done = run("apply")
    assert (done.code, wrong.set) == (2, [])
    assert done.err == (
        "Nobody is here to ask; add --yes if this is meant.\nNothing was changed.\n"
    )


def test_the_way_back_is_on_the_disk_before_the_first_change(wrong: FakeCarrier) -> None:
    seen: list[bool] = []
    wrong.after_set = lambda _path: seen.append(Path("undo.json").exists())
    assert run("apply", "--yes", "--undo-file", "undo.json").code == 0
    assert seen == [True, True]


def test_the_undo_file_holds_sids_and_only_its_owner_reads_it(wrong: FakeCarrier) -> None:
    run("apply", "--yes", "--undo-file", "undo.json")
    file = Path("undo.json")
    written = json.loads(file.read_text("utf-8"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert (written["carrier"], written["account"]) == ("twilio", ACCOUNT)
    assert written["changes"] == [
        {
            "kind": "number",
            "sid": CALLS_SID,
            "field": "voice_url",
            "old": OLD,
            "new": f"{PUBLIC_URL}/voice{OVERRIDES}",
        },
        {"kind": "number", "sid": CALLS_SID, "field": "voice_method", "old": "GET", "new": "POST"},
        {
            "kind": "messaging service",
            "sid": SERVICE_SID,
            "field": "smart_encoding",
            "old": False,
            "new": True,
        },
    ]
    for secret in (TOKEN, TEXTS, CALLS, TEXTS[2:], CALLS[2:]):
        assert secret not in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "kept"),
    [
        ("https://me:hunter2@old.example.com/v", "https://old.example.com/v"),
        ("https://old.example.com/v?key=a&tenant=5", "https://old.example.com/v?tenant=5"),
        ("https://old.example.com/v?a=zQ8xkL20dPq71mNb", "https://old.example.com/v"),
    ],
    ids=["password", "key", "what looks like one"],
)
def test_a_password_or_key_in_an_old_address_is_neither_shown_nor_kept(
    old: str, kept: str, wrong: FakeCarrier
) -> None:
    wrong.calls["voice_url"] = old
    done = run("apply", "--yes", "--undo-file", "undo.json")
    written = Path("undo.json").read_text("utf-8")
    assert json.loads(written)["changes"][0]["old"] == kept
    assert "An old address holds a password or a key, which is not kept" in done.out
    for secret in ("hunter2", "key=a", "zQ8xkL20dPq71mNb"):
        assert secret not in done.out + done.err + written
    assert run("undo", "undo.json", "--yes").code == 0
    assert wrong.calls["voice_url"] == kept


def test_an_undo_file_is_never_written_over(wrong: FakeCarrier) -> None:
    Path("undo.json").write_text("mine", "utf-8")
    done = run("apply", "--yes", "--undo-file", "undo.json")
    assert (done.code, wrong.set) == (2, [])
    assert done.err == (
        "undo.json stands already; name another with --undo-file\nNothing was changed.\n"
    )
    assert Path("undo.json").read_text("utf-8") == "mine"


def test_without_a_place_for_the_undo_file_nothing_is_changed(wrong: FakeCarrier) -> None:
    done = run("apply", "--yes", "--undo-file", "no-such-folder/undo.json")
    assert (done.code, wrong.set) == (2, [])
    assert "cannot be written: No such file or directory\nNothing was changed." in done.err


def dies(wrong: FakeCarrier, url_end: str, *, reading_too: bool = False) -> None:
    """Let the network die when something is set at an address that ends so."""

    def before(method: str, path: str) -> Answer | None:
        dead = bool(wrong.set) or method == "POST"
        if path.endswith(url_end) and (method == "POST" or (reading_too and dead)):
            raise requests.ConnectionError(f"with {TOKEN} in it")
        return None

    wrong.before = before


def test_the_network_that_dies_between_two_changes(wrong: FakeCarrier) -> None:
    dies(wrong, f"/Services/{SERVICE_SID}")
    done = run("apply", "--yes", "--undo-file", "undo.json")
    assert done.code == 1
    assert (
        f"changed: number {CALLS_SID}: voice_url, voice_method\n"
        f"not changed: messaging service {SERVICE_SID}: smart_encoding\n"
        "Take it back with: responder account undo undo.json\n"
    ) in done.out
    assert done.err == (
        "The carrier did not answer: it closes the connection without an answer. "
        "See whether this machine reaches messaging.twilio.com, and try again.\n"
    )
    assert (wrong.calls["voice_method"], wrong.service["smart_encoding"]) == ("POST", False)

    wrong.before = lambda _method, _path: None
    undone = run("undo", "undo.json", "--yes")
    assert (undone.code, undone.out.count("changed: ")) == (0, 1)
    assert (wrong.calls["voice_url"], wrong.calls["voice_method"]) == (OLD, "GET")
    assert wrong.service["smart_encoding"] is False


def test_the_first_change_that_fails_keeps_the_others_from_being_tried(wrong: FakeCarrier) -> None:
    dies(wrong, NUMBER_URL)
    done = run("apply", "--yes", "--undo-file", "undo.json")
    assert (done.code, wrong.set) == (1, [])
    assert f"not changed: number {CALLS_SID}" in done.out
    assert f"not changed: messaging service {SERVICE_SID}" in done.out
    assert "\nchanged:" not in done.out
    again = run("undo", "undo.json", "--yes")
    assert (again.code, again.out) == (0, "Nothing to take back.\n")


def test_an_address_with_a_password_that_was_never_changed_is_as_it_was(
    wrong: FakeCarrier,
) -> None:
    wrong.calls["voice_url"] = "https://me:hunter2@old.example.com/v"
    dies(wrong, NUMBER_URL)
    assert run("apply", "--yes", "--undo-file", "undo.json").code == 1
    wrong.before = lambda _method, _path: None
    done = run("undo", "undo.json", "--yes")
    assert (done.code, done.out) == (0, "Nothing to take back.\n")
    assert wrong.calls["voice_url"] == "https://me:hunter2@old.example.com/v"


def test_what_nobody_can_know_is_said_to_be_unknown(wrong: FakeCarrier) -> None:
    dies(wrong, f"/Services/{SERVICE_SID}", reading_too=True)
    done = run("apply", "--yes", "--undo-file", "undo.json")
    assert done.code == 1
    assert f"NOT KNOWN whether changed: messaging service {SERVICE_SID}: smart_encod" in done.out


def test_a_change_whose_answer_was_lost_is_known_to_be_made(wrong: FakeCarrier) -> None:
    def lose(path: str) -> None:
        if path.endswith(NUMBER_URL):
            raise requests.ReadTimeout

    wrong.after_set = lose
    done = run("apply", "--yes", "--undo-file", "undo.json")
    assert done.code == 1
    assert f"changed: number {CALLS_SID}: voice_url, voice_method\n" in done.out
    assert f"not changed: messaging service {SERVICE_SID}" in done.out


def test_a_carrier_that_keeps_something_else_is_found_out(wrong: FakeCarrier) -> None:
    wrong.after_set = lambda _path: wrong.calls.update(voice_method="GET")
    done = run("apply", "--yes", "--undo-file", "undo.json")
    assert done.code == 1
    assert (
        f"The carrier took this and keeps something else: voice_method of {CALLS_SID}" in done.out
    )
    assert "What is left, worst first:\n1. The address for calls is asked with GET" in done.out


def test_a_change_that_the_carrier_refuses_is_told_by_its_status(wrong: FakeCarrier) -> None:
    refusal: Answer = (
        400,
        {},
        json.dumps({"code": 21502, "message": f"{TOKEN} {CALLS}", "status": 400}),
    )
    wrong.before = lambda method, _path: refusal if method == "POST" else None
    done = run("apply", "--yes", "--undo-file", "undo.json")
    assert done.code == 1
    assert done.err == "The carrier refused what was asked of the number (status 400).\n"


def test_what_somebody_changed_since_is_left_alone(wrong: FakeCarrier) -> None:
    run("apply", "--yes", "--undo-file", "undo.json")
    wrong.calls["voice_url"] = "https://third.example.org/voice"
    done = run("undo", "undo.json", "--yes")
    assert done.code == 1
    assert done.out.startswith(
        f"Left as it is, because somebody changed it since: voice_url of {CALLS_SID}\n"
    )
    assert wrong.calls["voice_url"] == "https://third.example.org/voice"
    assert (wrong.calls["voice_method"], wrong.service["smart_encoding"]) == ("GET", False)


def test_undo_asks_too_and_can_be_run_twice(wrong: FakeCarrier) -> None:
    run("apply", "--yes", "--undo-file", "undo.json")
    made = len(wrong.set)
    assert (run("undo", "undo.json").code, len(wrong.set)) == (2, made)
    assert run("undo", "undo.json", "--yes").code == 0
    again = run("undo", "undo.json", "--yes")
    assert (again.code, again.out) == (0, "Nothing to take back.\n")


def test_an_undo_that_is_cut_off_says_so_and_can_be_run_again(wrong: FakeCarrier) -> None:
    run("apply", "--yes", "--undo-file", "undo.json")
    dies(wrong, f"/Services/{SERVICE_SID}")
    done = run("undo", "undo.json", "--yes")
    assert done.code == 1
    assert f"not changed: messaging service {SERVICE_SID}: smart_encoding" in done.out
    assert "Try again with: responder account undo undo.json" in done.out
    wrong.before = lambda _method, _path: None
    assert run("undo", "undo.json", "--yes").code == 0
    assert wrong.service["smart_encoding"] is False


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("not json", "undo.json is not a file that responder account apply wrote, or it was"),
        ("[]", "undo.json is not a file that responder account apply wrote, or it was"),
        ('{"version": 2}', "undo.json was written by another version of this program"),
        (
            NOT_OURS,
            "undo.json is not a file that responder account apply wrote, or it was",
        ),
        (
            '{"version": 1, "carrier": "twilio", "account": "AC1", "changes": []}',
            "undo.json is about another account than TWILIO_ACCOUNT_SID; nothing was changed",
        ),
    ],
    ids=["no json", "a list", "another version", "a field that is not ours", "another account"],
)
def test_an_undo_file_that_is_none_changes_nothing(
    content: str, said: str, wrong: FakeCarrier
) -> None:
    Path("undo.json").write_text(content, "utf-8")
    done = run("undo", "undo.json", "--yes")
    assert (done.code, wrong.set) == (2, [])
    assert re.sub(r"\s+", " ", done.err).startswith(said)
    assert run("undo", "none.json", "--yes").err == (
        "none.json cannot be read: No such file or directory\n"
    )


def test_a_fallback_that_fails_is_not_set(wrong: FakeCarrier) -> None:
    wrong.calls["voice_fallback_url"] = ""
    wrong.hosted[f"{FALLBACK}/voice.xml"] = (404, "")
    done = run("apply", "--yes", "--undo-file", "undo.json", "--fallback", FALLBACK)
    assert done.code == 1
    assert wrong.calls["voice_fallback_url"] == ""
    assert "it answered with status 404" in re.sub(r"\s+", " ", done.out)


@pytest.mark.parametrize(
    ("body", "rule"), [(VOICE_XML, "calls-fallback-method"), (SMS_XML, "calls-fallback-wrong")]
)
def test_a_working_get_is_not_made_a_failing_post(body: str, rule: str, wrong: FakeCarrier) -> None:
    wrong.calls["voice_fallback_method"] = "GET"
    wrong.hosted[f"{FALLBACK}/voice.xml"] = (405, body)
    done = run("apply", "--yes", "--undo-file", "undo.json")
    assert done.code == 1
    assert re.findall(r"1\. .*?\[([a-z0-9-]+)\]", done.out, re.DOTALL) == [rule]
    assert wrong.calls["voice_fallback_method"] == "GET"
    assert wrong.calls["voice_method"] == "POST"


def test_ctrl_c_between_two_changes_says_what_was_changed(wrong: FakeCarrier) -> None:
    def press(method: str, path: str) -> Answer | None:
        if method == "POST" and path.endswith(SERVICE_SID):
            raise KeyboardInterrupt
        return None

    wrong.before = press
    done = run("apply", "--yes", "--undo-file", "undo.json")
    assert (done.code, done.err) == (1, "You stopped it.\n")
    assert f"changed: number {CALLS_SID}: voice_url, voice_method\nnot changed: mess" in done.out


def test_two_addresses_of_their_own_can_be_given_for_the_fallback(wrong: FakeCarrier) -> None:
    bins = "https://handler.example.net/bin"
    texts, calls = wrong.hosted[f"{FALLBACK}/sms.xml"], wrong.hosted[f"{FALLBACK}/voice.xml"]
    wrong.hosted |= {f"{bins}/1": texts, f"{bins}/2": calls}
    given = ("--texts-fallback", f"{bins}/1", "--calls-fallback", f"{bins}/2")
    assert run("apply", "--yes", "--undo-file", "undo.json", *given).code == 0
    assert wrong.service["fallback_url"] == f"{bins}/1"
    assert wrong.calls["voice_fallback_url"] == f"{bins}/2"
