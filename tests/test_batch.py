from __future__ import annotations

import csv
import json
import multiprocessing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from fake_engine import ENGINE

from pipeline.batch import Outcome, Plan, Request, Result, plan_run, run_batch
from pipeline.batch import workers as crew
from pipeline.errors import InputError, ModelError
from pipeline.files import locked, replacing, write_safely
from pipeline.records import iter_records
from pipeline.settings import Settings
from pipeline.tables import TABLES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(tmp_path / "in", a="Un ?", b="Deux ?", c="Trois ?")
    return tmp_path


def put(folder: Path, **texts: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")


def run(folder: Path, *, workers: int = 1, **changes: Any) -> Result:
    values: dict[str, Any] = {"inputs": (folder / "in",), "out": folder / "out"}
    return run_batch(Request(**(values | changes)), engine=ENGINE, workers=workers)


def records(folder: Path) -> bytes:
    return (folder / "out/records.jsonl").read_bytes()


def ids(folder: Path) -> list[str]:
    return [record.id for record in iter_records(folder / "out")]


def errors(folder: Path) -> list[dict[str, str]]:
    lines = (folder / "out/errors.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def manifest(folder: Path) -> dict[str, Any]:
    values: dict[str, Any] = json.loads((folder / "out/manifest.json").read_text(encoding="utf-8"))
    return values


# --- what a run writes ---------------------------------------------------------------------


def test_a_run_writes_one_sound_record_a_file_ordered_by_id(folder: Path) -> None:
    result = run(folder)
    assert ids(folder) == ["a", "b", "c"]
    assert result.counts == {
        "read": 3,
        "written": 3,
        "reused": 0,
        "failed": 0,
        "skipped": 0,
        "pruned": 0,
    }
    assert errors(folder) == []


def test_every_table_has_one_row_an_object_in_both_formats(folder: Path) -> None:
    run(folder)
    for table in TABLES:
        with (folder / f"out/{table}.csv").open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        assert len(rows) == pq.read_table(folder / f"out/{table}.parquet").num_rows
        assert len(rows) == manifest(folder)["rows"][table]
    assert manifest(folder)["rows"] == {
        "interviews": 3,
        "turns": 3,
        "exchanges": 3,
        "entities": 0,
        "claims": 0,
    }


def test_the_manifest_names_configuration_versions_counts_and_skipped_files(folder: Path) -> None:
    (folder / "in/notes.xlsx").write_text("x")
    run(folder, settings=Settings(keywords=3))
    values = manifest(folder)
    assert values["config"]["keywords"] == 3
    assert values["config_sha256"] == Settings(keywords=3).sha256()
    assert values["versions"]["models"] == {"fr_core_news_sm": {"version": "1", "sha256": None}}
    assert values["counts"]["skipped"] == 1
    assert values["skipped"] == [{"file": "notes.xlsx", "reason": "unknown suffix .xlsx"}]
    assert values["duration_seconds"] >= 0


def test_no_record_holds_an_absolute_path(folder: Path) -> None:
    run(folder)
    assert str(folder).encode() not in records(folder)


def test_several_processes_write_the_same_bytes_as_one(folder: Path) -> None:
    run(folder)
    run(folder, out=folder / "other", workers=2)
    assert (folder / "other/records.jsonl").read_bytes() == records(folder)


def test_the_hooks_are_told_of_the_plan_and_of_every_file(folder: Path) -> None:
    plans: list[Plan] = []
    outcomes: list[Outcome] = []
    request = Request(inputs=(folder / "in",), out=folder / "out")
    run_batch(request, engine=ENGINE, workers=1, on_plan=plans.append, on_done=outcomes.append)
    assert [len(plan.todo) for plan in plans] == [3]
    assert sorted(outcome.job.id for outcome in outcomes) == ["a", "b", "c"]


# --- bad files -----------------------------------------------------------------------------


@pytest.mark.parametrize("workers", [1, 2])
def test_a_bad_file_is_one_error_line_and_the_others_come_out(folder: Path, workers: int) -> None:
    put(folder / "in", bad="!input", bug="!bug", memory="!memory")
    result = run(folder, workers=workers)
    assert ids(folder) == ["a", "b", "c"]
    assert result.counts["failed"] == 3
    assert [line["file"] for line in errors(folder)] == ["bad.txt", "bug.txt", "memory.txt"]
    bad, bug, memory = errors(folder)
    assert bad == {
        "file": "bad.txt",
        "error": "bad.txt: no question found",
        "hint": "name the interviewer",
    }
    assert "ValueError: boom" in bug["error"]
    assert "MemoryError" in memory["error"]


def test_a_mended_file_leaves_the_error_file(folder: Path) -> None:
    put(folder / "in", b="!input")
    run(folder)
    assert ids(folder) == ["a", "c"]
    put(folder / "in", b="Deux ?")
    run(folder)
    assert ids(folder) == ["a", "b", "c"]
    assert errors(folder) == []


def test_a_file_that_kills_its_process_is_reported_and_the_others_come_out(folder: Path) -> None:
    put(folder / "in", b="!dies", d="!dies", e="Quatre ?", f="Cinq ?")
    result = run(folder, workers=2)
    assert ids(folder) == ["a", "c", "e", "f"]
    assert [line["file"] for line in errors(folder)] == ["b.txt", "d.txt"]
    assert "ended with code 9, twice" in errors(folder)[0]["error"]
    assert result.counts["failed"] == 2


def test_a_file_whose_process_died_by_chance_is_tried_again(folder: Path) -> None:
    put(folder / "in", b="!dies-once")
    assert run(folder, workers=2).counts["failed"] == 0
    assert ids(folder) == ["a", "b", "c"]


def test_no_process_is_left_behind(folder: Path) -> None:
    put(folder / "in", b="!dies")
    run(folder, workers=2)
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("workers", [1, 2])
def test_a_missing_model_ends_the_run(folder: Path, workers: int) -> None:
    with pytest.raises(ModelError, match="pip install absent"):
        run(folder, workers=workers, settings=Settings(spacy_model="absent"))


def test_a_process_that_dies_while_loading_ends_the_run(folder: Path) -> None:
    with pytest.raises(ModelError, match="ended with code 3 while it loaded"):
        run(folder, workers=2, settings=Settings(spacy_model="deadly"))


def test_a_worker_gives_way_to_a_fresh_one_after_so_many_interviews(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began: list[object] = []
    start = crew._started

    def counted(*given: Any) -> Any:
        began.append(given)
        return start(*given)

    monkeypatch.setattr(crew, "_RENEWED", 2)
    monkeypatch.setattr(crew, "_started", counted)
    put(folder / "in", **{f"d{number}": f"{number} ?" for number in range(4)}, e="!input")
    run(folder, workers=2)
    assert ids(folder) == ["a", "b", "c", "d0", "d1", "d2", "d3"]
    assert [line["file"] for line in errors(folder)] == ["e.txt"]
    assert len(began) >= 4  # eight interviews, two each
    assert multiprocessing.active_children() == []


# --- what is done already ------------------------------------------------------------------


def calls(folder: Path, name: str) -> int:
    return len((folder / f"in/{name}.calls").read_text())


@pytest.fixture
def counted(folder: Path) -> Path:
    put(folder / "in", a="!count Un ?", b="!count Deux ?")
    return folder


def test_a_second_run_reuses_everything_and_writes_the_same_bytes(counted: Path) -> None:
    run(counted)
    before = records(counted)
    result = run(counted)
    assert result.counts["reused"] == 3
    assert result.counts["read"] == 0
    assert calls(counted, "a") == 1
    assert records(counted) == before


def test_only_a_changed_file_is_read_again(counted: Path) -> None:
    run(counted)
    put(counted / "in", b="!count Autre ?")
    assert run(counted).counts["read"] == 1
    assert (calls(counted, "a"), calls(counted, "b")) == (1, 2)


@pytest.mark.parametrize(
    "changes",
    [
        {"force": True},
        {"settings": Settings(keywords=3)},
        {"settings": Settings(spacy_model="other")},
    ],
)
def test_force_or_another_configuration_makes_everything_anew(
    counted: Path, changes: dict[str, Any]
) -> None:
    run(counted)
    assert run(counted, **changes).counts["reused"] == 0
    assert calls(counted, "a") == 2


def test_changed_code_makes_everything_anew(counted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(counted)
    monkeypatch.setattr("pipeline.batch.versions.code_sha256", lambda: "other")
    assert run(counted).counts["reused"] == 0


def test_a_damaged_part_is_made_anew(counted: Path) -> None:
    run(counted)
    before = records(counted)
    part = min((counted / "out/parts").glob("*.json"))
    part.write_bytes(part.read_bytes()[:50])
    assert run(counted).counts["reused"] == 2
    assert records(counted) == before


def test_records_of_vanished_files_leave_the_output_but_are_reused_when_they_return(
    counted: Path,
) -> None:
    run(counted)
    (counted / "in/a.txt").rename(counted / "a.txt")
    run(counted)
    assert ids(counted) == ["b", "c"]
    (counted / "a.txt").rename(counted / "in/a.txt")
    run(counted)
    assert ids(counted) == ["a", "b", "c"]
    assert calls(counted, "a") == 1


def test_older_records_of_an_interview_do_not_pile_up(counted: Path) -> None:
    for text in ("Un ?", "Deux ?", "Trois ?"):
        put(counted / "in", a=text)
        run(counted)
    assert len(list((counted / "out/parts").iterdir())) == 3


class StoppedError(Exception):
    """Stands for whatever ends a run."""


@pytest.mark.parametrize("workers", [1, 2])
def test_a_stopped_run_keeps_what_was_finished_and_goes_on(counted: Path, workers: int) -> None:
    def stop(outcome: Outcome) -> None:
        raise StoppedError(outcome.job.id)

    request = Request(inputs=(counted / "in",), out=counted / "out")
    with pytest.raises(StoppedError):
        run_batch(request, engine=ENGINE, workers=workers, on_done=stop)
    assert not (counted / "out/records.jsonl").exists()
    assert run(counted).counts["reused"] == 1
    assert multiprocessing.active_children() == []


def test_what_a_killed_run_left_half_written_is_removed(folder: Path) -> None:
    (folder / "out/parts").mkdir(parents=True)
    (folder / "out/parts/x.json.tmp").write_text("{")
    (folder / "out/records.jsonl.tmp").write_text("{")
    (folder / "out/mine.tmp").write_text("not ours")
    run(folder)
    left = {path.name for path in (folder / "out").rglob("*.tmp")}
    assert left == {"mine.tmp"}


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    write_safely(tmp_path / "a", "old")

    def write_half() -> None:
        with replacing(tmp_path / "a") as temporary:
            temporary.write_text("half of the n")
            raise StoppedError

    with pytest.raises(StoppedError):
        write_half()
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_text() == "old"


def test_a_file_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(InputError, match="cannot be written"):
        write_safely(tmp_path / "a", "x")


# --- two runs, dry runs ----------------------------------------------------------------------


@pytest.fixture
def busy(folder: Path) -> Iterator[Path]:
    (folder / "out").mkdir()
    with locked(folder / "out"):
        yield folder


def test_two_runs_cannot_write_into_one_folder(busy: Path) -> None:
    with pytest.raises(InputError, match="another run is writing there"):
        run(busy)


def test_a_lock_file_left_by_a_killed_run_is_no_obstacle(folder: Path) -> None:
    (folder / "out").mkdir()
    (folder / "out/.lock").write_text("")
    assert run(folder).counts["written"] == 3


def test_a_plan_writes_nothing(folder: Path) -> None:
    plan = plan_run(Request(inputs=(folder / "in",), out=folder / "out"), ENGINE)
    assert [job.id for job in plan.todo] == ["a", "b", "c"]
    assert not (folder / "out").exists()


def test_a_run_without_interviews_leaves_no_folder(folder: Path) -> None:
    (folder / "empty").mkdir()
    with pytest.raises(InputError, match="no interview found"):
        run(folder, inputs=(folder / "empty",))
    assert not (folder / "out").exists()


# --- the researcher's own table --------------------------------------------------------------


def table(folder: Path, content: str, encoding: str = "utf-8") -> Path:
    path = folder / "table.csv"
    path.write_bytes(content.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("id,métier\na,attachée\n", "utf-8"),
        ("id;métier\r\na;attachée\r\n", "cp1252"),
        ("\ufefffile\tmétier\na.txt\tattachée\n", "utf-8"),
    ],
)
def test_variables_are_joined_by_id_or_file(folder: Path, content: str, encoding: str) -> None:
    run(folder, metadata=table(folder, content, encoding))
    first, second, _ = iter_records(folder / "out")
    assert first.metadata == {"métier": "attachée"}
    assert second.metadata == {}
    read = pq.read_table(folder / "out/interviews.parquet").to_pylist()
    assert [row["metadata_métier"] for row in read] == ["attachée", None, None]
    assert "metadata_métier" in (folder / "out/codebook.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("before", ["", "id,v\na,1\n"], ids=["no table", "other values"])
def test_variables_change_the_records_and_read_no_file_again(folder: Path, before: str) -> None:
    run(folder, metadata=table(folder, before) if before else None)
    found = run(folder, metadata=table(folder, "id,v\na,2\n"))
    assert (found.counts["read"], found.counts["reused"]) == (0, 3)
    assert [record.metadata for record in iter_records(folder / "out")] == [{"v": "2"}, {}, {}]
    again = (folder / "out/records.jsonl").read_bytes()
    run(folder, metadata=table(folder, "id,v\na,2\n"), force=True)
    assert (folder / "out/records.jsonl").read_bytes() == again


def test_without_their_table_variables_are_gone(folder: Path) -> None:
    run(folder)
    before = (folder / "out/records.jsonl").read_bytes()
    run(folder, metadata=table(folder, "id,v\na,1\n"))
    assert run(folder).counts["read"] == 0
    assert (folder / "out/records.jsonl").read_bytes() == before


@pytest.mark.parametrize(
    "content",
    [
        "id;v;;\r\na;Où ?;;\r\n;;;\r\n;;;\r\n",
        "id;v\r\na;Où ?;\r\n;\r\n",
        "sep=;\r\nid;v\r\na;Où ?\r\n",
    ],
    ids=["emptied columns and rows", "emptied cells", "separator told"],
)
def test_what_spreadsheets_leave_in_a_table_is_no_error(folder: Path, content: str) -> None:
    run(folder, metadata=table(folder, content))
    assert next(iter_records(folder / "out")).metadata == {"v": "Où ?"}
    assert manifest(folder)["metadata_without_interview"] == []


def test_a_row_without_interview_is_named(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    run(folder, metadata=table(folder, "id,v\nabsent,1\n"))
    assert "'absent' belongs to no interview" in caplog.text
    assert manifest(folder)["metadata_without_interview"] == ["absent"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("name,v\na,1\n", "must be called id or file"),
        ("", "must be called id or file"),
        ("id,v,v\na,1,2\n", "no name may stand twice"),
        ("id,v\na,1\na,2\n", "line 3: 'a' stands twice"),
        ("id,v\na,1,2\n", "line 2: not 2 fields"),
        ("id,v\na\n", "line 2: not 2 fields"),
        ('id,v\na,"x\n', "not valid CSV"),
    ],
)
def test_a_table_at_fault_ends_the_run(folder: Path, content: str, message: str) -> None:
    with pytest.raises(InputError, match=r"table\.csv") as caught:
        run(folder, metadata=table(folder, content))
    assert message in str(caught.value)
