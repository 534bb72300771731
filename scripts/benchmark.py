"""Time and memory of the pipeline beside what else one could run over the same French interviews.

Without options all sections are measured in under ten minutes; ``--scale 10000`` measures the cost and memory of an archive
of that size (about twenty minutes of two cores). docs/speed.md says what each section measures.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import contenders, quality, runs, stages, timing
from benchmarks.loads import Load, find_jobs, taken, write_archive
from benchmarks.page import heading, met, number, table

from pipeline.annotate import Models, load_models
from pipeline.errors import PipelineError
from pipeline.evaluate.alone import mentions_alone
from pipeline.evaluate.contenders import Contender, alone_models, peak_megabytes
from pipeline.settings import Settings

if TYPE_CHECKING:
    from spacy.language import Language

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = {"pipeline": Settings(), "pipeline without encoder": Settings(entities="spacy")}
TARGETS = {"pipeline": 4.2, "pipeline without encoder": 1.0}
SLOPE, TWO_WORKERS, SLOWER, FLAT, WORKER, AGAIN = 1.03, 1.8, 6.0, 1.1, 1500.0, 30.0
SPLITS = ("dev", "test")
ALONE_WORDS = 3_000  # a transformers model reads a few hundred a second
WORKERS_SIZE = 100


_TORCH = "\nPyTorch is installed here, and spaCy loads it wherever it is: memory, loading and the first record are those with it."


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
            (str(workers), number(found.seconds), number(found.working), number(gain), target)
        )
    columns = ("workers", "seconds", "without loading", "times one worker", "target")
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
        "ms an interview",
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
            number(1000 * (run.cpu - first.cpu) / (run.interviews - first.interviews), 1)
            if run is not first
            else "",
            number(run.driver, 0),
            number(run.worker, 0),
            str(run.failed),
            str(run.duplicates),
            str(planted),
        )
        for run, planted in zip(grown.runs, grown.planted, strict=True)
    ]
    last, again = grown.runs[-1], grown.again
    lines = [
        f"Two workers, `--entities {settings.entities}`; generated archives, no two interviews alike but for the copies planted. "
        "Processor seconds are those of all processes, loading included; milliseconds an interview those beyond the smallest archive's.",
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
    ):
        if few is not None and most is not None:
            lines.append(
                f"- memory of the {name} from {hundred.interviews:,} to {last.interviews:,} interviews: "
                f"{most / few:.2f} times ({met(most / few, most=FLAT)}; MB {met(most, most=WORKER)})"
            )
    return "\n".join(lines)


def cold_section(bench: Bench) -> str:
    """Return the table of the command from nothing."""
    (first, *_) = find_jobs(*bench.raw("dev"))
    out = str(bench.folder / "cold")
    file = str(first.path)
    rows = [
        ("`entretiens --help`", number(runs.command_seconds("--help"))),
        (
            "`entretiens run` to one record",
            number(runs.command_seconds("run", file, "--out", out, "--force")),
        ),
        (
            "the same with `--entities spacy`",
            number(
                runs.command_seconds("run", file, "--out", out, "--force", "--entities", "spacy")
            ),
        ),
    ]
    return table(("", "seconds, quickest of three"), rows)


def quality_section(bench: Bench) -> str:
    """Return the table of the main figures of the pipeline and of the afternoon's script."""
    ours, bare = bench.models.values()
    split: str = bench.options.split
    rows = quality.rows(bench.corpus, split, ours, bare)
    return f"Split {split}, 95 % intervals over interviews.\n\n" + table(
        ("", "pipeline", "afternoon"), rows
    )


SECTIONS: dict[str, tuple[str, Callable[[Bench], str]]] = {
    "times": ("The same words, one worker", times_section),
    "alone": ("Entities alone", alone_section),
    "stages": ("Where the time goes", stages_section),
    "memory": ("Memory and loading", memory_section),
    "workers": ("Two workers", workers_section),
    "growth": ("More interviews", growth_section),
    "cold": ("From nothing", cold_section),
    "quality": ("Quality beside an afternoon's script", quality_section),
}


def main() -> int:
    """Return the exit code: 1 when the corpus cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "sections", nargs="*", metavar="SECTION", help=f"of {', '.join(SECTIONS)}; all by default"
    )
    parser.add_argument("--words", type=int, default=15_000, help="at least so many words")
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--scale", type=int, default=300, help="interviews of the largest archive")
    parser.add_argument(
        "--entities", default="spacy", help="the setting for archives: spacy, or encoder"
    )
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus")
    parser.add_argument("--split", default="test", help="the split that quality is measured on")
    parser.add_argument("--out", type=Path, help="a Markdown file to write as well")
    options = parser.parse_args()
    if unknown := set(options.sections) - set(SECTIONS):
        parser.error(f"no section {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")
    parts = [heading()]
    print(parts[0], flush=True)
    try:
        with tempfile.TemporaryDirectory() as folder:
            bench = Bench(options, Path(folder))
            for name in options.sections or SECTIONS:
                title, section = SECTIONS[name]
                parts.append(f"\n## {title}\n\n{section(bench).rstrip()}")
                print(parts[-1], flush=True)
    except PipelineError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    if not contenders.missing("torch"):
        parts.append(_TORCH)
        print(_TORCH)
    if options.out:
        options.out.write_text("\n".join(parts) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
