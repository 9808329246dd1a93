"""The sentences of the line itself, which stand between the pages: on the phone and in texts.

Those with words of their own here need not stand in `line.yaml`.
"""

from __future__ import annotations

from pydantic import Field

from responder.flow.words import Model, Words


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
    next_meeting: Words = Field(
        Words(
            en="To hear the next meeting in full, press {key}.",
            es="Para oír todo sobre la próxima reunión, oprima {key}.",
        ),
        description="a choice on pages that list meetings: {key}",
    )
    meeting_after: Words = Field(
        Words(
            en="For the one after it, press {key}.",
            es="Para la siguiente, oprima {key}.",
        ),
        description="a choice after a meeting read in full: {key}",
    )
    join_unspoken: Words = Field(
        Words(
            en="There is also a link to join online.",
            es="También hay un enlace para entrar por internet.",
        ),
        description="said of a meeting's link, which nobody could write down",
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
        Words(en="More: text {words}.", es="Más: mande {words}."),
        description="ends an answer that goes on: {words}, such as MEETINGS 2",
    )
    no_more: Words = Field(
        Words(en="That was all of it.", es="Eso era todo."),
        description="said to MORE where nothing is left",
    )
    also: Words = Field(
        Words(en="Also: text {word}.", es="También: mande {word}."),
        description="names a second page that was asked for: {word}",
    )
    cancelled: Words = Field(
        Words(en="CANCELLED: {title}", es="SE CANCELÓ: {title}"),
        description="{title}: the meeting that is not held",
    )
    moved: Words = Field(
        Words(en="moved from {day}", es="se cambió; era el {day}"),
        description="said of a meeting that is moved; {day}: when it would have been",
    )
    moved_hour: Words = Field(
        Words(en="time changed; it was {hour}", es="cambió la hora; era {hour}"),
        description="the same, where only the hour has changed; {hour}: the old one",
    )
    zone: Words = Field(
        Words(en="Connecticut time", es="hora de Connecticut"),
        description="follows the hours of one meeting",
    )
    place: Words = Field(
        Words(en="Where: {place}", es="Lugar: {place}"),
        description="{place}: where a meeting of a feed is held, as its calendar says",
    )
    join_link: Words = Field(
        Words(en="Join: {link}", es="Para entrar: {link}"), description="{link}: how to join"
    )
    join_phone: Words = Field(
        Words(en="By phone: {phone}", es="Por teléfono: {phone}"),
        description="{phone}: what to dial to join",
    )
    join_id: Words = Field(
        Words(en="ID {id}", es="ID {id}"), description="{id}: the ID of the meeting"
    )
    join_passcode: Words = Field(
        Words(en="passcode {passcode}", es="clave {passcode}"), description="{passcode}: as it says"
    )
    as_of: Words = Field(
        Words(
            en="As of {day}. Please confirm at plan4children.org",
            es="Datos del {day}. Confirme en plan4children.org",
        ),
        description="said of one meeting that nobody confirmed; {day}: when the source was read",
    )
    as_of_confirmed: Words = Field(
        Words(en="As of {day}", es="Datos del {day}"),
        description="said of one meeting that its group confirmed; {day}: the same",
    )
    nothing_in: Words = Field(
        Words(
            en="{when}: nothing is listed; see the calendar at plan4children.org",
            es="{when}: no hay nada en la lista; vea el calendario en plan4children.org",
        ),
        description="said when no meeting is in the days asked for; {when}: those days",
    )
    after_that: Words = Field(
        Words(en="Next: {meeting}", es="Lo próximo: {meeting}"),
        description="{meeting}: the first after the days asked for",
    )
