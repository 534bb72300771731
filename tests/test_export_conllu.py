"""CoNLL-U: read by the package conllu and by spaCy, every mention with its characters."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import conllu
import pytest
from gold_as_record import SPLITS, corpus_records
from hard_record import CRLF, hard_record, record_of_file
from spacy.training.converters import conllu_to_docs

from pipeline.export.conllu import export_files
from pipeline.export.tokens import mentions_by_turn, outermost
from pipeline.schema import Entity, Mention, Record

Places = set[tuple[str, str, int, int]]


def content(record: Record) -> str:
    (file,) = export_files([record])
    return b"".join(file.chunks).decode("utf-8")


def parsed(record: Record) -> conllu.SentenceList:
    return conllu.parse(content(record))


def place(token: conllu.Token) -> tuple[int, int]:
    start, end = token["misc"]["TokenRange"].split(":")
    return int(start), int(end)


def mentions(sentences: conllu.SentenceList) -> Places:
    """Read the brackets of Entity=: the closing one names its entity."""
    found: Places = set()
    for sentence in sentences:
        open_: dict[str, list[tuple[str, int]]] = {}
        for token in sentence:
            start, end = place(token)
            for mark in re.findall(r"\([^()]+\)?|[^()]+\)", token["misc"].get("Entity", "")):
                id, _, label = mark.strip("()").partition("-")
                if mark.startswith("("):
                    open_.setdefault(id, []).append((label, start))
                if mark.endswith(")"):
                    found.add((id, *open_[id].pop(), end))
        assert not any(open_.values())
    return found


def expected(record: Record) -> Places:
    return {(e.id, e.label, m.start, m.end) for e in record.entities for m in e.mentions}


def joined(sentence: conllu.TokenList) -> str:
    words = [
        token["form"] + ("" if token["misc"].get("SpaceAfter") == "No" else " ")
        for token in sentence
    ]
    return "".join(words).strip()


def test_the_file_as_it_is_written(record: Record) -> None:
    (file,) = export_files([record])
    assert file.name == "dossier/zebulon.conllu"
    lines = content(record).split("\n")
    assert lines[:7] == [
        "# global.Entity = eid-etype",
        "# newdoc id = dossier/zebulon",
        "# newpar id = dossier%2Fzebulon-t1",
        "# sent_id = dossier%2Fzebulon-t1-s1",
        "# text = Portrait",
        "# role = heading",
        "1\tPortrait\t_\t_\t_\t_\t_\t_\t_\tTokenRange=0:8",
    ]
    assert "\n4\tZébulon\t_\t_\t_\t_\t_\t_\t_\tEntity=(e1-ORG)|NE=B-ORG|" in content(record)


def test_sentences_say_who_speaks(record: Record) -> None:
    last = parsed(record)[-1]
    assert last.metadata == {
        "sent_id": "dossier%2Fzebulon-t3-s2",
        "text": "Selon Inès Dacosta, il faut écouter avant de publier.",
        "role": "answer",
        "speaker": "p2",
        "speaker_name": "Aude Kermadec",
    }


def test_the_words_make_the_text_and_the_ranges_lead_to_the_record() -> None:
    record = hard_record()
    for sentence in parsed(record):
        assert joined(sentence) == sentence.metadata["text"]
        for token in sentence:
            assert record.text[slice(*place(token))] == token["form"]


def test_mentions_that_nest_and_cross_come_back() -> None:
    record = hard_record()
    assert mentions(parsed(record)) == expected(record)


def test_of_mentions_that_end_together_the_inner_one_closes_first(record: Record) -> None:
    words = "Selon Inès Dacosta"
    start = record.text.index(words)
    outer = Mention(start, start + len(words), words, "t3", 1.0)
    entities = (record.entities[0], Entity("e3", words, "MISC", None, (outer,)), record.entities[1])
    text = content(dataclasses.replace(record, entities=entities))
    assert [line.split("\t")[9].split("|")[0] for line in text.split("\n") if "_\tEnt" in line] == [
        "Entity=(e1-ORG)",
        "Entity=(e3-MISC",
        "Entity=(e2-PER",
        "Entity=e2)e3)",
    ]


def test_spacy_reads_the_outermost_mentions() -> None:
    record = hard_record()
    by_turn = mentions_by_turn(record)
    docs = list(conllu_to_docs(content(record), n_sents=1, no_print=True))
    assert [(ent.text, ent.label_) for doc in docs for ent in doc.ents] == [
        (mention.text, entity.label)
        for turn in record.turns
        for entity, mention in outermost(by_turn.get(turn.id, []))
    ]
    assert [doc.text.strip() for doc in docs] == [s.metadata["text"] for s in parsed(record)]


def test_ids_of_sentences_are_unique_without_slash_or_space() -> None:
    ids = [sentence.metadata["sent_id"] for sentence in parsed(hard_record("été 50 %/l’œuvre"))]
    assert len(ids) == len(set(ids))
    assert not any(re.search(r"[/\s]", id) for id in ids)
    assert ids[0].startswith("été%2050%20%25%2Fl’œuvre-t1")


def test_a_text_without_entities_has_none(tmp_path: Path) -> None:
    text = content(record_of_file(tmp_path / "crlf.txt", CRLF))
    assert "\r" not in text
    assert "Entity=" not in text
    assert "NE=" not in text


def test_an_interview_without_turns_is_an_empty_file() -> None:
    empty = hard_record(turns=(), exchanges=(), entities=(), claims=())
    assert content(empty) == ""


@pytest.mark.parametrize("split", SPLITS)
def test_every_mention_of_the_corpus_comes_back(split: str) -> None:
    for record in corpus_records(split):
        sentences = parsed(record)
        assert mentions(sentences) == expected(record), record.id
        assert all(joined(sentence) == sentence.metadata["text"] for sentence in sentences)
