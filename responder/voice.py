"""One call event in, call steps out: safety check, key press, speech, silence.

Where a caller is travels in the signed address, so a call needs no memory here. 1, 9 and 0 lead
to crisis help from everywhere, and on the crisis page only back, repeat and the other language
lead anywhere else: 9-8-8 and 9-1-1 pressed in a row stay there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from responder.danger import judged
from responder.exchange import (
    CallAnswer,
    Dial,
    Gather,
    Hangup,
    InboundCall,
    Language,
    Pause,
    Place,
    Redirect,
    Say,
    Step,
)
from responder.render import Book
from responder.safety.assess import Situation, Verdict
from responder.safety.numbers import LIFELINE, LIFELINE_TOLL_FREE
from responder.said import CONTENT_KEYS, listing_page
from responder.sms import CRISIS_KEYS, LANGUAGE_KEY
from responder.vocabulary import BACK, CRISIS_PAGE, EMERGENCY, MENU, REPEAT, Meant
from responder.wording.plain import listed, plain, words_in

CRISIS = ".crisis."  # then the situation: pages of the phone that are in no file
SECOND_TRY = ".second"  # ends the crisis page that tried the toll-free number as well
SILENCE_SECONDS = 7
OPENING_SECONDS = 1
CONNECT_SECONDS = 3
DIAL_SECONDS = 60  # a center may let it ring or play music for a while
SILENCES_BEFORE_GOODBYE = 3
_NEXT = listed(
    "next, next one, next meeting, next training, the next one, the next meeting, proxima,"
    "la proxima, proxima reunion, la proxima reunion, siguiente, la siguiente"
)


class Event(StrEnum):
    """What happened in the call; all but the first come to an address of that name."""

    BEGUN = ""
    KEY = "key"
    SILENCE = "silence"
    DIALLED = "dialled"


class Lead(StrEnum):
    """What is said before a page."""

    NOTHING = ""
    CRISIS_LINE = "crisis_line"
    AUTOMATED = "automated"
    WRONG_KEY = "wrong_key"
    NOT_UNDERSTOOD = "not_understood"
    SILENCE = "silence"
    SILENCE_AGAIN = "silence_again"


class Scene(StrEnum):
    """The kinds of answer a caller may hear."""

    OPENING = "opening"
    PAGE = "page"
    CRISIS = "crisis"
    GOODBYE = "goodbye"


@dataclass(frozen=True)
class Screen:
    """One answer to a caller, before it is put into steps."""

    scene: Scene
    place: Place
    lead: Lead = Lead.NOTHING
    situation: Situation = Situation.SELF
    connect: str = ""


def screen(event: Event, call: InboundCall, book: Book) -> Screen:
    """Return where `event` leads."""
    place = _known(call.place, book)
    match event:
        case Event.BEGUN:
            return Screen(Scene.OPENING, Place(MENU))
        case Event.KEY:
            if call.digits:
                key = call.digits[0]
                gone = call.place is not None and call.place.page != place.page
                if gone and key in CONTENT_KEYS:
                    # Meant for what is gone, such as a meeting that has ended, not for this page.
                    return _to_page(place, place.page)
                return _pressed(key, place, book)
            return _spoken(call.speech, place, book) if call.speech else _silent(place)
        case Event.SILENCE:
            return _silent(place)
        case Event.DIALLED:
            return _dialled(call.dial_status, place, book)
        case _:
            assert_never(event)


def steps(shown: Screen, book: Book) -> CallAnswer:
    """Return what is said and listened for on a screen."""
    match shown.scene:
        case Scene.OPENING:
            opening = Gather(shown.place, book.heard.opening, speech=False, timeout=OPENING_SECONDS)
            menu = _listen(shown.place, Lead.NOTHING, book)
            return CallAnswer((opening, *menu), "opening")
        case Scene.PAGE:
            page = listing_page(shown.place.page) or shown.place.page
            outcome, page = ("menu", "") if page == MENU else ("page", page)
            return CallAnswer(_listen(shown.place, shown.lead, book), outcome, page)
        case Scene.CRISIS:
            return CallAnswer(_crisis(shown, book), "crisis")
        case Scene.GOODBYE:
            goodbye = book.heard.prompts["goodbye", shown.place.language]
            return CallAnswer((*goodbye, Hangup()), "goodbye")
        case _:
            assert_never(shown.scene)


def _known(place: Place | None, book: Book) -> Place:
    """Return `place`; if it is gone since the call began, the top menu.

    In place of a meeting that is over, the page that lists meetings.
    """
    if place is None:
        return Place(MENU)
    if (place.page, place.language) in book.heard.pages or _situation(place) is not None:
        return place
    lists = listing_page(place.page)
    return replace(place, page=lists if lists in book.flow.pages else MENU)


def _situation(place: Place) -> Situation | None:
    """Return the situation of a crisis place; None for any other place."""
    if not place.page.startswith(CRISIS):
        return None
    name = place.page.removeprefix(CRISIS).removesuffix(SECOND_TRY)
    return Situation(name) if name in set(Situation) else Situation.SELF


def _to_crisis(place: Place, situation: Situation) -> Screen:
    at = Place(f"{CRISIS}{situation}", place.language)
    return Screen(Scene.CRISIS, at, situation=situation)


def _to_page(place: Place, page: str, lead: Lead = Lead.NOTHING) -> Screen:
    if page == CRISIS_PAGE:
        return _to_crisis(place, Situation.SELF)
    return Screen(Scene.PAGE, Place(page, place.language), lead)


def _pressed(key: str, place: Place, book: Book) -> Screen:
    situation = _situation(place)
    if key in CRISIS_KEYS:
        return _to_crisis(place, situation or Situation.SELF)
    if key == LANGUAGE_KEY:
        return _in_language(place, place.language.other)
    if key == "#":
        return _to_page(place, _back(place, book))
    if situation is not None:
        return _to_crisis(place, situation)
    if key == "*":
        return _to_page(place, place.page)
    below = book.flow.under(None if place.page == MENU else place.page)
    if key in below:
        return _to_page(place, below[key][0])
    if meeting := book.heard.meeting_keys.get(place.page, {}).get(key):
        return _to_page(place, meeting)
    return Screen(Scene.PAGE, place, Lead.WRONG_KEY)


def _in_language(place: Place, language: Language) -> Screen:
    at = replace(place, language=language, silences=0)
    situation = _situation(place)
    if situation is not None:
        return _to_crisis(at, situation)
    return _to_page(at, at.page, Lead.AUTOMATED if at.page == MENU else Lead.NOTHING)


def _back(place: Place, book: Book) -> str:
    """Return the page before this one: the list or menu it is on, else the top menu."""
    if lists := listing_page(place.page):
        return lists
    page = book.flow.pages.get(place.page)
    return page.under if page and page.under else MENU


def _spoken(speech: str, place: Place, book: Book) -> Screen:
    assessed = judged(speech, book.spoken_words)
    if assessed.verdict is Verdict.URGENT:
        spoken_in = set(Language) & {assessed.language}
        language = Language(assessed.language) if spoken_in else place.language
        at = replace(place, language=language)
        return _to_crisis(at, assessed.situation or Situation.SELF)
    asked = plain(speech)
    if len(asked) == 1 and asked in "0123456789":
        return _pressed(asked, place, book)
    meetings = book.heard.meeting_keys.get(place.page)
    if meetings and asked in _NEXT:
        return _to_page(place, next(iter(meetings.values())))
    meant = book.spoken_words.find_spoken(asked, place.language)
    if meant is None and (found := book.questions.find(words_in(speech))):
        meant = Meant(found.page)
    if meant is None:
        topic = assessed.verdict is Verdict.TOPIC
        lead = Lead.CRISIS_LINE if topic else Lead.NOT_UNDERSTOOD
        return Screen(Scene.PAGE, place, lead)
    return _meant(meant, place, book)


def _meant(meant: Meant, place: Place, book: Book) -> Screen:
    if meant.page == EMERGENCY:
        return _to_crisis(place, Situation.DANGER)
    if meant.mistaken:
        return _to_crisis(place, Situation.SELF)
    if meant.chooses and meant.language:
        return _in_language(place, meant.language)
    if meant.page == BACK:
        return _pressed("#", place, book)
    if meant.page == REPEAT:
        return _pressed("*", place, book)
    if meant.page in book.flow.pages:
        return _to_page(place, meant.page)
    return _to_page(place, MENU, Lead.NOTHING if meant.page == MENU else Lead.NOT_UNDERSTOOD)


def _silent(place: Place) -> Screen:
    silences = place.silences + 1
    at = replace(place, silences=silences)
    if silences >= SILENCES_BEFORE_GOODBYE:
        return Screen(Scene.GOODBYE, at)
    situation = _situation(place)
    if situation is not None:
        return Screen(Scene.CRISIS, at, situation=situation)
    return Screen(Scene.PAGE, at, Lead.SILENCE if silences == 1 else Lead.SILENCE_AGAIN)


def _listen(place: Place, lead: Lead, book: Book) -> tuple[Step, ...]:
    heard, language = book.heard, place.language
    says: list[Say | Pause] = []
    if lead is not Lead.NOTHING:
        says.extend(heard.prompts[lead.value, language])
        says.append(Pause())
    # What was heard to its end is not said again to someone who is silent: the choices are.
    if lead in (Lead.NOTHING, Lead.CRISIS_LINE, Lead.AUTOMATED):
        says.extend(heard.pages[place.page, language])
    says.extend(heard.choices[place.page, language])
    speech = book.flow.line.speech
    hints = heard.hints[language] if speech else ()
    gather = Gather(place, tuple(says), speech, SILENCE_SECONDS, hints)
    return (gather, *_on_silence(place, book))


def _on_silence(place: Place, book: Book) -> tuple[Step, ...]:
    # On silence Twilio goes on with the verb after <Gather>: the crisis line is said there too.
    line = book.heard.prompts["crisis_line", place.language]
    return (*line, Redirect("/voice/silence", place))


def _crisis(shown: Screen, book: Book) -> tuple[Step, ...]:
    heard, place = book.heard, shown.place
    says = heard.crisis[shown.situation, place.language]
    back = heard.prompts["repeat_back", place.language]
    if not (shown.connect or _connects(shown, book)):
        gather = Gather(place, (*says, *back), speech=False, timeout=SILENCE_SECONDS)
        return (gather, *_on_silence(place, book))
    number = shown.connect or LIFELINE
    connecting = heard.prompts["connecting", place.language]
    dial = Dial(number, place, book.flow.line.calls, DIAL_SECONDS)
    if shown.connect:
        return (*connecting, dial)
    gather = Gather(place, (*says, *connecting), speech=False, timeout=CONNECT_SECONDS)
    return (gather, dial)


def _connects(shown: Screen, book: Book) -> bool:
    """Return whether this crisis page connects to 988: not where 911 comes first."""
    wanted = shown.situation in (Situation.SELF, Situation.OTHER)
    return book.flow.line.connect_988 and wanted and shown.place.silences == 0


def _dialled(status: str, place: Place, book: Book) -> Screen:
    """Return what follows a call to 988: toll-free if it failed, then the spoken numbers."""
    situation = _situation(place) or Situation.SELF
    if status in ("completed", "answered"):
        return Screen(Scene.GOODBYE, place)
    if book.flow.line.connect_988 and not place.page.endswith(SECOND_TRY):
        second = replace(place, page=f"{CRISIS}{situation}{SECOND_TRY}")
        return Screen(Scene.CRISIS, second, situation=situation, connect=LIFELINE_TOLL_FREE)
    spoken = Place(f"{CRISIS}{situation}", place.language, silences=1)
    return Screen(Scene.CRISIS, spoken, situation=situation)
