"""Gold + predicted -> additive counts -> rates with intervals."""

from pipeline.evaluate.evaluation import Evaluation, evaluate, run_evaluation
from pipeline.evaluate.report import print_evaluation

__all__ = ["Evaluation", "evaluate", "print_evaluation", "run_evaluation"]
