"""What people say to a machine, or to a number they do not know, gets a short and true answer."""

from __future__ import annotations

import pytest

from responder.exchange import InboundText, Language
from responder.render import Book
from responder.safety.assess import Verdict, assess
from responder.sms import answer
from responder.wording.gsm7 import segments

SAID = {
    "bot": (
        *("BOT?", "are you real", "r u real", "are you a bot??", "is this automated"),
        *("hello?? are you there", "can i talk to a person please", "am i talking to a person"),
        *("¿Eres real?", "hay alguien", "quiero hablar con una persona", "es automático"),
    ),
    "who": (
        *("who is this", "Who dis", "new phone who dis", "who am i texting"),
        *("whose number is this?", "quién es", "¿Con quién hablo?", "de quién es este número"),
    ),
    "privacy": (
        *("who sees this", "Who sees my texts?", "who reads this", "does anyone read this"),
        *("can my parents see this", "do you tell my parents", "¿Quién ve esto?"),
        *("alguien lee esto", "mis papás pueden ver esto"),
    ),
    "stop": (
        *("stop sending me these", "STOP SENDING ME THESE!!", "how do i stop"),
        *("dont text me anymore", "ya no quiero mensajes", "paren de mandarme textos"),
    ),
    "wrong_number": (
        *("wrong number", "Wrong number sorry", "sorry, wrong number", "wrong person"),
        *("i think you have the wrong number", "número equivocado", "numero equivocado"),
        *("Se equivocó de número", "te equivocaste de número"),
    ),
    "thanks": (
        *("Thank you!", "thanks", "Thx", "ty", "thank you so much", "you're welcome", "np"),
        *("ok thanks", "Thank you for your help", "gracias", "¡Mil gracias!", "de nada"),
    ),
}
PAGES = {said: page for page, each in SAID.items() for said in each}


@pytest.mark.parametrize(("said", "page"), PAGES.items())
def test_what_people_say_to_a_machine_finds_its_page(book: Book, said: str, page: str) -> None:
    reply = answer(InboundText(said), book)
    assert (assess(said).verdict, reply.page, "988" in reply.words) == (Verdict.CALM, page, True)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("page", ["wrong_number", "thanks", "bot", "who"])
def test_it_is_one_text(book: Book, page: str, language: Language) -> None:
    assert segments(book.texts[page, language]) == 1


@pytest.mark.parametrize("page", ["wrong_number", "thanks"])
def test_no_menu_names_what_is_only_reached_by_words(book: Book, page: str) -> None:
    assert (book.flow.pages[page].under, book.flow.pages[page].key) == ("about", None)


# Thanks around a word are courtesy: it is the word that counts.
@pytest.mark.parametrize(
    "said", ["meetings thanks", "thank you, meetings please", "gracias. meetings"]
)
def test_thanks_beside_a_word_do_not_hide_it(book: Book, said: str) -> None:
    assert answer(InboundText(said), book).page == "meetings"
