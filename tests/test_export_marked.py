"""Marked files of annotations and of predictions: read back as they were, or what was not is named."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from gold_strategies import golds
from hypothesis import given, settings

from pipeline.errors import InputError
from pipeline.export.marked import marked_of
from pipeline.gold import exchanges_of, gold_of, read_golds
from pipeline.importers.marked import parse_marked
from pipeline.schema import (
    Attribution,
    Gold,
    GoldClaim,
    GoldEntity,
    GoldMention,
    GoldSummary,
    GoldTurn,
    Participant,
    Record,
    Span,
    SummarySentence,
)

ANNOTATED = Path(__file__).parent / "annotated"


def back(gold: Gold) -> Gold:
    return parse_marked(marked_of(gold).content, name=f"{gold.id}.txt").gold


def claims_of(gold: Gold) -> list[tuple[Any, ...]]:
    return [
        (c.start, c.end, c.type, c.key, c.negated, c.hedged, c.modality, c.attribution.kind)
        for c in gold.claims or ()
    ]


def mentions_of(gold: Gold) -> Counter[tuple[int, int, str, str]]:
    return Counter(
        (m.start, m.end, e.label, " ".join(e.name.split()))
        for e in gold.entities or ()
        for m in e.mentions
    )


@settings(deadline=None, max_examples=250)
@given(gold=golds())
def test_whatever_is_predicted_is_read_back_or_named(gold: Gold) -> None:
    made = marked_of(gold)
    found = parse_marked(made.content, name="essai.txt").gold
    assert found.text == gold.text
    assert [(t.role, t.start, t.end) for t in found.turns or ()] == [
        (t.role, t.start, t.end) for t in gold.turns or ()
    ]
    named = Counter(line.split(" ", 1)[0] for line in made.left_out)
    missing = Counter(claims_of(gold)) - Counter(claims_of(found))
    assert sum(missing.values()) == named["claim"]
    assert not Counter(claims_of(found)) - Counter(claims_of(gold))
    assert not mentions_of(found) - mentions_of(gold)
    assert (mentions_of(gold) - mentions_of(found)).total() == named["mention"]
    for line in made.left_out:
        assert f"# not in this file: {' '.join(line.split())}\n" in made.content


def test_an_annotation_comes_back_whole() -> None:
    for gold in read_golds(ANNOTATED):
        assert marked_of(gold).left_out == ()
        # A file of format txt ends with a line end.
        assert replace(back(gold), text=gold.text) == gold
        assert back(gold).text == gold.text.rstrip("\n") + "\n"


def test_a_prediction_comes_back_with_all_its_marks(record: Record) -> None:
    gold = replace(gold_of(record), id="zebulon")
    found = back(gold)
    assert claims_of(found) == claims_of(gold)
    assert mentions_of(found) == mentions_of(gold)
    assert found.summary == gold.summary
    assert found.participants == gold.participants


# --- what the notation cannot hold ------------------------------------------------------------


TEXT = "Un ?\nLéa Roy part. Léa Roy (dite [Léa]) dit.\n\nElle <reste> {là}.\n"


def answer(**layers: Any) -> Gold:
    end = len(TEXT) - 1
    turns = (
        GoldTurn("t1", "question", "p1", 0, 4, "Un ?"),
        GoldTurn("t2", "answer", "p2", 5, end, TEXT[5:end]),
    )
    people = (Participant("p1", None, "interviewer"), Participant("p2", None, "interviewee"))
    gold = Gold("essai", TEXT, people, turns, exchanges_of(turns), (), ())
    return replace(gold, **layers)


def claim(id: str, words: str, **more: Any) -> GoldClaim:
    start = TEXT.index(words)
    made = GoldClaim(
        id, start, start + len(words), words, "t2", "p2", Attribution("speaker"), "fact",
        False, False, "asserted", False,
    )  # fmt: skip
    return replace(made, **more)


def entity(id: str, words: str, **more: Any) -> GoldEntity:
    start = TEXT.index(words)
    mention = GoldMention(start, start + len(words), words, "t2")
    return replace(GoldEntity(id, words, "PER", None, (mention,)), **more)


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        (
            {"claims": (claim("c1", "Léa Roy part"), claim("c2", "Roy part. Léa"))},
            "claim c2 'Roy part. Léa': it overlaps the claim before it",
        ),
        (
            {"claims": (claim("c1", "dit.\n\nElle"),)},
            "claim c1 'dit. Elle': it crosses a paragraph",
        ),
        (
            {"claims": (claim("c1", "Un", turn="t1", speaker="p1"),)},
            "claim c1 'Un': it is not inside an answer",
        ),
        (
            {
                "claims": (claim("c1", "Léa"),),
                "entities": (entity("e1", "Léa Roy"),),
            },
            "mention 'Léa Roy': it crosses the edge of a claim",
        ),
        (
            {"entities": (entity("e1", "Léa Roy part"), entity("e2", "Roy"))},
            "mention 'Roy': it overlaps the mention before it",
        ),
        (
            {"entities": (entity("e1", "Léa Roy", kind="brand"),)},
            "the kind brand of 'Léa Roy', since PER has none",
        ),
        (
            {"entities": (entity("e1", "Léa Roy"), entity("e2", "Elle", name="Léa Roy"))},
            "that e2 and e1, both 'Léa Roy', are two entities",
        ),
        (
            {"claims": (claim("c1", "Léa", attribution=Attribution("reported", "Zoé")),)},
            "the source 'Zoé' of claim c1: the text does not print it",
        ),
        (
            {"turns": (GoldTurn("t1", "intro", "p1", 0, 4, "Un ?"),)},
            "the speaker of t1, since the role intro has none",
        ),
    ],
)
def test_what_cannot_be_marked_is_named(layers: dict[str, Any], said: str) -> None:
    gold = answer(**layers)
    if "turns" in layers:  # the words of the other turn would stand outside
        gold = replace(gold, text="Un ?\n", exchanges=())
    made = marked_of(gold)
    assert said in made.left_out
    assert f"# not in this file: {said}\n" in made.content
    parse_marked(made.content, name="essai.txt")


def test_brackets_in_text_names_and_sources_are_escaped() -> None:
    reported = Attribution("reported", "(dite [Léa])")
    gold = answer(
        entities=(
            entity("e1", "[Léa]", name="Léa (dite [L=a])"),
            entity("e2", "<reste>"),
            entity("e3", "Léa Roy"),
        ),
        claims=(claim("c1", "Elle <reste> {là}", attribution=reported),),
    )
    made = marked_of(gold)
    assert made.left_out == ()
    assert r"[\[Léa\]](PER =Léa \(dite [L=a]\))" in made.content
    assert r"{Elle [\<reste\>](PER) \{là\}}(fact reported=\(dite_[Léa]\))" in made.content
    found = back(gold)
    assert found.text == TEXT
    assert sorted(e.name for e in found.entities or ()) == sorted(
        e.name for e in gold.entities or ()
    )
    assert found.claims == gold.claims


def test_a_turn_without_speaker_gets_a_participant_with_the_printed_label() -> None:
    text = "Ève et Léa :\nNous partons.\n"
    turn = GoldTurn("t1", "answer", None, 13, 26, "Nous partons.")
    gold = Gold("essai", text, (Participant("p1", None, "interviewer"),), (turn,))
    made = marked_of(gold)
    assert made.left_out == ("that t1 has no speaker: p2 stands for Ève et Léa",)
    found = parse_marked(made.content, name="essai.txt").gold
    assert (found.participants or ())[1] == Participant(
        "p2", None, "interviewee", labels=("Ève et Léa",)
    )


def test_evidence_that_the_text_says_twice_grows_until_it_is_unique() -> None:
    start = TEXT.index("Léa Roy")
    summary = gold_summary(Span(start, start + 7))
    made = marked_of(answer(summary=summary))
    assert 'evidence = ["Léa Roy part."]' in made.content
    assert re.search("evidence of sentence 1 is only 'Léa Roy'", made.left_out[0])


def gold_summary(span: Span) -> GoldSummary:
    return GoldSummary("Elle part.", (SummarySentence("Elle part.", (span,)),))


def test_invisible_characters_of_the_text_are_named() -> None:
    made = marked_of(replace(answer(), text=f"{TEXT}\n", exchanges=None))
    assert made.left_out == ()
    joined = TEXT.replace("Elle", "👩\u200d🦰le")
    turn = GoldTurn("t1", "answer", "p2", 0, len(joined) - 1, joined[:-1])
    made = marked_of(answer(text=joined, turns=(turn,), exchanges=None))
    assert made.left_out == ("1 invisible characters of the text, such as '\\u200d'",)


def test_what_has_no_turns_or_other_participants_is_refused() -> None:
    with pytest.raises(InputError, match="the turns are not annotated"):
        marked_of(answer(turns=None))
    with pytest.raises(InputError, match="the participant 'Léa'; in a marked file ids are p1"):
        marked_of(answer(participants=(Participant("Léa", None, "interviewer"),)))
