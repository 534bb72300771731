from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from conftest import ANSWER, QUESTION, TEXT, place

from pipeline.errors import InputError
from pipeline.records import validate_record
from pipeline.review import Reviewed, apply_corrections, corrections_of, read_corrections
from pipeline.review.corrections import Correction, parse_correction
from pipeline.schema import Record
from pipeline.text import text_sha256

CLAIM = "Elle a formé 40 élèves en 2012"
REPORTED = "Selon Inès Dacosta, il faut écouter avant de publier"


def line(layer: str, action: str, target: Any = "", value: Any = None, **changes: Any) -> str:
    if isinstance(target, str) and target:
        start, end, words = place(target)
        target = {"id": None, "start": start, "end": end, "text": words}
    values = {
        "schema_version": "1.0",
        "record": "dossier/zebulon",
        "source_sha256": "0" * 64,
        "text_sha256": text_sha256(TEXT),
        "layer": layer,
        "action": action,
        "target": target or None,
        "value": value,
        "note": "",
        "reviewer": "Lecteur",
        "made": "2024-05-03T10:00:00Z",
    }
    return json.dumps(values | changes)


def parsed(*lines: str) -> list[Correction]:
    return [parse_correction(each, where=f"line {n}") for n, each in enumerate(lines, 1)]


def applied(record: Record, *lines: str) -> Reviewed:
    return apply_corrections(record, parsed(*lines))


def turn(words: str, role: str, speaker: str | None = None) -> dict[str, Any]:
    start, end, _ = place(words)
    return {"role": role, "speaker": speaker, "start": start, "end": end}


def entity(words: str, label: str, kind: str | None = None, name: str | None = None) -> Any:
    start, end, _ = place(words)
    return {"label": label, "kind": kind, "name": name, "start": start, "end": end}


def claim(words: str, **changes: Any) -> dict[str, Any]:
    start, end, _ = place(words)
    values: dict[str, Any] = {
        "start": start,
        "end": end,
        "type": "fact",
        "key": False,
        "negated": False,
        "hedged": False,
        "modality": "asserted",
        "attribution": {"kind": "speaker", "source": None},
        "speaker": "p2",
    }
    return values | changes


def moved(record: Record, before: str) -> Record:
    """The same record as a newer reader would have read it: more text before, other quotes."""
    text = before + record.text.replace("’", "'")
    by = len(before)

    def shift(obj: Any) -> Any:
        start, end = obj.start + by, obj.end + by
        return dataclasses.replace(obj, start=start, end=end, text=text[start:end])

    return validate_record(
        dataclasses.replace(
            record,
            text=text,
            source=dataclasses.replace(record.source, characters=len(text)),
            turns=tuple(shift(t) for t in record.turns),
            exchanges=tuple(dataclasses.replace(x, summary=None) for x in record.exchanges),
            entities=tuple(
                dataclasses.replace(e, mentions=tuple(shift(m) for m in e.mentions))
                for e in record.entities
            ),
            claims=tuple(
                dataclasses.replace(
                    shift(c), statement=c.text, resolutions=(), quantities=(), cues=()
                )
                for c in record.claims
            ),
            summary=dataclasses.replace(record.summary, sentences=()),
        )
    )


# --- the file ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "Invalid JSON"),
        ("[1]", "Input should be"),
        (line("turn", "accept"), "accept needs a target"),
        (line("entity", "add", "Zébulon", entity("Zébulon", "ORG")), "add needs no target"),
        (line("entity", "correct", "Zébulon"), "correct needs a value"),
        (line("entity", "correct", "Zébulon", entity("Zébulon", "FIRM")), "label: "),
        (line("word", "accept", "Zébulon"), "layer: "),
        (line("claim", "accept", CLAIM, schema_version="2.0"), "this version reads 1.x"),
        (
            line("turn", "accept", {"id": 3, "start": 0, "end": 1}),
            "target.id: ",
        ),
        (
            line("turn", "accept", {"id": None, "start": 5, "end": 5, "text": ""}),
            "target: [5, 5) is no span",
        ),
        (
            line("turn", "accept", {"id": None, "start": 5, "end": 9, "text": "a"}),
            "not as long as its span",
        ),
    ],
)
def test_a_line_that_is_no_decision_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(InputError, match="file, line 4: ") as error:
        parse_correction(text, where="file, line 4")
    assert message in str(error.value)


