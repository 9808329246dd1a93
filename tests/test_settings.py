"""The settings: what is read, and that every fault is named at once and no value repeated."""

from __future__ import annotations

import ast
import pprint
import re
import traceback
from pathlib import Path

import pytest

from responder.settings import Carrier, SettingFault, Settings, SettingsWrong, address

TOKEN = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
NEW_TOKEN = "00112233445566778899aabbccddeeff"
KEY = "made-up-key-made-up-key-made-up-key"
ENOUGH = {"TWILIO_AUTH_TOKEN": TOKEN, "RESPONDER_PUBLIC_URL": "https://text.example.org"}
NOT_WHOLE = (
    "is not a whole web address with https:// and a name, or with http:// where it is of this "
    "machine alone: http://127.0.0.1:8000"
)
HOW_TO_SET = (
    "Settings are environment variables: write NAME=value lines into line.env, "
    "then: set -a; . ./line.env; set +a"
)
# HMAC-SHA256 of "responder: key of the language cookie" under TOKEN, made with openssl.
DERIVED = bytes.fromhex("3d7c8461781b0b8fa07e3c0db28c117e787256db4ea8e139d9767508b6925532")


def read(**environ: str) -> Settings:
    return Settings.read({**ENOUGH, **environ})


def faults(environ: dict[str, str]) -> tuple[SettingFault, ...]:
    with pytest.raises(SettingsWrong) as wrong:
        Settings.read(environ)
    return wrong.value.faults


def test_a_token_and_an_address_are_enough() -> None:
    assert read() == Settings(
        carrier=Carrier.TWILIO,
        tokens=(TOKEN,),
        account_sid="",
        public_url="https://text.example.org",
        flows=Path("flows"),
        secret_key=DERIVED,
        bind="127.0.0.1:8000",
        ops_bind="127.0.0.1:9090",
    )


def test_everything_can_be_set() -> None:
    environ = {
        "RESPONDER_CARRIER": "SignalWire",
        "SIGNALWIRE_SIGNING_KEY": NEW_TOKEN,
        "TWILIO_ACCOUNT_SID": "a-project-of-signalwire",
        "RESPONDER_PUBLIC_URL": "https://example.org/line/",
        "RESPONDER_FLOWS": "/srv/flows",
        "RESPONDER_SECRET_KEY": KEY,
        "RESPONDER_BIND": "0.0.0.0:80",
        "RESPONDER_OPS_BIND": "[::1]:9100",
    }
    assert Settings.read(environ) == Settings(
        carrier=Carrier.SIGNALWIRE,
        tokens=(NEW_TOKEN,),
        account_sid="a-project-of-signalwire",
        public_url="https://example.org/line",
        flows=Path("/srv/flows"),
        secret_key=KEY.encode(),
        bind="0.0.0.0:80",
        ops_bind="[::1]:9100",
    )


def test_what_is_empty_counts_as_not_set() -> None:
    names = ["RESPONDER_CARRIER", "TWILIO_ACCOUNT_SID", "RESPONDER_FLOWS", "RESPONDER_SECRET_KEY"]
    names += ["RESPONDER_BIND", "RESPONDER_OPS_BIND"]
    assert read(**dict.fromkeys(names, "  ")) == read()


@pytest.mark.parametrize(
    ("written", "tokens"),
    [
        pytest.param(f"  {TOKEN}\n", (TOKEN,), id="spaces around"),
        pytest.param(f'"{TOKEN}"', (TOKEN,), id="quotes around"),
        pytest.param(f"‘{TOKEN}’", (TOKEN,), id="curly quotes around"),
        pytest.param(f"{NEW_TOKEN},{TOKEN}", (NEW_TOKEN, TOKEN), id="two"),
        pytest.param(f"'{NEW_TOKEN}' , '{TOKEN}' ,", (NEW_TOKEN, TOKEN), id="two, untidy"),
        pytest.param(f"{TOKEN},{TOKEN}", (TOKEN,), id="twice the same"),
    ],
)
def test_tokens_are_read_as_they_are_pasted(written: str, tokens: tuple[str, ...]) -> None:
    assert read(TWILIO_AUTH_TOKEN=written).tokens == tokens


