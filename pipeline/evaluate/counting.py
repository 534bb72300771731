"""Additive counts of one interview, and what was missed, with its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from pipeline.schema import GoldTurn, Turn
from pipeline.text import analysis_form

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")


class _InTurn(Protocol):
    """A mention or claim, gold or predicted."""

    @property
    def start(self) -> int: ...
    @property
    def turn(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Miss:
    """One difference between gold and prediction."""

    id: str  # of the interview
    kind: str  # "question missed", "entity label", "claim type"…
    sentence: str
    gold: str
    predicted: str


@dataclass(slots=True)
class Tally:
    """What scoring one interview writes into: counts to add over interviews, and misses."""

    id: str
    counts: dict[str, float] = field(default_factory=dict)
    misses: list[Miss] = field(default_factory=list)

    def add(self, key: str, amount: float = 1.0) -> None:
        """Add to a count; adding 0 makes the count exist."""
        self.counts[key] = self.counts.get(key, 0.0) + amount

    def hit(self, stem: str, *, found: int, gold: int, predicted: int) -> None:
        """Add true and false positives and false negatives under ``stem``."""
        self.add(f"{stem}.tp", found)
        self.add(f"{stem}.fp", predicted - found)
        self.add(f"{stem}.fn", gold - found)

    def right(self, stem: str, right: float, total: float) -> None:
        """Add to an accuracy or a mean: `right` of `total`."""
        self.add(f"{stem}.right", right)
        self.add(f"{stem}.total", total)

    def miss(self, kind: str, sentence: str, gold: str, predicted: str) -> None:
        """Note one difference."""
        self.misses.append(Miss(self.id, kind, _line(sentence), _line(gold), _line(predicted)))


def name_key(name: str) -> str:
    """Return the form in which names are compared: case, typography and white space set aside.

    >>> name_key("L’Express ") == name_key("l'express")
    True
    """
    return " ".join(analysis_form(name).casefold().split())


def sentence_of(mark: _InTurn, turns: Iterable[Turn | GoldTurn]) -> str:
    """Return the sentence of its turn in which a mention or claim begins; empty without turns."""
    for turn in turns:
        if turn.id == mark.turn:
            return sentence_at(turn.text, mark.start - turn.start)
    return ""


def sentence_at(text: str, start: int) -> str:
    """Return the sentence around a character, cut at final punctuation and line ends.

    >>> sentence_at("Il dort. Elle part ! Bien.", 10)
    'Elle part !'
    """
    begin = 0
    for end in _SENTENCE_END.finditer(text):
        if end.start() > start:
            return text[begin : end.start()].strip()
        begin = end.end()
    return text[begin:].strip()


def _line(text: str) -> str:
    return " ".join(text.split())
