"""Interview -> extractive summaries and keywords, of each exchange and of the whole.

A summary consists of sentences of the interview, word for word, so that it can hold no number, name or
denial that the interview does not hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.schema import (
    Claim,
    Digest,
    ExchangeTurns,
    Interview,
    Span,
    Summary,
    SummarySentence,
    Turn,
    TurnDoc,
)
from pipeline.settings import Settings
from pipeline.summarize.keywords import Weighted, phrases_of, ranked
from pipeline.summarize.nominal import form_key, nouns_of, tokens_of
from pipeline.summarize.sentences import (
    Sentence,
    Weighing,
    readability,
    sentences_of,
    text_stems,
)
from pipeline.text import cut

__all__ = ["summarize"]

_SALIENCE, _CENTRALITY, _QUESTION = 1.0, 0.5, 0.35
_REDUNDANCY = 0.6  # how much likeness to a chosen sentence costs
_REPORTED = 0.3  # what others say is rarely what the interviewee holds
_ANSWER_WEIGHT, _QUESTION_WEIGHT = 1.0, 0.7  # of keywords


@dataclass(frozen=True, slots=True)
class _Exchange:
    """One exchange with its turns and the sentences of its answers."""

    turns: ExchangeTurns
    question: frozenset[str]  # stems
    sentences: tuple[Sentence, ...]


def summarize(
    interview: Interview, docs: Sequence[TurnDoc], claims: Sequence[Claim], settings: Settings
) -> Digest:
    """Return the summary and the keywords of the interview and of each exchange.

    The whole interview is summarised by the sentence that presents the interviewee, where the text has
    one, and the answers' most salient, central and diverse sentences. An interview in which no question
    is answered is summarised by its presentation or else by its first question, so that evidence is
    never empty.

    Args:
        interview: The interview; it has at least one exchange.
        docs: The analyses of its turns.
        claims: Its claims; sentences without claims are taken only where an answer has no other.
        settings: `summary_sentences` and `keywords` limit the lengths.
    """
    turns = {turn.id: turn for turn in interview.turns}
    by_turn: dict[str, list[Claim]] = {}
    for claim in claims:
        by_turn.setdefault(claim.turn, []).append(claim)
    exchanges = [_read(interview, exchange, turns, by_turn) for exchange in interview.exchanges]
    weighing = Weighing([s for exchange in exchanges for s in exchange.sentences])
    values = _values(exchanges, weighing)
    chosen = {e.turns.id: _best_of_exchange(e, values, weighing) for e in exchanges}
    whole = _whole(interview, exchanges, values, weighing, settings.summary_sentences)
    keywords, exchange_keywords = _keywords(interview, docs, settings.keywords)
    return Digest(
        summary=_summary(interview.text, whole),
        keywords=keywords,
        exchange_summaries={
            id_: _summary(interview.text, [sentence]) if sentence is not None else None
            for id_, sentence in chosen.items()
        },
        exchange_keywords=exchange_keywords,
    )


def _read(
    interview: Interview,
    exchange: ExchangeTurns,
    turns: dict[str, Turn],
    claims: dict[str, list[Claim]],
) -> _Exchange:
    question: frozenset[str] = frozenset()
    for turn in exchange.question:
        question |= text_stems(turns[turn].text)
    return _Exchange(
        exchange,
        question,
        tuple(
            sentence
            for turn in exchange.answers
            for sentence in sentences_of(interview, turns[turn], claims.get(turn, ()))
        ),
    )


def _values(exchanges: Sequence[_Exchange], weighing: Weighing) -> dict[int, float]:
    """Return what each sentence is worth in a summary, by its start."""
    return {
        sentence.start: _SALIENCE * sentence.salience
        + _CENTRALITY * weighing.centrality(sentence)
        - _REPORTED * sentence.reported
        - readability(sentence)
        for exchange in exchanges
        for sentence in exchange.sentences
    }


def _best_of_exchange(
    exchange: _Exchange, values: dict[int, float], weighing: Weighing
) -> Sentence | None:
    """Return the sentence that answers the question best, None without an answer."""
    return max(
        exchange.sentences,
        key=lambda sentence: (
            values[sentence.start]
            + _QUESTION * weighing.similarity(sentence.stems, exchange.question),
            -sentence.start,
        ),
        default=None,
    )


def _whole(
    interview: Interview,
    exchanges: Sequence[_Exchange],
    values: dict[int, float],
    weighing: Weighing,
    most: int,
) -> list[Sentence]:
    """Return the sentences of the whole summary, in text order."""
    everything = [sentence for exchange in exchanges for sentence in exchange.sentences]
    claiming = [sentence for sentence in everything if sentence.salience]
    pool = [(values[sentence.start], sentence) for sentence in claiming or everything]
    chosen: list[Sentence] = []
    presentation = _presentation(interview)
    if presentation is not None and (most > 1 or not pool):
        chosen.append(presentation)
    while pool and len(chosen) < most:
        best = max(pool, key=lambda item: (_marginal(item, chosen, weighing), -item[1].start))
        pool.remove(best)
        chosen.append(best[1])
    if not chosen:
        chosen.append(_first_question(interview))
    return sorted(chosen, key=lambda sentence: sentence.start)


def _marginal(
    item: tuple[float, Sentence], chosen: Sequence[Sentence], weighing: Weighing
) -> float:
    """Return what a sentence adds to those chosen (maximal marginal relevance)."""
    likeness = max((weighing.similarity(item[1].stems, c.stems) for c in chosen), default=0.0)
    return item[0] - _REDUNDANCY * likeness


def _presentation(interview: Interview) -> Sentence | None:
    """Return the first sentence of the introduction that names an interviewee."""
    names = [
        participant.name
        for participant in interview.participants
        if participant.role == "interviewee" and participant.name
    ]
    for turn in interview.turns:
        if turn.role != "intro":
            continue
        for sentence in sentences_of(interview, turn, ()):
            written = interview.text[sentence.start : sentence.end]
            if not sentence.question and any(name in written for name in names):
                return sentence
    return None


def _first_question(interview: Interview) -> Sentence:
    turns = {turn.id: turn for turn in interview.turns}
    return sentences_of(interview, turns[interview.exchanges[0].question[0]], ())[-1]


def _summary(text: str, chosen: Sequence[Sentence]) -> Summary:
    sentences = tuple(
        SummarySentence(_closed(cut(text, s.start, s.end)), (Span(s.start, s.end),)) for s in chosen
    )
    return Summary(" ".join(s.text for s in sentences), "extractive", sentences)


def _closed(words: str) -> str:
    """Return a sentence on one line with final punctuation."""
    words = " ".join(words.split()).rstrip(",;: ")
    bare = words.rstrip(' »"”)')
    return words if bare.endswith((".", "!", "?", "…")) else f"{words}."


def _keywords(
    interview: Interview, docs: Sequence[TurnDoc], most: int
) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    weights = {"question": _QUESTION_WEIGHT, "answer": _ANSWER_WEIGHT}
    spoken = [item.turn for item in docs if item.turn.role in weights]
    tokens = [tokens_of(item) for item in docs if item.turn.role in weights]
    nouns = nouns_of(tokens)
    phrases: dict[str, Weighted] = {
        turn.id: (phrases_of(own, nouns), weights[turn.role])
        for turn, own in zip(spoken, tokens, strict=True)
    }
    excluded = _names(interview)
    of_exchange: dict[str, list[Weighted]] = {}
    spread: Counter[str] = Counter()
    for exchange in interview.exchanges:
        own = [phrases[turn] for turn in (*exchange.question, *exchange.answers)]
        of_exchange[exchange.id] = own
        spread.update({phrase.key for found, _ in own for phrase in found})
    groups = len(interview.exchanges)
    everything = [weighted for own in of_exchange.values() for weighted in own]
    # What many exchanges share is what the whole interview is about: no rarity there.
    whole = ranked(everything, most=most, spread=Counter(), groups=0, excluded=excluded)
    return whole, {
        id_: ranked(own, most=most, spread=spread, groups=groups, excluded=excluded)
        for id_, own in of_exchange.items()
    }


def _names(interview: Interview) -> frozenset[str]:
    found: set[str] = set()
    for participant in interview.participants:
        if participant.name:
            lowered = participant.name.lower().split()
            found.add(" ".join(form_key(word) for word in lowered))
            found.update(form_key(word) for word in lowered)
    return frozenset(found)
