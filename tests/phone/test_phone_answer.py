"""What a carrier checks before it acts on an answer."""

from __future__ import annotations

import pytest

from responder.phone.answer import CALL_VERBS, Answer, PhoneError, verbs

GOOD = b'<?xml version="1.0" encoding="UTF-8"?><Response><Hangup/></Response>'


def answer(status: int = 200, content_type: str = "text/xml", body: bytes = GOOD) -> Answer:
    return Answer(status, content_type, body)


@pytest.mark.parametrize(
    "good",
    [
        answer(),
        answer(content_type="application/xml"),
        answer(content_type="Text/XML; charset=utf-8"),
        answer(body=b"<Response>\n  <!-- words staff never see -->\n  <Hangup/>\n</Response>\n"),
    ],
    ids=["plain", "application/xml", "with a charset", "laid out, with a comment"],
)
def test_a_good_answer_gives_its_verbs(good: Answer) -> None:
    assert [verb.tag for verb in verbs(good, CALL_VERBS)] == ["Hangup"]


@pytest.mark.parametrize(
    ("wrong", "number", "why"),
    [
        (answer(status=500), 11217, "the line answered with status 500"),
        (answer(status=204, body=b""), 11200, "the line answered with status 204"),
        (answer(status=301), 11200, "the line answered with status 301"),
        (answer(content_type=""), 12300, "the content type is missing, not text/xml"),
        (answer(content_type="text/html"), 12300, "the content type is text/html, not text/xml"),
        (answer(content_type="text/plain"), 12300, "the content type is text/plain, not text/xml"),
        (answer(body=b""), 12100, "something stands before the first '<'"),
        (answer(body=b" " + GOOD), 12100, "something stands before the first '<'"),
        (answer(body=b"\xef\xbb\xbf" + GOOD), 12100, "something stands before the first '<'"),
        (
            answer(body=b"<Response/>" + b" " * 65_536),
            11750,
            "the answer is longer than 65536 bytes",
        ),
        (answer(body=b"<response/>"), 0, "the root is not a plain <Response>"),
        (answer(body=b"<Response x='1'/>"), 0, "the root is not a plain <Response>"),
        (answer(body=b"<Response>988</Response>"), 12200, "text stands loose in <Response>"),
        (
            answer(body=b"<!DOCTYPE r [<!ENTITY a 'b'>]><Response/>"),
            12100,
            "the answer declares a document type",
        ),
    ],
)
def test_a_wrong_answer_is_refused_with_the_rule_it_breaks(
    wrong: Answer, number: int, why: str
) -> None:
    with pytest.raises(PhoneError) as caught:
        verbs(wrong, CALL_VERBS, "/voice/key")
    rule = f"api/errors/{number}" if number else "voice/twiml"
    assert str(caught.value) == (
        f"the answer of /voice/key: {why} (https://www.twilio.com/docs/{rule})"
    )


@pytest.mark.parametrize(
    "body",
    [
        b"<Response>",
        b"<Response><Say>a & b</Say></Response>",
        b"<Response><Say>\x0b</Say></Response>",
        b"<Response><Say>caf\xe9</Say></Response>",
        b"<Response/><Response/>",
    ],
    ids=["not closed", "a bare &", "a control character", "not UTF-8", "two roots"],
)
def test_what_does_not_parse_is_refused(body: bytes) -> None:
    with pytest.raises(PhoneError, match=r"^the answer is not XML: .*/12100\)$"):
        verbs(answer(body=body), CALL_VERBS)


def test_an_answer_never_shows_its_words() -> None:
    shown = repr(Answer(200, "text/xml", b"<Response>secret</Response>", "line=secret"))
    assert shown == "Answer(status=200, content_type='text/xml')"
