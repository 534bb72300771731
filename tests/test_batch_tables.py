"""Tables of interviews: what becomes of their rows in a run."""

from __future__ import annotations

import csv
import dataclasses
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from batch_runs import (
    OWN,
    ROWS,
    as_csv,
    as_lines,
    as_parquet,
    errors,
    plan,
    put,
    records,
    records_of_texts,
    run,
    skipped,
)
from fake_engine import SEGMENTING

from pipeline.errors import InputError
from pipeline.read import read_source
from pipeline.schema import Record
from pipeline.settings import Settings

# --- one interview, whatever holds it --------------------------------------------------------

FORMATS: dict[str, Callable[[], bytes]] = {
    "comma.csv": lambda: as_csv(ROWS),
    "semicolon.csv": lambda: as_csv(ROWS, ";"),
    "tab.tsv": lambda: as_csv(ROWS, "\t"),
    "mark.csv": lambda: as_csv(ROWS, ";", "utf-8-sig"),
    "lines.jsonl": lambda: as_lines(ROWS),
    "lines.json": lambda: as_lines(ROWS),
    "array.json": lambda: json.dumps(ROWS, indent=1).encode(),
    "table.parquet": lambda: as_parquet(ROWS),
}


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> list[Record]:
    return records_of_texts(tmp_path_factory.mktemp("texts") / "in")


@pytest.mark.parametrize("name", FORMATS)
def test_rows_give_the_records_of_the_same_texts_as_files(
    tmp_path: Path, name: str, expected: list[Record]
) -> None:
    path = put(tmp_path / "in", name, FORMATS[name]())
    assert run(path, engine=SEGMENTING).counts["failed"] == 0
    found = records(path)
    assert len(found[0].exchanges) == 2
    assert [record.metadata for record in found] == [OWN] * 10
    assert [
        dataclasses.replace(r, source=e.source, metadata={})
        for r, e in zip(found, expected, strict=True)
    ] == expected
    formats = {"tsv": "csv", "jsonl": "json"}
    suffix = path.suffix[1:]
    assert {record.source.format for record in found} == {formats.get(suffix, suffix)}
    assert found[1].source.file == f"{name}#entretien-02"


def test_one_row_has_one_digest_in_every_format(tmp_path: Path) -> None:
    digests = {
        tuple(job.sha256 for job in plan(put(tmp_path, name, make())).todo)
        for name, make in FORMATS.items()
    }
    assert len(digests) == 1


def test_several_processes_write_the_same_bytes_as_one(tmp_path: Path) -> None:
    path = put(tmp_path / "in", "table.parquet", as_parquet(ROWS))
    run(path)
    run(path, workers=2, out=tmp_path / "other")
    assert (tmp_path / "other/records.jsonl").read_bytes() == (
        tmp_path / "out/records.jsonl"
    ).read_bytes()


# --- names -----------------------------------------------------------------------------------


def test_rows_without_id_are_numbered_so_that_they_sort(tmp_path: Path) -> None:
    path = put(tmp_path / "in", "t.csv", as_csv([{"text": f"Un {n} ?"} for n in range(1, 12)]))
    run(path)
    assert [r.id for r in records(path)] == [f"t.csv#{n:06}" for n in range(1, 12)]
    assert [r.source.file for r in records(path)] == [f"t.csv#{n}" for n in range(1, 12)]
    assert [r.text for r in records(path)] == [f"Un {n} ?" for n in range(1, 12)]


def test_an_empty_id_falls_back_on_the_row(tmp_path: Path) -> None:
    path = put(tmp_path, "t.csv", "id,text\na,Un ?\n ,Deux ?\n")
    assert [job.id for job in plan(path).todo] == ["a", "t.csv#000002"]


