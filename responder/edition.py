"""From a folder of flow files to what the line says: load, check, render; all or nothing.

The one place where those three meet, so that `check` and `serve` never disagree about what passes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from responder.flow.loader import Loaded, load
from responder.flow.place import Places
from responder.flow.problem import Level, Problem
from responder.render import Book, TooLong, render
from responder.safety import assess
from responder.safety.wordlist import WordListError

SEGMENT_LETTERS = 153  # of a text that takes more than one segment


@dataclass(frozen=True)
class Edition:
    """The flow files as they were read: a Book if they pass, and what is wrong or odd.

    `places` says where each part stands, to those who check; a serving line keeps no source text.
    """

    book: Book | None
    problems: tuple[Problem, ...]
    places: Places | None = field(default=None, repr=False)


def edition(
    folder: Path, now: datetime, *, past_is_fault: bool = False, word_lists: bool = True
) -> Edition:
    """Return what the flow files in `folder` say at `now`; without a Book if any is at fault.

    A meeting that is over is a problem only with `past_is_fault`, for staff who check, and never
    costs the Book: a server that starts the day after must not fall back to the crisis text.
    Without `word_lists`, somebody else sees to it that those of the safety check can be used.
    """
    try:
        if word_lists:
            assess.load()
    except WordListError as damaged:
        return Edition(None, (_word_list(damaged),))
    loaded = load(folder, now if past_is_fault else None)
    if loaded.flow is None:
        return Edition(None, loaded.problems)
    book = render(loaded.flow, now)
    problems = (*loaded.problems, *(_too_long(loaded, each) for each in book.too_long))
    faulty = any(each.keeps_back for each in problems)
    return Edition(None if faulty else book, problems, loaded.places if past_is_fault else None)


def _word_list(damaged: WordListError) -> Problem:
    """Return a damaged word list as a problem: without it nobody's message can be judged."""
    of_rules = damaged.file.endswith(".toml")
    return Problem(
        f"responder/safety/{'words' if of_rules else 'weights'}/{damaged.file}",
        damaged.line,
        int(damaged.line > 0),
        Level.ERROR,
        damaged.what,
        "word-list",
        "the check for a cry for help cannot run, so every text and call gets the crisis text",
        f"{'mend it, or ' if of_rules else ''}put back the file as it was released",
        damaged.source_line,
        max(1, len(damaged.source_line)),
    )


def _too_long(loaded: Loaded, found: TooLong) -> Problem:
    letters = found.most * SEGMENT_LETTERS
    if found.replies == 1:
        what = (
            f"this reply does not fit {found.most} texts ({letters} letters) with the crisis line"
        )
    else:
        what = (
            f"this answer does not fit {found.replies} replies of {found.most} texts "
            f"({letters} letters) each, cut between sentences, with the crisis line"
        )
    return loaded.places.problem(
        "too-long",
        found.path,
        what,
        "its end would be left out, or a number cut in two",
        "say it in fewer words and shorter sentences, or put part of it on a page of its own",
    )
