"""Does a summary's sentence say a number, a name, a denial or a speaker that its evidence does not have?

The check reads words, not meaning: it needs no model. What it raises is a reason to look or to drop a
sentence; that it raises nothing proves only that these four things stand in the evidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pipeline.summarize.names import KnownNames, displaced, names_in
from pipeline.summarize.numbers import MONTH, Amount, amounts_in
from pipeline.summarize.polarity import conflicts, polarity_of
from pipeline.summarize.speakers import Speaking, voice_problems
from pipeline.summarize.wording import Token, tokens_of

ProblemKind = Literal["number", "name", "polarity", "speaker"]
KINDS: tuple[ProblemKind, ...] = ("number", "name", "polarity", "speaker")


@dataclass(frozen=True, slots=True)
class Problem:
    """What a sentence says without its evidence; `start` and `end` are characters of the sentence."""

    kind: ProblemKind
    start: int
    end: int
    text: str
    found: str  # what the evidence has instead, "" where it has nothing of the kind


@dataclass(frozen=True)
class Evidence:
    """What a sentence may say.

    Args:
        passages: The sentences of the interview that support it.
        context: What a reader knows beside them: the question answered, the sentence before, the
            presentation, the speakers' functions. It may lend names and numbers, no denial.
        speakers: Names of who says the passages.
        others: Names of the other participants.
    """

    passages: tuple[str, ...]
    context: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @cached_property
    def tokens(self) -> tuple[tuple[Token, ...], ...]:
        """The words of each passage."""
        return tuple(tokens_of(passage) for passage in self.passages)

    @cached_property
    def amounts(self) -> tuple[Amount, ...]:
        """The numbers of the passages."""
        return tuple(amount for tokens in self.tokens for amount in amounts_in(tokens))

    @cached_property
    def further_amounts(self) -> tuple[Amount, ...]:
        """The numbers of the context."""
        return tuple(amount for text in self.context for amount in amounts_in(tokens_of(text)))

    def has(self, amount: Amount) -> bool:
        """Say whether the evidence has a number.

        The context lends it only with what it counts. What the evidence counts too must have the same
        number, and so must a name ("MIF 2").
        """
        if amount.named is not None:
            known = [k for k in (*self.amounts, *self.further_amounts) if k.named == amount.named]
            if known:
                return any(amount.equals(k) for k in known)
        counting = [k for k in self.amounts if k.counted and k.counted == amount.counted]
        if counting:  # "sept, dont deux romans" has no seven novels
            return any(amount.equals(k) for k in counting)
        return any(amount.equals(k) for k in self.amounts) or any(
            amount.counts_same(k) for k in self.further_amounts
        )

    @cached_property
    def passage_names(self) -> KnownNames:
        """The names of the passages and of who says them."""
        return KnownNames((*self.passages, *self.speakers))

    @cached_property
    def names(self) -> KnownNames:
        """The names of passages, context and participants."""
        return KnownNames((*self.passages, *self.context, *self.speakers, *self.others))


def check_sentence(sentence: str, evidence: Evidence) -> tuple[Problem, ...]:
    """Return what a sentence says that its evidence does not have, by place; () if it is faithful.

    Args:
        sentence: One sentence of a summary, or several that share their evidence.
        evidence: What supports it.

    >>> known = Evidence(("Je ne paierai pas vingt blogueurs.",), speakers=("Solange Kervadec",))
    >>> check_sentence("Kervadec refuse de payer 20 blogueurs.", known)
    ()
    >>> [(p.kind, p.text) for p in check_sentence("Kervadec paiera trente blogueurs.", known)]
    [('polarity', 'paiera'), ('number', 'trente')]
    """
    tokens = tokens_of(sentence)
    found = [
        *_numbers(tokens, evidence),
        *_names(tokens, evidence),
        *_polarity(tokens, evidence),
        *_speakers(tokens, evidence),
    ]
    problems = {
        Problem(kind, start, end, sentence[start:end], instead)
        for kind, first, last, instead in found
        for start, end in [(tokens[first].start, tokens[last].end)]
    }
    return tuple(sorted(problems, key=lambda p: (p.start, p.end, KINDS.index(p.kind), p.found)))


_Found = tuple[ProblemKind, int, int, str]  # kind, first and last word, what the evidence has


def _numbers(tokens: Sequence[Token], evidence: Evidence) -> Iterator[_Found]:
    own = amounts_in(tokens)
    proved = [amount for amount in own if evidence.has(amount)]
    for amount in own:
        # "huit sur dix" is proved as a share or by its two numbers.
        covered = any(p.first <= amount.first and amount.last <= p.last for p in proved)
        parts = [p for p in proved if amount.first <= p.first and p.last <= amount.last]
        if not covered and len(parts) < 2:
            same = [k for k in evidence.amounts if (k.unit == MONTH) == (amount.unit == MONTH)]
            yield "number", amount.first, amount.last, ", ".join(f"{k.value:g}" for k in same[:3])


def _names(tokens: Sequence[Token], evidence: Evidence) -> Iterator[_Found]:
    for name in names_in(tokens):
        if not evidence.names.has(name):
            yield "name", name.first, name.last, ""
        elif not evidence.passage_names.has(name):
            instead = displaced(tokens, name, evidence.tokens)
            if instead is not None:
                yield "name", name.first, name.last, instead


def _polarity(tokens: Sequence[Token], evidence: Evidence) -> Iterator[_Found]:
    passages = [polarity_of(own) for own in evidence.tokens]
    for conflict in conflicts(polarity_of(tokens), passages):
        yield "polarity", conflict.first, conflict.last, conflict.found


def _speakers(tokens: Sequence[Token], evidence: Evidence) -> Iterator[_Found]:
    speaking = Speaking(evidence.tokens, evidence.speakers, evidence.others)
    for voice, instead in voice_problems(tokens, speaking):
        yield "speaker", voice.first, voice.last, instead
