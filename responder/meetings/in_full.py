"""All that is known of one meeting, most needed first: parts of a text, sentences for the phone.

What nobody wrote is not said. How to join is not told of a meeting that is cancelled.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from responder.exchange import Language
from responder.flow.model import Flow, FromFeed, Join, Meeting, Prompts, TextPhrases
from responder.meetings.manner import SPEECH, TEXT, Manner, capitalised
from responder.meetings.upcoming import Occurrence, Status, vouched_for
from responder.wording.spoken import digits

# The signs of a passcode, as a voice would not say them.
_SIGNS = {
    Language.EN: {"@": "at", "*": "star", "_": "underscore", "-": "dash"},
    Language.ES: {"@": "arroba", "*": "asterisco", "_": "guion bajo", "-": "guion"},
}
_CAPITAL = {Language.EN: "capital {}", Language.ES: "{} mayúscula"}


def in_full(flow: Flow, meeting: Occurrence, language: Language, now: datetime) -> tuple[str, ...]:
    """Return the parts of a text about `meeting`, each a line, most needed first."""
    phrases = flow.line.phrases
    parts = list(_begin(meeting, language, now, phrases, TEXT))
    entry = meeting.entry
    if meeting.status is not Status.CANCELLED:
        parts.append(_place(entry, language, phrases))
        parts.append(entry.how[language] if entry.how else "")
        parts.extend(_join(entry.join, language, phrases) if entry.join else ())
        if entry.link:
            parts.append(f"{phrases.link[language]} {_address(entry.link)}")
        parts.append(entry.access[language] if entry.access else "")
    parts.append(entry.ask[language] if entry.ask else "")
    parts.append(_as_of(meeting, language, now, phrases, TEXT))
    return tuple(filter(None, parts))


def in_full_spoken(
    flow: Flow, meeting: Occurrence, language: Language, now: datetime
) -> tuple[str, ...]:
    """Return the same for the phone: numbers digit by digit, and no address spelled out."""
    phrases = flow.line.phrases
    parts = list(_begin(meeting, language, now, phrases, SPEECH))
    entry = meeting.entry
    if meeting.status is not Status.CANCELLED:
        parts.append(_place(entry, language, phrases))
        parts.append(entry.how[language] if entry.how else "")
        if entry.join:
            parts.extend(_join_spoken(entry.join, language, phrases, flow.line.prompts))
        if entry.link:
            parts.append(flow.line.prompts.link_unspoken[language])
        parts.append(entry.access[language] if entry.access else "")
    parts.append(entry.ask[language] if entry.ask else "")
    parts.append(_as_of(meeting, language, now, phrases, SPEECH))
    return tuple(_sentence(part) for part in parts if part)


def _begin(
    meeting: Occurrence, language: Language, now: datetime, phrases: TextPhrases, manner: Manner
) -> Iterator[str]:
    yield manner.title(meeting, language, phrases)
    when = manner.when(meeting, language, now)
    yield capitalised(when if meeting.all_day else f"{when}, {phrases.zone[language]}")
    yield capitalised(manner.moved(meeting, language, phrases))


def _place(entry: Meeting, language: Language, phrases: TextPhrases) -> str:
    if not isinstance(entry, FromFeed) or entry.place is None:
        return ""
    return phrases.place[language].replace("{place}", entry.place[language])


def _join(join: Join, language: Language, phrases: TextPhrases) -> Iterator[str]:
    if join.link:
        yield phrases.join_link[language].replace("{link}", _address(join.link))
    dialled = (
        (phrases.join_phone, "{phone}", join.phone),
        (phrases.join_id, "{id}", join.id),
        (phrases.join_passcode, "{passcode}", join.passcode),
    )
    yield capitalised(
        ", ".join(words[language].replace(hole, said) for words, hole, said in dialled if said)
    )


def _join_spoken(
    join: Join, language: Language, phrases: TextPhrases, prompts: Prompts
) -> Iterator[str]:
    if join.link:
        yield prompts.join_unspoken[language]
    if join.phone:
        yield phrases.join_phone[language].replace("{phone}", digits(join.phone, language))
    if join.id:
        yield capitalised(phrases.join_id[language].replace("{id}", digits(join.id, language)))
    if join.passcode:
        passcode = _spelled(join.passcode, language)
        yield capitalised(phrases.join_passcode[language].replace("{passcode}", passcode))


def _spelled(passcode: str, language: Language) -> str:
    if passcode.isdecimal():
        return digits(passcode, language)
    return ", ".join(
        _CAPITAL[language].format(each) if each.isupper() else _SIGNS[language].get(each, each)
        for each in passcode
    )


def _as_of(
    meeting: Occurrence,
    language: Language,
    now: datetime,
    phrases: TextPhrases,
    manner: Manner,
) -> str:
    entry = meeting.entry
    words = phrases.as_of_confirmed if vouched_for(entry, now) else phrases.as_of
    return words[language].replace("{day}", manner.read_on(entry.read_on, language))


def _address(link: str) -> str:
    return link.removeprefix("https://").rstrip("/")


def _sentence(words: str) -> str:
    return words if words.endswith((".", "!", "?")) else f"{words}."
