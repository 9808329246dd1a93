"""The way into a carrier account: the settings for it, and a client that waits when told to.

What goes wrong is told by its kind and status alone. The carrier's own words stay out: they may
hold a number or the token.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

import requests
from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from responder.account.fault import CarrierError, CredentialsError, NoAnswerError
from responder.probe.ask import why
from responder.settings import Carrier, SettingFault, Settings, SettingsWrong

ANSWER_WITHIN_SECONDS = 20
# Between two tries of what the carrier refused as too much; it is safe to ask again
# (https://www.twilio.com/docs/api/errors/20429).
PAUSES_SECONDS = (1, 2, 4, 8, 16)
LONGEST_PAUSE_SECONDS = 30
_TWILIO = "https://api.twilio.com"
_TWILIO_HOSTS = ".twilio.com"
# https://developer.signalwire.com/rest/compatibility-api/overview, read 2026-11-27
_SIGNALWIRE_PATH = "/api/laml"
_SOMLENG = "https://api.somleng.org"
_SIGNING_KEY, _TOKEN = "SIGNALWIRE_SIGNING_KEY", "TWILIO_AUTH_TOKEN"
_NO_TOKEN = "0" * 32  # that there is none is a fault of its own
_WHERE = "set it to an API token from the API page of your SignalWire space, for this command alone"
_LOCAL = ("localhost", "127.0.0.1", "[::1]", "::1")

Said = Callable[[str], None]


@dataclass(frozen=True)
class Access:
    """Where the account is and what opens it."""

    carrier: Carrier
    account_sid: str
    token: str = field(repr=False)
    api: str


def read_settings(environ: Mapping[str, str], api: str) -> tuple[Settings, Access]:
    """Return the line's settings and the way into its account; `api` is what --api gave.

    The signing key of SignalWire opens no account, so none is asked for: without it the settings
    hold the API token in its place, which signs only the questions to fallback addresses.
    Raises SettingsWrong with every fault there is.
    """
    faults: list[SettingFault] = []
    settings = None
    stands_in = (
        _carrier(environ) is Carrier.SIGNALWIRE and not environ.get(_SIGNING_KEY, "").strip()
    )
    given = {_SIGNING_KEY: _api_token(environ) or _NO_TOKEN} if stands_in else {}
    try:
        settings = Settings.read({**environ, **given})
    except SettingsWrong as wrong:
        faults.extend(
            replace(each, name=_TOKEN, fix=_WHERE)
            if stands_in and each.name == _SIGNING_KEY
            else each
            for each in wrong.faults
        )
    named = {fault.name for fault in faults}
    carrier = _carrier(environ)
    sid = (environ.get("TWILIO_ACCOUNT_SID") or "").strip().strip("\"'")
    if not sid and "TWILIO_ACCOUNT_SID" not in named:
        faults.append(_no_sid(carrier))
    token = _api_token(environ)
    if not token and "TWILIO_AUTH_TOKEN" not in named:
        faults.append(_no_token())
    base, fault = _base(carrier, api)
    faults.extend([fault] if fault else [])
    if settings and urlsplit(settings.public_url).hostname in _LOCAL:
        what = "is an address of this machine, which no carrier can call"
        fix = "give the address that the public line has, such as https://text.example.org"
        faults.append(SettingFault("RESPONDER_PUBLIC_URL", what, fix))
    if faults or settings is None:
        raise SettingsWrong(tuple(faults))
    return settings, Access(carrier, sid, token, base)


def _carrier(environ: Mapping[str, str]) -> Carrier:
    named = (environ.get("RESPONDER_CARRIER") or "").strip().strip("\"'").lower()
    return Carrier(named) if named in list(Carrier) else Carrier.TWILIO


def _api_token(environ: Mapping[str, str]) -> str:
    """Return the first of the tokens: only the primary one opens the account."""
    given = (environ.get("TWILIO_AUTH_TOKEN") or "").strip().strip("\"'").split(",")
    return next((each.strip().strip("\"'") for each in given if each.strip()), "")


def _no_sid(carrier: Carrier) -> SettingFault:
    fix = {
        Carrier.TWILIO: "copy the Account SID from the first page of the Twilio Console",
        Carrier.SIGNALWIRE: "copy the Project ID from the API page of your SignalWire space",
        Carrier.SOMLENG: "copy the Account SID from the settings of your Somleng account",
    }[carrier]
    what = "is not set; the line can do without it, but the account cannot be opened without it"
    return SettingFault("TWILIO_ACCOUNT_SID", what, fix)


def _no_token() -> SettingFault:
    # Only SignalWire comes here: the others cannot answer without it either.
    return SettingFault(
        "TWILIO_AUTH_TOKEN",
        "is not set; the signing key checks what SignalWire sends, but does not open the account",
        _WHERE,
    )


def _base(carrier: Carrier, api: str) -> tuple[str, SettingFault | None]:
    """Return the beginning of the API's addresses, and what is wrong with what was given."""
    given = api.strip().rstrip("/")
    if given:
        try:
            parts = urlsplit(given)
            plain = parts.scheme == "https" and parts.hostname and "@" not in parts.netloc
        except ValueError:
            plain = False
        if not plain or "?" in given or "#" in given:
            fix = "write --api https://example.signalwire.com"
            return "", SettingFault("--api", "is not a plain https:// address", fix)
    match carrier:
        case Carrier.TWILIO:
            if given and given != _TWILIO:
                fix = "leave --api out; for an account elsewhere set RESPONDER_CARRIER"
                return "", SettingFault("--api", "is not for Twilio, which has one address", fix)
            return _TWILIO, None
        case Carrier.SOMLENG:
            return given or _SOMLENG, None
        case Carrier.SIGNALWIRE:
            if not given:
                what = "is not given; each SignalWire space has an address of its own"
                fix = "add --api https://YOUR-SPACE.signalwire.com"
                return "", SettingFault("--api", what, fix)
            return given if urlsplit(given).path else given + _SIGNALWIRE_PATH, None


