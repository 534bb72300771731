"""What hostile files and records must not do: fill a memory, open other files, leave a folder, command a terminal.

Limits of one format alone are tested with its reader (`test_read_pdf.py`, `test_batch_archives.py`…).
"""

from __future__ import annotations

import contextlib
import csv
import dataclasses
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fake_engine import ENGINE
from fuzz.kinds import DOCX_PARTS, KINDS, ODT_PARTS, file_of, packed, unpacked, valid

from pipeline.batch import Request, run_batch
from pipeline.cli import main
from pipeline.errors import InputError
from pipeline.export import write_files
from pipeline.export.formats import FORMATS, export_files
from pipeline.gold import gold_json, gold_of
from pipeline.importers.xmi import read_xmi
from pipeline.read import read_source
from pipeline.records import record_line
from pipeline.schema import Record, Source
from pipeline.settings import Settings


def read(folder: Path, kind: str, data: bytes, settings: Settings | None = None) -> Source:
    suffix, content = file_of(kind, data)
    path = folder / f"a.{suffix}"
    path.write_bytes(content)
    return read_source(path, id="a", file=path.name, settings=settings or Settings())


# --- size ----------------------------------------------------------------------------------

SINGLE = [kind for kind in KINDS if kind not in ("csv", "json", "jsonl", "parquet", "zip")]


@pytest.mark.parametrize("kind", SINGLE)
def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path, kind: str) -> None:
    with pytest.raises(InputError, match=r"larger than 100 bytes.*max_file_bytes"):
        read(tmp_path, kind, valid(kind), Settings(max_file_bytes=100))


@pytest.mark.parametrize("kind", SINGLE)
def test_a_text_over_the_limit_is_refused(tmp_path: Path, kind: str) -> None:
    with pytest.raises(InputError, match=r"characters, more than 100.*max_characters"):
        read(tmp_path, kind, valid(kind), Settings(max_characters=100))


def filled(package: bytes, part: str, size: int) -> bytes:
    """Return a package with a part of spaces, a thousandth of its size when packed."""
    return packed(unpacked(package) | {part: b" " * size})


@pytest.mark.parametrize(
    ("kind", "part"),
    [("docx", "word/document.xml"), ("docx", "word/styles.xml"), ("odt", "content.xml")],
)
def test_a_document_that_unpacks_to_more_than_a_text_needs_is_refused(
    tmp_path: Path, kind: str, part: str
) -> None:
    bomb = filled(valid(kind), part, 100_000_001)
    assert len(bomb) < 1_000_000
    with pytest.raises(InputError, match=r"unpacks to \d+ bytes, more than a text needs"):
        read(tmp_path, kind, bomb)


# --- XML -----------------------------------------------------------------------------------

GROWING = (
    '<!DOCTYPE x [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + "]>"
)
XML = [*DOCX_PARTS, *ODT_PARTS]


def with_entities(content: bytes, doctype: str, entity: str) -> bytes:
    """Return an XML part with a document type, and an entity in each of its texts."""
    head, sign, rest = content.decode().partition("?>")
    assert sign
    return (head + sign + doctype + rest.replace("</", f"{entity}</", 40)).encode()


@pytest.mark.parametrize("kind", XML)
def test_entities_that_grow_stay_unread(tmp_path: Path, kind: str) -> None:
    try:
        source = read(tmp_path, kind, with_entities(valid(kind), GROWING, "&a11;"))
    except InputError:
        return
    assert "haha" not in f"{source.text}{source.title}{source.author}"


@pytest.mark.parametrize("kind", [*XML, "html", "md", "srt", "vtt", "txt"])
def test_entities_that_name_a_file_do_not_open_it(tmp_path: Path, kind: str) -> None:
    secret = tmp_path / "secret"
    secret.write_text("motdepasse")
    doctype = f'<!DOCTYPE x [<!ENTITY s SYSTEM "{secret.as_uri()}">]>'
    if kind in XML:
        data = with_entities(valid(kind), doctype, "&s;")
    else:
        data = valid(kind).replace(b"Brest", b"Brest &s;")
        data = data if kind in ("srt", "vtt") else doctype.encode() + b"\n" + data
    try:
        source = read(tmp_path, kind, data)
    except InputError:
        return
    assert "motdepasse" not in repr(source)


