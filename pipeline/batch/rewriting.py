"""Records made from the records of a run -> a folder of the same files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.batch.outputs import Written, write_errors, write_manifest, write_outputs
from pipeline.errors import InputError
from pipeline.files import STAGED
from pipeline.records import record_line
from pipeline.schema import SCHEMA_VERSION, Record


def write_folder(out: Path, records: Iterable[Record], *, manifest: Mapping[str, Any]) -> Written:
    """Write ``records.jsonl``, ordered by id, the tables, the codebook and a manifest.

    Args:
        out: An existing folder; what is there under the same names is replaced.
        records: In any order, each id once; one is in memory at a time.
        manifest: What to say in ``manifest.json`` of how the records were made.

    Raises:
        InputError: Two records have one id, or a file cannot be written.
    """
    with tempfile.TemporaryDirectory(prefix=STAGED, dir=out) as folder:
        parts: dict[str, Path] = {}
        columns: set[str] = set()
        for number, record in enumerate(records):
            if record.id in parts:
                raise InputError(f"two records have the id {record.id!r}", hint="keep one of them")
            part = Path(folder) / f"{number}.json"
            part.write_text(record_line(record) + "\n", encoding="utf-8", newline="\n")
            parts[record.id] = part
            columns |= set(record.metadata)
        written = write_outputs(out, [parts[id] for id in sorted(parts)], metadata=sorted(columns))
    write_errors(out, [])
    values = {
        **manifest,
        "counts": {"written": written.records},
        "rows": written.rows,
        "records_sha256": written.sha256,
        "versions": {"pipeline": __version__, "schema_version": SCHEMA_VERSION},
    }
    write_manifest(out, values)
    return written
