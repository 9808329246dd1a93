"""The files that answer when the line is gone: the same promises, the same bytes, no server."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from responder.cli import commands
from responder.edition import edition
from responder.exchange import Language
from responder.fallback import (
    CALL_FILE,
    DIGESTS_FILE,
    README_FILE,
    TEXT_FILE,
    FallbackError,
    fallback_files,
    fallback_text,
)
from responder.flow.model import Flow
from responder.phone.line import wsgi_line
from responder.phone.phone import Caller, Texter
from responder.proofs.on_fallback import prove_fallback
from responder.proofs.promise import Promise
from responder.render import Book
from responder.safety.crisis import FALLBACK_TEXT
from responder.safety.numbers import numbers_in
from responder.settings import Carrier
from responder.wording import gsm7
from tests.conftest import ROOT

SMALL = ROOT / "tests" / "flows_small"
ALL_FOUR = {"988", "911", "741741", "211"}
# Written here by hand: 135 and 152 letters and a line break, where two segments hold 306.
TEXT = (
    "Call or text 988, day or night. In danger, call 911. Or text HOME to 741741. A child in CT: "
    "call 211, press 1. Nobody reads texts here.\n"
    "Llame al 988 y oprima 2, o mande AYUDA al 988. En peligro, llame al 911. O mande AYUDA al "
    "741741. Un niño en CT: llame al 211, oprima 1. Aqui nadie lee."
)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A copy of the small flows, to change."""
    return Path(shutil.copytree(SMALL, tmp_path / "flows"))


def book_of(flows: Path) -> Book:
    read = edition(flows, datetime.now(UTC))
    assert read.book is not None, read.problems
    return read.book


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(commands, ["fallback", *arguments])
    return done.exit_code, done.stdout, done.stderr


# --- what they say -----------------------------------------------------------------------------


def test_the_text_says_all_four_numbers_in_both_languages_in_two_segments(book: Book) -> None:
    assert fallback_text(book.flow) == TEXT
    assert len(TEXT) <= 2 * 153
    assert gsm7.segments(TEXT) == 2
    for half in TEXT.split("\n"):
        assert {each.digits for each in numbers_in(half)} == ALL_FOUR


@pytest.mark.parametrize("carrier", [each.value for each in Carrier])
def test_they_keep_the_promises_of_the_line(book: Book, carrier: str) -> None:
    files = fallback_files(book.flow, carrier)
    assert prove_fallback(files[TEXT_FILE], files[CALL_FILE], book) == ()


def test_a_caller_hears_988_at_once_in_both_languages_then_all_twice_then_988(book: Book) -> None:
    files = fallback_files(book.flow, "twilio")
    caller = Caller(hosting(files[CALL_FILE]))
    heard = caller.dial()
    assert caller.ended
    assert caller.dialled == []
    said = [(each.language, each.words) for each in heard.spoken]
    assert said[:2] == [
        ("en", "Crisis? Hang up and call 9, 8, 8."),
        ("es", "En crisis, cuelgue y llame al 9, 8, 8, y oprima 2."),
    ]
    assert said[-2:] == [
        ("en", "In a crisis, day or night, call or text 9, 8, 8."),
        ("es", "En crisis, a toda hora, llame al 9, 8, 8."),
    ]
    middle = said[2:-2]
    assert [language for language, _ in middle] == ["en", "es", "en", "es"]
    for _, words in middle:
        assert {each.digits for each in numbers_in(words)} == ALL_FOUR
    assert middle[2][1] == f"Again: {middle[0][1]}"
    assert middle[3][1] == f"Otra vez: {middle[1][1]}"
    second = heard.first("988")
    assert second is not None
    assert second < 5


def test_a_texter_gets_it_whatever_they_write(book: Book) -> None:
    texter = Texter(hosting(fallback_files(book.flow, "twilio")[TEXT_FILE]))
    assert texter.text("meetings") == [TEXT]
    assert texter.text("") == [TEXT]


def hosting(document: bytes):  # type: ignore[no-untyped-def]  # a line that needs no further name
    def host(_environ, start_response):  # type: ignore[no-untyped-def]  # WSGI
        start_response("200 OK", [("Content-Type", "text/xml")])
        return [document]

    return wsgi_line(host, "nobody checks it", "https://fallback.example.org")


def test_no_key_no_server_and_no_clock_is_needed(book: Book) -> None:
    for name in (TEXT_FILE, CALL_FILE):
        root = ET.fromstring(fallback_files(book.flow, "twilio")[name])
        assert {each.tag for each in root.iter()} <= {"Response", "Message", "Say", "Pause"}
        assert [each.attrib for each in root.iter() if "action" in each.attrib] == []


def test_they_fit_a_bin_and_hold_nothing_that_it_would_fill_in(book: Book) -> None:
    for name in (TEXT_FILE, CALL_FILE):
        document = fallback_files(book.flow, "twilio")[name].decode()
        assert len(document) <= 4000
        assert "{{" not in document


