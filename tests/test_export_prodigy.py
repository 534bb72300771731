"""Prodigy: tasks as its documentation describes them, tokens that make the text and hold the spans."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from gold_strategies import golds
from hard_record import CRLF, hard_record, record_of_file
from hypothesis import given, settings

from pipeline.errors import InputError
from pipeline.export.prodigy import export_files
from pipeline.gold import gold_of, read_golds
from pipeline.schema import Gold, Record

CORPUS = Path(__file__).parent.parent / "corpus" / "gold"


def tasks(*golds: Gold) -> list[dict[str, Any]]:
    (file,) = export_files(golds)
    assert file.name == "prodigy.jsonl"
    return [json.loads(line) for line in file.chunks]


def proved(gold: Gold) -> None:
    found = set()
    for task in tasks(gold):
        text, tokens, meta = task["text"], task["tokens"], task["meta"]
        assert gold.text[meta["start"] : meta["start"] + len(text)] == text
        assert "".join(token["text"] + " " * token["ws"] for token in tokens) == text
        for number, token in enumerate(tokens):
            assert token["id"] == number
            assert text[token["start"] : token["end"]] == token["text"]
        for span in task["spans"]:
            assert tokens[span["token_start"]]["start"] == span["start"]
            assert tokens[span["token_end"]]["end"] == span["end"]
            start, end = (span[side] + meta["start"] for side in ("start", "end"))
            found.add((start, end, span["label"]))
    mentions = {(m.start, m.end, e.label) for e in gold.entities or () for m in e.mentions}
    assert found == mentions | {(c.start, c.end, c.type) for c in gold.claims or ()}


def test_a_task_as_it_is_written(record: Record) -> None:
    task = tasks(gold_of(record))[1]
    assert task["meta"] == {
        "interview": "dossier/zebulon",
        "turn": "t2",
        "role": "question",
        "speaker": "p1",
        "start": 9,
    }
    assert task["spans"] == [
        {"start": 17, "end": 24, "token_start": 3, "token_end": 3, "label": "ORG"}
    ]
    assert task["tokens"][3] == {"text": "Zébulon", "start": 17, "end": 24, "id": 3, "ws": True}


def test_a_speaker_is_named(record: Record) -> None:
    assert tasks(gold_of(record))[2]["meta"]["speaker"] == "Aude Kermadec"


def test_spans_that_nest_and_cross_keep_their_characters() -> None:
    proved(gold_of(hard_record()))


def test_a_text_with_windows_line_ends_and_no_span(tmp_path: Path) -> None:
    gold = gold_of(record_of_file(tmp_path / "crlf.txt", CRLF))
    proved(gold)
    assert all(task["spans"] == [] for task in tasks(gold))


def test_boilerplate_is_no_task(record: Record) -> None:
    gold = gold_of(record)
    turns = (dataclasses.replace(gold.turns[0], role="boilerplate"), *gold.turns[1:])  # type: ignore[index]
    found = tasks(dataclasses.replace(gold, turns=turns))
    assert [task["meta"]["turn"] for task in found] == ["t2", "t3"]


def test_gold_without_turns_is_refused(record: Record) -> None:
    with pytest.raises(InputError, match="zebulon: the turns are not annotated"):
        tasks(dataclasses.replace(gold_of(record), turns=None))


@settings(deadline=None, max_examples=50)
@given(gold=golds())
def test_any_annotation_holds(gold: Gold) -> None:
    proved(gold)


@pytest.mark.parametrize("split", ["train", "dev", "test"])
def test_the_whole_corpus_holds(split: str) -> None:
    for gold in read_golds(CORPUS / split):
        proved(gold)
