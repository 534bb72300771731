"""spaCy's DocBin: the text unchanged, spans with their ids, and data a model can be trained on."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import spacy
from gold_as_record import SPLITS, corpus_records
from hard_record import CRLF, hard_record, record_of_file
from spacy.tokens import Doc, DocBin, SpanGroup
from spacy.training import Example

from pipeline.export.docbin import export_files
from pipeline.export.tokens import mentions_by_turn, outermost
from pipeline.records import record_line
from pipeline.schema import Record


def content(*records: Record) -> bytes:
    (file,) = export_files(records)
    assert file.name == "interviews.spacy"
    return b"".join(file.chunks)


def docs(*records: Record) -> list[Doc]:
    return list(DocBin().from_bytes(content(*records)).get_docs(spacy.blank("fr").vocab))


def spans(group: SpanGroup) -> list[tuple[str, str, int, int]]:
    return [(span.id_, span.label_, span.start_char, span.end_char) for span in group]


def proved(doc: Doc, record: Record) -> None:
    assert doc.text == record.text
    assert doc.user_data["id"] == record.id
    mentions = [(e.id, e.label, m.start, m.end) for e in record.entities for m in e.mentions]
    assert sorted(spans(doc.spans["mentions"])) == sorted(mentions)
    assert spans(doc.spans["claims"]) == [(c.id, c.type, c.start, c.end) for c in record.claims]
    assert spans(doc.spans["turns"]) == [(t.id, t.role, t.start, t.end) for t in record.turns]
    flat = {
        (entity.id, entity.label, mention.start, mention.end)
        for pairs in mentions_by_turn(record).values()
        for entity, mention in outermost(pairs)
    }
    ents = {(ent.ent_id_, ent.label_, ent.start_char, ent.end_char) for ent in doc.ents}
    assert ents == flat
    # What `spacy debug data` calls an error: white space at the edge of an entity.
    assert not any(ent[0].is_space or ent[-1].is_space for ent in doc.ents)


def test_spans_that_nest_and_cross_come_back_with_their_ids() -> None:
    record = hard_record()
    (doc,) = docs(record)
    proved(doc, record)


def test_a_claim_that_begins_inside_a_token_keeps_its_characters(record: Record) -> None:
    claim = record.claims[0]
    claim = dataclasses.replace(claim, start=claim.start + 2, text=claim.text[2:], resolutions=())
    changed = dataclasses.replace(record, claims=(claim, record.claims[1]))
    (doc,) = docs(changed)
    proved(doc, changed)


def test_what_is_known_of_claims_entities_and_people_stands_in_the_user_data(
    record: Record,
) -> None:
    (doc,) = docs(record)
    assert doc.user_data["participants"]["p2"]["organisation"] == "Zébulon"
    assert doc.user_data["entities"]["e1"] == {"name": "Zébulon", "label": "ORG", "kind": "agency"}
    claim = doc.user_data["claims"]["c2"]
    assert (claim["speaker"], claim["modality"], claim["key"]) == ("p2", "obligation", True)
    assert claim["attribution"]["source"] == "Inès Dacosta"
    assert [list(x["answers"]) for x in doc.user_data["exchanges"].values()] == [["t3"]]
    assert doc.user_data["metadata"] == {"annee": "2012", "ville": "Brest"}


def test_sentences_are_those_of_the_turns(record: Record) -> None:
    (doc,) = docs(record)
    assert [sent.text.strip() for sent in doc.sents] == [
        "Portrait",
        "Comment l’agence Zébulon travaille-t-elle\u202f? 🎙",
        "Elle a formé 40 élèves en 2012.",
        "Selon Inès Dacosta, il faut écouter avant de publier.",
    ]


def test_where_no_entity_was_looked_for_it_is_missing_and_not_none(record: Record) -> None:
    turns = (dataclasses.replace(record.turns[0], role="boilerplate"), *record.turns[1:])
    (doc,) = docs(dataclasses.replace(record, turns=turns))
    assert [token.ent_iob_ for token in doc[:3]] == ["", "", "O"]  # Portrait, line end, Comment


def test_several_interviews_are_several_docs_in_order(record: Record, tmp_path: Path) -> None:
    other = record_of_file(tmp_path / "crlf.txt", CRLF)
    found = docs(record, other)
    assert [doc.user_data["id"] for doc in found] == ["dossier/zebulon", "crlf"]
    assert found[1].text == other.text
    assert found[1].ents == ()
    assert len(found[1].spans["claims"]) == 0


def test_a_model_can_be_trained_on_it(record: Record) -> None:
    nlp = spacy.blank("fr")
    for pipe in ("ner", "spancat"):
        nlp.add_pipe(pipe, config={"spans_key": "claims"} if pipe == "spancat" else {})
    found = docs(record, hard_record())
    examples = [Example(nlp.make_doc(doc.text), doc) for doc in found]
    nlp.initialize(lambda: examples)
    losses: dict[str, Any] = nlp.update(examples)
    assert losses["ner"] > 0
    assert losses["spancat"] > 0
    assert set(nlp.get_pipe("ner").labels) == {"ORG", "PER"}


def test_the_bytes_do_not_depend_on_the_process(record: Record, tmp_path: Path) -> None:
    (tmp_path / "records.jsonl").write_text(record_line(record) + "\n", encoding="utf-8")
    found = set()
    for seed in ("1", "2"):
        out = tmp_path / seed
        command = ["-m", "pipeline", "export", str(tmp_path), "--to", "docbin", "--out", str(out)]
        subprocess.run(
            [sys.executable, *command],
            check=True,
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
        )
        found.add((out / "interviews.spacy").read_bytes())
    assert found == {content(record)}


@pytest.mark.parametrize("split", SPLITS)
def test_the_whole_corpus_comes_back(split: str) -> None:
    records = list(corpus_records(split))
    for doc, record in zip(docs(*records), records, strict=True):
        proved(doc, record)
