"""doccano: JSON lines as its import wants them, and the span types to import before."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from hard_record import hard_record

from pipeline.errors import InputError
from pipeline.export.doccano import export_files
from pipeline.gold import gold_of
from pipeline.schema import Gold, GoldSummary, Record, Span, SummarySentence


def exported(*golds: Gold) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    lines, labels = export_files(golds)
    assert (lines.name, labels.name) == ("doccano.jsonl", "labels.json")
    return [json.loads(line) for line in lines.chunks], json.loads(b"".join(labels.chunks))


def test_a_line_as_it_is_written(record: Record) -> None:
    ((line,), _) = exported(gold_of(record))
    assert (line["id"], line["text"]) == ("dossier/zebulon", record.text)
    assert line["label"][:4] == [
        [0, 8, "turn:heading"],
        [9, 54, "turn:question"],
        [55, 140, "turn:answer"],
        [26, 33, "name:ORG"],
    ]
    assert {label for _, _, label in line["label"][4:]} == {
        "name:PER",
        "claim:fact",
        "claim:recommendation",
        "summary:1",
    }


def test_spans_count_characters_beyond_an_emoji_and_may_cross() -> None:
    record = hard_record()
    ((line,), _) = exported(gold_of(record))
    words = {record.text[start:end] for start, end, label in line["label"] if "name:" in label}
    assert words == {m.text for e in record.entities for m in e.mentions}


def test_the_span_types_are_those_of_the_lines_and_each_stands_once(record: Record) -> None:
    lines, labels = exported(gold_of(record), gold_of(hard_record()))
    names = [label["text"] for label in labels]
    assert len(names) == len(set(names))
    assert {label for line in lines for _, _, label in line["label"]} <= set(names)
    assert {"turn:boilerplate", "name:MISC", "claim:prediction", "summary:3"} <= set(names)
    assert "summary:4" not in names
    assert labels[0] == {
        "text": "turn:heading",
        "prefix_key": None,
        "suffix_key": None,
        "background_color": "#9e9e9e",
        "text_color": "#ffffff",
    }


def test_long_summaries_have_a_label_for_each_sentence(record: Record) -> None:
    sentences = tuple(SummarySentence(f"{n}.", (Span(0, 8),)) for n in range(5))
    gold = dataclasses.replace(gold_of(record), summary=GoldSummary("…", sentences))
    _, labels = exported(gold)
    assert labels[-1]["text"] == "summary:5"


def test_gold_without_turns_is_refused(record: Record) -> None:
    with pytest.raises(InputError, match="the turns are not annotated; mentions and claims hang"):
        exported(dataclasses.replace(gold_of(record), turns=None))
