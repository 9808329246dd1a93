"""The line as the page draws it: the phone menu as a tree, and each page in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from responder.drafts import STOPPED, UNKNOWN, first_word
from responder.exchange import Language, Say
from responder.flow.model import Checked, Page
from responder.flow.place import Places
from responder.flow.problem import Level, in_file_order
from responder.onward import asks_for_next, place_ahead
from responder.phone.spoken import Spoken
from responder.preview.live import State
from responder.preview.talks import said, sized
from responder.proofs.promise import Promise
from responder.render import UNSURE, Book
from responder.safety.assess import Situation
from responder.safety.numbers import numbers_in
from responder.vocabulary import HELP, HOW_TO_STOP, MENU

OWN_REPLIES = {
    MENU: "The menu",
    UNKNOWN: "A text that names nothing known",
    HELP: "HELP",
    STOPPED: "STOP, where the carrier leaves the answer to us",
    HOW_TO_STOP: "How to stop, in other words",
}
IN_A_CRISIS = {
    Situation.SELF: "Thoughts of suicide or self-harm",
    Situation.OTHER: "Worry about someone else",
    Situation.DANGER: "Hurt, armed, or in danger now",
    Situation.ABUSE: "Abuse or violence at home",
}


def overview(state: State) -> dict[str, Any]:
    """Return all that the page shows at first: the map, the problems and the proofs."""
    problems = in_file_order(state.read.problems)
    return {
        "version": state.version,
        "readAt": state.read_at.isoformat(timespec="milliseconds"),
        "answers": state.good is not None,
        "stale": state.good is not None and state.good is not state.read and _faults(state) > 0,
        "errors": _faults(state),
        "problems": [asdict(each) for each in problems],
        "proof": state.proof,
        "proving": state.proving,
        "open": state.open_checks,
        "promises": [each.value for each in Promise],
        "line": _line(state.good.book) if state.good and state.good.book else None,
        "tree": list(_branch(state.good.book, None)) if state.good and state.good.book else [],
    }


def entry(state: State, name: str) -> dict[str, Any] | None:
    """Return one page in full; a name in brackets is a reply of the line's own; None if unknown."""
    book = state.good.book if state.good else None
    if book is None:
        return None
    if name in OWN_REPLIES:
        return _own(book, name)
    if name.startswith("crisis:"):
        return _crisis(book, name.removeprefix("crisis:"))
    page = book.flow.pages.get(name)
    places = state.good.places if state.good else None
    return None if page is None else _page(book, places, name, page)


def _faults(state: State) -> int:
    return sum(each.level is Level.ERROR for each in state.read.problems)


def _line(book: Book) -> dict[str, Any]:
    line = book.flow.line
    return {
        "name": line.name.model_dump(),
        "runBy": line.run_by.model_dump(),
        "sample": line.sample,
        "texts": line.texts.number,
        "calls": line.calls,
        "pricePerSegment": line.price_per_segment,
        "speech": line.speech,
        "own": [{"name": name, "title": title} for name, title in OWN_REPLIES.items()],
        "crisis": [
            {"name": f"crisis:{situation.value}", "title": title}
            for situation, title in IN_A_CRISIS.items()
        ],
        "card": book.flow.crisis.texts.self_harm.model_dump(),  # on paper, accents cost nothing
    }


def _branch(book: Book, above: str | None) -> Iterator[dict[str, Any]]:
    """Yield the pages on the menu of `above`, those with a key first, each with its own menu."""
    pages = book.flow.pages
    for name in sorted(
        (name for name, page in pages.items() if page.under == above),
        key=lambda name: pages[name].key or "~",
    ):
        page = pages[name]
        yield {
            "name": name,
            "key": page.key,
            "title": page.title.model_dump(),
            "words": {each.value: list(page.words[each]) for each in Language},
            "open": [] if page.dialled_on or not _has_numbers(page) else ["not dialled"],
            "menu": list(_branch(book, name)),
        }


def _page(book: Book, places: Places | None, name: str, page: Page) -> dict[str, Any]:
    return {
        "name": name,
        "title": page.title.model_dump(),
        "keys": list(book.flow.keys_to(name)) or None,
        "words": {each.value: list(page.words[each]) for each in Language},
        "link": page.link,
        "where": f"{places.folder}/{places.stands(('pages', name))}" if places else "",
        **_checks(page),
        "texts": {each.value: list(_texts(book, name, each)) for each in Language},
        "speech": {
            each.value: _speech((*book.heard.pages[name, each], *book.heard.choices[name, each]))
            for each in Language
        },
    }


def _own(book: Book, name: str) -> dict[str, Any]:
    spoken = book.heard.opening if name == MENU else ()
    return {
        "name": name,
        "title": {"en": OWN_REPLIES[name], "es": OWN_REPLIES[name]},
        "texts": {each.value: [sized(book.texts[name, each])] for each in Language},
        "speech": {
            each.value: _speech((*spoken, *book.heard.choices[name, each])) if spoken else []
            for each in Language
        },
    }


def _crisis(book: Book, situation: str) -> dict[str, Any] | None:
    if situation not in set(Situation):
        return None
    found = Situation(situation)
    return {
        "name": f"crisis:{situation}",
        "title": {"en": IN_A_CRISIS[found], "es": IN_A_CRISIS[found]},
        **_checks(book.flow.crisis),
        "texts": {
            language: [sized(words)]
            for (each, language), words in book.crisis_texts.items()
            if each is found and language != UNSURE
        },
        "speech": {each.value: _speech(book.heard.crisis[found, each]) for each in Language},
    }


def _checks(facts: Checked) -> dict[str, Any]:
    """Return who looked at `facts` and when; a number that nobody dialled is still open."""
    return {
        "source": facts.source,
        "readOn": _day(facts.read_on),
        "dialledOn": _day(facts.dialled_on),
        "reviewedBy": facts.reviewed_by,
        "hasNumbers": _has_numbers(facts),
    }


def _day(day: object) -> str | None:
    return None if day is None else str(day)


def _has_numbers(facts: Checked) -> bool:
    return bool(numbers_in(facts.model_dump_json()))


def _texts(book: Book, name: str, language: Language) -> Iterator[dict[str, Any]]:
    for (other, tongue), words in book.texts.items():
        if tongue is language and (other == name or other.startswith(f"{name}.")):
            yield {**sized(words), "asked": _asked_by(book.flow.pages[name], other, language)}


def _asked_by(page: Page, answer: str, language: Language) -> str:
    """Return what to text for `answer`, one of `page`: "BOARD", "BOARD 2", "NEXT BOARD"."""
    whole, _, part = answer.rpartition(".")
    if not (whole and part.isdecimal()):
        whole, part = answer, ""
    word = first_word(page, language)
    _, ahead = place_ahead(whole)
    if ahead:
        word = asks_for_next(language, "" if page.lists == "meetings" else word, ahead)
    return f"{word} {part}".strip()


def _speech(says: Iterable[Say]) -> list[dict[str, Any]]:
    spoken = []
    at = 0.0
    for each in says:
        one = Spoken.of(each, at)
        at += one.seconds
        spoken.append(said(one))
    return spoken
