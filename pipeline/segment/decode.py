"""Units -> a state each: wording weighed with what this document's own marks turn out to mean.

The wording of every unit gives a first guess of who speaks. From it follows how often this document's
questions, answers, headings… carry each mark (bold, a dash, a number, a heading level, a label), with a weak prior;
that sharpens the guess, and so on (expectation maximisation). Labels bind harder:
a label begins a turn, and all units under one label are one speaker's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.segment.chain import (
    FORBIDDEN,
    STATES,
    Matrix,
    Weights,
    best_path,
    load_weights,
    marginals,
)
from pipeline.segment.features import feature_matrix
from pipeline.segment.units import Unit
from pipeline.segment.wording import greets, is_backchannel, is_signature, is_title

_ROUNDS = 6
_STRENGTH = 1.5  # the prior counts as much as one and a half units of a state
_TEMPER = {"style": 1.0, "marker": 1.0, "part": 1.0, "gap": 0.5}  # blank lines are set carelessly

# How often a question or an answer goes on in a next unit, over the fitted interviews, and how many turns
# that is worth against the document's own.
_FOLLOWS = {"Q": 0.01, "A": 0.25}
_HABIT = 8.0
_RELABELLED = -4.0  # one speaker's label twice, with no other turn between

# An interviewer who mostly states is told by the distance to those who answer, in log-odds summed as in
# `_interviewers`.
_DOUBT = 1.0
_APART = 3.0
_INSERTED = 4.0  # an embedded post or a cross-head between labelled turns, as a repeated sentence

# A unit has one value of each: a heading in bold counts as a heading.
_STYLES = ("heading", "blockquote", "capitals", "bold", "italic", "quoted")
_MARKERS = ("number", "dash", "bullet", "item")
_PARTS = ("head", "tail")  # of a paragraph that was cut between question and answer
_Q, _q, _A, _a, _I, _H, _P, _B = range(8)

# How often a unit of each state carries a mark, in documents of which nothing is known: Q q A a I H P B.
_PRIOR: dict[str, tuple[float, ...]] = {
    "bold": (0.4, 0.3, 0.02, 0.02, 0.2, 0.5, 0.2, 0.1),
    "italic": (0.2, 0.1, 0.03, 0.03, 0.3, 0.1, 0.3, 0.2),
    "heading": (0.4, 0.02, 0.005, 0.005, 0.01, 0.8, 0.02, 0.02),
    "dash": (0.3, 0.02, 0.2, 0.1, 0.02, 0.02, 0.05, 0.05),
    "bullet": (0.3, 0.02, 0.05, 0.2, 0.02, 0.02, 0.05, 0.1),
    "number": (0.4, 0.02, 0.05, 0.1, 0.02, 0.1, 0.02, 0.05),
    "item": (0.1, 0.05, 0.05, 0.4, 0.02, 0.02, 0.02, 0.2),
    "capitals": (0.2, 0.1, 0.01, 0.01, 0.02, 0.3, 0.02, 0.1),
    "quoted": (0.1, 0.05, 0.1, 0.03, 0.02, 0.05, 0.7, 0.05),
    "blockquote": (0.02, 0.02, 0.05, 0.1, 0.1, 0.02, 0.7, 0.2),
    "head": (0.6, 0.02, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01),
    "tail": (0.01, 0.01, 0.6, 0.02, 0.01, 0.01, 0.01, 0.01),
    "gap": (0.5, 0.4, 0.5, 0.4, 0.5, 0.5, 0.5, 0.5),
}


@dataclass(frozen=True, slots=True)
class Decoded:
    """The state of each unit and how sure it is."""

    states: tuple[str, ...]
    confidence: Matrix  # (n_units,) probability of the role, begun or gone on
    interviewers: frozenset[int]  # speaker numbers
    evidence: tuple[dict[str, float], ...]  # mark -> log-odds for the chosen role, a unit


def decode(
    units: Sequence[Unit], roles: Mapping[int, str], weights: Weights | None = None
) -> Decoded:
    """Return the best sequence of states.

    Args:
        units: The units of one source, at least one.
        roles: Roles known beforehand, by speaker number: ``interviewer`` or ``interviewee``.
        weights: Weights of the chain; the shipped ones by default.
    """
    weights = weights or load_weights()
    wording = feature_matrix(units) @ weights.emission
    wording[0] += weights.first
    wording[-1] += weights.last
    pairwise = _pairwise(units, weights)
    marks = _marks(units)
    unary = wording + _label_mask(units)
    posterior, _, _ = marginals(unary, pairwise)
    interviewers = _interviewers(units, wording, posterior, roles)
    unary += _speaker_mask(units, interviewers)
    likelihood = {name: 0.5 * _rates(column, None, name) for name, column in marks.items()}
    base = pairwise
    for _round in range(_ROUNDS):
        posterior, pairs, _ = marginals(unary + _mark_scores(likelihood), pairwise)
        likelihood = {name: _rates(column, posterior, name) for name, column in marks.items()}
        pairwise = base + _habit(pairs)
    unary = unary + _mark_scores(likelihood)
    posterior, _, _ = marginals(unary, pairwise)
    path = best_path(unary, pairwise)
    grouped = posterior.copy()
    grouped[:, [_Q, _q]] = posterior[:, [_Q, _q]].sum(axis=1, keepdims=True)
    grouped[:, [_A, _a]] = posterior[:, [_A, _a]].sum(axis=1, keepdims=True)
    return Decoded(
        states=tuple(STATES[s] for s in path),
        confidence=grouped[np.arange(len(path)), path],
        interviewers=interviewers,
        evidence=tuple(_evidence(i, state, marks, likelihood) for i, state in enumerate(path)),
    )


def _pairwise(units: Sequence[Unit], weights: Weights) -> Matrix:
    """Two answers may follow each other only where a label tells them apart."""
    table = np.repeat(weights.transition[None], max(0, len(units) - 1), axis=0)
    before = units[0].speaker
    for i, unit in enumerate(units[1:]):
        if unit.speaker is not None:
            table[i, [_A, _a], _A] = _RELABELLED if unit.speaker == before else 0.0
            before = unit.speaker
    return table


def _habit(pairs: Matrix) -> Matrix:
    """Return log weights by which this document's own sequence of states departs from the usual one.

    Where most answers are one paragraph, another paragraph is less likely; and the other way round.
    """
    counts = pairs.sum(axis=0)
    usual = np.array([_FOLLOWS[state] for state in "QA"])
    found = np.zeros((len(STATES), len(STATES)))
    for row, share in zip((_Q, _A), usual, strict=True):
        more = row + 1
        begins, goes_on = counts[row, :].sum(), counts[row, more]
        rate = (goes_on + _HABIT * share) / (begins + _HABIT)
        found[row, more] = np.log(rate / share)
        others = [s for s in range(len(STATES)) if s != more]
        found[row, others] = np.log((1 - rate) / (1 - share))
    return found


def _label_mask(units: Sequence[Unit]) -> Matrix:
    """What is labelled begins a turn; greetings with a label are editorial; a repeated sentence is displayed."""
    mask = np.zeros((len(units), len(STATES)))
    for i, unit in enumerate(units):
        if unit.speaker is not None:
            mask[i, [_q, _a, _H, _P, _B]] = FORBIDDEN
            mask[i, _I] = 0.0 if greets(unit.form) else -4.0
        elif unit.repeats:
            mask[i, _P] = 4.0
    return mask


def _interviewers(
    units: Sequence[Unit], wording: Matrix, posterior: Matrix, roles: Mapping[int, str]
) -> frozenset[int]:
    """Return the speakers that ask, judged by all their units together."""
    numbers = sorted({unit.speaker for unit in units if unit.speaker is not None})
    asks: dict[int, float] = {}
    for number in numbers:
        rows = [i for i, unit in enumerate(units) if unit.speaker == number]
        local = np.clip(wording[rows, _Q] - wording[rows, _A], -4, 4)
        chain = np.clip(
            np.log(posterior[rows, _Q] + 1e-9) - np.log(posterior[rows, _A] + 1e-9), -4, 4
        )
        asks[number] = float(np.mean(local + chain))
    known = {n for n, role in roles.items() if role == "interviewer" and n in asks}
    open_numbers = [n for n in numbers if n not in roles]
    if known:
        return frozenset(known)
    if any(role == "interviewee" for role in roles.values()) and not open_numbers:
        return frozenset()
    found = {n for n in open_numbers if asks[n] > 0}
    if len(found) == len(numbers) and len(numbers) > 1:
        found = {max(found, key=lambda n: asks[n])}
    if not found and len(open_numbers) > 1:
        second, first = sorted(asks[n] for n in open_numbers)[-2:]
        if _all_labelled(units) or (first > -_DOUBT and first - second > _APART):
            found = {max(open_numbers, key=lambda n: asks[n])}
    return frozenset(found)


def _all_labelled(units: Sequence[Unit]) -> bool:
    labelled = [unit.speaker is not None for unit in units]
    first = labelled.index(True) if True in labelled else 0
    return sum(labelled[first:]) >= 0.8 * len(labelled[first:])


def _speaker_mask(units: Sequence[Unit], interviewers: frozenset[int]) -> Matrix:
    """Bind labelled units to their speaker's role, and unlabelled ones to what labels leave open."""
    mask = np.zeros((len(units), len(STATES)))
    asked = sum(unit.speaker in interviewers for unit in units if unit.speaker is not None)
    answered = sum(unit.speaker is not None for unit in units) - asked
    cut = False  # an answer that an insertion cuts goes on without a label
    for i, unit in enumerate(units):
        if unit.speaker is None:
            if asked >= 3 and not is_backchannel(unit.form):
                mask[i, _Q] = -3.5
            if answered >= 3:
                mask[i, _A] = 0.0 if cut else -3.5
            post = _posted(units, i)
            if post and answered >= 3:
                mask[i, _B] += _INSERTED
            if _heads(units, i, interviewers):
                mask[i, _H] += _INSERTED
            cut = post or unit.repeats
        elif unit.speaker in interviewers:
            mask[i, _A] = FORBIDDEN
        else:
            mask[i, _Q] = FORBIDDEN
    return mask


