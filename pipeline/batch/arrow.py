"""Records, errors and jobs as typed Arrow tables: no list that is empty everywhere becomes null."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pipeline.batch.jobs import FileError, Job, Outcome
from pipeline.errors import PipelineError
from pipeline.frames import RECORDS, arrow_schema
from pipeline.records import parse_record, record_line

if TYPE_CHECKING:
    import pyarrow as pa


def records_table(lines: Iterable[str]) -> pa.Table:
    """Return one row a record, nested, with the types that `pipeline.frames` declares.

    Args:
        lines: Records as JSON, as `record_line` writes them.
    """
    import pyarrow as pa

    rows = []
    for line in lines:
        values = json.loads(line)
        values["metadata"] = _items(values["metadata"])
        values["provenance"]["models"] = _items(values["provenance"]["models"])
        rows.append(values)
    return pa.Table.from_pylist(rows, schema=arrow_schema(RECORDS))


def line_of(row: Mapping[str, Any]) -> str:
    """Return the line of JSON that a row of `records_table` was made of, byte for byte.

    Raises:
        InputError: The row is no record.
    """
    provenance = row["provenance"]
    values = {
        **row,
        "metadata": _mapping(row["metadata"]),
        "provenance": {**provenance, "models": _mapping(provenance["models"])},
    }
    where = f"the row of {row['id']!r}"
    return record_line(parse_record(json.dumps(values), where=where))


def _items(mapping: Mapping[str, Any]) -> list[dict[str, Any]]:
    # Arrow has no objects with keys of one's own choice, and Parquet none without keys.
    return [
        {"name": name, **(value if isinstance(value, dict) else {"value": value})}
        for name, value in mapping.items()
    ]


def _mapping(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        item["name"]: item["value"]
        if "value" in item
        else {key: value for key, value in item.items() if key != "name"}
        for item in items
    }


def errors_table(errors: Iterable[FileError]) -> pa.Table:
    """Return one row a failed interview."""
    import pyarrow as pa

    columns = ((name, pa.string()) for name in ("file", "error", "hint"))
    return pa.Table.from_pylist([asdict(error) for error in errors], schema=pa.schema(columns))


# --- what travels between the driver and the workers of a cluster ------------------------------


def jobs_table(jobs: Sequence[tuple[int, Job]]) -> pa.Table:
    """Return one row a job: its number and the job, pickled."""
    import pyarrow as pa

    return pa.table(
        {
            "number": pa.array([number for number, _ in jobs], pa.int64()),
            "job": pa.array([pickle.dumps(job) for _, job in jobs], pa.binary()),
        }
    )


def jobs_of(table: pa.Table) -> list[tuple[int, Job]]:
    """Return the numbers and jobs that `jobs_table` was made of."""
    jobs = [pickle.loads(job) for job in table["job"].to_pylist()]
    return list(zip(table["number"].to_pylist(), jobs, strict=True))


def outcome_table(number: int, outcome: Outcome) -> pa.Table:
    """Return the one row that says what became of the job of that number."""
    error = outcome.error
    return _answer(
        number=number,
        line=outcome.line,
        sha256=outcome.sha256,
        error=error and [error.file, error.error, error.hint],
        trace=outcome.trace,
    )


def fault_table(fault: PipelineError) -> pa.Table:
    """Return the one row that ends the run: why no worker can do any job."""
    return _answer(fault=pickle.dumps(fault))


def _answer(**values: Any) -> pa.Table:
    import pyarrow as pa

    schema = pa.schema(
        [
            ("number", pa.int64()),
            ("line", pa.large_string()),
            ("sha256", pa.string()),
            ("error", pa.list_(pa.string())),
            ("trace", pa.string()),
            ("fault", pa.binary()),
        ]
    )
    return pa.Table.from_pylist([values], schema=schema)


def outcome_of(job: Job, row: Mapping[str, Any]) -> Outcome:
    """Return the outcome that a row of `outcome_table` holds."""
    error = FileError(*row["error"]) if row["error"] else None
    return Outcome(job, line=row["line"], error=error, sha256=row["sha256"], trace=row["trace"])


def raise_fault(row: Mapping[str, Any]) -> None:
    """Raise what a worker reported, if it did."""
    if row["fault"] is not None:
        fault: PipelineError = pickle.loads(row["fault"])
        raise fault


def slice_table(name: str, jobs: Sequence[Job], *, done: bool) -> pa.Table:
    """Return the one row of a slice; if it is `done` already, only its name and number of jobs."""
    import pyarrow as pa

    schema = pa.schema([("name", pa.string()), ("interviews", pa.int64()), ("jobs", pa.binary())])
    row = {"name": name, "interviews": len(jobs), "jobs": None if done else pickle.dumps(jobs)}
    return pa.Table.from_pylist([row], schema=schema)


def written_table(
    name: str | None = None,
    interviews: int = 0,
    *,
    failed: int = 0,
    fault: PipelineError | None = None,
) -> pa.Table:
    """Return the one row that says what became of a slice."""
    import pyarrow as pa

    schema = pa.schema(
        [
            ("name", pa.string()),
            ("interviews", pa.int64()),
            ("failed", pa.int64()),
            ("fault", pa.binary()),
        ]
    )
    row = {
        "name": name,
        "interviews": interviews,
        "failed": failed,
        "fault": fault and pickle.dumps(fault),
    }
    return pa.Table.from_pylist([row], schema=schema)


def survey_table(
    ids: Sequence[int],
    columns: Sequence[str],
    matched: Sequence[str],
    failed: Sequence[FileError],
    *,
    slices: int = 0,
) -> pa.Table:
    """Return the one row that says what a table holds.

    Args:
        ids: Hashes of the ids of its interviews.
        columns: The researcher's own variables.
        matched: Keys of the researcher's other table that one of its interviews has.
        failed: Rows that are no interview, or the table itself.
        slices: Number of slices that its interviews are done in.
    """
    import pyarrow as pa

    schema = pa.schema(
        [
            ("ids", pa.list_(pa.uint64())),
            ("columns", pa.list_(pa.string())),
            ("matched", pa.list_(pa.string())),
            ("failed", pa.list_(pa.list_(pa.string()))),
            ("slices", pa.int64()),
        ]
    )
    row = {
        "ids": ids,
        "columns": columns,
        "matched": matched,
        "failed": [[error.file, error.error, error.hint] for error in failed],
        "slices": slices,
    }
    return pa.Table.from_pylist([row], schema=schema)
