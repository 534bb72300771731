"""Documents that set a question and its answer in one paragraph: cut the paragraphs between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pipeline.segment import wording
from pipeline.segment.chain import STATES, Matrix, best_path, load_weights
from pipeline.segment.features import feature_matrix
from pipeline.segment.paragraphs import Choice, Setting, choices_of
from pipeline.segment.paragraphs import load_weights as paragraph_weights
from pipeline.segment.units import Unit

_ROUNDS = 8
_STRENGTH = 2.0  # paragraphs that the usual shares count as
_LEAST = 2.5  # divided paragraphs that a document set that way has
_SHARE = 0.2  # of its paragraphs
_ALONE = 2 / 3  # questions that stand alone, for each divided paragraph
_LONG = 6  # sentences from which on a paragraph may hold several exchanges


def split_inline(units: Sequence[Unit]) -> list[Unit]:
    """Return the units, cut between question and answer where the document is set that way."""
    if _runs_on(units):
        return _cut_by_sentences(units)
    found = list(units)
    for numbered in (True, False):
        found = _split_group(found, numbered=numbered)
    return found


def _split_group(units: Sequence[Unit], *, numbered: bool) -> list[Unit]:
    """Cut the paragraphs that carry a number, or those that carry none, if they are set that way."""
    open_units = [i for i, u in enumerate(units) if _may_hold_both(u, numbered=numbered)]
    if len(open_units) < _LEAST:
        return list(units)
    choices = choices_of(units, open_units)
    shares = np.mean([_classes(chance) for chance in _settled(choices, "any")], axis=0)
    divided, alone = shares[1:] * len(choices)
    others = set(range(len(units))).difference(open_units)
    apart = sum(wording.is_question(units[i].form) for i in others)  # bold, numbered, with a label…
    if divided < _LEAST or divided <= apart or shares[1] < _SHARE:
        return list(units)
    if alone > _ALONE * divided and not numbered:
        return list(units)
    cuts = {
        i: choice.ends[int(np.argmax(chance))]
        for i, choice, chance in zip(open_units, choices, _settled(choices, "inline"), strict=True)
    }
    found: list[Unit] = []
    for i, unit in enumerate(units):
        at = cuts.get(i, 0)
        found.extend(_divided(unit, at) if 0 < at < len(unit.form) else [unit])
    return found


def _may_hold_both(unit: Unit, *, numbered: bool) -> bool:
    plain = unit.speaker is None and not unit.marks & {"bold", "italic"}
    heading = any(mark.startswith("heading") for mark in unit.marks)
    return plain and not heading and ("number" in unit.marks) == numbered


def _settled(choices: Sequence[Choice], setting: Setting) -> list[Matrix]:
    """Return the chances of the ways to divide each paragraph, in a document of its own shares.

    Shares of `_classes` and chances follow from one another, in turns.
    """
    weights = paragraph_weights(setting)
    chances = [weights.chances(choice) for choice in choices]
    found = chances
    for _round in range(_ROUNDS):
        counts = np.sum([_classes(chance) for chance in found], axis=0)
        shares = (counts + _STRENGTH * weights.shares) / (len(choices) + _STRENGTH)
        found = [_reweighted(chance, shares / weights.shares) for chance in chances]
    return found


def _classes(chance: Matrix) -> Matrix:
    """Return the probabilities of a paragraph without, with, and of nothing but a question, ``(3,)``."""
    return np.array([chance[0], chance[1:-1].sum(), chance[-1]])


def _reweighted(chance: Matrix, factor: Matrix) -> Matrix:
    found: Matrix = chance * np.array([factor[0], *[factor[1]] * (len(chance) - 2), factor[2]])
    whole: Matrix = found / found.sum()
    return whole


def _divided(unit: Unit, at: int) -> list[Unit]:
    head, tail = _cut(unit, at)
    return [
        replace(head, marks=head.marks | {"head"}),
        replace(tail, marks=tail.marks | {"tail"}),
    ]


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
