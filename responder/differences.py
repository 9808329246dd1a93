"""What people get otherwise from one edition of the flow files than from another.

Every word is texted to both, every page heard on both, at one instant; so what is compared is the
answers and not the files.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import SequenceMatcher

from responder import sms
from responder.conversation import text_rows
from responder.drafts import STOPPED, UNKNOWN, first_word
from responder.exchange import InboundText, Kept, Language, Say
from responder.flow.model import Flow
from responder.meetings.in_full import in_full, in_full_spoken
from responder.meetings.upcoming import Occurrence, occurrences, upcoming
from responder.moved_rows import in_place
from responder.render import Book
from responder.safety.assess import Situation
from responder.vocabulary import HELP, HOW_TO_STOP, MENU, NEXT_WORDS

MANY = 4  # answers that change in the same way are told of once
DATES = 6
_BROKEN = re.compile(r" +\n")
TEXT, CALL = "text", "call"
_KEYS = "1234567890"

Progress = Callable[[int, int], None]

_SITUATIONS = {
    Situation.SELF: "(thoughts of suicide or self-harm)",
    Situation.OTHER: "(worry about someone else)",
    Situation.DANGER: "(hurt, armed, or in danger now)",
    Situation.ABUSE: "(abuse or violence at home)",
}
_LINE_TEXTS = {
    MENU: "MENU",
    UNKNOWN: "(a text that names nothing known)",
    HELP: "HELP",
    STOPPED: "STOP",
    HOW_TO_STOP: "stop texting me",
}


@dataclass(frozen=True)
class Difference:
    """What a person does, by text or call, and the rows of the answer before and after.

    `acts` are several where each gets this same answer. The same rows change in `alike` others.
    """

    channel: str
    language: str
    acts: tuple[str, ...]
    was: tuple[str, ...]
    now: tuple[str, ...]
    alike: int = 0

    @property
    def changes(self) -> tuple[object, ...]:
        """The rows that one answer has and the other has not."""
        blocks = SequenceMatcher(None, self.was, self.now, autojunk=False).get_opcodes()
        rows = [(self.was[i:j], self.now[k:m]) for kind, i, j, k, m in blocks if kind != "equal"]
        return (self.channel, self.language, *rows)


@dataclass(frozen=True)
class Group:
    """The differences of one page or meeting, or of the line itself; `note` is `new` or `gone`."""

    title: str
    differences: tuple[Difference, ...]
    note: str = ""


def differences(
    old: Book, new: Book, at: datetime, progress: Progress | None = None
) -> tuple[Group, ...]:
    """Return all that people get otherwise at `at`, by page; what changes in many answers first.

    `progress` is told how many of all words have been texted.
    """
    groups = [
        Group("The line itself", tuple(_changed(_line(old), _line(new)))),
        Group("In a crisis", tuple(_changed(_crisis(old), _crisis(new)))),
        *_pages(old, new, progress or _nobody),
        *_meetings(old.flow, new.flow, at),
    ]
    settled = (replace(each, differences=_settled(each.differences, old, new)) for each in groups)
    return tuple(_many_first([each for each in settled if each.differences or each.note]))


def _nobody(texted: int, words: int) -> None:
    """Tell nobody how far it has come."""


_Acts = Mapping[tuple[str, str, str], tuple[str, ...]]


def _changed(old: _Acts, new: _Acts) -> Iterator[Difference]:
    for each in dict.fromkeys([*new, *old]):
        was, now = old.get(each, ()), new.get(each, ())
        if was != now:
            channel, language, act = each
            yield Difference(channel, language, (act,), was, now)


def _settled(found: Iterable[Difference], old: Book, new: Book) -> tuple[Difference, ...]:
    """Return `found`, without those in which only the length of a reply has moved a row."""
    settled = (
        replace(each, was=in_place(each.was, each.now, old.flow, new.flow))
        if each.channel == TEXT
        else each
        for each in found
    )
    return tuple(each for each in settled if each.was != each.now)


def _many_first(groups: Sequence[Group]) -> Iterator[Group]:
    """Yield `groups`, after one of what changes in the same rows on many pages that stay."""
    pages = Counter(
        changes
        for group in groups
        if not group.note
        for changes in {each.changes for each in group.differences}
    )
    many: list[Difference] = []
    rest: list[Group] = []
    for group in groups:
        shared = (
            []
            if group.note
            else [each for each in group.differences if pages[each.changes] >= MANY]
        )
        own = tuple(_once([each for each in group.differences if each not in shared]))
        many += shared
        rest += [replace(group, differences=own)] if own or group.note else []
    if many:
        yield Group("In many answers", tuple(_once(many)))
    yield from rest


def _once(found: Iterable[Difference]) -> Iterator[Difference]:
    """Yield one of those that change in the same rows, with the count of the others.

    It is the one that most words get: a page's own reply, not a question that ends there.
    """
    alike: dict[tuple[object, ...], list[Difference]] = {}
    for each in found:
        alike.setdefault(each.changes, []).append(each)
    for same in alike.values():
        yield replace(max(same, key=lambda each: len(each.acts)), alike=len(same) - 1)


def _line(book: Book) -> _Acts:
    heard, line = book.heard, book.flow.line
    acts = {
        (TEXT, language.value, act): _rows(book.texts[name, language])
        for language in Language
        for name, act in _LINE_TEXTS.items()
    }
    acts[CALL, "en", "[dial]"] = _said(heard.opening)
    for language in Language:
        acts[CALL, language.value, "(the menu)"] = _said(heard.choices[MENU, language])
    for (name, language), says in heard.prompts.items():
        acts[CALL, language.value, f"({name.replace('_', ' ')})"] = _said(says)
    for language in Language:
        voice = getattr(line.voices, language.value)
        acts[CALL, language.value, "(the voice)"] = (getattr(voice, line.voices.use),)
    acts[CALL, "any", "(speech is understood)"] = ("yes" if line.speech else "no",)
    acts[CALL, "any", "(callers are connected to 988)"] = ("yes" if line.connect_988 else "no",)
    return acts


def _crisis(book: Book) -> _Acts:
    texts = {
        (TEXT, language or "any", _SITUATIONS[situation]): _rows(words)
        for (situation, language), words in book.crisis_texts.items()
    }
    calls = {
        (CALL, language.value, _SITUATIONS[situation]): _said(says)
        for (situation, language), says in book.heard.crisis.items()
    }
    return texts | calls


def _pages(old: Book, new: Book, progress: Progress) -> Iterator[Group]:
    words = {
        language: dict.fromkeys((*_KEYS, *_words(new.flow, language), *_words(old.flow, language)))
        for language in Language
    }
    total = sum(map(len, words.values()))
    count = itertools.count(1)
    texted = {
        language: _texted(language, words[language], old, new, lambda: progress(next(count), total))
        for language in Language
    }
    unplaced = [each for found in texted.values() for each in found.get("", ())]
    yield Group("Texts that no page answers now", tuple(unplaced))
    for name in dict.fromkeys([*new.flow.pages, *old.flow.pages]):
        found = [
            difference
            for language in Language
            for difference in (
                *texted[language].get(name, ()),
                *_changed(_page(old, name, language), _page(new, name, language)),
            )
        ]
        page = new.flow.pages.get(name) or old.flow.pages[name]
        note = _note(name, old.flow.pages, new.flow.pages)
        yield Group(f"{page.title.en} ({name})", tuple(found), note)


def _note(name: str, old: Iterable[str], new: Iterable[str]) -> str:
    if name not in old:
        return "new"
    return "" if name in new else "gone"


def _words(flow: Flow, language: Language) -> Iterator[str]:
    """Yield what gets a page by text: its words and the questions about it."""
    for page in flow.pages.values():
        yield from (*page.words[language], *page.sent_by_mistake[language])
    for words in flow.questions.values():
        yield from words[language]


def _texted(
    language: Language, words: Iterable[str], old: Book, new: Book, texted: Callable[[], None]
) -> dict[str, list[Difference]]:
    """Return what texting each word gets otherwise, by the page that answers it.

    `texted` is called for each word.
    """
    alike: dict[tuple[str, str, str], list[str]] = {}
    for word in words:
        texted()
        text = InboundText(word, Kept(language))
        before, after = sms.answer(text, old), sms.answer(text, new)
        if before.outcome == after.outcome == "crisis":
            continue  # its words are compared for themselves
        if before.words != after.words:
            gone = before.page and before.page not in new.flow.pages
            page = before.page if gone or not after.page else after.page
            alike.setdefault((page, before.words, after.words), []).append(word)
    found: dict[str, list[Difference]] = {}
    for (page, was, now), acts in alike.items():
        each = Difference(TEXT, language.value, tuple(acts), _rows(was), _rows(now))
        found.setdefault(page, []).append(each)
    return found


def _page(book: Book, name: str, language: Language) -> _Acts:
    """Return the further parts of the reply, and what is heard with the keys that lead there."""
    page = book.flow.pages.get(name)
    if page is None:
        return {}
    word = first_word(page, language)
    acts = {}
    for (answer, spoken_in), words in book.texts.items():
        base, *parts = answer.split(".")
        if base == name and parts and spoken_in is language:
            asked = [NEXT_WORDS[language] if "next" in parts else "", word]
            asked += [part for part in parts if part.isdecimal()]
            acts[TEXT, language.value, " ".join(filter(None, asked))] = _rows(words)
    says = (*book.heard.pages[name, language], *book.heard.choices[name, language])
    acts[CALL, language.value, "(this page)"] = _said(says)
    if language is Language.EN:
        acts[CALL, "any", "(keys that lead here)"] = (" ".join(book.flow.keys_to(name)) or "none",)
    return acts


def _meetings(old: Flow, new: Flow, at: datetime) -> Iterator[Group]:
    for name in dict.fromkeys([*new.meetings, *old.meetings]):
        entry = new.meetings.get(name) or old.meetings[name]
        found = tuple(_changed(_meeting(old, name, at), _meeting(new, name, at)))
        note = _note(name, old.meetings, new.meetings)
        yield Group(f"{entry.title.en} (meeting {name})", found, note)


def _meeting(flow: Flow, name: str, at: datetime) -> _Acts:
    """Return its next dates, and all that is said of the next one."""
    entry = flow.meetings.get(name)
    if entry is None:
        return {}
    acts: dict[tuple[str, str, str], tuple[str, ...]] = {}
    dates = itertools.islice(occurrences(name, entry, at), DATES)
    acts[TEXT, "any", "(its next dates)"] = tuple(_date(each) for each in dates) or ("none ahead",)
    for each in upcoming({name: entry}, at, limit=1, kind=None):
        for language in Language:
            acts[TEXT, language.value, "(in full)"] = in_full(flow, each, language, at)
            acts[CALL, language.value, "(in full)"] = in_full_spoken(flow, each, language, at)
    return acts


def _date(each: Occurrence) -> str:
    if each.start is None:
        return each.entry.repeats or "no date"
    until = f" to {each.end:%H:%M}" if each.end else ""
    return f"{each.start:%Y-%m-%d %H:%M}{until}, {each.status}"


def _rows(words: str) -> tuple[str, ...]:
    """Return the rows of a reply; one that spaces broke, to keep an address whole, is one again."""
    return text_rows([_BROKEN.sub(" ", words)])


def _said(says: Iterable[Say]) -> tuple[str, ...]:
    return tuple(f"({each.language}) {''.join(span.words for span in each.spans)}" for each in says)
