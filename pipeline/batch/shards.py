"""Finished slices in a folder that a URL leads to: ``records/NAME.parquet``, ``errors/NAME.parquet``.

The name of a slice is the digest of all that decides its content, so what is there under that name is
finished, whoever wrote it, and a slice that two workers did is there once.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Sequence

from pipeline.batch.arrow import errors_table, records_table
from pipeline.batch.jobs import FileError, Outcome
from pipeline.batch.urls import RemoteFolder
from pipeline.errors import PipelineError

RECORDS, ERRORS = "records", "errors"
_SUFFIX = ".parquet"
_OURS = re.compile(r"[0-9a-f]{40}\.parquet|_[0-9a-f]{40}\.parquet\.[0-9a-f]{32}")


class Shards:
    """The Parquet files of an output folder."""

    def __init__(self, folder: RemoteFolder) -> None:
        self._folder = folder

    def finished(self) -> frozenset[str]:
        """Return the names of the slices that are there."""
        names = self._folder.names(RECORDS)
        return frozenset(name.removesuffix(_SUFFIX) for name in names if not name.startswith("_"))

    def write(self, name: str, outcomes: Sequence[Outcome]) -> None:
        """Write what became of a slice; it counts as finished when its records are there.

        Raises:
            InputError: A file cannot be written.
        """
        from pyarrow import parquet

        errors = [outcome.error for outcome in outcomes if outcome.error]
        lines = [outcome.line for outcome in outcomes if outcome.line]
        tables = {ERRORS: errors_table(errors)} if errors else {}
        tables[RECORDS] = records_table(lines)
        for folder, table in tables.items():
            stream = io.BytesIO()
            parquet.write_table(table, stream, compression="zstd")
            self._folder.write(f"{folder}/{name}{_SUFFIX}", stream.getvalue())

    def errors(self, names: Collection[str]) -> list[FileError]:
        """Return the failed interviews of the slices of `names`."""
        from pyarrow import parquet

        found: list[FileError] = []
        for file in self._folder.names(ERRORS):
            if file.removesuffix(_SUFFIX) in names:
                data = self._folder.read(f"{ERRORS}/{file}")
                rows = parquet.read_table(io.BytesIO(data)).to_pylist()
                found += [FileError(**row) for row in rows]
        return found

    def keep_only(self, names: Collection[str]) -> int:
        """Remove other slices, and what was left half written; say how many slices went.

        Raises:
            PipelineError: A slice of `names` is not there.
        """
        lost = set(names) - self.finished()
        if lost:
            raise PipelineError(f"{self._folder.url}: {len(lost)} finished slices have gone")
        gone = 0
        for folder in (ERRORS, RECORDS):
            for file in self._folder.names(folder):
                if _OURS.fullmatch(file) and file.removesuffix(_SUFFIX) not in names:
                    self._folder.remove(f"{folder}/{file}")
                    gone += folder == RECORDS and not file.startswith("_")
        return gone
