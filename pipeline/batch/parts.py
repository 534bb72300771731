"""The finished interviews of an output folder: one file a record, safe as soon as it is there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.batch.jobs import Job
from pipeline.files import remove, write_safely


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

    def path(self, job: Job, sha256: str) -> Path:
        """Return where the record of `job` lies if the file's bytes have that digest."""
        return self.folder / f"{_who(job)}-{_digest(self.basis, sha256)}.json"

    def sound(self, job: Job) -> bool:
        """Return whether a usable record of `job` as it is now lies there."""
        if job.sha256 is None:
            return False
        try:
            values = json.loads(self.path(job, job.sha256).read_bytes())
        except (OSError, ValueError):  # absent, or damaged by other hands: it is made anew
            return False
        return isinstance(values, dict) and values.get("id") == job.id

    def write(self, job: Job, sha256: str, line: str) -> None:
        """Put a record there, whole or not at all, and through to the disk."""
        write_safely(self.path(job, sha256), line + "\n")

    def prune(self, paths: Collection[Path]) -> None:
        """Remove older records of the interviews of `paths`; those of other interviews stay."""
        kept = {path.name for path in paths}
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