def test_bad_lines_cost_nothing_else_and_the_last_decision_on_a_target_wins(
    tmp_path: Path,
) -> None:
    path = tmp_path / "corrections.jsonl"
    lines = [
        line("entity", "accept", "Zébulon"),
        "oops",
        line("entity", "accept", "Inès Dacosta"),
        "",
        line("entity", "reject", "Zébulon"),
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    found, errors = read_corrections(path)
    assert [(c.action, c.target.text) for c in found if c.target] == [
        ("accept", "Inès Dacosta"),
        ("reject", "Zébulon"),
    ]
    assert len(errors) == 1
    assert errors[0].startswith(f"{path}, line 2: ")


def test_a_file_that_cannot_be_read_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_corrections(tmp_path / "absent.jsonl")


def test_decisions_follow_a_file_that_was_moved_and_others_are_named() -> None:
    moved_file, lost = parsed(
        line("claim", "accept", CLAIM, record="ancien/nom"),
        line("claim", "accept", CLAIM, record="inconnu", source_sha256="1" * 64),
    )
    found, errors = corrections_of([moved_file, lost], [("b", "2" * 64), ("c", "0" * 64)])
    assert found == {"c": [moved_file]}
    assert errors == ["line 2: there is no record 'inconnu'"]


# --- where ---------------------------------------------------------------------------------


def test_a_decision_on_another_file_is_refused_and_the_others_are_applied(record: Record) -> None:
    reviewed = applied(
        record,
        line("entity", "reject", "Zébulon", source_sha256="1" * 64),
        line("entity", "accept", "Inès Dacosta"),
    )
    assert "made from another file" in reviewed.refused[0]
    assert [e.mentions[0].confidence for e in reviewed.record.entities] == [0.877, 1.0]


def test_a_target_that_does_not_read_so_is_refused(record: Record) -> None:
    start, end, _ = place("Zébulon")
    wrong = {"id": "e1", "start": start, "end": end, "text": "Zébulan"}
    reviewed = applied(record, line("entity", "reject", wrong))
    assert "does not read 'Zébulan'" in reviewed.refused[0]
    assert reviewed.record == record


def test_in_another_reading_of_the_file_the_words_are_found_again(record: Record) -> None:
    newer = moved(record, "Un chapeau nouveau.\n")
    reviewed = applied(
        newer,
        line("turn", "correct", QUESTION, turn(QUESTION, "question", "p2")),
        line("entity", "reject", "Inès Dacosta"),
        line("claim", "correct", CLAIM, claim("formé 40 élèves", key=True)),
    )
    assert reviewed.refused == ()
    assert reviewed.record.turns[1].speaker == "p2"
    assert [e.name for e in reviewed.record.entities] == ["Zébulon"]
    assert reviewed.record.claims[0].text == "formé 40 élèves"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (line("entity", "add", "", entity("40", "MISC")), "add it again"),
        (line("claim", "correct", "écouter", claim("il faut écouter")), "outside the words"),
        (line("entity", "accept", "é"), "times"),
    ],
)
def test_what_is_uncertain_in_another_reading_is_refused(
    record: Record, text: str, message: str
) -> None:
    newer = moved(record, "Un chapeau.\n")
    reviewed = applied(newer, text)
    assert len(reviewed.refused) == 1
    assert message in reviewed.refused[0]
    assert reviewed.record == newer


def test_words_that_are_not_in_the_new_text_are_refused(record: Record) -> None:
    words = "mot perdu"
    target = {"id": None, "start": 5, "end": 5 + len(words), "text": words}
    reviewed = applied(record, line("entity", "accept", target, text_sha256="f" * 64))
    assert "is not in it" in reviewed.refused[0]


