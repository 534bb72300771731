"""A folder that ``load_dataset`` reads offline, with declared features and a card that tells the truth."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml
from datasets import Features, get_dataset_config_names, load_dataset, load_dataset_builder
from datasets.utils.logging import disable_progress_bar
from gold_as_record import SPLITS, corpus_records
from hard_record import CRLF, hard_record, record_of_file
from test_review import applied, line

from pipeline.errors import InputError
from pipeline.export import hf, write_files
from pipeline.frames import FRAMES, arrow_schema
from pipeline.records import record_line, with_warnings
from pipeline.schema import Record
from pipeline.tables import TABLES, rows

disable_progress_bar()


def written(records: Iterable[Record], out: Path, **options: Any) -> Path:
    write_files(out, hf.export_files(list(records), **options), force=False)
    return out


def loaded(folder: Path, config: str) -> Any:
    cache = str(folder.parent / "cache")
    return load_dataset(str(folder), config, split="train", cache_dir=cache)


def header(folder: Path) -> dict[str, Any]:
    _, values, _ = (folder / "README.md").read_text(encoding="utf-8").split("---\n", 2)
    found: dict[str, Any] = yaml.safe_load(values)
    return found


def as_json(row: dict[str, Any]) -> dict[str, Any]:
    """Return a nested row as the record's line has it: mappings, not lists of their items."""
    models = {
        m["name"]: {k: m[k] for k in ("version", "sha256")} for m in row["provenance"]["models"]
    }
    provenance = row["provenance"] | {"models": models}
    metadata = {item["name"]: item["value"] for item in row["metadata"]}
    return row | {"provenance": provenance, "metadata": metadata}


def proved(folder: Path, records: list[Record]) -> None:
    metadata = {name for record in records for name in record.metadata}
    for table in TABLES:
        if not any(rows(record)[table] for record in records):
            continue
        found = loaded(folder, table)
        assert found.features == Features.from_arrow_schema(arrow_schema(table, metadata))
        expected = [row for record in records for row in rows(record)[table]]
        assert list(found) == [{name: row.get(name) for name in found.features} for row in expected]
    nested = [as_json(row) for row in loaded(folder, "records")]
    assert nested == [json.loads(record_line(record)) for record in records]


def test_every_table_and_the_nested_records_come_back(record: Record, tmp_path: Path) -> None:
    records = [record, hard_record()]
    folder = written(records, tmp_path / "out")
    assert set(get_dataset_config_names(str(folder))) == set(FRAMES)
    proved(folder, records)


def test_lists_that_are_empty_everywhere_keep_their_type(tmp_path: Path) -> None:
    records = [record_of_file(tmp_path / "crlf.txt", CRLF)]
    folder = written(records, tmp_path / "out")
    proved(folder, records)
    found = loaded(folder, "records")
    assert list(found[0]["claims"]) == []
    assert found.features == Features.from_arrow_schema(arrow_schema("records"))


def test_a_table_without_rows_is_no_configuration(tmp_path: Path) -> None:
    folder = written([record_of_file(tmp_path / "crlf.txt", CRLF)], tmp_path / "out")
    names = {"interviews", "turns", "exchanges", "records"}
    assert set(get_dataset_config_names(str(folder))) == names
    assert {path.name for path in (folder / "data").iterdir()} == names
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert "| `claims` | claim | none, so no configuration |" in card


def test_shards_whose_first_lists_are_empty_load(
    record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hf, "_ROWS", 3)
    monkeypatch.setattr(hf, "_RECORD_ROWS", 1)
    records = [record_of_file(tmp_path / "a.txt", CRLF), record, hard_record()]
    folder = written(records, tmp_path / "out")
    shards = sorted(path.name for path in (folder / "data" / "records").iterdir())
    assert shards == [f"train-0000{n}.parquet" for n in range(3)]
    assert len(list((folder / "data" / "turns").iterdir())) > 1
    proved(folder, records)


