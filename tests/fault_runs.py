"""Small runs, exports and evaluations whose results after a fault are compared with undisturbed ones."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fake_engine import ENGINE
from faults import Disk, How, crashes, failing

from pipeline.batch import Request, Result, run_batch
from pipeline.batch.outputs import MANIFEST, OUTPUTS
from pipeline.errors import InputError, PipelineError
from pipeline.records import load_records

TEXTS = {"a": "Un ?", "b": "Deux ?", "c": "!input", "d": "Quatre ?\nOui, « quatre »."}
CHANGED = {"b": "Deux, donc ?", "e": "Cinq ?"}
GONE = "d"


def put(folder: Path, texts: Mapping[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")


def run(folder: Path, out: Path) -> Result:
    request = Request(inputs=(folder,), out=out, prune=True)
    return run_batch(request, engine=ENGINE, workers=1)


def outputs(out: Path) -> dict[str, bytes]:
    """Return the files of a run; of the manifest without what tells how the run went."""
    found = {name: (out / name).read_bytes() for name in OUTPUTS if (out / name).exists()}
    if MANIFEST in found:
        values = json.loads(found[MANIFEST])
        del values["duration_seconds"]
        for count in ("read", "reused", "pruned"):
            del values["counts"][count]
        found[MANIFEST] = json.dumps(values).encode()
    return found


@dataclass
class Scenario:
    """A folder of interviews and an output folder, with what an undisturbed run makes of them."""

    folder: Path
    start: Path | None  # an output folder of an earlier run, copied before each try
    expected: dict[str, bytes] = field(default_factory=dict)
    requests: int = 0

    def fresh(self, out: Path) -> None:
        """Make `out` what it is before the run."""
        shutil.rmtree(out, ignore_errors=True)
        if self.start is not None:
            shutil.copytree(self.start, out)


def scenarios(folder: Path) -> dict[str, Scenario]:
    """Return a first run, and one over an earlier output, after a change, a new file and a loss."""
    put(folder / "first", TEXTS)
    put(folder / "again", TEXTS)
    run(folder / "again", folder / "old")
    put(folder / "again", CHANGED)
    (folder / "again" / f"{GONE}.txt").unlink()
    made = {
        "first": Scenario(folder / "first", None),
        "again": Scenario(folder / "again", folder / "old"),
    }
    for name, scenario in made.items():
        out = folder / f"{name}-undisturbed"
        scenario.fresh(out)
        with failing(Disk()) as disk:
            run(scenario.folder, out)
        scenario.requests = len(disk.requests)
        scenario.expected = outputs(out)
    return made


def no_half_line(out: Path) -> None:
    """Prove that each file that is there is whole."""
    for path in (*out.glob("*.jsonl"), *out.glob("*.csv"), *out.glob("parts/*.json")):
        content = path.read_bytes()
        assert not content or content.endswith(b"\n"), f"{path.name} breaks off"
    for path in out.glob("parts/*.json"):
        json.loads(path.read_bytes())
    if (out / "records.jsonl").exists():
        load_records(out)
    if (out / MANIFEST).exists():
        json.loads((out / MANIFEST).read_bytes())


def recovers(scenario: Scenario, out: Path, *, at: int, how: How) -> bool:
    """Prove that a run that died at a request can be run again; return whether it died."""
    scenario.fresh(out)
    died = crashes(Disk(at, how), lambda: run(scenario.folder, out))
    recovered(scenario, out)
    return died


def recovered(scenario: Scenario, out: Path) -> None:
    """Prove that nothing finished is lost and that another run makes all as if undisturbed."""
    no_half_line(out)
    finished = {path.name for path in out.glob("parts/*.json")}
    result = run(scenario.folder, out)
    assert outputs(out) == scenario.expected
    kept = {path.name for path in out.glob("parts/*.json")} & finished
    assert result.counts["reused"] == len(kept)
    assert not list(out.rglob("*.tmp"))


def complains(scenario: Scenario, out: Path, *, at: int, how: How) -> bool:
    """Prove that a disk that fails at a request gives an error in words, and that nothing is lost.

    Returns:
        Whether the run failed.
    """
    scenario.fresh(out)
    told: PipelineError | None = None
    before = outputs(out)
    try:
        with failing(Disk(at, how)):
            run(scenario.folder, out)
    except PipelineError as error:
        told = error
    if told is not None:
        assert isinstance(told, InputError)
        assert str(out) in told.message
    for name, content in outputs(out).items():
        assert content in (before.get(name), scenario.expected[name])
    recovered(scenario, out)
    return told is not None


@contextmanager
def prepared(folder: Path) -> Iterator[dict[str, Scenario]]:
    """Give the scenarios; the digest of the package's code, which each run takes, is taken once."""
    from pipeline.batch import versions

    digest = versions.code_sha256()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(versions, "code_sha256", lambda: digest)
        yield scenarios(folder)
