"""Documents that set a question and its answer in one paragraph: cut the paragraphs between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from pipeline.segment import wording
from pipeline.segment.chain import STATES, Weights, best_path, load_weights
from pipeline.segment.features import feature_matrix
from pipeline.segment.units import Unit

_HEAD = 6  # a question before its answer in one paragraph has at most so many sentences
_BODY = 12  # words from which on a paragraph counts
_SHARE = 0.5  # of the paragraphs open an exchange in a document that is set that way
_SET_THAT_WAY = 2.0  # log-odds that a paragraph opens an exchange where most paragraphs do
_LONG = 6  # sentences from which on a paragraph may hold several exchanges
_Q, _q, _A, _a = (STATES.index(s) for s in "QqAa")


def split_inline(units: Sequence[Unit]) -> list[Unit]:
    """Return the units, cut between question and answer where the document is set that way."""
    if _runs_on(units):
        return _cut_by_sentences(units)
    weights = load_weights("sentences")
    cuts = [_best_cut(unit, weights) for unit in units]
    body = [i for i, unit in enumerate(units) if wording.word_count(unit.form) >= _BODY]
    hits = [i for i in body if cuts[i].gain > 0 or _asks_then_answers(units[i])]
    alone = sum(wording.is_question(u.form) and len(wording.sentences(u.form)) <= 3 for u in units)
    numbered = [i for i in body if "number" in units[i].marks and cuts[i].at]
    by_number = (
        len(numbered) >= 3 and len(numbered) >= 0.6 * len(body) and alone < len(numbered) / 3
    )
    if not by_number and (len(hits) < 3 or len(hits) < _SHARE * len(body) or alone > len(hits) / 3):
        return list(units)
    first = numbered[0] if by_number else hits[0]
    found: list[Unit] = []
    for i, (unit, cut) in enumerate(zip(units, cuts, strict=True)):
        opens = cut.gain > -_SET_THAT_WAY or (by_number and i in numbered) or i in hits
        found.extend(_cut(unit, cut.at) if i >= first and cut.at and opens else [unit])
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


class _Best(NamedTuple):
    """Where an answer would begin in a paragraph, and how much better that is than all answer."""

    at: int  # offset in the form; 0 where it cannot be cut
    gain: float  # log-odds


def _best_cut(unit: Unit, weights: Weights) -> _Best:
    spans = wording.sentences(unit.form)
    if len(spans) < 2 or unit.speaker is not None or unit.marks & {"bold", "italic"}:
        return _Best(0, -np.inf)
    pieces = [replace(unit, start=unit.start + a, form=unit.form[a:b]) for a, b in spans]
    scores = feature_matrix(pieces) @ weights.emission
    step = weights.transition
    n = len(spans)
    asks = np.cumsum(np.r_[scores[0, _Q], scores[1:, _q] + step[_q, _q]])
    goes_on = np.cumsum((scores[:, _a] + step[_a, _a])[::-1])[::-1]
    totals = [
        asks[k - 1]
        + step[_Q if k == 1 else _q, _A]
        + scores[k, _A]
        + (goes_on[k + 1] if k + 1 < n else 0.0)
        for k in range(1, min(n, _HEAD + 1))
    ]
    if n > 1:  # the first step out of Q has its own weight
        totals = [
            t + (step[_Q, _q] - step[_q, _q] if k > 1 else 0.0) for k, t in enumerate(totals, 1)
        ]
    best = int(np.argmax(totals))
    whole = goes_on[0]
    gain = float(totals[best] + step[_a, _Q] - whole - step[_a, _a])
    return _Best(spans[best + 1][0], gain)


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
