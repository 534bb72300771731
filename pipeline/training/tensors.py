"""Samples -> arrays of one batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.encoder.words import first_pieces, words
from pipeline.training.samples import KINDS, LABELS, MARKS, Name, Sample, Spanned

if TYPE_CHECKING:
    from tokenizers import Tokenizer

IGNORED = -100  # no loss is taken here
Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Encoding:
    """One text as pieces, with what they should say. Spans are pieces, ``[start, end)``."""

    sample: Sample
    ids: list[int]
    words: list[tuple[int, int]]
    firsts: list[int]  # of each word, its first piece; -1 where the text was cut
    labels: list[int]  # one a piece: an index in LABELS, or IGNORED
    general: list[int]  # the same by the guide of a corpus of general text
    named: list[tuple[int, int, int]]  # start, end, number in sample.names, of those with a kind
    claims: list[tuple[int, int, int]]  # start, end, number in sample.claims
    sentences: list[tuple[int, int, int]]  # start, end, number in sample.sentences

    before: int = 0  # pieces that stand before the text's own

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Batch:
    """Arrays of `n` texts of at most `w` pieces; `c` clauses and `s` sentences in all of them.

    Spans are ``(row, start, end)``.
    """

    ids: Ints  # (n, w)
    mask: Ints  # (n, w)
    labels: Ints  # (n, w)
    general: Ints  # (n, w)
    named: Ints  # (k, 3)
    kinds: Ints  # (k,): indices in KINDS
    claims: Ints  # (c, 3)
    marks: Floats  # (c, len(MARKS)); NaN where unknown
    types: Ints  # (c,)
    sentences: Ints  # (s, 3)
    turns: Ints  # (s,)
    keys: Ints  # (s,): -1 where the words were changed


def encode(sample: Sample, tokenizer: Tokenizer, window: int, *, context: int = 0) -> Encoding:
    """Return the first `window` pieces of a sample with their labels.

    Args:
        sample: The text.
        tokenizer: Of the base.
        window: Most pieces, with the two special ones.
        context: Most pieces of the question, which stand before the text and have no labels; its last are kept.
    """
    found, before = tokenizer.encode(sample.text), 0
    ids, offsets = list(found.ids), list(found.offsets)
    if len(ids) > window:
        ids, offsets = [*ids[: window - 1], ids[-1]], [*offsets[: window - 1], (0, 0)]
    if context and sample.before:
        asked = tokenizer.encode(sample.before, add_special_tokens=False).ids[-context:]
        ids = [ids[0], *asked, ids[-1], *ids[1:]]
        before = len(asked) + 1
        offsets = [(0, 0)] * before + offsets
    spans = words(sample.text)
    firsts = first_pieces(sample.text, spans, offsets)
    labels, general = [IGNORED] * len(ids), [IGNORED] * len(ids)
    if sample.names is not None:
        _put(labels, word_labels([(n, n.label) for n in sample.names], spans), firsts)
    if sample.general:
        _put(general, word_labels([(n, n.theirs) for n in sample.names or ()], spans), firsts)
    return Encoding(
        sample,
        ids,
        spans,
        firsts,
        labels,
        general,
        [
            found
            for found in _pieces(offsets, sample.names or ())
            if (sample.names or ())[found[2]].kind is not None
        ],
        list(_pieces(offsets, sample.claims)),
        list(_pieces(offsets, sample.sentences)),
        before,
    )


def _put(labels: list[int], of_words: Sequence[int], firsts: Sequence[int]) -> None:
    for word, piece in zip(of_words, firsts, strict=True):
        if piece >= 0:
            labels[piece] = word


def word_labels(
    names: Iterable[tuple[Name, str | None]], spans: Sequence[tuple[int, int]]
) -> list[int]:
    """Return the label of each word, an index in `LABELS`; a word that a name only cuts is in it.

    Args:
        names: Names with their labels; where that is None, its words are `IGNORED`.
        spans: The words.
    """
    found = [0] * len(spans)
    for name, label in names:
        inside = [
            n for n, (start, end) in enumerate(spans) if start < name.end and end > name.start
        ]
        for order, number in enumerate(inside):
            if label is None:
                found[number] = IGNORED
            else:
                found[number] = LABELS.index(f"{'I' if order else 'B'}-{label}")
    return found


def _pieces(
    offsets: Sequence[tuple[int, int]], items: Iterable[Spanned]
) -> Iterator[tuple[int, int, int]]:
    """Yield for each span that the pieces reach: first piece, piece after the last, its number."""
    starts = np.array([start for start, _ in offsets])
    ends = np.array([end for _, end in offsets])
    for number, item in enumerate(items):
        inside = np.flatnonzero((ends > item.start) & (starts < item.end) & (ends > starts))
        if len(inside) and ends[inside[-1]] >= item.end:
            yield int(inside[0]), int(inside[-1]) + 1, number


def batches(
    encodings: Sequence[Encoding], *, pieces: int, padding: int, random: Random
) -> list[Batch]:
    """Return batches of at most `pieces` pieces with their padding, texts of like length together."""
    order = sorted(range(len(encodings)), key=lambda n: (len(encodings[n]), random.random()))
    groups: list[list[Encoding]] = [[]]
    for number in order:
        encoding = encodings[number]
        if groups[-1] and (len(groups[-1]) + 1) * len(encoding) > pieces:
            groups.append([])
        groups[-1].append(encoding)
    random.shuffle(groups)
    return [_batch(group, padding) for group in groups if group]


def _batch(group: Sequence[Encoding], padding: int) -> Batch:
    width = max(map(len, group))
    ids = np.full((len(group), width), padding, dtype=np.int64)
    mask = np.zeros((len(group), width), dtype=np.int64)
    labels = np.full((len(group), width), IGNORED, dtype=np.int64)
    general = np.full((len(group), width), IGNORED, dtype=np.int64)
    for row, encoding in enumerate(group):
        ids[row, : len(encoding)] = encoding.ids
        mask[row, : len(encoding)] = 1
        labels[row, : len(encoding)] = encoding.labels
        general[row, : len(encoding)] = encoding.general
    named = [
        (row, s, e, KINDS.index(str((g.sample.names or ())[n].kind)))
        for row, g in enumerate(group)
        for s, e, n in g.named
    ]
    claims = [
        (row, s, e, g.sample.claims[n]) for row, g in enumerate(group) for s, e, n in g.claims
    ]
    sentences = [
        (row, s, e, g.sample.sentences[n]) for row, g in enumerate(group) for s, e, n in g.sentences
    ]
    return Batch(
        ids,
        mask,
        labels,
        general,
        np.array([item[:3] for item in named], dtype=np.int64).reshape(-1, 3),
        np.array([item[3] for item in named], dtype=np.int64),
        np.array([item[:3] for item in claims], dtype=np.int64).reshape(-1, 3),
        np.array([_marks(c.marks) for *_, c in claims], dtype=np.float32).reshape(-1, len(MARKS)),
        np.array([IGNORED if c.type is None else c.type for *_, c in claims], dtype=np.int64),
        np.array([item[:3] for item in sentences], dtype=np.int64).reshape(-1, 3),
        np.array([IGNORED if s.turn is None else s.turn for *_, s in sentences], dtype=np.int64),
        np.array([-1 if s.key is None else s.key for *_, s in sentences], dtype=np.int64),
    )


def _marks(marks: tuple[bool, ...] | None) -> list[float]:
    """Return the marks as numbers; of a clause that claims nothing only that is known."""
    if marks is None:
        return [0.0, *([float("nan")] * (len(MARKS) - 1))]
    return [float(mark) for mark in marks]
