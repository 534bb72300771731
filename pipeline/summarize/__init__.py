"""Interview -> extractive summaries and keywords, of each exchange and of the whole.

A summary consists of sentences of the interview, word for word, so that it can hold no number, name or
denial that the interview does not hold.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.schema import Claim, Digest, Entity, Interview, TurnDoc
from pipeline.settings import Settings
from pipeline.summarize.extractive import extracted
from pipeline.summarize.keywords import keywords_of

__all__ = ["summarize"]


def summarize(
    interview: Interview,
    docs: Sequence[TurnDoc],
    claims: Sequence[Claim],
    settings: Settings,
    *,
    entities: Sequence[Entity] = (),
) -> Digest:
    """Return the summary and the keywords of the interview and of each exchange.

    Args:
        interview: The interview; it has at least one exchange.
        docs: The analyses of its turns.
        claims: Its claims.
        settings: `summary_sentences` and `keywords` limit the lengths.
        entities: Its entities; keywords hold whole names, and no persons.
    """
    summaries = extracted(interview, docs, claims, most=settings.summary_sentences)
    keywords = keywords_of(interview, docs, claims, entities, most=settings.keywords)
    return Digest(
        summary=summaries.whole,
        keywords=keywords.whole,
        exchange_summaries=summaries.exchanges,
        exchange_keywords=keywords.exchanges,
    )
