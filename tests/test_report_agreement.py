"""« Ce que plusieurs disent » in the overview of the report."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from link_records import interview

from pipeline.cli import main
from pipeline.records import record_line
from pipeline.report.agreement import SHOWN, Agreement
from pipeline.schema import Record
from pipeline.tables import Row

READ = "Lisez les journaux avant d’appeler un rédacteur"
ADVISED = interview("a/é", ("recommendation", READ), speaker="Aude <b>Kermadec</b>")
ADVISED_TOO = interview("b", ("recommendation", READ), speaker=None)


def row(relation: str = "same", similarity: float = 0.9, second: str = "b") -> Row:
    return {
        "relation": relation,
        "similarity": similarity,
        "interview_a": "a/é",
        "claim_a": "c1",
        "speaker_a": "Aude <b>Kermadec</b>",
        "statement_a": READ,
        "interview_b": second,
        "claim_b": "c1",
        "speaker_b": None,
        "statement_b": READ,
    }


def agreement(*rows: Row) -> Agreement:
    made = Agreement(rows)
    for record in (ADVISED, ADVISED_TOO):
        made.add(record)
    return made


def test_a_pair_leads_to_the_words_of_both_claims() -> None:
    (pair,) = agreement(row()).pairs()
    assert [side.address for side in pair.sides] == ["#itw=a%2F%C3%A9&c=c1", "#itw=b&c=c1"]
    assert [side.speaker for side in pair.sides] == ["Aude <b>Kermadec</b>", None]


def test_what_the_records_no_longer_say_is_left_out() -> None:
    changed = row() | {"statement_b": "Lisez les journaux"}
    assert agreement(changed, row(second="gone")).pairs() == ()


def test_the_most_alike_are_shown_and_the_opposed_after_the_same() -> None:
    rows = [row("opposed", 0.99), *(row(similarity=n / 100) for n in range(SHOWN + 5))]
    pairs = agreement(*rows).pairs()
    assert [pair.opposed for pair in pairs] == [False] * SHOWN + [True]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    records: tuple[Record, ...] = (ADVISED, ADVISED_TOO)
    lines = "".join(f"{record_line(record)}\n" for record in records)
    (tmp_path / "records.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def overview(folder: Path) -> str:
    assert main(["report", str(folder)]) == 0
    page = (folder / "report.html").read_text(encoding="utf-8")
    found = re.search(r'<section class="several".*?</section>', page, re.DOTALL)
    return found[0] if found else ""


def test_the_page_shows_them_once_they_are_linked(folder: Path) -> None:
    assert overview(folder) == ""
    assert main(["link", str(folder)]) == 0
    shown = overview(folder)
    assert "Ce que plusieurs disent" in shown
    assert shown.count(READ) == 2
    assert "Aude &lt;b&gt;Kermadec&lt;/b&gt;" in shown
    assert 'href="#itw=a%2F%C3%A9&amp;c=c1"' in shown


def test_under_pseudonyms_the_real_names_of_the_table_stay_out(
    folder: Path, tmp_path: Path
) -> None:
    assert main(["link", str(folder)]) == 0
    key, out = tmp_path / "key" / "names.csv", tmp_path / "shared" / "report.html"
    assert main(["report", str(folder), "--pseudonymise", str(key), "--out", str(out)]) == 0
    assert "Ce que plusieurs disent" not in out.read_text(encoding="utf-8")


def test_a_damaged_table_is_an_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "claim_links.parquet").write_bytes(b"no table")
    assert main(["report", str(folder)]) == 1
    assert "make it again with entretiens link" in capsys.readouterr().err
