"""Archives of interviews, and pages that a browser saved with a folder."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import struct
import zipfile
from pathlib import Path

import pytest
from batch_runs import errors_and_hints, plan, put, records, run, skipped, zipped
from fake_engine import SEGMENTING

from pipeline.errors import InputError
from pipeline.read import archive, read_source
from pipeline.records import iter_records
from pipeline.settings import Settings

TEXT = "Q : Comment l’agence Zébulon travaille-t-elle ?\n\nR : Elle écoute {} fois.\n"
PAGE = (
    "<html><body><article><p><b>Comment travaillez-vous ?</b></p><p>Nous écoutons avant de publier.</p>"
    "<p><b>Et le réseau ?</b></p><p>Il ne remplace pas un appel.</p></article></body></html>"
)
NOTES = "**Comment travaillez-vous ?**\n\nNous écoutons.\n\n**Et le réseau ?**\n\nPas un appel."


# --- what a run makes of them ------------------------------------------------------------------


def test_members_give_the_records_of_the_same_files_in_a_folder(tmp_path: Path) -> None:
    texts: dict[str, bytes | str] = {f"a/{n:02}.txt": TEXT.format(n) for n in range(1, 9)}
    files = texts | {"09.html": PAGE, "b/10.md": NOTES}
    for name, data in files.items():
        put(tmp_path / "plain", name, data)
    run(tmp_path / "plain", engine=SEGMENTING, out=tmp_path / "expected")
    path = put(tmp_path / "in", "corpus.zip", zipped(files))
    assert run(path, engine=SEGMENTING).counts["failed"] == 0
    expected = [
        dataclasses.replace(
            record,
            id=f"corpus.zip/{record.id}",
            source=dataclasses.replace(record.source, file=f"corpus.zip/{record.source.file}"),
        )
        for record in iter_records(tmp_path / "expected")
    ]
    assert records(path) == expected
    assert [record.source.format for record in records(path)].count("html") == 1


def test_the_digest_is_of_the_members_bytes(tmp_path: Path) -> None:
    path = put(tmp_path / "in", "c.zip", zipped({"a.txt": "Un ?"}))
    run(path)
    assert records(path)[0].source.sha256 == hashlib.sha256(b"Un ?").hexdigest()


def test_several_processes_write_the_same_bytes_as_one(tmp_path: Path) -> None:
    path = put(tmp_path / "in", "c.zip", zipped({f"{n}.txt": f"Un {n} ?" for n in range(8)}))
    run(path)
    run(path, workers=2, out=tmp_path / "other")
    assert (tmp_path / "other/records.jsonl").read_bytes() == (
        tmp_path / "out/records.jsonl"
    ).read_bytes()


def test_only_a_changed_member_is_done_again(tmp_path: Path) -> None:
    members: dict[str, bytes | str] = {"a.txt": "Un ?", "b.txt": "Deux ?"}
    path = put(tmp_path / "in", "c.zip", zipped(members))
    run(path)
    put(tmp_path / "in", "c.zip", zipped({"b.txt": "Autre ?", "a.txt": "Un ?"}, stored=True))
    result = run(path)
    assert (result.counts["read"], result.counts["reused"]) == (1, 1)
    assert [record.text for record in records(path)] == ["Un ?", "Autre ?"]


def test_members_of_one_stem_keep_their_suffix(tmp_path: Path) -> None:
    path = put(tmp_path, "c.zip", zipped({"a.txt": "x", "a.md": "x", "b.txt": "x"}))
    assert [job.id for job in plan(path).todo] == ["c.zip/a.md", "c.zip/a.txt", "c.zip/b"]


def test_an_archive_and_a_file_of_one_stem_do_not_touch_each_other(tmp_path: Path) -> None:
    put(tmp_path / "in", "a.txt", "x")
    put(tmp_path / "in", "a.zip", zipped({"a.txt": "x"}))
    assert [job.id for job in plan(tmp_path / "in").todo] == ["a", "a.zip/a"]


def test_archives_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    for folder in ("un", "deux"):
        put(tmp_path / folder, "c.zip", zipped({"a.txt": "x"}))
    found = plan(tmp_path / "un", tmp_path / "deux").todo
    assert [job.file for job in found] == ["deux/c.zip/a.txt", "un/c.zip/a.txt"]


def test_a_name_that_stands_twice_gives_two_interviews(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("a.txt", "Un ?")
        with pytest.warns(UserWarning, match="Duplicate name"):
            packed.writestr("a.txt", "Deux ?")
    path = put(tmp_path / "in", "c.zip", stream.getvalue())
    run(path)
    assert {record.text for record in records(path)} == {"Un ?", "Deux ?"}
    assert [record.id for record in records(path)] == ["c.zip/a.txt", "c.zip/a.txt~2"]


def test_a_name_that_ends_like_a_number_of_ours_takes_no_other_record(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("a.txt", "Le premier ?")
        packed.writestr("a.txt~2.txt", "Le deuxième ?")
        with pytest.warns(UserWarning, match="Duplicate name"):
            packed.writestr("a.txt", "Le dernier ?")
    path = put(tmp_path / "in", "c.zip", stream.getvalue())
    run(path)
    said = {record.text for record in records(path)}
    assert said == {"Le premier ?", "Le deuxième ?", "Le dernier ?"}


def test_the_table_of_variables_joins_members(tmp_path: Path) -> None:
    path = put(tmp_path / "in", "c.zip", zipped({"a.txt": "Un ?", "b/b.txt": "Deux ?"}))
    own = put(tmp_path, "own.csv", "id,ville\nc.zip/a,Brest\nc.zip/b/b,Metz\n")
    run(path, metadata=own)
    assert [record.metadata["ville"] for record in records(path)] == ["Brest", "Metz"]


def test_a_member_that_is_another_by_now_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path, "c.zip", zipped({"a.txt": "Un ?"}))
    (job,) = plan(path).todo
    put(tmp_path, "c.zip", zipped({"b.txt": "Deux métiers ?"}))
    with pytest.raises(InputError, match=r"c\.zip/a\.txt: changed while the run went on"):
        read_source(path, id=job.id, file=job.file, settings=Settings(), place=job.place)


def test_the_directory_is_read_once_a_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path, "c.zip", zipped({f"{n}.txt": f"Un {n} ?" for n in range(50)}))
    opened: list[Path] = []
    make = zipfile.ZipFile

    def noted(file: Path) -> zipfile.ZipFile:
        opened.append(file)
        return make(file)

    monkeypatch.setattr(archive.zipfile, "ZipFile", noted)
    for job in plan(path).todo:
        read_source(path, id=job.id, file=job.file, settings=Settings(), place=job.place)
    assert len(opened) == 2  # to list the members, and to read them all


# --- names -------------------------------------------------------------------------------------


def renamed(data: bytes, old: bytes, new: bytes) -> bytes:
    """Return an archive whose member has raw bytes as name, without a mark of their encoding."""
    assert len(old) == len(new)
    return data.replace(old, new)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("été".encode("cp437"), "été"),  # the standard's own table
        ("ÀÊõ".encode("cp850"), "ÀÊõ"),  # Windows in France
        ("ête".encode(), "ête"),  # macOS, which does not say that it is UTF-8
    ],
)
def test_a_name_without_mark_is_read_as_packers_write_it(
    tmp_path: Path, raw: bytes, name: str
) -> None:
    ascii_name = b"x" * len(raw)
    data = zipped({ascii_name.decode() + ".txt": "Un ?"})
    path = put(tmp_path / "in", "c.zip", renamed(data, ascii_name, raw))
    run(path)
    assert [record.id for record in records(path)] == [f"c.zip/{name}"]


@pytest.mark.parametrize(
    "name", ["../a.txt", "a/../../b.txt", "/etc/a.txt", "C:/a.txt", "un\\a.txt", "..\\a.txt"]
)
def test_a_name_that_leads_elsewhere_is_an_error_of_its_member(tmp_path: Path, name: str) -> None:
    plain = "Q" * len(name[:-4]) + ".txt"
    data = zipped({plain: "Un ?", "z.txt": "Deux ?"})
    path = put(tmp_path / "in", "c.zip", renamed(data, plain.encode(), name.encode()))
    run(path)
    assert [record.id for record in records(path)] == ["c.zip/z"]
    ((file, message),) = errors_and_hints(path).items()
    assert file == f"c.zip/{name}"
    assert "no path inside the archive" in message or "leads out of the archive" in message


# --- what is not read --------------------------------------------------------------------------


def test_what_is_passed_over_in_an_archive_is_listed_with_its_reason(tmp_path: Path) -> None:
    members: dict[str, bytes | str] = {
        "a.txt": "Un ?",
        "dossier/": "",
        "__MACOSX/._a.txt": "x",
        ".cache/b.txt": "x",
        "~$a.docx": "x",
        "notes.xlsx": "x",
        "LISEZMOI": "x",
        "Page.html": PAGE,
        "Page_files/pub.html": PAGE,
    }
    path = put(tmp_path, "c.zip", zipped(members))
    found = plan(path)
    assert [job.id for job in found.todo] == ["c.zip/Page", "c.zip/a"]
    assert skipped(found) == {
        "c.zip/__MACOSX/._a.txt": "made by macOS beside each file",
        "c.zip/.cache/b.txt": "hidden",
        "c.zip/~$a.docx": "hidden",
        "c.zip/notes.xlsx": "unknown suffix .xlsx",
        "c.zip/LISEZMOI": "no suffix",
        "c.zip/Page_files/pub.html": "belongs to the saved page Page.html",
    }


def test_an_archive_inside_an_archive_is_refused(tmp_path: Path) -> None:
    inner = zipped({"b.txt": "Deux ?"})
    path = put(tmp_path / "in", "c.zip", zipped({"a.txt": "Un ?", "sous/b.zip": inner}))
    run(path)
    assert [record.id for record in records(path)] == ["c.zip/a"]
    assert "unpack it first" in errors_and_hints(path)["c.zip/sous/b.zip"]


def test_an_encrypted_member_is_an_error_with_advice(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": "Un ?", "b.txt": "Deux ?"}, stored=True))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + flags] |= 1
    path = put(tmp_path / "in", "c.zip", bytes(data))
    run(path)
    assert [record.id for record in records(path)] == ["c.zip/b"]
    assert (
        "encrypted; unpack the archive with its password" in errors_and_hints(path)["c.zip/a.txt"]
    )


def test_a_damaged_member_is_its_own_error(tmp_path: Path) -> None:
    data = zipped({"a.txt": "Un métier ?", "b.txt": "Deux ?"}, stored=True)
    path = put(tmp_path / "in", "c.zip", data.replace("métier".encode(), b"XXXXXXX"))
    run(path)
    assert [record.id for record in records(path)] == ["c.zip/b"]
    assert "cannot be unpacked (Bad CRC-32" in errors_and_hints(path)["c.zip/a.txt"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no archive", b"Un ?"])
def test_what_is_no_archive_is_an_error(tmp_path: Path, data: bytes) -> None:
    path = put(tmp_path / "in", "c.zip", data)
    put(tmp_path / "in", "a.txt", "Un ?")
    run(tmp_path / "in", out=tmp_path / "out")
    assert [record.id for record in records(path)] == ["a"]
    assert "this ZIP archive cannot be read" in errors_and_hints(path)["c.zip"]


def test_a_name_that_is_no_utf_8_costs_its_archive_alone(tmp_path: Path) -> None:
    data = zipped({"été.txt": "Que faites-vous l’été ?"})
    path = put(tmp_path / "in", "c.zip", data.replace("été".encode(), b"\xe9t\xe9.."))
    put(tmp_path / "in", "a.txt", "Et l’hiver ?")
    run(tmp_path / "in", out=tmp_path / "out")
    assert [record.id for record in records(path)] == ["a"]
    assert "this ZIP archive cannot be read ('utf-8' codec" in errors_and_hints(path)["c.zip"]


def test_a_member_packed_by_a_rare_method_is_its_own_error(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("a.txt", "Qui vous a formée ?", zipfile.ZIP_LZMA)
        packed.writestr("b.txt", "Une attachée de presse de Vannes ?", zipfile.ZIP_DEFLATED)
    path = put(tmp_path / "in", "c.zip", stream.getvalue())
    run(path)
    assert [record.id for record in records(path)] == ["c.zip/b"]
    assert "a method that few programs know" in errors_and_hints(path)["c.zip/a.txt"]


def test_an_error_of_ours_in_one_archive_costs_no_other_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(path: Path) -> None:
        raise AssertionError(path.name)

    monkeypatch.setattr(archive, "entries", broken)
    path = put(tmp_path / "in", "c.zip", zipped({"a.txt": "Un ?"}))
    put(tmp_path / "in", "b.txt", "Vous relisez tout avant l’envoi ?")
    run(tmp_path / "in", out=tmp_path / "out")
    assert [record.id for record in records(path)] == ["b"]
    assert (
        "c.zip: AssertionError: c.zip; this is an error of the program"
        in errors_and_hints(path)["c.zip"]
    )


def test_an_archive_without_interviews_says_what_is_in_it(tmp_path: Path) -> None:
    path = put(tmp_path / "in", "c.zip", zipped({"a.xlsx": "x", "b.xlsx": "x"}))
    with pytest.raises(InputError, match=r"no interview found \(skipped: 2 x unknown suffix .xlsx"):
        run(path)
    assert not (tmp_path / "out").exists()


# --- what was made to fill a memory --------------------------------------------------------------


def test_a_member_over_the_limit_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path / "in", "c.zip", zipped({"a.txt": "Un ?" * 100, "b.txt": "Deux ?"}))
    run(path, settings=Settings(max_file_bytes=100))
    assert [record.id for record in records(path)] == ["c.zip/b"]
    assert "larger than 100 bytes" in errors_and_hints(path)["c.zip/a.txt"]


def test_a_whole_archive_may_be_larger_than_an_interview_may(tmp_path: Path) -> None:
    members: dict[str, bytes | str] = {f"{n}.txt": f"Un {n} ?" for n in range(20)}
    path = put(tmp_path / "in", "c.zip", zipped(members, stored=True))
    assert run(path, settings=Settings(max_file_bytes=50)).counts["written"] == 20


def test_a_member_of_zeros_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = zipped({"a.txt": b"0" * 8_000_000, "b.bin": b"x" * 100}, stored=False)
    # Ballast keeps the whole archive below the ratio, so the member's own is what refuses it.
    ballast = {"z.bin": bytes(range(256)) * 200}
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_STORED) as packed:
        for name, content in ballast.items():
            packed.writestr(name, content)
        packed.writestr("b.txt", "Deux ?")
    path = put(tmp_path / "in", "c.zip", stream.getvalue())
    read: list[int] = []
    make = archive._read
    monkeypatch.setattr(
        archive, "_read", lambda p, i, limit: read.append(i) or make(p, i, limit=limit)
    )
    run(path)
    assert [record.id for record in records(path)] == ["c.zip/b"]
    assert "made that fill a memory" in errors_and_hints(path)["c.zip/a.txt"]
    assert 0 not in read


def test_many_members_that_unpack_to_far_too_much_are_refused_together(tmp_path: Path) -> None:
    members: dict[str, bytes | str] = {f"{n}.txt": b"0" * 900_000 for n in range(5)}
    path = put(tmp_path / "in", "c.zip", zipped(members))
    put(tmp_path / "in", "a.txt", "Un ?")
    run(tmp_path / "in", out=tmp_path / "out")
    assert [record.id for record in records(path)] == ["a"]
    assert "unpacks to 4500000 bytes" in errors_and_hints(path)["c.zip"]


def test_an_archive_with_too_many_members_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBERS", 3)
    path = put(tmp_path / "in", "c.zip", zipped({f"{n}.txt": "x" for n in range(4)}))
    with pytest.raises(InputError, match="lists 4 files, more than 3"):
        run(path)


def test_a_member_that_lies_about_its_size_comes_only_up_to_it(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": b"0" * 500_000}))
    place = data.index(b"PK\x01\x02") + 24
    data[place : place + 4] = struct.pack("<L", 1000)
    path = put(tmp_path / "in", "c.zip", bytes(data))
    put(tmp_path / "in", "b.txt", "Un ?")
    run(tmp_path / "in", out=tmp_path / "out")
    assert [record.id for record in records(path)] == ["b"]
    assert "cannot be unpacked" in errors_and_hints(path)["c.zip/a.txt"]


# --- pages that a browser saved ------------------------------------------------------------------


@pytest.mark.parametrize("helper", ["Une page_files", "Une page_fichiers"])
@pytest.mark.parametrize("suffix", [".html", ".htm"])
def test_the_folder_of_a_saved_page_is_passed_over(
    tmp_path: Path, helper: str, suffix: str
) -> None:
    put(tmp_path / "in", f"Une page{suffix}", PAGE)
    put(tmp_path / "in", f"{helper}/pub.html", PAGE)
    put(tmp_path / "in", f"{helper}/sous/mentions.txt", "x")
    put(tmp_path / "in", "Autre_files/a.txt", "x")
    found = plan(tmp_path / "in")
    assert [job.id for job in found.todo] == ["Autre_files/a", "Une page"]
    assert skipped(found) == {helper: f"belongs to the saved page Une page{suffix}"}
