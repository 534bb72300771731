"""Scoring of turns: small known errors give counts worked out by hand."""

from __future__ import annotations

import dataclasses

import pytest
from gold_records import counts, edited, moved, record_of, scored, share

from pipeline.evaluate import evaluate
from pipeline.schema import Gold, Participant


def test_question_that_takes_in_its_label_is_one_miss_and_one_invention(gold: Gold) -> None:
    turns = record_of(gold).turns
    number = next(i for i, turn in enumerate(turns) if turn.role == "question")
    change = moved(turns[number], gold.text, start=-len("L.F. : "))
    found = scored(gold, turns=edited(turns, number, **change))
    assert counts(found, "question") == (2, 1, 1)
    assert counts(found, "pair") == (2, 1, 1)
    assert found.value("turns", "exact-pair accuracy") == pytest.approx(2 / 3)
    assert found.value("turns", "role accuracy") == 1.0  # every gold character has its role
    kinds = [miss.kind for miss in found.misses]
    assert kinds == ["question missed", "question invented"]


def test_answer_attached_to_the_wrong_question_breaks_both_pairs(gold: Gold) -> None:
    exchanges = record_of(gold).exchanges
    first, second, third = exchanges
    exchanges = (
        dataclasses.replace(first, answers=(*first.answers, *second.answers)),
        dataclasses.replace(second, answers=()),
        third,
    )
    found = scored(gold, exchanges=exchanges)
    assert counts(found, "question") == (3, 0, 0)
    assert counts(found, "pair") == (1, 2, 2)
    assert [miss.kind for miss in found.misses] == ["answers of a question"] * 2


def test_role_accuracy_counts_visible_characters(gold: Gold) -> None:
    turns = record_of(gold).turns
    number = next(i for i, turn in enumerate(turns) if turn.role == "backchannel")
    assert turns[number].text == "D’accord."
    found = scored(gold, turns=edited(turns, number, role="answer"))
    right, total = share(found, "role")
    assert total - right == len("D’accord.")
    assert total == sum(len("".join(turn.text.split())) for turn in turns)
    assert share(found, "role.backchannel") == (0, 9)


def test_merged_turns_are_one_boundary_less(gold: Gold) -> None:
    turns = record_of(gold).turns
    first, second = turns[0], turns[1]
    merged = dataclasses.replace(
        first, end=second.end, text=gold.text[first.start : second.end], role="intro"
    )
    found = scored(gold, turns=(merged, *turns[2:]))
    # 10 turns have 9 boundaries: 8 are found, none is invented.
    assert len(turns) == 10
    assert found.value("turns", "boundary similarity") == pytest.approx(8 / 9)
    assert (found.value("turns", "Pk (lower is better)") or 0) > 0
    assert (found.value("turns", "WindowDiff (lower is better)") or 0) > 0


def test_boilerplate_that_reading_dropped_is_right(gold: Gold) -> None:
    record = record_of(gold)
    assert record.turns[-1].role == "boilerplate"
    text = gold.text[: record.turns[-1].start].rstrip()
    found = evaluate([gold], [dataclasses.replace(record, text=text, turns=record.turns[:-1])])
    assert found.value("turns", "role accuracy") == 1.0


@pytest.mark.parametrize(
    ("name", "role", "right"),
    [
        ("odile tanneur", "interviewee", 1),
        ("Tanneur", "interviewee", 0),
        (None, "interviewee", 0),
        ("Le Fil des commerces", "interviewer", 1),
    ],
)
def test_names_of_speakers_are_compared(
    gold: Gold, name: str | None, role: str, right: int
) -> None:
    people = record_of(gold).participants
    number = next(i for i, person in enumerate(people) if person.role == role)
    found = scored(gold, participants=edited(people, number, name=name))
    assert share(found, f"speakers.{role}") == (right, 1)


def test_gold_person_without_name_fits_any_name(golds: list[Gold]) -> None:
    gold = next(gold for gold in golds if gold.id == "fablab-rives")
    people = record_of(gold).participants
    found = scored(gold, participants=edited(people, 0, name="Quelqu’un"))
    assert share(found, "speakers.interviewer") == (1, 1)
    added = Participant("p3", "Une autre", "interviewee")
    found = scored(gold, participants=(*people, added))
    assert share(found, "speakers.interviewee") == (0, 1)


def test_speakers_are_matched_by_what_they_say(golds: list[Gold]) -> None:
    gold = next(gold for gold in golds if gold.id == "duo-cascade")
    record = record_of(gold)
    renamed = {"p1": "p1", "p2": "p3", "p3": "p2", None: None}
    turns = tuple(dataclasses.replace(t, speaker=renamed[t.speaker]) for t in record.turns)
    assert scored(gold, turns=turns).value("turns", "speaker accuracy") == 1.0
    one = tuple(
        dataclasses.replace(t, speaker="p3" if t.speaker == "p2" else t.speaker)
        for t in record.turns
    )
    right, total = share(scored(gold, turns=one), "speaker")
    assert total - right == len("".join(record.turns[2].text.split()))