def test_an_id_that_stands_twice_names_no_row(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    put(tmp_path / "in", "a.csv", "id,text\n1,Un ?\n2,Deux ?\n")
    put(tmp_path / "in", "b.csv", "id,text\n2,Trois ?\n")
    found = plan(tmp_path / "in").todo
    assert [job.id for job in found] == ["1", "a.csv#000002", "b.csv#000001"]
    assert "2 rows have an id that stands twice" in caplog.text


def test_a_row_and_a_file_of_one_id_are_told_apart(tmp_path: Path) -> None:
    put(tmp_path / "in", "x.txt", "Un ?")
    put(tmp_path / "in", "t.csv", "id,text\nx,Deux ?\n")
    assert [(job.id, job.file) for job in plan(tmp_path / "in").todo] == [
        ("t.csv#000001", "t.csv#1"),
        ("x", "x.txt"),
    ]


def test_a_json_object_is_called_as_its_file(tmp_path: Path) -> None:
    put(tmp_path / "in", "sous/a.json", '{"texte": "Un ?",\n "ville": "Brest"}')
    path = put(tmp_path / "in", "b.json", '{"id": "n7", "texte": "Deux ?"}')
    run(tmp_path / "in", out=tmp_path / "out")
    first, second = records(path)
    assert (first.id, first.source.file) == ("n7", "b.json")
    assert (second.id, second.source.file) == ("sous/a", "sous/a.json")
    assert second.metadata == {"ville": "Brest"}


@pytest.mark.parametrize("id", ["../x", "/x", "a/./b", "a\\b"])
def test_an_id_that_cannot_name_a_file_is_an_error_of_its_row(tmp_path: Path, id: str) -> None:
    path = put(tmp_path / "in", "t.jsonl", as_lines([{"id": id, "text": "x"}, {"text": "Un ?"}]))
    run(path)
    assert [record.id for record in records(path)] == ["t.jsonl#000002"]
    assert "cannot name a file" in errors(path)["t.jsonl#1"]


# --- resuming --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "make"),
    [("t.csv", as_csv), ("t.jsonl", as_lines), ("t.parquet", as_parquet)],
)
def test_only_a_changed_row_is_done_again(
    tmp_path: Path, name: str, make: Callable[[list[dict[str, Any]]], bytes]
) -> None:
    path = put(tmp_path / "in", name, make(ROWS))
    run(path)
    changed = [*ROWS[:3], ROWS[3] | {"Texte": "Autre ?"}, *ROWS[4:]]
    put(tmp_path / "in", name, make(changed))
    result = run(path)
    assert (result.counts["read"], result.counts["reused"]) == (1, 9)
    assert records(path)[3].text == "Autre ?"


def test_rows_with_ids_may_move(tmp_path: Path) -> None:
    path = put(tmp_path / "in", "t.csv", as_csv(ROWS))
    run(path)
    before = (tmp_path / "out/records.jsonl").read_bytes()
    put(tmp_path / "in", "t.csv", as_csv(ROWS[::-1], ";"))
    assert run(path).counts["reused"] == 10
    assert (tmp_path / "out/records.jsonl").read_bytes() == before


def test_a_changed_variable_changes_the_record(tmp_path: Path) -> None:
    path = put(tmp_path / "in", "t.csv", "id,text,v\na,Un ?,1\nb,Deux ?,1\n")
    run(path)
    put(tmp_path / "in", "t.csv", "id,text,v\na,Un ?,2\nb,Deux ?,1\n")
    assert run(path).counts["reused"] == 1
    assert records(path)[0].metadata == {"v": "2"}


def test_another_text_column_makes_everything_anew(tmp_path: Path) -> None:
    path = put(tmp_path / "in", "t.csv", "id,q,r\na,Un ?,Oui.\n")
    run(path, settings=Settings(text_column="q"))
    assert run(path, settings=Settings(text_column="r")).counts["reused"] == 0
    assert records(path)[0].text == "Oui."
    assert records(path)[0].metadata == {"q": "Un ?"}


