"""The flow files as models: the shape staff write, and the JSON Schema their editors use.

Whether pages fit together (links, keys, words, numbers) is `checks`' business.
"""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from responder.exchange import Language
from responder.flow.values import (
    Clock,
    Day,
    Flag,
    Key,
    Moment,
    OptionalDay,
    OptionalText,
    Text,
    Web,
)

PAGE_ID = r"^[a-z0-9][a-z0-9_-]*$"


class Model(BaseModel):
    """What all parts of a flow file share: nothing unknown is let in, nothing changes later."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Words(Model):
    """One text in both languages."""

    en: Text
    es: Text

    def __getitem__(self, language: Language) -> str:
        """Return the words in `language`."""
        return self.en if language is Language.EN else self.es


class WordList(Model):
    """The words a texter may send, in each language; the first is the one we print."""

    en: tuple[Text, ...] = ()
    es: tuple[Text, ...] = ()

    def __getitem__(self, language: Language) -> tuple[str, ...]:
        """Return the words in `language`."""
        return self.en if language is Language.EN else self.es


class Checked(Model):
    """Where a fact comes from and who has looked at it; nobody's check is claimed unless it was."""

    source: Text
    read_on: Day = Field(description="the day someone read the source")
    dialled_on: OptionalDay = Field(
        None, description="the day a person dialled or texted each number; empty: nobody yet"
    )
    reviewed_by: OptionalText = Field(
        None, description="the clinician or Spanish reader who approved the words; empty: nobody"
    )


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


class Prompts(Model):
    """What the phone menu says besides the pages."""

    automated: Words
    choice: Words = Field(description="one choice of a menu: {title} and {key}")
    language: Words = Field(description="how to get the OTHER language, said in that language")
    repeat_back: Words
    silence: Words
    silence_again: Words
    goodbye: Words
    wrong_key: Words
    not_understood: Words
    link_by_text: Words = Field(description="{word} and {number}")
    link_unspoken: Words = Field(description="said for a link when no number takes texts")
    connecting: Words = Field(
        Words(
            en="We are connecting you to 988. If the call drops, call 988.",
            es="Le conectamos con el 988. Si se corta, llame al 988.",
        ),
        description="said where connect_988 is on, before the call is connected",
    )


class TextPhrases(Model):
    """What text replies say besides the pages."""

    more_words: Words = Field(description="{words}: the words of the pages under this one")
    other_language: Words = Field(description="how to get the OTHER language, in that language")
    unknown: Words = Field(description="said before the menu when no page was meant")
    link: Words = Field(description="said before a web address, such as 'More:'")
    confirm: Words = Field(
        description="said of meetings that nobody confirmed; {day}: when the source was read"
    )
    nothing_listed: Words = Field(description="said when no meeting is ahead")
    automated: Words = Field(description="said on the menu: nobody reads what is sent")
    more: Words = Field(
        Words(en="More: text {word} {part}.", es="Más: mande {word} {part}."),
        description="ends an answer that goes on: {word} and {part}",
    )
    also: Words = Field(
        Words(en="Also: text {word}.", es="También: mande {word}."),
        description="names a second page that was asked for: {word}",
    )


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
    from_: Clock | None = Field(None, alias="from")
    to: Clock | None = None
    how: Words | None = Field(None, description="how to join")
    link: Web | None = None
    confirmed: Flag = False


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
    pages: dict[Annotated[str, Field(pattern=PAGE_ID)], Page] = {}
    questions: dict[Annotated[str, Field(pattern=PAGE_ID)], WordList] = Field(
        {}, description="words that people ask about a page with; several pages may have the same"
    )
    meetings: dict[Annotated[str, Field(pattern=PAGE_ID)], Meeting] = {}
    notices: tuple[Notice, ...] = ()


class Flow(Model):
    """All flow files together, checked: what the line says."""

    line: LineInfo
    crisis: Crisis
    pages: dict[str, Page]
    questions: dict[str, WordList]
    meetings: dict[str, Meeting]
    notices: tuple[Notice, ...]

    def under(self, page: str | None) -> dict[str, tuple[str, Page]]:
        """Return the menu of `page` (None: the top menu): key to page id and page, in key order."""
        found = {
            entry.key: (name, entry)
            for name, entry in self.pages.items()
            if entry.key is not None and entry.under == page
        }
        return dict(sorted(found.items()))


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a flow file."""
    return FlowFile.model_json_schema(by_alias=True)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(schema(), indent=1, ensure_ascii=False) + "\n")
