"""Interviews -> Parquet at a URL, slice by slice: only counts pass through the driver.

Tables at a URL are read twice, once for the ids, which must be unique in a run, and once for the work;
beside the models' time neither counts. Local files are planned as for any run.
"""

from __future__ import annotations

import dataclasses
import pickle
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline.batch.arrow import raise_fault, slice_table, written_table
from pipeline.batch.cluster import (
    AGAIN,
    LOST,
    Setup,
    Worker,
    setup,
    stream,
    with_actors,
    with_tasks,
)
from pipeline.batch.jobs import Engine, FileError, Skipped
from pipeline.batch.metadata import Metadata, read_metadata
from pipeline.batch.outputs import ERRORS, MANIFEST, error_lines, manifest_text
from pipeline.batch.remote_tables import Reading, read_slices, survey, tables_block
from pipeline.batch.runs import Request, Result, plan_run
from pipeline.batch.shards import Shards
from pipeline.batch.slices import slice_name, slices
from pipeline.batch.urls import RemoteFolder, RemoteTable, find_tables
from pipeline.errors import InputError, PipelineError
from pipeline.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa
    from ray.data import Dataset

# Of a block: one row, so that each slice, however short, goes to an actor by itself.
_A_SLICE = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamRequest:
    """What the user asked for.

    Args:
        inputs: Files and folders of this machine, or URLs of tables and of folders of them.
        out: The URL of the output folder.
        settings: What decides the records' content.
        metadata: The researcher's own table, a CSV file.
        force: Whether finished interviews are made anew.
    """

    inputs: tuple[Path, ...] | tuple[str, ...]
    out: str
    settings: Settings = field(default_factory=Settings)
    metadata: Path | None = None
    force: bool = False


@dataclass(frozen=True, slots=True)
class _Work:
    """All interviews of a run; ``dataset`` gives their slices, without jobs where finished."""

    total: int
    slices: int
    failed: tuple[FileError, ...]
    skipped: tuple[Skipped, ...]
    unmatched: tuple[str, ...]  # rows of the researcher's table that belong to no interview
    dataset: Callable[[frozenset[str]], Dataset]


def run_to_url(
    request: StreamRequest,
    *,
    engine: Engine,
    workers: int,
    on_start: Callable[[int], object] | None = None,
    on_done: Callable[[int, int], object] | None = None,
) -> Result:
    """Make the records of all interviews and write them as Parquet, a slice at a time.

    A slice that is there already is not done again. When all are there, slices of other inputs or
    versions are removed, and ``errors.jsonl`` and ``manifest.json`` are written.

    Args:
        request: What the user asked for.
        engine: The functions that do the work.
        workers: Number of actors.
        on_start: Is told the number of interviews.
        on_done: Is told of each slice when it is there: interviews, and how many of them failed.

    Raises:
        InputError: Nothing can be run, or the output cannot be written.
        PipelineError: The models cannot be loaded, or Ray gave up.
    """
    started = time.monotonic()
    given = setup(engine, request.settings)
    folder = RemoteFolder(request.out)
    shards = Shards(folder)
    there: frozenset[str] = frozenset() if request.force else shards.finished()
    work = _work(request, engine, given, folder)
    if on_start:
        on_start(work.total)
    done = _streamed(work, there, given, folder.url, workers=workers, on_done=on_done)
    in_slices = shards.errors(done.keys())
    errors = _all_errors(request, work, in_slices, lost=work.total - sum(done.values()))
    reused = sum(count for name, count in done.items() if name in there)
    counts = {
        "read": sum(done.values()) - reused,
        "written": sum(done.values()) - len(in_slices),
        "reused": reused,
        "failed": len(errors),
        "skipped": len(work.skipped),
        "pruned": shards.keep_only(done.keys()),
    }
    folder.write(ERRORS, error_lines(errors).encode())
    manifest = _manifest(request, given, work, counts)
    manifest["duration_seconds"] = round(time.monotonic() - started, 1)
    folder.write(MANIFEST, manifest_text(manifest).encode())
    return Result(counts, tuple(errors))


def _streamed(
    work: _Work,
    there: frozenset[str],
    given: Setup,
    url: str,
    *,
    workers: int,
    on_done: Callable[[int, int], object] | None,
) -> dict[str, int]:
    """Return the names of all slices that are there now, with their numbers of interviews."""
    done: dict[str, int] = {}
    actors = max(1, min(workers, work.slices))

    def planned() -> Dataset:
        return with_actors(work.dataset(there), _SliceWriter, given, url, actors=actors)

    with closing(stream(planned, block_bytes=_A_SLICE)) as rows:
        for row in rows:
            raise_fault(row)
            if row["name"] not in done:  # a slice that was begun twice may answer twice
                done[row["name"]] = row["interviews"]
                if on_done:
                    on_done(row["interviews"], row["failed"])
    return done


