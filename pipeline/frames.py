"""Records -> typed tables for pandas, Arrow and Hugging Face datasets.

Beside the flat tables of `pipeline.tables` there is ``records``: one row an interview with
everything in it, nested. Types are declared, never guessed, so that a list that is empty in every
row keeps its type.
"""

from __future__ import annotations

import dataclasses
import io
import types
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin, get_type_hints

from pipeline.errors import InputError
from pipeline.records import iter_records
from pipeline.schema import Record
from pipeline.tables import TABLES, column_types, rows

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    from datasets import Dataset

RECORDS = "records"
FRAMES = (*TABLES, RECORDS)


def to_pandas(records: str | Path | Iterable[Record], table: str = "claims") -> pd.DataFrame:
    """Return one table of records as a DataFrame.

    Args:
        records: A ``records.jsonl``, its folder, or records.
        table: ``interviews``, ``turns``, ``exchanges``, ``entities`` (one row a mention),
            ``claims``, or ``records`` (nested).

    Raises:
        InputError: There is no such table, or the records cannot be read.
    """
    frame: pd.DataFrame = to_arrow(records, table).to_pandas()
    return frame


def to_dataset(records: str | Path | Iterable[Record], table: str = "claims") -> Dataset:
    """Return one table of records as a Hugging Face dataset with declared features.

    Args:
        records: A ``records.jsonl``, its folder, or records.
        table: As for `to_pandas`.

    Raises:
        InputError: There is no such table, or the records cannot be read.
    """
    from datasets import Dataset

    return Dataset(to_arrow(records, table))


def to_arrow(records: str | Path | Iterable[Record], table: str = "claims") -> pa.Table:
    """Return one table of records as an Arrow table; all its rows are in memory.

    Args:
        records: A ``records.jsonl``, its folder, or records.
        table: As for `to_pandas`.

    Raises:
        InputError: There is no such table, or the records cannot be read.
    """
    import pyarrow as pa

    if table not in FRAMES:
        raise InputError(f"no table {table!r}", hint=f"tables are {', '.join(FRAMES)}")
    if isinstance(records, str | Path):
        records = iter_records(records)
    found: list[dict[str, Any]] = []
    metadata: set[str] = set()
    for record in records:
        found += frame_rows(record, table)
        metadata |= record.metadata.keys()
    return pa.Table.from_pylist(found, schema=arrow_schema(table, metadata))


def all_rows(record: Record) -> dict[str, list[Any]]:
    """Return the rows that one record adds to each of `FRAMES`."""
    return {**rows(record), RECORDS: [_plain(record)]}


def frame_rows(record: Record, table: str) -> list[Any]:
    """Return the rows that one record adds to a table."""
    return [_plain(record)] if table == RECORDS else list(rows(record)[table])


def arrow_schema(table: str, metadata: Iterable[str] = ()) -> pa.Schema:
    """Return the columns of a table with their Arrow types.

    Args:
        table: One of `FRAMES`, or of `pipeline.tables.LINK_TABLES`.
        metadata: Columns of the researcher's own table, added to ``interviews``.
    """
    import pyarrow as pa

    if table == RECORDS:
        return pa.schema(list(_arrow_type(Record)))
    arrow = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
    }
    return pa.schema((name, arrow[type]) for name, type in column_types(table, metadata).items())


def parquet_bytes(table: pa.Table) -> bytes:
    """Return a table as Parquet: one release of pyarrow gives the same bytes for the same rows."""
    from pyarrow import parquet

    stream = io.BytesIO()
    parquet.write_table(table, stream, compression="zstd", compression_level=19)
    return stream.getvalue()


# --- the nested record --------------------------------------------------------------------


def _plain(value: Any) -> Any:
    """Return dicts and lists of a record; a mapping becomes a list of its items with ``name``.

    Arrow knows no objects with keys of one's own choice, and Parquet none without keys.
    """
    if dataclasses.is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return [
            {"name": name}
            | (plain if isinstance(plain := _plain(item), dict) else {"value": plain})
            for name, item in sorted(value.items())
        ]
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _arrow_type(annotation: Any) -> pa.DataType:
    """Return the Arrow type of what `_plain` makes of a value so annotated."""
    import pyarrow as pa

    scalars = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    if annotation in scalars:
        return scalars[annotation]
    if dataclasses.is_dataclass(annotation):
        hints = get_type_hints(annotation)
        names = [field.name for field in dataclasses.fields(annotation)]
        return pa.struct([(name, _arrow_type(hints[name])) for name in names])
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return pa.string()
    if origin is tuple:
        return pa.list_(_arrow_type(arguments[0]))
    if origin is dict:
        item = _arrow_type(arguments[1])
        fields = list(item) if pa.types.is_struct(item) else [pa.field("value", item)]
        return pa.list_(pa.struct([pa.field("name", pa.string()), *fields]))
    if origin in (Union, types.UnionType):
        return _arrow_type(next(each for each in arguments if each is not type(None)))
    raise TypeError(f"no Arrow type for {annotation}")
