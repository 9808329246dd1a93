"""What a phone quotes from our own replies is not the person's; what stands beside it is."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.render import Book
from responder.safety.assess import Situation, Verdict, assess
from responder.safety.tapback import MAX_QUOTED, Ours, is_reaction, own_words, quoted_from

FLOOR = (Path(__file__).parent.parent / "panel" / "floor.tsv").read_text("utf-8").splitlines()
URGENT = [line.split("\t")[-1] for line in FLOOR if line.startswith("urgent\t")]

REPLIES = (
    "Call 911 now. Then call or text 988, day or night. Nobody reads texts here.",
    "Crisis? Call or text 988.\nReply MEETINGS for the dates, or text MENU.",
    'En perigo agora? Ligue para 988, diga "Portuguese". Tem intérprete.',
    "Esto es una máquina. Con personas: llame al 988 y oprima 2, a toda hora.",
)
OURS = quoted_from(REPLIES)
REACTIONS = (
    *("Liked", "Loved", "Disliked", "Laughed at", "Emphasized", "Emphasised", "Questioned"),
    *("Reacted ❤️ to", "Reacted with 👩🏽‍❤️‍👨🏻 to", "Removed 👍 from"),
    *("Removed a heart from", "Removed an exclamation from", "Removed a question mark from"),
    *("👍 to", "👍🏽 to", "\u200a\u200b👍\u200b to", "👍 a", "Le gustó", "Le gusto", "Le encantó"),
    *("No le gustó", "Me gusta", "Le dio risa", "Se rió de", "Se rio con", "Destacó", "Enfatizó"),
    *("Exclamó por", "Dudó sobre", "Le ha gustado", "Reaccionó con 👍 a"),
    *("Quitó un me gusta de", "Eliminó un corazón de", "Gostou de", "Não gostou de", "Amou"),
    *("Riu de", "Reagiu com 👍 a", "A aimé", "A adoré"),
)  # fmt: skip
QUOTES = ("“{}”", '"{}"', "«{}»", "“\u200a{}\u200a”\u200a", "„{}“", "«\u202f{}\u202f»", "“{}")


# --- one of our own texts, decided from what we send ---------------------------------------------


@pytest.mark.parametrize("reaction", REACTIONS)
@pytest.mark.parametrize("quote", QUOTES)
def test_a_reaction_to_a_text_of_ours_says_nothing_of_its_own(reaction: str, quote: str) -> None:
    texts = [f"{reaction} {quote.format(reply)}" for reply in REPLIES]
    assert [is_reaction(text, OURS) for text in texts] == [True] * len(REPLIES)


@pytest.mark.parametrize(
    "text",
    [
        "Loved “Call 911 now. Then call or text…”",
        "Loved “Call 911 now. Then call or text ...",
        "Loved “CALL 911 NOW - then call or text…” 👍",
        "Liked “Crisis? Call or text 988. Reply MEETINGS for the dates, or text MENU.”",
        "Le gustó “Esto es una maquina. Con personas: llame al 988 y oprima 2, a toda hora.”",
        'Gostou de "En perigo agora? Ligue para 988, diga "Portuguese". Tem intérprete."',
        "Liked “Call 911 now. Then call or text…”\nLoved “Call 911 now. Then call or text…”",
        "Liked an image",
        "Loved a photo",
        "Le gustó una imagen",
        "> Call 911 now. Then call or text 988, day or night.\n> Nobody reads texts here.",
        ">> Crisis? Call or text 988.\n>> Reply MEETINGS for\n>> the dates, or text MENU.",
    ],
)
def test_a_phone_may_cut_a_text_of_ours_and_write_it_its_own_way(text: str) -> None:
    assert is_reaction(text, OURS)


@pytest.mark.parametrize(
    "text",
    [
        "Disliked “i want to die”",
        "Loved “Call 988. i want to die”",
        "Loved “Call 911 now. Then call or text 988. i want to die”",
        "Loved “he said “Call 911 now. Then call or text 988, day or night.”",
        "Liked “Call…” ",
        "he said “Call 911 now. Then call or text 988, day or night. Nobody reads texts here.”",
        "“Call 911 now. Then call or text 988, day or night. Nobody reads texts here.”",
        "> i want to die, call 988",
        "Liked",
        "liked it",
        "👍",
        "Loved a photo of us and now she is gone",
        "",
    ],
)
def test_what_is_not_surely_ours_is_read_whole(text: str) -> None:
    assert (own_words(text, OURS), is_reaction(text, OURS)) == (text, False)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (f"Loved “{REPLIES[0]}” but i took all my pills", " but i took all my pills"),
        (f"Loved “{REPLIES[0]}”\ni took all my pills", "\ni took all my pills"),
        (f"Liked “{REPLIES[1]}” MENU “x”", " MENU “x”"),
        (f"Gostou de “{REPLIES[2]}” i took all my pills", " i took all my pills"),
        ("Loved “Call 911 now. Then call… i took all my pills", " i took all my pills"),
        (f"> {REPLIES[0]} -- i took pills", " i took pills"),
        (f"i took pills\n> {REPLIES[0]}", "i took pills\n "),
        (f"> {REPLIES[0]}\ni took pills", " \ni took pills"),
    ],
)
def test_the_persons_own_words_beside_a_quote_count(text: str, own: str) -> None:
    assert (own_words(text, OURS), is_reaction(text, OURS)) == (own, False)
    assert assess(f"{own} and i want to die", OURS).verdict is Verdict.URGENT


def test_a_short_text_of_ours_is_known_whole_but_not_by_its_start() -> None:
    ours = quoted_from(["Call 988"])
    assert [ours(quote) for quote in ("call 988.", "Call", "", "…", "call 9889")] == [
        True, False, False, False, False,
    ]  # fmt: skip


def test_a_start_of_ours_is_known_from_fifteen_letters_on() -> None:
    ours = quoted_from(["abcdefghijklmnopqrstuvwxyz"])
    starts = ("abcdefghijklmn", "abcdefghijklmno", "abcdefghijklmno…", "bcdefghijklmnop")
    assert [ours(each) for each in starts] == [False, True, True, False]


def test_a_quote_longer_than_any_of_ours_is_no_quote_of_ours() -> None:
    reply = "a" * (MAX_QUOTED + 1)
    assert [quoted_from([reply])(reply[:letters]) for letters in (MAX_QUOTED, MAX_QUOTED + 1)] == [
        True,
        False,
    ]


def test_a_quote_as_long_as_may_be_is_taken_for_ours_and_a_longer_one_is_not() -> None:
    longest = "988 " + "a" * (MAX_QUOTED - 4)
    assert own_words(f"> {longest}") == " "
    assert own_words(f"> {longest}a") == f"> {longest}a"


def test_the_end_of_a_quote_is_looked_for_no_further_than_one_of_ours_reaches() -> None:
    replies = ["a" * (MAX_QUOTED - 1), "a" * MAX_QUOTED]
    ours = quoted_from(replies)
    shorter, longer = (f"Loved “{each}” i want to die" for each in replies)
    assert (own_words(shorter, ours), own_words(longer, ours)) == (" i want to die", longer)


def test_what_stands_behind_an_unclosed_quote_of_ours_is_never_dropped() -> None:
    ours = quoted_from(["a" * (MAX_QUOTED - 1)])
    text = f"Loved “{'a' * (MAX_QUOTED - 1)} i want to die"
    assert own_words(text, ours) == text


def test_many_quoted_lines_that_are_not_ours_are_read_whole() -> None:
    text = "> i want to die\n" * 40
    assert own_words(text, OURS) == text


def test_a_mail_program_may_quote_more_than_one_text() -> None:
    quoted = "> Call 988.\n> he said i should\n> Call 911."
    assert own_words(quoted) == " \n> he said i should\n "
    assert own_words("> Call 988 -- one -- two") == " one -- two"
    assert own_words("> > Call 988 -- one") == " one"


def test_where_nothing_is_known_to_be_ours_nothing_is_dropped() -> None:
    text = "Loved “Call or text 988.”"
    assert own_words(text, quoted_from([])) == text


# --- all that the line really says ----------------------------------------------------------------


@pytest.fixture(scope="session")
def ours(book: Book) -> Ours:
    return quoted_from(_said(book))


def _said(book: Book) -> set[str]:
    return set(chain(book.texts.values(), book.topic_texts.values(), book.crisis_texts.values()))


@pytest.mark.parametrize("shape", ["Loved “{}”", 'Liked "{}"', "👍 to “ {} ”", "Le gustó «{}»"])
def test_every_text_that_we_send_may_be_loved(book: Book, ours: Ours, shape: str) -> None:
    astray = [
        text
        for reply in sorted(_said(book))
        for quoted in (reply, f"{reply[:60]}…")
        if not is_reaction(text := shape.format(quoted), ours)
        or assess(text, ours).verdict is not Verdict.CALM
        or assess(f"{text} i want to die", ours).verdict is not Verdict.URGENT
    ]
    assert astray == []


# --- a cry is heard, whatever reaction stands around it -------------------------------------------


@given(
    reaction=st.sampled_from(REACTIONS),
    quote=st.sampled_from(QUOTES),
    reply=st.sampled_from(REPLIES),
    cry=st.sampled_from(URGENT),
    kept=st.integers(20, 80),
)
def test_a_cry_in_a_reaction_or_beside_one_is_urgent(
    reaction: str, quote: str, reply: str, cry: str, kept: int
) -> None:
    closed = "“{}”" if quote.endswith("{}") else quote
    texts = (
        f"{reaction} {quote.format(cry)}",
        f"{reaction} {closed.format(reply)} {cry}",
        f"{reaction} {closed.format(reply[:kept] + '…')}\n{cry}",
        f"{reaction} {closed.format(reply + ' ' + cry)}",
        f"{cry} {reaction} {closed.format(reply)}",
        f"> {reply}\n{cry}",
        f"> {cry}\n> {reply}",
    )
    assert [assess(text, OURS).verdict for text in texts] == [Verdict.URGENT] * len(texts)


@given(st.text(alphabet='Liked oved “”"«»„…>.\n\u200b988 to👍', max_size=80))
def test_no_message_of_quotes_breaks_it(text: str) -> None:
    for known in (None, OURS):
        assert len(own_words(text, known)) <= len(text)
        assert is_reaction(text, known) in (True, False)


@pytest.mark.parametrize(
    "text",
    [
        "Loved “" * 1_500,
        'Liked "' * 1_500,
        "Loved “" + "a" * 10_000,
        "Loved “" + "”…" * 5_000,
        "Loved “" + 'Crisis? " ' * 1_000,
        "Loved " + " " * 10_000 + "“988”",
        "👍" * 10_000 + " to “988”",
    ],
    ids=["opened", "opened-straight", "unclosed", "closed", "closed-straight", "spaces", "emoji"],
)
def test_a_long_message_that_looks_like_a_reaction_is_read_whole(text: str) -> None:
    assert (own_words(text, OURS), own_words(text)) == (text, text)


def test_a_fault_in_the_test_for_our_texts_is_a_cry() -> None:
    def broken(quote: str) -> bool:
        raise RuntimeError

    found = assess("Loved “Call 988”", broken)
    assert (found.verdict, found.situation) == (Verdict.URGENT, Situation.SELF)


# --- without a list of our texts ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Loved “Thinking of suicide? Call or text 988.”", ""),
        ('Liked "Call 988"', ""),
        ("Laughed at “Call 988 if you want to d…", ""),
        ("Reacted ❤️ to “Call 988”", ""),
        ("👍 to “ In danger now? Call 911. ”", ""),
        ("Le gustó “Llame al 988”", ""),
        ("Disliked “Call 988.” i still want to die", " i still want to die"),
        ("> If you might hurt yourself, call 988 -- noted", " noted"),
        ('Loved "Call 988" not true "at all"', ' not true "at all"'),
        ("Liked “In danger now? Call 911. Need to talk? Call or text 988.”", ""),
        (
            "Loved “If you or someone you know is thinking of suicide, call or text 988 any time.”",
            "",
        ),
        ("Emphasized “Call 911 if someone may be hurt.”", ""),
        ("Questioned “If you want to hurt yourself, call 988 now.”", ""),
        ("Removed a heart from “You are not alone. 988 is free, 24/7.”", ""),
        ("Reacted ❤️ to “Thoughts of suicide? Call or text 988.”", ""),
        (
            "Loved “Overdose? Call 911 and poison control.” thx this is for our bulletin board",
            " thx this is for our bulletin board",
        ),
        (
            "> If you might hurt yourself or someone else, call 911. -- ok noted for the handbook",
            " ok noted for the handbook",
        ),
        ("Le gustó “¿Está en peligro? Llame al 911. Llame o mande texto al 988.”", ""),
        ("Le encantó “Si piensa en el suicidio, llame al 988.”", ""),
        ("Reaccionó con 👍 a “No está solo. 988 es gratis.”", ""),
        ("Gostou de “Se está pensando em suicídio, ligue para 988”", ""),
    ],
)
def test_a_quote_that_names_988_or_911_is_taken_for_ours(text: str, own: str) -> None:
    assert (own_words(text), is_reaction(text)) == (own, own == "")


@pytest.mark.parametrize(
    "text",
    [
        "he said “i want to die” last night",
        "Loved ones are worried, i want to die",
        "Loved “988 did not help, i want to die”",
        "Loved “988 did not help, i want to die",
        "Loved “I’m done, 988 is no help”",
        "Le gustó “llamé al 988 y me quiero morir”",
        "Loved “he said “call 988” and laughed",
        "liked it",
        "meetings",
        "Laughed at “Reply MENU for choices.”",
        "Disliked “Next meeting: Dec 10, 2 pm.”",
        '"Reply STOP to end" like this?',
        "",
    ],
)
def test_what_nobody_reacted_to_or_we_never_say_stays(text: str) -> None:
    assert own_words(text) == text


def test_a_question_that_no_text_of_ours_asks_is_read_whole() -> None:
    # A false alarm that we accept: who quotes it may be telling what they were asked, and why.
    text = "Disliked “Are you thinking about killing yourself?” wrong person, i asked for dates"
    assert (own_words(text), assess(text).verdict) == (text, Verdict.URGENT)
