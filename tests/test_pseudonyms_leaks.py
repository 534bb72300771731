from __future__ import annotations

import base64
import gzip
import json
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import spacy
from docx import Document
from pseudonym_records import marked, person
from spacy.tokens import DocBin

from pipeline.errors import InputError
from pipeline.pseudonyms import Pseudonymised, pseudonymised
from pipeline.pseudonyms.key import Key, Row, write_key

NAME = "Anne Kermadec"


@pytest.fixture
def made(tmp_path: Path) -> Pseudonymised:
    records = [
        marked(f"[{NAME}](PER) parle de [Rose](PER). Une rose.", person("Anne Kermadec", "A.K."))
    ]
    return pseudonymised(records, key=tmp_path / "key.csv")


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    folder = tmp_path / "shared"
    folder.mkdir()
    return folder


def certain(made: Pseudonymised, folder: Path) -> set[str]:
    return {leak.masked for leak in made.leaks(folder) if leak.certain}


WHOLE = {"A… (4 letters)", "K… (8 letters)", "A… (13 letters)"}


def test_plain_files(made: Pseudonymised, shared: Path) -> None:
    (shared / "a.txt").write_text(f"ligne\nvoici {NAME}\n", encoding="utf-8")
    assert certain(made, shared) == WHOLE
    assert {leak.place for leak in made.leaks(shared)} == {"line 2"}


@pytest.mark.parametrize(
    "text",
    ["KERMADEC", "Kermade\u0301c", "Ker\u00admadec", "d’Kermadec.", "_kermadec_", "kermadec2"],
)
def test_every_spelling_of_a_last_name_alone(made: Pseudonymised, shared: Path, text: str) -> None:
    (shared / "a.csv").write_text(f"x,{text}\n", encoding="utf-8")
    assert certain(made, shared) == {"K… (8 letters)"}


@pytest.mark.parametrize("text", ["Kermadecs", "rekermadec", "Akermadec parle"])
def test_parts_of_other_words_are_no_names(made: Pseudonymised, shared: Path, text: str) -> None:
    (shared / "a.txt").write_text(text, encoding="utf-8")
    assert certain(made, shared) == set()


@pytest.mark.parametrize("text", ["annekermadec", "#AnneKermadec", "@akermadec", "kermadecanne"])
def test_names_written_as_one_word(made: Pseudonymised, shared: Path, text: str) -> None:
    (shared / "a.txt").write_text(text, encoding="utf-8")
    assert len(certain(made, shared)) == 1


@pytest.mark.parametrize("text", ["www.kermadecconseil.fr", "#MerciKermadec", "KermadecConseil"])
def test_names_inside_addresses(made: Pseudonymised, shared: Path, text: str) -> None:
    (shared / "a.txt").write_text(f"Voir {text} demain.", encoding="utf-8")
    assert certain(made, shared) == {"K… (8 letters)"}


@pytest.mark.parametrize(
    ("original", "text", "is_leak"),
    [
        ("Nantes", "Je vis à Nantes.", True),
        ("la radio locale", "Sur la radio locale.", True),
        ("Orange", "Une orange.", False),
    ],
)
def test_what_was_listed_by_hand_is_searched_as_it_is_replaced(
    tmp_path: Path, shared: Path, original: str, text: str, is_leak: bool
) -> None:
    key = tmp_path / "key.csv"
    write_key(key, Key(b"k" * 32, (Row(original, "Vallemer", "OTHER"),)))
    (shared / "a.txt").write_text(text, encoding="utf-8")
    assert bool(certain(pseudonymised([marked("Oui.")], key=key), shared)) is is_leak


def test_escapes_in_json_hide_nothing(made: Pseudonymised, shared: Path) -> None:
    (shared / "a.json").write_text(json.dumps({"t": ["\nKermadéc\n"]}), encoding="utf-8")
    assert certain(made, shared) == {"K… (8 letters)"}


def test_lines_of_json_tell_the_line(made: Pseudonymised, shared: Path) -> None:
    (shared / "a.jsonl").write_text('{"t": "x"}\n{"t": "Kermadec"}\n', encoding="utf-8")
    assert [leak.place for leak in made.leaks(shared)] == ["line 2"]


@pytest.mark.parametrize(
    "xml",
    [
        "<t>K&#101;rmadec</t>",
        '<t who="Kermadec"/>',
        "<t><b/>Kermadec</t>",
        "<t><!-- Kermadec --></t>",
    ],
)
def test_markup_is_read(made: Pseudonymised, shared: Path, xml: str) -> None:
    (shared / "a.xml").write_text(xml, encoding="utf-8")
    assert certain(made, shared) == {"K… (8 letters)"}


def test_names_of_elements_and_attributes_are_no_words(made: Pseudonymised, shared: Path) -> None:
    (shared / "a.xml").write_text('<kermadec anne="x"><anne/></kermadec>', encoding="utf-8")
    assert certain(made, shared) == set()


def test_a_page_with_data_in_its_scripts(made: Pseudonymised, shared: Path) -> None:
    packed = base64.b64encode(
        gzip.compress(json.dumps(["Kermadec " * 3, list(range(900))]).encode())
    )
    (shared / "a.html").write_text(
        "<html><body><p>Bonjour</p>"
        "<script>const anne = 1; // kermadec</script>"
        '<script type="application/json">{"t": "\\u003cAnne"}</script>'
        f"<script>const data = '{packed.decode()}';</script></body></html>",
        encoding="utf-8",
    )
    assert certain(made, shared) == {"A… (4 letters)", "K… (8 letters)"}


