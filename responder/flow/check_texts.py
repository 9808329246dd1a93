"""Check the texts themselves: 988 where it must stand, and letters that a plain text can carry."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from responder.flow.check_menu import CRISIS_PAGE
from responder.flow.parts import NAMES, Parts, called, field, written
from responder.flow.place import Path
from responder.flow.problem import Level, Problem
from responder.wording import gsm7

NOTICE_CHARACTERS = 60

_SITUATIONS = ("self_harm", "other", "danger", "abuse")
# Digits may stand apart, as where they are to be read one by one: 9-8-8, 9, 8, 8.
_988 = re.compile(r"(?<!\d)9[\s,.-]{0,2}8[\s,.-]{0,2}8(?!\d)")
_911 = re.compile(r"(?<!\d)9[\s,.-]{0,2}1[\s,.-]{0,2}1(?!\d)")
# Texts that are only ever spoken need not fit a plain text.
_SPOKEN = {"spoken", "prompts"}
# Text -> what the line puts into it.
_PLACEHOLDERS = {
    ("line", "prompts", "choice"): {"title", "key"},
    ("line", "prompts", "link_by_text"): {"word", "number"},
    ("line", "phrases", "more_words"): {"words"},
    ("line", "phrases", "confirm"): {"day"},
    ("line", "prompts", "next_meeting"): {"key"},
    ("line", "prompts", "meeting_after"): {"key"},
    ("line", "phrases", "cancelled"): {"title"},
    ("line", "phrases", "moved"): {"day"},
    ("line", "phrases", "moved_hour"): {"hour"},
    ("line", "phrases", "place"): {"place"},
    ("line", "phrases", "join_link"): {"link"},
    ("line", "phrases", "join_phone"): {"phone"},
    ("line", "phrases", "join_id"): {"id"},
    ("line", "phrases", "join_passcode"): {"passcode"},
    ("line", "phrases", "as_of"): {"day"},
    ("line", "phrases", "as_of_confirmed"): {"day"},
    ("line", "phrases", "nothing_in"): {"when"},
    ("line", "phrases", "after_that"): {"meeting"},
}


def text_problems(parts: Parts) -> Iterator[Problem]:
    """Yield what is wrong with the wording of texts, whichever part they stand in."""
    yield from _crisis_numbers(parts)
    for path, words in parts.texts():
        for language, text in written(words):
            at = (*path, language.value)
            if not _SPOKEN.intersection(map(str, path)):
                yield from _letters(parts, at, text)
            if path in _PLACEHOLDERS:
                yield from _placeholders(parts, at, text, _PLACEHOLDERS[path])
            if path[0] == "notices" and len(text) > NOTICE_CHARACTERS:
                yield _too_long(parts, at, text)
    for path, text in parts.brief_texts():
        yield from _letters(parts, path, text)


def _must_say_988(parts: Parts) -> Iterator[tuple[Path, str]]:
    paths: list[Path] = [("line", "crisis_line"), ("crisis", "short")]
    paths += [("crisis", kind, each) for kind in ("texts", "spoken") for each in _SITUATIONS]
    paths += [("pages", CRISIS_PAGE, "text"), ("pages", CRISIS_PAGE, "spoken")]
    for path, words in parts.texts():
        if path in paths:
            for language, text in written(words):
                yield (*path, language.value), text
    yield from parts.brief_texts()


def _crisis_numbers(parts: Parts) -> Iterator[Problem]:
    for path, text in _must_say_988(parts):
        where = f"{called(path)} has no 988 in its {field(path)}"
        if not (crisis := _988.search(text)):
            yield parts.places.problem(
                "no-988",
                path,
                where,
                "somebody in a crisis would read or hear it and not know whom to call",
                "write 988 into it, as early as you can",
            )
        elif "danger" in path and not ((now := _911.search(text)) and now.start() < crisis.start()):
            yield parts.places.problem(
                "911-not-first",
                path,
                f"988 comes before 911 in the {field(path)} of {called(path)}",
                "somebody who is hurt or under attack needs 911 first",
                "begin with 911, then 988",
                words=crisis.group(),
            )


def _letters(parts: Parts, path: Path, text: str) -> Iterator[Problem]:
    stuck = [letter for _, letter in gsm7.unfit(text)]
    if stuck:
        yield parts.places.problem(
            "not-gsm7",
            path,
            f"{_listed(stuck)} {_does(stuck)} not fit a plain text",
            "a text with it would hold 70 characters, not 160, and could split a number in two",
            "delete it, or use words in its place",
            words=stuck[0],
        )
    typography = filter(_is_pasted, dict.fromkeys(text))
    # What is folded away unseen, such as the joiners inside an emoji, nobody can find and delete.
    pasted = [each for each in typography if gsm7.fold(each) not in (each, "", *stuck)]
    if pasted:
        folded = [gsm7.fold(each) for each in pasted]
        yield parts.places.problem(
            "not-gsm7",
            path,
            f"{_listed(pasted)} {_does(pasted)} not fit a plain text",
            "sent as it is, a text would hold 70 characters, not 160; it will be sent as "
            + _listed(folded),
            f"type {_listed(folded)} in {'its' if len(pasted) == 1 else 'their'} place",
            Level.WARNING,
            words=pasted[0],
        )


def _is_pasted(character: str) -> bool:
    """Return whether `character` is typography; accents are right to stay, spaces unseen."""
    return unicodedata.category(character)[0] not in "LMZ"


def _listed(characters: list[str]) -> str:
    return " and ".join(dict.fromkeys(characters))


def _does(characters: list[str]) -> str:
    return "does" if len(set(characters)) == 1 else "do"


def _placeholders(parts: Parts, path: Path, text: str, wanted: set[str]) -> Iterator[Problem]:
    places = [f"{{{name}}}" for name in sorted(wanted)]
    rest = text
    for place in places:
        rest = rest.replace(place, "")
    if re.search(r"[{}]", rest) or not all(place in text for place in places):
        names = " and ".join(places)
        yield parts.places.problem(
            "placeholder",
            path,
            f"{called(path)} must hold {names} in its {field(path)}, and nothing else in braces",
            "people would read or hear a sentence with a hole in it",
            f"write {names} where the line is to put them in",
        )


def _too_long(parts: Parts, path: Path, text: str) -> Problem:
    return parts.places.problem(
        "notice-too-long",
        path,
        f"the {NAMES[str(path[-1])]} words of {called(path)} have {len(text)} characters, "
        f"of which {NOTICE_CHARACTERS} fit",
        "it stands on every reply, and would push other words out",
        f"shorten it by {len(text) - NOTICE_CHARACTERS} characters",
    )
