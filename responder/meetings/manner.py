"""One meeting's day, hours and changes in words, as a text or the phone puts them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from responder.exchange import Language
from responder.flow.model import TextPhrases
from responder.meetings.series import pattern
from responder.meetings.upcoming import EASTERN, Occurrence, Status
from responder.wording import dates

# From here on a day without its year could be taken for this year's.
YEAR_IS_SAID_AFTER = timedelta(days=330)


_ALL_DAY = {Language.EN: "all day", Language.ES: "todo el día"}
_TO = {Language.EN: "to", Language.ES: "al"}


class _Day(Protocol):
    def __call__(self, moment: date, language: Language, *, year: bool = False) -> str:
        """Return the day of `moment`."""


@dataclass(frozen=True)
class Manner:
    """How days and hours are put; `aside` puts what else there is to say of a meeting."""

    day: _Day
    clock: Callable[[datetime, datetime | None, Language], str]
    read_on: Callable[[date, Language], str]
    aside: str

    def day_of(self, moment: date, language: Language, now: datetime) -> str:
        """Return the day of `moment`, with its year where it is about a year from `now`."""
        day = moment.date() if isinstance(moment, datetime) else moment
        today = now.astimezone(EASTERN).date()
        return self.day(day, language, year=day - today >= YEAR_IS_SAID_AFTER)

    def when(self, meeting: Occurrence, language: Language, now: datetime) -> str:
        """Return day and hours of `meeting`, or its pattern when no date of it is known."""
        if meeting.start is None:
            return pattern(meeting.entry, language)
        day = self.day_of(meeting.start, language, now)
        if meeting.last_day is not None:
            return self._whole_days(meeting.start.date(), meeting.last_day, day, language)
        return f"{day}, {self.clock(meeting.start, meeting.end, language)}"

    def _whole_days(self, first: date, last: date, named: str, language: Language) -> str:
        """Return the days of a meeting that is all day, the first of which is `named`."""
        if first == last:
            return f"{named}, {_ALL_DAY[language]}"
        return f"{named} {_TO[language]} {self.day(last, language)}"

    def moved(self, meeting: Occurrence, language: Language, phrases: TextPhrases) -> str:
        """Return when a moved `meeting` would have been; nothing for any other."""
        if meeting.was is None or meeting.start is None:
            return ""
        if meeting.was.date() == meeting.start.date() and not meeting.all_day:
            hour = self.clock(meeting.was, None, language)
            return phrases.moved_hour[language].replace("{hour}", hour)
        return phrases.moved[language].replace("{day}", self.day(meeting.was, language))

    def title(self, meeting: Occurrence, language: Language, phrases: TextPhrases) -> str:
        """Return the title of `meeting`; of a cancelled one, that it is not held."""
        title = meeting.entry.title[language]
        if meeting.status is not Status.CANCELLED:
            return title
        cancelled = phrases.cancelled[language]
        # A voice may spell out words in capitals.
        cancelled = cancelled.capitalize() if self is SPEECH else cancelled
        return cancelled.replace("{title}", title)

    def line(
        self, meeting: Occurrence, language: Language, now: datetime, phrases: TextPhrases
    ) -> str:
        """Return `meeting` in one line of a list: "Friday, December 4, 10 to 11 AM: Example."."""
        title = self.title(meeting, language, phrases)
        if meeting.status is Status.CANCELLED and meeting.start is not None:
            # Nobody needs the hours of what is not held.
            return f"{self.day_of(meeting.start, language, now)}: {title}."
        moved = self.moved(meeting, language, phrases)
        aside = self.aside.format(moved) if moved else ""
        return f"{self.when(meeting, language, now)}: {title}{aside}."


def capitalised(words: str) -> str:
    """Return `words` as a sentence begins: Spanish days and months stand in small letters."""
    return words[:1].upper() + words[1:]


TEXT = Manner(dates.day, dates.clock, dates.short_day, " ({})")
SPEECH = Manner(dates.spoken_day, dates.spoken_clock, dates.whole_day, ", {}")
