"""Scored interviews -> figures of each layout, tag or file format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.evaluate.figures import Figure, figures
from pipeline.schema import Gold, Record

By = Literal["layout", "tag", "format"]


@dataclass(frozen=True, slots=True)
class Group:
    """The interviews that share a layout, a tag or a format, and their figures.

    ``layers`` says in how many of them each layer was annotated. An interview is in one group of
    each layout and format, and in one of each of its tags.
    """

    by: By
    name: str
    interviews: tuple[str, ...]
    layers: dict[str, int]
    figures: tuple[Figure, ...]


def grouped(
    by: By,
    matched: Iterable[tuple[Gold, Record | None]],
    counts: Mapping[str, Mapping[str, float]],
    *,
    layers: Iterable[str],
) -> list[Group]:
    """Return the groups of one breakdown, the largest first, then by name.

    Args:
        by: ``layout`` and ``tag`` are the gold's, ``format`` is that of the file the record was
            made from. Interviews without any have a group of their own.
        matched: Gold interviews with their records.
        counts: The counts of each interview, by its id.
        layers: The gold's layers to count.
    """
    members: dict[str, list[Gold]] = {}
    for gold, record in matched:
        for name in _names(by, gold, record):
            members.setdefault(name, []).append(gold)
    ordered = sorted(members.items(), key=lambda item: (-len(item[1]), item[0]))
    return [
        Group(
            by,
            name,
            tuple(gold.id for gold in golds),
            {layer: sum(getattr(gold, layer) is not None for gold in golds) for layer in layers},
            tuple(figures([counts[gold.id] for gold in golds])),
        )
        for name, golds in ordered
    ]


def _names(by: By, gold: Gold, record: Record | None) -> Iterable[str]:
    if by == "tag":
        return dict.fromkeys(gold.tags) or ("(no tag)",)
    if by == "layout":
        return (gold.layout or "(no layout)",)
    return (record.source.format if record else "(no record)",)
