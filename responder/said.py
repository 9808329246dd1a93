"""What a caller hears of each page, in each language: made once, when flows load."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from responder.exchange import Language, Say, Span
from responder.flow.model import Flow, Notice, Page
from responder.meetings.in_full import in_full_spoken
from responder.meetings.listing import listed, sentences
from responder.meetings.upcoming import Occurrence
from responder.safety import crisis as built_in
from responder.safety.assess import Situation
from responder.wording.spoken import spoken

MAX_HINTS = 100
MEETING = ".meeting."  # then the page that lists it, the meeting and its start
MAX_IN_FULL = 12  # from one to the next, a caller goes no further than this
CONTENT_KEYS = "3456"
NEXT_KEY = "3"
_SENTENCES = 4096
_NAME_988 = frozenset({"silence", "silence_again", "goodbye", "wrong_key", "not_understood"})
ONCE_MORE = {Language.EN: "Again:", Language.ES: "Otra vez:"}

# Said before any menu, whoever edits the words: the numbers, and that 1 is the key for them.
OPENING = {
    Language.EN: "Crisis? Hang up and call 988, or press 1.",
    Language.ES: "En crisis, cuelgue y llame al 988, u oprima 1.",
}


@dataclass(frozen=True)
class Heard:
    """The speech of one flow: what `voice` puts between the keys.

    Meetings read in full are pages too, which are in no file. `meeting_keys` says which keys lead
    to them: from a page that lists meetings, and from one meeting to the one after it.
    """

    opening: tuple[Say, ...]
    pages: Mapping[tuple[str, Language], tuple[Say, ...]]
    choices: Mapping[tuple[str, Language], tuple[Say, ...]]
    crisis: Mapping[tuple[Situation, Language], tuple[Say, ...]]
    prompts: Mapping[tuple[str, Language], tuple[Say, ...]]
    meeting_keys: Mapping[str, Mapping[str, str]]
    hints: Mapping[Language, tuple[str, ...]]


def heard(flow: Flow, now: datetime, noted: tuple[Notice, ...], top: str) -> Heard:
    """Return the speech of `flow` at `now`, with the notices in force; `top` is the top menu."""
    pages: dict[tuple[str, Language], tuple[Say, ...]] = {}
    choices: dict[tuple[str, Language], tuple[Say, ...]] = {}
    found = {name: _meetings(flow, name, page, now) for name, page in flow.pages.items()}
    keys = {
        place: way for name in flow.pages for place, way in _keys(flow, name, found[name]).items()
    }
    for language in Language:
        pages[top, language] = say(flow, language, *(each.text[language] for each in noted))
        choices[top, language] = _choices(flow, None, language)
        for name, page in flow.pages.items():
            pages[name, language] = _page(flow, name, page, language, now, noted)
            choices[name, language] = _choices(flow, name, language, keys.get(name))
            for place, meeting in found[name].items():
                pages[place, language] = _meeting(flow, meeting, language, now, noted)
                choices[place, language] = _choices(flow, place, language, keys.get(place))
    return Heard(
        opening=_opening(flow, noted),
        pages=pages,
        choices=choices,
        crisis={
            (situation, language): _crisis(flow, situation, language, noted)
            for situation in Situation
            for language in Language
        },
        prompts={
            (name, language): say(flow, language, *_prompt(flow, name, language, noted))
            for language in Language
            for name in type(flow.line.prompts).model_fields
            if name not in {"choice", "link_by_text", "next_meeting", "meeting_after"}
        }
        | {
            ("crisis_line", language): say(flow, language, flow.line.crisis_line[language])
            for language in Language
        },
        meeting_keys=keys,
        hints={language: _hints(flow, language) for language in Language},
    )


def say(flow: Flow, language: Language, *sentences: str) -> tuple[Say, ...]:
    """Return `sentences` as one Say, numbers digit by digit; nothing for no words."""
    spans: list[Span] = []
    for sentence in filter(None, sentences):
        if spans:
            spans.append(Span(" ", language))
        spans.extend(_spans(sentence, language, *map(flow.names_in, Language)))
    return (Say(tuple(spans), language),) if spans else ()


@lru_cache(_SENTENCES)
def _spans(
    sentence: str, language: Language, english: tuple[str, ...], spanish: tuple[str, ...]
) -> tuple[Span, ...]:
    # Prompts and titles stand on many pages; each is put into speech once.
    return spoken(sentence, language, english, spanish)


def _opening(flow: Flow, noted: tuple[Notice, ...]) -> tuple[Say, ...]:
    # Whoever hangs up to call 988 must have heard, in their own language, what stands in for it.
    urgent = [
        step
        for language in Language
        for step in say(flow, language, *(each.text[language] for each in noted if each.crisis))
    ]
    return (
        *say(flow, Language.EN, OPENING[Language.EN]),
        *say(flow, Language.ES, OPENING[Language.ES]),
        *urgent,
        *say(flow, Language.EN, flow.line.prompts.automated.en),
        *say(flow, Language.EN, flow.line.greeting.en),
    )


def _prompt(
    flow: Flow, name: str, language: Language, noted: tuple[Notice, ...]
) -> tuple[str, ...]:
    """Return what is said for the prompt `name`; where it names 988, with the crisis notices."""
    words = getattr(flow.line.prompts, name)[language]
    if name not in _NAME_988:
        return (words,)
    notices = [each.text[language] for each in noted if each.crisis]
    # 988 is what a call ends with, so there the notices come first.
    return (*notices, words) if name == "goodbye" else (words, *notices)


def _page(
    flow: Flow,
    name: str,
    page: Page,
    language: Language,
    now: datetime,
    noted: tuple[Notice, ...],
) -> tuple[Say, ...]:
    words = (page.spoken or page.text)[language]
    link = _link(flow, page, language) if page.link else ""
    return say(
        flow,
        language,
        f"{page.title[language]}.",
        *(each.text[language] for each in noted),
        words,
        *sentences(flow, name, page, language, now),
        link,
    )


def _meetings(flow: Flow, name: str, page: Page, now: datetime) -> dict[str, Occurrence]:
    """Return the dated meetings of a page that lists some, by their place on the phone."""
    dated = [each for each in listed(flow, name, page, now, limit=None) if each.start is not None]
    return {
        f"{MEETING}{name}.{each.meeting}.{each.start:%Y%m%d%H%M}": each
        for each in dated[:MAX_IN_FULL]
        if each.start is not None
    }


def _keys(flow: Flow, name: str, places: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return the key to the first of `places` from the page `name`, and from each to the next."""
    taken = flow.under(name)
    free = next((key for key in CONTENT_KEYS if key not in taken), None)
    first, *others = [*places, ""]
    if not first or free is None:
        return {}
    onward = zip([first, *others], others, strict=False)
    return {name: {free: first}} | {here: {NEXT_KEY: after} for here, after in onward if after}


