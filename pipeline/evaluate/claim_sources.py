"""Whom reported claims come from, gold and predicted -> counts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.evaluate.counting import Tally, name_key
from pipeline.evaluate.prediction import Pair
from pipeline.lexicons import words
from pipeline.schema import Claim, GoldClaim, GoldEntity
from pipeline.text import analysis_form

_OVERLAP = 0.5  # of the characters of two sources, at which one is leniently right


def score_sources(pair: Pair, matched: Sequence[tuple[int, int]], tally: Tally) -> None:
    """Add the counts of the sources of reported claims of one interview.

    Args:
        pair: Gold and prediction; the gold has the claim layer.
        matched: Claims that belong together, as their numbers in gold and in the record.
        tally: Receives the counts.
    """
    gold, predicted = pair.gold.claims or (), pair.claims
    reported = [claim for claim in gold if claim.attribution.kind == "reported"]
    tally.right("claim.source.recall", 0, len(reported))
    for stem in ("claim.source", "claim.source.lenient"):
        tally.right(stem, 0, 0)
    for left, right in matched:
        claim, found = gold[left], predicted[right]
        if claim.attribution.kind == found.attribution.kind == "reported":
            same = same_source(pair, claim, found)
            tally.right("claim.source", same, 1)
            tally.right("claim.source.recall", same, 0)
            tally.right("claim.source.lenient", same or _overlapping(pair, claim, found), 1)
            if not same:
                said, heard = claim.attribution.source, found.attribution.source
                tally.miss("claim source", claim.text, said or "none", heard or "none")


def same_source(pair: Pair, claim: GoldClaim, found: Claim) -> bool:
    """Say whether a predicted claim names the source that the gold names.

    Where the gold's source is an entity, any name that the gold has for it will do; elsewhere the
    words must be equal but for case, typography and white space. Two claims that both name no
    source agree.
    """
    said, heard = claim.attribution.source, found.attribution.source
    if said is None or heard is None:
        return said == heard
    if name_key(said) == name_key(heard):
        return True
    entity = _entity(pair, claim, said)
    return entity is not None and _bare(heard) in _names(entity)


def _entity(pair: Pair, claim: GoldClaim, source: str) -> GoldEntity | None:
    """Return the gold entity that a source is: it has a mention of these words in the claim.

    "La DGCCRF" is the entity DGCCRF, "une enquête du Cliff" is none.
    """
    for entity in pair.gold.entities or ():
        for mention in entity.mentions:
            inside = claim.start <= mention.start and mention.end <= claim.end
            if inside and _bare(mention.text) == _bare(source):
                return entity
    return None


def _names(entity: GoldEntity) -> frozenset[str]:
    return frozenset(map(_bare, (entity.name, *(mention.text for mention in entity.mentions))))


def _bare(name: str) -> str:
    """Return the form in which names are compared, without a definite article before it."""
    key = name_key(name)
    for article in words("keyword_articles"):
        opening = article if article.endswith("'") else f"{article} "
        if key.startswith(opening):
            return key.removeprefix(opening)
    return key


def _overlapping(pair: Pair, claim: GoldClaim, found: Claim) -> bool:
    """Say whether half of the characters of the two sources stand in both."""
    said = frozenset(pair.gold_span(*_place(claim)))
    heard = frozenset(pair.predicted_span(*_place(found)))
    return bool(said & heard) and len(said & heard) >= _OVERLAP * len(said | heard)


def _place(claim: GoldClaim | Claim) -> tuple[int, int]:
    """Return where a claim has the words of its source; an empty span where it has not.

    A source is kept as words without offsets, a broken line in it as a space.
    """
    source = analysis_form(claim.attribution.source or "").split()
    pattern = r"\s+".join(map(re.escape, source))
    place = re.search(rf"(?<!\w){pattern}(?!\w)", analysis_form(claim.text)) if source else None
    start, end = place.span() if place else (0, 0)
    return claim.start + start, claim.start + end
