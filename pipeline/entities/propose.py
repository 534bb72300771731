"""Candidate mentions of one turn, from every source, without overlaps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from pipeline.entities.candidates import Candidate, best_apart
from pipeline.entities.known import Hit, find_known
from pipeline.entities.runs import runs
from pipeline.entities.surface import Casing, Surface
from pipeline.entities.titles import titles
from pipeline.entities.vocabulary import determiners, links, lower_heads
from pipeline.schema import EntityLabel

_SURE = 6.5  # rank of a span that a good engine found; of a speaker's name, which may be found cut
_POSSIBLE = 0.1  # chance from which the encoder lets capitals speak for a name
_DATE = re.compile(r" du \d{1,2}(?:er)? [a-zéû]+(?: \d{4})?")
_POPULAR = re.compile(r" (?!du )[a-zà-ÿ-]+(?= du \d)")  # "la loi influenceurs du 9 juin 2023"


def propose(
    surface: Surface,
    casing: Casing,
    spans: list[tuple[int, int]],
    participants: Mapping[str, EntityLabel],
    sure: Sequence[tuple[int, int]] = (),
) -> list[Candidate]:
    """Return the candidates of one turn, the best at each place, in text order.

    Args:
        surface: The turn.
        casing: How the interview writes its words.
        spans: The engine's spans in this turn, in characters.
        participants: Names of speakers and their organisations.
        sure: The spans of an engine that knows limits better than capitals do.
    """
    found = [*_participants(surface, participants), *titles(surface)]
    known = {(hit.start, hit.end): _known(hit) for hit in find_known(surface)}
    found.extend(known.values())
    for span in sure:
        # What is known of a name counts also where the engine is sure of its limits.
        same = known.get(span, Candidate(*span, _SURE, "sure"))
        found.append(replace(same, rank=_SURE, source="sure"))
    by_capitals = [
        Candidate(surface.words[first].start, surface.words[last].end, 3.0, "run")
        for first, last in runs(surface, casing, spans)
    ]
    by_capitals.extend(_engine(surface, spans))
    found.extend(candidate for candidate in by_capitals if _is_possible(surface, candidate))
    found.extend(_headed(surface, found))
    return best_apart(found)


def _known(hit: Hit) -> Candidate:
    weight = 2.0 if hit.known.homonym else 5.0
    return Candidate(
        hit.start, hit.end, 3.0, "known", {hit.known.label: weight}, hit.known.kind, 3.0
    )


def _is_possible(surface: Surface, candidate: Candidate) -> bool:
    """Say whether the encoder, where there is one, sees a trace of a name in capitalised words."""
    chances = surface.name_chances
    return chances is None or any(
        chance >= _POSSIBLE
        for start, end, chance in chances
        if start < candidate.end and candidate.start < end
    )


def _participants(surface: Surface, names: Mapping[str, EntityLabel]) -> Iterator[Candidate]:
    for name, label in names.items():
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", surface.text):
            # What someone works for may be a festival or a town: sure as a span, less as a label.
            weight, rank = (6.0, _SURE) if label == "PER" else (2.0, 6.2)
            yield Candidate(*match.span(), rank, "participant", {label: weight})


@cache
def _head_pattern() -> re.Pattern[str]:
    nouns = sorted(lower_heads(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, nouns))})(?= )")


@cache
def _complement() -> re.Pattern[str]:
    """Return the pattern of what may stand between such a noun and the name: " de la "."""
    of = "|".join(sorted(links("of"), reverse=True))
    article = "|".join(sorted(determiners("article"), reverse=True))
    return re.compile(rf" (?:(?:{of})[ '](?:(?:{article})[ '])?)?")


def _headed(surface: Surface, found: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield names that begin with a common noun in lower case: "loi Sapin II"."""
    starts = {candidate.start: candidate for candidate in found if candidate.source != "title"}
    for match in _head_pattern().finditer(surface.text):
        label, kind = lower_heads()[match.group(1)]
        dated = _POPULAR.match(surface.text, match.end()) or _DATE.match(surface.text, match.end())
        if kind == "law" and dated is not None:
            yield Candidate(match.start(), dated.end(), 5.5, "head", {label: 4.0}, kind, 4.0)
            continue
        link = _complement().match(surface.text, match.end())
        inner = starts.get(link.end()) if link is not None else None
        # "la place de Facebook" is no place.
        if inner is not None and (label != "LOC" or inner.votes.keys() <= {"LOC", "PER"}):
            yield Candidate(match.start(), inner.end, 5.5, "head", {label: 4.0}, kind, 4.0)


def _engine(surface: Surface, spans: Sequence[tuple[int, int]]) -> Iterator[Candidate]:
    """Yield the engine's spans of several words that begin and end like names."""
    for start, end in spans:
        inside = surface.inside(start, end)
        if len(inside) < 2 or surface.shouting:
            continue
        first, last = surface.words[inside[0]], surface.words[inside[-1]]
        if first.capital and last.capital and not first.initial:
            yield Candidate(first.start, last.end, 2.0, "engine")