@pytest.mark.parametrize(
    ("written", "public_url", "prefix"),
    [
        pytest.param("https://text.example.org/", "https://text.example.org", "", id="slash"),
        pytest.param(' "https://text.example.org" ', "https://text.example.org", "", id="quotes"),
        pytest.param("HTTPS://text.example.org", "https://text.example.org", "", id="capitals"),
        pytest.param("https://Text.Example.org", "https://Text.Example.org", "", id="kept name"),
        pytest.param("https://example.org:8443", "https://example.org:8443", "", id="port"),
        pytest.param("https://example.org/a/b/", "https://example.org/a/b", "/a/b", id="path"),
        pytest.param("https://example.org/smsline", "https://example.org/smsline", "/smsline",
                     id="a path that only begins like an address"),
        pytest.param("https://xn--nia-8ma.example.org", "https://xn--nia-8ma.example.org", "",
                     id="letters beyond a-z"),
        pytest.param("http://localhost:8000", "http://localhost:8000", "", id="loopback name"),
        pytest.param("http://127.0.0.1", "http://127.0.0.1", "", id="loopback"),
        pytest.param("http://[::1]:8000", "http://[::1]:8000", "", id="loopback, IPv6"),
    ],
)  # fmt: skip
def test_the_public_address_is_kept_without_its_closing_slash(
    written: str, public_url: str, prefix: str
) -> None:
    settings = read(RESPONDER_PUBLIC_URL=written)
    assert (settings.public_url, settings.path_prefix) == (public_url, prefix)


@pytest.mark.parametrize(
    ("url", "what"),
    [
        pytest.param("", "is not set; the carrier's signature is made over this address", id="no"),
        pytest.param("text.example.org", NOT_WHOLE, id="no scheme"),
        pytest.param("ftp://example.org", NOT_WHOLE, id="other scheme"),
        pytest.param("https://", NOT_WHOLE, id="bare"),
        pytest.param("https://example.org:",
                     "ends with a colon; write the port, or leave the colon out", id="no port"),
        pytest.param("https://example.org:99999", "is not a web address", id="port too high"),
        pytest.param("https://example.org:0", NOT_WHOLE, id="port 0"),
        pytest.param("https://example.org:x", "is not a web address", id="port of letters"),
        pytest.param("https://[example.org", "is not a web address", id="bracket"),
        pytest.param("http://text.example.org",
                     "begins with http://; what people write would cross the network in the open",
                     id="http"),
        pytest.param("http://10.0.0.5",
                     "begins with http://; what people write would cross the network in the open",
                     id="http inside"),
        pytest.param("https://me:hidden@example.org",
                     "holds a user name or password, which the carrier leaves out of its signature",
                     id="password"),
        pytest.param("https://example.org?a=1",
                     "holds a ? or a #; it is only the beginning of the carrier's addresses",
                     id="query"),
        pytest.param("https://example.org/#rc=1",
                     "holds a ? or a #; it is only the beginning of the carrier's addresses",
                     id="fragment"),
        pytest.param("https://example.org/sms/",
                     "ends with one of our own addresses, which is added to it anyway", id="sms"),
        pytest.param("https://example.org/voice/key",
                     "ends with one of our own addresses, which is added to it anyway", id="voice"),
        pytest.param("https://exa mple.org",
                     "holds a space, or a letter outside a-z (such a name is written xn--...)",
                     id="space"),
        pytest.param("https://niña.example.org",
                     "holds a space, or a letter outside a-z (such a name is written xn--...)",
                     id="ñ"),
    ],
)  # fmt: skip
def test_an_address_that_carriers_cannot_use_is_a_fault(url: str, what: str) -> None:
    fix = "write the address that the carrier calls, without /sms: https://text.example.org"
    found = faults({**ENOUGH, "RESPONDER_PUBLIC_URL": url})
    assert found == (SettingFault("RESPONDER_PUBLIC_URL", what, fix),)


