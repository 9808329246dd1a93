"""The phone, tried on hand-written answers of a tiny line, right ones and wrong ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import pytest

from responder.phone.phone import Caller, Heard, Listening, PhoneError, Texter, wsgi_line

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

PUBLIC_URL = "https://line.example.org"
XML = "text/xml; charset=utf-8"


class Tiny:
    """A line that gives a fixed answer at each address and keeps what was posted there."""

    def __init__(self, answers: Mapping[str, str], cookie: str | None = None) -> None:
        self.answers = answers
        self.cookie = cookie
        self.asked: list[str] = []
        self.fields: dict[str, str] = {}
        self.cookies: list[str | None] = []

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        target = environ["RAW_URI"]
        self.asked.append(target)
        posted = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode()
        self.fields = dict(parse_qsl(posted, keep_blank_values=True))
        self.cookies.append(environ.get("HTTP_COOKIE"))
        headers = [("Content-Type", XML)]
        if self.cookie is not None:
            headers.append(("Set-Cookie", self.cookie))
        start_response("200 OK", headers)
        return [f"<Response>{self.answers[target]}</Response>".encode()]


def texter(tiny: Tiny) -> Texter:
    return Texter(wsgi_line(tiny, "token", PUBLIC_URL))


def caller(tiny: Tiny) -> Caller:
    return Caller(wsgi_line(tiny, "token", PUBLIC_URL))


def calling(pickup: str, **more: str) -> tuple[Caller, Tiny]:
    """Return a caller who has just heard `pickup`; `more` are the answers at /name."""
    tiny = Tiny({"/voice": pickup, **{f"/{name}": xml for name, xml in more.items()}})
    phone = caller(tiny)
    phone.dial()
    return phone, tiny


# --- texts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "texts"),
    [
        ("", []),
        ("<Message>Call or text 988.</Message>", ["Call or text 988."]),
        ("<Message>R&amp;D &lt;b&gt; \n ñ</Message><!-- no --><Message>2</Message>",
         ["R&D <b> \n ñ", "2"]),
    ],
    ids=["silence", "one", "two, with references and a comment"],
)  # fmt: skip
def test_a_texter_gets_the_messages_of_the_answer(answer: str, texts: list[str]) -> None:
    assert texter(Tiny({"/sms": answer})).text("hi") == texts


@pytest.mark.parametrize(
    "answer",
    [
        "<Say>hi</Say>",
        "<message>hi</message>",
        "<Message></Message>",
        "<Message>  </Message>",
        "<Message to='+18605550143'>hi</Message>",
        "<Message>hi <b>there</b></Message>",
        "<Message>" + "x" * 1601 + "</Message>",
        "<Message>x</Message>" * 11,
        "hi",
    ],
    ids=["a verb of calls", "wrong case", "empty", "blank", "to someone else", "an element in it",
         "too long", "too many", "words without a message"],
)  # fmt: skip
def test_a_texter_refuses_what_a_carrier_would_not_send(answer: str) -> None:
    with pytest.raises(PhoneError):
        texter(Tiny({"/sms": answer})).text("hi")


def test_a_text_carries_the_fields_of_a_carrier_and_the_body_untouched() -> None:
    tiny = Tiny({"/sms": ""})
    texter(tiny).text("  ¿hola? \n😀+&= ", OptOutType="STOP", NumMedia="1")
    sid = "SM00000000000000000000000000000001"
    assert tiny.fields == {
        "AccountSid": "AC00000000000000000000000000000000",
        "ApiVersion": "2010-04-01",
        "Body": "  ¿hola? \n😀+&= ",
        "From": "+18605550142",
        "FromCity": "",
        "FromCountry": "US",
        "FromState": "CT",
        "FromZip": "",
        "MessageSid": sid,
        "NumMedia": "1",
        "NumSegments": "1",
        "OptOutType": "STOP",
        "SmsMessageSid": sid,
        "SmsSid": sid,
        "SmsStatus": "received",
        "To": "+18605550100",
    }


def test_a_text_without_a_body_has_no_such_field() -> None:
    tiny = Tiny({"/sms": ""})
    texter(tiny).text(None)
    assert "Body" not in tiny.fields


def test_a_texter_sends_the_cookie_back_until_it_is_cleared_or_taken_back() -> None:
    tiny = Tiny({"/sms": ""}, cookie="line=es.x-1; Path=/; Max-Age=14400; HttpOnly")
    phone = texter(tiny)
    phone.text("one")
    tiny.cookie = None
    phone.text("two")
    phone.cookie = None
    phone.text("three")
    phone.cookie = "line=en"
    tiny.cookie = "line=; Max-Age=0"
    phone.text("four")
    phone.text("five")
    assert tiny.cookies == [None, "line=es.x-1", None, "line=en", None]


@pytest.mark.parametrize("cookie", ["=x", "; Path=/", "line=a\x07b"])
def test_a_cookie_that_a_carrier_refuses_is_an_error(cookie: str) -> None:
    with pytest.raises(PhoneError, match=r"has no name, or a control character .*/11206\)$"):
        texter(Tiny({"/sms": ""}, cookie)).text("hi")


# Kept four hours for the two numbers: https://support.twilio.com/hc/en-us/articles/223136287
@pytest.mark.parametrize(
    ("attributes", "hours", "kept"),
    [
        ("", 3.9, True),
        ("", 4.0, False),
        ("; Max-Age=86400", 3.9, True),
        ("; Max-Age=86400", 4.0, False),
        ("; max-age=3600", 0.9, True),
        ("; max-age=3600", 1.0, False),
        ("; Max-Age=-1", 0.0, False),
        ("; Max-Age=soon", 3.9, True),
    ],
)
def test_a_cookie_is_kept_for_four_hours_at_most(attributes: str, hours: float, kept: bool) -> None:
    tiny = Tiny({"/sms": ""}, cookie=f"line=es{attributes}")
    phone = texter(tiny)
    phone.text("one")
    tiny.cookie = None
    phone.wait(hours * 3600)
    phone.text("two")
    assert tiny.cookies == [None, "line=es" if kept else None]


def test_a_carrier_without_cookies_keeps_none() -> None:
    tiny = Tiny({"/sms": ""}, cookie="line=es")
    phone = Texter(wsgi_line(tiny, "token", PUBLIC_URL), keeps_cookies=False)
    phone.text("one")
    phone.text("two")
    assert tiny.cookies == [None, None]


# https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out
def test_someone_is_opted_out_from_stop_to_start() -> None:
    phone = texter(Tiny({"/sms": ""}))
    told = []
    for body, kind in [("hi", ""), ("STOP", "STOP"), ("hi", ""), ("HELP", "HELP"),
                       ("START", "START")]:  # fmt: skip
        phone.text(body, **({"OptOutType": kind} if kind else {}))
        told.append(phone.opted_out)
    assert told == [False, True, True, True, False]


def test_there_is_no_other_kind_of_opting_out() -> None:
    with pytest.raises(PhoneError, match=r"^no such OptOutType; there are STOP, START, HELP$"):
        texter(Tiny({"/sms": ""})).text("PARA", OptOutType="PARA")


# --- calls: what is heard ------------------------------------------------------------------------

KEYS = "<Gather numDigits='1' finishOnKey='' action='/key'>{}</Gather>"
BOTH = "<Gather input='dtmf speech' numDigits='1' finishOnKey='' action='/key'/>"


def test_a_call_is_heard_in_order_and_ends_with_its_document() -> None:
    tiny = Tiny(
        {
            "/voice": "<Say language='es-US'>Uno.</Say><Pause length='2'/><Play>/a.mp3</Play>"
            "<Say>Two</Say><Redirect>/next</Redirect><Say>never</Say>",
            "/next": "<Say>Three</Say><Hangup/><Say>never</Say>",
        }
    )
    phone = caller(tiny)
    heard = phone.dial()
    assert (heard.words, heard.ended) == ("Uno.\nTwo\nThree", True)
    assert [(each.words, each.language) for each in phone.heard] == [
        ("Uno.", "es"),
        ("Two", "en"),
        ("Three", "en"),
    ]
    assert tiny.asked == ["/voice", "/next"]


def test_an_empty_answer_ends_the_call() -> None:
    phone, _ = calling("")
    assert (phone.heard, phone.ended) == ([], True)


def test_what_is_heard_carries_its_second_in_the_call() -> None:
    # Five words take 1.875 seconds at 160 words a minute; then a pause of 3 seconds.
    phone, _ = calling(
        "<Say>one two three four five</Say><Pause length='3'/><Say loop='2'>six</Say>"
    )
    assert [(each.words, round(each.at, 3)) for each in phone.heard] == [
        ("one two three four five", 0.0),
        ("six", 4.875),
        ("six", 5.25),
    ]
    assert round(phone.seconds, 3) == 5.625


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, ""),
        (0.3, ""),
        (0.4, "call"),
        (1.9, "call 9, 8"),
        (2, "call 9, 8, 8"),
        (2.4, "call 9, 8, 8 now"),
        (5.7, "call 9, 8, 8 now"),
        (5.8, "call 9, 8, 8 now\nuno"),
        (60, "call 9, 8, 8 now\nuno dos"),
    ],
)
def test_only_whole_words_that_were_said_by_then_are_heard_within(
    seconds: float, words: str
) -> None:
    phone, _ = calling(
        "<Say>call 9, 8, 8 now</Say><Pause length='3'/><Say language='es'>uno dos</Say>"
    )
    assert phone.heard_within(seconds) == words


# --- calls: keys, speech, silence ----------------------------------------------------------------


def test_what_the_line_listens_for_can_be_read() -> None:
    phone, _ = calling(
        "<Gather input='dtmf speech' numDigits='1' finishOnKey='' timeout='7' language='es-US'"
        " action='/key?page=plan&amp;lang=es' hints='plan,mesa directiva' speechTimeout='auto'"
        " profanityFilter='false' method='POST'><Say>x</Say><Pause/></Gather>"
    )
    assert phone.listening == Listening(
        keys=True,
        speech=True,
        seconds=7,
        action="/key?page=plan&lang=es",
        most_keys=1,
        finish_key="",
        reports_silence=False,
        locale="es-US",
        hints=("plan", "mesa directiva"),
    )


def test_what_a_bare_gather_listens_for_are_the_defaults_of_the_carrier() -> None:
    phone, _ = calling("<Gather/>")
    assert phone.listening == Listening(keys=True, speech=False, seconds=5, action="/voice")


@pytest.mark.parametrize("key", "0123456789*#")
def test_a_key_is_posted_to_the_action_and_what_follows_is_not_run(key: str) -> None:
    phone, tiny = calling(
        KEYS.format("<Say>Menu</Say>") + "<Say>silence</Say>", key="<Say>Yes</Say>"
    )
    heard = phone.press(key)
    assert (heard.words, heard.ended, tiny.fields["Digits"]) == ("Yes", True, key)


def test_a_key_press_carries_the_fields_of_a_carrier() -> None:
    phone, tiny = calling(KEYS.format(""), key="")
    assert tiny.fields["CallStatus"] == "ringing"
    phone.press("1")
    assert tiny.fields == {
        "AccountSid": "AC00000000000000000000000000000000",
        "ApiVersion": "2010-04-01",
        "CallSid": "CA00000000000000000000000000000001",
        "CallStatus": "in-progress",
        "Digits": "1",
        "Direction": "inbound",
        "FinishedOnKey": "",
        "From": "+18605550142",
        "FromCity": "",
        "FromCountry": "US",
        "FromState": "CT",
        "FromZip": "",
        "To": "+18605550101",
    }


def test_keys_in_a_row_are_pressed_one_by_one_while_the_line_listens() -> None:
    again = "<Say>Crisis</Say>" + KEYS.format("")
    phone, tiny = calling(KEYS.format(""), key=again)
    heard = phone.press("988")
    assert (heard.words, tiny.asked) == ("Crisis\nCrisis\nCrisis", ["/voice", *["/key"] * 3])


def test_keys_after_the_end_of_the_call_fall_away() -> None:
    phone, tiny = calling(KEYS.format(""), key="<Say>Bye</Say>")
    assert (phone.press("988").words, tiny.asked) == ("Bye", ["/voice", "/key"])


def test_keys_that_come_where_only_speech_is_heard_fall_away() -> None:
    speech = "<Gather input='speech' numDigits='1' action='/never'/>"
    phone, tiny = calling(KEYS.format(""), key=speech)
    phone.press("988")
    assert tiny.asked == ["/voice", "/key"]


@pytest.mark.parametrize(
    ("gather", "keys", "digits", "finished_on"),
    [
        ("<Gather numDigits='3' action='/key'/>", "988", "988", ""),
        ("<Gather action='/key'/>", "98#", "98", "#"),
        ("<Gather finishOnKey='*' action='/key'/>", "9#*", "9#", "*"),
    ],
    ids=["as many as asked", "until the usual finish key", "until another finish key"],
)
def test_keys_are_gathered(gather: str, keys: str, digits: str, finished_on: str) -> None:
    phone, tiny = calling(gather, key="")
    phone.press(keys)
    assert (tiny.fields["Digits"], tiny.fields["FinishedOnKey"]) == (digits, finished_on)


def test_silence_after_some_keys_sends_those() -> None:
    phone, tiny = calling("<Gather numDigits='3' action='/key'/>", key="")
    assert phone.press("98") == Heard((), phone.listening, (), False)
    phone.wait()
    assert tiny.fields["Digits"] == "98"


def test_a_finish_key_alone_is_silence() -> None:
    phone, tiny = calling("<Gather action='/key'/><Say>silence</Say>")
    assert (phone.press("#").words, tiny.asked) == ("silence", ["/voice"])


def test_silence_goes_on_with_the_verb_after_the_gather() -> None:
    phone, tiny = calling(
        "<Gather timeout='7' action='/key'><Say>Menu</Say></Gather><Say>988</Say>"
        "<Gather action='/key'/><Redirect>/silence</Redirect>",
        silence="<Say>Bye</Say>",
    )
    first = phone.wait()
    assert (first.words, first.ended, round(phone.seconds, 3)) == ("988", False, 8.575)
    second = phone.wait()
    assert (second.words, second.ended, tiny.asked) == ("Bye", True, ["/voice", "/silence"])


def test_silence_is_posted_where_the_gather_asks_for_it() -> None:
    phone, tiny = calling("<Gather actionOnEmptyResult='true' action='/key'/>", key="<Say>k</Say>")
    assert phone.wait().words == "k"
    assert "Digits" not in tiny.fields


def test_what_is_said_is_posted_to_the_action() -> None:
    phone, tiny = calling(BOTH, key="<Say>Yes</Say>")
    assert phone.say("reuniones, por favor").words == "Yes"
    assert (tiny.fields["SpeechResult"], "Digits" in tiny.fields) == ("reuniones, por favor", False)


def test_a_gather_without_an_action_asks_its_own_address_again() -> None:
    tiny = Tiny({"/voice": "<Redirect>/voice/a?page=x</Redirect>", "/voice/a?page=x": "<Gather/>"})
    phone = caller(tiny)
    phone.dial()
    phone.press("12#")
    assert tiny.asked == ["/voice", "/voice/a?page=x", "/voice/a?page=x"]


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("/voice/b?x=1", "/voice/b?x=1"),
        ("b", "/voice/b"),
        ("?x=1", "/voice/a?x=1"),
        ("https://line.example.org/c#rc=1", "/c"),
        ("  /c\n", "/c"),
    ],
    ids=["from the root", "beside", "the same with a query", "whole, with overrides", "spaced"],
)
def test_addresses_are_taken_from_the_document_they_stand_in(address: str, asked: str) -> None:
    redirect = f"<Redirect>{address}</Redirect>"
    tiny = Tiny({"/voice": "<Redirect>/voice/a?page=x</Redirect>", "/voice/a?page=x": redirect,
                 asked: ""})  # fmt: skip
    caller(tiny).dial()
    assert tiny.asked[-1] == asked


def test_two_callers_go_on_apart_from_one_point() -> None:
    phone, _ = calling(KEYS.format("<Say>Menu</Say>") + "<Say>Silence</Say>", key="<Say>Key</Say>")
    other = phone.fork()
    phone.wait()
    other.press("3")
    assert [[each.words for each in one.heard] for one in (phone, other)] == [
        ["Menu", "Silence"],
        ["Menu", "Key"],
    ]


# --- calls: time, and keys that come before a prompt is over -------------------------------------

# Eight words take 3 seconds at 160 words a minute, and a comma makes 0.2 of a second.
LONG = KEYS.format("<Say>one two three four five six, 988</Say><Say>Call 9, 8, 8.</Say>")


def test_988_is_heard_at_a_second_of_the_call_without_waiting() -> None:
    phone, _ = calling("<Pause length='2'/><Say>Crisis? Call 9, 8, 8, or press 1.</Say>" + BOTH)
    # 2 s until pickup, a word, the end of a sentence, a word, three digits and two commas.
    expected = 2 + 0.375 + 0.4 + 0.375 + 3 * 0.4 + 2 * 0.2
    assert phone.first_heard("988") == pytest.approx(expected)
    assert phone.first_heard("press 1") == pytest.approx(expected + 0.2 + 2 * 0.375 + 0.4)
    assert (phone.first_heard("211"), phone.picked_up_at) == (None, 2)


def test_what_was_heard_last_knows_its_seconds() -> None:
    phone, _ = calling(BOTH + "<Say>Call 988.</Say>")
    heard = phone.wait()
    assert heard.first("988") == pytest.approx(5 + 0.375 + 1.2)
    assert heard.seconds == phone.seconds == pytest.approx(5 + 0.375 + 1.2 + 0.4)


# After the first key the audio stops: https://www.twilio.com/docs/voice/twiml/gather
@pytest.mark.parametrize(
    ("after", "heard"),
    [
        (0.0, []),
        (0.8, ["one two"]),
        (2.5, ["one two three four five six"]),
        (4.1, ["one two three four five six, 988", "Call"]),
        (60.0, None),
    ],
)
def test_a_key_cuts_the_prompts_off(after: float, heard: list[str] | None) -> None:
    phone, tiny = calling(LONG, key="<Say>Yes</Say>")
    if heard is None:
        with pytest.raises(PhoneError, match=r"^the line does not listen at that moment$"):
            phone.press("3", after=after)
        return
    answered = phone.press("3", after=after)
    assert (answered.words, tiny.fields["Digits"]) == ("Yes", "3")
    assert [each.words for each in phone.heard] == [*heard, "Yes"]
    assert phone.heard[-1].at == pytest.approx(after)


def test_no_key_comes_before_the_prompts() -> None:
    phone, _ = calling("<Pause length='5'/>" + LONG)
    with pytest.raises(PhoneError, match=r"^the line does not listen at that moment$"):
        phone.press("3", after=-0.1)


def test_only_what_was_being_said_is_cut_off() -> None:
    phone, _ = calling(LONG, key="<Say>Yes</Say>")
    phone.press("3", after=4.1)
    assert [each.until for each in phone.heard] == [None, pytest.approx(4.1), None]


def test_what_is_cut_off_was_never_heard() -> None:
    phone, _ = calling(LONG, key="<Say>Yes</Say>")
    assert phone.first_heard("988") == pytest.approx(6 * 0.375 + 0.2 + 1.2)
    phone.press("3", after=3)
    assert phone.first_heard("988") is None


def test_the_next_key_comes_after_the_last() -> None:
    phone, tiny = calling("<Gather numDigits='2' action='/key'><Say>one two</Say></Gather>", key="")
    phone.press("1", after=0.5)
    phone.press("2", after=1.5)
    assert tiny.fields["Digits"] == "12"
    assert phone.seconds == pytest.approx(2.0)


# --- calls: whether they are taken ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "status", "picked_up_at"),
    [
        ("<Reject/>", "no-answer", None),
        ("<Reject reason='busy'/>", "busy", None),
        ("<Say>x</Say>", "completed", 0),
        ("<Pause length='4'/>", "completed", 4),
        ("<Pause length='4'/><Reject/>", "completed", 4),
        ("<Hangup/>", "completed", 0),
        ("<Gather/>", "in-progress", 0),
        ("<Dial>988</Dial>", "in-progress", 0),
    ],
)
def test_a_call_is_taken_at_its_first_verb_unless_that_rejects_it(
    answer: str, status: str, picked_up_at: float | None
) -> None:
    phone, _ = calling(answer)
    assert (phone.status, phone.picked_up_at) == (status, picked_up_at)


def test_a_call_rings_until_it_is_taken() -> None:
    assert caller(Tiny({})).status == "ringing"


def test_two_callers_hear_recordings_apart() -> None:
    phone, _ = calling(KEYS.format("<Play>/a.mp3</Play>"), key="<Play>/b.mp3</Play>")
    other = phone.fork()
    phone.press("1")
    assert (phone.played, other.played) == (["/a.mp3", "/b.mp3"], ["/a.mp3"])


def test_a_redirect_takes_the_call() -> None:
    phone, _ = calling("<Redirect>/next</Redirect>", next="<Reject/>")
    assert (phone.status, phone.picked_up_at) == ("completed", 0)


def test_a_recording_counts_as_long_and_is_noted() -> None:
    phone, _ = calling("<Play>/a.mp3</Play><Play digits='w1'/><Say>988</Say>")
    assert (phone.played, phone.heard[0].at) == (["/a.mp3", "w1"], 11.0)


# --- calls: connecting ---------------------------------------------------------------------------

DIAL = "<Dial timeout='20' callerId='+18605550101'{}><Number>988</Number></Dial><Say>after</Say>"


def test_a_dialled_number_is_noted_and_nothing_is_connected() -> None:
    phone, tiny = calling(DIAL.format(" action='/dialled'"))
    assert (phone.dialled, phone.dialling, phone.ended, tiny.asked) == (
        ["988"],
        ("988",),
        False,
        ["/voice"],
    )


@pytest.mark.parametrize(
    ("status", "seconds"),
    [("busy", None), ("no-answer", None), ("failed", None), ("canceled", None),
     ("completed", "60"), ("answered", "60")],
)  # fmt: skip
def test_with_an_action_the_result_goes_there_and_the_rest_never_runs(
    status: str, seconds: str | None
) -> None:
    phone, tiny = calling(DIAL.format(" action='/dialled'"), dialled="<Say>result</Say>")
    heard = phone.dial_result(status)
    assert (heard.words, heard.ended, heard.dialling) == ("result", True, ())
    assert (tiny.fields["DialCallStatus"], tiny.fields.get("DialCallDuration")) == (status, seconds)


def test_without_an_action_the_document_goes_on() -> None:
    phone, tiny = calling(DIAL.format(""))
    assert (phone.dial_result("busy").words, tiny.asked) == ("after", ["/voice"])


@pytest.mark.parametrize(
    ("dial", "numbers"),
    [
        ("<Dial>988</Dial>", ["988"]),
        ("<Dial><Number>988</Number><Number>18605550111</Number></Dial>", ["988", "18605550111"]),
    ],
    ids=["in the verb itself", "two at once"],
)
def test_every_way_to_name_a_number_is_noted(dial: str, numbers: list[str]) -> None:
    phone, _ = calling(dial)
    assert phone.dialled == numbers


# --- calls: what cannot be -----------------------------------------------------------------------

SCHEMA = "https://www.twilio.com/docs/api/errors/12200"
VERB = "https://www.twilio.com/docs/voice/twiml/{}".format
OURS = "our own rule: {}".format
AWAY = OURS("answers lead only to the public address")
PLAIN = OURS("only SSML that every voice speaks")

WRONG = {
    "an unknown verb": ("<Record/>", "<Record> is not known in <Response>", SCHEMA),
    "a verb in the wrong case": (
        "<say>hi</say>", "<say> is not known in <Response>; its name is <Say>", SCHEMA),
    "an attribute in the wrong case": (
        "<Gather numdigits='1'/>", "<Gather> takes no attribute 'numdigits'", SCHEMA),
    "an unknown attribute": (
        "<Gather bargeIn='true'/>", "<Gather> takes no attribute 'bargeIn'", SCHEMA),
    "a value that does not fit": (
        "<Gather timeout='7s'/>", "attribute 'timeout' of <Gather> has no value that fits",
        VERB("gather")),
    "no such reason": (
        "<Reject reason='later'/>", "attribute 'reason' of <Reject> has no value that fits",
        VERB("reject")),
    "an action by GET": (
        "<Gather method='GET'/>", "attribute 'method' of <Gather> has no value that fits",
        OURS("what a caller says never goes into an address, and so into logs")),
    "a message in a call": (
        "<Message>hi</Message>", "<Message> is not known in <Response>", SCHEMA),
    "a redirect in a gather": (
        "<Gather><Redirect>/x</Redirect></Gather>", "<Redirect> is not known in <Gather>",
        "https://www.twilio.com/docs/api/errors/13320"),
    "words in a gather": (
        "<Gather>Press 1</Gather>", "text stands loose in <Gather>", SCHEMA),
    "too many hints": (
        f"<Gather hints='{'a,' * 500}a'/>", "<Gather> has more than 500 hints", VERB("gather")),
    "a hint that is too long": (
        f"<Gather hints='{'a' * 101}'/>", "a hint of <Gather> is longer than 100 characters",
        VERB("gather")),
    "words between verbs": ("<Say>a</Say>b", "text stands loose in <Response>", SCHEMA),
    "an empty say": ("<Say> </Say>", "<Say> is empty", VERB("say")),
    "a say without end": (
        "<Say loop='0'>hi</Say>", "attribute 'loop' of <Say> has no value that fits",
        OURS("no prompt is said without end")),
    "a say that is too long": (
        f"<Say>{'x' * 4097}</Say>", "<Say> holds more than 4096 characters", VERB("say")),
    "SSML in a voice that cannot": (
        "<Say voice='woman'>a<break/></Say>", "this voice of <Say> takes words only, no SSML",
        VERB("say")),
    "SSML that not all voices speak": (
        "<Say voice='Polly.Joanna'><emphasis>a</emphasis></Say>",
        "<emphasis> is not known in <Say>", PLAIN),
    "nothing to play": (
        "<Play/>", "<Play> needs an address or digits, and not both", VERB("play")),
    "two things to play": (
        "<Play digits='1'>/a.mp3</Play>", "<Play> needs an address or digits, and not both",
        VERB("play")),
    "an empty redirect": ("<Redirect/>", "<Redirect> is empty", VERB("redirect")),
    "an empty dial": ("<Dial action='/x'/>", "<Dial> is empty", VERB("dial")),
    "a number in both places": (
        "<Dial>988<Number>988</Number></Dial>",
        "<Dial> names a number both in itself and in a <Number>", VERB("dial")),
    "a conference": (
        "<Dial><Conference>x</Conference></Dial>", "<Conference> is not known in <Dial>", SCHEMA),
    "words in a hangup": ("<Hangup>bye</Hangup>", "text stands loose in <Hangup>", SCHEMA),
    "another host": (
        "<Redirect>https://evil.example/voice</Redirect>", "an address leads to another host",
        AWAY),
    "another host, same scheme": (
        "<Gather action='//evil.example/voice'/>", "an address leads to another host", AWAY),
    "another port": (
        "<Dial action='https://line.example.org:8443/x'>988</Dial>",
        "an address leads to another host", AWAY),
    "an address that is none": (
        "<Redirect>http://[</Redirect>", "an address cannot be read",
        "https://www.twilio.com/docs/api/errors/11100"),
    "a pause of days": (
        "<Pause length='100000'/>", "attribute 'length' of <Pause> has no value that fits",
        VERB("pause")),
    "a loop of a thousand": (
        "<Say loop='1000'>hi</Say>", "attribute 'loop' of <Say> has no value that fits",
        VERB("say")),
    "a loop without the caller": (
        "<Redirect>/voice</Redirect>", "more than 10 redirects without the caller",
        OURS("no loop without the caller")),
    "broken XML": (
        "<Say>", "the answer is not XML: mismatched tag: line 1, column 17",
        "https://www.twilio.com/docs/api/errors/12100"),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "why", "rule"), WRONG.values(), ids=WRONG)
def test_an_answer_that_a_carrier_would_not_act_on_names_its_fault_and_the_rule(
    answer: str, why: str, rule: str
) -> None:
    with pytest.raises(PhoneError) as caught:
        caller(Tiny({"/voice": answer})).dial()
    assert str(caught.value) == f"the answer of /voice: {why} ({rule})"


def test_a_loop_is_given_up_after_ten_redirects() -> None:
    tiny = Tiny({"/voice": "<Say>988</Say><Redirect>/voice</Redirect>"})
    with pytest.raises(PhoneError, match=r"^the answer of /voice: more than 10 redirects without"):
        caller(tiny).dial()
    assert len(tiny.asked) == 11


ENDED = "<Say>bye</Say>"
Act = Callable[[Caller], Any]
IMPOSSIBLE: dict[str, tuple[str, Act, str]] = {
    "a second pickup": (BOTH, Caller.dial, "this call was begun already"),
    "a key after the end": (ENDED, lambda c: c.press("1"), "the call has ended"),
    "speech after the end": (ENDED, lambda c: c.say("hi"), "the call has ended"),
    "silence after the end": (ENDED, Caller.wait, "the call has ended"),
    "a key while connecting": (
        "<Dial>988</Dial>", lambda c: c.press("1"), "the line is not listening"),
    "silence while connecting": ("<Dial>988</Dial>", Caller.wait, "the line is not listening"),
    "a key where only speech is heard": (
        "<Gather input='speech'/>", lambda c: c.press("1"),
        "the line does not listen for keys here"),
    "speech where only keys are heard": (
        "<Gather/>", lambda c: c.say("hi"), "the line does not listen for speech here"),
    "speech without words": (
        BOTH, lambda c: c.say(" "), "nothing was said: use wait() for silence"),
    "a key that no phone has": (BOTH, lambda c: c.press("A"), "a phone has no such key"),
    "no key": (BOTH, lambda c: c.press(""), "a phone has no such key"),
    "a result of no call": (BOTH, lambda c: c.dial_result("busy"), "the line is connecting nobody"),
    "a result that is none": (
        "<Dial>988</Dial>", lambda c: c.dial_result("Busy"),
        "no such result; there are completed, answered, busy, no-answer, failed, canceled"),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "act", "why"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_an_act_that_is_not_possible_now_is_an_error(answer: str, act: Act, why: str) -> None:
    phone, _ = calling(answer)
    with pytest.raises(PhoneError) as caught:
        act(phone)
    assert str(caught.value) == why


def test_after_hanging_up_nothing_can_be_done() -> None:
    phone, _ = calling(BOTH)
    phone.hang_up()
    with pytest.raises(PhoneError, match=r"^the call has ended$"):
        phone.press("1")


def test_before_the_call_nothing_can_be_done() -> None:
    with pytest.raises(PhoneError, match=r"^the line is not listening$"):
        caller(Tiny({})).press("1")