@pytest.mark.parametrize("name", ["TypeSystem.xml", "zebulon.xmi"])
@pytest.mark.parametrize("entity", ["grows", "file"])
def test_entities_of_xmi_stay_unread(
    tmp_path: Path, record: Record, name: str, entity: str
) -> None:
    (tmp_path / "secret").write_text("motdepasse")
    named = f'<!DOCTYPE x [<!ENTITY a11 SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
    files = export_files(FORMATS["xmi"], [gold_of(record)])
    write_files(tmp_path / "out", files, force=False)
    (path,) = (tmp_path / "out").rglob(name)
    content = path.read_text(encoding="utf-8")
    head, sign, rest = content.partition("?>")
    if not sign:
        head, rest = "", content
    rest = rest.replace("Portrait", "Portrait&a11;").replace("<description>", "<description>&a11;")
    doctype = GROWING if entity == "grows" else named
    path.write_text(head + sign + doctype + rest, encoding="utf-8")
    (xmi,) = (tmp_path / "out").rglob("zebulon.xmi")
    try:
        found = read_xmi(xmi)
    except InputError:
        return
    assert "motdepasse" not in repr(found)
    assert "haha" not in repr(found)


# --- names ---------------------------------------------------------------------------------

ELSEWHERE = ["../dehors", "/dehors", "a/../../dehors", "a//b", "a/./b", "C:\\dehors", "a\0b", ".."]


@pytest.mark.parametrize("id", ELSEWHERE)
@pytest.mark.parametrize("format", FORMATS)
def test_no_id_leads_an_export_out_of_its_folder(
    tmp_path: Path, record: Record, format: str, id: str
) -> None:
    pytest.importorskip({"docbin": "spacy", "hf": "datasets"}.get(format, "json"))
    hostile = dataclasses.replace(record, id=id)
    given = [hostile] if FORMATS[format].takes == "records" else [gold_of(hostile)]
    out = tmp_path / "a/b/out"
    with contextlib.suppress(InputError):
        write_files(out, export_files(FORMATS[format], given), force=False)
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert all(path.is_relative_to(out) for path in written)
    for path in written:
        if zipfile.is_zipfile(path):
            names = zipfile.ZipFile(path).namelist()
            assert not any(name.startswith("/") or ".." in name.split("/") for name in names)


# --- tables --------------------------------------------------------------------------------


def test_the_tables_of_a_run_say_what_the_records_say_even_formulas(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/=cmd.txt").write_text("=cmd|' /C calc'!A0 ?", encoding="utf-8")
    run_batch(Request(inputs=(tmp_path / "in",), out=tmp_path / "out"), engine=ENGINE, workers=1)
    with (tmp_path / "out/turns.csv").open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert (row["interview_id"], row["text"]) == ("=cmd", "=cmd|' /C calc'!A0 ?")


def test_the_table_for_spreadsheets_runs_no_formula(tmp_path: Path, record: Record) -> None:
    claim = dataclasses.replace(record.claims[0], statement="=cmd|' /C calc'!A0")
    hostile = dataclasses.replace(
        record, id="=1+1", claims=(claim, *record.claims[1:]), metadata={"ville": "@SUM(A1)"}
    )
    write_files(tmp_path, export_files(FORMATS["csv"], [hostile]), force=False)
    with (tmp_path / "quotations.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream, delimiter=";"))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@", "-"))]


# --- the terminal --------------------------------------------------------------------------

ESCAPES = "\x1b[2J\x1b]0;pris\x07\x9b31m\u202e"
CONTROLS = {chr(code) for code in (*range(32), 127, *range(128, 160), 0x202E)} - {"\n", "\t"}


@pytest.fixture
def hostile(record: Record) -> Record:
    """Return a record whose every free string would command a terminal."""

    def spoilt(text: str | None) -> str | None:
        return text and text + ESCAPES

    people = tuple(
        dataclasses.replace(
            person,
            name=spoilt(person.name),
            organisation=spoilt(person.organisation),
            labels=tuple(label + ESCAPES for label in person.labels),
        )
        for person in record.participants
    )
    text = record.text + ESCAPES
    return dataclasses.replace(
        record,
        id=record.id + ESCAPES,
        title=spoilt(record.title),
        text=text,
        source=dataclasses.replace(
            record.source, file=f"a{ESCAPES}.txt", author=ESCAPES, characters=len(text)
        ),
        participants=people,
        metadata={f"ville{ESCAPES}": ESCAPES},
        entities=tuple(
            dataclasses.replace(entity, name=entity.name + ESCAPES) for entity in record.entities
        ),
        claims=tuple(
            dataclasses.replace(claim, statement=claim.statement + ESCAPES)
            for claim in record.claims
        ),
        summary=dataclasses.replace(record.summary, text=record.summary.text + ESCAPES),
        keywords=(*record.keywords, ESCAPES),
        provenance=dataclasses.replace(record.provenance, warnings=(ESCAPES,)),
    )


