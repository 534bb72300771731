"""Whatever is killed while it writes into an output folder, ``doctor`` finds what it left there."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fault_runs import TEXTS, put, run
from faults import Disk, crashes, failing

import pipeline
from pipeline.batch.rewriting import write_folder
from pipeline.batch.shards import Shards
from pipeline.batch.urls import RemoteFolder
from pipeline.cli.publishing import publish
from pipeline.doctor import check_output
from pipeline.export.writing import ExportFile, write_files
from pipeline.files import STAGED, write_safely
from pipeline.pseudonyms.key import Key, write_key
from pipeline.records import iter_records
from pipeline.report import write_report

ROOT = Path(pipeline.__file__).parent
FILES = (ExportFile.of_text("tei/a.xml", "<TEI/>"), ExportFile.of_text("b.txt", "b"))
STEP = 3  # every place would take a minute
CHANGED = {"a": "Un, ou deux ?", "e": "Cinq ?"}


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an output folder, beside what it was made of and what a run makes anew."""
    folder = tmp_path_factory.mktemp("start")
    put(folder / "in", TEXTS)
    run(folder / "in", folder / "out")
    put(folder / "in", CHANGED)
    return folder / "out"


def runs(out: Path, start: Path) -> None:
    run(start.parent / "in", out)


def reports(out: Path, start: Path) -> None:
    write_report(iter_records(start), out / "report.html")


def exports(out: Path, start: Path) -> None:  # noqa: ARG001 (every writer is called alike)
    write_files(out, FILES, force=True)


def publishes(out: Path, start: Path) -> None:
    publish(out, iter_records(start), source=start, manifest={}, force=True, report=True)


def rewrites(out: Path, start: Path) -> None:
    write_folder(out, iter_records(start), manifest={})


def writes_one(out: Path, start: Path) -> None:  # noqa: ARG001
    write_safely(out / "evaluation.json", "{}\n")


def writes_key(out: Path, start: Path) -> None:  # noqa: ARG001
    write_key(out / "key.csv", Key(b"0" * 32, ()))


WRITERS = (runs, reports, exports, publishes, rewrites, writes_one, writes_key)


def inside(folder: Path) -> set[Path]:
    return {path.relative_to(folder) for path in folder.rglob("*")}


def told(out: Path) -> str:
    return "\n".join(f"{each.what}; {each.mend}" for each in check_output(out))


@pytest.mark.parametrize("write", WRITERS)
def test_what_a_killed_writer_left_is_told(
    start: Path, tmp_path: Path, write: Callable[[Path, Path], None]
) -> None:
    undisturbed = tmp_path / "undisturbed"
    shutil.copytree(start, undisturbed)
    with failing(Disk()) as disk:
        write(undisturbed, start)
    known = inside(start) | inside(undisturbed)
    out = tmp_path / "out"
    found: set[str] = set()
    for at in range(1, len(disk.requests) + 1, STEP if len(disk.requests) > 30 else 1):
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(start, out)
        assert crashes(Disk(at), lambda: write(out, start))
        left = {path for path in inside(out) - known if path.parent in known | {Path(".")}}
        said = told(out)
        for path in left:
            one_of_many = path.parent.name == "parts" or "half-written file" in said
            assert path.name in said or one_of_many, f"{disk.requests[at - 1]}: {path}"
        found |= {path.name for path in left}
    assert found  # or nothing was tried


def test_what_a_killed_run_to_a_url_left_is_told_and_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = RemoteFolder(tmp_path.as_uri())
    written = Shards(folder)
    written.write("a" * 40, [])
    folder.write("manifest.json", b"{}")
    whole = inside(tmp_path)

    class Killed(BaseException):
        pass

    class System:
        """The folder's own, until a file is to get its name."""

        def __init__(self, system: object) -> None:
            self._system = system

        def __getattr__(self, name: str) -> object:
            return getattr(self._system, name)

        def move(self, old: str, new: str) -> None:
            raise Killed(old, new)

    with monkeypatch.context() as patch:
        patch.setattr(folder, "_system", System(folder._system))
        for name in ("manifest.json", "errors.jsonl"):
            with pytest.raises(Killed):
                folder.write(name, b"{}")
        with pytest.raises(Killed):
            written.write("b" * 40, [])
    assert len(inside(tmp_path) - whole) == 3
    assert "3 half-written files of a run that was killed" in told(tmp_path)
    written.keep_only({"a" * 40})
    assert inside(tmp_path) == whole


def scratch_calls() -> Iterator[tuple[str, ast.Call]]:
    """Yield every making of a temporary file or folder in a folder of the caller's choice."""
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func).startswith("tempfile.")
                and "dir" in {given.arg for given in node.keywords}
            ):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def test_all_temporary_files_have_one_of_the_names_that_doctor_knows() -> None:
    calls = dict(scratch_calls())
    assert len(calls) >= 4
    for where, call in calls.items():
        given = {each.arg: ast.unparse(each.value) for each in call.keywords}
        assert given.get("prefix") == "STAGED" or given.get("suffix") == "TEMPORARY", where


def test_names_of_the_users_own_are_left_alone(start: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(start, out)
    before = told(out)
    for name in ("notes.txt", ".gitignore", f"x{STAGED}x", "_index.md"):
        (out / name).touch()
    assert told(out) == before
