"""What travels through a run over many files."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from pipeline.read.places import Place
from pipeline.schema import ModelVersion, Record
from pipeline.settings import Settings

# One for all jobs, never written to: a `MappingProxyType` cannot travel to other processes.
_NONE: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Job:
    """One interview to make a record of.

    ``sha256`` is that of the file's bytes when the run was planned, or None where the file could
    not be read or is too large to be read at all: processing it will say so. Where one file holds
    many interviews, ``place`` leads to this one, and ``sha256`` is of what stands there.
    ``location`` is the file's path: as text, which takes a quarter of the memory of a `Path`.
    """

    location: str
    id: str
    file: str
    sha256: str | None = None
    metadata: Mapping[str, str] = field(default_factory=lambda: _NONE)
    place: Place | None = None

    @property
    def path(self) -> Path:
        """The file's path."""
        return Path(self.location)


@dataclass(frozen=True, slots=True)
class FileError:
    """One line of ``errors.jsonl``."""

    file: str
    error: str
    hint: str


# The hint of an error that no input should be able to cause.
OUR_ERROR = "this is an error of the program: run again with -v and report what it prints"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder that was passed over on purpose."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: exactly one of ``line`` (the record) and ``error`` is there.

    ``sha256`` is that of the bytes that were read; ``trace`` leads to an error of ours.
    """

    job: Job
    line: str | None = None
    error: FileError | None = None
    sha256: str | None = None
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Engine:
    """The three functions a run needs; worker processes import them by name.

    ``versions`` names the models without loading them, ``load`` loads them once a process, and
    ``process`` is called as `pipeline.run.process` is.
    """

    versions: Callable[[Settings], Mapping[str, ModelVersion]]
    load: Callable[[Settings], Any]
    process: Callable[..., Record]


class Runner(Protocol):
    """Jobs -> outcomes, in the order they are finished: in processes here, or on a cluster."""

    def __call__(
        self, jobs: Sequence[Job], *, engine: Engine, settings: Settings, workers: int
    ) -> Generator[Outcome]: ...


def default_engine() -> Engine:
    """Return the pipeline itself."""
    from pipeline.annotate import load_models, model_versions
    from pipeline.run import process

    return Engine(versions=model_versions, load=load_models, process=process)
