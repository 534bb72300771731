"""What ``doctor`` says of an installation and of output folders that were damaged in every way."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from fake_engine import ENGINE
from fault_runs import TEXTS, put

from pipeline.batch import Request, run_batch
from pipeline.cli import main
from pipeline.doctor import Finding, check_installation, check_output, installation
from pipeline.errors import ModelError
from pipeline.files import locked


@pytest.fixture
def out(tmp_path: Path) -> Path:
    put(tmp_path / "in", TEXTS)
    table = tmp_path / "t.csv"
    table.write_text("id,ville\na,Brest\nb,=1+1\n", encoding="utf-8")
    request = Request(inputs=(tmp_path / "in",), out=tmp_path / "out", metadata=table)
    run_batch(request, engine=ENGINE, workers=1)
    return tmp_path / "out"


def wrong(out: Path, level: str = "error") -> list[Finding]:
    return [found for found in check_output(out) if found.level == level]


def told(out: Path, level: str = "error") -> str:
    return "\n".join(found.what for found in wrong(out, level))


def test_what_a_run_wrote_is_sound(out: Path) -> None:
    assert wrong(out) == []
    assert [found.what for found in wrong(out, "warning")] == ["1 file failed"]
    said = [found.what for found in check_output(out) if found.level == "ok"]
    assert said == [
        "records.jsonl: 3 records, every offset holds",
        "manifest.json: counts and digests as found",
        "10 tables say what records.jsonl says",
        "parts: 3 finished interviews to be used again",
    ]


def test_nothing_is_changed(out: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    list(check_output(out))
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before


def changed(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(out: Path) -> None:
        content = (out / name).read_text(encoding="utf-8")
        assert old in content
        (out / name).write_text(content.replace(old, new, 1), encoding="utf-8")

    return change


def cut(name: str) -> Callable[[Path], None]:
    return lambda out: (out / name).write_bytes((out / name).read_bytes()[:-5])


def gone(name: str) -> Callable[[Path], None]:
    return lambda out: (out / name).unlink()


def doubled(out: Path) -> None:
    line = (out / "records.jsonl").read_bytes().splitlines(keepends=True)[0]
    with (out / "records.jsonl").open("ab") as stream:
        stream.write(line)


def shorter(out: Path) -> None:
    table = pq.read_table(out / "turns.parquet")
    pq.write_table(table.slice(1), out / "turns.parquet")


def damaged_part(out: Path) -> None:
    part = next((out / "parts").glob("*.json"))
    part.write_bytes(part.read_bytes()[:40])


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (gone("records.jsonl"), "missing: records.jsonl"),
        (gone("claims.csv"), "missing: claims.csv"),
        (gone("manifest.json"), "missing: manifest.json"),
        (cut("records.jsonl"), "records.jsonl, line 3: not valid JSON"),
        (changed("records.jsonl", '"end":4', '"end":3'), "records.jsonl, line 1: a: turn t1: span"),
        (changed("records.jsonl", '"id":"b"', '"id":"A"'), "line 2: the id 'A' is not after 'a'"),
        (doubled, "line 4: the id 'a' is not after 'd'"),
        (doubled, "manifest.json says records: 3, found 4"),
        (changed("manifest.json", '"failed": 1', '"failed": 0'), "failed files: 0, found 1"),
        (changed("manifest.json", '"turns": 3', '"turns": 4'), "rows of turns: 4, found 3"),
        (changed("manifest.json", '"records_sha256": "', '"records_sha256": "0'), "SHA-256 of the"),
        (cut("manifest.json"), "manifest.json: not the manifest of a run"),
        (cut("errors.jsonl"), "errors.jsonl, line 1: not a failed file"),
        (changed("turns.csv", "Deux", "Trois"), "turns.csv: row 2: text is 'Trois ?', the record"),
        (changed("interviews.csv", "Brest", "Quimper"), "metadata_ville is 'Quimper'"),
        (changed("turns.csv", "turn_id", "tour"), "turns.csv: cannot be read (no column turn_id)"),
        (shorter, "turns.parquet: row 1: interview_id is 'b', the record says 'a'"),
        (cut("turns.parquet"), "turns.parquet: cannot be read"),
        (damaged_part, "not valid JSON"),
    ],
)
def test_damage_is_told(out: Path, damage: Callable[[Path], None], said: str) -> None:
    damage(out)
    assert said in told(out)
    assert all(found.mend for found in wrong(out))


def test_a_run_mends_what_was_told(out: Path, tmp_path: Path) -> None:
    for damage in (cut("records.jsonl"), gone("claims.csv"), damaged_part, shorter):
        damage(out)
    assert wrong(out)
    table = tmp_path / "t.csv"
    request = Request(inputs=(tmp_path / "in",), out=out, metadata=table)
    run_batch(request, engine=ENGINE, workers=1)
    assert wrong(out) == []


def test_many_faults_of_one_kind_are_counted(out: Path) -> None:
    (out / "errors.jsonl").write_text("x\n" * 9, encoding="utf-8")
    assert told(out).count("not a failed file") == 5
    assert "4 more like these" in told(out)


def test_what_killed_programs_left_is_told(out: Path) -> None:
    (out / "claims.csv.tmp").write_text("x")
    (out / "parts/x.json.tmp").write_text("x")
    (out / ".entretiens-abc").mkdir()
    (out / "report.html.tmp").write_text("x")
    said = told(out, "warning")
    assert "2 half-written files of a run that was killed" in said
    assert ".entretiens-abc: left by an export" in said
    assert "report.html.tmp: left by an export, a report" in said


def test_records_without_a_finished_interview_are_told(out: Path) -> None:
    for part in (out / "parts").glob("*.json"):
        part.unlink()
    assert "3 records without a finished interview in parts, such as a" in told(out, "warning")


def test_records_of_another_version_are_told(out: Path) -> None:
    manifest = json.loads((out / "manifest.json").read_text())
    manifest["versions"]["code_sha256"] = "0" * 64
    (out / "manifest.json").write_text(json.dumps(manifest))
    assert "another version of the program" in told(out, "warning")


def test_a_run_that_goes_on_is_told(out: Path) -> None:
    with locked(out):
        assert "another run is writing there" in told(out, "warning")


@pytest.mark.parametrize("name", ["absent", "in"])
def test_another_folder_is_no_output(out: Path, name: str) -> None:
    (found,) = check_output(out.parent / name)
    assert (found.level, found.mend) == ("error", "name the folder that was given with --out")


# --- the installation ----------------------------------------------------------------------


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do without loading the models."""
    sound = Finding("ok", "an interview")
    monkeypatch.setattr(installation, "_end_to_end", lambda: sound)


