"""An open socket at an address, for the line and for the operator."""

from __future__ import annotations

import socket

from responder.settings import address

BACKLOG = 2048


def listener_at(bind: str) -> socket.socket:
    """Return an open socket at `bind`; ValueError if that is no address, OSError if refused."""
    taken = taken_at(bind)
    taken.listen(BACKLOG)
    return taken


def taken_at(bind: str) -> socket.socket:
    """Return a socket that has `bind` for its own but listens not yet.

    Whoever connects is refused at once, and a load balancer asks another copy; where it listened,
    they would wait for flows that are still being read. ValueError and OSError as above.
    """
    where = address(bind)
    taken = socket.socket(socket.AF_INET6 if ":" in where[0] else socket.AF_INET)
    try:
        # As servers do, so that one can follow another at once; one that listens keeps it.
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(where)
    except OSError:
        taken.close()
        raise
    return taken
