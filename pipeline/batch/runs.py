"""Plan a run, do what is not done yet, put the outputs together."""

from __future__ import annotations

import dataclasses
import hashlib
import logging
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.batch.duplicates import find_duplicates
from pipeline.batch.expansion import READABLE, expand
from pipeline.batch.inputs import Inputs, find_inputs
from pipeline.batch.jobs import Engine, FileError, Job, Outcome, Runner, Skipped
from pipeline.batch.labels import unused_labels
from pipeline.batch.metadata import Metadata, read_metadata
from pipeline.batch.outputs import (
    OUTPUTS,
    RECORDS,
    Written,
    write_errors,
    write_manifest,
    write_outputs,
)
from pipeline.batch.parts import Parts
from pipeline.batch.unchanged import (
    DUPLICATES,
    FILES,
    MADE_OF,
    Outputs,
    files_sha256,
    made_of,
    outputs_there,
)
from pipeline.batch.versions import basis, versions
from pipeline.batch.workers import run_jobs
from pipeline.errors import InputError, PipelineError
from pipeline.files import TEMPORARY, locked, remove, remove_temporaries
from pipeline.settings import Settings

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the user asked for.

    Args:
        inputs: Files and folders.
        out: The output folder; made if it is not there.
        settings: What decides the records' content.
        metadata: The researcher's own table, a CSV file.
        force: Whether finished interviews are made anew.
        prune: Whether finished interviews whose inputs are not among `inputs` are forgotten.
        follow_links: Whether links that lead out of the inputs are followed.
    """

    inputs: tuple[Path, ...]
    out: Path
    settings: Settings = field(default_factory=Settings)
    metadata: Path | None = None
    force: bool = False
    prune: bool = False
    follow_links: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would do; jobs are ordered by id."""

    todo: tuple[Job, ...]
    reused: tuple[Job, ...]
    failed: tuple[FileError, ...]
    skipped: tuple[Skipped, ...]
    metadata: Metadata
    columns: tuple[str, ...]  # of the researcher's variables in the table of interviews
    parts: Parts
    versions: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Result:
    """What a run did: counts, and the errors that ``errors.jsonl`` lists."""

    counts: dict[str, int]
    errors: tuple[FileError, ...]


def find_interviews(request: Request) -> Inputs:
    """Return the interviews among the inputs, those in tables and archives too.

    Raises:
        InputError: There is none.
    """
    found = find_inputs(
        request.inputs, out=request.out, suffixes=READABLE, follow_links=request.follow_links
    )
    return expand(
        found, inputs=request.inputs, settings=request.settings, metadata=request.metadata
    )


def plan_run(request: Request, engine: Engine, *, found: Inputs | None = None) -> Plan:
    """Return what a run would do; nothing is written.

    Args:
        request: What the user asked for.
        engine: The functions that would do the work.
        found: What `find_interviews` returned, where it was called already.

    Raises:
        InputError: No interview was found, or the metadata table is at fault.
        ModelError: A model is not installed.
    """
    ran = versions(engine.versions(request.settings))
    parts = Parts(request.out / "parts", basis(ran, request.settings.sha256()))
    metadata = read_metadata(request.metadata) if request.metadata else Metadata()
    found = found or find_interviews(request)
    jobs = tuple(
        dataclasses.replace(
            job,
            sha256=job.sha256 or _digest(job.path, limit=request.settings.max_file_bytes),
            metadata=metadata.of(job),
        )
        for job in found.jobs
    )
    for key in metadata.unmatched(jobs):
        _log.warning("%s: the row %r belongs to no interview", request.metadata, key)
    reused = () if request.force else tuple(job for job in jobs if parts.sound(job))
    done = {job.id for job in reused}
    return Plan(
        todo=tuple(job for job in jobs if job.id not in done),
        reused=reused,
        failed=found.failed,
        skipped=found.skipped,
        metadata=metadata,
        columns=tuple(sorted({*metadata.columns, *found.columns})),
        parts=parts,
        versions=ran,
    )


def _digest(path: Path, *, limit: int) -> str | None:
    try:
        # A device or a pipe must not be opened: it might never end.
        if not path.is_file() or path.stat().st_size > limit:
            return None
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None


