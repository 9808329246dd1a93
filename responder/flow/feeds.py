"""The calendars of others in the flow files: what staff say of each, and what was pulled of it.

Staff write `feeds:`, the command `responder meetings pull` writes `pulled:`. What came of a
calendar is somebody else's text, so it is held as plain words and days, and nothing more.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from responder.flow.values import (
    DayOrMoment,
    FeedAddress,
    Flag,
    Moment,
    OptionalText,
    SpanOfTime,
    Text,
    Web,
)
from responder.flow.words import Model, Words


class NamedTitle(Words):
    """What a title of the calendar is to be called in both languages."""

    title: Text = Field(description="the title as it stands in the calendar")


class Feed(Model):
    """A calendar that somebody keeps elsewhere, and what of it the line tells."""

    address: FeedAddress = Field(description="https://... of the calendar (.ics), or file:NAME.ics")
    group: Text = Field(description="the page of the group that meets")
    kind: Literal["meeting", "training"] = "meeting"
    language: Literal["en", "es"] = Field("en", description="the language of its titles")
    ahead: SpanOfTime = Field(
        "120 days", validate_default=True, description="how far ahead meetings are taken"
    )
    stale_after: SpanOfTime = Field(
        "3 days",
        validate_default=True,
        description="if it could not be read for so long, people are asked to confirm",
    )
    take: tuple[Text, ...] = Field(default=(), description="only titles with one of these in them")
    leave: tuple[Text, ...] = Field(default=(), description="no titles with one of these in them")
    names: tuple[NamedTitle, ...] = Field(
        default=(), description="titles that are to be said otherwise"
    )
    how: Words | None = Field(default=None, description="how to join")
    access: Words | None = Field(
        default=None, description="access needs and interpreters: whom to tell, and by when"
    )
    ask: Words | None = Field(default=None, description="who to ask")
    link: Web | None = Field(default=None, description="the web page of these meetings")


class PulledDate(Model):
    """One day on which a meeting of a calendar is held, or is not though it was to be."""

    starts: DayOrMoment = Field(description="a day alone: all day")
    ends: DayOrMoment | None = Field(default=None, description="of days alone: the last one")
    cancelled: Flag = False
    moved_from: DayOrMoment | None = None


def _both(value: object) -> object:
    return {"en": value, "es": value} if isinstance(value, str) else value


Given = Annotated[Words, BeforeValidator(_both)]


class PulledMeeting(Model):
    """A meeting of a calendar with the days that are known of it."""

    title: Given
    uid: Text = Field(description="its mark in the calendar")
    place: Given | None = None
    dates: tuple[PulledDate, ...]


class PulledFault(Model):
    """What of a calendar could not be read, or must not be said."""

    line: OptionalText = None
    uid: OptionalText = None
    what: Text


class Pulled(Model):
    """What was last pulled of a feed, by the clock of Connecticut."""

    address: Text
    read_at: Moment | None = Field(default=None, description="when it was last read well")
    whole_at: Moment | None = Field(default=None, description="when it last came whole")
    etag: OptionalText = None
    modified: OptionalText = None
    taken_by: OptionalText = Field(
        default=None, description="tells whether the feed was changed since"
    )
    failed_since: Moment | None = Field(default=None, description="since when it cannot be read")
    failed: OptionalText = Field(default=None, description="why")
    left_out: tuple[PulledFault, ...] = ()
    meetings: tuple[PulledMeeting, ...] = ()
