"""Names of settings that nobody reads: a misspelt setting would else do nothing, without a word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_OURS = "RESPONDER_"
SETTINGS = (
    "RESPONDER_BIND",
    "RESPONDER_CARRIER",
    "RESPONDER_FLOWS",
    "RESPONDER_OPS_BIND",
    "RESPONDER_PUBLIC_URL",
    "RESPONDER_SECRET_KEY",
)
_OF_OUR_TESTS = "RESPONDER_CI"  # set by .ci/run


def unread(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each name in `environ` that begins like a setting and is none, and a warning of it.

    No value is told, because it may be a secret.
    """
    services = [
        name.removesuffix("_SERVICE_HOST") for name in environ if name.endswith("_SERVICE_HOST")
    ]
    # What Kubernetes tells of a Service named like the line is no mistake of anybody.
    told_of = tuple(f"{each}_{kind}" for each in services for kind in ("SERVICE_", "PORT"))
    for name in sorted(environ):
        if name in SETTINGS or name == _OF_OUR_TESTS or name.startswith(told_of):
            continue
        if name.startswith(_OURS):
            yield name, f"{name} is no setting and has no effect{_meant(name)}"


def _meant(name: str) -> str:
    # Only here: hardly any start has a name to look for.
    from difflib import get_close_matches

    names = [each.removeprefix(_OURS) for each in SETTINGS]
    close = get_close_matches(name.removeprefix(_OURS), names, 1)
    return f"; is {_OURS}{close[0]} meant?" if close else ""
