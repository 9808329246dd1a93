"""One text in, one Reply out: safety check, opt-out, language, page, menu, in that order.

The whole message is checked for danger before any word of it is taken for a request, an opt-out
or a choice of language: "STOP i want to die" is not an opt-out.
"""

from __future__ import annotations

from dataclasses import replace

from responder.danger import judged
from responder.drafts import STOPPED, UNKNOWN
from responder.exchange import InboundText, Kept, Language, Reply
from responder.onward import AFTER, MORE, MORE_WORDS, NEXT_WORDS, next_of, place_ahead
from responder.render import UNSURE, Book, part_of
from responder.route import Asked, asked_for
from responder.safety.assess import Assessment, Situation, Verdict
from responder.safety.robots import SILENT_FROM, row
from responder.safety.tapback import is_reaction, own_words
from responder.vocabulary import CRISIS_PAGE, END, MENU, THANKS_PAGE, Meant
from responder.wording.carrier_words import OPT_OUT
from responder.wording.common import told_by
from responder.wording.layout import Laid
from responder.wording.plain import plain, words_in

CRISIS_KEYS = frozenset("190")  # 9-8-8, 9-1-1, 0 for a person: all mean help now
LANGUAGE_KEY = "2"
NOTHING_LEFT = "."  # is kept where MORE would find no more
NO_LATER = ".."  # and this where NEXT would find no later meeting
ANSWERED = frozenset({"STOP", "START", "HELP"})  # what the carrier says it has answered already


def answer(text: InboundText, book: Book) -> Reply:
    """Return the reply to `text`; empty words only where the carrier has answered already."""
    assessed = judged(text.body, book.words, book.ours)
    choice = text.kept.choice
    if assessed.verdict is Verdict.URGENT:
        return _crisis(assessed, choice, book)
    if text.opt_out_type in ANSWERED:
        return _silent(Kept(choice))
    if text.body.strip().casefold() in OPT_OUT:
        if book.flow.line.texts.carrier_answers_stop:
            return _silent(Kept(choice))
        return _shown(Asked(Meant(STOPPED)), choice or Language.EN, assessed, text.kept, book)
    body = own_words(text.body, book.ours)
    words = words_in(body)
    written_in = told_by(words)
    asked, known = _asked(plain(body), words, written_in, text.kept, book)
    automatic = 0 if known else row(text.kept.automatic, body, calm=True)
    if automatic >= SILENT_FROM:
        return _silent(Kept(choice, text.kept.more, automatic))
    if body != text.body and is_reaction(text.body, book.ours) and THANKS_PAGE in book.flow.pages:
        asked, written_in = Asked(Meant(THANKS_PAGE)), told_by(words_in(text.body))
    language = _language(asked.meant, choice, written_in, assessed)
    reply = _shown(asked, language, assessed, text.kept, book)
    return replace(reply, kept=replace(reply.kept, automatic=automatic)) if automatic else reply


def _silent(kept: Kept) -> Reply:
    return Reply("", "silent", kept=kept)


def _crisis(assessed: Assessment, choice: Language | None, book: Book) -> Reply:
    """Return the crisis reply in the language of the message, else in the one chosen."""
    situation = assessed.situation or Situation.SELF
    language = assessed.language or choice or UNSURE
    return Reply(book.crisis_texts[situation, str(language)], "crisis", kept=Kept(choice))


def _asked(
    asked: str, words: list[str], written_in: Language | None, kept: Kept, book: Book
) -> tuple[Asked, bool]:
    """Return what a calm message asks for, and whether that is surely a person's own wish.

    What names nothing known gets the menu.
    """
    if not asked:
        return Asked(Meant(MENU)), True
    if len(asked) == 1 and asked.isdecimal():
        return Asked(_key(asked, kept.choice, book)), True
    language = kept.choice or written_in
    if asked in MORE and kept.more:
        language = kept.choice or MORE[asked]
        if kept.more in (NOTHING_LEFT, NO_LATER):
            return Asked(Meant(END, language)), True
        asked, words = plain(kept.more), words_in(kept.more)
    elif asked in AFTER:
        language = kept.choice or AFTER[asked]
        asked = plain(NEXT_WORDS[AFTER[asked]])
    found = asked_for(asked, words, language, book)
    if found is None:
        return Asked(Meant(UNKNOWN)), False
    if place_ahead(found.meant.page)[1] == 1 and book.words.find(asked, language) == found.meant:
        found = replace(found, meant=_one_after(found.meant, kept, language, book))
    return found, found.plainly and found.meant.page != THANKS_PAGE


