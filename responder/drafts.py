"""What every text reply consists of, before it is laid out: a page, its meetings, its words.

The crisis line is not in here: it is laid into each of these, whatever they say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from responder.exchange import Language
from responder.flow.model import Flow, Page
from responder.meetings.in_full import in_full
from responder.meetings.listing import MAX_LISTED, kind_and_group, lines, listed
from responder.meetings.upcoming import EASTERN, Occurrence, Status, within
from responder.onward import MOST_AHEAD, asks_for_next, next_of
from responder.vocabulary import CRISIS_PAGE, END, HELP, HOW_TO_STOP, MENU
from responder.wording import gsm7

MAX_SEGMENTS = 2
MAX_SEGMENTS_OF_A_LIST = 3
UNKNOWN = ".unknown"
STOPPED = ".stopped"
_YEAR = timedelta(days=366)
MOST_LISTS = 5  # of three meetings each: what two further replies can hold


@dataclass(frozen=True)
class Draft:
    """A reply before it is laid out: `lasting` are those of its parts that no clock changes."""

    name: str
    language: Language
    path: tuple[str, ...]
    parts: tuple[str, ...]
    lasting: tuple[str, ...]
    later: tuple[str, ...] = ()  # what only stands in its further parts
    limit: int = MAX_SEGMENTS
    word: str = ""  # its first word, by which a further part of it can be asked for
    after: str = ""  # what to text for what comes after its last part


def drafts(flow: Flow, now: datetime) -> Iterator[Draft]:
    """Yield every reply but the crisis replies, with the place of its words in the flow files."""
    for language in Language:
        yield from _line_drafts(flow, language)
        yield from _page_drafts(flow, language, now)


def _line_drafts(flow: Flow, language: Language) -> Iterator[Draft]:
    line, phrases = flow.line, flow.line.phrases
    other = phrases.other_language[language.other]
    words = _more_words(flow, None, language)
    own = {
        MENU: (("greeting",), (line.greeting, words, phrases.automated, other)),
        UNKNOWN: (("phrases", "unknown"), (phrases.unknown, words, phrases.automated, other)),
        HELP: (("help",), (line.help,)),
        END: (("phrases", "no_more"), (phrases.no_more, words)),
        STOPPED: (("stop",), (line.stop,)),
        HOW_TO_STOP: (("how_to_stop",), (line.how_to_stop,)),
    }
    for name, (path, said) in own.items():
        parts = tuple(part if isinstance(part, str) else part[language] for part in said)
        yield Draft(name, language, ("line", *path, language.value), parts, parts)


def _page_drafts(flow: Flow, language: Language, now: datetime) -> Iterator[Draft]:
    for name, page in flow.pages.items():
        text = (page.text[language],)
        listing = lines(flow, name, page, language, now)
        link = _link(flow, page, language, (*text, *listing))
        more = _more_words(flow, name, language)
        word = "" if name == CRISIS_PAGE else first_word(page, language)
        path = ("pages", name, "text", language.value)
        limit = MAX_SEGMENTS_OF_A_LIST if page.lists else MAX_SEGMENTS
        yield Draft(
            name,
            language,
            path,
            parts=(*text, *listing, link, more),
            later=_later(flow, name, page, language, now, listing),
            lasting=(*text, link, more),
            limit=limit,
            word=word,
        )
        which = "" if page.lists == "meetings" else word
        ahead = [*islice(_each_in_full(flow, name, page, language, now), MOST_AHEAD)]
        for number, full in enumerate(ahead, 1):
            yield Draft(
                next_of(name, number),
                language,
                path,
                full,
                lasting=(),
                limit=limit,
                word=asks_for_next(language, which, number),
                after=asks_for_next(language, which, number + 1) if number < len(ahead) else "",
            )


def first_word(page: Page, language: Language) -> str:
    """Return the word by which a reply names `page`: the first of its words, in capitals."""
    return gsm7.fold(next(iter(page.words[language]), "")).upper()


def _each_in_full(
    flow: Flow, name: str, page: Page, language: Language, now: datetime
) -> Iterator[tuple[str, ...]]:
    """Yield all of each meeting of `page` ahead, after those before it that are cancelled."""
    said: list[str] = []
    for each in _dated(flow, name, page, now):
        said += in_full(flow, each, language, now)
        if each.status is not Status.CANCELLED:
            yield tuple(said)
            said = []
    if said:
        yield tuple(said)


def _dated(flow: Flow, name: str, page: Page, now: datetime) -> Iterator[Occurrence]:
    """Yield each date of a year, soonest first; then what is later still, once a meeting."""
    if page.lists is None:
        return
    today = now.astimezone(EASTERN).date()
    last = today + _YEAR
    yield from within(flow.meetings, now, today, last, *kind_and_group(name, page))
    for each in listed(flow, name, page, now, limit=None):
        if each.start is not None and each.start.date() > last:
            yield each


def _later(
    flow: Flow, name: str, page: Page, language: Language, now: datetime, said: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the lines of the meetings after those that `page` lists; often none.

    Each three end with where to confirm: the first reply has `said` it, or the last will.
    """
    following: list[str] = []
    for start in range(MAX_LISTED, MAX_LISTED * MOST_LISTS, MAX_LISTED):
        more = lines(flow, name, page, language, now, start=start)
        if not more:
            break
        following += [line for line in more if line not in said]
    return tuple(reversed(dict.fromkeys(reversed(following))))


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
    below = (first_word(entry, language) for _, entry in flow.under(under).values())
    words = ", ".join(filter(None, below))
    return flow.line.phrases.more_words[language].format(words=words) if words else ""
