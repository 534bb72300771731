"""How much a clause says: three weighted sums over one set of features, and the key claims.

The sums are logistic: whether a clause is a claim at all, whether an unmarked one judges or states,
and how likely a researcher would quote it (salience). The features are read off the clause and its
place in the answer; the weights are data (``claim_weights``), fitted by ``scripts/fit_salience.py``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.claims.grammar import grammar
from pipeline.claims.kinds import Kind, Request
from pipeline.claims.reading import Reading
from pipeline.claims.words import Words
from pipeline.lexicons import entries

_STEM = 5  # characters of a content word that are compared, in place of a stemmer
_BARE = 6  # words after the first; "Il y en a", "C'est le mot juste"
_QUOTED = 0.3  # share of common words from which a displayed line quotes a clause
LONG_ANSWER = 4  # claims from which an answer may have a second key claim


_OUTSTANDING = ("is_recommendation", "is_definition", "quoted_large")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a clause stands in its answer."""

    index: int  # of the clauses of the turn that are no questions
    total: int
    full_index: int  # of those that have a finite verb and more than a few words
    full_total: int
    question: frozenset[str]  # stems of the question's content words
    request: Request
    after_colon: bool
    displayed: Sequence[frozenset[str]]  # stems of title, lead, cross-heads, pull quotes


