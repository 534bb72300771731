"""Noun phrases of an interview and of its exchanges, in written form, most telling first.

What a phrase is worth is the weighted sum of its features. `scripts/fit_keyword_weights.py` fits the weights to gold keywords;
these are from the 17 interviews of the dev split, rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.schema import Claim, Entity, Interview, TurnDoc
from pipeline.summarize.candidates import Occurrence, headline_of, occurrences_of
from pipeline.summarize.weighing import Candidate, Features, candidates_of, terms_of

_WEIGHTS = Features(
    often=1.1,
    spread=0.7,
    asked=1.0,
    headed=1.4,
    key=0.8,
    rare=0.4,
    several=1.2,
    general=-1.1,
    definite=-0.7,
    other=-0.3,
    placed=-0.7,
    near=0.4,
)
# Of one exchange, what many exchanges share says less. Not fitted: exchanges have no gold keywords.
_EXCHANGE_WEIGHTS = _WEIGHTS._replace(spread=-0.5)

_NAMES = 0.4  # of the keywords at most; all names are in the entities


@dataclass(frozen=True, slots=True)
class Keywords:
    """The keywords of the whole interview and, by exchange id, of each exchange."""

    whole: tuple[str, ...]
    exchanges: dict[str, tuple[str, ...]]


def keywords_of(
    interview: Interview,
    docs: Sequence[TurnDoc],
    claims: Sequence[Claim],
    entities: Sequence[Entity],
    *,
    most: int,
) -> Keywords:
    """Return the keywords of an interview and of each of its exchanges.

    None is contained in another, none is a person, and at most four of ten are names. An
    exchange has half as many as the whole.

    Args:
        interview: The interview.
        docs: The analyses of its turns.
        claims: Its claims.
        entities: Its entities.
        most: How many the whole interview has at most.
    """
    everything = occurrences_of(interview, docs, claims, entities)
    grouped = by_phrase(everything)
    terms = terms_of(grouped, headline_of(interview))
    of_exchange: dict[str, list[Occurrence]] = {item.id: [] for item in interview.exchanges}
    for occurrence in everything:
        of_exchange[occurrence.exchange].append(occurrence)
    return Keywords(
        best(candidates_of(grouped, terms), _WEIGHTS, most=most),
        {
            id_: best(candidates_of(by_phrase(own), terms), _EXCHANGE_WEIGHTS, most=(most + 1) // 2)
            for id_, own in of_exchange.items()
        },
    )


def by_phrase(occurrences: Iterable[Occurrence]) -> dict[str, list[Occurrence]]:
    """Return occurrences by the key of their phrase, in the order of the first ones."""
    found: dict[str, list[Occurrence]] = {}
    for occurrence in occurrences:
        found.setdefault(occurrence.phrase.key, []).append(occurrence)
    return found


def best(
    candidates: Iterable[Candidate], weights: Sequence[float], *, most: int
) -> tuple[str, ...]:
    """Return the phrases that are worth most, none of them contained in another.

    Args:
        candidates: In text order, which decides among equals.
        weights: Of each feature.
        most: How many to return at most.
    """

    def worth(candidate: Candidate) -> float:
        return sum(w * x for w, x in zip(weights, candidate.features, strict=True))

    chosen: list[Candidate] = []
    names = 0
    for candidate in sorted(candidates, key=worth, reverse=True):
        if len(chosen) == most:
            break
        is_name = candidate.term.kind == "name"
        crowded = is_name and names >= max(1, _NAMES * most)
        key = candidate.term.key
        if crowded or any(_nested(key, other.term.key) for other in chosen):
            continue
        chosen.append(candidate)
        names += is_name
    return tuple(candidate.written for candidate in chosen)


def _nested(one: str, other: str) -> bool:
    return f" {one} " in f" {other} " or f" {other} " in f" {one} "