def test_a_repeated_word_is_told_by_its_neighbours(record: Record) -> None:
    # "en" stands three times; the claim around it, which stands once, says which one is meant.
    newer = moved(record, "Un chapeau en plus.\n")
    at = TEXT.index("en 2012")
    target = {"id": None, "start": at, "end": at + 2, "text": "en"}
    value = {"label": "MISC", "kind": None, "name": None, "start": at, "end": at + 2}
    reviewed = applied(
        newer,
        line("claim", "accept", CLAIM),
        line("entity", "correct", target, value),
    )
    assert reviewed.refused == ()
    added = reviewed.record.entities[1].mentions[0]
    assert newer.text[added.start : added.end + 5] == "en 2012"


# --- mentions ------------------------------------------------------------------------------


def test_accepted_is_sure(record: Record) -> None:
    reviewed = applied(
        record, line("turn", "accept", QUESTION), line("entity", "accept", "Zébulon")
    )
    assert reviewed.record.turns[1].confidence == 1.0
    assert reviewed.record.entities[0].mentions[0].confidence == 1.0
    assert reviewed.record.exchanges == record.exchanges


def test_a_rejected_last_mention_takes_its_entity_along_also_from_claims(record: Record) -> None:
    reviewed = applied(record, line("entity", "reject", "Inès Dacosta"))
    assert [e.id for e in reviewed.record.entities] == ["e1"]
    assert reviewed.record.claims[1].entities == ()


def test_a_corrected_mention_changes_label_and_boundaries(record: Record) -> None:
    value = entity("l’agence Zébulon", "MISC", "work", "L’Agence Zébulon")
    reviewed = applied(record, line("entity", "correct", "Zébulon", value))
    entity_ = reviewed.record.entities[0]
    assert (entity_.id, entity_.name, entity_.label, entity_.kind) == (
        "e3",
        "L’Agence Zébulon",
        "MISC",
        "work",
    )
    assert entity_.mentions[0].text == "l’agence Zébulon"
    assert entity_.mentions[0].confidence == 1.0


def test_an_added_mention_joins_the_entity_of_its_name_and_claims_name_it(record: Record) -> None:
    reviewed = applied(
        record,
        line("entity", "add", "", entity("Elle", "ORG", "agency", "Zébulon")),
        line("entity", "add", "", entity("2012", "MISC", "event")),
    )
    assert [m.text for m in reviewed.record.entities[0].mentions] == ["Zébulon", "Elle"]
    assert reviewed.record.entities[1].name == "2012"
    assert reviewed.record.claims[0].entities == ("e1", "e3")


def test_a_claim_no_longer_names_what_lost_its_mention_in_it(record: Record) -> None:
    added = applied(
        record, line("entity", "add", "", entity("Elle", "ORG", "agency", "Zébulon"))
    ).record
    assert added.claims[0].entities == ("e1",)
    # "Zébulon" is still named elsewhere.
    reviewed = applied(added, line("entity", "reject", "Elle")).record
    assert reviewed.entities[0].name == "Zébulon"
    assert reviewed.claims[0].entities == ()


def test_decisions_on_records_that_have_them_change_nothing(record: Record) -> None:
    lines = (
        # Less than four fifths of the words stay: the claim is not found again by likeness.
        line("claim", "correct", CLAIM, claim("40 élèves")),
        line("claim", "add", "", claim("Elle a formé")),
        line("entity", "add", "", entity("2012", "MISC", "event")),
    )
    once = applied(record, *lines).record
    again = applied(once, *lines)
    assert again.refused == ()
    assert again.record.claims == once.claims
    assert again.record.entities == once.entities


def test_an_added_mention_takes_the_place_of_what_a_newer_model_found_there(record: Record) -> None:
    newer = applied(record, line("entity", "add", "", entity("2012", "LOC"))).record
    reviewed = applied(newer, line("entity", "add", "", entity("2012", "MISC", "event"))).record
    found = [(e.label, m.text) for e in reviewed.entities for m in e.mentions if m.text == "2012"]
    assert found == [("MISC", "2012")]


