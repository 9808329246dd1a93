from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from responder import twiml
from responder.exchange import (
    CallAnswer,
    Dial,
    Gather,
    Hangup,
    Language,
    Pause,
    Place,
    Redirect,
    Say,
    Span,
)
from responder.flow.model import Voice, Voices
from responder.phone.answer import CALL_VERBS, Answer, verbs
from responder.twiml import Speaker, Speakers, call_xml, message_xml, speakers

EN, ES = Language.EN, Language.ES
DOCUMENTS = Path(__file__).parent / "twiml"
VOICES = Voices(
    en=Voice(neural="Polly.Joanna-Neural", plain="Polly.Joanna"),
    es=Voice(neural="Polly.Lupe-Neural", plain="Polly.Lupe"),
)
OLDEST = Voices(
    en=Voice(neural="Polly.Joanna-Neural", plain="woman"),
    es=Voice(neural="Polly.Lupe-Neural", plain="woman"),
    use="plain",
)


def say(words: str, language: Language = EN, *, plain: bool = False) -> Say:
    return Say((Span(words, language),), language, plain)


def parsed(xml: bytes) -> ET.Element:
    return ET.fromstring(xml)


MENU = Place(".menu")
OPENING = CallAnswer(
    (
        Gather(
            MENU,
            (
                say("Crisis? Hang up and call 9, 8, 8, or press 1."),
                say("En crisis, cuelgue y llame al 9, 8, 8, u oprima 1.", ES),
            ),
            speech=False,
            timeout=1,
        ),
        Gather(
            MENU,
            (say("For initiatives, press 3."), Pause(2), say("Para español, oprima 2.", ES)),
            speech=True,
            timeout=7,
            hints=("plan", "advisory,  board", "R&D"),
        ),
        say("In crisis, hang up and call 9, 8, 8."),
        Redirect("/voice/silence", MENU),
    ),
    "opening",
)
SPANISH = CallAnswer(
    (
        Gather(
            Place("connecting", ES, 1),
            (
                Say(
                    (
                        Span("La junta de ", ES),
                        Span("Connecting to Care", EN),
                        Span(".", ES),
                        Span(" En crisis, llame al 9, 8, 8.", ES),
                    ),
                    ES,
                ),
                Pause(),
            ),
            speech=True,
            timeout=7,
        ),
        Hangup(),
    ),
    "page",
    "connecting",
)
HELPED = Place(".crisis.other", ES)
CONNECT = CallAnswer(
    (
        Gather(HELPED, (say("Lo comunico con el 9, 8, 8.", ES),), speech=False, timeout=3),
        Dial("988", HELPED, "+18605550101", 60),
    ),
    "crisis",
)
GOODBYE = CallAnswer((say("Goodbye. In crisis, call 9, 8, 8.", plain=True), Hangup()), "goodbye")

