from __future__ import annotations

import csv
import dataclasses
import io

import pytest

from pipeline.schema import Record
from pipeline.tables import LINK_TABLES, TABLES, codebook, codebook_csv, column_types, rows

PYTHON = {"string": str, "integer": int, "number": float, "boolean": bool}


@pytest.mark.parametrize("table", TABLES)
def test_the_codebook_names_the_columns_in_their_order(record: Record, table: str) -> None:
    own = record.metadata if table == "interviews" else ()
    for row in rows(record)[table]:
        assert list(row) == list(column_types(table, own))


@pytest.mark.parametrize("table", TABLES)
def test_values_are_of_the_type_the_codebook_names(record: Record, table: str) -> None:
    types = column_types(table, record.metadata)
    for row in rows(record)[table]:
        for column, value in row.items():
            assert value is None or type(value) is PYTHON[types[column]], column


def test_the_codebook_explains_every_column_in_both_languages() -> None:
    for row in codebook():
        assert row["meaning_fr"]
        assert row["meaning_en"]
        assert row["meaning_fr"] != row["meaning_en"] or row["column"] == "file"


def test_spans_of_rows_lead_back_to_the_text(record: Record) -> None:
    for table in ("turns", "entities", "claims"):
        for row in rows(record)[table]:
            start, end = row["start"], row["end"]
            assert isinstance(start, int)
            assert isinstance(end, int)
            assert record.text[start:end] == row["text"]


def test_one_row_an_object(record: Record) -> None:
    counts = {table: len(found) for table, found in rows(record).items()}
    assert counts == {"interviews": 1, "turns": 3, "exchanges": 1, "entities": 2, "claims": 2}


def test_an_interview_row_sums_up_the_record(record: Record) -> None:
    (row,) = rows(record)["interviews"]
    assert row["interviewees"] == "Aude Kermadec"
    assert row["organisations"] == "Zébulon"
    assert row["key_claims"] == 1
    assert row["metadata_ville"] == "Brest"


def test_references_are_resolved_to_names(record: Record) -> None:
    found = rows(record)
    assert found["claims"][1]["speaker"] == "Aude Kermadec"
    assert found["claims"][1]["source"] == "Inès Dacosta"
    assert found["claims"][1]["entities"] == "Inès Dacosta"
    assert found["entities"][0]["exchange_id"] == "x1"
    assert found["turns"][0]["exchange_id"] is None


def test_an_exchange_row_joins_its_turns(record: Record) -> None:
    turns = (record.turns[0], dataclasses.replace(record.turns[1], role="answer"), record.turns[2])
    exchange = dataclasses.replace(record.exchanges[0], question=(), answers=("t2", "t3"))
    joined = dataclasses.replace(record, turns=turns, exchanges=(exchange,))
    (row,) = rows(joined)["exchanges"]
    assert row["question"] == ""
    assert row["answer"] == f"{turns[1].text}\n\n{turns[2].text}"
    assert row["answer_turns"] == "t2; t3"


def test_the_researchers_columns_enter_the_codebook() -> None:
    read = list(csv.DictReader(io.StringIO(codebook_csv(["ville"]))))
    own = [row for row in read if row["column"] == "metadata_ville"]
    assert [row["table"] for row in own] == ["interviews"]
    assert len(read) == len(codebook()) + 1
    order = [row["table"] for row in read]
    tables = (*TABLES, *LINK_TABLES)
    assert list(dict.fromkeys(order)) == list(tables)
    assert order == sorted(order, key=tables.index)