@pytest.mark.parametrize(
    ("name", "make"),
    [("t.csv", as_csv), ("t.jsonl", as_lines), ("t.parquet", as_parquet)],
)
def test_a_row_that_is_another_by_now_is_refused(
    tmp_path: Path, name: str, make: Callable[[list[dict[str, Any]]], bytes]
) -> None:
    path = put(tmp_path, name, make(ROWS))
    job = plan(path).todo[4]
    put(tmp_path, name, make(ROWS[1:]))
    with pytest.raises(InputError, match=f"{name}#entretien-05: changed while the run went on"):
        read_source(path, id=job.id, file=job.file, settings=Settings(), place=job.place)


# --- what is no interview ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("t.csv", "nom,ville\na,Brest\n", "no column of texts; columns are nom, ville"),
        ("t.csv", "texte,contenu\na,b\n", "the text may be in 'texte' or 'contenu'"),
        ("t.csv", "text,Text \na,b\n", "the text may be in 'text' or 'Text'"),
        ("t.csv", "text,text\na,b\n", "two columns have one name"),
        ("t.csv", "text\n", "the table has no rows"),
        ("t.csv", "", "no header can be read"),
        ("t.csv", "a;text\nb;Un ?".encode("utf-16"), "no text in UTF-8 or a legacy encoding"),
        ("t.csv", b"PK\x03\x04\xff\xfe\xfa", "ZIP archive"),
        ("t.jsonl", '{"nom": "a"}\n', "no column of texts; columns are nom"),
        ("t.json", "", "the file is empty"),
        ("t.json", "3", "neither an array of objects nor an object"),
        ("t.json", '["Un ?"]', "row 1 is no object"),
        ("t.json", '[{"text": "Un ?"}, {"text": "De', "the JSON breaks off in row 2"),
        ("t.json", '{"text": "Un ?"', "not valid JSON"),
        ("t.json", '{"text": "Un ?"}'.encode("utf-16"), "not UTF-8"),
        ("t.parquet", "PAR1 no", "this Parquet file cannot be read"),
        ("t.jsonl", '{"id": "a", "text": "b", "turns": [], "exchanges": []}', "records or annot"),
    ],
)
def test_a_table_that_was_named_and_holds_no_interviews_is_an_error(
    tmp_path: Path, name: str, data: bytes | str, message: str
) -> None:
    path = put(tmp_path / "in", name, data)
    put(tmp_path / "in", "a.txt", "Un ?")
    run(tmp_path / "in/a.txt", path)
    assert errors(path).keys() == {name}
    assert message in errors(path)[name]


def test_a_table_without_texts_in_a_folder_is_passed_over_and_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    put(tmp_path / "in", "variables.csv", "nom,ville\na,Brest\n")
    put(tmp_path / "in", "package.json", '{"name": "x"}')
    put(tmp_path / "in", "a.txt", "Un ?")
    found = plan(tmp_path / "in")
    assert [job.id for job in found.todo] == ["a"]
    assert skipped(found) == {
        "package.json": "no column of texts; columns are name",
        "variables.csv": "no column of texts; columns are nom, ville",
    }
    assert "variables.csv: passed over" in caplog.text
    assert "--text-column" in caplog.text


def test_a_run_with_nothing_but_a_table_without_texts_leaves_no_folder(tmp_path: Path) -> None:
    path = put(tmp_path / "in", "t.csv", "nom,ville\na,Brest\n")
    with pytest.raises(InputError, match=r"columns are nom, ville.*--text-column"):
        run(path)
    assert not (tmp_path / "out").exists()


