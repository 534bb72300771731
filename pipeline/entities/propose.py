"""Candidate mentions of one turn, from every source, without overlaps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import cast

from pipeline.entities.candidates import Candidate, best_apart
from pipeline.entities.known import find_known
from pipeline.entities.runs import runs
from pipeline.entities.surface import Casing, Surface
from pipeline.entities.titles import titles
from pipeline.lexicons import entries
from pipeline.schema import EntityKind, EntityLabel, RawMention

_DATE = re.compile(r" du \d{1,2}(?:er)? [a-zéû]+(?: \d{4})?")

_POPULAR = re.compile(r" (?!du )[a-zà-ÿ-]+(?= du \d)")  # "la loi influenceurs du 9 juin 2023"


@cache
def _lower_heads() -> dict[str, tuple[EntityLabel, EntityKind | None]]:
    return {
        noun: (cast(EntityLabel, label), None if kind == "-" else cast(EntityKind, kind))
        for noun, label, kind in entries("entity_lower_heads")
    }


@cache
def _head_pattern() -> re.Pattern[str]:
    nouns = sorted(_lower_heads(), key=len, reverse=True)
    return re.compile(r"(?<!\w)(" + "|".join(map(re.escape, nouns)) + r")(?= )")


def propose(
    surface: Surface, casing: Casing, raw: Sequence[RawMention], participants: Mapping[str, EntityLabel]
) -> list[Candidate]:
    """Return the candidates of one turn, best first choice at each place, in text order."""
    base = surface.turn.start
    spans = [(mention.start - base, mention.end - base) for mention in raw]
    found = [*_participants(surface, participants), *titles(surface)]
    for hit in find_known(surface):
        weight = 2.0 if hit.known.homonym else 5.0
        found.append(
            Candidate(hit.start, hit.end, 3.0, "known", {hit.known.label: weight}, hit.known.kind, 3.0)
        )
    for first, last in runs(surface, casing, spans):
        words = surface.words[first : last + 1]
        found.append(Candidate(words[0].start, words[-1].end, 3.0, "run"))
    found.extend(_engine(surface, casing, raw))
    found.extend(_headed(surface, found))
    return best_apart(found)


def _participants(surface: Surface, names: Mapping[str, EntityLabel]) -> Iterable[Candidate]:
    for name, label in names.items():
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", surface.text):
            yield Candidate(match.start(), match.end(), 7.0, "participant", {label: 6.0})


def _headed(surface: Surface, found: Sequence[Candidate]) -> list[Candidate]:
    """Return names that begin with a common noun in lower case: "loi Sapin II"."""
    starts = {candidate.start: candidate for candidate in found if candidate.source != "title"}
    result: list[Candidate] = []
    for match in _head_pattern().finditer(surface.text):
        label, kind = _lower_heads()[match.group(1)]
        end: int | None = None
        date = _DATE.match(surface.text, match.end()) if kind == "law" else None
        popular = _POPULAR.match(surface.text, match.end()) if kind == "law" else None
        if popular is not None:
            end = popular.end()
        elif date is not None:
            end = date.end()
        else:
            for link in (" ", " de ", " de la ", " de l'", " du ", " des ", " d'"):
                if surface.text.startswith(link, match.end()) and (
                    inner := starts.get(match.end() + len(link))
                ):
                    if label != "LOC" or inner.votes.keys() <= {"LOC", "PER"}:
                        end = inner.end
        if end is not None:
            result.append(Candidate(match.start(1), end, 5.5, "head", {label: 4.0}, kind, 4.0))
    return result


def _engine(surface: Surface, casing: Casing, raw: Sequence[RawMention]) -> Iterable[Candidate]:
    """Yield the engine's spans that begin and end like names, and only those."""
    base = surface.turn.start
    for mention in raw:
        inside = surface.inside(mention.start - base, mention.end - base)
        if not inside or surface.shouting:
            continue
        first, last = surface.words[inside[0]], surface.words[inside[-1]]
        if first.capital and last.capital and not first.initial and inside[0] < inside[-1]:
            yield Candidate(first.start, last.end, 2.0, "engine")
