"""What is promised to those who call, proved of every state that a call can come to."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from responder.exchange import Language
from responder.phone.spoken import Spoken
from responder.proofs.calls import WANTS_TO_DIE, Move, State, Walked, connected, press, say
from responder.proofs.cause import Causes, known_numbers, numbers
from responder.proofs.found import Found
from responder.proofs.promise import NAMES, SILENCE, Promise
from responder.render import Book
from responder.safety.numbers import LIFELINE, LIFELINE_TOLL_FREE

SECONDS = 10
CRISIS_KEYS = ("1", "9", "0", "988", "911", "211")
FEWEST_SILENCES = 2  # the one that ends a call among them
SPOKEN_988 = re.compile(r"(?<!\d)9\W{1,3}8\W{1,3}8(?!\d)")
_ENDS_WITH_988 = re.compile(r"(?<!\d)9\W{1,3}8\W{1,3}8\W*$")
_VALID_KEYS = frozenset(map(press, "0129*#"))  # on every page
_WRITTEN_LAST = re.compile(r"(?<!\d)988\W*$")
_TO_DIAL = frozenset({LIFELINE, LIFELINE_TOLL_FREE})


@dataclass(frozen=True)
class Calls:
    """All states of a call, the book that they say, and where broken promises go."""

    walked: Walked
    book: Book
    causes: Causes
    found: Found
    read: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def states(self) -> Sequence[State]:
        """Every state, those with the shortest stories first."""
        return self.walked.states

    def after(self, number: int, act: str) -> Move | None:
        """Return where an act at a state leads; None where it is not possible."""
        return self.walked.moves[number].get(act)

    def numbers(self, state: State) -> frozenset[str]:
        """Return the digits of every number that is heard on arriving at `state`."""
        said = [each.words for each in state.spoken]
        for words in said:
            if words not in self.read:
                self.read[words] = numbers(words)
        return frozenset().union(*(self.read[words] for words in said))

    def edges(self) -> Iterator[tuple[int, State, str, Move, State]]:
        """Yield every act at every state, and where it leads."""
        for number, state in enumerate(self.states):
            for act, move in self.walked.moves[number].items():
                yield number, state, act, move, self.states[move.to]


def prove_calls(calls: Calls) -> float:
    """Find every promise to callers that is broken; return the latest second of the first 988.

    Of a call without end only that is told: what its states lead to nobody knows.
    """
    latest = _pickup(calls)
    if not calls.walked.whole:
        outcome = f"places without end, more than {len(calls.states)}"
        calls.found.add(Promise.COUNTED, calls.states[-1].acts, outcome)
        return latest
    _heard(calls)
    _endings(calls)
    _silence(calls)
    _crisis(calls)
    _loops(calls)
    _languages(calls)
    return latest


def _pickup(calls: Calls) -> float:
    """Prove that 988 is heard soon in both languages, and before a choice of the menu."""
    pickup = calls.states[0]
    latest = 0.0
    for language in Language:
        at = min(map(_second_of_988, _in(language, pickup.spoken)), default=math.inf)
        latest = max(latest, at)
        if at > SECONDS:
            when = "never" if math.isinf(at) else f"after {at:.1f} s"
            outcome = f"988 is first heard {when} in {NAMES[language]}"
            calls.found.add(Promise.WITHIN_TEN_SECONDS, pickup.acts, outcome)
    return latest


def _in(language: Language, spoken: Sequence[Spoken]) -> Iterator[Spoken]:
    return (each for each in spoken if each.language == language and SPOKEN_988.search(each.words))


def _second_of_988(said: Spoken) -> float:
    """Return by which second of the call 988 has been heard, to a tenth."""
    low, high = int(said.at * 10), math.ceil((said.at + said.seconds) * 10) + 1
    while low < high:
        middle = (low + high) // 2
        if SPOKEN_988.search(said.within(middle / 10)):
            high = middle
        else:
            low = middle + 1
    return low / 10


def _heard(calls: Calls) -> None:
    """Prove what holds of every state by itself."""
    known = known_numbers(calls.book.flow)
    for state in calls.states:
        page = state.place.page
        if state.fault:
            calls.found.add(Promise.UNDERSTOOD, state.acts, state.fault)
        for number in state.dialling:
            if not numbers(number) <= _TO_DIAL or not numbers(number):
                calls.found.add(Promise.NOT_DIALLED, state.acts, f"{number} is dialled")
        for digits in sorted(calls.numbers(state) - known):
            outcome = f"says {digits}, which is not a verified number"
            line = calls.causes.of_number(digits)
            calls.found.add(Promise.VERIFIED, state.acts, outcome, line, page)


def _endings(calls: Calls) -> None:
    """Prove that calls end as they may: with 988, and by silence that goes on."""
    for number, state, act, move, after in calls.edges():
        acts = (*state.acts, act)
        page = state.place.page
        if after.ended:
            last = after.last[-1].words if after.last else ""
            if not _ENDS_WITH_988.search(last):
                line = calls.causes.of_text(last, lambda text: not _WRITTEN_LAST.search(text))
                calls.found.add(Promise.LAST_988, acts, "hung up without 988", line, page)
            # What follows the opening is the menu: to hear it is no silence yet.
            silences = sum(each == SILENCE for each in acts) - (acts[1:2] == (SILENCE,))
            if act == SILENCE and silences < FEWEST_SILENCES:
                calls.found.add(Promise.HUNG_UP, acts, "hung up", page=page)
            if act != SILENCE and not act.startswith(connected("")):
                calls.found.add(Promise.HUNG_UP, acts, "hung up", page=page)
        elif act in _VALID_KEYS and number:
            silent = calls.after(move.to, SILENCE)
            if silent is not None and calls.states[silent.to].ended:
                calls.found.add(Promise.HUNG_UP, (*acts, SILENCE), "hung up", page=page)


def _silence(calls: Calls) -> None:
    """Prove that the silent hear 988 or are connected to it; the opening has just said it."""
    for number, state, act, move, after in calls.edges():
        if act != SILENCE or not number or after.fault or after.dialling:
            continue
        if not SPOKEN_988.search(move.words):
            acts = (*state.acts, act)
            calls.found.add(Promise.SILENCE, acts, "988 is not said", page=state.place.page)


def _crisis(calls: Calls) -> None:
    """Prove that the crisis keys, pressed anywhere, end in crisis help; and that words do."""
    speeches = _crisis_speeches(calls.book)
    tried = set()
    for number, state in enumerate(calls.states):
        if state.listening is None or state.listening in tried:
            continue
        tried.add(state.listening)
        page = state.place.page
        for keys in CRISIS_KEYS:
            acts, words = _pressed(calls, number, keys)
            if not _is_crisis(words, speeches):
                outcome = "no crisis help"
                calls.found.add(Promise.CRISIS_KEYS, (*state.acts, *acts), outcome, page=page)
        for said in WANTS_TO_DIE if state.listening.speech else ():
            move = calls.after(number, say(said))
            if move is None or not _is_crisis(move.words, speeches):
                acts = (*state.acts, say(said))
                calls.found.add(Promise.CRISIS_SPEECH, acts, "no crisis help", page=page)


def _pressed(calls: Calls, number: int, keys: str) -> tuple[tuple[str, ...], str]:
    """Return the acts of pressing `keys` from a state, and what is heard after the last.

    Once the line connects the caller, further keys are not for it.
    """
    words = ""
    for key in keys:
        move = calls.after(number, press(key))
        if move is None:
            words = words if calls.states[number].dialling else ""
            break
        number, words = move.to, move.words
        if calls.states[number].ended:
            words = ""
    return tuple(map(press, keys)), words


def _crisis_speeches(book: Book) -> frozenset[str]:
    """Return the crisis help of every situation and language, as it is heard."""
    return frozenset(
        _tidy("".join(span.words for span in says[0].spans)) for says in book.heard.crisis.values()
    )


def _is_crisis(words: str, speeches: frozenset[str]) -> bool:
    """Return whether `words` are crisis help: all of it, and 9, 8, 8 at least twice."""
    heard = _tidy(words)
    return len(SPOKEN_988.findall(heard)) > 1 and any(each in heard for each in speeches)


def _tidy(words: str) -> str:
    return " ".join(words.split())


def _loops(calls: Calls) -> None:
    """Prove that a call ends where the caller does nothing, however calls to others went."""
    done: set[int] = set()
    for start in range(len(calls.states)):
        way: list[tuple[int, Iterator[int]]] = []
        on_way: set[int] = set()
        _enter(calls, start, way, on_way, done)
        while way:
            number, onward = way[-1]
            after = next(onward, None)
            if after is None:
                way.pop()
                on_way.discard(number)
                done.add(number)
            elif after in on_way:
                state = calls.states[min(number, after)]
                outcome = "the same again for ever"
                acts = (*state.acts, SILENCE) if state.listening else state.acts
                calls.found.add(Promise.NO_LOOP, acts, outcome, page=state.place.page)
            else:
                _enter(calls, after, way, on_way, done)


def _enter(
    calls: Calls,
    number: int,
    way: list[tuple[int, Iterator[int]]],
    on_way: set[int],
    done: set[int],
) -> None:
    if number not in done:
        on_way.add(number)
        moves = calls.walked.moves[number].items()
        without_caller = (
            move.to for act, move in moves if act == SILENCE or act.startswith(connected(""))
        )
        way.append((number, without_caller))


def _languages(calls: Calls) -> None:
    """Prove that each page is spoken in both languages, with the same numbers."""
    says: dict[tuple[str, Language], dict[str, State]] = {}
    said: dict[tuple[str, Language], dict[str, State]] = {}
    for number, state in enumerate(calls.states):
        if state.listening is None or not state.place.page:
            continue
        at = state.place.page, state.place.language
        for each in state.spoken if number else ():
            says.setdefault(at, {}).setdefault(each.words, state)
        for digits in calls.numbers(state) if number else ():
            said.setdefault(at, {}).setdefault(digits, state)
        _in_its_language(calls, number, state)
    _differing(calls, says, said)


def _differing(
    calls: Calls,
    says: Mapping[tuple[str, Language], Mapping[str, State]],
    said: Mapping[tuple[str, Language], Mapping[str, State]],
) -> None:
    """Prove that the words heard at a place differ between the languages, and no number does."""
    for (page, language), heard in says.items():
        for words, state in heard.items():
            if language is Language.ES and words in says.get((page, Language.EN), ()):
                outcome = "the same in both languages"
                calls.found.add(Promise.TRANSLATED, state.acts, outcome, page=page)
    for (page, language), digits_heard in said.items():
        other = said.get((page, language.other), {}) if (page, language.other) in says else None
        for digits in digits_heard.keys() - other.keys() if other is not None else ():
            acts = digits_heard[digits].acts
            outcome = f"says {digits} in {NAMES[language]} only"
            line = calls.causes.of_number(digits, language)
            calls.found.add(Promise.SAME_NUMBERS, acts, outcome, line, page)


def _in_its_language(calls: Calls, number: int, state: State) -> None:
    """Prove that a state speaks its language, and that 2 leads to the same in the other."""
    page, language = state.place.page, state.place.language
    heard = any(each.language == language for each in state.spoken)
    if not heard or (state.listening and not state.listening.locale.startswith(language)):
        outcome = f"nothing is said in {NAMES[language]}"
        calls.found.add(Promise.TRANSLATED, state.acts, outcome, page=page)
    turned = calls.after(number, press("2"))
    if turned is not None:
        there = calls.states[turned.to].place
        if (there.page, there.language) != (page, language.other):
            outcome = f"not the same in {NAMES[language.other]}"
            acts = (*state.acts, press("2"))
            calls.found.add(Promise.TRANSLATED, acts, outcome, page=page)
