"""GEXF: which entities are named in one exchange, read back by networkx."""

from __future__ import annotations

import dataclasses
import io
import time
from itertools import combinations
from typing import Any

import networkx as nx
import pytest
from gold_as_record import SPLITS, corpus_records
from hard_record import hard_record

from pipeline.errors import InputError
from pipeline.export.gexf import export_files
from pipeline.schema import Entity, Mention, Record


def content(*records: Record, **options: Any) -> bytes:
    (file,) = export_files(records, **options)
    assert file.name == "entities.gexf"
    return b"".join(file.chunks)


def graph(*records: Record, **options: Any) -> nx.Graph:
    return nx.read_gexf(io.BytesIO(content(*records, **options)))


def renamed(record: Record, *entities: tuple[str, str, str | None, str]) -> Record:
    """Return the record with entities (name, label, kind, words) in its answer."""
    made = []
    for number, (name, label, kind, words) in enumerate(entities, 1):
        start = record.text.index(words)
        mention = Mention(start, start + len(words), words, "t3", 1.0)
        made.append(Entity(f"e{number}", name, label, kind, (mention,)))  # type: ignore[arg-type]
    return dataclasses.replace(record, entities=tuple(made))


def test_nodes_and_edges_of_one_interview(record: Record) -> None:
    found = graph(record)
    assert dict(found.nodes(data=True)) == {
        "ORG:Zébulon": {
            "label": "Zébulon",
            "entity_label": "ORG",
            "kind": "agency",
            "mentions": 1,
            "interviews": 1,
        },
        "PER:Inès Dacosta": {
            "label": "Inès Dacosta",
            "entity_label": "PER",
            "mentions": 1,
            "interviews": 1,
        },
    }
    ((left, right, data),) = found.edges(data=True)
    assert ({left, right}, data["weight"]) == ({"ORG:Zébulon", "PER:Inès Dacosta"}, 1)


def test_an_entity_of_several_interviews_is_one_node(record: Record) -> None:
    found = graph(record, dataclasses.replace(record, id="autre"))
    assert found.nodes["ORG:Zébulon"]["interviews"] == 2
    assert found.nodes["ORG:Zébulon"]["mentions"] == 2
    assert [data["weight"] for *_, data in found.edges(data=True)] == [2]


def test_a_name_with_two_labels_is_two_nodes(record: Record) -> None:
    one = renamed(record, ("Dacosta", "PER", None, "Dacosta"), ("Elle", "ORG", None, "Elle"))
    two = renamed(record, ("Dacosta", "ORG", None, "Dacosta"), ("Elle", "ORG", None, "Elle"))
    assert sorted(graph(one, two)) == ["ORG:Dacosta", "ORG:Elle", "PER:Dacosta"]


def test_the_kind_is_the_most_frequent_and_order_decides_nothing(record: Record) -> None:
    def of_kind(kind: str) -> Record:
        return renamed(record, ("Zoé", "ORG", kind, "Elle"), ("Inès", "PER", None, "Inès"))

    records = [of_kind(kind) for kind in ("school", "agency", "school", "agency")]
    for order in (records, records[::-1]):
        assert graph(*order).nodes["ORG:Zoé"]["kind"] == "agency"
    assert graph(*records, of_kind("school")).nodes["ORG:Zoé"]["kind"] == "school"


def test_rare_edges_are_left_out_and_then_lonely_entities(record: Record) -> None:
    other = renamed(record, ("Zébulon", "ORG", None, "Elle"), ("Brest", "LOC", None, "Inès"))
    records = (record, record, other)
    assert set(graph(*records)) == {"ORG:Zébulon", "PER:Inès Dacosta", "LOC:Brest"}
    found = graph(*records, min_count=2)
    assert set(found) == {"ORG:Zébulon", "PER:Inès Dacosta"}
    assert len(graph(*records, min_count=3)) == 0


def test_entities_named_alone_are_kept_on_request(record: Record) -> None:
    alone = dataclasses.replace(record, entities=record.entities[:1])
    assert len(graph(alone)) == 0
    assert list(graph(alone, min_count=0)) == ["ORG:Zébulon"]


def test_outside_exchanges_nothing_is_together(record: Record) -> None:
    apart = dataclasses.replace(record, exchanges=(), claims=())
    assert graph(apart, min_count=0).number_of_edges() == 0


def test_no_entity_is_an_empty_graph(record: Record) -> None:
    assert len(graph(dataclasses.replace(record, entities=(), claims=()), min_count=0)) == 0


def test_a_negative_count_is_refused(record: Record) -> None:
    with pytest.raises(InputError, match="--min-count -1; give 0 or more"):
        content(record, min_count=-1)


def test_emoji_and_forbidden_characters_are_legal_xml() -> None:
    record = hard_record()
    entity = dataclasses.replace(record.entities[4], name='Bris\x0c <🤝> & "co"\n')
    found = graph(dataclasses.replace(record, entities=(*record.entities[:4], entity)))
    assert found.nodes['MISC:Bris\ufffd <🤝> & "co"\n']["label"] == 'Bris\ufffd <🤝> & "co"\n'


def test_the_day_leaves_no_trace(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    today = content(record)
    monkeypatch.setattr(time, "strftime", lambda *_: "2031-01-01")
    assert content(record) == today
    assert b"lastmodifieddate" not in today


@pytest.mark.parametrize("split", SPLITS)
def test_the_corpus_as_a_network(split: str) -> None:
    records = list(corpus_records(split))
    found = graph(*records, min_count=0)
    entities = {(e.label, e.name) for record in records for e in record.entities}
    assert set(found) == {f"{label}:{name}" for label, name in entities}
    pairs = 0
    for record in records:
        for exchange in record.exchanges:
            turns = {*exchange.question, *exchange.answers}
            named = {
                (e.label, e.name)
                for e in record.entities
                if any(m.turn in turns for m in e.mentions)
            }
            pairs += len(list(combinations(named, 2)))
    assert sum(data["weight"] for *_, data in found.edges(data=True)) == pairs
