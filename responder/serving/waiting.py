"""The connections of a worker that have sent no whole request, the one silent longest first.

Whoever says nothing the longest makes room when there are too many, or silence would keep
everybody else out.
"""

from __future__ import annotations

import resource
import socket
from collections.abc import Callable

CONNECTIONS = 10_000  # for each worker; the system's limit on open files comes on top

_WAITED_FOR: dict[socket.socket, None] = {}


def wait_for(client: socket.socket, let_go: Callable[[socket.socket], None]) -> None:
    """Count `client` as silent from now on; where there are too many, `let_go` of the longest."""
    if len(_WAITED_FOR) >= _most() and client not in _WAITED_FOR:
        longest = next(iter(_WAITED_FOR))
        _WAITED_FOR.pop(longest)
        let_go(longest)
    _WAITED_FOR.pop(client, None)
    _WAITED_FOR[client] = None


def wait_no_more(client: socket.socket) -> None:
    """Count `client` as silent no more: its request is here, or it is gone."""
    _WAITED_FOR.pop(client, None)


def _most() -> int:
    """Return how many may keep a connection and send nothing: half of all that there can be."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return min(CONNECTIONS, files if files > 0 else CONNECTIONS) // 2
