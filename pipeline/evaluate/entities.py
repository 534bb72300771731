"""Gold and predicted entities -> counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass
from typing import get_args

from pipeline.evaluate.counting import Tally, name_key, sentence_of
from pipeline.evaluate.prediction import Pair
from pipeline.schema import Entity, EntityLabel, GoldEntity, GoldMention, Mention


@dataclass(frozen=True, slots=True)
class _Named:
    """A mention in gold units with the entity it belongs to."""

    span: tuple[int, ...]
    label: str
    mention: GoldMention | Mention
    entity: GoldEntity | Entity

    @property
    def text(self) -> str:
        return self.mention.text


def score_entities(pair: Pair, tally: Tally, *, listed: Set[str]) -> None:
    """Add the counts of mentions, grouping and kinds of one interview.

    Args:
        pair: Gold and prediction; the gold has the entity layer.
        tally: Receives the counts.
        listed: The `name_key` of every name that the pipeline's lexicons hold.
    """
    gold = [
        _Named(pair.gold_span(m.start, m.end), entity.label, m, entity)
        for entity in pair.gold.entities or ()
        for m in entity.mentions
    ]
    predicted = [
        _Named(pair.predicted_span(m.start, m.end), entity.label, m, entity)
        for entity in pair.entities
        for m in entity.mentions
    ]
    _strict(gold, predicted, tally, listed)
    _list_misses(gold, predicted, pair, tally)
    _grouping(pair, gold, predicted, tally)


def _strict(gold: list[_Named], predicted: list[_Named], tally: Tally, listed: Set[str]) -> None:
    def count(stem: str, left: list[_Named], right: list[_Named], *, label: bool = True) -> None:
        wanted = Counter((n.span, n.label if label else "") for n in left)
        found = Counter((n.span, n.label if label else "") for n in right)
        tally.hit(
            stem, found=(wanted & found).total(), gold=wanted.total(), predicted=found.total()
        )

    count("entity", gold, predicted)
    count("entity.span", gold, predicted, label=False)
    for label in get_args(EntityLabel):
        count(
            f"entity.{label}",
            [name for name in gold if name.label == label],
            [name for name in predicted if name.label == label],
        )
    count(
        "entity.unlisted",
        [name for name in gold if name_key(name.text) not in listed],
        [name for name in predicted if name_key(name.text) not in listed],
    )


def _list_misses(gold: list[_Named], predicted: list[_Named], pair: Pair, tally: Tally) -> None:
    wanted = {name.span: name for name in gold}
    found = {name.span: name for name in predicted}
    for span, name in wanted.items():
        sentence = sentence_of(name.mention, pair.gold.turns or ())
        shown = f"[{name.text}]({name.label})"
        if span in found:
            if found[span].label != name.label:
                tally.miss(
                    "entity label", sentence, shown, f"[{found[span].text}]({found[span].label})"
                )
            continue
        near = [n for n in predicted if set(n.span) & set(span)]
        kind = "entity span" if near else "entity missed"
        tally.miss(kind, sentence, shown, ", ".join(f"[{n.text}]({n.label})" for n in near))
    shown_units = {unit for span in wanted if span not in found for unit in span}
    for span, name in found.items():
        if span not in wanted and not shown_units.intersection(span):
            sentence = sentence_of(name.mention, pair.turns)
            tally.miss("entity invented", sentence, "", f"[{name.text}]({name.label})")


def _grouping(pair: Pair, gold: list[_Named], predicted: list[_Named], tally: Tally) -> None:
    """Gold entities whose mentions are exactly one predicted entity; kind and name if found."""
    owners = {name.span: name.entity for name in predicted}
    groups = {
        frozenset(name.span for name in predicted if name.entity is entity)
        for entity in pair.entities
    }
    for entity in pair.gold.entities or ():
        spans = frozenset(name.span for name in gold if name.entity is entity)
        grouped = spans in groups
        tally.right("entity.grouping", grouped, 1)
        found = Counter(owners[span].id for span in spans if span in owners)
        shown = f"{entity.name} ({len(entity.mentions)} mentions)"
        if not grouped:
            parts = ", ".join(
                f"{other.name} ({len(other.mentions)})"
                for other in pair.entities
                if found[other.id]
            )
            tally.miss("entity grouping", "", shown, parts)
        if not found:
            continue
        best = next(other for other in pair.entities if other.id == found.most_common(1)[0][0])
        tally.right("entity.name", name_key(best.name) == name_key(entity.name), 1)
        if entity.kind is not None:
            tally.right("entity.kind", best.kind == entity.kind, 1)
            if best.label == entity.label:  # of another label it can only be wrong
                tally.right("entity.kind.labelled", best.kind == entity.kind, 1)
            if best.kind != entity.kind:
                tally.miss("entity kind", "", f"{entity.name}: {entity.kind}", best.kind or "none")
