"""What the encoder says of the clauses of one answer: nearness to the question, the head's scores, a vector."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast, get_args

import numpy as np
from numpy.typing import NDArray

from pipeline.encoder import ClaimWeights, Ranking, span_means
from pipeline.schema import ClaimType, Encoded

Floats = NDArray[np.floating[Any]]

HEAD = "head_key"
_TYPE = "type:"
# Logits above which the head's word alone makes a claim of a clause; chosen on dev.
_SURE_CLAIM, _SURE_KEY = 2.0, -0.5
_FLAT = 1e-3  # standard deviation of the cosines of an answer whose clauses are all alike


@dataclass(frozen=True, slots=True, eq=False)
class Meaning:
    """Of the `n` clauses of an answer, in text order."""

    vectors: Floats  # (n, dimensions): the mean embedding of each clause's pieces
    # Cosines with question and answer, also as z-scores, and the head's score of being key.
    features: tuple[dict[str, float], ...]
    evaluation: tuple[float, ...]  # the head's score of evaluation less that of fact
    key_claim: tuple[bool, ...]  # whether the head takes it for a claim that is likely to be key
    type: tuple[ClaimType, ...]  # the head's


def question_vector(encoded: Sequence[Encoded | None]) -> Floats | None:
    """Return the mean embedding over the pieces of all turns of a question, ``(dimensions,)``."""
    rows = [item.embedding for item in encoded if item is not None and item.embedding is not None]
    pieces = np.concatenate(rows) if rows else np.zeros((0, 0))
    return pieces.mean(axis=0) if len(pieces) else None


def meaning_of(
    encoded: Encoded | None, spans: Sequence[tuple[int, int]], question: Floats | None
) -> Meaning | None:
    """Return the encoder's view of clauses, None without an encoder that has the heads for it.

    Args:
        encoded: What the encoder says of the answer.
        spans: The clauses, in characters of the answer.
        question: `question_vector` of what is answered.
    """
    if encoded is None or encoded.embedding is None or encoded.claims is None:
        return None
    if question is None or not spans or f"{_TYPE}evaluation" not in encoded.claim_labels:
        return None
    vectors = span_means(encoded, encoded.embedding, spans)
    claims = span_means(encoded, encoded.claims, spans)
    logits = dict(zip(encoded.claim_labels, claims.T, strict=True))
    features: list[dict[str, float]] = [{} for _ in spans]
    for name, other in (("question", question), ("answer", encoded.embedding.mean(axis=0))):
        cosines = _unit(vectors) @ _unit(other)
        scores = (cosines - cosines.mean()) / (cosines.std() + _FLAT)
        for found, cosine, score in zip(features, cosines, scores, strict=True):
            found[f"near_{name}"] = float(cosine)
            found[f"nearer_{name}"] = float(score) if len(spans) > 1 else 0.0
    evaluation = tuple((logits[f"{_TYPE}evaluation"] - logits[f"{_TYPE}fact"]).tolist())
    types = _types(claims, encoded.claim_labels)
    nothing = np.full(len(spans), -np.inf)
    if "key" in logits:
        for found, score in zip(features, logits["key"].tolist(), strict=True):
            found[HEAD] = score
    both = logits.get("claim", nothing) > _SURE_CLAIM
    both &= logits.get("key", nothing) > _SURE_KEY
    return Meaning(vectors, tuple(features), evaluation, tuple(both.tolist()), types)


def _types(claims: Floats, labels: Sequence[str]) -> tuple[ClaimType, ...]:
    known = {f"{_TYPE}{name}" for name in get_args(ClaimType)}
    columns = [number for number, label in enumerate(labels) if label in known]
    best = claims[:, columns].argmax(axis=1)
    return tuple(cast(ClaimType, labels[columns[at]].removeprefix(_TYPE)) for at in best)


def _unit(vectors: Floats) -> Floats:
    norms = np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
    return np.asarray(vectors / norms)


def shares(
    weights: ClaimWeights, features: Sequence[dict[str, float]], vectors: Floats
) -> list[float]:
    """Return the share of each clause in what is worth quoting of one answer; they sum to 1.

    Args:
        weights: The encoder's.
        features: Of each clause: the rules' and `Meaning.features`.
        vectors: ``(n, dimensions)``.
    """
    get = weights.key.by_feature.get
    utility = vectors.astype(np.float64) @ weights.key.vector
    utility += [sum(get(name, 0.0) * value for name, value in own.items()) for own in features]
    grown = np.exp(utility - utility.max(initial=-math.inf))
    return [float(value) for value in grown / grown.sum()]


def salience(weights: ClaimWeights, share: float) -> float:
    """Return how likely an annotator would call a clause of this share key, 0 to 1."""
    first, slope = weights.key.calibration
    return _chance(first + slope * logit(share))


def key_shares(ranking: Ranking, found: Sequence[float], *, most: int) -> frozenset[int]:
    """Return which claims of one answer are key: the one of highest share, and others that stand out.

    Args:
        ranking: The encoder's.
        found: `shares` of the answer's claims, in text order.
        most: The most key claims an answer may have.
    """
    order = sorted(range(len(found)), key=lambda at: (-found[at], at))[:most]
    further = len(found) >= ranking.least
    return frozenset(
        at for rank, at in enumerate(order) if not rank or (further and found[at] >= ranking.second)
    )


def is_evaluation(weights: ClaimWeights, rules: float, head: float) -> bool:
    """Say whether an unmarked claim judges rather than states.

    Args:
        weights: The encoder's.
        rules: The rules' probability that it judges.
        head: `Meaning.evaluation` of the clause.
    """
    judgement = weights.judgement
    return judgement.bias + judgement.rules * logit(rules) + judgement.head * head >= 0


def logit(chance: float) -> float:
    """Return the logit of a probability, which is kept away from 0 and 1."""
    kept = min(max(chance, 1e-6), 1 - 1e-6)
    return math.log(kept / (1 - kept))


def _chance(logit: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))