class _SliceWriter:
    """Slices -> Parquet files, and a row that says so."""

    def __init__(self, setup: Setup, url: str) -> None:
        self._worker = Worker(setup)
        self._shards = Shards(RemoteFolder(url))

    def __call__(self, block: pa.Table) -> Iterator[pa.Table]:
        for row in block.to_pylist():
            try:
                yield self._written(row)
            except PipelineError as error:
                yield written_table(fault=error)
            except Exception as error:  # Ray would leave the slice out and say nothing
                yield written_table(fault=PipelineError(f"{type(error).__name__}: {error}"))

    def _written(self, row: dict[str, Any]) -> pa.Table:
        if self._worker.fault:
            raise self._worker.fault
        if row["jobs"] is None:
            return written_table(row["name"], row["interviews"])
        outcomes = list(self._worker.outcomes(row["name"], pickle.loads(row["jobs"])))
        outcomes.sort(key=lambda outcome: outcome.job.id)
        self._shards.write(row["name"], outcomes)
        failed = sum(outcome.error is not None for outcome in outcomes)
        return written_table(row["name"], row["interviews"], failed=failed)


# --- what there is to do -------------------------------------------------------------------------


def _work(request: StreamRequest, engine: Engine, given: Setup, folder: RemoteFolder) -> _Work:
    urls = [place for place in request.inputs if isinstance(place, str)]
    paths = [place for place in request.inputs if isinstance(place, Path)]
    if urls and paths:
        raise InputError("URLs and files of this machine in one run", hint="make two runs of it")
    if paths:
        return _in_files(request, paths, engine, given, folder)
    metadata = read_metadata(request.metadata) if request.metadata else Metadata()
    reading = Reading(settings=request.settings, metadata=metadata, basis=given.basis)
    return _at_urls(find_tables(urls), reading)


def _in_files(
    request: StreamRequest, paths: list[Path], engine: Engine, given: Setup, folder: RemoteFolder
) -> _Work:
    inner = Request(
        inputs=tuple(paths),
        out=folder.local or Path("nowhere", given.basis),
        settings=request.settings,
        metadata=request.metadata,
        # All are to be done: what is finished is known by its slice, not by a local run's parts.
        force=True,
    )
    plan = plan_run(inner, engine)
    named = [(slice_name(cut, basis=given.basis), cut) for cut in slices(plan.todo)]

    def dataset(finished: frozenset[str]) -> Dataset:
        import ray.data

        return ray.data.from_arrow(
            [slice_table(name, cut, done=name in finished) for name, cut in named]
        )

    unmatched = plan.metadata.unmatched(plan.todo)
    return _Work(
        total=len(plan.todo),
        slices=len(named),
        failed=plan.failed,
        skipped=plan.skipped,
        unmatched=tuple(unmatched),
        dataset=dataset,
    )


def _at_urls(tables: tuple[RemoteTable, ...], reading: Reading) -> _Work:
    import ray.data

    def blocks() -> Dataset:
        return ray.data.from_arrow([tables_block(table) for table in tables])

    hashes: list[np.ndarray[Any, np.dtype[np.uint64]]] = []
    failed: list[FileError] = []
    matched: set[str] = set()
    surveyed = cuts = 0
    for row in stream(lambda: with_tasks(blocks(), survey, reading=reading)):
        surveyed += 1
        cuts += row["slices"]
        hashes.append(np.array(row["ids"], np.uint64))
        failed += [FileError(*error) for error in row["failed"]]
        matched |= set(row["matched"])
    if surveyed < len(tables):
        raise PipelineError(
            f"{len(tables) - surveyed} tables could not be looked through", hint=AGAIN
        )
    ids = np.concatenate(hashes)
    if not len(ids):
        raise InputError(failed[0].error, hint=failed[0].hint)
    values, counts = np.unique(ids, return_counts=True)
    shared = frozenset(values[counts > 1].tolist())
    known = dataclasses.replace(reading, shared=shared)

    def dataset(finished: frozenset[str]) -> Dataset:
        return with_tasks(
            blocks(), read_slices, reading=dataclasses.replace(known, finished=finished)
        )

    unmatched = sorted((reading.metadata.rows or {}).keys() - matched)
    return _Work(
        total=len(ids),
        slices=cuts,  # but for ids of several tables, which are not theirs any more
        failed=tuple(failed),
        skipped=(),
        unmatched=tuple(unmatched),
        dataset=dataset,
    )


# --- the end ---------------------------------------------------------------------------------------


def _all_errors(
    request: StreamRequest, work: _Work, in_slices: list[FileError], *, lost: int
) -> list[FileError]:
    errors = [*work.failed, *in_slices]
    if lost:
        errors.append(FileError(request.out, f"{lost} interviews: {LOST}", AGAIN))
    return sorted(errors, key=lambda error: error.file)


def _manifest(
    request: StreamRequest, given: Setup, work: _Work, counts: Mapping[str, int]
) -> dict[str, Any]:
    return {
        "inputs": [str(place) for place in request.inputs],
        "metadata": str(request.metadata) if request.metadata else None,
        "counts": dict(counts),
        "skipped": [asdict(skip) for skip in work.skipped],
        "metadata_without_interview": list(work.unmatched),
        "config": asdict(request.settings),
        "config_sha256": request.settings.sha256(),
        "versions": given.versions,
    }
