"""The line for platforms that bring their own server: `responder.wsgi:application`.

Made once, on import, from the environment. With a setting missing, `responder serve` does not
start and whoever starts it sees why. A platform would send people here all the same, and an error
is silence to who texts. So each fault is logged, `/health` and `/ready` are 503, for the platform
to keep this version from people, and who gets here nevertheless gets the built-in crisis text: it
is the same for everybody and tells nothing, so it needs no signature. With flow files at fault
each fault is logged too, and `/ready` alone is 503: go by that before a new version gets people.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from responder import failsafe
from responder.settings import Settings, SettingsWrong
from responder.unread import unread

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def opened(
    environ: Mapping[str, str],
    report: Callable[[str], None],
    warn: Callable[[str], None] = lambda _: None,
) -> WSGIApplication:
    """Return the line with the settings of `environ`, or what answers with 988 in its place.

    `report` gets each fault for which there is only the crisis text, `warn` what is odd besides.
    """
    for _, words in unread(environ):
        warn(words)
    try:
        settings = Settings.read(environ)
    except SettingsWrong as wrong:
        report(str(wrong))
        return failsafe.only_crisis_text

    def make() -> WSGIApplication:
        # Only here: were a library missing, people would still get 988.
        from responder.edition import edition
        from responder.flow.problem import one_line
        from responder.web import create_app

        read = edition(settings.flows, datetime.now(UTC))
        for each in read.problems:
            if each.keeps_back:
                report(f"{one_line(each)}\n  fix: {each.fix}")
        return create_app(settings, read=read)

    return failsafe.or_only_crisis_text(make, report)


def _to_stderr(fault: str) -> None:
    _warn(f"only the crisis text is answered: {fault}")


def _warn(words: str) -> None:
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(f"responder: {words}\n")
        sys.stderr.flush()


application = opened(os.environ, _to_stderr, _warn)