CALLS = {
    "opening": (OPENING, VOICES, "twilio", ""),
    "spanish-neural": (SPANISH, VOICES, "signalwire", ""),
    "spanish-plain": (SPANISH, OLDEST, "twilio", ""),
    "spanish-somleng": (SPANISH, VOICES, "somleng", ""),
    "connect": (CONNECT, VOICES, "twilio", "/line"),
    "goodbye": (GOODBYE, VOICES, "twilio", ""),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_call_answer_is_this_document(name: str) -> None:
    answer, voices, carrier, prefix = CALLS[name]
    expected = (DOCUMENTS / f"{name}.xml").read_bytes()
    assert call_xml(answer, speakers(voices, carrier), prefix) == expected


def test_every_document_is_compared() -> None:
    assert {path.stem for path in DOCUMENTS.glob("*.xml")} == {"text", *CALLS}


@pytest.mark.parametrize("name", CALLS)
def test_a_carrier_acts_on_every_call_document(name: str) -> None:
    document = (DOCUMENTS / f"{name}.xml").read_bytes()
    found = verbs(Answer(200, "text/xml", document), CALL_VERBS)
    assert [verb.tag for verb in found] == [each.tag for each in parsed(document)]


# Somleng ends the call at an element it does not know, and knows no Pause and no SSML.
@pytest.mark.parametrize("name", CALLS)
def test_somleng_gets_only_elements_that_it_knows(name: str) -> None:
    answer, voices, _, prefix = CALLS[name]
    root = parsed(call_xml(answer, speakers(voices, "somleng"), prefix))
    known = {"Response", "Say", "Gather", "Redirect", "Dial", "Number", "Hangup"}
    assert {each.tag for each in root.iter()} - known == set()


def test_a_text_is_this_document() -> None:
    words = (
        "Crisis? Call or text 988.\nParents & caregivers: is your child <18?"
        ' Say "yes", it\'s OK. ]]> ñ é ü'
    )
    assert message_xml(words) == (DOCUMENTS / "text.xml").read_bytes()


PASTED = {
    "say": 'Parents & caregivers: is your child <18? Say "yes" - it\'s OK. ]]>',
    "text": "Line one\vline two \u2028 R&D <b>bold</b> &amp; caf\u00e9",
    "label": "Ni\u00f1os & j\u00f3venes",
}


@pytest.mark.parametrize("words", PASTED.values(), ids=PASTED)
def test_c05_a_pasted_control_character_is_dropped_and_the_words_stay(words: str) -> None:
    text = message_xml(words)
    call = call_xml(CallAnswer((say(words),), "page"), speakers(VOICES, "twilio"), "")
    said = ["".join(parsed(xml).itertext()) for xml in (text, call)]
    assert said == [words.replace("\v", "")] * 2


@pytest.mark.parametrize(
    "words", ["", " \n", "\x00\x0b\x1f", "\ud83d"], ids=["none", "blank", "controls", "half a pair"]
)
def test_no_words_send_nothing(words: str) -> None:
    assert message_xml(words) == b'<?xml version="1.0" encoding="UTF-8"?><Response/>'


def test_a_call_without_steps_is_an_empty_answer() -> None:
    assert call_xml(CallAnswer((), "page"), speakers(VOICES, "twilio"), "") == twiml.EMPTY


# XML 1.0, production [2] Char, written out as its ranges.
def allowed(words: str) -> str:
    return "".join(
        c
        for c in words
        if c in "\t\n\r"
        or 0x20 <= ord(c) <= 0xD7FF
        or 0xE000 <= ord(c) <= 0xFFFD
        or 0x10000 <= ord(c) <= 0x10FFFF
    )


ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


@given(ANY_TEXT)
@example("a\r\nb\rc\x85d\u2028e")
@example("]]> &amp; <![CDATA[ x ]]> <!-- -- --> <?pi?>")
@example("\ufffe\uffff\ud800x\U0010ffff")
def test_any_text_becomes_xml_that_says_its_allowed_characters(words: str) -> None:
    xml = message_xml(words)
    assert xml.startswith(b"<?xml ")
    root = parsed(xml)
    said = "".join(message.text or "" for message in root)
    expected = allowed(words)
    assert (root.tag, said) == ("Response", expected if expected.strip() else "")


@given(ANY_TEXT, st.sampled_from(Language), st.sampled_from([VOICES, OLDEST]))
def test_any_words_and_hints_become_xml_that_parses(
    words: str, language: Language, voices: Voices
) -> None:
    # Letters around what may have none, so that no span falls away.
    spans = (Span("x", EN), Span(words, ES), Span("y", EN))
    steps = (Gather(MENU, (Say(spans, language),), speech=True, timeout=7, hints=(words,)),)
    root = parsed(call_xml(CallAnswer(steps, "page"), speakers(voices, "twilio"), ""))
    said = "".join("".join(root.itertext()).split())
    assert said == "".join(f"x{allowed(words)}y".split())


@pytest.mark.parametrize(
    "number",
    ["911", "211", "9-1-1", "+1911", "1 211", "411", "311", "511", "611", "711", "811", "112", ""],
)
def test_emergency_and_service_codes_are_never_dialled(number: str) -> None:
    answer = CallAnswer((Dial(number, MENU, "+18605550101", 60),), "crisis")
    with pytest.raises(ValueError, match=r"^emergency and N11 numbers are said, never dialled$"):
        call_xml(answer, speakers(VOICES, "twilio"), "")


NEURAL = {EN: Speaker("Polly.Joanna-Neural", "en-US"), ES: Speaker("Polly.Lupe-Neural", "es-US")}
PLAIN = {EN: Speaker("Polly.Joanna", "en-US"), ES: Speaker("Polly.Lupe", "es-US")}
WOMAN = {EN: Speaker("woman", "en-US"), ES: Speaker("woman", "es")}


@pytest.mark.parametrize(
    ("voices", "carrier", "expected"),
    [
        pytest.param(VOICES, "twilio", Speakers(NEURAL, PLAIN), id="neural on twilio"),
        pytest.param(VOICES, "signalwire", Speakers(NEURAL, PLAIN), id="neural on signalwire"),
        pytest.param(VOICES, "somleng", Speakers(PLAIN, PLAIN, True), id="plain on somleng"),
        pytest.param(OLDEST, "twilio", Speakers(WOMAN, WOMAN), id="plain as the flow wants"),
        # Somleng's man and woman speak English only.
        pytest.param(
            OLDEST,
            "somleng",
            Speakers(
                {EN: Speaker("woman", "en-US"), ES: Speaker("", "es-US")},
                {EN: Speaker("woman", "en-US"), ES: Speaker("", "es-US")},
                True,
            ),
            id="an English-only voice on somleng",
        ),
    ],
)
def test_who_speaks(voices: Voices, carrier: str, expected: Speakers) -> None:
    assert speakers(voices, carrier) == expected


@pytest.mark.parametrize(
    ("voice", "locale"),
    [
        ("Polly.Lupe-Neural", "es-US"),
        ("Polly.Mia-Neural", "es-MX"),
        ("Polly.Andres-Generative", "es-MX"),
        ("Polly.Lucia", "es-ES"),
        ("Google.es-US-Neural2-A", "es-US"),
        ("Google.es-ES-Standard-B", "es-ES"),
        ("alice", "es-MX"),
    ],
)
def test_a_spanish_voice_is_given_the_locale_it_speaks(voice: str, locale: str) -> None:
    voices = Voices(en=VOICES.en, es=Voice(neural=voice, plain="Polly.Lupe"))
    assert speakers(voices, "twilio").of(ES, plain=False) == Speaker(voice, locale)


def test_hints_stop_before_five_hundred_characters_with_a_whole_word() -> None:
    hints = ("a" * 249, "b" * 250, "c")
    steps = (Gather(MENU, (), speech=True, timeout=7, hints=hints),)
    xml = call_xml(CallAnswer(steps, "page"), speakers(VOICES, "twilio"), "")
    gather = parsed(xml).find("Gather")
    assert gather is not None
    # 249 letters, a comma and 250 letters are 500 characters; the next would need two more.
    assert gather.get("hints") == "a" * 249 + "," + "b" * 250


def test_a_caller_id_cannot_break_out_of_its_attribute() -> None:
    steps = (Dial("988", MENU, '+1"><x\n', 60),)
    xml = call_xml(CallAnswer(steps, "crisis"), speakers(VOICES, "twilio"), "")
    dial = parsed(xml).find("Dial")
    assert dial is not None
    assert dial.get("callerId") == "1"


@pytest.mark.parametrize(
    "spans",
    [(), (Span("", EN),), (Span(" . ", EN), Span("-", ES))],
    ids=["none", "empty", "no letter"],
)
def test_nothing_to_say_is_not_a_say(spans: tuple[Span, ...]) -> None:
    answer = CallAnswer((Say(spans, EN), Hangup()), "goodbye")
    xml = call_xml(answer, speakers(VOICES, "twilio"), "")
    assert xml == b'<?xml version="1.0" encoding="UTF-8"?><Response><Hangup/></Response>'


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        (
            (Span("¿", ES), Span("Network of Care", EN), Span("?", ES)),
            [("en-US", "¿Network of Care?")],
        ),
        (
            (Span("Uno, ", ES), Span("dos ", ES), Span("three", EN), Span(" cuatro", ES)),
            [("es", "Uno, dos"), ("en-US", "three"), ("es", "cuatro")],
        ),
    ],
    ids=["marks alone are no Say", "neighbours of one language are one Say"],
)
def test_languages_are_parted_into_says_where_they_cannot_be_nested(
    spans: tuple[Span, ...], expected: list[tuple[str, str]]
) -> None:
    answer = CallAnswer((Say(spans, ES),), "page")
    root = parsed(call_xml(answer, speakers(OLDEST, "twilio"), ""))
    assert [(each.get("language"), each.text) for each in root] == expected


