from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from test_review import CLAIM, line

from pipeline.cli import main
from pipeline.gold import read_golds
from pipeline.records import iter_records, record_line
from pipeline.schema import Record


@pytest.fixture
def folder(record: Record, tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/records.jsonl").write_text(record_line(record) + "\n", encoding="utf-8")
    return tmp_path


def _report_of(records: Path) -> str:
    out = records.parent / "made-apart.html"
    assert main(["report", str(records), "--out", str(out)]) == 0
    return out.read_text(encoding="utf-8")


def review(folder: Path, *lines: str, more: tuple[str, ...] = ()) -> int:
    corrections = folder / "corrections.jsonl"
    corrections.write_text("".join(f"{each}\n" for each in lines), encoding="utf-8")
    out = str(folder / "reviewed")
    return main(["apply-review", str(folder / "out"), str(corrections), "--out", out, *more])


def test_records_tables_and_gold_are_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert review(folder, line("claim", "reject", CLAIM), line("entity", "accept", "Zébulon")) == 0
    out = folder / "reviewed"
    (record,) = iter_records(out)
    assert [claim.id for claim in record.claims] == ["c2"]
    assert pq.read_table(out / "claims.parquet").num_rows == 1
    (gold,) = read_golds(out / "gold")
    assert gold.id == "dossier/zebulon"
    assert gold.tags == ("reviewed-entity", "reviewed-claim")
    said = capsys.readouterr().out
    assert said.startswith("2 decisions applied (1 on entity, 1 on claim), 0 refused; 1 record in")


def test_the_report_is_of_the_corrected_records(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert review(folder, line("claim", "reject", CLAIM)) == 0
    page = (folder / "reviewed/report.html").read_text(encoding="utf-8")
    assert page == _report_of(folder / "reviewed")
    assert page != _report_of(folder / "out")
    said = capsys.readouterr().out
    assert said.startswith("1 decision applied (1 on claim), 0 refused; 1 record in")
    assert f"open {folder / 'reviewed/report.html'} in a browser" in said


def test_no_report_is_written_where_none_is_wanted(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert review(folder, line("claim", "reject", CLAIM), more=("--no-report",)) == 0
    assert not (folder / "reviewed/report.html").exists()
    assert "browser" not in capsys.readouterr().out


def test_the_report_is_replaced_with_the_records(folder: Path) -> None:
    review(folder, line("claim", "accept", CLAIM))
    before = (folder / "reviewed/report.html").read_bytes()
    assert review(folder, line("claim", "reject", CLAIM)) == 1
    assert (folder / "reviewed/report.html").read_bytes() == before
    assert review(folder, line("claim", "reject", CLAIM), more=("--force",)) == 0
    assert (folder / "reviewed/report.html").read_bytes() != before


def test_refused_lines_are_named_and_cost_nothing_else(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = (
        "oops",
        line("claim", "accept", CLAIM, record="autre", source_sha256="9" * 64),
        line("claim", "reject", CLAIM),
        line("entity", "reject", "Zébulon", source_sha256="9" * 64),
    )
    assert review(folder, *lines) == 3
    errors = capsys.readouterr().err.splitlines()
    places = [error.partition("corrections.jsonl, ")[2].partition(":")[0] for error in errors]
    assert places == ["line 1", "line 2", "line 4"]
    assert [c.id for c in next(iter_records(folder / "reviewed")).claims] == ["c2"]


def test_a_record_without_decision_is_passed_on_and_is_no_gold(folder: Path) -> None:
    assert review(folder, line("claim", "accept", CLAIM, record="x", source_sha256="1" * 64)) == 3
    assert list(iter_records(folder / "reviewed")) == list(iter_records(folder / "out"))
    assert not (folder / "reviewed/gold").exists()


def test_the_records_that_are_read_are_never_overwritten(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (folder / "out/records.jsonl").read_bytes()
    code = review(folder, line("claim", "accept", CLAIM), more=("--out", str(folder / "out")))
    assert code == 1
    assert "holds the records that are read" in capsys.readouterr().err
    assert (folder / "out/records.jsonl").read_bytes() == before


def test_another_result_is_replaced_only_with_force(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert review(folder, line("claim", "accept", CLAIM)) == 0
    assert review(folder, line("claim", "reject", CLAIM)) == 1
    assert "exists and differs" in capsys.readouterr().err
    assert len(next(iter_records(folder / "reviewed")).claims) == 2
    assert review(folder, line("claim", "reject", CLAIM), more=("--force",)) == 0
    assert len(next(iter_records(folder / "reviewed")).claims) == 1
    assert sorted(path.name for path in (folder / "reviewed").iterdir())[0] == "claims.csv"


def test_gold_of_an_earlier_review_is_named_and_kept(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    earlier = folder / "reviewed/gold/autre.json"
    earlier.parent.mkdir(parents=True)
    earlier.write_text("{}", encoding="utf-8")
    assert review(folder, line("claim", "accept", CLAIM)) == 0
    assert capsys.readouterr().err == (
        f"warning: {earlier}: no decision is about it now; an evaluation counts it\n"
    )
    assert earlier.read_text(encoding="utf-8") == "{}"


def test_an_empty_file_is_nothing_to_do(folder: Path) -> None:
    assert review(folder) == 1
    assert not (folder / "reviewed").exists()


def test_the_manifest_says_what_made_the_records(folder: Path) -> None:
    review(folder, line("claim", "accept", CLAIM))
    manifest = json.loads((folder / "reviewed/manifest.json").read_text(encoding="utf-8"))
    assert manifest["made_by"] == "apply-review"
    assert manifest["counts"] == {"written": 1}


def test_a_corrected_source_is_among_the_errors_of_an_evaluation(
    folder: Path, record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    reported = next(c for c in record.claims if c.attribution.kind == "reported")
    value = {
        name: getattr(reported, name)
        for name in ("start", "end", "speaker", "type", "negated", "hedged", "modality", "key")
    }
    value["attribution"] = {"kind": "reported", "source": "la mairie"}
    assert review(folder, line("claim", "correct", reported.text, value)) == 0
    gold = str(folder / "reviewed/gold")
    options = ["--gold", gold, "--records", str(folder / "out"), "--errors"]
    capsys.readouterr()
    assert main(["evaluate", *options]) == 0
    listed = capsys.readouterr().out.partition("claim source\n")[2]
    assert f"sentence  {reported.text}" in listed
    assert "gold      la mairie" in listed
    assert f"predicted {reported.attribution.source}" in listed
