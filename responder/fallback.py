"""What the carrier answers with when the whole line is gone: a text and a call in two files.

Where a webhook fails, a texter gets nothing at all and a caller a machine's error. So the carrier
is given fallback addresses, and behind them must stand something that needs nothing of ours: fixed
words, made from the same flow files, which no key, no server and no clock can change. The same
flows make the same bytes, so whoever hosts them can tell old words from new.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from responder.exchange import CallAnswer, Language, Pause, Say, Step
from responder.flow.model import Flow
from responder.safety import crisis as built_in
from responder.safety.numbers import EMERGENCY, LIFELINE, SERVICES, TEXT_LINE, numbers_in
from responder.said import ONCE_MORE, say
from responder.twiml import call_xml, message_xml, speakers
from responder.vocabulary import CRISIS_PAGE
from responder.wording import gsm7
from responder.wording.layout import FIRST_WITHIN, kept_whole, says_988

TEXT_FILE, CALL_FILE = "sms.xml", "voice.xml"
DIGESTS_FILE, README_FILE = "DIGESTS", "README.txt"
MAX_SEGMENTS = 2
# Where one is named at all, it is by error 32018 for TwiML that is given in place of an address
# (www.twilio.com/docs/api/errors/32018, read 2026-11-27): what is shorter fits anywhere.
MAX_CHARACTERS = 4000
_SENTENCE_END = re.compile(r"(?<=[.!?]) +")
NEEDED = frozenset({LIFELINE, EMERGENCY, SERVICES, TEXT_LINE})

# Said before anything else. No key: nobody is there to take it.
_FIRST = {
    Language.EN: f"Crisis? Hang up and call {LIFELINE}.",
    Language.ES: f"En crisis, cuelgue y llame al {LIFELINE}, y oprima 2.",
}
_LAST = {
    Language.EN: f"In a crisis, day or night, call or text {LIFELINE}.",
    Language.ES: f"En crisis, a toda hora, llame al {LIFELINE}.",
}
# What follows the shortest crisis text of the flows, which names 988 and 911.
_ALSO = {
    Language.EN: f"Or text HOME to {TEXT_LINE}. A child in CT: call {SERVICES}, press 1.",
    Language.ES: f"O mande AYUDA al {TEXT_LINE}. Un niño en CT: llame al {SERVICES}, oprima 1.",
}
_SPOKEN = {
    Language.EN: built_in.FALLBACK_SPOKEN_EN,
    Language.ES: built_in.FALLBACK_SPOKEN_ES,
}


class FallbackError(Exception):
    """A file that no host could serve as it is; the message says what is wrong and how to mend."""


def fallback_files(flow: Flow, carrier: str) -> Mapping[str, bytes]:
    """Return the files to host, by name: the text, the call, how to host them, their digests.

    `carrier` is twilio, signalwire or somleng. Raises FallbackError for words that a host would
    change or cut.
    """
    made = {
        TEXT_FILE: message_xml(fallback_text(flow)),
        CALL_FILE: call_xml(_call(flow), speakers(flow.line.voices, carrier), ""),
    }
    # A host may name another encoding than ours: accents stand as references, which mean the same
    # in each.
    files = {
        name: content.decode().encode("ascii", "xmlcharrefreplace")
        for name, content in made.items()
    }
    for name, content in files.items():
        _check(name, content.decode())
    digests = "".join(f"{_digest(content)}  {name}\n" for name, content in files.items())
    return {**files, DIGESTS_FILE: digests.encode(), README_FILE: _README.encode()}


def fallback_text(flow: Flow) -> str:
    """Return the one text, in both languages: the flows' shortest crisis text, then 741741 and 211.

    Where those words are unfit, the built-in text takes their place.
    """
    written = "\n".join(_with_the_rest(flow.crisis.short[each], _ALSO[each]) for each in Language)
    words = gsm7.fold(written)
    said = {found.digits for found in numbers_in(words)}
    fits = gsm7.encoding(words) == gsm7.GSM_7 and gsm7.segments(words) <= MAX_SEGMENTS
    if not (fits and says_988(words, FIRST_WITHIN) and said >= NEEDED):
        return built_in.FALLBACK_TEXT
    return gsm7.keep_whole(words, kept_whole(words), MAX_SEGMENTS) or built_in.FALLBACK_TEXT


def _with_the_rest(short: str, also: str) -> str:
    """Return `short` with `also` after its last number: that nobody reads here comes last."""
    *others, last = _SENTENCE_END.split(short.strip())
    if numbers_in(last):
        return f"{short} {also}"
    return " ".join([*others, also, last])


def _call(flow: Flow) -> CallAnswer:
    """Return what a caller hears: 988 in both languages at once, the numbers twice, and 988."""
    steps: list[Step] = []
    for language in Language:
        steps += _said(flow, language, _FIRST[language])
    for again in (False, True):
        for language in Language:
            lead = (ONCE_MORE[language],) if again else ()
            steps += [Pause(), *_said(flow, language, *lead, _numbers(flow, language))]
    steps.append(Pause())
    for language in Language:
        steps += _said(flow, language, _LAST[language])
    return CallAnswer(tuple(steps), "crisis")


def _numbers(flow: Flow, language: Language) -> str:
    """Return what the crisis page says on the phone, if all four numbers are in it."""
    page = flow.pages.get(CRISIS_PAGE)
    words = (page.spoken or page.text)[language] if page else ""
    said = {found.digits for found in numbers_in(words)}
    return words if said >= NEEDED else _SPOKEN[language]


def _said(flow: Flow, language: Language, *sentences: str) -> list[Say]:
    # The simplest voice: a neural one may be missing that day, and nobody could change it.
    return [Say(each.spans, each.language, plain=True) for each in say(flow, language, *sentences)]


def _check(name: str, document: str) -> None:
    if "{{" in document:
        raise FallbackError(
            f"{name} would hold {{{{, which Twilio's TwiML Bins fill in with what a person wrote; "
            "take it out of the crisis texts in the flow files"
        )
    if len(document) > MAX_CHARACTERS:
        raise FallbackError(
            f"{name} would be longer than {MAX_CHARACTERS} characters; "
            "say the page crisis in fewer words"
        )


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


_README = f"""\
WHAT THE CARRIER ANSWERS WITH WHEN THE LINE DOES NOT

