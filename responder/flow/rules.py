"""Every rule that a flow file can break: its id, as it stands in brackets, and what it asks for.

The README lists these, and each has a broken flow in the tests with the words that staff see.
"""

from __future__ import annotations

from collections.abc import Mapping

RULES: Mapping[str, str] = {
    # files
    "no-flows": "the flow folder exists and holds .yaml files",
    "file-unreadable": "every flow file can be opened",
    "file-left-out": "no flow file has a name that is not read, such as line.yaml.txt (warning)",
    "file-too-large": "no flow file is larger than 256 KB",
    "file-empty": "no flow file is empty",
    "not-utf8": "every flow file is saved in UTF-8",
    # letters and YAML
    "tab-indent": "lines are moved in with spaces, not with tabs",
    "hard-space-indent": "lines are moved in with ordinary spaces, not with no-break spaces",
    "hidden-character": "there are no control or other unseen characters (warning)",
    "curly-quotes": "words are not put in curly quotes in place of straight ones (warning)",
    "not-yaml": "the file can be read as YAML",
    "not-a-map": "the file begins with a key such as pages:",
    "two-documents": "there is no second document in a file",
    "too-deep": "nothing is nested deeper than 12 levels",
    "yaml-tag": "there are no YAML tags (!)",
    "yaml-alias": "there are no YAML aliases (*)",
    "key-twice": "no key is given twice in one place",
    "cut-by-hash": "no words are cut off by a # behind them",
    "words-became-keys": "no comma inside { } turns words into a key",
    # the shape of a part
    "unknown-key": "every key is one that is known there",
    "missing-key": "every key that is needed is there",
    "missing-translation": "every text is there in every language",
    "empty-text": "nothing that is begun is left empty",
    "wrong-shape": "lists, keys and words stand where they belong",
    "not-a-text": "there are words, not a list, where words belong",
    "not-a-date": "days are written 2026-12-08 and exist",
    "not-a-time": "times are written 9:30 or 18:00 and exist",
    "not-a-moment": "days with a time are written 2026-12-08 18:00",
    "not-yes-or-no": "switches are true or false",
    "not-a-key": "key: is one key of a telephone",
    "not-a-link": "web addresses are whole and begin with https://",
    "not-a-choice": "where there are fixed choices, one of them is given",
    "not-a-name": "pages and meetings are named in small letters, digits and hyphens",
    "part-missing": "line: and crisis: are there",
    "part-twice": "no part and no page is given in two files",
    # how pages are reached
    "crisis-page-missing": "there is a page crisis",
    "crisis-key-taken": "no page takes 1, 9 or 0, which reach crisis help",
    "key-kept": "no page takes 2, 7, 8, * or #",
    "key-taken-twice": "no two pages of a menu take the same key",
    "question-unknown": "words to ask with in questions: are for a page",
    "under-unknown": "under: names a page",
    "under-loop": "no page is under itself",
    "too-many-keys": "every page is at most three keys away",
    "unreachable": "every page has words in both languages",
    "word-twice": "no two pages take the same word",
    "word-of-the-carrier": "no page takes a word that the carrier acts on, such as STOP",
    "word-of-the-line": "no page takes a word of the line itself, such as MENU",
    "word-is-a-key": "no page takes a single digit as a word",
    "word-one-slip-off": (
        "no word is one slip from a word of another page, unless the pair stands in look_alikes: "
        "(warning)"
    ),
    "pair-not-needed": "look_alikes: has pairs of words that are one slip apart, and no others",
    # meetings
    "group-unknown": "group: names a page",
    "meeting-when": "a meeting has starts and ends, or repeats, from and to",
    "ends-before-start": "nothing ends before it begins",
    "not-a-meeting-day": "first:, skips:, cancels: and moves: have days of the meeting",
    "day-twice": "no day is skipped, cancelled or moved twice",
    "single-only": "cancelled: and moved_from: stand at single meetings",
    "series-only": "skips:, cancels: and moves: stand at repeating meetings",
    "moved-nowhere": "what is moved is moved to another time",
    "join-unreadable": "the phone, ID and passcode of join: can be read out",
    "meeting-ended": "no single meeting is over",
    "not-a-span": "lengths of time are written 36 hours, 3 days or 6 weeks",
    "not-a-feed": "the address of a feed is https:// or file:, without a user name",
    "feed-not-pulled": "every feed was read at least once (warning)",
    "feed-failing": "the last try to read a feed went well (warning)",
    "feed-stale": "every feed was read well within its stale_after: (warning)",
    "feed-left-out": "no meeting of a feed had to be left out (warning)",
    "feed-gone": "nothing is kept of a feed that is no longer in feeds: (warning)",
    "meeting-twice": "no meeting stands here that a feed brings as well (warning)",
    "meeting-runs-out": (
        "no repeating meeting, and no last meeting of a group, runs out within 30 days (warning)"
    ),
    "unreadable-repeats": "repeats: says on which days",
    # texts and numbers
    "no-988": "every crisis text, the crisis line and the page crisis say 988",
    "911-not-first": "where someone is in danger, 911 comes before 988",
    "placeholder": "prompts that the line fills in hold their places in braces",
    "notice-too-long": "notices have at most 60 characters",
    "notice-number": "a number in a notice is verified or typed twice",
    "not-gsm7": "texts hold only letters of a plain text (warning where one can be swapped)",
    "too-long": (
        "every reply fits two texts with the crisis line, a list of meetings three; "
        "a page may go on over three replies"
    ),
    "never-said": "no text promises, names or words what must never be said",
    "unknown-number": "every number is verified or one of the line's own",
    "not-a-number": "the numbers to text and to call can be texted and called",
    "number-one-digit-off": "no number is one digit off a verified one",
    "numbers-differ": "both languages say the same numbers",
    "links-differ": "both languages name the same web addresses (warning)",
    "hard-to-read": (
        "the words of a file are easy: English up to Flesch-Kincaid grade 6, Spanish from "
        "Szigriszt-Pazos ease 65 on (warning)"
    ),
    "read-long-ago": "the source of every entry was read in the last 180 days (warning)",
    "dialled-long-ago": "numbers that were dialled were dialled in the last 180 days (warning)",
    "not-a-price": "price_per_segment: is an amount of US dollars (warning)",
    "calls-short-code": "the number to call is no short code, which takes no calls (warning)",
    "sample-left": "with sample: false, no words or numbers of the sample are left (warning)",
}
