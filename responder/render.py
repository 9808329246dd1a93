"""From a flow and an instant to everything the line can say: a Book of finished texts and speech.

It is made when flows load, and again when a meeting ends or a notice begins, never for a request.
The 988 line is laid in by code: no flow can leave it out, and when a reply is too long it is the
other words that go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

from responder import notices
from responder.drafts import MAX_SEGMENTS, MAX_SEGMENTS_OF_A_LIST, Draft, drafts, first_word
from responder.exchange import Language
from responder.flow.model import Flow, Notice
from responder.keyword import Keywords
from responder.meetings import upcoming
from responder.meetings.listing import kind_and_group, window_lines
from responder.meetings.span import When, label
from responder.meetings.upcoming import EASTERN, midnight_after
from responder.onward import MORE_WORDS
from responder.question import Questions
from responder.safety import crisis as built_in
from responder.safety.assess import Situation
from responder.safety.tapback import Ours, quoted_from
from responder.said import Heard, heard
from responder.vocabulary import (
    MENU,
    Meant,
    questions_of,
    spoken_words_of,
    words_of,
)
from responder.wording import gsm7
from responder.wording.layout import (
    FIRST_WITHIN,
    MAX_PARTS,
    GoingOn,
    Laid,
    in_parts,
    kept_whole,
    lay_out,
    says_988,
)

_KEPT_REPLIES = 2048
_LASTING = ("flow", "top", "words", "spoken_words", "questions")  # what no clock changes in a Book
UNSURE = ""  # the language of a message that could not be told


@dataclass(frozen=True)
class TooLong:
    """An answer that leaves words out to fit `replies` of `most` segments each.

    `path` is where its text stands.
    """

    path: tuple[str, ...]
    most: int
    replies: int


@dataclass(frozen=True)
class MadeOf:
    """What an answer that is laid out on demand is made of, beside the flow."""

    now: datetime
    drafted: Mapping[tuple[str, Language], Draft] = field(repr=False)
    noted: tuple[Notice, ...] = field(repr=False)


@dataclass(frozen=True)
class Book:
    """All that one flow says at one instant; it must be made anew at `until`.

    A text that goes on has further parts, named "plan.2", and `more` says what to text for the one
    after each. "board.next" is the next meeting of a page in full. `also` gives the text of a page
    with the word for a second one, None where that has no room; `window` the replies on the
    meetings of a page in some days; `ours` tells a quote of any of these texts. `published` is the
    calendar as a file, if it was made when the flow loaded.
    """

    flow: Flow
    texts: Mapping[tuple[str, Language], str]
    topic_texts: Mapping[tuple[str, Language], str]
    more: Mapping[tuple[str, Language], str]
    crisis_texts: Mapping[tuple[Situation, str], str]
    top: Mapping[str, str]
    words: Keywords[Meant]
    spoken_words: Keywords[Meant]
    questions: Questions
    ours: Ours
    heard: Heard
    made_of: MadeOf
    until: datetime | None
    too_long: tuple[TooLong, ...]
    published: Mapping[Language, bytes] = field(default_factory=dict, repr=False)
    also: Callable[[str, str, Language], Laid | None] = field(init=False, repr=False)
    window: Callable[[str, When, Language], tuple[Laid, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        flow, made_of = self.flow, self.made_of
        also = partial(_also, flow, made_of.drafted, made_of.noted)
        window = partial(_window, flow, made_of.now, made_of.noted)
        object.__setattr__(self, "also", lru_cache(_KEPT_REPLIES)(also))
        object.__setattr__(self, "window", lru_cache(_KEPT_REPLIES)(window))

    def changes(self) -> Mapping[str, Any]:
        """Return all that the clock may change; the rest is a hundred times as much."""
        return {name: each for name, each in self.__getstate__().items() if name not in _LASTING}

    def changed(self, changes: Mapping[str, Any]) -> Book:
        """Return the book that the `changes` of another one of the same flow make of this one."""
        return replace(self, **changes)

    def __getstate__(self) -> dict[str, object]:
        """Return all but what is worked out and kept on demand: it cannot go to another process."""
        return {name: each for name, each in vars(self).items() if name not in ("also", "window")}

    def __setstate__(self, state: Mapping[str, object]) -> None:
        vars(self).update(state)
        self.__post_init__()


def render(flow: Flow, now: datetime, before: Book | None = None) -> Book:
    """Return everything that `flow` says at `now`.

    `before` is what the same flow said until now: its words do not change with the clock.
    """
    known = before if before is not None and before.flow is flow else None
    texts: dict[tuple[str, Language], str] = {}
    topic_texts: dict[tuple[str, Language], str] = {}
    more: dict[tuple[str, Language], str] = {}
    too_long: list[TooLong] = []
    noted = notices.in_force(flow, now)
    drafted = {(each.name, each.language): each for each in drafts(flow, now)}
    for each in drafted.values():
        parts = _in_parts(flow, each, noted)
        names = [part_of(each.name, number) for number in range(1, len(parts) + 1)]
        for name, laid in zip(names, parts, strict=True):
            texts[name, each.language] = laid.words
            topic_texts[name, each.language] = laid.urgent_first
            if asked := laid.more or (each.after if laid is parts[-1] else ""):
                more[name, each.language] = asked
        # What a list of meetings or a notice takes changes with the day, and is no fault.
        lasting = replace(each, parts=each.lasting, later=())
        if parts[-1].dropped and _in_parts(flow, lasting, ())[-1].dropped:
            too_long.append(TooLong(each.path, each.limit, MAX_PARTS if each.word else 1))
    crisis_texts = dict(_crisis_texts(flow, noted))
    changes = (
        notices.changes_at(flow, now),
        upcoming.changes_at(flow.meetings, now),
        midnight_after(now),
    )
    return Book(
        flow=flow,
        texts=texts,
        topic_texts=topic_texts,
        more=more,
        crisis_texts=crisis_texts,
        top={key: name for key, (name, _) in flow.under(None).items()},
        words=known.words if known else words_of(flow),
        spoken_words=known.spoken_words if known else spoken_words_of(flow),
        questions=known.questions if known else questions_of(flow),
        ours=quoted_from((*texts.values(), *topic_texts.values(), *crisis_texts.values())),
        heard=heard(flow, now, noted, MENU),
        made_of=MadeOf(now, drafted, noted),
        until=min((each for each in changes if each), default=None),
        too_long=tuple(too_long),
    )


def part_of(name: str, number: int) -> str:
    """Return the name of a part of an answer: "plan", "plan.2"."""
    return name if number == 1 else f"{name}.{number}"


def _in_parts(flow: Flow, draft: Draft, noted: tuple[Notice, ...]) -> tuple[Laid, ...]:
    """Return `draft` with the notices, in one reply or several.

    Only an answer that has a word to ask for the rest goes on; of any other the last words go.
    """
    notes = [each.text[draft.language] for each in noted]
    line = flow.line.crisis_line[draft.language]
    if draft.word:
        going_on = _going_on(flow, draft.language, lambda part: f"{draft.word} {part}", draft.later)
        return in_parts((*notes, *draft.parts), line, draft.limit, going_on)
    laid = lay_out((*notes, *draft.parts), line, draft.limit)
    if notes and laid.dropped >= len([part for part in draft.parts if part]):
        # The notices alone fill the reply: what was asked for goes before them.
        laid = lay_out(draft.parts, line, draft.limit)
    return (laid,)


def _going_on(
    flow: Flow, language: Language, asked: Callable[[int], str], later: tuple[str, ...] = ()
) -> GoingOn:
    said = flow.line.phrases.more[language]
    return GoingOn(asked, lambda words: said.format(words=words), later)


def _window(
    flow: Flow,
    now: datetime,
    noted: tuple[Notice, ...],
    name: str,
    when: When,
    language: Language,
) -> tuple[Laid, ...]:
    """Return what the meetings of a page in the days of `when` are, in one reply or several."""
    page = flow.pages[name]
    today = now.astimezone(EASTERN).date()
    kind, group = kind_and_group(name, page)
    listing = window_lines(flow, when, today, language, now, kind, group)
    said = [*(each.text[language] for each in noted), *listing]
    days = gsm7.fold(label(when, today, language)).upper()
    word = f"{first_word(page, language)} {days}" if group else days
    # "December 2" would be a day, so the number of the part comes first here.
    going_on = _going_on(flow, language, lambda part: f"{MORE_WORDS[language]} {part} {word}")
    return in_parts(said, flow.line.crisis_line[language], MAX_SEGMENTS_OF_A_LIST, going_on)


def _also(
    flow: Flow,
    drafted: Mapping[tuple[str, Language], Draft],
    noted: tuple[Notice, ...],
    name: str,
    other: str,
    language: Language,
) -> Laid | None:
    draft = drafted.get((name, language))
    second = flow.pages.get(other)
    word = first_word(second, language) if second else ""
    if draft is None or not word:
        return None
    notes = [each.text[language] for each in noted]
    also = flow.line.phrases.also[language].format(word=word)
    line = flow.line.crisis_line[language]
    laid = lay_out((*notes, *draft.parts, also), line, draft.limit)
    return None if laid.dropped else laid


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
            plain = _noted(whole[language], [each.text[language] for each in notes])
            yield (situation, language.value), _urgent(plain, situation, language.value)
        for name in type(crisis.brief).model_fields:
            brief = getattr(crisis.brief, name)
            words = brief.danger if situation is Situation.DANGER else brief.self_harm
            both = _noted(f"{words}\n{crisis.short.en}", [each.text.en for each in notes])
            yield (situation, name), _urgent(both, situation, name)
        unsure = [each.text[language] for each in notes for language in Language]
        both = _noted(built_in.text(situation, UNSURE), unsure)
        yield (situation, UNSURE), _urgent(both, situation, UNSURE)


def _noted(words: str, notes: list[str]) -> str:
    """Return `words` and below them as many of `notes` as fit; empty if not even `words` do."""
    for many in range(len(notes), -1, -1):
        if whole := _whole(gsm7.fold("\n".join([words, *notes[:many]]))):
            return whole
    return ""


def _whole(words: str) -> str:
    """Return `words` with nothing to dial cut in two; empty if they do not fit."""
    return gsm7.keep_whole(words, kept_whole(words), MAX_SEGMENTS) or ""


def _urgent(words: str, situation: Situation, language: str) -> str:
    """Return `words` if they say 988 at once, else the built-in text."""
    return words if says_988(words, FIRST_WITHIN) else built_in.text(situation, language)
