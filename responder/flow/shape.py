"""Give one part of a flow file its shape, or say in plain words what keeps it from having one.

pydantic knows what is wrong and where; what it says is for programmers. Here each of its codes, and
each code of `model`'s own validators, becomes what, why and fix.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from rapidfuzz import fuzz, process

from responder.flow.model import BriefLanguages, Words
from responder.flow.parts import NAMES, called, field
from responder.flow.place import Path, Places, Tree
from responder.flow.problem import Problem

CLOSE_ENOUGH = 60  # of 100; "titel" for "title" has 80, "words" for "link" 22

_USER = re.compile(r"(?<=//)[^/@\s]+(?=@)")

M = TypeVar("M", bound=BaseModel)

_MISSING_WHY = {
    "source": "nobody could tell where the words come from, or check them again",
    "read_on": "nobody could tell how old the words are",
}
# Code -> what is wrong with {written}, which stands at {name}; why; how it is to be written.
_VALUES = {
    "not-a-date": (
        "{written} is not a day of the calendar",
        "people would come on the wrong day, or words would be kept past their time",
        "write year, month and day, such as 2026-12-08",
    ),
    "not-a-time": (
        "{written} is not a time of day",
        "people would come at the wrong hour",
        "write hours and minutes, such as 9:30 or 18:00",
    ),
    "not-a-moment": (
        "{written} is not a day and a time",
        "people would come on the wrong day or at the wrong hour",
        "write year, month, day, a space and the time, such as 2026-12-08 18:00",
    ),
    "not-yes-or-no": (
        "{written} is neither true nor false",
        "the line would do something other than you meant",
        "write true or false",
    ),
    "not-a-key": (
        "{written} is not a key of a telephone",
        "callers could not press it",
        "write one key: 3, 4, 5 or 6",
    ),
    "not-a-link": (
        "{written} is not a web address that a telephone can open",
        "people would tap it and get nothing",
        "write the whole address, from https:// on and without spaces",
    ),
    "not-a-span": (
        "{written} is no length of time that can be used here",
        "nobody could tell how long is meant",
        "write hours, days or weeks, up to 400 days, such as 36 hours or 120 days",
    ),
    # The address itself may be a secret, and this is told to whoever asks whether we are ready.
    "not-a-feed": (
        "{name} is no address from which a calendar can be fetched",
        "its meetings would not reach people",
        (
            "write the whole https:// address that ends in .ics, without a user name, "
            "or file: and the name of a file in this folder"
        ),
    ),
    "not-a-text": (
        "{name} holds a list or keys where words belong",
        "people would get nothing there",
        "put the words on the next line, moved in, and end the line of the key with >-",
    ),
}


def shaped(
    model: type[M], tree: Tree, path: Path, places: Places
) -> tuple[M | None, tuple[Problem, ...]]:
    """Return `tree` as a `model`, or None and every problem that stands in the way."""
    try:
        return model.model_validate(tree), ()
    except ValidationError as error:
        faults = [dict(fault) for fault in error.errors(include_url=False)]
    meant = set(_meant(model, faults))
    faults = [each for each in faults if not (each["type"] == "missing" and each["loc"] in meant)]
    return None, tuple(_problem(model, fault, path, places) for fault in faults)


def _meant(model: type[BaseModel], faults: list[dict[str, Any]]) -> Iterator[Path]:
    """Yield the keys that a mistyped one beside them was meant to be: they are not missing."""
    for fault in faults:
        if fault["type"] == "extra_forbidden":
            *around, name = fault["loc"]
            if close := nearest(str(name), _keys(_model_at(model, tuple(around)))):
                yield (*around, close)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the one of `known` that `name` was most likely meant to be; None if none is close."""
    found = process.extractOne(name, sorted(known), scorer=fuzz.ratio, score_cutoff=CLOSE_ENOUGH)
    return found[0] if found else None


def unknown_key(path: Path, known: Iterable[str], places: Places, owner: str) -> Problem:
    """Return the problem that the key at the end of `path` is none of `known`."""
    name, choices = str(path[-1]), sorted(known)
    if close := nearest(name, choices):
        fix = f'write "{close}"'
    elif name in NAMES:
        fix = f'move "{name}" in under the words it belongs to, such as title or text'
    elif " " in name:
        fix = "move the line in under the key that it belongs to, or delete it"
    else:
        fix = f"delete it, or use one of: {', '.join(choices)}"
    return places.problem(
        "unknown-key",
        path,
        f'{owner} has no key "{name}"',
        "what stands there would not reach people",
        fix,
        key=True,
    )


def empty(path: Path, places: Places) -> Problem:
    """Return the problem that nothing is written at `path`."""
    language = NAMES.get(str(path[-1]))
    fix = f"write the {language} words" if language else f"write it, or remove {places.lines(path)}"
    if isinstance(path[-1], int):
        fix = "write something there, or remove it"
    return places.problem(
        "empty-text", path, f"{_whole_name(path)} is empty", "people would get nothing there", fix
    )


def wrong_shape(path: Path, places: Places, wanted: str, fix: str) -> Problem:
    """Return the problem that `path` holds something other than `wanted`."""
    return places.problem(
        "wrong-shape",
        path,
        f"{_whole_name(path)} must hold {wanted}",
        "nothing that stands there would reach people",
        fix,
    )


