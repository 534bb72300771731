"""Jobs -> outcomes, in this process or in several that load the models once each.

Processes are spawned, never forked: a forked copy would hold the output folder's lock after this
process was killed, and other systems than Linux only spawn. Each worker has a pipe of its own, so
it is known which file a worker was at when it died, and a worker whose parent was killed reads the
end of its pipe and ends.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import traceback
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any

from pipeline.batch.jobs import OUR_ERROR, Engine, FileError, Job, Outcome
from pipeline.errors import InputError, ModelError, PipelineError
from pipeline.records import record_line
from pipeline.settings import Settings

_log = logging.getLogger(__name__)

# Interviews after which a worker gives way to a fresh one: spaCy keeps every word it has met, and memory
# that was taken piece by piece is not all given back. Loading is two or three parts in a hundred of the work.
_RENEWED = 500


def available_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_jobs(
    jobs: Sequence[Job], *, engine: Engine, settings: Settings, workers: int
) -> Generator[Outcome]:
    """Yield one outcome a job, in the order they are finished.

    A file at which a worker process died is tried once more, alone, after all others: what
    killed it may have been the memory that another file took. If it kills again, that is its error.

    Raises:
        ModelError: The models cannot be loaded.
    """
    crew = min(workers, len(jobs))
    if crew == 1:
        models = engine.load(settings)
        for job in jobs:
            yield attempt(job, engine, settings, models)
    elif crew > 1:
        yield from run_apart(jobs, engine=engine, settings=settings, workers=crew)


def run_apart(
    jobs: Sequence[Job], *, engine: Engine, settings: Settings, workers: int = 1
) -> Generator[Outcome]:
    """Yield one outcome a job as `run_jobs` does, always from other processes: no file ends this one.

    Raises:
        ModelError: The models cannot be loaded.
    """
    died: list[Job] = []
    with closing(_in_processes(jobs, workers, engine, settings)) as results:
        for result in results:
            if isinstance(result, _Died):
                _log.warning("%s: %s; tried again later", result.job.file, result.cause)
                died.append(result.job)
            else:
                yield result
    for job in died:
        with closing(_in_processes([job], 1, engine, settings)) as results:
            for result in results:
                yield _given_up(result) if isinstance(result, _Died) else result


def attempt(job: Job, engine: Engine, settings: Settings, models: Any) -> Outcome:
    """Return what becomes of one file; no error of one file ends the run."""
    try:
        record = engine.process(
            job.path,
            id=job.id,
            file=job.file,
            settings=settings,
            models=models,
            metadata=dict(job.metadata),
            place=job.place,
        )
        return Outcome(job, line=record_line(record), sha256=record.source.sha256)
    except InputError as error:
        return Outcome(job, error=FileError(job.file, error.message, error.hint))
    except Exception as error:  # a bug of ours must not cost the other files
        message = f"{job.file}: {type(error).__name__}: {error}"
        trace = traceback.format_exc()
        return Outcome(job, error=FileError(job.file, message, OUR_ERROR), trace=trace)


# --- worker processes ----------------------------------------------------------------------


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    pipe: Connection
    loaded: bool = False
    job: Job | None = None  # what it is at
    jobs: int = 0  # that it was given


@dataclass(frozen=True, slots=True)
class _Died:
    job: Job
    cause: str


def _given_up(death: _Died) -> Outcome:
    message = f"{death.job.file}: {death.cause}, twice"
    hint = "the file may need more memory than there is: try it with --workers 1, or split it"
    return Outcome(death.job, error=FileError(death.job.file, message, hint))


def _in_processes(
    jobs: Sequence[Job], crew_size: int, engine: Engine, settings: Settings
) -> Generator[Outcome | _Died]:
    waiting = deque(jobs)
    crew = [_started(engine, settings) for _ in range(crew_size)]
    try:
        while waiting or any(worker.job for worker in crew):
            ready = set(wait([worker.pipe for worker in crew]))
            for worker in [worker for worker in crew if worker.pipe in ready]:
                job, worker.job = worker.job, None
                try:
                    message = worker.pipe.recv()
                    worker.loaded = True
                    if waiting and worker.jobs < _RENEWED:
                        worker.pipe.send(waiting[0])
                        worker.job = waiting.popleft()
                        worker.jobs += 1
                except (EOFError, OSError):
                    message = _buried(worker, job)
                    crew.remove(worker)
                else:
                    if waiting and worker.job is None:  # it has had its share
                        crew.remove(worker)
                        _ended(worker)
                if waiting and len(crew) < crew_size:
                    crew.append(_started(engine, settings))
                if isinstance(message, PipelineError):
                    raise message
                if isinstance(message, Outcome | _Died):
                    yield message
    finally:
        for worker in crew:
            _ended(worker)


def _started(engine: Engine, settings: Settings) -> _Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, engine, settings), daemon=True)
    with _interrupts_ignored():
        process.start()
    theirs.close()
    return _Worker(process, ours)


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Let a process that starts now inherit that Ctrl-C is not its business, but its parent's."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may say so, and only it is interrupted
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _ended(worker: _Worker) -> None:
    worker.process.terminate()
    _buried(worker, None)


def _buried(worker: _Worker, job: Job | None) -> _Died | ModelError | None:
    """Clean up after a process that ended; say what that means for the run."""
    worker.pipe.close()
    worker.process.join()
    code = worker.process.exitcode
    worker.process.close()
    cause = f"the worker process was killed by signal {-code}" if code and code < 0 else ""
    cause = cause or f"the worker process ended with code {code}"
    if job is not None:
        return _Died(job, cause)
    if worker.loaded:
        return None
    return ModelError(
        f"{cause} while it loaded the models", hint="try fewer processes: --workers 1"
    )


def _serve(pipe: Connection, engine: Engine, settings: Settings) -> None:
    """Load the models once, then answer one outcome a job until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Windows inherits nothing
    try:
        models = engine.load(settings)
    except PipelineError as error:
        pipe.send(error)
        return
    answer: Outcome | None = None  # the first message says that the worker is ready
    while True:
        try:
            pipe.send(answer)
            job = pipe.recv()
        except (EOFError, OSError):
            return
        answer = attempt(job, engine, settings, models)
