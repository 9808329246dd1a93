"""A carrier's account API with a memory, on `responses`: what is set there is what is read next.

The shapes are the documented ones: twilio.com/docs/phone-numbers/api/incomingphonenumber-resource,
/messaging/api/service-resource, /messaging/api/phonenumber-resource, /messaging/api/shortcode-
resource (Usa2p: /messaging/api/usapptoperson-resource), /messaging/api/tollfree-verification-
resource, /usage/webhooks/webhook-rules, read 2026-11-27, and the twilio package's own classes.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
import responses

ACCOUNT = "AC" + "0a1b2c3d" * 4
TOKEN = "5ec2e75ec2e75ec2e75ec2e75ec2e75e"
TEXTS_SID, CALLS_SID = "PN" + "1" * 32, "PN" + "2" * 32
CODE_SID, SERVICE_SID = "SC" + "3" * 32, "MG" + "4" * 32
TEXTS, CALLS, CODE = "+18605550100", "+18605550101", "55501"
PUBLIC_URL = "https://text.example.org"
OVERRIDES = "#rc=1&rp=ct,rt,5xx&ct=2000&rt=4000"
FALLBACK = "https://fallback.example.net"

SMS_XML = (
    '<?xml version="1.0" encoding="UTF-8"?><Response><Message>'
    "Crisis? Call or text 988. In danger: 911.\n"
    "En crisis: llame al 988 y oprima 2.</Message></Response>"
)
VOICE_XML = (
    '<?xml version="1.0" encoding="UTF-8"?><Response>'
    '<Say voice="woman" language="en-US">Crisis? Hang up and call 9, 8, 8, or 9, 1, 1.</Say>'
    '<Say voice="woman" language="es">En crisis, cuelgue y llame al 9, 8, 8.</Say></Response>'
)

Answer = tuple[int, dict[str, str], str]


def number(sid: str, phone_number: str) -> dict[str, Any]:
    """Return a number that is set as it must be."""
    return {
        "sid": sid,
        "account_sid": ACCOUNT,
        "friendly_name": "line",
        "phone_number": phone_number,
        "capabilities": {"voice": True, "sms": True, "mms": True, "fax": False},
        "sms_url": f"{PUBLIC_URL}/sms{OVERRIDES}",
        "sms_method": "POST",
        "sms_fallback_url": f"{FALLBACK}/sms.xml",
        "sms_fallback_method": "POST",
        "sms_application_sid": "",
        "voice_url": f"{PUBLIC_URL}/voice{OVERRIDES}",
        "voice_method": "POST",
        "voice_fallback_url": f"{FALLBACK}/voice.xml",
        "voice_fallback_method": "POST",
        "voice_application_sid": "",
        "voice_caller_id_lookup": False,
        "voice_receive_mode": "voice",
        "trunk_sid": None,
        "status_callback": "",
        "status_callback_method": "POST",
        "status": "in-use",
    }


class FakeCarrier:
    """An account that is right until a test plants something in it."""

    def __init__(self, mock: responses.RequestsMock, host: str = "", sid: str = ACCOUNT) -> None:
        self.account: dict[str, Any] = {
            "sid": sid, "status": "active", "type": "Full", "auth_token": TOKEN,
        }  # fmt: skip
        self.numbers = [number(TEXTS_SID, TEXTS), number(CALLS_SID, CALLS)]
        self.codes: list[dict[str, Any]] = []
        self.services: list[dict[str, Any]] = [
            {
                "sid": SERVICE_SID,
                "account_sid": ACCOUNT,
                "friendly_name": "line",
                "inbound_request_url": f"{PUBLIC_URL}/sms{OVERRIDES}",
                "inbound_method": "POST",
                "fallback_url": f"{FALLBACK}/sms.xml",
                "fallback_method": "POST",
                "use_inbound_webhook_on_number": False,
                "smart_encoding": True,
                "us_app_to_person_registered": True,
                "sticky_sender": True,
                "area_code_geomatch": True,
                "validity_period": 36000,
                "usecase": "undeclared",
            }
        ]
        self.senders = {SERVICE_SID: [TEXTS_SID]}
        self.campaigns: list[dict[str, Any]] = [
            {
                "sid": "QE" + "5" * 32,
                "messaging_service_sid": SERVICE_SID,
                "campaign_status": "VERIFIED",
                "us_app_to_person_usecase": "CHARITY",
                "opt_out_keywords": ["STOP", "END", "ALTO", "PARAR", "CANCELAR"],
                "opt_out_message": "Stopped. In a crisis, call or text 988.",
                "help_message": "Crisis? Call or text 988. Reply STOP to end.",
            }
        ]
        self.verifications: list[dict[str, Any]] = []
        self.rules: list[dict[str, Any]] = []
        self.settings: dict[str, dict[str, Any]] = {}
        self.rules_status = 200
        self.hosted: dict[str, tuple[int, str]] = {
            f"{FALLBACK}/sms.xml": (200, SMS_XML),
            f"{FALLBACK}/voice.xml": (200, VOICE_XML),
        }
        self.asked: list[tuple[str, str]] = []
        self.set: list[tuple[str, dict[str, str]]] = []
        self.before: Callable[[str, str], Answer | None] = lambda _method, _path: None
        self.after_set: Callable[[str], None] = lambda _path: None
        self._sid = sid
        self._root = host or "https://api.twilio.com"
        for method in ("GET", "POST"):
            mock.add_callback(method, re.compile(r"https://.*"), self._answer)

    @property
    def texts(self) -> dict[str, Any]:
        return self.numbers[0]

    @property
    def calls(self) -> dict[str, Any]:
        return self.numbers[1]

    @property
    def service(self) -> dict[str, Any]:
        return self.services[0]

    def held(self) -> Any:
        """Return all that can be set, to compare with later."""
        return json.loads(json.dumps([self.numbers, self.codes, self.services]))

    def _answer(self, request: requests.PreparedRequest) -> Answer:
        url, method = str(request.url), str(request.method)
        bare = url.partition("?")[0]
        if bare in self.hosted or bare.startswith(FALLBACK):
            status, body = self.hosted.get(bare, (404, "not here"))
            if method == "GET":
                status = 200 if status == 405 else status  # a host of plain files
            return status, {"Content-Type": "text/xml"}, body
        self.asked.append((method, bare))
        early = self.before(method, bare)
        if early is not None:
            return early
        if request.headers["Authorization"] != _basic(self._sid, TOKEN):
            return _json({"code": 20003, "message": "Authenticate", "status": 401}, 401)
        query = {name: values[-1] for name, values in parse_qs(urlsplit(url).query).items()}
        if method == "POST":
            form = parse_qs(str(request.body or ""), keep_blank_values=True)
            return self._set(bare, {name: values[-1] for name, values in form.items()})
        return self._shown(bare, query)

    def _shown(self, url: str, query: dict[str, str]) -> Answer:
        if url.startswith("https://messaging.twilio.com/v1/"):
            return self._messaging(url.removeprefix("https://messaging.twilio.com/v1/"))
        if url.startswith("https://webhooks.twilio.com/v1/Webhooks/"):
            return self._webhooks(url.removeprefix("https://webhooks.twilio.com/v1/Webhooks/"))
        own = f"{self._root}/2010-04-01/Accounts/{self._sid}"
        match url.removeprefix(own):
            case ".json":
                return _json(self.account)
            case "/IncomingPhoneNumbers.json":
                asked = query.get("PhoneNumber", "")
                found = [each for each in self.numbers if asked in each["phone_number"]]
                return self._paged("incoming_phone_numbers", found, url, query)
            case "/SMS/ShortCodes.json":
                return self._paged("short_codes", self.codes, url, query)
        return _found(self._one(url))

    def _messaging(self, path: str) -> Answer:
        match path.split("/"):
            case ["Services"]:
                return _meta("services", self.services)
            case ["Services", sid]:
                return _found(self._one(sid))
            case ["Tollfree", "Verifications"]:
                return _meta("verifications", self.verifications)
            case ["Services", _, "Compliance", "Usa2p"]:
                return _meta("compliance", self.campaigns)
            case ["Services", sid, part, *rest]:
                letters = {"PhoneNumbers": "PN", "ShortCodes": "SC"}[part]
                inside = [each for each in self.senders[sid] if each.startswith(letters)]
                if not rest:
                    return _meta(_snake(part), [{"sid": each} for each in inside])
                return _found({"sid": rest[0]} if rest[0] in inside else None)
        return _found(None)

    def _webhooks(self, path: str) -> Answer:
        if path == "Rules":
            meta = {"key": "rules", "pageSize": 50, "nextToken": None}
            return _json({"meta": meta, "rules": self.rules}, self.rules_status)
        return _found(self.settings.get(path.removeprefix("Settings/")))

    def _paged(
        self, key: str, found: list[dict[str, Any]], url: str, query: dict[str, str]
    ) -> Answer:
        page, size = int(query.get("Page", 0)), int(query.get("PageSize", 50))
        part = found[page * size : (page + 1) * size]
        more = len(found) > (page + 1) * size
        following = f"{urlsplit(url).path}?PageSize={size}&Page={page + 1}" if more else None
        return _json({key: part, "page": page, "page_size": size, "next_page_uri": following})

    def _one(self, url: str) -> dict[str, Any] | None:
        sid = url.rpartition("/")[2].removesuffix(".json")
        every = [*self.numbers, *self.codes, *self.services]
        return next((each for each in every if each["sid"] == sid), None)

    def _set(self, url: str, form: dict[str, str]) -> Answer:
        held = self._one(url)
        if held is None:
            return _found(None)
        self.set.append((held["sid"], form))
        for name, value in form.items():
            field = _snake(name)
            assert field in held, f"{field} is no field of this"
            held[field] = {"true": True, "false": False}.get(value, value)
        # "Setting a trunk_sid will automatically delete your voice_application_sid and vice versa."
        if form.get("TrunkSid"):
            held["voice_application_sid"] = ""
        if form.get("VoiceApplicationSid"):
            held["trunk_sid"] = None
        self.after_set(url)
        return _json(held)


def _json(content: Any, status: int = 200) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(content)


def _found(one: dict[str, Any] | None) -> Answer:
    return _json(one) if one else _json({"code": 20404, "status": 404}, 404)


def _meta(key: str, found: list[dict[str, Any]]) -> Answer:
    meta = {"key": key, "page": 0, "page_size": 50, "next_page_url": None}
    return _json({"meta": meta, key: found})


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _basic(user: str, password: str) -> str:
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()
