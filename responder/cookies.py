"""What the carrier keeps for us between two texts: a few short values in one signed cookie.

No number and no word of anybody is in it, and losing it never loses an answer. It also knows which
message it was made for: a carrier that sends the same message again gets the same answer.
"""

from __future__ import annotations

import hmac
import json
from typing import Any
from zlib import crc32

from itsdangerous import BadSignature, TimestampSigner
from itsdangerous.encoding import base64_decode, base64_encode

from responder.exchange import NOTHING_KEPT, Kept, Language

COOKIE_SECONDS = 4 * 60 * 60  # how long Twilio keeps a cookie for a pair of numbers
MAX_AUTOMATIC = 9
MAX_NAME = 80
_write = json.JSONEncoder(separators=(",", ":")).encode


class Cookies:
    """Makes and reads those cookies, signed with the secret key."""

    def __init__(self, secret_key: bytes) -> None:
        # The key for this use is derived here, once, and not for each message.
        key = hmac.digest(secret_key, b"line cookie", "sha256")
        self._signer = TimestampSigner(key, key_derivation="none")

    def kept(self, cookie: str | None, message: str) -> Kept:
        """Return what a cookie kept; nothing if there is none or it is not one of ours.

        If it was made for `message` itself, which the carrier sends again, it is what was kept
        before that message.
        """
        if not cookie:
            return NOTHING_KEPT
        try:
            kept = self._signer.unsign(cookie, max_age=COOKIE_SECONDS)
            tag, before, after = json.loads(base64_decode(kept))
            return _kept(before if message and tag == _tag(message) else after)
        except (BadSignature, ValueError, TypeError):
            return NOTHING_KEPT

    def cookie(self, message: str, before: Kept, after: Kept) -> str:
        """Return the cookie that keeps `after`, and `before` in case `message` comes again."""
        kept = _write((_tag(message), _values(before), _values(after)))
        return self._signer.sign(base64_encode(kept)).decode("ascii")


def _tag(message: str) -> int:
    return crc32(message.encode("utf-8", "replace"))


def _values(kept: Kept) -> tuple[Language | None, str, int]:
    return kept.choice, kept.more, kept.automatic


def _kept(values: Any) -> Kept:
    """Return what `values` of a cookie say; ValueError or TypeError if they cannot be ours."""
    choice, more, automatic = values
    if not isinstance(more, str) or len(more) > MAX_NAME:
        raise TypeError
    count = min(max(int(automatic), 0), MAX_AUTOMATIC)
    return Kept(Language(choice) if choice else None, more, count)
