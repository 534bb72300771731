"""Time and memory of the pipeline beside bare fr_core_news_sm, quality beside an afternoon's script.

Times: the interviews of dev and test, repeated to a stable number of words, go through the whole pipeline in this
process (files read, records written as lines, loading left out), with the shipped encoder and with
spaCy's entities instead, and, as whole documents, through the bare model's ``nlp.pipe``, by turns. Memory and time to load: of a
fresh process each. Quality: the pipeline and ``scripts/afternoon.py`` against the same gold.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from afternoon import afternoon_record

from pipeline.annotate import Models, annotate, load_models
from pipeline.batch.inputs import find_inputs
from pipeline.batch.jobs import Job
from pipeline.claims import find_claims
from pipeline.entities import find_entities
from pipeline.errors import PipelineError
from pipeline.evaluate import Evaluation, evaluate
from pipeline.evaluate.contenders import peak_megabytes
from pipeline.gold import read_golds
from pipeline.read import SUFFIXES, read_source
from pipeline.records import compose, record_line
from pipeline.run import process
from pipeline.segment import segment
from pipeline.settings import Settings
from pipeline.summarize import summarize

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = Settings()
SPACY_SETTINGS = Settings(entities="spacy")
STAGES = ("read", "segment", "annotate", "entities", "claims", "summarize", "compose")
TARGETS = {"pipeline": 4.5, "without encoder": 1.3}
SPLITS = ("dev", "test")
FIGURES = (
    ("turns", "question", "F1"),
    ("turns", "exact-pair accuracy", "rate"),
    ("turns", "role accuracy", "rate"),
    ("entities", "strict", "F1"),
    ("entities", "unlisted names", "F1"),
    ("claims", "key", "recall"),
    ("claims", "key", "precision"),
)


class Load(NamedTuple):
    """The interviews to time, each as often as it takes to reach the number of words."""

    jobs: list[Job]
    texts: list[str]

    @property
    def words(self) -> int:
        return sum(len(text.split()) for text in self.texts)


def find_jobs(folder: Path) -> list[Job]:
    """Return the interviews below a folder, ordered by id."""
    return list(find_inputs([folder], out=folder / "none", suffixes=tuple(SUFFIXES)).jobs)


def repeated(jobs: list[Job], words: int) -> Load:
    """Return whole rounds of the interviews with at least so many words."""
    texts = [read_source(j.path, id=j.id, file=j.file, settings=SETTINGS).text for j in jobs]
    once = Load(jobs, texts)
    rounds = max(1, -(-words // once.words))
    return Load(jobs * rounds, texts * rounds)


# --- time ----------------------------------------------------------------------------------


def run_pipeline(load: Load, settings: Settings, models: Models) -> None:
    """Make every record."""
    for job in load.jobs:
        record_line(process(job.path, id=job.id, file=job.file, settings=settings, models=models))


def run_bare(load: Load, settings: Settings, models: Models) -> None:
    """Analyse every text as one document."""
    del settings
    for _ in models.nlp.pipe(load.texts):
        pass


Work = Callable[[Load, Settings, Models], None]
WORKS: dict[str, tuple[Work, Settings]] = {
    "pipeline": (run_pipeline, SETTINGS),
    "without encoder": (run_pipeline, SPACY_SETTINGS),
    "bare model": (run_bare, SPACY_SETTINGS),
}


def seconds(work: Work, load: Load, settings: Settings, models: Models) -> float:
    """Return how long it takes."""
    start = time.perf_counter()
    work(load, settings, models)
    return time.perf_counter() - start


def stage_seconds(load: Load, models: Models) -> dict[str, float]:
    """Return the seconds that each stage of `pipeline.run.process` takes, in its order."""
    spent = dict.fromkeys(STAGES, 0.0)
    for job in load.jobs:
        clock = _laps()
        next(clock)
        source = read_source(job.path, id=job.id, file=job.file, settings=SETTINGS)
        spent["read"] += next(clock)
        interview = segment(source, SETTINGS)
        spent["segment"] += next(clock)
        docs = annotate(interview, models)
        spent["annotate"] += next(clock)
        entities = find_entities(interview, docs)
        spent["entities"] += next(clock)
        weights = models.encoder.claim_weights if models.encoder else None
        claims = find_claims(interview, docs, entities, SETTINGS, weights=weights)
        spent["claims"] += next(clock)
        digest = summarize(interview, docs, claims, SETTINGS)
        spent["summarize"] += next(clock)
        found = (interview, entities, claims, digest)
        record_line(compose(*found, settings=SETTINGS, models=models.versions, metadata=None))
        spent["compose"] += next(clock)
    return spent


def _laps() -> Iterator[float]:
    before = time.perf_counter()
    while True:
        now = time.perf_counter()
        yield now - before
        before = now


# --- memory --------------------------------------------------------------------------------


def in_a_fresh_process(work: Work, load: Load, settings: Settings) -> tuple[float | None, float]:
    """Return the peak memory of a process that loads the models and does the work, and the seconds of loading."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_measured, work, load, settings).result()


