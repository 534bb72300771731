from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pipeline import records
from pipeline.contract import violations
from pipeline.errors import InputError, OffsetError
from pipeline.records import (
    compose,
    iter_records,
    json_schema,
    json_schema_text,
    parse_record,
    record_line,
    validate_record,
)
from pipeline.schema import Claim, Digest, Entity, Interview, Locator, Record, Span
from pipeline.settings import Settings

replace = dataclasses.replace


def test_a_record_equals_what_is_read_back_from_its_line(record: Record) -> None:
    assert parse_record(record_line(record), where="line 1") == record


def test_a_line_is_compact_and_keeps_letters_as_they_are(record: Record) -> None:
    line = record_line(record)
    assert "é" in line
    assert "🎙" in line
    assert '"schema_version":"1.0","id":' in line
    assert "\n" not in line


def test_keys_stand_in_the_order_of_the_fields(record: Record) -> None:
    values = json.loads(record_line(record))
    assert list(values) == [field.name for field in dataclasses.fields(Record)]
    assert list(values["claims"][0]) == [field.name for field in dataclasses.fields(Claim)]


def test_line_separators_inside_a_text_do_not_end_the_line(record: Record) -> None:
    strange = replace(record, title="a\u2028b\u2029c\x85d")
    line = record_line(strange)
    assert len(line.splitlines()) == 1
    assert parse_record(line, where="") == strange


def test_confidences_and_saliences_have_three_decimals(record: Record) -> None:
    assert record.turns[0].confidence == 0.988
    assert record.entities[0].mentions[0].confidence == 0.877
    assert record.claims[0].salience == 0.333


def test_warnings_of_reading_and_segmentation_are_joined_once(record: Record) -> None:
    assert record.provenance.warnings == ("read: doubtful", "segment: doubtful")


def test_the_order_of_the_researchers_columns_does_not_change_the_line(record: Record) -> None:
    turned = replace(record, metadata=dict(reversed(record.metadata.items())))
    assert list(turned.metadata) != list(record.metadata)
    assert record_line(turned) == record_line(record)


def test_exchanges_carry_their_summary_and_are_not_assessed(record: Record) -> None:
    (exchange,) = record.exchanges
    assert exchange.summary is not None
    assert exchange.keywords == ("élèves",)
    assert exchange.answer_status is None


def test_a_record_without_metadata_has_an_empty_object(
    interview: Interview, digest: Digest
) -> None:
    composed = compose(interview, (), (), digest, settings=Settings(), models={}, metadata=None)
    assert '"metadata":{}' in record_line(composed)


def test_composing_proves_every_span(
    interview: Interview, entities: tuple[Entity, ...], digest: Digest
) -> None:
    first = entities[0]
    shifted = replace(
        first, mentions=(replace(first.mentions[0], start=first.mentions[0].start - 1),)
    )
    with pytest.raises(OffsetError, match="entity e1"):
        compose(interview, (shifted,), (), digest, settings=Settings(), models={}, metadata=None)


# --- the contract --------------------------------------------------------------------------


def turn(record: Record, index: int, **changes: Any) -> Record:
    turns = list(record.turns)
    turns[index] = replace(turns[index], **changes)
    return replace(record, turns=tuple(turns))


def claim(record: Record, **changes: Any) -> Record:
    return replace(record, claims=(replace(record.claims[0], **changes), record.claims[1]))


def exchange(record: Record, **changes: Any) -> Record:
    return replace(record, exchanges=(replace(record.exchanges[0], **changes),))


def mention(record: Record, **changes: Any) -> Record:
    entity = record.entities[0]
    changed = replace(entity, mentions=(replace(entity.mentions[0], **changes),))
    return replace(record, entities=(changed, record.entities[1]))


