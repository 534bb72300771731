"""CoNLL-2003: four columns, IOB2, and what spaCy reads in them."""

from __future__ import annotations

import dataclasses
import logging
from pathlib import Path

import pytest
from gold_as_record import SPLITS, corpus_records
from hard_record import CRLF, hard_record, record_of_file
from spacy.training.converters import conll_ner_to_docs

from pipeline.export.conll import export_files
from pipeline.export.tokens import mentions_by_turn, outermost
from pipeline.schema import Record

Named = list[tuple[str, str]]


def content(record: Record) -> str:
    (file,) = export_files([record])
    return b"".join(file.chunks).decode("utf-8")


def read_by_spacy(text: str) -> Named:
    return [
        ("".join(token.text for token in ent), ent.label_)
        for doc in conll_ner_to_docs(text, no_print=True)
        for ent in doc.ents
    ]


def expected(record: Record) -> Named:
    by_turn = mentions_by_turn(record)
    return [
        ("".join(mention.text.split()), entity.label)
        for turn in record.turns
        for entity, mention in outermost(by_turn.get(turn.id, []))
    ]


def test_the_file_as_it_is_written(record: Record) -> None:
    (file,) = export_files([record])
    assert file.name == "dossier/zebulon.conll"
    lines = content(record).split("\n")
    assert lines[:10] == [
        "-DOCSTART- -X- O O",
        "",
        "Portrait _ _ O",
        "",
        "Comment _ _ O",
        "l’ _ _ O",
        "agence _ _ O",
        "Zébulon _ _ B-ORG",
        "travaille _ _ O",
        "-t _ _ O",
    ]
    assert "Inès _ _ B-PER\nDacosta _ _ I-PER\n, _ _ O" in content(record)


def test_spacy_reads_the_mentions(record: Record) -> None:
    assert read_by_spacy(content(record)) == [("Zébulon", "ORG"), ("InèsDacosta", "PER")]


def test_two_mentions_side_by_side_stay_two(record: Record) -> None:
    (zebulon, ines) = record.entities
    (mention,) = ines.mentions
    left = dataclasses.replace(mention, end=mention.start + 4, text="Inès")
    right = dataclasses.replace(mention, start=mention.start + 5, text="Dacosta")
    ines = dataclasses.replace(ines, mentions=(left, right))
    text = content(dataclasses.replace(record, entities=(zebulon, ines)))
    assert "Inès _ _ B-PER\nDacosta _ _ B-PER\n" in text


def test_mentions_inside_others_are_left_out_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    record = hard_record()
    assert read_by_spacy(content(record)) == expected(record)
    assert caplog.messages == ["conll: 2 mentions inside another were left out"]


def test_nothing_is_said_where_all_was_kept(
    record: Record, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="pipeline"):
        content(record)
    assert caplog.messages == []


def test_tokens_cut_at_a_mention_are_said_on_request(
    record: Record, caplog: pytest.LogCaptureFixture
) -> None:
    (zebulon, ines) = record.entities
    (mention,) = zebulon.mentions
    part = dataclasses.replace(mention, end=mention.start + 4, text="Zébu")
    cut = dataclasses.replace(
        record, entities=(dataclasses.replace(zebulon, mentions=(part,)), ines)
    )
    with caplog.at_level(logging.INFO, logger="pipeline"):
        assert "Zébu _ _ B-ORG\nlon _ _ O\n" in content(cut)
    assert caplog.messages == ["conll: 1 tokens were cut at the edge of a mention"]


def test_without_entities_every_token_is_outside(tmp_path: Path) -> None:
    text = content(record_of_file(tmp_path / "crlf.txt", CRLF))
    assert "\r" not in text
    assert {line.split(" ")[3] for line in text.split("\n")[1:] if line} == {"O"}
    assert "🎙 _ _ O" in text


def test_boilerplate_is_left_out(record: Record) -> None:
    turns = (dataclasses.replace(record.turns[0], role="boilerplate"), *record.turns[1:])
    assert "Portrait" not in content(dataclasses.replace(record, turns=turns))


@pytest.mark.parametrize("split", SPLITS)
def test_spacy_reads_every_mention_of_the_corpus(split: str) -> None:
    for record in corpus_records(split):
        text = content(record)
        for line in text.split("\n"):
            assert not line or len(line.split()) == 4
        assert read_by_spacy(text) == expected(record), record.id
