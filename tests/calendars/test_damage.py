"""Damaged, hostile and huge calendars: an answer every time, and never one that takes for ever."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from responder.calendars.event import Calendar, NotACalendar
from responder.calendars.lines import MAX_LINE_BYTES
from responder.calendars.read import MAX_EVENTS, MAX_PROBLEMS, NOT_WORKED_OUT, read_calendar
from responder.calendars.rule import Budget
from responder.calendars.series import MAX_TIMES

HERE = Path(__file__).parent
ZONE = ZoneInfo("America/New_York")
SINCE = datetime(2026, 12, 1, 9, 0, tzinfo=ZONE)
FILES = [file.read_bytes() for file in sorted(HERE.glob("*.ics"))]
CALM = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(data: bytes) -> Calendar:
    return read_calendar(data, since=SINCE, until=SINCE + timedelta(days=365), zone=ZONE)


def read_events(*events: str) -> Calendar:
    made = "".join(f"BEGIN:VEVENT\r\nUID:{at}\r\nSUMMARY:{at}\r\n{each}\r\nEND:VEVENT\r\n"
                   for at, each in enumerate(events))  # fmt: skip
    return read(f"BEGIN:VCALENDAR\r\n{made}END:VCALENDAR\r\n".encode())


def is_sound(calendar: Calendar) -> bool:
    """Tell whether what was read can be listed: in order, whole and in plain words."""
    for event in calendar.events:
        assert event.title.isprintable()
        assert event.link == "" or event.link.startswith("https://")
        if isinstance(event.start, datetime):
            assert event.start.tzinfo == ZONE
            assert event.end is None or event.end > event.start
        else:
            assert event.end is not None
            assert not isinstance(event.end, datetime)
            assert event.end >= event.start
    for problem in calendar.problems:
        assert NOT_WORKED_OUT not in problem.what
        assert problem.what.isprintable()
    return True


def is_read_or_named(data: bytes) -> bool:
    """Tell whether `data` is read, soundly; else it must be named."""
    try:
        calendar = read(data)
    except NotACalendar as fault:
        said = str(fault)
    else:
        return is_sound(calendar)
    assert said
    assert said.isprintable()
    return False


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return `data` with a few of its bytes, lines or values changed as accidents change them."""
    for _ in range(chance.randrange(1, 6)):
        lines = data.split(b"\n")
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(8):
            case 0:
                lines[at], lines[other] = lines[other], lines[at]
            case 1:
                del lines[at]
            case 2:
                lines.insert(at, lines[other])
            case 3:
                where = chance.randrange(len(data) + 1)
                lines = [data[:where] + bytes([chance.randrange(256)]) + data[where + 1 :]]
            case 4:
                head, colon, _ = lines[at].partition(b":")
                lines[at] = head + colon + chance.choice(ODD_VALUES)
            case 5:
                lines[at] = lines[at][: chance.randrange(len(lines[at]) + 1)]
            case 6:
                digits = [spot for spot, byte in enumerate(lines[at]) if 48 <= byte <= 57]
                for spot in digits[: chance.randrange(9)]:
                    lines[at] = (
                        lines[at][:spot] + b"%d" % chance.randrange(10) + lines[at][spot + 1 :]
                    )
            case _:
                lines[at] = chance.choice(ODD_LINES)
        data = b"\n".join(lines)
    return data


ODD_VALUES = (
    b"", b"00000000T000000", b"99991231T235959Z", b"00010101", b"20261208T250000Z", b"-P1D",
    b"P99999D", b"FREQ=DAILY;COUNT=0", b"FREQ=WEEKLY;BYDAY=", b"FREQ=YEARLY;UNTIL=", b"FREQ",
    b"FREQ=MONTHLY;BYDAY=9MO;BYSETPOS=-366", b"FREQ=DAILY;INTERVAL=999999999999", b"\xff\xfe\x00",
    b"20261208T180000/PT1H", b"20261208/20261209", b"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    b"20261208T180000+9999", b"<" * 300, b"&" * 300, b"&#1114112;&#xD800;", b"https://[",
    b"https://a@b.c",
    "２０２６１２０８T１８００００".encode(), "²0261208".encode(),
)  # fmt: skip
ODD_LINES = (
    b"BEGIN:VEVENT", b"END:VEVENT", b"BEGIN:VALARM", b"END:VCALENDAR", b"BEGIN:VCALENDAR",
    b"BEGIN:VTIMEZONE", b"END:VTIMEZONE", b"RRULE:FREQ=SECONDLY", b"EXDATE:",
    b"RDATE;VALUE=PERIOD:/",
    b"DTSTART;TZID=:20261208T180000", b'DTSTART;TZID="America/New_York:20261208T180000',
    b"RECURRENCE-ID;RANGE=THISANDFUTURE:20261208", b"METHOD:CANCEL",
    b"X-WR-TIMEZONE:../../etc/passwd",
    b"DTSTART;TZID=../../../etc/localtime:20261208T180000", b"SEQUENCE:99999999999999999999",
    b"DURATION:P1000000000W", b"DTEND:00000101T000000Z", b";:;:;:", b"DTSTART", b" folded",
    b"TZID:America/New_York", b"TZOFFSETFROM:+99999999",
)  # fmt: skip


