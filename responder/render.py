"""From a flow and an instant to everything the line can say: a Book of finished texts and speech.

It is made when flows load, and again when a meeting ends or a notice begins, never for a request.
The 988 line is laid in by code: no flow can leave it out, and when a reply is too long it is the
other words that go.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from responder import notices
from responder.exchange import Language
from responder.flow.model import Flow, Notice, Page
from responder.keyword import Keywords
from responder.meetings import upcoming
from responder.meetings.listing import lines
from responder.safety import crisis as built_in
from responder.safety.assess import Situation
from responder.said import Heard, heard
from responder.vocabulary import HELP, HOW_TO_STOP, MENU, Meant, spoken_words_of, words_of
from responder.wording import gsm7
from responder.wording.layout import FIRST_WITHIN, Laid, kept_whole, lay_out, says_988

MAX_SEGMENTS = 2
MAX_SEGMENTS_OF_A_LIST = 3
UNKNOWN = ".unknown"
STOPPED = ".stopped"
UNSURE = ""  # the language of a message that could not be told


@dataclass(frozen=True)
class TooLong:
    """A reply that leaves words out to fit its `most` segments; `path` is where its text stands."""

    path: tuple[str, ...]
    most: int


@dataclass(frozen=True)
class Book:
    """All that one flow says at one instant; it must be made anew at `until`."""

    flow: Flow
    texts: Mapping[tuple[str, Language], str]
    topic_texts: Mapping[tuple[str, Language], str]
    crisis_texts: Mapping[tuple[Situation, str], str]
    top: Mapping[str, str]
    words: Keywords[Meant]
    spoken_words: Keywords[Meant]
    heard: Heard
    until: datetime | None
    too_long: tuple[TooLong, ...]


def render(flow: Flow, now: datetime) -> Book:
    """Return everything that `flow` says at `now`."""
    texts: dict[tuple[str, Language], str] = {}
    topic_texts: dict[tuple[str, Language], str] = {}
    too_long: list[TooLong] = []
    noted = notices.in_force(flow, now)
    for language in Language:
        for each in _replies(flow, language, now):
            laid = _laid_out(flow, each, language, noted)
            texts[each.name, language] = laid.words
            topic_texts[each.name, language] = laid.urgent_first
            # What a list of meetings or a notice takes changes with the day, and is no fault.
            line = flow.line.crisis_line[language]
            if laid.dropped and lay_out(each.lasting, line, each.limit).dropped:
                too_long.append(TooLong(each.path, each.limit))
    changes = (notices.changes_at(flow, now), upcoming.changes_at(flow.meetings, now))
    return Book(
        flow=flow,
        texts=texts,
        topic_texts=topic_texts,
        crisis_texts=dict(_crisis_texts(flow, noted)),
        top={key: name for key, (name, _) in flow.under(None).items()},
        words=words_of(flow),
        spoken_words=spoken_words_of(flow),
        heard=heard(flow, now, noted, MENU),
        until=min((each for each in changes if each), default=None),
        too_long=tuple(too_long),
    )


@dataclass(frozen=True)
class _Draft:
    """A reply before it is laid out: `lasting` are those of its parts that no clock changes."""

    name: str
    path: tuple[str, ...]
    parts: tuple[str, ...]
    lasting: tuple[str, ...]
    limit: int = MAX_SEGMENTS


def _replies(flow: Flow, language: Language, now: datetime) -> Iterator[_Draft]:
    """Yield every reply but the crisis replies, with the place of its words in the flow files."""
    line, phrases = flow.line, flow.line.phrases
    other = phrases.other_language[language.other]
    words = _more_words(flow, None, language)
    own = {
        MENU: (("greeting",), (line.greeting, words, phrases.automated, other)),
        UNKNOWN: (("phrases", "unknown"), (phrases.unknown, words, phrases.automated, other)),
        HELP: (("help",), (line.help,)),
        STOPPED: (("stop",), (line.stop,)),
        HOW_TO_STOP: (("how_to_stop",), (line.how_to_stop,)),
    }
    for name, (path, said) in own.items():
        parts = tuple(part if isinstance(part, str) else part[language] for part in said)
        yield _Draft(name, ("line", *path, language.value), parts, parts)
    for name, page in flow.pages.items():
        text = (page.text[language],)
        listed = lines(flow, name, page, language, now)
        link = _link(flow, page, language, (*text, *listed))
        more = _more_words(flow, name, language)
        yield _Draft(
            name,
            ("pages", name, "text", language.value),
            parts=(*text, *listed, link, more),
            lasting=(*text, link, more),
            limit=MAX_SEGMENTS_OF_A_LIST if page.lists else MAX_SEGMENTS,
        )


def _laid_out(flow: Flow, draft: _Draft, language: Language, noted: tuple[Notice, ...]) -> Laid:
    notes = tuple(each.text[language] for each in noted)
    line = flow.line.crisis_line[language]
    laid = lay_out((*notes, *draft.parts), line, draft.limit)
    if notes and laid.dropped >= len([part for part in draft.parts if part]):
        # The notices alone fill the reply: what was asked for goes before them.
        laid = lay_out(draft.parts, line, draft.limit)
    return laid


def _link(flow: Flow, page: Page, language: Language, said: tuple[str, ...]) -> str:
    """Return the line with the web address of `page`; nothing if it has none or it was `said`."""
    if page.link is None:
        return ""
    address = page.link.removeprefix("https://").removeprefix("www.").rstrip("/")
    if any(words.rstrip(".").endswith(f" {address}") for words in said):
        return ""
    return f"{flow.line.phrases.link[language]} {address}"


def _more_words(flow: Flow, under: str | None, language: Language) -> str:
    """Return which words lead on from a page: the first word of each page under it."""
    below = [entry.words[language] for _, entry in flow.under(under).values()]
    words = ", ".join(gsm7.fold(each[0]).upper() for each in below if each)
    return flow.line.phrases.more_words[language].format(words=words) if words else ""


def _crisis_texts(
    flow: Flow, noted: tuple[Notice, ...]
) -> Iterator[tuple[tuple[Situation, str], str]]:
    """Yield the crisis reply of each situation, by language of the message.

    A message in a language the line does not speak gets the short text of that language, then
    English; one whose language could not be told gets English, then Spanish.
    """
    crisis = flow.crisis
    notes = [each for each in noted if each.crisis]
    for situation in Situation:
        whole = getattr(crisis.texts, situation.value)
        for language in Language:
            long = "\n".join([whole[language], *(each.text[language] for each in notes)])
            plain = _whole(gsm7.fold(long)) or _whole(gsm7.fold(whole[language]))
            yield (situation, language.value), _urgent(plain, situation, language.value)
        for name in type(crisis.brief).model_fields:
            brief = getattr(crisis.brief, name)
            words = brief.danger if situation is Situation.DANGER else brief.self_harm
            both = _whole(gsm7.fold(f"{words}\n{crisis.short.en}"))
            yield (situation, name), _urgent(both, situation, name)
        yield (situation, UNSURE), built_in.text(situation, UNSURE)


def _whole(words: str) -> str:
    """Return `words` with nothing to dial cut in two; empty if they do not fit."""
    return gsm7.keep_whole(words, kept_whole(words), MAX_SEGMENTS) or ""


def _urgent(words: str, situation: Situation, language: str) -> str:
    """Return `words` if they say 988 at once, else the built-in text."""
    return words if says_988(words, FIRST_WITHIN) else built_in.text(situation, language)