def test_the_records_and_tables_of_a_run_are_no_input(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    put(folder, "a.txt", "Un ?")
    run(folder, out=tmp_path / "out")
    for name in ("records.jsonl", "turns.csv", "turns.parquet", "claims.csv"):
        copy = put(folder, name, (tmp_path / "out" / name).read_bytes())
        if name == "claims.csv":
            copy.write_bytes(copy.read_bytes() + b"c1" + b"," * copy.read_text().count(",") + b"\n")
        with pytest.raises(InputError, match=r"records or annotations|that a run wrote"):
            run(copy, out=tmp_path / "other")


def test_the_table_of_variables_among_the_inputs_is_no_interview(tmp_path: Path) -> None:
    put(tmp_path / "in", "a.txt", "Un ?")
    table = put(tmp_path / "in", "v.csv", "id,texte\na,long\n")
    found = plan(tmp_path / "in", metadata=table)
    assert [job.id for job in found.todo] == ["a"]
    assert [(s.file, s.reason) for s in found.skipped] == [("v.csv", "the table of --metadata")]


@pytest.mark.parametrize(
    ("name", "data", "row", "message"),
    [
        ("t.csv", "id,text\na,Un ?\nb, \nc,Trois ?\n", "t.csv#2", "the text is empty"),
        ("t.csv", "id,text\na,Un ?\nb,Deux ?,x\nc,Trois ?\n", "t.csv#2", "has 3 fields"),
        ("t.csv", b"id,text\na,\xc3\xa9t\xc3\xa9 ?\nb,\xe9\nc,Trois \xc3\xa9 \xc3\xa8 \xc3\xa0 ?\n", "t.csv#2", "not utf-8"),
        ("t.jsonl", '{"id":"a","text":"Un ?"}\n\n{"id":\n{"id":"c","text":"3 ?"}\n', "t.jsonl#2", "not valid JSON"),
        ("t.jsonl", '{"id":"a","text":"Un ?"}\n[1]\n{"id":"c","text":"3 ?"}\n', "t.jsonl#2", "a JSON list, not an object"),
        ("t.jsonl", '{"id":"a","text":"Un ?"}\n{"id":"b"}\n{"id":"c","text":"3 ?"}\n', "t.jsonl#2", "no column of texts"),
        ("t.jsonl", '{"id":"b"}\n{"id":"a","text":"Un ?"}\n{"id":"c","text":"3 ?"}\n', "t.jsonl#1", "no column of texts"),
        ("t.json", '[{"id":"a","text":"Un ?"},{"text":null},{"id":"c","text":"3 ?"}]', "t.json#2", "the text is empty"),
        ("t.jsonl", f'{{"id":"a","text":"Un ?"}}\n{{"text":"{"x" * 900}"}}\n{{"id":"c","text":"3 ?"}}', "t.jsonl#2", "larger than 500"),
        ("t.json", f'[{{"id":"a","text":"Un ?"}},{{"text":"{"x" * 900}"}},{{"id":"c","text":"3 ?"}}]', "t.json#2", "larger than 500"),
    ],
)  # fmt: skip
def test_a_bad_row_is_its_own_error(
    tmp_path: Path, name: str, data: bytes | str, row: str, message: str
) -> None:
    path = put(tmp_path / "in", name, data)
    run(path, settings=Settings(max_file_bytes=500))
    assert [record.id for record in records(path)] == ["a", "c"]
    assert errors(path).keys() == {row}
    assert errors(path)[row].startswith(f"{row}: ")
    assert message in errors(path)[row]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ('id,text\na,Un ?\nb,"Il dit "oui" ?"\nc,Trois ?\n', "row 2 is not valid CSV"),
        ('id,text\na,Un ?\nb,"Deux ?\nc,Trois ?\n', "row 2 is not valid CSV"),
        (f"id,text\na,Un ?\nb,{'x' * 600}\nc,Trois ?\n", "a line is longer than 500 bytes"),
    ],
)
def test_a_csv_is_read_up_to_where_it_is_none(tmp_path: Path, data: str, message: str) -> None:
    path = put(tmp_path / "in", "t.csv", data)
    run(path, settings=Settings(max_file_bytes=500))
    assert [record.id for record in records(path)] == ["a"]
    assert message in errors(path)["t.csv"]
    assert "not read from there on" in errors(path)["t.csv"]


def test_a_table_whose_first_rows_are_all_bad_says_that_the_others_were_not_tried(
    tmp_path: Path,
) -> None:
    path = put(tmp_path / "in", "t.jsonl", "5\n" * 100 + '{"text":"Qui relit vos communiqués ?"}\n')
    put(tmp_path / "in", "a.txt", "Qui les écrit ?")
    run(tmp_path / "in", out=tmp_path / "out")
    assert [record.id for record in records(path)] == ["a"]
    assert len(errors(path)) == 101
    assert "none of the first 100 rows can be read, the others were not" in errors(path)["t.jsonl"]