def _whole_name(path: Path) -> str:
    """Return how staff would name what stands at `path`: the English "text" of page "plan"."""
    if len(path) == 1:
        return f'"{path[0]}"'
    if path[0] in ("pages", "meetings", "notices", "feeds", "pulled") and len(path) == 2:
        return called(path)
    item = f"item {path[-1] + 1} of " if isinstance(path[-1], int) else ""
    return f"{item}the {field(path)} of {called(path)}"


def _problem(model: type[BaseModel], fault: dict[str, Any], path: Path, places: Places) -> Problem:
    inside: Path = tuple(fault["loc"])
    at, value = (*path, *inside), fault["input"]
    owner = called(at)
    match fault["type"]:
        case "missing":
            return _missing(_model_at(model, inside[:-1]), at, places)
        case "extra_forbidden":
            parent = _model_at(model, inside[:-1])
            around = owner if len(inside) == 1 else f'"{inside[-2]}" of {owner}'
            return unknown_key(at, _keys(parent), places, around)
        case _ if value == "" and fault["type"] != "tuple_type":
            return empty(at, places)
        case "value_error":
            return _wrong_value(str(fault["ctx"]["error"]), at, str(value), places)
        case "literal_error":
            return places.problem(
                "not-a-choice",
                at,
                f'"{value}" is not one of the choices for "{at[-1]}"',
                "the line would not know what to do here",
                f"write {fault['ctx']['expected'].replace(chr(39), '')}",
            )
        case "tuple_type":
            return wrong_shape(
                at, places, "a list", "write it in brackets, such as [plan, blueprint]"
            )
        case _:
            known = ", ".join(sorted(_keys(_model_at(model, inside))))
            fix = f"write its keys below it, moved in: {known}"
            return wrong_shape(at, places, "keys of its own", fix)


def _missing(owner: type[BaseModel], at: Path, places: Places) -> Problem:
    name = str(at[-1])
    if issubclass(owner, Words | BriefLanguages):
        return missing_translation(at, places)
    return places.problem(
        "missing-key",
        at[:-1],
        f"{called(at)} has no {field(at)}",
        _MISSING_WHY.get(name, "a reply or a sentence on the phone would have a hole in it"),
        f'add a line that begins with "{name}:"',
        key=True,
    )


def missing_translation(at: Path, places: Places) -> Problem:
    """Return the problem that the language at the end of `at` has no words."""
    name = str(at[-1])
    return places.problem(
        "missing-translation",
        at[:-1],
        f"{called(at)} has no {field(at)}",
        f"people who read {NAMES[name]} would get nothing there",
        f'add "{name}:" with the {NAMES[name]} words below line {_last_line(at, places)}',
        key=True,
    )


def _last_line(at: Path, places: Places) -> str:
    return places.lines(at[:-1]).split()[-1]


def _wrong_value(code: str, at: Path, value: str, places: Places) -> Problem:
    what, why, fix = _VALUES[code]
    what = what.format(written=f'"{value}"', name=_whole_name(at))
    found = places.problem(code, at, what, why, _offered(code, value) or fix)
    if code == "not-a-feed":  # a password must not be shown, even where it must not stand
        hidden = _USER.sub(lambda user: "." * len(user[0]), found.source_line)
        return replace(found, source_line=hidden)
    return found


def _offered(code: str, value: str) -> str | None:
    """Return a fix that spells out what `value` most likely means, for usual American forms."""
    day, _, clock = value.partition(" ") if code == "not-a-moment" else (value, "", value)
    match code:
        case "not-a-date" if meant := _american_day(day):
            return f"write {meant}"
        case "not-a-time" if meant := _american_clock(clock):
            return f"write {meant}"
        case "not-a-moment" if meant := _american_clock(clock):
            return f"write {_american_day(day) or day} {meant}"
        case _:
            return None


def _american_day(written: str) -> str | None:
    """Return 12/8/2026 as 2026-12-08; None for any other form, or for no day of the calendar."""
    if found := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", written):
        month, number, year = map(int, found.groups())
        try:
            return date(year, month, number).isoformat()
        except ValueError:
            return None
    return None


def _american_clock(written: str) -> str | None:
    """Return 6:30 PM as 18:30, and 6 pm as 18:00; None for any other form."""
    form = r"(1[0-2]|[1-9])(?::([0-5]\d))?\s*([ap])\.?\s?m\.?"
    if found := re.fullmatch(form, written.strip(), re.IGNORECASE):
        hour = int(found[1]) % 12 + (12 if found[3] in "pP" else 0)
        return f"{hour}:{found[2] or '00'}"
    return None


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_at(model: type[BaseModel], inside: Path) -> type[BaseModel]:
    """Return the model that `inside` leads to from `model`; lists are looked into."""
    for step in inside:
        if isinstance(step, int):
            continue
        for name, described in model.model_fields.items():
            if step in (name, described.alias):
                model = _inner(described.annotation) or model
    return model


def _inner(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if isinstance(annotation, UnionType) or get_origin(annotation) is not None:
        for part in get_args(annotation):
            if found := _inner(part):
                return found
    return None
