"""What the tests of tables and archives share: their files, and what a run makes of them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from fake_engine import ENGINE, SEGMENTING

from pipeline.batch import Engine, Plan, Request, Result, plan_run, run_batch
from pipeline.records import iter_records
from pipeline.schema import Record

# Ten interviews with what tables stumble over: separators, quotation marks, empty lines, an emoji,
# a typographic apostrophe, narrow no-break spaces.
TEXTS = {
    f"entretien-{number:02}": (
        f"Portrait {number}\n\nQ : Comment l’agence Zébulon travaille-t-elle\u202f? 🎙\n"
        f"R : « Elle écoute », dit-on ; elle publie {number} fois, tab\tcompris.\n\n"
        'Q : Et le "buzz", qu\'en faites-vous ?\n\nR : Rien, ou presque.\nUn mot, un seul.'
    )
    for number in range(1, 11)
}
OWN = {"ville": "Brest; port", "année": "2012"}
ROWS = [{"id": id, "Texte": text, **OWN} for id, text in TEXTS.items()]


# --- files ---------------------------------------------------------------------------------------


def as_csv(rows: list[dict[str, Any]], separator: str = ",", encoding: str = "utf-8") -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, rows[0], delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode(encoding)


def as_lines(rows: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def as_parquet(rows: list[dict[str, Any]]) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows), sink, row_group_size=3)
    return bytes(sink.getvalue())


def zipped(members: dict[str, bytes | str], *, stored: bool = False) -> bytes:
    stream = io.BytesIO()
    method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(stream, "w", method) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return stream.getvalue()


def put(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


# --- runs ----------------------------------------------------------------------------------------


def run(*inputs: Path, engine: Engine = ENGINE, workers: int = 1, **changes: Any) -> Result:
    values: dict[str, Any] = {"inputs": inputs, "out": inputs[0].parent.parent / "out"}
    return run_batch(Request(**(values | changes)), engine=engine, workers=workers)


def plan(*inputs: Path, **changes: Any) -> Plan:
    values: dict[str, Any] = {"inputs": inputs, "out": inputs[0].parent / "out"}
    return plan_run(Request(**(values | changes)), ENGINE)


def records(path: Path) -> list[Record]:
    return list(iter_records(path.parent.parent / "out"))


def records_of_texts(folder: Path) -> list[Record]:
    """Return the records of `TEXTS` as files of their own, written into a folder."""
    for name, text in TEXTS.items():
        put(folder, f"{name}.txt", text)
    run(folder, engine=SEGMENTING, out=folder / "out")
    return list(iter_records(folder / "out"))


def errors(path: Path) -> dict[str, str]:
    """Return the message of each file or row that failed."""
    return {line["file"]: line["error"] for line in _error_lines(path)}


def errors_and_hints(path: Path) -> dict[str, str]:
    """Return the message of each file or row that failed, with what to do."""
    return {line["file"]: f"{line['error']}; {line['hint']}" for line in _error_lines(path)}


def _error_lines(path: Path) -> Iterator[dict[str, Any]]:
    text = (path.parent.parent / "out/errors.jsonl").read_text(encoding="utf-8")
    return map(json.loads, text.splitlines())


def skipped(found: Plan) -> dict[str, str]:
    return {skip.file: skip.reason for skip in found.skipped}
