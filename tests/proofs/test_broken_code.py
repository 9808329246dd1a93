"""Faults of code, one at a time: each is found, and told by the shortest story that shows it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from responder import said, sms, twiml, voice, web
from responder.exchange import (
    CallAnswer,
    Hangup,
    InboundText,
    Language,
    Pause,
    Place,
    Redirect,
    Reply,
)
from responder.proofs.promise import Promise
from responder.render import Book
from responder.route import Asked
from responder.safety.assess import Assessment, Verdict, assess
from responder.vocabulary import Meant
from responder.voice import Lead, Scene, Screen
from tests.proofs.conftest import Proved

Patch = pytest.MonkeyPatch
Break = Callable[[Patch], None]


def on_page(page: str, change: Callable[[str], str]) -> Break:
    """Return what changes the words of the replies that `page` gets."""

    def broken(patch: Patch) -> None:
        answer = sms.answer

        def answered(text: InboundText, book: Book) -> Reply:
            reply = answer(text, book)
            return replace(reply, words=change(reply.words)) if reply.page == page else reply

        patch.setattr(sms, "answer", answered)

    return broken


def pressed(change: Callable[[str, Place, Screen], Screen]) -> Break:
    """Return what changes where a pressed key leads."""

    def broken(patch: Patch) -> None:
        press = voice._pressed
        patch.setattr(
            voice, "_pressed", lambda key, place, book: change(key, place, press(key, place, book))
        )

    return broken


def stepped(change: Callable[[Screen, CallAnswer], CallAnswer]) -> Break:
    """Return what changes the steps of a screen."""

    def broken(patch: Patch) -> None:
        steps = voice.steps
        patch.setattr(voice, "steps", lambda shown, book: change(shown, steps(shown, book)))

    return broken


def without(word: str) -> Callable[[str], str]:
    return lambda words: words.replace(word, "")


def swapped(module: Any, name: str, value: Any) -> Break:
    return lambda patch: patch.setattr(module, name, value)


def calm(body: str, *_: Any) -> Assessment:
    """Return what the check says of `body`, without ever seeing danger."""
    return replace(assess(body), verdict=Verdict.CALM)


def no_topic(body: str, *_: Any) -> Assessment:
    """Return what the check says of `body`, but never that it touches on a crisis."""
    found = assess(body)
    return found if found.verdict is Verdict.URGENT else replace(found, verdict=Verdict.CALM)


def ever_new_addresses(patch: Patch) -> None:
    """Let every answer lead to addresses that none led to before."""
    shown, call_xml = itertools.count(), twiml.call_xml

    def numbered(*given: Any) -> bytes:
        return re.sub(rb"(?<=/key)[?]", b"?n=%d&amp;" % next(shown), call_xml(*given))

    patch.setattr(twiml, "call_xml", numbered)
    patch.setattr(web, "_CACHED_ANSWERS", 0)


def always_the_board(patch: Patch) -> None:
    laid = sms._laid
    patch.setattr(
        sms, "_laid", lambda asked, language, book: laid(Asked(Meant("board")), language, book)
    )


def keeps_silences(patch: Patch) -> None:
    to_page = voice._to_page

    def kept(place: Place, page: str, lead: Lead = Lead.NOTHING) -> Screen:
        shown = to_page(place, page, lead)
        return replace(shown, place=replace(shown.place, silences=place.silences))

    patch.setattr(voice, "_to_page", kept)


def said_wrong(language: Language, right: str, wrong: str) -> Break:
    def broken(patch: Patch) -> None:
        say = said.say

        def wrongly(flow: Any, its: Language, *sentences: str) -> Any:
            if its is language:
                sentences = tuple(each.replace(right, wrong) for each in sentences)
            return say(flow, its, *sentences)

        patch.setattr(said, "say", wrongly)

    return broken


def page_in_english(patch: Patch) -> None:
    page = said._page
    patch.setattr(
        said,
        "_page",
        lambda flow, name, it, language, *rest: page(flow, name, it, Language.EN, *rest),
    )


def late_opening(patch: Patch) -> None:
    opening = said._opening
    patch.setattr(said, "_opening", lambda *given: (*opening(*given)[2:] * 2, *opening(*given)))


def unoffered(patch: Patch) -> None:
    choices = said._choices
    patch.setattr(
        said,
        "_choices",
        lambda flow, under, language, keys=None: choices(
            flow, "nowhere" if under == "initiatives" else under, language, keys
        ),
    )


def crash(shown: Screen, answer: CallAnswer) -> CallAnswer:
    if shown.place.page == "plan":
        raise RuntimeError
    return answer


def goodbye(place: Place) -> Screen:
    return Screen(Scene.GOODBYE, place)


def stays(place: Place, book: Book) -> str:
    return place.page if place.page in book.flow.pages else ".menu"


def dials_911(patch: Patch) -> None:
    patch.setattr(voice, "_connects", lambda shown, book: shown.place.silences == 0)
    patch.setattr(voice, "LIFELINE", "911")
    patch.setattr(twiml, "_NEVER_DIALLED", frozenset())


def around_for_ever(patch: Patch) -> None:
    here = Place(".menu")
    patch.setattr(voice, "_listen", lambda *_: (Redirect("/voice/silence", here),))


BROKEN: dict[str, tuple[Break, Promise, str]] = {
    "988 dropped from one reply": (
        on_page("plan", without("988")),
        Promise.TEXT_988,
        'text "plan": a reply without 988',
    ),
    "988 at the end of a long reply": (
        on_page("plan", lambda words: "no number here, " * 12 + words),
        Promise.TEXT_988,
        'text "plan": 988 comes after',
    ),
    "a reply of four segments": (
        on_page("plan", lambda words: words + " and on" * 60),
        Promise.FITS,
        'text "plan": 4 segments',
    ),
    "an emoji in a reply": (
        on_page("plan", lambda words: words + " \N{SLIGHTLY SMILING FACE}"),
        Promise.FITS,
        'text "plan": a letter that does not fit a plain text',
    ),
    "a number cut in two": (
        on_page("plan", lambda words: "988 " + "x" * 145 + " 860-555-0142 " + "y" * 40),
        Promise.FITS,
        'text "plan": a number or address is cut in two',
    ),
    "no reply for one page": (
        on_page("plan", lambda words: ""),
        Promise.ANSWERED,
        'text "plan": no reply',
    ),
    "a number altered in Spanish only, in texts": (
        on_page("numbers", lambda words: words.replace("al 211", "al 212")),
        Promise.SAME_NUMBERS,
        'text "ESPAÑOL", text "numbers": says 212 in Spanish only',
    ),
    "one answer for another": (
        always_the_board,
        Promise.REACHED,
        'text "plan": the answer is not page "plan"',
    ),
    "every answer in English": (
        swapped(sms, "_language", lambda *_: Language.EN),
        Promise.TRANSLATED,
        'text "ESPAÑOL", text "crisis": the answer is in English',
    ),
    "danger unseen in texts": (
        swapped(sms, "judged", calm),
        Promise.URGENT_988,
        'text "i want to die": no crisis help',
    ),
    "a topic taken for nothing": (
        swapped(sms, "judged", no_topic),
        Promise.URGENT_988,
        'text "numbers, im not in danger": 988 is not in the first 60 characters',
    ),
    "1 gets the menu in texts": (
        swapped(sms, "CRISIS_KEYS", frozenset("90")),
        Promise.CRISIS_KEYS,
        'text "1": no crisis help',
    ),
    "TwiML that is none": (
        swapped(twiml, "message_xml", lambda words: words.encode()),
        Promise.UNDERSTOOD,
        'text "ENGLISH": something stands before the first',
    ),
    "key 9 given away": (
        swapped(voice, "CRISIS_KEYS", frozenset("10")),
        Promise.CRISIS_KEYS,
        "call, press 9: no crisis help",
    ),
    "key 0 given away on one page": (
        pressed(lambda key, place, to: replace(to, scene=Scene.PAGE, place=place)
                if key == "0" and place.page == "plan" else to),
        Promise.CRISIS_KEYS,
        "call, press 3, press 3, press 0: no crisis help",
    ),
    "8 leaves the crisis page": (
        pressed(lambda key, place, to: Screen(Scene.PAGE, Place(".menu", place.language))
                if key == "8" else to),
        Promise.CRISIS_KEYS,
        "call, press 9, press 8, press 8: no crisis help",
    ),
    "danger unheard in calls": (
        swapped(voice, "judged", calm),
        Promise.CRISIS_SPEECH,
        'call, press 3, say "i want to die": no crisis help',
    ),
    "a redirect loop": (
        around_for_ever,
        Promise.UNDERSTOOD,
        "call, press 3: more than 10 redirects without the caller",
    ),
    "addresses without end": (
        ever_new_addresses,
        Promise.COUNTED,
        "call, press",
    ),
    "silence for ever": (
        swapped(voice, "SILENCES_BEFORE_GOODBYE", 99),
        Promise.NO_LOOP,
        "call, press 6, say nothing twice: the same again for ever",
    ),
    "a silent hang-up": (
        stepped(lambda shown, answer: CallAnswer((Hangup(),), "goodbye")
                if shown.scene is Scene.GOODBYE else answer),
        Promise.LAST_988,
        "call, press 3, say nothing 3 times: hung up without 988",
    ),
    "a hang-up at the first silence": (
        swapped(voice, "SILENCES_BEFORE_GOODBYE", 1),
        Promise.HUNG_UP,
        "call, press 3, say nothing: hung up",
    ),
    "a wrong key hangs up": (
        pressed(lambda key, place, to: goodbye(place) if key == "7" else to),
        Promise.HUNG_UP,
        "call, press 7: hung up",
    ),
    "noise hangs up": (
        swapped(voice, "_spoken", lambda speech, place, book: goodbye(place)),
        Promise.HUNG_UP,
        'call, press 3, say "mmhm the television": hung up',
    ),
    "a key does not set the silences back": (
        keeps_silences,
        Promise.HUNG_UP,
        "call, press 3, say nothing twice, press *, say nothing: hung up",
    ),
    "a fault on one page": (
        stepped(crash),
        Promise.HUNG_UP,
        "call, press 3, press 3: hung up",
    ),
    "silence without the crisis sentence": (
        swapped(voice, "_on_silence", lambda place, book: (Redirect("/voice/silence", place),)),
        Promise.SILENCE,
        "call, press 3, say nothing: 988 is not said",
    ),
    "988 after everything else": (
        late_opening,
        Promise.WITHIN_TEN_SECONDS,
        "call: 988 is first heard after",
    ),
    "a translation missing on the phone": (
        page_in_english,
        Promise.TRANSLATED,
        "call, press 3, press 2: the same in both languages",
    ),
    "a number altered in Spanish only, on the phone": (
        said_wrong(Language.ES, "al 211", "al 212"),
        Promise.SAME_NUMBERS,
        "call, press 5, press 2: says 212 in Spanish only",
    ),
    "a number that nobody verified": (
        said_wrong(Language.EN, "call 211", "call 212"),
        Promise.VERIFIED,
        "call, press 5: says 212, which is not a verified number",
    ),
    "no way back": (
        swapped(voice, "_back", stays),
        Promise.NOT_DEAD,
        "call, press 3, press #: no way back to the top menu",
    ),
    "an offered key that leads nowhere": (
        pressed(lambda key, place, to: Screen(Scene.PAGE, place, Lead.WRONG_KEY)
                if (key, place.page) == ("4", "initiatives") else to),
        Promise.NOT_DEAD,
        "call, press 3, press 4: it is offered and leads nowhere",
    ),
    "choices that are not said": (
        unoffered,
        Promise.REACHED,
        'call: no offered key leads to page "plan" in English',
    ),
    "2 keeps the language": (
        swapped(voice, "_in_language", lambda place, language: Screen(Scene.PAGE, place)),
        Promise.TRANSLATED,
        "call, press 2: not the same in Spanish",
    ),
    "911 dialled": (dials_911, Promise.NOT_DIALLED, "call, press 0, say nothing: 911 is dialled"),
    "a pause that no carrier knows": (
        stepped(lambda shown, answer: replace(answer, steps=(Pause(-1), *answer.steps))),
        Promise.UNDERSTOOD,
        "call: attribute 'length' of <Pause> has no value that fits",
    ),
}  # fmt: skip

QUICK = {
    "988 dropped from one reply", "key 9 given away", "a redirect loop", "a silent hang-up",
    "a number altered in Spanish only, on the phone", "addresses without end",
}  # fmt: skip


@pytest.mark.parametrize(
    "name", [pytest.param(each, marks=() if each in QUICK else pytest.mark.slow) for each in BROKEN]
)
def test_a_fault_of_code_is_found_and_told(
    name: str, small: Path, proved: Proved, monkeypatch: Patch
) -> None:
    fault, promise, story = BROKEN[name]
    fault(monkeypatch)
    broken = proved(small).broken
    stories = [each.story for each in broken if each.promise is promise]
    assert [each for each in stories if each.startswith(story)] != [], [
        (each.promise.name, each.story) for each in broken
    ]