@pytest.mark.parametrize(
    "table",
    [
        "id;texte;ville;;\r\na;Un métier de patience ?;Brest;;\r\n;;;;\r\n;;;;\r\n",
        "id;texte;ville\r\na;Un métier de patience ?;Brest;\r\n;;\r\n",
        "sep=;\r\nid;texte;ville\r\na;Un métier de patience ?;Brest\r\n",
    ],
    ids=["emptied columns and rows", "emptied cells", "separator told"],
)
def test_what_spreadsheets_leave_in_a_csv_is_no_error(tmp_path: Path, table: str) -> None:
    path = put(tmp_path / "in", "t.csv", table.encode("cp1252"))
    assert run(path).counts["failed"] == 0
    (record,) = records(path)
    assert (record.id, record.text) == ("a", "Un métier de patience ?")
    assert record.metadata == {"ville": "Brest"}


def test_line_ends_of_old_macintosh_programs_are_named(tmp_path: Path) -> None:
    path = put(tmp_path / "in", "t.csv", "id,text\ra,Depuis quand écrivez-vous ?\r")
    put(tmp_path / "in", "a.txt", "Depuis quand ?")
    run(tmp_path / "in", out=tmp_path / "out")
    assert "its lines end as old Macintosh programs ended them" in errors(path)["t.csv"]


def test_what_stands_between_the_objects_of_an_array_is_an_error_of_its_row(tmp_path: Path) -> None:
    objects = '[{"id":"a","text":"Qui décide ?"}, null, {"id":"c","text":"La rédaction ?"}, 5]'
    path = put(tmp_path / "in", "t.json", objects)
    run(path)
    assert [record.id for record in records(path)] == ["a", "c"]
    assert {file: error.split(";")[0] for file, error in errors(path).items()} == {
        "t.json#2": "t.json#2: a JSON NoneType, not an object",
        "t.json#4": "t.json#4: a JSON int, not an object",
    }


def test_what_stands_behind_an_array_is_not_passed_over_unseen(tmp_path: Path) -> None:
    path = put(
        tmp_path / "in", "t.json", '[{"id":"a","text":"Le premier ?"}]\n[{"text":"L’autre ?"}]'
    )
    run(path)
    assert [record.id for record in records(path)] == ["a"]
    assert "more behind the end of the array" in errors(path)["t.json"]


def test_names_that_differ_in_white_space_only_are_refused(tmp_path: Path) -> None:
    rows = '{"text":"Le bon ?","text ":"Le mauvais ?"}\n{"id":"b","text":"Un troisième ?"}\n'
    path = put(tmp_path / "in", "t.jsonl", rows)
    run(path)
    assert [record.id for record in records(path)] == ["b"]
    assert "two columns have one name" in errors(path)["t.jsonl#1"]


@pytest.mark.parametrize(
    "column",
    [
        pa.array([None, 2**31 - 1, None], pa.int32()).cast(pa.date32()),
        pa.array([None, 0, None], pa.timestamp("us", "Lune/Mer")),
    ],
    ids=["a year beyond all calendars", "a time zone nobody knows"],
)
def test_a_value_of_parquet_that_python_has_none_for_costs_its_row_alone(
    tmp_path: Path, column: pa.Array
) -> None:
    sink = pa.BufferOutputStream()
    texts = ["Un an ?", "Dix ans ?", "Toute une vie ?"]
    pq.write_table(pa.table({"id": ["a", "b", "c"], "text": texts, "vu": column}), sink)
    path = put(tmp_path / "in", "t.parquet", bytes(sink.getvalue()))
    run(path)
    assert [record.id for record in records(path)] == ["a", "c"]
    assert "a value that Python has none for" in errors(path)["t.parquet#2"]