@dataclass(frozen=True, slots=True)
class Weights:
    """One logistic model: a bias and a weight a feature; features without a weight count nothing."""

    bias: float
    by_feature: dict[str, float]

    def score(self, features: dict[str, float]) -> float:
        """Return a probability from 0 to 1."""
        get = self.by_feature.get
        total = self.bias + sum(get(name, 0.0) * value for name, value in features.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


@cache
def logistic(model: str) -> Weights:
    """Return the model `claim`, `judgement` or `key` of the list ``claim_weights``."""
    column = {"claim": 1, "judgement": 2, "key": 3}[model]
    values = {fields[0]: float(fields[column]) for fields in entries("claim_weights")}
    return Weights(values.pop("bias"), {name: value for name, value in values.items() if value})


def content_stems(lower: Iterable[str]) -> frozenset[str]:
    """Return the content words among lower-case words, cut to the length that is compared."""
    skip = grammar().function_words
    return frozenset(word[:_STEM] for word in lower if len(word) > 3 and word not in skip)


def features_of(
    words: Words, reading: Reading, kind: Kind, place: Place, *, reported: bool, named: bool
) -> dict[str, float]:
    """Return the features of a clause; a feature that is absent is 0.

    Args:
        words: The turn.
        reading: The clause.
        kind: Its marked type.
        place: Its place in the answer.
        reported: The content is somebody else's.
        named: An entity is mentioned in it.
    """
    clause = reading.clause
    found: dict[str, float] = {}
    length = clause.last - clause.first + 1
    found["length"] = math.log(length / 12)
    found["very_short"] = float(length < 5)
    found["short"] = float(length < 9)
    found["very_long"] = float(length > 30)
    _add_place(found, clause.head, place, kind)
    if kind.type is not None:
        found[f"is_{kind.type}"] = 1.0
    _add_verbs(found, reading)
    for number, name in (("1", "speaker"), ("4", "group"), ("2", "hearer"), ("5", "hearer")):
        if number in reading.persons:
            found[name] = 1.0
    found["negated"] = float(reading.negation is not None)
    found["reported"] = float(reported)
    found["named"] = float(named)
    found["numbers"] = min(len(reading.numbers), 3) / 2
    _add_cues(found, reading)
    _add_subject(found, words, reading)
    inside = words.lower[clause.first : clause.last + 1]
    stems = content_stems(inside)
    _add_figures(found, inside, reading)
    if stems and place.question:
        found["question_overlap"] = len(stems & place.question) / math.sqrt(len(stems))
    if stems:
        found["displayed"] = max((_covered(stems, shown) for shown in place.displayed), default=0.0)
        found["quoted_large"] = float(found["displayed"] > _QUOTED)
    found["answers"] = found["first_full"] * found.get("question_overlap", 0.0)
    return {name: value for name, value in found.items() if value}


def with_rivals(answer: Sequence[dict[str, float]]) -> None:
    """Add to the features of one answer's clauses how many others stand out by type or by display."""
    marked = [any(features.get(name) for name in _OUTSTANDING) for features in answer]
    total = sum(marked)
    for features, own in zip(answer, marked, strict=True):
        rivals = min(total - own, 2)
        if rivals:
            features["rivals"] = float(rivals)


def _covered(stems: frozenset[str], shown: frozenset[str]) -> float:
    """Return how far a displayed line and a clause share their words (Dice), from two words on."""
    shared = len(stems & shown)
    return 2 * shared / (len(stems) + len(shown)) if shared > 1 else 0.0


def _add_place(found: dict[str, float], head: bool, place: Place, kind: Kind) -> None:
    found["first"] = float(place.index == 0)
    found["second"] = float(place.index == 1)
    found["last"] = float(place.index == place.total - 1)
    found["next_to_last"] = float(place.index == place.total - 2)
    found["first_full"] = float(place.full_index == 0)
    found["last_full"] = float(place.full_index == place.full_total - 1)
    found["full_size"] = math.log(max(place.full_total, 1))
    found["only"] = float(place.total == 1)
    found["answer_size"] = math.log(place.total)
    found["not_head"] = float(not head)
    found["after_colon"] = float(place.after_colon)
    found["as_asked"] = float(
        (place.request.advice and kind.type == "recommendation")
        or (place.request.definition and kind.type == "definition")
    )


def _add_verbs(found: dict[str, float], reading: Reading) -> None:
    # An order has a verb even where the model sees none.
    found["verbless"] = float(reading.finite == 0 and not found.get("is_recommendation"))
    for name in ("past", "imperfect", "future", "near_future", "conditional", "imperative"):
        found[name] = float(getattr(reading, name) is not None)
    found["present"] = float(reading.present is not None and not found["past"])
    # "Je vais vous raconter" announces, "La vidéo va remplacer le communiqué" predicts.
    found["announced"] = float(bool(found["near_future"]) and "1" in reading.persons)
    found["near_future"] -= found["announced"]
    found["own_past"] = float("1" in reading.persons and bool(found["past"] or found["imperfect"]))


def _add_cues(found: dict[str, float], reading: Reading) -> None:
    hits = reading.hits
    found["hedged"] = float("hedge" in hits)
    found["aside"] = float("aside" in hits)
    found["booster"] = float("booster" in hits)
    found["dated"] = float("fact" in hits)
    found["possibility"] = float("possibility" in hits)
    found["cause"] = float("causal" in hits)
    found["comparing"] = float("comparison" in hits)
    values = {hit.value for hit in hits.get("evaluation", ())}
    found["judging_strong"] = float("strong" in values)
    found["judging_weak"] = float("weak" in values)


def _add_subject(found: dict[str, float], words: Words, reading: Reading) -> None:
    clause = reading.clause
    lists = grammar()
    lower = words.lower
    first = clause.first
    found["link"] = float(
        lower[first] in lists.clause_links or lower[first] in lists.clause_additions
    )
    anaphora = next((hit for hit in reading.hits.get("anaphora", ()) if hit.first == first), None)
    found["leaning"] = float(anaphora is not None and not found["link"])
    found["bare"] = float(bool(found["leaning"]) and clause.last - first < _BARE)
    found["restricting"] = float(_restricts(reading, words))
    general = lower[first] in lists.determiners_generic and reading.present is not None
    found["general"] = float(general and not reading.persons and not found["past"])
    found["dislocated"] = float(
        any(
            lower[at] == "," and lower[at + 1] in lists.resumptives
            for at in range(first + 1, min(clause.last, first + 8))
        )
    )
    timeless = reading.present is not None and not found.get("past") and not found.get("imperfect")
    found["timeless"] = float(timeless and not reading.persons & {"1", "2", "4"})
    found["maxim"] = float(
        bool(found["timeless"])
        and not reading.numbers
        and not found.get("named")
        and not found["link"]
        and not found.get("reported")
        and not found.get("hedged")
    )
    found["denied_maxim"] = float(bool(found["maxim"]) and reading.negation is not None)
    found["speaker_subject"] = float(lower[first] in lists.speaker_subjects)


def _add_figures(found: dict[str, float], inside: Sequence[str], reading: Reading) -> None:
    """Add the figures of a sentence made to be quoted: repetition, contrast, parallel clauses."""
    skip = grammar().function_words
    content = [word[:_STEM] for word in inside if len(word) > 3 and word not in skip]
    found["repeats"] = float(len(content) > len(set(content)))
    contrast = reading.negation is not None and len(reading.main) > 1 and "," in inside
    found["contrast"] = float(contrast or "contrast" in reading.hits)
    relatives = sum(word in grammar().relatives for word in inside)
    found["parallel"] = float(relatives > 1)


def _restricts(reading: Reading, words: Words) -> bool:
    """Say whether "ne… que" narrows the clause."""
    if reading.negation is not None:
        return False
    lists = grammar()
    clause = reading.clause
    inside = words.lower[clause.first : clause.last + 1]
    return any(word in lists.negation_first for word in inside)


def key_claims(saliences: Sequence[float], *, most: int) -> frozenset[int]:
    """Return which claims of one answer are key: the most salient, and others that stand out.

    Args:
        saliences: Of the answer's claims, in text order.
        most: The most key claims an answer may have.
    """
    order = sorted(range(len(saliences)), key=lambda at: (-saliences[at], at))
    thresholds = key_thresholds()
    chosen: list[int] = []
    for rank, at in enumerate(order[:most]):
        if (rank == 0 and saliences[at] >= thresholds["first"]) or (
            rank and len(saliences) >= LONG_ANSWER and saliences[at] >= thresholds["further"]
        ):
            chosen.append(at)
    return frozenset(chosen)


@cache
def key_thresholds() -> dict[str, float]:
    """Return the saliences from which a claim is key: the first of an answer, further ones, any claim."""
    return {fields[0]: float(fields[1]) for fields in entries("claim_thresholds")}
