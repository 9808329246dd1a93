"""Read the account into plain values: only settings, never a message, a call or a person's number.

What the carrier answers beyond or short of what this version knows is noted, and never a crash.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from twilio.base.exceptions import TwilioException

from responder.account.access import asking, status_of
from responder.account.addresses import without_overrides
from responder.account.fault import CarrierError
from responder.account.hand import Hand, held
from responder.account.rules import applies, seconds_of
from responder.account.state import Account, Campaign, Held, Kind, Rule, Sender, Wanted
from responder.settings import Carrier

Done = Callable[[int, int | None], None]

MAX_COUNTED = 50  # senders of a messaging service; more are told as "50 or more"
PAGE_SIZE = 100
RULES_PAGE_SIZE = 50  # the documented one, of an API in beta
_TEXTS, _CALLS = "the number for texts", "the number for calls"
_SERVICE = "the messaging service"


def read_account(hand: Hand, wanted: Wanted, done: Done = lambda _count, _of: None) -> Account:
    """Return the account that `hand` opens, as far as it matters for what is `wanted`.

    `done` is told how many messaging services were looked through. Raises CarrierError.
    """
    return _Reading(hand, wanted, done).account()


class _Reading:
    """One pass over the account; `unknown` gathers what this version does not know."""

    def __init__(self, hand: Hand, wanted: Wanted, done: Done) -> None:
        # The library's types tell nothing of what a carrier really answers.
        self._client: Any = hand.client
        self._wanted, self._done = wanted, done
        self._unknown: list[str] = []
        self._is_twilio = wanted.carrier is Carrier.TWILIO

    def account(self) -> Account:
        with asking("the account"):
            own = self._client.api.accounts(self._client.account_sid).fetch()
            status, sort = _words(own.status), _words(own.type)
        if not status:
            self._unknown.append("status of the account")
        texts = self._sender(self._wanted.texts, _TEXTS)
        same = self._wanted.calls == self._wanted.texts
        calls = texts if same else self._sender(self._wanted.calls, _CALLS)
        service = self._service(texts) if texts and self._is_twilio else None
        return Account(
            status=status,
            trial=self._is_twilio and sort.lower() == "trial",
            texts=texts,
            calls=calls,
            service=service,
            campaigns=self._campaigns(texts, service),
            rules=self._rules() if self._is_twilio else None,
            unknown=tuple(dict.fromkeys(self._unknown)),
        )

    def _sender(self, number: str, called: str) -> Held | None:
        """Return the one of the account's numbers that is `number`; None if it is not there.

        Asked for by number, since an account may have hundreds; should the carrier answer with
        others too, page after page is looked through.
        """
        short = not number.startswith("+")
        if short and not self._is_twilio:
            return None  # the others have no resource for short codes
        with asking("the short codes" if short else "the numbers"):
            found: Iterable[Any]
            if short:
                found = self._client.short_codes.stream(short_code=number, page_size=PAGE_SIZE)
                own = next((each for each in found if each.short_code == number), None)
            else:
                found = self._client.incoming_phone_numbers.stream(
                    phone_number=number, page_size=PAGE_SIZE
                )
                own = next((each for each in found if each.phone_number == number), None)
            kind = Kind.SHORT_CODE if short else Kind.NUMBER
            return None if own is None else held(kind, own, self._unknown, called)

    def _service(self, texts: Held) -> Held | None:
        """Return the messaging service that the number for texts is in; None if it is in none."""
        services = self._client.messaging.v1.services
        with asking("the messaging services"):
            for count, each in enumerate(services.stream(page_size=PAGE_SIZE), 1):
                self._done(count, None)
                if self._is_in(services(each.sid), texts):
                    senders = services(each.sid)
                    numbers = len(senders.phone_numbers.list(limit=MAX_COUNTED + 1))
                    codes = len(senders.short_codes.list(limit=MAX_COUNTED + 1))
                    others = numbers + codes - 1
                    return held(Kind.SERVICE, each, self._unknown, _SERVICE, others)
        return None

    def _is_in(self, service: Any, texts: Held) -> bool:
        short = texts.kind is Kind.SHORT_CODE
        senders = service.short_codes if short else service.phone_numbers
        try:
            senders(texts.sid).fetch()
        except TwilioException as fault:
            if status_of(fault) == 404:
                return False
            raise
        return True

    def _campaigns(self, texts: Held | None, service: Held | None) -> tuple[Campaign, ...] | None:
        if texts is None or not self._is_twilio:
            return None
        messaging = self._client.messaging.v1
        match self._wanted.sender:
            case Sender.LONG_CODE if service is not None:
                with asking("the registered campaigns"):
                    found = messaging.services(service.sid).us_app_to_person.list(limit=20)
                    return tuple(map(_campaign, found))
            case Sender.TOLL_FREE:
                with asking("the toll-free verifications"):
                    found = messaging.tollfree_verifications.list(
                        tollfree_phone_number_sid=texts.sid, limit=20
                    )
                    return tuple(map(_verification, found))
        return None

    def _rules(self) -> tuple[Rule, ...] | None:
        """Return the webhook rules for our two addresses; None if they cannot be read.

        A public beta in 2026, which not every account may use; without it no rule applies.
        """
        try:
            with asking("the webhook rules"):
                found = self._client.webhooks.v1.rules.list(
                    limit=PAGE_SIZE, page_size=RULES_PAGE_SIZE
                )
                return tuple(self._rules_for(found))
        except CarrierError:
            return None

    def _rules_for(self, found: list[Any]) -> Iterable[Rule]:
        for channel, path in (("texts", "/sms"), ("calls", "/voice")):
            address = without_overrides(self._wanted.public_url + path)
            rule = applies(found, address)
            for reference in (rule.settings or []) if rule else []:
                setting = self._client.webhooks.v1.settings(reference["settingId"]).fetch()
                yield Rule(channel, bool(setting.signature), seconds_of(setting.connection))


def _campaign(found: Any) -> Campaign:
    words = found.opt_out_keywords
    return Campaign(
        status=_words(found.campaign_status),
        use_case=_words(found.us_app_to_person_usecase),
        stop_words=tuple(map(str, words)) if isinstance(words, list) else (),
        stop_reply=_words(found.opt_out_message),
        help_reply=_words(found.help_message),
    )


def _verification(found: Any) -> Campaign:
    return Campaign(status=_words(found.status), help_reply=_words(found.help_message_sample))


def _words(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
