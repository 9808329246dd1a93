"""Every word the line knows and what is meant by it, for texts and for speech.

Staff's words come from the pages; the few that belong to the line itself (menu, the languages,
help, ways to ask for an end) stand here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from responder.exchange import Language
from responder.flow.model import Flow, WordList
from responder.keyword import Keywords
from responder.leaning import learnt
from responder.onward import MORE_WORDS as MORE_WORDS
from responder.onward import MOST_AHEAD, asks_for_next, next_of
from responder.onward import NEXT_WORDS as NEXT_WORDS
from responder.question import Questions
from responder.weighed import ASKED, TEXT, TITLE, Phrase
from responder.wording.carrier_words import OPT_OUT
from responder.wording.plain import plain_of_ours, words_in

CRISIS_PAGE = "crisis"  # the page that a texted 1, 9 or 0 shows
THANKS_PAGE = "thanks"  # and this one answers a reaction to a text of ours
# What these tell of the line or of 988 is asked of anything ("is the video free", "in Spanish",
# "what is the point of"), and they give way to what is named with it; but not to these, which are
# near to their own matter.
ASKED_OF_ANYTHING = {"stop": ("texting", "calling"), "spanish": (), "vision": ()}
MENU = ".menu"  # answers that are no page of a file; the id of a page never begins with a dot
HELP = ".help"
HOW_TO_STOP = ".how-to-stop"
BACK = ".back"
REPEAT = ".repeat"
END = ".end"  # there is no more of what was asked for
EMERGENCY = ".emergency"


@dataclass(frozen=True)
class Meant:
    """What a word asks for: a page, in a language if the word has one.

    `chooses` when the word itself names a language; `mistaken` when it was meant for another
    number, such as HOME for 741741.
    """

    page: str
    language: Language | None = None
    chooses: bool = False
    mistaken: bool = False

    def subject(self) -> tuple[str, bool, bool, Language | None]:
        """Return what is asked for, whatever the language it is asked in."""
        chosen = self.language if self.chooses else None
        return (self.page, self.chooses, self.mistaken, chosen)


# Words that change the language stand in that language or are how others name it.
_LANGUAGE_WORDS = {
    Language.ES: (
        "español",
        "spanish",
        "castellano",
        "en español",
        "in spanish",
        "hablas español",
        "habla español",
        "hablan español",
        "hablo español",
        "no hablo inglés",
        "do you speak spanish",
        "spanish please",
    ),
    Language.EN: ("english", "inglés", "en inglés", "in english"),
}

_LINE_WORDS = {
    MENU: WordList(
        en=("menu", "main menu", "start over", "list", "options", "language"),
        es=("menú", "menú principal", "lista", "opciones", "idioma"),
    ),
    # HELP and INFO are the carrier's words; where it is silent about them, we are not.
    HELP: WordList(en=("help", "info"), es=()),
    # A carrier acts on English words only, and BASTA or SALIR may be despair: none of these is
    # taken as an opt-out, each is told how to stop, with 988.
    HOW_TO_STOP: WordList(
        en=(
            "stop please",
            "stop texting me",
            "stop texting",
            "stop texts",
            "stop messages",
            "stop messaging me",
            "opt out",
            "opt me out",
            "remove me",
            "unsubscribe me",
            "leave me alone",
            "no more texts",
            "no more messages",
        ),
        es=(
            "alto",
            "parar",
            "pare",
            "cancelar",
            "basta",
            "terminar",
            "salir",
            "baja",
            "darme de baja",
            "no más mensajes",
            "no me manden mensajes",
            "dejen de escribirme",
        ),
    ),
}

# Too little to call it a cry for help, too much for "we do not know that word".
_HELP_ME = WordList(
    en=(
        "help me",
        "please help me",
        "can you help me",
        "can u help me",
        "i need help",
        "need help",
        "help me now",
        "make it stop",
        "please make it stop",
        "stop hurting me",
    ),
    es=(
        "ayúdame",
        "ayúdeme",
        "ayúdenme",
        "necesito ayuda",
        "me puede ayudar",
        "me pueden ayudar",
        "auxilio",
        "socorro",
        "ya no puedo",
        "basta ya",
    ),
)

# A greeting asks for the menu too; HOLA does not stand here, it is meant for 741741.
_GREETINGS = WordList(
    en=(
        "hi",
        "hi there",
        "hello",
        "hello there",
        "hey",
        "hey there",
        "good morning",
        "good afternoon",
        "good evening",
        "bonjour",
        "bonjou",
        "salut",
        "olá",
        "oi",
        "bom dia",
        "cześć",
        "dzień dobry",
        "ok",
        "okay",
        "no",
        "nope",
        "nah",
        "yes",
        "yeah",
        "yep",
        "bye",
    ),
    es=(
        "buenos días",
        "buen día",
        "buenas tardes",
        "buenas noches",
        "buenas",
        "saludos",
        "qué tal",
        "no",
        "sí",
        "adiós",
    ),
)

_SPOKEN_ONLY = {
    # To whoever says these to a menu, help matters more than a word about this line.
    CRISIS_PAGE: WordList(
        en=("988", "nine eight eight", "help", "help me"),
        es=("988", "nueve ocho ocho", "ayuda"),
    ),
    EMERGENCY: WordList(
        en=("911", "nine one one", "emergency"), es=("911", "nueve uno uno", "emergencia")
    ),
    BACK: WordList(en=("back", "go back"), es=("atrás", "regresar", "volver")),
    REPEAT: WordList(
        en=("repeat", "again", "say again"), es=("repetir", "repita", "otra vez", "de nuevo")
    ),
}


def words_of(flow: Flow) -> Keywords[Meant]:
    """Return what a texter may send, and what it means."""
    return Keywords.of([*_line_words(), *_page_words(flow)], Meant.subject)


def spoken_words_of(flow: Flow) -> Keywords[Meant]:
    """Return what a caller may say: the words and titles of pages, and how to move about."""
    titles = (
        (page.title[language], Meant(name, language))
        for name, page in flow.pages.items()
        for language in Language
    )
    moves = (
        (word, Meant(page, None))
        for page, words in _SPOKEN_ONLY.items()
        for language in Language
        for word in words[language]
    )
    # A word given twice is for what was given last: help comes before a word about this line.
    return Keywords.of([*titles, *_line_words(), *_page_words(flow), *moves], Meant.subject)


def _line_words() -> Iterator[tuple[str, Meant]]:
    for language, words in _LANGUAGE_WORDS.items():
        for word in words:
            yield word, Meant(MENU, language, chooses=True)
    for page, lists in _LINE_WORDS.items():
        yield from _in_both(lists, page)
    yield from _in_both(_GREETINGS, MENU)
    yield from _in_both(_HELP_ME, CRISIS_PAGE)
    for word in OPT_OUT:
        yield word, Meant(HOW_TO_STOP)


def _page_words(flow: Flow) -> Iterator[tuple[str, Meant]]:
    for name, page in flow.pages.items():
        yield from _in_both(page.words, name)
        yield from _in_both(page.sent_by_mistake, name, mistaken=True)
        if page.lists:
            for language in Language:
                word = "" if page.lists == "meetings" else next(iter(page.words[language]), "")
                for ahead in range(1, MOST_AHEAD + 1):
                    asked = asks_for_next(language, word, ahead)
                    yield asked, Meant(next_of(name, ahead), language)


def _in_both(words: WordList, page: str, *, mistaken: bool = False) -> Iterator[tuple[str, Meant]]:
    shared = {plain_of_ours(word) for word in words.en} & {plain_of_ours(word) for word in words.es}
    for language in Language:
        for word in words[language]:
            of = None if shared and plain_of_ours(word) in shared else language
            yield word, Meant(page, of, mistaken=mistaken)


def questions_of(flow: Flow) -> Questions:
    """Return what whole questions may be about: the pages, and how to stop."""
    return Questions.of(_phrases(flow), _above(flow), _subject(flow), _gives_way(flow), learnt())


def _subject(flow: Flow) -> Iterator[str]:
    for each in (flow.line.greeting, flow.line.name):
        for language in Language:
            yield from words_in(each[language])


def _phrases(flow: Flow) -> Iterator[Phrase]:
    for language in Language:
        for word in _LINE_WORDS[HOW_TO_STOP][language]:
            yield Phrase(HOW_TO_STOP, word)
        for name, entry in flow.pages.items():
            if name == THANKS_PAGE:
                continue  # thanks stand around any question
            for word in entry.words[language]:
                yield Phrase(name, word)
            yield Phrase(name, entry.title[language], TITLE)
            for word in flow.questions.get(name, WordList())[language]:
                yield Phrase(name, word, ASKED, on_menu=False)
            yield Phrase(name, entry.text[language], TEXT, on_menu=False)


def _gives_way(flow: Flow) -> dict[str, frozenset[str]]:
    """Return the pages that give way to one named besides, each with those it never gives way to.

    Those are the pages above it, what is on their menus, and what is too wide to be meant.
    """
    above = _above(flow)
    return {
        name: frozenset({*near, *ASKED_OF_ANYTHING, HOW_TO_STOP})
        | above[name]
        | {other for other, page in flow.pages.items() if page.under in above[name]}
        | {other for other, page in flow.pages.items() if not (page.under or page.lists)}
        for name, near in ASKED_OF_ANYTHING.items()
        if name in flow.pages
    }


def _above(flow: Flow) -> dict[str, frozenset[str]]:
    """Return the pages that each page is a part of: its menus, and the list its meetings are on."""
    lists = {name for name, page in flow.pages.items() if page.lists == "meetings"}
    above: dict[str, frozenset[str]] = {}
    for name, page in flow.pages.items():
        found = set(lists) if page.lists == "own" else set()
        menu = page.under
        while menu is not None and menu not in found:
            found.add(menu)
            menu = flow.pages[menu].under
        above[name] = frozenset(found)
    return above
