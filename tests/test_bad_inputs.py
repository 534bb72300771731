"""Files that are no interviews, or bad ones, through the whole pipeline: nothing ends the run."""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from pathlib import Path
from typing import NamedTuple

import docx
import pytest

from pipeline.batch import FileError, Request, default_engine, run_batch
from pipeline.contract import violations
from pipeline.records import iter_records
from pipeline.schema import Record

GOOD = """Comment êtes-vous arrivée à la communication ?
Par hasard. J'étais journaliste à Brest, et une agence cherchait quelqu'un qui sache écrire.

Et aujourd'hui, que faites-vous ?
Je dirige une équipe de six personnes. Nous conseillons des communes de la région.

Un conseil ?
Il faut lire la presse tous les jours, surtout celle que l'on n'aime pas.
"""


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", 40, 40, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(range(256)) * 20)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def word() -> bytes:
    document = docx.Document()
    for line in GOOD.split("\n"):
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def archive() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("notes.txt", GOOD)
    return stream.getvalue()


# A protected Word file is no zip file but an OLE2 container with these streams.
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
ENCRYPTED = OLE2 + "EncryptedPackage".encode("utf-16-le") + bytes(2000)

REFUSED: dict[str, bytes] = {
    "empty.txt": b"",
    "blank.txt": b" \n\n\t\n",
    "blank.md": b"\n",
    "binary.txt": bytes(range(256)) * 40,
    "image.txt": png(),
    "image.html": png(),
    "empty.html": b"",
    "no-text.html": b"<html><head><title>x</title></head><body><script>1</script></body></html>",
    "empty.docx": b"",
    "text.docx": GOOD.encode(),
    "archive.docx": archive(),
    "truncated.docx": word()[:-400],
    "cut-in-half.docx": word()[: len(word()) // 2],
    "encrypted.docx": ENCRYPTED,
    "large.txt": GOOD.encode() * 60_000,
    "long.txt": GOOD.encode() * 7_000,
    "one-word.txt": b"Bonjour",
    "no-question.txt": (
        "L'agence a ouvert ses portes en 2012.\nElle compte six personnes.\n"
        "Son directeur se dit satisfait des résultats de l'année.\n"
    ).encode(),
    "only-questions.txt": (
        b"Comment allez-vous ?\n\nQue faites-vous aujourd'hui ?\n\nUn conseil pour finir ?\n"
    ),
}
READ: dict[str, bytes] = {
    "good.txt": GOOD.encode(),
    "broken.html": (
        "<html><body><div><p><b>Comment allez-vous ?</p><p>Bien <i>merci</b>, et même très bien."
        "<p><b>Que faites-vous</b> ?</p><div>Je dirige une agence à Brest.<table><td"
    ).encode(),
    "windows.txt": GOOD.replace("\n", "\r\n").encode("cp1252"),
    "utf-16.txt": GOOD.encode("utf-16"),
    "controls.txt": GOOD.replace("agence", "age\x1b[2Jnce").encode(),
    "good.html": b"",  # one stem with good.txt; filled below
}
READ["good.html"] = (
    "<html><body><article>"
    + "".join(f"<p>{line}</p>" for line in GOOD.split("\n") if line)
    + "</article></body></html>"
).encode()


class Ran(NamedTuple):
    records: dict[str, Record]
    errors: dict[str, FileError]
    skipped: int


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Run once over all of it."""
    folder = tmp_path_factory.mktemp("bad") / "in"
    folder.mkdir()
    for name, content in (REFUSED | READ).items():
        (folder / name).write_bytes(content)
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "table.xlsx").write_bytes(b"PK")
    named = folder.parent / "notes.rtf"
    named.write_bytes(b"{\\rtf1 x}")
    out = folder.parent / "out"
    request = Request(inputs=(folder, named, folder.parent / "absent.txt"), out=out)
    result = run_batch(request, engine=default_engine(), workers=1)
    return Ran(
        {record.source.file: record for record in iter_records(out)},
        {error.file: error for error in result.errors},
        result.counts["skipped"],
    )


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_interview_is_refused_with_a_reason(ran: Ran, name: str) -> None:
    assert name not in ran.records
    error = ran.errors[name]
    assert error.error.startswith(f"{name}: ")
    assert error.hint
    assert "error of the program" not in error.hint


@pytest.mark.parametrize("name", READ)
def test_a_poor_interview_still_gives_a_sound_record(ran: Ran, name: str) -> None:
    assert name in ran.records, ran.errors.get(name)
    assert list(violations(ran.records[name])) == []


def test_nothing_else_failed(ran: Ran) -> None:
    assert set(ran.errors) - set(REFUSED) == {
        "notes.rtf",
        next(file for file in ran.errors if file.endswith("absent.txt")),
    }


def test_a_large_file_is_refused_for_its_size(ran: Ran) -> None:
    assert len(REFUSED["large.txt"]) > 20_000_000
    assert "larger than" in ran.errors["large.txt"].error
    assert "characters" in ran.errors["long.txt"].error


def test_a_protected_document_is_told_from_a_damaged_one(ran: Ran) -> None:
    assert ran.errors["encrypted.docx"].error != ran.errors["truncated.docx"].error
    assert "password" in str(ran.errors["encrypted.docx"])


def test_a_named_file_of_unknown_suffix_is_refused_with_the_known_ones(ran: Ran) -> None:
    assert "unknown suffix '.rtf'" in ran.errors["notes.rtf"].error
    assert ".docx" in ran.errors["notes.rtf"].hint


def test_what_is_no_interview_is_skipped_and_counted(ran: Ran) -> None:
    assert ran.skipped == 2  # the loop and the spreadsheet


def test_two_files_with_one_name_keep_their_suffixes(ran: Ran) -> None:
    assert ran.records["good.txt"].id == "good.txt"
    assert ran.records["good.html"].id == "good.html"
    assert len(ran.records["good.txt"].exchanges) == 3


def test_a_text_without_questions_or_answers_is_refused_with_what_was_found(ran: Ran) -> None:
    assert "no question found in 3 lines" in ran.errors["no-question.txt"].error
    assert "no answer found" in ran.errors["only-questions.txt"].error
    assert "--interviewer" in ran.errors["no-question.txt"].hint


def test_line_ends_and_encodings_do_not_change_what_is_found(ran: Ran) -> None:
    good = ran.records["good.txt"]
    for name in ("windows.txt", "utf-16.txt"):
        assert ran.records[name].text == good.text
        assert ran.records[name].turns == good.turns


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    closed = tmp_path / "in/closed.txt"
    closed.write_text(GOOD, encoding="utf-8")
    closed.chmod(0)
    request = Request(inputs=(tmp_path / "in",), out=tmp_path / "out")
    result = run_batch(request, engine=default_engine(), workers=1)
    assert "cannot be read" in result.errors[0].error
