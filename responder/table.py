"""What each reply is made of: its size, its price and how long it takes to hear, one row a reply.

Staff see here what an edit costs before it is sent a thousand times.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from responder.drafts import STOPPED, UNKNOWN
from responder.edition import Edition
from responder.exchange import Language, Say
from responder.flow.check_price import price
from responder.flow.model import Flow, Page
from responder.phone.spoken import Spoken
from responder.render import UNSURE, Book
from responder.safety.assess import Situation
from responder.vocabulary import HELP, HOW_TO_STOP, MENU
from responder.wording import gsm7

REPLIES_PRICED = 1000

# Replies that are no page: how they are called, and where their words stand.
_OF_THE_LINE = {
    MENU: ("(menu)", ("greeting",)),
    UNKNOWN: ("(no such word)", ("phrases", "unknown")),
    HELP: ("(HELP)", ("help",)),
    STOPPED: ("(STOP)", ("stop",)),
    HOW_TO_STOP: ("(how to stop)", ("how_to_stop",)),
}
Path = tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One reply in one language.

    `keys` lead to it from the top menu ("3 4"), `words` are what may be texted for it. `price` is
    in US dollars for a thousand replies, None where the price of a segment is unknown; `seconds`
    is how long its page is spoken, None for what only texts have. `letter` is the first one in the
    file that is folded or costs more than its room, `becomes` what is sent for it, `where` its
    file, line and column; all empty where every letter is plain.
    """

    page: str
    keys: str
    language: str
    words: tuple[str, ...]
    characters: int
    segments: int
    encoding: str
    price: float | None
    seconds: float | None
    letter: str = ""
    becomes: str = ""
    where: str = ""


def rows(read: Edition) -> tuple[Row, ...]:
    """Return a row for each reply of `read`: crisis replies, the line's own, then the pages.

    Empty where the flow files do not pass.
    """
    return tuple(_rows(read, read.book)) if read.book else ()


def _rows(read: Edition, book: Book) -> Iterator[Row]:
    flow = book.flow
    for (situation, language), reply in book.crisis_texts.items():
        if language != UNSURE:
            yield _crisis(read, book, situation, language, reply)
    for name, (called, path) in _OF_THE_LINE.items():
        for language in Language:
            whole = ("line", *path, language.value)
            yield _row(read, flow, called, language, book.texts[name, language], path=whole)
    for name, page in flow.pages.items():
        for language in Language:
            yield from _of_page(read, book, name, page, language)


def _crisis(read: Edition, book: Book, situation: Situation, language: str, reply: str) -> Row:
    called = f"(crisis: {situation.value})"
    if language not in set(Language):
        brief = "danger" if situation is Situation.DANGER else "self_harm"
        return _row(read, book.flow, called, language, reply, ("crisis", "brief", language, brief))
    seconds = _seconds(book.heard.crisis[situation, Language(language)])
    path = ("crisis", "texts", situation.value, language)
    return _row(read, book.flow, called, language, reply, path, seconds=seconds)


def _of_page(read: Edition, book: Book, name: str, page: Page, language: Language) -> Iterator[Row]:
    keys = " ".join(book.flow.keys_to(name))
    path = ("pages", name, "text", language.value)
    seconds = _seconds(book.heard.pages[name, language])
    words = page.words[language]
    first = book.texts[name, language]
    yield _row(read, book.flow, name, language, first, path, keys, words, seconds)
    for other, reply in _further(book, name, language):
        asked = (book.more[before, language],) if (before := _before(other)) else ()
        yield _row(read, book.flow, other, language, reply, words=asked)


def _further(book: Book, name: str, language: Language) -> Iterator[tuple[str, str]]:
    """Yield what comes after the first reply of a page: "plan.2", and "board.next" in full."""
    for (other, tongue), reply in book.texts.items():
        if tongue is language and other.startswith(f"{name}."):
            yield other, reply


def _before(part: str) -> str:
    """Return the name of the part before "plan.3": "plan.2"; empty for what is no further part."""
    name, _, number = part.rpartition(".")
    if not number.isdecimal():
        return ""
    return name if number == "2" else f"{name}.{int(number) - 1}"


def _row(
    read: Edition,
    flow: Flow,
    page: str,
    language: str,
    reply: str,
    path: Path = (),
    keys: str = "",
    words: tuple[str, ...] = (),
    seconds: float | None = None,
) -> Row:
    segments = gsm7.segments(reply)
    each = price(flow.line.price_per_segment)
    letter = gsm7.first_changed(_written(flow, path)) if path else ""
    return Row(
        page=page,
        keys=keys,
        language=language,
        words=words,
        characters=len(reply),
        segments=segments,
        encoding=gsm7.encoding(reply),
        price=None if each is None else float(each * segments * REPLIES_PRICED),
        seconds=seconds,
        letter=letter,
        becomes=gsm7.fold(letter),
        where=read.places.mark(path, letter) if letter and read.places else "",
    )


def _written(flow: Flow, path: Path) -> str:
    """Return the words that stand at `path` in the flow files."""
    kind, *steps = path
    part: object = getattr(flow, kind)
    for step in steps:
        part = part[step] if isinstance(part, dict) else getattr(part, step)
    return str(part)


def _seconds(says: tuple[Say, ...]) -> float:
    return sum(Spoken.of(say).seconds for say in says)
