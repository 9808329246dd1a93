"""The flow files as models: the shape staff write, and the JSON Schema their editors use.

Whether pages fit together (links, keys, words, numbers) is `checks`' business.
"""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any, Literal

from pydantic import Field

from responder.exchange import Language
from responder.flow.feeds import Feed, Pulled, PulledDate
from responder.flow.phrases import Prompts as Prompts
from responder.flow.phrases import TextPhrases as TextPhrases
from responder.flow.values import Clock, Day, Flag, Key, Moment, Text, Web

# Part of the model, for whoever uses it.
from responder.flow.words import Checked as Checked
from responder.flow.words import Model as Model
from responder.flow.words import WordList as WordList
from responder.flow.words import Words as Words

PAGE_ID = r"^[a-z0-9][a-z0-9_-]*$"


class Page(Checked):
    """One answer: reached by its words in a text and by its key on the phone."""

    under: Text | None = Field(None, description="the page whose menu it is on; none: the top menu")
    key: Key | None = Field(None, description="its key on that menu: 3, 4, 5 or 6")
    words: WordList = WordList()
    sent_by_mistake: WordList = Field(
        WordList(), description="words meant for another number, such as HOME for 741741"
    )
    title: Words
    text: Words
    spoken: Words | None = Field(None, description="what is said on the phone, if not the text")
    link: Web | None = None
    lists: Literal["meetings", "trainings", "own"] | None = Field(
        None, description="which meetings follow the text; own: those that name this page"
    )


class Sender(Model):
    """The number people text."""

    number: Text
    kind: Literal["long-code", "toll-free", "short-code"] = "long-code"
    carrier_answers_stop: Flag = Field(
        True, description="false only for a short code outside a messaging service"
    )


class Voice(Model):
    """The voices of one language; the plain one is used where the neural one may be missing."""

    neural: Text
    plain: Text


class Voices(Model):
    """The voices of both languages."""

    en: Voice
    es: Voice
    use: Literal["neural", "plain"] = "neural"


class OwnNumber(Model):
    """A number that is not a public help line: ours, or one of our staff's."""

    number: Text
    whose: Text


class LineInfo(Model):
    """Whose line this is and how it is reached."""

    name: Words
    run_by: Words
    sample: Flag = False
    time_zone: Literal["America/New_York"] = "America/New_York"
    texts: Sender
    calls: Text = Field(description="the ten-digit number people call")
    greeting: Words
    crisis_line: Words = Field(description="stands in every reply; must say 988")
    help: Words
    stop: Words = Field(description="the answer to STOP where the carrier gives none")
    how_to_stop: Words = Field(description="for those who ask to stop in other words")
    terms: Web | None = None
    privacy: Web | None = None
    price_per_segment: Text = Field("0.0083", description="US dollars")
    voices: Voices
    speech: Flag = True
    connect_988: Flag = False
    english_names: tuple[Text, ...] = Field(
        (), description="names that stay English in Spanish speech, such as Connecting to Care"
    )
    numbers: tuple[OwnNumber, ...] = ()
    look_alikes: tuple[tuple[Text, ...], ...] = Field(
        (),
        description="pairs of words of two pages that are one slip apart, where people need both: "
        "[dates, rates]",
    )
    prompts: Prompts
    phrases: TextPhrases


class CrisisReplies(Model):
    """One wording for each situation a person may be in."""

    self_harm: Words = Field(description="thoughts of suicide or self-harm")
    other: Words = Field(description="worry about someone else")
    danger: Words = Field(description="hurt, taken something, weapon, attack, threat: 911 first")
    abuse: Words = Field(description="abuse or violence at home")


class BriefCrisis(Model):
    """The short crisis text of a language the line does not otherwise speak."""

    self_harm: Text
    danger: Text


class BriefLanguages(Model):
    """Those languages."""

    pt: BriefCrisis
    ht: BriefCrisis
    fr: BriefCrisis
    pl: BriefCrisis


class Crisis(Checked):
    """What is said when someone may be in danger."""

    texts: CrisisReplies
    spoken: CrisisReplies
    short: Words = Field(description="the shortest form; follows a text in another language")
    brief: BriefLanguages


class Move(Model):
    """One day of a repeating meeting that is held at another time."""

    day: Day = Field(description="the day on which it would have been")
    to: Moment = Field(description="when it is held")
    ends: Moment | None = Field(None, description="none: it lasts as long as the others")


class Join(Model):
    """How to join from afar; a meeting's phone, ID and passcode stand here and in no text."""

    link: Web | None = None
    phone: Text | None = Field(None, description="ten digits, such as 860-555-0142")
    id: Text | None = Field(None, description="the meeting ID: digits, with spaces or without")
    passcode: Text | None = None