def test_a_mention_across_two_turns_is_refused(record: Record) -> None:
    start = place(QUESTION)[0]
    value = {"label": "ORG", "kind": None, "name": None, "start": start, "end": len(TEXT)}
    reviewed = applied(record, line("entity", "add", value=value))
    assert "lies in no turn, or in two" in reviewed.refused[0]


# --- claims --------------------------------------------------------------------------------


def test_a_corrected_claim_of_the_same_words_keeps_its_statement(record: Record) -> None:
    value = claim(CLAIM, type="evaluation", key=True, hedged=True)
    changed = applied(record, line("claim", "correct", CLAIM, value)).record.claims[0]
    before = record.claims[0]
    assert (changed.type, changed.key, changed.hedged) == ("evaluation", True, True)
    assert changed.statement == before.statement
    assert changed.quantities == before.quantities
    assert changed.cues == ()  # the only cue was that of the type


def test_new_boundaries_drop_what_lies_outside_them(record: Record) -> None:
    changed = applied(record, line("claim", "correct", CLAIM, claim("Elle a formé"))).record.claims[
        0
    ]
    assert changed.statement == changed.text == "Elle a formé"
    assert (changed.resolutions, changed.quantities, changed.cues) == ((), (), ())


def test_a_claim_made_the_speakers_own_loses_the_cue_of_the_report(record: Record) -> None:
    value = claim(REPORTED, type="recommendation", modality="obligation")
    changed = applied(record, line("claim", "correct", REPORTED, value)).record.claims[1]
    assert changed.attribution.source is None
    assert changed.attribution.cue is None
    assert [cue.kind for cue in changed.cues] == ["modality:obligation"]


def test_claims_are_rejected_and_added(record: Record) -> None:
    reviewed = applied(
        record,
        line("claim", "reject", CLAIM),
        line("claim", "add", "", claim("il faut écouter", modality="obligation", key=True)),
    )
    assert [(c.id, c.text) for c in reviewed.record.claims] == [
        ("c2", REPORTED),
        ("c3", "il faut écouter"),
    ]
    assert reviewed.record.claims[1].exchange == "x1"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (claim("Comment"), "no answer of an exchange"),
        (claim(CLAIM, speaker="p1"), "the speaker of a claim is that of its turn"),
    ],
)
def test_a_claim_that_no_answer_holds_is_refused(record: Record, value: Any, message: str) -> None:
    reviewed = applied(record, line("claim", "add", "", value))
    assert message in reviewed.refused[0]


# --- turns ---------------------------------------------------------------------------------


def test_a_new_role_rebuilds_exchanges_and_drops_the_claims_that_no_answer_holds(
    record: Record,
) -> None:
    reviewed = applied(record, line("turn", "correct", ANSWER, turn(ANSWER, "intro")))
    (exchange,) = reviewed.record.exchanges
    assert (exchange.question, exchange.answers, exchange.summary) == (("t2",), (), None)
    assert reviewed.record.claims == ()
    dropped = [w for w in reviewed.record.provenance.warnings if "dropped" in w]
    assert len(dropped) == 2


def test_a_question_put_into_an_answer_cuts_it_in_two(record: Record) -> None:
    inside = "Selon Inès Dacosta,"
    reviewed = applied(record, line("turn", "add", "", turn(inside, "question", "p1")))
    made = reviewed.record
    assert [(t.id, t.role) for t in made.turns] == [
        ("t1", "heading"),
        ("t2", "question"),
        ("t3", "answer"),
        ("t4", "question"),
        ("t5", "answer"),
    ]
    assert [(x.question, x.answers) for x in made.exchanges] == [
        (("t2",), ("t3",)),
        (("t4",), ("t5",)),
    ]
    assert [c.text for c in made.claims] == [CLAIM]
    # The claim's old summary stays with the half that holds its evidence.
    assert made.exchanges[0].summary is None
    assert made.exchanges[1].summary == record.exchanges[0].summary
    assert made.entities[1].mentions[0].turn == "t4"


