"""Finished interviews -> ``records.jsonl`` and the flat tables, one record in memory at a time."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pipeline.batch.jobs import FileError
from pipeline.errors import PipelineError
from pipeline.files import replacing, write_safely
from pipeline.frames import arrow_schema
from pipeline.records import parse_record, record_line, with_warnings
from pipeline.schema import Record
from pipeline.tables import TABLES, Row, codebook_csv, column_types, rows

if TYPE_CHECKING:
    import pyarrow as pa

RECORDS, ERRORS, MANIFEST, CODEBOOK = (
    "records.jsonl",
    "errors.jsonl",
    "manifest.json",
    "codebook.csv",
)
TABLE_FILES = tuple(f"{table}.{suffix}" for table in TABLES for suffix in ("csv", "parquet"))
OUTPUTS = (RECORDS, ERRORS, MANIFEST, CODEBOOK, *TABLE_FILES)
# Of one Parquet row group, whichever comes first: a turn may be as long as an interview.
_GROUP_ROWS = 5000
_GROUP_CHARACTERS = 500_000
# Rows as Python objects take ten times the memory of Arrow's: only so many wait as such.
_LOOSE_ROWS = 100
_LOOSE_CHARACTERS = 100_000


@dataclass(frozen=True, slots=True)
class Written:
    """How much was written."""

    records: int
    rows: dict[str, int]
    sha256: str  # of records.jsonl


def write_outputs(
    out: Path,
    parts: Iterable[Path],
    *,
    metadata: Sequence[str] = (),
    variables: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    warnings: Mapping[str, str] = MappingProxyType({}),
) -> Written:
    """Write the records and tables of `parts`, in their order, each file whole or not at all.

    Args:
        out: The output folder.
        parts: Files of one record each, ordered by id.
        metadata: Columns of the researcher's own variables.
        variables: What to add to the metadata of the record of a part, by the part's name; values
            of the record's own columns of the same name give way.
        warnings: What to add to the record of a part, by its name, because of other parts: that it is
            a copy.

    Raises:
        InputError: A file cannot be written.
        PipelineError: A part was damaged while the run went on.
    """
    hashed = hashlib.sha256()
    records = 0
    with ExitStack() as stack:
        tables = {name: stack.enter_context(_table(out, name, metadata)) for name in TABLES}
        target = stack.enter_context(replacing(out / RECORDS))
        stream = stack.enter_context(target.open("wb"))
        for part in parts:
            line = part.read_bytes()
            record = _parsed(part, line)
            if part.name in variables:
                own = {**record.metadata, **variables[part.name]}
                record = dataclasses.replace(record, metadata=own)
            if part.name in warnings:
                record = with_warnings(record, warnings[part.name])
            if part.name in variables or part.name in warnings:
                line = (record_line(record) + "\n").encode()
            stream.write(line)
            hashed.update(line)
            records += 1
            for name, new in rows(record).items():
                tables[name].add(new)
    write_safely(out / CODEBOOK, codebook_csv(metadata))
    return Written(
        records, {name: table.written for name, table in tables.items()}, hashed.hexdigest()
    )


def _parsed(part: Path, line: bytes) -> Record:
    try:
        return parse_record(line, where=part.name)
    except PipelineError as error:
        raise PipelineError(
            f"{part}: {error.message}", hint="remove this file and run again"
        ) from error


class _Table:
    """Appends rows to a CSV and a Parquet file."""

    def __init__(self, writer: Any, parquet: Any, types: dict[str, str]) -> None:
        self.written = 0
        self._csv = writer
        self._parquet = parquet
        self._types = types
        self._loose: list[Row] = []
        self._loose_characters = 0  # as CSV
        self._group: list[pa.RecordBatch] = []
        self._group_rows = self._group_characters = 0

    def add(self, new: list[Row]) -> None:
        self.written += len(new)
        for row in new:
            cells = [csv_value(row.get(column)) for column in self._types]
            self._loose_characters += self._csv.writerow(cells)
        self._loose += new
        if len(self._loose) >= _LOOSE_ROWS or self._loose_characters >= _LOOSE_CHARACTERS:
            self._pack()
        if self._group_rows >= _GROUP_ROWS or self._group_characters >= _GROUP_CHARACTERS:
            self.flush()

    def _pack(self) -> None:
        import pyarrow as pa

        self._group.append(pa.RecordBatch.from_pylist(self._loose, schema=self._parquet.schema))
        self._group_rows += len(self._loose)
        self._group_characters += self._loose_characters
        self._loose = []
        self._loose_characters = 0

    def flush(self) -> None:
        import pyarrow as pa

        if self._loose:
            self._pack()
        if self.written and not self._group:
            return
        self._parquet.write_table(pa.Table.from_batches(self._group, schema=self._parquet.schema))
        self._group = []
        self._group_rows = self._group_characters = 0


@contextmanager
def _table(out: Path, name: str, metadata: Sequence[str]) -> Iterator[_Table]:
    import pyarrow.parquet as pq

    types = column_types(name, metadata)
    with (
        replacing(out / f"{name}.csv") as csv_path,
        replacing(out / f"{name}.parquet") as parquet_path,
        csv_path.open("w", encoding="utf-8", newline="") as stream,
        pq.ParquetWriter(parquet_path, arrow_schema(name, metadata)) as parquet,
    ):
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(types)
        table = _Table(writer, parquet, types)
        yield table
        table.flush()


def csv_value(value: str | int | float | bool | None) -> str | int | float | None:
    """Return a value as it is written into the CSV tables.

    Not guarded against spreadsheets that run what begins with "=": the tables are data, and what R
    and pandas read must be what the record says. ``entretiens export`` writes tables for spreadsheets.
    """
    # R and pandas both read these as logical values; Python's "True" only pandas does.
    return str(value).lower() if isinstance(value, bool) else value


def write_errors(out: Path, errors: Iterable[FileError]) -> None:
    """Write ``errors.jsonl``: one line a failed file, an empty file if none failed."""
    write_safely(out / ERRORS, error_lines(errors))


def write_manifest(out: Path, values: dict[str, Any]) -> None:
    """Write ``manifest.json``."""
    write_safely(out / MANIFEST, manifest_text(values))


def error_lines(errors: Iterable[FileError]) -> str:
    """Return what ``errors.jsonl`` holds."""
    return "".join(
        _encodable(json.dumps(dataclasses.asdict(error), ensure_ascii=False)) + "\n"
        for error in errors
    )


def manifest_text(values: dict[str, Any]) -> str:
    """Return what ``manifest.json`` holds."""
    return _encodable(json.dumps(values, ensure_ascii=False, indent=2)) + "\n"


def _encodable(dumped: str) -> str:
    # Bytes of a file's name that are no UTF-8 are halves of characters to Python: JSON escapes them.
    return dumped.encode("utf-8", "backslashreplace").decode("utf-8")
