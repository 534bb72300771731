"""TEI files are valid, lead nowhere astray, and give back the text and every span."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from gold_as_record import SPLITS, corpus_records
from hard_record import CRLF, TEXT, hard_record, record_of_file
from lxml import etree

from pipeline.export import write_files
from pipeline.export.tei import export_files, tei_file
from pipeline.schema import Record, Turn, TurnRole

T = "{http://www.tei-c.org/ns/1.0}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
POINTERS = ("who", "ref", "corresp", "target", "next", "prev", "sameAs")
TURNS = {f"{T}{tag}" for tag in ("sp", "u", "head", "label", "quote", "ab")}


@cache
def schema() -> etree.RelaxNG:
    """The schema of all of TEI P5; it takes seconds to load."""
    path = Path(__file__).parent / "data" / "tei_all.rng.gz"
    return etree.RelaxNG(etree.parse(str(path)))


def proved(made: etree._Element) -> None:
    assert schema().validate(made), schema().error_log
    ids = [element.get(XML_ID) for element in made.iter() if element.get(XML_ID)]
    assert len(ids) == len(set(ids))
    known = {f"#{id}" for id in ids}
    for element in made.iter(f"{T}*"):
        for name in POINTERS:
            for target in (element.get(name) or "").split():
                assert target in known or target.startswith("#string-range("), (name, target)


def parsed(record: Record) -> etree._Element:
    return etree.fromstring(tei_file(record, root="i", path="a.xml"))


class Read:
    """What a TEI file says, read anew: text, turns, names and claims with their offsets."""

    def __init__(self, made: etree._Element) -> None:
        body = made.find(f".//{T}body")
        assert body is not None
        self.text = ""
        self.places: dict[Any, tuple[int, int]] = {}
        self._walk(body)
        self.made = made

    def _walk(self, element: etree._Element) -> None:
        start = len(self.text)
        label = element.find(f"{T}speaker")
        self.text += element.text or ""
        for child in element:
            self._walk(child)
            self.text += child.tail or ""
        if label is not None:
            start += len(label.text or "")
        self.places[element] = (start, len(self.text))

    def turns(self) -> list[tuple[str, str | None, int, int, str]]:
        return [
            (
                str(e.get("ana"))[5:],
                e.get("who") or e.get("corresp"),
                *place,
                self.text[slice(*place)],
            )
            for e, place in sorted(self.places.items(), key=lambda pair: pair[1])
            if e.tag in TURNS and (e.get("ana") or "").startswith("role:")
        ]

    def spans(self, *tags: str) -> dict[str, tuple[int, int]]:
        """Return spans by the record's id, pieces put together as next leads through them."""
        by_id = {f"#{e.get(XML_ID)}": e for e in self.places if e.get(XML_ID)}
        found = {}
        for element, (start, end) in self.places.items():
            if element.tag in {f"{T}{tag}" for tag in tags} and not element.get("prev"):
                piece = element
                while piece.get("next"):
                    piece = by_id[piece.get("next")]
                    # Between two pieces stands at most what is between two paragraphs.
                    assert not self.text[end : self.places[piece][0]].strip()
                    end = self.places[piece][1]
                assert str(element.get("n")) not in found
                found[str(element.get("n"))] = (start, end)
        return found


def says(record: Record, read: Read) -> None:
    assert read.text == record.text
    turns: list[Turn] = list(record.turns)
    speakers = [f"#i.{t.speaker}" if t.speaker else None for t in turns]
    assert read.turns() == [
        (t.role, who, t.start, t.end, t.text) for t, who in zip(turns, speakers, strict=True)
    ]
    assert read.spans("persName", "orgName", "placeName", "name") == {
        f"{e.id}.{number}": (m.start, m.end)
        for e in record.entities
        for number, m in enumerate(e.mentions, 1)
    }
    assert read.spans("seg") == {c.id: (c.start, c.end) for c in record.claims}


# --- the hard record ------------------------------------------------------------------------


def legal(record: Record) -> Record:
    """The record with what XML cannot hold replaced, character for character."""

    def mended(text: str) -> str:
        return text.replace("\x0c", "\ufffd")

    turns = tuple(dataclasses.replace(t, text=mended(t.text)) for t in record.turns)
    return dataclasses.replace(record, text=mended(record.text), turns=turns)


def test_text_turns_and_crossing_spans_come_back() -> None:
    assert "\x0c" in TEXT
    says(legal(hard_record()), Read(parsed(hard_record())))


@pytest.mark.parametrize(
    "changes",
    [{}, {"entities": (), "claims": ()}, {"exchanges": (), "claims": ()}, {"metadata": {}}],
    ids=["all", "no spans", "no exchange", "no variables"],
)
def test_the_file_is_valid_and_its_pointers_lead_somewhere(changes: dict[str, Any]) -> None:
    record = hard_record()
    if "entities" in changes:
        changes |= {"claims": ()}
    proved(parsed(dataclasses.replace(record, **changes)))