class Meeting(Checked):
    """A meeting or training, once (`starts`, `ends`) or repeating (`repeats`, `from`, `to`)."""

    group: Text = Field(description="the page of the group that meets")
    kind: Literal["meeting", "training"] = "meeting"
    title: Words
    starts: Moment | None = None
    ends: Moment | None = None
    repeats: Text | None = Field(
        None, description="such as 'first friday' or 'fourth tuesday of every other month'"
    )
    first: Day | None = Field(None, description="the first day of a repeating meeting")
    last: Day | None = Field(None, description="no repeats after this day")
    skips: tuple[Day, ...] = Field((), description="days on which a repeating meeting is not held")
    cancels: tuple[Day, ...] = Field((), description="the same, said as cancelled until then")
    moves: tuple[Move, ...] = Field((), description="days held at another time")
    cancelled: Flag = Field(False, description="a single meeting that is not held; said until then")
    moved_from: Moment | None = Field(None, description="when a single meeting would have been")
    from_: Clock | None = Field(None, alias="from")
    to: Clock | None = None
    how: Words | None = Field(None, description="how to join")
    join: Join | None = None
    access: Words | None = Field(
        None, description="access needs and interpreters: whom to tell, and by when"
    )
    ask: Words | None = Field(None, description="who to ask")
    link: Web | None = Field(None, description="the web page of this meeting")
    confirmed: Flag = False


class FromFeed(Meeting):
    """A meeting of a calendar: it has the days that were pulled, and nobody confirmed it here.

    `stale_at` is when what was pulled is too old to be trusted, on Connecticut's clock.
    """

    feed: Text
    uid: Text
    dates: tuple[PulledDate, ...]
    place: Words | None = None
    stale_at: Moment


class Notice(Model):
    """A line that stands on every reply and prompt for a while."""

    text: Words
    from_: Moment = Field(alias="from")
    until: Moment
    crisis: Flag = Field(False, description="also on crisis replies")
    number: Text | None = Field(None, description="a number in the text that is not a known one")
    number_again: Text | None = Field(None, description="the same, typed a second time")


class FlowFile(Model):
    """One file of the flow folder; each file holds the parts that it is named for."""

    line: LineInfo | None = None
    crisis: Crisis | None = None
    pages: dict[Annotated[str, Field(pattern=PAGE_ID)], Page] = Field({})
    questions: dict[Annotated[str, Field(pattern=PAGE_ID)], WordList] = Field(
        {}, description="words that people ask about a page with; several pages may have the same"
    )
    meetings: dict[Annotated[str, Field(pattern=PAGE_ID)], Meeting] = Field({})
    feeds: dict[Annotated[str, Field(pattern=PAGE_ID)], Feed] = Field(
        {}, description="calendars that `responder meetings pull` reads"
    )
    pulled: dict[Annotated[str, Field(pattern=PAGE_ID)], Pulled] = Field(
        {}, description="what it read of them; written by that command"
    )
    notices: tuple[Notice, ...] = ()


class Flow(Model):
    """All flow files together, checked: what the line says."""

    line: LineInfo
    crisis: Crisis
    pages: dict[str, Page]
    questions: dict[str, WordList]
    meetings: dict[str, Meeting]
    notices: tuple[Notice, ...]
    feeds: dict[str, Feed] = Field({})
    pulled: dict[str, Pulled] = Field({})
    given_names: dict[Language, tuple[str, ...]] = Field(
        {}, description="titles and places of feeds that are not translated, by their language"
    )

    def names_in(self, language: Language) -> tuple[str, ...]:
        """Return the names that stay in `language` where the other one is spoken."""
        own = self.line.english_names if language is Language.EN else ()
        return (*own, *self.given_names.get(language, ()))

    def under(self, page: str | None) -> dict[str, tuple[str, Page]]:
        """Return the menu of `page` (None: the top menu): key to page id and page, in key order."""
        found = {
            entry.key: (name, entry)
            for name, entry in self.pages.items()
            if entry.key is not None and entry.under == page
        }
        return dict(sorted(found.items()))

    def keys_to(self, page: str) -> tuple[str, ...]:
        """Return the keys from the top menu to `page`; none if no keys lead there."""
        keys: list[str] = []
        above: str | None = page
        while above is not None:
            entry = self.pages[above]
            if entry.key is None:
                return ()
            keys.append(entry.key)
            above = entry.under
        return tuple(reversed(keys))


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a flow file."""
    return FlowFile.model_json_schema(by_alias=True)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(schema(), indent=1, ensure_ascii=False) + "\n")