@pytest.mark.parametrize(
    ("url", "begins"),
    [
        pytest.param("http://line.example/sms?x=1", ["begins with", "holds a ?", "ends with one"],
                     id="no TLS, query, our own address"),
        pytest.param("http://me:hidden@line.example:/~", ["ends with a colon", "begins with",
                     "holds a user name", "has a path"], id="colon, no TLS, user, path"),
        pytest.param("https://niña.example.org:x", ["holds a space, or", "is not a web"],
                     id="a letter, and no port"),
    ],
)  # fmt: skip
def test_all_that_is_wrong_with_an_address_is_told_at_once(url: str, begins: list[str]) -> None:
    [fault] = faults({**ENOUGH, "RESPONDER_PUBLIC_URL": url})
    told = fault.what.split("\n  and ")
    assert len(told) == len(begins)
    assert [each.startswith(begin) for each, begin in zip(told, begins, strict=True)] == [
        True
    ] * len(begins)


@pytest.mark.parametrize(
    ("name", "such_as"),
    [("RESPONDER_BIND", "127.0.0.1:8000"), ("RESPONDER_OPS_BIND", "127.0.0.1:9090")],
)
def test_each_port_is_told_an_address_of_its_own(name: str, such_as: str) -> None:
    [fault] = faults({**ENOUGH, name: "nonsense"})
    assert fault.fix == f"write HOST:PORT with a port from 1 to 65535, such as {such_as}"
    assert Settings.read({**ENOUGH, name: such_as}) == read()


@pytest.mark.parametrize(
    ("token", "what"),
    [
        pytest.param(
            "", "is not set; without it nobody can tell the carrier's requests from forged ones",
            id="none",
        ),
        pytest.param(
            " , ", "is not set; without it nobody can tell the carrier's requests from forged ones",
            id="commas alone",
        ),
        pytest.param(f"AC{TOKEN}",
                     "holds the name of an account or key (AC... or SK...), not a token",
                     id="account"),
        pytest.param(f"{TOKEN},SK{TOKEN}",
                     "holds the name of an account or key (AC... or SK...), not a token",
                     id="second is a key"),
        pytest.param(f"{TOKEN[:20]} {TOKEN[20:]}", "holds a space or a letter that no token has",
                     id="space"),
        pytest.param(TOKEN + "é", "holds a space or a letter that no token has", id="accent"),
        pytest.param(TOKEN[:15],
                     "holds a token of fewer than 16 characters; some of it is gone", id="cut"),
    ],
)  # fmt: skip
def test_a_token_that_cannot_be_one_is_a_fault(token: str, what: str) -> None:
    fix = (
        "copy the Auth Token from the first page of the Twilio Console; "
        "while you change it, give both, with a comma between"
    )
    found = faults({**ENOUGH, "TWILIO_AUTH_TOKEN": token})
    assert found == (SettingFault("TWILIO_AUTH_TOKEN", what, fix),)


@pytest.mark.parametrize(
    ("carrier", "needs"),
    [
        ("twilio", "TWILIO_AUTH_TOKEN"),
        ("signalwire", "SIGNALWIRE_SIGNING_KEY"),
        ("somleng", "TWILIO_AUTH_TOKEN"),
    ],
)
def test_each_carrier_needs_its_own_token(carrier: str, needs: str) -> None:
    environ = {
        "RESPONDER_CARRIER": carrier,
        "RESPONDER_PUBLIC_URL": "https://text.example.org",
        "TWILIO_AUTH_TOKEN": TOKEN,
        "SIGNALWIRE_SIGNING_KEY": NEW_TOKEN,
    }
    assert Settings.read(environ).tokens == ((environ[needs]),)
    del environ[needs]
    assert [each.name for each in faults(environ)] == [needs]


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("RESPONDER_CARRIER", "twillio", "is no carrier we know"),
        ("TWILIO_ACCOUNT_SID", TOKEN, "is not an account SID"),
        (
            "RESPONDER_SECRET_KEY",
            KEY[:31],
            "has fewer than 32 characters and could be guessed",
        ),
        ("RESPONDER_BIND", "8000", "is not an address to listen on"),
        (
            "RESPONDER_OPS_BIND",
            "127.0.0.1:8000",
            "is the same port as RESPONDER_BIND, so counts would be public",
        ),
    ],
)
def test_any_other_setting_that_is_wrong_is_a_fault(name: str, value: str, what: str) -> None:
    assert [(each.name, each.what) for each in faults({**ENOUGH, name: value})] == [(name, what)]