@pytest.mark.parametrize("role", get_args(TurnRole))
def test_a_turn_of_any_role_may_have_a_speaker(role: TurnRole) -> None:
    record = hard_record()
    turns = tuple(
        dataclasses.replace(t, role=role, speaker=record.participants[0].id) for t in record.turns
    )
    proved(parsed(dataclasses.replace(record, turns=turns, exchanges=(), claims=(), entities=())))


def test_a_text_without_turns_is_valid_and_whole() -> None:
    changes: dict[str, Any] = {"turns": (), "exchanges": (), "entities": (), "claims": ()}
    made = parsed(hard_record(**changes))
    proved(made)
    assert Read(made).text == TEXT.replace("\x0c", "\ufffd")


def test_subtitles_are_utterances() -> None:
    record = hard_record()
    spoken = dataclasses.replace(record, source=dataclasses.replace(record.source, format="srt"))
    made = parsed(spoken)
    proved(made)
    assert len(made.findall(f".//{T}u")) == 4
    assert made.find(f".//{T}sp") is None
    says(legal(spoken), Read(made))


def test_a_claim_is_cut_before_a_name_is() -> None:
    made = parsed(hard_record())
    place = made.find(f".//{T}placeName[@ref='#i.e3']")
    assert place is not None
    assert (place.text, place.get("next")) == ("Brest", None)
    parts = [e.get("part") for e in made.iter(f"{T}seg") if e.get("n") == "c2" and e.get("part")]
    assert parts == ["I", "M", "F"]


def test_paragraphs_and_lines_are_marked() -> None:
    answer = parsed(hard_record()).find(f".//{T}sp[@{XML_ID}='i.t3']")
    assert answer is not None
    assert len(answer.findall(f"{T}p")) == 2
    assert len(answer.findall(f".//{T}lb")) == 1


def test_people_source_variables_and_statements_are_told() -> None:
    made = parsed(hard_record())
    person = made.find(f".//{T}particDesc//{T}person[@{XML_ID}='i.p2']")
    assert person is not None
    assert "".join(person.itertext()) == "Zoé ÇagéranteCafé & ZéphyrZoé Ça"
    assert made.xpath("string(//*[@type='url'])") == "https://exemple.fr/a?b=1&c=2"
    assert made.xpath("//@when") == ["2021-06"]
    assert made.xpath("string(//*[@n='Type de média'])") == "revue *en ligne*"
    statement = "@Brest compte 12 (dit-elle)"
    assert statement in made.xpath("//*[local-name()='note'][@type='statement']/text()")


def test_evidence_is_a_range_of_the_body() -> None:
    record = hard_record()
    start, length = record.text.index("écoute.\nRien"), len("écoute.\nRien")
    pointer = parsed(record).xpath("string(//*[local-name()='abstract']//@corresp)")
    assert pointer == f"#string-range(i.body,{start},{length})"


# --- files ----------------------------------------------------------------------------------


def test_the_corpus_includes_every_file_and_is_valid(tmp_path: Path) -> None:
    ids = ["été 2021/l’œuvre", "corpus", "a b", "a-b", "A b", "2021"]
    records = [hard_record(id) for id in ids]
    assert write_files(tmp_path, export_files(records), force=False) == len(ids) + 1
    tree = etree.parse(str(tmp_path / "corpus.xml"))
    tree.xinclude()
    proved(tree.getroot())
    told = tree.xpath("//*[local-name()='idno'][@type='record']/text()")
    assert told == ids


def test_values_of_ana_are_defined_in_the_corpus(tmp_path: Path) -> None:
    write_files(tmp_path, export_files([hard_record("dossier/a")]), force=False)
    corpus = etree.parse(str(tmp_path / "corpus.xml"))
    defined = set(corpus.xpath("//*[local-name()='category']/@xml:id"))
    made = etree.parse(str(tmp_path / "dossier" / "a.xml"))
    values = {v for ana in made.xpath("//@ana") for v in ana.split() if not v.startswith("layer:")}
    assert values
    assert {f"value.{value.split(':')[1]}" for value in values} <= defined
    places = set(made.xpath("//*[local-name()='prefixDef']/@replacementPattern"))
    assert places == {"../corpus.xml#value.$1"}


def test_windows_line_ends_leave_no_trace(tmp_path: Path) -> None:
    record = record_of_file(tmp_path / "a.txt", CRLF)
    written = tei_file(record, root="i", path="a.xml")
    assert b"\r" not in written
    assert b"&#13;" not in written
    says(record, Read(etree.fromstring(written)))


def test_a_second_export_is_the_same() -> None:
    def content() -> Iterator[bytes]:
        for file in export_files([hard_record()]):
            yield b"".join(file.chunks)

    assert list(content()) == list(content())


@pytest.mark.parametrize("split", SPLITS)
def test_the_whole_corpus_comes_back(split: str) -> None:
    for record in corpus_records(split):
        made = parsed(record)
        proved(made)
        says(record, Read(made))