def test_damaged_files_of_programs_never_raise_anything_else() -> None:
    chance = random.Random(5545)
    read_at_all = 0
    for round_ in range(1500):
        data = damaged(FILES[round_ % len(FILES)], chance)
        read_at_all += is_read_or_named(data)
    assert read_at_all > 1000


@CALM
@given(st.binary(max_size=300))
def test_any_bytes_between_begin_and_end_are_read_or_named(data: bytes) -> None:
    with_event = (
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + data + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    is_read_or_named(with_event)


VALUES = st.one_of(
    st.sampled_from([each.decode("latin-1") for each in ODD_VALUES]), st.text(max_size=30)
)


@CALM
@given(st.dictionaries(
    st.sampled_from(["DTSTART", "DTSTART;VALUE=DATE", "DTSTART;TZID=America/New_York", "DTEND",
                     "DURATION", "RRULE", "EXRULE", "EXDATE", "RDATE", "RECURRENCE-ID", "STATUS",
                     "SEQUENCE", "SUMMARY", "DESCRIPTION", "X-ALT-DESC", "LOCATION", "URL"]),
    VALUES, max_size=8))  # fmt: skip
def test_any_value_of_a_property_is_read_or_named(values: dict[str, str]) -> None:
    written = "\r\n".join(f"{name}:{value}" for name, value in values.items())
    calendar = read_events("DTSTART:20261208T180000\r\n" + written, "DTSTART:20261209T180000")
    assert is_sound(calendar)
    assert "1" in {each.uid for each in calendar.events}  # the good one beside it


@CALM
@given(st.builds(
    lambda freq, parts: ";".join([f"FREQ={freq}", *parts]),
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY", "HOURLY", "SECONDLY"]),
    st.lists(st.builds(lambda name, numbers: f"{name}={','.join(map(str, numbers))}",
        st.sampled_from(["INTERVAL", "COUNT", "BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO",
                         "BYSETPOS", "BYHOUR", "BYMINUTE", "UNTIL", "BYDAY"]),
        st.lists(st.integers(-400, 400), min_size=1, max_size=5)), max_size=5)))  # fmt: skip
def test_any_rule_ends(rule: str) -> None:
    calendar = read_events(f"DTSTART:20200101T180000\r\nRRULE:{rule}")
    assert is_sound(calendar)
    assert len(calendar.events) <= MAX_TIMES


NEVER = (
    "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=9",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30,31",
    "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1",
    "FREQ=MONTHLY;INTERVAL=12;BYMONTH=3",
)


@pytest.mark.parametrize("rule", NEVER)
def test_a_rule_that_never_matches_gives_its_start_and_ends(rule: str) -> None:
    # python-dateutil alone takes up to six seconds for one of these (its issue 1393).
    start = "DTSTART;TZID=America/New_York:20261208T180000"
    calendar = read_events(*(f"{start}\r\nRRULE:{rule}" for _ in range(200)))
    assert len(calendar.events) == 200
    assert calendar.problems == ()


@pytest.mark.slow
def test_the_work_of_a_feed_is_bounded_and_what_is_left_out_is_said() -> None:
    old = "DTSTART:15830101T180000\r\nRRULE:FREQ=DAILY;COUNT=999999"
    new = "DTSTART:20261208T180000\r\nRRULE:FREQ=WEEKLY;COUNT=2"
    calendar = read_events(*[old] * 12, new)
    said = [each for each in calendar.problems if "than can be worked out" in each.what]
    assert len(said) >= 12 - Budget().left // 150_000
    assert "12" in {each.uid for each in calendar.events}  # its own first day at least


def test_no_more_meetings_and_problems_are_kept_than_a_person_could_read() -> None:
    daily = "DTSTART:20261201T180000\r\nRRULE:FREQ=DAILY;BYHOUR=8,10,12,14"
    calendar = read_events(*[daily] * 51)
    assert len(calendar.events) == MAX_EVENTS
    assert calendar.problems[0].what == (
        f"the calendar holds more than {MAX_EVENTS} meetings: the rest is left out"
    )
    assert len(read_events(*["DTSTART:x"] * (MAX_PROBLEMS + 5)).problems) == MAX_PROBLEMS


@pytest.mark.parametrize(
    "written",
    [
        "DESCRIPTION:" + "<" * 400_000,
        "DESCRIPTION:" + "<script" * 60_000,
        "DESCRIPTION:" + "<!--" * 100_000,
        "DESCRIPTION:" + "&amp;" * 80_000,
        "DESCRIPTION:" + "https://" * 50_000,
        "SUMMARY:" + " -" * 200_000,
        "SUMMARY:" + "[" * 400_000,
        "LOCATION:" + "\\" * 400_000,
        "EXDATE:" + "20261208T180000," * 25_000,
        "RDATE:" + "20261208T180000," * 25_000,
        "RRULE:FREQ=DAILY;BYMONTHDAY=" + ",".join(["1"] * 100_000),
        'DTSTART;TZID="' + '";"' * 100_000,
        "DTSTART;X=" + ";" * 400_000 + ":20261208T180000",
        "X:" + "\r\n" * 400_000,
        "X:" + "\r\n x" * 200_000,
        "BEGIN:X\r\n" * 50_000,
    ],
    ids=lambda written: written[:24],
)
def test_no_line_can_be_made_slow(written: str) -> None:
    # A pattern that goes back and forth, or a list copied for each line, would take minutes here.
    calendar = read_events("DTSTART:20261209T180000", written + "\r\nDTSTART:20261208T180000")
    assert is_sound(calendar)
    assert "0" in {each.uid for each in calendar.events}


@pytest.mark.parametrize(
    "written",
    ["SUMMARY:" + "[" * 299, "SUMMARY:" + " -" * 149,
     "SUMMARY:x\r\nDTSTART;TZID=" + "/a" * 90 + "{}:1",
     "SUMMARY:x\r\nDTSTART;TZID=(UTC-01:00) " + "a," * 80 + "{}:20261208T180000"],
    ids=lambda written: written[:30],
)  # fmt: skip
def test_no_number_of_odd_titles_and_zones_can_be_made_slow(written: str) -> None:
    # Each took up to 17 ms once, so that a feed of 20 MiB took a quarter of an hour.
    events = (f"{written.format(at)}\r\nDTSTART:20261208T180000" for at in range(2_000))
    assert is_sound(read_events(*events, "DTSTART:20261208T180000"))


def test_a_line_longer_than_any_description_is_cut() -> None:
    long = "DESCRIPTION:" + "\r\n ".join(["word " * 15] * (MAX_LINE_BYTES // 50))
    [event] = read_events(f"DTSTART:20261208T180000\r\n{long}").events
    assert event.description.startswith("word word")
    assert event.description.endswith("…")


def test_many_changes_of_one_series_are_bounded() -> None:
    start = "BEGIN:VEVENT\r\nUID:one\r\nSUMMARY:One\r\nDTSTART:20261201T180000"
    series = f"{start}\r\nRRULE:FREQ=DAILY\r\nEND:VEVENT\r\n"
    days = [f"{SINCE.replace(hour=18) + timedelta(days=day):%Y%m%dT%H%M%S}" for day in range(300)]
    onwards = "".join(
        f"BEGIN:VEVENT\r\nUID:one\r\nSUMMARY:One\r\nRECURRENCE-ID;RANGE=THISANDFUTURE:{day}\r\n"
        f"DTSTART:{day[:9]}190000\r\nEND:VEVENT\r\n"
        for day in days
    )
    calendar = read(f"BEGIN:VCALENDAR\r\n{series}{onwards}END:VCALENDAR\r\n".encode())
    assert len(calendar.events) == 365
    assert sum("more than 50 times" in each.what for each in calendar.problems) == 250