@pytest.mark.parametrize(
    ("bind", "ops_bind", "meet"),
    [
        pytest.param("0.0.0.0:9000", "127.0.0.1:9000", True, id="all addresses hold loopback"),
        pytest.param("127.0.0.1:9000", "0.0.0.0:9000", True, id="the operator's on all"),
        pytest.param("[::]:9000", "127.0.0.1:9000", True, id="all addresses of IPv6"),
        pytest.param("LOCALHOST:9000", "127.0.0.1:9000", True, id="a name of loopback"),
        pytest.param("192.0.2.1:9000", "127.0.0.1:9000", False, id="one port of two addresses"),
        pytest.param("0.0.0.0:9000", "127.0.0.1:9001", False, id="two ports"),
    ],
)
def test_the_operators_port_is_not_the_publics(bind: str, ops_bind: str, *, meet: bool) -> None:
    given = {**ENOUGH, "RESPONDER_BIND": bind, "RESPONDER_OPS_BIND": ops_bind}
    if meet:
        assert [each.name for each in faults(given)] == ["RESPONDER_OPS_BIND"]
    else:
        assert Settings.read(given).ops_bind == ops_bind


def test_what_is_given_as_an_option_is_named_with_all_other_faults() -> None:
    with pytest.raises(SettingsWrong) as wrong:
        Settings.read({"RESPONDER_BIND": "[::1]:9100", "TWILIO_AUTH_TOKEN": TOKEN}, "8000")
    assert [each.name for each in wrong.value.faults] == ["RESPONDER_PUBLIC_URL", "--bind"]
    with pytest.raises(SettingsWrong, match="is the same port as --bind, so counts"):
        Settings.read({**ENOUGH, "RESPONDER_OPS_BIND": "127.0.0.1:9100"}, "127.0.0.1:9100")
    assert Settings.read(ENOUGH, "127.0.0.1:8001").bind == "127.0.0.1:8001"


def test_all_faults_are_named_at_once_in_plain_words() -> None:
    with pytest.raises(SettingsWrong) as wrong:
        Settings.read({"RESPONDER_CARRIER": "x", "RESPONDER_BIND": "y", "TWILIO_ACCOUNT_SID": "z"})
    assert str(wrong.value) == (
        "RESPONDER_CARRIER: is no carrier we know\n"
        "  fix: write twilio, signalwire or somleng; without it, twilio is meant\n"
        "TWILIO_AUTH_TOKEN: is not set; without it nobody can tell the carrier's requests "
        "from forged ones\n"
        "  fix: copy the Auth Token from the first page of the Twilio Console; while you change "
        "it, give both, with a comma between\n"
        "TWILIO_ACCOUNT_SID: is not an account SID\n"
        "  fix: copy the Account SID from the first page of the Twilio Console: AC and 32 "
        "characters\n"
        "RESPONDER_PUBLIC_URL: is not set; the carrier's signature is made over this address\n"
        "  fix: write the address that the carrier calls, without /sms: https://text.example.org\n"
        "RESPONDER_BIND: is not an address to listen on\n"
        "  fix: write HOST:PORT with a port from 1 to 65535, such as 127.0.0.1:8000\n"
        f"{HOW_TO_SET}"
    )


def test_how_settings_are_given_is_said_where_one_is_missing_and_only_there() -> None:
    with pytest.raises(SettingsWrong) as missing:
        Settings.read({"TWILIO_AUTH_TOKEN": TOKEN})
    assert str(missing.value).splitlines()[-1] == HOW_TO_SET
    with pytest.raises(SettingsWrong) as wrong:
        Settings.read({**ENOUGH, "RESPONDER_BIND": "y"})
    assert "line.env" not in str(wrong.value)