@pytest.mark.parametrize("kind", ["text/xml", "text/xml; charset=iso-8859-1", "application/xml"])
def test_a_host_that_names_another_encoding_does_no_harm(book: Book, kind: str) -> None:
    document = fallback_files(book.flow, "twilio")[TEXT_FILE]
    assert b"ni&#241;o" in document
    assert document.isascii()

    def host(_environ, start_response):  # type: ignore[no-untyped-def]  # WSGI
        start_response("200 OK", [("Content-Type", kind)])
        return [document]

    line = wsgi_line(host, "nobody checks it", "https://fallback.example.org")
    assert Texter(line).text("meetings") == [TEXT]


def test_words_that_a_bin_would_fill_in_are_refused(book: Book) -> None:
    with pytest.raises(FallbackError, match=r"^voice\.xml would hold \{\{, which .*take it out"):
        fallback_files(with_crisis_page(book.flow, "988 911 211 741741 {{From}}"), "twilio")


def test_words_that_are_too_many_are_refused(book: Book) -> None:
    with pytest.raises(FallbackError, match=r"^voice\.xml would be longer than 4000 characters"):
        fallback_files(with_crisis_page(book.flow, "988 911 211 741741 " + "a b " * 400), "twilio")


def with_crisis_page(flow: Flow, words: str) -> Flow:
    page = flow.pages["crisis"]
    said = page.text.model_copy(update={"en": words, "es": words})
    pages = {**flow.pages, "crisis": page.model_copy(update={"spoken": said})}
    return flow.model_copy(update={"pages": pages})


# --- where the flows have no fit words, the built-in ones stand in --------------------------------


def with_short(flow: Flow, words: str) -> Flow:
    short = flow.crisis.short.model_copy(update={"en": words, "es": words})
    return flow.model_copy(update={"crisis": flow.crisis.model_copy(update={"short": short})})


@pytest.mark.parametrize(
    "words",
    ["In danger, call 911.", "Call 988." + " Please do." * 30, "Call 988 日本. In danger, 911."],
    ids=["no 988", "too long", "letters that fit no plain text"],
)
def test_an_unfit_crisis_text_is_replaced_by_the_built_in_one(book: Book, words: str) -> None:
    assert fallback_text(with_short(book.flow, words)) == FALLBACK_TEXT


def test_a_crisis_page_without_a_number_is_replaced(book: Book) -> None:
    flow = with_crisis_page(book.flow, "Call 988, or 911.")
    call = fallback_files(flow, "twilio")[CALL_FILE]
    [first, *_] = [each for each in Caller(hosting(call)).dial().spoken if "7, 4, 1" in each.words]
    assert {each.digits for each in numbers_in(first.words)} == ALL_FOUR


# --- the proof finds what is wrong -------------------------------------------------------------

GOOD_TEXT = b"<Response><Message>Call 988, or 911.</Message></Response>"
GOOD_CALL = (
    b'<Response><Say language="en-US">Call 9, 8, 8.</Say>'
    b'<Say language="es-US">Llame al 9, 8, 8.</Say></Response>'
)


def test_good_ones_pass(book: Book) -> None:
    assert prove_fallback(GOOD_TEXT, GOOD_CALL, book) == ()


@pytest.mark.parametrize(
    ("text", "call", "promise"),
    [
        (b"<Response><Message>Sorry.</Message></Response>", GOOD_CALL, Promise.TEXT_988),
        (b"<Response><Message>Call 911 or 211 or 988.</Message></Response>", GOOD_CALL,
         Promise.URGENT_988),
        (b"<Response/>", GOOD_CALL, Promise.ANSWERED),
        (b"<Response><Message>988, or 860-555-0199</Message></Response>", GOOD_CALL,
         Promise.VERIFIED),
        (b"<Response><Message>988 " + b"a " * 200 + b"</Message></Response>", GOOD_CALL,
         Promise.FITS),
        ("<Response><Message>988 日</Message></Response>".encode(), GOOD_CALL, Promise.FITS),
        (b"<Response><message>988</message></Response>", GOOD_CALL, Promise.UNDERSTOOD),
        (GOOD_TEXT, GOOD_CALL.replace(b"</Response>", b"<Say>Bye.</Say></Response>"),
         Promise.LAST_988),
        (GOOD_TEXT, GOOD_CALL.replace(b"Llame al 9, 8, 8.", b"Llame."),
         Promise.WITHIN_TEN_SECONDS),
        (GOOD_TEXT, GOOD_CALL.replace(b"<Say", b'<Pause length="11"/><Say', 1),
         Promise.WITHIN_TEN_SECONDS),
        (GOOD_TEXT, GOOD_CALL.replace(b"<Response>", b"<Response><Dial>911</Dial>"),
         Promise.NOT_DIALLED),
        (GOOD_TEXT, GOOD_CALL.replace(b"</Response>", b"<Gather/></Response>"), Promise.NOT_DEAD),
        (GOOD_TEXT, b"<Response>", Promise.UNDERSTOOD),
    ],
)  # fmt: skip
def test_each_broken_promise_is_found(
    book: Book, text: bytes, call: bytes, promise: Promise
) -> None:
    assert promise in {each.promise for each in prove_fallback(text, call, book)}


# --- the command -------------------------------------------------------------------------------


