"""XMI: read by dkpro-cassis, with offsets in UTF-16 units and one type system for all files."""

from __future__ import annotations

import dataclasses
import io
import re

import cassis
import pytest
from hard_record import hard_record

from pipeline.errors import InputError
from pipeline.export.xmi import export_files
from pipeline.gold import gold_of
from pipeline.gold.uima import CLAIM, EVIDENCE, INTERVIEW, NAME, TURN
from pipeline.schema import Gold, Record


def files(*golds: Gold) -> dict[str, bytes]:
    return {file.name: b"".join(file.chunks) for file in export_files(golds)}


def legal(record: Record) -> Gold:
    """Return the gold of a record whose text has a form feed, with a space instead."""
    gold = gold_of(record)
    turns = tuple(dataclasses.replace(t, text=t.text.replace("\f", " ")) for t in gold.turns or ())
    return dataclasses.replace(gold, text=gold.text.replace("\f", " "), turns=turns)


def loaded(gold: Gold) -> cassis.Cas:
    made = files(gold)
    types = cassis.load_typesystem(io.BytesIO(made.pop("TypeSystem.xml")))
    (content,) = made.values()
    return cassis.load_cas_from_xmi(io.BytesIO(content), typesystem=types)


def test_one_file_an_interview_and_one_type_system(record: Record) -> None:
    gold = gold_of(record)
    names = list(files(gold, dataclasses.replace(gold, id="été/b")))
    assert names == ["dossier/zebulon.xmi", "été/b.xmi", "TypeSystem.xml"]


def test_cassis_reads_the_text_and_every_span() -> None:
    gold = legal(hard_record())
    cas = loaded(gold)
    assert cas.sofa_string == gold.text
    assert cas.document_language == "fr"
    found = {
        type: [(a.begin, a.end, a.get_covered_text()) for a in cas.select(type)]
        for type in (TURN, NAME, CLAIM)
    }
    assert found[TURN] == [(t.start, t.end, t.text) for t in gold.turns or ()]
    mentions = [(m.start, m.end, m.text) for e in gold.entities or () for m in e.mentions]
    assert sorted(found[NAME]) == sorted(mentions)
    claims = [(c.start, c.end, c.text) for c in gold.claims or ()]
    assert sorted(found[CLAIM]) == sorted(claims)


def test_offsets_are_those_of_java(record: Record) -> None:
    text = files(gold_of(record))["dossier/zebulon.xmi"].decode("utf-8")
    begin, end = map(int, re.search(r'<custom:Claim [^>]*begin="(\d+)" end="(\d+)"', text).groups())  # type: ignore[union-attr]
    units = record.text.encode("utf-16-le")
    claim = record.claims[0]
    assert units[2 * begin : 2 * end].decode("utf-16-le") == claim.text
    assert begin == claim.start + 1  # one emoji stands before it


def test_what_is_known_of_a_span_is_a_feature(record: Record) -> None:
    cas = loaded(gold_of(record))
    claim = cas.select(CLAIM)[1]
    assert (claim.claimType, claim.modality, claim.key, claim.negated, claim.reported) == (
        "recommendation",
        "obligation",
        True,
        False,
        True,
    )
    assert (claim.source, claim.cue, claim.ref) == ("Inès Dacosta", "Selon", "c2")
    name = cas.select(NAME)[0]
    assert (name.value, name.kind, name.entity, name.identifier) == ("ORG", "agency", "e1", None)
    assert [(turn.role, turn.speaker) for turn in cas.select(TURN)][1] == ("question", "p1")
    assert [(each.sentence, each.order) for each in cas.select(EVIDENCE)] == [(1, 1)]


def test_the_interview_stands_before_the_first_character(record: Record) -> None:
    (interview,) = loaded(gold_of(record)).select(INTERVIEW)
    assert (interview.begin, interview.end) == (0, 0)
    assert '"Aude Kermadec"' in interview.gold


def test_two_exports_are_the_same_bytes(record: Record) -> None:
    assert files(gold_of(record)) == files(gold_of(record))


def test_a_control_character_is_refused() -> None:
    with pytest.raises(InputError, match="l’œuvre: its text or a name holds a control character"):
        files(gold_of(hard_record()))


def test_gold_without_turns_is_refused(record: Record) -> None:
    with pytest.raises(InputError, match="the turns are not annotated"):
        files(dataclasses.replace(gold_of(record), turns=None))
