"""Jobs -> slices: interviews that are done one after another by one worker and written together."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence

from pipeline.batch.jobs import Job

_USUAL = 64
_MOST = 256  # what a worker loses at most when it dies: a minute or two


def slices(jobs: Iterable[Job]) -> Iterator[tuple[Job, ...]]:
    """Yield `jobs`, in their order, in slices of 64 on average.

    The ids alone say where a slice ends (content-defined chunking, as rsync and backup programs cut
    files): an interview that comes or goes changes its own slice, not all after it.
    """
    held: list[Job] = []
    for job in jobs:
        held.append(job)
        if len(held) == _MOST or zlib.crc32(job.id.encode()) % _USUAL == 0:
            yield tuple(held)
            held = []
    if held:
        yield tuple(held)


def slice_name(jobs: Sequence[Job], *, basis: str) -> str:
    """Return the digest of all that decides what becomes of a slice: one name, one content.

    Args:
        jobs: The slice.
        basis: The digest of the configuration, the versions and the code.
    """
    values = [[job.id, job.file, job.sha256, sorted(job.metadata.items())] for job in jobs]
    return hashlib.sha256(f"{basis}\0{json.dumps(values)}".encode()).hexdigest()[:40]


def id_hash(id: str) -> int:
    """Return 64 bits of an id: what is held of each to see which of millions stand twice."""
    return int.from_bytes(hashlib.blake2b(id.encode(), digest_size=8).digest(), "little")
