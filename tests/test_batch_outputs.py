from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from bare_records import bare, one_turn

from pipeline.batch import outputs
from pipeline.batch.outputs import write_outputs
from pipeline.records import record_line
from pipeline.schema import Source
from pipeline.settings import Settings


def part(folder: Path, number: int, text: str) -> Path:
    source = Source(str(number), f"{number}.txt", "txt", "utf-8", "0" * 64, text, ())
    record = bare(one_turn(source), settings=Settings(), models={}, metadata={})
    path = folder / f"{number}.json"
    path.write_text(record_line(record) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("rows", "characters", "groups"), [(5, 10**6, 2), (100, 2_000, 3), (100, 10**6, 1)]
)
def test_what_waits_in_memory_is_bounded_in_rows_and_in_characters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int, characters: int, groups: int
) -> None:
    monkeypatch.setattr(outputs, "_GROUP_ROWS", rows)
    monkeypatch.setattr(outputs, "_GROUP_CHARACTERS", characters)
    monkeypatch.setattr(outputs, "_LOOSE_ROWS", 2)
    text = "Alors ? " + "mot " * 150
    parts = [part(tmp_path, number, text) for number in range(10)]
    assert write_outputs(tmp_path, parts).rows["turns"] == 10
    turns = pq.ParquetFile(tmp_path / "turns.parquet")
    assert turns.num_row_groups == groups
    assert turns.read().column("text").to_pylist() == [text] * 10


def test_few_but_long_rows_do_not_wait_as_python_objects(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outputs, "_GROUP_ROWS", 2)
    monkeypatch.setattr(outputs, "_LOOSE_CHARACTERS", 1_000)
    write_outputs(tmp_path, [part(tmp_path, number, "mot " * 150) for number in range(10)])
    assert pq.ParquetFile(tmp_path / "turns.parquet").num_row_groups == 5
