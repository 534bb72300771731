"""The sections of the page that `scripts/benchmark.py` writes: each measures one thing and returns its table."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import contenders, quality, runs, stages, summaries, timing
from benchmarks.loads import Load, find_jobs, taken, write_archive
from benchmarks.page import met, number, table
from pipeline.annotate import Models, load_models
from pipeline.evaluate.alone import mentions_alone
from pipeline.evaluate.contenders import Contender, alone_models, peak_megabytes
from pipeline.settings import Settings

if TYPE_CHECKING:
    from spacy.language import Language

SETTINGS = {"pipeline": Settings(), "pipeline without encoder": Settings(entities="spacy")}
TARGETS = {"pipeline": 4.2, "pipeline without encoder": 1.0}
SLOPE, TWO_WORKERS, SLOWER, FLAT, WORKER, AGAIN = 1.03, 1.8, 6.0, 1.1, 1500.0, 30.0
SPLITS = ("dev", "test")
ALONE_WORDS = 3_000  # a transformers model reads a few hundred a second
WORKERS_SIZE = 100


class Bench:
    """What the sections share, each loaded once."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.options = options
        self.folder = folder
        self.corpus: Path = options.corpus
        self.repetitions: int = options.repetitions

    @cached_property
    def load(self) -> Load:
        """Interviews of dev and test."""
        return taken(find_jobs(*self.raw(*SPLITS)), self.options.words)

    @cached_property
    def models(self) -> dict[str, Models]:
        """The models of each way to run the pipeline."""
        return {name: load_models(settings) for name, settings in SETTINGS.items()}

    def raw(self, *splits: str) -> list[Path]:
        """Return the folders of interviews of splits."""
        return [self.corpus / "raw" / split for split in splits]


def times_section(bench: Bench) -> str:
    """Return the table of the pipeline beside others over the same words."""
    nlp, load = _bare(), bench.load
    batch = contenders.best_batch(nlp, load.texts)
    works, lacking = contenders.offered(nlp, load.texts, batch)
    for name, settings in SETTINGS.items():
        works[name] = partial(stages.run_pipeline, load, settings, bench.models[name])
    times = timing.by_turns(works, bench.repetitions)
    base = times["bare model"].cpu
    rows = [
        (
            name,
            number(spent.wall),
            number(load.words / spent.wall, 0),
            number(spent.cpu),
            number(spent.cpu / base),
            met(spent.cpu / base, most=TARGETS[name]) if name in TARGETS else "",
        )
        for name, spent in times.items()
    ]
    columns = ("", "seconds", "words/s", "processor seconds", "ratio to bare model", "target")
    return "\n".join(
        [
            f"{len(load.jobs)} interviews, {load.words:,} words, {bench.repetitions} repetitions. Bare model: "
            f"`{SETTINGS['pipeline'].spacy_model}`, whole documents, its fastest batch size ({batch}).",
            "",
            table(columns, rows),
            "",
            *(
                f"- {name}: {contenders.COVERS[name]}"
                for name in times
                if name in contenders.COVERS
            ),
            *_left_out(lacking),
        ]
    )


def _bare() -> Language:
    import spacy

    return spacy.load(SETTINGS["pipeline"].spacy_model)


def _left_out(lacking: dict[str, list[str]]) -> list[str]:
    return [
        f"- left out: {name} ({', '.join(needs)} not installed: pip install 'entretiens[bench]')"
        for name, needs in lacking.items()
    ]


