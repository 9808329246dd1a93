"""What must stand in the account, made from the settings and from the line's own page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from responder.account.state import Sender, Wanted
from responder.fallback import CALL_FILE, TEXT_FILE
from responder.flow.model import LineInfo
from responder.settings import SettingFault, Settings

_SHORT_CODE_DIGITS = 6


@dataclass(frozen=True)
class Fallbacks:
    """Where the fallback files stand, as it was asked for; empty where nothing was."""

    texts: str = ""
    calls: str = ""


def fallbacks(folder: str, texts: str, calls: str) -> tuple[Fallbacks, tuple[SettingFault, ...]]:
    """Return the addresses of both files, and what is wrong with what was given.

    `folder` is where both stand under the names that `responder fallback` gives them; `texts` and
    `calls` are whole addresses, such as those of two TwiML Bins, and beat it.
    """
    given = (("--fallback", folder), ("--texts-fallback", texts), ("--calls-fallback", calls))
    faults = tuple(
        SettingFault(name, "is not a plain https:// address", f"write {name} {_EXAMPLES[name]}")
        for name, url in given
        if url and not _is_plain(url)
    )
    base = folder.rstrip("/")
    return (
        Fallbacks(
            texts or (f"{base}/{TEXT_FILE}" if base else ""),
            calls or (f"{base}/{CALL_FILE}" if base else ""),
        ),
        faults,
    )


_EXAMPLES = {
    "--fallback": "https://fallback.example.org/line",
    "--texts-fallback": "https://fallback.example.org/sms.xml",
    "--calls-fallback": "https://fallback.example.org/voice.xml",
}


def wanted_from(settings: Settings, line: LineInfo, where: Fallbacks) -> Wanted:
    """Return what must stand in the account for this line."""
    return Wanted(
        carrier=settings.carrier,
        public_url=settings.public_url,
        texts=as_carriers_write(line.texts.number),
        calls=as_carriers_write(line.calls),
        sender=Sender(line.texts.kind),
        carrier_answers_stop=line.texts.carrier_answers_stop,
        texts_fallback=where.texts,
        calls_fallback=where.calls,
        spare_keys=len(settings.tokens) > 1,
        sample=line.sample,
    )


def as_carriers_write(number: str) -> str:
    """Return `number` as carriers write it: 860-555-0100 is +18605550100, a short code stays."""
    digits = re.sub(r"\D", "", number)
    if len(digits) <= _SHORT_CODE_DIGITS:
        return digits
    return f"+{digits}" if len(digits) > 10 else f"+1{digits}"


def _is_plain(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port  # reading it is what checks it
    except ValueError:
        return False
    return bool(parts.scheme == "https" and parts.hostname and "@" not in parts.netloc)
