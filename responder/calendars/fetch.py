"""Fetch a calendar from the address that staff wrote down, and from nowhere else.

An address of somebody else's is not to be trusted: it may lead into our own network, hang, drip or
never end. So each name is looked up here and connected to by the very address that was checked,
redirects too; all of it has one deadline and one size. No password or path is ever told.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from ssl import SSLCertVerificationError
from urllib.parse import unquote, urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from responder.calendars.reach import INTERNET, Reach, session_of, watched
from responder.calendars.reach import FetchFailed as FetchFailed
from responder.causes import causes

MAX_BYTES = 20 * 1024 * 1024
MAX_REDIRECTS = 5
_PIECE_BYTES = 64 * 1024
_ASKED = {
    "User-Agent": "crisis-info-responder (reads calendars)",
    "Accept": "text/calendar, */*;q=0.5",
    "Accept-Encoding": "gzip",
}


@dataclass(frozen=True)
class Limits:
    """How long a fetch may take, in seconds, and how much may come."""

    connect_seconds: float = 10
    silence_seconds: float = 20  # from one piece to the next
    whole_seconds: float = 60
    most_bytes: int = MAX_BYTES


@dataclass(frozen=True)
class Fetched:
    """What came: `data` is None where the calendar is as it was when `etag` or `modified` came."""

    data: bytes | None = field(repr=False)
    etag: str = ""
    modified: str = ""


def fetch(
    address: str,
    folder: Path = Path(),
    *,
    etag: str = "",
    modified: str = "",
    limits: Limits = Limits(),
    done: Callable[[int, int | None], None] | None = None,
    reach: Reach = INTERNET,
) -> Fetched:
    """Return what is at `address`: https://, webcal:// (which is the same) or file:.

    A file is looked for in `folder`, which is that of the flow files, beside meetings.yaml. With
    `etag` or `modified`, as they came the last time, the server may say that nothing has changed.
    `done` is told how many bytes came, and of how many.
    Raises FetchFailed.
    """
    if address.lower().startswith("file:"):
        return Fetched(_of_file(address, folder, limits))
    address = f"https{address[6:]}" if address.lower().startswith("webcal:") else address
    known = {"If-None-Match": etag, "If-Modified-Since": modified}
    asked = _ASKED | {name: value for name, value in known.items() if value}
    fetched, failed = Fetched(None), None
    with watched(limits.whole_seconds) as watch, session_of(reach, watch) as session:
        try:
            fetched = _got(session, address, asked, limits, reach, done)
        except FetchFailed as known_fault:
            failed = known_fault
        except (requests.RequestException, HTTPError, HTTPException, OSError, ValueError) as fault:
            failed = FetchFailed(_why(fault))
        if watch.over:  # what was cut off may look like the end
            failed = FetchFailed(f"it did not come whole within {limits.whole_seconds:g} seconds")
    if failed is not None:
        raise failed from None
    return fetched


def host_of(address: str) -> str:
    """Return what may be told of `address`: the name of its server, or that it is a file."""
    if address.lower().startswith("file:"):
        return "a file"
    try:
        return urlsplit(address).hostname or "no server"
    except ValueError:
        return "no server"


def _of_file(address: str, folder: Path, limits: Limits) -> bytes:
    named = unquote(address[5:]).removeprefix("//")
    try:
        path = folder / named
        if not path.is_file():
            raise FetchFailed(_no_file(named, address))
        with path.open("rb") as file:
            data = file.read(limits.most_bytes + 1)
    except (OSError, ValueError) as fault:
        why = fault.strerror if isinstance(fault, OSError) else "its name is no name of a file"
        raise FetchFailed(f"the file cannot be read: {why}") from None
    if len(data) > limits.most_bytes:
        raise FetchFailed(_too_much(limits))
    return data


def _no_file(named: str, address: str) -> str:
    shown = named if named.isprintable() else address[5:]
    where = "" if named.startswith("/") else " beside meetings.yaml"
    return f'there is no file "{shown}"{where}'


def _got(
    session: requests.Session,
    address: str,
    asked: dict[str, str],
    limits: Limits,
    reach: Reach,
    done: Callable[[int, int | None], None] | None,
) -> Fetched:
    timeout = (limits.connect_seconds, limits.silence_seconds)
    for _ in range(MAX_REDIRECTS + 1):
        _check(address, reach)
        with session.get(
            address, headers=asked, timeout=timeout, stream=True, allow_redirects=False
        ) as answer:
            onward = answer.headers.get("Location", "")
            if answer.is_redirect and onward:
                address = urljoin(address, onward)
                continue
            if answer.status_code == HTTPStatus.NOT_MODIFIED and len(asked) > len(_ASKED):
                return Fetched(None)
            if answer.status_code != HTTPStatus.OK:
                raise FetchFailed(_refused(answer.status_code))
            data = _body(answer, limits, done)
            etag, modified = (answer.headers.get(name, "") for name in ("ETag", "Last-Modified"))
            return Fetched(data, etag, modified)
    raise FetchFailed(f"it leads on and on, over more than {MAX_REDIRECTS} redirects")


def _check(address: str, reach: Reach) -> None:
    """Raise FetchFailed where `address` may not be asked."""
    parts = urlsplit(address)
    if parts.scheme not in reach.schemes or not parts.hostname:
        scheme = f"{parts.scheme}:" if parts.scheme else "no address"
        raise FetchFailed(f"it leads to {scheme}, and only https: is followed")
    if parts.username is not None or parts.password is not None:
        raise FetchFailed("it leads to an address with a user name in it, which is not followed")


def _body(
    answer: requests.Response, limits: Limits, done: Callable[[int, int | None], None] | None
) -> bytes:
    packed = answer.headers.get("Content-Encoding", "identity").lower() != "identity"
    length = answer.headers.get("Content-Length", "")
    whole = int(length) if length.isdecimal() and not packed else None
    came = bytearray()
    # One piece as it comes, so that one letter a second is noticed; unpacked no further than asked.
    while piece := answer.raw.read1(_PIECE_BYTES, decode_content=True):
        came += piece
        if len(came) > limits.most_bytes:
            raise FetchFailed(_too_much(limits))
        if done is not None:
            done(len(came), whole)
    if whole is not None and len(came) < whole:
        raise FetchFailed(f"only {len(came):,} of {whole:,} bytes came")
    return bytes(came)


def _too_much(limits: Limits) -> str:
    return f"more than {limits.most_bytes / 1024 / 1024:g} MiB came, which no calendar has"


def _refused(status: int) -> str:
    try:
        named = f"{status} ({HTTPStatus(status).phrase})"
    except ValueError:
        named = str(status)
    match status:
        case 401 | 403:
            return f"the server answered {named}: it no longer lets everybody read the calendar"
        case 404 | 410:
            return f"the server answered {named}: the calendar is not there any more"
        case _:
            return f"the server answered {named} in place of a calendar"


def _why(fault: BaseException) -> str:
    """Return in plain words what broke; never the words of the library, which hold the address."""
    broken = list(causes(fault))
    for each in broken:
        if isinstance(each, SSLCertVerificationError):
            return f"its certificate cannot be trusted ({each.verify_message.rstrip('.')})"
    for each in broken:
        match each:
            case socket.gaierror():
                return "no server of that name can be found"
            case TimeoutError() | requests.Timeout():
                return "the server did not answer in time"
            case ConnectionRefusedError():
                return "the server takes no connections"
            case requests.exceptions.SSLError():
                return "no secure connection to the server could be made"
            case requests.exceptions.InvalidURL() | UnicodeError():
                return "it is not a web address"
            case _:
                continue
    return "the connection broke off"