@pytest.mark.parametrize("config", FRAMES)
def test_the_card_declares_the_features(record: Record, tmp_path: Path, config: str) -> None:
    folder = written([record], tmp_path / "out")
    builder = load_dataset_builder(str(folder), config, cache_dir=str(tmp_path / "cache"))
    expected = Features.from_arrow_schema(arrow_schema(config, record.metadata))
    assert builder.info.features == expected


def test_the_first_table_is_the_default(record: Record, tmp_path: Path) -> None:
    folder = written([record], tmp_path / "out")
    found = load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))
    assert found["train"]["interview_id"][:] == ["dossier/zebulon"]


def test_a_cache_does_not_give_the_rows_of_another_corpus(record: Record, tmp_path: Path) -> None:
    for title in ("Avant", "Après"):
        folder = tmp_path / title / "sortie"
        written([dataclasses.replace(record, title=title)], folder)
        found = load_dataset(str(folder), split="train", cache_dir=str(tmp_path / "cache"))
        assert found["title"][:] == [title]


def test_the_researchers_own_columns_of_all_interviews_are_declared(
    record: Record, tmp_path: Path
) -> None:
    records = [dataclasses.replace(record, id=id, metadata={id: "1"}) for id in ("a", "b")]
    found = loaded(written(records, tmp_path / "out"), "interviews")
    assert [(row["metadata_a"], row["metadata_b"]) for row in found] == [("1", None), (None, "1")]


def test_the_card_counts_and_explains(record: Record, tmp_path: Path) -> None:
    records = [record, hard_record()]
    folder = written(records, tmp_path / "out", title="Cafés & « zéphyrs » : l’enquête 🎙")
    values = header(folder)
    assert values["pretty_name"] == "Cafés & « zéphyrs » : l’enquête 🎙"
    assert values["language"] == "fr"
    assert values["size_categories"] == ["n<1K"]
    assert "license" not in values
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert "\n# Cafés & « zéphyrs » : l’enquête 🎙\n" in text
    assert f"2 French interviews ({len(record.text) + len(records[1].text)} characters)" in text
    assert "| `claims` | claim | 6 |" in text
    assert "| `entities` | mention of a named entity | 7 |" in text
    assert "| metadata_ville | string | column 'ville' of your own table |" in text
    assert "| fr_core_news_sm 3.8.0 | 1 |" in text
    assert "from files of the formats html, txt." in text
    assert "2 of 2 interviews carry a warning" in text
    assert "reviewed by a person" not in text
    assert "your texts, your rights" in text


def test_what_a_reviewer_decided_is_no_warning_of_the_card(record: Record, tmp_path: Path) -> None:
    sure = dataclasses.replace(
        record, provenance=dataclasses.replace(record.provenance, warnings=())
    )
    reviewed = applied(sure, line("entity", "accept", "Zébulon")).record
    doubtful = with_warnings(dataclasses.replace(reviewed, id="z"), "no question found")
    folder = written([reviewed, doubtful], tmp_path / "out")
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert "1 of 2 interviews carry a warning" in text
    assert "look at them first. 2 were reviewed by a person." in text


@pytest.mark.parametrize(
    ("number", "size"), [(999, "n<1K"), (1_000, "1K<n<10K"), (2_000_000, "1M<n<10M")]
)
def test_the_card_names_the_size(number: int, size: str) -> None:
    facts = hf.CardFacts(sha256={"records": "0" * 64})
    facts.rows["records"] = number
    assert f"- {size}\n" in hf.card(facts, title="x", metadata=())


def test_two_exports_are_the_same_bytes(record: Record, tmp_path: Path) -> None:
    one, two = (written([record, hard_record()], tmp_path / name) for name in ("one", "two"))
    for path in one.rglob("*.*"):
        assert path.read_bytes() == (two / path.relative_to(one)).read_bytes(), path


def test_no_record_is_refused() -> None:
    with pytest.raises(InputError, match="no record to export"):
        list(hf.export_files([]))


@pytest.mark.parametrize("split", SPLITS)
def test_the_whole_corpus_comes_back(split: str, tmp_path: Path) -> None:
    records = list(corpus_records(split))
    proved(written(records, tmp_path / "out"), records)
