"""Typed Arrow tables, slices, shards and addresses: all of a cluster that needs no Ray."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fake_engine import ENGINE

from pipeline.batch import FileError, Job, Outcome, Request, run_batch
from pipeline.batch.arrow import (
    fault_table,
    jobs_of,
    jobs_table,
    line_of,
    outcome_of,
    outcome_table,
    raise_fault,
    records_table,
    slice_table,
)
from pipeline.batch.cluster import Setup, connected
from pipeline.batch.metadata import Metadata
from pipeline.batch.remote_tables import Reading, read_slices, survey, tables_block
from pipeline.batch.shards import Shards
from pipeline.batch.slices import id_hash, slice_name, slices
from pipeline.batch.streaming import StreamRequest, _work
from pipeline.batch.urls import RemoteFolder, find_tables
from pipeline.batch.workers import attempt
from pipeline.cli import main
from pipeline.errors import InputError, ModelError
from pipeline.records import json_schema, record_line
from pipeline.schema import Record
from pipeline.settings import Settings


def job(id: str, **values: Any) -> Job:
    return Job(f"{id}.txt", id, f"{id}.txt", **values)


# --- records as Arrow ------------------------------------------------------------------------------


def bare(record: Record) -> Record:
    return replace(record, entities=(), claims=(), exchanges=(), turns=(), metadata={}, keywords=())


@pytest.mark.parametrize("change", [lambda record: record, bare], ids=["full", "empty lists"])
def test_a_record_is_read_back_byte_for_byte(record: Record, tmp_path: Path, change: Any) -> None:
    line = record_line(change(record))
    pq.write_table(records_table([line]), tmp_path / "r.parquet")
    assert [line_of(row) for row in pq.read_table(tmp_path / "r.parquet").to_pylist()] == [line]


def test_lists_that_are_empty_everywhere_keep_their_types(record: Record) -> None:
    empty = records_table([record_line(bare(record))])
    assert empty.schema == records_table([record_line(record)]).schema == records_table([]).schema
    assert "null" not in str(empty.schema)


def arrow_like(schema: dict[str, Any], definitions: dict[str, Any]) -> Any:
    """Return the Arrow type that a part of the JSON Schema asks for."""
    if "$ref" in schema:
        return arrow_like(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "anyOf" in schema:
        return arrow_like(
            next(each for each in schema["anyOf"] if each.get("type") != "null"), definitions
        )
    if schema["type"] == "array":
        return pa.list_(arrow_like(schema["items"], definitions))
    if schema["type"] != "object":
        return {
            "string": pa.string(),
            "integer": pa.int64(),
            "number": pa.float64(),
            "boolean": pa.bool_(),
        }[schema["type"]]
    if "properties" in schema:
        fields = schema["properties"].items()
        return pa.struct([(name, arrow_like(field, definitions)) for name, field in fields])
    item = arrow_like(schema["additionalProperties"], definitions)
    fields = list(item) if pa.types.is_struct(item) else [pa.field("value", item)]
    return pa.list_(pa.struct([pa.field("name", pa.string()), *fields]))


def test_the_types_are_those_of_the_json_schema() -> None:
    schema = json_schema()
    assert pa.schema(list(arrow_like(schema, schema["$defs"]))) == records_table([]).schema


# --- what travels -------------------------------------------------------------------------------


def test_jobs_and_outcomes_come_back_as_they_went() -> None:
    one = job("a", sha256="0", metadata={"ville": "Brest"})
    assert jobs_of(jobs_table([(7, one)])) == [(7, one)]
    for outcome in (
        Outcome(one, line="{}", sha256="1"),
        Outcome(one, error=FileError("a.txt", "a.txt: boom", "mend it"), trace="Traceback"),
    ):
        [row] = outcome_table(7, outcome).to_pylist()
        raise_fault(row)
        assert row["number"] == 7
        assert outcome_of(one, row) == outcome


def test_a_fault_of_a_worker_is_raised_here() -> None:
    [row] = fault_table(ModelError("no model", hint="install it")).to_pylist()
    with pytest.raises(ModelError, match="no model; install it"):
        raise_fault(row)


def test_a_finished_slice_holds_no_jobs() -> None:
    [row] = slice_table("name", [job("a"), job("b")], done=True).to_pylist()
    assert row == {"name": "name", "interviews": 2, "jobs": None}


# --- slices -------------------------------------------------------------------------------------


MANY = [job(f"{number:05}", sha256=str(number)) for number in range(3000)]


def test_slices_hold_every_job_once_in_order_and_are_of_a_bearable_size() -> None:
    cut = list(slices(MANY))
    assert [each for part in cut for each in part] == MANY
    assert 20 <= len(cut) <= 100
    assert max(map(len, cut)) <= 256


def test_an_interview_more_changes_one_slice() -> None:
    before = {slice_name(cut, basis="b") for cut in slices(MANY)}
    after = {
        slice_name(cut, basis="b") for cut in slices([*MANY[:1500], job("01499a"), *MANY[1500:]])
    }
    assert len(after - before) <= 2


@pytest.mark.parametrize(
    "changed",
    [
        ([job("a", sha256="2")], "b"),
        ([job("a", sha256="1", metadata={"v": "1"})], "b"),
        ([job("b", sha256="1")], "b"),
        ([job("a", sha256="1")], "c"),
    ],
    ids=["file", "metadata", "id", "versions"],
)
def test_whatever_changes_gives_a_slice_another_name(changed: Any) -> None:
    jobs, basis = changed
    assert slice_name(jobs, basis=basis) != slice_name([job("a", sha256="1")], basis="b")


# --- shards ------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> RemoteFolder:
    return RemoteFolder((tmp_path / "out").as_uri())


NAMES = ("a" * 40, "b" * 40)


def outcome(record: Record) -> Outcome:
    return Outcome(job(record.id), line=record_line(record))


def test_a_slice_is_finished_when_its_records_are_there(
    folder: RemoteFolder, record: Record
) -> None:
    shards = Shards(folder)
    assert shards.finished() == frozenset()
    failed = FileError("x.txt", "x.txt: empty", "")
    shards.write(NAMES[0], [outcome(record), Outcome(job("x"), error=failed)])
    assert shards.finished() == {NAMES[0]}
    assert shards.errors(shards.finished()) == [failed]
    assert shards.errors(()) == []


def test_a_slice_of_errors_alone_has_typed_records(folder: RemoteFolder, tmp_path: Path) -> None:
    Shards(folder).write(NAMES[0], [Outcome(job("x"), error=FileError("x", "x: empty", ""))])
    table = pq.read_table(tmp_path / f"out/records/{NAMES[0]}.parquet")
    assert table.schema.equals(records_table([]).schema)
    assert table.num_rows == 0


def test_what_other_runs_left_goes_and_nothing_else(
    folder: RemoteFolder, record: Record, tmp_path: Path
) -> None:
    shards = Shards(folder)
    for name in NAMES:
        shards.write(name, [outcome(record)])
    for left in (f"_{NAMES[0]}.parquet.{'0' * 32}", "mine.parquet", "notes.txt"):
        (tmp_path / "out/records" / left).touch()
    assert shards.keep_only({NAMES[0]}) == 1
    names = [path.name for path in sorted((tmp_path / "out/records").iterdir())]
    assert names == [f"{NAMES[0]}.parquet", "mine.parquet", "notes.txt"]


def test_what_a_local_run_finished_in_the_folder_is_still_to_be_done(
    folder: RemoteFolder, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    for name in "ab":
        (tmp_path / f"in/{name}.txt").write_text(f"{name} ?", encoding="utf-8")
    inputs = (tmp_path / "in",)
    run_batch(Request(inputs=inputs, out=tmp_path / "out"), engine=ENGINE, workers=1)
    given = Setup(engine=ENGINE, settings=Settings(), versions={}, basis="b", ledger=None)
    request = StreamRequest(inputs=inputs, out=folder.url)
    assert _work(request, ENGINE, given, folder).total == 2


# --- addresses ----------------------------------------------------------------------------------


def test_tables_are_found_below_an_address_and_hidden_ones_are_not(tmp_path: Path) -> None:
    for name in ("b/t.jsonl", "a.parquet", "_tmp/x.csv", ".git/y.csv", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert [table.file for table in find_tables([tmp_path.as_uri()])] == ["a.parquet", "b/t.jsonl"]
    [one] = find_tables([(tmp_path / "b/t.jsonl").as_uri()])
    assert one.file == "t.jsonl"


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("file:///absent-folder", "no such file or folder"),
        ("nothing://bucket/x", "not known"),
    ],
)
def test_an_address_at_fault_says_so(url: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        find_tables([url])


def test_two_tables_of_one_name_are_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "t.csv").touch()
    with pytest.raises(InputError, match=r"two tables are called t\.csv"):
        find_tables([(tmp_path / name).as_uri() for name in ("a", "b")])


# --- tables at an address ------------------------------------------------------------------------


READING = Reading(settings=Settings(), metadata=Metadata(), basis="b")


def rows_of(folder: Path, reading: Reading = READING) -> list[dict[str, Any]]:
    blocks = [tables_block(table) for table in find_tables([folder.as_uri()])]
    return [
        row
        for block in blocks
        for table in read_slices(block, reading=reading)
        for row in table.to_pylist()
    ]


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    folder = tmp_path / "tables"
    folder.mkdir()
    rows = [{"id": "x", "text": "Un ?"}, {"text": "Deux ?"}, {"text": ""}]
    (folder / "t.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


def test_a_survey_counts_ids_and_reports_rows_without_a_text(tables: Path) -> None:
    [table] = find_tables([tables.as_uri()])
    [found] = [table.to_pylist() for table in survey(tables_block(table), reading=READING)]
    assert found[0]["ids"] == [id_hash("t.jsonl#000002"), id_hash("x")]
    assert [error[0] for error in found[0]["failed"]] == ["t.jsonl#3"]


def test_rows_travel_with_their_cells(tables: Path) -> None:
    import pickle

    jobs = [job for row in rows_of(tables) for job in pickle.loads(row["jobs"])]
    (tables / "t.jsonl").unlink()  # another machine does not have it
    outcomes = [attempt(job, ENGINE, Settings(), "loaded") for job in jobs]
    records = [json.loads(outcome.line or "") for outcome in outcomes]
    assert [(record["id"], record["text"]) for record in records] == [
        ("x", "Un ?"),
        ("t.jsonl#000002", "Deux ?"),
    ]


def test_an_id_of_two_tables_is_given_up_for_the_rows_number(tables: Path) -> None:
    import pickle

    shared = replace(READING, shared=frozenset({id_hash("x")}))
    jobs = [job for row in rows_of(tables, shared) for job in pickle.loads(row["jobs"])]
    assert [job.id for job in jobs] == ["t.jsonl#000001", "t.jsonl#000002"]


def test_finished_slices_are_not_loaded(tables: Path) -> None:
    names = {row["name"] for row in rows_of(tables)}
    finished = replace(READING, finished=frozenset(names))
    assert [row["jobs"] for row in rows_of(tables, finished)] == [None] * len(names)


# --- options -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["in", "--out", "o", "--address", "auto"], "add --engine ray"),
        (["s3://b/x", "--out", "o"], "s3://b/x: a URL needs --engine ray"),
        (["in", "--out", "s3://b/o"], "s3://b/o: a URL needs --engine ray"),
        (["s3://b/x", "--out", "o", "--engine", "ray"], "need --out URL"),
        (["s3://b/x", "in", "--out", "s3://b/o", "--engine", "ray"], "make two runs"),
        (["in", "--out", "s3://b/o", "--engine", "ray", "--prune"], "--prune means nothing"),
        (["in", "--out", "s3://b/o", "--engine", "ray", "--dry-run"], "--dry-run means nothing"),
        (
            ["in", "--out", "s3://b/o", "--engine", "ray", "--no-report"],
            "--no-report means nothing",
        ),
        (["in", "--out", "s3://b/o", "--engine", "ray", "--show-first"], "--show-first means"),
        (["in", "--out", "o", "--engine", "spark"], "invalid choice"),
    ],
)
def test_an_option_that_would_be_ignored_is_refused(
    options: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["run", *options])
    assert ended.value.code == 2
    assert message in " ".join(capsys.readouterr().err.split())


def test_without_ray_the_message_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(InputError, match=r"pip install 'entretiens\[ray\]'"), connected():
        pytest.fail("there is no ray")
