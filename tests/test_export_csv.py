"""The table of quotations: rows, columns, and what a spreadsheet must not run."""

from __future__ import annotations

import csv
import dataclasses
import io
from typing import Any

import pytest
from gold_as_record import SPLITS, corpus_records
from hard_record import hard_record

from pipeline.export.csv import export_files
from pipeline.export.spreadsheet import row
from pipeline.schema import Record


def exported(records: list[Record], **options: Any) -> bytes:
    [file] = export_files(records, **options)
    assert file.name == "quotations.csv"
    return b"".join(file.chunks)


def rows(content: bytes) -> list[dict[str, str]]:
    stream = io.StringIO(content.decode("utf-8-sig"), newline="")
    return list(csv.DictReader(stream, delimiter=";"))


def test_a_french_spreadsheet_recognises_it() -> None:
    content = exported([hard_record()])
    assert content.startswith(b"\xef\xbb\xbfinterview_id;claim_id;")
    assert content.endswith(b"\r\n")


def test_a_row_says_who_about_what_and_where() -> None:
    record = hard_record()
    found = rows(exported([record]))[1]
    assert found["interview_id"] == "été 2021/l’œuvre"
    assert (found["speaker"], found["role"]) == ("Zoé Ça", "interviewee")
    assert (found["function"], found["organisation"]) == ("gérante", "Café & Zéphyr")
    assert (found["entities"], found["source"]) == ("Brest", "Noé & co")
    assert (found["key"], found["negated"]) == ("true", "false")
    assert found["publication"] == "Le Zéphyr & Cie"
    assert found["question"] == record.turns[1].text
    assert found["metadata_Type de média"] == "revue *en ligne*"
    assert record.text[int(found["start"]) : int(found["end"])] == found["text"]


def test_key_only() -> None:
    assert [r["claim_id"] for r in rows(exported([hard_record()], key_only=True))] == ["c2"]


def test_a_formula_is_made_a_text() -> None:
    statements = {found["statement"] for found in rows(exported([hard_record()]))}
    assert statements
    assert all(statement.startswith("'@") for statement in statements)


@pytest.mark.parametrize("begin", list("=+-@\t\r"))
def test_whatever_begins_a_formula_gets_an_apostrophe(begin: str) -> None:
    reader = csv.reader(
        io.StringIO(row([f"{begin}1", f"a{begin}"]).decode(), newline=""), delimiter=";"
    )
    assert list(reader) == [[f"'{begin}1", f"a{begin}"]]


def test_interviews_with_different_variables_share_the_columns() -> None:
    records = [hard_record("a", metadata={"x": "1"}), hard_record("b", metadata={"y": "2"})]
    found = {(r["interview_id"], r["metadata_x"], r["metadata_y"]) for r in rows(exported(records))}
    assert found == {("a", "1", ""), ("b", "", "2")}


def test_no_claim_gives_the_header_alone() -> None:
    assert rows(exported([dataclasses.replace(hard_record(), claims=())])) == []


@pytest.mark.parametrize("split", SPLITS)
def test_the_whole_corpus_comes_back(split: str) -> None:
    records = list(corpus_records(split))
    found = [
        (
            r["interview_id"],
            r["claim_id"],
            int(r["start"]),
            int(r["end"]),
            r["text"].removeprefix("'"),
        )
        for r in rows(exported(records))
    ]
    assert found == [
        (record.id, claim.id, claim.start, claim.end, claim.text)
        for record in records
        for claim in record.claims
    ]
