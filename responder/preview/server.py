"""The small server of the preview page: this machine only, the next port where one is taken."""

from __future__ import annotations

import errno
import socket
from wsgiref.types import WSGIApplication

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

HOST = "127.0.0.1"
PORT = 8008
TRIES = 20


class _Silent(WSGIRequestHandler):
    """Writes nothing of what is asked: it may be what somebody texted."""

    def log(self, *_: object) -> None:
        return

    def version_string(self) -> str:
        """Return what the page may know of its server: no version."""
        return "responder"


def server_at(app: WSGIApplication, port: int) -> BaseWSGIServer:
    """Return a server for `app` at `port` of this machine, or the first free one after it.

    Raises OSError if none of them is free.
    """
    listener = _listener(port)
    with listener:
        return make_server(
            HOST,
            listener.getsockname()[1],
            app,
            threaded=True,
            request_handler=_Silent,
            fd=listener.fileno(),
        )


def _listener(first: int) -> socket.socket:
    last = min(first + TRIES, 65_536)
    for port in range(first, last):
        try:
            return socket.create_server((HOST, port))
        except OSError as refused:
            if refused.errno not in (errno.EADDRINUSE, errno.EACCES) or port == last - 1:
                raise
    raise OSError(errno.EADDRINUSE, "no port")
