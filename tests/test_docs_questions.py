"""The worked example of docs/questions.md: its code runs, and prints what the page shows."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from link_records import interview

from pipeline.batch.outputs import write_outputs
from pipeline.cli import main
from pipeline.records import record_line

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "questions.md"
_STEP = re.compile(r"```python\n(.*?)```\n(?:\n```text\n(.*?)```)?", re.DOTALL)


def steps() -> list[tuple[str, str]]:
    """Return each snippet of the page with the output that it shows."""
    return [(code, shown) for code, shown in _STEP.findall(PAGE.read_text(encoding="utf-8"))]


def outputs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Yield what each snippet prints in a folder that holds ``my-records``."""
    monkeypatch.chdir(folder)
    known: dict[str, Any] = {}
    for code, _ in steps():
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(compile(code, PAGE.name, "exec"), known)
        yield printed.getvalue()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder with the tables of two interviews that have the theme and the entity."""
    read, closed = "Lisez les journaux avant d’appeler", "Nous avons fermé notre compte Twitter"
    records = [
        interview(
            id,
            ("recommendation", read),
            ("fact", closed),
            speaker=speaker,
            date=date,
            names={"Twitter": "ORG"},
        )
        for id, speaker, date in (
            ("a", "Aude Kermadec", "2012-04"),
            ("b", "Inès Dacosta", "2019"),
        )
    ]
    parts = []
    for record in records:
        parts.append(tmp_path / f"{record.id}.json")
        parts[-1].write_text(record_line(record) + "\n", encoding="utf-8")
    out = tmp_path / "my-records"
    out.mkdir()
    write_outputs(out, parts)
    assert main(["link", str(out)]) == 0
    return tmp_path


def test_the_code_answers_both_questions_of_other_records(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, types, advice, linked, lasting, years, roles = outputs(small, monkeypatch)
    assert types.splitlines()[0] == "2 claims in 2 interviews"
    assert advice.splitlines() == [
        "Aude Kermadec: Lisez les journaux avant d’appeler",
        "Inès Dacosta: Lisez les journaux avant d’appeler",
    ]
    assert linked.startswith("same (1.00; lisez; journaux; appeler)\n")
    assert lasting.split()[-6:] == ["Twitter", "ORG", "2", "2", "2012", "2019"]
    assert years.splitlines() == [
        "2012 Aude Kermadec (fact): Nous avons fermé notre compte Twitter",
        "2019 Inès Dacosta (fact): Nous avons fermé notre compte Twitter",
    ]
    assert roles.split() == ["role", "answer", "2"]


def test_all_output_but_that_of_the_loading_is_shown() -> None:
    assert [bool(shown) for _, shown in steps()] == [False, *[True] * (len(steps()) - 1)]


@pytest.mark.slow
def test_the_page_shows_what_the_corpus_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    splits = [str(ROOT / "corpus" / "raw" / split) for split in ("dev", "train")]
    assert main(["run", *splits, "--out", str(tmp_path / "my-records"), "--no-report"]) == 0
    assert main(["link", str(tmp_path / "my-records")]) == 0
    assert list(outputs(tmp_path, monkeypatch)) == [shown for _, shown in steps()]
