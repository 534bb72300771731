"""How the encoder's view of clauses is weighed with the rules' features: ``claims.json`` of a model folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ModelError

CLAIMS = "claims.json"

# What reading values of any other kind raises; RecursionError is JSON nested without end.
_FAULTS = (
    *(ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError),
    RecursionError,
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The logit of an evaluation against a fact: ``bias + rules * r + head * h``.

    ``r`` is the rules' logit, ``h`` the head's score of evaluation less that of fact.
    """

    bias: float
    rules: float
    head: float


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """A conditional logit over the clauses of one answer (McFadden 1974).

    A clause's utility is the weighted sum of its features and of its embedding; its share in the answer the softmax.
    """

    by_feature: dict[str, float]
    vector: NDArray[np.float64]  # (dimensions,), for the mean embedding of a clause's pieces
    second: float  # the share from which a second claim of an answer is key
    least: int  # claims from which an answer may have a second key claim
    calibration: tuple[
        float, float
    ]  # logit of the salience: the first plus the second times the share's logit


@dataclass(frozen=True, slots=True, eq=False)
class ClaimWeights:
    """Fitted by ``scripts/fit_claim_weights.py`` for one encoder."""

    judgement: Judgement
    key: Ranking


def read_claim_weights(folder: Path, *, dimensions: int) -> ClaimWeights | None:
    """Return the weights of a model folder, None if it has none.

    Args:
        folder: The model folder; checksums are not looked at here.
        dimensions: Of the model's embedding.

    Raises:
        ModelError: The file is not what `write_claim_weights` writes, or belongs to another model.
    """
    path = folder / CLAIMS
    if not path.exists():
        return None
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        found = _weights(raw)
    except _FAULTS as error:
        raise ModelError(
            f"{path}: not the weights of claims ({type(error).__name__}: {error})",
            hint="write it anew: python scripts/fit_claim_weights.py",
        ) from error
    if found.key.vector.shape != (dimensions,):
        raise ModelError(
            f"{path}: weights of {found.key.vector.size} dimensions for an embedding of {dimensions}",
            hint="it belongs to another model; write it anew: python scripts/fit_claim_weights.py",
        )
    return found


def _weights(raw: dict[str, Any]) -> ClaimWeights:
    key = raw["key"]
    first, slope = key["calibration"]
    weights = ClaimWeights(
        Judgement(*(float(raw["judgement"][name]) for name in ("bias", "rules", "head"))),
        Ranking(
            {str(name): float(value) for name, value in key["features"].items()},
            np.array(key["vector"], dtype=np.float64),
            float(key["second"]),
            int(key["least"]),
            (float(first), float(slope)),
        ),
    )
    if not np.isfinite(_numbers(weights)).all():
        raise ValueError("a weight is not finite")  # one NaN would make every rank a NaN
    return weights


def _numbers(weights: ClaimWeights) -> NDArray[np.float64]:
    judgement, key = weights.judgement, weights.key
    alone = [judgement.bias, judgement.rules, judgement.head, key.second, *key.calibration]
    return np.array([*alone, *key.by_feature.values(), *key.vector.ravel()])


def write_claim_weights(weights: ClaimWeights, folder: Path, *, source: str) -> None:
    """Write ``claims.json``, rounded so that a fit on another machine gives the same file.

    Args:
        weights: What was fitted.
        folder: The model folder; its ``SHA256SUMS`` is the caller's to renew.
        source: What they were fitted on, for readers of the file.
    """
    key, judgement = weights.key, weights.judgement
    raw = {
        "source": source,
        "judgement": {
            name: round(getattr(judgement, name), 3) for name in ("bias", "rules", "head")
        },
        "key": {
            "features": {name: round(value, 3) for name, value in key.by_feature.items()},
            "vector": [round(value, 3) for value in key.vector.tolist()],
            "second": key.second,
            "least": key.least,
            "calibration": [round(value, 3) for value in key.calibration],
        },
    }
    text = json.dumps(raw, ensure_ascii=False, indent=None, separators=(",", ":")) + "\n"
    (folder / CLAIMS).write_text(text, encoding="utf-8")
