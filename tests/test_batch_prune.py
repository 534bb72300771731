from __future__ import annotations

import json
from pathlib import Path

import pytest
from fake_engine import ENGINE

from pipeline import batch
from pipeline.batch import Request, Result, run_batch
from pipeline.batch.jobs import FileError
from pipeline.batch.runs import _pruned
from pipeline.cli import main
from pipeline.records import iter_records


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for name in "abc":
        (tmp_path / f"in/{name}.txt").write_text(f"{name} ?", encoding="utf-8")
    run(tmp_path)
    (tmp_path / "in/b.txt").unlink()
    return tmp_path


def run(folder: Path, *, prune: bool = False) -> Result:
    request = Request(inputs=(folder / "in",), out=folder / "out", prune=prune)
    return run_batch(request, engine=ENGINE, workers=1)


def parts(folder: Path) -> int:
    return len(list((folder / "out/parts").glob("*.json")))


def ids(folder: Path) -> list[str]:
    return [record.id for record in iter_records(folder / "out")]


def test_the_record_of_an_input_that_has_gone_leaves_records_jsonl(folder: Path) -> None:
    run(folder)
    assert ids(folder) == ["a", "c"]


def test_without_prune_its_finished_interview_is_reused_when_the_file_comes_back(
    folder: Path,
) -> None:
    run(folder)
    assert parts(folder) == 3
    (folder / "in/b.txt").write_text("b ?", encoding="utf-8")
    assert run(folder).counts["reused"] == 3


def test_prune_removes_the_parts_of_inputs_that_have_gone_and_says_how_many(folder: Path) -> None:
    result = run(folder, prune=True)
    assert result.counts["pruned"] == 1
    assert parts(folder) == 2
    manifest = json.loads((folder / "out/manifest.json").read_text(encoding="utf-8"))
    assert manifest["counts"]["pruned"] == 1
    assert run(folder, prune=True).counts == result.counts | {"read": 0, "reused": 2, "pruned": 0}


def test_prune_keeps_what_may_lie_in_an_input_that_cannot_be_opened(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    import dataclasses

    request = Request(inputs=(folder / "in",), out=folder / "out", prune=True)
    plan = batch.plan_run(request, ENGINE)
    broken = dataclasses.replace(plan, failed=(FileError("x.zip", "x.zip: damaged", ""),))
    assert _pruned(broken) == 0
    assert parts(folder) == 3
    assert "x.zip" in caplog.text


def test_the_command_says_what_it_forgot_and_how_to_apply_corrections_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(batch, "default_engine", lambda: ENGINE)
    saved = folder / "out/corrections.jsonl"
    saved.write_text("{}\n", encoding="utf-8")
    arguments = ["run", str(folder / "in"), "--out", str(folder / "out"), "--workers", "1"]
    assert main([*arguments, "--prune"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "1 finished interviews forgotten: their inputs have gone"
    assert lines[-1].startswith(f"{saved} holds a reviewer's corrections")
    assert f"entretiens apply-review {folder / 'out'} {saved}" in lines[-1]
    assert saved.read_text(encoding="utf-8") == "{}\n"
