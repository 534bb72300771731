"""The pipeline and the afternoon's script, `scripts/afternoon.py`, against the same gold."""

from __future__ import annotations

from pathlib import Path

from afternoon import afternoon_record

from benchmarks.loads import find_jobs
from pipeline.annotate import Models
from pipeline.evaluate import Evaluation, evaluate
from pipeline.gold import read_golds
from pipeline.read import read_source
from pipeline.run import process
from pipeline.settings import Settings

FIGURES = (
    ("turns", "question", "F1"),
    ("turns", "exact-pair accuracy", "rate"),
    ("turns", "role accuracy", "rate"),
    ("entities", "strict", "F1"),
    ("entities", "unlisted names", "F1"),
    ("claims", "key", "recall"),
    ("claims", "key", "precision"),
)


def rows(corpus: Path, split: str, models: Models, bare: Models) -> list[tuple[str, str, str]]:
    """Return the name of each main figure, that of the pipeline and that of the afternoon's script."""
    settings = Settings()
    jobs = find_jobs(corpus / "raw" / split)
    golds = list(read_golds(corpus / "gold", split=split))
    ours = [
        process(job.path, id=job.id, file=job.file, settings=settings, models=models)
        for job in jobs
    ]
    sources = [read_source(j.path, id=j.id, file=j.file, settings=settings) for j in jobs]
    theirs = [afternoon_record(source, bare.nlp, settings) for source in sources]
    both = evaluate(golds, ours, split=split), evaluate(golds, theirs, split=split)
    return [
        (_name(*figure), _shown(both[0], *figure), _shown(both[1], *figure)) for figure in FIGURES
    ]


def _name(section: str, name: str, measure: str) -> str:
    return f"{section} {name}" + ("" if measure == "rate" else f" {measure}")


def _shown(evaluation: Evaluation, section: str, name: str, measure: str) -> str:
    for figure in evaluation.figures:
        if (figure.section, figure.name, figure.measure) == (section, name, measure):
            if figure.value is None or figure.low is None or figure.high is None:
                return "none"
            return f"{figure.value:.3f} ({figure.low:.2f} to {figure.high:.2f})"
    raise KeyError((section, name, measure))
