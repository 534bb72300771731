"""Documents that set a question and its answer in one paragraph: cut the paragraphs between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pipeline.segment import wording
from pipeline.segment.chain import STATES, Weights, best_path, load_weights
from pipeline.segment.features import feature_matrix
from pipeline.segment.units import Unit

_HEAD = 5  # a question before its answer in one paragraph has at most so many sentences
_SET_THAT_WAY = 2.0  # log-odds that a paragraph opens an exchange where most paragraphs do
_ENDS_ON_MARK = 2.0  # log-odds that such a question ends where the question marks end
_REPLIES = 3.0  # log-odds against a question with a sentence in it that opens like an answer
_LONG = 6  # sentences from which on a paragraph may hold several exchanges
_Q, _A, _a = (STATES.index(s) for s in "QAa")


def split_inline(units: Sequence[Unit]) -> list[Unit]:
    """Return the units, cut between question and answer where the document is set that way."""
    if _runs_on(units):
        return _cut_by_sentences(units)
    hits = [i for i, unit in enumerate(units) if _asks_then_answers(unit)]
    body = [u for u in units if wording.word_count(u.form) >= 12]
    alone = sum(wording.is_question(u.form) and len(wording.sentences(u.form)) <= 3 for u in units)
    if len(hits) < 3 or len(hits) < 0.4 * len(body) or alone > len(hits) / 2:
        return list(units)
    weights = load_weights()
    found: list[Unit] = []
    for i, unit in enumerate(units):
        at = _best_cut(unit, weights, certain=i in hits) if i >= hits[0] else None
        found.extend([unit] if at is None else _cut(unit, at))
    return found


def _asks_then_answers(unit: Unit) -> bool:
    """A question to somebody opens the unit, and what follows does not only ask."""
    if unit.speaker is not None or unit.marks & {"bold", "italic"}:
        return False
    parts = [unit.form[a:b] for a, b in wording.sentences(unit.form)]
    for size, part in enumerate(parts[:_HEAD]):
        if wording.is_question(part):
            while size + 1 < len(parts) and wording.is_question(parts[size + 1]):
                size += 1
            return size + 1 < len(parts)
        if wording.opens_with(part, "answer_openers"):
            return False
    return False


def _best_cut(unit: Unit, weights: Weights, *, certain: bool) -> int | None:
    """Return the offset in ``unit.form`` where the answer begins, or None where all is one answer."""
    spans = wording.sentences(unit.form)
    if len(spans) < 2:
        return None
    sizes = range(1, min(_HEAD + 1, len(spans)))
    scores = []
    replies = 0
    for size in sizes:
        head, tail = _cut(unit, spans[size][0])
        replies += size > 1 and wording.opens_with(unit.form[slice(*spans[size - 1])], "answer_openers")
        rows = feature_matrix([head, tail]) @ weights.emission
        asked = wording.is_question(head.form) and not wording.is_question(
            unit.form[slice(*spans[size])]
        )
        scores.append(
            _ENDS_ON_MARK * asked
            - _REPLIES * replies
            + rows[0, _Q]
            + rows[1, _A]
            + weights.transition[_Q, _A]
            + weights.transition[_a, _Q]
        )
    whole = feature_matrix([unit]) @ weights.emission
    best = int(np.argmax(scores))
    if not certain and whole[0, _a] + weights.transition[_a, _a] > scores[best] + _SET_THAT_WAY:
        return None
    return spans[best + 1][0]


def _cut(unit: Unit, at: int) -> list[Unit]:
    head = unit.form[:at].rstrip()
    return [
        replace(unit, end=unit.start + len(head), form=head),
        replace(
            unit,
            start=unit.start + at,
            form=unit.form[at:],
            marks=frozenset(),
            speaker=None,
            gap_before=False,
        ),
    ]


def _runs_on(units: Sequence[Unit]) -> bool:
    """Several exchanges stand in one paragraph: many questions, few paragraphs, hardly one alone."""
    open_units = [unit for unit in units if unit.speaker is None]
    spans = [wording.sentences(unit.form) for unit in open_units]
    asks = [
        sum(wording.is_question(unit.form[a:b]) for a, b in own)
        for unit, own in zip(open_units, spans, strict=True)
    ]
    alone = sum(count for count, own in zip(asks, spans, strict=True) if len(own) <= 3)
    long = sum(count >= 2 and len(own) >= _LONG for count, own in zip(asks, spans, strict=True))
    return (
        long >= 1
        and sum(asks) >= 4
        and alone <= sum(asks) / 4
        and sum(asks) > 1.5 * len(open_units)
    )


def _cut_by_sentences(units: Sequence[Unit]) -> list[Unit]:
    """Decode sentence by sentence, with weights of their own, and join what belongs together."""
    weights = load_weights("sentences")
    pieces: list[Unit] = []
    for unit in units:
        rest, base = unit, 0
        for start, _ in wording.sentences(unit.form)[1:]:
            head, rest = _cut(rest, start - base)
            base = start
            pieces.append(head)
        pieces.append(rest)
    scores = feature_matrix(pieces) @ weights.emission
    scores[0] += weights.first
    scores[-1] += weights.last
    path = best_path(scores, np.repeat(weights.transition[None], len(pieces) - 1, axis=0))
    joined: list[Unit] = []
    for piece, state in zip(pieces, path, strict=True):
        if joined and STATES[state] in "qaI" and joined[-1].block == piece.block:
            between = " " * (piece.start - joined[-1].end)
            joined[-1] = replace(
                joined[-1], end=piece.end, form=joined[-1].form + between + piece.form
            )
        else:
            joined.append(piece)
    return joined
