"""What is wrong with an address that stands in the account, and how one is shown.

The carrier signs the address as it stands there, so one more slash or a port is not the same
address; and what stands behind the # decides how long a person waits for the fallback.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qs, urlsplit, urlunsplit

# A slow or broken answer is asked for once more, and the fallback is reached within 12 seconds:
# a call waits 15 at most (https://www.twilio.com/docs/api/errors/11205).
OVERRIDES = "rc=1&rp=ct,rt,5xx&ct=2000&rt=4000"
CALL_WAITS_MS = 15000
# https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides, read 2026-11-25
_DEFAULTS_MS = {"ct": 5000, "rt": 15000}
_RETRIED = ("ct", "rt", "5xx")
_KEY_NAME = re.compile(r"key|token|secret|sig|pass|pwd|auth|code|hash|user", re.IGNORECASE)
# Sixteen and more of these in a row are no word; a SID of the carrier is no secret.
_KEY_VALUE = re.compile(r"(?![A-Z]{2}[0-9a-f]{32}$)[A-Za-z0-9_.~%+/=-]{16,}")


def without_overrides(url: str) -> str:
    """Return `url` without what stands behind its #, which the carrier does not sign."""
    return url.partition("#")[0]


def shown(value: object) -> str:
    """Return a field's value for the screen: no password, and no query, which may hold a key."""
    if value is None or value == "":
        return "(nothing)"
    if isinstance(value, bool):
        return "on" if value else "off"
    words = str(value)
    if "://" not in words:
        return words
    parts = _split(words)
    if parts is None:
        return "(an address that cannot be read)"
    host = parts.netloc.rpartition("@")[2]
    user = "***@" if "@" in parts.netloc else ""
    query = "***" if parts.query else ""
    return urlunsplit((parts.scheme, user + host, parts.path, query, parts.fragment))


def without_secrets(url: str) -> str:
    """Return `url` without user name and password, and without what looks like a key in its query.

    The rest stays as it is, so that an address that holds none comes back word for word.
    """
    parts = _split(url)
    if parts is None:
        return ""
    query = parts.query.split("&") if parts.query else []
    kept = [each for each in query if not _like_a_key(each)]
    if "@" not in parts.netloc and kept == query:
        return url
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=host, query="&".join(kept)))


def _like_a_key(pair: str) -> bool:
    name, _, value = pair.partition("=")
    return bool(_KEY_NAME.search(name) or _KEY_VALUE.fullmatch(value))


def host_of(url: str) -> str:
    """Return the host of `url` in small letters; empty if it has none."""
    parts = _split(url)
    return (parts.hostname or "") if parts else ""


def astray(url: str, wanted: str) -> tuple[str, str] | None:
    """Return how `url` is not the address `wanted`, and what comes of it; None if it is the same.

    What stands behind the # is not looked at.
    """
    bare = without_overrides(url)
    if bare == wanted:
        return None
    refused = "the line does not know that address, so nobody gets its answer"
    parts, right = _split(bare), urlsplit(wanted)
    if parts is None or not parts.hostname or parts.scheme not in ("http", "https"):
        return "is not a web address", "nothing can be asked there, so nobody gets an answer"
    if "@" in parts.netloc:
        what = "holds a user name or password"
        return what, "the line asks for none, and whoever sees the account reads it"
    if parts.scheme != right.scheme:
        why = (
            "what people send crosses the network in the open, and the signature is made over "
            f"{parts.scheme}://, so the line refuses it and nobody gets its answer"
        )
        return f"begins with {parts.scheme}:// and not {right.scheme}://", why
    if parts.hostname != (right.hostname or ""):
        why = "whoever texts or calls gets what another server says, or nothing"
        return f"leads to {parts.hostname} and not to {right.hostname}", why
    if parts.netloc.lower() != right.netloc.lower():
        why = "the signature may be made over another address than the line checks, and is refused"
        return "names another port than the line's public address", why
    if parts.path == f"{right.path}/":
        return "ends with a slash too many", refused
    if parts.path != right.path:
        return f"leads to {parts.path or '/'} and not to {right.path}", refused
    if parts.query != right.query:
        return "has a ? and something behind it", "the line has no use for it; it may hold a key"
    return "is written in another way than the line's address", refused


def slow(url: str) -> tuple[str, str] | None:
    """Return what the overrides behind the # of `url` lack, and what comes of it; None if right."""
    given = {name: values[-1] for name, values in parse_qs(urlsplit(url).fragment).items()}
    retries = int(given["rc"]) if given.get("rc", "").isdecimal() else 1
    waits = {
        name: int(given[name]) if given.get(name, "").isdecimal() else standard
        for name, standard in _DEFAULTS_MS.items()
    }
    again = given.get("rp", "ct").split(",")
    if retries < 1 or not ("all" in again or all(each in again for each in _RETRIED)):
        what = "does not say that a slow or broken answer is to be asked for again"
        return what, "a hiccup of a second costs a texter or caller the line's answer"
    total = sum(waits.values()) * (retries + 1)
    if given.get("tt", "").isdecimal():
        total = min(total, int(given["tt"]))
    if total >= CALL_WAITS_MS:
        what = f"lets a silent line keep a caller for {total // 1000} seconds"
        return what, "a call is given up after 15, before the fallback is asked"
    return None


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # reading it is what checks it
    except ValueError:
        return None
    return parts
