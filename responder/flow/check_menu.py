"""Check how pages are reached: their keys, their words, and the menus they are under.

People press 9-8-8 and 9-1-1 on a menu, or 0 for a person, so those keys belong to crisis help
everywhere; and a word that the carrier acts on can cut a person off from the line.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from responder.exchange import Language
from responder.flow.model import Page
from responder.flow.parts import Parts
from responder.flow.place import Path
from responder.flow.problem import Problem
from responder.flow.shape import missing_translation, nearest
from responder.wording.carrier_words import CARRIER_WORDS, OPT_IN

MAX_KEYS = 3
MENU_KEYS = ("3", "4", "5", "6")
CRISIS_PAGE = "crisis"

LINE_WORDS = frozenset({"espanol", "english", "menu"})

_CRISIS_KEYS = {
    "1": "1 reaches crisis help on every menu",
    "9": "9 reaches crisis help on every menu, because people press 9-8-8 and 9-1-1",
    "0": "0 reaches crisis help on every menu, because people press it to reach a person",
}
_KEPT_KEYS = {
    "2": "2 changes the language on every menu",
    "*": "* says the menu again, everywhere",
    "#": "# goes back, everywhere",
    "7": "7 is kept free on every menu",
    "8": "8 is kept free on every menu, because people press 9-8-8",
}


def menu_problems(parts: Parts) -> Iterator[Problem]:
    """Yield what is wrong with keys, words and menus."""
    yield from _keys(parts)
    yield from _menus(parts)
    yield from _words(parts)
    yield from _unreachable(parts)
    yield from _questions(parts)
    if parts.all_read and CRISIS_PAGE not in parts.page_ids:
        yield parts.places.problem(
            "crisis-page-missing",
            ("pages",),
            f'there is no page "{CRISIS_PAGE}"',
            "it is the answer to a texted 1, 9 or 0, from people who look for help",
            f'add a page "{CRISIS_PAGE}" with 988 in its text',
            key=True,
        )


def plain(word: str) -> str:
    """Return `word` in small letters, without accents and with single spaces."""
    apart = unicodedata.normalize("NFD", word.casefold())
    return " ".join("".join(c for c in apart if not unicodedata.combining(c)).split())


def _free_keys(parts: Parts, page: Page) -> str:
    taken = {other.key for other in parts.pages.values() if other.under == page.under}
    free = [key for key in MENU_KEYS if key not in taken]
    return " or ".join(filter(None, (", ".join(free[:-1]), *free[-1:])))


def _keys(parts: Parts) -> Iterator[Problem]:
    first: dict[tuple[str | None, str], str] = {}
    for name, page in parts.pages.items():
        if page.key is None:
            continue
        free = _free_keys(parts, page)
        fix = (
            f'give "{name}" a free key: {free}'
            if free
            else f'put "{name}" under another page: all four keys of this menu are taken'
        )
        path: Path = ("pages", name, "key")
        what = f'page "{name}" takes key {page.key}'
        if why := _CRISIS_KEYS.get(page.key):
            yield parts.places.problem("crisis-key-taken", path, what, why, fix)
        elif why := _KEPT_KEYS.get(page.key):
            yield parts.places.problem("key-kept", path, what, why, fix)
        elif (other := first.setdefault((page.under, page.key), name)) != name:
            where = parts.places.stands(("pages", other, "key"))
            yield parts.places.problem(
                "key-taken-twice",
                path,
                f'{what}, which page "{other}" has on the same menu ({where})',
                "callers who press it would reach only one of the two",
                fix,
            )


def _menus(parts: Parts) -> Iterator[Problem]:
    for name, page in parts.pages.items():
        path: Path = ("pages", name, "under")
        if page.under and page.under not in parts.page_ids:
            if parts.all_read:
                close = nearest(page.under, parts.page_ids)
                yield parts.places.problem(
                    "under-unknown",
                    path,
                    f'page "{name}" is under "{page.under}", which is no page',
                    "callers could not reach it from any menu",
                    f"write {close}" if close else "write the name of a page, or delete the line",
                )
            continue
        above = _above(parts, name)
        if above[-1] in above[:-1]:
            if name in above[1:]:
                yield parts.places.problem(
                    "under-loop",
                    path,
                    f'page "{name}" is under itself: {" → ".join(above)}',
                    "callers would go round in a circle and never reach it",
                    f'put "{name}" under another page, or delete the line',
                )
        elif len(above) > MAX_KEYS:
            yield parts.places.problem(
                "too-many-keys",
                path,
                f'page "{name}" is {len(above)} keys away: {" → ".join(reversed(above))}',
                "a caller in distress hangs up before that",
                f'put "{name}" under a page that is nearer to the top',
            )


def _above(parts: Parts, name: str) -> list[str]:
    """Return `name` and the pages above it, up to the top or to the first that comes again."""
    above = [name]
    while (page := parts.pages.get(above[-1])) and page.under:
        above.append(page.under)
        if page.under in above[:-1]:
            break
    return above


def each_word(parts: Parts) -> Iterator[tuple[str, Path, str]]:
    """Yield page, path and word of every word that leads to a page."""
    for name, page in parts.pages.items():
        for key, lists in (("words", page.words), ("sent_by_mistake", page.sent_by_mistake)):
            for language in Language:
                for number, word in enumerate(lists[language]):
                    yield name, ("pages", name, key, language.value, number), word


def _words(parts: Parts) -> Iterator[Problem]:
    first: dict[str, tuple[str, Path]] = {}
    for name, path, word in each_word(parts):
        bare = plain(word)
        mistaken = path[2] == "sent_by_mistake"
        if problem := _word_kept(parts, name, path, word, bare, mistaken=mistaken):
            yield problem
            continue
        other, where = first.setdefault(bare, (name, path))
        if other != name:
            yield parts.places.problem(
                "word-twice",
                path,
                f'page "{name}" takes the word "{word}", which page "{other}" has '
                f"({parts.places.stands(where)})",
                "people who text it would get only one of the two",
                f'leave "{word}" with one page and give the other a word of its own',
            )


def _word_kept(
    parts: Parts, name: str, path: Path, word: str, bare: str, *, mistaken: bool
) -> Problem | None:
    what = f'page "{name}" takes the word "{word}"'
    if bare in CARRIER_WORDS and not (mistaken and bare in OPT_IN):
        why = "the carrier acts on it, and may cut whoever texts it off from the line"
        fix = "choose another word, or two words together"
        return parts.places.problem("word-of-the-carrier", path, what, why, fix)
    if bare in LINE_WORDS:
        why = "the line itself uses it, for the menu or the language"
        return parts.places.problem("word-of-the-line", path, what, why, "choose another word")
    if len(bare) == 1 and bare.isdigit():
        why = "a texted digit always means that key of the top menu, and 1, 9 and 0 mean crisis"
        return parts.places.problem("word-is-a-key", path, what, why, "choose a word with letters")
    return None


def _unreachable(parts: Parts) -> Iterator[Problem]:
    for name, page in parts.pages.items():
        path: Path = ("pages", name)
        for language in Language:
            if any(page.words[other] for other in Language) and not page.words[language]:
                yield missing_translation((*path, "words", language.value), parts.places)
        texted = any(page.words[language] for language in Language)
        if not texted and name != CRISIS_PAGE:
            yield parts.places.problem(
                "unreachable",
                path,
                f'page "{name}" has no words',
                "nobody could reach it by text" + (", or by phone" if page.key is None else ""),
                "give it words: in both languages",
                key=True,
            )


def _questions(parts: Parts) -> Iterator[Problem]:
    for name in parts.questions:
        if name not in parts.page_ids and parts.all_read:
            close = nearest(name, parts.page_ids)
            yield parts.places.problem(
                "question-unknown",
                ("questions", name),
                f'the words to ask with are for "{name}", which is no page',
                "questions with these words would find nothing",
                f"write {close}" if close else "write the name of a page, or delete these words",
                key=True,
            )
