"""Gold + predicted -> additive counts -> rates with intervals."""

from pipeline.evaluate.evaluation import (
    Evaluation,
    evaluate,
    evaluation_json,
    run_evaluation,
    write_evaluation,
)
from pipeline.evaluate.report import print_evaluation

__all__ = [
    "Evaluation",
    "evaluate",
    "evaluation_json",
    "print_evaluation",
    "run_evaluation",
    "write_evaluation",
]
