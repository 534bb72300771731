"""What a failing disk or a dying process leaves behind; `tests/e2e/test_faults.py` tries every place."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fault_runs import Scenario, complains, outputs, prepared, put, recovers, run
from faults import Disk, How, crashes, failing
from gold_records import ANNOTATED, record_of

from pipeline.errors import InputError
from pipeline.evaluate import run_evaluation, write_evaluation
from pipeline.export.writing import ExportFile, write_files
from pipeline.files import locked
from pipeline.gold import read_golds
from pipeline.records import record_line

STEP = 13  # every place would take two minutes


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Scenario]]:
    with prepared(tmp_path_factory.mktemp("faults")) as made:
        yield made


@pytest.mark.parametrize("how", ["crash", "power"])
@pytest.mark.parametrize("name", ["first", "again"])
def test_a_run_that_dies_anywhere_goes_on_to_the_same_bytes(
    scenes: dict[str, Scenario], tmp_path: Path, name: str, how: How
) -> None:
    scene = scenes[name]
    for at in range(1, scene.requests + 1, STEP):
        assert recovers(scene, tmp_path / "out", at=at, how=how), at


@pytest.mark.parametrize("how", ["full", "EIO"])
@pytest.mark.parametrize("name", ["first", "again"])
def test_a_disk_that_fails_is_told_and_costs_nothing_finished(
    scenes: dict[str, Scenario], tmp_path: Path, name: str, how: How
) -> None:
    scene = scenes[name]
    failed = [
        complains(scene, tmp_path / "out", at=at, how=how)
        for at in range(2, scene.requests + 1, STEP)
    ]
    assert sum(failed) >= len(failed) - 2  # the last requests only remove what nobody needs


@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_an_output_folder_that_cannot_be_written_is_told(
    scenes: dict[str, Scenario], tmp_path: Path, at: int
) -> None:
    with failing(Disk(at, "EPERM")), pytest.raises(InputError, match="Operation not permitted"):
        run(scenes["first"].folder, tmp_path / "out")


def test_old_records_that_cannot_be_removed_are_told(
    scenes: dict[str, Scenario], tmp_path: Path
) -> None:
    scene = scenes["again"]
    scene.fresh(tmp_path / "out")
    with failing(Disk()) as disk:
        run(scene.folder, tmp_path / "out")
    at = next(n for n, asked in enumerate(disk.requests, 1) if asked.startswith("unlink"))
    scene.fresh(tmp_path / "out")
    with failing(Disk(at, "EPERM")), pytest.raises(InputError, match="cannot be removed"):
        run(scene.folder, tmp_path / "out")


_SMALL_DISK = """
import resource, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from fault_runs import run
from pipeline.errors import InputError
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]), resource.RLIM_INFINITY))
try:
    run(Path(sys.argv[2]), Path(sys.argv[3]))
except InputError as error:
    print(error)
    sys.exit(1)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such limit")
def test_a_file_that_may_grow_no_further_is_told(tmp_path: Path) -> None:
    put(tmp_path / "in", {str(n): "Un métier ?\n" * 20 for n in range(20)})
    command = [sys.executable, "-c", _SMALL_DISK, str(Path(__file__).parent)]
    limited = [*command, str(tmp_path / "in"), str(tmp_path / "out"), "8000"]
    done = subprocess.run(limited, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "cannot be written (File too large)" in done.stdout
    assert not (tmp_path / "out/records.jsonl").exists()
    assert len(list((tmp_path / "out/parts").glob("*.json"))) == 20
    assert run(tmp_path / "in", tmp_path / "out").counts["reused"] == 20


_SECOND_RUN = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from fault_runs import run
from pipeline.errors import InputError
try:
    run(Path(sys.argv[2]), Path(sys.argv[3]))
except InputError as error:
    print(error)
"""


def test_a_second_run_into_the_same_folder_is_refused_and_changes_nothing(
    scenes: dict[str, Scenario], tmp_path: Path
) -> None:
    scene, out = scenes["first"], tmp_path / "out"
    run(scene.folder, out)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.name != ".lock"}
    command = [sys.executable, "-c", _SECOND_RUN, str(Path(__file__).parent)]
    with locked(out):
        done = subprocess.run(
            [*command, str(scene.folder), str(out)], capture_output=True, text=True, check=True
        )
    assert "another run is writing there" in done.stdout
    assert before == {path: path.stat().st_mtime_ns for path in before}
    assert outputs(out) == scene.expected


# --- exports and evaluations ---------------------------------------------------------------


def struck(disk: Disk, work: Callable[[], object]) -> InputError | None:
    """Do something that a crash or an error ends; return the error."""
    try:
        crashes(disk, work)
    except InputError as error:
        return error
    return None


def exported(out: Path, content: str) -> int:
    files = [ExportFile.of_text(f"dossier/{name}.txt", content * 50) for name in "abc"]
    return write_files(out, files, force=True)


@pytest.mark.parametrize("how", ["crash", "power", "ENOSPC"])
def test_an_export_that_fails_anywhere_leaves_whole_files_and_goes_on(
    tmp_path: Path, how: How
) -> None:
    with failing(Disk()) as disk:
        exported(tmp_path / "tried", "neuf")
    for at in range(1, len(disk.requests) + 1):
        out = tmp_path / f"{how}-{at}"
        exported(out, "vieux")
        told = struck(Disk(at, how), lambda out=out: exported(out, "neuf"))
        assert told is None or str(out) in told.message
        files = {path.name: path.read_text() for path in out.glob("dossier/*.txt")}
        assert files.keys() == {"a.txt", "b.txt", "c.txt"}
        assert set(files.values()) <= {"vieux" * 50, "neuf" * 50}
        assert exported(out, "neuf") == 3
        assert {path.read_text() for path in out.glob("dossier/*.txt")} == {"neuf" * 50}


@pytest.fixture(scope="module")
def evaluation(tmp_path_factory: pytest.TempPathFactory):
    records = tmp_path_factory.mktemp("records") / "records.jsonl"
    lines = [record_line(record_of(gold)) + "\n" for gold in read_golds(ANNOTATED)]
    records.write_text("".join(lines), encoding="utf-8")
    return run_evaluation(gold=ANNOTATED, records=records)


@pytest.mark.parametrize("how", ["crash", "power", "ENOSPC"])
def test_an_evaluation_is_written_whole_or_not_at_all(
    evaluation: object, tmp_path: Path, how: How
) -> None:
    path = tmp_path / "scores.json"
    write_evaluation(evaluation, path)
    expected = path.read_bytes()
    with failing(Disk()) as disk:
        write_evaluation(evaluation, path)
    for at in range(1, len(disk.requests) + 1):
        path.write_text('"old"')
        told = struck(Disk(at, how), lambda: write_evaluation(evaluation, path))
        assert told is None or str(path) in told.message
        assert path.read_bytes() in (b'"old"', expected)
        json.loads(path.read_bytes())
