"""What is promised of the phone menu: every page near, nothing out of reach, no dead end."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

from responder.exchange import Language
from responder.flow.model import Flow
from responder.proofs.calls import State, press
from responder.proofs.on_calls import Calls
from responder.proofs.promise import NAMES, Promise
from responder.said import CONTENT_KEYS
from responder.vocabulary import MENU
from responder.wording.spoken import spoken

MAX_CONTENT_KEYS = 3
_TITLE, _KEY = "Xyzzy", "7"


def prove_menu(calls: Calls) -> None:
    """Find every promise of the phone menu that is broken."""
    for language in Language:
        _reached(calls, language)
    _dead_ends(calls)


def choices_of(flow: Flow, language: Language) -> re.Pattern[str]:
    """Return what finds each key that is offered in words that are spoken in `language`."""
    prompts = flow.line.prompts
    forms = []
    for prompt in (prompts.choice, prompts.next_meeting, prompts.meeting_after):
        words = prompt[language].replace("{title}", _TITLE).replace("{key}", _KEY)
        said = "".join(span.words for span in spoken(words, language))
        form = re.escape(
            said.rpartition(_TITLE)[2] if said.find(_TITLE) < said.find(_KEY) else said
        )
        forms.append(form.partition(_TITLE)[0].replace(_KEY, rf"([{CONTENT_KEYS}])", 1))
    return re.compile("|".join(forms))


def offered(choices: re.Pattern[str], words: str) -> Iterator[str]:
    """Yield each key that `words` offer a choice on."""
    for found in choices.finditer(words):
        yield next(filter(None, found.groups()))


def _reached(calls: Calls, language: Language) -> None:
    """Prove that each page with a key is reached by keys that are offered, and by few."""
    start = _top(calls, language)
    pages = calls.book.flow.pages
    away: dict[str, int] = {}
    if start is not None:
        away = _content_keys_away(calls, start, language)
    for name, page in pages.items():
        line = calls.causes.of_path(("pages", name))
        if page.key is None:
            continue
        if name not in away:
            outcome = f'no offered key leads to page "{name}" in {NAMES[language]}'
            calls.found.add(Promise.REACHED, ("call",), outcome, line)
        elif away[name] > MAX_CONTENT_KEYS:
            outcome = f'page "{name}" is {away[name]} keys away'
            calls.found.add(Promise.NEAR, ("call",), outcome, line)


def _top(calls: Calls, language: Language) -> int | None:
    """Return the state in which the top menu is heard in `language` first."""
    return next(
        (
            number
            for number, state in enumerate(calls.states)
            if number and state.place.page == MENU and state.place.language is language
        ),
        None,
    )


def _content_keys_away(calls: Calls, start: int, language: Language) -> dict[str, int]:
    choices = choices_of(calls.book.flow, language)
    away = {start: 0}
    pages: dict[str, int] = {}
    waiting = deque([start])
    while waiting:
        number = waiting.popleft()
        state = calls.states[number]
        pages.setdefault(state.place.page, away[number])
        for key in offered(choices, state.words):
            move = calls.after(number, press(key))
            if move is not None and move.to not in away:
                away[move.to] = away[number] + 1
                waiting.append(move.to)
    return pages


def _dead_ends(calls: Calls) -> None:
    """Prove that an offered key leads on, that pound leads back to the top, and star repeats."""
    choices = {language: choices_of(calls.book.flow, language) for language in Language}
    for number, state in enumerate(calls.states):
        if state.listening is None:
            continue
        page = state.place.page
        for key in offered(choices[state.place.language], state.words):
            move = calls.after(number, press(key))
            if move is None or calls.states[move.to].place.page == page:
                acts = (*state.acts, press(key))
                calls.found.add(
                    Promise.NOT_DEAD, acts, "it is offered and leads nowhere", page=page
                )
        if number and not _leads_back(calls, number, state):
            acts = (*state.acts, press("#"))
            calls.found.add(Promise.NOT_DEAD, acts, "no way back to the top menu", page=page)
        again = calls.after(number, press("*"))
        if again is None or calls.states[again.to].place.page != page:
            outcome = "it is not said again"
            calls.found.add(Promise.NOT_DEAD, (*state.acts, press("*")), outcome, page=page)


def _leads_back(calls: Calls, number: int, state: State) -> bool:
    """Return whether pound, pressed as often as need be, leads to the top menu."""
    seen = set()
    while state.place.page != MENU and number not in seen:
        seen.add(number)
        move = calls.after(number, press("#"))
        if move is None:
            return False
        number, state = move.to, calls.states[move.to]
    return state.place.page == MENU
