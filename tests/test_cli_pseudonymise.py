from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest
from pseudonym_records import marked, person

from pipeline.cli import main
from pipeline.export.formats import FORMATS
from pipeline.gold import gold_json, gold_of
from pipeline.pseudonyms import rewriting
from pipeline.records import iter_records, record_line
from pipeline.schema import Record, Turn


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every key coin the same names: by chance one may have the initials of whom it hides."""
    monkeypatch.setattr("secrets.token_bytes", lambda size: b"s" * size)


@pytest.fixture
def folder(record: Record, tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/records.jsonl").write_text(record_line(record) + "\n", encoding="utf-8")
    return tmp_path


def run(folder: Path, *more: str, key: str = "key.csv") -> int:
    return main(
        [
            "pseudonymise",
            str(folder / "out"),
            "--out",
            str(folder / "shared"),
            "--key",
            str(folder / key),
            *more,
        ]
    )


def export(folder: Path, format: str, *more: str, source: str = "out") -> int:
    shared = str(folder / "shared")
    return main(["export", str(folder / source), "--out", shared, "--to", format, *more])


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def text_of(folder: Path) -> str:
    return "".join(
        path.read_bytes().decode("utf-8", "replace")
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".parquet"
    )


def test_records_and_tables_name_nobody(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder) == 0
    assert left(folder) == {"key.csv", "out", "shared"}
    shared = folder / "shared"
    assert sorted(path.name for path in shared.glob("*.parquet")) == [
        "claims.parquet", "entities.parquet", "exchanges.parquet", "interviews.parquet",
        "turns.parquet",
    ]  # fmt: skip
    assert not re.search("Kermadec|Dacosta|Inès|Aude", text_of(shared))
    assert "Zébulon" in text_of(shared)
    assert next(iter_records(shared)).participants[1].labels != ("A.K.",)
    assert main(["validate", str(shared)]) == 0
    assert "keep it apart" in capsys.readouterr().out


@pytest.mark.parametrize(
    "command",
    [
        ["pseudonymise", "out", "--out", "shared", "--key", "key.csv"],
        ["export", "out", "--to", "tei", "--out", "shared", "--pseudonymise", "key.csv"],
        ["report", "out", "--out", "shared/report.html", "--pseudonymise", "key.csv"],
    ],
)
def test_boilerplate_is_emptied_and_that_is_said(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: list[str],
) -> None:
    (record,) = iter_records(folder / "out")
    credits = "Réalisation : Gaspard Thénard"
    text = f"{record.text}\n{credits}"
    turn = Turn(
        "t99", "boilerplate", None, len(text) - len(credits), len(text), credits, "pattern", 1.0
    )
    source = dataclasses.replace(record.source, characters=len(text))
    made = dataclasses.replace(record, text=text, source=source, turns=(*record.turns, turn))
    (folder / "out/records.jsonl").write_text(record_line(made) + "\n", encoding="utf-8")
    monkeypatch.chdir(folder)
    assert main(command) == 0
    assert (
        "1 passage outside the interviews (credits, menus) emptied: […]" in capsys.readouterr().out
    )
    assert "Thénard" not in text_of(folder / "shared")


def test_organisations_on_request(folder: Path) -> None:
    assert run(folder, "--organisations") == 0
    assert not re.search("zébulon agence|Zébulon", text_of(folder / "shared"))


def test_the_key_may_not_lie_in_what_is_shared(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, key="shared/key.csv") == 1
    assert "lies inside the output folder" in capsys.readouterr().err
    assert not (folder / "shared").exists()


def test_nothing_is_written_when_a_name_is_left(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # A rewriter that forgets a field, as one with an error would.
    monkeypatch.setitem(
        rewriting.STRUCTURAL,  # type: ignore[arg-type]
        Record,
        frozenset({"schema_version", "summary"}),
    )
    from pipeline.schema import Participant

    monkeypatch.setitem(
        rewriting.STRUCTURAL,  # type: ignore[arg-type]
        Participant,
        frozenset({"id", "role", "name"}),
    )
    assert run(folder) == 1
    error = capsys.readouterr().err
    assert "record 1 (dossier/zebulon), participants.name: K… (8 letters)" in error
    assert "ermadec" not in error
    assert not (folder / "shared").exists()
    assert not (folder / "key.csv").exists()


@pytest.fixture
def studio(tmp_path: Path) -> Path:
    """A medium whose name holds a first name in a compound, where names are left alone."""
    made = marked("Oui.", person("Solène Ferrand"), id="un")
    source = dataclasses.replace(made.source, publication="Studio-Solène")
    (tmp_path / "out").mkdir()
    line = record_line(dataclasses.replace(made, source=source))
    (tmp_path / "out/records.jsonl").write_text(line + "\n", encoding="utf-8")
    return tmp_path


def test_a_refusal_names_record_and_field_and_what_to_do(
    studio: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(studio, key="keys/key.csv") == 1
    assert capsys.readouterr().err == (
        "error: original names would stay in 1 place:\n"
        "  record 1 (un), source.publication: S… (6 letters)\n"
        "Nothing was written, no key table either; names of media and employers are replaced with "
        "--organisations (export and report: --pseudonymise-organisations); or list the whole phrase "
        f"in which the name stands there in the key table {studio / 'keys/key.csv'} (original, empty "
        "pseudonym, label OTHER: docs/privacy.md#the-key), and run again\n"
    )


@pytest.mark.parametrize(
    "command",
    [
        ["pseudonymise", "out", "--out", "a/shared", "--key", "keys/key.csv"],
        ["export", "out", "--to", "csv", "--out", "a/shared", "--pseudonymise", "keys/key.csv"],
        ["report", "out", "--out", "a/b/report.html", "--pseudonymise", "keys/key.csv"],
    ],
)
def test_a_refusal_leaves_nothing_behind(
    studio: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(studio)
    assert main(command) == 1
    assert left(studio) == {"out"}


def test_a_refusal_changes_no_key_table(studio: Path) -> None:
    key = studio / "key.csv"
    key.write_text("original,pseudonym,label,interviews\nNanou,,PER,\n", encoding="utf-8")
    before = key.read_bytes()
    assert run(studio) == 1
    assert key.read_bytes() == before


def test_files_in_the_way_are_refused_before_the_key_is_written(folder: Path) -> None:
    (folder / "shared").mkdir()
    (folder / "shared/claims.csv").write_text("mine\n", encoding="utf-8")
    assert run(folder) == 1
    assert left(folder) == {"out", "shared"}
    assert left(folder / "shared") == {"claims.csv"}


@pytest.mark.parametrize(
    ("row", "more"),
    [("", ("--organisations",)), ("Studio-Solène,,OTHER,\n", ())],
    ids=["organisations", "a line of the key"],
)
def test_what_a_refusal_advises_helps(studio: Path, row: str, more: tuple[str, ...]) -> None:
    key = "original,pseudonym,label,interviews\n" + row
    (studio / "key.csv").write_text(key, encoding="utf-8")
    assert run(studio, *more) == 0
    (record,) = iter_records(studio / "shared")
    assert record.source.publication
    assert "Solène" not in text_of(studio / "shared")


@pytest.mark.parametrize("format", FORMATS)
def test_every_export_names_nobody(folder: Path, format: str) -> None:
    code = export(folder, format, "--pseudonymise", str(folder / "key.csv"))
    assert code == 0
    assert list((folder / "shared").iterdir())
    assert not re.search("Kermadec|Dacosta|Inès", text_of(folder / "shared"))


def test_an_export_that_holds_a_name_is_not_published(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.export import csv as module
    from pipeline.export.writing import ExportFile

    def leaky(interviews: object) -> list[ExportFile]:
        list(interviews)  # type: ignore[call-overload]
        return [ExportFile.of_text("a.csv", "Kermadec\n")]

    monkeypatch.setattr(module, "export_files", leaky)
    code = export(folder, "csv", "--pseudonymise", str(folder / "key.csv"))
    assert code == 1
    assert "a.csv, line 1: K… (8 letters)" in capsys.readouterr().err
    assert left(folder) == {"out"}


def test_gold_is_refused_with_what_to_do(
    folder: Path, record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.json").write_text(gold_json(gold_of(record)), encoding="utf-8")
    code = export(folder, "doccano", "--pseudonymise", str(folder / "key.csv"), source="a.json")
    assert code == 1
    assert "gold files cannot be pseudonymised" in capsys.readouterr().err


def test_organisations_alone_need_a_key(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = export(folder, "csv", "--pseudonymise-organisations")
    assert code == 1
    assert "needs a key table" in capsys.readouterr().err


def test_a_report_under_pseudonyms(folder: Path) -> None:
    page = folder / "shared/report.html"
    code = main(
        [
            "report",
            str(folder / "out"),
            "--out",
            str(page),
            "--pseudonymise",
            str(folder / "key.csv"),
        ]
    )
    assert code == 0
    assert not re.search("Kermadec|Dacosta|Inès", page.read_text(encoding="utf-8"))
    assert [each.name for each in page.parent.iterdir()] == ["report.html"]


def test_a_report_does_not_take_the_place_of_the_key(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(folder)
    key = folder / "key.csv"
    before = key.read_bytes()
    options = ["--out", str(key), "--pseudonymise", str(key)]
    assert main(["report", str(folder / "out"), *options]) == 1
    assert key.read_bytes() == before
    assert "the key table lies inside the output" in capsys.readouterr().err


def test_the_manifest_tells_nothing_of_the_key(folder: Path) -> None:
    run(folder)
    manifest = (folder / "shared/manifest.json").read_text(encoding="utf-8")
    assert json.loads(manifest)["made_by"] == "pseudonymise"
    assert "key" not in manifest
