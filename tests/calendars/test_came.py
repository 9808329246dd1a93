"""What came where a calendar was expected is said as it is, and never taken for an empty one."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from responder.calendars.event import Calendar, NotACalendar
from responder.calendars.read import read_calendar

ZONE = ZoneInfo("America/New_York")
WHOLE = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20261208T180000\r\n"
    b"SUMMARY:Board\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def read(data: bytes) -> Calendar:
    since, until = datetime(2026, 12, 1, tzinfo=ZONE), datetime(2027, 12, 1, tzinfo=ZONE)
    return read_calendar(data, since=since, until=until, zone=ZONE)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "an empty answer"),
        (b" \r\n\r\n\t", "an empty answer"),
        (b"\xef\xbb\xbf", "an empty answer"),
        (
            b"<!DOCTYPE html><html><head><title>Sign in</title></head>",
            'a web page titled "Sign in"',
        ),
        (
            b"\n<!-- x --><HTML lang=en>\n<TITLE>\n  Log in &ndash; Town </TITLE>",
            'a web page titled "Log in \xe2\x80\x93 Town"'.encode("latin-1").decode("utf-8"),
        ),
        (b"<html><body>hello", "a web page without a title"),
        (b"<html><title>\x1b[2J</title>" + WHOLE, 'a web page titled "[2J"'),
        (b'{"error": "not found"}', "a JSON file"),
        (b'["vcalendar", [], []]', "a JSON file"),
        (b"%PDF-1.7 ...", "a PDF file"),
        (b"PK\x03\x04....", "a zip or Office file"),
        (b"\x1f\x8b\x08\x00", "a compressed file (gzip)"),
        (b"\x89PNG\r\n", "a picture"),
        (b"\x00\x01\x02\x03", "something that is no text"),
        (b'<?xml version="1.0"?><rss version="2.0">', "a news feed (RSS)"),
        (b'<?xml version="1.0"?><icalendar>', "a piece of a web page or an XML file"),
        (b"BEGIN:VCARD\r\nEND:VCARD\r\n", "a contacts file (vCard)"),
        (b"403 Forbidden", "a text that is no calendar (it has no line BEGIN:VCALENDAR)"),
        (
            b"BEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT\r\n",
            "events without a calendar around them (no BEGIN:VCALENDAR)",
        ),
        (WHOLE[:100], "the first half of a calendar (no END:VCALENDAR)"),
        (WHOLE[:-6], "the first half of a calendar (no END:VCALENDAR)"),
        (WHOLE + WHOLE[:100], "the first half of a calendar (no END:VCALENDAR)"),
    ],
)
def test_what_came_is_said(data: bytes, said: str) -> None:
    with pytest.raises(NotACalendar) as raised:
        read(data)
    assert str(raised.value) == said


@pytest.mark.parametrize(
    "data",
    [
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n",
        b"\r\n\r\nBEGIN:VCALENDAR\nEND:VCALENDAR",
        b"begin:vcalendar\rend:vcalendar\r",
    ],
)
def test_an_empty_calendar_is_one(data: bytes) -> None:
    assert read(data) == Calendar((), (), holds_events=False)


def test_every_cut_of_a_calendar_is_half_of_one_or_none() -> None:
    said = set()
    for length in range(len(WHOLE) - 2):
        with pytest.raises(NotACalendar) as raised:
            read(WHOLE[:length])
        said.add(str(raised.value))
    assert said == {
        "an empty answer",
        "a text that is no calendar (it has no line BEGIN:VCALENDAR)",
        "the first half of a calendar (no END:VCALENDAR)",
    }
    assert len(read(WHOLE).events) == 1


def test_a_second_calendar_that_is_cut_off_is_no_whole_file() -> None:
    """The end of the first must not stand for the end of the file, however short the second."""
    with pytest.raises(NotACalendar):
        read(WHOLE + b"BEGIN:VCALENDAR\r\n")
