"""A text with what its pieces should say, and rewriting that carries the labels along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar, get_args

from pipeline.errors import OffsetError
from pipeline.schema import EntityKind

LABELS = ("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC", "B-MISC", "I-MISC")
TYPES = ("fact", "evaluation", "recommendation", "causal", "definition", "prediction")
MARKS = ("claim", "key", "reported", "hedged", "negated", "obligation")
CLAIMS = (*MARKS, *(f"type:{name}" for name in TYPES))
TURNS = ("question", "answer", "other")
KINDS: tuple[str, ...] = get_args(EntityKind)


class Spanned(Protocol):
    """Anything with a place in a sample's text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Name:
    """A name; without a label, it is one that the guidelines disagree on and no loss is taken of it."""

    start: int
    end: int
    label: str | None
    kind: str | None = None
    theirs: str | None = None  # the label by the guide of a corpus of general text


@dataclass(frozen=True, slots=True)
class ClaimSpan:
    """A clause of an answer; `marks` in the order of `MARKS`, None where the clause claims nothing."""

    start: int
    end: int
    marks: tuple[bool, ...] | None
    type: int | None = None  # index in TYPES


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence; `turn` is an index in `TURNS`, `key` that of its embedding by the base."""

    start: int
    end: int
    turn: int | None = None
    key: int | None = None


L = TypeVar("L", Name, ClaimSpan, Sentence)


@dataclass(frozen=True, slots=True)
class Sample:
    """A text in its analysis form; ``names`` is None where names are not annotated.

    ``before`` is the question that an answer is read with. ``general`` says that every name of it has a
    label by the guide of another corpus, too.
    """

    id: str
    text: str
    names: tuple[Name, ...] | None
    claims: tuple[ClaimSpan, ...]
    sentences: tuple[Sentence, ...]
    before: str = ""
    general: bool = False

    def part(self, start: int, end: int) -> Sample:
        """Return ``text[start:end]`` with the labels that lie inside."""

        def inside(items: Iterable[L]) -> tuple[L, ...]:
            return tuple(
                replace(item, start=item.start - start, end=item.end - start)
                for item in items
                if start <= item.start and item.end <= end
            )

        names = None if self.names is None else inside(self.names)
        return replace(
            self,
            text=self.text[start:end],
            names=names,
            claims=inside(self.claims),
            sentences=inside(self.sentences),
        )


@dataclass(frozen=True, slots=True)
class Change:
    """``text[start:end]`` becomes `words`; where both are the same place, `words` are put in."""

    start: int
    end: int
    words: str

    @property
    def shift(self) -> int:
        return len(self.words) - (self.end - self.start)


def rewritten(sample: Sample, changes: Sequence[Change]) -> Sample:
    """Return the sample after `changes`, which neither overlap nor cut a label in two.

    What is put in at the edge of a label stays outside it. A sentence in which words changed loses its key.

    Raises:
        OffsetError: Two changes overlap.

    >>> name = Name(3, 7, "ORG")
    >>> sample = Sample("s", "De Orée.", (name,), (), ())
    >>> new = rewritten(sample, [Change(3, 7, "La Poste")])
    >>> new.text, [(name.start, name.end, name.label) for name in new.names]
    ('De La Poste.', [(3, 11, 'ORG')])
    """
    ordered = sorted(changes, key=lambda change: (change.start, change.end))
    parts, at = [], 0
    for change in ordered:
        if change.start < at:
            raise OffsetError(f"{sample.id}: changes overlap at character {change.start}")
        parts += [sample.text[at : change.start], change.words]
        at = change.end
    text = "".join([*parts, sample.text[at:]])

    def moved(items: Iterable[L]) -> tuple[L, ...]:
        return tuple(
            replace(item, start=_start(item.start, ordered), end=_end(item.end, ordered))
            for item in items
        )

    sentences = (
        replace(s, key=None)
        if any(change.start < s.end and s.start < change.end for change in ordered)
        else s
        for s in sample.sentences
    )
    return replace(
        sample,
        text=text,
        names=None if sample.names is None else moved(sample.names),
        claims=moved(sample.claims),
        sentences=moved(sentences),
    )


def _start(at: int, changes: Sequence[Change]) -> int:
    return at + sum(change.shift for change in changes if change.end <= at)


def _end(at: int, changes: Sequence[Change]) -> int:
    return at + sum(change.shift for change in changes if change.start < at)


def joined(first: Sample, second: Sample) -> Sample:
    """Return two texts as one paragraph; names are labelled only if both texts' are."""
    offset = len(first.text) + 1

    def moved(items: Iterable[L]) -> tuple[L, ...]:
        return tuple(replace(i, start=i.start + offset, end=i.end + offset) for i in items)

    named = first.names is not None and second.names is not None
    return Sample(
        first.id,
        f"{first.text} {second.text}",
        (*(first.names or ()), *moved(second.names or ())) if named else None,
        (*first.claims, *moved(second.claims)),
        (*first.sentences, *moved(second.sentences)),
        first.before,
        first.general and second.general,
    )


def chunks(samples: Sequence[Sample], budget: int) -> Iterator[Sample]:
    """Yield runs of whole sentences of at most `budget` characters, or one sentence that is longer."""
    for sample in samples:
        start: int | None = None
        end = 0
        for sentence in sample.sentences:
            if start is None:
                start = sentence.start
            elif sentence.end - start > budget:
                yield sample.part(start, end)
                start = sentence.start
            end = sentence.end
        if start is not None:
            yield sample.part(start, end)
