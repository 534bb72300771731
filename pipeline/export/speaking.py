"""Who says what, for tools that take turns one by one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.schema import Participant, Record, Turn

# A phrase set in large type stands in an answer as well: counted twice, it would skew frequencies.
_LEFT_OUT = frozenset({"pull_quote", "boilerplate"})
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
SPOKEN = frozenset({"question", "answer", "backchannel"})


@dataclass(frozen=True, slots=True)
class Speech:
    """A turn, who speaks and in which exchange."""

    turn: Turn
    person: Participant | None
    exchange: str | None

    @property
    def name(self) -> str | None:
        """The speaker's name, if it is known."""
        return self.person.name if self.person else None


def speeches(record: Record, *, answers_only: bool, spoken_only: bool = False) -> Iterator[Speech]:
    """Yield the turns that count as the interview's text, in order.

    Left out are pull quotes, which repeat an answer, and what is no part of the interview.

    Args:
        record: The interview.
        answers_only: Only what answers a question.
        spoken_only: Neither headings nor introductions.
    """
    people = {person.id: person for person in record.participants}
    around = exchange_around(record)
    for turn in record.turns:
        wanted = turn.role == "answer" if answers_only else turn.role not in _LEFT_OUT
        if wanted and not (spoken_only and turn.role not in SPOKEN):
            person = people.get(turn.speaker) if turn.speaker else None
            yield Speech(turn, person, around.get(turn.id))


def exchange_around(record: Record) -> dict[str, str]:
    """Return the exchange in which each turn stands, by the turn's id: from its first turn to its last.

    A backchannel or a pull quote amid an answer stands in its exchange. Where two are interleaved,
    the one that begins later begins where the other ends.
    """
    place = {turn.id: number for number, turn in enumerate(record.turns)}
    around: dict[str, str] = {}
    for exchange in record.exchanges:
        places = [place[id] for id in (*exchange.question, *exchange.answers)]
        for turn in record.turns[min(places) : max(places) + 1]:
            around.setdefault(turn.id, exchange.id)
    return around


def metadata_columns(records: Iterable[Record]) -> list[str]:
    """Return the names of the researcher's own variables in all records, sorted."""
    return sorted({name for record in records for name in record.metadata})


def paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    r"""Yield the paragraphs of a stretch of text: what stands between blank lines.

    >>> list(paragraphs("Oui.\n\nNon,\nsi.", 0, 14))
    [(0, 4), (6, 14)]
    """
    for gap in _BLANK_LINES.finditer(text, start, end):
        if start < gap.start():
            yield start, gap.start()
        start = gap.end()
    if start < end:
        yield start, end
