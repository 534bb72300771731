"""The per-file function without models, slowed down, that notes which process it ran in."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from fake_engine import load, process, versions

from pipeline.batch import Engine
from pipeline.schema import Record

# The name of a variable that leads to a folder, where each process leaves a file: its number, and in it that of
# its parent, which is Ray's process for a node.
PIDS = "ENTRETIENS_TEST_PIDS"
_PATIENCE = 60.0  # seconds: who does not begin in this time is for the test to report


def slowly(path: Path, **given: Any) -> Record:
    if PIDS in os.environ:
        pids = Path(os.environ[PIDS])
        _wait_for_others(pids)
        busy = pids / f"busy-{os.getpid()}"
        busy.touch()
        time.sleep(0.05)
        busy.unlink()
    return process(path, **given)


def wait_for(count: int, pids: Path) -> None:
    """Let the first processes wait until so many have begun: a fast one could do all the work."""
    (pids / "begin").write_text(str(count))


def nodes(pids: Path) -> dict[int, int]:
    """Return the number of every process that began, with that of its node's own process."""
    return {int(path.name): int(path.read_text()) for path in pids.glob("[0-9]*")}


def busy(pids: Path) -> set[int]:
    """Return the numbers of the processes that are at an interview."""
    return {int(path.name.partition("-")[2]) for path in pids.glob("busy-*")}


def _wait_for_others(pids: Path) -> None:
    begun = pids / str(os.getpid())
    if begun.exists():
        return
    new = pids / f"new-{os.getpid()}"
    new.write_text(str(os.getppid()))
    new.replace(begun)  # whole for whoever reads it
    end = time.monotonic() + _PATIENCE
    while len(nodes(pids)) < int((pids / "begin").read_text()) and time.monotonic() < end:
        time.sleep(0.01)


SLOW = Engine(versions=versions, load=load, process=slowly)
