"""What the system allows this process: every connection it can have, and no picture of its memory.

A crash leaves no core file on a disk: it would hold what people were just writing. The limit on
core files alone is not enough: where the system hands them to a program, as most do now, Linux
ignores it. So the process also says that it must not be dumped, which keeps other programs of the
same account out of its memory as well. Source: core(5), prctl(2), read 2026-11-26.
"""

from __future__ import annotations

import ctypes
import resource
from contextlib import suppress

_PR_SET_DUMPABLE = 4  # linux/prctl.h


def leave_no_dump() -> None:
    """Have this process and all that it forks never dumped; elsewhere than on Linux, no core."""
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def open_all_files() -> None:
    """Take as many open files as the system grants: each connection is one.

    Many systems begin with 1024, which one machine that opens connections and says nothing uses up.
    """
    with suppress(OSError, ValueError):
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
