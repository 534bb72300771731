"""Dev figures while training: entities as the heads alone give them, turns, claims, embeddings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from pipeline.encoder.decode import spans, viterbi
from pipeline.encoder.scores import log_softmax
from pipeline.training.samples import KINDS, LABELS, MARKS, Name
from pipeline.training.tensors import Encoding, Floats


@dataclass(slots=True)
class Tally:
    """Counts of one pass over held-out texts; the only mutable value of this module."""

    right: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    gold: Counter[str] = field(default_factory=Counter)

    def add(self, label: str, *, right: int, found: int, gold: int) -> None:
        self.right[label] += right
        self.found[label] += found
        self.gold[label] += gold

    def answer(self, name: str, *, right: bool) -> None:
        """Count one answer to a question that everybody answers once."""
        self.add(name, right=int(right), found=1, gold=1)

    def f1(self, labels: Iterable[str]) -> float:
        """Return the F1 over `labels` together."""
        names = list(labels)
        right = sum(self.right[name] for name in names)
        both = sum(self.found[name] + self.gold[name] for name in names)
        return 2 * right / both if both else 0.0


def count_entities(tally: Tally, encoding: Encoding, logits: Floats) -> None:
    """Add the entities of one text: span and label must be exact.

    Args:
        tally: What is added to.
        encoding: The text; nothing is counted where names are not annotated.
        logits: ``(n_pieces, len(LABELS))``.
    """
    if encoding.sample.names is not None:
        _count(tally, encoding, logits, [(n, n.label) for n in encoding.sample.names])


def count_theirs(tally: Tally, encoding: Encoding, logits: Floats) -> None:
    """Add the entities of one general text by the guide of its own corpus, as `count_entities`."""
    _count(tally, encoding, logits, [(n, n.theirs) for n in encoding.sample.names or ()])


def _count(
    tally: Tally, encoding: Encoding, logits: Floats, names: Sequence[tuple[Name, str | None]]
) -> None:
    reached = [
        (word, piece)
        for word, piece in zip(encoding.words, encoding.firsts, strict=True)
        if piece >= 0
    ]
    scores = log_softmax(logits[[piece for _, piece in reached]])
    found = {
        (reached[first][0][0], reached[last - 1][0][1], label)
        for first, last, label in spans(viterbi(scores, LABELS), LABELS)
    }
    gold = {(n.start, n.end, label) for n, label in names if label is not None}
    unsure = [n for n, label in names if label is None]
    found = {f for f in found if not any(n.start < f[1] and f[0] < n.end for n in unsure)}
    for label in ("PER", "ORG", "LOC", "MISC"):
        ours = {item for item in found if item[2] == label}
        theirs = {item for item in gold if item[2] == label}
        tally.add(label, right=len(ours & theirs), found=len(ours), gold=len(theirs))


def count_kinds(tally: Tally, encoding: Encoding, kinds: Floats) -> None:
    """Add the kind head's answer for every annotated name of one text that has a kind.

    Args:
        tally: What is added to.
        encoding: The text.
        kinds: ``(n_pieces, len(KINDS))``.
    """
    for start, end, number in encoding.named:
        kind = (encoding.sample.names or ())[number].kind
        same = KINDS[int(np.argmax(kinds[start:end].mean(axis=0)))] == kind
        tally.answer("kind", right=same)


def count_claims(tally: Tally, encoding: Encoding, claims: Floats) -> None:
    """Add the claim head's answers about one text's annotated clauses: each mark, and the type.

    Args:
        tally: What is added to.
        encoding: The text.
        claims: ``(n_pieces, len(CLAIMS))``.
    """
    for start, end, number in encoding.claims:
        claim = encoding.sample.claims[number]
        means = claims[start:end].mean(axis=0)
        # Of a clause that claims nothing, only that is known.
        marks: tuple[bool | None, ...] = claim.marks or (False,)
        for name, mark, score in zip(MARKS, marks, means, strict=False):
            if mark is not None:
                says = bool(score > 0)
                tally.add(name, right=int(says and mark), found=int(says), gold=int(mark))
        if claim.type is not None:
            same = int(np.argmax(means[len(MARKS) :])) == claim.type
            tally.answer("type", right=same)


def count_turns(tally: Tally, encoding: Encoding, turns: Floats) -> None:
    """Add the turn head's answer for every sentence of one text.

    Args:
        tally: What is added to.
        encoding: The text.
        turns: ``(n_pieces, len(TURNS))``.
    """
    for start, end, number in encoding.sentences:
        role = encoding.sample.sentences[number].turn
        if role is not None:
            same = int(np.argmax(turns[start:end].mean(axis=0))) == role
            tally.answer("turn", right=same)


def cosine_correlation(ours: Floats, base: Floats) -> float:
    """Return Pearson's correlation of all cosines between different sentences.

    Args:
        ours: ``(n, d)``, rows of length 1.
        base: ``(n, d)`` of the same sentences.
    """
    above = np.triu_indices(len(ours), k=1)
    return float(np.corrcoef((ours @ ours.T)[above], (base @ base.T)[above])[0, 1])
