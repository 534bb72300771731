"""``claim_links`` read back, for the report."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from pipeline.errors import InputError
from pipeline.tables import Row, column_types


def read_claim_links(folder: Path) -> list[Row]:
    """Return the rows of ``claim_links.parquet`` in a folder, none where it is not there.

    Raises:
        InputError: The file is damaged or has other columns.
    """
    path = folder / "claim_links.parquet"
    if not path.exists():
        return []
    import pyarrow as pa
    from pyarrow import parquet

    hint = "make it again with entretiens link, or remove it"
    try:
        table = parquet.read_table(path)
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"{path}: cannot be read ({error})", hint=hint) from error
    if table.column_names != list(column_types("claim_links")):
        raise InputError(f"{path}: other columns than those of this version", hint=hint)
    return cast("list[Row]", table.to_pylist())
