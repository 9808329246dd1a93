"""An open socket at an address, for the line and for the operator."""

from __future__ import annotations

import socket

from responder.settings import address

BACKLOG = 2048


def listener_at(bind: str) -> socket.socket:
    """Return an open socket at `bind`; ValueError if that is no address, OSError if refused."""
    host, port = address(bind)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=BACKLOG)
