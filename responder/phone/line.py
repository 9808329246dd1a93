"""How the phone reaches the line: in this process or over HTTP, signed as a carrier signs.

The signature is made here from the published recipe, without the carrier's library, so that it
is a second opinion on our own check and not the same code twice.
"""

from __future__ import annotations

import base64
import hmac
import io
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote_plus, unquote_to_bytes, urljoin, urlsplit

from responder.phone.answer import Answer
from responder.phone.fault import PhoneError, error, own

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication, WSGIEnvironment

ANSWER_WITHIN_SECONDS = 15  # for all of an exchange; https://www.twilio.com/docs/api/errors/11205

# What carriers know of the number, not of the handset; much of it is often blank.
_GEOGRAPHY = {"FromCity": "", "FromState": "CT", "FromZip": "", "FromCountry": "US"}
ACCOUNT = {"AccountSid": f"AC{0:032x}", "ApiVersion": "2010-04-01", **_GEOGRAPHY}

# What a caller presses and says would go to someone else, signed for them.
_OURS = own("answers lead only to the public address")

Send = Callable[[str, Mapping[str, str], bytes], Answer]
Clock = Callable[[], float]


@dataclass(frozen=True)
class Line:
    """The line at its public address; `send` carries a target, headers and a body to it.

    `clock` tells seconds: an answer that takes longer than a carrier waits is none.
    """

    public_url: str
    token: str = field(repr=False)
    send: Send = field(repr=False)
    clock: Clock = field(default=time.monotonic, repr=False)

    @property
    def prefix(self) -> str:
        """The path of the public address, without a closing slash."""
        return urlsplit(self.public_url).path.rstrip("/")

    @property
    def origin(self) -> str:
        """The public address up to its path."""
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}"

    def target(self, address: str, base: str = "") -> str:
        """Return the path and query of an `address` in an answer that came from `base`.

        Raises PhoneError if it leads away from the public address.
        """
        document = base.partition("?")[0]
        try:
            whole = urlsplit(urljoin(self.origin + (base or f"{self.prefix}/"), address))
        except ValueError:
            fault = "an address cannot be read"
            raise PhoneError(fault, error(11100), document) from None
        if f"{whole.scheme}://{whole.netloc}" != self.origin:
            raise PhoneError("an address leads to another host", _OURS, document)
        if not f"{whole.path}/".startswith(f"{self.prefix}/"):
            fault = "an address leads outside the path of the public address"
            raise PhoneError(fault, _OURS, document)
        return f"{whole.path}?{whole.query}" if whole.query else whole.path

    def post(self, path_and_query: str, fields: Mapping[str, str], cookie: str | None) -> Answer:
        """Return the answer to signed `fields` at a target below the public address.

        The path of the public address is cut off on the way, as a proxy in front would.
        """
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
            "X-Twilio-Signature": signature(self.origin + path_and_query, fields, self.token),
        }
        if cookie is not None:
            headers["Cookie"] = cookie
        target = path_and_query.removeprefix(self.prefix)
        asked_at = self.clock()
        answer = self.send(target, headers, _form(fields))
        if self.clock() - asked_at > ANSWER_WITHIN_SECONDS:
            fault = f"the line took longer than {ANSWER_WITHIN_SECONDS} seconds to answer"
            raise PhoneError(fault, error(11205), path_and_query.partition("?")[0])
        return answer


def signature(url: str, fields: Mapping[str, str], token: str) -> str:
    """Return the signature of `fields` posted to `url`: HMAC-SHA1 of url, names and values, sorted.

    Source: twilio.com/docs/usage/webhooks/webhooks-security, read 2026-11-25.
    """
    signed = url + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.digest(token.encode(), signed.encode(), "sha1")).decode("ascii")


def _form(fields: Mapping[str, str]) -> bytes:
    """Return `fields` as a form; no name of a carrier's field needs quoting."""
    return "&".join(f"{name}={quote_plus(each)}" for name, each in fields.items()).encode("ascii")


def wsgi_line(
    app: WSGIApplication, token: str, public_url: str, clock: Clock = time.monotonic
) -> Line:
    """Return the line that `app` is, called in this process; `clock` tells seconds."""

    def send(target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        return _called(app, _environ(target, headers, body, urlsplit(public_url).netloc))

    return Line(public_url, token, send, clock)


def http_line(base_url: str, token: str, public_url: str) -> Line:
    """Return the line that a server at `base_url` is, such as `http://127.0.0.1:8000`.

    Redirects are not followed: a posted message would be lost in one.
    """
    from http.cookiejar import DefaultCookiePolicy

    import requests  # the only phone that needs a network is this one

    session = requests.Session()
    session.trust_env = False  # a proxy of this machine is not on a carrier's way
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def send(target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        url = base_url.rstrip("/") + target
        asked = session.prepare_request(requests.Request("POST", url, headers, data=body))
        asked.url = url  # requests would write some of it anew, and the signature is of this
        try:
            got = session.send(asked, allow_redirects=False, timeout=ANSWER_WITHIN_SECONDS)
        except requests.RequestException as fault:
            raise PhoneError(
                f"the line did not answer: {type(fault).__name__}", error(11200)
            ) from None
        cookie = _one(got.raw.headers.getlist("Set-Cookie"))
        return Answer(got.status_code, got.headers.get("Content-Type", ""), got.content, cookie)

    return Line(public_url, token, send)


def _environ(target: str, headers: Mapping[str, str], body: bytes, host: str) -> WSGIEnvironment:
    path, _, query = target.partition("?")
    sent = {f"HTTP_{name.upper().replace('-', '_')}": each for name, each in headers.items()}
    kind = sent.pop("HTTP_CONTENT_TYPE")
    return {
        "HTTP_HOST": host,
        **sent,
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(body)),
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "RAW_URI": target,
        "REMOTE_ADDR": "127.0.0.1",
        "REQUEST_METHOD": "POST",
        "REQUEST_URI": target,
        "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.errors": sys.stderr,
        "wsgi.input": io.BytesIO(body),
        "wsgi.multiprocess": False,
        "wsgi.multithread": False,
        "wsgi.run_once": False,
        "wsgi.url_scheme": "http",  # TLS ends at the proxy
        "wsgi.version": (1, 0),
    }


def _called(app: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    started: list[tuple[str, list[tuple[str, str]]]] = []
    written: list[bytes] = []

    def start_response(
        status: str, headers: list[tuple[str, str]], _exc_info: object = None, /
    ) -> Callable[[bytes], object]:
        started[:] = [(status, headers)]
        return written.append

    chunks = app(environ, start_response)
    try:
        written.extend(chunks)
    finally:
        close = getattr(chunks, "close", None)
        if close is not None:
            close()
    if not started:
        raise PhoneError("the line did not answer: no status", error(11200))
    status, headers = started[0]
    kinds = [each for name, each in headers if name.lower() == "content-type"]
    cookie = _one(each for name, each in headers if name.lower() == "set-cookie")
    return Answer(int(status.split()[0]), kinds[0] if kinds else "", b"".join(written), cookie)


def _one(cookies: Iterable[str]) -> str | None:
    """Return the one cookie that was set; None if none was."""
    found = list(cookies)
    # A carrier may keep only one of several.
    if len(found) > 1:
        rule = "https://support.twilio.com/hc/en-us/articles/223136287"
        raise PhoneError("the answer sets more than one cookie", rule)
    return found[0] if found else None
