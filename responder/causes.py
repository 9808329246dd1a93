"""What a fault is made of: libraries of the network wrap one in another."""

from __future__ import annotations

from collections.abc import Iterator


def causes(fault: BaseException) -> Iterator[BaseException]:
    """Yield `fault` and all that it stands for, the outer ones first, each once.

    As requests and urllib3 wrap them: as a reason, as what was raised from or meanwhile, and among
    what a fault was made with.
    """
    waiting: list[object] = [fault]
    seen: set[int] = set()
    while waiting:
        each = waiting.pop(0)
        if not isinstance(each, BaseException) or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        waiting += [getattr(each, "reason", None), each.__cause__, each.__context__, *each.args]