{TEXT_FILE}    the answer to a text
{CALL_FILE}  the answer to a call
{DIGESTS_FILE}    their SHA-256, to compare with what you host: sha256sum -c {DIGESTS_FILE}

They say {LIFELINE}, {EMERGENCY}, {TEXT_LINE} and {SERVICES} in English and Spanish, \
and need no server of ours. They hold no
menu and no meetings. Make them anew, and host them anew, whenever the crisis texts in the flow
files change: responder fallback DIR --check tells.

WHERE: not where the line is. Another company, another account, another name in DNS: what takes the
line away must not take these away too.

1. Best, on Twilio: two TwiML Bins (Console, Developer tools, TwiML Bins). Paste one file into each,
   whole. Then, at the number: "Primary handler fails", TwiML Bin, once under Voice and once under
   Messaging. In a Messaging Service, the Fallback URL is the address of the Bin. If Twilio itself
   is gone, no text or call reaches anybody anyway.
   SignalWire has the same as cXML scripts (once LaML Bins). Somleng has no fallback addresses.

2. Any web host that
   - answers POST. Many hosts of plain files (buckets, page hosts) refuse it with 405. nginx:
     error_page 405 =200 $uri;
   - sends the header Content-Type: text/xml
   - has a certificate that everybody accepts, and sends no redirect.
   Ask it as the carrier will:
     curl -i -d Body=test https://YOUR-HOST/{TEXT_FILE}

   If it takes GET only, set the method of the fallback address to GET. THINK TWICE: with GET the
   carrier writes what the person wrote, and their number, into the address, and hosts keep
   addresses in their logs. Take a host whose logs you can switch off. Twilio's Message Redaction
   does not work with GET either (error 23006).

responder account apply --fallback https://YOUR-HOST sets both addresses at the carrier.

THEN TRY IT, before anybody needs it and once a quarter:
  responder probe https://YOUR-LINE --fallback https://YOUR-HOST/{TEXT_FILE} \\
    --fallback https://YOUR-HOST/{CALL_FILE}
and once by hand: stop the line in a quiet hour, text it, call it, start it again.
"""