def faults(folder: Path) -> list[Finding]:
    return [found for found in check_installation(folder) if found.level == "error"]


@pytest.mark.usefixtures("quick")
def test_this_installation_is_sound(tmp_path: Path) -> None:
    assert faults(tmp_path / "not/yet/there") == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("quick")
def test_packages_that_are_missing_or_of_another_version_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ["spacy<2", "nulle-part>=1", "numpy", "torch<0.1; extra == 'hf'"]
    monkeypatch.setattr(metadata, "requires", lambda _: asked)
    spacy, absent = faults(tmp_path)
    assert spacy.what == f"spacy is {metadata.version('spacy')}, <2 is needed"
    assert absent.what == "nulle-part is not installed"
    assert "pip install" in absent.mend


@pytest.mark.usefixtures("quick")
def test_a_folder_that_runs_without_being_installed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installation, "PACKAGE", "nulle-part")
    assert "not installed" in faults(tmp_path)[0].what


@pytest.mark.usefixtures("quick")
def test_a_damaged_model_is_told_and_not_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_: object) -> None:
        raise ModelError("model.onnx: SHA-256 is 0…", hint="fetch it again")

    monkeypatch.setattr(installation, "model_versions", refused)
    found = list(check_installation(tmp_path))
    assert found[-1] == Finding("error", "model.onnx: SHA-256 is 0…", "fetch it again")


@pytest.mark.usefixtures("quick")
def test_a_folder_that_cannot_be_written_to_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr(os, "fsync", refused)
    assert faults(tmp_path)[0].what == f"{tmp_path}: cannot be written to (Permission denied)"


@pytest.mark.usefixtures("quick")
def test_too_little_memory_names_the_number_of_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installation, "_memory", lambda: 4_000_000_000)
    monkeypatch.setattr(installation, "available_cores", lambda: 16)
    found = [each.mend or "" for each in check_installation(tmp_path) if each.level == "warning"]
    assert any("run with --workers 2" in mend for mend in found)


def test_a_model_that_finds_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        installation,
        "_INTERVIEW",
        "Comment travaillez-vous ?\n\nNous lisons la presse tous les jours.\n",
    )
    found = installation._end_to_end()
    assert found.level == "error"
    assert "an interview of two exchanges gives 1 exchange" in found.what


def test_the_command_says_what_it_found_and_returns_4(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor", str(out)]) == 0
    assert "a sound record" in capsys.readouterr().out
    cut("records.jsonl")(out)
    assert main(["doctor", str(out)]) == 4
    printed = capsys.readouterr().out
    assert "error    records.jsonl, line 3" in printed
    assert "run the same command again" in printed
