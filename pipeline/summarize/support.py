"""Spans of an interview -> the evidence that a sentence of a summary is held against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from pipeline.lexicons import words as word_list
from pipeline.schema import ExchangeTurns, Participant, Span
from pipeline.summarize.faithfulness import Evidence
from pipeline.text import Placed, sentence_spans

_PRESENTING = frozenset({"heading", "intro"})
_LEADING = 2  # sentences before a passage that its pronouns may lean on


class SpokenTurn(Placed, Protocol):
    """A turn of an interview, a record or a gold file."""

    @property
    def id(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def speaker(self) -> str | None: ...


class Supports:
    """What the sentences of one interview's summary may be supported by.

    Args:
        turns: The interview's turns.
        exchanges: Its exchanges.
        participants: Who speaks in it.
        presentation: Title and lead, where they stand outside the turns.
    """

    def __init__(
        self,
        turns: Sequence[SpokenTurn],
        exchanges: Sequence[ExchangeTurns],
        participants: Sequence[Participant],
        *,
        presentation: Iterable[str] = (),
    ) -> None:
        self._turns = tuple(turns)
        self._people = tuple(participants)
        self._questions = {
            answer: exchange.question for exchange in exchanges for answer in exchange.answers
        }
        self._presentation = (
            *presentation,
            *(turn.text for turn in turns if turn.role in _PRESENTING),
            *(" ".join(_described(person)) for person in participants),
        )
        self._sentences = {turn.id: list(_spans(turn)) for turn in turns}

    def evidence(self, spans: Iterable[Span]) -> Evidence:
        """Return the evidence that lies in some spans: whole sentences, and what leads to them.

        Args:
            spans: Characters of the interview's text; what lies in no turn is left out.
        """
        passages: dict[str, None] = {}
        context: dict[str, None] = {}
        speakers: set[str] = set()
        wanted = list(spans)
        for turn in self._turns:
            own = self._sentences[turn.id]
            chosen = [
                at
                for at, (start, end) in enumerate(own)
                if any(start < span.end and span.start < end for span in wanted)
            ]
            if not chosen:
                continue
            speakers.add(turn.speaker or "")
            passages.update(dict.fromkeys(self._cut(turn, own[at]) for at in chosen))
            leading = {at - back for at in chosen for back in range(1, _LEADING + 1)}
            context.update(
                dict.fromkeys(self._cut(turn, own[at]) for at in sorted(leading) if at >= 0)
            )
            context.update(dict.fromkeys(self._asked(turn.id)))
        context.update(dict.fromkeys(self._presentation))
        named = [person for person in self._people if person.name]
        return Evidence(
            tuple(passages),
            tuple(text for text in context if text not in passages),
            tuple(p.name for p in named if p.name and p.id in speakers),
            tuple(p.name for p in named if p.name and p.id not in speakers),
        )

    def _cut(self, turn: SpokenTurn, span: tuple[int, int]) -> str:
        return turn.text[span[0] - turn.start : span[1] - turn.start]

    def _asked(self, answer: str) -> Iterator[str]:
        asked = self._questions.get(answer, ())
        return (turn.text for turn in self._turns if turn.id in asked)


def _spans(turn: SpokenTurn) -> Iterator[tuple[int, int]]:
    for start, end in sentence_spans(turn.text, abbreviations=word_list("abbreviations")):
        yield start + turn.start, end + turn.start


def _described(person: Participant) -> Iterator[str]:
    yield from (part for part in (person.name, person.function, person.organisation) if part)
