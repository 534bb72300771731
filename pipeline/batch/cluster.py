"""Ray: a local one or an existing cluster, whose actors hold the models and do the jobs.

Ray Data streams jobs to the actors and their answers back, so memory does not grow with the number
of interviews. What a lost process or machine was at, Ray gives to another actor, again and again: a
ledger knows which block was begun before, and its jobs are then done in a process under the actor, so
that a file that kills ends as an error of its own.
"""

from __future__ import annotations

import logging
import os
import platform
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from pipeline.batch.arrow import (
    fault_table,
    jobs_of,
    jobs_table,
    outcome_of,
    outcome_table,
    raise_fault,
)
from pipeline.batch.jobs import Engine, FileError, Job, Outcome
from pipeline.batch.versions import basis, versions
from pipeline.batch.workers import attempt, available_cores, run_apart
from pipeline.errors import InputError, ModelError, PipelineError
from pipeline.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa
    from ray.data import Dataset

# Of a core, for Ray's book-keeping only: an actor works on one core. With all of it the tasks that
# feed the actors would wait for ever for a free one, and the actors of a lost machine would find no
# room on those that are left.
ACTOR_CPUS = 0.5
TASK_CPUS = 0.05

# Answers leave an actor when they have this size, not when their whole block is done.
_ANSWER_BYTES = 256 * 1024
_BLOCKS = 16  # of jobs for each actor
_LARGEST = 32  # jobs of a block: what is done again when an actor is lost
_PATIENCE = 10.0  # seconds: for threads of a run that was stopped
_PARKED = ("Prefetcher", "data-usage-metrics-poller")  # threads of Ray Data that wait for ever

# Nothing is reported to Ray's makers; a trace for each death is not ours to print.
_ENVIRONMENT = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_DATA_LOG_LEVEL": "CRITICAL",
    "RAY_BACKEND_LOG_LEVEL": "fatal",
}

_MISSING = "engine ray: the package ray is not installed"
_INSTALL = "pip install 'entretiens[ray]'"
LOST = "the cluster gave no answer"
AGAIN = "run again: what is finished is not done again"


@contextmanager
def connected(address: str | None = None, *, workers: int | None = None) -> Iterator[int]:
    """Connect to a cluster, or start a local one that ends with the block; give its number of CPUs.

    Args:
        address: ``auto``, ``HOST:PORT`` or ``ray://HOST:PORT``; None starts a local Ray.
        workers: CPUs of the local Ray; those of a cluster are what they are.

    Raises:
        InputError: Ray is not installed, or no cluster answers.
    """
    for name, value in _ENVIRONMENT.items():  # read when ray is imported
        os.environ.setdefault(name, value)
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise InputError(_MISSING, hint=_INSTALL) from error
    started = {} if address else {"num_cpus": workers or available_cores()}
    try:
        ray.init(
            address or "local",
            **started,
            include_dashboard=None if address else False,
            log_to_driver=False,
            logging_level=logging.CRITICAL,
        )
    except (ConnectionError, ValueError, RuntimeError) as error:
        reason = str(error).strip().splitlines()[0]
        if address is None:
            raise InputError(f"engine ray: no local Ray can be started ({reason})") from error
        raise InputError(
            f"--address {address}: no Ray cluster answers ({reason})",
            hint="start it with: ray start --head; one that asks for a token needs RAY_AUTH_MODE=token "
            "here as well, see docs/cluster.md",
        ) from error
    try:
        yield max(1, int(ray.cluster_resources().get("CPU", 1)))
    finally:
        ray.shutdown()


# --- what an actor is ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What every actor of a run needs to know.

    ``versions`` are those of the driver, ``basis`` its digest of configuration, code and versions;
    ``ledger`` is the handle of the run's `_Ledger`.
    """

    engine: Engine
    settings: Settings
    versions: Mapping[str, Any]
    basis: str
    ledger: Any


class _Ledger:
    """An actor that counts how often each block was begun."""

    def __init__(self) -> None:
        self._begun: Counter[str] = Counter()

    def begin(self, block: str) -> int:
        """Return how often a block was begun, this time included."""
        self._begun[block] += 1
        return self._begun[block]


def setup(engine: Engine, settings: Settings) -> Setup:
    """Return the setup of a run whose versions are those of this process."""
    import ray
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    # Beside this process, whose end is that of the run anyway.
    here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=True)
    ledger = (
        ray.remote(_Ledger)
        .options(num_cpus=0, max_restarts=-1, max_task_retries=-1, scheduling_strategy=here)
        .remote()
    )
    ran = versions(engine.versions(settings))
    return Setup(
        engine=engine,
        settings=settings,
        versions=ran,
        basis=basis(ran, settings.sha256()),
        ledger=ledger,
    )


class Worker:
    """The models of one actor, loaded once, or why they cannot be."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._models: Any = None
        self.fault: PipelineError | None = None
        try:
            _refuse_other_versions(setup)
            self._load()
        except PipelineError as error:
            self.fault = error

    def _load(self) -> None:
        self._models = self._setup.engine.load(self._setup.settings)

    def outcomes(self, block: str, jobs: Sequence[Job]) -> Iterator[Outcome]:
        """Yield one outcome a job of the block of that name."""
        import ray

        engine, settings = self._setup.engine, self._setup.settings
        if ray.get(self._setup.ledger.begin.remote(block)) > 1:
            self._models = None  # the process under this one loads them: one copy a core
            yield from run_apart(jobs, engine=engine, settings=settings)
            return
        if self._models is None:
            self._load()
        for job in jobs:
            yield attempt(job, engine, settings, self._models)


