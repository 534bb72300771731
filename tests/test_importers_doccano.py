"""doccano: what comes back unedited is the gold, what was moved, added, deleted or relabelled is too."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from gold_strategies import golds
from hard_record import CRLF, hard_record, record_of_file
from hypothesis import given, settings

from pipeline.errors import InputError
from pipeline.export.doccano import export_files
from pipeline.gold import exchanges_of, gold_of, read_golds
from pipeline.gold.assembly import Annotated
from pipeline.importers.doccano import Document, doccano_documents_in
from pipeline.schema import Gold, Record

CORPUS = Path(__file__).parent.parent / "corpus" / "gold"


def exported(gold: Gold) -> dict[str, Any]:
    line = next(iter(next(export_files([gold])).chunks))
    return {**json.loads(line), "id": 17, "Comments": []}  # doccano puts its own id


def read(values: Any) -> Annotated:
    return Document(values, where="all.jsonl, line 1").read()


@pytest.fixture
def line(record: Record) -> dict[str, Any]:
    return exported(gold_of(record))


def span(line: dict[str, Any], words: str, label: str) -> list[Any]:
    start = line["text"].index(words)
    return [start, start + len(words), label]


def move(line: dict[str, Any], old: list[Any], new: list[Any]) -> None:
    line["label"].remove(old)
    line["label"].append(new)  # doccano gives spans in any order


# --- there and back -------------------------------------------------------------------------


@settings(deadline=None, max_examples=150)
@given(gold=golds())
def test_what_comes_back_unedited_is_the_gold(gold: Gold) -> None:
    assert read(exported(gold)) == Annotated(gold)


def test_the_order_of_the_spans_decides_nothing() -> None:
    gold = gold_of(hard_record())
    line = exported(gold)
    line["label"].sort()
    assert read(line) == Annotated(gold)


def test_a_text_with_windows_line_ends_and_no_claim(tmp_path: Path) -> None:
    record = record_of_file(tmp_path / "crlf.txt", CRLF)
    assert read(exported(gold_of(record))) == Annotated(gold_of(record))


def test_older_exports_keep_our_part_under_meta(line: dict[str, Any], record: Record) -> None:
    line["meta"] = {"gold": line.pop("gold")}
    assert read(line).gold == gold_of(record)


def test_an_export_with_relations_is_read(line: dict[str, Any], record: Record) -> None:
    line["entities"] = [
        {"id": number, "start_offset": start, "end_offset": end, "label": label}
        for number, (start, end, label) in enumerate(line.pop("label"))
    ]
    assert read(line | {"relations": []}).gold == gold_of(record)


@pytest.mark.parametrize("split", ["train", "dev", "test"])
def test_the_whole_corpus_comes_back(split: str) -> None:
    for gold in read_golds(CORPUS / split):
        assert read(exported(gold)) == Annotated(gold)


# --- edited ---------------------------------------------------------------------------------


def test_a_claim_drawn_anew_elsewhere_keeps_what_was_known_of_it(
    line: dict[str, Any], record: Record
) -> None:
    old = span(line, "Selon Inès Dacosta, il faut écouter avant de publier", "claim:recommendation")
    move(line, old, span(line, "il faut écouter avant de publier", "claim:recommendation"))
    claim = read(line).gold.claims[1]  # type: ignore[index]
    assert claim == replace(
        gold_of(record).claims[1],  # type: ignore[index]
        start=old[0] + 20,
        text="il faut écouter avant de publier",
    )


def test_a_claim_with_another_label_keeps_the_rest(line: dict[str, Any], record: Record) -> None:
    old = span(line, "Elle a formé 40 élèves en 2012", "claim:fact")
    move(line, old, [*old[:2], "claim:evaluation"])
    expected = gold_of(record).claims or ()
    assert read(line).gold.claims == (replace(expected[0], type="evaluation"), expected[1])


def test_a_claim_divided_in_two_stays_the_longer_half(line: dict[str, Any]) -> None:
    old = span(line, "Elle a formé 40 élèves en 2012", "claim:fact")
    move(line, old, span(line, "Elle", "claim:fact"))
    line["label"].append(span(line, "a formé 40 élèves en 2012", "claim:fact"))
    claims = read(line).gold.claims or ()
    assert [(c.id, c.text[:7]) for c in claims] == [
        ("c3", "Elle"),
        ("c1", "a formé"),
        ("c2", "Selon I"),
    ]


def test_a_deleted_claim_is_gone(line: dict[str, Any]) -> None:
    line["label"].remove(span(line, "Elle a formé 40 élèves en 2012", "claim:fact"))
    assert [claim.id for claim in read(line).gold.claims or ()] == ["c2"]


def test_a_new_claim_asserts(line: dict[str, Any]) -> None:
    line["label"].append(span(line, "avant de publier", "claim:fact"))
    claim = (read(line).gold.claims or ())[2]
    assert (claim.id, claim.turn, claim.speaker) == ("c3", "t3", "p2")
    assert (claim.modality, claim.key, claim.negated, claim.attribution.kind) == (
        "asserted",
        False,
        False,
        "speaker",
    )


def test_new_mentions_join_the_entity_of_their_words(line: dict[str, Any]) -> None:
    line["label"].append(span(line, "Elle", "name:ORG"))
    line["label"].append(span(line, "🎙", "name:MISC"))
    entities = read(line).gold.entities or ()
    assert [(e.id, e.name, e.mentions[0].turn) for e in entities] == [
        ("e1", "Zébulon", "t2"),
        ("e3", "🎙", "t2"),
        ("e4", "Elle", "t3"),
        ("e2", "Inès Dacosta", "t3"),
    ]


def test_an_entity_relabelled_throughout_stays_and_loses_its_kind(line: dict[str, Any]) -> None:
    old = span(line, "Zébulon", "name:ORG")
    move(line, old, [*old[:2], "name:PER"])
    entity = (read(line).gold.entities or ())[0]
    assert (entity.id, entity.name, entity.label, entity.kind) == ("e1", "Zébulon", "PER", None)


def test_one_mention_relabelled_becomes_an_entity_of_its_own(tmp_path: Path) -> None:
    gold = gold_of(record_of_file(tmp_path / "crlf.txt", CRLF))
    line = exported(gold)
    for words in ("L’équipe", "l’agence"):
        line["label"].append(span(line, words, "name:ORG"))
    line["gold"]["mentions"] = [
        {"where": "", "start": start, "end": end, "entity": "e1", "name": "l’équipe", "label": "ORG",
         "kind": "agency"}
        for start, end, label in line["label"] if label == "name:ORG"
    ]  # fmt: skip
    both = (read(line).gold.entities or ())[0]
    assert [m.text for m in both.mentions] == ["l’agence", "L’équipe"]
    move(line, span(line, "l’agence", "name:ORG"), span(line, "l’agence", "name:LOC"))
    entities = read(line).gold.entities or ()
    assert [(e.id, e.label, e.kind) for e in entities] == [
        ("e2", "LOC", None),
        ("e1", "ORG", "agency"),
    ]


def test_a_question_found_inside_an_answer_is_the_interviewers(
    line: dict[str, Any], record: Record
) -> None:
    answer = span(line, record.turns[2].text, "turn:answer")
    line["label"] = [label for label in line["label"] if label[2].startswith("turn:")]
    move(line, answer, span(line, "Elle a formé 40 élèves en 2012.", "turn:question"))
    line["label"].append(
        span(line, "Selon Inès Dacosta, il faut écouter avant de publier.", "turn:answer")
    )
    line["gold"]["frame"] |= {"sentences": [], "summary": None}
    found = read(line)
    assert [(t.id, t.role, t.speaker) for t in found.gold.turns or ()] == [
        ("t1", "heading", None),
        ("t2", "question", "p1"),
        ("t4", "question", "p1"),
        ("t3", "answer", "p2"),
    ]
    assert found.gold.exchanges == exchanges_of(found.gold.turns or ())
    assert found.warnings == ()


def test_a_speaker_that_cannot_be_known_is_left_out_and_said(line: dict[str, Any]) -> None:
    line["gold"]["frame"]["participants"].append(
        {**line["gold"]["frame"]["participants"][1], "id": "p3"}
    )
    question = span(line, "Comment l’agence Zébulon travaille-t-elle\u202f? 🎙", "turn:question")
    move(line, question, [*question[:2], "turn:answer"])
    found = read(line)
    assert (found.gold.turns or ())[1].speaker is None
    assert "turn:answer: one of p2, p3 speaks; doccano knows no speakers" in found.warnings[0]


def test_evidence_moves_to_another_sentence(line: dict[str, Any]) -> None:
    line["gold"]["frame"]["sentences"].append("Elle forme.")
    line["label"].append(span(line, "40 élèves", "summary:2"))
    line["label"].append(span(line, "40 élèves", "summary:1"))
    summary = read(line).gold.summary
    assert summary is not None
    words = [
        [line["text"][span.start : span.end] for span in s.evidence] for s in summary.sentences
    ]
    assert words == [["écouter avant de publier", "40 élèves"], ["40 élèves"]]


def test_a_project_of_ones_own_is_read() -> None:
    text = "Ça va 🎙 ?\nOui, à Lyon."
    found = read({
        "id": 4, "text": text,
        "label": [[0, 9, "turn:question"], [10, 22, "turn:answer"], [17, 21, "name:LOC"]],
    })  # fmt: skip
    assert found.gold.id == "4"
    assert [(e.name, e.mentions[0].turn) for e in found.gold.entities or ()] == [("Lyon", "t2")]
    assert found.gold.claims == ()


# --- refused --------------------------------------------------------------------------------


def no_text(line: dict[str, Any]) -> None:
    line["data"] = line.pop("text")


def unknown_layer(line: dict[str, Any]) -> None:
    line["label"][0][2] = "PER"


def unknown_value(line: dict[str, Any]) -> None:
    line["label"][3][2] = "name:PERS"


def sentence_in_words(line: dict[str, Any]) -> None:
    line["label"][-1][2] = "summary:un"


def outside(line: dict[str, Any]) -> None:
    line["label"][-2][1] = 5000


def no_span(line: dict[str, Any]) -> None:
    line["label"].append(["0", 8, "turn:heading"])


def no_list(line: dict[str, Any]) -> None:
    line["label"] = "turn:heading"


def turn_over_turn(line: dict[str, Any]) -> None:
    line["label"][0][1] = 20


def damaged(line: dict[str, Any]) -> None:
    line["gold"]["frame"]["participants"][0]["role"] = "témoin"


def other_gold(line: dict[str, Any]) -> None:
    line["gold"] = 3


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (no_text, "line 1: text is missing; export the project from doccano as JSONL"),
        (unknown_layer, r"\(dossier/zebulon\): \[0, 8\): label 'PER'; labels are turn:…, name:…"),
        (unknown_value, "label 'name:PERS'; after name: stand PER, ORG, LOC, MISC"),
        (sentence_in_words, "label 'summary:un'; after summary: stand the numbers"),
        (outside, r"\[\d+, 5000\) claim:recommendation: .* holds no words"),
        (no_span, r'\["0", 8, "turn:heading"\] is no span: start, end, label'),
        (no_list, "label is no list of spans"),
        (turn_over_turn, r"overlaps the turn at \[0, 20\) turn:heading"),
        (damaged, "line 1: gold.frame.participants.0.role: Input should be"),
        (other_gold, "gold is no JSON object"),
    ],
)
def test_a_bad_line_is_refused_with_place_and_remedy(
    line: dict[str, Any], change: Callable[[dict[str, Any]], None], said: str
) -> None:
    change(line)
    with pytest.raises(InputError) as caught:
        read(line)
    assert re.search(said, str(caught.value))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds no document; export"),
        (b"{\n", "line 1: not valid JSON"),
        (b"\xe9", "not UTF-8"),
    ],
)
def test_a_file_that_is_no_export_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "all.jsonl").write_bytes(content)
    with pytest.raises(InputError, match=said):
        doccano_documents_in(tmp_path / "all.jsonl")
    with pytest.raises(InputError, match=r"absent\.jsonl: cannot be read"):
        doccano_documents_in(tmp_path / "absent.jsonl")


def test_lines_may_hold_unicode_line_ends(tmp_path: Path) -> None:
    text = "Ça\u2028va"
    content = json.dumps({"text": text, "label": [[0, 5, "turn:intro"]]}, ensure_ascii=False)
    (tmp_path / "all.jsonl").write_text(f"{content}\r\n{content}\n", encoding="utf-8")
    found = doccano_documents_in(tmp_path / "all.jsonl")
    assert [each.read().gold.text for each in found] == [text, text]
