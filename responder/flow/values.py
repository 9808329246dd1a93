"""The single values of a flow file: texts, days, times, keys and links, as staff write them.

Every scalar arrives as the very string that stands in the file, so these read it themselves:
pydantic would take "0" for a date of 1970 and "01" for a key. Each fault is a code that `shape`
turns into words.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BeforeValidator, PlainValidator, WithJsonSchema

MOST_AHEAD = timedelta(days=400)
_SPAN = re.compile(r"(\d{1,3}) ?(hour|day|week)s?")
_UNITS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("not-a-text")
    if not value.strip():
        raise ValueError("empty-text")
    plain = " ".join(value.split())
    return value if value == plain else plain  # one string kept, not two


def _date(value: object) -> date:
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError("not-a-date")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("not-a-date") from None


def _optional_date(value: object) -> date | None:
    return None if value in (None, "") else _date(value)


def _time(value: object) -> time:
    if isinstance(value, time):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"\d{1,2}:\d{2}", value):
        raise ValueError("not-a-time")
    hours, minutes = map(int, value.split(":"))
    try:
        return time(hours, minutes)
    except ValueError:
        raise ValueError("not-a-time") from None


def _moment(value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or " " not in value:
        raise ValueError("not-a-moment")
    day, _, clock = value.partition(" ")
    try:
        return datetime.combine(_date(day), _time(clock.strip()))
    except ValueError:
        raise ValueError("not-a-moment") from None


def _day_or_moment(value: object) -> date:
    if isinstance(value, date):
        return value
    return _moment(value) if isinstance(value, str) and " " in value else _date(value)


def _span(value: object) -> timedelta:
    if isinstance(value, timedelta):
        return value
    found = _SPAN.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError("not-a-span")
    span = int(found[1]) * _UNITS[found[2]]
    if not timedelta(hours=1) <= span <= MOST_AHEAD:
        raise ValueError("not-a-span")
    return span


def _feed_address(value: object) -> str:
    """Return an address that can be fetched; which server it leads to is seen when it is."""
    if not isinstance(value, str) or re.search(r"[\s<>\"]", value):
        raise ValueError("not-a-feed")
    if re.fullmatch(r"file:.+", value):
        return value
    try:
        parts = urlsplit(value)
        named = "." in (parts.hostname or "") and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        raise ValueError("not-a-feed") from None
    if not named or parts.scheme not in ("https", "webcal"):
        raise ValueError("not-a-feed")
    return value


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    match value:
        case "true" | "yes" | "on":
            return True
        case "false" | "no" | "off":
            return False
        case _:
            raise ValueError("not-yes-or-no")


def _key(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9*#]", value):
        raise ValueError("not-a-key")
    return value


def _web(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"https://[^\s<>\"]+\.[^\s<>\"]+", value):
        raise ValueError("not-a-link")
    return value


def _optional_text(value: object) -> str | None:
    return None if value in (None, "") else _text(value)


_STRING = {"type": "string"}
_STRING_OR_NUMBER = {"type": ["string", "number"]}

Text = Annotated[str, BeforeValidator(_text), WithJsonSchema(_STRING_OR_NUMBER)]
OptionalText = Annotated[
    str | None, BeforeValidator(_optional_text), WithJsonSchema({"type": ["string", "null"]})
]
Day = Annotated[date, BeforeValidator(_date), WithJsonSchema(_STRING)]
OptionalDay = Annotated[
    date | None,
    BeforeValidator(_optional_date),
    WithJsonSchema({"type": ["string", "null"]}),
]
Clock = Annotated[time, BeforeValidator(_time), WithJsonSchema(_STRING)]
Moment = Annotated[datetime, BeforeValidator(_moment), WithJsonSchema(_STRING)]
# Plain: else pydantic would make a day of a moment at midnight.
DayOrMoment = Annotated[date, PlainValidator(_day_or_moment), WithJsonSchema(_STRING)]
SpanOfTime = Annotated[timedelta, BeforeValidator(_span), WithJsonSchema(_STRING)]
FeedAddress = Annotated[str, BeforeValidator(_feed_address), WithJsonSchema(_STRING)]
Flag = Annotated[bool, BeforeValidator(_flag), WithJsonSchema({"type": "boolean"})]
Key = Annotated[str, BeforeValidator(_key), WithJsonSchema(_STRING_OR_NUMBER)]
Web = Annotated[str, BeforeValidator(_web), WithJsonSchema(_STRING)]