def _posted(units: Sequence[Unit], index: int) -> bool:
    """An embedded post is signed with a handle and a year, or the next unit, after a dash, signs it."""
    if is_signature(units[index].form):
        return True
    following = units[index + 1] if index + 1 < len(units) else None
    signed = following is not None and following.speaker is None and "dash" in following.marks
    return signed and following is not None and is_signature(following.form)


def _heads(units: Sequence[Unit], index: int, interviewers: frozenset[int]) -> bool:
    """A few words without a verb, straight before a labelled question and after an answer, are a cross-head."""
    before, unit = units[index - 1] if index else None, units[index]
    following = units[index + 1] if index + 1 < len(units) else None
    if before is None or following is None or following.speaker not in interviewers:
        return False
    return before.speaker not in interviewers and is_title(unit.form)


def _value(unit: Unit, names: Sequence[str]) -> str:
    """Return the first mark of the unit that is one of `names`, its level included, or "plain"."""
    for name in names:
        found = next((m for m in sorted(unit.marks) if m.rstrip("0123456789") == name), None)
        if found:
            return found
    return "plain"


def _marks(units: Sequence[Unit]) -> dict[str, list[str]]:
    """Return, for style, marker and gap, the value of every unit; what never changes is left out."""
    columns = {
        "style": [_value(unit, _STYLES) for unit in units],
        "marker": [_value(unit, _MARKERS) for unit in units],
        "part": [_value(unit, _PARTS) for unit in units],
        "gap": ["gap" if unit.gap_before else "plain" for unit in units],
    }
    return {name: column for name, column in columns.items() if len(set(column)) > 1}


