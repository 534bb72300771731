"""What chooses sentences: ours, the first ones, and sumy's LexRank and TextRank."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.summaries_data import Text
from pipeline.summarize.choosing import Chooser
from pipeline.summarize.sentences import Weighing
from pipeline.summarize.weights import SummaryWeights

System = Callable[[Text], list[int]]
Rating = list[tuple[int, float]]  # numbers of sentences with their rating, best first

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a summary may be."""

    most: int | None = None  # sentences
    room: int | None = None  # words


def ours(weights: SummaryWeights, limit: Limit) -> System:
    """Return the pipeline's choice."""

    def choose(text: Text) -> list[int]:
        chooser = Chooser(text.sentences, weights=weights)
        return chooser.choose(range(len(text.sentences)), most=limit.most, room=limit.room)

    return choose


def lead(limit: Limit) -> System:
    """Return the choice of the first sentences; the first that does not fit ends it."""

    def choose(text: Text) -> list[int]:
        chosen: list[int] = []
        words = 0
        for at, sentence in enumerate(text.sentences[: limit.most]):
            words += sentence.words
            if limit.room is not None and words > limit.room:
                break
            chosen.append(at)
        return chosen

    return choose


def rated(rate: Callable[[Text], Rating], limit: Limit) -> System:
    """Return the choice of the best rated sentences that fit."""
    return lambda text: _taken([at for at, _ in rate(text)], text, limit)


def diverse(rate: Callable[[Text], Rating], share: float, limit: Limit) -> System:
    """Return the choice of well rated sentences that repeat little (maximal marginal relevance).

    Args:
        rate: What rates sentences; the best counts 1.
        share: Of the rating; the rest is taken away for likeness to a sentence already chosen.
        limit: How long the summary may be.
    """

    def choose(text: Text) -> list[int]:
        ratings = dict(rate(text))
        best = max(ratings.values(), default=0.0) or 1.0
        like = Weighing(text.sentences).similarity
        ranking: list[int] = []
        nearest = dict.fromkeys(ratings, 0.0)
        while nearest:
            at = max(nearest, key=lambda n: share * ratings[n] / best - (1 - share) * nearest[n])
            ranking.append(at)
            del nearest[at]
            for other in nearest:
                near = like(text.sentences[at].stems, text.sentences[other].stems)
                nearest[other] = max(nearest[other], near)
        return _taken(ranking, text, limit)

    return choose


def sumy_rating(name: str) -> Callable[[Text], Rating]:
    """Return how sumy rates sentences, with its French stemmer and stop words.

    Args:
        name: ``lex_rank`` or ``text_rank``, with sumy's own parameters.
    """
    from sumy.models.dom import ObjectDocumentModel, Paragraph
    from sumy.models.dom import Sentence as Cut
    from sumy.nlp.stemmers import Stemmer
    from sumy.summarizers.lex_rank import LexRankSummarizer
    from sumy.summarizers.text_rank import TextRankSummarizer
    from sumy.utils import get_stop_words

    kinds = {"lex_rank": LexRankSummarizer, "text_rank": TextRankSummarizer}
    summarizer = kinds[name](Stemmer("french"))
    summarizer.stop_words = get_stop_words("french")

    class Words:
        """What sumy asks for in place of NLTK's data."""

        def to_words(self, sentence: str) -> list[str]:
            return _WORD.findall(sentence)

    known: dict[tuple[str, ...], Rating] = {}  # one system is asked for several mixtures

    def rate(text: Text) -> Rating:
        if text.written not in known:
            found = known[text.written] = []

            def keep(infos: Sequence[Any]) -> Sequence[Any]:
                found.extend((i.order, float(np.nan_to_num(i.rating))) for i in infos)
                return infos

            cut = [Cut(written, Words()) for written in text.written]
            with np.errstate(invalid="ignore"):  # LexRank of sentences without any word
                summarizer(ObjectDocumentModel([Paragraph(cut)]), keep)
        return known[text.written]

    return rate


def _taken(ranking: Iterable[int], text: Text, limit: Limit) -> list[int]:
    """Return the first of a ranking that fit, in text order."""
    chosen: list[int] = []
    words = 0
    for at in ranking:
        if limit.most is not None and len(chosen) == limit.most:
            break
        more = text.sentences[at].words
        if limit.room is None or words + more <= limit.room:
            chosen.append(at)
            words += more
    return sorted(chosen)
