"""What is no part of an interview -> a mark: credits name people, and nobody looked for names there."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.pseudonyms.edits import Edit
from pipeline.schema import Record, Turn

MARK = "[…]"
# No word, and nothing that may stand between two words of one name.
_BLANK = "|"


def boilerplate_of(record: Record) -> list[Turn]:
    """Return the turns that are no part of the interview, in text order."""
    return [turn for turn in record.turns if turn.role == "boilerplate"]


def blanked(text: str, turns: Iterable[Turn]) -> str:
    """Return the text without the words of some turns, of the same length.

    A name that is looked for in it is found in front of such a turn or behind it, never across its edge.

    Args:
        text: The interview's text.
        turns: Turns of it.
    """
    for turn in turns:
        text = text[: turn.start] + _BLANK * (turn.end - turn.start) + text[turn.end :]
    return text


def emptied(turns: Iterable[Turn]) -> list[Edit]:
    """Return the edits that put a mark in the place of each turn's words."""
    return [Edit(turn.start, turn.end, MARK) for turn in turns]