def _prior(values: Sequence[str]) -> Matrix:
    """Return how often a unit of each state has each value, ``(n_values, 8)``, columns summing to 1."""
    rows = [np.array(_PRIOR[v.rstrip("0123456789")]) for v in values if v != "plain"]
    table = np.array([*rows, np.clip(1.0 - np.sum(rows, axis=0), 0.1, None)])
    found: Matrix = table / table.sum(axis=0)
    return found


def _rates(column: Sequence[str], posterior: Matrix | None, name: str) -> Matrix:
    """Return log P(value | state) of every unit, ``(n_units, 8)``, tempered.

    Without a posterior the prior alone speaks.
    """
    values = [*sorted(set(column) - {"plain"}), "plain"]
    table = _prior(values)
    rows = [values.index(value) for value in column]
    if posterior is not None:
        one_hot = np.eye(len(values))[rows]
        table = (one_hot.T @ posterior + _STRENGTH * table) / (posterior.sum(axis=0) + _STRENGTH)
    found: Matrix = _TEMPER[name] * np.log(np.clip(table, 0.005, None))[rows]
    return found


def _mark_scores(likelihood: Mapping[str, Matrix]) -> Matrix | float:
    return sum(likelihood.values(), 0.0)


def _evidence(
    index: int, state: int, marks: Mapping[str, Sequence[str]], likelihood: Mapping[str, Matrix]
) -> dict[str, float]:
    """Return how much each mark that the unit carries speaks for its state, as log-odds."""
    found = {}
    for name, column in marks.items():
        if column[index] != "plain":
            row = likelihood[name][index]
            found[column[index]] = float(row[state] - np.delete(row, state).mean())
    return found
