"""What every part of a flow file is made of: words in both languages, and where facts come from."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from responder.exchange import Language
from responder.flow.values import Day, OptionalDay, OptionalText, Text


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
