"""The finished interviews of an output folder: one file a record, safe as soon as it is there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import overload

from pipeline.batch.jobs import Job
from pipeline.files import remove, write_safely


class PartFiles(Sequence[Path]):
    """Files of one folder by their names: a path of its own for each takes six times the memory."""

    def __init__(self, folder: Path, names: Sequence[str]) -> None:
        self._names = names
        self._folder = folder

    @overload
    def __getitem__(self, index: int) -> Path: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Path]: ...
    def __getitem__(self, index: int | slice) -> Path | Sequence[Path]:
        if isinstance(index, slice):
            return PartFiles(self._folder, self._names[index])
        return self._folder / self._names[index]

    def __iter__(self) -> Iterator[Path]:
        return (self._folder / name for name in self._names)

    def __len__(self) -> int:
        return len(self._names)


@dataclass(frozen=True, slots=True)
class Parts:
    """The folder ``parts`` and the digest of all that decides a record besides its file.

    A part's name is ``WHO-WHAT.json``: WHO is the digest of id and file, WHAT of everything its
    content depends on. So whatever changes gives another name, and a name never has two contents.
    The researcher's own table is no part of it: its variables are put into the record when the outputs
    are written, so that another table makes nothing anew.
    """

    folder: Path
    basis: str

    def name(self, job: Job, sha256: str) -> str:
        """Return the name of the file of `job`'s record if its input's bytes have that digest."""
        return f"{_who(job)}-{_digest(self.basis, sha256)}.json"

    def files(self, names: Sequence[str]) -> PartFiles:
        """Return the files of these names, in their order."""
        return PartFiles(self.folder, names)

    def sound(self, job: Job) -> bool:
        """Return whether a usable record of `job` as it is now lies there."""
        if job.sha256 is None:
            return False
        try:
            values = json.loads((self.folder / self.name(job, job.sha256)).read_bytes())
        except (OSError, ValueError):  # absent, or damaged by other hands: it is made anew
            return False
        return isinstance(values, dict) and values.get("id") == job.id

    def write(self, job: Job, sha256: str, line: str) -> str:
        """Put a record there, whole or not at all, and through to the disk; return its file's name."""
        name = self.name(job, sha256)
        write_safely(self.folder / name, line + "\n")
        return name

    def prune(self, names: Iterable[str]) -> None:
        """Remove older records of the interviews of these files; those of other interviews stay."""
        kept = set(names)
        owners = {name.partition("-")[0] for name in kept}
        for path in self.folder.glob("*.json"):
            if path.name not in kept and path.name.partition("-")[0] in owners:
                remove(path)

    def prune_gone(self, jobs: Iterable[Job]) -> int:
        """Remove the records of all interviews that are not among `jobs`; say how many files."""
        owners = {_who(job) for job in jobs}
        gone = [
            path for path in self.folder.glob("*.json") if path.name.partition("-")[0] not in owners
        ]
        for path in gone:
            remove(path)
        return len(gone)


def _who(job: Job) -> str:
    return _digest(job.id, job.file)[:20]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:40]
