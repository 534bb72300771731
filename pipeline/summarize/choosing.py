"""Which sentences of a text sum it up: weighed traits, and as little repetition as possible.

The choice is greedy: each time the sentence that adds most, where likeness to those already chosen
costs (maximal marginal relevance: Carbonell and Goldstein 1998, "The use of MMR, diversity-based
reranking for reordering documents and producing summaries", SIGIR).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.summarize.sentences import Sentence, Weighing
from pipeline.summarize.weights import SummaryWeights

Floats = NDArray[np.floating[Any]]

_SHORT, _LONG = 6, 38  # words; shorter sentences say little alone, longer ones hide their point
_DECIMALS = 6  # matrix products differ in the last digits between machines; choices must not


@dataclass(frozen=True, slots=True, eq=False)
class Topic:
    """What a summary is to be about: a question, a headline."""

    stems: frozenset[str]
    vector: Floats | None = None  # (dimensions,): its mean embedding; None without an encoder


class Chooser:
    """The sentences of one text, with what each is worth and what it adds to others."""

    def __init__(
        self,
        sentences: Sequence[Sentence],
        *,
        weights: SummaryWeights,
        vectors: Floats | None = None,
    ) -> None:
        """Weigh the sentences.

        Args:
            sentences: In text order.
            weights: How much each trait counts.
            vectors: ``(n_sentences, dimensions)``, their mean embeddings; without them words say
                what is near a topic.
        """
        self._sentences = sentences
        self._weights = weights
        self._words = Weighing(sentences)
        self._meaning = _Meaning(vectors) if vectors is not None and len(sentences) else None
        self._values = self._weighed()
        self._leaning = [_leaning(sentence, weights) for sentence in sentences]

    def choose(
        self,
        among: Iterable[int],
        *,
        most: int | None = None,
        room: int | None = None,
        topic: Topic | None = None,
    ) -> list[int]:
        """Return the numbers of the chosen sentences, in text order.

        Args:
            among: The numbers of those that may be taken.
            most: So many sentences at most.
            room: So many words at most; sentences that do not fit are passed over.
            topic: What the summary is to be about.
        """
        near = self._nearness(topic)
        words = [sentence.words for sentence in self._sentences]
        pool = [at for at in among if room is None or words[at] <= room]
        chosen: list[int] = []
        while pool and (most is None or len(chosen) < most):
            best = max(pool, key=lambda at: (near[at] + self._worth(at, chosen), -at))
            chosen.append(best)
            left = None if room is None else room - sum(words[at] for at in chosen)
            pool = [at for at in pool if at != best and (left is None or words[at] <= left)]
        return sorted(chosen)

    def _weighed(self) -> list[float]:
        weights = self._weights
        return [
            weights.salience * sentence.salience
            + weights.centrality * self._words.centrality(sentence)
            + weights.position / (1 + at)
            - weights.reported * sentence.reported
            - weights.question * sentence.question
            - weights.short * max(0, _SHORT - sentence.words)
            - weights.long * max(0, sentence.words - _LONG)
            for at, sentence in enumerate(self._sentences)
        ]

    def _worth(self, at: int, chosen: Sequence[int]) -> float:
        """Return what a sentence adds to those chosen."""
        like = self._words.similarity
        stems = self._sentences[at].stems
        repeated = max((like(stems, self._sentences[c].stems) for c in chosen), default=0.0)
        worth = self._values[at] - self._weights.redundancy * repeated
        # After the sentence that it leans on, a sentence is as easy to read as any other.
        if not self._follows(at, chosen):
            worth -= self._leaning[at]
        if at + 1 in chosen and self._follows(at + 1, (at,)):
            worth += self._leaning[at + 1]
        return worth

    def _follows(self, at: int, chosen: Sequence[int]) -> bool:
        same = self._sentences[at].turn == self._sentences[at - 1].turn
        return at > 0 and at - 1 in chosen and same and self._sentences[at].opener in _RESOLVED

    def _nearness(self, topic: Topic | None) -> list[float]:
        weight = self._weights.topic
        if topic is None or not weight:
            return [0.0] * len(self._sentences)
        if self._meaning is not None and topic.vector is not None:
            return [weight * near for near in self._meaning.nearness(topic.vector)]
        like = self._words.similarity
        return [weight * like(sentence.stems, topic.stems) for sentence in self._sentences]


# What the sentence before makes clear; the other openers speak to somebody.
_RESOLVED = frozenset({"pronoun", "connective"})


def _leaning(sentence: Sentence, weights: SummaryWeights) -> float:
    if sentence.opener == "alone":
        return 0.0
    return weights.pronoun if sentence.opener == "pronoun" else weights.connective


class _Meaning:
    """What the encoder says of the sentences of one text."""

    def __init__(self, vectors: Floats) -> None:
        unit = _unit(vectors)
        # All embeddings of an encoder point much the same way; what tells the sentences of a text
        # apart is left when their mean is taken away.
        self._mean = unit.mean(axis=0)
        self._centred = _unit(unit - self._mean)

    def nearness(self, vector: Floats) -> list[float]:
        """Return the cosine of each sentence and a vector, the mean of the text taken away."""
        near = self._centred @ _unit(_unit(vector) - self._mean)
        found: list[float] = near.round(_DECIMALS).tolist()
        return found


def _unit(vectors: Floats) -> Floats:
    norms = np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
    return np.asarray(vectors / norms, np.float64)