# Twilio's own examples of a token have 32 characters of 0-9 and a-f.
@pytest.mark.parametrize(
    ("carrier", "tokens", "odd"),
    [
        pytest.param("twilio", TOKEN, False, id="as Twilio's are"),
        pytest.param("twilio", TOKEN.upper(), False, id="in capitals"),
        pytest.param("twilio", f"{TOKEN}{TOKEN[:4]}", True, id="36 characters"),
        pytest.param("twilio", "YOUR_TOKEN_GOES_HERE", True, id="a token's place"),
        pytest.param("twilio", f"{TOKEN},{TOKEN[:-1]}", True, id="the second of two"),
        pytest.param("somleng", "another-shape-of-token", False, id="another carrier's"),
    ],
)
def test_a_token_of_another_shape_is_taken_and_warned_of(
    carrier: str, tokens: str, *, odd: bool
) -> None:
    settings = read(RESPONDER_CARRIER=carrier, TWILIO_AUTH_TOKEN=tokens)
    assert settings.odd_token.startswith(
        "a token in TWILIO_AUTH_TOKEN is not 32 hexadecimal characters" if odd else ""
    )
    assert bool(settings.odd_token) is odd
    assert not any(each in settings.odd_token for each in settings.tokens)


def test_no_value_shows_in_a_fault_or_a_repr() -> None:
    environ = {
        "RESPONDER_CARRIER": "hidden-1",
        "TWILIO_AUTH_TOKEN": "hidden-2",
        "TWILIO_ACCOUNT_SID": "hidden-3",
        "RESPONDER_PUBLIC_URL": "https://hidden-4:hidden-5@example.org",
        "RESPONDER_SECRET_KEY": "hidden-6",
        "RESPONDER_BIND": "hidden-7",
        "RESPONDER_OPS_BIND": "hidden-8",
    }
    with pytest.raises(SettingsWrong) as wrong:
        Settings.read(environ)
    assert len(wrong.value.faults) == 7
    assert "hidden" not in str(wrong.value) + repr(wrong.value)
    assert repr(read(RESPONDER_SECRET_KEY=KEY)) == (
        "Settings(carrier=<Carrier.TWILIO: 'twilio'>, account_sid='', "
        f"public_url='https://text.example.org', flows={Path('flows')!r}, "
        "bind='127.0.0.1:8000', ops_bind='127.0.0.1:9090')"
    )


SECRET = "badc0ffee"
# Every way a setting can be wrong, with a secret in its value wherever there is a value.
WRONG = [
    ("RESPONDER_CARRIER", SECRET),
    ("TWILIO_AUTH_TOKEN", ""),
    ("TWILIO_AUTH_TOKEN", f"AC{SECRET:0<32}"),
    ("TWILIO_AUTH_TOKEN", f"{SECRET} {TOKEN}"),
    ("TWILIO_AUTH_TOKEN", SECRET),
    ("TWILIO_AUTH_TOKEN", f"{TOKEN},{SECRET}"),
    ("TWILIO_ACCOUNT_SID", SECRET),
    ("RESPONDER_PUBLIC_URL", ""),
    ("RESPONDER_PUBLIC_URL", f"https://{SECRET}.example.org/ñ"),
    ("RESPONDER_PUBLIC_URL", f"https://[{SECRET}"),
    ("RESPONDER_PUBLIC_URL", f"https://example.org:{SECRET}"),
    ("RESPONDER_PUBLIC_URL", SECRET),
    ("RESPONDER_PUBLIC_URL", f"https://{SECRET}.example.org:"),
    ("RESPONDER_PUBLIC_URL", f"http://{SECRET}.example.org"),
    ("RESPONDER_PUBLIC_URL", f"https://{SECRET}:{SECRET}@example.org"),
    ("RESPONDER_PUBLIC_URL", f"https://example.org/?key={SECRET}"),
    ("RESPONDER_PUBLIC_URL", f"https://{SECRET}.example.org/sms"),
    ("RESPONDER_PUBLIC_URL", f"https://example.org/{SECRET}/~"),
    ("RESPONDER_SECRET_KEY", SECRET),
    ("RESPONDER_BIND", SECRET),
    ("RESPONDER_BIND", f"{SECRET}.example.org:9090"),
    ("RESPONDER_OPS_BIND", SECRET),
]


