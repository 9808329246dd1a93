"""Read the settings from the environment and name every fault at once.

The line must not open half set up: without the right token every text would be refused, and the
people who sent them would get silence. No fault ever repeats a value, because it may be a secret.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

DEFAULT_BIND = "127.0.0.1:8000"
DEFAULT_OPS_BIND = "127.0.0.1:9090"
NO_OPS = "off"
NEVER_CALLED = "https://text.example.org"  # where a line that is tried is called in its process
BIND_OPTION = "--bind"
DEFAULT_FLOWS = "flows"
MIN_TOKEN_CHARACTERS = 16  # Twilio's have 32; a shorter one was cut while pasting
MIN_SECRET_KEY_CHARACTERS = 32
_ALL_ADDRESSES = ("0.0.0.0", "::")  # nosec B104 # noqa: S104 - known here, not listened on
_QUOTES = "\"'`“”‘’"
# What a newcomer needs once: settings are no file of ours, and no command asks for them.
HOW_TO_SET = (
    "Settings are environment variables: write NAME=value lines into line.env, "
    "then: set -a; . ./line.env; set +a"
)
_NOT_SET = "is not set"
_NOT_WHOLE = (
    "is not a whole web address with https:// and a name, or with http:// where it is of this "
    f"machine alone: http://{DEFAULT_BIND}"
)
_TWILIO_TOKEN = re.compile(r"[0-9a-f]{32}", re.IGNORECASE)
_ACCOUNT_SID = re.compile(r"AC[0-9a-f]{32}", re.IGNORECASE)
_API_KEY_SID = re.compile(r"SK[0-9a-f]{32}", re.IGNORECASE)
_PLAIN_PATH = re.compile(r"(?:/[A-Za-z0-9_-]+)*")
_OWN_NAME = re.compile(r"/(?:sms|voice)(?:/|$)", re.IGNORECASE)
_CARRIER_ADDRESS = re.compile(r"/(?:sms|voice(?:/.*)?)", re.IGNORECASE)


class Carrier(StrEnum):
    """Who brings the texts and calls."""

    TWILIO = "twilio"
    SIGNALWIRE = "signalwire"
    SOMLENG = "somleng"


_TOKEN_SETTING = {
    Carrier.TWILIO: (
        "TWILIO_AUTH_TOKEN",
        "copy the Auth Token from the first page of the Twilio Console",
    ),
    Carrier.SIGNALWIRE: (
        "SIGNALWIRE_SIGNING_KEY",
        "copy the Signing Key from the API page of your SignalWire space; it is not the API token",
    ),
    Carrier.SOMLENG: (
        "TWILIO_AUTH_TOKEN",
        "copy the Auth Token from the settings of your Somleng account",
    ),
}


@dataclass(frozen=True)
class SettingFault:
    """One setting that is missing or wrong: what is wrong, and how to set it."""

    name: str
    what: str
    fix: str

    def __str__(self) -> str:
        return f"{self.name}: {self.what}\n  fix: {self.fix}"


class SettingsWrong(ValueError):  # noqa: N818 - it reads as the claim it makes
    """Settings are missing or wrong; `faults` names all of them, and `str` prints them.

    Where one is not set at all, it also says how settings are given.
    """

    def __init__(self, faults: tuple[SettingFault, ...]) -> None:
        self.faults = faults
        missing = any(each.what.startswith(_NOT_SET) for each in faults)
        super().__init__("\n".join([*map(str, faults), *([HOW_TO_SET] if missing else [])]))


@dataclass(frozen=True)
class Settings:
    """Everything an operator decides outside the flow files.

    `tokens` are all that may sign a request, several while a token is changed. `public_url` is the
    address that the carrier calls, without a closing slash; it may have a path. `ops_bind` is empty
    if there is to be no operator's port.
    """

    carrier: Carrier
    tokens: tuple[str, ...] = field(repr=False)
    account_sid: str
    public_url: str
    flows: Path
    secret_key: bytes = field(repr=False)
    bind: str = DEFAULT_BIND
    ops_bind: str = DEFAULT_OPS_BIND

    @property
    def path_prefix(self) -> str:
        """The path of the public address, such as `/line`; empty if it has none."""
        return urlsplit(self.public_url).path

    @property
    def odd_token(self) -> str:
        """What looks wrong with a token, though it may be right; empty if nothing does.

        Twilio's have had 32 hexadecimal characters so far, but its page promises no shape, so that
        nothing is refused for it (https://www.twilio.com/docs/iam/api/authtoken, read 2026-11-27).
        """
        if self.carrier is not Carrier.TWILIO or all(map(_TWILIO_TOKEN.fullmatch, self.tokens)):
            return ""
        return (
            "a token in TWILIO_AUTH_TOKEN is not 32 hexadecimal characters, as Twilio's are so "
            "far: if it is wrong, all that Twilio sends is refused; copy it anew from the Console"
        )

    @classmethod
    def read(cls, environ: Mapping[str, str], bind: str | None = None) -> Settings:
        """Return the settings in `environ`; one that is empty counts as not set.

        `bind` was given as `--bind`, which beats RESPONDER_BIND. Raises SettingsWrong with every
        fault there is.
        """
        listens = "RESPONDER_BIND" if bind is None else BIND_OPTION
        given = environ if bind is None else {BIND_OPTION: bind}
        faults: list[SettingFault] = []
        carrier = _carrier(environ, faults)
        tokens = _tokens(environ, *_TOKEN_SETTING[carrier], faults)
        settings = cls(
            carrier=carrier,
            tokens=tokens,
            account_sid=_account_sid(environ, carrier, faults),
            public_url=_public_url(environ, faults),
            flows=Path(_bare(environ.get("RESPONDER_FLOWS")) or DEFAULT_FLOWS),
            secret_key=_secret_key(environ, tokens, faults),
            bind=_bind(given, listens, DEFAULT_BIND, faults),
            ops_bind=_ops_bind(environ, faults),
        )
        if _meet(settings.bind, settings.ops_bind):
            what = f"is the same port as {listens}, so counts would be public"
            fix = f"give it a port of its own on loopback, such as {DEFAULT_OPS_BIND}"
            faults.append(SettingFault("RESPONDER_OPS_BIND", what, fix))
        if faults:
            raise SettingsWrong(tuple(faults))
        return settings


def to_try(flows: Path, token: str, public_url: str = NEVER_CALLED) -> dict[str, str]:
    """Return the settings of a line that answers on this machine only, for trying it."""
    return {
        "RESPONDER_CARRIER": Carrier.TWILIO.value,
        "TWILIO_AUTH_TOKEN": token,
        "RESPONDER_PUBLIC_URL": public_url,
        "RESPONDER_FLOWS": str(flows),
        "RESPONDER_OPS_BIND": NO_OPS,
    }


def address(bind: str, such_as: str = DEFAULT_BIND) -> tuple[str, int]:
    """Return host and port of `HOST:PORT`; an IPv6 host stands in brackets, as in `[::1]:8000`.

    Raises ValueError if it is not that; the message says what to write, `such_as`.
    """
    found = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+)):([0-9]{1,5})", bind)
    if not found or not 1 <= int(found[3]) <= 65535:
        raise ValueError(f"write HOST:PORT with a port from 1 to 65535, such as {such_as}")
    return found[1] or found[2], int(found[3])


def _meet(bind: str, ops_bind: str) -> bool:
    """Return whether two servers could not listen at both, or one would be reached by the other.

    One port of all addresses takes in that port of each; names are not looked up.
    """
    try:
        (host, port), (ops_host, ops_port) = address(bind), address(ops_bind)
    except ValueError:
        return False
    here = {"localhost": "127.0.0.1"}
    hosts = {here.get(each, each) for each in (host.lower(), ops_host.lower())}
    return port == ops_port and (len(hosts) == 1 or not hosts.isdisjoint(_ALL_ADDRESSES))


def _bare(value: str | None) -> str:
    """Return `value` without the spaces and quotes that were pasted around it."""
    return (value or "").strip().strip(_QUOTES).strip()


def _carrier(environ: Mapping[str, str], faults: list[SettingFault]) -> Carrier:
    named = _bare(environ.get("RESPONDER_CARRIER")).lower() or Carrier.TWILIO
    try:
        return Carrier(named)
    except ValueError:
        fix = "write twilio, signalwire or somleng; without it, twilio is meant"
        faults.append(SettingFault("RESPONDER_CARRIER", "is no carrier we know", fix))
        return Carrier.TWILIO


def _tokens(
    environ: Mapping[str, str], name: str, where: str, faults: list[SettingFault]
) -> tuple[str, ...]:
    given = [_bare(each) for each in _bare(environ.get(name)).split(",")]
    tokens = tuple(dict.fromkeys(each for each in given if each))
    what = next(filter(None, map(_wrong_with_token, tokens)), "")
    if not tokens:
        what = "is not set; without it nobody can tell the carrier's requests from forged ones"
    if what:
        fix = f"{where}; while you change it, give both, with a comma between"
        faults.append(SettingFault(name, what, fix))
    return tokens


def _wrong_with_token(token: str) -> str:
    if _ACCOUNT_SID.fullmatch(token) or _API_KEY_SID.fullmatch(token):
        return "holds the name of an account or key (AC... or SK...), not a token"
    if not all("!" <= letter <= "~" for letter in token):
        return "holds a space or a letter that no token has"
    if len(token) < MIN_TOKEN_CHARACTERS:
        return f"holds a token of fewer than {MIN_TOKEN_CHARACTERS} characters; some of it is gone"
    return ""


def _account_sid(environ: Mapping[str, str], carrier: Carrier, faults: list[SettingFault]) -> str:
    sid = _bare(environ.get("TWILIO_ACCOUNT_SID"))
    if sid and carrier is Carrier.TWILIO and not _ACCOUNT_SID.fullmatch(sid):
        fix = "copy the Account SID from the first page of the Twilio Console: AC and 32 characters"
        faults.append(SettingFault("TWILIO_ACCOUNT_SID", "is not an account SID", fix))
    return sid


def _public_url(environ: Mapping[str, str], faults: list[SettingFault]) -> str:
    url = _bare(environ.get("RESPONDER_PUBLIC_URL")).rstrip("/")
    what = "\n  and ".join(_wrong_with_url(url))
    if what:
        fix = "write the address that the carrier calls, without /sms: https://text.example.org"
        faults.append(SettingFault("RESPONDER_PUBLIC_URL", what, fix))
        return ""
    scheme, rest = url.split("://", 1)
    return f"{scheme.lower()}://{rest}"


def _wrong_with_url(url: str) -> Iterator[str]:
    """Yield all that is wrong with a public address."""
    if not url:
        yield "is not set; the carrier's signature is made over this address"
        return
    if not all("!" <= letter <= "~" for letter in url):
        yield "holds a space, or a letter outside a-z (such a name is written xn--...)"
    try:
        parts = urlsplit(url)
        port_exists = parts.port != 0  # reading it is what checks it
    except ValueError:
        yield "is not a web address"
        return
    if parts.scheme not in ("https", "http") or not parts.hostname or not port_exists:
        yield _NOT_WHOLE
        return
    if parts.netloc.endswith(":"):
        yield "ends with a colon; write the port, or leave the colon out"
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        yield "begins with http://; what people write would cross the network in the open"
    if "@" in parts.netloc:
        yield "holds a user name or password, which the carrier leaves out of its signature"
    if "?" in url or "#" in url:
        yield "holds a ? or a #; it is only the beginning of the carrier's addresses"
    yield from _wrong_with_path(parts.path.rstrip("/"))


def _wrong_with_path(path: str) -> Iterator[str]:
    if _CARRIER_ADDRESS.fullmatch(path):
        yield "ends with one of our own addresses, which is added to it anyway"
    elif not _PLAIN_PATH.fullmatch(path) or _OWN_NAME.search(path):
        yield "has a path with more than letters, digits, - and _ in it, or a part sms or voice"


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _secret_key(
    environ: Mapping[str, str], tokens: tuple[str, ...], faults: list[SettingFault]
) -> bytes:
    """Return the key that signs the cookie; without one, a key made from the first token.

    Every replica has the same token, so every replica makes the same key.
    """
    given = _bare(environ.get("RESPONDER_SECRET_KEY"))
    if not given:
        token = tokens[0].encode() if tokens else b""
        return hmac.digest(token, b"responder: key of the language cookie", hashlib.sha256)
    if len(given) < MIN_SECRET_KEY_CHARACTERS:
        fix = (
            "make one with: python3 -c 'import secrets; print(secrets.token_hex(32))'; "
            "the same on every replica. Without it, one is made from the token"
        )
        what = f"has fewer than {MIN_SECRET_KEY_CHARACTERS} characters and could be guessed"
        faults.append(SettingFault("RESPONDER_SECRET_KEY", what, fix))
    return given.encode()


def _ops_bind(environ: Mapping[str, str], faults: list[SettingFault]) -> str:
    if _bare(environ.get("RESPONDER_OPS_BIND")).lower() == NO_OPS:
        return ""
    return _bind(environ, "RESPONDER_OPS_BIND", DEFAULT_OPS_BIND, faults)


def _bind(environ: Mapping[str, str], name: str, default: str, faults: list[SettingFault]) -> str:
    bind = _bare(environ.get(name)) or default
    try:
        address(bind, default)
    except ValueError as wrong:
        faults.append(SettingFault(name, "is not an address to listen on", str(wrong)))
    return bind