def _refuse_other_versions(setup: Setup) -> None:
    here = versions(setup.engine.versions(setup.settings))
    if basis(here, setup.settings.sha256()) != setup.basis:
        raise ModelError(
            f"machine {platform.node()}: another version of this package, of Python, of a model or "
            "of a library is installed there",
            hint="install the same on every machine, with the same constraints.txt",
        )


# --- streaming -----------------------------------------------------------------------------------


def with_tasks(
    dataset: Dataset, function: Callable[..., Iterator[pa.Table]], **given: Any
) -> Dataset:
    """Return `dataset` with every block handed to a task that needs no models."""
    return dataset.map_batches(
        function, batch_size=None, batch_format="pyarrow", fn_kwargs=given, num_cpus=TASK_CPUS
    )


def with_actors(
    dataset: Dataset, worker: type[Any], setup: Setup, *given: Any, actors: int
) -> Dataset:
    """Return `dataset` with every block handed to an actor of the class `worker`.

    Args:
        dataset: What the actors get, one block a call.
        worker: Its objects are made of a `Setup` and of `given`, and called with Arrow tables.
        setup: For the actors.
        given: What else the class needs.
        actors: Their number.
    """
    from ray.data import ActorPoolStrategy

    return dataset.map_batches(
        worker,
        batch_size=None,
        batch_format="pyarrow",
        # No block waits behind another, while the next actor begins or has nothing to do.
        compute=ActorPoolStrategy(size=actors, max_tasks_in_flight_per_actor=1),
        fn_constructor_args=(setup, *given),
        num_cpus=ACTOR_CPUS,
    )


def stream(
    planned: Callable[[], Dataset], *, block_bytes: int = _ANSWER_BYTES
) -> Generator[dict[str, Any]]:
    """Yield the rows of a dataset as they are finished, in any order.

    Args:
        planned: Returns the dataset.
        block_bytes: Rows travel together until they have this size.

    Raises:
        PipelineError: Ray itself gave up.
    """
    from ray.data import DataContext
    from ray.exceptions import RayError

    context = DataContext.get_current().copy()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    context.target_max_block_size = block_bytes
    others = threading.enumerate()
    try:
        with DataContext.current(context):
            answers = planned().iter_batches(
                batch_size=None, batch_format="pyarrow", prefetch_batches=0
            )
        with closing(iter(answers)) as tables:
            for table in tables:
                yield from table.to_pylist()
    except RayError as error:
        reason = str(error).strip().splitlines()[-1]  # the first ones say on which process it was
        raise PipelineError(
            f"Ray ended the run ({reason})",
            hint="is the same package installed on every machine, and is there memory for the models "
            "(1.5 GB a worker, see --workers)? What is finished is not done again",
        ) from error
    finally:
        _wait_for_threads(others)


def _wait_for_threads(others: Collection[threading.Thread]) -> None:
    """Wait until Ray's threads are at their end: one that asks Ray once it is shut down ends the process."""
    end = time.monotonic() + _PATIENCE
    for thread in threading.enumerate():
        if thread not in others and thread.name not in _PARKED:
            with suppress(RuntimeError, AssertionError):  # this one, or one that is not Python's
                thread.join(max(0.0, end - time.monotonic()))


# --- jobs -> outcomes ---------------------------------------------------------------------------


class _JobWorker:
    """Jobs of one block -> their outcomes, each as soon as it is there."""

    def __init__(self, setup: Setup) -> None:
        self._worker = Worker(setup)

    def __call__(self, block: pa.Table) -> Iterator[pa.Table]:
        if self._worker.fault:
            yield fault_table(self._worker.fault)
            return
        numbered = jobs_of(block)
        numbers = {job.id: number for number, job in numbered}
        name = str(numbered[0][0])
        for outcome in self._worker.outcomes(name, [job for _, job in numbered]):
            yield outcome_table(numbers[outcome.job.id], outcome)


def run_jobs(
    jobs: Sequence[Job], *, engine: Engine, settings: Settings, workers: int
) -> Generator[Outcome]:
    """Yield one outcome a job, in the order they are finished, as `pipeline.batch.workers.run_jobs`.

    The files must be found under the same path on every machine.

    Args:
        jobs: What to do.
        engine: The functions that do it; every machine imports them by name.
        settings: What decides the records' content.
        workers: Number of actors.

    Raises:
        PipelineError: The models cannot be loaded, or differ between machines, or Ray gave up.
    """
    if not jobs:
        return
    missing = dict(enumerate(jobs))
    with closing(stream(partial(_planned, jobs, setup(engine, settings), workers))) as rows:
        for row in rows:
            raise_fault(row)
            job = missing.pop(row["number"], None)
            if job is not None:  # a block that was begun twice may answer twice
                yield outcome_of(job, row)
    for job in missing.values():
        yield Outcome(job, error=FileError(job.file, f"{job.file}: {LOST}", AGAIN))


def _planned(jobs: Sequence[Job], setup: Setup, workers: int) -> Dataset:
    import ray.data

    actors = min(workers, len(jobs))
    size = max(1, min(_LARGEST, len(jobs) // (actors * _BLOCKS)))
    numbered = list(enumerate(jobs))
    blocks = [jobs_table(numbered[at : at + size]) for at in range(0, len(jobs), size)]
    return with_actors(ray.data.from_arrow(blocks), _JobWorker, setup, actors=actors)