def test_strings_of_old_parquet_programs_are_text(tmp_path: Path) -> None:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({"text": ["Où êtes-vous né ?".encode()], "photo": [b"\xff\xd8"]}), sink)
    path = put(tmp_path / "in", "t.parquet", bytes(sink.getvalue()))
    run(path)
    assert [record.text for record in records(path)] == ["Où êtes-vous né ?"]
    assert records(path)[0].metadata == {}


def test_a_long_cell_is_read_whole(tmp_path: Path) -> None:
    text = "Un métier ? " * 20_000
    path = put(tmp_path / "in", "t.csv", as_csv([{"text": text}]))
    before = csv.field_size_limit()
    run(path)
    assert records(path)[0].text.strip() == text.strip()
    assert csv.field_size_limit() == before


# --- columns -----------------------------------------------------------------------------------


def test_columns_reach_the_source_or_the_metadata(tmp_path: Path) -> None:
    row = {
        "ID": "a",
        "Titre": "Un  portrait",
        "Date": "3 mai 2016",
        "Auteur": "Inès Dacosta",
        "media": "La Vitrine",
        "url": "https://vitrine.example/a",
        "Texte": "Un ?",
        "année": 2019,
        "ouvert": True,
        "notes": ["un", 2],
        "vide": None,
    }
    path = put(tmp_path / "in", "t.jsonl", as_lines([row]))
    run(path)
    (record,) = records(path)
    assert (record.id, record.title, record.source.date) == ("a", "Un portrait", "2016-05-03")
    assert record.source.author == "Inès Dacosta"
    assert record.source.publication == "La Vitrine"
    assert record.source.url == "https://vitrine.example/a"
    assert record.metadata == {"année": "2019", "ouvert": "true", "notes": '["un", 2]'}
    table = pq.read_table(tmp_path / "out/interviews.parquet").to_pylist()
    assert table[0]["metadata_année"] == "2019"
    assert "metadata_notes" in (tmp_path / "out/codebook.csv").read_text(encoding="utf-8")


def test_a_date_that_is_none_stays_a_variable(tmp_path: Path) -> None:
    path = put(tmp_path / "in", "t.csv", "date,text\nprintemps,Un ?\n2016-05,Deux ?\n")
    run(path)
    first, second = records(path)
    assert (first.source.date, first.metadata) == (None, {"date": "printemps"})
    assert "'printemps' in the column date is no date" in first.provenance.warnings
    assert (second.source.date, second.metadata) == ("2016-05", {})


def test_the_table_of_variables_joins_rows_and_wins(tmp_path: Path) -> None:
    path = put(tmp_path / "in", "t.csv", "id,text,ville,an\na,Un ?,Brest,1\n,Deux ?,Lille,2\n")
    own = put(tmp_path, "own.csv", "file,ville\nt.csv#a,Nantes\nt.csv#2,Metz\n")
    run(path, metadata=own)
    first, second = records(path)
    assert first.metadata == {"ville": "Nantes", "an": "1"}
    assert second.metadata == {"ville": "Metz", "an": "2"}


def test_a_spreadsheet_of_variables_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path / "in", "a.txt", "Un ?")
    with pytest.raises(InputError, match="a spreadsheet, not a CSV table; open it and save it as"):
        run(path, metadata=put(tmp_path, "own.xlsx", b"PK\x03\x04..."))


def test_the_column_of_texts_may_be_named(tmp_path: Path) -> None:
    path = put(tmp_path / "in", "t.csv", "Verbatim;text\nUn ?;résumé\n")
    run(path, settings=Settings(text_column="verbatim"))
    assert records(path)[0].text == "Un ?"
    assert records(path)[0].metadata == {"text": "résumé"}


def test_a_named_column_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    path = put(tmp_path / "in", "t.csv", "id,text\na,Un ?\n")
    with pytest.raises(InputError, match="no column is called 'corps'; columns are id, text"):
        run(path, settings=Settings(text_column="corps"))


def test_a_named_column_without_any_table_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    plan(put(tmp_path, "a.txt", "Un ?"), settings=Settings(text_column="corps"))
    assert "there is no table among the inputs" in caplog.text


