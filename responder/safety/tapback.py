"""Take out of a message what a phone quoted from an earlier one.

A person who taps a heart on our crisis reply sends it back to us in quotes: "Loved “Call or text
988”". Those are our words. Whatever stands outside the quotes is the person's own and is judged.
"""

from __future__ import annotations

import re

_VERBS = (
    r"liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|reacted .{1,12}? to"
    r"|removed an? .{1,20}? from"
    r"|le gust[oó]|le encant[oó]|no le gust[oó]|me gust[oó]|me encant[oó]|dio importancia a"
    r"|enfatiz[oó]|cuestion[oó]|se ri[oó] (?:de|con)|le caus[oó] gracia"
    r"|reaccion[oó] con .{1,12}? a|destac[oó]|pregunt[oó] por"
    r"|curtiu|gostou de|amou|adorou|n[ãa]o curtiu|riu de|enfatizou|questionou|reagiu .{1,16}? a"
    r"|a aim[ée]|a ador[ée]|a ri [àa]|a comment[ée]|a r[ée]agi .{1,16}? [àa]"
    r"|[^\w\s]{1,8} to"
)
# The closing quote may be cut off with an ellipsis; a quote never opens twice.
_TAPBACK = re.compile(
    rf"\s*(?:{_VERBS})\s*(?:“[^“”]*(?:”|…|\.\.\.|$)|«[^«»]*(?:»|$)|\"[^\"]*(?:\"|$))", re.IGNORECASE
)
# A mail program quotes line by line.
_QUOTED_LINE = re.compile(r"^>[^\n]*?(?: -- |$)", re.MULTILINE)
_OURS = re.compile(r"\b(?:988|911)\b")


def own_words(text: str) -> str:
    """Return `text` without what a tapback or a mail program quotes of a reply of ours.

    Every reply of ours names 988; a quote that does not is somebody else's, or the person's own.

    Quotes that no reaction stands in front of stay: they are how a person tells what someone said.
    """
    found = _TAPBACK.match(text)
    if found and _OURS.search(found.group()):
        text = text[found.end() :]
    return _QUOTED_LINE.sub(_unless_ours, text) if text.lstrip().startswith(">") else text


def _unless_ours(quoted: re.Match[str]) -> str:
    return " " if _OURS.search(quoted.group()) else quoted.group()
