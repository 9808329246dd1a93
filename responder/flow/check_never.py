"""Refuse what must never be said, however well it is meant.

Each is a promise that nobody here can keep, a service that does not exist, or a wording that safe
messaging guidance (reportingonsuicide.org, suicidepreventionmessaging.org) warns against.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from responder.flow.parts import Parts, called, field, written
from responder.flow.problem import Problem

_NEVER: tuple[tuple[str, str, str], ...] = (
    (
        r"\btext(?:ing)? 211\b|\b(?:mande|env[ií]e|textee)\b[^.]{0,30}\bal 211\b",
        "nobody answers texts to 211",
        "write that people can call 211",
    ),
    (
        r"\b988\W{1,3}(?:and |then |y |luego )?(?:press|oprima|presione|marque) (?:el )?3\b",
        "key 3 of 988 ended on 17 July 2025",
        "name The Trevor Project, 1-866-488-7386, in its place",
    ),
    (
        r"\banonym\w*|\ban[oó]nim\w*",
        "nobody can promise it, and the Careline must record every report",
        "delete it",
    ),
    (
        r"\b(?:no|without|never) police\b|\bsin polic[ií]as?\b",
        "a few contacts do involve emergency responders",
        "delete it",
    ),
    (
        (
            r"\bhelp is on the way\b|\b(?:someone|somebody|we) will (?:contact|call|text|reach)\b"
            r"|\b(?:la )?ayuda (?:ya )?va en camino\b"
            r"|\balguien (?:le|te) va a (?:llamar|contactar)\b"
        ),
        "nobody here sends anyone, and a person who waits may wait for ever",
        "say whom to call or text",
    ),
    (
        (
            r"\bcommit(?:s|ted|ting)? suicide\b|\bcomet\w+ suicidio\b"
            r"|\b(?:successful|failed|completed) (?:suicide|attempt)\b|\bintento fallido\b"
            r"|\bse quit[oó] la vida\b"
        ),
        "it shames, or makes a death a success",
        'write "died by suicide", or "suicide attempt"',
    ),
    (
        r"\bahorita\b",
        "in Puerto Rico it means later, and a text in a crisis must mean now",
        'write "ahora mismo"',
    ),
)
_PATTERNS = [(re.compile(words, re.IGNORECASE), why, fix) for words, why, fix in _NEVER]


def never_said(parts: Parts) -> Iterator[Problem]:
    """Yield each place where words stand that must never be said."""
    texts = [
        ((*path, language.value), text)
        for path, words in parts.texts()
        for language, text in written(words)
    ]
    for path, text in [*texts, *parts.brief_texts()]:
        for pattern, why, fix in _PATTERNS:
            if found := pattern.search(text):
                yield parts.places.problem(
                    "never-said",
                    path,
                    f'"{found.group()}" stands in the {field(path)} of {called(path)}',
                    why,
                    fix,
                    words=found.group(),
                )