@pytest.mark.parametrize(
    ("column", "text", "warned"),
    [
        ("html", "<p><b>Un métier ?</b></p><p>Oui, un beau métier.</p>", False),
        ("content", "<p><b>Un métier ?</b></p><p>Oui, un beau métier.</p>", True),
        ("content", "<strong>Un métier ?</strong>\n\nOui, un beau métier.", True),
        ("markdown", "**Un métier ?**\n\nOui, un beau métier.", False),
    ],
)
def test_tags_in_a_cell_are_read_not_shown(
    tmp_path: Path, column: str, text: str, warned: bool
) -> None:
    path = put(tmp_path / "in", "t.jsonl", as_lines([{column: text}]))
    run(path)
    (record,) = records(path)
    assert record.text == "Un métier ?\n\nOui, un beau métier."
    assert any("holds tags" in warning for warning in record.provenance.warnings) is warned


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_a_table_says_its_encoding(tmp_path: Path, encoding: str) -> None:
    text = "Où l’été s’achève-t-il, à Brest ? « Là-bas », répond-elle."
    path = put(tmp_path / "in", "t.csv", as_csv([{"text": text}] * 20, ";", encoding))
    run(path)
    assert {record.text for record in records(path)} == {text}
    assert {record.source.encoding for record in records(path)} == {encoding}


# --- effort ------------------------------------------------------------------------------------


class Counted:
    """A stream that counts the bytes that are read from it."""

    def __init__(self, stream: BinaryIO, total: list[int]) -> None:
        self._stream = stream
        self._total = total

    def __enter__(self) -> Counted:
        return self

    def __exit__(self, *exception: object) -> None:
        self._stream.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def read(self, size: int = -1) -> bytes:
        return self._noted(self._stream.read(size))

    def readline(self, size: int = -1) -> bytes:
        return self._noted(self._stream.readline(size))

    def _noted(self, data: bytes) -> bytes:
        self._total[0] += len(data)
        return data


@pytest.fixture
def bytes_read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the number of bytes that are read from tables from now on."""
    total = [0]
    opened = Path.open

    def counted(path: Path, *args: Any, **options: Any) -> Any:
        stream = opened(path, *args, **options)
        return Counted(stream, total) if path.stem == "t" and args == ("rb",) else stream

    monkeypatch.setattr(Path, "open", counted)
    return total


@pytest.mark.parametrize(("name", "passes"), [("t.jsonl", 1), ("t.csv", 2)])
def test_a_large_table_is_planned_in_one_pass_and_each_row_read_alone(
    tmp_path: Path, name: str, passes: int, bytes_read: list[int]
) -> None:
    rows = [{"id": f"n{number}", "text": f"Question {number} ?"} for number in range(20_000)]
    data = as_lines(rows) if name == "t.jsonl" else as_csv(rows)
    path = put(tmp_path, name, data)
    jobs = plan(path).todo
    assert len(jobs) == 20_000
    assert bytes_read[0] < passes * len(data) + 1000
    bytes_read[0] = 0
    for job in jobs[::1000]:
        source = read_source(path, id=job.id, file=job.file, settings=Settings(), place=job.place)
        assert source.text == f"Question {job.id[1:]} ?"
    assert bytes_read[0] < 20 * 100
    assert max(len(pickle.dumps(job)) for job in jobs) < 1000


def test_each_group_of_a_parquet_table_is_decoded_once_a_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [row | {"id": row["id"][::-1]} for row in ROWS]  # ids in another order than rows
    path = put(tmp_path / "in", "t.parquet", as_parquet(rows))
    decoded: list[int] = []
    read = pq.ParquetFile.read_row_group

    def noted(file: Any, group: int, **options: Any) -> Any:
        decoded.append(group)
        return read(file, group, **options)

    monkeypatch.setattr(pq.ParquetFile, "read_row_group", noted)
    run(path)
    assert len(records(path)) == 10
    assert decoded == [0, 1, 2, 3]
