"""Records as typed tables for pandas, Arrow and datasets, in one line each."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hard_record import CRLF, hard_record, record_of_file

import pipeline
from pipeline import iter_records, load_records, to_dataset, to_pandas
from pipeline.errors import InputError
from pipeline.frames import FRAMES, arrow_schema, to_arrow
from pipeline.records import record_line
from pipeline.schema import Record
from pipeline.tables import TABLES, column_types, rows

DTYPES = {"string": "str", "integer": "int64", "number": "float64", "boolean": "bool"}


@pytest.fixture
def folder(record: Record, tmp_path: Path) -> Path:
    lines = [record_line(record), record_line(hard_record())]
    (tmp_path / "records.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def test_records_are_iterated_and_loaded(folder: Path, record: Record) -> None:
    assert load_records(folder) == list(iter_records(folder)) == [record, hard_record()]
    assert load_records(str(folder / "records.jsonl")) == load_records(folder)


@pytest.mark.parametrize("table", TABLES)
def test_a_table_has_its_columns_and_types(folder: Path, table: str) -> None:
    frame = to_pandas(folder, table)
    own = ("Type de média", "annee", "ville")
    types = column_types(table, own)
    assert dict(frame.dtypes.astype(str)) == {name: DTYPES[type] for name, type in types.items()}
    assert len(frame) == sum(len(rows(record)[table]) for record in load_records(folder))


def test_claims_are_the_default(folder: Path) -> None:
    frame = to_pandas(str(folder))
    assert list(frame["claim_id"]) == ["c1", "c2", "c1", "c2", "c3", "c4"]
    assert list(to_dataset(folder)["claim_id"]) == list(frame["claim_id"])


@pytest.mark.parametrize("table", FRAMES)
def test_no_row_has_the_same_types(folder: Path, table: str, tmp_path: Path) -> None:
    nothing = record_of_file(tmp_path / "crlf.txt", CRLF)
    full, empty = to_dataset(folder, table), to_dataset([nothing], table)
    names = [name for name in empty.features if not name.startswith("metadata_")]
    assert {n: full.features[n] for n in names} == {n: empty.features[n] for n in names}
    assert to_arrow([], table).schema == arrow_schema(table)
    assert len(to_pandas([], table)) == 0


def test_records_may_be_given_instead_of_a_path(record: Record) -> None:
    frame = to_pandas(iter([record]), "entities")
    assert list(frame["name"]) == ["Zébulon", "Inès Dacosta"]


def test_a_nested_record_says_what_its_line_says(record: Record) -> None:
    (row,) = to_dataset([record], "records")
    line = json.loads(record_line(record))
    assert row["metadata"] == [
        {"name": "annee", "value": "2012"},
        {"name": "ville", "value": "Brest"},
    ]
    assert row["provenance"].pop("models") == [
        {"name": "fr_core_news_sm", "version": "3.8.0", "sha256": None}
    ]
    del line["metadata"], line["provenance"]["models"], row["metadata"]
    assert row == line


def test_a_column_that_some_records_lack_is_empty_there(record: Record) -> None:
    other = dataclasses.replace(record, id="z", metadata={"pays": "Belgique"})
    frame = to_pandas([record, other], "interviews")
    assert frame["metadata_pays"].isna().tolist() == [True, False]


def test_an_unknown_table_is_refused(record: Record) -> None:
    with pytest.raises(InputError, match="no table 'claim'; tables are interviews, turns,"):
        to_pandas([record], "claim")


def test_a_path_without_records_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the records cannot be read"):
        to_pandas(tmp_path)


def test_the_package_offers_them_and_is_imported_at_once() -> None:
    assert set(pipeline.__all__) <= set(dir(pipeline))
    with pytest.raises(AttributeError, match="module 'pipeline' has no attribute 'to_excel'"):
        pipeline.to_excel  # noqa: B018 - the look-up is the test
    code = "import sys, pipeline; sys.exit(sum(n in sys.modules for n in ('pyarrow', 'pydantic')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
