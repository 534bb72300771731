"""What speaks for a phrase as a keyword: features of every noun phrase that could be one."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple, TypeVar

from pipeline.lexicons import table
from pipeline.summarize.candidates import Headline, Occurrence
from pipeline.summarize.nearness import standard
from pipeline.summarize.nominal import form_key
from pipeline.summarize.phrases import Kind
from pipeline.summarize.rarity import rarity

T = TypeVar("T")
Grouped = Mapping[str, Sequence[Occurrence]]  # by the key of the phrase


class Features(NamedTuple):
    """What speaks for a phrase, or what each of that weighs."""

    often: float  # logarithm of how often it stands in the interview or exchange
    spread: float  # logarithm of the number of exchanges that have it
    asked: float  # a question has it
    headed: float  # title, chapeau or presentation have it
    key: float  # a key claim has it
    rare: float  # how rare its rarest word is in other interviews
    several: float  # it has several words
    general: float  # its noun is a general or everyday one
    definite: float  # its complement has "de" and an article
    other: float  # its complement has another preposition
    placed: float  # its complement has another preposition and an article
    near: float = 0.0  # how near it is to the question, in deviations from the mean


@dataclass(frozen=True, slots=True)
class Term:
    """What holds of a phrase in the whole interview."""

    key: str
    kind: Kind
    exchanges: int
    empty: bool  # without a content of its own
    features: Features  # those of words, making and headline; the others are 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase in what keywords are sought of: the whole interview, or an exchange."""

    term: Term
    occurrences: Sequence[Occurrence]
    features: Features

    @property
    def written(self) -> str:
        """The form used most often, of several the first."""
        return _commonest([item.phrase.text for item in self.occurrences])


def terms_of(grouped: Grouped, headline: Headline) -> dict[str, Term]:
    """Return the phrases of an interview by their keys.

    Args:
        grouped: All their occurrences.
        headline: What is printed around questions and answers.
    """
    return {key: _term(key, own, headline) for key, own in grouped.items()}


def _term(key: str, occurrences: Sequence[Occurrence], headline: Headline) -> Term:
    kind = _commonest([item.phrase.kind for item in occurrences])
    words = key.split()
    exchanges = len({item.exchange for item in occurrences})
    # "point de vente" is a term, "point de la semaine" is none.
    empty = words[-1] in _general("empty") or (words[0] in _general("empty") and kind != "de")
    features = Features(
        often=0.0,
        spread=math.log(exchanges),
        asked=0.0,
        headed=headline.holds(key, name=kind == "name"),
        key=0.0,
        rare=max(map(rarity, words)),
        several=len(words) > 1,
        general=kind in ("noun", "described") and words[0] in _general(),
        definite=kind == "definite",
        other=kind == "other",
        placed=kind == "placed",
    )
    return Term(key, kind, exchanges, empty=empty and kind != "name", features=features)


def candidates_of(grouped: Grouped, terms: Mapping[str, Term]) -> list[Candidate]:
    """Return the phrases that could be keywords of an interview or of one exchange, in text order.

    Left out: nouns without a content of their own ("question", "question bête"); noun and infinitive that
    stand together once, which are seldom a term ("courage de chercher", not "permis de construire");
    what stands at or in something once and unasked ("téléphone dans le vestiaire"); and what comes
    several times, but never without the same words around it ("levée" of "levée de fonds").

    Args:
        grouped: The occurrences in the interview or in the exchange.
        terms: `terms_of` the interview.
    """
    possible = {
        key: own
        for key, own in grouped.items()
        if not terms[key].empty and not _is_loose(terms[key], own)
    }
    within: dict[str, int] = {}
    for key, own in possible.items():
        for part in _parts(key):
            within[part] = max(within.get(part, 0), len(own))
    kept = [
        (terms[key], own) for key, own in possible.items() if not 1 < len(own) <= within.get(key, 0)
    ]
    near = standard([_nearest(own) for _, own in kept])
    return [
        Candidate(term, own, _features(term, own, nearness))
        for (term, own), nearness in zip(kept, near, strict=True)
    ]


def _features(term: Term, occurrences: Sequence[Occurrence], near: float) -> Features:
    return term.features._replace(
        often=math.log(1 + len(occurrences)),
        asked=any(item.asked for item in occurrences),
        key=any(item.key for item in occurrences),
        near=near,
    )


def _is_loose(term: Term, occurrences: Sequence[Occurrence]) -> bool:
    if len(occurrences) > 1:
        return False
    return term.kind == "infinitive" or (term.kind == "placed" and not occurrences[0].asked)


def _nearest(occurrences: Sequence[Occurrence]) -> float | None:
    return max((item.near for item in occurrences if item.near is not None), default=None)


def _parts(key: str) -> list[str]:
    """Return the shorter runs of words in a key.

    >>> _parts("tableau bord financier")
    ['tableau', 'tableau bord', 'bord', 'bord financier', 'financier']
    """
    words = key.split()
    return [
        " ".join(words[first:last])
        for first in range(len(words))
        for last in range(first + 1, len(words) + 1)
        if last - first < len(words)
    ]


@cache
def _general(kind: str | None = None) -> frozenset[str]:
    """Return the keys of the general nouns, of one class or of both."""
    return frozenset(
        form_key(word) for word, own in table("keyword_generic").items() if kind in (None, own)
    )


def _commonest(values: Sequence[T]) -> T:
    """Return the most frequent of some values, of several the first."""
    if len(values) == 1:
        return values[0]
    counted = Counter(values)
    return max(counted, key=counted.__getitem__)
