"""988 stands where the design says it stands: in every text and every call, on every path."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from responder.drafts import MAX_SEGMENTS, MAX_SEGMENTS_OF_A_LIST
from responder.exchange import Language
from responder.phone.phone import Caller, Line, Texter
from responder.render import Book
from responder.wording import gsm7
from responder.wording.carrier_words import OPT_OUT
from responder.wording.layout import kept_whole

pytestmark = pytest.mark.slow  # whole lines are opened and walked

FLOOR = Path(__file__).parent / "panel" / "floor.tsv"
COOKIES = (None, "ESPAÑOL", "ENGLISH")  # what was texted before, for the cookie it leaves
GENERATED = 2_000
# A text that the carrier has answered gets none from us, and only that.
ANSWERED_BY_THE_CARRIER = OPT_OUT


def position(words: str) -> int:
    found = re.search(r"\b988\b", words)
    return found.start() if found else len(words) + 1_000


def starts_within(words: str, characters: int) -> bool:
    return position(words) + 3 <= characters


def stands(words: str) -> bool:
    """Whether a reply that is neither urgent nor topic has 988 where it belongs."""
    return starts_within(words, 150) or (gsm7.segments(words) == 1 and position(words) < len(words))


def all_words(book: Book) -> list[str]:
    return sorted(
        {
            word
            for page in book.flow.pages.values()
            for lists in (page.words, page.sent_by_mistake)
            for language in Language
            for word in lists[language]
        }
        | {"menu", "menú", "español", "english", "help", "info", "start", "yes"}
        | set("0123456789")
    )


def texters(line: Line) -> dict[str | None, Texter]:
    found = {}
    for before in COOKIES:
        found[before] = Texter(line)
        if before:
            found[before].text(before)
    return found


@pytest.mark.parametrize("before", COOKIES)
def test_every_word_of_every_page_is_answered_with_988(
    line: Line, book: Book, before: str | None
) -> None:
    words = all_words(book)
    assert len(words) > 150
    texter = texters(line)[before]
    for word in words:
        for sent in (word, word.upper(), f"  {word}!"):
            # A fourth "thanks" in a row is a machine's; a person's word between them is answered.
            texter.text("menu")
            replies = texter.text(sent)
            assert [sent for reply in replies if not stands(reply)] == []
            assert len(replies) == 1, sent


def generated(book: Book) -> Iterator[str]:
    """Yield bodies such as people send: words of pages and of the floor, and noise, mixed."""
    dice = random.Random(988)
    floor = [row.split("\t")[-1] for row in FLOOR.read_text("utf-8").splitlines()]
    words = [*all_words(book), *floor]
    noise = ["", " ", "?", "!!", "😀", "\n", "…", "\u200b", "ok", "pls", "x" * 400, "7", "ñ", "’"]
    for _ in range(GENERATED):
        pieces = dice.choices(words, k=dice.randint(0, 3)) + dice.choices(
            noise, k=dice.randint(0, 3)
        )
        dice.shuffle(pieces)
        yield " ".join(pieces)


def test_two_thousand_bodies_are_answered_with_988(line: Line, book: Book) -> None:
    asked = texters(line)
    bodies = list(generated(book))
    assert len(set(bodies)) > 1_500
    for number, body in enumerate(bodies):
        replies = asked[COOKIES[number % len(COOKIES)]].text(body)
        silent = body.strip().casefold() in ANSWERED_BY_THE_CARRIER
        assert len(replies) == (0 if silent else 1), body
        assert all(stands(reply) for reply in replies), body


def test_crisis_and_topic_replies_say_988_in_their_first_60_characters(book: Book) -> None:
    assert len(book.crisis_texts) == 4 * 7
    late = {
        key: words
        for key, words in [*book.crisis_texts.items(), *book.topic_texts.items()]
        if not starts_within(words, 60)
    }
    assert late == {}


def test_nothing_but_911_comes_before_988_in_a_crisis_reply(book: Book) -> None:
    for words in book.crisis_texts.values():
        before = re.findall(r"\d{3,}", words[: position(words)])
        assert before in ([], ["911"]), words


def test_every_reply_fits_its_segments_in_plain_letters_with_nothing_cut(book: Book) -> None:
    lists = {name for name, page in book.flow.pages.items() if page.lists}
    every = [*book.texts.items(), *book.topic_texts.items(), *book.crisis_texts.items()]
    assert len(every) > 150
    for (name, _), words in every:
        most = MAX_SEGMENTS_OF_A_LIST if name in lists else MAX_SEGMENTS
        assert gsm7.encoding(words) == "GSM-7", words
        assert gsm7.segments(words) <= most, words
        cuts = range(153, len(words), 153) if gsm7.segments(words) > 1 else ()
        cut = [words[a:b] for a, b in kept_whole(words) for at in cuts if a < at < b]
        assert cut == [], words


def test_no_line_of_a_reply_ends_in_spaces_but_to_keep_a_number_whole(book: Book) -> None:
    every = [*book.texts.items(), *book.topic_texts.items(), *book.crisis_texts.items()]
    padded = {}
    for key, words in every:
        assert words == words.strip(), words
        assert "  " not in re.sub(r" +\n", "\n", words), words
        for found in re.finditer(r"[^\S\n]+\n", words):
            padded[key] = words
            # The spaces fill a segment: what would have been cut begins the next, after at most
            # three words of its sentence.
            assert found.end() % 153 == 0, words
            starts = [start for start, _ in kept_whole(words) if start >= found.end()]
            assert len(words[found.end() : min(starts)].split()) <= 3, words
    assert len(padded) < 0.05 * len(every), padded


# --- calls -------------------------------------------------------------------------------------


def places(line: Line) -> Iterator[tuple[str, Caller]]:
    """Yield a caller at every page of the phone menu, in both languages, with the keys pressed."""
    start = Caller(line)
    start.dial()
    waiting: list[tuple[str, Caller]] = [("", start)]
    seen = set()
    while waiting:
        pressed, caller = waiting.pop(0)
        assert caller.listening is not None
        if caller.listening.action in seen:
            continue
        seen.add(caller.listening.action)
        yield pressed, caller.fork()
        for key in "23456":
            onward = caller.fork()
            onward.press(key)
            waiting.append((pressed + key, onward))


def numbers_said(caller: Caller, since: int) -> str:
    return re.sub(r"[^0-9]+", " ", " ".join(each.words for each in caller.heard[since:]))


def in_crisis(caller: Caller, since: int) -> bool:
    """Whether what was heard since then is the crisis page: 9, 8, 8 digit by digit, twice."""
    return numbers_said(caller, since).count("9 8 8") >= 2 and caller.listening is not None


def test_988_is_heard_within_ten_seconds_of_pickup_and_before_any_menu(caller: Caller) -> None:
    heard = caller.dial()
    first = caller.heard_within(10)
    assert re.search(r"9\D+8\D+8", first)
    assert "press 1" in heard.words
    assert "press 3" not in heard.words
    assert "press 3" in caller.wait().words


def test_the_menu_has_every_page_in_both_languages(line: Line, book: Book) -> None:
    walked = list(places(line))
    on_the_phone = 1 + sum(page.key is not None for page in book.flow.pages.values())
    # The opening and the top menu are heard in one answer but are listened to apart.
    assert len(walked) >= 2 * on_the_phone
    # Meetings in full are pages of the phone as well.
    at_meetings = [caller for _, caller in walked if ".meeting." in str(caller.listening)]
    assert len(at_meetings) >= 2 * sum(
        page.lists == "meetings" for page in book.flow.pages.values()
    )


@pytest.mark.parametrize("keys", ["988", "911", "211", "1", "9", "0"])
def test_988_911_and_211_end_in_crisis_from_everywhere(line: Line, keys: str) -> None:
    for pressed, caller in places(line):
        since = len(caller.heard)
        caller.press(keys)
        assert in_crisis(caller, since), f"after {pressed or 'pickup'} then {keys}"


def test_silence_is_met_with_988_and_three_end_the_call_with_988_last(line: Line) -> None:
    for pressed, caller in places(line):
        if not pressed:
            caller.wait()  # what follows the opening is the menu, and no silence yet
        for time in range(3):
            since = len(caller.heard)
            assert not caller.ended, f"hung up at silence {time} after {pressed}"
            while caller.listening is not None and len(caller.heard) == since:
                caller.wait()
            assert "9 8 8" in numbers_said(caller, since), pressed
        while not caller.ended:
            caller.wait()
        assert re.search(r"9\D+8\D+8\D*$", caller.heard[-1].words), pressed


def test_noise_and_wrong_keys_never_end_a_call(line: Line) -> None:
    caller = Caller(line)
    caller.dial()
    caller.wait()
    for _ in range(8):
        caller.press("7")
        caller.say("mmhm the television")
        assert not caller.ended


def test_a_valid_key_sets_the_silences_back(line: Line) -> None:
    caller = Caller(line)
    caller.dial()
    for _ in range(6):
        caller.wait()
        caller.press("3")
        caller.press("#")
        assert not caller.ended