def client(access: Access, said: Said, wait: Callable[[float], None]) -> Client:
    """Return a client for the account. `said` gets a sentence whenever it has to `wait` (seconds).

    Nothing is asked yet.
    """
    # The library turns Twilio's own hosts to a region of TWILIO_EDGE; no other carrier has those.
    regions = None if access.carrier is Carrier.TWILIO else {"TWILIO_EDGE": ""}
    http = _Patient(access.api, said, wait)
    return Client(access.account_sid, access.token, http_client=http, environment=regions)


class _Patient(TwilioHttpClient):
    """Waits where the carrier says that it is asked too much, and sends the token nowhere else."""

    def __init__(self, api: str, said: Said, wait: Callable[[float], None]) -> None:
        super().__init__(timeout=ANSWER_WITHIN_SECONDS)
        self._api, self._said, self._wait = api, said, wait

    def request(  # type: ignore[override]  # everything is handed on, whatever it is called
        self, method: str, url: str, *given: Any, **named: Any
    ) -> Response:
        """Ask, and ask again after a pause for as long as the answer is 429; then return that."""
        address = self._address(url)
        for pause in PAUSES_SECONDS:
            answer = self._asked(method, address, *given, **named)
            if answer.status_code != 429:
                return answer
            seconds = min(_told_to_wait(answer) or pause, LONGEST_PAUSE_SECONDS)
            self._said(f"The carrier is asked too much at once; trying again in {seconds} s.")
            self._wait(seconds)
        return self._asked(method, address, *given, **named)

    def _asked(self, method: str, url: str, *given: Any, **named: Any) -> Response:
        try:
            return super().request(method, url, *given, **named)
        except requests.RequestException as fault:
            raise NoAnswerError(
                f"The carrier did not answer: {why(fault, url, ANSWER_WITHIN_SECONDS)}. "
                f"See whether this machine reaches {urlsplit(url).hostname}, and try again."
            ) from None

    def _address(self, url: str) -> str:
        """Return the address at this account's carrier of one that the library made for Twilio."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        if self._api == _TWILIO or host != urlsplit(_TWILIO).hostname:
            own = self._api == _TWILIO and host.endswith(_TWILIO_HOSTS)
            if parts.scheme != "https" or not own:
                raise CarrierError("The carrier names another host; nothing was sent to it.")
            return url
        base = urlsplit(self._api)
        # The addresses of further pages begin with the path of the API already.
        path = parts.path.removeprefix(base.path.rstrip("/"))
        query = f"?{parts.query}" if parts.query else ""
        return f"{self._api}{path}{query}"


def _told_to_wait(answer: Response) -> int:
    """Return the seconds that the carrier asks us to wait; 0 if it names none."""
    told = str((answer.headers or {}).get("Retry-After", ""))
    return int(told) if told.isascii() and told.isdecimal() else 0


@contextmanager
def asking(what: str) -> Iterator[None]:
    """Tell every fault of the library within as a CarrierError about `what` was asked for."""
    try:
        yield
    except CarrierError:
        raise
    except TwilioException as fault:
        raise _as_told(what, status_of(fault)) from None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise CarrierError(_unreadable(what)) from None


def status_of(fault: TwilioException) -> int:
    """Return the HTTP status that `fault` came of; 0 if it came of none."""
    status = getattr(fault, "status", None)
    if isinstance(status, int):
        return status
    # A page of a list is told with the whole answer beside the words.
    return next((each.status_code for each in fault.args if isinstance(each, Response)), 0)


def _as_told(what: str, status: int) -> CarrierError:
    match status:
        case 401:
            return CredentialsError(
                "The carrier does not take these credentials (status 401): TWILIO_ACCOUNT_SID and "
                "the first token in TWILIO_AUTH_TOKEN do not belong together, the token was "
                "changed, or the account is closed. Copy both anew from the carrier's console."
            )
        case 403:
            return CarrierError(
                f"The carrier does not let this account see or change {what} (status 403)."
            )
        case 404:
            return CarrierError(f"The carrier has no {what} for this account (status 404).")
        case 429:
            return CarrierError(
                "The carrier was asked too much at once (status 429), also after "
                f"{len(PAUSES_SECONDS)} pauses. Try again in a few minutes."
            )
        case 0 | 200:
            return CarrierError(_unreadable(what))
        case _ if status >= 500:
            return CarrierError(f"The carrier is failing (status {status}). Try again later.")
        case _:
            return CarrierError(f"The carrier refused what was asked of {what} (status {status}).")


def _unreadable(what: str) -> str:
    return (
        f"The carrier answered something about {what} that this version does not understand. "
        "Look there in the carrier's console: responder account check --tick says where."
    )
