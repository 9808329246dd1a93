"""How a text asks for what comes next: the rest of an answer, the meeting after the one told."""

from __future__ import annotations

from responder.exchange import Language
from responder.wording.plain import listed

# Asks for the meeting after the one that was told; for the rest of an answer that goes on, too.
AFTER = {
    **dict.fromkeys(
        listed(
            "after that, and after that, after that one, and after that one, what about after that,"
            "whats after that, what comes after that, the one after, the one after that,"
            "and the one after, and the one after that, next one, the next one, and the next one,"
            "whats the next one, and next, and the next, the following one, and the following one"
        ),
        Language.EN,
    ),
    **dict.fromkeys(
        listed(
            "siguiente, la siguiente, el siguiente, y la siguiente, y el siguiente, la que sigue,"
            "y la que sigue, cual sigue, despues de esa, y despues de esa, y despues, y luego,"
            "y la proxima, y la otra"
        ),
        Language.ES,
    ),
}
# Asks for the rest of an answer that goes on.
MORE = {
    **dict.fromkeys(("more", "next page", "continue", "keep going", "go on"), Language.EN),
    **dict.fromkeys(("mas", "ver mas", "continuar", "sigue"), Language.ES),
    **AFTER,
}


MORE_WORDS = {Language.EN: "MORE", Language.ES: "MAS"}
NEXT_WORDS = {Language.EN: "NEXT", Language.ES: "PROXIMA"}
MOST_AHEAD = 4  # meetings, one after the other, that can be asked for in full
_NTH = {
    Language.EN: ("second", "third", "fourth"),
    Language.ES: ("segunda", "tercera", "cuarta"),
}


def next_of(page: str, ahead: int = 1) -> str:
    """Return the name of the answer that tells a meeting of `page` ahead in full: the next is 1."""
    return f"{page}.next" if ahead == 1 else f"{page}.next{ahead}"


def place_ahead(name: str) -> tuple[str, int]:
    """Return the page, and which of its meetings ahead, that `next_of` gave `name`; else 0."""
    page, _, rest = name.partition(".next")
    return (page, int(rest or 1)) if name != page and (rest or "1").isdecimal() else (name, 0)


def asks_for_next(language: Language, word: str, ahead: int = 1) -> str:
    """Return what to text for it: "NEXT BOARD", "SECOND NEXT BOARD"; `word` is empty for any."""
    nth = "" if ahead == 1 else _NTH[language][ahead - 2].upper()
    return " ".join(filter(None, (nth, NEXT_WORDS[language], word)))