def run_batch(
    request: Request,
    *,
    engine: Engine,
    workers: int,
    runner: Runner = run_jobs,
    on_plan: Callable[[Plan], object] | None = None,
    on_done: Callable[[Outcome], object] | None = None,
) -> Result:
    """Make the records of all interviews and write every file of the output folder.

    A record is on the disk as soon as its interview is finished, so a run that was stopped goes
    on where it was; ``records.jsonl`` and the tables are replaced at the end, all of them.

    Args:
        request: What the user asked for.
        engine: The functions that do the work.
        workers: Number of processes; 1 works in this one.
        runner: Who does the jobs: processes of this machine, or a cluster.
        on_plan: Is told what will be done.
        on_done: Is told of each file when it is finished.

    Raises:
        InputError: Nothing can be run, a file cannot be written, or another run holds the folder.
        ModelError: The models cannot be loaded.
    """
    started = time.monotonic()
    folder = request.out / "parts"
    # Before the folder is made: a mistyped input leaves nothing behind.
    found = find_interviews(request)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: cannot be made ({error.strerror})") from error
    with locked(request.out):
        _remove_half_written(request.out, folder)
        plan = plan_run(request, engine, found=found)
        del found
        if on_plan:
            on_plan(plan)
        finished = {job.id: plan.parts.name(job, _known(job.sha256)) for job in plan.reused}
        errors = list(plan.failed)
        # The variables of the researcher's table come last: see `Parts`.
        bare = (dataclasses.replace(job, metadata={}) if job.metadata else job for job in plan.todo)
        todo = sorted(bare, key=_place)
        outcomes = runner(todo, engine=engine, settings=request.settings, workers=workers)
        with closing(outcomes):
            for outcome in outcomes:
                if outcome.line is None:
                    errors.append(_reported(outcome))
                else:
                    finished[outcome.job.id] = _kept(plan.parts, outcome)
                if on_done:
                    on_done(outcome)
        return _assembled(request, plan, finished, errors, started=started)


def _remove_half_written(out: Path, parts: Path) -> None:
    remove_temporaries(parts)
    for name in OUTPUTS:
        remove(out / (name + TEMPORARY))


def _place(job: Job) -> tuple[str, tuple[int, ...]]:
    # A table is read from its beginning to its end, whatever the ids of its rows.
    return job.location, job.place.order if job.place else (0, 0)


def _known(sha256: str | None) -> str:
    if sha256 is None:
        raise PipelineError("a finished interview has no digest of its file")
    return sha256


def _kept(parts: Parts, outcome: Outcome) -> str:
    # The digest is that of the bytes that were read: the file may have changed since the plan.
    return parts.write(outcome.job, _known(outcome.sha256), outcome.line or "")


def _reported(outcome: Outcome) -> FileError:
    error = outcome.error
    if error is None:
        raise PipelineError(f"{outcome.job.file}: neither a record nor an error")
    if outcome.trace:
        _log.info("%s", outcome.trace)
    return error


def _assembled(
    request: Request,
    plan: Plan,
    finished: dict[str, str],
    errors: list[FileError],
    *,
    started: float,
) -> Result:
    names = [finished[id] for id in sorted(finished)]
    parts = plan.parts.files(names)
    jobs = (job for job in (*plan.todo, *plan.reused) if job.metadata and job.id in finished)
    own = {finished[job.id]: job.metadata for job in jobs}
    digest = made_of(names, own, plan.columns)
    outputs = None if request.force else outputs_there(request.out, digest)
    if outputs is None:
        copies = find_duplicates(parts)
        written = write_outputs(
            request.out, parts, metadata=plan.columns, variables=own, warnings=copies
        )
        outputs = Outputs(written, len(copies), files_sha256(request.out))
    errors.sort(key=lambda error: error.file)
    write_errors(request.out, errors)
    for warning in unused_labels(request.out / RECORDS, request.settings.interviewer, errors):
        _log.warning("%s", warning)
    plan.parts.prune(names)
    pruned = _pruned(plan) if request.prune else 0
    counts = {
        "read": len(plan.todo),
        "written": outputs.written.records,
        "reused": len(plan.reused),
        "failed": len(errors),
        "skipped": len(plan.skipped),
        "pruned": pruned,
    }
    manifest = _manifest(request, plan, outputs.written, counts)
    manifest[DUPLICATES] = outputs.duplicates
    manifest |= {MADE_OF: digest, FILES: outputs.files}
    manifest["duration_seconds"] = round(time.monotonic() - started, 1)
    write_manifest(request.out, manifest)
    return Result(counts, tuple(errors))


def _pruned(plan: Plan) -> int:
    if plan.failed:
        # What could not be opened may hold the interviews that seem to have gone.
        _log.warning("nothing is pruned while an input cannot be opened: %s", plan.failed[0].file)
        return 0
    return plan.parts.prune_gone((*plan.todo, *plan.reused))


def _manifest(
    request: Request, plan: Plan, written: Written, counts: dict[str, int]
) -> dict[str, Any]:
    reasons = Counter(skip.reason for skip in plan.skipped)
    return {
        "inputs": [str(path) for path in request.inputs],
        "metadata": str(request.metadata) if request.metadata else None,
        "counts": counts,
        "rows": written.rows,
        "records_sha256": written.sha256,
        "skipped_reasons": dict(sorted(reasons.items())),
        "skipped": [dataclasses.asdict(skip) for skip in plan.skipped],
        "metadata_without_interview": plan.metadata.unmatched((*plan.todo, *plan.reused)),
        "config": dataclasses.asdict(request.settings),
        "config_sha256": request.settings.sha256(),
        "versions": plan.versions,
    }
