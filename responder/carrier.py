"""Did the carrier sign this? Then its form becomes a text or a call event.

The signature is the only thing that tells a carrier's request from anybody's, so it is checked
against the configured public address and the target as it arrived. `Host` and forwarded headers
are never looked at: whoever sends the request writes them. What the carrier tells about a person
(number, town, name) is dropped here and goes no further.

Recipe: www.twilio.com/docs/usage/webhooks/webhooks-security, read 2026-11-25. It is written out
here because the library's `RequestValidator` makes two signatures for every request; the tests
hold the two against each other.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol
from urllib.parse import parse_qs, quote, urlsplit

from responder.exchange import InboundCall, InboundText, Kept, Place
from responder.settings import Carrier, Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment
    from werkzeug.datastructures import MultiDict

# Where a signature may stand; SignalWire also sends it under Twilio's name.
_SIGNATURE_HEADERS = {
    Carrier.TWILIO: ("X-Twilio-Signature",),
    Carrier.SIGNALWIRE: ("X-SignalWire-Signature", "X-Twilio-Signature"),
    Carrier.SOMLENG: ("X-Twilio-Signature",),
}
# Comes with requests that are signed by a shared key: `key=...,algorithm=HMAC_SHA256`.
_SCHEME_HEADER = "X-Twilio-Webhooks-Signature-Settings"
_HASHES = {"HMAC_SHA1": "sha1", "HMAC_SHA256": "sha256"}
_ABSOLUTE_FORM = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*")
_UNQUOTED_IN_A_PATH = "/:@!$&'()*+,;=~"


class Headers(Protocol):
    """Request headers, found by name in any case."""

    def get(self, key: str, /) -> str | None:
        """Return the value of a header; None if there is none."""


def raw_target(environ: WSGIEnvironment) -> str:
    """Return the path and query as they arrived, percent signs and order untouched.

    Of an absolute request line (`POST https://host/sms`) only the path and query count. A server
    that keeps no raw target gives back the decoded path, quoted anew.
    """
    raw = environ.get("RAW_URI") or environ.get("REQUEST_URI")
    if not raw:
        path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
        query = environ.get("QUERY_STRING", "")
        quoted = quote(path.encode("latin-1", "replace"), safe=_UNQUOTED_IN_A_PATH)
        raw = f"{quoted}?{query}" if query else quoted
    if not raw.startswith("/"):
        raw = _ABSOLUTE_FORM.sub("", raw, count=1)
        raw = raw if raw.startswith("/") else f"/{raw}"
    # Twilio keeps its own connection settings behind a #; they are no part of what it signs.
    raw = raw.partition("#")[0]
    # WSGI hands over one character for each byte (PEP 3333).
    return raw if raw.isascii() else raw.encode("latin-1", "replace").decode("utf-8", "replace")


def signed(
    settings: Settings,
    target: str,
    headers: Headers,
    form: MultiDict[str, str] | None,
    body: bytes,
) -> bool:
    """Whether the carrier signed this request with one of our tokens.

    `target` comes from `raw_target`; `form` holds every field that was posted, empty and unknown
    ones too; `body` is what was posted if it was not a form, and counts only if its SHA-256 stands
    in the query. Nothing a stranger sends raises here: what cannot be read is not signed.
    """
    hash_name = _hash_name(settings.carrier, headers)
    given = [
        found.encode("ascii")
        for name in _SIGNATURE_HEADERS[settings.carrier]
        if (found := headers.get(name)) and found.isascii()
    ]
    if hash_name is None or not given:
        return False
    fields = _fields(form) if form else b""
    if body and not form and not _body_is_signed(target, body):
        return False
    expected = (
        b64encode(hmac.digest(token.encode("utf-8"), url + fields, hash_name))
        for token in settings.tokens
        for url in _signed_urls(settings.public_url, target)
    )
    return any(hmac.compare_digest(each, one) for each in expected for one in given)


def inbound_text(form: Mapping[str, str], kept: Kept) -> InboundText:
    """Return the text in a carrier's form, its body untouched; a photo alone has an empty one."""
    return InboundText(form.get("Body", ""), kept, form.get("OptOutType", ""))


def inbound_call(form: Mapping[str, str], query: Mapping[str, str]) -> InboundCall:
    """Return the call event in a carrier's form, at the place that its address names."""
    return InboundCall(
        place=Place.read(query),
        digits=form.get("Digits", ""),
        speech=form.get("SpeechResult", ""),
        dial_status=form.get("DialCallStatus", ""),
    )


def _hash_name(carrier: Carrier, headers: Headers) -> str | None:
    """Return the hash that the signature is made with; None if it is one we do not know."""
    scheme = headers.get(_SCHEME_HEADER) if carrier is Carrier.TWILIO else None
    for part in (scheme or "").split(","):
        name, _, algorithm = part.partition("=")
        if name.strip() == "algorithm" and algorithm.strip():
            return _HASHES.get(algorithm.strip().upper())
    return "sha1"


def _fields(form: MultiDict[str, str]) -> bytes:
    """Return names and values as they are signed: sorted, each pair once."""
    joined = []
    for name, values in sorted(dict.items(form)):  # as they are kept: all values of each name
        if len(values) == 1:
            joined.append(name + values[0])
        else:
            joined.extend(name + value for value in sorted(set(values)))
    return "".join(joined).encode("utf-8", "surrogatepass")


def _body_is_signed(target: str, body: bytes) -> bool:
    named = parse_qs(target.partition("?")[2]).get("bodySHA256", [""])[0]
    digest = hashlib.sha256(body).hexdigest()
    return hmac.compare_digest(digest.encode(), named.encode("utf-8", "surrogatepass"))


def _signed_urls(public_url: str, target: str) -> Iterator[bytes]:
    """Return the addresses the signature may be over: with the port and without.

    A proxy may or may not cut off the path of the public address before it hands a request on.
    """
    origins, prefix = _public(public_url)
    cut = target if _is_below(target, prefix) else prefix + target
    return (f"{origin}{cut}".encode("utf-8", "surrogatepass") for origin in origins)


@lru_cache(maxsize=16)
def _public(public_url: str) -> tuple[tuple[str, str], str]:
    """Return the public address up to its path, in both spellings of its port, and that path.

    Twilio drops the port from the address of a call over https and keeps it everywhere else.
    """
    parts = urlsplit(public_url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    host = parts.netloc.rpartition(":")[0] if parts.port else parts.netloc
    bare, with_port = f"{parts.scheme}://{host}", f"{parts.scheme}://{host}:{port}"
    # The likelier one first: it saves the second signature.
    return ((with_port, bare) if parts.port else (bare, with_port)), parts.path


def _is_below(target: str, prefix: str) -> bool:
    return target.startswith(prefix) and target[len(prefix) : len(prefix) + 1] in ("/", "?", "")
