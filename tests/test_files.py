from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.files import parquet_table

_THREADS = """
import os, sys
from pathlib import Path
import pyarrow.parquet
from pipeline.files import parquet_table
data = Path(sys.argv[1]).read_bytes()
before = len(os.listdir("/proc/self/task"))
parquet_table(data)
print(len(os.listdir("/proc/self/task")) - before)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"a": ["x", None], "b": [[{"c": 1}], []]}), path)
    return path


def test_a_parquet_file_comes_back_from_its_bytes(file: Path) -> None:
    assert parquet_table(file.read_bytes()).equals(pq.read_table(file))


def test_other_bytes_are_no_parquet() -> None:
    with pytest.raises(pa.ArrowInvalid):
        parquet_table(b"PAR1 and no more")


@pytest.mark.skipif(sys.platform != "linux", reason="threads are counted in /proc")
def test_arrow_reads_it_in_no_thread_of_its_own(file: Path) -> None:
    # Such a thread may let go of Python's bytes while the interpreter ends: the process aborts.
    command = [sys.executable, "-c", _THREADS, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"
