"""The signature check against the carrier's own library, and what goes in from a form."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlparse

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import Headers, MultiDict
from werkzeug.test import EnvironBuilder

from responder.carrier import inbound_call, inbound_text, raw_target, signed
from responder.exchange import NOTHING_KEPT, InboundCall, InboundText, Kept, Language, Place
from responder.settings import Settings

CASES = Path(__file__).parent / "cases"
TOKEN = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
OTHER_TOKEN = "00112233445566778899aabbccddeeff"
PUBLIC = "https://text.example.org"
FORM = MultiDict([("From", "+18605550142"), ("Body", "menu"), ("FromCity", "")])
SHA256_SCHEME = "key=made_up,algorithm=HMAC_SHA256"


def settings_of(public_url: str = PUBLIC, **environ: str) -> Settings:
    given = {"TWILIO_AUTH_TOKEN": TOKEN, "RESPONDER_PUBLIC_URL": public_url}
    return Settings.read({**given, **environ})


def their_signature(
    url: str, form: MultiDict[str, str] | None = None, token: str = TOKEN, algorithm: str = ""
) -> str:
    return str(RequestValidator(token).compute_signature(url, form or {}, algorithm or None))


def under(signature: str, name: str = "X-Twilio-Signature", **more: str) -> Headers:
    return Headers({name: signature, **{key.replace("_", "-"): more[key] for key in more}})


# --- cases C01 to C04 --------------------------------------------------------------------------


def requests_of(name: str) -> list[Any]:
    found = json.loads((CASES / name).read_text("utf-8"))["requests"]
    assert found
    return found  # type: ignore[no-any-return]  # as wide as JSON


def case_is_signed(case: Any) -> bool:
    path, _, query = case["path_and_query"].partition("?")
    environ = EnvironBuilder(
        path=path,
        query_string=query,
        base_url=f"{case['scheme_seen_by_app']}://{case['headers']['Host']}",
        method=case["method"],
        headers=case["headers"],
    ).get_environ()
    # What the test builder made of the path is replaced by what a server keeps of it.
    environ["RAW_URI"] = environ["REQUEST_URI"] = case["path_and_query"]
    form = MultiDict(parse_qsl(case["body"], keep_blank_values=True))
    return signed(settings_of(), raw_target(environ), Headers(case["headers"]), form, b"")


@pytest.mark.parametrize("case", requests_of("C01-blank.json"), ids=lambda case: case["name"])
def test_c01_empty_and_unknown_fields_are_part_of_what_is_signed(case: Any) -> None:
    assert case_is_signed(case)


@pytest.mark.parametrize("case", requests_of("C02-forwarded.json"), ids=lambda case: case["name"])
def test_c02_what_proxies_say_of_themselves_changes_nothing(case: Any) -> None:
    assert case_is_signed(case)


@pytest.mark.parametrize("case", requests_of("C03-trimmed.json"), ids=lambda case: case["name"])
def test_c03_values_are_checked_untrimmed(case: Any) -> None:
    assert case_is_signed(case)


@pytest.mark.parametrize("case", requests_of("C04-slash.json"), ids=lambda case: case["name"])
def test_c04_slashes_are_checked_as_they_arrived(case: Any) -> None:
    assert case_is_signed(case)


@pytest.mark.parametrize("name", ["C01-blank", "C02-forwarded", "C03-trimmed", "C04-slash"])
def test_c01_to_c04_are_refused_with_one_letter_changed(name: str) -> None:
    for case in requests_of(f"{name}.json"):
        assert not case_is_signed({**case, "body": case["body"].replace("SM0", "SM1", 1)})


# --- against the carrier's own library ---------------------------------------------------------

SEGMENT = st.text("abzAZ09-._~%20é&+;=!", max_size=8)
HOSTS = st.sampled_from(
    ["https://text.example.org", "https://text.example.org:8443", "https://text.example.org:443",
     "http://localhost", "http://127.0.0.1:8000", "https://example.org/line"]
)  # fmt: skip
TARGETS = st.builds(
    lambda path, query: f"/{path}" + (f"?{query}" if query else ""),
    st.lists(SEGMENT, max_size=3).map("/".join),
    st.one_of(
        SEGMENT,
        st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=3).map(urlencode),
    ),
)
LETTERS = st.characters(exclude_categories=["Cs"])
FIELDS = st.lists(
    st.tuples(
        st.one_of(st.sampled_from(["Body", "From", "body", "Body "]), st.text(LETTERS, max_size=6)),
        st.one_of(st.sampled_from(["", " ", "+1"]), st.text(LETTERS, max_size=12)),
    ),
    max_size=8,
)


@given(
    public=HOSTS,
    target=TARGETS,
    fields=FIELDS,
    port=st.sampled_from(["as it is", "added", "removed"]),
    algorithm=st.sampled_from(["HMAC_SHA1", "HMAC_SHA256"]),
    token=st.sampled_from([TOKEN, OTHER_TOKEN]),
)
@example(PUBLIC, "/sms", [("A", "2"), ("A", "1"), ("A", "2")], "as it is", "HMAC_SHA1", TOKEN)
@example(PUBLIC, "/sms?b=%C3%A9&a=%20", [("a", "b"), ("ab", "")], "added", "HMAC_SHA256", TOKEN)
@example(f"{PUBLIC}:8443", "/voice", [], "removed", "HMAC_SHA1", TOKEN)
def test_ours_says_what_the_carriers_library_says(
    public: str, target: str, fields: list[tuple[str, str]], port: str, algorithm: str, token: str
) -> None:
    url = public + target
    # Theirs writes some addresses anew before it signs ("/sms?" becomes "/sms"); ours takes them
    # as they arrived, which is what was signed.
    assume(urlparse(url).geturl() == url)
    assume(not target.startswith("/line"))
    form = MultiDict(fields)
    parts = urlparse(url)
    bare = parts.netloc.partition(":")[0]
    added = parts.netloc if parts.port else f"{bare}:{443 if parts.scheme == 'https' else 80}"
    netloc = {"as it is": parts.netloc, "added": added, "removed": bare}[port]
    signature = their_signature(parts._replace(netloc=netloc).geturl(), form, token, algorithm)
    headers = under(signature, X_Twilio_Webhooks_Signature_Settings=f"k=1,algorithm={algorithm}")
    theirs = RequestValidator(TOKEN).validate(url, form, signature, algorithm)
    assert theirs == (token == TOKEN)
    assert signed(settings_of(public), target, headers, form, b"") == theirs


@given(signature=st.text(), target=st.text(), scheme=st.text(), body=st.binary())
@example("", "//[?bodySHA256=", "algorithm=", b"x")
@example("ñ", "/sms\ud800", "algorithm=MD5", b"")
def test_what_strangers_send_is_refused_without_a_fault(
    signature: str, target: str, scheme: str, body: bytes
) -> None:
    form = MultiDict([("Body", "\ud800"), (signature, target)])
    for fields in (form, None):
        headers = {
            "X-Twilio-Signature": signature,
            "X-Twilio-Webhooks-Signature-Settings": scheme,
        }
        assert not signed(settings_of(), target, headers, fields, body)


# --- one request, in all its forms -------------------------------------------------------------


@pytest.mark.parametrize(
    ("public", "target", "signed_url"),
    [
        pytest.param(PUBLIC, "/sms", "https://text.example.org/sms", id="no path"),
        pytest.param(f"{PUBLIC}/", "/sms", "https://text.example.org/sms", id="closing slash"),
        pytest.param(
            f"{PUBLIC}/line", "/sms?a=1", "https://text.example.org/line/sms?a=1", id="path cut off"
        ),
        pytest.param(
            f"{PUBLIC}/line", "/line/sms", "https://text.example.org/line/sms", id="path kept"
        ),
        pytest.param(
            f"{PUBLIC}/line",
            "/lines/sms",
            "https://text.example.org/line/lines/sms",
            id="only looks like the path",
        ),
        pytest.param(
            "https://[2001:db8::1]:8443",
            "/sms",
            "https://[2001:db8::1]:8443/sms",
            id="IPv6, which theirs breaks",
        ),
        pytest.param(
            "https://[2001:db8::1]",
            "/sms",
            "https://[2001:db8::1]:443/sms",
            id="IPv6 with the port added",
        ),
        pytest.param(PUBLIC, "/sms?", "https://text.example.org/sms?", id="empty query"),
    ],
)
def test_the_signature_is_over_the_public_address_and_the_target(
    public: str, target: str, signed_url: str
) -> None:
    headers = under(their_signature(signed_url, FORM))
    assert signed(settings_of(public), target, headers, FORM, b"")


@pytest.mark.parametrize(
    ("public", "target", "signed_url"),
    [
        pytest.param(PUBLIC, "/sms", "https://evil.example/sms", id="another host"),
        pytest.param(PUBLIC, "/sms", "http://text.example.org/sms", id="another scheme"),
        pytest.param(PUBLIC, "/sms", "https://text.example.org:8443/sms", id="another port"),
        pytest.param(PUBLIC, "/sms", "https://text.example.org/sms/", id="a slash more"),
        pytest.param(PUBLIC, "/sms?a=%20", "https://text.example.org/sms?a=+", id="query recoded"),
        pytest.param(f"{PUBLIC}/line", "/sms", "https://text.example.org/sms", id="path left out"),
    ],
)
def test_a_signature_over_any_other_address_is_refused(
    public: str, target: str, signed_url: str
) -> None:
    headers = under(their_signature(signed_url, FORM))
    assert not signed(settings_of(public), target, headers, FORM, b"")


# Twilio signs with the primary token only, so both are accepted while it is changed.
@pytest.mark.parametrize(
    ("token", "accepted"), [(TOKEN, True), (OTHER_TOKEN, True), (TOKEN.upper(), False)]
)
def test_every_configured_token_may_sign_and_no_other(token: str, accepted: bool) -> None:
    settings = settings_of(TWILIO_AUTH_TOKEN=f"{OTHER_TOKEN},{TOKEN}")
    headers = under(their_signature(f"{PUBLIC}/sms", FORM, token))
    assert signed(settings, "/sms", headers, FORM, b"") is accepted


@pytest.mark.parametrize(
    ("form", "target"),
    [
        pytest.param(None, "/voice?page=top", id="no form"),
        pytest.param(MultiDict(), "/voice?page=top", id="empty form"),
    ],
)
def test_a_request_without_fields_is_signed_by_its_address_alone(
    form: MultiDict[str, str] | None, target: str
) -> None:
    headers = under(their_signature(PUBLIC + target))
    assert signed(settings_of(), target, headers, form, b"")


BODY = '{"Body": "¿ayuda?"}'.encode()
DIGEST = hashlib.sha256(BODY).hexdigest()


def test_a_body_that_is_no_form_is_signed_through_its_digest_in_the_query() -> None:
    target = f"/sms?bodySHA256={DIGEST}"
    signature = their_signature(PUBLIC + target)
    assert RequestValidator(TOKEN).validate(PUBLIC + target, BODY.decode(), signature)
    assert signed(settings_of(), target, under(signature), MultiDict(), BODY)


@pytest.mark.parametrize(
    ("target", "body"),
    [
        pytest.param(f"/sms?bodySHA256={DIGEST}", BODY + b" ", id="body changed"),
        pytest.param("/sms", BODY, id="no digest"),
        pytest.param("/sms?bodySHA256=", BODY, id="empty digest"),
        pytest.param(f"/sms?bodySHA256={DIGEST.upper()}", BODY, id="digest in capitals"),
    ],
)
def test_a_body_that_its_address_does_not_vouch_for_is_refused(target: str, body: bytes) -> None:
    assert not signed(settings_of(), target, under(their_signature(PUBLIC + target)), None, body)


# A Webhook Rule may sign with a shared key and SHA-256 and then says so in a header of its own.
@pytest.mark.parametrize(
    ("scheme", "made_with", "accepted"),
    [
        pytest.param(SHA256_SCHEME, "HMAC_SHA256", True, id="sha256 announced and used"),
        pytest.param("key=x, algorithm = hmac_sha256 ", "HMAC_SHA256", True, id="spaced, small"),
        pytest.param("key=x", "HMAC_SHA1", True, id="no algorithm named"),
        pytest.param("", "HMAC_SHA1", True, id="empty header"),
        pytest.param(SHA256_SCHEME, "HMAC_SHA1", False, id="sha256 announced, sha1 used"),
        pytest.param("", "HMAC_SHA256", False, id="sha256 not announced"),
        pytest.param("key=x,algorithm=HMAC_MD5", "HMAC_SHA1", False, id="unknown algorithm"),
    ],
)
def test_the_algorithm_is_the_one_the_header_names(
    scheme: str, made_with: str, accepted: bool
) -> None:
    signature = their_signature(f"{PUBLIC}/sms", FORM, algorithm=made_with)
    headers = under(signature, X_Twilio_Webhooks_Signature_Settings=scheme)
    assert signed(settings_of(), "/sms", headers, FORM, b"") is accepted


GOOD = their_signature(f"{PUBLIC}/sms", FORM)


@pytest.mark.parametrize(
    ("carrier", "headers", "accepted"),
    [
        pytest.param("twilio", {"X-Twilio-Signature": GOOD}, True, id="twilio"),
        pytest.param("twilio", {"x-twilio-signature": GOOD}, True, id="twilio, small letters"),
        pytest.param("somleng", {"X-Twilio-Signature": GOOD}, True, id="somleng"),
        pytest.param("signalwire", {"X-SignalWire-Signature": GOOD}, True, id="signalwire"),
        pytest.param("signalwire", {"X-Twilio-Signature": GOOD}, True, id="signalwire's alias"),
        pytest.param("twilio", {"X-SignalWire-Signature": GOOD}, False, id="not twilio's header"),
        pytest.param("somleng", {"X-SignalWire-Signature": GOOD}, False, id="not somleng's"),
        pytest.param("twilio", {}, False, id="none"),
        pytest.param("twilio", {"X-Twilio-Signature": ""}, False, id="empty"),
        pytest.param("twilio", {"X-Twilio-Signature": GOOD[:-1]}, False, id="cut"),
        pytest.param("twilio", {"X-Twilio-Signature": GOOD + "\u00f1"}, False, id="not ASCII"),
        pytest.param("twilio", {"X-Twilio-Signature": GOOD.lower()}, False, id="small letters"),
    ],
)
def test_a_signature_stands_in_the_carriers_own_header(
    carrier: str, headers: dict[str, str], accepted: bool
) -> None:
    settings = settings_of(RESPONDER_CARRIER=carrier, SIGNALWIRE_SIGNING_KEY=TOKEN)
    assert signed(settings, "/sms", Headers(headers), FORM, b"") is accepted


def test_signalwire_is_keyed_by_its_signing_key_and_not_by_the_token() -> None:
    settings = settings_of(RESPONDER_CARRIER="signalwire", SIGNALWIRE_SIGNING_KEY=OTHER_TOKEN)
    by_key = under(their_signature(f"{PUBLIC}/sms", FORM, OTHER_TOKEN), "X-SignalWire-Signature")
    by_token = under(their_signature(f"{PUBLIC}/sms", FORM), "X-SignalWire-Signature")
    accepted = [signed(settings, "/sms", each, FORM, b"") for each in (by_key, by_token)]
    assert accepted == [True, False]


# --- the target as it arrived ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environ", "target"),
    [
        pytest.param({"RAW_URI": "/sms?b=%c3%a9&a=+"}, "/sms?b=%c3%a9&a=+", id="gunicorn"),
        pytest.param({"REQUEST_URI": "/voice/key?page=a"}, "/voice/key?page=a", id="others"),
        pytest.param({"RAW_URI": "//sms"}, "//sms", id="two slashes are no host"),
        pytest.param(
            {"RAW_URI": "https://evil.example:1/sms?u=http://x/y"},
            "/sms?u=http://x/y",
            id="absolute request line",
        ),
        pytest.param({"RAW_URI": "http://evil.example"}, "/", id="absolute without a path"),
        pytest.param({"RAW_URI": "http://evil.example?a=1"}, "/?a=1", id="absolute, query alone"),
        pytest.param({"RAW_URI": "*"}, "/*", id="star"),
        pytest.param({"RAW_URI": "/sms#rc=1&rp=5xx"}, "/sms", id="twilio's own settings"),
        pytest.param({"RAW_URI": "/sms?a=1#rc=1"}, "/sms?a=1", id="the same after a query"),
        pytest.param({"RAW_URI": "/a\u00c3\u00b1o"}, "/año", id="bytes that nobody quoted"),
        pytest.param({"RAW_URI": "/\u00ff"}, "/\ufffd", id="bytes that are not UTF-8"),
        pytest.param(
            {"SCRIPT_NAME": "/line", "PATH_INFO": "/sms", "QUERY_STRING": "a=%20"},
            "/line/sms?a=%20",
            id="no raw target",
        ),
        pytest.param({"PATH_INFO": "/a\u00c3\u00b1o x?"}, "/a%C3%B1o%20x%3F", id="quoted anew"),
        pytest.param({"PATH_INFO": "/ñandú\u2019"}, "/%F1and%FA%3F", id="not bytes at all"),
        pytest.param({}, "/", id="nothing"),
        pytest.param(
            {
                "RAW_URI": "/sms",
                "HTTP_X_FORWARDED_PREFIX": "/evil",
                "HTTP_X_ORIGINAL_URL": "/evil",
                "HTTP_REQUEST_URI": "/evil",
            },
            "/sms",
            id="headers are not looked at",
        ),
    ],
)
def test_the_target_is_taken_as_it_arrived(environ: dict[str, str], target: str) -> None:
    assert raw_target(environ) == target


# --- what goes in ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "text"),
    [
        pytest.param({"Body": "  Meetings \n"}, InboundText("  Meetings \n"), id="untouched"),
        pytest.param({"NumMedia": "1", "Body": ""}, InboundText(""), id="photo, empty body"),
        pytest.param({"NumMedia": "1"}, InboundText(""), id="photo, no body"),
        pytest.param({"NumMedia": "abc", "Body": "x"}, InboundText("x"), id="count unreadable"),
        pytest.param(
            {"From": "whatsapp:+18605550142", "WaId": "1", "ProfileName": "A", "Body": "x"},
            InboundText("x"),
            id="whatsapp",
        ),
        pytest.param(
            {"Body": "STOP", "OptOutType": "STOP"},
            InboundText("STOP", NOTHING_KEPT, "STOP"),
            id="opt-out that the carrier answered",
        ),
        pytest.param({}, InboundText(""), id="nothing"),
    ],
)
def test_of_a_text_only_body_and_opt_out_go_in(form: dict[str, str], text: InboundText) -> None:
    assert inbound_text(MultiDict(form), NOTHING_KEPT) == text


def test_a_text_keeps_what_the_carrier_kept() -> None:
    kept = Kept(Language.ES, "board.2", 1)
    assert inbound_text(MultiDict(), kept) == InboundText("", kept)


@pytest.mark.parametrize(
    ("form", "query", "call"),
    [
        pytest.param({"From": "anonymous"}, {}, InboundCall(), id="first ring, number withheld"),
        pytest.param(
            {"Digits": "3"},
            {"page": "plan", "lang": "es", "silences": "1"},
            InboundCall(Place("plan", Language.ES, 1), "3"),
            id="key press",
        ),
        pytest.param(
            {"SpeechResult": " help me", "Confidence": "0.4"},
            {"page": "top"},
            InboundCall(Place("top"), "", " help me"),
            id="speech",
        ),
        pytest.param(
            {"DialCallStatus": "busy", "DialCallSid": "CA0"},
            {"page": "crisis"},
            InboundCall(Place("crisis"), "", "", "busy"),
            id="a call we connected",
        ),
    ],
)
def test_of_a_call_only_place_keys_speech_and_dial_go_in(
    form: dict[str, str], query: dict[str, str], call: InboundCall
) -> None:
    assert inbound_call(MultiDict(form), MultiDict(query)) == call


def test_what_a_person_sent_shows_in_no_repr() -> None:
    text = inbound_text(MultiDict({"Body": "marked-words", "From": "+18605550142"}), NOTHING_KEPT)
    call = inbound_call(MultiDict({"Digits": "73519", "SpeechResult": "marked-words"}), MultiDict())
    assert [repr(text), repr(call)] == [
        "InboundText(kept=Kept(choice=None, more='', automatic=0), opt_out_type='')",
        "InboundCall(place=None, dial_status='')",
    ]
