"""The REFI-QDA project, read back and written again by pyrefiqda."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from gold_as_record import SPLITS, corpus_records
from hard_record import CRLF, TEXT, hard_record, record_of_file
from lxml import etree
from pyrefiqda import RefiProject

from pipeline.errors import InputError
from pipeline.export import zipping
from pipeline.export.qdpx import export_files
from pipeline.schema import Record


def packed(records: list[Record]) -> bytes:
    [file] = export_files(records)
    assert file.name == "entretiens.qdpx"
    return b"".join(file.chunks)


class Opened:
    """A project as a reader of the standard opens it."""

    def __init__(self, records: list[Record], folder: Path) -> None:
        path = folder / "p.qdpx"
        path.write_bytes(packed(records))
        self.project: Any = RefiProject.load(path, str(folder / "out"))
        self.folder = folder / "out"
        self.codes: dict[str, str] = {}
        self._learn(self.project.code_book.codes.code)

    def _learn(self, codes: list[Any]) -> None:
        for code in codes:
            assert code.name not in self.codes.values()
            self.codes[code.guid] = code.name
            self._learn(code.code)

    @property
    def sources(self) -> list[Any]:
        return list(self.project.sources.text_source)

    def text(self, source: Any) -> str:
        path = RefiProject.resolve_source_path(source.plain_text_path, self.folder)
        return path.read_bytes().decode("utf-8-sig")

    def selections(self, source: Any) -> list[tuple[int, int, list[str]]]:
        return [
            (
                s.start_position,
                s.end_position,
                [self.codes[c.code_ref.target_guid] for c in s.coding],
            )
            for s in source.plain_text_selection
        ]


def spans(record: Record) -> list[tuple[int, int]]:
    mentions = [m for entity in record.entities for m in entity.mentions]
    return [(part.start, part.end) for part in (*record.turns, *mentions, *record.claims)]


def test_positions_count_code_points(tmp_path: Path) -> None:
    record = hard_record()
    opened = Opened([record], tmp_path)
    [source] = opened.sources
    assert opened.text(source) == TEXT
    found = opened.selections(source)
    assert [place[:2] for place in found] == spans(record)
    # Behind two emoji, a combining accent and a control character.
    assert [TEXT[a:b] for a, b, codes in found if codes == ["œuvre"]] == ["Bris 🤝"]


def test_roles_speakers_entities_and_claims_are_codes(tmp_path: Path) -> None:
    opened = Opened([hard_record()], tmp_path)
    [source] = opened.sources
    codes = [codes for _, _, codes in opened.selections(source)]
    assert codes[:3] == [["titre ou intertitre"], ["question", "intervieweur sans nom"], ["réponse", "Zoé Ça"]]  # fmt: skip
    assert codes[6:11] == [["agence"], ["organisation"], ["lieu"], ["personne"], ["œuvre"]]
    assert codes[12] == ["constat", "affirmé", "rapporté", "clé"]
    notes = [s.description for s in source.plain_text_selection]
    assert notes[12] == "@Zéphyr de Brest compte 12 personnes (dit-elle)"


def test_persons_are_cases_with_variables_and_their_answers(tmp_path: Path) -> None:
    record = hard_record()
    opened = Opened([record, hard_record("b")], tmp_path)
    names = {v.guid: v.name for v in opened.project.variables.variable}
    first, second = opened.project.cases.case
    assert (first.name, second.name) == ("Zoé Ça", "Zoé Ça (b)")
    told = {names[v.variable_ref.target_guid]: v.text_value for v in first.variable_value}
    assert told == {"Fonction": "gérante", "Organisation": "Café & Zéphyr"}
    source = opened.sources[0]
    assert [ref.target_guid for ref in first.source_ref] == [source.guid]
    places = {s.guid: s.start_position for s in source.plain_text_selection}
    answers = [turn.start for turn in record.turns if turn.role == "answer"]
    assert [places[ref.target_guid] for ref in first.selection_ref] == answers


def test_texts_have_the_researchers_variables(tmp_path: Path) -> None:
    opened = Opened([hard_record()], tmp_path)
    names = {v.guid: v.name for v in opened.project.variables.variable}
    [source] = opened.sources
    told = {names[v.variable_ref.target_guid]: v.text_value for v in source.variable_value}
    assert (told["Type de média"], told["Date"]) == ("revue *en ligne*", "2021-06")
    assert source.name == "été 2021 - l’œuvre"


def test_byte_order_marks_folder_and_dates_are_as_readers_want() -> None:
    with zipfile.ZipFile(io.BytesIO(packed([hard_record()]))) as archive:
        infos = archive.infolist()
        assert archive.read("project.qde").startswith(b"<?xml")
        assert archive.read(infos[1]).startswith(b"\xef\xbb\xbf")
    assert infos[1].filename.startswith("sources/")
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}


def test_the_project_is_what_the_schema_makes_of_it(tmp_path: Path) -> None:
    """pyrefiqda writes from classes made of the schema: nothing is unknown, all is in its order."""
    opened = Opened([hard_record(), hard_record("b")], tmp_path)
    again = tmp_path / "again.qdpx"
    RefiProject.save(opened.project, again)
    assert canonical(zipfile.ZipFile(again)) == canonical(zipfile.ZipFile(tmp_path / "p.qdpx"))


def canonical(archive: zipfile.ZipFile) -> str:
    with archive:
        return etree.canonicalize(archive.read("project.qde").decode(), strip_text=True)


def test_a_second_export_is_the_same() -> None:
    assert packed([hard_record()]) == packed([hard_record()])


def test_ids_that_would_share_a_name_are_two_texts(tmp_path: Path) -> None:
    opened = Opened([hard_record("a/b"), hard_record("a - b")], tmp_path)
    assert len({source.plain_text_path for source in opened.sources}) == 2


def test_no_spans_no_people_and_windows_line_ends(tmp_path: Path) -> None:
    record = record_of_file(tmp_path / "a.txt", CRLF)
    opened = Opened([record], tmp_path)
    [source] = opened.sources
    assert "\r" not in opened.text(source)
    assert [place[:2] for place in opened.selections(source)] == spans(record)


def test_what_no_reader_takes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipping, "_MOST", 100)
    with pytest.raises(InputError, match=r"project\.qde: more than 100 bytes"):
        packed([hard_record()])


@pytest.mark.parametrize("split", SPLITS)
def test_the_whole_corpus_comes_back(tmp_path: Path, split: str) -> None:
    records = list(corpus_records(split))
    opened = Opened(records, tmp_path)
    for record, source in zip(records, opened.sources, strict=True):
        assert opened.text(source) == record.text
        assert [place[:2] for place in opened.selections(source)] == spans(record)