def alone_section(bench: Bench) -> str:
    """Return the table of entities alone, beside a transformers pipeline."""
    load = taken(find_jobs(*bench.raw("dev")), ALONE_WORDS)
    interviews = stages.interviews(load, SETTINGS["pipeline"])
    settings = SETTINGS["pipeline"]
    models = alone_models(Contender("encoder", settings.spacy_model, settings.entities))

    def ours() -> None:
        for interview in interviews:
            mentions_alone(interview, models)

    works: dict[str, timing.Work] = {"encoder": ours}
    name = "camembert-base's shape"
    lacking = {name: contenders.missing("torch")}
    if not lacking[name]:
        works[name] = contenders.camembert([t.text for i in interviews for t in i.turns])
        lacking = {}
    times = timing.by_turns(works, max(1, bench.repetitions // 2))
    rows = []
    for name, spent in times.items():
        ratio = spent.cpu / times["encoder"].cpu
        target = "" if name == "encoder" else met(ratio, least=SLOWER)
        speed = number(load.words / spent.wall, 0)
        rows.append((name, number(spent.wall), speed, number(spent.cpu), number(ratio), target))
    columns = ("", "seconds", "words/s", "processor seconds", "ratio to encoder", "target")
    return "\n".join(
        [
            f"Entities alone, {len(interviews)} interviews, {load.words:,} words. The other model has random weights: for cost only.",
            "",
            table(columns, rows),
            "",
            *_left_out(lacking),
        ]
    )


def stages_section(bench: Bench) -> str:
    """Return the table of what share of the time each stage takes."""
    found = {
        name: stages.stage_seconds(bench.load, settings, bench.models[name])
        for name, settings in SETTINGS.items()
    }
    totals = {name: sum(spent.values()) for name, spent in found.items()}
    rows = [
        (
            stage,
            *(
                f"{found[name][stage]:.2f} s, {found[name][stage] / totals[name]:.1%}"
                for name in found
            ),
        )
        for stage in stages.STAGES
    ]
    return table(("stage", *found), rows)


def memory_section(bench: Bench) -> str:
    """Return the table of peak memory and loading time, of a fresh process each."""
    rows = []
    for name, settings in SETTINGS.items():
        peak, loading = timing.in_a_fresh_process(_measured, bench.load, settings)
        rows.append((name, number(peak, 0), number(loading)))
    peak, loading = timing.in_a_fresh_process(_measured_bare, bench.load)
    rows.append(("bare model", number(peak, 0), number(loading)))
    return table(("", "peak MB", "loading, seconds"), rows)


def _measured(load: Load, settings: Settings) -> tuple[float | None, float]:
    start = time.perf_counter()
    models = load_models(settings)
    loading = time.perf_counter() - start
    stages.run_pipeline(load, settings, models)
    return peak_megabytes(), loading


def _measured_bare(load: Load) -> tuple[float | None, float]:
    start = time.perf_counter()
    nlp = _bare()
    loading = time.perf_counter() - start
    contenders.bare(nlp, load.texts, 1)()
    return peak_megabytes(), loading


def workers_section(bench: Bench) -> str:
    """Return the table of one worker and two over the same files."""
    archive = bench.folder / "workers"
    write_archive(bench.corpus, archive, WORKERS_SIZE)
    rows = []
    one = 0.0
    for workers in (1, 2):
        out = bench.folder / f"workers-{workers}"
        found = runs.run(archive, out, SETTINGS["pipeline"], workers)
        one = one or found.working
        gain = one / found.working
        target = met(gain, least=TWO_WORKERS) if workers == 2 else ""
        rows.append(
            (
                str(workers),
                number(found.seconds),
                number(found.cpu),
                number(found.working),
                number(gain),
                target,
            )
        )
    columns = (
        "workers",
        "seconds",
        "processor seconds",
        "without loading",
        "times one worker",
        "target",
    )
    return f"{WORKERS_SIZE} interviews, with the encoder.\n\n" + table(columns, rows)


def growth_section(bench: Bench) -> str:
    """Return the table of archives of growing size, and of a second run with nothing changed."""
    scale: int = bench.options.scale
    sizes = [size for power in range(1, 7) for size in (10**power, 3 * 10**power) if size < scale]
    settings = Settings(entities=bench.options.entities)
    grown = runs.growth(bench.corpus, bench.folder, [*sizes, scale], settings, 2)
    first = grown.runs[0]
    columns = (
        "interviews",
        "seconds",
        "processor seconds",
        "ms a kB",
        "process MB",
        "largest worker MB",
        "failed",
        "copies found",
        "planted",
    )
    rows = [
        (
            number(run.interviews, 0),
            number(run.seconds, 1),
            number(run.cpu, 1),
            number(1000 * (run.cpu - first.cpu) / ((size - grown.sizes[0]) / 1000), 1)
            if run is not first
            else "",
            number(run.driver, 0),
            number(run.worker, 0),
            str(run.failed),
            str(run.duplicates),
            str(planted),
        )
        for run, size, planted in zip(grown.runs, grown.sizes, grown.planted, strict=True)
    ]
    last, again = grown.runs[-1], grown.again
    lines = [
        f"Two workers, `--entities {settings.entities}`; generated archives, no two interviews alike but for the copies planted. "
        "Processor seconds are those of all processes, loading included; milliseconds a kB of text those beyond the smallest archive's.",
        "",
        table(columns, rows),
        "",
        f"- slope of the cost, both as logarithms: {grown.slope:.3f} ({met(grown.slope, most=SLOPE)})",
        f"- again with nothing changed: {again.reused:,} of {again.interviews:,} records kept, {again.seconds:.1f} s "
        f"({met(again.seconds, most=AGAIN)}, for 10,000)",
    ]
    hundred = next((run for run in grown.runs if run.interviews >= 90), last)
    for name, few, most in (
        ("process", hundred.driver, last.driver),
        ("largest worker", hundred.worker, last.worker),
        ("run, the process and its workers,", _together(hundred), _together(last)),
    ):
        if few is not None and most is not None:
            lines.append(
                f"- memory of the {name} from {hundred.interviews:,} to {last.interviews:,} interviews: "
                f"{most / few:.2f} times ({met(most / few, most=FLAT)}; MB {met(most, most=WORKER)})"
            )
    return "\n".join(lines)


def _together(run: runs.Run) -> float | None:
    """Return the memory of all processes at most, were they all at their peak at once."""
    if run.driver is None or run.worker is None:
        return None
    return run.driver + run.workers * run.worker


def cold_section(bench: Bench) -> str:
    """Return the table of the command from nothing."""
    (first, *_) = find_jobs(*bench.raw("dev"))
    out = str(bench.folder / "cold")
    file = str(first.path)
    commands = {
        "`entretiens --help`": ("--help",),
        "`entretiens run` to one record": ("run", file, "--out", out, "--force"),
        "the same with `--entities spacy`": (
            *("run", file, "--out", out, "--force"),
            *("--entities", "spacy"),
        ),
    }
    found = {name: runs.command_times(*arguments) for name, arguments in commands.items()}
    rows = [(name, number(spent.wall), number(spent.cpu)) for name, spent in found.items()]
    return table(("quickest of three", "seconds", "processor seconds"), rows)


def quality_section(bench: Bench) -> str:
    """Return the table of the main figures of the pipeline and of the afternoon's script."""
    ours, bare = bench.models.values()
    split: str = bench.options.split
    rows = quality.rows(bench.corpus, split, ours, bare)
    return f"Split {split}, 95 % intervals over interviews.\n\n" + table(
        ("", "pipeline", "afternoon"), rows
    )


def summaries_section(bench: Bench) -> str:
    """Return the tables of summaries beside those of other systems."""
    options = bench.options
    return summaries.tables(options.data, bench.corpus, options.split, bench.models)


SECTIONS: dict[str, tuple[str, Callable[[Bench], str]]] = {
    "times": ("The same words, one worker", times_section),
    "alone": ("Entities alone", alone_section),
    "stages": ("Where the time goes", stages_section),
    "memory": ("Memory and loading", memory_section),
    "workers": ("Two workers", workers_section),
    "growth": ("More interviews", growth_section),
    "cold": ("From nothing", cold_section),
    "summaries": ("Summaries", summaries_section),
    "quality": ("Quality beside an afternoon's script", quality_section),
}
