"""One text in, one Reply out: safety check, opt-out, language, page, menu, in that order.

The whole message is checked for danger before any word of it is taken for a request, an opt-out
or a choice of language: "STOP i want to die" is not an opt-out.
"""

from __future__ import annotations

from responder.exchange import InboundText, Language, Reply
from responder.render import STOPPED, UNKNOWN, UNSURE, Book
from responder.safety.assess import Assessment, Situation, Verdict, assess
from responder.vocabulary import CRISIS_PAGE, MENU, Meant
from responder.wording.carrier_words import OPT_OUT
from responder.wording.plain import plain

CRISIS_KEYS = frozenset("190")  # 9-8-8, 9-1-1, 0 for a person: all mean help now
LANGUAGE_KEY = "2"
ANSWERED = frozenset({"STOP", "START", "HELP"})  # what the carrier says it has answered already
SILENT = Reply("", "silent")


def answer(text: InboundText, book: Book) -> Reply:
    """Return the reply to `text`; empty words only where the carrier has answered already."""
    assessed = assess(text.body)
    if assessed.verdict is Verdict.URGENT:
        return _crisis(assessed, text.choice, book)
    if text.opt_out_type in ANSWERED:
        return SILENT
    if text.body.strip().casefold() in OPT_OUT:
        if book.flow.line.texts.carrier_answers_stop:
            return SILENT
        return _page(Meant(STOPPED), assessed, text.choice, book)
    asked = plain(text.body)
    if not asked:
        return _page(Meant(MENU), assessed, text.choice, book)
    if len(asked) == 1 and asked.isdecimal():
        return _page(_key(asked, text.choice, book), assessed, text.choice, book)
    meant = book.words.find(asked, text.choice)
    return _page(meant or Meant(UNKNOWN), assessed, text.choice, book)


def _crisis(assessed: Assessment, choice: Language | None, book: Book) -> Reply:
    """Return the crisis reply in the language of the message, else in the one chosen."""
    situation = assessed.situation or Situation.SELF
    language = assessed.language or choice or UNSURE
    return Reply(book.crisis_texts[situation, str(language)], "crisis")


def _key(digit: str, choice: Language | None, book: Book) -> Meant:
    """Return what a texted digit means: always a key of the top menu."""
    if digit in CRISIS_KEYS:
        return Meant(CRISIS_PAGE)
    if digit == LANGUAGE_KEY:
        return Meant(MENU, (choice or Language.EN).other, chooses=True)
    found = book.top.get(digit)
    return Meant(found) if found else Meant(MENU)


def _page(meant: Meant, assessed: Assessment, choice: Language | None, book: Book) -> Reply:
    language = _language(meant, assessed, choice)
    topic = assessed.verdict is Verdict.TOPIC
    words = (book.topic_texts if topic else book.texts)[meant.page, language]
    outcome = "menu" if meant.page.startswith(".") else "page"
    page = "" if meant.page.startswith(".") else meant.page
    return Reply(words, outcome, page, language if meant.chooses else None)


def _language(meant: Meant, assessed: Assessment, choice: Language | None) -> Language:
    """Return the language of the reply: the word's own if it chose one, the choice, the word's."""
    if meant.chooses and meant.language:
        return meant.language
    if choice:
        return choice
    if meant.language:
        return meant.language
    return Language.ES if assessed.language == Language.ES else Language.EN
