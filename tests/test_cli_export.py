"""``entretiens export``: every format from the command line, all files of it or none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import networkx as nx
import pytest

from pipeline.cli import main
from pipeline.export import FORMATS
from pipeline.gold import gold_json, gold_of
from pipeline.records import record_line
from pipeline.schema import Record
from pipeline.text import counted


@pytest.fixture
def records(record: Record, tmp_path: Path) -> Path:
    other = replace(record, id="é 2/b’c", metadata={})
    path = tmp_path / "records.jsonl"
    path.write_text(f"{record_line(record)}\n{record_line(other)}\n", encoding="utf-8")
    return path


def export(records: Path, format: str, *more: str) -> tuple[int, Path]:
    out = records.parent / "out"
    return main(["export", str(records), "--to", format, "--out", str(out), *more]), out


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("format", FORMATS)
def test_each_format_is_written_and_the_same_again(
    records: Path, format: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = export(records, format)
    made = files(out)
    assert code == 0
    assert capsys.readouterr().out == f"{counted(len(made), 'file')} in {out}, as {format}\n"
    assert made
    assert all(made.values())
    assert export(records, format)[0] == 0  # the same bytes, so nothing is replaced
    assert files(out) == made


@pytest.mark.parametrize("format", FORMATS)
def test_an_error_in_the_last_interview_leaves_nothing_behind(
    records: Path, format: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with records.open("a", encoding="utf-8") as stream:
        stream.write('{"id": "z"}\n')
    code, out = export(records, format)
    assert code == 1
    assert "records.jsonl, line 3: schema_version: Field required" in capsys.readouterr().err
    assert files(out) == {}


@pytest.mark.parametrize(
    ("format", "option", "said"),
    [
        ("gexf", "--answers-only", "--answers-only means nothing for gexf; it is an option of"),
        ("conll", "--min-count=2", "--min-count means nothing for conll; it is an option of gexf"),
        ("xmi", "--title=x", "--title means nothing for xmi; it is an option of hf"),
        ("gexf", "--min-count=-1", "--min-count -1; give 0 or more"),
    ],
)
def test_an_option_of_another_format_is_refused(
    records: Path, format: str, option: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = export(records, format, option)
    assert code == 1
    assert said in capsys.readouterr().err
    assert files(out) == {}


def test_options_reach_their_format(records: Path) -> None:
    _, out = export(records, "gexf", "--min-count", "2")
    (edge,) = nx.read_gexf(out / "entities.gexf").edges(data="weight")
    assert edge[2] == 2
    export(records, "hf", "--title", "Mes entretiens")
    assert "\n# Mes entretiens\n" in (out / "README.md").read_text(encoding="utf-8")


def test_only_the_records_asked_for(records: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = export(records, "conll", "--id", "é 2/b’c")
    assert (code, list(files(out))) == (0, ["é 2/b’c.conll"])
    assert export(records, "conllu", "--id", "é 2/b’c", "--id", "autre")[0] == 1
    assert "no record 'autre' among 2; entretiens show lists" in capsys.readouterr().err
    assert list(files(out)) == ["é 2/b’c.conll"]


def test_a_file_that_differs_is_replaced_only_with_force(
    records: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out = export(records, "xmi")
    changed = out / "dossier" / "zebulon.xmi"
    untouched = out / "TypeSystem.xml"
    changed.write_text("corrigé", encoding="utf-8")
    untouched.unlink()
    capsys.readouterr()
    assert export(records, "xmi")[0] == 1
    assert "zebulon.xmi: exists and differs; nothing was written" in capsys.readouterr().err
    assert changed.read_text(encoding="utf-8") == "corrigé"
    assert not untouched.exists()
    assert export(records, "xmi", "--force")[0] == 0
    assert changed.read_text(encoding="utf-8").startswith("<?xml")


@pytest.mark.parametrize("format", [f.name for f in FORMATS.values() if f.takes == "gold"])
def test_gold_is_exported_as_its_record_is(
    records: Path, record: Record, format: str, tmp_path: Path
) -> None:
    folder = tmp_path / "gold"
    folder.mkdir()
    (folder / "a.json").write_text(gold_json(gold_of(record)), encoding="utf-8")
    out = tmp_path / "of-gold"
    assert main(["export", str(folder), "--to", format, "--out", str(out)]) == 0
    _, expected = export(records, format, "--id", record.id)
    assert files(out) == files(expected)


def test_two_interviews_of_one_file_name_are_refused(
    records: Path, record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [record_line(replace(record, id=id)) for id in ("a:b", "a?b")]
    records.write_text("\n".join(lines) + "\n", encoding="utf-8")
    code, out = export(records, "conll")
    assert code == 1
    assert "two files would be called 'a-b.conll'; rename one" in capsys.readouterr().err
    assert files(out) == {}


def test_an_id_that_leads_out_of_the_folder_is_refused(
    records: Path, record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    records.write_text(record_line(replace(record, id="../e")) + "\n", encoding="utf-8")
    assert export(records, "conllu")[0] == 1
    assert "the id '../e' is no name of a file" in capsys.readouterr().err
    assert not list(records.parent.glob("*.conllu"))


def test_without_records_nothing_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(tmp_path / "absent.jsonl", "gexf")[0] == 1
    assert "absent.jsonl: the records cannot be read" in capsys.readouterr().err