@pytest.fixture
def there(tmp_path: Path, hostile: Record) -> Path:
    """Return a folder with a hostile record, its gold, an older form of it, and hostile inputs."""
    for name, made in (("old", dataclasses.replace(hostile, claims=())), ("new", hostile)):
        (tmp_path / name).mkdir()
        line = record_line(made) + "\n"
        (tmp_path / name / "records.jsonl").write_text(line, encoding="utf-8")
    broken = record_line(hostile).replace('"end":', f'"fin{json.dumps(ESCAPES)[1:-1]}":', 1)
    (tmp_path / "broken.jsonl").write_text(broken, encoding="utf-8")
    (tmp_path / "errors").mkdir()
    (tmp_path / "errors/records.jsonl").write_text("")
    gold = gold_json(dataclasses.replace(gold_of(hostile), entities=()))
    (tmp_path / "gold.json").write_text(gold, encoding="utf-8")
    folder = tmp_path / f"in{ESCAPES.replace('/', '')}"
    folder.mkdir()
    (folder / f"vide{ESCAPES}.txt").write_text("")
    (folder / f"table{ESCAPES}.csv").write_text(f"a{ESCAPES};b\n1;2\n", encoding="utf-8")
    (folder / f"autre.{ESCAPES}").write_text("x")
    (folder / f"lien{ESCAPES}.txt").symlink_to(tmp_path / "gold.json")
    (tmp_path / "in").symlink_to(folder)
    return tmp_path


COMMANDS: dict[str, Callable[[Path], list[str]]] = {
    "show": lambda at: ["show", "--records", f"{at}/new"],
    "show id": lambda at: ["show", f"dossier/zebulon{ESCAPES}", "--records", f"{at}/new"],
    "show absent": lambda at: ["show", f"absent{ESCAPES}", "--records", f"{at}/new"],
    "diff": lambda at: ["diff", f"{at}/old", f"{at}/new"],
    "validate": lambda at: ["validate", f"{at}/new"],
    "validate broken": lambda at: ["validate", f"{at}/broken.jsonl"],
    "evaluate": lambda at: [
        *("evaluate", "--gold", f"{at}/gold.json", "--records", f"{at}/new", "--errors"),
    ],
    "evaluate markdown": lambda at: [
        *("evaluate", "--gold", f"{at}/gold.json", "--records", f"{at}/new", "--errors"),
        *("--table", "markdown"),
    ],
    "dry run": lambda at: ["run", f"{at}/in", "--out", f"{at}/out", "--dry-run"],
    "run": lambda at: ["run", f"{at}/in", "--out", f"{at}/out", "--workers", "1", "-v"],
    "run absent": lambda at: ["run", f"absent{ESCAPES}.txt", "--out", f"{at}/out"],
    "export": lambda at: ["export", "--to", "csv", f"{at}/broken.jsonl", "--out", f"{at}/x"],
    "doctor": lambda at: ["doctor", f"{at}/new"],
}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Do without loading models."""
    from pipeline import batch, doctor

    monkeypatch.setattr(batch, "default_engine", lambda: ENGINE)
    monkeypatch.setattr(doctor, "check_installation", lambda _: iter(()))
    return


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_passes_on_what_would_command_a_terminal(
    there: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    main(COMMANDS[name](there))
    printed = "".join(capsys.readouterr())
    assert printed.strip()
    assert not CONTROLS & set(printed), sorted(map(hex, map(ord, CONTROLS & set(printed))))


def test_no_warning_passes_it_on_either(capsys: pytest.CaptureFixture[str]) -> None:
    import logging

    from pipeline.cli.console import log_handler

    record = logging.LogRecord("pipeline", logging.WARNING, "", 0, "%s: odd", (ESCAPES,), None)
    log_handler().emit(record)
    printed = capsys.readouterr().err
    assert printed.startswith("WARNING: ␛")
    assert not CONTROLS & set(printed)
