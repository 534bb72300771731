"""Gold and predicted claims -> counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import get_args

from pipeline.align import one_to_one
from pipeline.evaluate.claim_sources import score_sources
from pipeline.evaluate.counting import Tally, sentence_of
from pipeline.evaluate.prediction import Pair
from pipeline.schema import Claim, ClaimType, GoldClaim

OVERLAPS = (0.3, 0.5, 0.8)
MATCH = 0.5  # the overlap at which attributes and key claims are compared

_ATTRIBUTES: dict[str, Callable[[GoldClaim | Claim], str]] = {
    "type": lambda claim: claim.type,
    "attribution": lambda claim: claim.attribution.kind,
    "negated": lambda claim: "negated" if claim.negated else "no",
    "hedged": lambda claim: "hedged" if claim.hedged else "no",
    "modality": lambda claim: claim.modality,
}
_POSITIVE = {"negated": "negated", "hedged": "hedged", "attribution": "reported"}


def score_claims(pair: Pair, tally: Tally) -> None:
    """Add the counts of claims, key claims and their attributes of one interview."""
    gold, predicted = pair.gold.claims or (), pair.claims
    scores = overlaps(
        [frozenset(pair.gold_span(claim.start, claim.end)) for claim in gold],
        [frozenset(pair.predicted_span(claim.start, claim.end)) for claim in predicted],
    )
    for overlap in OVERLAPS:
        pairs = one_to_one(scores, least=overlap)
        tally.hit(f"claim@{overlap}", found=len(pairs), gold=len(gold), predicted=len(predicted))
    matched = one_to_one(scores, least=MATCH)
    _attributes(gold, predicted, matched, tally)
    _types(gold, predicted, matched, tally)
    score_sources(pair, matched, tally)
    _keys(pair, scores, tally)
    _list_misses(pair, matched, tally)


def overlaps(
    gold: Sequence[frozenset[int]], predicted: Sequence[frozenset[int]]
) -> dict[tuple[int, int], float]:
    """Return the character Jaccard of every two claims that share a character."""
    return {
        (i, j): len(left & right) / len(left | right)
        for i, left in enumerate(gold)
        for j, right in enumerate(predicted)
        if left & right
    }


def _attributes(
    gold: Sequence[GoldClaim],
    predicted: Sequence[Claim],
    matched: list[tuple[int, int]],
    tally: Tally,
) -> None:
    for name, value_of in _ATTRIBUTES.items():
        tally.right(f"claim.{name}", 0, 0)
        for left, right in matched:
            wanted, found = value_of(gold[left]), value_of(predicted[right])
            tally.right(f"claim.{name}", wanted == found, 1)
            positive = _POSITIVE.get(name)
            if positive is not None:
                both = wanted == found == positive
                tally.hit(
                    f"claim.{positive}",
                    found=both,
                    gold=wanted == positive,
                    predicted=found == positive,
                )
            if wanted != found:
                tally.miss(f"claim {name}", gold[left].text, wanted, found)


def _types(
    gold: Sequence[GoldClaim],
    predicted: Sequence[Claim],
    matched: list[tuple[int, int]],
    tally: Tally,
) -> None:
    pairs = [(gold[left].type, predicted[right].type) for left, right in matched]
    for type in get_args(ClaimType):
        tally.hit(
            f"claim.type.{type}",
            found=pairs.count((type, type)),
            gold=sum(wanted == type for wanted, _ in pairs),
            predicted=sum(found == type for _, found in pairs),
        )


def _keys(pair: Pair, scores: dict[tuple[int, int], float], tally: Tally) -> None:
    gold, predicted = pair.gold.claims or (), pair.claims
    # Key claims are matched among themselves: a plain claim that lies closer takes none away.
    among_keys = {(i, j): s for (i, j), s in scores.items() if gold[i].key and predicted[j].key}
    matched = one_to_one(among_keys, least=MATCH)
    tally.hit(
        "claim.key",
        found=len(matched),
        gold=sum(claim.key for claim in gold),
        predicted=sum(claim.key for claim in predicted),
    )
    _list_wrong_keys(pair, scores, matched, tally)


def _list_wrong_keys(
    pair: Pair,
    scores: dict[tuple[int, int], float],
    matched: list[tuple[int, int]],
    tally: Tally,
) -> None:
    gold, predicted = pair.gold.claims or (), pair.claims
    alike = [(i, j) for (i, j), score in scores.items() if score >= MATCH]
    saliences = [f"(salience {claim.salience})" for claim in predicted]
    left_used, right_used = {i for i, _ in matched}, {j for _, j in matched}
    for left, claim in enumerate(gold):
        if claim.key and left not in left_used:
            near = [f"{predicted[j].text} {saliences[j]}" for i, j in alike if i == left]
            tally.miss("key claim missed", claim.text, "key", ", ".join(near))
    for right, found in enumerate(predicted):
        if found.key and right not in right_used:
            near = [gold[i].text for i, j in alike if j == right]
            tally.miss("claim not key", found.text, ", ".join(near), f"key {saliences[right]}")


def most_keys(pair: Pair) -> int:
    """Return the largest number of key claims that one answer of the record has."""
    return max(Counter(claim.turn for claim in pair.claims if claim.key).values(), default=0)


def _list_misses(pair: Pair, matched: list[tuple[int, int]], tally: Tally) -> None:
    gold, predicted = pair.gold.claims or (), pair.claims
    spans = [set(pair.gold_span(claim.start, claim.end)) for claim in gold]
    found_spans = [set(pair.predicted_span(claim.start, claim.end)) for claim in predicted]
    left_used, right_used = {i for i, _ in matched}, {j for _, j in matched}
    for i, claim in enumerate(gold):
        if i not in left_used:
            near = [
                p.text for p, span in zip(predicted, found_spans, strict=True) if span & spans[i]
            ]
            tally.miss(
                "claim missed",
                sentence_of(claim, pair.gold.turns or ()),
                claim.text,
                " / ".join(near),
            )
    for j, found in enumerate(predicted):
        if j not in right_used:
            near = [g.text for g, span in zip(gold, spans, strict=True) if span & found_spans[j]]
            tally.miss(
                "claim invented", sentence_of(found, pair.turns), " / ".join(near), found.text
            )
