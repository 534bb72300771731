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


def slowly(path: Path, **given: Any) -> Record:
    if PIDS in os.environ:
        (Path(os.environ[PIDS]) / str(os.getpid())).write_text(str(os.getppid()))
        time.sleep(0.05)
    return process(path, **given)


SLOW = Engine(versions=versions, load=load, process=slowly)
