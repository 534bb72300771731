"""The sentences of an interview that a summary may take, with what speaks for each."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.lexicons import words as word_list
from pipeline.schema import Claim, Interview, Turn
from pipeline.summarize.openers import Opener, opener_of
from pipeline.text import begun_inside, lower_form, sentence_spans

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*'?")
_STEM = 6  # characters of a content word that are compared, in place of a stemmer


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a turn; `start` and `end` are characters of the interview's text."""

    start: int
    end: int
    turn: str
    words: int
    stems: frozenset[str]
    question: bool
    opener: Opener  # whether its first words let it be read alone
    salience: float  # of its best claim, 0 without claims
    reported: bool  # all its claims are somebody else's


def sentences_of(interview: Interview, turn: Turn, claims: Sequence[Claim]) -> list[Sentence]:
    """Return the sentences of one turn, in text order.

    Args:
        interview: The interview.
        turn: The turn.
        claims: The claims of the turn.
    """
    breaks = begun_inside(interview.source.blocks, turn)
    return [
        _with_claims(replace(plain, start=start, end=end, turn=turn.id), claims)
        for plain in plain_sentences(turn.text, breaks=breaks)
        for start, end in [(plain.start + turn.start, plain.end + turn.start)]
    ]


def plain_sentences(text: str, *, breaks: Iterable[int] = ()) -> list[Sentence]:
    """Return the sentences of any text, in its own characters, without turn and claims.

    Args:
        text: The text.
        breaks: Offsets where a sentence ends in any case.
    """
    spans = sentence_spans(text, abbreviations=word_list("abbreviations"), breaks=breaks)
    lowered = lower_form(text)
    return [_sentence(start, end, lowered[start:end]) for start, end in spans]


def _sentence(start: int, end: int, written: str) -> Sentence:
    found = _WORD.findall(written)
    return Sentence(
        start=start,
        end=end,
        turn="",
        words=len(found),
        stems=stems(found),
        question=written.rstrip(' "').endswith("?"),
        opener=opener_of(found),
        salience=0.0,
        reported=False,
    )


def _with_claims(sentence: Sentence, claims: Sequence[Claim]) -> Sentence:
    inside = [c for c in claims if sentence.start <= c.start and c.end <= sentence.end]
    if not inside:
        return sentence
    return replace(
        sentence,
        salience=max(claim.salience for claim in inside),
        reported=all(claim.attribution.kind == "reported" for claim in inside),
    )


def stems(found: Sequence[str]) -> frozenset[str]:
    """Return the content words among lower-case words, cut to the length that is compared."""
    skip = word_list("function_words")
    return frozenset(word[:_STEM] for word in found if len(word) > 3 and word not in skip)


def text_stems(text: str) -> frozenset[str]:
    """Return the content words of a text."""
    return stems(_WORD.findall(lower_form(text)))


class Weighing:
    """How telling each word of one interview is, and how central a sentence."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        counts: Counter[str] = Counter()
        for sentence in sentences:
            counts.update(sentence.stems)
        total = len(sentences)
        self._squares = {stem: math.log(1 + total / n) ** 2 for stem, n in counts.items()}
        # The scalar products with the centroid of all sentences, each a vector of idf values.
        self._centroid = {stem: n * self._squares[stem] for stem, n in counts.items()}
        self._centroid_norm = math.sqrt(
            math.fsum(n * n * self._squares[stem] for stem, n in counts.items())
        )
        self._norms: dict[frozenset[str], float] = {}

    def centrality(self, sentence: Sentence) -> float:
        """Return the cosine of a sentence and the interview, 0 to 1."""
        norm = self._norm(sentence.stems)
        if not norm:
            return 0.0
        shared = math.fsum(map(self._centroid.__getitem__, sentence.stems))
        return shared / (norm * self._centroid_norm)

    def similarity(self, a: frozenset[str], b: frozenset[str]) -> float:
        """Return the cosine of two sets of words, 0 to 1; words of no answer count nothing."""
        shared = a & b
        norms = self._norm(a) * self._norm(b) if shared else 0.0
        return self._sum(shared) / norms if norms else 0.0

    def _norm(self, found: frozenset[str]) -> float:
        norm = self._norms.get(found)
        if norm is None:
            norm = self._norms[found] = math.sqrt(self._sum(found))
        return norm

    def _sum(self, found: frozenset[str]) -> float:
        # Exact summation: the order of a set differs between processes.
        squares = self._squares
        return math.fsum(squares.get(stem, 0.0) for stem in found)
