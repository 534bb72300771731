"""Outputs that a run would write again as they are stay; whatever differs is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fake_engine import ENGINE

from pipeline.batch import Request, Result, run_batch
from pipeline.batch.outputs import CODEBOOK, RECORDS, TABLE_FILES

KEPT = (RECORDS, CODEBOOK, *TABLE_FILES)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for number in range(3):
        (tmp_path / f"in/{number}.txt").write_text(f"Question {number} ?", encoding="utf-8")
    run(tmp_path)
    return tmp_path


def run(folder: Path, *, force: bool = False, metadata: Path | None = None) -> Result:
    request = Request(inputs=(folder / "in",), out=folder / "out", force=force, metadata=metadata)
    return run_batch(request, engine=ENGINE, workers=1)


def stamps(folder: Path) -> dict[str, int]:
    """Return when each file was put there: a replaced file is another one."""
    return {name: (folder / "out" / name).stat().st_ino for name in KEPT}


def manifest(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / "out/manifest.json").read_bytes())
    return {key: value for key, value in found.items() if key not in {"duration_seconds", "counts"}}


def test_nothing_is_written_again_when_nothing_changed(folder: Path) -> None:
    before, said = stamps(folder), manifest(folder)
    result = run(folder)
    assert result.counts["reused"] == result.counts["written"] == 3
    assert stamps(folder) == before
    assert manifest(folder) == said


def test_a_file_that_fails_again_makes_nothing_new(folder: Path) -> None:
    (folder / "in/3.txt").write_text("!input ?", encoding="utf-8")
    assert len(run(folder).errors) == 1
    before = stamps(folder)
    result = run(folder)
    assert [error.file for error in result.errors] == ["3.txt"]
    assert stamps(folder) == before


def changed_input(folder: Path) -> None:
    (folder / "in/1.txt").write_text("Autre question ?", encoding="utf-8")


def new_input(folder: Path) -> None:
    (folder / "in/9.txt").write_text("Encore une question ?", encoding="utf-8")


def lost_input(folder: Path) -> None:
    (folder / "in/1.txt").unlink()


def edited_table(folder: Path) -> None:
    with (folder / "out/claims.csv").open("a", encoding="utf-8") as stream:
        stream.write("une note\n")


def lost_table(folder: Path) -> None:
    (folder / "out/turns.parquet").unlink()


def damaged_manifest(folder: Path) -> None:
    (folder / "out/manifest.json").write_text("{", encoding="utf-8")


def no_manifest(folder: Path) -> None:
    (folder / "out/manifest.json").unlink()


@pytest.mark.parametrize(
    "change",
    [
        changed_input,
        new_input,
        lost_input,
        edited_table,
        lost_table,
        damaged_manifest,
        no_manifest,
    ],
)
def test_after_any_change_all_is_as_a_first_run_writes_it(folder: Path, change: object) -> None:
    before = stamps(folder)
    assert callable(change)
    change(folder)
    run(folder)
    assert all(stamps(folder)[name] != inode for name, inode in before.items() if name != CODEBOOK)
    found = {name: (folder / "out" / name).read_bytes() for name in KEPT}
    (folder / "out").rename(folder / "older")
    run(folder)
    assert found == {name: (folder / "out" / name).read_bytes() for name in KEPT}


def test_other_variables_are_written(folder: Path) -> None:
    table = folder / "table.csv"
    for city in ("Brest", "Lille"):
        table.write_text(f"file,ville\n1.txt,{city}\n", encoding="utf-8")
        run(folder, metadata=table)
        assert city in (folder / "out/interviews.csv").read_text(encoding="utf-8")


def test_force_writes_all_anew(folder: Path) -> None:
    before = stamps(folder)
    run(folder, force=True)
    assert stamps(folder)[RECORDS] != before[RECORDS]
