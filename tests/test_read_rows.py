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
def texts(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Source]:
    """Return every interview as a text file of its words: a table can hold them."""
    folder = tmp_path_factory.mktemp("texts")
    found = {}
    for path in sorted(file for file in RAW.rglob("*") if file.is_file()):
        source = read_source(path, id=path.stem, file=path.name, settings=Settings())
        if path.suffix != ".txt":
            copy = folder / f"{path.stem}.txt"
            copy.write_bytes(source.text.encode())
            source = read_source(copy, id=path.stem, file=copy.name, settings=Settings())
        found[path.stem] = source
    return found


def write(path: Path, rows: list[dict[str, str]]) -> None:
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=100)
    elif path.suffix in (".csv", ".tsv"):
        stream = io.StringIO(newline="")
        separator = {"semicolon": ";", "tabs": "\t"}.get(path.stem, ",")
        writer = csv.DictWriter(stream, rows[0], delimiter=separator)
        writer.writeheader()
        writer.writerows(rows)
        path.write_text(stream.getvalue(), encoding="utf-8", newline="")
    elif path.suffix in (".jsonl", ".ndjson"):
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    else:
        path.write_text(json.dumps(rows, ensure_ascii=False, indent=2), encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    [
        "comma.csv",
        "semicolon.csv",
        "tabs.tsv",
        "lines.jsonl",
        "lines.ndjson",
        "array.json",
        "table.parquet",
    ],
)
def test_rows_are_read_as_the_files_they_came_from(
    tmp_path: Path, name: str, texts: Mapping[str, Source]
) -> None:
    rows = [{"id": id, "texte": source.text} for id, source in texts.items()]
    write(tmp_path / name, rows)
    found = sources(tmp_path / name)
    assert len(found) == len(texts) > 390
    for id, source in texts.items():
        assert (id, found[id].text) == (id, source.text)
        assert (id, found[id].blocks) == (id, source.blocks)
        assert found[id].date == source.date


def test_members_are_read_as_the_files_they_are(tmp_path: Path) -> None:
    path = tmp_path / "corpus.zip"
    files = [file for file in sorted(RAW.rglob("*")) if file.is_file()]
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


@pytest.mark.parametrize("ending", ["_files", "_fichiers"])
def test_pages_are_read_as_a_browser_saves_them(tmp_path: Path, ending: str) -> None:
    """With a folder of pictures and frames beside each page, which is passed over."""
    folder = tmp_path / "saved"
    pages = sorted(RAW.rglob("*.html"))
    for page in pages:
        beside = folder / f"{page.stem}{ending}"
        beside.mkdir(parents=True)
        (beside / "cadre.html").write_text("<p>Publicité</p>", encoding="utf-8")
        (folder / page.name).write_bytes(page.read_bytes())
    found = sources(folder)
    assert sorted(found) == sorted(page.stem for page in pages)
    for page in pages:
        alone = read_source(page, id=page.stem, file=page.name, settings=Settings())
        assert (page.stem, found[page.stem].text) == (page.stem, alone.text)
        assert (page.stem, found[page.stem].blocks) == (page.stem, alone.blocks)