def _one_after(meant: Meant, kept: Kept, language: Language | None, book: Book) -> Meant:
    """Return the meeting after the one that was told, where the next is asked for once more."""
    page, _ = place_ahead(meant.page)
    asked, _, part = kept.more.rpartition(" ")
    then = book.words.find(plain(kept.more), language)
    of, number = place_ahead(then.page) if then else ("", 0)
    if then is None and part.isdecimal() and (told := book.words.find(plain(asked), language)):
        # It went on over several replies.
        of, number = place_ahead(told.page)
        number += 1
    is_any = page in book.flow.pages and book.flow.pages[page].lists == "meetings"
    if is_any and kept.more == NO_LATER:
        return replace(meant, page=END)
    name = next_of(of, number)
    known = number > 1 and (name, Language.EN) in book.texts
    return replace(meant, page=name) if known and (is_any or page == of) else meant


def _key(digit: str, choice: Language | None, book: Book) -> Meant:
    """Return what a texted digit means: always a key of the top menu."""
    if digit in CRISIS_KEYS:
        return Meant(CRISIS_PAGE)
    if digit == LANGUAGE_KEY:
        return Meant(MENU, (choice or Language.EN).other, chooses=True)
    found = book.top.get(digit)
    return Meant(found) if found else Meant(MENU)


def _shown(asked: Asked, language: Language, assessed: Assessment, kept: Kept, book: Book) -> Reply:
    name, laid = _laid(asked, language, book)
    words = laid.urgent_first if assessed.verdict is Verdict.TOPIC else laid.words
    choice = language if asked.meant.chooses else kept.choice
    in_file = not name.startswith(".")
    outcome = "page" if in_file else "menu"
    page = name.partition(".")[0] if in_file else ""
    left = NO_LATER if place_ahead(name)[1] > 1 else NOTHING_LEFT
    more = laid.more or (left if page and _is_an_answer(page, book) else "")
    return Reply(words, outcome, page, Kept(choice, more))


def _is_an_answer(name: str, book: Book) -> bool:
    """Return whether MORE after the page `name` asks for more of it, and for no other page.

    Beside the page that has this word of its own, it asks for that; after crisis help, too.
    """
    pages = book.flow.pages
    own = book.words.find(plain(MORE_WORDS[Language.EN]))
    beside = pages[own.page].under if own and own.page in pages else None
    if pages[name].key is None and pages[name].under is None:
        return False
    at: str | None = name
    while at is not None:
        if at == beside:
            return False
        at = pages[at].under
    return True


def _laid(asked: Asked, language: Language, book: Book) -> tuple[str, Laid]:
    """Return the name of an answer and its reply."""
    page = asked.meant.page
    if asked.when is not None and page in book.flow.pages:
        replies = book.window(page, asked.when, language)
        at = min(asked.part, len(replies)) - 1
        return page, replies[at]
    name = part_of(page, asked.part)
    if (name, language) not in book.texts:
        # There is no such part, or no next meeting to tell of.
        name = page if (page, language) in book.texts else page.partition(".")[0] or MENU
    if asked.besides and (both := book.also(name, asked.besides, language)):
        return name, both
    laid = Laid(
        book.texts[name, language],
        book.topic_texts[name, language],
        more=book.more.get((name, language), ""),
    )
    return name, laid


def _language(
    meant: Meant, choice: Language | None, written_in: Language | None, assessed: Assessment
) -> Language:
    """Return the language of the reply: one just chosen, one chosen before, the message's own."""
    if meant.chooses and meant.language:
        return meant.language
    told = choice or meant.language or written_in
    if told:
        return told
    return Language.ES if assessed.language == Language.ES else Language.EN
