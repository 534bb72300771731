"""Tables at a URL -> slices of jobs that hold their rows: done by tasks on a cluster."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pipeline.batch.arrow import slice_table, survey_table
from pipeline.batch.expansion import expand
from pipeline.batch.inputs import Inputs
from pipeline.batch.jobs import FileError, Job
from pipeline.batch.metadata import Metadata
from pipeline.batch.slices import id_hash, slice_name, slices
from pipeline.batch.urls import RemoteTable, at_hand
from pipeline.errors import InputError
from pipeline.read.places import GivenRow, Member, PackedRow
from pipeline.read.scanning import load_row
from pipeline.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What every task needs to know.

    ``shared`` are hashes of ids that stand in several tables; ``finished`` are names of slices that
    need not be done; ``basis`` is the digest of configuration, code and versions.
    """

    settings: Settings
    metadata: Metadata
    basis: str
    shared: frozenset[int] = frozenset()
    finished: frozenset[str] = frozenset()


def tables_block(table: RemoteTable) -> pa.Table:
    """Return the block that leads a task to one table."""
    import pyarrow as pa

    return pa.table({"table": pa.array([pickle.dumps(table)], pa.binary())})


def survey(block: pa.Table, *, reading: Reading) -> Iterator[pa.Table]:
    """Yield one row a table: the hashes of its ids, its columns, what is wrong with it."""
    for table in map(pickle.loads, block["table"].to_pylist()):
        try:
            with at_hand(table) as path:
                found = _expanded(table, path, reading.settings)
        except InputError as error:
            message = error.message if table.file in error.message else f"{table.file}: {error}"
            yield survey_table((), (), (), [FileError(table.file, message, error.hint)])
            continue
        keys = {key for job in found.jobs for key in (job.id, job.file)}
        matched = [key for key in reading.metadata.rows or {} if key in keys]
        ids = [id_hash(job.id) for job in found.jobs]
        cuts = sum(1 for _ in slices(_in_order(found.jobs)))
        yield survey_table(ids, found.columns, matched, found.failed, slices=cuts)


def read_slices(block: pa.Table, *, reading: Reading) -> Iterator[pa.Table]:
    """Yield one row a slice; its jobs hold their rows' cells, unless it is finished."""
    for table in map(pickle.loads, block["table"].to_pylist()):
        try:
            with at_hand(table) as path:
                for cut in slices(_named(table, path, reading)):
                    name = slice_name(cut, basis=reading.basis)
                    done = name in reading.finished
                    held = cut if done else tuple(_given(job, table) for job in cut)
                    yield slice_table(name, held, done=done)
        except InputError:  # the survey met and reported it
            continue


def _expanded(
    table: RemoteTable,
    path: Path,
    settings: Settings,
    *,
    taken: Callable[[str], bool] | None = None,
) -> Inputs:
    stem = str(PurePosixPath(table.file).with_suffix(""))
    # As for files: a JSON file may be one interview, and is then called by its name alone.
    id = stem if path.suffix.lower() == ".json" else table.file
    found = Inputs((Job(str(path), id, table.file),), (), ())
    return expand(found, inputs=(path,), settings=settings, taken=taken)


def _named(table: RemoteTable, path: Path, reading: Reading) -> list[Job]:
    """Return the jobs of a table in the order of its rows, with ids that no other table has."""
    jobs = _expanded(
        table, path, reading.settings, taken=lambda id: id_hash(id) in reading.shared
    ).jobs
    return [replace(job, metadata=reading.metadata.of(job)) for job in _in_order(jobs)]


def _in_order(jobs: Iterable[Job]) -> list[Job]:
    # A table is read from its beginning to its end, whatever the ids.
    return sorted(jobs, key=lambda job: job.place.order if job.place else (0, 0))


def _given(job: Job, table: RemoteTable) -> Job:
    place = job.place
    if place is None or isinstance(place, Member | PackedRow | GivenRow):
        return job
    cells = load_row(job.path, place, file=job.file)
    return replace(job, location=table.file, place=GivenRow(place, cells))
