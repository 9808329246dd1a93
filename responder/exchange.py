"""What comes in and what goes out: a text or a call event, a reply or call steps.

These are values without behaviour, so that the carrier, the words and the tests agree on them.
A person's own words and number never show in a `repr`, so no log or traceback can print them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlencode


class Language(StrEnum):
    """A language that the line itself speaks."""

    EN = "en"
    ES = "es"

    @property
    def other(self) -> Language:
        """The one you get by pressing 2."""
        return Language.ES if self is Language.EN else Language.EN


class Channel(StrEnum):
    """How a person reached the line."""

    SMS = "sms"
    VOICE = "voice"


@dataclass(frozen=True)
class Kept:
    """What the carrier keeps for us between two texts of one pair of numbers; often nothing.

    `choice` is a language that was chosen, `more` the part of an answer that MORE asks for,
    `automatic` how many messages in a row were a machine's. Losing it never loses an answer.
    """

    choice: Language | None = None
    more: str = ""
    automatic: int = 0


NOTHING_KEPT = Kept()


@dataclass(frozen=True)
class InboundText:
    """One text as it arrived; `body` is untouched, `kept` came back in the cookie."""

    body: str = field(repr=False)
    kept: Kept = NOTHING_KEPT
    opt_out_type: str = ""


@dataclass(frozen=True)
class Place:
    """Where in the phone menu a caller is; travels in the query of our own call addresses.

    `silences` counts how often in a row nothing was heard; any valid key sets it to 0.
    """

    page: str
    language: Language = Language.EN
    silences: int = 0

    def query(self) -> str:
        """Return this place as the query of a call address: `page=plan&lang=en&silences=0`."""
        return urlencode({"page": self.page, "lang": self.language, "silences": self.silences})

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Place | None:
        """Return the place in `query`; None if it names no page. The unreadable counts as unsaid.

        The query is under the carrier's signature, but a page may have gone since it was written.
        """
        page = query.get("page", "")
        if not page:
            return None
        spanish = query.get("lang") == Language.ES
        silences = query.get("silences", "0")
        return cls(
            page,
            Language.ES if spanish else Language.EN,
            int(silences) if silences in ("0", "1", "2", "3") else 0,
        )


@dataclass(frozen=True)
class InboundCall:
    """One call event: the place it happened at and what the caller did there."""

    place: Place | None = None
    digits: str = field(default="", repr=False)
    speech: str = field(default="", repr=False)
    dial_status: str = ""


@dataclass(frozen=True)
class Reply:
    """The answer to one text. `words` is what is sent; empty means: send nothing.

    `outcome` is what may be counted (`crisis`, `page`, `menu`, `silent`); `page` says which.
    `kept` is what the carrier should keep until the next text.
    """

    words: str
    outcome: str
    page: str = ""
    kept: Kept = NOTHING_KEPT


@dataclass(frozen=True)
class Span:
    """Words in one language inside a sentence of another, such as an official English name."""

    words: str
    language: Language


@dataclass(frozen=True)
class Say:
    """Words to speak. `plain` asks for the carrier's simplest voice, which cannot be missing."""

    spans: tuple[Span, ...]
    language: Language
    plain: bool = False


@dataclass(frozen=True)
class Pause:
    """Silence on the line, in whole seconds."""

    seconds: int = 1


@dataclass(frozen=True)
class Gather:
    """Listen for one key (and speech, if `speech`) while `says` is spoken, then `timeout` seconds.

    What is pressed or said goes to `/voice/key`; on silence the carrier goes on with the next step.
    `hints` are words a caller may say here, for the carrier's recogniser.
    """

    place: Place
    says: tuple[Say | Pause, ...]
    speech: bool
    timeout: int
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Redirect:
    """Fetch the next steps from `path`, such as `/voice/silence`, at `place`."""

    path: str
    place: Place


@dataclass(frozen=True)
class Dial:
    """Connect the caller to `number`; how that went is posted to `/voice/dialled`."""

    number: str
    place: Place
    caller_id: str
    timeout: int


@dataclass(frozen=True)
class Hangup:
    """End the call."""


Step = Say | Pause | Gather | Redirect | Dial | Hangup


@dataclass(frozen=True)
class CallAnswer:
    """What a caller hears next; `outcome` and `page` may be counted, as in Reply."""

    steps: tuple[Step, ...]
    outcome: str
    page: str = ""
