"""TXM's source folder: file names, the table of metadata, elements and their words."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pytest
from gold_as_record import SPLITS, corpus_records
from hard_record import ANSWER, CRLF, HEADING, QUESTION, SECOND, hard_record, record_of_file
from lxml import etree

from pipeline.export import write_files
from pipeline.export.txm import export_files
from pipeline.schema import Record


def exported(tmp_path: Path, records: list[Record], **options: Any) -> dict[str, etree._Element]:
    """Return the texts by name, as TXM finds them: by the rows of the table, in its dialect."""
    write_files(tmp_path, export_files(records, **options), force=False)
    return {
        row["id"]: etree.parse(str(tmp_path / f"{row['id']}.xml")).getroot()
        for row in rows(tmp_path)
    }


def rows(folder: Path) -> list[dict[str, str]]:
    content = (folder / "metadata.csv").read_text(encoding="utf-8")
    # The separator, the quotation mark and the encoding of TXM's preferences.
    return list(csv.DictReader(content.splitlines(), delimiter=",", quotechar='"'))


def test_names_of_files_and_properties_are_plain(tmp_path: Path) -> None:
    texts = exported(tmp_path, [hard_record("été 2021/l’œuvre"), hard_record("ete_2021_l_oeuvre")])
    assert list(texts) == ["ete_2021_l_oeuvre", "ete_2021_l_oeuvre_2"]
    assert [row["entretien"] for row in rows(tmp_path)] == ["été 2021/l’œuvre", "ete_2021_l_oeuvre"]
    elements = [e for text in texts.values() for e in text.iter()]
    names = {name for e in elements for name in (str(e.tag), *map(str, e.keys()))}
    assert all(re.fullmatch("[a-z][a-z0-9]*", name) for name in (*names, *rows(tmp_path)[0]))


def test_the_table_holds_the_researchers_variables(tmp_path: Path) -> None:
    exported(tmp_path, [hard_record()])
    [row] = rows(tmp_path)
    assert (row["typedemedia"], row["interviewes"]) == ("revue *en ligne*", "Zoé Ça")
    # A column of hers is called as one of ours.
    assert (row["annee"], row["annee2"]) == ("2021", "3e")


def test_words_stand_once_and_in_their_structures(tmp_path: Path) -> None:
    [text] = exported(tmp_path, [hard_record()]).values()
    spoken = ["".join(e.itertext()) for e in text.iter("head", "sp")]
    question = QUESTION.replace("\x0c", "\ufffd")
    assert spoken == [HEADING, question, ANSWER, "Ah oui.", SECOND]
    [exchange] = text.findall("exchange")
    assert [e.get("role") for e in exchange] == ["question", "answer", "backchannel", "answer"]
    answer = exchange[1]
    assert (answer.get("name"), answer.get("party")) == ("Zoé Ça", "interviewee")
    assert ["".join(e.itertext()) for e in answer.iter("ne")] == [
        "Café Zéphyr de Brest",
        "Noé Le Bris",
    ]


def test_no_structure_stands_in_one_of_its_name(tmp_path: Path) -> None:
    [text] = exported(tmp_path, [hard_record()]).values()
    assert not text.xpath("//ne//ne | //claim//claim | //sp//sp")
    words: dict[str, str] = {}
    for claim in text.iter("claim"):
        ref = str(claim.get("ref"))
        words[ref] = words.get(ref, "") + "".join(claim.itertext())
    # c2 crosses c1, and is left out.
    assert words == {
        "c1": "l’agence Café Zéphyr",
        "c3": "Brest compte 12",
        "c4": "vingt.\n\nElle le doit à Noé Le",
    }


def test_answers_only(tmp_path: Path) -> None:
    [text] = exported(tmp_path, [hard_record()], answers_only=True).values()
    assert ["".join(e.itertext()) for e in text.iter("sp", "head")] == [ANSWER, SECOND]


def test_no_spans_and_windows_line_ends(tmp_path: Path) -> None:
    record = record_of_file(tmp_path / "a.txt", CRLF)
    [text] = exported(tmp_path / "out", [record]).values()
    assert "\r" not in "".join(text.itertext())
    assert [len(list(e)) for e in text.iter("sp")] == [0, 0, 0, 0]


@pytest.mark.parametrize("split", SPLITS)
def test_the_whole_corpus_comes_back(tmp_path: Path, split: str) -> None:
    records = list(corpus_records(split))
    texts = exported(tmp_path, records)
    assert [row["souscorpus"] for row in rows(tmp_path)] == [split] * len(records)
    for record, text in zip(records, texts.values(), strict=True):
        turns = [t for t in record.turns if t.role not in ("pull_quote", "boilerplate")]
        found = [(e.get("id"), "".join(e.itertext())) for e in text.iter("sp", "head")]
        assert found == [(turn.id, turn.text) for turn in turns]
