"""Interview -> the sentences that sum it up, and those that sum up each exchange, word for word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from pipeline.encoder import span_means
from pipeline.schema import Claim, Interview, Span, Summary, SummarySentence, Turn, TurnDoc
from pipeline.summarize.choosing import Chooser, Floats, Topic
from pipeline.summarize.sentences import Sentence, sentences_of, text_stems
from pipeline.summarize.weights import summary_weights
from pipeline.text import cut

# Sentences of an answer from which it is summed up by two, and by three: at most half of it. Of answers of
# four and more of the train split two in three have two key claims, of shorter ones one in five. Of
# dev's key claims these summaries hold 0.73, of two sentences at most 0.64.
TWO, THREE = 4, 6


@dataclass(frozen=True, slots=True)
class Summaries:
    """The summary of the whole interview and, by exchange id, of each exchange."""

    whole: Summary
    exchanges: dict[str, Summary | None]  # None: the exchange has no answer


def extracted(
    interview: Interview, docs: Sequence[TurnDoc], claims: Sequence[Claim], *, most: int
) -> Summaries:
    """Return the extractive summaries of an interview.

    The whole interview is summarised by the sentence that presents the interviewee, where the text has
    one, and the answers' most salient, central and diverse sentences, preferably near the headline. An
    exchange is summarised by one to three sentences of its answers, preferably near the question. An
    interview in which no question is answered is summarised by its presentation or else by its first
    question, so that evidence is never empty.

    Args:
        interview: The interview; it has at least one exchange.
        docs: The analyses of its turns.
        claims: Its claims; sentences without claims are taken for the whole only where no answer has others.
        most: The sentences of the summary of the whole.
    """
    turns = {turn.id: turn for turn in interview.turns}
    by_turn: dict[str, list[Claim]] = {}
    for claim in claims:
        by_turn.setdefault(claim.turn, []).append(claim)
    answers = {
        id_: sentences_of(interview, turns[id_], by_turn.get(id_, ()))
        for exchange in interview.exchanges
        for id_ in exchange.answers
    }
    sentences = list(chain.from_iterable(answers.values()))
    by_id = {doc.turn.id: doc for doc in docs}
    chooser = Chooser(sentences, weights=summary_weights(), vectors=_vectors(answers, by_id))
    whole = _whole(interview, sentences, chooser, _headline(interview, by_id), most)
    exchanges: dict[str, Summary | None] = {}
    for exchange in interview.exchanges:
        own = [at for at, sentence in enumerate(sentences) if sentence.turn in exchange.answers]
        topic = _topic([turns[id_] for id_ in exchange.question], by_id)
        chosen = chooser.choose(own, most=sentences_for(len(own)), topic=topic)
        exchanges[exchange.id] = (
            _summary(interview.text, [sentences[at] for at in chosen]) if chosen else None
        )
    return Summaries(_summary(interview.text, whole), exchanges)


def sentences_for(sentences: int) -> int:
    """Return how many sentences sum up an answer of so many.

    >>> [sentences_for(n) for n in (1, 3, 4, 5, 6, 20)]
    [1, 1, 2, 2, 3, 3]
    """
    return 1 + (sentences >= TWO) + (sentences >= THREE)


def _vectors(
    answers: Mapping[str, Sequence[Sentence]], docs: Mapping[str, TurnDoc]
) -> Floats | None:
    """Return the mean embedding of each sentence, None where the encoder has none of an answer."""
    found = []
    for id_, sentences in answers.items():
        doc = docs.get(id_)
        encoded = doc.encoded if doc else None
        if doc is None or encoded is None or encoded.embedding is None:
            return None
        start = doc.turn.start
        spans = [(sentence.start - start, sentence.end - start) for sentence in sentences]
        found.append(span_means(encoded, encoded.embedding, spans))
    return np.concatenate(found) if found else None


def _headline(interview: Interview, docs: Mapping[str, TurnDoc]) -> Topic | None:
    """Return what the text announces: its headline, else what introduces it."""
    announcing = [turn for turn in interview.turns if turn.role in {"heading", "intro"}]
    return _topic(announcing[:1], docs) if announcing else None


def _topic(turns: Sequence[Turn], docs: Mapping[str, TurnDoc]) -> Topic:
    stems = frozenset(chain.from_iterable(text_stems(turn.text) for turn in turns))
    rows = []
    for turn in turns:
        encoded = docs[turn.id].encoded if turn.id in docs else None
        if encoded is not None and encoded.embedding is not None:
            rows.append(encoded.embedding)
    pieces = np.concatenate(rows) if rows else np.zeros((0, 0))
    return Topic(stems, pieces.mean(axis=0) if len(pieces) else None)


def _whole(
    interview: Interview,
    sentences: Sequence[Sentence],
    chooser: Chooser,
    headline: Topic | None,
    most: int,
) -> list[Sentence]:
    """Return the sentences of the whole summary, in text order."""
    claiming = [at for at, sentence in enumerate(sentences) if sentence.salience]
    pool: Iterable[int] = claiming or range(len(sentences))
    chosen: list[Sentence] = []
    presentation = _presentation(interview)
    if presentation is not None and (most > 1 or not sentences):
        chosen.append(presentation)
    picked = chooser.choose(pool, most=most - len(chosen), topic=headline)
    chosen += [sentences[at] for at in picked]
    if not chosen:
        chosen.append(_first_question(interview))
    return sorted(chosen, key=lambda sentence: sentence.start)


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
