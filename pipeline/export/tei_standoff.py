"""What a record says of its words, beside the TEI text: entities, exchanges, claims."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.export.tei_ids import XML_ID, Ids, tei
from pipeline.export.xml import Element, element
from pipeline.schema import Claim, Entity, EntityLabel, Exchange, Record, Span

_LISTS: dict[EntityLabel, tuple[str, str, str]] = {
    "PER": ("listPerson", "person", "persName"),
    "ORG": ("listOrg", "org", "orgName"),
    "LOC": ("listPlace", "place", "placeName"),
    "MISC": ("list", "item", "name"),
}


def standoff_of(record: Record, ids: Ids) -> Element | None:
    """Return the ``standOff`` element; None if there is nothing to say."""
    made = element(tei("standOff"), {})
    for label in _LISTS:
        entities = [entity for entity in record.entities if entity.label == label]
        if entities:
            made.append(_entity_list(label, entities, record, ids))
    annotations = [
        *(_exchange(exchange, ids) for exchange in record.exchanges),
        *(_claim(claim, ids) for claim in record.claims),
    ]
    if annotations:
        listed = element(tei("listAnnotation"), {})
        listed.extend(annotations)
        made.append(listed)
    return made if len(made) else None


def places_of(spans: Iterable[Span], ids: Ids) -> str:
    """Return spans of the record's text as TEI pointers into the body."""
    return " ".join(f"#string-range({ids.body},{s.start},{s.end - s.start})" for s in spans)


def _entity_list(label: EntityLabel, entities: list[Entity], record: Record, ids: Ids) -> Element:
    list_tag, item_tag, name_tag = _LISTS[label]
    made = element(tei(list_tag), {})
    people = {person.name: person.id for person in record.participants if person.name}
    for entity in entities:
        same = people.get(entity.name) if label == "PER" else None
        attributes = {
            XML_ID: ids.of("entities", entity.id),
            "n": entity.id,
            "ana": f"kind:{entity.kind}" if entity.kind else None,
            "sameAs": ids.to("participants", same) if same else None,
        }
        item = element(tei(item_tag), attributes)
        item.append(element(tei(name_tag), {}, entity.name))
        made.append(item)
    return made


def _exchange(exchange: Exchange, ids: Ids) -> Element:
    turns = (*exchange.question, *exchange.answers)
    attributes = {
        XML_ID: ids.of("exchanges", exchange.id),
        "n": exchange.id,
        "target": " ".join(ids.to("turns", id) for id in turns),
        "ana": f"status:{exchange.answer_status}" if exchange.answer_status else "layer:exchange",
    }
    made = element(tei("annotation"), attributes)
    if exchange.summary:
        note = element(tei("note"), {"type": "summary", "ana": f"method:{exchange.summary.method}"})
        for sentence in exchange.summary.sentences:
            places = places_of(sentence.evidence, ids)
            note.append(element(tei("seg"), {"corresp": places}, sentence.text))
        if not len(note):
            note.text = exchange.summary.text
        made.append(note)
    if exchange.keywords:
        made.append(_note("keywords", "; ".join(exchange.keywords)))
    return made


def _claim(claim: Claim, ids: Ids) -> Element:
    attributes = {
        XML_ID: ids.of("about", f"about-{claim.id}"),
        "n": claim.id,
        "target": ids.to("claims", claim.id),
        "ana": "layer:claim",
        "corresp": " ".join(ids.to("entities", id) for id in claim.entities) or None,
    }
    made = element(tei("annotation"), attributes)
    if claim.statement != claim.text:
        made.append(_note("statement", claim.statement))
    if claim.attribution.source:
        made.append(_note("source", claim.attribution.source))
    for quantity in claim.quantities:
        note = _note("quantity", quantity.text)
        note.set("corresp", places_of([Span(quantity.start, quantity.end)], ids))
        made.append(note)
    made.append(_note("salience", f"{claim.salience:.3f}"))
    return made


def _note(kind: str, text: str) -> Element:
    return element(tei("note"), {"type": kind}, text)
