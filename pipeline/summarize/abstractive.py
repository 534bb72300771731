"""Extractive summaries -> summaries in a model's words, each sentence held against the interview.

A model's sentence stays only where sentences of the interview support it and `check_sentence` finds no
number, name, denial or speaker that they do not have. Else the extractive sentence takes its place.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pipeline.encoder import span_means
from pipeline.lexicons import words as word_list
from pipeline.schema import Digest, Encoded, Interview, Span, Summary, SummarySentence, TurnDoc
from pipeline.summarize.faithfulness import check_sentence
from pipeline.summarize.support import Supports
from pipeline.summarize.wording import tokens_of
from pipeline.text import analysis_form, sentence_spans

_MOST_EVIDENCE = 3  # sentences of the interview that support one of a summary
_LEAST_SHARED = 0.3  # of a sentence's telling words, what its evidence must have
_FURTHER = 0.15  # of them, what a second or third sentence must add
_MEANING = 0.25  # what a cosine of 1 is worth beside the share of words
_UNSUPPORTED = "no evidence"


class Sketch(Protocol):
    """What a writer gives."""

    @property
    def text(self) -> str: ...
    @property
    def cut(self) -> bool: ...


class Write(Protocol):
    """A writer's method that sums up a text."""

    def __call__(self, text: str, *, question: str | None, sentences: int) -> Sketch: ...


Encode = Callable[[str], Encoded]


@dataclass(slots=True)
class _Count:
    """What became of the sentences that the model wrote."""

    written: int = 0
    kept: int = 0
    replaced: int = 0
    dropped: int = 0
    cut: int = 0  # texts that were longer than the model reads
    texts: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    def warnings(self) -> Iterator[str]:
        """Yield what a reader of the record must know."""
        reasons = ", ".join(f"{kind} {count}" for kind, count in sorted(self.reasons.items()))
        yield (
            f"abstractive summaries: {self.written} sentences written, {self.kept} kept, "
            f"{self.replaced} replaced by extractive ones, {self.dropped} dropped"
            + (f" (failed: {reasons})" if reasons else "")
        )
        if self.cut:
            yield f"abstractive summaries: the model read only a part of {self.cut} of {self.texts} texts"


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """One sentence of an answer or of the presentation that may be evidence."""

    span: Span
    keys: frozenset[str]
    vector: NDArray[np.float32] | None


def rewritten(
    digest: Digest,
    interview: Interview,
    docs: Sequence[TurnDoc],
    *,
    write: Write,
    encode: Encode | None = None,
) -> Digest:
    """Return a digest whose summaries a model wrote, as far as the interview supports them.

    Of an exchange the model reads question and answers, of the interview the extractive summaries of
    the exchanges. A summary none of whose sentences holds stays extractive. How many were written,
    kept, replaced and dropped, and why, is the last of the digest's warnings.

    Args:
        digest: The extractive summaries.
        interview: The interview.
        docs: The analyses of its turns.
        write: The model.
        encode: The encoder, for likeness of meaning; without it words alone tell what supports what.

    Raises:
        ModelError: The model gives no answer.
    """
    rewriter = _Rewriter(interview, docs, write, encode)
    exchanges = {
        exchange.id: rewriter.exchange(exchange.question, exchange.answers, own)
        if (own := digest.exchange_summaries[exchange.id]) is not None
        else None
        for exchange in interview.exchanges
    }
    whole = rewriter.whole(digest)
    return dataclasses.replace(
        digest,
        summary=whole,
        exchange_summaries=exchanges,
        warnings=(*digest.warnings, *rewriter.count.warnings()),
    )