def test_a_new_speaker_is_that_of_the_claims_too(record: Record) -> None:
    reviewed = applied(record, line("turn", "correct", ANSWER, turn(ANSWER, "answer", "p1")))
    assert {c.speaker for c in reviewed.record.claims} == {"p1"}


def test_a_rejected_turn_leaves_its_words_to_none(record: Record) -> None:
    reviewed = applied(record, line("turn", "reject", "Portrait"))
    assert [t.id for t in reviewed.record.turns] == ["t2", "t3"]
    assert reviewed.record.exchanges == record.exchanges


def test_two_decisions_may_move_one_border(record: Record) -> None:
    start = place("Elle a formé")[0]
    reviewed = applied(
        record,
        line(
            "turn",
            "correct",
            QUESTION,
            {"role": "question", "speaker": "p1", "start": place(QUESTION)[0], "end": start + 5},
        ),
        line(
            "turn",
            "correct",
            ANSWER,
            {"role": "answer", "speaker": "p2", "start": start + 5, "end": len(TEXT)},
        ),
    )
    assert reviewed.refused == ()
    assert reviewed.record.turns[1].text.endswith("Elle")
    assert reviewed.record.turns[2].text.startswith("a formé")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (turn(QUESTION, "question", "p9"), "no participant 'p9'"),
        (turn("formé 40 élèves", "question"), "overlaps the turn t3, decided before"),
    ],
)
def test_a_turn_that_cannot_be_is_refused(record: Record, value: Any, message: str) -> None:
    reviewed = applied(
        record, line("turn", "accept", ANSWER), line("turn", "correct", QUESTION, value)
    )
    assert message in reviewed.refused[0]
    assert reviewed.applied["turn"] == 1


# --- a rerun, and gold ---------------------------------------------------------------------


def test_after_a_rerun_the_target_is_told_by_its_place_not_by_its_id(record: Record) -> None:
    one, two = record.entities
    newer = dataclasses.replace(
        record,
        entities=(dataclasses.replace(one, id="e2"), dataclasses.replace(two, id="e1")),
        claims=(record.claims[0], dataclasses.replace(record.claims[1], entities=("e1",))),
    )
    start, end, words = place("Zébulon")
    target = {"id": "e1", "start": start, "end": end, "text": words}
    reviewed = applied(newer, line("entity", "reject", target))
    assert [e.name for e in reviewed.record.entities] == ["Inès Dacosta"]


@pytest.mark.parametrize("layer", ["turn", "entity", "claim"])
def test_what_a_newer_model_does_not_find_cannot_be_accepted_and_need_not_be_rejected(
    record: Record, layer: str
) -> None:
    reviewed = applied(record, line(layer, "reject", "avant"), line(layer, "accept", "publier"))
    assert len(reviewed.refused) == 1
    assert "is no longer there" in reviewed.refused[0]
    assert reviewed.applied[layer] == 1


def test_a_claim_that_a_newer_model_cuts_a_little_otherwise_is_the_same(record: Record) -> None:
    target = "a formé 40 élèves en 2012"
    reviewed = applied(record, line("claim", "reject", target))
    assert [c.id for c in reviewed.record.claims] == ["c2"]


def test_the_record_says_that_it_was_reviewed_and_gold_names_the_layers(record: Record) -> None:
    reviewed = applied(record, line("entity", "accept", "Zébulon"), line("claim", "accept", CLAIM))
    assert reviewed.record.provenance.warnings[-1] == (
        "reviewed: 2 decisions (1 on entity, 1 on claim)"
    )
    assert reviewed.gold is not None
    assert reviewed.gold.tags == ("reviewed-entity", "reviewed-claim")
    assert reviewed.gold.text == record.text


def test_without_a_decision_there_is_neither_gold_nor_change(record: Record) -> None:
    reviewed = applied(record)
    assert reviewed.record == record
    assert reviewed.gold is None
