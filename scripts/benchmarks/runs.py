"""Whole runs over many files: more workers, more interviews, the first record, nothing changed."""

from __future__ import annotations

import json
import math
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.loads import write_archive
from benchmarks.timing import Times, in_a_fresh_process
from pipeline.batch import Outcome, Plan, Request, default_engine, run_batch
from pipeline.batch.outputs import MANIFEST
from pipeline.evaluate.contenders import peak_megabytes
from pipeline.files import arrow_from_system
from pipeline.settings import Settings


class Run(NamedTuple):
    """One run over a folder in a process of its own.

    ``seconds`` is all it took after imports; ``waited`` of it passed between the plan and the first finished interview,
    mostly with loading; ``cpu`` is the processor time of all processes. Memory in 10**6 bytes, of the process that was
    called and of its largest worker.
    """

    interviews: int
    workers: int
    seconds: float
    waited: float
    cpu: float
    read: int
    reused: int
    failed: int
    duplicates: int
    driver: float | None
    worker: float | None

    @property
    def working(self) -> float:
        """Seconds without those before the first interview."""
        return self.seconds - self.waited


def run(folder: Path, out: Path, settings: Settings, workers: int) -> Run:
    """Return what a run over a folder took, in a fresh process."""
    found: Run = in_a_fresh_process(_run, folder, out, settings, workers)
    return found


def _run(folder: Path, out: Path, settings: Settings, workers: int) -> Run:
    planned: list[float] = []
    done: list[float] = []

    def on_plan(_: Plan) -> None:
        planned.append(time.perf_counter())

    def on_done(_: Outcome) -> None:
        if not done:
            done.append(time.perf_counter())

    arrow_from_system()  # as the command does
    request = Request(inputs=(folder,), out=out, settings=settings)
    started = time.perf_counter()
    counts = run_batch(
        request, engine=default_engine(), workers=workers, on_plan=on_plan, on_done=on_done
    ).counts
    seconds = time.perf_counter() - started
    manifest = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    return Run(
        interviews=counts["read"] + counts["reused"],
        workers=workers,
        seconds=seconds,
        waited=done[0] - planned[0] if done else 0.0,
        cpu=sum(os.times()[:4]),
        read=counts["read"],
        reused=counts["reused"],
        failed=counts["failed"],
        duplicates=manifest["duplicates"],
        driver=peak_megabytes(),
        worker=_largest_child(),
    )


def _largest_child() -> float | None:
    """Return the peak memory of the largest ended child process, in 10**6 bytes; None if unknown."""
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return peak / (1_000_000 if sys.platform == "darwin" else 1_000_000 / 1024) or None


class Growth(NamedTuple):
    """Runs over archives of growing size, and the copies planted in each."""

    runs: list[Run]
    sizes: list[int]  # of their texts, in bytes
    planted: list[int]
    again: Run  # the largest a second time, with nothing changed

    @property
    def slope(self) -> float:
        """Return the slope of processor time over the size of the texts, both as logarithms (least squares).

        Times and sizes are those beyond the smallest archive's: what every run costs, as loading,
        would flatter the slope. Sizes and not interviews: small archives hold longer ones.
        """
        first, *others = self.runs
        sizes = [math.log(size - self.sizes[0]) for size in self.sizes[1:]]
        times = [math.log(max(run.cpu - first.cpu, 1e-3)) for run in others]
        return statistics.linear_regression(sizes, times).slope


def growth(
    corpus: Path, folder: Path, sizes: Sequence[int], settings: Settings, workers: int
) -> Growth:
    """Return what archives of these sizes took; the last is run over once more."""
    runs, bytes_read, planted = [], [], []
    for size in sizes:
        archive, out = folder / f"in-{size}", folder / f"out-{size}"
        planted.append(write_archive(corpus, archive, size))
        bytes_read.append(sum(path.stat().st_size for path in archive.iterdir()))
        runs.append(run(archive, out, settings, workers))
    return Growth(runs, bytes_read, planted, run(archive, out, settings, workers))


def command_times(*arguments: str, repetitions: int = 3) -> Times:
    """Return how long the command takes from nothing, the quickest of some repetitions."""
    found = []
    for _ in range(repetitions):
        start, before = time.perf_counter(), _cpu_of_children()
        subprocess.run(
            [sys.executable, "-m", "pipeline", *arguments], check=True, capture_output=True
        )
        found.append(Times(time.perf_counter() - start, _cpu_of_children() - before))
    return min(found)


def _cpu_of_children() -> float:
    times = os.times()
    return times.children_user + times.children_system
