"""Warn where the two languages name other web or mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from responder.exchange import Language
from responder.flow.parts import NAMES, Parts, called, field, written
from responder.flow.problem import Level, Problem

_ADDRESS = re.compile(
    r"(?:[\w.+-]+@)?(?:[a-z0-9-]+\.)+(?:com|org|net|gov|edu|us|info|io|be|ly)\b"
    r"(?:/[\w./?=&%#-]*[\w/])?",
    re.IGNORECASE,
)


def link_problems(parts: Parts) -> Iterator[Problem]:
    """Yield a warning for each address in a text that the other language does not name there."""
    for path, words in parts.texts():
        named = {language: addresses_in(text) for language, text in written(words)}
        for language in Language:
            there = {_same(address) for address in named[language.other]}
            for address in named[language]:
                if _same(address) in there:
                    continue
                only = NAMES[language]
                at = (*path, language.value)
                yield parts.places.problem(
                    "links-differ",
                    at,
                    f"{called(path)} names {address} in {only} only, in its {field(path)}",
                    f"people who read {NAMES[language.other]} would be sent elsewhere, or nowhere",
                    "name the same address in both, unless each language has one of its own",
                    Level.WARNING,
                    words=address,
                )


def addresses_in(text: str) -> list[str]:
    """Return the web and mail addresses in `text`, each once, as they are written."""
    return list(dict.fromkeys(_ADDRESS.findall(text)))


def _same(address: str) -> str:
    return address.casefold().removeprefix("www.").rstrip("/")
