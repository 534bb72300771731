"""Every interview of the corpus, read from its file and from tables and an archive that hold it."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.batch.expansion import READABLE, expand
from pipeline.batch.inputs import find_inputs
from pipeline.read import read_source
from pipeline.schema import Source
from pipeline.settings import Settings

RAW = Path(__file__).resolve().parents[1] / "corpus" / "raw"


def sources(path: Path) -> dict[str, Source]:
    found = find_inputs([path], out=path.parent / "out", suffixes=READABLE)
    return {
        job.id: read_source(
            job.path, id=job.id, file=job.file, settings=Settings(), place=job.place
        )
        for job in expand(found, inputs=[path], settings=Settings()).jobs
    }


@pytest.fixture(scope="module")
def texts() -> Mapping[str, Source]:
    """Return the interviews in text files: their text is fixed, and a table can hold it."""
    return {
        source.id: source
        for path in sorted(RAW.rglob("*.txt"))
        for source in [read_source(path, id=path.stem, file=path.name, settings=Settings())]
    }


def write(path: Path, rows: list[dict[str, str]]) -> None:
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=100)
    elif path.suffix == ".csv":
        stream = io.StringIO(newline="")
        writer = csv.DictWriter(stream, rows[0], delimiter=";" if "semicolon" in path.name else ",")
        writer.writeheader()
        writer.writerows(rows)
        path.write_text(stream.getvalue(), encoding="utf-8", newline="")
    elif path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    else:
        path.write_text(json.dumps(rows, ensure_ascii=False, indent=2), encoding="utf-8")


@pytest.mark.parametrize(
    "name", ["comma.csv", "semicolon.csv", "lines.jsonl", "array.json", "table.parquet"]
)
def test_rows_are_read_as_the_files_they_came_from(
    tmp_path: Path, name: str, texts: Mapping[str, Source]
) -> None:
    rows = [{"id": id, "texte": source.text} for id, source in texts.items()]
    write(tmp_path / name, rows)
    found = sources(tmp_path / name)
    assert len(found) == len(texts) > 200
    for id, source in texts.items():
        assert (id, found[id].text) == (id, source.text)
        assert (id, found[id].blocks) == (id, source.blocks)
        assert found[id].date == source.date


def test_members_are_read_as_the_files_they_are(tmp_path: Path) -> None:
    path = tmp_path / "corpus.zip"
    files = [file for file in sorted(RAW.rglob("*")) if file.suffix != ".html" and file.is_file()]
    files += sorted((RAW / "dev").glob("*.html"))  # the slow ones: not all of them
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in files:
            packed.write(file, file.relative_to(RAW).as_posix())
    found = {source.file: source for source in sources(path).values()}
    assert len(found) == len(files)
    for file in files:
        alone = read_source(file, id="x", file="x", settings=Settings())
        member = found[f"corpus.zip/{file.relative_to(RAW).as_posix()}"]
        assert (member.file, member.text) == (member.file, alone.text)
        assert member.blocks == alone.blocks
        assert (member.format, member.encoding) == (alone.format, alone.encoding)
        assert (member.sha256, member.locators) == (alone.sha256, alone.locators)
