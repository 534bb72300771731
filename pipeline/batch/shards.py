"""Finished slices in a folder that a URL leads to: ``records/NAME.parquet``, ``errors/NAME.parquet``.

The name of a slice is the digest of all that decides its content, so what is there under that name is
finished, whoever wrote it, and a slice that two workers did is there once.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from pipeline.batch.arrow import errors_table, records_table
from pipeline.batch.jobs import FileError, Outcome
from pipeline.batch.outputs import ERRORS as FAILED_FILES
from pipeline.batch.outputs import MANIFEST
from pipeline.batch.urls import HALF_WRITTEN, RemoteFolder
from pipeline.errors import PipelineError
from pipeline.files import parquet_table

RECORDS, ERRORS = "records", "errors"
_SUFFIX = ".parquet"
_SLICE = re.compile(r"[0-9a-f]{40}\.parquet")


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
        found: list[FileError] = []
        for file in self._folder.names(ERRORS):
            if file.removesuffix(_SUFFIX) in names:
                rows = parquet_table(self._folder.read(f"{ERRORS}/{file}")).to_pylist()
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
                half = HALF_WRITTEN.fullmatch(file)
                if not _SLICE.fullmatch(half["name"] if half else file):
                    continue
                if half or file.removesuffix(_SUFFIX) not in names:
                    self._folder.remove(f"{folder}/{file}")
                    gone += folder == RECORDS and not half
        self._remove_half_written()
        return gone

    def _remove_half_written(self) -> None:
        """Remove what a driver that was killed left of the files beside the slices."""
        for file in self._folder.names(""):
            half = HALF_WRITTEN.fullmatch(file)
            if half and half["name"] in (FAILED_FILES, MANIFEST):
                self._folder.remove(file)


def half_written_slices(out: Path) -> Iterator[Path]:
    """Yield what runs to the URL of a folder of this machine left when they were killed."""
    for folder in (out, out / ERRORS, out / RECORDS):
        for path in sorted(folder.glob("_*")):
            if HALF_WRITTEN.fullmatch(path.name):
                yield path