def test_the_same_flows_make_the_same_bytes(small: Path, tmp_path: Path) -> None:
    assert run(str(tmp_path / "a"), "--flows", str(small))[0] == 0
    assert run(str(tmp_path / "b"), "--flows", str(small))[0] == 0
    names = sorted(each.name for each in (tmp_path / "a").iterdir())
    assert names == sorted([TEXT_FILE, CALL_FILE, DIGESTS_FILE, README_FILE])
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_the_digests_are_those_of_the_files(small: Path, tmp_path: Path) -> None:
    run(str(tmp_path / "a"), "--flows", str(small))
    lines = (tmp_path / "a" / DIGESTS_FILE).read_text("ascii").splitlines()
    assert [line.split("  ")[1] for line in lines] == [TEXT_FILE, CALL_FILE]
    for line in lines:
        digest, name = line.split("  ")
        assert hashlib.sha256((tmp_path / "a" / name).read_bytes()).hexdigest() == digest
    checked = subprocess.run(
        ["sha256sum", "-c", DIGESTS_FILE], cwd=tmp_path / "a", capture_output=True, check=False
    )
    assert checked.returncode == 0


def test_it_says_what_is_new_and_what_is_as_it_was(small: Path, tmp_path: Path) -> None:
    made = tmp_path / "made"
    again = str(made), "--flows", str(small)
    assert run(*again)[1].splitlines() == [
        f"written    {made / TEXT_FILE}",
        f"written    {made / CALL_FILE}",
        f"written    {made / DIGESTS_FILE}",
        f"written    {made / README_FILE}",
        "Host them, and try them: responder probe URL --fallback ADDRESS",
    ]
    assert run(*again, "--check") == (0, f"{made} holds what the flow files say.\n", "")
    assert run(*again)[1].splitlines()[-1] == "Nothing to host anew."
    crisis = small / "crisis.yaml"
    before = crisis.read_text("utf-8")
    short = "en: Call or text 988. Danger now, call 911."
    assert before.count(short) == 1
    crisis.write_text(before.replace(short, short.replace("Danger", "In danger")), "utf-8")
    code, said, _ = run(*again, "--check")
    assert (code, said.splitlines()[0]) == (
        1,
        f"{made} does not hold what the flow files say: {TEXT_FILE}, {DIGESTS_FILE}.",
    )
    rows = run(*again)[1].splitlines()
    assert rows[:2] == [
        f"written    {made / TEXT_FILE}",
        f"unchanged  {made / CALL_FILE}",
    ]
    assert rows[-1] == "Host them anew, and try them: responder probe URL --fallback ADDRESS"


def test_who_has_somleng_is_told_that_nothing_asks_for_the_files(
    small: Path, tmp_path: Path
) -> None:
    code, said, _ = run(str(tmp_path), "--flows", str(small), "--carrier", "somleng")
    assert code == 0
    assert said.splitlines()[-1] == (
        "Somleng has no fallback addresses, so nothing asks for these files: run two copies of "
        "the line in two places behind one address."
    )


def test_how_to_host_them_is_set_in_lines_of_one_width(book: Book) -> None:
    lines = fallback_files(book.flow, "twilio")[README_FILE].decode().splitlines()
    assert max(map(len, lines)) <= 100
    [at] = [number for number, line in enumerate(lines) if line.startswith("They say 988")]
    # The first word of the next line would not have fitted.
    assert len(lines[at]) + 1 + len(lines[at + 1].split()[0]) > 100


def test_nothing_is_written_for_flows_at_fault(small: Path, tmp_path: Path) -> None:
    (small / "help.yaml").write_text("pages: [1\n", "utf-8")
    code, said, told = run(str(tmp_path / "made"), "--flows", str(small))
    assert (code, said) == (1, "")
    assert "help.yaml:1:" in told
    assert told.rstrip().endswith("Nothing was written.")
    assert not (tmp_path / "made").exists()


def test_a_folder_that_cannot_be_written_is_said_to_be_one(small: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    code, _, told = run(str(tmp_path / "file" / "made"), "--flows", str(small))
    assert code == 1
    assert told == f"{tmp_path / 'file' / 'made' / TEXT_FILE} cannot be read: Not a directory\n"


def test_the_page_beside_them_says_how_to_host_them(small: Path, tmp_path: Path) -> None:
    run(str(tmp_path / "made"), "--flows", str(small))
    page = (tmp_path / "made" / README_FILE).read_text("ascii")
    for word in ("TwiML Bins", "not where the line is", "405", "text/xml", "GET", "23006", "curl"):
        assert word in page
    assert all(len(line) <= 100 for line in page.splitlines())
    # The way that it names for nginx is the one that nginx has.
    assert re.search(r"error_page 405 =200 \$uri;", page)


@pytest.mark.parametrize("language", list(Language))
def test_both_languages_name_the_same_numbers(book: Book, language: Language) -> None:
    heard = Caller(hosting(fallback_files(book.flow, "twilio")[CALL_FILE])).dial()
    words = " ".join(each.words for each in heard.spoken if each.language == language)
    assert {each.digits for each in numbers_in(words)} == ALL_FOUR
