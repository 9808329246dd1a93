"""Which word of ours a message is, however it is written, and which messages are none."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from responder.exchange import Language
from responder.keyword import Keywords
from responder.wording.carrier_words import CARRIER_WORDS
from responder.wording.plain import plain, words_in

# A line's words and the page of each, as staff might give them.
PAGES = {
    "meetings": "meetings",
    "reuniones": "meetings",
    "trainings": "trainings",
    "capacitación": "trainings",
    "calendar": "calendar",
    "plan": "plan",
    "plan de salud": "plan",
    "board": "board",
    "advisory board": "board",
    "junta asesora": "board",
    "crisis": "crisis",
    "poison": "poison",
    "about": "about",
    "texting": "texting",
    "contact": "contact",
    "workgroups": "workgroups",
    "therapist": "therapists",
    "text line": "textline",
    "menú": "menu",
    "go back": "back",
    "basta": "how to stop",
    "hola": "not the lifeline",
    "988": "not the lifeline",
    "741741": "not the text line",
    "CBHAC": "committee",
    "stop": "how to stop",
    "end": "how to stop",
    "help": "help",
}
WORDS = Keywords.of(PAGES.items())
CASES = json.loads((Path(__file__).parent / "cases" / "C07-space.json").read_text("utf-8"))


def found(body: str) -> str | None:
    return WORDS.find(plain(body))


def test_c07_has_cases() -> None:
    assert len(CASES) == 19


@pytest.mark.parametrize("case", CASES, ids=lambda case: ascii(case["body"]))
def test_c07_a_message_as_phones_write_it_is_its_plain_word(case: dict[str, str]) -> None:
    # "one" may be 1 or a polite menu: here it is 1, which is a way to help.
    word = case["same_as"].partition(",")[0]
    step = {"meetings": "meetings", "reuniones": "meetings", "menu": "menu", "1": None}[word]
    assert (plain(case["body"]), found(case["body"])) == (word, step)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", ""),
        (" \n\t ", ""),
        ("\u200b\u3164\ufeff", ""),
        ("???", ""),
        ("🙏🏽❤️", ""),
        ("<3", ""),
        ("Menú", "menu"),
        ("NIÑOS", "ninos"),
        ("ｍｅｎｕ", "menu"),
        ("𝐌𝐄𝐍𝐔", "menu"),
        ("meet\u200bings", "meetings"),
        ("meet\u00adings", "meetings"),
        ("*meetings*", "meetings"),
        ("«reuniones»", "reuniones"),
        ("#meetings", "meetings"),
        ("meetings :)", "meetings"),
        ("meetings :D", "meetings"),
        ("meetings <3", "meetings"),
        ("parents’ circle", "parents circle"),
        ("parents' circle", "parents circle"),
        ("advisory-board", "advisory board"),
        ("advisory_board", "advisory board"),
        ("advisory \r\n board", "advisory board"),
        ("me\x00nu\x07", "menu"),
        ("\ud800menu", "menu"),
    ],
    ids=ascii,
)
def test_how_a_message_is_written_is_dropped(body: str, said: str) -> None:
    assert plain(body) == said


@pytest.mark.parametrize(
    ("body", "digit"),
    [
        ("3", "3"),
        (" 3 ", "3"),
        ("#3", "3"),
        ("# 3", "3"),
        ("3.", "3"),
        ("3)", "3"),
        ("(3)", "3"),
        ("“3”", "3"),
        ("3️⃣", "3"),
        ("３", "3"),
        ("③", "3"),
        ("option 3", "3"),
        ("Option #3", "3"),
        ("option three", "3"),
        ("opción 3", "3"),
        ("opcion tres", "3"),
        ("Opción número 3.", "3"),
        ("press 3", "3"),
        ("Press the 3 please", "3"),
        ("oprima el 3", "3"),
        ("number three", "3"),
        ("THREE", "3"),
        ("tres", "3"),
        ("el tres, por favor", "3"),
        ("hi, 3 thanks", "3"),
        ("uh three", "3"),
        ("0", "0"),
        ("zero", "0"),
        ("cero", "0"),
        ("uno", "1"),
        ("dos", "2"),
        ("four", "4"),
        ("cinco", "5"),
        ("six", "6"),
        ("siete", "7"),
        ("eight", "8"),
        ("nueve", "9"),
        ("3\n\nSent from my iPhone", "3"),
    ],
)
def test_a_digit_in_any_form_is_that_digit(body: str, digit: str) -> None:
    assert plain(body) == digit


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("no one", "no one"),
        ("33", "33"),
        ("3 4", "3 4"),
        ("3.5", "3 5"),
        ("3 meetings", "3 meetings"),
        ("my 3 kids", "my 3 kids"),
        ("nine eight eight", "nine eight eight"),
        ("10", "10"),
    ],
)
def test_what_is_not_one_digit_alone_stays_as_it_is(body: str, said: str) -> None:
    assert plain(body) == said


@pytest.mark.parametrize(
    "body",
    [
        "meetings\n\nSent from my iPhone",
        "meetings\r\nSent from my Galaxy",
        "meetings\nSent from my T-Mobile 4G LTE Device",
        "meetings\n\n(Sent via the Samsung Galaxy S20)",
        "meetings\nSent from Yahoo Mail on Android",
        "meetings\n\nGet Outlook for iOS<https://mail.example/o>",
        "meetings\n\nEnviado desde mi iPhone",
        "meetings\nENVIADO DESDE MI SAMSUNG\n\n",
        "meetings\nObtener Outlook para Android",
        "meetings\nEnviado do meu iPhone",
        "meetings\nEnvoyé de mon iPhone",
        "meetings\nWysłane z iPhone'a",
        "meetings\n--\nAna Example\nNorth Example School\n860-555-0142",
        "meetings\n-- \nAna\n\nSent from my iPhone",
        "meetings\n- Ana",
        "meetings\n~Ana M. Example",
        "Hi\nmeetings please\n\nSent from my iPhone",
    ],
)
def test_a_signature_below_is_cut(body: str) -> None:
    assert plain(body) == "meetings"


def test_a_message_of_a_signature_only_says_nothing() -> None:
    assert plain("\nSent from my iPhone") == ""


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Sent from my iPhone\nI need meetings", "sent from my iphone i need meetings"),
        ("-- meetings", "meetings"),
        ("--\nmeetings", "meetings"),
        ("- meetings\n- trainings", "meetings trainings"),
        ("meetings\ntrainings", "meetings trainings"),
        ("sentimental", "sentimental"),
    ],
    ids=ascii,
)
def test_what_is_no_signature_is_kept(body: str, said: str) -> None:
    assert plain(body) == said


@pytest.mark.parametrize(
    "body",
    [
        "meetings please",
        "Please, meetings",
        "pls meetings plz",
        "Hi! Meetings",
        "Hello there, good morning. Meetings, please. Thank you so much!",
        "hey meetings thx",
        "Hola, buenos días: meetings, por favor. ¡Muchas gracias!",
        "buenas tardes meetings porfa",
        "meetings. Gracias",
        "uh meetings",
    ],
)
def test_a_greeting_or_courtesy_around_a_word_is_dropped(body: str) -> None:
    assert plain(body) == "meetings"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("12/14", "dec 14"), ("14/12", "dec 14"), ("12-14", "dec 14"), ("1/2", "jan 2"),
        ("12/14/26", "dec 14 2026"), ("14/12/2026", "dec 14 2026"), ("on 12/4?", "on dec 4"),
        ("meetings 12-14", "meetings dec 14"), ("qué hay el 14-12", "que hay el dec 14"),
    ],
)  # fmt: skip
def test_a_day_in_digits_is_read_as_one(body: str, words: str) -> None:
    assert plain(body) == words
    assert " ".join(words_in(body)) == words


@pytest.mark.parametrize(
    "body",
    ["24/7", "ages 12-14", "13/13", "0/4", "9-8-8", "2-1-1", "9-1-1", "741-741", "1/2/3/4",
     "10-11 am", "860-555-0100", "3-4 of us", "k-12", "12/32"],
)  # fmt: skip
def test_other_digits_are_no_day(body: str) -> None:
    assert not any(word.isalpha() and word in "jan mar apr sep oct dec" for word in words_in(body))


def test_no_thanks_is_more_than_no() -> None:
    assert [plain("no thanks"), plain("No, gracias"), plain("No.")] == [
        "no thanks", "no gracias", "no",
    ]  # fmt: skip


COURTESIES = """hi, hi there, hello, hello there, hey, hey there, good morning, good afternoon,
    good evening, good day, please, pls, plz, plse, thanks, thank you, thx, tks, ty, many thanks,
    ok, okay, thanks so much, thank you so much, thank you very much, uh, um, uhm, eh, pues,
    por favor, porfavor, porfa, porfis, gracias, muchas gracias, mil gracias, hola, hola que tal,
    ¿qué tal?, saludos, buenas, buenos días, buen día, buenas tardes, buenas noches"""


@pytest.mark.parametrize("courtesy", [each.strip() for each in COURTESIES.split(",")])
def test_each_courtesy_is_dropped_on_either_side(courtesy: str) -> None:
    assert [plain(f"{courtesy} kids"), plain(f"kids {courtesy}")] == ["kids", "kids"]


REQUESTS = """text, send, send me, text me, show me, give me, tell me about, the, info on,
    info about, information on, information about, more about, more info on, more info about,
    more information on, more information about, mande, mándame, mándeme, envíe, envíame, envíeme,
    el, la, los, las, info de, info sobre, información de, información sobre, más información de,
    más información sobre"""


@pytest.mark.parametrize("request_", [each.strip() for each in REQUESTS.split(",")])
def test_each_request_is_dropped_before_a_word_only(request_: str) -> None:
    assert [found(f"{request_} calendar"), found(f"calendar {request_}")] == ["calendar", None]


@pytest.mark.parametrize(
    "courtesy",
    ["hola", "hello", "please", "por favor", "buenos dias", "good morning", "thank you",
     "muchas gracias", "thank you so much"],
)  # fmt: skip
def test_a_courtesy_alone_stays(courtesy: str) -> None:
    assert plain(courtesy.upper() + "!") == courtesy


@pytest.mark.parametrize(
    "body",
    ["hola por favor", "por favor, hola", "Hola, gracias", "please hola thank you", "hi hola"],
)
def test_of_courtesies_only_the_greeting_stays(body: str) -> None:
    assert plain(body) == "hola"


@pytest.mark.parametrize(
    ("body", "page"),
    [
        ("text MEETINGS", "meetings"),
        ("send me the calendar", "calendar"),
        ("Can you? Info on meetings", None),
        ("info on the meetings", "meetings"),
        ("more information about trainings", "trainings"),
        ("info about meetngs please", "meetings"),
        ("Hola, información sobre las reuniones por favor", "meetings"),
        ("mándame el plan de salud", "plan"),
        ("las reuniones", "meetings"),
        ("TEXT LINE", "textline"),
        ("textline", "textline"),
    ],
)
def test_a_request_before_a_word_is_dropped_unless_it_is_part_of_it(
    body: str, page: str | None
) -> None:
    assert found(body) == page


@pytest.mark.parametrize(
    ("body", "page"),
    [
        ("advisoryboard", "board"),
        ("advisory-board", "board"),
        ("advisory_board", "board"),
        ("Advisory.Board", "board"),
        ("work groups", "workgroups"),
        ("c.b.h.a.c.", "committee"),
        ("9-8-8", "not the lifeline"),
        ("9 8 8", "not the lifeline"),
        ("741-741", "not the text line"),
        ("meetingsssss", "meetings"),
        ("meeeeetings", "meetings"),
        ("MENUUUU", "menu"),
        ("plaaan", "plan"),
    ],
)
def test_a_word_joined_parted_or_drawn_out_is_that_word(body: str, page: str) -> None:
    assert found(body) == page


@pytest.mark.parametrize(
    ("body", "page"),
    [
        ("meetngs", "meetings"),
        ("meeting", "meetings"),
        ("meetinngs", "meetings"),
        ("meetimgs", "meetings"),
        ("metings", "meetings"),
        ("meetigns", "meetings"),
        ("emetings", "meetings"),
        ("neetings", "meetings"),
        ("eetings", "meetings"),
        ("renuiones", "meetings"),
        ("reunionez", "meetings"),
        ("reunioes", "meetings"),
        ("capasitacion", "trainings"),
        ("calender", "calendar"),
        ("vontact", "contact"),
        ("crisus", "crisis"),
        ("crasis", "crisis"),
        ("criiss", "crisis"),
        ("boarf", "board"),
        ("boaard", "board"),
        ("obard", "board"),
        ("advisry board", "board"),
        ("advisory baord", "board"),
        ("advisryboard", "board"),
        ("plan de salid", "plan"),
        ("junta asesoras", "board"),
        ("Meetngs, please!", "meetings"),
    ],
)
def test_one_slip_is_forgiven(body: str, page: str) -> None:
    assert found(body) == page


@pytest.mark.parametrize(
    "body",
    [
        "greetings",
        "beatings",
        "meetngz",
        "plane",
        "plans",
        "clan",
        "clean",
        "bread",
        "beard",
        "hoard",
        "boar",
        "prison",
        "abort",
        "pasta",
        "hasta",
        "testing",
        "sexting",
        "contract",
        "raining",
        "advisry baord",
        "advisr yboard",
        "advisory bored",
        "plam de salud",
        "menus",
        "gobak",
        "the rapist",
        "the therapy",
    ],
)
def test_another_word_is_not_taken_for_a_slip(body: str) -> None:
    assert found(body) is None


# Each pair is one slip apart, and was found by trying common words on words a line may use.
@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("addition", "addiction"),
        ("alcanza", "alianza"),
        ("artes", "rates"),
        ("auction", "action"),
        ("beard", "board"),
        ("bearing", "hearing"),
        ("caroline", "careline"),
        ("caros", "cargos"),
        ("cases", "clases"),
        ("changes", "charges"),
        ("charge", "charges"),
        ("charged", "charges"),
        ("charles", "charges"),
        ("chile", "child"),
        ("clause", "clase"),
        ("close", "clase"),
        ("closes", "clases"),
        ("coats", "costs"),
        ("comete", "comite"),
        ("committed", "committee"),
        ("comparar", "como parar"),
        ("contract", "contact"),
        ("costas", "costs"),
        ("creciente", "reciente"),
        ("curse", "course"),
        ("decreto", "secreto"),
        ("deporte", "reporte"),
        ("deportes", "reportes"),
        ("draining", "training"),
        ("emission", "mission"),
        ("enters", "centers"),
        ("falling", "calling"),
        ("fichas", "fechas"),
        ("glasses", "classes"),
        ("heading", "hearing"),
        ("healing", "hearing"),
        ("heating", "hearing"),
        ("idiotas", "idiomas"),
        ("junto", "junta"),
        ("linda", "linea"),
        ("lineal", "linea"),
        ("linear", "linea"),
        ("listo", "lista"),
        ("matas", "metas"),
        ("melting", "meeting"),
        ("metals", "metas"),
        ("numerous", "numeros"),
        ("perdon", "person"),
        ("perdona", "persona"),
        ("preciso", "precio"),
        ("previo", "precio"),
        ("pride", "price"),
        ("prince", "price"),
        ("prize", "price"),
        ("protect", "project"),
        ("protects", "projects"),
        ("queen", "quien"),
        ("querer", "queer"),
        ("raining", "training"),
        ("ratas", "rates"),
        ("recorte", "reporte"),
        ("renters", "centers"),
        ("repay", "relay"),
        ("replay", "relay"),
        ("resorts", "reports"),
        ("roles", "rules"),
        ("ruled", "rules"),
        ("salad", "salud"),
        ("saluda", "salud"),
        ("saludo", "salud"),
        ("senos", "senas"),
        ("sexting", "texting"),
        ("stiff", "staff"),
        ("straining", "training"),
        ("stuff", "staff"),
        ("sucios", "socios"),
        ("tearing", "hearing"),
        ("terminal", "terminar"),
        ("testing", "texting"),
        ("tests", "texts"),
        ("the rapist", "therapist"),
        ("toros", "otros"),
        ("trains", "trans"),
        ("wearing", "hearing"),
        ("witch", "watch"),
    ],
)
def test_an_ordinary_word_one_slip_off_is_not_taken_for_ours(body: str, word: str) -> None:
    assert Keywords.of([(word, "a page")]).find(body) is None


@pytest.mark.parametrize(
    "body",
    ["987", "998", "9888", "98", "741742", "74174", "7417411", "988a", "meetings3", "m33tings"],
)
def test_digits_have_no_slips(body: str) -> None:
    assert found(body) is None


@pytest.mark.parametrize(
    "body", ["stpo", "sotp", "stopp", "stp", "ends", "emd", "helpp", "hlep", "the end", "send help"]
)
def test_a_slip_never_turns_into_a_word_the_carrier_owns(body: str) -> None:
    assert found(body) is None


@pytest.mark.parametrize("word", sorted(CARRIER_WORDS))
def test_a_word_the_carrier_owns_is_found_only_as_it_stands(word: str) -> None:
    words = Keywords.of([(word, "the carrier's")])
    slips = [word[:-1], word + "x", word[1:], word[1] + word[0] + word[2:]]
    assert [words.find(each) for each in (word, *slips)] == [
        "the carrier's",
        None,
        None,
        None,
        None,
    ]


@pytest.mark.parametrize("word", sorted(CARRIER_WORDS))
def test_a_slip_never_turns_a_carrier_word_or_its_slip_into_a_page(word: str) -> None:
    # A staff word that is one letter longer than the carrier's, and a message between the two.
    page = f"{word}xx"
    words = Keywords.of([(page, "a page")])
    assert [words.find(each) for each in (page, word, word + "x")] == ["a page", None, None]


def test_a_word_the_carrier_owns_is_not_taken_for_a_page_by_its_spaces() -> None:
    words = Keywords.of([("opt out", "how to stop")])
    assert [words.find(each) for each in ("opt out", "optout")] == ["how to stop", None]


@dataclass(frozen=True)
class Target:
    page: str
    language: Language


ENGLISH, SPANISH = Target("calendar", Language.EN), Target("calendar", Language.ES)
TWINS = Keywords.of([("calendar", ENGLISH), ("calendario", SPANISH), ("calendara", SPANISH)])


@pytest.mark.parametrize(
    ("language", "target"), [(None, None), (Language.EN, ENGLISH), (Language.ES, SPANISH)]
)
def test_between_two_words_one_slip_away_only_the_language_decides(
    language: Language | None, target: Target | None
) -> None:
    assert TWINS.find("calendari", language) == target


def test_a_slip_between_words_of_two_pages_is_neither() -> None:
    words = Keywords.of([("updates", "news"), ("updater", "program")])
    assert words.find("update") is None


def test_a_slip_between_two_words_of_one_page_is_that_page() -> None:
    words = Keywords.of([("updates", "news"), ("updater", "news")])
    assert words.find("update") == "news"


def test_a_word_given_twice_is_for_what_was_given_last() -> None:
    assert Keywords.of([("Menu", "first"), ("menú", "last")]).find("menu") == "last"


def test_a_word_that_cannot_be_read_is_left_out() -> None:
    words = Keywords.of([("🙏", "thanks"), ("menu", "menu")])
    assert (words.find(""), words.find("menu")) == (None, "menu")


def test_no_words_find_nothing() -> None:
    none: Keywords[str] = Keywords.of([])
    assert (none.find("menu"), none.find_spoken("the menu")) == (None, None)


@pytest.mark.parametrize(
    "body",
    [
        "when is the next meetings thing",
        "meetings " * 2,
        "meetings are boring",
        "i hate meetings",
        "meeting" + "s" * 60,
        "meetings" * 1_000,
        "meetings " + "x" * 10_000,
        "please " * 2_000 + "meetings",
        "\u0301" * 10_000 + "meetings",
    ],
    ids=lambda body: ascii(body[:40]),
)
def test_a_word_inside_a_sentence_is_not_that_word(body: str) -> None:
    assert found(body) is None


@pytest.mark.parametrize(
    ("speech", "page"),
    [
        ("Meetings.", "meetings"),
        ("uh meetings please", "meetings"),
        ("I want the calendar", "calendar"),
        ("could I hear about the advisory board", "board"),
        ("the advisory board calendar", "board"),
        ("tell me about trainings", "trainings"),
        ("can you help me with trainings", "trainings"),
        ("quiero oír las reuniones", "meetings"),
        ("quiero el plan de salud", "plan"),
        ("meetings, I said meetings", "meetings"),
        ("About.", "about"),
        ("help", "help"),
        ("calender", "calendar"),
    ],
)
def test_a_word_inside_a_short_spoken_sentence_is_that_word(speech: str, page: str) -> None:
    assert WORDS.find_spoken(plain(speech)) == page


@pytest.mark.parametrize(
    "speech",
    [
        "meetings or trainings",
        "I planned a boarding",
        "I want it to stop",
        "I need help",
        "what is this about",
        "nine eight seven",
        "well I was at work and then my sister called and said meetings",
    ],
)
def test_a_sentence_that_names_no_page_or_two_finds_nothing(speech: str) -> None:
    assert WORDS.find_spoken(plain(speech)) is None


def test_in_speech_the_language_decides_between_two_words_of_one_length() -> None:
    words = Keywords.of([("calendar", ENGLISH), ("calendario", SPANISH)])
    assert words.find_spoken("calendar calendario", Language.ES) == SPANISH


def test_a_repr_holds_no_words() -> None:
    assert repr(Keywords.of([("menu", "page")])) == "Keywords(_most_words=1)"


@settings(deadline=None)
@given(st.text())
@example("ﷺ" * 30)
@example("\ud800")
@example("İ")
@example("--\n--")
def test_no_text_is_too_odd_to_look_up(body: str) -> None:
    asked = plain(body)
    answers = {WORDS.find(asked), WORDS.find_spoken(asked)}
    assert answers <= {None, *PAGES.values()}


BEFORE = st.sampled_from(
    ["", " ", "\u200b", "“", "¡", "#", "Hi, ", "Hola. ", "please ", "🙏 ", "*"]
)
AFTER = st.sampled_from(
    ["", " ", "\u00a0", "”", "!!!", ".", " please", ", por favor", " 🙏", " :)", "\n-- \nAna",
     "\n\nSent from my iPhone", "\nEnviado desde mi iPhone", " thanks!"]
)  # fmt: skip
CASES_OF_LETTERS = st.sampled_from([str.lower, str.upper, str.title, str.capitalize])


@settings(deadline=None)
@given(st.sampled_from(sorted(PAGES)), BEFORE, AFTER, CASES_OF_LETTERS)
def test_a_decorated_word_finds_what_the_word_finds(
    word: str, before: str, after: str, written: object
) -> None:
    assert callable(written)
    assert found(f"{before}{written(word)}{after}") == PAGES[word]
