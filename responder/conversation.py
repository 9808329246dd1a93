"""Conversations with the line as people can read and write them down, and play them again.

A line that begins with `>` is what the person does: a text, or in a call an act such as
`[press 3]`. The lines after it, each with `<` in front, are the whole answer; `#` begins a comment.
`# at 2026-12-01 09:00` says when it was (Connecticut time), since meetings come and go.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from responder.phone.phone import DIAL_STATUSES, Caller, Heard, Line, PhoneError, Texter

EASTERN = ZoneInfo("America/New_York")
AT = datetime(2026, 12, 1, 9, 0, tzinfo=EASTERN)
"""When a transcript was that does not say it."""

DIAL = "[dial]"
ENDS = "(the call ends)"
ACTS = f"{DIAL}, [press 3], [silence], [say] and words, [hang up], [{'], ['.join(DIAL_STATUSES)}]"

_AT = re.compile(r"# at (\d{4}-\d\d-\d\d \d\d:\d\d)\s*")
_MINUTE = "%Y-%m-%d %H:%M"


class TranscriptError(Exception):
    """What cannot be read as a transcript; its text says why, without anybody's words."""


@dataclass(frozen=True)
class Exchange:
    """What a person did, and the rows of the whole answer."""

    act: str = field(repr=False)
    rows: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Transcript:
    """A whole conversation, text or call, and when it was."""

    exchanges: tuple[Exchange, ...]
    at: datetime = AT
    comments: tuple[str, ...] = ()

    @property
    def is_call(self) -> bool:
        """Whether it begins with dialling."""
        return self.exchanges[0].act == DIAL

    def __str__(self) -> str:
        """Return it as it stands in a file."""
        told = [
            [f"> {each.act}", *(f"< {row}".rstrip() for row in each.rows)]
            for each in self.exchanges
        ]
        return "\n\n".join("\n".join(rows) for rows in [self.comments, *told] if rows) + "\n"


def at_comment(at: datetime) -> str:
    """Return the comment that says when a conversation was, to the minute."""
    return f"# at {at.astimezone(EASTERN):{_MINUTE}}"


def transcript(written: str) -> Transcript:
    """Return what is `written` in a file; TranscriptError if nobody does anything in it."""
    exchanges: list[Exchange] = []
    comments: list[str] = []
    for number, row in enumerate(written.splitlines(), 1):
        words = row[2:]
        if row.startswith("#"):
            comments.append(row)
        elif row[:2].rstrip() == ">":
            exchanges.append(Exchange(words))
        elif row[:2].rstrip() == "<" and exchanges:
            last = exchanges[-1]
            exchanges[-1] = replace(last, rows=(*last.rows, words))
        elif row.strip():
            raise TranscriptError(f"line {number} begins with none of > < #")
    if not exchanges:
        raise TranscriptError("no line begins with >")
    found = next(filter(None, map(_AT.fullmatch, comments)), None)
    try:
        at = datetime.strptime(found[1], _MINUTE).replace(tzinfo=EASTERN) if found else AT
    except ValueError:
        raise TranscriptError("there is no such day and time as its '# at' says") from None
    return Transcript(tuple(exchanges), at, tuple(comments))


def played(line: Line, written: Transcript) -> Transcript:
    """Return `written` with the answers that `line` gives to the same acts."""
    answer = calling(Caller(line)) if written.is_call else texting(Texter(line))
    exchanges = tuple(Exchange(each.act, answer(each.act)) for each in written.exchanges)
    return replace(written, exchanges=exchanges)


def texting(texter: Texter) -> Callable[[str], tuple[str, ...]]:
    """Return what answers a text with the rows of all replies."""
    return lambda body: _told(lambda: text_rows(texter.text(body)))


def calling(caller: Caller) -> Callable[[str], tuple[str, ...]]:
    """Return what answers an act of a call with the rows of what is heard."""
    return lambda act: _told(lambda: call_rows(done(caller, act)))


def text_rows(replies: list[str]) -> tuple[str, ...]:
    """Return the rows of `replies`; none where the line is silent."""
    return tuple(row.rstrip() for reply in replies for row in reply.splitlines())


def call_rows(heard: Heard) -> tuple[str, ...]:
    """Return a row for each Say with its language, for each number dialled, and for the end."""
    rows = [f"({each.language}) {each.words}" for each in heard.spoken]
    rows += [f"(dials {number})" for number in heard.dialling]
    return (*rows, ENDS) if heard.ended else tuple(rows)


def done(caller: Caller, act: str) -> Heard:
    """Return what `caller` hears after an act, written as in a transcript.

    Raises PhoneError for an act that is none, or not possible now.
    """
    if act.startswith("[say] "):
        return caller.say(act.removeprefix("[say] "))
    name, _, keys = act.removeprefix("[").removesuffix("]").partition(" ")
    match name:
        case "dial":
            return caller.dial()
        case "press":
            return caller.press(keys)
        case "silence":
            return caller.wait()
        case "hang":
            caller.hang_up()
            return Heard((), None, (), ended=True, seconds=caller.seconds)
        case status if status in DIAL_STATUSES:
            return caller.dial_result(status)
        case _:
            raise PhoneError(f"no caller can do this; there are {ACTS}")


def _told(answer: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
    try:
        return answer()
    except PhoneError as fault:
        return (f"(not possible: {fault})",)
