"""The addresses of the preview page: for this machine's own browser and nothing else.

The page can text and call the line, so it answers only who addresses this machine by name, and
acts only on what this very page asks: a web page elsewhere can neither drive nor read it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request
from werkzeug.exceptions import HTTPException

from responder.preview.live import Live
from responder.preview.shown import entry, overview
from responder.preview.talks import Talks

MAX_BODY_BYTES = 64 * 1024
STATIC = Path(__file__).parent / "static"
KINDS = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
HOSTS = ("127.0.0.1", "localhost", "::1")
HEARTBEAT_SECONDS = 10.0
ASKED_BY = "preview"  # a header that a page elsewhere cannot send without being asked first

_SAFE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def create_preview(live: Live, compared: Callable[[], dict[str, Any]]) -> Flask:
    """Return the page as a Flask app; `compared` tells what differs from the last commit."""
    app = Flask("responder.preview", static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY_BYTES)
    talks = Talks(live.line)
    boot = secrets.token_hex(8)
    app.before_request(_refuse_strangers)
    app.after_request(_with_safe_headers)
    app.register_error_handler(HTTPException, _refused)

    @app.get("/")
    def page() -> Response:
        return _file("preview.html")

    @app.get("/static/<name>")
    def static(name: str) -> Response:
        return _file(name)

    @app.get("/api/line")
    def line() -> Response:
        return _json({**overview(live.state), "boot": boot})

    @app.get("/api/page/<name>")
    def one(name: str) -> Response:
        found = entry(live.state, name)
        return _json(found) if found else abort(404)

    @app.post("/api/text")
    def text() -> Response:
        asked = _asked("conversation", "body")
        return _json(talks.text(asked["conversation"], asked["body"]))

    @app.post("/api/call")
    def call() -> Response:
        asked = _asked("conversation", "act")
        return _json(talks.call(asked["conversation"], asked["act"]))

    @app.get("/api/changes")
    def changes() -> Response:
        return _json(compared())

    @app.get("/api/events")
    def events() -> Response:
        return Response(_events(live, boot), mimetype="text/event-stream")

    return app


def _file(name: str) -> Response:
    file = STATIC / name
    if file not in set(STATIC.iterdir()):
        abort(404)
    return Response(file.read_bytes(), mimetype=KINDS[file.suffix])


def _events(live: Live, boot: str) -> Iterator[str]:
    """Yield the version at once and whenever it changes, and now and then that we are here."""
    version = live.state.version
    yield _event(boot, version)
    while not live.stopped:
        found = live.after(version, HEARTBEAT_SECONDS)
        yield ": here\n\n" if found == version else _event(boot, found)
        version = found


def _event(boot: str, version: int) -> str:
    return f"data: {json.dumps({'boot': boot, 'version': version})}\n\n"


def _refuse_strangers() -> None:
    """Refuse who came by another name of this machine, or from a page elsewhere."""
    # A name of somebody else's that leads to this machine (DNS rebinding) is no name of ours.
    host = urlsplit(f"//{request.host}").hostname
    if host not in HOSTS:
        abort(403)
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{request.host}":
        abort(403)
    followed_a_link = request.path == "/" and request.headers.get("Sec-Fetch-Mode") == "navigate"
    site = request.headers.get("Sec-Fetch-Site", "none")
    if site not in ("none", "same-origin") and not followed_a_link:
        abort(403)
    if request.method == "POST" and request.headers.get("X-Asked-By") != ASKED_BY:
        abort(403)


def _asked(*names: str) -> dict[str, str]:
    """Return the JSON that was sent, if it holds text under each name; else refuse it."""
    sent = request.get_json()
    if not isinstance(sent, dict) or any(not isinstance(sent.get(name), str) for name in names):
        abort(400)
    return sent


def _with_safe_headers(response: Response) -> Response:
    response.headers.update(_SAFE_HEADERS)
    return response


def _refused(fault: HTTPException) -> Response:
    return Response(f"{fault.code}\n", status=fault.code, mimetype="text/plain")


def _json(content: dict[str, Any]) -> Response:
    return Response(json.dumps(content, ensure_ascii=False), mimetype="application/json")
