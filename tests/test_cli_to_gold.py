"""``entretiens to-gold``, ``export`` and ``from-annotations``: there and back, never a correction lost."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.gold import exchanges_of, gold_of, parse_gold, read_gold, read_golds
from pipeline.records import record_line
from pipeline.schema import Record

TOOLS = {
    "gold": ["dossier/zebulon.json"],
    "marked": ["dossier/zebulon.txt"],
    "brat": [
        "annotation.conf",
        "dossier/zebulon.ann",
        "dossier/zebulon.json",
        "dossier/zebulon.txt",
    ],
    "labelstudio": ["interface.xml", "tasks.json"],
    "doccano": ["doccano.jsonl", "labels.json"],
    "xmi": ["TypeSystem.xml", "dossier/zebulon.xmi"],
}
# What is given back is one file there, a folder elsewhere.
BACK = {"labelstudio": "tasks.json", "doccano": "doccano.jsonl"}


@pytest.fixture
def records(record: Record, tmp_path: Path) -> Path:
    path = tmp_path / "records.jsonl"
    path.write_text(record_line(record) + "\n", encoding="utf-8")
    return path


def annotate(records: Path, tool: str, *more: str) -> tuple[int, Path]:
    out = records.parent / tool
    command = "to-gold" if tool in ("gold", "marked") else "export"
    return main([command, str(records), "--out", str(out), "--to", tool, *more]), out


def files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_a_record_as_gold_is_the_record_read_as_gold(record: Record) -> None:
    assert gold_of(record) == parse_gold(record_line(record), where="x")


@pytest.mark.parametrize("tool", TOOLS)
def test_each_form_is_written_and_comes_back(
    records: Path, record: Record, tool: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = annotate(records, tool)
    assert code == 0
    assert files(out) == TOOLS[tool]
    printed = "1 interview" if tool in ("gold", "marked") else f"{len(TOOLS[tool])} files"
    assert capsys.readouterr() == (f"{printed} in {out}, as {tool}\n", "")
    if tool == "gold":
        assert read_gold(out / "dossier/zebulon.json") == gold_of(record)
        return
    back = records.parent / "back"
    place = out / BACK.get(tool, "")
    assert main(["from-annotations", str(place), "--from", tool, "--out", str(back)]) == 0
    assert capsys.readouterr().out == f"1 gold file in {back}, 0 interviews failed\n"
    found = read_gold(back / "dossier/zebulon.json")
    if tool == "marked":
        expected = gold_of(record)
        assert found.id == expected.id
        assert found.turns == expected.turns
        assert found.entities == expected.entities
        assert found.summary == expected.summary
        assert found.exchanges == exchanges_of(expected.turns or ())
        assert [replace(c, attribution=d.attribution) for c, d in zip(
            expected.claims or (), found.claims or (), strict=True
        )] == list(found.claims or ())  # fmt: skip
    else:
        assert found == gold_of(record)


def test_gold_is_the_default_and_gold_is_read_as_well(records: Path, tmp_path: Path) -> None:
    assert main(["to-gold", str(records), "--out", str(tmp_path / "a")]) == 0
    assert main(["to-gold", str(tmp_path / "a"), "--out", str(tmp_path / "b")]) == 0
    first, second = (next(read_golds(tmp_path / name)) for name in "ab")
    assert first == second


def test_what_was_corrected_is_not_replaced_without_force(
    records: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out = annotate(records, "marked")
    assert annotate(records, "marked")[0] == 0  # the same content
    path = out / "dossier/zebulon.txt"
    path.write_text("corrigé", encoding="utf-8")
    capsys.readouterr()
    assert annotate(records, "marked")[0] == 1
    assert "zebulon.txt: exists and differs; nothing was written; choose another folder" in (
        capsys.readouterr().err
    )
    assert path.read_text(encoding="utf-8") == "corrigé"
    assert annotate(records, "marked", "--force")[0] == 0
    assert path.read_text(encoding="utf-8") != "corrigé"


def test_only_the_records_asked_for(
    records: Path, record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    with records.open("a", encoding="utf-8") as stream:
        stream.write(record_line(replace(record, id="e")) + "\n")
    code, out = annotate(records, "gold", "--id", "e")
    assert (code, files(out)) == (0, ["e.json"])
    assert annotate(records, "gold", "--id", "f")[0] == 1
    assert "no record 'f' among 2" in capsys.readouterr().err


def test_an_id_that_leads_out_of_the_folder_is_refused(
    records: Path, record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    records.write_text(record_line(replace(record, id="../e")) + "\n", encoding="utf-8")
    assert annotate(records, "gold")[0] == 1
    assert "the id '../e' is no name of a file; rename" in capsys.readouterr().err
    assert not (records.parent / "e.json").exists()


def test_what_a_marked_file_cannot_hold_is_said(
    records: Path, record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    first = record.claims[0]
    double = replace(first, id="c9", start=first.start, end=first.end)
    claims = (first, double, record.claims[1])
    records.write_text(record_line(replace(record, claims=claims)) + "\n", encoding="utf-8")
    assert annotate(records, "marked")[0] == 0
    assert capsys.readouterr().err == (
        "warning: not in the marked file: dossier/zebulon: claim c9 "
        "'Elle a formé 40 élèves en 2012': it overlaps the claim before it\n"
    )


def test_a_marked_file_to_be_mended_by_hand_is_written_and_has_an_exit_code(
    records: Path, record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    turns = tuple(turn for turn in record.turns if turn.role != "heading")
    records.write_text(record_line(replace(record, turns=turns)) + "\n", encoding="utf-8")
    code, out = annotate(records, "marked")
    assert (code, files(out)) == (3, TOOLS["marked"])
    printed, errors = capsys.readouterr()
    assert "1 places to mend by hand" in printed
    assert "zebulon.txt:" in errors
    assert "'Portrait' stands outside every turn" in errors


def test_one_bad_file_does_not_keep_the_others_back(
    records: Path, record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    with records.open("a", encoding="utf-8") as stream:
        stream.write(record_line(replace(record, id="e")) + "\n")
    _, out = annotate(records, "brat")
    with (out / "e.ann").open("a", encoding="utf-8") as stream:
        stream.write("T90\tnom 0 8\tPortrait\n")
    back = records.parent / "back"
    assert main(["from-annotations", str(out), "--from", "brat", "--out", str(back)]) == 3
    printed, errors = capsys.readouterr()
    assert "e.ann:" in errors
    assert "T90: unknown type 'nom'" in errors
    assert printed.endswith("1 gold file in " + str(back) + ", 1 interview failed\n")
    assert files(back) == ["dossier/zebulon.json"]


def test_two_annotations_of_one_interview_are_refused(
    records: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out = annotate(records, "labelstudio")
    path = out / "tasks.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) * 2), encoding="utf-8")
    argv = ["from-annotations", str(path), "--from", "labelstudio", "--out", str(out / "back")]
    assert main(argv) == 1
    assert "two annotations of 'dossier/zebulon'; keep one" in capsys.readouterr().err


@pytest.mark.parametrize("tool", ["brat", "marked", "xmi"])
def test_a_folder_without_annotations_is_refused(
    tmp_path: Path, tool: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    argv = ["from-annotations", str(tmp_path / "in"), "--from", tool, "--out", str(tmp_path / "g")]
    assert main(argv) == 1
    assert f"holds nothing of {tool}" in capsys.readouterr().err
    argv[1] = str(tmp_path / "absent")
    assert main(argv) == 1
    assert "absent: does not exist" in capsys.readouterr().err


def test_what_came_back_is_gold_to_evaluate_on(
    records: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out = annotate(records, "brat")
    back = records.parent / "back"
    main(["from-annotations", str(out), "--from", "brat", "--out", str(back)])
    assert main(["evaluate", "--gold", str(back), "--records", str(records)]) == 0
    assert "offset violations: 0" in capsys.readouterr().out
