"""A cry stays one whatever is done to its letters or stands around it; calm stays calm."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from responder.safety.assess import Verdict, assess
from responder.safety.tapback import quoted_from

TESTS = Path(__file__).parent.parent
ROWS = [
    line.split("\t") for line in (TESTS / "panel" / "floor.tsv").read_text("utf-8").splitlines()
]
URGENT = [(row[2], row[-1]) for row in ROWS if row[0] == "urgent"]
CALM = [(row[2], row[-1]) for row in ROWS if row[0] == "calm"]
PANEL_URGENT = [
    row[-1]
    for line in (TESTS / "panel" / "panel.tsv").read_text("utf-8").splitlines()
    if (row := line.split("\t"))[0] == "urgent"
]

OUR_TEXT = "Crisis? Call or text 988. Reply MEETINGS for the dates, or text MENU."
OURS = quoted_from([OUR_TEXT])
LONG_WORD = 5

ORDINARY = (
    "we went to the farmers market on saturday and bought tomatoes and corn for supper, then my "
    "cousin came by with his new bike and we sat on the porch until it got dark. on sunday there "
    "was a potluck at church and everyone brought a dish, i made rice and beans. this week the "
    "kids have a spelling quiz and a field trip to the science museum, so i signed the slip. "
)
MENU = ("MEETINGS", "MENU", "1", "HELP", "REUNIONES", "AYUDA", "PLAN", "988")
OPT_OUT = ("STOP", "END", "QUIT", "CANCEL", "UNSUBSCRIBE", "STOPALL", "REVOKE", "OPTOUT", "ALTO")
GREETINGS = {
    "en": ("hi", "Hello,", "good morning", "hey there!"),
    "es": ("hola", "Buenos días,", "buenas noches"),
    "pt": ("oi", "Bom dia,"),
    "ht": ("bonjou", "Bonswa,"),
    "fr": ("bonjour", "Salut,"),
    "pl": ("dzień dobry", "Cześć,"),
    "mixed": ("hi", "hola"),
}
THANKS = {
    "en": ("thanks", "thank you so much"),
    "es": ("gracias", "muchas gracias"),
    "pt": ("obrigada",),
    "ht": ("mèsi",),
    "fr": ("merci",),
    "pl": ("dziękuję",),
    "mixed": ("thanks", "gracias"),
}
ACCENTS = str.maketrans("áéíóúñüãõâêôçàèìòùïëąćęłńóśźż", "aeiounuaoaeocaeiouieacelnoszz")


def elongated(text: str) -> str:
    """Stretch the last vowel of the last word that has one."""
    found = list(re.finditer(r"[aeiou](?=\w*\W*$)", text, re.IGNORECASE))
    return text[: found[-1].end()] + found[-1][0] * 4 + text[found[-1].end() :] if found else text


def slip(text: str, number: int) -> str:
    """Swap two letters, leave one out or double one, inside the first word of five or more."""
    words = [each for each in re.finditer(r"[^\W\d_]+", text) if len(each[0]) >= LONG_WORD]
    if not words:
        return text
    word = random.Random(number).choice(words)
    at = word.start() + random.Random(number + 1).randrange(1, len(word[0]) - 1)
    match number % 3:
        case 0:
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        case 1:
            return text[:at] + text[at + 1 :]
        case _:
            return text[: at + 1] + text[at] + text[at + 1 :]


LETTERS: dict[str, Callable[[str], str]] = {
    "upper": str.upper,
    "lower": str.lower,
    "title": str.title,
    "full stop": lambda text: text.rstrip(".!?") + ".",
    "three dots": lambda text: text.rstrip(".!?") + "...",
    "cries": lambda text: text.rstrip(".!?") + "!!!",
    "question": lambda text: text.rstrip(".!?") + "??",
    "no signs": lambda text: re.sub(r"[.,!?;:]", "", text),
    "curly apostrophe": lambda text: text.replace("'", "’"),
    "straight apostrophe": lambda text: text.replace("’", "'"),
    "no apostrophe": lambda text: re.sub("['’]", "", text),
    "no accents": lambda text: text.translate(ACCENTS),
    "stretched": elongated,
    "line ends": lambda text: text.replace(", ", ",\n"),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "zero width": lambda text: text.replace(" ", " \u200b"),
    "wide letters": lambda text: "".join(
        chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text
    ),
}
CALM_LETTERS = (
    "upper",
    "lower",
    "title",
    "full stop",
    "three dots",
    "cries",
    "question",
    "no signs",
)


def urgent(text: str) -> bool:
    return assess(text, OURS).verdict is Verdict.URGENT


@pytest.mark.parametrize("change", LETTERS)
def test_a_cry_survives_what_a_phone_does_to_its_letters(change: str) -> None:
    assert [text for _, text in URGENT if not urgent(LETTERS[change](text))] == []


@pytest.mark.parametrize("number", range(12))
def test_a_cry_survives_one_slip_in_a_long_word(number: int) -> None:
    assert [slip(text, number) for _, text in URGENT if not urgent(slip(text, number))] == []


@pytest.mark.parametrize("word", [*MENU, *OPT_OUT])
def test_a_cry_survives_a_word_before_or_after_it(word: str) -> None:
    shapes = (
        f"{word} {{}}",
        f"{{}} {word}",
        f"{word}. {{}}",
        f"{{}}\n{word}",
        f"{word.lower()} {{}}",
    )
    hidden = [
        said for _, text in URGENT for shape in shapes if not urgent(said := shape.format(text))
    ]
    assert hidden == []


# Every urgent line we have that is caught at all, not only the floor: nothing added hides it.
@pytest.mark.parametrize("word", OPT_OUT)
def test_an_opt_out_word_hides_no_line_of_the_panel(word: str) -> None:
    hidden = [
        said
        for text in PANEL_URGENT
        if urgent(text)
        for said in (f"{word} {text}", f"{text} {word}")
        if not urgent(said)
    ]
    assert hidden == []


def test_a_cry_survives_a_greeting_and_thanks() -> None:
    hidden = [
        said
        for language, text in URGENT
        for said in (
            *(f"{each} {text}" for each in GREETINGS[language]),
            *(f"{text} {each}" for each in THANKS[language]),
            *(f"{text}. {each}" for each in THANKS[language]),
        )
        if not urgent(said)
    ]
    assert hidden == []


@pytest.mark.parametrize(
    "shape", ["Liked “{ours}” {text}", 'Disliked "{ours}"\n{text}', "Loved “{ours}”. {text}"]
)
def test_a_cry_survives_one_of_our_own_texts_quoted_before_it(shape: str) -> None:
    said = [shape.format(ours=OUR_TEXT, text=text) for _, text in URGENT]
    assert [each for each in said if not urgent(each)] == []


@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 1.0])
def test_a_cry_survives_1500_characters_of_ordinary_text_around_it(share: float) -> None:
    around = (ORDINARY * 5)[:1500]
    cut = around.rfind(" ", 0, int(len(around) * share) + 1) + 1
    said = [f"{around[:cut]}{text}. {around[cut:]}" for _, text in URGENT]
    assert [each for each in said if not urgent(each)] == []
    assert not urgent(around)


@pytest.mark.parametrize(
    "idiom",
    [
        "this homework is killing me lol.",
        "i'm dying to see the new movie.",
        "my phone died.",
        "Me muero de hambre.",
        "traffic is murder today,",
        "i could kill for a taco.",
    ],
)
def test_an_idiom_beside_a_cry_takes_nothing_back(idiom: str) -> None:
    said = [each for _, text in URGENT for each in (f"{idiom} {text}", f"{text} {idiom}")]
    assert [each for each in said if not urgent(each)] == []


@pytest.mark.parametrize("change", CALM_LETTERS)
def test_calm_stays_calm_whatever_a_phone_does_to_its_letters(change: str) -> None:
    assert [text for _, text in CALM if urgent(LETTERS[change](text))] == []


def test_calm_stays_calm_with_a_greeting_and_thanks() -> None:
    alarmed = [
        said
        for language, text in CALM
        for said in (
            *(f"{each} {text}" for each in GREETINGS[language]),
            *(f"{text} {each}" for each in THANKS[language]),
        )
        if urgent(said)
    ]
    assert alarmed == []