def test_archives_and_documents(made: Pseudonymised, shared: Path) -> None:
    document = Document()
    document.add_paragraph("Bonjour Kermadec")
    document.save(str(shared / "a.docx"))
    with zipfile.ZipFile(shared / "b.qdpx", "w") as archive:
        archive.writestr("project.qde", "<p>x</p>")
        archive.writestr("sources/anne.txt", "rien")
    found = {(leak.file, leak.masked) for leak in made.leaks(shared) if leak.certain}
    assert found == {("a.docx", "K… (8 letters)"), ("b.qdpx", "A… (4 letters)")}


def test_letters_of_identifiers_are_no_names(tmp_path: Path, shared: Path) -> None:
    made = pseudonymised([marked("[Ada](PER) et [Dédé](PER).")], key=tmp_path / "key.csv")
    text = f"59c3dede-0388-5cff-b7f8-b4ea44f1315c {'0ada' * 16}"
    (shared / "a.txt").write_text(text, encoding="utf-8")
    assert made.leaks(shared) == []
    (shared / "b.txt").write_text("0388-ada-44f1", encoding="utf-8")
    assert len(certain(made, shared)) == 1


def test_the_end_of_words_that_were_cut_is_doubtful(made: Pseudonymised, shared: Path) -> None:
    (shared / "a.txt").write_text("Voilà ce que disaient les anne", encoding="utf-8")
    assert certain(made, shared) == set()


def test_pictures_are_no_text(made: Pseudonymised, shared: Path) -> None:
    (shared / "a.jpeg").write_bytes(b"\xff\xd8\xff\xe0 Kermadec")
    assert made.leaks(shared) == []


def test_tables(made: Pseudonymised, shared: Path) -> None:
    table = pa.table({"a": ["x", "Kermadec"], "b": [[{"c": "Anne"}], []]})
    pq.write_table(table, shared / "a.parquet")
    with pa.ipc.new_stream(shared / "b.arrow", table.schema) as writer:
        writer.write_table(table)
    found = {(leak.file, leak.place) for leak in made.leaks(shared) if leak.certain}
    assert found == {
        ("a.parquet", "a, row 1"),
        ("a.parquet", "b, row 0"),
        ("b.arrow", "a, row 1"),
        ("b.arrow", "b, row 0"),
    }


def test_docs_of_spacy(made: Pseudonymised, shared: Path) -> None:
    doc = spacy.blank("fr")("Bonjour Kermadec")
    DocBin(docs=[doc], store_user_data=True).to_disk(shared / "a.spacy")
    assert "K… (8 letters)" in certain(made, shared)


def test_the_suffix_of_a_file_is_no_name(tmp_path: Path, shared: Path) -> None:
    made = pseudonymised([marked("[Ann](PER) parle.")], key=tmp_path / "key.csv")
    (shared / "a.ann").write_text("rien", encoding="utf-8")
    assert made.leaks(shared) == []


def test_names_of_files(made: Pseudonymised, shared: Path) -> None:
    (shared / "entretien-kermadec").mkdir()
    (shared / "entretien-kermadec/a.txt").write_text("rien", encoding="utf-8")
    (leak,) = made.leaks(shared)
    assert leak.place == "name of the file"


def test_a_name_that_is_a_word_is_doubtful_alone_and_certain_in_a_full_name(
    tmp_path: Path, shared: Path
) -> None:
    records = [marked("[Rose Petit](PER) parle. Une rose, un petit jour.")]
    made = pseudonymised(records, key=tmp_path / "key.csv")
    (shared / "a.txt").write_text("une rose\nRose seule\n", encoding="utf-8")
    assert [(leak.masked, leak.certain) for leak in made.leaks(shared)] == [
        ("R… (4 letters)", False)
    ]
    (shared / "b.txt").write_text("rose.petit@a.fr\n", encoding="utf-8")
    assert certain(made, shared) == {"R… (10 letters)"}


def test_initials_are_doubtful(made: Pseudonymised, shared: Path) -> None:
    (shared / "a.txt").write_text("A.K. : oui", encoding="utf-8")
    assert [leak.certain for leak in made.leaks(shared)] == [False]


def test_the_check_names_file_and_place_and_masks_the_form(
    made: Pseudonymised, shared: Path
) -> None:
    (shared / "a.txt").write_text("Kermadec et Kermadec", encoding="utf-8")
    with pytest.raises(InputError) as error:
        made.check(shared)
    assert "a.txt, line 1: K… (8 letters), 2 times" in str(error.value)
    assert "ermadec" not in str(error.value)


def test_a_file_that_cannot_be_searched_is_an_error(made: Pseudonymised, shared: Path) -> None:
    (shared / "a.docx").write_bytes(b"PK\x03\x04 damaged")
    with pytest.raises(InputError, match=r"a\.docx: cannot be searched"):
        made.check(shared)


def test_what_was_made_holds_none(made: Pseudonymised, shared: Path) -> None:
    (shared / "a.txt").write_text("\n".join(record.text for record in made), encoding="utf-8")
    assert made.leaks(shared) == []
