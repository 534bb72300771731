"""``entretiens link``: two tables beside the records."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from link_records import interview

from pipeline.cli import main
from pipeline.links import FILES
from pipeline.records import record_line
from pipeline.tables import LINK_TABLES, column_types

READ = "Lisez les journaux avant d’appeler un rédacteur"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = ("duplicate_of: a (same text)",)
    records = [
        interview("a", ("recommendation", READ), speaker="Aude Kermadec", date="2012"),
        interview("b", ("recommendation", READ), speaker="Inès Dacosta"),
        interview("c", ("recommendation", READ), speaker="Paul Le Goff", warnings=copy),
    ]
    lines = "".join(f"{record_line(record)}\n" for record in records)
    (tmp_path / "records.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def test_the_tables_are_written_beside_the_records(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["link", str(folder / "records.jsonl")]) == 0
    assert capsys.readouterr().out == (
        "3 interviews, 2 claims compared by words\n"
        "1 interview left out of the claims as copies of others\n"
        f"corpus_entities: 3 rows in {folder}\n"
        f"claim_links: 1 same, 0 opposed in {folder}\n"
    )
    assert {path.name for path in folder.iterdir()} == {"records.jsonl", *FILES}


@pytest.mark.parametrize("table", LINK_TABLES)
def test_both_forms_of_a_table_say_the_same(folder: Path, table: str) -> None:
    assert main(["link", str(folder)]) == 0
    parquet = pd.read_parquet(folder / f"{table}.parquet")
    csv = pd.read_csv(folder / f"{table}.csv", keep_default_na=False, dtype=str)
    assert list(parquet) == list(csv) == list(column_types(table))
    written = parquet.astype(object).where(parquet.notna(), "")
    as_text = written.map(lambda value: str(int(value)) if value == 2012 else str(value))
    assert as_text.to_dict("records") == csv.to_dict("records")


def test_the_same_records_give_the_same_bytes_in_a_new_folder(folder: Path) -> None:
    for out in ("one", "two/three"):
        assert main(["link", str(folder), "--out", str(folder / out)]) == 0
    for name in FILES:
        assert (folder / "one" / name).read_bytes() == (folder / "two/three" / name).read_bytes()


def test_the_encoder_judges_only_what_it_made_and_may_be_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    records = [
        interview("a", ("recommendation", READ), models=["entretien-fr"]),
        interview("b", ("recommendation", READ), speaker="Inès Dacosta", models=["entretien-fr"]),
    ]
    lines = "".join(f"{record_line(record)}\n" for record in records)
    (tmp_path / "records.jsonl").write_text(lines, encoding="utf-8")
    said = {}
    for option in ([], ["--words-only"]):
        assert main(["link", str(tmp_path), *option]) == 0
        said[len(option)] = capsys.readouterr().out.splitlines()[0]
    assert said == {
        0: "2 interviews, 2 claims compared by encoder",
        1: "2 interviews, 2 claims compared by words",
    }


def test_a_folder_that_cannot_be_made_is_an_error(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["link", str(folder), "--out", str(folder / "records.jsonl" / "x")]) == 1
    assert "the folder cannot be made" in capsys.readouterr().err


def test_a_table_of_links_is_refused_as_an_interview(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["link", str(folder)]) == 0
    table = folder / "claim_links.csv"
    assert main(["run", str(table), "--out", str(folder / "out")]) != 0
    assert "claim_links" in "".join(capsys.readouterr())