@pytest.mark.parametrize(
    ("prefix", "address"),
    [
        ("", "/voice/silence?page=.menu&lang=en&silences=0"),
        ("/", "/voice/silence?page=.menu&lang=en&silences=0"),
        ("/child/line", "/child/line/voice/silence?page=.menu&lang=en&silences=0"),
        ("/line/", "/line/voice/silence?page=.menu&lang=en&silences=0"),
    ],
)
def test_addresses_follow_the_path_of_the_public_address(prefix: str, address: str) -> None:
    answer = CallAnswer((Redirect("/voice/silence", MENU),), "page")
    root = parsed(call_xml(answer, speakers(VOICES, "twilio"), prefix))
    assert [each.text for each in root] == [address]


@pytest.mark.parametrize(
    ("number", "caller_id", "expected"),
    [
        ("988", "860-555-0101", ("988", "+18605550101")),
        ("8002738255", "(860) 555-0101", ("+18002738255", "+18605550101")),
        ("1-800-273-8255", "+1 860 555 0101", ("+18002738255", "+18605550101")),
        ("18605550111", "no number", ("+18605550111", "")),
    ],
)
def test_numbers_are_dialled_as_carriers_take_them(
    number: str, caller_id: str, expected: tuple[str, str]
) -> None:
    dial = Dial(number, Place("plan"), caller_id, 60)
    root = parsed(call_xml(CallAnswer((dial,), "crisis"), speakers(VOICES, "twilio"), ""))
    assert (root[0][0].text, root[0].get("callerId")) == expected
