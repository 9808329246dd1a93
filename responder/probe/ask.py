"""Ask an address as a carrier does, and say in words why it did not answer.

A carrier follows no redirect with a message, takes no certificate that is not everybody's, and
waits only so long. Whoever is woken at night by the answer reads one sentence.
"""

from __future__ import annotations

import signal
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from types import FrameType
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import (
    ConnectTimeoutError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
)

from responder.causes import causes
from responder.phone.answer import MAX_BYTES

GIVE_UP_SECONDS = 5.0  # for one answer; who hangs for so long hangs
_MARK = "responder-probe"  # so that whoever reads a log can tell; nothing depends on it
_READ_BYTES = 8192


class NoAnswerError(Exception):
    """Nothing came that a carrier could act on; the message says why."""


@dataclass(frozen=True)
class Came:
    """What came back: status, headers, body, and after how many seconds it was whole."""

    status: int
    content_type: str
    location: str
    cookies: tuple[str, ...] = field(repr=False)
    body: bytes = field(repr=False)
    seconds: float


class Asker:
    """Asks addresses; `slowest` is how many seconds the slowest answer took, `last` the last one.

    Give it up with `close`.
    """

    def __init__(self, give_up_seconds: float = GIVE_UP_SECONDS) -> None:
        self.last = 0.0
        self.slowest = 0.0
        self._give_up = give_up_seconds
        self._session = requests.Session()
        # No proxy, password or certificate of this machine: a carrier has none of them.
        self._session.trust_env = False
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def ask(
        self, url: str, headers: Mapping[str, str], body: bytes | None, method: str = "POST"
    ) -> Came:
        """Return what `url` answers, whatever that is; a redirect is not followed.

        Raises NoAnswerError where nothing came, or not in time.
        """
        asked = self._session.prepare_request(
            requests.Request(method, url, {**headers, "User-Agent": _MARK}, data=body)
        )
        asked.url = url  # requests would write some of it anew, and the signature is of this
        began = time.monotonic()
        try:
            with _at_most(self._give_up):
                got = self._session.send(
                    asked, allow_redirects=False, timeout=self._give_up, stream=True
                )
                with got:
                    whole = _whole(got)
        except _OverError:
            raise NoAnswerError(_hangs(self._give_up)) from None
        except (requests.RequestException, ssl.SSLError, ValueError) as fault:
            # The library reads where a redirect leads, though it does not go there.
            if isinstance(fault, ValueError) and not isinstance(fault, ssl.SSLError):
                raise NoAnswerError("it leads on to something that is no web address") from None
            raise NoAnswerError(why(fault, url, self._give_up)) from None
        self.last = time.monotonic() - began
        self.slowest = max(self.slowest, self.last)
        return Came(
            got.status_code,
            got.headers.get("Content-Type", ""),
            got.headers.get("Location", ""),
            tuple(got.raw.headers.getlist("Set-Cookie")),
            whole,
            self.last,
        )


def wrong_kind(came: Came) -> str:
    """Return why a carrier could not act on what came, by its status and kind; empty if it could.

    Only 403 is for others to explain: it may be the answer that is wanted.
    """
    kind = came.content_type.split(";")[0].strip().lower()
    if 300 <= came.status < 400:
        return (
            f"it redirects to {_place(came.location)} ({came.status}): a carrier loses the message "
            "on the way, so give the carrier the address that answers"
        )
    if came.status in _STATUSES:
        return f"{_STATUSES[came.status]} ({came.status})"
    if came.status >= 500:
        return f"its answer is an error of the server ({came.status})"
    if came.status != 200:
        return f"its answer has status {came.status}, and a carrier takes 200 only"
    if kind not in ("text/xml", "application/xml"):
        what = "a web page" if kind == "text/html" else "no TwiML"
        named = f"Content-Type: {kind}" if kind else "no Content-Type"
        return (
            f"{what} stands there ({named}, not text/xml): is it another server, or an error page "
            "of the proxy?"
        )
    return ""


_STATUSES = {
    401: "it wants a password, which no carrier has",
    404: "nothing stands at this address: is the path of the public address right?",
    405: "it does not take POST, which is how the carrier asks",
    501: "it does not take POST, which is how the carrier asks",
    413: "the proxy takes no message of this size",
    429: "it limits how often it is asked, and a carrier waits for nobody",
    502: "the proxy finds no line behind it that answers",
    503: "the proxy finds no line behind it that answers",
    504: "the proxy finds no line behind it that answers in time",
}


class _OverError(Exception):
    """The time is over."""


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raise _OverError within after so many seconds, even where each byte comes in time."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread hears a signal; each byte still has its own limit
        return

    def over(_number: int, _frame: FrameType | None) -> None:
        raise _OverError

    before = signal.signal(signal.SIGALRM, over)
    # A little later than the limit for each byte, which gives the better reason.
    signal.setitimer(signal.ITIMER_REAL, seconds * 1.2)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _whole(got: requests.Response) -> bytes:
    whole = bytearray()
    for piece in got.iter_content(_READ_BYTES):
        whole += piece
        if len(whole) > MAX_BYTES:
            break
    return bytes(whole)


def _hangs(seconds: float) -> str:
    return f"it takes the connection, but sends no whole answer within {seconds:g} s: it hangs"


def why(fault: BaseException, url: str, seconds: float) -> str:
    """Return in words why nothing came from `url`."""
    parts = urlsplit(url)
    host = parts.hostname or "?"
    at = f"{host}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
    closes = "it closes the connection without an answer"
    # The first of these that is among the causes is the reason; the later ones say less.
    worded: tuple[tuple[type[BaseException], str], ...] = (
        (NameResolutionError, f"no address is known for the name {host} (DNS)"),
        (ssl.SSLCertVerificationError, "its certificate is none that others accept (TLS)"),
        (ConnectionRefusedError, f"nothing listens at {at}"),
        (ConnectionResetError, closes),
        (BrokenPipeError, closes),
        (ConnectTimeoutError, f"nobody takes the connection at {at} within {seconds:g} s"),
        (ReadTimeoutError, _hangs(seconds)),
        (TimeoutError, _hangs(seconds)),
        (ssl.SSLError, f"TLS does not come about at {at}: does it speak https at all?"),
        (NewConnectionError, f"there is no way to {at}"),
    )
    broken = tuple(causes(fault))
    for kind, words in worded:
        for each in broken:
            if isinstance(each, kind):
                return f"{words}{_of_certificate(each)}"
    return closes


def _of_certificate(fault: BaseException) -> str:
    """Return what is wrong with a certificate, as the library says it; else nothing."""
    return f": {found}" if (found := getattr(fault, "verify_message", "")) else ""


def _place(location: str) -> str:
    """Return where a redirect leads, without a query, which could hold anything."""
    try:
        parts = urlsplit(location)
    except ValueError:
        return "nowhere"
    shown = f"{parts.scheme}://{parts.netloc}{parts.path}" if parts.netloc else parts.path
    return "".join(letter for letter in shown[:200] if letter.isprintable()) or "nowhere"
