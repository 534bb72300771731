"""Tables inside archives: what becomes of their rows in a run."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from batch_runs import (
    OWN,
    ROWS,
    as_csv,
    as_lines,
    as_parquet,
    errors_and_hints,
    plan,
    put,
    records,
    records_of_texts,
    run,
    skipped,
    zipped,
)
from fake_engine import SEGMENTING

from pipeline.errors import InputError
from pipeline.read import archive, read_source
from pipeline.schema import Record
from pipeline.settings import Settings

TABLE = "id,text,ville\na,Un ?,Brest\nb,Deux ?,Metz\nc,Trois ?,Lens\n"


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> list[Record]:
    return records_of_texts(tmp_path_factory.mktemp("texts") / "in")


# --- one interview, whatever holds it --------------------------------------------------------


def test_rows_give_the_records_of_the_same_texts_as_files(
    tmp_path: Path, expected: list[Record]
) -> None:
    tables: dict[str, bytes | str] = {
        "a/un.csv": as_csv(ROWS[:3], ";"),
        "deux.jsonl": as_lines(ROWS[3:6]),
        "trois.json": json.dumps(ROWS[6:8], indent=1).encode(),
        "b/quatre.parquet": as_parquet(ROWS[8:]),
    }
    path = put(tmp_path / "in", "c.zip", zipped(tables))
    assert run(path, engine=SEGMENTING).counts["failed"] == 0
    found = records(path)
    assert [record.metadata for record in found] == [OWN] * 10
    assert [
        dataclasses.replace(record, source=like.source, metadata={})
        for record, like in zip(found, expected, strict=True)
    ] == expected
    assert found[1].source.file == "c.zip/a/un.csv#entretien-02"
    assert [record.source.format for record in found] == [
        *["csv"] * 3,
        *["json"] * 5,
        *["parquet"] * 2,
    ]


def test_the_same_ten_in_three_tables_are_thirty_interviews(
    tmp_path: Path, expected: list[Record]
) -> None:
    tables: dict[str, bytes | str] = {
        "t.csv": as_csv(ROWS),
        "t.jsonl": as_lines(ROWS),
        "t.parquet": as_parquet(ROWS),
    }
    path = put(tmp_path / "in", "c.zip", zipped(tables))
    run(path, engine=SEGMENTING)
    found = records(path)
    assert [record.id for record in found] == [
        f"c.zip/{name}#{number:06}" for name in tables for number in range(1, 11)
    ]
    assert found[11].source.file == "c.zip/t.jsonl#2"
    for at in (0, 10, 20):
        some = found[at : at + 10]
        assert [(r.text, r.turns, r.exchanges) for r in some] == [
            (r.text, r.turns, r.exchanges) for r in expected
        ]


def test_a_row_has_the_digest_that_it_has_in_a_plain_table(tmp_path: Path) -> None:
    plain = plan(put(tmp_path, "t.csv", TABLE)).todo
    packed = plan(put(tmp_path, "c.zip", zipped({"t.csv": TABLE}))).todo
    assert [(job.id, job.sha256) for job in packed] == [(job.id, job.sha256) for job in plain]


def test_several_processes_write_the_same_bytes_as_one(tmp_path: Path) -> None:
    path = put(tmp_path / "in", "c.zip", zipped({"t.parquet": as_parquet(ROWS), "u.csv": TABLE}))
    run(path)
    run(path, workers=2, out=tmp_path / "other")
    assert (tmp_path / "other/records.jsonl").read_bytes() == (
        tmp_path / "out/records.jsonl"
    ).read_bytes()


# --- names -----------------------------------------------------------------------------------


def test_rows_without_id_are_called_by_archive_table_and_number(tmp_path: Path) -> None:
    path = put(tmp_path, "c.zip", zipped({"sous/t.csv": "text\nUn ?\nDeux ?\n"}))
    assert [(job.id, job.file) for job in plan(path).todo] == [
        ("c.zip/sous/t.csv#000001", "c.zip/sous/t.csv#1"),
        ("c.zip/sous/t.csv#000002", "c.zip/sous/t.csv#2"),
    ]


def test_a_json_object_is_called_as_its_file(tmp_path: Path) -> None:
    path = put(tmp_path, "c.zip", zipped({"sous/a.json": '{"texte": "Un ?"}'}))
    assert [(job.id, job.file) for job in plan(path).todo] == [
        ("c.zip/sous/a", "c.zip/sous/a.json")
    ]


def test_a_table_takes_no_file_of_its_stem_the_name(tmp_path: Path) -> None:
    path = put(tmp_path, "c.zip", zipped({"a.txt": "Un ?", "a.csv": "text\nDeux ?\n"}))
    assert [job.id for job in plan(path).todo] == ["c.zip/a", "c.zip/a.csv#000001"]


def test_the_table_of_variables_joins_rows_by_id_and_by_file(tmp_path: Path) -> None:
    path = put(tmp_path / "in", "c.zip", zipped({"t.csv": TABLE}))
    own = put(tmp_path, "own.csv", "file,ville\nc.zip/t.csv#a,Nantes\n")
    run(path, metadata=own)
    assert [record.metadata["ville"] for record in records(path)] == ["Nantes", "Metz", "Lens"]
    own = put(tmp_path, "own.csv", "id,ville\nb,Toul\n")
    run(path, metadata=own)
    assert [record.metadata["ville"] for record in records(path)] == ["Brest", "Toul", "Lens"]


def test_the_column_of_texts_may_be_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = put(tmp_path / "in", "c.zip", zipped({"t.csv": "Verbatim,text\nUn ?,résumé\n"}))
    run(path, settings=Settings(text_column="verbatim"))
    assert [record.text for record in records(path)] == ["Un ?"]
    assert "there is no table" not in caplog.text


# --- resuming --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["t.csv", "t.jsonl", "t.parquet"])
def test_only_a_changed_row_is_done_again(tmp_path: Path, name: str) -> None:
    make = {"t.csv": as_csv, "t.jsonl": as_lines, "t.parquet": as_parquet}[name]
    path = put(tmp_path / "in", "c.zip", zipped({name: make(ROWS)}))
    run(path)
    changed = [*ROWS[:4], ROWS[4] | {"Texte": "Une autre question, Zoé ?"}, *ROWS[5:]]
    put(tmp_path / "in", "c.zip", zipped({"z.txt": "Et vous ?", name: make(changed)}))
    counts = run(path).counts
    assert (counts["read"], counts["reused"]) == (2, 9)
    assert {record.id: record.text for record in records(path)}["entretien-05"] == (
        "Une autre question, Zoé ?"
    )


@pytest.mark.parametrize("name", ["t.csv", "t.jsonl", "t.parquet"])
@pytest.mark.parametrize("change", ["other", "table gone", "archive gone", "no archive"])
def test_a_row_that_is_another_by_now_is_refused(tmp_path: Path, name: str, change: str) -> None:
    make = {"t.csv": as_csv, "t.jsonl": as_lines, "t.parquet": as_parquet}[name]
    path = put(tmp_path, "c.zip", zipped({name: make(ROWS)}))
    job = plan(path).todo[-1]
    if change == "other":
        put(tmp_path, "c.zip", zipped({name: make([ROWS[0] | {"Texte": "Non ?"}, *ROWS[:8]])}))
    elif change == "table gone":
        put(tmp_path, "c.zip", zipped({}))
    elif change == "no archive":
        put(tmp_path, "c.zip", b"Rien.")
    else:
        path.unlink()
    reason = "cannot be read" if change == "archive gone" else "changed while the run went on"
    with pytest.raises(InputError, match=rf"c\.zip/{name}#entretien-10: .*{reason}"):
        read_source(path, id=job.id, file=job.file, settings=Settings(), place=job.place)


# --- what is not read ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "row"),
    [
        ("t.csv", "text\nUn ?\nDeux,?\nTrois ?\n", "the row has 2 fields, the header 1"),
        ("t.jsonl", '{"text": "Un ?"}\n[]\n{"text": "Trois ?"}\n', "a JSON list, not an object"),
        ("t.json", '[{"text": "Un ?"}, 2, {"text": "Trois ?"}]', "a JSON int, not an object"),
        ("t.csv", "ville,text\nBrest,Un ?\nMetz,\nLens,Trois ?\n", "the text is empty"),
    ],
)
def test_a_bad_row_is_its_own_error(tmp_path: Path, name: str, data: str, row: str) -> None:
    path = put(tmp_path / "in", "c.zip", zipped({name: data}))
    run(path)
    assert [record.text for record in records(path)] == ["Un ?", "Trois ?"]
    assert row in errors_and_hints(path)[f"c.zip/{name}#2"]


def test_a_table_without_texts_is_passed_over_and_named(tmp_path: Path) -> None:
    members: dict[str, bytes | str] = {
        "a.txt": "Un ?",
        "stats.csv": "ville,habitants\nBrest,139000\n",
        "records.jsonl": '{"id": "a", "text": "Un ?", "turns": [], "exchanges": []}\n',
    }
    found = plan(put(tmp_path, "c.zip", zipped(members)))
    assert [job.id for job in found.todo] == ["c.zip/a"]
    assert set(skipped(found)) == {"c.zip/stats.csv", "c.zip/records.jsonl"}
    assert "records or annotations" in skipped(found)["c.zip/records.jsonl"]


def test_an_archive_with_nothing_but_a_table_without_texts_leaves_no_folder(tmp_path: Path) -> None:
    path = put(tmp_path / "in", "c.zip", zipped({"stats.csv": "ville,habitants\nBrest,139000\n"}))
    with pytest.raises(InputError, match="no interview found"):
        run(path)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["t.csv", "t.jsonl", "t.json", "t.parquet"])
def test_an_empty_table_is_its_own_error(tmp_path: Path, name: str) -> None:
    path = put(tmp_path / "in", "c.zip", zipped({"a.txt": "Un ?", name: b""}))
    run(path)
    assert [record.id for record in records(path)] == ["c.zip/a"]
    assert list(errors_and_hints(path)) == [f"c.zip/{name}"]


def test_a_damaged_table_is_its_own_error(tmp_path: Path) -> None:
    data = zipped({"a.txt": "Un ?", "t.csv": TABLE}, stored=True)
    path = put(tmp_path / "in", "c.zip", data.replace(b"Brest", b"XXXXX"))
    run(path)
    assert [record.id for record in records(path)] == ["c.zip/a"]
    assert "cannot be unpacked (Bad CRC-32" in errors_and_hints(path)["c.zip/t.csv"]


def test_an_encrypted_table_is_an_error_with_advice(tmp_path: Path) -> None:
    data = bytearray(zipped({"t.csv": TABLE, "a.txt": "Un ?"}, stored=True))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + flags] |= 1
    path = put(tmp_path / "in", "c.zip", bytes(data))
    run(path)
    assert [record.id for record in records(path)] == ["c.zip/a"]
    assert "unpack the archive with its password" in errors_and_hints(path)["c.zip/t.csv"]


def test_a_table_too_large_for_the_memory_is_an_error_with_advice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MAX_TABLE", 2 * len(TABLE) - 1)
    body = TABLE.split("\n", 1)[1]
    path = put(tmp_path / "in", "c.zip", zipped({"t.csv": TABLE, "u.csv": TABLE + body * 2}))
    run(path)
    assert [record.id for record in records(path)] == ["a", "b", "c"]
    assert "unpack the archive and give the folder" in errors_and_hints(path)["c.zip/u.csv"]


def test_the_limit_of_an_interview_is_one_of_rows_not_of_tables(tmp_path: Path) -> None:
    data = as_lines([{"text": f"Un {n} ?"} for n in range(50)] + [{"text": "Un ?" * 50}])
    path = put(tmp_path / "in", "c.zip", zipped({"t.jsonl": data}))
    counts = run(path, settings=Settings(max_file_bytes=100)).counts
    assert (counts["written"], counts["failed"]) == (50, 1)
    assert "larger than 100 bytes" in errors_and_hints(path)["c.zip/t.jsonl#51"]


# --- effort ----------------------------------------------------------------------------------


def test_each_table_is_unpacked_once_for_the_plan_and_once_for_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables: dict[str, bytes | str] = {
        f"t{k}.csv": as_csv([{"id": f"{n}{k}", "text": f"Un {n}, {k} ?"} for n in range(20)])
        for k in range(2)  # by id, the rows of the two tables alternate
    }
    path = put(tmp_path / "in", "c.zip", zipped(tables))
    unpacked: list[int] = []
    make = archive._read

    def noted(path: Path, index: int, *, limit: int, hint: str) -> bytes:
        unpacked.append(index)
        return make(path, index, limit=limit, hint=hint)

    monkeypatch.setattr(archive, "_read", noted)
    run(path)
    assert len(records(path)) == 40
    assert unpacked == [0, 1, 0, 1]
