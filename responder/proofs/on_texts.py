"""What is promised to those who text, proved of every word, in each language and cookie state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from responder.drafts import MAX_SEGMENTS, MAX_SEGMENTS_OF_A_LIST
from responder.exchange import Language
from responder.flow.model import Page
from responder.phone.answer import PhoneError
from responder.phone.line import Line
from responder.phone.phone import Texter
from responder.proofs.calls import briefly
from responder.proofs.cause import Causes, known_numbers, numbers
from responder.proofs.found import Found
from responder.proofs.promise import NAMES, Promise
from responder.render import Book
from responder.safety.numbers import EMERGENCY
from responder.sms import CRISIS_KEYS
from responder.vocabulary import CRISIS_PAGE, MORE_WORDS
from responder.wording import gsm7
from responder.wording.carrier_words import OPT_OUT
from responder.wording.layout import CRISIS_NUMBER, FIRST_WITHIN, MAX_PARTS, kept_whole

SEEN_WITHIN = 150  # characters in which a longer reply says 988
CHOICES = {Language.EN: "ENGLISH", Language.ES: "ESPAÑOL"}
NOT_OURS = "line=from.somebody.else"  # a cookie that we did not sign
MACHINE = "This is an automated reply. I am out of the office."

# Cries for help that no change of the check may miss, one for each kind of reply.
URGENT = (
    "i want to die",
    "me quiero morir",
    "my friend wants to kill herself",
    "mi amiga se quiere matar",
    "i took a whole bottle of pills",
    "me tomé un frasco de pastillas",
    "he has a gun at school",
    "my dad hits me",
    "mi papá me pega",
    "quero morrer",
    "mwen vle mouri",
    "je veux mourir",
    "chcę umrzeć",
    "STOP i want to die",
)
# Asks for a page, and names danger only to say that there is none: the answer, with 988 first.
TOPIC = {Language.EN: "{word}, im not in danger", Language.ES: "{word}, no estoy en peligro"}
# What names no page: the menu, the carrier's words, a photo alone, noise, some days.
OTHER = (
    *("", " ", "menu", "menú", "help", "info", "start", "stop texting me", "basta"),
    *("help me", "ayúdame", "hi", "hola", "qwrtz", "?", "😀", "7", "8", "42", "988", "911", "211"),
    *("ENGLISH", "ESPAÑOL", "x" * 1600),
)
DAYS = ("meetings this week", "meetings tomorrow", "reuniones en diciembre", "next meeting")


@dataclass
class _Texts:
    line: Line
    book: Book
    causes: Causes
    found: Found
    sent: int = 0
    cookies: dict[tuple[str, ...], str | None] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)
    read: dict[str, frozenset[str]] = field(default_factory=dict)
    checked: dict[tuple[str, bool], tuple[tuple[Promise, str, str], ...]] = field(
        default_factory=dict
    )

    def __post_init__(self) -> None:
        self.texter = Texter(briefly(self.line))
        self.known = known_numbers(self.book.flow)
        self.answers_stop = self.book.flow.line.texts.carrier_answers_stop
        for texts in (self.book.texts, self.book.topic_texts):
            for (name, _), words in texts.items():
                self.names.setdefault(words, set()).add(name)
        self.crisis = frozenset(self.book.crisis_texts.values())

    def numbers(self, reply: str) -> frozenset[str]:
        """Return the digits of every number in `reply`; most replies come again and again."""
        if reply not in self.read:
            self.read[reply] = numbers(reply)
        return self.read[reply]

    def send(self, before: tuple[str, ...], body: str, page: str = "") -> str | None:
        """Return the one reply to `body` after the texts `before`; None if there is not one.

        All that holds of every reply is proved of it.
        """
        acts = (*map(text, before), text(body))
        self.texter.cookie = self.cookies[before]
        self.sent += 1
        try:
            replies = self.texter.text(body)
        except PhoneError as fault:
            self.found.add(Promise.UNDERSTOOD, acts, fault.fault, page=page)
            return None
        silent = body.strip().casefold() in OPT_OUT and self.answers_stop
        if not replies and silent:
            return None
        if len(replies) != 1:
            outcome = f"{len(replies)} replies" if replies else "no reply"
            self.found.add(Promise.ANSWERED, acts, outcome, page=page)
            return None
        self.check(acts, replies[0], page, lists=body in DAYS)
        return replies[0]

    def check(self, acts: Sequence[str], reply: str, page: str, *, lists: bool = False) -> None:
        """Prove what holds of every reply."""
        if (reply, lists) not in self.checked:
            self.checked[reply, lists] = tuple(self._faults(reply, lists=lists))
        for promise, outcome, line in self.checked[reply, lists]:
            self.found.add(promise, acts, outcome, line, page)

    def _faults(self, reply: str, *, lists: bool) -> Iterator[tuple[Promise, str, str]]:
        found = CRISIS_NUMBER.search(reply)
        if found is None:
            yield Promise.TEXT_988, "a reply without 988", ""
        elif found.end() > SEEN_WITHIN and gsm7.segments(reply) > 1:
            yield Promise.TEXT_988, f"988 comes after {found.start()} characters", ""
        for fault in self._misfits(reply, lists=lists):
            yield Promise.FITS, fault, ""
        for digits in sorted(self.numbers(reply) - self.known):
            outcome = f"says {digits}, which is not a verified number"
            yield Promise.VERIFIED, outcome, self.causes.of_number(digits)

    def _misfits(self, reply: str, *, lists: bool) -> Iterator[str]:
        if gsm7.encoding(reply) != gsm7.GSM_7:
            yield "a letter that does not fit a plain text"
        most = MAX_SEGMENTS_OF_A_LIST if lists or self._is_list(reply) else MAX_SEGMENTS
        if gsm7.segments(reply) > most:
            yield f"{gsm7.segments(reply)} segments"
        if gsm7.keep_whole(reply, kept_whole(reply), gsm7.segments(reply)) != reply:
            yield "a number or address is cut in two"

    def _is_list(self, reply: str) -> bool:
        pages = self.book.flow.pages
        named = (pages.get(each.partition(".")[0]) for each in self.names.get(reply, ()))
        return any(page is not None and page.lists for page in named)

    def means(self, reply: str, page: str) -> bool:
        """Return whether `reply` is that of `page` or a part of it, or is crisis help."""
        named = (each.partition(".")[0] for each in self.names.get(reply, ()))
        return page in named or reply in self.crisis


def text(body: str) -> str:
    """Return the act of texting `body`, as stories tell it."""
    return f'text "{body if len(body) < 60 else body[:20] + "..."}"'


def prove_texts(line: Line, book: Book, causes: Causes, found: Found) -> int:
    """Find every promise to texters that is broken; return how many texts were sent."""
    texts = _Texts(line, book, causes, found)
    _keep_cookies(texts)
    for name, page in book.flow.pages.items():
        _page(texts, name, page)
    for before in texts.cookies:
        _other(texts, before)
    _never_sent(texts)
    return texts.sent


def _keep_cookies(texts: _Texts) -> None:
    """Keep the cookie of each state: none, a language chosen, a machine before, not ours."""
    texts.cookies[()] = None
    machine = (MACHINE,) * 3
    for before in [*((choice,) for choice in CHOICES.values()), machine]:
        for number, body in enumerate(before):
            texts.send(before[:number], body)
            texts.cookies[before[: number + 1]] = texts.texter.cookie
    for count in 1, 2:
        del texts.cookies[machine[:count]]
    texts.cookies["(with a cookie that is not ours)",] = NOT_OURS


def _page(texts: _Texts, name: str, page: Page) -> None:
    """Prove that every word of a page gets that page in each language, and all parts of it."""
    words = [
        (word, language)
        for lists in (page.words, page.sent_by_mistake)
        for language in Language
        for word in lists[language]
    ]
    firsts = {page.words[language][0] for language in Language if page.words[language]}
    for word, language in dict.fromkeys(words):
        plainly = texts.send((), word, name)
        replies = {each: texts.send((CHOICES[each],), word, name) for each in Language}
        for acts, reply in (((), plainly), ((text(CHOICES[language]),), replies[language])):
            if reply is not None and not texts.means(reply, name):
                line = texts.causes.of_page(name, "words")
                outcome = f'the answer is not page "{name}"'
                texts.found.add(Promise.REACHED, (*acts, text(word)), outcome, line)
        _alike(texts, name, word, replies)
        if word in firsts:
            for before in list(texts.cookies)[3:]:
                texts.send(before, word, name)
            _parts(texts, name, word, language)
    for language in Language:
        _topic(texts, name, page.words[language], language)


def _topic(texts: _Texts, name: str, words: Sequence[str], language: Language) -> None:
    """Prove that who touches on a crisis gets 988 first, by the first word that brings the page.

    A few words mean their page only where they are the whole message: then other answers are
    proved, and what would be said of the page is in `_never_sent`.
    """
    for word in words:
        body = TOPIC[language].format(word=word)
        replies = {before: texts.send(before, body, name) for before in ((), (CHOICES[language],))}
        for before, reply in replies.items():
            if reply is not None:
                _first(texts, (*map(text, before), text(body)), reply, name)
        if any(texts.means(reply or "", name) for reply in replies.values()):
            return


def _first(texts: _Texts, acts: Sequence[str], reply: str, page: str = "") -> bool:
    """Prove that `reply` says 988 at once; return whether it does."""
    found = CRISIS_NUMBER.search(reply)
    if found is None or found.end() > FIRST_WITHIN:
        outcome = f"988 is not in the first {FIRST_WITHIN} characters"
        texts.found.add(Promise.URGENT_988, acts, outcome, page=page)
        return False
    return True


def _alike(texts: _Texts, name: str, word: str, replies: dict[Language, str | None]) -> None:
    """Prove that the replies to `word` in the two languages say the same."""
    english, spanish = replies[Language.EN], replies[Language.ES]
    if english is None or spanish is None or {english, spanish} & texts.crisis:
        return
    meant = texts.names.get(english), texts.names.get(spanish)
    if meant[0] and meant[1] and not meant[0] & meant[1]:
        return  # a word of one page in English, of another in Spanish
    for language, here, there in ((Language.EN, english, spanish), (Language.ES, spanish, english)):
        for digits in sorted(texts.numbers(here) - texts.numbers(there)):
            line = texts.causes.of_number(digits, language)
            acts = (text(CHOICES[language]), text(word))
            outcome = f"says {digits} in {NAMES[language]} only"
            texts.found.add(Promise.SAME_NUMBERS, acts, outcome, line, name)
    if english == spanish:
        acts = (text(CHOICES[Language.ES]), text(word))
        texts.found.add(Promise.TRANSLATED, acts, "the answer is in English", page=name)


def _parts(texts: _Texts, name: str, word: str, language: Language) -> None:
    """Prove that asking for more leads through all parts of an answer."""
    before: tuple[str, ...] = (CHOICES[language],)
    reply = texts.send(before, word, name)
    for _ in range(MAX_PARTS):
        parts = texts.names.get(reply or "", ())
        if not any((part, language) in texts.book.more for part in parts):
            return
        texts.cookies[(*before, word)] = texts.texter.cookie
        before = (*before, word)
        word = MORE_WORDS[language]
        reply = texts.send(before, word, name)
        del texts.cookies[before]
        if reply is not None and not texts.means(reply, name):
            acts = tuple(map(text, (*before, word)))
            texts.found.add(Promise.NOT_DEAD, acts, "the answer does not go on", page=name)
            return


def _other(texts: _Texts, before: tuple[str, ...]) -> None:
    for body in URGENT:
        reply = texts.send(before, body)
        if reply is not None:
            _urgent(texts, (*map(text, before), text(body)), reply)
    for body in (*OTHER, *DAYS):
        if before[:1] != (MACHINE,) or body in DAYS:
            texts.send(before, body)
    for key in "0123456789":
        reply = texts.send(before, key)
        if key in CRISIS_KEYS and reply is not None and not texts.means(reply, CRISIS_PAGE):
            acts = (*map(text, before), text(key))
            texts.found.add(Promise.CRISIS_KEYS, acts, "no crisis help")
    for body in sorted(OPT_OUT):
        texts.send(before, body)


def _urgent(texts: _Texts, acts: Sequence[str], reply: str) -> None:
    """Prove that an urgent reply says 988 at once, and no number but 911 before it."""
    before, *_ = CRISIS_NUMBER.split(reply, 1)
    if _first(texts, acts, reply) and not numbers(before) <= {EMERGENCY}:
        texts.found.add(Promise.URGENT_988, acts, "another number comes before 988")
    if reply not in texts.crisis:
        texts.found.add(Promise.URGENT_988, acts, "no crisis help")


def _never_sent(texts: _Texts) -> None:
    """Prove the same of replies that a text may get and none of those that were sent did."""
    book = texts.book
    for (name, language), reply in book.topic_texts.items():
        acts = (f'touch on a crisis and ask for "{name}" ({language})',)
        texts.check(acts, reply, name)
        _first(texts, acts, reply, name)
    for (situation, tongue), reply in book.crisis_texts.items():
        acts = (f"cry for help ({situation}, {tongue or 'language not known'})",)
        texts.check(acts, reply, "")
        _urgent(texts, acts, reply)
