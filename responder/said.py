"""What a caller hears of each page, in each language: made once, when flows load."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from responder.exchange import Language, Say, Span
from responder.flow.model import Flow, Notice, Page
from responder.meetings.listing import sentences
from responder.safety import crisis as built_in
from responder.safety.assess import Situation
from responder.wording.spoken import spoken

MAX_HINTS = 100
_SENTENCES = 4096
ONCE_MORE = {Language.EN: "Again:", Language.ES: "Otra vez:"}

# Said before any menu, whoever edits the words: the numbers, and that 1 is the key for them.
OPENING = {
    Language.EN: "Crisis? Hang up and call 988, or press 1.",
    Language.ES: "En crisis, cuelgue y llame al 988, u oprima 1.",
}


@dataclass(frozen=True)
class Heard:
    """The speech of one flow: what `voice` puts between the keys."""

    opening: tuple[Say, ...]
    pages: Mapping[tuple[str, Language], tuple[Say, ...]]
    choices: Mapping[tuple[str, Language], tuple[Say, ...]]
    crisis: Mapping[tuple[Situation, Language], tuple[Say, ...]]
    prompts: Mapping[tuple[str, Language], tuple[Say, ...]]
    hints: Mapping[Language, tuple[str, ...]]


def heard(flow: Flow, now: datetime, noted: tuple[Notice, ...], top: str) -> Heard:
    """Return the speech of `flow` at `now`, with the notices in force; `top` is the top menu."""
    pages: dict[tuple[str, Language], tuple[Say, ...]] = {}
    choices: dict[tuple[str, Language], tuple[Say, ...]] = {}
    for language in Language:
        pages[top, language] = ()
        choices[top, language] = _choices(flow, None, language)
        for name, page in flow.pages.items():
            pages[name, language] = _page(flow, name, page, language, now, noted)
            choices[name, language] = _choices(flow, name, language)
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
            (name, language): say(flow, language, getattr(flow.line.prompts, name)[language])
            for language in Language
            for name in type(flow.line.prompts).model_fields
            if name not in {"choice", "link_by_text"}
        }
        | {
            ("crisis_line", language): say(flow, language, flow.line.crisis_line[language])
            for language in Language
        },
        hints={language: _hints(flow, language) for language in Language},
    )


def say(flow: Flow, language: Language, *sentences: str) -> tuple[Say, ...]:
    """Return `sentences` as one Say, numbers digit by digit; nothing for no words."""
    spans: list[Span] = []
    for sentence in filter(None, sentences):
        if spans:
            spans.append(Span(" ", language))
        spans.extend(_spans(sentence, language, flow.line.english_names))
    return (Say(tuple(spans), language),) if spans else ()


@lru_cache(_SENTENCES)
def _spans(sentence: str, language: Language, names: tuple[str, ...]) -> tuple[Span, ...]:
    # Prompts and titles stand on many pages; each is put into speech once.
    return spoken(sentence, language, names)


def _opening(flow: Flow, noted: tuple[Notice, ...]) -> tuple[Say, ...]:
    notices = [each.text.en for each in noted]
    return (
        *say(flow, Language.EN, OPENING[Language.EN]),
        *say(flow, Language.ES, OPENING[Language.ES]),
        *say(flow, Language.EN, flow.line.prompts.automated.en, *notices),
        *say(flow, Language.EN, flow.line.greeting.en),
    )


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


def _link(flow: Flow, page: Page, language: Language) -> str:
    """Return how to get the web address: a link read aloud cannot be written down."""
    prompts = flow.line.prompts
    words = page.words[language]
    if not words:
        return prompts.link_unspoken[language]
    return prompts.link_by_text[language].format(
        word=words[0].upper(), number=flow.line.texts.number
    )


def _choices(flow: Flow, under: str | None, language: Language) -> tuple[Say, ...]:
    prompts = flow.line.prompts
    offered = [
        prompts.choice[language].format(title=entry.title[language], key=key)
        for key, (_, entry) in flow.under(under).items()
    ]
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
