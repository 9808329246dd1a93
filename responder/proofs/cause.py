"""The line of a flow file that broke a promise, where one did.

A promise may also be broken by code: then no text of the files shows the fault as it stands there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from responder.exchange import Language
from responder.flow.check_numbers import bare
from responder.flow.model import Flow
from responder.flow.parts import Parts, called, field, written
from responder.flow.place import Path, Places
from responder.safety.numbers import VERIFIED, numbers_in
from responder.wording import gsm7
from responder.wording.spoken import spoken

_NOWHERE = Places("", {})


class Causes:
    """Where each text of a flow stands; without `places`, by the names of page and field."""

    def __init__(self, flow: Flow, places: Places | None = None) -> None:
        self._flow = flow
        self._places = places

    def of_text(self, words: str, shows: Callable[[str], bool]) -> str:
        """Return the place of the longest text within `words` that `shows` the fault; else nothing.

        `words` are as they were sent or spoken.
        """
        heard = _tidy(words)
        found = [
            (len(text), path)
            for path, language, text in self._texts()
            if shows(text) and any(form in heard for form in self._forms(text, language))
        ]
        return self.of_path(max(found)[1]) if found else ""

    def of_number(self, digits: str, language: Language | None = None) -> str:
        """Return the place of the first text that has the number `digits` in it; else nothing."""
        for path, its_language, text in self._texts():
            if language in (None, its_language) and digits in numbers(text):
                return self.of_path(path)
        return ""

    def of_page(self, name: str, field_name: str = "") -> str:
        """Return the place of a page or of one of its fields; nothing for what is in no file."""
        if name not in self._flow.pages:
            return ""
        return self.of_path(("pages", name, *([field_name] if field_name else [])))

    def of_path(self, path: Path) -> str:
        """Return the place of `path`, such as `flows/line.yaml:98`."""
        if self._places is None:
            return f"{called(path)}, {field(path)}" if len(path) > 2 else called(path)
        found = self._places.problem("", path, "", "", "")
        return f"{found.file}:{found.line}"

    def _texts(self) -> Iterator[tuple[Path, Language, str]]:
        flow = self._flow
        parts = Parts.of(flow, self._places or _NOWHERE)
        for path, words in parts.texts():
            for language, text in written(words):
                yield (*path, language.value), language, text

    def _forms(self, text: str, language: Language) -> tuple[str, str]:
        names = map(self._flow.names_in, Language)
        said = "".join(span.words for span in spoken(text, language, *names))
        return _tidy(gsm7.fold(text)), _tidy(said)


def numbers(words: str) -> frozenset[str]:
    """Return the digits of every number to dial or text in `words`, without a leading 1."""
    return frozenset(bare(found.digits) for found in numbers_in(words))


def known_numbers(flow: Flow) -> frozenset[str]:
    """Return the digits of every number that this flow may say: verified ones and its own."""
    line = flow.line
    own = [line.texts.number, line.calls, *(each.number for each in line.numbers)]
    own += [each.number for each in flow.notices if each.number]
    for meeting in flow.meetings.values():
        if meeting.join is not None:
            join = meeting.join
            own += [each for each in (join.phone, join.id, join.passcode) if each]
    return frozenset(VERIFIED) | {bare(each) for each in own}


def _tidy(words: str) -> str:
    return " ".join(words.split())
