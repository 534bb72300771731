"""A run that is killed at any moment and started again gives the records of an undisturbed run."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted((ROOT / "tests/annotated/raw/dev").iterdir())
COPIES = 20

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="Windows knows no kill -9 and no process groups"),
]


def command(folder: Path, out: Path, workers: int) -> list[str]:
    return [
        *(sys.executable, "-m", "pipeline", "run", str(folder)),
        *("--out", str(out), "--workers", str(workers)),
    ]


def undisturbed(folder: Path, out: Path, workers: int) -> bytes:
    subprocess.run(command(folder, out, workers), cwd=ROOT, check=True, capture_output=True)
    return (out / "records.jsonl").read_bytes()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of sixty interviews: a run over them lasts long enough to be disturbed."""
    folder = tmp_path_factory.mktemp("kill") / "in"
    for copy in map(str, range(COPIES)):
        for sample in SAMPLES:
            (folder / copy).mkdir(parents=True, exist_ok=True)
            shutil.copy(sample, folder / copy / sample.name)
    return folder


@pytest.fixture(scope="module")
def expected(folder: Path) -> bytes:
    """Return the records of a run that nobody disturbed."""
    records = undisturbed(folder, folder.parent / "undisturbed", 1)
    assert records.count(b"\n") == COPIES * len(SAMPLES) == 60
    return records


def parts(out: Path) -> int:
    return len(list((out / "parts").glob("*.json"))) if out.exists() else 0


def kill(folder: Path, out: Path, workers: int, *, when: Callable[[Path], bool]) -> bool:
    """Start a run, kill its main process when the time has come; return whether it was killed.

    Only the main process is killed: its workers must notice and end on their own.
    """
    process = subprocess.Popen(
        command(folder, out, workers),
        cwd=ROOT,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None and not when(out):
        time.sleep(0.001)
    alive = process.poll() is None
    process.kill()
    process.wait()
    assert ended(process.pid, within=30), "worker processes are left"
    return alive


def ended(group: int, *, within: float) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    os.killpg(group, signal.SIGKILL)
    return False


def after(count: int) -> Callable[[Path], bool]:
    return lambda out: parts(out) >= count


def half_written(name: str) -> Callable[[Path], bool]:
    return lambda out: (out / f"{name}.tmp").exists()


MOMENTS = {
    "before anything is finished": lambda out: out.exists(),
    "after one interview": after(1),
    "after five interviews": after(5),
    "after eleven interviews": after(11),
    "while a part is written": lambda out: any(out.glob("parts/*.tmp")),
    "while the records are written": half_written("records.jsonl"),
    "while a table is written": half_written("claims.parquet"),
    "when the records are there but not the manifest": lambda out: (out / "records.jsonl").exists(),
}


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_run_started_again_gives_the_same_records(
    folder: Path, expected: bytes, tmp_path: Path, moment: str, workers: int
) -> None:
    out = tmp_path / "out"
    kill(folder, out, workers, when=MOMENTS[moment])
    finished = parts(out)
    assert undisturbed(folder, out, workers) == expected
    assert parts(out) == COPIES * len(SAMPLES)
    assert finished <= COPIES * len(SAMPLES)
    assert not list(out.rglob("*.tmp"))


def test_a_run_killed_again_and_again_gets_there(
    folder: Path, expected: bytes, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    kills = sum(kill(folder, out, 2, when=after(count)) for count in (1, 3, 6, 9))
    assert kills == 4
    assert parts(out) >= 9
    assert undisturbed(folder, out, 2) == expected


def test_what_was_finished_is_not_done_again(folder: Path, expected: bytes, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert kill(folder, out, 1, when=after(5))
    before = {path.name: path.stat().st_mtime_ns for path in (out / "parts").glob("*.json")}
    assert len(before) >= 5
    assert undisturbed(folder, out, 1) == expected
    for name, written in before.items():
        assert (out / "parts" / name).stat().st_mtime_ns == written


def test_a_killed_run_over_a_table_and_an_archive_gives_the_same_records(tmp_path: Path) -> None:
    inputs = tmp_path / "in"
    inputs.mkdir()
    samples = [sample for sample in SAMPLES if sample.suffix == ".txt"]
    with (
        (inputs / "t.jsonl").open("w", encoding="utf-8") as rows,
        zipfile.ZipFile(inputs / "z.zip", "w") as packed,
    ):
        for copy in range(COPIES):
            for sample in samples:
                rows.write(json.dumps({"text": sample.read_text(encoding="utf-8")}) + "\n")
                packed.write(sample, f"{copy}/{sample.name}")
    expected = undisturbed(inputs, tmp_path / "undisturbed", 1)
    out = tmp_path / "out"
    assert kill(inputs, out, 2, when=after(5))
    before = {path.name: path.stat().st_mtime_ns for path in (out / "parts").glob("*.json")}
    assert undisturbed(inputs, out, 2) == expected
    for name, written in before.items():
        assert (out / "parts" / name).stat().st_mtime_ns == written


def test_the_outputs_of_an_earlier_run_are_whole_after_a_kill(
    folder: Path, expected: bytes, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert undisturbed(folder, out, 1) == expected
    (out / "parts").rename(tmp_path / "gone")
    assert kill(folder, out, 1, when=after(3))
    assert (out / "records.jsonl").read_bytes() == expected


def test_an_interrupted_run_says_so_and_leaves_no_process(
    folder: Path, expected: bytes, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    process = subprocess.Popen(
        command(folder, out, 2),
        cwd=ROOT,
        start_new_session=True,
        stderr=subprocess.PIPE,
        text=True,
        # A shell's background job ignores Ctrl-C, and its children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    while process.poll() is None and not after(2)(out):
        time.sleep(0.001)
    os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C does: to the workers as well
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err == "error: interrupted; the same command goes on from here\n"
    assert ended(process.pid, within=5)
    assert undisturbed(folder, out, 2) == expected