def _measured(work: Work, load: Load, settings: Settings) -> tuple[float | None, float]:
    start = time.perf_counter()
    models = load_models(settings)
    loading = time.perf_counter() - start
    work(load, settings, models)
    return peak_megabytes(), loading


# --- quality -------------------------------------------------------------------------------


def evaluations(
    corpus: Path, split: str, models: Models, bare: Models
) -> tuple[Evaluation, Evaluation]:
    """Return the evaluation of the pipeline and that of the afternoon's script."""
    jobs = find_jobs(corpus / "raw" / split)
    golds = list(read_golds(corpus / "gold", split=split))
    ours = [
        process(job.path, id=job.id, file=job.file, settings=SETTINGS, models=models)
        for job in jobs
    ]
    sources = [read_source(j.path, id=j.id, file=j.file, settings=SETTINGS) for j in jobs]
    theirs = [afternoon_record(source, bare.nlp, SETTINGS) for source in sources]
    return evaluate(golds, ours, split=split), evaluate(golds, theirs, split=split)


def shown(evaluation: Evaluation, section: str, name: str, measure: str) -> str:
    """Return one figure with its interval."""
    for figure in evaluation.figures:
        if (figure.section, figure.name, figure.measure) == (section, name, measure):
            if figure.value is None or figure.low is None or figure.high is None:
                return "none"
            return f"{figure.value:.3f} ({figure.low:.2f} to {figure.high:.2f})"
    raise KeyError((section, name, measure))


# --- report --------------------------------------------------------------------------------


def print_times(load: Load, models: dict[Settings, Models], repetitions: int) -> None:
    """Time all three, by turns, and print the medians."""
    times: dict[str, list[float]] = {name: [] for name in WORKS}
    for _ in range(repetitions + 1):
        for name, (work, settings) in WORKS.items():
            times[name].append(seconds(work, load, settings, models[settings]))
    medians = {name: statistics.median(found[1:]) for name, found in times.items()}  # 1st: warm-up
    print(f"{len(load.jobs)} interviews, {load.words} words, {repetitions} repetitions by turns")
    print(f"{'':16}{'seconds':>10}{'words/s':>10}{'peak MB':>10}{'loading s':>11}{'ratio':>8}")
    for name, (work, settings) in WORKS.items():
        peak, loading = in_a_fresh_process(work, load, settings)
        memory = f"{peak:>10.0f}" if peak is not None else f"{'unknown':>10}"
        ratio = medians[name] / medians["bare model"]
        target = f" (target: at most {TARGETS[name]})" if name in TARGETS else ""
        print(
            f"{name:16}{medians[name]:>10.2f}{load.words / medians[name]:>10.0f}{memory}{loading:>11.2f}{ratio:>8.2f}{target}"
        )
    print()


def print_stages(load: Load, models: Models) -> None:
    """Print what share of the time each stage takes."""
    spent = stage_seconds(load, models)
    total = sum(spent.values())
    for stage, time_spent in spent.items():
        print(f"{stage:12}{time_spent:>10.2f} s{time_spent / total:>9.1%}")
    print()


def print_quality(corpus: Path, split: str, models: Models, bare: Models) -> None:
    """Print the main figures of the pipeline and of the afternoon's script."""
    ours, theirs = evaluations(corpus, split, models, bare)
    print(f"{len(ours.interviews)} interviews of the split {split} (95 % interval in brackets)")
    print(f"{'':28}{'pipeline':>24}{'afternoon':>24}")
    for figure in FIGURES:
        name = " ".join(figure[:2]) + ("" if figure[2] == "rate" else f" {figure[2]}")
        print(f"{name:28}{shown(ours, *figure):>24}{shown(theirs, *figure):>24}")


def main() -> int:
    """Return the exit code: 1 when the corpus cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=int, default=50_000, help="at least so many words")
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus")
    parser.add_argument("--split", default="test", help="the split that quality is measured on")
    options = parser.parse_args()
    try:
        jobs = [job for split in SPLITS for job in find_jobs(options.corpus / "raw" / split)]
        load = repeated(jobs, options.words)
        models = {settings: load_models(settings) for settings in (SETTINGS, SPACY_SETTINGS)}
        print_times(load, models, options.repetitions)
        print_stages(load, models[SETTINGS])
        print_quality(options.corpus, options.split, models[SETTINGS], models[SPACY_SETTINGS])
    except PipelineError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
