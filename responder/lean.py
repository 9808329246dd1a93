"""Flask, without what no request to this line needs: sessions, hosts, async views, debug mode.

It answers the same; the parts left out cost a fifth of each answer (`benchmarks/answers.py`).
Each change is one that Flask's and Werkzeug's own pages offer to a subclass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import IO, TYPE_CHECKING, Any

from flask import Flask, Request, Response
from flask.globals import request_ctx
from flask.sessions import NullSession, SessionInterface, SessionMixin
from werkzeug import Request as PlainRequest
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import NotFound
from werkzeug.formparser import FormDataParser
from werkzeug.routing import MapAdapter
from werkzeug.utils import cached_property

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

MAX_BODY_BYTES = 64 * 1024
_NO_COOKIES: ImmutableMultiDict[str, str] = ImmutableMultiDict()


class _Form(FormDataParser):
    """Reads no form of many parts: no carrier sends one, and Python remembers its boundary."""

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> Any:
        kind = "" if mimetype == "multipart/form-data" else mimetype
        return super().parse(stream, kind, content_length, options)


class LeanRequest(Request):
    """A request whose limits are those of this line, not looked up in the app each time."""

    form_data_parser_class = _Form
    max_content_length = MAX_BODY_BYTES
    max_form_memory_size = MAX_BODY_BYTES
    max_form_parts = 1000

    @cached_property
    def cookies(self) -> ImmutableMultiDict[str, str]:
        """Return the cookies of the request; most have none, and need no search for any."""
        return super().cookies if "HTTP_COOKIE" in self.environ else _NO_COOKIES

    def _load_form_data(self) -> None:
        PlainRequest._load_form_data(self)  # Flask's own helps in debug mode only


class LeanResponse(Response):
    """The whole answer to a POST, in one piece and of known length: it is sent as it is."""

    def __call__(
        self,
        environ: WSGIEnvironment,  # noqa: ARG002 - as WSGI calls it
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        """Send status, headers and body; Werkzeug's own looks for redirects and streams first."""
        start_response(self.status, self.headers.to_wsgi_list())
        return [self.get_data()]


class _NoSessions(SessionInterface):
    _none = NullSession()  # whoever writes to it gets an error

    def open_session(self, app: Flask, request: Request) -> SessionMixin:  # noqa: ARG002 - as Flask calls it
        return self._none


class LeanFlask(Flask):
    """A Flask app whose views get the request itself; it reads no Host and no session.

    No view may be async, and nothing may be registered to run before or after requests.
    """

    request_class = LeanRequest
    session_interface = _NoSessions()

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Return what finds the view of a path; what a request calls us never matters.

        Flask's own refuses a Host with an empty part or one of over 63 letters, and every request
        with `Upgrade: websocket`. No answer of ours depends on either.
        """
        if request is None:
            return None
        return MapAdapter(
            self.url_map,
            server_name="line",
            script_name="/",
            subdomain="",
            url_scheme="https",
            path_info=request.path,
            default_method=request.method,
        )

    def dispatch_request(self) -> Response:
        """Return what the view of the request makes of it; raises HTTPException if there is none.

        Handed over once, the request need not be looked up for each thing that is read of it.
        """
        asked = request_ctx.request
        if asked.routing_exception is not None:
            self.raise_routing_exception(asked)
        rule = asked.url_rule
        if rule is None:
            raise NotFound
        view: Callable[..., Response] = self.view_functions[rule.endpoint]  # type: ignore[assignment]  # all of ours return one
        return view(asked, **(asked.view_args or {}))

    def process_response(self, response: Response) -> Response:
        """Return `response` as it is: nothing is registered to change it."""
        return response

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return `func` as it is: no view here is async."""
        return func
