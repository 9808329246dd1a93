"""What is wrong with one address, how it is shown, which rule applies, and how long it waits."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from responder.account.addresses import OVERRIDES, astray, shown, slow, without_secrets
from responder.account.rules import applies, seconds_of
from responder.account.wanted import as_carriers_write

WANTED = "https://text.example.org/sms"


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("http://text.example.org/sms", "begins with http:// and not https://"),
        ("https://me:pw@text.example.org/sms", "holds a user name or password"),
        ("https://text.example.org:443/sms", "names another port than the line's public address"),
        ("https://text.example.org:8443/sms", "names another port than the line's public address"),
        ("https://text.example.org/sms/", "ends with a slash too many"),
        ("https://text.example.org/voice", "leads to /voice and not to /sms"),
        ("https://text.example.org", "leads to / and not to /sms"),
        ("https://text.example.org/sms?a=b", "has a ? and something behind it"),
        ("https://TEXT.example.org/sms", "is written in another way than the line's address"),
        ("https://txt.example.org/sms", "leads to txt.example.org and not to text.example.org"),
        ("text.example.org/sms", "is not a web address"),
        ("https://text.example.org:port/sms", "is not a web address"),
        ("https://[::1/sms", "is not a web address"),
        ("sip:line@example.org", "is not a web address"),
    ],
)
def test_each_way_to_miss_the_address_has_its_words(url: str, what: str) -> None:
    found = astray(url, WANTED)
    assert found is not None
    assert found[0] == what
    assert found[1]


@pytest.mark.parametrize("url", [WANTED, f"{WANTED}#{OVERRIDES}", f"{WANTED}#"])
def test_the_address_itself_is_right_whatever_stands_behind_its_hash(url: str) -> None:
    assert astray(url, WANTED) is None


# rc is 1 and rp is ct unless they are given; ct 5000, rt 15000
# (twilio.com/docs/usage/webhooks/webhooks-connection-overrides).
@pytest.mark.parametrize(
    ("fragment", "right"),
    [
        (OVERRIDES, True),
        ("rc=2&rp=all&ct=1000&rt=3000", True),
        ("rc=1&rp=ct,rt,5xx&tt=9000", True),
        ("", False),
        ("rc=0&rp=all&ct=2000&rt=4000", False),
        ("rc=1&rp=ct&ct=2000&rt=4000", False),
        ("rc=1&rp=ct,rt,5xx", False),
        ("rc=5&rp=ct,rt,5xx&ct=2000&rt=4000", False),
        ("rc=one&rp=all&ct=x&rt=y", False),
    ],
)
def test_overrides_ask_again_and_reach_the_fallback_in_time(fragment: str, right: bool) -> None:
    assert (slow(f"{WANTED}#{fragment}") is None) is right


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "(nothing)"),
        ("", "(nothing)"),
        (True, "on"),
        (False, "off"),
        ("POST", "POST"),
        ("AP0123", "AP0123"),
        ("https://me:hunter2@a.example.com/x?key=1#rc=1", "https://***@a.example.com/x?***#rc=1"),
        ("https://[::1/x", "(an address that cannot be read)"),
    ],
)
def test_no_password_and_no_query_is_shown(value: object, words: str) -> None:
    assert shown(value) == words


@pytest.mark.parametrize(
    "url",
    [
        f"{WANTED}#{OVERRIDES}",
        "https://webhooks.twilio.com/v1/Accounts/AC1/Flows/FW0123456789abcdef0123456789abcdef",
        "https://old.example.com/voice?tenant=5&b=",
        "https://old.example.com/voice?flow=FW0123456789abcdef0123456789abcdef",
    ],
)
def test_an_address_without_a_secret_is_kept_word_for_word(url: str) -> None:
    assert without_secrets(url) == url


@dataclass
class Made:
    match_type: str | None
    value: str | None = None
    prefix: str | None = None


def test_the_most_exact_rule_applies() -> None:
    exact = Made("EXACT_MATCH", value=WANTED)
    short = Made("PREFIX_MATCH", prefix="https://text.example.org/")
    longer = Made("PREFIX_MATCH", prefix="https://text.example.org/s")
    other = Made("PREFIX_MATCH", prefix="https://other.example.org/")
    default, new = Made("DEFAULT"), Made("REGEX_MATCH", value=".*")
    every = [default, short, new, longer, exact, other, Made(None)]
    assert applies(every, WANTED) is exact
    assert applies([each for each in every if each is not exact], WANTED) is longer
    assert applies([default, short, other], WANTED) is short
    assert applies([other, default], WANTED) is default
    assert applies([other, new], WANTED) is None


@pytest.mark.parametrize(
    ("connection", "seconds"),
    [
        (None, None),
        ("fast", None),
        ({}, 20.0),
        ({"connectTimeoutMs": 2000, "readTimeoutMs": 4000}, 6.0),
        (
            {
                "connectTimeoutMs": 2000,
                "readTimeoutMs": 4000,
                "retryPolicy": {"retryCount": 1, "retryOn": ["ALL"]},
            },
            12.0,
        ),
        ({"totalTimeoutMs": 9000}, 9.0),
        ({"connectTimeoutMs": "soon"}, None),
    ],
)
def test_how_long_a_rule_waits(connection: object, seconds: float | None) -> None:
    assert seconds_of(connection) == seconds


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("860-555-0100", "+18605550100"),
        ("(860) 555-0100", "+18605550100"),
        ("1-800-555-0100", "+18005550100"),
        ("+18605550100", "+18605550100"),
        ("55501", "55501"),
        ("555-010", "555010"),
    ],
)
def test_numbers_as_carriers_write_them(number: str, written: str) -> None:
    assert as_carriers_write(number) == written
