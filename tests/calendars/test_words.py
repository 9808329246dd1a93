"""The words, links and zones of a calendar, and whether a title says that a meeting is off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from responder.calendars.cancelled import says_cancelled, without_cancelled
from responder.calendars.links import link_of
from responder.calendars.pieces import Piece, Property
from responder.calendars.plain import plain
from responder.calendars.zones import known


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (r"Parents\, kids\; all\\none\nof it", r"Parents, kids; all\none of it"),
        ("Q&amp;A &#8211; caf&eacute; &nbsp; now", "Q&A – café now"),
        ("twice &amp;amp; thrice &amp;amp;amp;", "twice & thrice &"),
        ("<p>One</p><p>Two<br/>Three</p>", "One Two Three"),
        ("<b>bo</b>ld and <a href='x'>linked</a>", "bold and linked"),
        ("&lt;p&gt;made plain&lt;/p&gt; before", "made plain before"),
        ("<style>p {}</style><script>x < y</script>seen", "seen"),
        ("<!-- a <b>note</b> --> after", "after"),
        ("5 < 6 and <ann@example.org> and <https://example.org/a>",
         "5 < 6 and <ann@example.org> and <https://example.org/a>"),
        ("  spaces\t and\u00a0more \u200b\u202e here ", "spaces and more here"),
        ("bell\x07 and \x1b[31mred", "bell and [31mred"),
        ("<HTML><HEAD><TITLE>T</TITLE></HEAD><BODY>Body</BODY></HTML>", "Body"),
        ("family 👨\u200d👩\u200d👧 day", "family 👨\u200d👩\u200d👧 day"),
        ("", ""),
    ],
)  # fmt: skip
def test_words_are_plain(written: str, words: str) -> None:
    assert plain(written, 200) == words


def test_long_words_are_cut_and_say_so() -> None:
    assert plain("word " * 100, 12) == "word word w…"


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("CANCELLED: Board", "Board"),
        ("Canceled: Board", "Board"),
        ("Cancelled - no quorum", "no quorum"),
        ("[CANCELED] Board", "Board"),
        ("***CANCELLED*** Board", "Board"),
        ("CANCELLED Board meeting", "Board meeting"),
        ("Board (cancelled)", "Board"),
        ("Board - CANCELLED", "Board"),
        ("Board — Cancelada", "Board"),
        ("Board CANCELLED", "Board"),
        ("Board meeting is cancelled due to snow", "Board meeting"),
        ("Cancelada: Reunión de familias", "Reunión de familias"),
        ("CANCELADO - Taller", "Taller"),
        ("Reunión cancelada", "Reunión"),
        ("POSTPONED: Board", "Board"),
        ("Suspendida: Reunión", "Reunión"),
        ("Canceled event: Board", "Board"),
        ("CANCELLED", ""),
    ],
)
def test_a_title_that_says_it_is_off(title: str, bare: str) -> None:
    assert says_cancelled(title)
    assert without_cancelled(title) == bare


@pytest.mark.parametrize(
    "title",
    [
        "Board",
        "Cancelled appointments: how to ask again",
        "NOT CANCELLED: Board",
        "Board NOT CANCELLED",
        "Board meeting - not cancelled",
        "When school is cancelled",
        "Postponed retirement: a talk",
        "Cancellation policy",
        "",
    ],
)
def test_a_title_that_only_speaks_of_it(title: str) -> None:
    assert not says_cancelled(title)
    assert without_cancelled(title) == title


HOUR = timedelta(hours=1)
ZOOM = "https://us02web.zoom.us/j/80000000000?pwd=abc"
PAGE = "https://www.example.org/page"
TEAMS = "https://teams.microsoft.com/l/meetup-join/19%3ax/0"


@pytest.mark.parametrize(
    ("properties", "link"),
    [
        ({}, ""),
        ({"URL": PAGE}, PAGE),
        ({"URL": PAGE.replace("https", "http")}, ""),
        ({"URL": PAGE, "LOCATION": ZOOM}, ZOOM),
        ({"URL": PAGE, "DESCRIPTION": f"Join: <{TEAMS}>\\nor call"}, TEAMS),
        ({"DESCRIPTION": f"See {PAGE}. Or {ZOOM}, at noon"}, ZOOM),
        ({"DESCRIPTION": f"(see {PAGE}.)"}, PAGE),
        ({"DESCRIPTION": '<a href="https://meet.google.com/abc-defg-hij">Join</a>'},
         "https://meet.google.com/abc-defg-hij"),
        ({"X-ALT-DESC": f'<A HREF="{PAGE}?a=1&amp\\;b=2">page</A>'}, f"{PAGE}?a=1&b=2"),
        ({"X-GOOGLE-CONFERENCE": "https://meet.google.com/xyz-abcd-efg", "URL": ZOOM},
         "https://meet.google.com/xyz-abcd-efg"),
        ({"CONFERENCE": f"{TEAMS}"}, TEAMS),
        ({"DESCRIPTION": "https://www.google.com/url?q=https://zoom.us/j/1234&sa=D&source=x"},
         "https://zoom.us/j/1234"),
        ({"DESCRIPTION": "https://nam1.safelinks.protection.outlook.com/?url=https%3A%2F%2Fzoom.us"
          "%2Fj%2F5678&data=05"}, "https://zoom.us/j/5678"),
        ({"DESCRIPTION": f"https://zoom.us@evil.example/j/1 https://[ https://none {PAGE}"}, PAGE),
        ({"URL": "javascript:alert(1)"}, ""),
        ({"URL": "https://example.org/" + "a" * 600}, ""),
        ({"URL": "HTTPS://WWW.EXAMPLE.ORG/A"}, "https://WWW.EXAMPLE.ORG/A"),
    ],
)  # fmt: skip
def test_the_link_of_a_meeting(properties: dict[str, str], link: str) -> None:
    piece = Piece(1)
    for name, value in properties.items():
        piece.properties[name] = [Property(1, {}, value)]
    assert link_of(piece) == link


@pytest.mark.parametrize(
    ("name", "winter", "summer"),
    [
        ("America/New_York", -5, -4),
        ("america/new york", -5, -4),
        ("US/Eastern", -5, -4),
        ("US-Eastern", -5, -4),
        ("Eastern Standard Time", -5, -4),
        ("eastern standard time", -5, -4),
        ("Eastern Daylight Time", -5, -4),
        ("Eastern Time (US & Canada)", -5, -4),
        ("(UTC-05:00) Eastern Time (US & Canada)", -5, -4),
        ("(GMT-05.00) Eastern Time (US & Canada)", -5, -4),
        ('"(UTC-05:00) America/New_York"', -5, -4),
        ("/softwarestudio.org/Olson_20011030_5/America/New_York", -5, -4),
        ("/a/b/America/Argentina/Buenos_Aires", -3, -3),
        ("EST", -5, -4),
        ("EST5EDT", -5, -4),
        ("Central Standard Time", -6, -5),
        ("US Mountain Standard Time", -7, -7),
        ("(UTC-08:00) Pacific Time (US & Canada)", -8, -7),
        ("W. Europe Standard Time", 1, 2),
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", 1, 2),
        ("AUS Eastern Standard Time", 11, 10),
        ("tzone://Microsoft/Utc", 0, 0),
        ("Etc/UTC", 0, 0),
        ("Z", 0, 0),
        ("GMT-0500", -5, -5),
        ("UTC+01:00", 1, 1),
    ],
)
def test_a_zone_is_known_however_it_is_dressed(name: str, winter: int, summer: int) -> None:
    zone = known(name)
    assert zone is not None
    months = (datetime(2027, month, 1, 12, tzinfo=UTC) for month in (1, 7))
    assert [(each.astimezone(zone).replace(tzinfo=UTC) - each) / HOUR for each in months] == [
        winter, summer,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["Customized Time Zone", "Local time", "", "../../etc/localtime", "/etc/passwd", "x" * 5000,
     "Eastern Standard Time 2", "tzone://Microsoft/Custom", "America", "UTC-99:00"],
)  # fmt: skip
def test_a_zone_that_nobody_knows_is_not_guessed(name: str) -> None:
    assert known(name) is None
