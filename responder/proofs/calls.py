"""Every state that a call can come to, breadth first, through the real application.

A state is a document and the point in it where the line waits. What keys and words lead to depends
on the address they are posted to alone, so each address is tried once however many documents lead
there; only silence is tried on every document.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from urllib.parse import parse_qs, urlsplit

from responder.exchange import Place
from responder.phone.answer import Answer, PhoneError
from responder.phone.line import ACCOUNT, Line
from responder.phone.phone import DIAL_STATUSES, KEYS, Caller, Heard, Listening
from responder.phone.spoken import Spoken
from responder.proofs.promise import SILENCE
from responder.said import CONTENT_KEYS
from responder.vocabulary import MENU

NOISE = "mmhm the television"
WANTS_TO_DIE = ("i want to die", "me quiero morir")
MOST_STATES = 20_000
# What carriers send, and `carrier` reads none of: constants, and one number under several names.
UNREAD = frozenset(ACCOUNT) | {
    *("Direction", "FinishedOnKey", "SmsSid", "SmsMessageSid", "SmsStatus", "NumSegments"),
}
_NOWHERE = Place("")
_CONNECTED = "the connected call is "
_WITHOUT_CALLER = (SILENCE, _CONNECTED)  # leads on in the document, not to what was posted


def press(key: str) -> str:
    """Return the act of pressing `key`, as stories tell it."""
    return f"press {key}"


def say(words: str) -> str:
    """Return the act of saying `words`, as stories tell it."""
    return f'say "{words}"'


def connected(status: str) -> str:
    """Return what came of a call that we connect, as stories tell it."""
    return f"{_CONNECTED}{status}"


@dataclass(frozen=True)
class State:
    """Where a call can come to: the shortest way there, what is heard, and what can be done then.

    `fault` is why a carrier could not act on the answer; nothing else is known then.
    """

    acts: tuple[str, ...]
    spoken: tuple[Spoken, ...] = ()
    last: tuple[Spoken, ...] = ()  # of what is heard, that which the last document says
    listening: Listening | None = None
    dialling: tuple[str, ...] = ()
    ended: bool = False
    fault: str = ""

    @cached_property
    def words(self) -> str:
        """All that is heard on arriving, white space tidied."""
        return " ".join(each.words for each in self.spoken)

    @cached_property
    def place(self) -> Place:
        """The place in the phone menu that keys are pressed at; its page is empty for none."""
        if self.listening is None:
            return _NOWHERE
        query = parse_qs(urlsplit(self.listening.action).query)
        return Place.read({name: each[0] for name, each in query.items()}) or _NOWHERE


@dataclass(frozen=True)
class Move:
    """One act at a state: where it leads, and what is heard on the way."""

    to: int
    words: str


@dataclass
class Walked:
    """All states of a call: first the pickup, the rest in the order of their shortest stories.

    It is `whole` unless there were too many to walk: then nothing is known of the last ones.
    """

    states: list[State] = field(default_factory=list)
    moves: list[dict[str, Move]] = field(default_factory=list)
    transitions: int = 0
    whole: bool = True


def walk(
    line: Line,
    spoken_at_menu: Iterable[str] = (),
    progress: Callable[[int, int], None] | None = None,
    most: int = MOST_STATES,
) -> Walked:
    """Return every state of a call to `line`; `spoken_at_menu` are words to say at the top menus.

    `progress` is told how many of the states found so far are done. Where there are more than
    `most`, the walk ends there: a line that leads to ever new addresses has no last one.
    """
    return _Walk(line, tuple(spoken_at_menu), progress).walked(most)


@dataclass(frozen=True)
class _BriefLine(Line):
    def post(self, path_and_query: str, fields: Mapping[str, str], cookie: str | None) -> Answer:
        kept = {name: each for name, each in fields.items() if name not in UNREAD}
        return super().post(path_and_query, kept, cookie)


def briefly(line: Line) -> Line:
    """Return `line`, told nothing that no answer depends on: all of it takes a third longer."""
    return _BriefLine(line.public_url, line.token, line.send)


def _press(key: str, caller: Caller) -> Heard:
    return caller.press(key)


def _say(words: str, caller: Caller) -> Heard:
    return caller.say(words)


def _connect(status: str, caller: Caller) -> Heard:
    return caller.dial_result(status)


class _SeenError(Exception):
    """The document that just came was met before."""


class _Walk:
    def __init__(
        self,
        line: Line,
        spoken_at_menu: Sequence[str],
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self._send = line.send
        self._line = briefly(replace(line, send=self._recorded))
        self._spoken_at_menu = spoken_at_menu
        self._progress = progress
        self._result = Walked()
        self._waiting: deque[tuple[int, Caller, bytes]] = deque()
        self._numbers: dict[tuple[bytes, Listening | None, str], int] = {}
        self._at_address: dict[Listening | None, dict[str, Move]] = {}
        self._answers: dict[tuple[str, bytes], Answer] = {}
        self._fetched: list[bytes] = []  # the documents of the act that is being tried
        self._brought: dict[bytes, Move] = {}  # where the document that a key brought leads
        self._posted = False
        self._caller = Caller(self._line)
        self._heard_before = 0

    def walked(self, most: int) -> Walked:
        caller = self._caller
        self._move(caller, b"", ("call",), caller.dial)
        while self._waiting:
            if len(self._result.states) > most:
                self._result.whole = False
                break
            number, caller, document = self._waiting.popleft()
            self._result.moves[number] = self._moves(number, caller, document)
            if self._progress is not None:
                self._progress(number + 1, len(self._result.states))
        return self._result

    def _recorded(self, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Return the answer of the line, which is asked the same only once."""
        asked = (target, body)
        if asked not in self._answers:
            self._answers[asked] = self._send(target, headers, body)
        answer = self._answers[asked]
        self._fetched.append(answer.body)
        self._heard_before = len(self._caller.heard)
        if self._posted and len(self._fetched) == 1 and answer.body in self._brought:
            raise _SeenError
        return answer

    def _moves(self, number: int, caller: Caller, document: bytes) -> dict[str, Move]:
        state = self._result.states[number]
        known = self._at_address.get(state.listening, {})
        found: dict[str, Move] = {}
        for act, doing in self._acts(state):
            if act in known:
                found[act] = known[act]
            else:
                onward = caller.fork()
                acted = partial(doing, onward)
                posted = not act.startswith(_WITHOUT_CALLER)
                found[act] = self._move(onward, document, (*state.acts, act), acted, posted=posted)
        if state.listening is not None and not known:
            self._at_address[state.listening] = {
                act: move for act, move in found.items() if not act.startswith(_WITHOUT_CALLER)
            }
        return found

    def _acts(self, state: State) -> Iterator[tuple[str, Callable[[Caller], Heard]]]:
        """Yield what can be done at a state, in the order in which stories should tell it."""
        for status in DIAL_STATUSES if state.dialling else ():
            yield connected(status), partial(_connect, status)
        if state.listening is None:
            return
        keys = KEYS if state.listening.keys else ""
        yield from ((press(key), partial(_press, key)) for key in keys if key in CONTENT_KEYS)
        yield SILENCE, Caller.wait
        yield from ((press(key), partial(_press, key)) for key in keys if key not in CONTENT_KEYS)
        if state.listening.speech:
            at_top = state.place.page == MENU and not state.place.silences
            for words in (NOISE, *WANTS_TO_DIE, *(self._spoken_at_menu if at_top else ())):
                yield say(words), partial(_say, words)

    def _move(
        self,
        caller: Caller,
        document: bytes,
        acts: tuple[str, ...],
        act: Callable[[], Heard],
        *,
        posted: bool = False,
    ) -> Move:
        """Return where an act leads from a point of `document`; a new state waits to be walked."""
        self._result.transitions += 1
        self._fetched, self._posted = [], posted
        self._caller, self._heard_before = caller, len(caller.heard)
        try:
            heard = act()
        except _SeenError:
            return self._brought[self._fetched[0]]
        except PhoneError as fault:
            return Move(self._number(State(acts, fault=fault.fault), caller, b""), "")
        finally:
            self._posted = False
        last = tuple(caller.heard[self._heard_before :])
        state = State(acts, heard.spoken, last, heard.listening, heard.dialling, heard.ended)
        read = self._fetched[-1] if self._fetched else document
        move = Move(self._number(state, caller, read), state.words)
        if posted and self._fetched:
            self._brought[self._fetched[0]] = move
        return move

    def _number(self, state: State, caller: Caller, document: bytes) -> int:
        known = (document, state.listening, state.fault)
        if known not in self._numbers:
            self._numbers[known] = len(self._result.states)
            self._waiting.append((len(self._result.states), caller, document))
            self._result.states.append(state)
            self._result.moves.append({})
        return self._numbers[known]