def messages_of_settings() -> set[str]:
    """Return what may be said of a setting, up to the first value in it, as it stands in code."""
    source = (Path(__file__).parent.parent / "responder" / "settings.py").read_text("utf-8")
    tree = list(ast.walk(ast.parse(source)))
    docstrings = {id(each.value) for each in tree if isinstance(each, ast.Expr)}
    return {
        each.value
        for each in tree
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
        if re.match("(is|holds|has|begins|ends) ", each.value) and id(each) not in docstrings
    }


def test_no_secret_shows_in_any_fault_of_a_setting() -> None:
    said = ""
    for name, value in WRONG:
        given = {**ENOUGH, "RESPONDER_OPS_BIND": f"{SECRET}.example.org:9090", name: value}
        with pytest.raises(SettingsWrong) as wrong:
            Settings.read(given)
        assert name in str(wrong.value) or "RESPONDER_OPS_BIND" in str(wrong.value), (name, value)
        shown = traceback.format_exception(wrong.value, chain=True)
        said += "".join([str(wrong.value), repr(wrong.value), repr(wrong.value.faults), *shown])
    assert SECRET not in said
    messages = messages_of_settings()
    assert len(messages) > 15
    assert [each for each in messages if each not in said] == []


@pytest.mark.parametrize("carrier", [each.value for each in Carrier])
def test_no_secret_shows_in_the_settings_themselves(carrier: str) -> None:
    token, key = f"{SECRET:0<32}", f"{SECRET:1<32}"
    good = Settings.read(
        {
            "RESPONDER_CARRIER": carrier,
            "TWILIO_AUTH_TOKEN": token,
            "SIGNALWIRE_SIGNING_KEY": token,
            "RESPONDER_SECRET_KEY": key,
            "RESPONDER_PUBLIC_URL": "https://text.example.org",
        }
    )
    assert (good.tokens, good.secret_key) == ((token,), key.encode())
    derived = read().secret_key
    for each in (f"{good}", f"{good!r}", pprint.pformat(good), f"{read()!r}"):
        assert SECRET not in each
        assert derived.hex() not in each
        assert repr(derived) not in each


def test_every_replica_makes_the_same_cookie_key_from_the_first_token() -> None:
    keys = [read(TWILIO_AUTH_TOKEN=each).secret_key for each in (TOKEN, f"{TOKEN},{NEW_TOKEN}")]
    assert keys == [DERIVED, DERIVED]
    assert read(TWILIO_AUTH_TOKEN=NEW_TOKEN).secret_key != DERIVED


@pytest.mark.parametrize(
    ("bind", "host_and_port"),
    [
        ("127.0.0.1:8000", ("127.0.0.1", 8000)),
        ("localhost:1", ("localhost", 1)),
        ("a_service-1.example:65535", ("a_service-1.example", 65535)),
        ("[::]:80", ("::", 80)),
    ],
)
def test_an_address_is_a_host_and_a_port(bind: str, host_and_port: tuple[str, int]) -> None:
    assert address(bind) == host_and_port


@pytest.mark.parametrize(
    "bind",
    ["", "8000", ":8000", "localhost", "localhost:", "localhost:0", "localhost:65536", "::1:80",
     "[::1]", "localhost:٣", "localhost:80\n", "http://localhost:80", "localhost:8 0"],
)  # fmt: skip
def test_what_is_no_host_and_port_is_refused(bind: str) -> None:
    with pytest.raises(ValueError, match="write HOST:PORT with a port from 1 to 65535"):
        address(bind)
