"""Fit the weights of keywords to gold ones, and measure them on interviews left out.

    python scripts/fit_keyword_weights.py corpus/raw/dev --gold corpus/keywords/dev.tsv

Logistic regression with a ridge on which phrases are gold keywords. Prints a weight a line, F1@10 of each interview with weights fitted to the
others, and F1@10 on what the weights were fitted to. They are rounded into pipeline/summarize/keywords.py by hand.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pipeline.annotate import Models, annotate, load_models
from pipeline.claims import find_claims
from pipeline.entities import EncoderEngine, find_entities
from pipeline.errors import InputError, PipelineError
from pipeline.evaluate.figures import figures
from pipeline.evaluate.keywords import MOST, counts_of, keyword_key, keyword_ratios, read_keywords
from pipeline.read import read_source
from pipeline.segment import segment
from pipeline.settings import Settings
from pipeline.summarize.candidates import headline_of, occurrences_of
from pipeline.summarize.keywords import best, by_phrase
from pipeline.summarize.weighing import Candidate, Features, candidates_of, terms_of

Floats = NDArray[np.floating[Any]]

_STEPS = 50  # of Newton's method, which needs about ten


class Case(NamedTuple):
    """The candidates of one interview, and which of them are gold."""

    candidates: list[Candidate]
    features: Floats  # (candidates, features)
    right: Floats  # (candidates,): 0 or 1


def case_of(path: Path, gold: Sequence[str], settings: Settings, models: Models) -> Case:
    """Return the candidates of one file."""
    interview = segment(
        read_source(path, id=path.stem, file=path.name, settings=settings), settings
    )
    docs = annotate(interview, models)
    entities = find_entities(interview, docs, engine=EncoderEngine())
    weights = models.encoder.claim_weights if models.encoder else None
    claims = find_claims(interview, docs, entities, settings, weights=weights)
    grouped = by_phrase(occurrences_of(interview, docs, claims, entities))
    candidates = candidates_of(grouped, terms_of(grouped, headline_of(interview)))
    wanted = {keyword_key(keyword) for keyword in gold}
    right = [
        any(keyword_key(item.phrase.text) in wanted for item in candidate.occurrences)
        for candidate in candidates
    ]
    features = np.array([candidate.features for candidate in candidates], dtype=float)
    return Case(candidates, features, np.array(right, dtype=float))


def fitted(cases: Sequence[Case], *, ridge: float) -> Floats:
    """Return the weight of each feature, the intercept left out.

    Newton's method on the penalised likelihood; the intercept is not penalised.
    """
    rows = np.concatenate([case.features for case in cases])
    rows = np.column_stack([np.ones(len(rows)), rows])
    right = np.concatenate([case.right for case in cases])
    penalty = ridge * np.eye(rows.shape[1])
    penalty[0, 0] = 0.0
    weights = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (chance - right) + penalty @ weights
        curve = (rows * (chance * (1 - chance))[:, None]).T @ rows + penalty
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-9:
            break
    return np.asarray(weights[1:])


def f1(keywords: Mapping[str, Sequence[str]], gold: Mapping[str, Sequence[str]]) -> str:
    """Return F1 of the best ten, exact and with partial matches."""
    wanted = [ratio for ratio in keyword_ratios() if ratio.measure == "F1"]
    found = figures(counts_of(keywords, gold), wanted=wanted)
    return ", ".join(f"{figure.name} {figure.value:.3f}" for figure in found)


def report(cases: Mapping[str, Case], gold: Mapping[str, Sequence[str]], *, ridge: float) -> str:
    """Return what is printed."""
    weights = fitted(list(cases.values()), ridge=ridge)
    left_out = {
        id_: best(
            case.candidates,
            fitted([other for name, other in cases.items() if name != id_], ridge=ridge).tolist(),
            most=MOST,
        )
        for id_, case in cases.items()
    }
    own = {id_: best(case.candidates, weights.tolist(), most=MOST) for id_, case in cases.items()}
    lines = [f"{name}={weight:.2f}" for name, weight in zip(Features._fields, weights, strict=True)]
    lines.append(f"F1@{MOST} of interviews left out: {f1(left_out, gold)}")
    lines.append(f"F1@{MOST} on all that was fitted: {f1(own, gold)}")
    return "\n".join(lines)


def main() -> int:
    """Return the exit code: 1 when something cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("raw", type=Path, help="folder of the interviews as published")
    parser.add_argument("--gold", type=Path, required=True, help="table of their keywords")
    parser.add_argument("--ridge", type=float, default=3.0)
    options = parser.parse_args()
    settings = Settings()
    try:
        gold = read_keywords(options.gold)
        paths = {path.stem: path for path in options.raw.iterdir()}
        if absent := sorted(gold.keys() - paths.keys()):
            raise InputError(f"{options.raw}: no file for {absent[0]}")
        models = load_models(settings)
        cases = {id_: case_of(paths[id_], own, settings, models) for id_, own in gold.items()}
        print(report(cases, gold, ridge=options.ridge))
    except PipelineError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