class _Rewriter:
    """The summaries of one interview."""

    def __init__(
        self,
        interview: Interview,
        docs: Sequence[TurnDoc],
        write: Write,
        encode: Encode | None,
    ) -> None:
        self._write, self._encode = write, encode
        self._texts = {turn.id: turn.text for turn in interview.turns}
        told = [text for text in (interview.title, interview.lead) if text]
        self._supports = Supports(
            interview.turns, interview.exchanges, interview.participants, presentation=told
        )
        described = [(p.name, p.function, p.organisation) for p in interview.participants]
        self._presenting = _keys(" ".join(part for person in described for part in person if part))
        self._places = {item.turn.id: list(_places(item)) for item in docs}
        roles = {turn.id: turn.role for turn in interview.turns}
        self._everywhere = [id_ for id_ in self._places if roles[id_] in ("intro", "answer")]
        self.count = _Count()

    def exchange(
        self, question: Sequence[str], answers: Sequence[str], extract: Summary
    ) -> Summary:
        """Return the summary of one exchange."""
        asked = " ".join(self._texts[id_] for id_ in question)
        text = "\n".join(self._texts[id_] for id_ in answers)
        return self._rewritten(text, asked or None, extract, answers)

    def whole(self, digest: Digest) -> Summary:
        """Return the summary of the interview."""
        parts = [own.text for own in digest.exchange_summaries.values() if own is not None]
        opening = [sentence.text for sentence in digest.summary.sentences[:1]]
        text = " ".join(dict.fromkeys([*opening, *parts]))
        return self._rewritten(text, None, digest.summary, self._everywhere)

    def _rewritten(
        self, text: str, question: str | None, extract: Summary, turns: Iterable[str]
    ) -> Summary:
        most = len(extract.sentences)
        sketch = self._write(text, question=question, sentences=most)
        self.count.texts += 1
        self.count.cut += sketch.cut
        places = [place for id_ in turns for place in self._places.get(id_, ())]
        spare = list(extract.sentences)
        found: list[SummarySentence] = []
        kept = 0
        for sentence in _sentences(sketch.text)[:most]:
            self.count.written += 1
            evidence = self._evidence(sentence, places)
            reasons = self._faults(sentence, evidence)
            if not reasons:
                kept += 1
                found.append(SummarySentence(sentence, evidence))
                continue
            self.count.reasons.update(reasons)
            other = _unused(spare, found)
            if other is None:
                self.count.dropped += 1
            else:
                self.count.replaced += 1
                found.append(other)
        self.count.kept += kept
        if not kept:
            return extract
        return Summary(" ".join(sentence.text for sentence in found), "abstractive", tuple(found))

    def _faults(self, sentence: str, evidence: Sequence[Span]) -> set[str]:
        if not evidence:
            return {_UNSUPPORTED}
        problems = check_sentence(sentence, self._supports.evidence(evidence))
        return {problem.kind for problem in problems}

    def _evidence(self, sentence: str, places: Sequence[_Place]) -> tuple[Span, ...]:
        """Return the sentences that support one best, in text order, () where too few words are theirs.

        Each further one is the one that has most of the words that those before it have not.
        """
        # A sentence that presents nobody but the speaker tells more than the presentation supports.
        wanted = _keys(sentence) - self._presenting or _keys(sentence)
        vector = self._vector(sentence)
        missing, chosen = set(wanted), list[_Place]()
        while missing and len(chosen) < _MOST_EVIDENCE:
            best = max(
                (place for place in places if place not in chosen),
                key=lambda place: (
                    len(missing & place.keys) / len(wanted) + _MEANING * _cosine(vector, place),
                    -place.span.start,
                ),
                default=None,
            )
            if best is None or (chosen and len(missing & best.keys) < _FURTHER * len(wanted)):
                break
            chosen.append(best)
            missing -= best.keys
        if not wanted or len(missing) > (1 - _LEAST_SHARED) * len(wanted):
            return ()
        return tuple(sorted((place.span for place in chosen), key=lambda span: span.start))

    def _vector(self, sentence: str) -> NDArray[np.float32] | None:
        if self._encode is None:
            return None
        return _vectors(self._encode(analysis_form(sentence)), [(0, len(sentence))])[0]


def _sentences(text: str) -> list[str]:
    spans = sentence_spans(text, abbreviations=word_list("abbreviations"))
    return [text[start:end] for start, end in spans]


def _unused(
    spare: list[SummarySentence], found: Sequence[SummarySentence]
) -> SummarySentence | None:
    """Return and take away the first extractive sentence that no sentence so far rests on."""
    told = {span for sentence in found for span in sentence.evidence}
    for number, sentence in enumerate(spare):
        if told.isdisjoint(sentence.evidence):
            return spare.pop(number)
    return None


def _places(item: TurnDoc) -> Iterator[_Place]:
    turn = item.turn
    spans = sentence_spans(turn.text, abbreviations=word_list("abbreviations"))
    vectors = _vectors(item.encoded, spans)
    for (start, end), vector in zip(spans, vectors, strict=True):
        keys = _keys(turn.text[start:end])
        yield _Place(Span(turn.start + start, turn.start + end), keys, vector)


def _keys(text: str) -> frozenset[str]:
    return frozenset(token.key for token in tokens_of(text) if token.is_content)


def _vectors(
    encoded: Encoded | None, spans: Sequence[tuple[int, int]]
) -> list[NDArray[np.float32] | None]:
    if encoded is None or encoded.embedding is None:
        return [None] * len(spans)
    return list(span_means(encoded, encoded.embedding, spans))


def _cosine(vector: NDArray[np.float32] | None, place: _Place) -> float:
    if vector is None or place.vector is None:
        return 0.0
    norms = float(np.linalg.norm(vector) * np.linalg.norm(place.vector))
    return float(vector @ place.vector) / norms if norms else 0.0
