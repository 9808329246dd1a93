"""Every web link and number of the flow files, and where each stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from responder.exchange import Language
from responder.flow.check_links import addresses_in
from responder.flow.check_numbers import bare
from responder.flow.loader import Loaded
from responder.flow.model import Checked, Flow
from responder.flow.parts import Parts, called
from responder.flow.place import Path
from responder.safety.numbers import VERIFIED, numbers_in

_LINE: Path = ("line",)


@dataclass(frozen=True)
class Link:
    """A web address that people are sent to; `places` are where it stands in the files."""

    address: str
    places: tuple[str, ...]


@dataclass(frozen=True)
class Number:
    """A number that people are told to call or text.

    `dialled_on` is the last day on which somebody tried it, by what stands in the files; None if
    nobody has. `untried` are the parts that say it and name no such day; the line's own words and
    notices have no place for one.
    """

    digits: str
    whose: str
    dialled_on: date | None
    said_by: tuple[str, ...]
    untried: tuple[str, ...]


def links_of(loaded: Loaded) -> tuple[Link, ...]:
    """Return the web links of good flow files, each once, in the order of the files.

    A link is what stands in a `link`, `terms` or `privacy`, how to join a meeting among them, and
    each web address in a text.
    """
    if loaded.flow is None:
        return ()
    found: dict[str, list[str]] = {}
    written: dict[str, str] = {}
    for path, address in _addresses(loaded.flow, Parts.of(loaded.flow, loaded.places)):
        whole = address if "://" in address else f"https://{address}"
        same = whole.rstrip("/").casefold()
        written.setdefault(same, whole)
        place = loaded.places.stands(path)
        if place not in found.setdefault(same, []):
            found[same].append(place)
    return tuple(Link(written[same], tuple(places)) for same, places in found.items())


def numbers_of(loaded: Loaded) -> tuple[Number, ...]:
    """Return the numbers that good flow files say, each once, those said most often first.

    The line's own two are among them, whether a text of the files says them or not.
    """
    flow = loaded.flow
    if flow is None:
        return ()
    said: dict[str, dict[Path, None]] = {}
    for path, words in Parts.of(flow, loaded.places).texts():
        for language in Language:
            for each in numbers_in(words[language]):
                said.setdefault(bare(each.digits), {})[_part(path)] = None
    # The voice tells callers to text the one, and carriers bring people to the other.
    for number in (flow.line.texts.number, flow.line.calls):
        said.setdefault(bare(number), {})[_LINE] = None
    own = _own(flow)
    rows = [_number(flow, digits, own, list(parts)) for digits, parts in said.items()]
    return tuple(sorted(rows, key=lambda each: (-len(each.said_by), each.digits)))


def _number(flow: Flow, digits: str, own: dict[str, str], parts: list[Path]) -> Number:
    checked = {part: _checked(flow, part) for part in parts}
    days = [each.dialled_on for each in checked.values() if each and each.dialled_on]
    return Number(
        digits,
        VERIFIED.get(digits) or own.get(digits, "of a notice"),
        max(days, default=None),
        tuple(called(part) for part in parts),
        tuple(called(part) for part, each in checked.items() if each and not each.dialled_on),
    )


def _own(flow: Flow) -> dict[str, str]:
    line = flow.line
    own = {bare(each.number): each.whose for each in line.numbers}
    return {
        **own,
        bare(line.texts.number): "this line, texts",
        bare(line.calls): "this line, calls",
    }


def _part(path: Path) -> Path:
    """Return the part that a text is in: a page, a meeting, a notice, the crisis replies, line."""
    return path[:1] if path[0] in ("line", "crisis") else path[:2]


def _checked(flow: Flow, part: Path) -> Checked | None:
    """Return the part at `part` if it has a `dialled_on`."""
    match part:
        case ("crisis",):
            return flow.crisis
        case ("pages", str(name)):
            return flow.pages[name]
        case ("meetings", str(name)):
            return flow.meetings[name]
        case _:
            return None


def _addresses(flow: Flow, parts: Parts) -> Iterator[tuple[Path, str]]:
    given: list[tuple[Path, str | None]] = [
        (("line", "terms"), flow.line.terms),
        (("line", "privacy"), flow.line.privacy),
        *((("pages", name, "link"), page.link) for name, page in flow.pages.items()),
    ]
    for name, meeting in flow.meetings.items():
        given.append((("meetings", name, "link"), meeting.link))
        join = meeting.join.link if meeting.join else None
        given.append((("meetings", name, "join", "link"), join))
    yield from ((path, address) for path, address in given if address)
    for path, words in parts.texts():
        for language in Language:
            for address in addresses_in(words[language]):
                if "@" not in address:
                    yield (*path, language.value), address