def listing_page(place: str) -> str | None:
    """Return the page that lists the meeting at `place`; None where no meeting is."""
    return place.removeprefix(MEETING).split(".")[0] if place.startswith(MEETING) else None


def _meeting(
    flow: Flow, meeting: Occurrence, language: Language, now: datetime, noted: tuple[Notice, ...]
) -> tuple[Say, ...]:
    notices = [each.text[language] for each in noted]
    return say(flow, language, *notices, *in_full_spoken(flow, meeting, language, now))


def _link(flow: Flow, page: Page, language: Language) -> str:
    """Return how to get the web address: a link read aloud cannot be written down."""
    prompts = flow.line.prompts
    words = page.words[language]
    if not words:
        return prompts.link_unspoken[language]
    return prompts.link_by_text[language].format(
        word=words[0].upper(), number=flow.line.texts.number
    )


def _choices(
    flow: Flow, under: str | None, language: Language, meeting_keys: Mapping[str, str] | None = None
) -> tuple[Say, ...]:
    prompts = flow.line.prompts
    offered = [
        prompts.choice[language].format(title=entry.title[language], key=key)
        for key, (_, entry) in flow.under(under).items()
    ]
    from_list = under in flow.pages
    to_meeting = prompts.next_meeting if from_list else prompts.meeting_after
    offered += [to_meeting[language].replace("{key}", key) for key in meeting_keys or ()]
    # The offer of the other language is made in that language, and first where calls begin.
    other = say(flow, language.other, prompts.language[language.other])
    here = say(flow, language, *offered)
    first, second = (other, here) if under is None else (here, other)
    return (*first, *second, *say(flow, language, prompts.repeat_back[language]))


def _crisis(
    flow: Flow, situation: Situation, language: Language, noted: tuple[Notice, ...]
) -> tuple[Say, ...]:
    words = getattr(flow.crisis.spoken, situation.value)[language]
    if "988" not in words:
        words = built_in.spoken(situation, language.value)
    notices = [each.text[language] for each in noted if each.crisis]
    return (
        *say(flow, language, words),
        *say(flow, language, *notices, ONCE_MORE[language], words),
    )


def _hints(flow: Flow, language: Language) -> tuple[str, ...]:
    words = [word for page in flow.pages.values() for word in page.words[language][:1]]
    titles = [page.title[language] for page in flow.pages.values()]
    return tuple(dict.fromkeys([*words, *titles]))[:MAX_HINTS]