BREACHES: dict[str, Callable[[Record], Record]] = {
    "schema_version '2.0'": lambda r: replace(r, schema_version="2.0"),
    "source.characters is 3": lambda r: replace(r, source=replace(r.source, characters=3)),
    "locator 1: span": lambda r: replace(
        r, source=replace(r.source, locators=(Locator(0, 9999, "paragraph", "1"),))
    ),
    "participants: the id 'p2' stands 2 times": lambda r: replace(
        r, participants=(*r.participants, r.participants[1])
    ),
    "turn t2: span": lambda r: turn(r, 1, text="Autre chose"),
    "turn t2: begins at": lambda r: replace(r, turns=(r.turns[0], r.turns[2], r.turns[1])),
    "turn t3: names the unknown speaker 'p9'": lambda r: turn(r, 2, speaker="p9"),
    "turn t3: confidence is 1.5": lambda r: turn(r, 2, confidence=1.5),
    "exchange x1: names the unknown turn 't9'": lambda r: exchange(r, answers=("t3", "t9")),
    "lists turn t1 as question, but its role is heading": lambda r: exchange(
        r, question=("t1", "t2")
    ),
    "turn t2 belongs to exchange x1 already": lambda r: replace(
        r, exchanges=(*r.exchanges, replace(r.exchanges[0], id="x2", answers=()))
    ),
    "exchange x1: has neither": lambda r: exchange(r, question=(), answers=()),
    "entity e1: has no mention": lambda r: replace(
        r, entities=(replace(r.entities[0], mentions=()), r.entities[1])
    ),
    "entity e1: span": lambda r: mention(r, text="Zebulon"),
    "entity e1: names the unknown turn 't9'": lambda r: mention(r, turn="t9"),
    "is not inside turn t3": lambda r: mention(r, turn="t3"),
    "entities and mentions are not in text order": lambda r: replace(r, entities=r.entities[::-1]),
    "claim c1: span": lambda r: claim(r, end=r.claims[0].end + 1),
    "claims are not in text order": lambda r: replace(r, claims=r.claims[::-1]),
    "claim c1: salience is -1": lambda r: claim(r, salience=-1),
    "is not inside the claim": lambda r: claim(
        r, quantities=(replace(r.claims[0].quantities[0], start=0, end=8, text="Portrait"),)
    ),
    "claim c1: its speaker is 'p1'": lambda r: claim(r, speaker="p1"),
    "claim c1: names the unknown exchange": lambda r: claim(r, exchange="x9"),
    "claim c1: names the unknown entity 'e9'": lambda r: claim(r, entities=("e9",)),
    "claim c1: names the unknown turn": lambda r: claim(r, turn="t9"),
    "is no answer of its exchange": lambda r: claim(r, turn="t2"),
    "summary: sentence 1 of the summary has no evidence": lambda r: replace(
        r,
        summary=replace(r.summary, sentences=(replace(r.summary.sentences[0], evidence=()),)),
    ),
    "summary: evidence of sentence 1: span": lambda r: replace(
        r,
        summary=replace(
            r.summary,
            sentences=(replace(r.summary.sentences[0], evidence=(Span(5, 5),)),),
        ),
    ),
}


@pytest.mark.parametrize("message", BREACHES)
def test_every_breach_of_the_contract_is_found(record: Record, message: str) -> None:
    broken = BREACHES[message](record)
    assert any(message in breach for breach in violations(broken)), list(violations(broken))
    with pytest.raises(OffsetError, match="dossier/zebulon"):
        validate_record(broken)


def test_a_sound_record_has_no_breach(record: Record) -> None:
    assert list(violations(record)) == []


# --- reading lines -------------------------------------------------------------------------


def changed(record: Record, change: Callable[[dict[str, Any]], object]) -> str:
    values = json.loads(record_line(record))
    change(values)
    return json.dumps(values)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda v: v.update(extra=1), "line 7: extra: unknown key"),
        (lambda v: v["turns"][1].update(extra=1), "turns.1.extra: unknown key"),
        (lambda v: v["participants"][0].pop("function"), "participants.0.function: key is missing"),
        (lambda v: v.pop("claims"), "claims"),
        (lambda v: v["turns"][1].update(confidence="0.9"), "turns.1.confidence: found '0.9'"),
        (lambda v: v["claims"][0].update(negated=0), "claims.0.negated: found 0"),
        (lambda v: v["turns"][1].update(role="speech"), "turns.1.role"),
    ],
)
def test_a_line_that_is_no_record_says_where(
    record: Record, change: Callable[[dict[str, Any]], object], message: str
) -> None:
    with pytest.raises(InputError, match=r"^line 7: ") as caught:
        parse_record(changed(record, change), where="line 7")
    assert message in str(caught.value)


@pytest.mark.parametrize("line", ["", "{", "[]", "null", b"\xff{}"])
def test_a_line_that_is_no_json_object_is_refused(line: str | bytes) -> None:
    with pytest.raises(InputError, match=r"^here: "):
        parse_record(line, where="here")


def test_records_are_read_from_a_file_or_its_folder(record: Record, tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    file.write_text(record_line(record) + "\n\n", encoding="utf-8")
    assert list(iter_records(file)) == [record]
    assert list(iter_records(tmp_path)) == [record]


def test_a_missing_file_of_records_says_what_to_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"name a records\.jsonl"):
        list(iter_records(tmp_path / "absent.jsonl"))


# --- JSON Schema ---------------------------------------------------------------------------


def test_the_schema_in_the_repository_is_current() -> None:
    file = Path(records.__file__).with_name("record.schema.json")
    assert file.read_text(encoding="utf-8") == json_schema_text()


def test_the_schema_accepts_a_record(record: Record) -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())
    jsonschema.validate(json.loads(record_line(record)), json_schema())


@pytest.mark.parametrize(
    "change",
    [
        lambda v: v.update(extra=1),
        lambda v: v["turns"][1].update(extra=1),
        lambda v: v.pop("lead"),
        lambda v: v["participants"][0].pop("function"),
        lambda v: v["turns"][1].update(confidence=2),
        lambda v: v["turns"][1].update(start=-1),
        lambda v: v.update(schema_version="2.0"),
        lambda v: v["claims"][0].update(type="opinion"),
    ],
)
def test_the_schema_refuses_what_the_contract_does_not_know(
    record: Record, change: Callable[[dict[str, Any]], object]
) -> None:
    values = json.loads(changed(record, change))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(values, json_schema())
